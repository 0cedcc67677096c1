/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The choice between a curve and a Diffie-Hellman group.
 */
#include "pake_group.h"

#include <string.h>

#include "dh_element.h"
#include "scalar.h"

/* Constant where the build has one kind only. */
#if PCC_PAKE_DH_SIZE_MAX == 0
#define IS_DH(group) ((void)(group), false)
#elif PCC_WEIERSTRASS_COUNT == 0
#define IS_DH(group) ((void)(group), true)
#else
#define IS_DH(group) ((group)->dh != NULL)
#endif

size_t pcc_pake_element_size(const pcc_pake_group_t *group)
{
    return IS_DH(group) ? group->dh->bits / 8u : pcc_curve_public_size(group->ecc.curve);
}

size_t pcc_pake_scalar_size(const pcc_pake_group_t *group)
{
    return IS_DH(group) ? group->dh->bits / 8u : group->ecc.curve->scalar_size;
}

psa_status_t pcc_pake_check_element(const pcc_pake_group_t *group, const uint8_t *element)
{
    return IS_DH(group) ? pcc_dh_check_element(group->dh, element) : pcc_ecc_check_public(&group->ecc, element);
}

psa_status_t pcc_pake_check_scalar(const pcc_pake_group_t *group, uint8_t *scalar)
{
    return IS_DH(group) ? pcc_dh_check_scalar(group->dh, scalar) : pcc_scalar_check(group->ecc.curve, scalar);
}

psa_status_t pcc_pake_draw(const pcc_pake_group_t *group, uint8_t *scalar, const pcc_rng_t *rng)
{
    return IS_DH(group) ? pcc_dh_draw_scalar(group->dh, scalar, rng)
                        : pcc_scalar_generate(group->ecc.curve, scalar, rng);
}

void pcc_pake_reduce(const pcc_pake_group_t *group, const uint8_t *number, size_t size, uint8_t *scalar)
{
    if (IS_DH(group)) {
        pcc_dh_reduce(group->dh, number, size, scalar);
    } else {
        pcc_scalar_reduce(group->ecc.curve, number, size, scalar);
    }
}

psa_status_t pcc_pake_base(const pcc_pake_group_t *group, uint8_t *out)
{
    if (!IS_DH(group)) {
        return pcc_ecc_base(&group->ecc, out);
    }
    memset(out, 0, pcc_pake_element_size(group));
    out[pcc_pake_element_size(group) - 1] = 2;
    return PSA_SUCCESS;
}

psa_status_t pcc_pake_multiply(const pcc_pake_group_t *group, const uint8_t *scalar, const uint8_t *element,
                               uint8_t *out, const pcc_rng_t *rng)
{
    return IS_DH(group) ? pcc_ffdh_power(group->dh, element, group->dh->bits / 8u, scalar, out)
                        : pcc_ecc_multiply(&group->ecc, scalar, element, out, rng);
}

psa_status_t pcc_pake_add(const pcc_pake_group_t *group, const uint8_t *a, const uint8_t *b, uint8_t *out,
                          const pcc_rng_t *rng)
{
    return IS_DH(group) ? pcc_dh_multiply(group->dh, a, b, out, rng) : pcc_ecc_add(&group->ecc, a, b, false, out);
}

psa_status_t pcc_pake_multiply_scalars(const pcc_pake_group_t *group, const uint8_t *a, const uint8_t *b,
                                       const uint8_t *from, uint8_t *out, const pcc_rng_t *rng)
{
    return IS_DH(group) ? pcc_dh_multiply_scalars(group->dh, a, b, from, out, rng)
                        : pcc_ecc_multiply_scalars(&group->ecc, a, b, from, out, rng);
}
