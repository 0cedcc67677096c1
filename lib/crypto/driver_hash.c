/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Hashes of several calls by a driver (driver.h). The context is the driver's and lies in the caller's object.
 */
#include <string.h>

#include "driver_parts.h"
#include "lib/crypto/core/ct.h"

typedef PCRYPTO_TRANSPARENT_HASH_OPERATION_T context_t;

_Static_assert(sizeof(context_t) <= sizeof(psa_hash_operation_t) - PCRYPTO_DRIVER_HEAD_HASH &&
                   _Alignof(context_t) <= 8u,
               "PCRYPTO_TRANSPARENT_HASH_OPERATION_T: the feature set has to define PCRYPTO_DRIVER_CONTEXT_SIZE");

bool pcrypto_driver_hash_setup(void *context, psa_algorithm_t alg, psa_status_t *status)
{
    context_t *c = context;

    (void)alg;
    memset(c, 0, sizeof *c);
    *status = pcrypto_driver_narrow(PCRYPTO_TRANSPARENT_HASH_SETUP(c, alg));
    if (*status != PSA_SUCCESS) {
        pcc_wipe(c, sizeof *c);
    }
    return *status != PSA_ERROR_NOT_SUPPORTED;
}

bool pcrypto_driver_hash_update(bool driven, void *context, const uint8_t *input, size_t input_length,
                                psa_status_t *status)
{
    (void)context;
    (void)input;
    (void)input_length;
    if (driven) {
        *status = pcrypto_driver_narrow(PCRYPTO_TRANSPARENT_HASH_UPDATE((context_t *)context, input, input_length));
    }
    return driven;
}

static psa_status_t finish(context_t *c, const pcrypto_driver_output_t *out)
{
    (void)c;
    *out->length = 0;
    return pcrypto_driver_finish(PCRYPTO_TRANSPARENT_HASH_FINISH(c, out->data, out->size, out->length), out);
}

bool pcrypto_driver_hash_finish(bool driven, void *context, uint8_t *hash, size_t hash_size, size_t *hash_length,
                                psa_status_t *status)
{
    const pcrypto_driver_output_t out = { hash, hash_size, hash_length };

    if (driven) {
        *status = pcrypto_driver_part(finish(context, &out), &out);
    }
    return driven;
}

void pcrypto_driver_hash_abort(bool driven, void *context)
{
    if (driven) {
        (void)PCRYPTO_TRANSPARENT_HASH_ABORT((context_t *)context);
        pcc_wipe(context, sizeof(context_t));
    }
}

psa_status_t pcrypto_driven_hash(psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                 const pcrypto_driver_output_t *hash)
{
    context_t c;
    psa_status_t status;

    if (!pcrypto_driver_hash_setup(&c, alg, &status) || status != PSA_SUCCESS) {
        return status;
    }
    (void)pcrypto_driver_hash_update(true, &c, input, input_length, &status);
    if (status == PSA_SUCCESS) {
        status = finish(&c, hash);
    }
    pcrypto_driver_hash_abort(true, &c);
    return status;
}
