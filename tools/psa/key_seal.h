/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Private keys under a passphrase: EncryptedPrivateKeyInfo (RFC 5958) with PBES2 (RFC 8018), as openssl writes it.
 */
#ifndef KEY_SEAL_H
#define KEY_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** A passphrase, bytes. */
typedef struct passphrase {
    uint8_t bytes[256];
    size_t size; /* 0: none was given */
} passphrase_t;

/**
 * Decrypt in place: PKCS#8 into out, whose room is `capacity` bytes. AES-CBC with 128, 192 or 256 bits, PBKDF2 with
 * HMAC of SHA-1 or SHA-2.
 *
 * PSA_ERROR_NOT_SUPPORTED: sealed in another way. PSA_ERROR_INVALID_ARGUMENT: not well-formed.
 * PSA_ERROR_INVALID_SIGNATURE: the passphrase is not the right one.
 */
psa_status_t key_seal_open(uint8_t *der, size_t size, const passphrase_t *passphrase, uint8_t *out, size_t capacity,
                           size_t *out_size);

/** Encrypt PKCS#8 with AES-256-CBC under PBKDF2-HMAC-SHA-256 of 600,000 rounds. */
psa_status_t key_seal_make(const uint8_t *pkcs8, size_t size, const passphrase_t *passphrase, uint8_t *out,
                           size_t capacity, size_t *out_size);

#endif /* KEY_SEAL_H */
