/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns reserved items, which PS alone has: psa_ps_create() and psa_ps_set_extended().
 */
#include "item.h"

psa_status_t pits_create(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t capacity,
                         psa_storage_create_flags_t flags)
{
    static const pits_text_t empty = { .keep = false };
    pits_call_t call;
    if (uid == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (flags & (~PITS_FLAGS_KNOWN | PSA_STORAGE_FLAG_WRITE_ONCE)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = pits_enter_to_write(&call, store, owner, uid);
    if (status == PSA_SUCCESS) {
        status = PSA_ERROR_ALREADY_EXISTS;
    } else if (status == PSA_ERROR_DOES_NOT_EXIST) {
        status = capacity > PITS_LEN_MAX - PITS_PREFIX_SIZE ? PSA_ERROR_INSUFFICIENT_STORAGE : PSA_SUCCESS;
    }
    if (status == PSA_SUCCESS) {
        pits_header_init(call.rec.header, PITS_RESERVED, flags, (uint32_t)capacity + PITS_PREFIX_SIZE);
        status = pits_log_put(call.log, &call.rec, &empty, 0); /* a size of 0, and zeros */
    }
    return pits_leave(&call, status);
}

/* Write the item again with `size` bytes at `offset` of its content replaced. */
static psa_status_t replace(pits_call_t *call, uint32_t offset, uint32_t size, const void *data)
{
    uint8_t prefix[PITS_PREFIX_SIZE];
    pits_part_t parts[2] = { { .data = data, .at = offset, .len = size } };
    pits_text_t text = { .parts = parts, .count = 1, .keep = true };
    if (pits_header_type(call->rec.header) == PITS_RESERVED) {
        pcc_put_le32(prefix, offset + size > call->content ? offset + size : call->content);
        parts[0].at += PITS_PREFIX_SIZE;
        text.count = 2;
        parts[1] = (pits_part_t){ .data = prefix, .len = sizeof prefix };
    }
    return pits_log_put(call->log, &call->rec, &text, pits_size_of(call->log, call->rec.header));
}

psa_status_t pits_set_extended(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t offset,
                               size_t size, const void *data)
{
    pits_call_t call;
    size_t length;
    if (uid == 0 || !pits_good_buffer(data, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pits_enter_to_write(&call, store, owner, uid);
    if (status == PSA_SUCCESS) {
        status = pits_may_change(&call);
    }
    if (status == PSA_SUCCESS) {
        status = pits_read(&call, 0, 0, NULL, &length); /* authentic before it is built upon */
    }
    if (status == PSA_SUCCESS && (offset > call.content || size > pits_capacity(call.rec.header) - offset)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS && size > 0) {
        call.rec.header[0] &= (uint8_t)~PITS_COPY_BIT;
        status = replace(&call, (uint32_t)offset, (uint32_t)size, data);
    }
    return pits_leave(&call, status);
}
