/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-384, SHA-512, SHA-512/224 and SHA-512/256 on Mbed TLS 2.28 or 3.6.
 */
#include "ct.h"
#include "hash.h"

#include <string.h>

/* To save and load a running hash its fields are needed, which 3.6 calls private. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/sha512.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_NUMBER < 0x03000000
/* 2.28: the functions that return a status have another name. */
#define mbedtls_sha512_starts mbedtls_sha512_starts_ret
#define mbedtls_sha512_update mbedtls_sha512_update_ret
#define mbedtls_sha512_finish mbedtls_sha512_finish_ret
#endif

_Static_assert(sizeof(mbedtls_sha512_context) <= sizeof(pcc_sha512_t), "pcc_sha512_t too small");
_Static_assert(_Alignof(mbedtls_sha512_context) <= _Alignof(pcc_sha512_t), "pcc_sha512_t not aligned");

static psa_status_t to_status(int result)
{
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}

/* FIPS 180-4 section 5.3.6: SHA-512/t is SHA-512 from another beginning. */
#if defined(PSA_WANT_ALG_SHA_512_224)
static const uint64_t begin_224[8] = { 0x8c3d37c819544da2u, 0x73e1996689dcd4d6u, 0x1dfab7ae32ff9c82u,
                                       0x679dd514582f9fcfu, 0x0f6d2b697bd44da8u, 0x77e36f7304c48942u,
                                       0x3f9d85a86a1d36c8u, 0x1112e6ad91d692a1u };
#endif
#if defined(PSA_WANT_ALG_SHA_512_256)
static const uint64_t begin_256[8] = { 0x22312194fc2bf72cu, 0x9f555fa3c84c64c2u, 0x2393b86b6f53b151u,
                                       0x963877195940eabdu, 0x96283ee2a88effe3u, 0xbe5e1e2553863992u,
                                       0x2b0199fc2c85b8aau, 0x0eb72ddc81c52ca2u };
#endif

static psa_status_t start(void *state, unsigned alg)
{
    mbedtls_sha512_context *context = (mbedtls_sha512_context *)state;

    mbedtls_sha512_init(context);
    psa_status_t status = to_status(mbedtls_sha512_starts(context, alg == PCC_HASH_SHA_384));
#if defined(PSA_WANT_ALG_SHA_512_224)
    if (alg == PCC_HASH_SHA_512_224) {
        memcpy(context->state, begin_224, sizeof begin_224);
    }
#endif
#if defined(PSA_WANT_ALG_SHA_512_256)
    if (alg == PCC_HASH_SHA_512_256) {
        memcpy(context->state, begin_256, sizeof begin_256);
    }
#endif
    return status;
}

static psa_status_t update(void *state, const uint8_t *in, size_t size)
{
    mbedtls_sha512_context *context = (mbedtls_sha512_context *)state;
    psa_status_t status = to_status(mbedtls_sha512_update(context, in, size));

    /* FIPS 180-4 figure 1: messages of less than 2^128 bits. A resumed hash can be that long. */
    return status == PSA_SUCCESS && context->total[1] >> 61 != 0 ? PSA_ERROR_INVALID_ARGUMENT : status;
}

static psa_status_t finish(void *state, uint8_t *out, size_t size)
{
    mbedtls_sha512_context *context = (mbedtls_sha512_context *)state;

#if defined(PSA_WANT_ALG_SHA_512_224) || defined(PSA_WANT_ALG_SHA_512_256)
    if (size < 48) { /* FIPS 180-4 sections 6.6 and 6.7: the beginning of what SHA-512 makes of another start */
        uint8_t full[64];
        psa_status_t status = to_status(mbedtls_sha512_finish(context, full));
        memcpy(out, full, size);
        pcc_wipe(full, sizeof full);
        return status;
    }
#endif
    (void)size;
    return to_status(mbedtls_sha512_finish(context, out));
}

const pcc_hash_family_t pcc_sha512 = { start, update, finish };

void pcc_sha512_save(const void *state, pcc_hash_chain_t *chain)
{
    const mbedtls_sha512_context *context = (const mbedtls_sha512_context *)state;

    chain->total[0] = context->total[0];
    chain->total[1] = context->total[1];
    memcpy(chain->word.w64, context->state, sizeof context->state);
    memcpy(chain->block, context->buffer, sizeof context->buffer);
}

void pcc_sha512_load(void *state, const pcc_hash_chain_t *chain)
{
    mbedtls_sha512_context *context = (mbedtls_sha512_context *)state;

    context->total[0] = chain->total[0];
    context->total[1] = chain->total[1];
    memcpy(context->state, chain->word.w64, sizeof context->state);
    memcpy(context->buffer, chain->block, sizeof context->buffer);
}
