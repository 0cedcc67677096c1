/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * DES and Triple-DES blocks on Mbed TLS: always as Triple-DES, since DES with one key is Triple-DES with it three
 * times. In software the S-boxes are tables: see DESIGN.md section 5.
 */
#include "des.h"

#include <mbedtls/des.h>

#include "ct.h"

static psa_status_t set_key(pcc_des_key_t *des, const uint8_t *key, size_t key_size, bool decrypt)
{
    if (key_size != 8 && key_size != 16 && key_size != 24) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    for (size_t i = 0; i < sizeof des->three; i++) {
        des->three[i] = key[i % key_size];
    }
    des->decrypt = decrypt;
    return PSA_SUCCESS;
}

psa_status_t pcc_des_set_key(pcc_des_key_t *des, const uint8_t *key, size_t key_size)
{
    return set_key(des, key, key_size, false);
}

psa_status_t pcc_des_set_decrypt_key(pcc_des_key_t *des, const uint8_t *key, size_t key_size)
{
    return set_key(des, key, key_size, true);
}

psa_status_t pcc_des_block(pcc_des_key_t *des, const uint8_t in[PCC_DES_BLOCK_SIZE], uint8_t out[PCC_DES_BLOCK_SIZE])
{
    mbedtls_des3_context ctx;
    mbedtls_des3_init(&ctx);
    int error = des->decrypt ? mbedtls_des3_set3key_dec(&ctx, des->three) : mbedtls_des3_set3key_enc(&ctx, des->three);
    if (error == 0) {
        error = mbedtls_des3_crypt_ecb(&ctx, in, out);
    }
    mbedtls_des3_free(&ctx);
    if (error != 0) {
        pcc_wipe(out, PCC_DES_BLOCK_SIZE);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}

/* The parity bit that makes a byte odd. */
static uint8_t parity_of(uint8_t byte)
{
    uint8_t x = byte >> 1;

    x ^= x >> 4;
    x ^= x >> 2;
    x ^= x >> 1;
    return (x & 1u) ^ 1u;
}

bool pcc_des_parity_is_right(const uint8_t *key, size_t size)
{
    uint8_t wrong = 0;
    const uint8_t right = 0;

    for (size_t i = 0; i < size; i++) {
        wrong |= (uint8_t)((key[i] & 1u) ^ parity_of(key[i]));
    }
    return pcc_equal(&wrong, &right, 1);
}

void pcc_des_set_parity(uint8_t *key, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        key[i] = (uint8_t)((key[i] & 0xfeu) | parity_of(key[i]));
    }
}

bool pcc_des_is_weak(const uint8_t key[PCC_DES_BLOCK_SIZE])
{
    /* These keys make round keys that are all the same, or two that alternate: each half repeats two bytes, that of the
     * second half belongs to that of the first. All pairs of the four: two alike are weak, two different semi-weak. */
    static const uint8_t first[4] = { 0x01, 0x1f, 0xe0, 0xfe };
    static const uint8_t second[4] = { 0x01, 0x0e, 0xf1, 0xfe };
    uint32_t weak = 0;

    for (size_t n = 0; n < 16; n++) {
        size_t a = n / 4, b = n % 4;
        const uint8_t candidate[PCC_DES_BLOCK_SIZE] = { first[a],  first[b],  first[a],  first[b],
                                                        second[a], second[b], second[a], second[b] };
        weak |= pcc_mask(pcc_equal(key, candidate, sizeof candidate));
    }
    return weak != 0;
}
