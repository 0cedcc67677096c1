/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SLH-DSA: parameter sets, addresses and hash functions (FIPS 205 sections 4, 9.2 and 11).
 */
#include <stdbool.h>
#include <string.h>

#include "bytes.h"
#include "ct.h"
#include "mgf1.h"
#include "slh_internal.h"

/* ---------------------------------------------------------------------------------------------------- Parameters
 * --- */

/* Families as the Crypto API numbers them. */
#define SHA2_S 0x02u
#define SHA2_F 0x04u
#define SHAKE_S 0x0bu
#define SHAKE_F 0x0du

#if defined(PSA_WANT_ALG_SHAKE256_256) && defined(PSA_WANT_ALG_SHAKE256_512)
#define WITH_SHAKE 1
#else
#define WITH_SHAKE 0
#endif

/* FIPS 205 table 2, by what needs which hash functions. The end is a row with nothing. */
static const pcc_slh_set_t sets[] = {
#if defined(PSA_WANT_ALG_SHA_256)
    { SHA2_S, 16, 7, 9, 14, 12, 30 },  { SHA2_F, 16, 22, 3, 33, 6, 34 },
#if defined(PSA_WANT_ALG_SHA_512)
    { SHA2_S, 24, 7, 9, 17, 14, 39 },  { SHA2_F, 24, 22, 3, 33, 8, 42 },  { SHA2_S, 32, 8, 8, 22, 14, 47 },
    { SHA2_F, 32, 17, 4, 35, 9, 49 },
#endif
#endif
#if WITH_SHAKE
    { SHAKE_S, 16, 7, 9, 14, 12, 30 }, { SHAKE_F, 16, 22, 3, 33, 6, 34 }, { SHAKE_S, 24, 7, 9, 17, 14, 39 },
    { SHAKE_F, 24, 22, 3, 33, 8, 42 }, { SHAKE_S, 32, 8, 8, 22, 14, 47 }, { SHAKE_F, 32, 17, 4, 35, 9, 49 },
#endif
    { 0, 0, 0, 0, 0, 0, 0 },
};

const pcc_slh_set_t *pcc_slh_find(uint8_t family, size_t bits)
{
    for (const pcc_slh_set_t *set = sets; set->n != 0; set++) {
        if (set->family == family && 8u * set->n == bits) {
            return set;
        }
    }
    return NULL;
}

size_t pcc_slh_signature_size(const pcc_slh_set_t *set)
{
    size_t values = 1u + (size_t)set->fors_trees * (1u + set->fors_height) +
                    (size_t)set->layers * (pcc_slh_digits(set) + set->height);
    return values * set->n;
}

static bool is_shake(const pcc_slh_set_t *set)
{
    return set->family == SHAKE_S || set->family == SHAKE_F;
}

/* ------------------------------------------------------------------------------------------------ Keyed functions
 * --- */

#define NARROW_BLOCK 64u
#define WIDE_BLOCK 128u
#define PLACE_SIZE_MAX 32u

/* SHA-2 has a whole block of the seed and zeros, which is worked on once (section 11.2). */
static psa_status_t take_seed(pcc_hash_t *hash, pcc_hash_alg_t alg, const pcc_slh_key_t *key, size_t block)
{
    static const uint8_t zeros[WIDE_BLOCK - 16u] = { 0 };

    psa_status_t status = pcc_hash_start(hash, alg);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, key->seed, key->set->n);
    }
    return status == PSA_SUCCESS && block != 0 ? pcc_hash_update(hash, zeros, block - key->set->n) : status;
}

psa_status_t pcc_slh_prepare(pcc_slh_hasher_t *h, const pcc_slh_key_t *key)
{
    h->set = key->set;
    psa_status_t status = is_shake(h->set) ? take_seed(&h->narrow, PCC_HASH_SHAKE256_256, key, 0)
                                           : take_seed(&h->narrow, PCC_HASH_SHA_256, key, NARROW_BLOCK);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (is_shake(h->set) || h->set->n == 16) {
        h->wide = h->narrow;
        return PSA_SUCCESS;
    }
    return take_seed(&h->wide, PCC_HASH_SHA_512, key, WIDE_BLOCK);
}

/* Section 4.2, and the compressed form of section 11.2 for SHA-2. */
static size_t put_place(const pcc_slh_set_t *set, const pcc_slh_place_t *place, uint8_t out[PLACE_SIZE_MAX])
{
    pcc_wr_t wr = pcc_wr(out, PLACE_SIZE_MAX);

    if (is_shake(set)) {
        pcc_wr_be32(&wr, place->layer);
        pcc_wr_be32(&wr, 0);
        pcc_wr_be64(&wr, place->tree);
        pcc_wr_be32(&wr, place->type);
    } else {
        pcc_wr_u8(&wr, place->layer);
        pcc_wr_be64(&wr, place->tree);
        pcc_wr_u8(&wr, place->type);
    }
    pcc_wr_be32(&wr, place->pair);
    pcc_wr_be32(&wr, place->second);
    pcc_wr_be32(&wr, place->third);
    return wr.size;
}

static psa_status_t begin(const pcc_slh_hasher_t *h, const pcc_hash_t *seeded, const pcc_slh_place_t *place,
                          pcc_hash_t *hash)
{
    uint8_t bytes[PLACE_SIZE_MAX];
    size_t size = put_place(h->set, place, bytes);

    *hash = *seeded;
    return pcc_hash_update(hash, bytes, size);
}

/* The first n bytes of the hash. */
static psa_status_t finish(pcc_slh_hasher_t *h, pcc_hash_t *hash, uint8_t *out)
{
    psa_status_t status = pcc_hash_finish(hash, h->digest);

    memcpy(out, h->digest, h->set->n);
    return status;
}

psa_status_t pcc_slh_f(pcc_slh_hasher_t *h, const pcc_slh_place_t *place, const uint8_t *in, uint8_t *out)
{
    psa_status_t status = begin(h, &h->narrow, place, &h->work);

    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&h->work, in, h->set->n);
    }
    return status == PSA_SUCCESS ? finish(h, &h->work, out) : status;
}

psa_status_t pcc_slh_h(pcc_slh_hasher_t *h, const pcc_slh_place_t *place, const uint8_t *left, const uint8_t *right,
                       uint8_t *out)
{
    psa_status_t status = begin(h, &h->wide, place, &h->work);

    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&h->work, left, h->set->n);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&h->work, right, h->set->n);
    }
    return status == PSA_SUCCESS ? finish(h, &h->work, out) : status;
}

psa_status_t pcc_slh_list_start(pcc_slh_hasher_t *h, const pcc_slh_place_t *place)
{
    return begin(h, &h->wide, place, &h->list);
}

psa_status_t pcc_slh_list_add(pcc_slh_hasher_t *h, const uint8_t *value)
{
    return pcc_hash_update(&h->list, value, h->set->n);
}

psa_status_t pcc_slh_list_finish(pcc_slh_hasher_t *h, uint8_t *out)
{
    return finish(h, &h->list, out);
}

/* ------------------------------------------------------------------------------------------------------- Numbers
 * --- */

/* Algorithm 7: the checksum is the sum of what the numbers lack to the largest, in three numbers. */
void pcc_slh_split(const pcc_slh_set_t *set, const uint8_t *value, uint8_t *digits)
{
    unsigned sum = 0, count = 2u * set->n;

    for (unsigned i = 0; i < count; i++) {
        digits[i] = i % 2 == 0 ? value[i / 2] >> 4 : value[i / 2] & 15u;
        sum += PCC_SLH_STEPS - digits[i];
    }
    digits[count] = (uint8_t)(sum >> 8 & 15u);
    digits[count + 1] = (uint8_t)(sum >> 4 & 15u);
    digits[count + 2] = (uint8_t)(sum & 15u);
}

uint32_t pcc_slh_fors_leaf(const pcc_slh_set_t *set, const pcc_slh_choice_t *choice, unsigned i)
{
    uint32_t leaf = 0;
    unsigned first = i * set->fors_height;

    for (unsigned bit = first; bit < first + set->fors_height; bit++) {
        leaf = leaf << 1 | ((unsigned)choice->digest[bit / 8] >> (7 - bit % 8) & 1u);
    }
    return leaf;
}

/* ------------------------------------------------------------------------------------------------------- Messages
 * --- */

pcc_hash_alg_t pcc_slh_message_hash(const pcc_slh_set_t *set)
{
    if (is_shake(set)) {
        return PCC_HASH_SHAKE256_512;
    }
    return set->n == 16 ? PCC_HASH_SHA_256 : PCC_HASH_SHA_512;
}

/* Algorithms 22 and 23: M' is a byte for the variant, the context with its size, the name of the hash function, the
 * message. */
psa_status_t pcc_slh_add_head(pcc_hash_t *hash, const pcc_slh_message_t *message)
{
    const uint8_t head[2] = { message->oid != NULL, (uint8_t)message->context_size };

    psa_status_t status = pcc_hash_update(hash, head, sizeof head);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, message->context, message->context_size);
    }
    return status == PSA_SUCCESS && message->oid != NULL ? pcc_hash_update(hash, message->oid, message->oid_size)
                                                         : status;
}

psa_status_t pcc_slh_message_start(const pcc_slh_key_t *key, const pcc_slh_message_t *message, const uint8_t *random,
                                   pcc_hash_t *hash)
{
    size_t n = key->set->n;

    psa_status_t status = pcc_hash_start(hash, pcc_slh_message_hash(key->set));
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, random, n);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, key->seed, n);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, key->root, n);
    }
    return status == PSA_SUCCESS ? pcc_slh_add_head(hash, message) : status;
}

/* H_msg of SHA-2 goes through MGF1; of SHAKE it is the hash (sections 11.1 and 11.2). */
static psa_status_t stretch(const pcc_slh_key_t *key, const uint8_t *random, const uint8_t *hash, uint8_t *out)
{
    uint8_t seed[2u * PCC_SLH_N_MAX + PCC_HASH_SIZE_MAX];
    size_t n = key->set->n, hash_size = pcc_hash_size(pcc_slh_message_hash(key->set));

    if (is_shake(key->set)) {
        memcpy(out, hash, key->set->digest);
        return PSA_SUCCESS;
    }
    memcpy(seed, random, n);
    memcpy(seed + n, key->seed, n);
    memcpy(seed + 2 * n, hash, hash_size);
    memset(out, 0, key->set->digest);
    return pcc_mgf1_xor(pcc_slh_message_hash(key->set), seed, 2 * n + hash_size, out, key->set->digest);
}

/* A number of as many bytes as `bits` need, of which the lowest bits count. */
static uint64_t take_number(pcc_rd_t *rd, unsigned bits)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < (bits + 7) / 8; i++) {
        number = number << 8 | pcc_rd_u8(rd);
    }
    return bits < 64 ? number & (((uint64_t)1 << bits) - 1) : number;
}

psa_status_t pcc_slh_choose(const pcc_slh_key_t *key, const uint8_t *random, const uint8_t *hash,
                            pcc_slh_choice_t *choice)
{
    const pcc_slh_set_t *set = key->set;
    size_t fors_size = ((size_t)set->fors_trees * set->fors_height + 7) / 8;

    psa_status_t status = stretch(key, random, hash, choice->digest);
    pcc_rd_t rd = pcc_rd(choice->digest + fors_size, set->digest - fors_size);
    choice->tree = take_number(&rd, (set->layers - 1u) * set->height);
    choice->leaf = (uint32_t)take_number(&rd, set->height);
    return status;
}
