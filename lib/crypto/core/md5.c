/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * MD5 on Mbed TLS 2.28 or 3.6.
 */
#include "md5.h"

#include <string.h>

/* To save and load a running hash its fields are needed, which 3.6 calls private. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/md5.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_NUMBER < 0x03000000
/* 2.28: the functions that return a status have another name. */
#define mbedtls_md5_starts mbedtls_md5_starts_ret
#define mbedtls_md5_update mbedtls_md5_update_ret
#define mbedtls_md5_finish mbedtls_md5_finish_ret
#endif

_Static_assert(sizeof(mbedtls_md5_context) <= sizeof(pcc_md5_t), "pcc_md5_t too small");
_Static_assert(_Alignof(mbedtls_md5_context) <= _Alignof(pcc_md5_t), "pcc_md5_t not aligned");

static psa_status_t to_status(int result)
{
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}

static psa_status_t start(void *state, unsigned alg)
{
    mbedtls_md5_context *context = (mbedtls_md5_context *)state;

    (void)alg;
    mbedtls_md5_init(context);
    return to_status(mbedtls_md5_starts(context));
}

/* Defined for messages of any length: the length counts modulo 2^64. */
static psa_status_t update(void *state, const uint8_t *in, size_t size)
{
    return to_status(mbedtls_md5_update((mbedtls_md5_context *)state, in, size));
}

static psa_status_t finish(void *state, uint8_t *out, size_t size)
{
    (void)size;
    return to_status(mbedtls_md5_finish((mbedtls_md5_context *)state, out));
}

const pcc_hash_family_t pcc_md5 = { start, update, finish };

void pcc_md5_save(const void *state, pcc_hash_chain_t *chain)
{
    const mbedtls_md5_context *context = (const mbedtls_md5_context *)state;

    chain->total[0] = context->total[0] | (uint64_t)context->total[1] << 32;
    chain->total[1] = 0;
    memcpy(chain->word.w32, context->state, sizeof context->state);
    memcpy(chain->block, context->buffer, sizeof context->buffer);
}

void pcc_md5_load(void *state, const pcc_hash_chain_t *chain)
{
    mbedtls_md5_context *context = (mbedtls_md5_context *)state;

    context->total[0] = (uint32_t)chain->total[0];
    context->total[1] = (uint32_t)(chain->total[0] >> 32);
    memcpy(context->state, chain->word.w32, sizeof context->state);
    memcpy(context->buffer, chain->block, sizeof context->buffer);
}
