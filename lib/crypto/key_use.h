/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Multi-part operations with keys: their error state, and whether their keys are still there. An operation holds no
 * slot between its calls (it has a copy of what it needs), so a key can be destroyed under it, and then the operation
 * must fail (Crypto API 1.5, psa_destroy_key()). DESIGN.md section 1 says how it comes to know.
 */
#ifndef PCRYPTO_KEY_USE_H
#define PCRYPTO_KEY_USE_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "psa/crypto.h"

/** The head of the object of an operation with a key. */
typedef struct pcrypto_op {
    psa_key_id_t key;
    int32_t owner;  /* of the key */
    uint32_t since; /* keys destroyed before the operation took it, or when it was last found to be there */
    uint8_t state;  /* PCRYPTO_OP_..., or the family's own */
    uint8_t driver; /* whose operation it is, 0: the library's own (driver_parts.h) */
    uint8_t size;   /* of a driver's operation: of the IV or nonce to generate */
} pcrypto_op_t;

/** Keys destroyed so far, modulo 2^32: to be asked for before a key is looked up, since what is destroyed from here on
 *  counts. */
uint32_t pcrypto_keys_destroyed(void);

/** True if none of an owner's keys was destroyed since then; *since is moved on. */
bool pcrypto_keys_remain(int32_t owner, const psa_key_id_t *keys, size_t count, uint32_t *since);

/** Begin an operation with a key of `owner`, before the key is looked up. PSA_ERROR_BAD_STATE, and nothing is changed:
 *  it is not inactive. */
psa_status_t pcrypto_op_begin(pcrypto_op_t *op, psa_key_id_t key, int32_t owner);

/** The beginning of every later call: PSA_ERROR_BAD_STATE if the state is none of `first` to `last`, states of an
 *  active operation, or if its key was destroyed. */
psa_status_t pcrypto_op_enter(pcrypto_op_t *op, uint8_t first, uint8_t last);

/** The end of an operation, an object of `size` bytes: it is wiped, and inactive or, with a status that is an error, in
 *  the error state, from which only abort leads back. Returns the status. */
psa_status_t pcrypto_op_end(pcrypto_op_t *op, size_t size, psa_status_t status);

/** For key_slots.c: a key was destroyed. PLAT_LOCK_CRYPTO is held. */
void pcrypto_use_destroyed_locked(psa_key_id_t key, int32_t owner);

/** Forget. Nothing else may run. */
void pcrypto_use_reset(void);

#endif /* PCRYPTO_KEY_USE_H */
