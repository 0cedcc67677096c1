/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the rules of items (Secure Storage API 1.0): flags, write-once, offsets, sizes, one lock around each call. It
 * stands between the PSA calls and the log.
 */
#include <string.h>

#include "its_internal.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "log.h"

#define SIZE_PREFIX 4u
#define FLAGS_KNOWN                                                                                                    \
    (PSA_STORAGE_FLAG_WRITE_ONCE | PSA_STORAGE_FLAG_NO_CONFIDENTIALITY | PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION)

/* A buffer that a caller can have: not NULL unless empty, not round the end of memory. */
static bool good_buffer(const void *data, size_t size)
{
    return size == 0 || (data && (uintptr_t)data <= UINTPTR_MAX - size);
}

/* What a call holds from enter() to leave(). */
typedef struct call {
    pits_log_t *log;
    pits_seal_key_t seal;
    bool wrote;
} call_t;

/* Lock and mount. Whatever the port says when the area can't be had, the caller hears of broken storage: its codes
 * (DOES_NOT_EXIST, NOT_PERMITTED of the device key) mean something else here. */
static psa_status_t enter(call_t *call, const pits_store_t *store)
{
    call->log = store->log;
    call->wrote = false;
    plat_lock(PLAT_LOCK_ITS);
    psa_status_t status = pits_log_begin(call->log, store->area, &call->seal);
    return status == PSA_SUCCESS || status == PSA_ERROR_DATA_CORRUPT ? status : PSA_ERROR_STORAGE_FAILURE;
}

static psa_status_t leave(call_t *call, psa_status_t status)
{
    pits_log_end(call->log, status, call->wrote);
    plat_unlock(PLAT_LOCK_ITS);
    return status;
}

/* enter() for a call that writes. */
static psa_status_t enter_to_write(call_t *call, const pits_store_t *store)
{
    psa_status_t status = enter(call, store);
    call->wrote = true;
    return status == PSA_SUCCESS ? pits_log_recover(call->log) : status;
}

/* Find an item that is to be replaced or removed. Write-once holds but where the device is being provisioned (ITS
 * requirement 14). */
static psa_status_t find_to_change(call_t *call, int32_t owner, psa_storage_uid_t uid, pits_rec_t *rec)
{
    psa_status_t status = pits_log_find(call->log, owner, uid, rec);
    bool provisioning = PLAT_LIFECYCLE_MAJOR(plat_lifecycle()) == PLAT_LIFECYCLE_PSA_ROT_PROVISIONING;
    if (status == PSA_SUCCESS && (rec->header.flags & PSA_STORAGE_FLAG_WRITE_ONCE) && !provisioning) {
        status = PSA_ERROR_NOT_PERMITTED;
    }
    return status;
}

psa_status_t pits_set(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t size, const void *data,
                      psa_storage_create_flags_t flags)
{
    call_t call;
    pits_rec_t old;
    if (uid == 0 || !good_buffer(data, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (flags & ~FLAGS_KNOWN) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (size > PITS_LEN_MAX) {
        size = PITS_LEN_MAX + 1u; /* refused below, once the other rules have spoken */
    }
    pits_header_t header = { .uid = uid, .owner = owner, .len = (uint32_t)size, .flags = (uint8_t)flags };
    pits_text_t text = { .data = data, .data_len = (uint32_t)size };
    psa_status_t status = enter_to_write(&call, store);
    if (status == PSA_SUCCESS) {
        status = find_to_change(&call, owner, uid, &old);
        status = status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
    }
    if (status == PSA_SUCCESS) {
        status = size > PITS_LEN_MAX ? PSA_ERROR_INSUFFICIENT_STORAGE : pits_log_put(call.log, &header, &text);
    }
    return leave(&call, status);
}

psa_status_t pits_create(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t capacity,
                         psa_storage_create_flags_t flags)
{
    call_t call;
    pits_rec_t old;
    if (uid == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (flags & (~FLAGS_KNOWN | PSA_STORAGE_FLAG_WRITE_ONCE)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = enter_to_write(&call, store);
    if (status == PSA_SUCCESS) {
        status = pits_log_find(call.log, owner, uid, &old);
        status = status == PSA_SUCCESS ? PSA_ERROR_ALREADY_EXISTS
                                       : (status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status);
    }
    if (status == PSA_SUCCESS && capacity > PITS_LEN_MAX - SIZE_PREFIX) {
        status = PSA_ERROR_INSUFFICIENT_STORAGE;
    }
    if (status == PSA_SUCCESS) {
        pits_header_t header = { .uid = uid,
                                 .owner = owner,
                                 .len = (uint32_t)capacity + SIZE_PREFIX,
                                 .flags = (uint8_t)flags,
                                 .type = PITS_RESERVED };
        pits_text_t text = { .sized = true };
        status = pits_log_put(call.log, &header, &text);
    }
    return leave(&call, status);
}

/* ------------------------------------------------------------------------------------------------------------ Reading */

/* Content of a record: where it begins in the text, and its size, which for a reserved item is the first thing in the
 * text. Not authentic before the whole text was read. */
static psa_status_t measure(pits_reader_t *reader, uint32_t *begin, uint32_t *size)
{
    uint8_t bytes[SIZE_PREFIX];
    *begin = 0;
    *size = reader->rec->header.len;
    if (reader->rec->header.type == PITS_LOST) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    if (reader->rec->header.type != PITS_RESERVED) {
        return PSA_SUCCESS;
    }
    psa_status_t status = pits_reader_next(reader, bytes, sizeof bytes);
    *begin = SIZE_PREFIX;
    *size = status == PSA_SUCCESS ? pcc_get_le32(bytes) : 0;
    if (*size > reader->rec->header.len - SIZE_PREFIX) {
        *size = reader->rec->header.len - SIZE_PREFIX; /* a forgery, as the tag is about to show */
    }
    pcc_wipe(bytes, sizeof bytes);
    return status;
}

static psa_status_t skip(pits_reader_t *reader, size_t size)
{
    uint8_t chunk[PITS_CHUNK];
    psa_status_t status = PSA_SUCCESS;
    while (status == PSA_SUCCESS && size > 0) {
        uint32_t piece = size < sizeof chunk ? (uint32_t)size : (uint32_t)sizeof chunk;
        status = pits_reader_next(reader, chunk, piece);
        size -= piece;
    }
    pcc_wipe(chunk, sizeof chunk);
    return status;
}

/* Read [offset, offset + size) of an item, as far as it goes, and authenticate all of it. Nothing stays in data unless
 * the tag is right. */
static psa_status_t read_range(pits_log_t *log, const pits_rec_t *rec, size_t offset, size_t size, void *data,
                               size_t *length, uint32_t *content)
{
    pits_reader_t reader;
    uint32_t begin;
    size_t wanted = 0;
    psa_status_t status = pits_reader_start(&reader, log, rec);
    if (status == PSA_SUCCESS) {
        status = measure(&reader, &begin, content);
    }
    if (status == PSA_SUCCESS && offset < *content) {
        wanted = size < *content - offset ? size : *content - offset;
    }
    if (wanted) {
        status = skip(&reader, offset);
        if (status == PSA_SUCCESS) {
            status = pits_reader_next(&reader, data, (uint32_t)wanted);
        }
    }
    if (status == PSA_SUCCESS) {
        status = pits_reader_finish(&reader);
    }
    pits_reader_end(&reader);
    if (status == PSA_SUCCESS && offset > *content) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS) {
        *length = wanted;
    } else if (wanted) {
        pcc_wipe(data, wanted);
    }
    return status;
}

/* Find and read. The last record of the log may have a torn tag that read right when the area was mounted and no longer
 * does: then mount again, and take what counts now (I7). */
static psa_status_t look_up(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t offset, size_t size,
                            void *data, size_t *length, pits_rec_t *rec, uint32_t *content)
{
    psa_status_t status = PSA_ERROR_STORAGE_FAILURE;
    for (unsigned attempt = 0; attempt < 5u; attempt++) {
        call_t call;
        status = enter(&call, store);
        if (status == PSA_SUCCESS) {
            status = pits_log_find(call.log, owner, uid, rec);
        }
        if (status == PSA_SUCCESS) {
            status = read_range(call.log, rec, offset, size, data, length, content);
        }
        bool damaged = status == PSA_ERROR_INVALID_SIGNATURE || status == PSA_ERROR_DATA_CORRUPT;
        bool again = damaged && call.log->area && !call.log->recovered;
        call.wrote = again; /* forget the mount */
        leave(&call, status);
        if (!again) {
            break;
        }
    }
    return status;
}

psa_status_t pits_get(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t offset, size_t size,
                      void *data, size_t *length)
{
    pits_rec_t rec;
    uint32_t content;
    if (!length) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *length = 0;
    if (uid == 0 || !good_buffer(data, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return look_up(store, owner, uid, offset, size, data, length, &rec, &content);
}

psa_status_t pits_get_info(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid,
                           struct psa_storage_info_t *info)
{
    pits_rec_t rec;
    size_t length;
    uint32_t content;
    if (!info) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memset(info, 0, sizeof *info);
    if (uid == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = look_up(store, owner, uid, 0, 0, NULL, &length, &rec, &content);
    if (status == PSA_SUCCESS) {
        info->size = content;
        info->capacity = rec.header.len - (rec.header.type == PITS_RESERVED ? SIZE_PREFIX : 0u);
        info->flags = rec.header.flags;
    }
    return status;
}

/* ----------------------------------------------------------------------------------------------------------- Changing */

psa_status_t pits_remove(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid)
{
    static const pits_text_t nothing = { .keep = false };
    call_t call;
    pits_rec_t rec;
    if (uid == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = enter_to_write(&call, store);
    if (status == PSA_SUCCESS) {
        status = find_to_change(&call, owner, uid, &rec);
    }
    if (status == PSA_SUCCESS) {
        pits_header_t tombstone = { .uid = uid, .owner = owner, .type = PITS_TOMBSTONE };
        status = pits_log_put(call.log, &tombstone, &nothing);
    }
    return leave(&call, status);
}

psa_status_t pits_set_extended(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t offset,
                               size_t size, const void *data)
{
    call_t call;
    pits_rec_t rec;
    uint32_t content = 0, capacity = 0;
    size_t length;
    if (uid == 0 || !good_buffer(data, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = enter_to_write(&call, store);
    if (status == PSA_SUCCESS) {
        status = find_to_change(&call, owner, uid, &rec);
    }
    if (status == PSA_SUCCESS) {
        status = read_range(call.log, &rec, 0, 0, NULL, &length, &content); /* authentic before it is built upon */
    }
    if (status == PSA_SUCCESS) {
        bool reserved = rec.header.type == PITS_RESERVED;
        capacity = rec.header.len - (reserved ? SIZE_PREFIX : 0u);
        if (offset > content || size > capacity - offset) {
            status = PSA_ERROR_INVALID_ARGUMENT;
        } else if (size > 0) {
            uint32_t end = (uint32_t)(offset + size);
            pits_text_t text = { .keep = true,
                                 .sized = reserved,
                                 .size = end > content ? end : content,
                                 .at = (uint32_t)offset + (reserved ? SIZE_PREFIX : 0u),
                                 .data = data,
                                 .data_len = (uint32_t)size };
            rec.header.copy = false;
            status = pits_log_put(call.log, &rec.header, &text);
        }
    }
    return leave(&call, status);
}

/* -------------------------------------------------------------------------------------------------------------- Tools */

psa_status_t pits_replay_protected(const pits_store_t *store, bool *is)
{
    call_t call;
    psa_status_t status = enter(&call, store);
    *is = status == PSA_SUCCESS && call.log->counted;
    return leave(&call, status);
}

psa_status_t pits_list(const pits_store_t *store, uint32_t *cursor, pits_entry_t *entry)
{
    call_t call;
    pits_rec_t rec;
    size_t length;
    memset(entry, 0, sizeof *entry);
    psa_status_t status = enter(&call, store);
    if (status == PSA_SUCCESS) {
        status = pits_log_next(call.log, cursor, &rec);
    }
    if (status == PSA_SUCCESS) {
        entry->owner = rec.header.owner;
        entry->uid = rec.header.uid;
        entry->flags = rec.header.flags;
        entry->capacity = rec.header.len - (rec.header.type == PITS_RESERVED ? SIZE_PREFIX : 0u);
        entry->status = read_range(call.log, &rec, 0, 0, NULL, &length, &entry->size);
    }
    return leave(&call, status);
}
