/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Camellia blocks on Mbed TLS. In software its S-boxes are tables: see DESIGN.md section 5.
 */
#include "camellia.h"

#include <mbedtls/camellia.h>

#include "ct.h"

_Static_assert(sizeof(mbedtls_camellia_context) <= sizeof(pcc_camellia_key_t), "pcc_camellia_key_t too small");
_Static_assert(_Alignof(mbedtls_camellia_context) <= _Alignof(pcc_camellia_key_t), "pcc_camellia_key_t not aligned");

static mbedtls_camellia_context *context(pcc_camellia_key_t *camellia)
{
    return (mbedtls_camellia_context *)(void *)camellia;
}

static psa_status_t set_key(pcc_camellia_key_t *camellia, const uint8_t *key, size_t key_size,
                            int (*expand)(mbedtls_camellia_context *, const unsigned char *, unsigned))
{
    if (key_size != 16 && key_size != 24 && key_size != 32) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    mbedtls_camellia_init(context(camellia));
    if (expand(context(camellia), key, (unsigned)key_size * 8u) != 0) {
        pcc_wipe(camellia, sizeof *camellia);
        return PSA_ERROR_GENERIC_ERROR;
    }
    return PSA_SUCCESS;
}

psa_status_t pcc_camellia_set_key(pcc_camellia_key_t *camellia, const uint8_t *key, size_t key_size)
{
    return set_key(camellia, key, key_size, mbedtls_camellia_setkey_enc);
}

psa_status_t pcc_camellia_set_decrypt_key(pcc_camellia_key_t *camellia, const uint8_t *key, size_t key_size)
{
    return set_key(camellia, key, key_size, mbedtls_camellia_setkey_dec);
}

psa_status_t pcc_camellia_block(pcc_camellia_key_t *camellia, const uint8_t in[PCC_CAMELLIA_BLOCK_SIZE],
                                uint8_t out[PCC_CAMELLIA_BLOCK_SIZE])
{
    /* The direction lies in the round keys; what is said here matters to nothing but modes. */
    if (mbedtls_camellia_crypt_ecb(context(camellia), MBEDTLS_CAMELLIA_ENCRYPT, in, out) != 0) {
        pcc_wipe(out, PCC_CAMELLIA_BLOCK_SIZE);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}
