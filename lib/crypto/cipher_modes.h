/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The unauthenticated ciphers of this build under one set of functions, with the key in the object.
 */
#ifndef PCRYPTO_CIPHER_MODES_H
#define PCRYPTO_CIPHER_MODES_H

#include <stdbool.h>

#include "lib/crypto/core/cfb.h"
#include "lib/crypto/core/chacha20.h"
#include "lib/crypto/core/ctr.h"
#include "lib/crypto/core/ofb.h"
#include "lib/crypto/core/xts.h"
#include "psa/crypto.h"

/** Longest IV that is generated, that of XChaCha20, bytes. */
#define PCRYPTO_CIPHER_IV_SIZE_MAX 24u

/** A running cipher. May be moved as bytes. Holds secrets: wipe it. */
typedef struct pcrypto_cipher {
    union {
        pcc_block_t block;
        pcc_chacha20_t chacha20;
    } key;
    union {
        pcc_ctr_t ctr;
        pcc_cfb_t cfb;
        pcc_ofb_t ofb;
        struct { /* modes in blocks */
            union {
                uint8_t chain[PCC_BLOCK_SIZE_MAX]; /* of CBC */
                pcc_xts_t xts;
            };
            uint8_t held[2 * PCC_BLOCK_SIZE_MAX]; /* text that waits */
        };
        uint8_t second_key[PCC_BLOCK_KEY_SIZE_MAX]; /* of XTS, until there is an IV */
    } u;
    uint64_t text_left; /* bytes that the algorithm may still take */
    psa_algorithm_t alg;
    psa_key_type_t type;
    bool encrypt;
    uint8_t key_size;  /* of the second key of XTS */
    uint8_t held_size; /* of u.held; 0 in the other modes */
} pcrypto_cipher_t;

/** Check key and algorithm and take the key. On error nothing is held. */
psa_status_t pcrypto_cipher_begin(pcrypto_cipher_t *cipher, psa_key_id_t key, psa_algorithm_t alg, bool encrypt);

/** Size of the IV to generate; 0 if the algorithm has none and is ready without. */
size_t pcrypto_cipher_iv_size(const pcrypto_cipher_t *cipher);

/** Set the IV, also one of the other lengths that an algorithm allows. */
psa_status_t pcrypto_cipher_set_iv(pcrypto_cipher_t *cipher, const uint8_t *iv, size_t iv_size);

/** Largest piece of text: sizes of outputs, with what may be held, IV and padding, stay numbers. */
#define PCRYPTO_CIPHER_SIZE_MAX (SIZE_MAX - 128u)

/** Bytes that pcrypto_cipher_update() would write for so much input, at most PCRYPTO_CIPHER_SIZE_MAX. */
size_t pcrypto_cipher_update_size(const pcrypto_cipher_t *cipher, size_t size);

/** Text, in pieces of any size. The buffers may overlap in any way. */
psa_status_t pcrypto_cipher_update(pcrypto_cipher_t *cipher, const uint8_t *in, size_t size, uint8_t *out);

/** The end of the text: what waited. *length on error is 0. */
psa_status_t pcrypto_cipher_finish(pcrypto_cipher_t *cipher, uint8_t *out, size_t out_size, size_t *length);

#endif /* PCRYPTO_CIPHER_MODES_H */
