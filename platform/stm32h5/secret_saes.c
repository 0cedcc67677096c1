/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Secrets from the hardware unique key (DHUK) of parts with SAES: two AES-256 blocks of constants under it, which is a
 * pseudo-random function of distinct inputs. The key itself never leaves SAES. It depends on the level that
 * option-byte keys see, so it is always used at the services' level; and on the epoch chosen here.
 */
#include "stm32h5_internal.h"

#include <string.h>

#include "wait.h"

/* Epochs that enter the key. Sources disagree on what 0 and 1 mean (one says 1 is the secure epoch); this port leaves
 * both epochs at their factory value, so that the choice matters only if a product raises one: then it loses what was
 * sealed. */
#define EPOCH_CHOICE 1u
#define CONFIGURATION (SAES_CR_KEYSEL_DHUK | SAES_CR_KEYSIZE_256) /* ECB, encrypt, words as they are */

static bool start(void)
{
    uint8_t byte;
    if (plat_entropy(&byte, 1) != PSA_SUCCESS) { /* SAES masks itself with numbers from the RNG, and waits for them */
        return false;
    }
    plat_h5_unit_clock(RCC_AHB2ENR_SAESEN);
    SBS_EPOCHSELCR = EPOCH_CHOICE;
    if (!plat_h5_wait_short(&SAES_SR, SAES_SR_BUSY, 0)) {
        return false;
    }
    SAES_CR = SAES_CR_IPRST;
    SAES_CR = 0;
    if (!plat_h5_wait_short(&SAES_SR, SAES_SR_BUSY, 0)) {
        return false;
    }
    SAES_CR = CONFIGURATION;
    if (!plat_h5_wait_short(&SAES_SR, SAES_SR_BUSY | SAES_SR_KEYVALID, SAES_SR_KEYVALID) ||
        (SAES_ISR & SAES_ISR_ERRORS) != 0) {
        return false;
    }
    SAES_CR = CONFIGURATION | SAES_CR_EN;
    return true;
}

static bool block(const uint32_t in[4], uint8_t out[16])
{
    for (unsigned i = 0; i < 4; i++) {
        SAES_DINR = in[i];
    }
    if (!plat_h5_wait_short(&SAES_ISR, SAES_ISR_CCF, SAES_ISR_CCF) || (SAES_ISR & SAES_ISR_ERRORS) != 0) {
        return false;
    }
    SAES_ICR = SAES_ISR_CCF;
    for (unsigned i = 0; i < 4; i++) {
        uint32_t word = SAES_DOUTR;
        memcpy(out + 4u * i, &word, sizeof word);
    }
    return plat_h5_wait_short(&SAES_SR, SAES_SR_BUSY, 0);
}

psa_status_t plat_h5_secret(plat_h5_secret_t which, uint32_t counter, uint8_t secret[32])
{
    memset(secret, 0, 32);
    plat_lock(PLAT_LOCK_PLATFORM);
    bool good = plat_h5_level_enter(OBK_LEVEL_SERVICES) == PSA_SUCCESS && start();
    for (uint32_t half = 0; half < 2 && good; half++) {
        const uint32_t in[4] = { 0x6C696270u /* "libp" */, 0x73610000u | (uint32_t)which, counter, half };
        good = block(in, secret + 16u * half);
    }
    if ((RCC_AHB2ENR & RCC_AHB2ENR_SAESEN) != 0) { /* else it was not even begun: the RNG is broken */
        SAES_CR = SAES_CR_IPRST;                   /* takes the key away, also from what comes after an error */
    }
    plat_h5_level_leave();
    plat_unlock(PLAT_LOCK_PLATFORM);
    static const uint8_t zeros[32];
    if (!good || memcmp(secret, zeros, sizeof zeros) == 0) { /* a dead unit reads as 0 */
        plat_h5_wipe(secret, 32);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}
