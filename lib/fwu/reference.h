/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * References (lib/fwu/DESIGN.md section "Images"): a boot spares itself the signature of what the port remembers.
 * reference.c, or reference_none.c for stages that check every signature (PSA_FWU_REFERENCES=OFF).
 */
#ifndef PFWU_REFERENCE_H
#define PFWU_REFERENCE_H

#include "image.h"
#include "pfwu.h"
#include "verify.h"

/** PFWU_YES if the component has a reference, and two looks at it find the hash that was made of its active image, and
 *  the key that the image names. */
pfwu_bool_t pfwu_vouched_for(const pfwu_component_t *component, const pfwu_image_t *image,
                             const uint8_t hash[PFWU_HASH_MAX]);

/** Remember that the active image was verified, where the component has a reference. */
void pfwu_refer(const pfwu_component_t *component, const pfwu_image_t *image);

#endif /* PFWU_REFERENCE_H */
