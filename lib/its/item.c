/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the rules of items that ITS and PS share (Secure Storage API 1.0): flags, write-once, offsets, sizes, one lock
 * around each call. It stands between the PSA calls and the log.
 */
#include "item.h"

#include <string.h>

#include "lib/crypto/core/ct.h"

psa_status_t pits_enter(pits_call_t *call, const pits_store_t *store, int32_t owner, psa_storage_uid_t uid)
{
    call->log = store->log;
    call->write = false;
    call->content = 0;
    call->rec.at = 0; /* nowhere, if the area can't be mounted */
    pcc_put_le32(call->rec.header + PITS_KEY_OFFSET, (uint32_t)owner);
    pcc_put_le64(call->rec.header + PITS_KEY_OFFSET + 4, uid);
    plat_lock(PLAT_LOCK_ITS);
    psa_status_t status = pits_log_begin(call->log, store->area);
    if (status != PSA_SUCCESS) {
        return status == PSA_ERROR_DATA_CORRUPT ? status : PSA_ERROR_STORAGE_FAILURE;
    }
    return pits_find(call->log, &call->rec);
}

psa_status_t pits_enter_to_write(pits_call_t *call, const pits_store_t *store, int32_t owner, psa_storage_uid_t uid)
{
    psa_status_t status = pits_enter(call, store, owner, uid);
    call->write = true;
    if (call->log->area && !call->log->recovered) {
        status = pits_log_recover(call->log);
        status = status == PSA_SUCCESS ? pits_find(call->log, &call->rec) : status;
    }
    return status;
}

psa_status_t pits_leave(pits_call_t *call, psa_status_t status)
{
    pits_log_end(call->log, status, call->write);
    plat_unlock(PLAT_LOCK_ITS);
    return status;
}

/* Write-once holds but where the device is being provisioned (ITS requirement 14). */
psa_status_t pits_may_change(const pits_call_t *call)
{
    bool provisioning = PLAT_LIFECYCLE_MAJOR(plat_lifecycle()) == PLAT_LIFECYCLE_PSA_ROT_PROVISIONING;
    bool once = pits_header_flags(call->rec.header) & PSA_STORAGE_FLAG_WRITE_ONCE;
    return once && !provisioning ? PSA_ERROR_NOT_PERMITTED : PSA_SUCCESS;
}

psa_status_t pits_set(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t size, const void *data,
                      psa_storage_create_flags_t flags)
{
    pits_call_t call;
    if (uid == 0 || !pits_good_buffer(data, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (flags & ~PITS_FLAGS_KNOWN) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    const pits_part_t part = { .data = data, .len = (uint32_t)size };
    const pits_text_t text = { .parts = &part, .count = 1 };
    uint32_t old_size = 0;
    psa_status_t status = pits_enter_to_write(&call, store, owner, uid);
    if (status == PSA_SUCCESS) {
        old_size = pits_size_of(call.log, call.rec.header);
        status = pits_may_change(&call);
    } else if (status == PSA_ERROR_DOES_NOT_EXIST) {
        status = PSA_SUCCESS;
    }
    if (status == PSA_SUCCESS && size > PITS_LEN_MAX) {
        status = PSA_ERROR_INSUFFICIENT_STORAGE;
    }
    if (status == PSA_SUCCESS) {
        pits_header_init(call.rec.header, PITS_ITEM, flags, (uint32_t)size);
        status = pits_log_put(call.log, &call.rec, &text, old_size);
    }
    return pits_leave(&call, status);
}

psa_status_t pits_remove(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid)
{
    static const pits_text_t nothing = { .keep = false };
    pits_call_t call;
    if (uid == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pits_enter_to_write(&call, store, owner, uid);
    if (status == PSA_SUCCESS) {
        status = pits_may_change(&call);
    }
    if (status == PSA_SUCCESS) {
        pits_header_init(call.rec.header, PITS_TOMBSTONE, 0, 0);
        status = pits_log_put(call.log, &call.rec, &nothing, UINT32_MAX);
    }
    return pits_leave(&call, status);
}

/* ---------------------------------------------------------------------------------------------------------- Reading */

uint32_t pits_capacity(const uint8_t header[PITS_HEADER_SIZE])
{
    return pits_header_len(header) - (pits_header_type(header) == PITS_RESERVED ? PITS_PREFIX_SIZE : 0u);
}

/* Size of the content, which for a reserved item is the first thing in the text. Not authentic before the whole text
 * was read. */
static psa_status_t measure(pits_reader_t *reader, const uint8_t header[PITS_HEADER_SIZE], uint32_t *size)
{
    uint8_t bytes[PITS_PREFIX_SIZE];
    *size = pits_header_len(header);
    if (pits_header_type(header) != PITS_RESERVED) {
        return PSA_SUCCESS;
    }
    if (*size < PITS_PREFIX_SIZE) {
        return PSA_ERROR_DATA_CORRUPT; /* lost, I16 */
    }
    pits_reader_next(reader, bytes, sizeof bytes);
    *size = pcc_get_le32(bytes);
    if (*size > pits_capacity(header)) {
        *size = pits_capacity(header); /* a forgery, as the tag is about to show */
    }
    pcc_wipe(bytes, sizeof bytes);
    return PSA_SUCCESS;
}

static PITS_APART psa_status_t read_range(pits_call_t *call, size_t offset, size_t size, void *data, size_t *length)
{
    pits_reader_t reader;
    size_t wanted = 0;
    pits_reader_start(&reader, call->log, &call->rec);
    psa_status_t status = measure(&reader, call->rec.header, &call->content);
    if (offset < call->content) {
        wanted = size < call->content - offset ? size : call->content - offset;
        pits_reader_skip(&reader, wanted ? (uint32_t)offset : 0);
        pits_reader_next(&reader, data, (uint32_t)wanted);
    }
    psa_status_t verdict = pits_reader_finish(&reader);
    status = status == PSA_SUCCESS ? verdict : status;
    if (status == PSA_SUCCESS && offset > call->content) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS) {
        *length = wanted;
    } else if (wanted) {
        pcc_wipe(data, wanted);
    }
    return status;
}

psa_status_t pits_read(pits_call_t *call, size_t offset, size_t size, void *data, size_t *length)
{
    psa_status_t status = pits_log_session(call->log, call->rec.at);
    return status == PSA_SUCCESS ? read_range(call, offset, size, data, length) : status;
}

/* Read what was found, and leave. The last record of the log may have a torn tag that read right when the area was
 * mounted and no longer does: then mount again (I7). */
static psa_status_t look_up(pits_call_t *call, size_t offset, size_t size, void *data, size_t *length,
                            psa_status_t status)
{
    for (unsigned tries = PITS_TRIES; tries; tries--) {
        if (status == PSA_SUCCESS) {
            status = pits_read(call, offset, size, data, length);
        }
        if (!pits_log_doubts(call->log, call->rec.at, status) || !call->log->area) {
            break;
        }
        status = pits_log_mount(call->log);
        if (status == PSA_SUCCESS) {
            status = pits_find(call->log, &call->rec);
        }
    }
    return pits_leave(call, status);
}

psa_status_t pits_get(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t offset, size_t size,
                      void *data, size_t *length)
{
    pits_call_t call;
    if (!length) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *length = 0;
    if (uid == 0 || !pits_good_buffer(data, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pits_enter(&call, store, owner, uid);
    return look_up(&call, offset, size, data, length, status);
}

psa_status_t pits_get_info(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid,
                           struct psa_storage_info_t *info)
{
    pits_call_t call;
    size_t length;
    if (!info) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memset(info, 0, sizeof *info);
    if (uid == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pits_enter(&call, store, owner, uid);
    status = look_up(&call, 0, 0, NULL, &length, status);
    if (status == PSA_SUCCESS) {
        info->size = call.content;
        info->capacity = pits_capacity(call.rec.header);
        info->flags = pits_header_flags(call.rec.header);
    }
    return status;
}
