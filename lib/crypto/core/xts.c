/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * XTS over a block cipher.
 */
#include "xts.h"

#include <string.h>

#include "ct.h"

#define BLOCK 16u

psa_status_t pcc_xts_start(pcc_xts_t *xts, pcc_block_alg_t alg, const uint8_t *key2, size_t key2_size,
                           const uint8_t *iv)
{
    pcc_block_t cipher;
    psa_status_t status = pcc_block_set_key(&cipher, alg, key2, key2_size);

    if (status == PSA_SUCCESS) {
        status = pcc_block_encrypt(&cipher, iv, xts->tweak);
    }
    pcc_block_wipe(&cipher);
    return status;
}

/* The next tweak: times x in GF(2^128), little-endian, without a branch on the bit that falls out. */
static void double_tweak(uint8_t tweak[BLOCK])
{
    uint8_t carry = 0;

    for (size_t i = 0; i < BLOCK; i++) {
        uint8_t top = tweak[i] >> 7;
        tweak[i] = (uint8_t)(tweak[i] << 1 | carry);
        carry = top;
    }
    tweak[0] ^= (uint8_t)(0x87u & pcc_mask(carry != 0));
}

/* One block under a tweak that stays. */
static psa_status_t crypt(const uint8_t tweak[BLOCK], pcc_block_t *cipher, bool encrypt, const uint8_t in[BLOCK],
                          uint8_t out[BLOCK])
{
    uint8_t block[BLOCK];

    pcc_xor(block, in, tweak, BLOCK);
    psa_status_t status = encrypt ? pcc_block_encrypt(cipher, block, block) : pcc_block_decrypt(cipher, block, block);
    if (status == PSA_SUCCESS) {
        pcc_xor(out, block, tweak, BLOCK);
    }
    pcc_wipe(block, sizeof block);
    return status;
}

psa_status_t pcc_xts_block(pcc_xts_t *xts, pcc_block_t *cipher, bool encrypt, const uint8_t in[16], uint8_t out[16])
{
    psa_status_t status = crypt(xts->tweak, cipher, encrypt, in, out);

    double_tweak(xts->tweak);
    return status;
}

psa_status_t pcc_xts_last(pcc_xts_t *xts, pcc_block_t *cipher, bool encrypt, uint8_t *text, size_t size)
{
    uint8_t whole[BLOCK];
    uint8_t after[BLOCK];
    size_t rest = size - BLOCK;

    /* Encryption uses the tweaks in order; decryption meets what was made last first. */
    memcpy(after, xts->tweak, BLOCK);
    double_tweak(after);
    psa_status_t status = crypt(encrypt ? xts->tweak : after, cipher, encrypt, text, whole);
    if (status == PSA_SUCCESS) {
        /* The short block takes the front of the whole one and gives it its own text. */
        for (size_t i = 0; i < rest; i++) {
            uint8_t stolen = whole[i];
            whole[i] = text[BLOCK + i];
            text[BLOCK + i] = stolen;
        }
        status = crypt(encrypt ? after : xts->tweak, cipher, encrypt, whole, text);
    }
    pcc_wipe(whole, sizeof whole);
    pcc_wipe(after, sizeof after);
    return status;
}
