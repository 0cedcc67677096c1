/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a boot stage does with the crypto library: hash an image, verify its signature (crypto_m33.py measures it
 * whole).
 */
#include "psa/crypto.h"

extern const uint8_t image[], signature[64], public_key[65];
extern const uint32_t image_size;

/* Somewhere in flash. */
const uint8_t image[1] = { 1 };
const uint8_t signature[64] = { 2 };
const uint8_t public_key[65] = { 4 };
const uint32_t image_size = 1;

int main(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t hash[32];
    size_t length;
    psa_key_id_t key;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    return psa_crypto_init() == PSA_SUCCESS && psa_import_key(&attributes, public_key, 65, &key) == PSA_SUCCESS &&
                   psa_hash_compute(PSA_ALG_SHA_256, image, image_size, hash, sizeof hash, &length) == PSA_SUCCESS &&
                   psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, length, signature, 64) == PSA_SUCCESS
               ? 0
               : 1;
}
