/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Entropy from the true random number generator in its SP 800-90B profile, with recovery from seed errors.
 */
#include "platform/platform.h"

#include <stdbool.h>
#include <string.h>

#include "registers.h"
#include "wait.h" /* a word comes within 2 ms, a reset of the conditioning sooner */

/* Seed errors in one call before the source counts as broken. */
#define RECOVERIES_MAX 3u

/* Configure under conditioning reset, as the profile asks. Also what gets the source out of a seed error. */
static bool restart(void)
{
    RCC_CR |= RCC_CR_HSI48ON;
    if (!plat_h5_wait_short(&RCC_CR, RCC_CR_HSI48RDY, RCC_CR_HSI48RDY)) {
        return false;
    }
    RCC_CCIPR5 &= ~RCC_CCIPR5_RNGSEL;
    plat_h5_unit_clock(RCC_AHB2ENR_RNGEN);
    RNG_CR &= ~RNG_CR_RNGEN;
    RNG_CR = RNG_CR_NIST | RNG_CR_CONDRST;
    RNG_HTCR = RNG_HTCR_NIST;
    if (RNG_HAS_NSCR) {
        RNG_NSCR = RNG_NSCR_NIST;
    }
    RNG_CR = RNG_CR_NIST;
    if (!plat_h5_wait_short(&RNG_CR, RNG_CR_CONDRST, 0)) {
        return false;
    }
    RNG_SR = 0; /* CEIS and SEIS are cleared by writing 0 */
    RNG_CR = RNG_CR_NIST | RNG_CR_RNGEN;
    if (!plat_h5_wait_short(&RNG_SR, RNG_SR_SECS | RNG_SR_DRDY, RNG_SR_DRDY)) {
        return false;
    }
    (void)RNG_DR; /* the first word after a start is not used */
    return true;
}

/* True with a word that the health tests let pass. Zero is what an empty or failed register reads as, so it is no word.
 */
static bool next_word(volatile uint32_t *word)
{
    *word = 0;
    if ((RNG_SR & (RNG_SR_SEIS | RNG_SR_CEIS)) != 0 || !plat_h5_wait_short(&RNG_SR, RNG_SR_DRDY, RNG_SR_DRDY)) {
        return false;
    }
    *word = RNG_DR;
    return (RNG_SR & (RNG_SR_SEIS | RNG_SR_CEIS)) == 0 && *word != 0;
}

static bool fill(uint8_t *out, size_t size)
{
    volatile uint32_t word = 0; /* volatile, so that the wipe below happens */
    bool good = true;
    for (size_t done = 0; good && done < size; done++) {
        if (done % 4u == 0) {
            good = next_word(&word);
        }
        out[done] = (uint8_t)word;
        word >>= 8;
    }
    word = 0;
    return good;
}

uint32_t plat_copy_number(void)
{
    return 0;
}

psa_status_t plat_entropy(uint8_t *out, size_t size)
{
    bool running = (RCC_AHB2ENR & RCC_AHB2ENR_RNGEN) != 0 && RNG_CR == (RNG_CR_NIST | RNG_CR_RNGEN);
    for (uint32_t tries = 0; tries <= RECOVERIES_MAX; tries++) {
        /* After an error everything drawn in this call is thrown away with what the FIFO holds. */
        if ((running || restart()) && fill(out, size)) {
            return PSA_SUCCESS;
        }
        running = false;
    }
    memset(out, 0, size);
    return PSA_ERROR_INSUFFICIENT_ENTROPY;
}
