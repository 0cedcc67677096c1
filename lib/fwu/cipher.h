/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Seam to the cryptography of encrypted images: keys of bodies, and AES in counter mode at any position. cipher_psa.c
 * stands on the PSA Crypto API, cipher_none.c is for products whose images come in plain; tests bring their own.
 */
#ifndef PFWU_CIPHER_H
#define PFWU_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"

/** A key in use. All zeros: none. End each with pfwu_cipher_end(). */
typedef struct pfwu_cipher {
    uint32_t key;
} pfwu_cipher_t;

/**
 * Take the image key out of the payload of a key-wrap TLV (types 0x32 to 0x34, MCUboot's ECIES).
 *
 * PSA_ERROR_INVALID_SIGNATURE  not wrapped for this key, or damaged
 * PSA_ERROR_NOT_SUPPORTED      this build or this key can't open that type
 * others                       of the cryptography
 */
PLAT_MUST_USE psa_status_t pfwu_cipher_unwrap(uint32_t decrypt_key, uint16_t type, const uint8_t *wrap, size_t size,
                                              pfwu_cipher_t *cipher);

/** Whether the key is one for that type, whatever an image holds: to tell what pfwu_cipher_unwrap() refused. */
bool pfwu_cipher_takes(uint32_t decrypt_key, uint16_t type);

/** The key under which a component's old image is kept. It is made from the decryption key and the image's hash, so
 *  that it needs no place of its own, and encrypts no two texts. */
PLAT_MUST_USE psa_status_t pfwu_cipher_backup(uint32_t decrypt_key, uint8_t component, const uint8_t hash[32],
                                              pfwu_cipher_t *cipher);

/** En- or decrypt bytes `pos` and following of a body, in place: the nonce is 0. On error the bytes are zeroed. */
PLAT_MUST_USE psa_status_t pfwu_cipher_apply(const pfwu_cipher_t *cipher, uint32_t pos, uint8_t *bytes, size_t size);

/** Forget the key. */
void pfwu_cipher_end(pfwu_cipher_t *cipher);

#endif /* PFWU_CIPHER_H */
