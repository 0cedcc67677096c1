/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PKCS #7 padding, checked in constant time: who may ask about many ciphertexts and sees where the check ends can
 * decrypt.
 */
#include "pkcs7.h"

#include <string.h>

#include "ct.h"

void pcc_pkcs7_pad(uint8_t *block, size_t size, size_t block_size)
{
    memset(block + size, (int)(block_size - size), block_size - size);
}

psa_status_t pcc_pkcs7_unpad(const uint8_t *block, size_t block_size, size_t *size)
{
    const uint32_t n = (uint32_t)block_size;
    uint32_t padding = block[block_size - 1];
    uint32_t wrong = pcc_mask_less(padding, 1) | pcc_mask_less(n, padding);

    for (uint32_t i = 0; i < n; i++) {
        wrong |= ~pcc_mask_less(i + padding, n) & (block[i] ^ padding);
    }
    const uint32_t none = 0;
    bool valid = pcc_equal(&wrong, &none, sizeof wrong);
    *size = (size_t)((n - padding) & pcc_mask(valid));
    return pcc_verdict(valid, PSA_ERROR_INVALID_PADDING);
}
