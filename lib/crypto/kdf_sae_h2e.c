/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Hash-to-element of WPA3-SAE (IEEE 802.11 section 12.4.4): pwd-seed = HMAC(ssid, password || identifier), of which a token is
 * made, the one output.
 */
#include "crypto_internal.h"
#include "kdf.h"
#include "key_material_sae.h"
#include "lib/crypto/core/ct.h"

#define SSID_MAX 32u /* IEEE 802.11 section 9.4.2.2 */

/* The capacity is that of the largest token, though bytes can't be read. */
static psa_status_t setup(pcrypto_kdf_op_t *op)
{
    pcc_hash_alg_t alg = pcrypto_hash_of(op->kdf);

    op->capacity = PCC_PAKE_ELEMENT_MAX;
    return alg == PCC_HASH_SHA_256 || alg == PCC_HASH_SHA_384 || alg == PCC_HASH_SHA_512 ? PSA_SUCCESS
                                                                                         : PSA_ERROR_NOT_SUPPORTED;
}

static psa_status_t input(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                          const uint8_t *data, size_t size)
{
    (void)type;
    if (step != PSA_KEY_DERIVATION_INPUT_SALT) {
        return pcc_hmac_update(&op->u.hmac, data, size);
    }
    return size <= SSID_MAX ? pcc_hmac_start(&op->u.hmac, pcrypto_hash_of(op->kdf), data, size)
                            : PSA_ERROR_INVALID_ARGUMENT;
}

/* Nothing but a token comes out. */
static psa_status_t next(pcrypto_kdf_op_t *op)
{
    (void)op;
    return PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t check_token(const pcrypto_kdf_op_t *op, const psa_key_attributes_t *attributes, size_t *size)
{
    psa_key_type_t type = psa_get_key_type(attributes);
    pcc_pake_group_t group;

    if (!pcrypto_sae_is(type)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!pcrypto_sae_group(type, psa_get_key_bits(attributes), &group)) {
        return psa_get_key_bits(attributes) == 0 ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_NOT_SUPPORTED;
    }
    *size = pcc_sae_element_size(&group);
    return pcc_sae_hash(&group) == pcrypto_hash_of(op->kdf) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t make_token(pcrypto_kdf_op_t *op, pcrypto_key_t *key)
{
    uint8_t seed[PCC_HASH_SIZE_MAX];

    psa_status_t status = pcc_hmac_finish(&op->u.hmac, seed);
    pcc_hmac_abort(&op->u.hmac);
    if (status == PSA_SUCCESS) {
        status = pcrypto_sae_derive(key, seed);
    }
    pcc_wipe(seed, sizeof seed);
    return status;
}

static const pcrypto_kdf_step_t steps[] = {
    { PSA_KEY_DERIVATION_INPUT_SALT, PCRYPTO_KDF_RAW_DATA | PCRYPTO_KDF_PEPPER, 0 },
    { PSA_KEY_DERIVATION_INPUT_PASSWORD, PCRYPTO_KDF_DERIVE | PCRYPTO_KDF_PASSWORD, 0 },
    { PSA_KEY_DERIVATION_INPUT_INFO, PCRYPTO_KDF_RAW_DATA, PCRYPTO_KDF_OPTIONAL },
    { 0, 0, 0 },
};

static const pcrypto_kdf_token_t token = { check_token, make_token };

const pcrypto_kdf_t pcrypto_kdf_sae_h2e = { steps, setup, input, NULL, next, false, false, &token };
