/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verification of SLH-DSA signatures (FIPS 205 sections 5.3, 6.3, 7.2, 8.3 and 9.3).
 */
#include "slh.h"

#include <string.h>

#include "ct.h"
#include "slh_internal.h"

/* From a leaf, whose number in its layer of nodes is `index`, over `height` nodes of `path` to the root; value is
 * both. */
static psa_status_t climb(pcc_slh_hasher_t *h, pcc_slh_place_t *place, uint32_t index, const uint8_t *path,
                          unsigned height, uint8_t *value)
{
    psa_status_t status = PSA_SUCCESS;

    for (unsigned i = 0; i < height && status == PSA_SUCCESS; i++) {
        place->second = i + 1u;
        place->third = index >> 1;
        status = index % 2 != 0 ? pcc_slh_h(h, place, path, value, value) : pcc_slh_h(h, place, value, path, value);
        index >>= 1;
        path += h->set->n;
    }
    return status;
}

/* Algorithm 17: the public key of the k trees, from a signature's secrets and paths. */
static psa_status_t recover_fors(pcc_slh_hasher_t *h, const pcc_slh_choice_t *choice, const uint8_t *signature,
                                 uint8_t *out)
{
    const pcc_slh_set_t *set = h->set;
    pcc_slh_place_t place = { choice->tree, choice->leaf, 0, 0, 0, PCC_SLH_FORS_ROOTS };

    psa_status_t status = pcc_slh_list_start(h, &place);
    place.type = PCC_SLH_FORS_TREE;
    for (unsigned i = 0; i < set->fors_trees && status == PSA_SUCCESS; i++) {
        uint32_t leaf = ((uint32_t)i << set->fors_height) + pcc_slh_fors_leaf(set, choice, i);
        place.second = 0;
        place.third = leaf;
        status = pcc_slh_f(h, &place, signature, out);
        if (status == PSA_SUCCESS) {
            status = climb(h, &place, leaf, signature + set->n, set->fors_height, out);
        }
        if (status == PSA_SUCCESS) {
            status = pcc_slh_list_add(h, out);
        }
        signature += (set->fors_height + 1u) * set->n;
    }
    return status == PSA_SUCCESS ? pcc_slh_list_finish(h, out) : status;
}

/* Algorithm 8: the one-time public key at `place`, from the signature of `value`, which becomes it. */
static psa_status_t recover_wots(pcc_slh_hasher_t *h, pcc_slh_place_t place, const uint8_t *signature, uint8_t *value)
{
    uint8_t digits[PCC_SLH_DIGITS_MAX], link[PCC_SLH_N_MAX];
    const pcc_slh_set_t *set = h->set;

    pcc_slh_split(set, value, digits);
    place.type = PCC_SLH_WOTS_PK;
    place.second = place.third = 0;
    psa_status_t status = pcc_slh_list_start(h, &place);
    place.type = PCC_SLH_WOTS_HASH;
    for (unsigned i = 0; i < pcc_slh_digits(set) && status == PSA_SUCCESS; i++) {
        memcpy(link, signature + (size_t)i * set->n, set->n);
        place.second = i;
        for (place.third = digits[i]; place.third < PCC_SLH_STEPS && status == PSA_SUCCESS; place.third++) {
            status = pcc_slh_f(h, &place, link, link);
        }
        if (status == PSA_SUCCESS) {
            status = pcc_slh_list_add(h, link);
        }
    }
    return status == PSA_SUCCESS ? pcc_slh_list_finish(h, value) : status;
}

/* Algorithm 13, up to the comparison: the root that the layers' signatures lead to. */
static psa_status_t recover_root(pcc_slh_hasher_t *h, const pcc_slh_choice_t *choice, const uint8_t *signature,
                                 uint8_t *value)
{
    const pcc_slh_set_t *set = h->set;
    pcc_slh_place_t place = { choice->tree, choice->leaf, 0, 0, 0, PCC_SLH_WOTS_HASH };
    psa_status_t status = PSA_SUCCESS;

    for (unsigned layer = 0; layer < set->layers && status == PSA_SUCCESS; layer++) {
        uint32_t leaf = place.pair;
        place.layer = (uint8_t)layer;
        status = recover_wots(h, place, signature, value);
        signature += (size_t)pcc_slh_digits(set) * set->n;
        if (status == PSA_SUCCESS) {
            place.type = PCC_SLH_TREE;
            place.pair = 0;
            status = climb(h, &place, leaf, signature, set->height, value);
        }
        signature += (size_t)set->height * set->n;
        place.pair = (uint32_t)(place.tree & (((uint32_t)1 << set->height) - 1u));
        place.tree >>= set->height;
    }
    return status;
}

psa_status_t pcc_slh_begin(const pcc_slh_key_t *key, const pcc_slh_message_t *message, const uint8_t *signature,
                           size_t size, pcc_hash_t *hash)
{
    return size == pcc_slh_signature_size(key->set) ? pcc_slh_message_start(key, message, signature, hash)
                                                    : PSA_ERROR_INVALID_SIGNATURE;
}

psa_status_t pcc_slh_verify(const pcc_slh_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size)
{
    const pcc_slh_set_t *set = key->set;
    uint8_t value[PCC_SLH_N_MAX];
    pcc_slh_choice_t choice;
    pcc_slh_hasher_t h;

    if (size != pcc_slh_signature_size(set)) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = pcc_slh_choose(key, signature, hash, &choice);
    if (status == PSA_SUCCESS) {
        status = pcc_slh_prepare(&h, key);
    }
    signature += set->n;
    if (status == PSA_SUCCESS) {
        status = recover_fors(&h, &choice, signature, value);
    }
    signature += (size_t)set->fors_trees * (set->fors_height + 1u) * set->n;
    if (status == PSA_SUCCESS) {
        status = recover_root(&h, &choice, signature, value);
    }
    if (status != PSA_SUCCESS) {
        return pcc_refused(status);
    }
    return pcc_verdict_twice(value, key->root, set->n, PSA_ERROR_INVALID_SIGNATURE);
}
