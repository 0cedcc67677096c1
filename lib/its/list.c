/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns what tools and the report of protection ask of an area: its items, and whether it has a counter.
 */
#include <string.h>

#include "item.h"

psa_status_t pits_replay_protected(const pits_store_t *store, bool *is)
{
    pits_call_t call;
    psa_status_t status = pits_enter(&call, store, 0, 0);
    status = status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
    *is = status == PSA_SUCCESS && call.log->counted;
    return pits_leave(&call, status);
}

psa_status_t pits_list(const pits_store_t *store, uint32_t *cursor, pits_entry_t *entry)
{
    pits_call_t call;
    size_t length;
    memset(entry, 0, sizeof *entry);
    psa_status_t status = pits_enter(&call, store, 0, 0);
    if (status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST) {
        call.rec.at = *cursor;
        status = pits_log_next(call.log, &call.rec);
    }
    if (status == PSA_SUCCESS) {
        *cursor = call.rec.at + 1u;
        entry->owner = (int32_t)pcc_get_le32(call.rec.header + PITS_KEY_OFFSET);
        entry->uid = pcc_get_le64(call.rec.header + PITS_KEY_OFFSET + 4);
        entry->flags = pits_header_flags(call.rec.header);
        entry->status = pits_read(&call, 0, 0, NULL, &length);
        entry->capacity = pits_header_len(call.rec.header) ? pits_capacity(call.rec.header) : 0;
        entry->size = call.content;
    }
    return pits_leave(&call, status);
}
