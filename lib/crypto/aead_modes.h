/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The AEAD modes of this build under one set of functions.
 */
#ifndef PCRYPTO_AEAD_MODES_H
#define PCRYPTO_AEAD_MODES_H

#include <stdbool.h>

#include "key_slots.h"
#include "lib/crypto/core/ccm.h"
#include "lib/crypto/core/chachapoly.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/gcm.h"
#include "psa/crypto.h"

#define PCRYPTO_AEAD_CCM 1u
#define PCRYPTO_AEAD_GCM 2u
#define PCRYPTO_AEAD_CHACHAPOLY 3u  /* ChaCha20-Poly1305 */
#define PCRYPTO_AEAD_XCHACHAPOLY 4u /* XChaCha20-Poly1305 */

/** Longest tag and longest nonce that is generated, bytes. */
#define PCRYPTO_AEAD_TAG_SIZE_MAX 16u
#define PCRYPTO_AEAD_NONCE_SIZE_MAX 24u

/** What the modes of a block cipher compute of a key once. */
typedef struct pcrypto_aead_key {
    pcc_block_t cipher;
    uint64_t hash_key[2]; /* of GCM */
} pcrypto_aead_key_t;

/** A running AEAD. Holds secrets and a key: end it with pcrypto_aead_end(). */
typedef struct pcrypto_aead {
    pcrypto_key_t *held;     /* NULL after pcrypto_aead_own() */
    pcrypto_aead_key_t *key; /* `own`, or what is kept with the held key */
    uint8_t mode;            /* PCRYPTO_AEAD_... */
    uint8_t tag_size;        /* after shortening */
    bool encrypt;
    union {
        struct {
            union {
                pcc_ccm_t ccm;
                pcc_gcm_t gcm;
            };
            pcrypto_aead_key_t own;
        };
#if defined(PSA_WANT_ALG_CHACHA20_POLY1305) || defined(PSA_WANT_ALG_XCHACHA20_POLY1305)
        pcc_chachapoly_t chachapoly;
#endif
    } u;
} pcrypto_aead_t;

/** Check key and algorithm and hold the key. On error nothing is held. */
psa_status_t pcrypto_aead_begin(pcrypto_aead_t *aead, psa_key_id_t key, psa_algorithm_t alg, bool encrypt);

/** Let the key go and have what is needed of it in the object, which may then be moved as bytes between calls, each of
 *  which begins with pcrypto_aead_moved(). */
void pcrypto_aead_own(pcrypto_aead_t *aead);
void pcrypto_aead_moved(pcrypto_aead_t *aead);

/** Whether the mode needs the lengths before the nonce. */
bool pcrypto_aead_needs_lengths(const pcrypto_aead_t *aead);

/** Whether the mode can take a text of this size at all. */
bool pcrypto_aead_size_is_valid(const pcrypto_aead_t *aead, size_t text_size);

/** Size of the nonce to generate; CCM's is shorter for long texts. */
size_t pcrypto_aead_nonce_size(const pcrypto_aead_t *aead, size_t text_size);

/** Set the nonce. The sizes count for CCM only. */
psa_status_t pcrypto_aead_start(pcrypto_aead_t *aead, const uint8_t *nonce, size_t nonce_size, size_t ad_size,
                                size_t text_size);

/** Associated data; text (out may be in); the tag, to make or to check. */
psa_status_t pcrypto_aead_ad(pcrypto_aead_t *aead, const uint8_t *ad, size_t size);
psa_status_t pcrypto_aead_text(pcrypto_aead_t *aead, const uint8_t *in, size_t size, uint8_t *out);
psa_status_t pcrypto_aead_tag(pcrypto_aead_t *aead, uint8_t *tag);
psa_status_t pcrypto_aead_verify(pcrypto_aead_t *aead, const uint8_t *tag);

/** Let the key go and wipe. */
void pcrypto_aead_end(pcrypto_aead_t *aead);

#endif /* PCRYPTO_AEAD_MODES_H */
