/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * WPA3-SAE over the operations of pake_group.h.
 */
#include "sae.h"

#include <string.h>

#include "bytes.h"
#include "ct.h"
#include "dh_element.h"
#include "hmac.h"
#include "modular.h"
#include "sae_curve.h"

/* Constant where the build has one kind of group only. */
#if PCC_PAKE_DH_SIZE_MAX == 0
#define IS_DH(group) ((void)(group), false)
#elif PCC_WEIERSTRASS_COUNT == 0
#define IS_DH(group) ((void)(group), true)
#else
#define IS_DH(group) ((group)->dh != NULL)
#endif

static pcc_hash_alg_t hash_of_dh(const pcc_dh_group_t *dh)
{
    if (dh->family != PCC_DH_FAMILY_RFC3526 || dh->bits < 3072) {
        return PCC_HASH_NONE;
    }
    return dh->bits == 3072 ? PCC_HASH_SHA_384 : PCC_HASH_SHA_512;
}

#if PCC_WEIERSTRASS_COUNT != 0
static pcc_hash_alg_t hash_of_curve(const pcc_curve_t *curve)
{
    if (pcc_sae_curve_find(curve) == NULL) {
        return PCC_HASH_NONE;
    }
    return curve->bits == 256 ? PCC_HASH_SHA_256 : curve->bits == 384 ? PCC_HASH_SHA_384 : PCC_HASH_SHA_512;
}
#else
static pcc_hash_alg_t hash_of_curve(const pcc_curve_t *curve)
{
    (void)curve;
    return PCC_HASH_NONE;
}
#endif

pcc_hash_alg_t pcc_sae_hash(const pcc_pake_group_t *group)
{
    return IS_DH(group) ? hash_of_dh(group->dh) : hash_of_curve(group->ecc.curve);
}

size_t pcc_sae_element_at(const pcc_pake_group_t *group)
{
    return IS_DH(group) ? 0u : 1u;
}

size_t pcc_sae_element_size(const pcc_pake_group_t *group)
{
    return pcc_pake_element_size(group) - pcc_sae_element_at(group);
}

void pcc_sae_prime(const pcc_pake_group_t *group, uint8_t *p)
{
    if (IS_DH(group)) {
        (void)pcc_dh_prime(group->dh, p);
    } else {
        memcpy(p, pcc_sae_curve_find(group->ecc.curve)->p, group->ecc.curve->field_size);
    }
}

static void put_order(const pcc_pake_group_t *group, uint8_t *q)
{
    if (IS_DH(group)) {
        (void)pcc_dh_order(group->dh, q);
    } else {
        memcpy(q, group->ecc.curve->n, group->ecc.curve->scalar_size);
    }
}

void pcc_sae_addresses(const uint8_t *one, const uint8_t *other, uint8_t *both)
{
    bool larger = memcmp(one, other, PCC_SAE_ADDRESS_SIZE) > 0;

    memcpy(both, larger ? one : other, PCC_SAE_ADDRESS_SIZE);
    memcpy(both + PCC_SAE_ADDRESS_SIZE, larger ? other : one, PCC_SAE_ADDRESS_SIZE);
}

psa_status_t pcc_sae_hmac(pcc_hash_alg_t alg, const uint8_t *key, size_t key_size, const uint8_t *text, size_t size,
                          uint8_t *out)
{
    pcc_hmac_t hmac;

    psa_status_t status = pcc_hmac_start(&hmac, alg, key, key_size);
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, text, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, out);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

/* Block number i of the KDF: HMAC(key, i || label || context || bits), little-endian numbers. */
static psa_status_t kdf_block(const pcc_hmac_t *keyed, uint16_t i, const pcc_sae_label_t *label, const uint8_t *context,
                              size_t context_size, uint16_t bits, uint8_t *block)
{
    pcc_hmac_t hmac = *keyed;
    uint8_t number[2];

    pcc_put_le16(number, i);
    psa_status_t status = pcc_hmac_update(&hmac, number, sizeof number);
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, (const uint8_t *)label->text, label->size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, context, context_size);
    }
    pcc_put_le16(number, bits);
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, number, sizeof number);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, block);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

psa_status_t pcc_sae_kdf(pcc_hash_alg_t alg, const uint8_t *key, const pcc_sae_label_t *label, const uint8_t *context,
                         size_t context_size, size_t bits, uint8_t *out)
{
    size_t hash_size = pcc_hash_size(alg), size = (bits + 7) / 8;
    uint8_t block[PCC_HASH_SIZE_MAX];
    pcc_hmac_t keyed;

    psa_status_t status = pcc_hmac_start(&keyed, alg, key, hash_size);
    for (size_t at = 0; at < size && status == PSA_SUCCESS; at += hash_size) {
        size_t n = size - at < hash_size ? size - at : hash_size;
        status = kdf_block(&keyed, (uint16_t)(at / hash_size + 1), label, context, context_size, (uint16_t)bits, block);
        if (status == PSA_SUCCESS) {
            memcpy(out + at, block, n);
        }
    }
    pcc_hmac_abort(&keyed);
    pcc_wipe(block, sizeof block);
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, size);
    }
    return status;
}

/* (HMAC with a key of zeros of the addresses, modulo q - 1) + 1, times the token: nothing of it but the token is
 * secret. */
psa_status_t pcc_sae_element_of_token(const pcc_pake_group_t *group, const uint8_t *token, const uint8_t *addresses,
                                      uint8_t *element, const pcc_rng_t *rng)
{
    static const uint8_t zeros[PCC_HASH_SIZE_MAX] = { 0 };
    pcc_hash_alg_t alg = pcc_sae_hash(group);
    size_t hash_size = pcc_hash_size(alg), size = pcc_pake_scalar_size(group);
    uint8_t hash[PCC_HASH_SIZE_MAX], m[PCC_PAKE_SCALAR_MAX], val[PCC_PAKE_SCALAR_MAX];

    put_order(group, m);
    m[size - 1]--; /* q is odd */
    psa_status_t status = pcc_sae_hmac(alg, zeros, hash_size, addresses, 2 * PCC_SAE_ADDRESS_SIZE, hash);
    if (status == PSA_SUCCESS) {
        status = pcc_mod_reduce(m, size, hash, hash_size, val, rng);
    }
    if (status == PSA_SUCCESS) {
        for (size_t i = size; i-- > 0 && ++val[i] == 0;) {
        }
        status = pcc_pake_multiply(group, val, token, element, rng);
    }
    return status;
}

/* A scalar of 0 or 1. */
static bool is_trivial(const uint8_t *scalar, size_t size)
{
    uint8_t any = 0;

    for (size_t i = 0; i + 1 < size; i++) {
        any |= scalar[i];
    }
    return any == 0 && scalar[size - 1] < 2;
}

/* The scalar of a commit, (rand + mask) modulo q, and -mask modulo q. It is published. */
static psa_status_t draw_scalar(const pcc_pake_group_t *group, uint8_t *rand, uint8_t *scalar, uint8_t *minus_mask,
                                const pcc_rng_t *rng)
{
    size_t size = pcc_pake_scalar_size(group);
    uint8_t one[PCC_PAKE_SCALAR_MAX] = { 0 };

    one[size - 1] = 1;
    psa_status_t status = pcc_pake_draw(group, rand, rng);
    if (status == PSA_SUCCESS) { /* as well -mask as mask */
        status = pcc_pake_draw(group, minus_mask, rng);
    }
    return status == PSA_SUCCESS ? pcc_pake_multiply_scalars(group, minus_mask, one, rand, scalar, rng) : status;
}

psa_status_t pcc_sae_commit(const pcc_pake_group_t *group, const uint8_t *element, uint8_t *rand, uint8_t *commit,
                            const pcc_rng_t *rng)
{
    size_t size = pcc_pake_scalar_size(group);
    uint8_t minus_mask[PCC_PAKE_SCALAR_MAX], product[PCC_PAKE_ELEMENT_MAX];
    psa_status_t status;

    do {
        status = draw_scalar(group, rand, commit, minus_mask, rng);
    } while (status == PSA_SUCCESS && is_trivial(commit, size));
    if (status == PSA_SUCCESS) {
        status = pcc_pake_multiply(group, minus_mask, element, product, rng);
    }
    if (status == PSA_SUCCESS) {
        memcpy(commit + size, product + pcc_sae_element_at(group), pcc_sae_element_size(group));
    }
    pcc_wipe(minus_mask, sizeof minus_mask);
    return status;
}

psa_status_t pcc_sae_take_commit(const pcc_pake_group_t *group, const uint8_t *element, const uint8_t *commit,
                                 uint8_t *sum, const pcc_rng_t *rng)
{
    size_t size = pcc_pake_scalar_size(group);
    uint8_t scalar[PCC_PAKE_SCALAR_MAX], theirs[PCC_PAKE_ELEMENT_MAX];

    memcpy(scalar, commit, size);
    theirs[0] = 0x04;
    memcpy(theirs + pcc_sae_element_at(group), commit + size, pcc_sae_element_size(group));
    psa_status_t status = is_trivial(scalar, size) ? PSA_ERROR_INVALID_ARGUMENT : pcc_pake_check_scalar(group, scalar);
    if (status == PSA_SUCCESS) {
        status = pcc_pake_check_element(group, theirs);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_multiply(group, scalar, element, sum, rng);
    }
    return status == PSA_SUCCESS ? pcc_pake_add(group, sum, theirs, sum, rng) : status;
}

/* The sum of both scalars, modulo q: both are public. */
static psa_status_t add_scalars(const pcc_pake_group_t *group, const uint8_t *a, const uint8_t *b, uint8_t *out,
                                const pcc_rng_t *rng)
{
    size_t size = pcc_pake_scalar_size(group);
    uint8_t q[PCC_PAKE_SCALAR_MAX], one[PCC_PAKE_SCALAR_MAX] = { 0 };

    one[size - 1] = 1;
    put_order(group, q);
    return pcc_mod_multiply_add(q, size, a, one, b, out, rng);
}

psa_status_t pcc_sae_derive_keys(const pcc_pake_group_t *group, pcc_hash_alg_t alg, const uint8_t *rand,
                                 const uint8_t *sum, const uint8_t *own_commit, const uint8_t *peer_commit,
                                 const uint8_t *salt, size_t salt_size, size_t pmk_size, pcc_sae_keys_t *keys,
                                 const pcc_rng_t *rng)
{
    static const pcc_sae_label_t label = PCC_SAE_LABEL("SAE KCK and PMK");
    size_t hash_size = pcc_hash_size(alg), size = pcc_pake_scalar_size(group);
    uint8_t secret[PCC_PAKE_ELEMENT_MAX], total[PCC_PAKE_SCALAR_MAX];
    uint8_t seed[PCC_HASH_SIZE_MAX], both[2u * PCC_HASH_SIZE_MAX];

    psa_status_t status = add_scalars(group, own_commit, peer_commit, total, rng);
    if (status == PSA_SUCCESS) {
        status = pcc_pake_multiply(group, rand, sum, secret, rng);
    }
    if (status == PSA_SUCCESS) { /* of a point, x */
        status = pcc_sae_hmac(alg, salt, salt_size, secret + pcc_sae_element_at(group), size, seed);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_sae_kdf(alg, seed, &label, total, size, 8 * (hash_size + pmk_size), both);
    }
    if (status == PSA_SUCCESS) {
        memcpy(keys->kck, both, hash_size);
        memcpy(keys->pmk, both + hash_size, pmk_size);
        memcpy(keys->pmkid, total, PCC_SAE_ID_SIZE);
    }
    pcc_wipe(secret, sizeof secret);
    pcc_wipe(seed, sizeof seed);
    pcc_wipe(both, sizeof both);
    return status;
}

psa_status_t pcc_sae_confirm(const pcc_pake_group_t *group, pcc_hash_alg_t alg, const uint8_t *kck,
                             const uint8_t *count, const uint8_t *commit, const uint8_t *other, uint8_t *confirm)
{
    size_t size = pcc_pake_scalar_size(group) + pcc_sae_element_size(group);
    pcc_hmac_t hmac;

    psa_status_t status = pcc_hmac_start(&hmac, alg, kck, pcc_hash_size(alg));
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, count, PCC_SAE_COUNT_SIZE);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, commit, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, other, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, confirm);
    }
    pcc_hmac_abort(&hmac);
    return status;
}
