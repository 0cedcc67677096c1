/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The looping method of WPA3-SAE, hunting and pecking (IEEE 802.11 sections 12.4.4.2.2 and 12.4.4.3.2), with SHA-256.
 *
 * Every round does the same whether the element was found before or not, and what it found is selected without a
 * branch.
 */
#include <string.h>

#include "ct.h"
#include "hmac.h"
#include "modular.h"
#include "sae.h"
#include "sae_curve.h"

#define ROUNDS 40u      /* on a curve, where half of them find something: k of the standard */
#define ROUNDS_MAX 255u /* the counter is one byte */
#define HASH PCC_HASH_SHA_256
#define HASH_SIZE 32u

/* pwd-seed of a round. */
static psa_status_t make_seed(const uint8_t *addresses, const uint8_t *password, size_t size, uint8_t counter,
                              uint8_t *seed)
{
    pcc_hmac_t hmac;

    psa_status_t status = pcc_hmac_start(&hmac, HASH, addresses, 2 * PCC_SAE_ADDRESS_SIZE);
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, password, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, &counter, 1);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, seed);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

/* pwd-value of a pwd-seed, a number of as many bits as p, and whether it is below p. */
static psa_status_t make_value(const uint8_t *seed, const uint8_t *p, size_t bits, uint8_t *value, uint32_t *below)
{
    static const pcc_sae_label_t label = PCC_SAE_LABEL("SAE Hunting and Pecking");
    size_t size = (bits + 7) / 8;
    unsigned shift = (unsigned)(8 * size - bits);
    uint32_t borrow = 0;

    *below = 0;
    psa_status_t status = pcc_sae_kdf(HASH, seed, &label, p, size, bits, value);
    for (size_t i = size; shift != 0 && i-- > 0;) {
        unsigned above = i > 0 ? value[i - 1] : 0;
        value[i] = (uint8_t)((above << 8 | value[i]) >> shift);
    }
    for (size_t i = size; i-- > 0;) {
        borrow = ((uint32_t)value[i] - p[i] - borrow) >> 31;
    }
    *below = ~pcc_mask_zero(borrow);
    return status;
}

#if PCC_WEIERSTRASS_COUNT != 0
/* What the rounds have found so far. */
typedef struct found {
    uint8_t x[PCC_SCALAR_SIZE_MAX];
    uint8_t y2[PCC_SCALAR_SIZE_MAX];
    uint8_t odd; /* the lowest bit is that of y */
    uint32_t mask;
} found_t;

static psa_status_t run_round(const pcc_sae_curve_t *curve, const uint8_t *seed, found_t *found, const pcc_rng_t *rng)
{
    size_t size = pcc_sae_curve_size(curve);
    uint8_t x[PCC_SCALAR_SIZE_MAX], y2[PCC_SCALAR_SIZE_MAX];
    uint32_t below, square = 0;

    psa_status_t status = make_value(seed, curve->p, curve->bits, x, &below);
    if (status == PSA_SUCCESS) {
        status = pcc_sae_curve_square(curve, x, y2, rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_sae_curve_is_square(curve, y2, &square);
    }
    uint32_t take = ~found->mask & below & square;
    pcc_select(take, found->x, x, size);
    pcc_select(take, found->y2, y2, size);
    pcc_select(take, &found->odd, seed + HASH_SIZE - 1, 1);
    found->mask |= take;
    pcc_wipe(x, sizeof x);
    pcc_wipe(y2, sizeof y2);
    return status;
}

/* Whether there is an element: a verdict that the number of rounds publishes. */
static psa_status_t is_found(const found_t *found)
{
    return pcc_verdict((bool)(found->mask & 1u), PSA_ERROR_INVALID_ARGUMENT);
}

static psa_status_t loop_on_curve(const pcc_pake_group_t *group, const uint8_t *password, size_t password_size,
                                  const uint8_t *addresses, uint8_t *element, const pcc_rng_t *rng)
{
    const pcc_sae_curve_t *curve = pcc_sae_curve_find(group->ecc.curve);
    size_t size = pcc_sae_curve_size(curve);
    psa_status_t status = PSA_SUCCESS;
    uint8_t seed[HASH_SIZE];
    found_t found = { { 0 }, { 0 }, 0, 0 };

    for (unsigned i = 1; status == PSA_SUCCESS && i <= ROUNDS_MAX && (i <= ROUNDS || is_found(&found) != PSA_SUCCESS);
         i++) {
        status = make_seed(addresses, password, password_size, (uint8_t)i, seed);
        if (status == PSA_SUCCESS) {
            status = run_round(curve, seed, &found, rng);
        }
    }
    if (status == PSA_SUCCESS) {
        status = is_found(&found); /* the standard has none for one password in 2^255 */
    }
    if (status == PSA_SUCCESS) {
        element[0] = 0x04;
        memcpy(element + 1, found.x, size);
        status = pcc_sae_curve_root(curve, found.y2, found.odd, element + 1 + size);
    }
    pcc_wipe(seed, sizeof seed);
    pcc_wipe(&found, sizeof found);
    return status;
}
#endif

#if PCC_PAKE_DH_SIZE_MAX != 0
/* A value is below p but for one in 2^64, and its square then in [2, p - 2] but for two: the first round finds it. */
static psa_status_t loop_in_field(const pcc_pake_group_t *group, const uint8_t *password, size_t password_size,
                                  const uint8_t *addresses, uint8_t *element, const pcc_rng_t *rng)
{
    uint8_t seed[HASH_SIZE], p[PCC_PAKE_DH_SIZE_MAX];
    psa_status_t status = PSA_ERROR_INVALID_ARGUMENT;
    uint32_t below = 0;

    pcc_sae_prime(group, p);
    for (unsigned i = 1; status == PSA_ERROR_INVALID_ARGUMENT && i <= ROUNDS_MAX; i++) {
        status = make_seed(addresses, password, password_size, (uint8_t)i, seed);
        if (status == PSA_SUCCESS) {
            status = make_value(seed, p, group->dh->bits, element, &below);
        }
        if (status == PSA_SUCCESS) {
            status = pcc_verdict((bool)(below & 1u), PSA_ERROR_INVALID_ARGUMENT);
        }
        if (status == PSA_SUCCESS) { /* value^((p - 1) / q) */
            status = pcc_pake_add(group, element, element, element, rng);
        }
    }
    pcc_wipe(seed, sizeof seed);
    return status;
}
#endif

psa_status_t pcc_sae_element_of_password(const pcc_pake_group_t *group, const uint8_t *password, size_t size,
                                         const uint8_t *addresses, uint8_t *element, const pcc_rng_t *rng)
{
#if PCC_PAKE_DH_SIZE_MAX != 0
    if (group->dh != NULL) {
        return loop_in_field(group, password, size, addresses, element, rng);
    }
#endif
#if PCC_WEIERSTRASS_COUNT != 0
    return loop_on_curve(group, password, size, addresses, element, rng);
#else
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}
