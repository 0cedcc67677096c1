/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys of symmetric ciphers: sizes, and the parity and weak keys of DES.
 */
#include "key_material_cipher.h"

#include <string.h>

#include "lib/crypto/core/config.h"
#include "lib/crypto/core/des.h"

bool pcrypto_cipher_key_is_known(psa_key_type_t type)
{
    switch (type) {
#if defined(PSA_WANT_KEY_TYPE_AES)
    case PSA_KEY_TYPE_AES:
#endif
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    case PSA_KEY_TYPE_ARIA:
#endif
#if defined(PSA_WANT_KEY_TYPE_CAMELLIA)
    case PSA_KEY_TYPE_CAMELLIA:
#endif
#if defined(PSA_WANT_KEY_TYPE_DES)
    case PSA_KEY_TYPE_DES:
#endif
#if defined(PSA_WANT_KEY_TYPE_CHACHA20)
    case PSA_KEY_TYPE_CHACHA20:
#endif
#if defined(PSA_WANT_KEY_TYPE_XCHACHA20)
    case PSA_KEY_TYPE_XCHACHA20:
#endif
        return true;
    default:
        return false;
    }
}

psa_status_t pcrypto_cipher_check_bits(psa_key_type_t type, psa_algorithm_t alg, size_t bits)
{
    bool valid;

    if (type == PSA_KEY_TYPE_CHACHA20 || type == PSA_KEY_TYPE_XCHACHA20) {
        valid = bits == 256;
    } else if (type == PSA_KEY_TYPE_DES) {
        valid = bits == 64 || bits == 128 || bits == 192;
    } else {
        size_t half = alg == PSA_ALG_XTS && bits % 2 == 0 ? bits / 2 : bits;
        valid = half == 128 || half == 192 || half == 256;
    }
    return valid ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

#if defined(PSA_WANT_KEY_TYPE_DES)
psa_status_t pcrypto_cipher_check(psa_key_type_t type, const uint8_t *material, size_t size)
{
    return type != PSA_KEY_TYPE_DES || pcc_des_parity_is_right(material, size) ? PSA_SUCCESS
                                                                               : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pcrypto_cipher_from_derived(psa_key_type_t type, uint8_t *material, size_t size, size_t *missing)
{
    size_t kept = size;

    if (type == PSA_KEY_TYPE_DES) {
        kept = 0;
        pcc_des_set_parity(material, size);
        for (size_t at = 0; at < size; at += PCC_DES_BLOCK_SIZE) {
            if (!pcc_des_is_weak(material + at)) {
                memmove(material + kept, material + at, PCC_DES_BLOCK_SIZE);
                kept += PCC_DES_BLOCK_SIZE;
            }
        }
    }
    *missing = size - kept;
    return *missing == 0 ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
}
#else
psa_status_t pcrypto_cipher_check(psa_key_type_t type, const uint8_t *material, size_t size)
{
    (void)type;
    (void)material;
    (void)size;
    return PSA_SUCCESS;
}

psa_status_t pcrypto_cipher_from_derived(psa_key_type_t type, uint8_t *material, size_t size, size_t *missing)
{
    (void)type;
    (void)material;
    (void)size;
    *missing = 0;
    return PSA_SUCCESS;
}
#endif
