/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The premaster secret of TLS 1.2 from EC J-PAKE's shared point (draft-cragie-tls-ecjpake-01 section 8.7): SHA-256 of
 * its x.
 */
#include "crypto_internal.h"
#include "kdf.h"

#define COORDINATE 32u /* bytes, of P-256 */

static psa_status_t setup(pcrypto_kdf_op_t *op)
{
    op->block_size = PSA_TLS12_ECJPAKE_TO_PMS_OUTPUT_SIZE;
    op->capacity = PSA_TLS12_ECJPAKE_TO_PMS_OUTPUT_SIZE;
    return PSA_SUCCESS;
}

/* An uncompressed point: 4, x, y. */
static psa_status_t input(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                          const uint8_t *data, size_t size)
{
    pcc_hash_t hash;

    (void)step;
    (void)type;
    if (size != 1 + 2 * COORDINATE || data[0] != 0x04) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pcc_hash_start(&hash, PCC_HASH_SHA_256);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, data + 1, COORDINATE);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, op->block);
    }
    pcc_hash_abort(&hash);
    return status;
}

/* The input made it. */
static psa_status_t next(pcrypto_kdf_op_t *op)
{
    (void)op;
    return PSA_SUCCESS;
}

static const pcrypto_kdf_step_t steps[] = {
    { PSA_KEY_DERIVATION_INPUT_SECRET, PCRYPTO_KDF_DERIVE, 0 },
    { 0, 0, 0 },
};

const pcrypto_kdf_t pcrypto_kdf_tls12_ecjpake_to_pms = { steps, setup, input, NULL, next, false, true, NULL };
