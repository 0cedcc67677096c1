/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What verifying and signing with SLH-DSA share: addresses and the keyed hash functions (FIPS 205 sections 4 and 11).
 */
#ifndef PCC_SLH_INTERNAL_H
#define PCC_SLH_INTERNAL_H

#include "slh.h"

/** What a hash is for (FIPS 205 section 4.2). */
enum pcc_slh_type {
    PCC_SLH_WOTS_HASH,
    PCC_SLH_WOTS_PK,
    PCC_SLH_TREE,
    PCC_SLH_FORS_TREE,
    PCC_SLH_FORS_ROOTS,
    PCC_SLH_WOTS_PRF,
    PCC_SLH_FORS_PRF
};

/** Where a hash is, the address of FIPS 205 by its parts. The words: key pair; chain or height; step or index. */
typedef struct pcc_slh_place {
    uint64_t tree;
    uint32_t pair;
    uint32_t second;
    uint32_t third;
    uint8_t layer;
    uint8_t type;
} pcc_slh_place_t;

/** Numbers of 4 bits in a one-time signature, whose chains have 15 steps: those of n bytes and three of a checksum. */
#define PCC_SLH_STEPS 15u
#define PCC_SLH_DIGITS_MAX (2u * PCC_SLH_N_MAX + 3u)
static inline unsigned pcc_slh_digits(const pcc_slh_set_t *set)
{
    return 2u * set->n + 3u;
}

/** The hash functions under a key's public seed: states that have taken it in, and room to work in, which holds
 *  secrets while a signature is made. */
typedef struct pcc_slh_hasher {
    const pcc_slh_set_t *set;
    pcc_hash_t narrow; /* F and PRF */
    pcc_hash_t wide;   /* H and T */
    pcc_hash_t work;
    pcc_hash_t list; /* T under way */
    uint8_t digest[PCC_HASH_SIZE_MAX];
} pcc_slh_hasher_t;

/** Take the seed in. */
psa_status_t pcc_slh_prepare(pcc_slh_hasher_t *h, const pcc_slh_key_t *key);

/** F, or PRF if the place says so: one value of n bytes to another, which may be the same. */
psa_status_t pcc_slh_f(pcc_slh_hasher_t *h, const pcc_slh_place_t *place, const uint8_t *in, uint8_t *out);

/** H: two values to one, which may be one of them. */
psa_status_t pcc_slh_h(pcc_slh_hasher_t *h, const pcc_slh_place_t *place, const uint8_t *left, const uint8_t *right,
                       uint8_t *out);

/** T, of as many values as are added. There is one at a time. */
psa_status_t pcc_slh_list_start(pcc_slh_hasher_t *h, const pcc_slh_place_t *place);
psa_status_t pcc_slh_list_add(pcc_slh_hasher_t *h, const uint8_t *value);
psa_status_t pcc_slh_list_finish(pcc_slh_hasher_t *h, uint8_t *out);

/** The numbers of a value that a one-time signature signs: PCC_SLH_DIGITS_MAX places. */
void pcc_slh_split(const pcc_slh_set_t *set, const uint8_t *value, uint8_t *digits);

/** The hash function of messages, and its hash of `message` behind `random` (H_msg) or what of it goes before the
 *  data. */
psa_status_t pcc_slh_message_start(const pcc_slh_key_t *key, const pcc_slh_message_t *message, const uint8_t *random,
                                   pcc_hash_t *hash);
/** Add context and name to a hash, which the data follow. */
psa_status_t pcc_slh_add_head(pcc_hash_t *hash, const pcc_slh_message_t *message);

/** The hash function of messages: SHA-256, SHA-512 or SHAKE256. */
pcc_hash_alg_t pcc_slh_message_hash(const pcc_slh_set_t *set);

/** What a message's hash chooses: a leaf of a tree of the lowest layer, and a leaf in each of its k trees. */
typedef struct pcc_slh_choice {
    uint64_t tree;
    uint32_t leaf;
    uint8_t digest[49]; /* numbers of `fors_height` bits */
} pcc_slh_choice_t;

/** Work it out of the end of H_msg's hash. */
psa_status_t pcc_slh_choose(const pcc_slh_key_t *key, const uint8_t *random, const uint8_t *hash,
                            pcc_slh_choice_t *choice);

/** The leaf in the i-th of the k trees. */
uint32_t pcc_slh_fors_leaf(const pcc_slh_set_t *set, const pcc_slh_choice_t *choice, unsigned i);

#endif /* PCC_SLH_INTERNAL_H */
