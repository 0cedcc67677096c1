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
/** A big-endian number, and the zeros that end it. */
void plat_h5_pka_put(uint32_t at, const uint8_t *number, size_t size);
void plat_h5_pka_put_word(uint32_t at, uint32_t value);
/** |a| of the curves here, 3, in a field of `size` bytes. Its sign is told apart. */
void plat_h5_pka_put_three(uint32_t at, size_t size);
void plat_h5_pka_get(uint32_t at, uint8_t *number, size_t size);
/** Start an operation and wait for its end. False: an error, or no end. */
PLAT_MUST_USE bool plat_h5_pka_run(uint32_t mode, uint32_t polls);

#endif /* STM32H5_PKA_RAM_H */
