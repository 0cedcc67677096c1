/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Encrypted images by the port's hardware (PSA_FWU_CRYPTO=platform): what ecies.c stands on.
 */
#include "ecies.h"

#include <string.h>

#include "lib/crypto/core/ct.h"
#include "platform/boot_crypto.h"

#define BLOCK 16u

psa_status_t pfwu_ecies_agree(const uint8_t scalar[32], const uint8_t point[65], uint8_t secret[32])
{
    return plat_boot_agree(scalar, point, secret);
}

psa_status_t pfwu_ecies_mac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size, uint8_t mac[32])
{
    return plat_boot_hmac(key, key_size, bytes, size, mac);
}

/* Pieces that go through a block of this file: the ends of what does not lie on blocks. */
psa_status_t pfwu_ecies_stream(const uint8_t *key, size_t key_size, uint32_t pos, uint8_t *bytes, size_t size)
{
    uint8_t counter[BLOCK] = { 0 };
    uint8_t block[BLOCK];
    psa_status_t status = PSA_SUCCESS;
    while (status == PSA_SUCCESS && size > 0) {
        const uint32_t number = pos / BLOCK, first = pos % BLOCK;
        size_t piece = size - size % BLOCK;
        for (uint32_t i = 0; i < 4; i++) {
            counter[BLOCK - 1u - i] = (uint8_t)(number >> (8u * i));
        }
        if (first == 0 && piece != 0) {
            status = plat_boot_ctr(key, key_size, counter, bytes, piece / BLOCK);
        } else {
            piece = size < BLOCK - first ? size : BLOCK - first;
            memset(block, 0, sizeof block);
            memcpy(&block[first], bytes, piece);
            status = plat_boot_ctr(key, key_size, counter, block, 1);
            memcpy(bytes, &block[first], piece);
        }
        pos += (uint32_t)piece;
        bytes += piece;
        size -= piece;
    }
    pcc_wipe(block, sizeof block);
    return status;
}
