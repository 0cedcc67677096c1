/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HKDF expand over HMAC (RFC 5869).
 */
#include "hkdf.h"

psa_status_t pcc_hkdf_next(const pcc_hmac_t *prk, const uint8_t *info, size_t info_size, uint8_t i, uint8_t *block)
{
    pcc_hmac_t hmac = *prk;
    psa_status_t status = PSA_SUCCESS;

    if (i > 1) {
        status = pcc_hmac_update(&hmac, block, pcc_hash_size((pcc_hash_alg_t)hmac.hash.alg));
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, info, info_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, &i, 1);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, block);
    }
    pcc_hmac_abort(&hmac);
    return status;
}
