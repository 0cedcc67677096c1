/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys on Edwards25519: a private key is any 32 bytes, a public key a point of the prime-order group.
 */
#include "key_material_eddsa.h"

#include "drbg.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ed25519.h"

psa_status_t pcrypto_eddsa_check_material(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits)
{
    const size_t ed448_size = 57;

    if ((*bits != 0 && *bits != PCRYPTO_ED25519_BITS) || (*bits == 0 && size == ed448_size)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    *bits = PCRYPTO_ED25519_BITS;
    if (size != PCRYPTO_ED25519_KEY_SIZE) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#if defined(PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY)
    if (PSA_KEY_TYPE_IS_PUBLIC_KEY(type)) {
        return pcc_ed25519_check_public(material);
    }
#endif
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
    if (PSA_KEY_TYPE_IS_KEY_PAIR(type)) {
        return PSA_SUCCESS;
    }
#endif
    (void)type;
    (void)material;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_eddsa_generate(pcrypto_key_t *key)
{
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_GENERATE)
    if (psa_get_key_bits(&key->attributes) == PCRYPTO_ED25519_BITS) {
        key->size = PCRYPTO_ED25519_KEY_SIZE;
        return pcrypto_random(key->material, key->size);
    }
#else
    (void)key;
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_eddsa_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
    if (out_size < PCRYPTO_ED25519_KEY_SIZE) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcc_ed25519_public(key->material, out);
    if (status == PSA_SUCCESS) {
        *length = PCRYPTO_ED25519_KEY_SIZE;
    }
    return status;
}
