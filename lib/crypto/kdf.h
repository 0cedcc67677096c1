/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the calls of key derivation (psa_kdf.c: states, inputs, policy, capacity, output) and the algorithms (kdf_*.c:
 * what an input does, the next block of output) know of each other. An algorithm is a pcrypto_kdf_t and a row in kdf.c.
 */
#ifndef PCRYPTO_KDF_H
#define PCRYPTO_KDF_H

#include <stdbool.h>

#include "key_slots.h"
#include "key_use.h"
#include "lib/crypto/core/block.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/hmac.h"
#include "psa/crypto.h"

/** Largest input that has to be kept until the output: info, label and context, label and seed, salt; bytes. RFC 8446's
 *  labels have at most 512 in theory, under 100 in practice. */
#define PCRYPTO_KDF_TEXT_MAX 288u

/** Largest block of output: a hash or a cipher's block. */
#define PCRYPTO_KDF_BLOCK_MAX (PCC_HASH_SIZE_MAX > PCC_BLOCK_SIZE_MAX ? PCC_HASH_SIZE_MAX : PCC_BLOCK_SIZE_MAX)

/** Keys of an operation that are known by their ids. One that took more fails when any key at all is destroyed. */
#define PCRYPTO_KDF_KEYS 4u

/** An operation. Holds secrets; no pointer that survives a call. */
typedef struct pcrypto_kdf_op {
    pcrypto_op_t op;     /* `since` for all of `keys` */
    psa_algorithm_t alg; /* as set up, perhaps with a key agreement */
    psa_algorithm_t kdf; /* without it */
    size_t capacity;
    union {
        uint64_t none;
        pcc_hmac_t
            hmac; /* first as the algorithm says, then keyed for the output: copied, and gone on with, per block */
        struct {
            uint8_t key[PCC_BLOCK_KEY_SIZE_MAX];
            uint8_t key_size;
            uint16_t key_type;
            uint8_t k0[PCC_BLOCK_SIZE_MAX]; /* SP 800-108r1 section 4.1 */
        } cipher;
    } u;
    psa_key_id_t keys[PCRYPTO_KDF_KEYS]; /* that were inputs */
    uint64_t number;                     /* cost, output length */
    uint32_t block_count;                /* blocks of output so far */
    uint16_t text_size;
    uint16_t text_split; /* where the second part of the text begins */
    uint8_t steps;       /* inputs that came, a bit each, in the order of the algorithm's list */
    uint8_t block_size;  /* of output */
    uint8_t block_used;  /* bytes of `block` that were given out */
    uint8_t key_count;   /* more than PCRYPTO_KDF_KEYS if some are not known */
    uint8_t flags;
    uint8_t chain[PCRYPTO_KDF_BLOCK_MAX]; /* A(i) of TLS */
    uint8_t block[PCRYPTO_KDF_BLOCK_MAX];
    uint8_t text[PCRYPTO_KDF_TEXT_MAX];
} pcrypto_kdf_op_t;

/* Types of keys that an input may be, flags of pcrypto_kdf_step_t. */
#define PCRYPTO_KDF_RAW_DATA 0x01u
#define PCRYPTO_KDF_DERIVE 0x02u
#define PCRYPTO_KDF_HMAC 0x04u
#define PCRYPTO_KDF_CIPHER 0x08u
#define PCRYPTO_KDF_PASSWORD 0x10u
#define PCRYPTO_KDF_PEPPER 0x20u

/* What holds for an input. */
#define PCRYPTO_KDF_OPTIONAL 0x01u
#define PCRYPTO_KDF_REPEATED 0x02u  /* may come again until the next step comes */
#define PCRYPTO_KDF_ANY_TIME 0x04u  /* stands outside the order */
#define PCRYPTO_KDF_AGREED 0x08u    /* takes a key agreement's secret, and nothing else in a combined algorithm */
#define PCRYPTO_KDF_ONLY_KEY 0x10u  /* not bytes */
#define PCRYPTO_KDF_IS_NUMBER 0x20u /* psa_key_derivation_input_integer() only */

/* Rules that no algorithm of this build has are not compiled. */
#if defined(PSA_WANT_ALG_PBKDF2_HMAC) || defined(PSA_WANT_ALG_PBKDF2_AES_CMAC_PRF_128)
#define PCRYPTO_KDF_WITH_NUMBER 1
#define PCRYPTO_KDF_WITH_REPEATED 1
#else
#define PCRYPTO_KDF_WITH_NUMBER 0
#define PCRYPTO_KDF_WITH_REPEATED 0
#endif
#if defined(PSA_WANT_ALG_SP800_108_COUNTER_HMAC) || defined(PSA_WANT_ALG_SP800_108_COUNTER_CMAC)
#define PCRYPTO_KDF_WITH_CAPACITY 1
#else
#define PCRYPTO_KDF_WITH_CAPACITY 0
#endif
#if defined(PSA_WANT_ALG_TLS12_ECJPAKE_TO_PMS)
#define PCRYPTO_KDF_WITH_AT_ONCE 1
#else
#define PCRYPTO_KDF_WITH_AT_ONCE 0
#endif
#if defined(PSA_WANT_ALG_TLS12_ECJPAKE_TO_PMS) || defined(PSA_WANT_ALG_SP800_108_COUNTER_CMAC) ||                      \
    defined(PSA_WANT_ALG_WPA3_SAE_H2E)
#define PCRYPTO_KDF_WITH_UNAGREED 1 /* some take no shared secret */
#else
#define PCRYPTO_KDF_WITH_UNAGREED 0
#endif
#if defined(PSA_WANT_KEY_TYPE_PASSWORD_HASH) || defined(PSA_CRYPTO_DRIVER_HEADER)
#define PCRYPTO_KDF_WITH_PASSWORD_HASH 1
#else
#define PCRYPTO_KDF_WITH_PASSWORD_HASH 0
#endif
#if defined(PSA_WANT_ALG_WPA3_SAE_H2E)
#define PCRYPTO_KDF_WITH_TOKEN 1
#else
#define PCRYPTO_KDF_WITH_TOKEN 0
#endif

/** An input of an algorithm. A list of them is in the order in which they must come, and ends with step 0. */
typedef struct pcrypto_kdf_step {
    psa_key_derivation_step_t step;
    uint8_t types;
    uint8_t rules;
} pcrypto_kdf_step_t;

/** What an algorithm makes that gives one key of a type of its own, and no bytes. */
typedef struct pcrypto_kdf_token {
    /** Whether such a key comes of this operation, and its bytes. */
    psa_status_t (*check)(const pcrypto_kdf_op_t *op, const psa_key_attributes_t *attributes, size_t *size);
    /** Make its material. */
    psa_status_t (*make)(pcrypto_kdf_op_t *op, pcrypto_key_t *key);
} pcrypto_kdf_token_t;

/** A key derivation algorithm. */
typedef struct pcrypto_kdf {
    const pcrypto_kdf_step_t *steps;
    /** Set capacity and block_size. PSA_ERROR_NOT_SUPPORTED: not with this hash function. */
    psa_status_t (*setup)(pcrypto_kdf_op_t *op);
    /** An input that is in its turn; type is that of the key that it was, PSA_KEY_TYPE_NONE for bytes. */
    psa_status_t (*input)(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                          const uint8_t *data, size_t size);
    /** All inputs are there and the first output is wanted. NULL: nothing to do. */
    psa_status_t (*begin)(pcrypto_kdf_op_t *op);
    /** Block number op->block_count (1, 2, ...) into op->block. */
    psa_status_t (*next)(pcrypto_kdf_op_t *op);
    /** The capacity is an input (it can't change after the first output): PCRYPTO_KDF_WITH_CAPACITY. */
    bool capacity_counts;
    /** All of the output, a block, is read in one call: PCRYPTO_KDF_WITH_AT_ONCE. */
    bool at_once;
    /** NULL for all whose output is bytes: PCRYPTO_KDF_WITH_TOKEN. */
    const pcrypto_kdf_token_t *token;
} pcrypto_kdf_t;

/** The algorithm of op->kdf, NULL if this build does not have it. */
const pcrypto_kdf_t *pcrypto_kdf_of(psa_algorithm_t kdf);

/** Append to op->text. PSA_ERROR_NOT_SUPPORTED: no room. */
psa_status_t pcrypto_kdf_text(pcrypto_kdf_op_t *op, const uint8_t *data, size_t size);

extern const pcrypto_kdf_t pcrypto_kdf_hkdf, pcrypto_kdf_hkdf_extract, pcrypto_kdf_hkdf_expand;
extern const pcrypto_kdf_t pcrypto_kdf_counter_hmac, pcrypto_kdf_counter_cmac;
extern const pcrypto_kdf_t pcrypto_kdf_tls12_prf, pcrypto_kdf_tls12_psk_to_ms, pcrypto_kdf_tls12_ecjpake_to_pms;
extern const pcrypto_kdf_t pcrypto_kdf_pbkdf2_hmac, pcrypto_kdf_pbkdf2_cmac;
extern const pcrypto_kdf_t pcrypto_kdf_sae_h2e;

#endif /* PCRYPTO_KDF_H */
