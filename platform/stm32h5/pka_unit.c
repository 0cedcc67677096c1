/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PKA, the public key accelerator (RM0481 chapter 36): taking the unit, numbers in its RAM, running, giving it back.
 */
#include "pka_ram.h"

#include <string.h>

#include "wait.h"

/* The RNG feeds the masks of PKA: it must run. Its RAM is wiped when EN is set first. */
bool plat_h5_pka_take(void)
{
    uint8_t byte;
    plat_lock(PLAT_LOCK_PLATFORM);
    if (plat_entropy(&byte, 1) != PSA_SUCCESS) {
        return false;
    }
    plat_h5_unit_clock(RCC_AHB2ENR_PKAEN);
    for (uint32_t polls = 0; polls < PLAT_H5_POLLS && (PKA_CR & PKA_CR_EN) == 0; polls++) {
        PKA_CR = PKA_CR_EN;
    }
    if (!plat_h5_wait_short(&PKA_SR, PKA_SR_INITOK | PKA_SR_BUSY, PKA_SR_INITOK)) {
        return false;
    }
    PKA_CLRFR = PKA_SR_PROCENDF | PKA_SR_ERRORS;
    return true;
}

/* Whatever the unit was doing, nothing of it stays. A unit that still works can only be reset, which wipes its RAM. */
static void give_back(void)
{
    if ((RCC_AHB2ENR & RCC_AHB2ENR_PKAEN) != 0) {
        if ((PKA_SR & (PKA_SR_INITOK | PKA_SR_BUSY)) == PKA_SR_INITOK) {
            for (uint32_t i = 0; i < PKA_RAM_WORDS; i++) {
                PKA_RAM(PKA_RAM_FIRST + 4u * i) = 0;
            }
            PKA_CR = 0;
        } else {
            plat_h5_unit_reset(RCC_AHB2ENR_PKAEN);
        }
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
}

/* Least significant word first. */
void plat_h5_pka_put(uint32_t at, const uint8_t *number, size_t size, size_t field)
{
    for (size_t words = 2u * ((field + 7u) / 8u) + 2u; words > 0; words--) {
        uint32_t word = 0;
        for (uint32_t shift = 0; shift < 32u && size > 0; shift += 8u) {
            word |= (uint32_t)number[--size] << shift;
        }
        PKA_RAM(at) = word;
        at += 4u;
    }
}

void plat_h5_pka_get(uint32_t at, uint8_t *number, size_t size)
{
    for (size_t left = size; left > 0; left -= 4u, at += 4u) {
        uint32_t word = __builtin_bswap32(PKA_RAM(at));
        memcpy(number + left - 4u, &word, sizeof word);
    }
}

bool plat_h5_pka_run(uint32_t mode, uint32_t polls)
{
    PKA_CR = PKA_CR_EN | PKA_CR_MODE(mode) | PKA_CR_START;
    bool ended = plat_h5_wait(&PKA_SR, PKA_SR_PROCENDF | PKA_SR_BUSY, PKA_SR_PROCENDF, polls);
    bool good = ended && (PKA_SR & PKA_SR_ERRORS) == 0;
    PKA_CLRFR = PKA_SR_PROCENDF | PKA_SR_ERRORS;
    return good;
}

psa_status_t plat_h5_pka_end(bool good, psa_status_t status)
{
    give_back();
    return good ? status : PSA_ERROR_HARDWARE_FAILURE;
}
