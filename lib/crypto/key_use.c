/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The memory of destroyed keys. The id of a volatile key is not given out again as long as it matters, so such a key
 * was destroyed if no slot has it. A persistent key may be out of RAM, and its id may name another key by now: the last
 * of them that were destroyed are written down here.
 */
#include "key_use.h"

#include <stdatomic.h>
#include <string.h>

#include "crypto_internal.h"
#include "key_slots.h"
#include "lib/crypto/core/ct.h"
#include "platform/platform.h"

static atomic_uint keys_destroyed; /* written with PLAT_LOCK_CRYPTO held, after the key is gone */

#if !defined(PCRYPTO_NO_KEY_STORE)

typedef struct destroyed {
    psa_key_id_t key; /* PSA_KEY_ID_NULL: none yet */
    int32_t owner;
    uint32_t at; /* keys_destroyed with this key */
} destroyed_t;

static destroyed_t destroyed[PCRYPTO_DESTROYED_COUNT];
static uint32_t forgotten_at; /* of the last one whose place was taken by another */
static uint8_t next;

/* Whether a was after b; operations do not last for 2^31 destroyed keys. */
static bool is_after(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) > 0;
}

static PCRYPTO_APART destroyed_t *find_locked(psa_key_id_t key, int32_t owner)
{
    for (size_t i = 0; i < PCRYPTO_DESTROYED_COUNT; i++) {
        if (destroyed[i].key == key && destroyed[i].owner == owner) {
            return &destroyed[i];
        }
    }
    return NULL;
}

/* A key that comes and goes under the same id takes one place. */
static void note_locked(psa_key_id_t key, int32_t owner, uint32_t at)
{
    destroyed_t *place = find_locked(key, owner);

    if (!pcrypto_key_is_user_id(key)) {
        return;
    }
    if (place == NULL) {
        place = &destroyed[next];
        next = (uint8_t)((next + 1u) % PCRYPTO_DESTROYED_COUNT);
        if (place->key != PSA_KEY_ID_NULL && is_after(place->at, forgotten_at)) {
            forgotten_at = place->at;
        }
    }
    *place = (destroyed_t){ key, owner, at };
}

static bool user_key_remains_locked(psa_key_id_t key, int32_t owner, uint32_t since)
{
    const destroyed_t *place = find_locked(key, owner);

    return (place == NULL || !is_after(place->at, since)) && !is_after(forgotten_at, since);
}

void pcrypto_use_reset(void)
{
    memset(destroyed, 0, sizeof destroyed);
    forgotten_at = 0;
    next = 0;
    atomic_store(&keys_destroyed, 0);
}

#else /* no application has a key of its own id */

static void note_locked(psa_key_id_t key, int32_t owner, uint32_t at)
{
    (void)key;
    (void)owner;
    (void)at;
}

static bool user_key_remains_locked(psa_key_id_t key, int32_t owner, uint32_t since)
{
    (void)key;
    (void)owner;
    (void)since;
    return false;
}

void pcrypto_use_reset(void)
{
    atomic_store(&keys_destroyed, 0);
}

#endif

void pcrypto_use_destroyed_locked(psa_key_id_t key, int32_t owner)
{
    uint32_t at = atomic_load_explicit(&keys_destroyed, memory_order_relaxed) + 1u;

    note_locked(key, owner, at);
    atomic_store_explicit(&keys_destroyed, at, memory_order_release);
}

static bool remains_locked(psa_key_id_t key, int32_t owner, uint32_t since)
{
    if (pcrypto_key_is_user_id(key)) {
        return user_key_remains_locked(key, owner, since);
    }
    return pcrypto_key_is_builtin_id(key) || pcrypto_key_is_here_locked(key, owner);
}

static bool keys_remain_locked(int32_t owner, const psa_key_id_t *keys, size_t count, uint32_t since)
{
    for (size_t i = 0; i < count; i++) {
        if (!remains_locked(keys[i], owner, since)) {
            return false;
        }
    }
    return true;
}

uint32_t pcrypto_keys_destroyed(void)
{
    return atomic_load_explicit(&keys_destroyed, memory_order_acquire);
}

PCRYPTO_APART bool pcrypto_keys_remain(int32_t owner, const psa_key_id_t *keys, size_t count, uint32_t *since)
{
    if (*since == pcrypto_keys_destroyed()) {
        return true;
    }
    plat_lock(PLAT_LOCK_CRYPTO);
    bool remain = keys_remain_locked(owner, keys, count, *since);
    *since = pcrypto_keys_destroyed();
    plat_unlock(PLAT_LOCK_CRYPTO);
    return remain;
}

psa_status_t pcrypto_op_begin(pcrypto_op_t *op, psa_key_id_t key, int32_t owner)
{
    if (op->state != PCRYPTO_OP_INACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    op->key = key;
    op->owner = owner;
    op->since = pcrypto_keys_destroyed();
    return PSA_SUCCESS;
}

PCRYPTO_APART psa_status_t pcrypto_op_enter(pcrypto_op_t *op, uint8_t first, uint8_t last)
{
    /* Most often nothing was destroyed; this is the whole cost of a call then. */
    bool good = op->state >= first && op->state <= last &&
                (op->since == pcrypto_keys_destroyed() || pcrypto_keys_remain(op->owner, &op->key, 1, &op->since));

    return good ? PSA_SUCCESS : PSA_ERROR_BAD_STATE;
}

PCRYPTO_APART psa_status_t pcrypto_op_end(pcrypto_op_t *op, size_t size, psa_status_t status)
{
    pcc_wipe(op, size);
    if (status != PSA_SUCCESS) {
        op->state = PCRYPTO_OP_ERROR;
    }
    return status;
}
