/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * ARIA blocks on Mbed TLS. In software its S-boxes are tables: see DESIGN.md section 5.
 */
#include "aria.h"

#include <mbedtls/aria.h>

#include "ct.h"

_Static_assert(sizeof(mbedtls_aria_context) <= sizeof(pcc_aria_key_t), "pcc_aria_key_t too small");
_Static_assert(_Alignof(mbedtls_aria_context) <= _Alignof(pcc_aria_key_t), "pcc_aria_key_t not aligned");

static mbedtls_aria_context *context(pcc_aria_key_t *aria)
{
    return (mbedtls_aria_context *)(void *)aria;
}

static psa_status_t set_key(pcc_aria_key_t *aria, const uint8_t *key, size_t key_size,
                            int (*expand)(mbedtls_aria_context *, const unsigned char *, unsigned))
{
    if (key_size != 16 && key_size != 24 && key_size != 32) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    mbedtls_aria_init(context(aria));
    if (expand(context(aria), key, (unsigned)key_size * 8u) != 0) {
        pcc_wipe(aria, sizeof *aria);
        return PSA_ERROR_GENERIC_ERROR;
    }
    return PSA_SUCCESS;
}

psa_status_t pcc_aria_set_key(pcc_aria_key_t *aria, const uint8_t *key, size_t key_size)
{
    return set_key(aria, key, key_size, mbedtls_aria_setkey_enc);
}

psa_status_t pcc_aria_set_decrypt_key(pcc_aria_key_t *aria, const uint8_t *key, size_t key_size)
{
    return set_key(aria, key, key_size, mbedtls_aria_setkey_dec);
}

psa_status_t pcc_aria_block(pcc_aria_key_t *aria, const uint8_t in[PCC_ARIA_BLOCK_SIZE],
                            uint8_t out[PCC_ARIA_BLOCK_SIZE])
{
    if (mbedtls_aria_crypt_ecb(context(aria), in, out) != 0) {
        pcc_wipe(out, PCC_ARIA_BLOCK_SIZE);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}
