/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PKA, the public key accelerator (RM0481 chapter 36): what every use of it shares, and the one operation that all of them
 * have, verifying ECDSA.
 */
#include "pka_ram.h"

#include "wait.h"

#define POLLS_START 0x00100000u
#define MODE_VERIFY 0x26u

/* The RNG feeds the masks of PKA: it must run. Its RAM is wiped when EN is set first. */
bool plat_h5_pka_take(void)
{
    uint8_t byte;
    plat_lock(PLAT_LOCK_PLATFORM);
    if (plat_entropy(&byte, 1) != PSA_SUCCESS) {
        return false;
    }
    RCC_AHB2ENR |= RCC_AHB2ENR_PKAEN;
    (void)RCC_AHB2ENR;
    for (uint32_t polls = 0; polls < POLLS_START && (PKA_CR & PKA_CR_EN) == 0; polls++) {
        PKA_CR = PKA_CR_EN;
    }
    if (!wait_for(&PKA_SR, PKA_SR_INITOK | PKA_SR_BUSY, PKA_SR_INITOK, POLLS_START)) {
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
            RCC_AHB2RSTR |= RCC_AHB2ENR_PKAEN;
            RCC_AHB2RSTR &= ~RCC_AHB2ENR_PKAEN;
        }
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
}

/* A big-endian number, least significant word first, and the zeros that end it. */
void plat_h5_pka_put(uint32_t at, const uint8_t *number, size_t size)
{
    uint32_t word = 0, words = 0;
    for (size_t i = 0; i < size; i++) {
        word |= (uint32_t)number[size - 1u - i] << (8u * (i % 4u));
        if (i % 4u == 3u || i + 1u == size) {
            PKA_RAM(at + 4u * words) = word;
            words++;
            word = 0;
        }
    }
    do {
        PKA_RAM(at + 4u * words) = 0;
        words++;
    } while (words % 2u != 0 || words < 2u * (((uint32_t)size + 7u) / 8u) + 2u);
}

void plat_h5_pka_put_word(uint32_t at, uint32_t value)
{
    PKA_RAM(at) = value;
    PKA_RAM(at + 4u) = 0;
}

/* |a| = 3; its sign is told apart. */
void plat_h5_pka_put_three(uint32_t at, size_t size)
{
    PKA_RAM(at) = 3;
    for (uint32_t words = 1; words < 2u * (((uint32_t)size + 7u) / 8u) + 2u; words++) {
        PKA_RAM(at + 4u * words) = 0;
    }
}

void plat_h5_pka_get(uint32_t at, uint8_t *number, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        number[size - 1u - i] = (uint8_t)(PKA_RAM(at + 4u * ((uint32_t)i / 4u)) >> (8u * (i % 4u)));
    }
}

bool plat_h5_pka_run(uint32_t mode, uint32_t polls)
{
    PKA_CR = PKA_CR_EN | PKA_CR_MODE(mode) | PKA_CR_START;
    bool ended = wait_for(&PKA_SR, PKA_SR_PROCENDF | PKA_SR_BUSY, PKA_SR_PROCENDF, polls);
    bool good = ended && (PKA_SR & PKA_SR_ERRORS) == 0;
    PKA_CLRFR = PKA_SR_PROCENDF | PKA_SR_ERRORS;
    return good;
}

psa_status_t plat_h5_pka_end(bool good, psa_status_t status)
{
    give_back();
    return good ? status : PSA_ERROR_HARDWARE_FAILURE;
}

/* Bits in which a number in the unit's RAM differs from the caller's; anything if a step of the comparison was left out. */
static uint32_t difference(uint32_t at, const uint8_t *number, size_t size)
{
    uint32_t differs = 0;
    size_t i = 0;
    for (; i < size; i++) {
        uint32_t byte = PKA_RAM(at + 4u * ((uint32_t)i / 4u)) >> (8u * (i % 4u)) & 0xffu;
        differs |= byte ^ number[size - 1u - i];
    }
    return differs | (uint32_t)(i ^ size);
}

psa_status_t plat_h5_pka_verify(const plat_h5_curve_t *curve, const uint8_t *q, const uint8_t *z,
                                const uint8_t *signature)
{
    const size_t size = curve->bytes;
    const struct {
        uint32_t at;
        uint32_t value;
    } words[] = { { 0x408, curve->bits }, { 0x4c8, curve->bits }, { 0x468, 1 }, { 0x470, 3 } };
    const struct {
        uint32_t at;
        const uint8_t *number;
    } operands[] = { { 0x4d0, curve->p },  { 0x678, curve->gx },   { 0x6d0, curve->gy },        { 0x12f8, q },
                     { 0x1350, q + size }, { 0x10e0, signature }, { 0xc68, signature + size }, { 0x13a8, z },
                     { 0x1088, curve->n } };
    const size_t word_count = sizeof words / sizeof words[0], operand_count = sizeof operands / sizeof operands[0];
    /* In memory, and bad until it is written: what decides is asked twice, so that no single skipped instruction makes a
     * signature good. */
    volatile uint32_t first = UINT32_MAX, second = UINT32_MAX;
    uint32_t foreign = UINT32_MAX;
    bool good = plat_h5_pka_take();
    if (good) {
        plat_h5_pka_put_three(0x470, size);
        for (size_t i = 0; i < word_count; i++) {
            PKA_RAM(words[i].at) = words[i].value;
        }
        for (size_t i = 0; i < operand_count; i++) {
            plat_h5_pka_put(operands[i].at, operands[i].number, size);
        }
        /* The unit works on these numbers or its answer is none: a signature of the number 0 can be made without a key. */
        volatile size_t seen = 0; /* counted, not worked out: a loop may be left early */
        foreign = 0;
        for (size_t i = 0; i < word_count; i++, seen++) {
            foreign |= PKA_RAM(words[i].at) ^ words[i].value;
        }
        for (size_t i = 0; i < operand_count; i++, seen++) {
            foreign |= difference(operands[i].at, operands[i].number, size);
        }
        foreign |= (uint32_t)(seen ^ (word_count + operand_count));
        good = plat_h5_pka_run(MODE_VERIFY, PKA_POLLS_CURVE) && foreign == 0;
    }
    /* The unit's word is not enough: r as it computed it has to be the caller's. */
    if (good) {
        const uint32_t status = PKA_RAM(0x5d0);
        good = status == PKA_STATUS_OK || status == PKA_STATUS_INVALID;
        first = foreign | difference(0x578, signature, size) | (status ^ PKA_STATUS_OK);
        second = foreign | difference(0x578, signature, size) | (PKA_RAM(0x5d0) ^ PKA_STATUS_OK);
    }
    psa_status_t result = plat_h5_pka_end(good, PSA_SUCCESS);
    if (result == PSA_SUCCESS && first != 0) {
        result = PSA_ERROR_INVALID_SIGNATURE;
    }
    if (second != 0) {
        return result != PSA_SUCCESS ? result : PSA_ERROR_INVALID_SIGNATURE;
    }
    return result;
}
