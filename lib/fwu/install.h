/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The part of the boot engine that moves the images of a set (install.c, install_overwrite.c), and what boot.c has for
 * it.
 */
#ifndef PFWU_INSTALL_H
#define PFWU_INSTALL_H

#include "rollback.h"

/** Give an installation up. What an earlier stage put on trial can't be accepted without the rest: it is rejected, and
 *  goes back at the next boot. */
PLAT_MUST_USE psa_status_t pfwu_abandon(pfwu_stage_t *boot, psa_status_t error);
/** Data whose slot does not take it is absent from now on; the rest runs without. */
PLAT_MUST_USE psa_status_t pfwu_give_up_data(pfwu_stage_t *boot, const pfwu_component_t *row);

/** Whether an image is overwritten, or is being so: from here on there is no way back. */
bool pfwu_past_return(const pfwu_stage_t *boot);
/** Whether the components of the set that is under way can be one. */
bool pfwu_set_fits(void);
/** B4: move all that is STAGED or half moved. sizes: of the images that are STAGED, by id. */
PLAT_MUST_USE psa_status_t pfwu_move(pfwu_stage_t *boot, const uint32_t sizes[PFWU_COMPONENTS_MAX]);
/** B10, B11: code that was overwritten and does not verify is copied once more, at the next boot; such data is let
 *  go. */
PLAT_MUST_USE psa_status_t pfwu_move_again(pfwu_stage_t *boot);

#endif /* PFWU_INSTALL_H */
