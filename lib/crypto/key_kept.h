/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Contexts kept with a key in RAM: what a call computed of the material (an expanded AES key, GCM's subkey, the public
 * half of a key pair), so that the next call need not compute it again. A pool of PCRYPTO_KEPT_COUNT pieces of
 * PCRYPTO_KEPT_SIZE bytes; a key has one at the most. It goes with the key's material (destroy, purge, eviction), and
 * when another key needs the memory and nobody holds this one.
 *
 * A caller that holds a key does
 *
 *     const my_context_t *context = pcrypto_kept(key, PCRYPTO_KEPT_MINE);
 *     my_context_t own;                                   // on the stack, for when nothing is kept
 *     if (context == NULL) {
 *         my_context_t *fresh = pcrypto_kept_begin(key, PCRYPTO_KEPT_MINE, sizeof *fresh);
 *         context = fresh != NULL ? fresh : &own;
 *         status = compute(fresh != NULL ? fresh : &own, key->material, key->size);
 *         if (fresh != NULL) {
 *             pcrypto_kept_end(key, status == PSA_SUCCESS);
 *         }
 *     }
 *
 * and reads *context until it puts the key. Operation objects never point to a kept context: they copy it.
 */
#ifndef PCRYPTO_KEY_KEPT_H
#define PCRYPTO_KEY_KEPT_H

#include "key_slots.h"

/** What a context is. A key has contexts of one kind; a second kind is not kept while the first is there. */
#define PCRYPTO_KEPT_BLOCK 1u         /* an expanded key of a block cipher */
#define PCRYPTO_KEPT_AEAD 2u          /* the same with the mode's subkey */
#define PCRYPTO_KEPT_PUBLIC 3u        /* the public half of a key pair */
#define PCRYPTO_KEPT_BLOCK_DECRYPT 4u /* an expanded key for decryption of blocks */

#if PCRYPTO_KEPT_COUNT > 0

/** The context of a held key, NULL if there is none of this kind. Constant until the holder puts the key. */
const void *pcrypto_kept(const pcrypto_key_t *key, uint8_t kind);

/**
 * Memory to compute a context in that is to be kept with a held key, aligned for every type; NULL if there is none for
 * it. What is not NULL is ended with pcrypto_kept_end(), and until then nobody else sees it.
 */
void *pcrypto_kept_begin(pcrypto_key_t *key, uint8_t kind, size_t size);

/** The context is complete and there for all holders, or (not good) wiped. */
void pcrypto_kept_end(pcrypto_key_t *key, bool good);

/** Wipe what is kept with a key that nobody holds. PLAT_LOCK_CRYPTO is held. */
void pcrypto_kept_drop_locked(pcrypto_key_t *key);

/** Wipe all. Nothing else may run. */
void pcrypto_kept_reset(void);

#else /* nothing is kept */

static inline const void *pcrypto_kept(const pcrypto_key_t *key, uint8_t kind)
{
    (void)key;
    (void)kind;
    return NULL;
}

static inline void *pcrypto_kept_begin(pcrypto_key_t *key, uint8_t kind, size_t size)
{
    (void)key;
    (void)kind;
    (void)size;
    return NULL;
}

static inline void pcrypto_kept_end(pcrypto_key_t *key, bool good)
{
    (void)key;
    (void)good;
}

static inline void pcrypto_kept_drop_locked(pcrypto_key_t *key)
{
    (void)key;
}

static inline void pcrypto_kept_reset(void)
{
}

#endif

#endif /* PCRYPTO_KEY_KEPT_H */
