/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What pcc_kdf_cmac() (kdf_cmac.h) gives for 16 bytes, from the bare key (aes_small.h).
 */
#ifndef PCC_KDF_CMAC_SMALL_H
#define PCC_KDF_CMAC_SMALL_H

#include <stddef.h>
#include <stdint.h>

#include "aes_small.h"

/** 16 bytes by the counter-mode KDF of SP 800-108r1 section 4.1 over AES-CMAC: key_size 16 or 32, label and context together
 *  8 to 23 bytes. */
void pcc_kdf_cmac_small(const uint8_t *key, size_t key_size, const uint8_t *label, size_t label_size,
                        const uint8_t *context, size_t context_size, uint8_t out[PCC_AES_SMALL_BLOCK]);

#endif /* PCC_KDF_CMAC_SMALL_H */
