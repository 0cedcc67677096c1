/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Hash-to-element of WPA3-SAE (IEEE 802.11 sections 12.4.4.2.3 and 12.4.4.3.3): from pwd-seed to the token PT.
 */
#include <string.h>

#include "ct.h"
#include "hkdf.h"
#include "modular.h"
#include "sae.h"
#include "sae_curve.h"

/* Bytes of pwd-value: one and a half times those of p. */
#define VALUE_MAX (PCC_PAKE_SCALAR_MAX + (PCC_PAKE_SCALAR_MAX + 1u) / 2u)

static size_t value_size(size_t size)
{
    return size + (size + 1) / 2;
}

/* HKDF-Expand(seed, info) to `size` bytes. */
static psa_status_t expand(pcc_hash_alg_t alg, const uint8_t *seed, const pcc_sae_label_t *info, size_t size,
                           uint8_t *out)
{
    size_t hash_size = pcc_hash_size(alg);
    uint8_t block[PCC_HASH_SIZE_MAX];
    pcc_hmac_t prk;

    psa_status_t status = pcc_hmac_start(&prk, alg, seed, hash_size);
    for (size_t at = 0; at < size && status == PSA_SUCCESS; at += hash_size) {
        size_t n = size - at < hash_size ? size - at : hash_size;
        status = pcc_hkdf_next(&prk, (const uint8_t *)info->text, info->size, (uint8_t)(at / hash_size + 1), block);
        if (status == PSA_SUCCESS) {
            memcpy(out + at, block, n);
        }
    }
    pcc_hmac_abort(&prk);
    pcc_wipe(block, sizeof block);
    return status;
}

#if PCC_WEIERSTRASS_COUNT != 0
/* The point of one of the two texts, as pake_group.h has it. */
static psa_status_t map(const pcc_pake_group_t *group, const uint8_t *seed, const pcc_sae_label_t *info, uint8_t *point,
                        const pcc_rng_t *rng)
{
    const pcc_sae_curve_t *curve = pcc_sae_curve_find(group->ecc.curve);
    size_t size = pcc_sae_curve_size(curve);
    uint8_t value[VALUE_MAX], u[PCC_SCALAR_SIZE_MAX];

    psa_status_t status = expand(pcc_sae_hash(group), seed, info, value_size(size), value);
    if (status == PSA_SUCCESS) {
        status = pcc_mod_reduce(curve->p, size, value, value_size(size), u, rng);
    }
    if (status == PSA_SUCCESS) {
        point[0] = 0x04;
        status = pcc_sae_curve_map(curve, u, point + 1, rng);
    }
    pcc_wipe(value, sizeof value);
    pcc_wipe(u, sizeof u);
    return status;
}

static psa_status_t token_on_curve(const pcc_pake_group_t *group, const uint8_t *seed, uint8_t *token,
                                   const pcc_rng_t *rng)
{
    static const pcc_sae_label_t first = PCC_SAE_LABEL("SAE Hash to Element u1 P1");
    static const pcc_sae_label_t second = PCC_SAE_LABEL("SAE Hash to Element u2 P2");
    uint8_t other[PCC_PAKE_ELEMENT_MAX];

    psa_status_t status = map(group, seed, &first, token, rng);
    if (status == PSA_SUCCESS) {
        status = map(group, seed, &second, other, rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_add(group, token, other, token, rng);
    }
    pcc_wipe(other, sizeof other);
    return status;
}
#endif

#if PCC_PAKE_DH_SIZE_MAX != 0
/* ((pwd-value modulo p - 2) + 2)^((p - 1) / q), which is its square. */
static psa_status_t token_of_field(const pcc_pake_group_t *group, const uint8_t *seed, uint8_t *token,
                                   const pcc_rng_t *rng)
{
    size_t size = pcc_pake_scalar_size(group);
    static const pcc_sae_label_t label = PCC_SAE_LABEL("SAE Hash to Element");
    uint8_t value[VALUE_MAX], m[PCC_PAKE_DH_SIZE_MAX];
    unsigned carry = 2;

    pcc_sae_prime(group, m);
    m[size - 1] = (uint8_t)(m[size - 1] - 2); /* p ends in ones */
    psa_status_t status = expand(pcc_sae_hash(group), seed, &label, value_size(size), value);
    if (status == PSA_SUCCESS) {
        status = pcc_mod_reduce(m, size, value, value_size(size), token, rng);
    }
    for (size_t i = size; i-- > 0;) {
        carry += token[i];
        token[i] = (uint8_t)carry;
        carry >>= 8;
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_add(group, token, token, token, rng);
    }
    pcc_wipe(value, sizeof value);
    return status;
}
#endif

psa_status_t pcc_sae_token(const pcc_pake_group_t *group, const uint8_t *seed, uint8_t *token, const pcc_rng_t *rng)
{
#if PCC_PAKE_DH_SIZE_MAX != 0
    if (group->dh != NULL) {
        return token_of_field(group, seed, token, rng);
    }
#endif
#if PCC_WEIERSTRASS_COUNT != 0
    return token_on_curve(group, seed, token, rng);
#else
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}
