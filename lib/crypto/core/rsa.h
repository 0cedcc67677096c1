/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RSA keys as DER (RFC 8017 appendix A.1) and as numbers, and the two operations on numbers. What is signed or
 * encrypted is put into a number by rsa_sign.h and rsa_crypt.h.
 */
#ifndef PCC_RSA_H
#define PCC_RSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "psa/error.h"
#include "rng.h"

/** Sizes of the modulus, bits, and of the largest in bytes. Smaller keys are broken; the largest is for the feature set
 *  to say. */
#define PCC_RSA_BITS_MIN 1024u
#if defined(PCRYPTO_RSA_MAX_BITS)
#define PCC_RSA_BITS_MAX PCRYPTO_RSA_MAX_BITS
#else
#define PCC_RSA_BITS_MAX 4096u
#endif
#define PCC_RSA_SIZE_MAX ((PCC_RSA_BITS_MAX + 7u) / 8u)

/** An unsigned number, big-endian, without leading zeros (0 itself: no bytes). */
typedef struct pcc_rsa_number {
    const uint8_t *p;
    size_t size;
} pcc_rsa_number_t;

/** A key: numbers that are where they were read from. Of a public key n and e only. */
typedef struct pcc_rsa_key {
    pcc_rsa_number_t n, e, d, p, q, dp, dq, qp;
} pcc_rsa_key_t;

/** Bits of the modulus; bytes of it are the size of messages and signatures. */
size_t pcc_rsa_bits(const pcc_rsa_key_t *key);

/**
 * Read RSAPublicKey, strictly: DER (lengths in the fewest bytes, numbers without needless zeros and not negative),
 * nothing behind it. n is odd, of PCC_RSA_BITS_MIN to PCC_RSA_BITS_MAX bits, e is odd, 3 or more, and has at most 32
 * bits. PSA_ERROR_INVALID_ARGUMENT: it is not so; PSA_ERROR_NOT_SUPPORTED: n or e is out of these bounds. The key
 * refers to `der`.
 */
psa_status_t pcc_rsa_read_public(const uint8_t *der, size_t size, pcc_rsa_key_t *key);

/** The same for RSAPrivateKey of version 0. p and q have half the bits of n. How the numbers belong together is for
 *  pcc_rsa_check_pair(). */
psa_status_t pcc_rsa_read_pair(const uint8_t *der, size_t size, pcc_rsa_key_t *key);

/** Write RSAPublicKey. PSA_ERROR_BUFFER_TOO_SMALL. */
psa_status_t pcc_rsa_write_public(const pcc_rsa_key_t *key, uint8_t *der, size_t capacity, size_t *size);

/** Write RSAPrivateKey. PSA_ERROR_BUFFER_TOO_SMALL. */
psa_status_t pcc_rsa_write_pair(const pcc_rsa_key_t *key, uint8_t *der, size_t capacity, size_t *size);

/**
 * Whether the numbers of a pair belong together: n = p q, e d = 1 modulo p - 1 and q - 1, d < n, and the three values
 * of the Chinese remainder are what they must be. PSA_ERROR_INVALID_ARGUMENT: no. That p and q are primes is not
 * checked.
 */
psa_status_t pcc_rsa_check_pair(const pcc_rsa_key_t *key);

/** in^e mod n; both have the size of n. PSA_ERROR_INVALID_ARGUMENT: `in` is not below n. `out` may be `in`. */
psa_status_t pcc_rsa_public(const pcc_rsa_key_t *key, const uint8_t *in, uint8_t *out);

/** in^d mod n, with base and exponents blinded, and checked by the public operation. As pcc_rsa_public(); out is zeroed
 *  on error. */
psa_status_t pcc_rsa_private(const pcc_rsa_key_t *key, const uint8_t *in, uint8_t *out, const pcc_rng_t *rng);

/**
 * Make a pair with a modulus of `bits` (even, PCC_RSA_BITS_MIN to PCC_RSA_BITS_MAX) and the odd public exponent `e`, 3
 * to 2^31 - 1, as RSAPrivateKey. Wiped on error.
 */
psa_status_t pcc_rsa_generate(size_t bits, uint32_t e, uint8_t *der, size_t capacity, size_t *size,
                              const pcc_rng_t *rng);

#endif /* PCC_RSA_H */
