/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The group of a PAKE that takes either kind, J-PAKE and WPA3-SAE: a Weierstrass curve (ecc.h, scalar.h) or a
 * Diffie-Hellman group (dh_element.h). The contracts are those of the functions that are called; a build with one
 * kind calls those alone. It is written additively: elements of a Diffie-Hellman group are "added" by multiplication
 * modulo p.
 */
#ifndef PCC_PAKE_GROUP_H
#define PCC_PAKE_GROUP_H

#include "dh_group.h"
#include "ecc.h"

/** Largest scalar and element, bytes. */
#define PCC_PAKE_SCALAR_MAX (PCC_PAKE_DH_SIZE_MAX > PCC_SCALAR_SIZE_MAX ? PCC_PAKE_DH_SIZE_MAX : PCC_SCALAR_SIZE_MAX)
#define PCC_PAKE_ELEMENT_MAX (PCC_PAKE_DH_SIZE_MAX > PCC_POINT_SIZE_MAX ? PCC_PAKE_DH_SIZE_MAX : PCC_POINT_SIZE_MAX)

/** A group to compute in: dh is NULL for a curve. */
typedef struct pcc_pake_group {
    pcc_ecc_t ecc;
    const pcc_dh_group_t *dh;
} pcc_pake_group_t;

/** Bytes of an element as a public key has it, and of a scalar. */
size_t pcc_pake_element_size(const pcc_pake_group_t *group);
size_t pcc_pake_scalar_size(const pcc_pake_group_t *group);

/** Whether bytes are an element, other than the neutral one; whether they are a scalar, other than 0. */
psa_status_t pcc_pake_check_element(const pcc_pake_group_t *group, const uint8_t *element);
psa_status_t pcc_pake_check_scalar(const pcc_pake_group_t *group, uint8_t *scalar);

/** Draw a scalar, reduce a number to one. */
psa_status_t pcc_pake_draw(const pcc_pake_group_t *group, uint8_t *scalar, const pcc_rng_t *rng);
void pcc_pake_reduce(const pcc_pake_group_t *group, const uint8_t *number, size_t size, uint8_t *scalar);

/** The generator. */
psa_status_t pcc_pake_base(const pcc_pake_group_t *group, uint8_t *out);

/** scalar * element. out may be element. With a Diffie-Hellman group the time hides the scalar but for its leading
 *  zeros. */
psa_status_t pcc_pake_multiply(const pcc_pake_group_t *group, const uint8_t *scalar, const uint8_t *element,
                               uint8_t *out, const pcc_rng_t *rng);

/** a + b; PSA_ERROR_INVALID_ARGUMENT if that is the neutral element. */
psa_status_t pcc_pake_add(const pcc_pake_group_t *group, const uint8_t *a, const uint8_t *b, uint8_t *out,
                          const pcc_rng_t *rng);

/** a * b modulo the order, or `from` - a * b if from is not NULL. */
psa_status_t pcc_pake_multiply_scalars(const pcc_pake_group_t *group, const uint8_t *a, const uint8_t *b,
                                       const uint8_t *from, uint8_t *out, const pcc_rng_t *rng);

#endif /* PCC_PAKE_GROUP_H */
