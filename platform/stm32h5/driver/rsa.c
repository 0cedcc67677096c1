/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Driver of the crypto library: RSA signatures, PKCS#1 v1.5 of a hash and PSS, by PKA; keys of 2048 to 4096 bits.
 * Keys are the DER of the import format, which was checked when they came. Signatures over bytes as they are, and
 * encryption, are software's.
 */
#include "rsa.h"

#include <string.h>

#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/rsa.h"
#include "lib/crypto/core/rsa_sign.h"
#include "lib/crypto/drbg.h"
#include "platform/stm32h5/accelerators.h"

#define BITS_MIN 2048u

psa_status_t plat_h5_driver_rsa_hash(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                                     size_t *length)
{
    if (!PSA_ALG_IS_HASH_AND_SIGN(alg) || alg == PSA_ALG_RSA_PKCS1V15_SIGN_RAW) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = psa_hash_compute(PSA_ALG_GET_HASH(alg), input, input_length, hash, PSA_HASH_MAX_SIZE, length);
    return status == PSA_ERROR_INVALID_ARGUMENT ? PSA_ERROR_NOT_SUPPORTED : status; /* no hash in the algorithm */
}

#if PCC_HAVE_RSA && (PCC_HAVE_RSA_PKCS1V15_SIGN || PCC_HAVE_RSA_PSS)
_Static_assert(PCC_RSA_SIZE_MAX <= PLAT_H5_RSA_SIZE_MAX, "larger keys than PKA takes");

/* Of this feature set, and of a hash that has its size. */
static bool is_ours(psa_algorithm_t alg, size_t hash_length)
{
    const psa_algorithm_t hash = PSA_ALG_GET_HASH(alg);
    bool encoding = (PCC_HAVE_RSA_PKCS1V15_SIGN && PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg)) ||
                    (PCC_HAVE_RSA_PSS && PSA_ALG_IS_RSA_PSS(alg));
    return encoding && hash != 0 && hash != PSA_ALG_ANY_HASH && hash_length == PSA_HASH_LENGTH(hash);
}

static bool is_for_unit(const pcc_rsa_key_t *key)
{
    return pcc_rsa_bits(key) >= BITS_MIN && pcc_rsa_bits(key) % 64u == 0;
}

static plat_h5_rsa_t unit_key(const pcc_rsa_key_t *key)
{
    return (plat_h5_rsa_t){ .size = key->n.size,
                            .n = key->n.p,
                            .e = key->e.p,
                            .e_size = key->e.size,
                            .d = key->d.p,
                            .d_size = key->d.size,
                            .p = key->p.p,
                            .q = key->q.p };
}

#if PCC_HAVE_RSA_PSS
static pcc_hash_alg_t hash_of(psa_algorithm_t alg)
{
    return (pcc_hash_alg_t)(PSA_ALG_GET_HASH(alg) & 0xffu);
}
#endif

static psa_status_t encode(const pcc_rsa_key_t *key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                           uint8_t *em)
{
    (void)hash_length; /* PSS knows it */
#if PCC_HAVE_RSA_PSS
    if (PSA_ALG_IS_RSA_PSS(alg)) {
        return pcc_rsa_pss_encode(hash_of(alg), hash, em, pcc_rsa_bits(key) - 1u, &pcrypto_rng);
    }
#endif
#if PCC_HAVE_RSA_PKCS1V15_SIGN
    return pcc_rsa_pkcs1_sign_encode((uint8_t)PSA_ALG_GET_HASH(alg), hash, hash_length, em, key->n.size);
#else
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

psa_status_t plat_h5_driver_rsa_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                          psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                          uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    uint8_t em[PCC_RSA_SIZE_MAX], made[PCC_RSA_SIZE_MAX];
    pcc_rsa_key_t rsa;
    if (psa_get_key_type(attributes) != PSA_KEY_TYPE_RSA_KEY_PAIR || !is_ours(alg, hash_length) ||
        pcc_rsa_read_pair(key, key_size, &rsa) != PSA_SUCCESS || !is_for_unit(&rsa) ||
        rsa.p.size != rsa.n.size / 2u || rsa.q.size != rsa.n.size / 2u) { /* plat_h5_rsa_t has no sizes of theirs */
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (signature_size < rsa.n.size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    const plat_h5_rsa_t unit = unit_key(&rsa);
    psa_status_t status = encode(&rsa, alg, hash, hash_length, em);
    if (status == PSA_SUCCESS) {
        status = plat_h5_pka_rsa_private(&unit, em, made);
    }
    if (status == PSA_SUCCESS) {
        memcpy(signature, made, rsa.n.size);
        *signature_length = rsa.n.size;
    }
    return status;
}

psa_status_t plat_h5_driver_rsa_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                            psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                            const uint8_t *signature, size_t signature_length)
{
    uint8_t in[PCC_RSA_SIZE_MAX], em[PCC_RSA_SIZE_MAX];
    pcc_rsa_key_t rsa;
    const bool is_pair = psa_get_key_type(attributes) == PSA_KEY_TYPE_RSA_KEY_PAIR;
    psa_status_t status = is_pair ? pcc_rsa_read_pair(key, key_size, &rsa) : pcc_rsa_read_public(key, key_size, &rsa);
    if (status != PSA_SUCCESS || !is_ours(alg, hash_length) || !is_for_unit(&rsa)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (signature_length != rsa.n.size) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    const plat_h5_rsa_t unit = unit_key(&rsa);
    memcpy(in, signature, signature_length); /* what is compared with the modulus is what the unit gets */
    status = plat_h5_pka_rsa_public(&unit, in, em);
    if (status != PSA_SUCCESS) {
        return status == PSA_ERROR_INVALID_ARGUMENT ? PSA_ERROR_INVALID_SIGNATURE : status;
    }
#if PCC_HAVE_RSA_PSS
    if (PSA_ALG_IS_RSA_PSS(alg)) {
        return pcc_rsa_pss_verify(hash_of(alg), hash, PSA_ALG_IS_RSA_PSS_ANY_SALT(alg), em, pcc_rsa_bits(&rsa) - 1u);
    }
#endif
    status = encode(&rsa, alg, hash, hash_length, in);
    return status == PSA_SUCCESS ? pcc_verdict_twice(em, in, rsa.n.size, PSA_ERROR_INVALID_SIGNATURE) : status;
}
#else
psa_status_t plat_h5_driver_rsa_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                          psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                          uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    (void)attributes, (void)key, (void)key_size, (void)alg, (void)hash, (void)hash_length;
    (void)signature, (void)signature_size, (void)signature_length;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_h5_driver_rsa_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                            psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                            const uint8_t *signature, size_t signature_length)
{
    (void)attributes, (void)key, (void)key_size, (void)alg, (void)hash, (void)hash_length;
    (void)signature, (void)signature_length;
    return PSA_ERROR_NOT_SUPPORTED;
}
#endif
