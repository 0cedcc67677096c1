/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RSA keys (Crypto API 1.5, "RSA keys"). The material is the DER of the import format, which is strict: there is one
 * for a key.
 */
#include "key_material_rsa.h"

#include "drbg.h"
#include "lib/crypto/core/config.h"

#define EXPONENT_MAX 0x7fffffffu /* of keys that are made here */

_Static_assert(PCC_RSA_BITS_MAX == PCRYPTO_RSA_MAX_BITS, "one limit, two headers");
#if defined(PCRYPTO_KEY_SIZE_IS_DEFAULT)
_Static_assert(PCRYPTO_KEY_SIZE_MAX >= PCRYPTO_RSA_PUBLIC_MAX_SIZE, "no room for the largest RSA public key");
#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC)
_Static_assert(PCRYPTO_KEY_SIZE_MAX >= PCRYPTO_RSA_PAIR_MAX_SIZE, "no room for the largest RSA key pair");
#endif
#endif

psa_status_t pcrypto_rsa_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits)
{
    psa_status_t status = PSA_ERROR_NOT_SUPPORTED;
    pcc_rsa_key_t rsa;

#if defined(PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY)
    if (type == PSA_KEY_TYPE_RSA_PUBLIC_KEY) {
        status = pcc_rsa_read_public(material, size, &rsa);
    }
#endif
#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_IMPORT)
    if (type == PSA_KEY_TYPE_RSA_KEY_PAIR) {
        status = pcc_rsa_read_pair(material, size, &rsa);
        if (status == PSA_SUCCESS) {
            status = pcc_rsa_check_pair(&rsa);
        }
    }
#endif
    if (status == PSA_SUCCESS) {
        *bits = pcc_rsa_bits(&rsa);
    }
    return status;
}

bool pcrypto_rsa_size_is_valid(psa_key_type_t type, size_t bits, size_t size)
{
    return bits >= PCC_RSA_BITS_MIN && bits <= PCC_RSA_BITS_MAX && size > PCRYPTO_BYTES(bits) &&
           size <= PCRYPTO_KEY_DATA_SIZE(type, bits);
}

psa_status_t pcrypto_rsa_generated_size(size_t bits, size_t *size)
{
    *size = PCRYPTO_RSA_PAIR_SIZE(PCRYPTO_BYTES(bits));
    return bits >= PCC_RSA_BITS_MIN && bits <= PCC_RSA_BITS_MAX && bits % 2 == 0 ? PSA_SUCCESS
                                                                                 : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_rsa_read_exponent(const uint8_t *data, size_t size, uint32_t *exponent)
{
    if (size == 0) {
        *exponent = PCRYPTO_RSA_EXPONENT;
        return PSA_SUCCESS;
    }
    uint32_t value = 0;
    uint8_t above = 0;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = data[i];
        if (i < sizeof value) {
            value |= (uint32_t)byte << (8 * i);
        } else {
            above |= byte;
        }
    }
    if ((value & 1u) == 0 || (above == 0 && value < 3)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *exponent = value;
    return above == 0 && value <= EXPONENT_MAX ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_rsa_generate(pcrypto_key_t *key, uint32_t exponent)
{
#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_GENERATE)
    size_t size;

    psa_status_t status = pcc_rsa_generate(psa_get_key_bits(&key->attributes), exponent, key->material, key->capacity,
                                           &size, &pcrypto_rng);
    if (status == PSA_SUCCESS) {
        key->size = (uint16_t)size;
    }
    return status;
#else
    (void)key;
    (void)exponent;
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

psa_status_t pcrypto_rsa_read(const pcrypto_key_t *key, pcc_rsa_key_t *rsa)
{
    return psa_get_key_type(&key->attributes) == PSA_KEY_TYPE_RSA_KEY_PAIR
               ? pcc_rsa_read_pair(key->material, key->size, rsa)
               : pcc_rsa_read_public(key->material, key->size, rsa);
}

psa_status_t pcrypto_rsa_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
    pcc_rsa_key_t rsa;

    psa_status_t status = pcrypto_rsa_read(key, &rsa);
    return status == PSA_SUCCESS ? pcc_rsa_write_public(&rsa, out, out_size, length) : status;
}
