/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Consumer of the installed psa::crypto: SHA-256 of "abc" (FIPS 180-4), and a key that is signed and verified with.
 */
#include <platform/posix/plat_posix.h>
#include <psa/crypto.h>
#include <string.h>

static const uint8_t abc_sha256[32] = {
    0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
    0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
};

static int hash_is_right(void)
{
    uint8_t hash[32];
    size_t size = 0;
    return psa_hash_compute(PSA_ALG_SHA_256, (const uint8_t *)"abc", 3, hash, sizeof hash, &size) == PSA_SUCCESS &&
           size == sizeof hash && memcmp(hash, abc_sha256, sizeof hash) == 0;
}

static int signature_verifies(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH);
    psa_key_id_t key = PSA_KEY_ID_NULL;
    uint8_t signature[64];
    size_t size = 0;
    return psa_generate_key(&attributes, &key) == PSA_SUCCESS &&
           psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), abc_sha256, sizeof abc_sha256, signature,
                         sizeof signature, &size) == PSA_SUCCESS &&
           psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), abc_sha256, sizeof abc_sha256, signature, size) ==
               PSA_SUCCESS &&
           psa_destroy_key(key) == PSA_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc != 2 || plat_posix_create(argv[1], NULL) != PSA_SUCCESS || plat_posix_open(argv[1]) != PSA_SUCCESS) {
        return 1;
    }
    return psa_crypto_init() == PSA_SUCCESS && hash_is_right() && signature_verifies() ? 0 : 1;
}
