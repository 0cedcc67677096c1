/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No component of this stage goes back (PSA_FWU_SWAP=OFF): all are overwritten, which is done once and to its end. Sets
 * may have parts in other stages, whose words name this stage's components too.
 */
#include "journal.h"
#include "rollback.h"

/* A set of another stage is taken back before this stage began its part: what is active stays. */
psa_status_t pfwu_roll_back(pfwu_stage_t *boot, bool resumed)
{
    uint32_t mask = pfwu_in_state(boot, PFWU_STATE_REVERT, PFWU_STATE_REVERT);
    (void)resumed;
    if (mask == 0) {
        return PSA_SUCCESS;
    }
    pfwu_tell_event(boot, mask, PFWU_EVENT_REFUSED);
    return pfwu_set(PFWU_SET_FAILED, 0, mask);
}

/* B3: there is no backup. The image on trial is authentic: it stays. */
psa_status_t pfwu_end_trial(pfwu_stage_t *boot)
{
    uint32_t trial = pfwu_in_state(boot, PSA_FWU_TRIAL, PSA_FWU_TRIAL);
    uint32_t mask = pfwu_in_state(boot, PSA_FWU_TRIAL, PSA_FWU_REJECTED);
    if (mask == 0) {
        return PSA_SUCCESS;
    }
    pfwu_tell_event(boot, mask, PFWU_EVENT_KEPT);
    return pfwu_set(PFWU_SET_FAILED, trial != 0 ? PFWU_ERROR_NOT_ACCEPTED : PSA_SUCCESS, mask);
}

/* Of this stage's components nothing was moved: from the first copied sector on there is no way back (B10). */
psa_status_t pfwu_undo(pfwu_stage_t *boot, psa_status_t error)
{
    uint32_t moved = pfwu_elsewhere(boot, PFWU_STATE_SWAP);
    uint32_t staged =
        pfwu_in_state(boot, PSA_FWU_STAGED, PSA_FWU_STAGED) | pfwu_elsewhere(boot, PSA_FWU_STAGED);
    psa_status_t status;
    if (moved != 0) {
        status = pfwu_set(PFWU_SET_REVERT, error, moved | staged);
        return status == PSA_SUCCESS ? pfwu_roll_back(boot, true) : status;
    }
    status = pfwu_set(PFWU_SET_FAILED, error, staged);
    if (status == PSA_SUCCESS) {
        pfwu_tell_event(boot, staged, PFWU_EVENT_REFUSED);
    }
    return status;
}
