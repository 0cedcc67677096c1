/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-224 and SHA-256 on Mbed TLS 2.28 or 3.6.
 */
#include "ct.h"
#include "hash.h"

#include <string.h>

/* To save and load a running hash its fields are needed, which 3.6 calls private. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_NUMBER < 0x03000000
/* 2.28: the functions that return a status have another name. */
#define mbedtls_sha256_starts mbedtls_sha256_starts_ret
#define mbedtls_sha256_update mbedtls_sha256_update_ret
#define mbedtls_sha256_finish mbedtls_sha256_finish_ret
#endif

_Static_assert(sizeof(mbedtls_sha256_context) <= sizeof(pcc_sha256_t), "pcc_sha256_t too small");
_Static_assert(_Alignof(mbedtls_sha256_context) <= _Alignof(pcc_sha256_t), "pcc_sha256_t not aligned");

static psa_status_t to_status(int result)
{
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}

static psa_status_t start(void *state, unsigned alg)
{
    mbedtls_sha256_context *context = (mbedtls_sha256_context *)state;

    mbedtls_sha256_init(context);
    return to_status(mbedtls_sha256_starts(context, alg == PCC_HASH_SHA_224));
}

static psa_status_t update(void *state, const uint8_t *in, size_t size)
{
    mbedtls_sha256_context *context = (mbedtls_sha256_context *)state;
    psa_status_t status = to_status(mbedtls_sha256_update(context, in, size));

    /* FIPS 180-4 figure 1: messages of less than 2^64 bits. A resumed hash can be that long. */
    return status == PSA_SUCCESS && context->total[1] >> 29 != 0 ? PSA_ERROR_INVALID_ARGUMENT : status;
}

static psa_status_t finish(void *state, uint8_t *out, size_t size)
{
    mbedtls_sha256_context *context = (mbedtls_sha256_context *)state;

#if defined(PSA_WANT_ALG_SHA_256_192)
    if (size < 28) { /* SP 800-208 section 2.3: the beginning of SHA-256 */
        uint8_t full[32];
        psa_status_t status = to_status(mbedtls_sha256_finish(context, full));
        memcpy(out, full, size);
        pcc_wipe(full, sizeof full);
        return status;
    }
#endif
    (void)size;
    return to_status(mbedtls_sha256_finish(context, out));
}

const pcc_hash_family_t pcc_sha256 = { start, update, finish };

void pcc_sha256_save(const void *state, pcc_hash_chain_t *chain)
{
    const mbedtls_sha256_context *context = (const mbedtls_sha256_context *)state;

    chain->total[0] = context->total[0] | (uint64_t)context->total[1] << 32;
    chain->total[1] = 0;
    memcpy(chain->word.w32, context->state, sizeof context->state);
    memcpy(chain->block, context->buffer, sizeof context->buffer);
}

void pcc_sha256_load(void *state, const pcc_hash_chain_t *chain)
{
    mbedtls_sha256_context *context = (mbedtls_sha256_context *)state;

    context->total[0] = (uint32_t)chain->total[0];
    context->total[1] = (uint32_t)(chain->total[0] >> 32);
    memcpy(context->state, chain->word.w32, sizeof context->state);
    memcpy(context->buffer, chain->block, sizeof context->buffer);
}
