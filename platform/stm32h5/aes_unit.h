/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES and SAES: taking the unit, its key, its blocks. plat_h5_aes_base says which of the two.
 */
#ifndef STM32H5_AES_UNIT_H
#define STM32H5_AES_UNIT_H

#include "accelerators.h"
#include "registers.h"

#define AES_UNIT_BLOCK 16u
#define AES_UNIT(offset) REG32(plat_h5_aes_base + (offset))

static inline uint32_t plat_h5_be32(const uint8_t *in)
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

/** Take the unit, clean. Whether or not it worked, plat_h5_aes_give_back() gives it back. */
PLAT_MUST_USE bool plat_h5_aes_take(void);
/** Takes keys and chaining values out of the registers, whatever state the unit is in. */
void plat_h5_aes_give_back(void);
PLAT_MUST_USE bool plat_h5_aes_wait_idle(void);
/** CCF comes, is cleared. False: it does not come, or an error does. */
PLAT_MUST_USE bool plat_h5_aes_finish_step(void);
/** key_size 16 or 32; the configuration stays in AES_CR, without EN. */
PLAT_MUST_USE bool plat_h5_aes_load_key(uint32_t configuration, const uint8_t *key, size_t key_size);
void plat_h5_aes_load_iv(const uint8_t iv[AES_UNIT_BLOCK]);
PLAT_MUST_USE bool plat_h5_aes_put_block(const uint8_t in[AES_UNIT_BLOCK]);
PLAT_MUST_USE bool plat_h5_aes_get_block(uint8_t out[AES_UNIT_BLOCK]);

#endif /* STM32H5_AES_UNIT_H */
