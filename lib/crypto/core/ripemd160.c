/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RIPEMD-160 on Mbed TLS 2.28 or 3.6.
 */
#include "ripemd160.h"

#include <string.h>

/* To save and load a running hash its fields are needed, which 3.6 calls private. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/ripemd160.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_NUMBER < 0x03000000
/* 2.28: the functions that return a status have another name. */
#define mbedtls_ripemd160_starts mbedtls_ripemd160_starts_ret
#define mbedtls_ripemd160_update mbedtls_ripemd160_update_ret
#define mbedtls_ripemd160_finish mbedtls_ripemd160_finish_ret
#endif

_Static_assert(sizeof(mbedtls_ripemd160_context) <= sizeof(pcc_ripemd160_t), "pcc_ripemd160_t too small");
_Static_assert(_Alignof(mbedtls_ripemd160_context) <= _Alignof(pcc_ripemd160_t), "pcc_ripemd160_t not aligned");

static psa_status_t to_status(int result)
{
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}

static psa_status_t start(void *state, unsigned alg)
{
    mbedtls_ripemd160_context *context = (mbedtls_ripemd160_context *)state;

    (void)alg;
    mbedtls_ripemd160_init(context);
    return to_status(mbedtls_ripemd160_starts(context));
}

/* Defined for messages of any length: the length counts modulo 2^64. */
static psa_status_t update(void *state, const uint8_t *in, size_t size)
{
    return to_status(mbedtls_ripemd160_update((mbedtls_ripemd160_context *)state, in, size));
}

static psa_status_t finish(void *state, uint8_t *out, size_t size)
{
    (void)size;
    return to_status(mbedtls_ripemd160_finish((mbedtls_ripemd160_context *)state, out));
}

const pcc_hash_family_t pcc_ripemd160 = { start, update, finish };

void pcc_ripemd160_save(const void *state, pcc_hash_chain_t *chain)
{
    const mbedtls_ripemd160_context *context = (const mbedtls_ripemd160_context *)state;

    chain->total[0] = context->total[0] | (uint64_t)context->total[1] << 32;
    chain->total[1] = 0;
    memcpy(chain->word.w32, context->state, sizeof context->state);
    memcpy(chain->block, context->buffer, sizeof context->buffer);
}

void pcc_ripemd160_load(void *state, const pcc_hash_chain_t *chain)
{
    mbedtls_ripemd160_context *context = (mbedtls_ripemd160_context *)state;

    context->total[0] = (uint32_t)chain->total[0];
    context->total[1] = (uint32_t)(chain->total[0] >> 32);
    memcpy(context->state, chain->word.w32, sizeof context->state);
    memcpy(context->buffer, chain->block, sizeof context->buffer);
}
