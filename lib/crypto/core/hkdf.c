/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HKDF expand over HMAC (RFC 5869).
 */
#include "hkdf.h"

psa_status_t pcc_hkdf_block(pcc_hash_alg_t alg, const uint8_t *prk, size_t prk_size, const uint8_t *info,
                            size_t info_size, uint8_t i, uint8_t *block)
{
    pcc_hmac_t hmac;
    psa_status_t status = pcc_hmac_start(&hmac, alg, prk, prk_size);

    if (status == PSA_SUCCESS && i > 1) {
        status = pcc_hmac_update(&hmac, block, pcc_hash_size(alg));
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
