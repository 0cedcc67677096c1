/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PKA: taking the unit, operands in its RAM, running. Every operation begins with all of its operands: the unit leaves
 * anything in its RAM.
 */
#ifndef STM32H5_PKA_RAM_H
#define STM32H5_PKA_RAM_H

#include "accelerators.h"
#include "stm32h5_internal.h"

#define PKA_POLLS_CURVE 0x01000000u /* at least 300 ms at 250 MHz; the longest takes tens of them */
#define PKA_STATUS_OK 0xD60Du
#define PKA_STATUS_INVALID 0xA3B7u   /* not on the curve; r is 0; no signature of this */
#define PKA_STATUS_TOO_LARGE 0xF946u /* coordinate not below p; s is 0 */

/** Take the unit, ready for operands. Whether or not it worked, plat_h5_pka_end() gives it back. */
PLAT_MUST_USE bool plat_h5_pka_take(void);
/** Wipe the unit and give it back. Returns `status`, or PSA_ERROR_HARDWARE_FAILURE if not good. */
PLAT_MUST_USE psa_status_t plat_h5_pka_end(bool good, psa_status_t status);
/** A big-endian number, and the zeros that end it in a field for numbers of `field` bytes. */
void plat_h5_pka_put(uint32_t at, const uint8_t *number, size_t size, size_t field);
/** A number of whole words. */
void plat_h5_pka_get(uint32_t at, uint8_t *number, size_t size);
/** Start an operation and wait for its end. False: an error, or no end. */
PLAT_MUST_USE bool plat_h5_pka_run(uint32_t mode, uint32_t polls);

/** An operand of an operation on a curve: where it goes, and what it is. */
typedef struct plat_h5_pka_operand {
    uint16_t at;
    uint8_t number; /* plat_h5_curve_number_t, or from PLAT_H5_PKA_GIVEN on one that the caller gives */
    uint8_t part;   /* 1: y of a point, s of a signature */
} plat_h5_pka_operand_t;
#define PLAT_H5_PKA_GIVEN PLAT_H5_CURVE_NUMBERS

/** All operands of an operation, in the order of their places: the zeros that end one may lie where the next one goes.
 *  Read back: 0 if the unit has them. */
PLAT_MUST_USE uint32_t plat_h5_pka_load(const plat_h5_curve_t *curve, const plat_h5_pka_operand_t *operands,
                                        size_t count, const uint8_t *const volatile *given);

#endif /* STM32H5_PKA_RAM_H */
