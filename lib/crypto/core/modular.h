/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Arithmetic modulo an odd m on numbers as bytes, for PAKEs: over Mbed TLS's numbers, on its heap; each function gives
 * all back before it returns. Every number is as long as m, `size` bytes, big-endian; out may be one of the inputs and
 * is zeroed on error.
 *
 * What is multiplied or reduced is blinded with a random multiple of m, so that the time of Mbed TLS's multiplication
 * and division tells nothing of it. Powers are Mbed TLS's Montgomery multiplications, whose time does not depend on the
 * base.
 */
#ifndef PCC_MODULAR_H
#define PCC_MODULAR_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"
#include "rng.h"

/** a * b + c; c may be NULL for 0. */
psa_status_t pcc_mod_multiply_add(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b, const uint8_t *c,
                                  uint8_t *out, const pcc_rng_t *rng);

/** c - a * b. */
psa_status_t pcc_mod_multiply_subtract(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                       const uint8_t *c, uint8_t *out, const pcc_rng_t *rng);

/** A number of any size modulo m. */
psa_status_t pcc_mod_reduce(const uint8_t *m, size_t size, const uint8_t *number, size_t number_size, uint8_t *out,
                            const pcc_rng_t *rng);

/** base^x, where base is a number of base_size bytes. Mbed TLS chooses from its table of powers by reading all of it,
 *  so the time tells nothing of x but its leading zeros. */
psa_status_t pcc_mod_power(const uint8_t *m, size_t size, const uint8_t *base, size_t base_size, const uint8_t *x,
                           uint8_t *out);

#endif /* PCC_MODULAR_H */
