/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The pool of contexts kept with keys. PLAT_LOCK_CRYPTO guards it; the one thing read without the lock is key->kept,
 * which a maker sets last (release) and holders read first (acquire).
 */
#include "key_kept.h"

#include "lib/crypto/core/ct.h"
#include "platform/platform.h"

#if PCRYPTO_KEPT_COUNT > 0

typedef struct kept {
    pcrypto_key_t *key; /* NULL: free */
    uint8_t kind;
    uint64_t memory[PCRYPTO_KEPT_SIZE / 8u];
} kept_t;

static kept_t pool[PCRYPTO_KEPT_COUNT];
static uint8_t next; /* where the search for one to reuse goes on, so that the oldest goes first */

const void *pcrypto_kept(const pcrypto_key_t *key, uint8_t kind)
{
    /* 1 + index; 0 as long as there is none that is complete. */
    unsigned at = atomic_load_explicit(&key->kept, memory_order_acquire);

    return at != 0 && pool[at - 1u].kind == kind ? pool[at - 1u].memory : NULL;
}

static void drop_locked(kept_t *kept)
{
    atomic_store_explicit(&kept->key->kept, 0, memory_order_relaxed);
    pcc_wipe(kept, sizeof *kept);
}

/* One of the key's own, complete or in the making; NULL if it has none. */
static kept_t *find_locked(const pcrypto_key_t *key)
{
    for (size_t i = 0; i < PCRYPTO_KEPT_COUNT; i++) {
        if (pool[i].key == key) {
            return &pool[i];
        }
    }
    return NULL;
}

/* A free one, else the next whose key nobody holds. */
static kept_t *take_locked(void)
{
    kept_t *free = find_locked(NULL);

    for (size_t i = 0; free == NULL && i < PCRYPTO_KEPT_COUNT; i++) {
        kept_t *kept = &pool[next];
        next = (uint8_t)((next + 1u) % PCRYPTO_KEPT_COUNT);
        if (kept->key->readers == 0) {
            drop_locked(kept);
            free = kept;
        }
    }
    return free;
}

void *pcrypto_kept_begin(pcrypto_key_t *key, uint8_t kind, size_t size)
{
    kept_t *kept = NULL;

    if (size > PCRYPTO_KEPT_SIZE) {
        return NULL;
    }
    plat_lock(PLAT_LOCK_CRYPTO);
    if (find_locked(key) == NULL) {
        kept = take_locked();
    }
    if (kept != NULL) {
        kept->key = key;
        kept->kind = kind;
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    return kept != NULL ? kept->memory : NULL;
}

void pcrypto_kept_end(pcrypto_key_t *key, bool good)
{
    plat_lock(PLAT_LOCK_CRYPTO);
    kept_t *kept = find_locked(key);
    PLAT_ASSERT(kept != NULL);
    if (good) {
        atomic_store_explicit(&key->kept, (unsigned char)(kept - pool + 1), memory_order_release);
    } else {
        drop_locked(kept);
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
}

void pcrypto_kept_drop_locked(pcrypto_key_t *key)
{
    kept_t *kept = find_locked(key);

    if (kept != NULL) {
        drop_locked(kept);
    }
}

void pcrypto_kept_reset(void)
{
    pcc_wipe(pool, sizeof pool);
    next = 0;
}

#endif
