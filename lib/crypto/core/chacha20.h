/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * ChaCha20 in its three forms: RFC 8439 (nonce of 12 bytes, counter of 32 bits), the original (nonce of 8 bytes,
 * counter of 64 bits) and XChaCha20 (draft-irtf-cfrg-xchacha-03: nonce of 24 bytes, counter of 64 bits).
 */
#ifndef PCC_CHACHA20_H
#define PCC_CHACHA20_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** Bytes of a key, and of a block of the key stream. */
#define PCC_CHACHA20_KEY_SIZE 32u
#define PCC_CHACHA20_BLOCK_SIZE 64u

/** Key and running state. Opaque; may be moved as bytes. Secret: end it with pcc_chacha20_abort(). The size covers
 *  every Mbed TLS that is supported (checked in chacha20.c). */
typedef struct pcc_chacha20 {
    uint64_t opaque[17];
    uint64_t left;    /* bytes until the 32-bit counter of Mbed TLS is used up */
    uint32_t high;    /* the high half of a 64-bit counter */
    uint8_t nonce[8]; /* with a 64-bit counter */
    bool wide;        /* the counter has 64 bits */
} pcc_chacha20_t;

/** Take a key. */
psa_status_t pcc_chacha20_set_key(pcc_chacha20_t *chacha, const uint8_t key[PCC_CHACHA20_KEY_SIZE]);

/**
 * Begin with a nonce of 8, 12 or 24 bytes at a block of the key stream: once for a key, since that of 24 bytes makes a
 * new key of it. PSA_ERROR_INVALID_ARGUMENT for another size, or a counter that the form does not have.
 */
psa_status_t pcc_chacha20_start(pcc_chacha20_t *chacha, const uint8_t *nonce, size_t nonce_size, uint64_t counter);

/**
 * Encrypt or decrypt. out takes size bytes and may be in. PSA_ERROR_INVALID_ARGUMENT, and nothing done, for more than
 * the counter can number (2^32 or 2^64 blocks less the first).
 */
psa_status_t pcc_chacha20_update(pcc_chacha20_t *chacha, const uint8_t *in, size_t size, uint8_t *out);

/** Wipe it. */
void pcc_chacha20_abort(pcc_chacha20_t *chacha);

#endif /* PCC_CHACHA20_H */
