/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The keys in RAM: a static table of slots. DESIGN.md tells the life of a slot.
 */
#ifndef PCRYPTO_KEY_SLOTS_H
#define PCRYPTO_KEY_SLOTS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "config.h"
#include "platform/platform.h"
#include "psa/crypto.h"

/** A key. Between get and put its holder reads attributes and material; between new and commit or drop it writes
 *  them. */
typedef struct pcrypto_key {
    psa_key_attributes_t attributes; /* with its id; usage extended */
    int32_t owner;                   /* plat_caller() when it was made, or a service (owned_keys.h) */
    uint8_t *material;               /* memory of the slot, `capacity` bytes */
    uint16_t capacity;               /* at least the size that was asked for */
    uint16_t size;                   /* bytes of material */
    uint8_t readers;                 /* calls that hold it */
    uint8_t state;                   /* of the slot, key_slots.c */
    bool purged;                     /* leaves RAM with its last holder */
    atomic_uchar kept;               /* what is kept beside it, key_kept.c */
#if defined(PSA_CRYPTO_DRIVER_HEADER)
    bool attached; /* a name of a key that the location provides, which outlives it */
#endif
} pcrypto_key_t;

/**
 * Hold a key of the caller, loading it from the store if it is not in RAM. Every success is paired with
 * pcrypto_key_put(). PSA_ERROR_INVALID_HANDLE: the caller has no such key.
 */
psa_status_t pcrypto_key_get(psa_key_id_t id, pcrypto_key_t **key);

/**
 * The same for an operation with the key's material: PSA_ERROR_NOT_PERMITTED if the key's policy does not allow `usage`
 * with `alg`, PSA_ERROR_NOT_SUPPORTED if only a driver can use it.
 */
psa_status_t pcrypto_key_get_for(psa_key_id_t id, psa_key_usage_t usage, psa_algorithm_t alg, pcrypto_key_t **key);

/** Both for the owner that is named, not the caller. */
psa_status_t pcrypto_key_get_owned(int32_t owner, psa_key_id_t id, pcrypto_key_t **key);
psa_status_t pcrypto_key_get_owned_for(int32_t owner, psa_key_id_t id, psa_key_usage_t usage, psa_algorithm_t alg,
                                       pcrypto_key_t **key);

/** Let a key go. A persistent key without PSA_KEY_USAGE_CACHE leaves RAM with its last holder. */
void pcrypto_key_put(pcrypto_key_t *key);

/**
 * Begin to make a key of the caller, of at most `size` bytes of material: checks lifetime, id and usage flags, and
 * takes a slot. The maker then fills type, bits, size and material, and ends with commit or drop.
 * PSA_ERROR_NOT_SUPPORTED: no slot of this build is as large.
 */
psa_status_t pcrypto_key_new(const psa_key_attributes_t *attributes, size_t size, pcrypto_key_t **key);

/** The same for the owner that is named, by those who ask the driver of the key's location to make it (driver.h). */
psa_status_t pcrypto_key_new_owned(int32_t owner, const psa_key_attributes_t *attributes, size_t size,
                                   pcrypto_key_t **key);

/** The end of making a key: with PSA_SUCCESS it is made known under its id, and saved if it is persistent. If that
 *  fails, or with any other status, the slot is wiped and free, *id is 0, and what went wrong is returned. */
psa_status_t pcrypto_key_commit(pcrypto_key_t *key, psa_status_t status, psa_key_id_t *id);

/** Give up making a key: the slot is wiped and free. */
void pcrypto_key_drop(pcrypto_key_t *key);

/** Destroy a key of this owner, in RAM and in the store. */
psa_status_t pcrypto_key_destroy(int32_t owner, psa_key_id_t id);

/** Wipe what RAM has of a key beyond what must be there: the cached copy of a persistent key, what is kept beside it.
 *  While the key is held, its last holder does it. */
psa_status_t pcrypto_key_purge(psa_key_id_t id);

/** Whose id it is: an application's (of a persistent key), a provided key's; else that of a volatile key, or none. */
static inline bool pcrypto_key_is_user_id(psa_key_id_t id)
{
    return id >= PSA_KEY_ID_USER_MIN && id <= PSA_KEY_ID_USER_MAX;
}

static inline bool pcrypto_key_is_builtin_id(psa_key_id_t id)
{
    return id >= PLAT_KEY_ID_BUILTIN_MIN && id <= PLAT_KEY_ID_BUILTIN_MAX;
}

/** Whether RAM has a key of this owner. PLAT_LOCK_CRYPTO is held. */
bool pcrypto_key_is_here_locked(psa_key_id_t id, int32_t owner);

/** Wipe and free all slots. Nothing else may run. */
void pcrypto_key_slots_reset(void);

#endif /* PCRYPTO_KEY_SLOTS_H */
