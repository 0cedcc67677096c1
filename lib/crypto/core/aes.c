/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES blocks on Mbed TLS 2.28 or 3.6.
 */
#include "aes.h"

#include <mbedtls/aes.h>
#include <mbedtls/version.h>

#include "ct.h"

_Static_assert(sizeof(mbedtls_aes_context) <= sizeof(pcc_aes_key_t), "pcc_aes_key_t too small");
_Static_assert(_Alignof(mbedtls_aes_context) <= _Alignof(pcc_aes_key_t), "pcc_aes_key_t not aligned");

static mbedtls_aes_context *context(pcc_aes_key_t *aes)
{
    mbedtls_aes_context *ctx = (mbedtls_aes_context *)(void *)aes;
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    /* 2.28 keeps a pointer into the object: set it anew if the object moved. One that stays is not written to, so that
     * threads may share it. */
    if (ctx->rk != ctx->buf) {
        ctx->rk = ctx->buf;
    }
#endif
    return ctx;
}

psa_status_t pcc_aes_set_key(pcc_aes_key_t *aes, const uint8_t *key, size_t key_size)
{
    if (key_size != 16 && key_size != 24 && key_size != 32) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    mbedtls_aes_context *ctx = (mbedtls_aes_context *)(void *)aes;
    mbedtls_aes_init(ctx);
    if (mbedtls_aes_setkey_enc(ctx, key, (unsigned)key_size * 8u) != 0) {
        pcc_wipe(aes, sizeof *aes);
        return PSA_ERROR_GENERIC_ERROR;
    }
    return PSA_SUCCESS;
}

psa_status_t pcc_aes_encrypt_block(pcc_aes_key_t *aes, const uint8_t in[PCC_AES_BLOCK_SIZE],
                                   uint8_t out[PCC_AES_BLOCK_SIZE])
{
    if (mbedtls_aes_crypt_ecb(context(aes), MBEDTLS_AES_ENCRYPT, in, out) != 0) {
        pcc_wipe(out, PCC_AES_BLOCK_SIZE);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}

psa_status_t pcc_aes_set_decrypt_key(pcc_aes_key_t *aes, const uint8_t *key, size_t key_size)
{
    if (key_size != 16 && key_size != 24 && key_size != 32) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    mbedtls_aes_context *ctx = (mbedtls_aes_context *)(void *)aes;
    mbedtls_aes_init(ctx);
    if (mbedtls_aes_setkey_dec(ctx, key, (unsigned)key_size * 8u) != 0) {
        pcc_wipe(aes, sizeof *aes);
        return PSA_ERROR_GENERIC_ERROR;
    }
    return PSA_SUCCESS;
}

psa_status_t pcc_aes_decrypt_block(pcc_aes_key_t *aes, const uint8_t in[PCC_AES_BLOCK_SIZE],
                                   uint8_t out[PCC_AES_BLOCK_SIZE])
{
    if (mbedtls_aes_crypt_ecb(context(aes), MBEDTLS_AES_DECRYPT, in, out) != 0) {
        pcc_wipe(out, PCC_AES_BLOCK_SIZE);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}

void pcc_aes_wipe(pcc_aes_key_t *aes)
{
    pcc_wipe(aes, sizeof *aes);
}
