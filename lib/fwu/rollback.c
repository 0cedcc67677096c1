/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Going back to the images that were there before. rollback_none.c is for stages whose components are all overwritten.
 */
#include "rollback.h"

#include "authentic.h"
#include "bank.h"
#include "journal.h"
#include "swap.h"

/** Data in a slot with a dead sector: neither old nor new, so that it mixes with nothing. A device can do without. */
static bool is_lost_data(const pfwu_component_t *row)
{
    pfwu_image_t image;
    pfwu_bool_t verdict = PFWU_NO;
    pfwu_place_t active = pfwu_place_active(row);
    return row->type == PFWU_TYPE_DATA && pfwu_authenticate(row, &active, &image, &verdict) != PSA_SUCCESS;
}

/** S5: after a restoration, before FAILED lets go of the backup. PSA_ERROR_DATA_CORRUPT: what is in place does not
 *  verify, but its backup does. PSA_ERROR_STORAGE_FAILURE: nor can the backup be read now, maybe at the next boot. */
static psa_status_t check_restored(const pfwu_component_t *row)
{
    pfwu_image_t image;
    pfwu_bool_t verdict = PFWU_NO;
    pfwu_place_t active = pfwu_place_active(row);
    pfwu_place_t backup = pfwu_place_backup(row);
    if (row->mode == PFWU_MODE_BANK ||                  /* nothing was copied */
        pfwu_journal_record(row->id)->old_count == 0 || /* it was never moved */
        (pfwu_authenticate(row, &active, &image, &verdict) == PSA_SUCCESS && verdict == PFWU_YES)) {
        return PSA_SUCCESS;
    }
    psa_status_t status = pfwu_authenticate(row, &backup, &image, &verdict);
    if (status == PSA_SUCCESS && verdict == PFWU_YES) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    bool unknown = status == PSA_ERROR_STORAGE_FAILURE || status == PSA_ERROR_INSUFFICIENT_MEMORY;
    return unknown ? PSA_ERROR_STORAGE_FAILURE : PSA_SUCCESS; /* no image: it never was one that could run */
}

static psa_status_t bring_back(const pfwu_component_t *row, bool resumed)
{
    psa_status_t status = row->mode == PFWU_MODE_BANK ? pfwu_bank_back(row) : pfwu_revert(row, resumed);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check_restored(row);
    if (status == PSA_ERROR_DATA_CORRUPT) {
        status = pfwu_revert_again(row);
        if (status == PSA_SUCCESS) {
            status = pfwu_revert(row, false); /* what is equal is not written again */
        }
        if (status == PSA_SUCCESS) {
            status = check_restored(row);
        }
    }
    return status;
}

psa_status_t pfwu_roll_back(pfwu_stage_t *boot, bool resumed)
{
    uint32_t mask = pfwu_in_state(boot, PFWU_STATE_REVERT, PFWU_STATE_REVERT);
    size_t at = 0;
    for (const pfwu_component_t *row = pfwu_stage_next(boot, &at); row != NULL; row = pfwu_stage_next(boot, &at)) {
        if (pfwu_has(mask, row->id)) {
            psa_status_t status = bring_back(row, resumed);
            if (status != PSA_SUCCESS && !is_lost_data(row)) {
                return status;
            }
        }
    }
    if (mask == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = pfwu_set(PFWU_SET_FAILED, 0, mask);
    if (status == PSA_SUCCESS) {
        pfwu_tell_event(boot, mask, PFWU_EVENT_ROLLED_BACK);
    }
    return status;
}

/** Whether the backup of every code component of the set could run. Data may be absent, before and after. What was
 *  overwritten has no backup: what lies there is the download. */
static bool backups_verify(const pfwu_stage_t *boot, uint32_t mask)
{
    size_t at = 0;
    for (const pfwu_component_t *row = pfwu_stage_next(boot, &at); row != NULL; row = pfwu_stage_next(boot, &at)) {
        pfwu_image_t image;
        pfwu_bool_t verdict = PFWU_NO;
        pfwu_place_t backup = pfwu_place_backup(row);
        if (pfwu_has(mask, row->id) && row->mode == PFWU_MODE_OVERWRITE) {
            return false;
        }
        if (pfwu_has(mask, row->id) && row->type == PFWU_TYPE_CODE &&
            (pfwu_journal_record(row->id)->old_count == 0 || /* S7: what stands there by chance is not looked at */
             pfwu_authorize(row, &backup, &image, &verdict) != PSA_SUCCESS || verdict != PFWU_YES)) {
            return false;
        }
    }
    return true;
}

psa_status_t pfwu_end_trial(pfwu_stage_t *boot)
{
    uint32_t trial = pfwu_in_state(boot, PSA_FWU_TRIAL, PSA_FWU_TRIAL);
    uint32_t mask = pfwu_in_state(boot, PSA_FWU_TRIAL, PSA_FWU_REJECTED);
    psa_status_t error = trial != 0 ? PFWU_ERROR_NOT_ACCEPTED : PSA_SUCCESS;
    if (mask == 0) {
        return PSA_SUCCESS;
    }
    if (!backups_verify(boot, mask)) {
        /* B3: going back would leave nothing to run. The image on trial is authentic: it stays. */
        psa_status_t status = pfwu_set(PFWU_SET_FAILED, error, mask);
        if (status == PSA_SUCCESS) {
            pfwu_tell_event(boot, mask, PFWU_EVENT_KEPT);
        }
        return status;
    }
    mask |=
        pfwu_elsewhere(boot, PSA_FWU_STAGED) | pfwu_elsewhere(boot, PFWU_STATE_SWAP); /* what a cut kept from being installed */
    psa_status_t status = pfwu_set(PFWU_SET_REVERT, error, mask);
    return status == PSA_SUCCESS ? pfwu_roll_back(boot, false) : status;
}

psa_status_t pfwu_undo(pfwu_stage_t *boot, psa_status_t error)
{
    uint32_t moved = pfwu_in_state(boot, PFWU_STATE_SWAP, PFWU_STATE_SWAP) | pfwu_elsewhere(boot, PFWU_STATE_SWAP);
    uint32_t staged = pfwu_in_state(boot, PSA_FWU_STAGED, PSA_FWU_STAGED) | pfwu_elsewhere(boot, PSA_FWU_STAGED);
    psa_status_t status;
    if (moved == 0) {
        status = pfwu_set(PFWU_SET_FAILED, error, staged);
        if (status == PSA_SUCCESS) {
            pfwu_tell_event(boot, staged, PFWU_EVENT_REFUSED);
        }
        return status;
    }
    status = pfwu_set(PFWU_SET_REVERT, error, moved | staged); /* nothing of STAGED was moved: no step, nothing to restore */
    if (status == PSA_SUCCESS) {
        status = pfwu_roll_back(boot, true);
    }
    if (status == PSA_SUCCESS) {
        pfwu_tell_event(boot, moved | staged, PFWU_EVENT_REFUSED);
    }
    return status;
}
