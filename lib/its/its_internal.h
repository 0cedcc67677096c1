/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Storage below the PSA calls, for libpsa's own libraries, tools and tests: items with the owner named instead of taken
 * from plat_caller(). Rules and codes are those of psa/internal_trusted_storage.h, with PSA_ERROR_DATA_CORRUPT and
 * PSA_ERROR_INVALID_SIGNATURE not yet narrowed.
 *
 * Owner 0 (PITS_OWNER_KEYS) is the key store of libpsa-crypto: plat_caller() is never 0, so no caller can reach it. Its
 * uid is (uint32_t)client << 32 | key id, as the specification proposes (Secure Storage API 1.0, "UIDs").
 */
#ifndef PITS_INTERNAL_H
#define PITS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"
#include "psa/storage_common.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PITS_OWNER_KEYS ((int32_t)0)

struct pits_log;

/** One area: its number and its state in RAM. */
typedef struct pits_store {
    uint8_t area;
    struct pits_log *log;
} pits_store_t;

extern const pits_store_t pits_store_its; /* psa_its.c */
extern const pits_store_t pits_store_ps;  /* psa_ps.c */

psa_status_t pits_set(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t size, const void *data,
                      psa_storage_create_flags_t flags);
psa_status_t pits_get(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t offset, size_t size,
                      void *data, size_t *length);
psa_status_t pits_get_info(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid,
                           struct psa_storage_info_t *info);
psa_status_t pits_remove(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid);

/** Reserve `capacity` bytes; as psa_ps_create(). */
psa_status_t pits_create(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t capacity,
                         psa_storage_create_flags_t flags);
/** Replace part of an item; as psa_ps_set_extended(). */
psa_status_t pits_set_extended(const pits_store_t *store, int32_t owner, psa_storage_uid_t uid, size_t offset,
                               size_t size, const void *data);

/** Whether the platform has a counter for this area, so that an older copy of it is noticed. */
psa_status_t pits_replay_protected(const pits_store_t *store, bool *is);

/** One item, as pits_list() shows it. */
typedef struct pits_entry {
    int32_t owner;
    psa_storage_uid_t uid;
    uint32_t capacity;
    uint32_t size; /* of a reserved item too */
    psa_storage_create_flags_t flags;
    psa_status_t status; /* PSA_SUCCESS if it authenticates; else size is not known */
} pits_entry_t;

/** The items of all owners, in no order: begin with *cursor 0; PSA_ERROR_DOES_NOT_EXIST after the last. Writes nothing.
 *  A write in between may show an item twice or not at all. */
psa_status_t pits_list(const pits_store_t *store, uint32_t *cursor, pits_entry_t *entry);

/** Forget all RAM state of both areas, as a reboot does. */
void pits_reset(void);

#ifdef __cplusplus
}
#endif

#endif /* PITS_INTERNAL_H */
