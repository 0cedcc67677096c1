/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Encrypted images by the port's hardware (PSA_FWU_CRYPTO=platform): what ecies.c stands on.
 */
#include "ecies.h"

#include "platform/boot_crypto.h"

psa_status_t pfwu_ecies_agree(const uint8_t scalar[32], const uint8_t point[65], uint8_t secret[32])
{
    return plat_boot_agree(scalar, point, secret);
}

psa_status_t pfwu_ecies_mac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size, uint8_t mac[32])
{
    return plat_boot_hmac(key, key_size, bytes, size, mac);
}

psa_status_t pfwu_ecies_stream(const uint8_t *key, size_t key_size, uint32_t pos, uint8_t *bytes, size_t size)
{
    return plat_boot_ctr(key, key_size, pos, bytes, size);
}
