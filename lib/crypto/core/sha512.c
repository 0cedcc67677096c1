/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-384 and SHA-512 on Mbed TLS 2.28 or 3.6.
 */
#include "sha512.h"

#include <mbedtls/sha512.h>
#include <mbedtls/version.h>

#include "ct.h"

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

psa_status_t pcc_sha512_start(pcc_sha512_t *sha, bool is384)
{
    mbedtls_sha512_context *context = (mbedtls_sha512_context *)(void *)sha;

    mbedtls_sha512_init(context);
    return to_status(mbedtls_sha512_starts(context, is384));
}

psa_status_t pcc_sha512_update(pcc_sha512_t *sha, const uint8_t *in, size_t size)
{
    return to_status(mbedtls_sha512_update((mbedtls_sha512_context *)(void *)sha, in, size));
}

psa_status_t pcc_sha512_finish(pcc_sha512_t *sha, uint8_t hash[64])
{
    /* Mbed TLS writes 64 bytes, or those of the shorter hash: the rest is zero then. */
    pcc_wipe(hash, 64);
    return to_status(mbedtls_sha512_finish((mbedtls_sha512_context *)(void *)sha, hash));
}
