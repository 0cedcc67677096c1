/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The update service: the calls of psa/update.h. Each looks the transition up in the one table of state.c, does its
 * work, and commits with one journal word.
 */
#include "psa/update.h"

#include <string.h>

#include "authentic.h"
#include "download.h"
#include "journal.h"
#include "manifest.h"
#include "pfwu.h"
#include "reason.h"
#include "swap.h"

_Static_assert(PSA_FWU_MAX_WRITE_SIZE > 0 && PSA_FWU_MAX_WRITE_SIZE % (1u << PSA_FWU_LOG2_WRITE_ALIGN) == 0,
               "FWU API: blocks are whole alignment units");

/** The codes that the page of a call lists and that can come up here. Entries left out are PSA_SUCCESS, which all
 *  list. */
typedef struct page {
    psa_status_t fault; /* what stands for all others */
    psa_status_t codes[8];
} page_t;

static const page_t page_query = { PSA_ERROR_NOT_PERMITTED, { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_NOT_PERMITTED } };
static const page_t page_cancel = { PSA_ERROR_NOT_PERMITTED,
                                    { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_BAD_STATE, PSA_ERROR_NOT_PERMITTED } };
static const page_t page_download = { PSA_ERROR_STORAGE_FAILURE, /* start, write and finish list the same */
                                      { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_BAD_STATE, PSA_ERROR_NOT_PERMITTED,
                                        PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_INVALID_SIGNATURE,
                                        PSA_ERROR_INSUFFICIENT_MEMORY } };
static const page_t page_clean = { PSA_ERROR_STORAGE_FAILURE,
                                   { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_BAD_STATE, PSA_ERROR_NOT_PERMITTED,
                                     PSA_ERROR_INSUFFICIENT_MEMORY } };
static const page_t page_install = { PSA_ERROR_STORAGE_FAILURE,
                                     { PSA_SUCCESS_REBOOT, PSA_ERROR_BAD_STATE, PSA_ERROR_INVALID_SIGNATURE,
                                       PSA_ERROR_DEPENDENCY_NEEDED, PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_NOT_PERMITTED,
                                       PSA_ERROR_INSUFFICIENT_MEMORY } };
static const page_t page_decide = { PSA_ERROR_STORAGE_FAILURE, /* reject; accept, which never asks for a reboot */
                                    { PSA_SUCCESS_REBOOT, PSA_ERROR_BAD_STATE, PSA_ERROR_NOT_PERMITTED,
                                      PSA_ERROR_INSUFFICIENT_MEMORY } };

/** The one place where codes are narrowed to those of the FWU API. */
static psa_status_t narrow(psa_status_t status, const page_t *page)
{
    for (size_t i = 0; i < sizeof page->codes / sizeof page->codes[0]; i++) {
        if (page->codes[i] == status) {
            return status;
        }
    }
    return page->fault;
}

/** Table and journal are fit for use. */
static psa_status_t ready(void)
{
    psa_status_t status = pfwu_table_check();
    if (status == PSA_SUCCESS) {
        status = pfwu_journal_mount();
    }
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

/** The component, if the call is allowed in its state. */
static psa_status_t select_component(psa_fwu_component_t id, pfwu_call_t call, const pfwu_component_t **component)
{
    *component = pfwu_component(id);
    if (*component == NULL) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    psa_status_t status = ready();
    if (status != PSA_SUCCESS) {
        return status;
    }
    return pfwu_state_next(pfwu_journal_record(id)->state, call) == PFWU_STATE_NONE ? PSA_ERROR_BAD_STATE : PSA_SUCCESS;
}

/** Components for which a call leads somewhere. */
static uint32_t components_for(pfwu_call_t call)
{
    uint32_t mask = 0;
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    for (size_t i = 0; i < count; i++) {
        if (pfwu_state_next(pfwu_journal_record(rows[i].id)->state, call) != PFWU_STATE_NONE) {
            mask |= 1u << rows[i].id;
        }
    }
    return mask;
}

/** FAILED, with the error, which is also the result, and the reason behind it. */
static psa_status_t fail(const pfwu_component_t *component, psa_status_t error)
{
    const unsigned others = (1u << PFWU_RECORD_REASON_SHIFT) - 1u;
    unsigned flags = pfwu_journal_record(component->id)->flags & others;
    flags |= (unsigned)pfwu_reason(component, error) << PFWU_RECORD_REASON_SHIFT;
    psa_status_t status = pfwu_journal_append(PFWU_WORD_STATE, component->id, (uint16_t)(PSA_FWU_FAILED | flags << 8),
                                              (uint32_t)error);
    return status == PSA_SUCCESS ? error : status;
}

/* ------------------------------------------------------------------------------------------------------- Query --- */

static uint32_t written(const pfwu_component_t *component)
{
    pfwu_manifest_t manifest;
    if (!component->detached_manifest) {
        return pfwu_download_written(component);
    }
    return pfwu_manifest_stored(component, &manifest) == PSA_SUCCESS ? pfwu_manifest_written(component, &manifest) : 0;
}

static void tell_download(const pfwu_component_t *component, psa_fwu_component_info_t *info)
{
    pfwu_image_t image;
    pfwu_place_t place = pfwu_place_download(component);
    pfwu_image_source_t source = pfwu_place_source(&place);
    if (info->state == PSA_FWU_WRITING) {
        info->impl.written = written(component);
    } else if (pfwu_journal_record(component->id)->state == PSA_FWU_CANDIDATE ||
               pfwu_journal_record(component->id)->state == PSA_FWU_STAGED) {
        if (pfwu_image_parse(&source, &image) == PFWU_IMAGE_OK) {
            memcpy(info->impl.candidate_digest, image.hash, sizeof info->impl.candidate_digest);
        }
    }
}

static psa_status_t query(psa_fwu_component_t id, psa_fwu_component_info_t *info)
{
    const pfwu_component_t *component = pfwu_component(id);
    if (component == NULL) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    if (pfwu_table_check() != PSA_SUCCESS) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    psa_status_t status = pfwu_journal_mount();
    if (status == PSA_ERROR_INVALID_ARGUMENT) {
        return PSA_ERROR_NOT_PERMITTED; /* there is no journal: nothing may be updated */
    }
    pfwu_image_t image;
    pfwu_place_t active = pfwu_place_active(component);
    pfwu_image_source_t source = pfwu_place_source(&active);
    const pfwu_record_t *record = pfwu_journal_record(id);
    info->state = pfwu_record_visible(record);
    info->error = info->state == PSA_FWU_FAILED || info->state == PSA_FWU_REJECTED ? record->error : PSA_SUCCESS;
    info->impl.reason = info->state == PSA_FWU_FAILED ? record->flags >> PFWU_RECORD_REASON_SHIFT : 0;
    info->max_size = active.size;
    info->location = component->active_area;
    info->flags = component->decrypt_key != 0 ? PSA_FWU_FLAG_ENCRYPTION : 0;
    if (pfwu_image_parse_header(&source, &image) == PFWU_IMAGE_OK) {
        info->version = image.version;
    }
    tell_download(component, info);
    return PSA_SUCCESS;
}

psa_status_t psa_fwu_query(psa_fwu_component_t component, psa_fwu_component_info_t *info)
{
    if (info == NULL) {
        return PSA_ERROR_NOT_PERMITTED; /* its page lists no other code that would fit */
    }
    memset(info, 0, sizeof *info);
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = query(component, info);
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_query);
}

/* ---------------------------------------------------------------------------------------------------- Download --- */

/** The manifest, if the component expects one, checked as far as can be without the body. */
static psa_status_t check_manifest(const pfwu_component_t *component, const void *bytes, size_t size,
                                   pfwu_manifest_t *manifest)
{
    if (!component->detached_manifest) {
        return bytes == NULL && size == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pfwu_manifest_open(component, bytes, size, manifest);
    return status == PSA_SUCCESS ? pfwu_manifest_check(component, manifest) : status;
}

/** Into the spare sector, which counts as used from before its first unit on. */
static psa_status_t store_manifest(const pfwu_component_t *component, const pfwu_manifest_t *manifest)
{
    psa_status_t status = pfwu_journal_append(PFWU_WORD_STATE, component->id, PSA_FWU_READY, 0);
    return status == PSA_SUCCESS ? pfwu_manifest_store(component, manifest) : status;
}

static psa_status_t start(psa_fwu_component_t id, const void *bytes, size_t size)
{
    const pfwu_component_t *component;
    pfwu_manifest_t manifest;
    psa_status_t status = select_component(id, PFWU_CALL_START, &component);
    if (status == PSA_SUCCESS) {
        status = check_manifest(component, bytes, size, &manifest);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    if ((pfwu_journal_record(id)->flags & PFWU_RECORD_CLEAN) == 0) {
        /* Nobody knows what the area holds: it was never cleaned, or the journal was lost. */
        status = pfwu_download_erase(component);
        if (status != PSA_SUCCESS) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
    }
    unsigned flags = PFWU_RECORD_CLEAN;
    if (component->detached_manifest) {
        flags |= PFWU_RECORD_MANIFEST;
        status = store_manifest(component, &manifest);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return pfwu_journal_append(PFWU_WORD_STATE, id, (uint16_t)(PSA_FWU_WRITING | flags << 8), 0);
}

psa_status_t psa_fwu_start(psa_fwu_component_t component, const void *manifest, size_t manifest_size)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = start(component, manifest, manifest_size);
    pfwu_journal_settle();
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_download);
}

static psa_status_t write_block(psa_fwu_component_t id, size_t off, const uint8_t *block, size_t size)
{
    const pfwu_component_t *component;
    psa_status_t status = select_component(id, PFWU_CALL_WRITE, &component);
    if (status != PSA_SUCCESS) {
        return status;
    }
    pfwu_manifest_t manifest;
    uint32_t room = pfwu_place_download(component).size;
    if (component->detached_manifest) {
        status = pfwu_manifest_stored(component, &manifest);
        if (status != PSA_SUCCESS) {
            return status;
        }
        room = manifest.body_size;
        if (size % (1u << PSA_FWU_LOG2_WRITE_ALIGN) != 0 && (off > room || size != room - off)) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
    }
    if (block == NULL || size == 0 || size > PSA_FWU_MAX_WRITE_SIZE || off % (1u << PSA_FWU_LOG2_WRITE_ALIGN) != 0 || off > room ||
        size > room - off) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return component->detached_manifest
               ? pfwu_manifest_write(component, &manifest, (uint32_t)off, block, (uint32_t)size)
               : pfwu_download_write(component, (uint32_t)off, block, (uint32_t)size);
}

psa_status_t psa_fwu_write(psa_fwu_component_t component, size_t image_offset, const void *block, size_t block_size)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = write_block(component, image_offset, block, block_size);
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_download);
}

/** Whether a failed check says something about the image; other failures leave the state as it is. */
static bool is_verdict(psa_status_t status)
{
    return status == PSA_ERROR_INVALID_SIGNATURE || status == PSA_ERROR_INVALID_ARGUMENT ||
           status == PSA_ERROR_NOT_PERMITTED;
}

/** The download is an image that may be installed, and nothing else. */
static psa_status_t check_candidate(const pfwu_component_t *component)
{
    pfwu_image_t image;
    pfwu_bool_t verdict = PFWU_NO;
    bool blank = false;
    psa_status_t status = pfwu_check_download(component, &image, &verdict);
    if (status != PSA_SUCCESS || verdict != PFWU_YES) {
        return status != PSA_SUCCESS ? status : PSA_ERROR_INVALID_SIGNATURE;
    }
    status = pfwu_download_blank_from(component, image.total_size, &blank);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return blank ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t finish(psa_fwu_component_t id)
{
    const pfwu_component_t *component;
    psa_status_t status = select_component(id, PFWU_CALL_FINISH, &component);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check_candidate(component);
    if (status == PSA_SUCCESS) {
        return pfwu_journal_state(id, PSA_FWU_CANDIDATE, PSA_SUCCESS);
    }
    return is_verdict(status) ? fail(component, status) : status;
}

psa_status_t psa_fwu_finish(psa_fwu_component_t component)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = finish(component);
    pfwu_journal_settle();
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_download);
}

psa_status_t psa_fwu_cancel(psa_fwu_component_t component)
{
    const pfwu_component_t *row;
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = select_component(component, PFWU_CALL_CANCEL, &row);
    if (status == PSA_SUCCESS) {
        status = pfwu_journal_state(component, PSA_FWU_FAILED, PSA_SUCCESS);
    }
    pfwu_journal_settle();
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_cancel);
}

/** Raise the counter to the active image's, which must be authentic. */
static psa_status_t raise_to_active(const pfwu_component_t *component)
{
    pfwu_image_t image;
    pfwu_bool_t verdict = PFWU_NO;
    pfwu_place_t active = pfwu_place_active(component);
    psa_status_t status = pfwu_authenticate(component, &active, &image, &verdict);
    if (status == PSA_SUCCESS && verdict == PFWU_YES) {
        status = pfwu_raise_counter(component, image.counter);
    }
    return status;
}

/** Whether a unit of the active image can't be read any more, at two attempts. */
static bool is_unreadable(const pfwu_component_t *component)
{
    pfwu_image_t image;
    pfwu_place_t active = pfwu_place_active(component);
    pfwu_image_source_t source = pfwu_place_source(&active);
    psa_status_t status = PSA_SUCCESS;
    uint32_t end = pfwu_image_parse_header(&source, &image) == PFWU_IMAGE_OK ? image.total_size : active.size;
    for (uint32_t off = 0; off < end && status != PSA_ERROR_DATA_CORRUPT; off += PFWU_BUFFER_SIZE) {
        uint32_t size = end - off < PFWU_BUFFER_SIZE ? end - off : PFWU_BUFFER_SIZE;
        status = pfwu_flash_read(active.area, active.off + off, pfwu_buffer, size);
    }
    return status == PSA_ERROR_DATA_CORRUPT;
}

/** UPDATED is the note to raise the counter, should accept not have come to it. An image that decayed has none any
 *  more, and must not be in the way of the one that repairs it. */
static psa_status_t end_update(const pfwu_component_t *component)
{
    psa_status_t status = raise_to_active(component);
    bool gone = is_verdict(status) || status == PSA_ERROR_DOES_NOT_EXIST;
    return status == PSA_SUCCESS || gone || is_unreadable(component) ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

static psa_status_t clean(psa_fwu_component_t id)
{
    const pfwu_component_t *component;
    psa_status_t status = select_component(id, PFWU_CALL_CLEAN, &component);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (pfwu_journal_record(id)->state == PSA_FWU_UPDATED) {
        status = end_update(component);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    status = pfwu_download_erase(component);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    return pfwu_journal_append(PFWU_WORD_STATE, id, PSA_FWU_READY | PFWU_RECORD_CLEAN << 8, 0);
}

psa_status_t psa_fwu_clean(psa_fwu_component_t component)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = clean(component);
    pfwu_journal_settle();
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_clean);
}

/* ----------------------------------------------------------------------------------------------------- Install --- */

/** Whether the component that a dependency names will be new enough: its candidate's version counts, if it has one. */
static psa_status_t dependency_is_met(const pfwu_dependency_t *dependency)
{
    pfwu_image_t image;
    const pfwu_component_t *other = pfwu_component(dependency->id);
    if (other == NULL) {
        return PSA_ERROR_DEPENDENCY_NEEDED;
    }
    bool candidate = pfwu_journal_record(other->id)->state == PSA_FWU_CANDIDATE;
    pfwu_place_t place = candidate ? pfwu_place_download(other) : pfwu_place_active(other);
    pfwu_image_source_t source = pfwu_place_source(&place);
    pfwu_image_fault_t fault = pfwu_image_parse_header(&source, &image);
    if (fault == PFWU_IMAGE_UNREADABLE) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    bool met = fault == PFWU_IMAGE_OK && pfwu_version_compare(&image.version, &dependency->version) >= 0;
    return met ? PSA_SUCCESS : PSA_ERROR_DEPENDENCY_NEEDED;
}

static psa_status_t check_dependencies(const pfwu_component_t *component)
{
    pfwu_image_t image;
    pfwu_place_t place = pfwu_place_download(component);
    pfwu_image_source_t source = pfwu_place_source(&place);
    if (pfwu_image_parse(&source, &image) != PFWU_IMAGE_OK) {
        return PSA_ERROR_STORAGE_FAILURE; /* it did parse a moment ago */
    }
    for (uint16_t i = 0; i < image.dependency_count; i++) {
        pfwu_dependency_t dependency;
        if (pfwu_image_dependency(&source, &image, i, &dependency) != PFWU_IMAGE_OK) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
        psa_status_t status = dependency_is_met(&dependency);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

/** Every candidate once more. One that fails takes the others with it: all that was to be installed is FAILED, in one
 *  word. */
static psa_status_t check_candidates(uint32_t mask)
{
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    for (size_t i = 0; i < count; i++) {
        if ((mask >> rows[i].id & 1u) == 0) {
            continue;
        }
        psa_status_t status = check_candidate(&rows[i]);
        if (is_verdict(status)) {
            psa_status_t done = pfwu_journal_append(PFWU_WORD_SET, PFWU_SET_FAILED, (uint16_t)(int16_t)status, mask);
            return done == PSA_SUCCESS ? status : done;
        }
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

/** What each candidate depends on. */
static psa_status_t check_needs(uint32_t mask)
{
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    psa_status_t status = PSA_SUCCESS;
    for (size_t i = 0; i < count && status == PSA_SUCCESS; i++) {
        if ((mask >> rows[i].id & 1u) != 0) {
            status = check_dependencies(&rows[i]);
        }
    }
    return status;
}

static psa_status_t install(void)
{
    psa_status_t status = ready();
    if (status != PSA_SUCCESS) {
        return status;
    }
    uint32_t mask = components_for(PFWU_CALL_INSTALL);
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    for (size_t i = 0; i < count; i++) {
        if (pfwu_state_blocks_install(pfwu_journal_record(rows[i].id)->state)) {
            return PSA_ERROR_BAD_STATE;
        }
    }
    if (mask == 0) {
        return PSA_ERROR_BAD_STATE;
    }
    status = pfwu_set_can_be(mask) ? check_candidates(mask) : PSA_ERROR_NOT_PERMITTED;
    if (status == PSA_SUCCESS) {
        status = check_needs(mask);
    }
    if (status == PSA_SUCCESS) {
        status = pfwu_journal_append(PFWU_WORD_SET, PFWU_SET_STAGED, 0, mask);
    }
    return status == PSA_SUCCESS ? PSA_SUCCESS_REBOOT : status;
}

psa_status_t psa_fwu_install(void)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = install();
    pfwu_journal_settle();
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_install);
}

psa_status_t psa_fwu_request_reboot(void)
{
    psa_status_t status = plat_reboot();
    return status == PSA_SUCCESS || status == PSA_ERROR_NOT_PERMITTED ? status : PSA_ERROR_NOT_SUPPORTED;
}

/** Whether a component is on trial: then there is something to undo, with a reboot. */
static bool any_trial(void)
{
    for (uint8_t id = 0; id < PFWU_COMPONENTS_MAX; id++) {
        if (pfwu_journal_record(id)->state == PSA_FWU_TRIAL) {
            return true;
        }
    }
    return false;
}

static psa_status_t reject(psa_status_t error)
{
    psa_status_t status = ready();
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (components_for(PFWU_CALL_REJECT) == 0) {
        return PSA_ERROR_BAD_STATE;
    }
    bool reboot = any_trial();
    status = pfwu_journal_append(PFWU_WORD_REJECT, 0, 0, (uint32_t)error);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return reboot ? PSA_SUCCESS_REBOOT : PSA_SUCCESS;
}

psa_status_t psa_fwu_reject(psa_status_t error)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = reject(error);
    pfwu_journal_settle();
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_decide);
}

/** The word first, the counters after it: a counter raised before it would refuse the old image in a roll-back. */
static psa_status_t accept(void)
{
    psa_status_t status = ready();
    if (status != PSA_SUCCESS) {
        return status;
    }
    uint32_t mask = components_for(PFWU_CALL_ACCEPT);
    if (mask == 0) {
        return PSA_ERROR_BAD_STATE;
    }
    status = pfwu_journal_append(PFWU_WORD_SET, PFWU_SET_UPDATED, 0, mask);
    pfwu_journal_settle();
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    for (size_t i = 0; i < count && status == PSA_SUCCESS; i++) {
        if ((mask >> rows[i].id & 1u) != 0) {
            status = raise_to_active(&rows[i]);
        }
    }
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t psa_fwu_accept(void)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = accept();
    plat_unlock(PLAT_LOCK_FWU);
    return narrow(status, &page_decide);
}

/* ------------------------------------------------------------------------------------------------------- Keys --- */

static psa_status_t revoke(psa_fwu_component_t id, uint32_t count)
{
    const pfwu_component_t *component = pfwu_component(id);
    if (component == NULL) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    psa_status_t status = ready();
    if (status != PSA_SUCCESS) {
        return status;
    }
    return pfwu_state_blocks_install(pfwu_journal_record(id)->state) ? PSA_ERROR_BAD_STATE
                                                                     : pfwu_revoke(component, count);
}

psa_status_t pfwu_revoke_keys(psa_fwu_component_t component, uint32_t count)
{
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = revoke(component, count);
    plat_unlock(PLAT_LOCK_FWU);
    return status;
}
