/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-1 on Mbed TLS 2.28 or 3.6.
 */
#include "sha1.h"

#include <string.h>

/* To save and load a running hash its fields are needed, which 3.6 calls private. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/sha1.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_NUMBER < 0x03000000
/* 2.28: the functions that return a status have another name. */
#define mbedtls_sha1_starts mbedtls_sha1_starts_ret
#define mbedtls_sha1_update mbedtls_sha1_update_ret
#define mbedtls_sha1_finish mbedtls_sha1_finish_ret
#endif

_Static_assert(sizeof(mbedtls_sha1_context) <= sizeof(pcc_sha1_t), "pcc_sha1_t too small");
_Static_assert(_Alignof(mbedtls_sha1_context) <= _Alignof(pcc_sha1_t), "pcc_sha1_t not aligned");

static psa_status_t to_status(int result)
{
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}

static psa_status_t start(void *state, unsigned alg)
{
    mbedtls_sha1_context *context = (mbedtls_sha1_context *)state;

    (void)alg;
    mbedtls_sha1_init(context);
    return to_status(mbedtls_sha1_starts(context));
}

static psa_status_t update(void *state, const uint8_t *in, size_t size)
{
    mbedtls_sha1_context *context = (mbedtls_sha1_context *)state;
    psa_status_t status = to_status(mbedtls_sha1_update(context, in, size));

    /* FIPS 180-4 figure 1: messages of less than 2^64 bits. A resumed hash can be that long. */
    return status == PSA_SUCCESS && context->total[1] >> 29 != 0 ? PSA_ERROR_INVALID_ARGUMENT : status;
}

static psa_status_t finish(void *state, uint8_t *out, size_t size)
{
    (void)size;
    return to_status(mbedtls_sha1_finish((mbedtls_sha1_context *)state, out));
}

const pcc_hash_family_t pcc_sha1 = { start, update, finish };

void pcc_sha1_save(const void *state, pcc_hash_chain_t *chain)
{
    const mbedtls_sha1_context *context = (const mbedtls_sha1_context *)state;

    chain->total[0] = context->total[0] | (uint64_t)context->total[1] << 32;
    chain->total[1] = 0;
    memcpy(chain->word.w32, context->state, sizeof context->state);
    memcpy(chain->block, context->buffer, sizeof context->buffer);
}

void pcc_sha1_load(void *state, const pcc_hash_chain_t *chain)
{
    mbedtls_sha1_context *context = (mbedtls_sha1_context *)state;

    context->total[0] = (uint32_t)chain->total[0];
    context->total[1] = (uint32_t)(chain->total[0] >> 32);
    memcpy(context->state, chain->word.w32, sizeof context->state);
    memcpy(context->buffer, chain->block, sizeof context->buffer);
}
