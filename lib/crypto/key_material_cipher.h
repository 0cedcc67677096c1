/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys of symmetric ciphers (Crypto API 1.5, "Symmetric keys"): AES, ARIA, Camellia, DES, ChaCha20, XChaCha20.
 */
#ifndef PCRYPTO_KEY_MATERIAL_CIPHER_H
#define PCRYPTO_KEY_MATERIAL_CIPHER_H

#include <stdbool.h>

#include "key_slots.h"

/** True when the type is a cipher's and in this build. */
bool pcrypto_cipher_key_is_known(psa_key_type_t type);

/** PSA_ERROR_INVALID_ARGUMENT if no key of this known type has this size. A key for XTS is two keys in one. */
psa_status_t pcrypto_cipher_check_bits(psa_key_type_t type, psa_algorithm_t alg, size_t bits);

/** Check material of a valid size: the parity bits of DES must be right. */
psa_status_t pcrypto_cipher_check(psa_key_type_t type, const uint8_t *material, size_t size);

/**
 * Make a key of bytes that were drawn or derived, in place. PSA_ERROR_DOES_NOT_EXIST: the last *missing bytes are to be
 * drawn anew, since parts before them were weak DES keys and were taken out.
 */
psa_status_t pcrypto_cipher_from_derived(psa_key_type_t type, uint8_t *material, size_t size, size_t *missing);

#endif /* PCRYPTO_KEY_MATERIAL_CIPHER_H */
