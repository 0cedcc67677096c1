/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * For a recovery: an installation or roll-back that can't be brought to an end is given up. Apart from the boot engine,
 * which never does that by itself: what can't be read now may be at the next boot.
 */
#include "authentic.h"
#include "journal.h"
#include "pfwu.h"

/** Components in the states that belong to what is half done. */
static uint32_t in_set(bool half_done_only)
{
    uint32_t mask = 0;
    for (uint8_t id = 0; id < PFWU_COMPONENTS_MAX; id++) {
        uint8_t state = pfwu_journal_record(id)->state;
        bool half_done = state == PFWU_STATE_SWAP || state == PFWU_STATE_REVERT;
        mask |= half_done || (!half_done_only && state == PSA_FWU_STAGED) ? 1u << id : 0;
    }
    return mask;
}

/** Whether some code of the set does not run: then nothing does until it is replaced. */
static bool any_code_is_gone(uint32_t mask)
{
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    for (size_t i = 0; i < count; i++) {
        pfwu_image_t image;
        pfwu_bool_t verdict = PFWU_NO;
        pfwu_place_t active = pfwu_place_active(&rows[i]);
        if ((mask >> rows[i].id & 1u) != 0 && rows[i].type == PFWU_TYPE_CODE &&
            (pfwu_authorize(&rows[i], &active, &image, &verdict) != PSA_SUCCESS || verdict != PFWU_YES)) {
            return true;
        }
    }
    return false;
}

static psa_status_t give_up(void)
{
    if (pfwu_table_check() != PSA_SUCCESS || pfwu_journal_mount() != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    uint32_t mask = in_set(false);
    if (in_set(true) == 0) {
        return PSA_ERROR_BAD_STATE;
    }
    bool several = (mask & (mask - 1u)) != 0;
    if (several && !any_code_is_gone(mask)) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    return pfwu_journal_append(PFWU_WORD_SET, PFWU_SET_FAILED, (uint16_t)(int16_t)PSA_ERROR_STORAGE_FAILURE, mask);
}

psa_status_t pfwu_give_up(void)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = give_up();
    pfwu_journal_settle();
    plat_unlock(PLAT_LOCK_FWU);
    return status;
}
