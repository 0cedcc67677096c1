/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES and SAES (RM0481 chapters 34 and 35): taking the unit, its key, its blocks. Which of the two: plat_h5_aes_base.
 */
#include "aes_unit.h"

#include <string.h>

#include "stm32h5_internal.h"
#include "wait.h"

/* A block takes 51 (AES) to 680 (SAES) cycles, a key not much more. */

bool plat_h5_aes_wait_idle(void)
{
    return plat_h5_wait_short(&AES_UNIT(AES_SR), AES_SR_BUSY, 0);
}

/* CCF comes, is cleared, and the unit is idle again. */
bool plat_h5_aes_finish_step(void)
{
    if (!plat_h5_wait_short(&AES_UNIT(AES_ISR), AES_ISR_CCF, AES_ISR_CCF) ||
        (AES_UNIT(AES_ISR) & AES_ISR_ERRORS) != 0) {
        return false;
    }
    AES_UNIT(AES_ICR) = AES_ISR_CCF;
    return true;
}

/* Take the unit, clean. SAES masks itself with numbers of the RNG, which has to run. */
bool plat_h5_aes_take(void)
{
    uint8_t byte;
    plat_lock(PLAT_LOCK_PLATFORM);
    if (plat_h5_aes_base == SAES_BASE && plat_entropy(&byte, 1) != PSA_SUCCESS) {
        return false;
    }
    plat_h5_unit_clock(plat_h5_aes_base == SAES_BASE ? RCC_AHB2ENR_SAESEN : RCC_AHB2ENR_AESEN);
    if (!plat_h5_aes_wait_idle()) {
        return false;
    }
    AES_UNIT(AES_CR) = AES_CR_IPRST;
    AES_UNIT(AES_CR) = 0;
    return plat_h5_aes_wait_idle();
}

/* Takes keys and chaining values out of the registers, whatever state the unit is in. */
void plat_h5_aes_give_back(void)
{
    if ((RCC_AHB2ENR & (plat_h5_aes_base == SAES_BASE ? RCC_AHB2ENR_SAESEN : RCC_AHB2ENR_AESEN)) != 0) {
        AES_UNIT(AES_CR) = AES_CR_IPRST;
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
}

/* From the last word of the key to the first: an order that the unit accepts. */
bool plat_h5_aes_load_key(uint32_t configuration, const uint8_t *key, size_t key_size)
{
    uint32_t words = (uint32_t)key_size / 4u;
    AES_UNIT(AES_CR) = configuration;
    for (uint32_t i = 0; i < words; i++) {
        AES_UNIT(AES_KEYR(i)) = plat_h5_be32(key + 4u * (words - 1u - i));
    }
    return plat_h5_wait_short(&AES_UNIT(AES_SR), AES_SR_BUSY | AES_SR_KEYVALID, AES_SR_KEYVALID) &&
           (AES_UNIT(AES_ISR) & AES_ISR_ERRORS) == 0;
}

void plat_h5_aes_load_iv(const uint8_t iv[AES_UNIT_BLOCK])
{
    for (uint32_t i = 0; i < 4; i++) {
        AES_UNIT(AES_IVR(3u - i)) = plat_h5_be32(iv + 4u * i);
    }
}

bool plat_h5_aes_put_block(const uint8_t in[AES_UNIT_BLOCK])
{
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t word;
        memcpy(&word, in + 4u * i, sizeof word);
        AES_UNIT(AES_DINR) = word;
    }
    return plat_h5_aes_finish_step();
}

bool plat_h5_aes_get_block(uint8_t out[AES_UNIT_BLOCK])
{
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t word = AES_UNIT(AES_DOUTR);
        memcpy(out + 4u * i, &word, sizeof word);
    }
    return plat_h5_aes_wait_idle();
}
