/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The subgroup of prime order q = (p - 1) / 2 of a Diffie-Hellman group, for PAKEs: its elements, the squares modulo
 * p, and scalars modulo q. Over Mbed TLS's numbers, on its heap; each function gives all back before it returns.
 *
 * Elements and scalars are as long as p, group->bits / 8 bytes, big-endian, with leading zeros.
 */
#ifndef PCC_DH_ELEMENT_H
#define PCC_DH_ELEMENT_H

#include "ffdh.h"

/** Write q; returns its bytes, group->bits / 8. */
size_t pcc_dh_order(const pcc_dh_group_t *group, uint8_t *q);

/** Whether y is in [2, p - 2] and of order q: PSA_ERROR_INVALID_ARGUMENT if not. */
psa_status_t pcc_dh_check_element(const pcc_dh_group_t *group, const uint8_t *y);

/** Whether x is in [1, q - 1]: PSA_ERROR_INVALID_ARGUMENT if not. The time is the same for all valid scalars. */
psa_status_t pcc_dh_check_scalar(const pcc_dh_group_t *group, const uint8_t *x);

/** Draw a scalar of the whole range [1, q - 1]. */
psa_status_t pcc_dh_draw_scalar(const pcc_dh_group_t *group, uint8_t *x, const pcc_rng_t *rng);

/** A big-endian number of any size modulo q. The time depends on the size only. */
void pcc_dh_reduce(const pcc_dh_group_t *group, const uint8_t *number, size_t size, uint8_t *x);

/** a * b modulo p. PSA_ERROR_INVALID_ARGUMENT if that is 1. out may be a or b; it is zeroed on error. */
psa_status_t pcc_dh_multiply(const pcc_dh_group_t *group, const uint8_t *a, const uint8_t *b, uint8_t *out,
                             const pcc_rng_t *rng);

/** a * b modulo q, or `from` - a * b if from is not NULL. Scalars below q; the result may be 0. out may be one of
 *  them. */
psa_status_t pcc_dh_multiply_scalars(const pcc_dh_group_t *group, const uint8_t *a, const uint8_t *b,
                                     const uint8_t *from, uint8_t *out, const pcc_rng_t *rng);

#endif /* PCC_DH_ELEMENT_H */
