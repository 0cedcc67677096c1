/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The part of the boot engine that moves the images of a set: those that can go back, then those that are overwritten.
 * install_overwrite.c is for stages whose components are all overwritten. Row ids are those of lib/fwu/DESIGN.md
 * section "Boot".
 */
#include "install.h"

#include "authentic.h"
#include "bank.h"
#include "journal.h"
#include "swap.h"

/** Whether an image is overwritten, or is being so: from here on there is no way back. */
bool pfwu_past_return(const pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    while ((row = pfwu_stage_next(boot, &at)) != NULL) {
        if (row->mode == PFWU_MODE_OVERWRITE && pfwu_journal_record(row->id)->state == PFWU_STATE_SWAP) {
            return true;
        }
    }
    return false;
}

/** All components that belong to the set: STAGED, on their way, or on trial already in an earlier stage. */
static uint32_t set_under_way(void)
{
    uint32_t mask = 0;
    for (uint8_t id = 0; id < PFWU_COMPONENTS_MAX; id++) {
        uint8_t state = pfwu_journal_record(id)->state;
        if (state == PSA_FWU_STAGED || state == PFWU_STATE_SWAP || state == PSA_FWU_TRIAL) {
            mask |= 1u << id;
        }
    }
    return mask;
}

bool pfwu_set_fits(void)
{
    return pfwu_set_can_be(set_under_way());
}

/** Begin or go on with one component. */
static psa_status_t move(const pfwu_component_t *row, uint32_t size)
{
    psa_status_t status = PSA_SUCCESS;
    bool bank = row->mode == PFWU_MODE_BANK;
    if (pfwu_journal_record(row->id)->state == PSA_FWU_STAGED) {
        status = bank ? pfwu_bank_begin(row) : pfwu_swap_begin(row, size);
    }
    if (status == PSA_SUCCESS && pfwu_journal_record(row->id)->state == PFWU_STATE_SWAP) {
        status = bank ? pfwu_bank_move(row) : pfwu_swap(row);
    }
    return status;
}

/** The components that can go back, or those that can't. */
static psa_status_t move_rows(pfwu_stage_t *boot, const uint32_t sizes[PFWU_COMPONENTS_MAX], bool overwrite)
{
    const pfwu_component_t *row;
    size_t at = 0;
    while ((row = pfwu_stage_next(boot, &at)) != NULL) {
        if ((row->mode == PFWU_MODE_OVERWRITE) != overwrite) {
            continue;
        }
        psa_status_t status = move(row, sizes[row->id]);
        if (status == PSA_ERROR_DATA_CORRUPT && overwrite && row->type == PFWU_TYPE_DATA) {
            status = pfwu_give_up_data(boot, row); /* B11 */
        }
        if (status == PSA_ERROR_DATA_CORRUPT) {
            return pfwu_abandon(boot, PSA_ERROR_STORAGE_FAILURE); /* B6 */
        }
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

/** Before the first image is overwritten: what was moved and can go back verifies where it runs. */
static psa_status_t check_moved(const pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    while ((row = pfwu_stage_next(boot, &at)) != NULL) {
        pfwu_image_t image;
        pfwu_bool_t verdict = PFWU_NO;
        pfwu_place_t active = pfwu_place_active(row);
        if (row->mode == PFWU_MODE_OVERWRITE || pfwu_journal_record(row->id)->state != PFWU_STATE_SWAP) {
            continue;
        }
        psa_status_t status = pfwu_authorize(row, &active, &image, &verdict);
        if (status != PSA_SUCCESS || verdict != PFWU_YES) {
            return status != PSA_SUCCESS ? status : PSA_ERROR_INVALID_SIGNATURE;
        }
    }
    return PSA_SUCCESS;
}

static bool overwrites_next(const pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    while ((row = pfwu_stage_next(boot, &at)) != NULL) {
        if (row->mode == PFWU_MODE_OVERWRITE && pfwu_journal_record(row->id)->state == PSA_FWU_STAGED) {
            return true;
        }
    }
    return false;
}

psa_status_t pfwu_move(pfwu_stage_t *boot, const uint32_t sizes[PFWU_COMPONENTS_MAX])
{
    psa_status_t status = move_rows(boot, sizes, false);
    if (status != PSA_SUCCESS || pfwu_in_state(boot, PSA_FWU_STAGED, PFWU_STATE_SWAP) == 0) {
        return status;
    }
    if (overwrites_next(boot) && !pfwu_past_return(boot)) {
        status = check_moved(boot);
        if (status != PSA_SUCCESS) {
            return pfwu_abandon(boot, status);
        }
    }
    return move_rows(boot, sizes, true);
}

/** B10, B11: code that was overwritten and does not verify is copied once more, at the next boot; such data is let
 *  go. */
psa_status_t pfwu_move_again(pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    psa_status_t result = PSA_SUCCESS;
    for (size_t index = 0; (row = pfwu_stage_next(boot, &at)) != NULL; index++) {
        psa_status_t status = PSA_SUCCESS;
        if (pfwu_journal_record(row->id)->state != PFWU_STATE_SWAP || pfwu_stage_verified(boot, row, index)) {
            continue;
        }
        if (row->mode == PFWU_MODE_OVERWRITE && row->type == PFWU_TYPE_DATA) {
            status = pfwu_give_up_data(boot, row);
        } else {
            status = row->mode == PFWU_MODE_OVERWRITE ? pfwu_overwrite_again(row) : PSA_SUCCESS;
            result = PSA_ERROR_STORAGE_FAILURE;
        }
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return result;
}
