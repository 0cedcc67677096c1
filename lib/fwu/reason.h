/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Why a download was refused, for the update client to tell.
 */
#ifndef PFWU_INTERNAL_REASON_H
#define PFWU_INTERNAL_REASON_H

#include "table.h"

/**
 * What is wrong with the download of a component that was refused with `error`. Looks at it once more, and decides
 * nothing: PFWU_IMAGE_OK if it can't tell.
 */
pfwu_image_fault_t pfwu_reason(const pfwu_component_t *component, psa_status_t error);

#endif /* PFWU_INTERNAL_REASON_H */
