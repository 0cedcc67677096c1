/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the KDF for inputs so short that its one CMAC (SP 800-38B) has two blocks.
 */
#include "kdf_cmac_small.h"

#include <string.h>

#include "ct.h"

#define BLOCK PCC_AES_SMALL_BLOCK

/* Multiply by x in GF(2^128), most significant bit first (SP 800-38B section 5.3). */
static void double_block(uint8_t block[BLOCK])
{
    uint32_t carry = 0;
    for (size_t i = BLOCK; i-- > 0;) {
        carry |= (uint32_t)block[i] << 1;
        block[i] = (uint8_t)carry;
        carry >>= 8;
    }
    block[BLOCK - 1] ^= (uint8_t)(0x87u & pcc_mask(carry != 0));
}

void pcc_kdf_cmac_small(const uint8_t *key, size_t key_size, const uint8_t *label, size_t label_size,
                        const uint8_t *context, size_t context_size, uint8_t out[PCC_AES_SMALL_BLOCK])
{
    uint8_t text[2 * BLOCK] = { 0, 0, 0, 1 }; /* the counter, label, 0, context, 128 bits, padding */
    uint8_t subkey[BLOCK] = { 0 };
    size_t size = 4;
    memcpy(text + size, label, label_size);
    size += label_size + 1u;
    memcpy(text + size, context, context_size);
    size += context_size + 4u;
    text[size - 1u] = 8u * BLOCK;
    pcc_aes_small(key, key_size, subkey, subkey);
    double_block(subkey);
    if (size < sizeof text) {
        text[size] = 0x80;
        double_block(subkey);
    }
    pcc_xor(text + BLOCK, text + BLOCK, subkey, BLOCK);
    pcc_aes_small(key, key_size, text, out);
    pcc_xor(out, out, text + BLOCK, BLOCK);
    pcc_aes_small(key, key_size, out, out);
    pcc_wipe(subkey, sizeof subkey);
    pcc_wipe(text, sizeof text);
}
