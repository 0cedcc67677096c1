/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key generation and signing with SLH-DSA (FIPS 205 sections 5 to 9). Trees are made leaf by leaf, with one node kept
 * per height: what of a tree belongs to the signature is written when it comes by. Which leaves are chosen is in the
 * signature for all to see, so branches may depend on it; what secrets are hashed to goes nowhere but into the next
 * hash.
 */
#include <stdbool.h>
#include <string.h>

#include "ct.h"
#include "hmac.h"
#include "slh_internal.h"

#define HEIGHT_MAX 14u
#define NO_LEAF UINT32_MAX

typedef struct signer {
    pcc_slh_hasher_t hasher;
    const pcc_slh_key_t *key;
    uint8_t nodes[HEIGHT_MAX][PCC_SLH_N_MAX];
    uint8_t digits[PCC_SLH_DIGITS_MAX]; /* what the one-time key of leaf `chosen` signs */
    uint8_t value[PCC_SLH_N_MAX];       /* a chain's, then a node's */
} signer_t;

/* A tree to make. Its leaves have the numbers from `first` on in their layer of nodes. */
typedef struct tree {
    pcc_slh_place_t place; /* its own, of type TREE or FORS_TREE */
    uint32_t first;
    uint32_t chosen; /* of its leaves, or NO_LEAF */
    unsigned height;
    uint8_t *secrets; /* the chosen leaf's part of the signature */
    uint8_t *path;    /* and the nodes beside its way to the root */
} tree_t;

/* ------------------------------------------------------------------------------------------------------- Leaves --- */

/* Algorithms 14 and 15: the hash of a secret. */
static psa_status_t make_fors_leaf(signer_t *s, const tree_t *tree, uint32_t leaf)
{
    pcc_slh_place_t place = tree->place;

    place.type = PCC_SLH_FORS_PRF;
    place.second = 0;
    place.third = tree->first + leaf;
    psa_status_t status = pcc_slh_f(&s->hasher, &place, s->key->secret_seed, s->value);
    if (status == PSA_SUCCESS && leaf == tree->chosen) {
        memcpy(tree->secrets, s->value, s->key->set->n);
    }
    place.type = PCC_SLH_FORS_TREE;
    return status == PSA_SUCCESS ? pcc_slh_f(&s->hasher, &place, s->value, s->value) : status;
}

/* A chain from its secret to its end (algorithm 5), with the link on the way that `digits` say (algorithm 7). */
static psa_status_t run_chain(signer_t *s, pcc_slh_place_t place, uint8_t *link)
{
    place.type = PCC_SLH_WOTS_PRF;
    place.third = 0;
    psa_status_t status = pcc_slh_f(&s->hasher, &place, s->key->secret_seed, s->value);
    place.type = PCC_SLH_WOTS_HASH;
    for (; status == PSA_SUCCESS; place.third++) {
        if (link != NULL && place.third == s->digits[place.second]) {
            memcpy(link, s->value, s->key->set->n);
        }
        if (place.third == PCC_SLH_STEPS) {
            break;
        }
        status = pcc_slh_f(&s->hasher, &place, s->value, s->value);
    }
    return status;
}

/* Algorithm 6: the hash of the ends of all chains. */
static psa_status_t make_wots_leaf(signer_t *s, const tree_t *tree, uint32_t leaf)
{
    const size_t n = s->key->set->n;
    pcc_slh_place_t place = tree->place;

    place.type = PCC_SLH_WOTS_PK;
    place.pair = leaf;
    place.second = place.third = 0;
    psa_status_t status = pcc_slh_list_start(&s->hasher, &place);
    for (unsigned i = 0; i < pcc_slh_digits(s->key->set) && status == PSA_SUCCESS; i++) {
        place.second = i;
        status = run_chain(s, place, leaf == tree->chosen ? tree->secrets + i * n : NULL);
        if (status == PSA_SUCCESS) {
            status = pcc_slh_list_add(&s->hasher, s->value);
        }
    }
    return status == PSA_SUCCESS ? pcc_slh_list_finish(&s->hasher, s->value) : status;
}

/* -------------------------------------------------------------------------------------------------------- Trees --- */

/* A node is s->value: does it belong to the path? */
static void note_node(const signer_t *s, const tree_t *tree, uint32_t index, unsigned height)
{
    const size_t n = s->key->set->n;

    if (tree->chosen != NO_LEAF && height < tree->height && index == ((tree->chosen >> height) ^ 1u)) {
        memcpy(tree->path + height * n, s->value, n);
    }
}

/* Algorithms 9 and 15 without recursion: a node waits at its height for the one to its right. The root is in
 * s->value. */
static psa_status_t make_tree(signer_t *s, const tree_t *tree)
{
    const bool fors = tree->place.type == PCC_SLH_FORS_TREE;
    pcc_slh_place_t place = tree->place;
    psa_status_t status = PSA_SUCCESS;

    for (uint32_t leaf = 0; leaf >> tree->height == 0 && status == PSA_SUCCESS; leaf++) {
        unsigned height = 0;
        status = fors ? make_fors_leaf(s, tree, leaf) : make_wots_leaf(s, tree, leaf);
        if (status == PSA_SUCCESS) {
            note_node(s, tree, leaf, 0);
        }
        for (; (leaf >> height & 1u) != 0 && height < tree->height && status == PSA_SUCCESS; height++) {
            place.second = height + 1u;
            place.third = (tree->first + leaf) >> (height + 1u);
            status = pcc_slh_h(&s->hasher, &place, s->nodes[height], s->value, s->value);
            if (status == PSA_SUCCESS) {
                note_node(s, tree, leaf >> (height + 1u), height + 1u);
            }
        }
        if (status == PSA_SUCCESS && height < tree->height) {
            memcpy(s->nodes[height], s->value, s->key->set->n);
        }
    }
    return status;
}

/* Algorithm 16, with the public key of the k trees in s->value. */
static psa_status_t sign_fors(signer_t *s, const pcc_slh_choice_t *choice, uint8_t *signature)
{
    const pcc_slh_set_t *set = s->key->set;
    tree_t tree = { { choice->tree, choice->leaf, 0, 0, 0, PCC_SLH_FORS_ROOTS }, 0, 0, set->fors_height, NULL, NULL };

    psa_status_t status = pcc_slh_list_start(&s->hasher, &tree.place);
    tree.place.type = PCC_SLH_FORS_TREE;
    for (unsigned i = 0; i < set->fors_trees && status == PSA_SUCCESS; i++) {
        tree.first = (uint32_t)i << set->fors_height;
        tree.chosen = pcc_slh_fors_leaf(set, choice, i);
        tree.secrets = signature;
        tree.path = signature + set->n;
        status = make_tree(s, &tree);
        if (status == PSA_SUCCESS) {
            status = pcc_slh_list_add(&s->hasher, s->value);
        }
        signature += (set->fors_height + 1u) * set->n;
    }
    return status == PSA_SUCCESS ? pcc_slh_list_finish(&s->hasher, s->value) : status;
}

/* Algorithm 12: each layer signs the root of the one below, the lowest s->value. The topmost root is in s->value at
 * the end. */
static psa_status_t sign_layers(signer_t *s, const pcc_slh_choice_t *choice, uint8_t *signature)
{
    const pcc_slh_set_t *set = s->key->set;
    tree_t tree = { { choice->tree, 0, 0, 0, 0, PCC_SLH_TREE }, 0, choice->leaf, set->height, NULL, NULL };
    psa_status_t status = PSA_SUCCESS;

    for (unsigned layer = 0; layer < set->layers && status == PSA_SUCCESS; layer++) {
        pcc_slh_split(set, s->value, s->digits);
        tree.place.layer = (uint8_t)layer;
        tree.secrets = signature;
        tree.path = signature + (size_t)pcc_slh_digits(set) * set->n;
        status = make_tree(s, &tree);
        signature = tree.path + (size_t)set->height * set->n;
        tree.chosen = (uint32_t)(tree.place.tree & (((uint32_t)1 << set->height) - 1u));
        tree.place.tree >>= set->height;
    }
    return status;
}

/* ----------------------------------------------------------------------------------------------------- The calls
 * --- */

psa_status_t pcc_slh_root(const pcc_slh_key_t *key, uint8_t root[PCC_SLH_N_MAX])
{
    const tree_t top = {
        { 0, 0, 0, 0, (uint8_t)(key->set->layers - 1u), PCC_SLH_TREE }, 0, NO_LEAF, key->set->height, NULL, NULL
    };
    signer_t s;

    s.key = key;
    psa_status_t status = pcc_slh_prepare(&s.hasher, key);
    if (status == PSA_SUCCESS) {
        status = make_tree(&s, &top);
    }
    if (status == PSA_SUCCESS) {
        memcpy(root, s.value, key->set->n);
    }
    pcc_wipe(&s, sizeof s);
    return status;
}

/* PRF_msg: HMAC with SHA-2 (section 11.2), the plain hash with SHAKE (11.1). */
static psa_status_t randomize(const pcc_slh_key_t *key, const pcc_slh_message_t *message, const uint8_t *random,
                              uint8_t out[PCC_HASH_SIZE_MAX])
{
    const pcc_hash_alg_t alg = pcc_slh_message_hash(key->set);
    const bool by_hmac = alg != PCC_HASH_SHAKE256_512;
    const size_t n = key->set->n;
    pcc_hmac_t hmac;

    psa_status_t status = by_hmac ? pcc_hmac_start(&hmac, alg, key->secret_prf, n) : pcc_hash_start(&hmac.hash, alg);
    if (status == PSA_SUCCESS && !by_hmac) {
        status = pcc_hash_update(&hmac.hash, key->secret_prf, n);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hmac.hash, random != NULL ? random : key->seed, n);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_slh_add_head(&hmac.hash, message);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hmac.hash, message->data, message->size);
    }
    if (status == PSA_SUCCESS) {
        status = by_hmac ? pcc_hmac_finish(&hmac, out) : pcc_hash_finish(&hmac.hash, out);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

/* H_msg, and what it chooses. */
static psa_status_t choose(const pcc_slh_key_t *key, const pcc_slh_message_t *message, const uint8_t *random,
                           pcc_slh_choice_t *choice)
{
    uint8_t digest[PCC_HASH_SIZE_MAX];
    pcc_hash_t hash;

    psa_status_t status = pcc_slh_message_start(key, message, random, &hash);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, message->data, message->size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, digest);
    }
    pcc_hash_abort(&hash);
    return status == PSA_SUCCESS ? pcc_slh_choose(key, random, digest, choice) : status;
}

static psa_status_t sign(const pcc_slh_key_t *key, const pcc_slh_choice_t *choice, uint8_t *signature)
{
    const pcc_slh_set_t *set = key->set;
    signer_t s;

    s.key = key;
    psa_status_t status = pcc_slh_prepare(&s.hasher, key);
    if (status == PSA_SUCCESS) {
        status = sign_fors(&s, choice, signature);
    }
    if (status == PSA_SUCCESS) {
        status = sign_layers(&s, choice, signature + (size_t)set->fors_trees * (set->fors_height + 1u) * set->n);
    }
    if (status == PSA_SUCCESS && !pcc_equal(s.value, key->root, set->n)) {
        status = PSA_ERROR_CORRUPTION_DETECTED;
    }
    pcc_wipe(&s, sizeof s);
    return status;
}

psa_status_t pcc_slh_sign(const pcc_slh_key_t *key, const pcc_slh_message_t *message, const uint8_t *random,
                          uint8_t *signature)
{
    uint8_t first[PCC_HASH_SIZE_MAX];
    pcc_slh_choice_t choice;

    psa_status_t status = randomize(key, message, random, first);
    if (status == PSA_SUCCESS) {
        status = choose(key, message, first, &choice);
    }
    if (status == PSA_SUCCESS) {
        memcpy(signature, first, key->set->n); /* the message may have been there, and is read */
        status = sign(key, &choice, signature + key->set->n);
        if (status != PSA_SUCCESS) {
            pcc_wipe(signature, pcc_slh_signature_size(key->set));
        }
    }
    pcc_wipe(first, sizeof first);
    return status;
}
