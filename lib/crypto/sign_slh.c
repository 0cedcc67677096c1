/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SLH-DSA and HashSLH-DSA (Crypto API 1.5, "Stateless Hash-based signature algorithms").
 */
#include <string.h>

#include "drbg.h"
#include "key_material_slh.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/slh.h"
#include "sign.h"

/* The bit in which deterministic algorithms differ from hedged ones. */
#define DETERMINISTIC (PSA_ALG_SLH_DSA ^ PSA_ALG_DETERMINISTIC_SLH_DSA)

static bool is_wanted(psa_algorithm_t alg)
{
#if defined(PSA_WANT_ALG_SLH_DSA)
    if (alg == PSA_ALG_SLH_DSA) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_DETERMINISTIC_SLH_DSA)
    if (alg == PSA_ALG_DETERMINISTIC_SLH_DSA) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_HASH_SLH_DSA)
    if (PSA_ALG_IS_HEDGED_HASH_SLH_DSA(alg)) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_DETERMINISTIC_HASH_SLH_DSA)
    if (PSA_ALG_IS_DETERMINISTIC_HASH_SLH_DSA(alg)) {
        return true;
    }
#endif
    (void)alg;
    return false;
}

/* Table "Hash algorithm OID to use in HashSLH-DSA": all names but SM3's are 2.16.840.1.101.3.4.2 and a number, in DER.
 * A hash that this build can't compute may be brought along. Returns the size of the name, 0: there is none. */
#define OID_SIZE 11u
static size_t name_of(psa_algorithm_t alg, uint8_t oid[OID_SIZE])
{
    static const uint8_t arc[OID_SIZE - 1u] = { 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02 };
    static const uint8_t sm3[OID_SIZE - 1u] = { 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x78 };
    static const uint8_t numbers[][2] = {
        { PCC_HASH_SHA_256, 1 },     { PCC_HASH_SHA_384, 2 },       { PCC_HASH_SHA_512, 3 },
        { PCC_HASH_SHA_512_256, 6 }, { PCC_HASH_SHA3_256, 8 },      { PCC_HASH_SHA3_384, 9 },
        { PCC_HASH_SHA3_512, 10 },   { PCC_HASH_SHAKE128_256, 11 }, { PCC_HASH_SHAKE256_512, 12 },
    };

    if (PSA_ALG_GET_HASH(alg) == PSA_ALG_SM3) {
        memcpy(oid, sm3, sizeof sm3);
        return sizeof sm3;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbers[i][0] == (PSA_ALG_GET_HASH(alg) & 0xffu)) {
            memcpy(oid, arc, sizeof arc);
            oid[sizeof arc] = numbers[i][1];
            return OID_SIZE;
        }
    }
    return 0;
}

bool pcrypto_slh_dsa_has_hash(psa_algorithm_t alg)
{
    uint8_t oid[OID_SIZE];

    return PSA_ALG_IS_SLH_DSA(alg) || name_of(alg, oid) != 0;
}

static pcc_slh_message_t message_of(const pcrypto_signed_t *what, uint8_t oid[OID_SIZE])
{
    pcc_slh_message_t message = { what->context, what->context_size, NULL, 0, what->data, what->size };

    if (PSA_ALG_IS_HASH_SLH_DSA(what->alg)) {
        message.oid = oid;
        message.oid_size = name_of(what->alg, oid);
    }
    return message;
}

psa_status_t pcrypto_slh_dsa_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if (!is_wanted(alg) || !pcrypto_slh_dsa_has_hash(alg)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return PSA_KEY_TYPE_IS_SLH_DSA(type) && (!signing || PSA_KEY_TYPE_IS_KEY_PAIR(type)) ? PSA_SUCCESS
                                                                                         : PSA_ERROR_INVALID_ARGUMENT;
}

#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC)
psa_status_t pcrypto_slh_dsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                                  size_t signature_size, size_t *signature_length)
{
    uint8_t random[PCC_SLH_N_MAX], oid[OID_SIZE];
    const pcc_slh_message_t message = message_of(what, oid);
    const bool hedged = (what->alg & DETERMINISTIC) == 0;
    psa_status_t status = PSA_SUCCESS;
    pcc_slh_key_t slh;

    if (!pcrypto_slh_key(key, &slh)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (signature_size < pcc_slh_signature_size(slh.set)) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (hedged) {
        status = pcrypto_random(random, slh.set->n);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_slh_sign(&slh, &message, hedged ? random : NULL, signature);
    }
    if (status == PSA_SUCCESS) {
        *signature_length = pcc_slh_signature_size(slh.set);
    }
    pcc_wipe(random, sizeof random);
    return status;
}
#endif

psa_status_t pcrypto_slh_dsa_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                   size_t signature_length, pcc_hash_t *hash)
{
    uint8_t oid[OID_SIZE];
    const pcc_slh_message_t message = message_of(what, oid);
    pcc_slh_key_t slh;

    return pcrypto_slh_key(key, &slh) ? pcc_slh_begin(&slh, &message, signature, signature_length, hash)
                                      : PSA_ERROR_NOT_SUPPORTED;
}

/* What HashSLH-DSA verifies is a hash of the hash: it is made here, as that of a message is before. */
static psa_status_t hash_prehashed(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                   size_t signature_length, uint8_t out[PCC_HASH_SIZE_MAX])
{
    pcc_hash_t hash;

    psa_status_t status = pcrypto_slh_dsa_begin(key, what, signature, signature_length, &hash);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, what->data, what->size);
    }
    return status == PSA_SUCCESS ? pcc_hash_finish(&hash, out) : status;
}

psa_status_t pcrypto_slh_dsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                    size_t signature_length)
{
    uint8_t hash[PCC_HASH_SIZE_MAX];
    const uint8_t *verified = what->data;
    psa_status_t status = PSA_SUCCESS;
    pcc_slh_key_t slh;

    if (!pcrypto_slh_key(key, &slh)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (PSA_ALG_IS_HASH_SLH_DSA(what->alg)) {
        status = hash_prehashed(key, what, signature, signature_length, hash);
        verified = hash;
    }
    return status == PSA_SUCCESS ? pcc_slh_verify(&slh, verified, signature, signature_length) : pcc_refused(status);
}

_Static_assert(PSA_SLH_DSA_FAMILY_SHA2_S == 0x02 && PSA_SLH_DSA_FAMILY_SHA2_F == 0x04 &&
                   PSA_SLH_DSA_FAMILY_SHAKE_S == 0x0b && PSA_SLH_DSA_FAMILY_SHAKE_F == 0x0d,
               "as core/slh_hash.c numbers them");
