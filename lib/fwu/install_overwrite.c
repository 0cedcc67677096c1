/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Moving the images of a set in a stage whose components are all overwritten (PSA_FWU_SWAP=OFF): none needs a trial,
 * and there is no way back from the first that was begun. Row ids are those of lib/fwu/DESIGN.md section "Boot".
 */
#include "install.h"

#include "journal.h"
#include "swap.h"

bool pfwu_past_return(const pfwu_stage_t *boot)
{
    return pfwu_in_state(boot, PFWU_STATE_SWAP, PFWU_STATE_SWAP) != 0;
}

bool pfwu_set_fits(void)
{
    return true; /* the table has no row that is overwritten and needs a trial */
}

/** Begin or go on with one component. */
static psa_status_t move(const pfwu_component_t *row, uint32_t size)
{
    psa_status_t status = PSA_SUCCESS;
    if (pfwu_journal_record(row->id)->state == PSA_FWU_STAGED) {
        status = pfwu_swap_begin(row, size);
    }
    if (status == PSA_SUCCESS && pfwu_journal_record(row->id)->state == PFWU_STATE_SWAP) {
        status = pfwu_swap(row);
    }
    return status;
}

psa_status_t pfwu_move(pfwu_stage_t *boot, const uint32_t sizes[PFWU_COMPONENTS_MAX])
{
    const pfwu_component_t *row;
    size_t at = 0;
    psa_status_t status = PSA_SUCCESS;
    while (status == PSA_SUCCESS && (row = pfwu_stage_next(boot, &at)) != NULL) {
        status = move(row, sizes[row->id]);
        if (status == PSA_ERROR_DATA_CORRUPT && row->type == PFWU_TYPE_DATA) {
            status = pfwu_give_up_data(boot, row); /* B11 */
        }
        if (status == PSA_ERROR_DATA_CORRUPT) {
            return pfwu_abandon(boot, PSA_ERROR_STORAGE_FAILURE); /* B6, B10 */
        }
    }
    return status;
}

psa_status_t pfwu_move_again(pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    psa_status_t result = PSA_SUCCESS, status = PSA_SUCCESS;
    for (size_t index = 0; status == PSA_SUCCESS && (row = pfwu_stage_next(boot, &at)) != NULL; index++) {
        if (pfwu_journal_record(row->id)->state != PFWU_STATE_SWAP || pfwu_stage_verified(boot, row, index)) {
            continue;
        }
        if (row->type == PFWU_TYPE_DATA) {
            status = pfwu_give_up_data(boot, row);
        } else {
            status = pfwu_overwrite_again(row);
            result = PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return status == PSA_SUCCESS ? result : status;
}
