/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the calls on items share: item.c has those of ITS and PS, reserve.c those of PS alone, list.c those for tools.
 */
#ifndef PITS_ITEM_H
#define PITS_ITEM_H

#include "its_internal.h"
#include "log.h"

/** Bytes in front of the content of a reserved item: its size. */
#define PITS_PREFIX_SIZE 4u

#define PITS_FLAGS_KNOWN                                                                                               \
    (PSA_STORAGE_FLAG_WRITE_ONCE | PSA_STORAGE_FLAG_NO_CONFIDENTIALITY | PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION)

/** What a call holds from pits_enter() to pits_leave(). */
typedef struct pits_call {
    pits_log_t *log;
    bool write;
    uint32_t content; /* bytes of content, after pits_read() */
    pits_rec_t rec;   /* the item's live record */
} pits_call_t;

/** A buffer that a caller can have: not NULL unless empty, not round the end of memory. */
static inline bool pits_good_buffer(const void *data, size_t size)
{
    return size == 0 || (data && (uintptr_t)data <= UINTPTR_MAX - size);
}

/** Lock, mount and find the item (PSA_ERROR_DOES_NOT_EXIST). Whatever the port says
 *  when the area can't be had, the caller hears of broken storage: its codes (DOES_NOT_EXIST, NOT_PERMITTED of the
 *  device key) mean something else here. pits_leave() in any case. */
PLAT_MUST_USE psa_status_t pits_enter(pits_call_t *call, const pits_store_t *store, int32_t owner,
                                      psa_storage_uid_t uid);
/** The same for a call that writes: what comes before a first write is done, too. */
PLAT_MUST_USE psa_status_t pits_enter_to_write(pits_call_t *call, const pits_store_t *store, int32_t owner,
                                               psa_storage_uid_t uid);
/** Unlock; gives back the status. */
psa_status_t pits_leave(pits_call_t *call, psa_status_t status);

/** PSA_ERROR_NOT_PERMITTED: the item in call->rec may not be replaced or removed. */
PLAT_MUST_USE psa_status_t pits_may_change(const pits_call_t *call);

/** Bytes of content that a record has room for. */
uint32_t pits_capacity(const uint8_t header[PITS_HEADER_SIZE]);

/** Read [offset, offset + size) of the item in call->rec, as far as it goes, and authenticate all of it. Nothing stays
 *  in data unless the tag is right. */
PLAT_MUST_USE psa_status_t pits_read(pits_call_t *call, size_t offset, size_t size, void *data, size_t *length);

#endif /* PITS_ITEM_H */
