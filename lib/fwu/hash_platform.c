/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Hashes of a boot stage by the port's hardware (PSA_FWU_CRYPTO=platform): SHA-256.
 */
#include "verify.h"

#include <string.h>

#include "platform/boot_crypto.h"

#define SHA_256_SIZE 32u

psa_status_t pfwu_hash_begin(size_t size)
{
    return size == SHA_256_SIZE ? plat_boot_hash_begin() : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pfwu_hash_update(const uint8_t *data, size_t size)
{
    return plat_boot_hash_update(data, size);
}

psa_status_t pfwu_hash_finish(uint8_t *hash, size_t size)
{
    psa_status_t status = size == SHA_256_SIZE ? plat_boot_hash_finish(hash) : PSA_ERROR_CORRUPTION_DETECTED;
    if (status != PSA_SUCCESS) {
        memset(hash, 0, size);
    }
    return status;
}
