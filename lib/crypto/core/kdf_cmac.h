/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key derivation with AES-CMAC in counter mode (SP 800-108r1 section 4.1; RFC 4493), for the keys that the services
 * derive from the device key: it needs nothing but AES.
 */
#ifndef PCC_KDF_CMAC_H
#define PCC_KDF_CMAC_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/**
 * out = first out_size bytes of CMAC(key, be32(i) || label || 0x00 || context || be32(8 * out_size)), i = 1, 2, ...
 * key 16 or 32 bytes; out_size 1..255 blocks of 16; label and context may be empty. out is zeroed on error.
 */
psa_status_t pcc_kdf_cmac(const uint8_t *key, size_t key_size, const uint8_t *label, size_t label_size,
                          const uint8_t *context, size_t context_size, uint8_t *out, size_t out_size);

#endif /* PCC_KDF_CMAC_H */
