/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The accelerators of the STM32H5 at the level of their registers: HASH, AES and SAES, PKA. The drivers of the crypto library
 * (folder driver) are made of these; products use the PSA Crypto API.
 *
 * - Each call takes the unit under PLAT_LOCK_PLATFORM, and gives it back with nothing of keys, operands and data left in
 *   registers or RAM of the unit, whatever happened.
 * - Waits are bounded. A unit that does not end in time, or that reports an error, is PSA_ERROR_HARDWARE_FAILURE; outputs
 *   are then zeroed. Nothing falls back to software after that: a wrong result is no reason to try again.
 */
#ifndef STM32H5_ACCELERATORS_H
#define STM32H5_ACCELERATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"

/* -------------------------------------------------------------------------------------------------------- HASH --- */

/** Values of HASH_CR.ALGO. */
typedef enum plat_h5_hash_alg {
    PLAT_H5_SHA_1 = 0,
    PLAT_H5_SHA_224 = 2,
    PLAT_H5_SHA_256 = 3,
    PLAT_H5_SHA_384 = 12,
    PLAT_H5_SHA_512_224 = 13,
    PLAT_H5_SHA_512_256 = 14,
    PLAT_H5_SHA_512 = 15
} plat_h5_hash_alg_t;

#define PLAT_H5_HASH_CONTEXT_WORDS 103u

/** A running hash. Between two calls the unit holds nothing of it: what the unit had is in `context`. */
typedef struct plat_h5_hash {
    uint32_t context[PLAT_H5_HASH_CONTEXT_WORDS];
    uint8_t waiting[132]; /* what the unit did not get yet: up to a block and a word */
    uint8_t used;         /* bytes of it */
    uint8_t alg;
    bool fed; /* the unit had something, so there is a context */
} plat_h5_hash_t;

/** Whether the part's unit has it: SHA-1, SHA-224 and SHA-256 on every one. */
bool plat_h5_hash_has(plat_h5_hash_alg_t alg);
/** Bytes of a digest. */
size_t plat_h5_hash_size(plat_h5_hash_alg_t alg);
void plat_h5_hash_start(plat_h5_hash_t *hash, plat_h5_hash_alg_t alg);
PLAT_MUST_USE psa_status_t plat_h5_hash_update(plat_h5_hash_t *hash, const uint8_t *in, size_t size);
/** digest: plat_h5_hash_size() bytes. The context is wiped. */
PLAT_MUST_USE psa_status_t plat_h5_hash_finish(plat_h5_hash_t *hash, uint8_t *digest);

/* ---------------------------------------------------------------------------------------------------------- AES --- */

/** Which unit: SAES guards keys against power analysis and takes ten times as long. aes_unit_saes.c or aes_unit_aes.c. */
extern const uint32_t plat_h5_aes_base;

typedef enum plat_h5_aes_mode { PLAT_H5_ECB, PLAT_H5_CBC, PLAT_H5_CTR } plat_h5_aes_mode_t;

/** Whole blocks; key_size 16 or 32. iv: 16 bytes, moved on to that of the next block; for ECB unused. in and out may be
 *  the same, or out lies before in. */
PLAT_MUST_USE psa_status_t plat_h5_aes_blocks(plat_h5_aes_mode_t mode, bool encrypt, const uint8_t *key,
                                              size_t key_size, uint8_t iv[16], const uint8_t *in, uint8_t *out,
                                              size_t blocks);

/** One message with GCM or CCM. */
typedef struct plat_h5_aead {
    bool ccm, encrypt;
    const uint8_t *key;
    size_t key_size; /* 16 or 32 */
    const uint8_t *nonce;
    size_t nonce_size; /* GCM: 12; CCM: 7 to 13 */
    const uint8_t *ad;
    size_t ad_size;
    size_t tag_size; /* CCM's B0 has it; the tag comes whole */
} plat_h5_aead_t;

/** in and out may overlap in any way, also with nonce and ad, which are read before. Sizes below 2^28. */
PLAT_MUST_USE psa_status_t plat_h5_aead(const plat_h5_aead_t *aead, const uint8_t *in, uint8_t *out, size_t size,
                                        uint8_t tag[16]);

/* ---------------------------------------------------------------------------------------------------------- PKA --- */

/** What an operation has to know of a curve: words of PLAT_H5_CURVE_WORD_SIZE bytes, then numbers. */
typedef enum plat_h5_curve_number {
    PLAT_H5_CURVE_BITS,
    PLAT_H5_CURVE_ONE,   /* a is negative, */
    PLAT_H5_CURVE_THREE, /* and |a| */
    PLAT_H5_CURVE_P,
    PLAT_H5_CURVE_N,
    PLAT_H5_CURVE_B,
    PLAT_H5_CURVE_G,
    PLAT_H5_CURVE_NUMBERS
} plat_h5_curve_number_t;
#define PLAT_H5_CURVE_WORD_SIZE 4u

#define PLAT_H5_FIELD_MAX 48u

/** A short Weierstrass curve with a = -3 and as many bits in its order as in its field. Big-endian, `bytes` each, at
 *  most PLAT_H5_FIELD_MAX. */
typedef struct plat_h5_curve {
    uint16_t bits, bytes;
    const uint8_t *number[PLAT_H5_CURVE_NUMBERS];
} plat_h5_curve_t;
extern const plat_h5_curve_t plat_h5_p256;

/** All numbers are big-endian with curve->bytes; points are x || y. */

/** INVALID_SIGNATURE: it is not that of the number z under the point q. On every part with a PKA. */
PLAT_MUST_USE psa_status_t plat_h5_pka_verify(const plat_h5_curve_t *curve, const uint8_t *q, const uint8_t *z,
                                              const uint8_t *signature);

/* The following are for parts whose PKA does more than verify. */

/** INVALID_ARGUMENT: no point of the curve, or a coordinate not below p. */
PLAT_MUST_USE psa_status_t plat_h5_pka_check_point(const plat_h5_curve_t *curve, const uint8_t *q);
/** k * q with k in [1, n - 1], protected. q was checked before: another is a tamper event to the hardware. q NULL: the
 *  base point. */
PLAT_MUST_USE psa_status_t plat_h5_pka_multiply(const plat_h5_curve_t *curve, const uint8_t *k, const uint8_t *q,
                                                uint8_t *out);
/** r || s for the number z with the nonce k in [1, n - 1], protected. PSA_ERROR_GENERIC_ERROR: take another nonce. */
PLAT_MUST_USE psa_status_t plat_h5_pka_sign(const plat_h5_curve_t *curve, const uint8_t *d, const uint8_t *k,
                                            const uint8_t *z, uint8_t *signature);

/** An RSA key, big-endian numbers. d, p and q for the private operation only; p and q have half the bytes of n. */
#define PLAT_H5_RSA_SIZE_MAX 512u
typedef struct plat_h5_rsa {
    size_t size; /* bytes of n, a multiple of 8 */
    const uint8_t *n, *e, *d, *p, *q;
    size_t e_size, d_size;
} plat_h5_rsa_t;

/** in^e mod n. INVALID_ARGUMENT: `in`, of the size of n, is not below it, or the key is none for the unit. Not in
 *  place. */
PLAT_MUST_USE psa_status_t plat_h5_pka_rsa_public(const plat_h5_rsa_t *key, const uint8_t *in, uint8_t *out);
/** in^d mod n, protected, and checked by the public operation: a wrong result is HARDWARE_FAILURE, and zeroed. Not in
 *  place. */
PLAT_MUST_USE psa_status_t plat_h5_pka_rsa_private(const plat_h5_rsa_t *key, const uint8_t *in, uint8_t *out);

#endif /* STM32H5_ACCELERATORS_H */
