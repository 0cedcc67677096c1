/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Driver of the crypto library: hashes by HASH. Others (SHA-3) are the library's own.
 */
#include "hash.h"

#include "lib/crypto/core/ct.h"

static bool algorithm(psa_algorithm_t alg, plat_h5_hash_alg_t *out)
{
    static const struct {
        psa_algorithm_t psa;
        plat_h5_hash_alg_t unit;
    } rows[] = { { PSA_ALG_SHA_1, PLAT_H5_SHA_1 },     { PSA_ALG_SHA_224, PLAT_H5_SHA_224 },
                 { PSA_ALG_SHA_256, PLAT_H5_SHA_256 }, { PSA_ALG_SHA_384, PLAT_H5_SHA_384 },
                 { PSA_ALG_SHA_512, PLAT_H5_SHA_512 }, { PSA_ALG_SHA_512_224, PLAT_H5_SHA_512_224 },
                 { PSA_ALG_SHA_512_256, PLAT_H5_SHA_512_256 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].psa == alg) {
            *out = rows[i].unit;
            return plat_h5_hash_has(rows[i].unit);
        }
    }
    return false;
}

psa_status_t plat_h5_driver_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                                         size_t hash_size, size_t *hash_length)
{
    plat_h5_hash_alg_t unit;
    plat_h5_hash_t running;
    if (!algorithm(alg, &unit)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (hash_size < plat_h5_hash_size(unit)) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    plat_h5_hash_start(&running, unit);
    psa_status_t status = plat_h5_hash_update(&running, input, input_length);
    if (status == PSA_SUCCESS) {
        status = plat_h5_hash_finish(&running, hash);
    }
    if (status == PSA_SUCCESS) {
        *hash_length = plat_h5_hash_size(unit);
    }
    return status;
}

#if PCRYPTO_DRIVER_CONTEXT_SIZE > 0

psa_status_t plat_h5_driver_hash_setup(plat_h5_hash_t *operation, psa_algorithm_t alg)
{
    plat_h5_hash_alg_t unit;
    if (!algorithm(alg, &unit)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    plat_h5_hash_start(operation, unit);
    return PSA_SUCCESS;
}

psa_status_t plat_h5_driver_hash_update(plat_h5_hash_t *operation, const uint8_t *input, size_t input_length)
{
    return plat_h5_hash_update(operation, input, input_length);
}

psa_status_t plat_h5_driver_hash_finish(plat_h5_hash_t *operation, uint8_t *hash, size_t hash_size,
                                        size_t *hash_length)
{
    const size_t size = plat_h5_hash_size((plat_h5_hash_alg_t)operation->alg);
    if (hash_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = plat_h5_hash_finish(operation, hash);
    if (status == PSA_SUCCESS) {
        *hash_length = size;
    }
    return status;
}

psa_status_t plat_h5_driver_hash_abort(plat_h5_hash_t *operation)
{
    pcc_wipe(operation, sizeof *operation);
    return PSA_SUCCESS;
}

#endif
