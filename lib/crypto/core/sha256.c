/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-224 and SHA-256 on Mbed TLS 2.28 or 3.6.
 */
#include "sha256.h"

#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

#include "ct.h"

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

psa_status_t pcc_sha256_start(pcc_sha256_t *sha, bool is224)
{
    mbedtls_sha256_context *context = (mbedtls_sha256_context *)(void *)sha;

    mbedtls_sha256_init(context);
    return to_status(mbedtls_sha256_starts(context, is224));
}

psa_status_t pcc_sha256_update(pcc_sha256_t *sha, const uint8_t *in, size_t size)
{
    return to_status(mbedtls_sha256_update((mbedtls_sha256_context *)(void *)sha, in, size));
}

psa_status_t pcc_sha256_finish(pcc_sha256_t *sha, uint8_t hash[32])
{
    /* Mbed TLS writes 32 bytes, or those of the shorter hash: the rest is zero then. */
    pcc_wipe(hash, 32);
    return to_status(mbedtls_sha256_finish((mbedtls_sha256_context *)(void *)sha, hash));
}
