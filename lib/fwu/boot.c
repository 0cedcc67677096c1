/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The boot engine: resume, decide, swap or revert, verify, measure. Row ids B1..B9 are those of lib/fwu/DESIGN.md
 * section "Boot".
 */
#include <string.h>

#include "authentic.h"
#include "download.h"
#include "fwu_internal.h"
#include "install.h"
#include "journal.h"
#include "pfwu.h"
#include "rollback.h"
#include "stage.h"

uint32_t pfwu_in_state(const pfwu_stage_t *boot, uint8_t state, uint8_t or_state)
{
    uint32_t mask = 0;
    const pfwu_component_t *row;
    size_t at = 0;
    while ((row = pfwu_stage_next(boot, &at)) != NULL) {
        uint8_t now = pfwu_journal_record(row->id)->state;
        if (now == state || now == or_state) {
            mask |= 1u << row->id;
        }
    }
    return mask;
}

uint32_t pfwu_elsewhere(const pfwu_stage_t *boot, uint8_t state)
{
    uint32_t mask = 0;
    for (uint8_t id = 0; id < PFWU_COMPONENTS_MAX; id++) {
        mask |= pfwu_journal_record(id)->state == state ? 1u << id : 0;
    }
    return mask & ~pfwu_in_state(boot, state, state);
}

void pfwu_tell_event(pfwu_stage_t *boot, uint32_t mask, pfwu_event_t event)
{
    for (uint8_t i = 0; i < boot->result->count; i++) {
        if (pfwu_has(mask, boot->result->component[i].id)) {
            boot->result->component[i].event = (uint8_t)event;
        }
    }
}

psa_status_t pfwu_set(uint8_t op, psa_status_t error, uint32_t mask)
{
    return pfwu_journal_append(PFWU_WORD_SET, op, (uint16_t)(int16_t)error, mask);
}

/** Give an installation up. What an earlier stage put on trial can't be accepted without the rest: it is rejected, and
 *  goes back at the next boot. */
psa_status_t pfwu_abandon(pfwu_stage_t *boot, psa_status_t error)
{
    if (pfwu_past_return(boot)) {
        return PSA_ERROR_STORAGE_FAILURE; /* B10: it can only go forward, maybe at the next boot */
    }
    psa_status_t status = pfwu_undo(boot, error);
    if (status == PSA_SUCCESS && pfwu_elsewhere(boot, PSA_FWU_TRIAL) != 0) {
        status = pfwu_journal_append(PFWU_WORD_REJECT, 0, 0, (uint32_t)error);
    }
    return status;
}

/* ------------------------------------------------------------------------------------------------------ Install --- */

/** B5: check every image of the set that was not begun yet. */
static psa_status_t check_staged(const pfwu_stage_t *boot, uint32_t sizes[PFWU_COMPONENTS_MAX])
{
    const pfwu_component_t *row;
    size_t at = 0;
    if (!pfwu_set_fits()) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    while ((row = pfwu_stage_next(boot, &at)) != NULL) {
        if (pfwu_journal_record(row->id)->state == PSA_FWU_STAGED) {
            pfwu_image_t image;
            pfwu_bool_t verdict = PFWU_NO;
            psa_status_t status = pfwu_check_download(row, &image, &verdict);
            if (status != PSA_SUCCESS || verdict != PFWU_YES) {
                return status != PSA_SUCCESS ? status : PSA_ERROR_INVALID_SIGNATURE;
            }
            sizes[row->id] = image.total_size;
        }
    }
    return PSA_SUCCESS;
}

/** Data whose slot does not take it is absent from now on; the rest runs without. */
psa_status_t pfwu_give_up_data(pfwu_stage_t *boot, const pfwu_component_t *row)
{
    psa_status_t status = pfwu_set(PFWU_SET_FAILED, PSA_ERROR_STORAGE_FAILURE, 1u << row->id);
    if (status == PSA_SUCCESS) {
        pfwu_tell_event(boot, 1u << row->id, PFWU_EVENT_REFUSED);
    }
    return status;
}

/** Parts of the set that an earlier stage should have installed in this boot. It did not if it could not, or if the
 *  word that makes them STAGED is torn and read as blank to it, but not to this stage. What the table does not know is
 *  of an earlier one. */
static uint32_t left_by_earlier_stage(const pfwu_stage_t *boot)
{
    uint32_t mask = 0;
    for (uint8_t id = 0; id < PFWU_COMPONENTS_MAX; id++) {
        const pfwu_component_t *row = pfwu_component(id);
        uint8_t state = pfwu_journal_record(id)->state;
        bool earlier = row == NULL || row->stage < boot->stage;
        mask |= earlier && (state == PSA_FWU_STAGED || state == PFWU_STATE_SWAP) ? 1u << id : 0;
    }
    return mask;
}

/** B4, B5: install all that is STAGED or half moved. Afterwards the images are in place, not yet verified there.
 *  `first`: no stage is earlier than this one; told and not looked up, so that a first stage is built without what
 *  others need. */
static psa_status_t install(pfwu_stage_t *boot, bool first)
{
    uint32_t sizes[PFWU_COMPONENTS_MAX] = { 0 };
    if (pfwu_in_state(boot, PSA_FWU_STAGED, PFWU_STATE_SWAP) == 0) {
        return PSA_SUCCESS;
    }
    if (!first && left_by_earlier_stage(boot) != 0) {
        return pfwu_abandon(boot, PSA_ERROR_STORAGE_FAILURE); /* B12 */
    }
    psa_status_t status = check_staged(boot, sizes);
    if (status != PSA_SUCCESS) {
        return pfwu_abandon(boot, status);
    }
    return pfwu_move(boot, sizes);
}

/* ------------------------------------------------------------------------------------------------------- Verify --- */

/** The first fault among the active images of a set, or PSA_SUCCESS. */
static psa_status_t fault_in(const pfwu_stage_t *boot, uint32_t mask)
{
    for (uint8_t i = 0; i < boot->result->count; i++) {
        const pfwu_boot_component_t *component = &boot->result->component[i];
        if (pfwu_has(mask, component->id) && (component->status != PSA_SUCCESS || boot->active[i].verdict != PFWU_YES)) {
            return component->status != PSA_SUCCESS ? component->status : PSA_ERROR_INVALID_SIGNATURE;
        }
    }
    return PSA_SUCCESS;
}

/** Whether the set that the components of the mask belong to has to be accepted. One set is under way at a time: what
 *  is STAGED or on TRIAL in other stages is part of it. Of a component that this stage's table does not know: yes. */
static bool any_needs_trial(uint32_t mask)
{
    for (uint8_t id = 0; id < PFWU_COMPONENTS_MAX; id++) {
        const pfwu_component_t *row = pfwu_component(id);
        uint8_t state = pfwu_journal_record(id)->state;
        if (state == PSA_FWU_TRIAL ||
            ((pfwu_has(mask, id) || state == PSA_FWU_STAGED) && (row == NULL || row->needs_trial))) {
            return true;
        }
    }
    return false;
}

/** B7, B8: what was swapped in verified where it runs: the set is on trial, or updated. Else all of it goes back. */
static psa_status_t conclude(pfwu_stage_t *boot)
{
    if (pfwu_past_return(boot)) {
        psa_status_t status = pfwu_move_again(boot);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    uint32_t mask = pfwu_in_state(boot, PFWU_STATE_SWAP, PFWU_STATE_SWAP);
    if (mask == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t fault = fault_in(boot, mask);
    if (fault != PSA_SUCCESS) {
        psa_status_t status = pfwu_abandon(boot, fault);
        pfwu_stage_verify(boot);
        return status;
    }
    psa_status_t status = pfwu_set(any_needs_trial(mask) ? PFWU_SET_TRIAL : PFWU_SET_UPDATED, 0, mask);
    if (status == PSA_SUCCESS) {
        pfwu_tell_event(boot, mask, PFWU_EVENT_INSTALLED);
    }
    return status;
}

/** B9: counters that psa_fwu_accept() did not come to. UPDATED is the note to do it; a fault leaves it for later. */
static void raise_counters(pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    for (size_t index = 0; (row = pfwu_stage_next(boot, &at)) != NULL; index++) {
        if (pfwu_stage_verified(boot, row, index) && pfwu_journal_record(row->id)->state == PSA_FWU_UPDATED) {
            boot->result->component[index].error = pfwu_raise_counter(row, boot->active[index].image.counter);
        }
    }
}

/* --------------------------------------------------------------------------------------------------------- Boot --- */

/** B1: a download that can't be tidied up is lost, but does not hold up what others wait for. */
static psa_status_t tidy(const pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    psa_status_t status = PSA_SUCCESS;
    while (status == PSA_SUCCESS && (row = pfwu_stage_next(boot, &at)) != NULL) {
        if (pfwu_journal_record(row->id)->state == PSA_FWU_WRITING && pfwu_download_tidy(row) != PSA_SUCCESS) {
            status = pfwu_journal_state(row->id, PSA_FWU_FAILED, PSA_ERROR_STORAGE_FAILURE);
        }
    }
    return status;
}

/** What the journal asks for, in order. Only what is stable in the journal is acted upon. */
static psa_status_t act(pfwu_stage_t *boot, bool first)
{
    psa_status_t status = tidy(boot);
    if (status == PSA_SUCCESS) {
        status = pfwu_roll_back(boot, true); /* B2 */
    }
    if (status == PSA_SUCCESS) {
        status = pfwu_end_trial(boot);
    }
    if (status == PSA_SUCCESS) {
        status = install(boot, first);
    }
    return status;
}

static void end_result(pfwu_stage_t *boot)
{
    for (uint8_t i = 0; i < boot->result->count; i++) {
        pfwu_boot_component_t *component = &boot->result->component[i];
        const pfwu_record_t *record = pfwu_journal_record(component->id);
        component->state = pfwu_record_visible(record);
        if (component->state == PSA_FWU_FAILED) {
            component->error = record->error;
        }
    }
}

static psa_status_t run_boot(pfwu_stage_t *boot, bool first)
{
    psa_status_t status = pfwu_stage_begin(boot);
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_status_t done = pfwu_journal_mount();
    if (done == PSA_SUCCESS) {
        done = act(boot, first);
    }
    pfwu_stage_verify(boot);
    if (done == PSA_SUCCESS) {
        done = conclude(boot);
    }
    /* A journal or slot that does not do its work stops updates, not an image that verifies. But a set that is half
     * in place does not run: all old or all new. */
    if (done != PSA_SUCCESS && pfwu_in_state(boot, PFWU_STATE_SWAP, PFWU_STATE_REVERT) != 0) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    if (done == PSA_SUCCESS) {
        raise_counters(boot); /* else UPDATED may be a word that is gone at the next mount */
    }
    pfwu_journal_settle();
    return pfwu_stage_end(boot);
}

psa_status_t pfwu_boot(uint8_t stage, pfwu_boot_result_t *result)
{
    pfwu_stage_t boot;
    pfwu_stage_init(&boot, stage, result);
    plat_lock(PLAT_LOCK_FWU);
    if (stage == 1u) {
        pfwu_reset(); /* a boot begins a session, also on a host where the process lives on */
    }
    psa_status_t status = run_boot(&boot, stage == 1u);
    end_result(&boot);
    plat_unlock(PLAT_LOCK_FWU);
    if (status != PSA_SUCCESS) {
        result->run_area = NULL;
    }
    return status;
}

psa_status_t pfwu_boot_or_recover(uint8_t stage, pfwu_boot_result_t *result, pfwu_recover_t recover, void *ctx)
{
    psa_status_t status = pfwu_boot(stage, result);
    while (status != PSA_SUCCESS && recover(ctx, status, result) == PSA_SUCCESS) {
        status = pfwu_boot(stage, result);
    }
    return status;
}
