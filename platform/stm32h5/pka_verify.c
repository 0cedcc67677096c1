/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PKA: operands that are read back, and the one operation that all parts with a PKA have, verifying ECDSA.
 */
#include "pka_ram.h"

#include <string.h>

#define MODE_VERIFY 0x26u

/* Bits in which a number of whole words in the unit's RAM differs from the caller's; anything if a step of the
 * comparison was left out. */
static uint32_t difference(uint32_t at, const uint8_t *number, size_t size)
{
    uint32_t differs = 0;
    size_t i = 0;
    for (; i < size; i += 4u) {
        uint32_t word;
        memcpy(&word, number + size - 4u - i, sizeof word);
        differs |= PKA_RAM(at + (uint32_t)i) ^ __builtin_bswap32(word);
    }
    return differs | (uint32_t)(i ^ size);
}

uint32_t plat_h5_pka_load(const plat_h5_curve_t *curve, const plat_h5_pka_operand_t *operands, size_t count,
                          const uint8_t *const volatile *given)
{
    volatile size_t seen = 0; /* counted, not worked out: a loop may be left early */
    uint32_t foreign = 0;
    for (uint32_t pass = 0; pass < 2u; pass++) { /* all are put, then all are compared */
        for (const plat_h5_pka_operand_t *operand = operands; operand < operands + count; operand++) {
            const uint32_t number = operand->number;
            const size_t size = number < PLAT_H5_CURVE_P ? PLAT_H5_CURVE_WORD_SIZE : curve->bytes;
            const uint8_t *bytes =
                number < PLAT_H5_PKA_GIVEN ? curve->number[number] : given[number - PLAT_H5_PKA_GIVEN];
            bytes += operand->part * size;
            if (pass == 0) {
                plat_h5_pka_put(operand->at, bytes, size, curve->bytes);
            } else {
                foreign |= difference(operand->at, bytes, size);
                seen++;
            }
        }
    }
    return foreign | (uint32_t)(seen ^ count);
}

psa_status_t plat_h5_pka_verify(const plat_h5_curve_t *curve, const uint8_t *q, const uint8_t *z,
                                const uint8_t *signature)
{
    enum { Q = PLAT_H5_PKA_GIVEN, SIGNATURE, Z };
    static const plat_h5_pka_operand_t operands[] = {
        { 0x408, PLAT_H5_CURVE_BITS, 0 },
        { 0x468, PLAT_H5_CURVE_ONE, 0 },
        { 0x470, PLAT_H5_CURVE_THREE, 0 },
        { 0x4c8, PLAT_H5_CURVE_BITS, 0 },
        { 0x4d0, PLAT_H5_CURVE_P, 0 },
        { 0x678, PLAT_H5_CURVE_G, 0 },
        { 0x6d0, PLAT_H5_CURVE_G, 1 },
        { 0xc68, SIGNATURE, 1 },
        { 0x1088, PLAT_H5_CURVE_N, 0 },
        { 0x10e0, SIGNATURE, 0 },
        { 0x12f8, Q, 0 },
        { 0x1350, Q, 1 },
        { 0x13a8, Z, 0 },
    };
    const uint8_t *const volatile given[] = { q, signature, z };
    const size_t size = curve->bytes;
    /* In memory, and bad until it is written: what decides is asked twice, so that no single skipped instruction makes
     * a signature good. */
    volatile uint32_t first = UINT32_MAX, second = UINT32_MAX;
    uint32_t foreign = UINT32_MAX;
    bool good = plat_h5_pka_take();
    if (good) {
        /* The unit works on these numbers or its answer is none: a signature of the number 0 can be made without a
         * key. */
        foreign = plat_h5_pka_load(curve, operands, sizeof operands / sizeof operands[0], given);
        foreign |= (uint32_t)((uintptr_t)given[0] ^ (uintptr_t)q) |
                   (uint32_t)((uintptr_t)given[1] ^ (uintptr_t)signature) |
                   (uint32_t)((uintptr_t)given[2] ^ (uintptr_t)z);
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
    /* The compiler must not know what became of it: else it makes one error of the two, and one skipped instruction
     * none. */
    __asm__ volatile("" : "+r"(result));
    if (second != 0) {
        return result != PSA_SUCCESS ? result : PSA_ERROR_INVALID_SIGNATURE;
    }
    return result;
}
