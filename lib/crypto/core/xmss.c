/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * XMSS and XMSS^MT: WOTS+, L-trees and hash trees of RFC 8391 sections 3 and 4, as far as verification needs them.
 */
#include "xmss.h"

#include <string.h>

#include "bytes.h"
#include "ct.h"

#define N_MAX 32u
#define DIGITS_MAX (2u * N_MAX + 3u) /* numbers of 4 bits: the hash, and a checksum of three */
#define DIGIT_LARGEST 15u
#define ADDRESS_SIZE 32u

/* What a hash is for; it begins with this number in `padding` bytes. */
enum purpose { PURPOSE_F, PURPOSE_H, PURPOSE_H_MSG, PURPOSE_PRF };

/* Addresses (section 2.5): layer, tree, type and four words, of which the last chooses between key and masks. */
enum address_type { TYPE_OTS, TYPE_L_TREE, TYPE_HASH_TREE };

typedef struct address {
    uint8_t bytes[ADDRESS_SIZE];
} address_t;

enum { WORD_LAYER = 0, WORD_TREE = 1, WORD_TYPE = 3, WORD_FIRST = 4, WORD_SECOND = 5, WORD_THIRD = 6, WORD_MASK = 7 };

static void set_word(address_t *address, unsigned word, uint32_t value)
{
    pcc_put_be32(address->bytes + (size_t)4 * word, value);
}

/* The words behind the type are zero when the type changes. */
static void set_type(address_t *address, enum address_type type, uint32_t first)
{
    memset(address->bytes + (size_t)4 * WORD_TYPE, 0, ADDRESS_SIZE - (size_t)4 * WORD_TYPE);
    set_word(address, WORD_TYPE, (uint32_t)type);
    set_word(address, WORD_FIRST, first);
}

/* --------------------------------------------------------------------------------------------------- Parameters --- */

/* Numbers of parameter sets (RFC 8391, SP 800-208 section 5): each family has three heights, or eight shapes. */
static const struct {
    uint32_t first, first_multi;
    pcc_hash_alg_t alg;
    uint8_t n;
} families[] = { { 0x01, 0x01, PCC_HASH_SHA_256, 32 },
                 { 0x0d, 0x21, PCC_HASH_SHA_256, 24 },
                 { 0x10, 0x29, PCC_HASH_SHAKE256_256, 32 },
                 { 0x13, 0x31, PCC_HASH_SHAKE256_256, 24 } };

static const uint8_t heights[3] = { 10, 16, 20 };
static const struct {
    uint8_t height, layers;
} shapes[8] = { { 20, 2 }, { 20, 4 }, { 40, 2 }, { 40, 4 }, { 40, 8 }, { 60, 3 }, { 60, 6 }, { 60, 12 } };

static void take_single(pcc_xmss_key_t *key, uint32_t choice)
{
    key->height = heights[choice];
    key->layers = 1;
    key->index_size = 4;
}

static void take_multi(pcc_xmss_key_t *key, uint32_t choice)
{
    key->height = shapes[choice].height;
    key->layers = shapes[choice].layers;
    key->index_size = (uint8_t)((key->height + 7) / 8);
}

static psa_status_t take_parameters(pcc_xmss_key_t *key, uint32_t number, bool multi)
{
    const uint32_t choices = multi ? 8 : 3;

    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        uint32_t choice = number - (multi ? families[i].first_multi : families[i].first);
        if (choice < choices && pcc_hash_size(families[i].alg) != 0) {
            key->alg = families[i].alg;
            key->n = families[i].n;
            if (multi) {
                take_multi(key, choice);
            } else {
                take_single(key, choice);
            }
            return PSA_SUCCESS;
        }
    }
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcc_xmss_read_public(const uint8_t *data, size_t size, bool multi, pcc_xmss_key_t *key)
{
    pcc_rd_t rd = pcc_rd(data, size);
    uint32_t number = pcc_rd_be32(&rd);

    if (rd.bad) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = take_parameters(key, number, multi);
    if (status != PSA_SUCCESS) {
        return status;
    }
    key->root = pcc_rd_bytes(&rd, key->n);
    key->seed = pcc_rd_bytes(&rd, key->n);
    return pcc_rd_done(&rd) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

static unsigned digits_of(const pcc_xmss_key_t *key)
{
    return 2u * key->n + 3u;
}

static unsigned tree_height(const pcc_xmss_key_t *key)
{
    return (unsigned)key->height / key->layers;
}

/* A signature; its parts are where they were read from. */
typedef struct parts {
    uint64_t leaf;
    const uint8_t *random; /* n bytes */
    const uint8_t *layers; /* one after the other: chains, path */
} parts_t;

static bool read_signature(const pcc_xmss_key_t *key, const uint8_t *data, size_t size, parts_t *parts)
{
    pcc_rd_t rd = pcc_rd(data, size);
    size_t layer = (size_t)(digits_of(key) + tree_height(key)) * key->n;

    parts->leaf = 0;
    for (unsigned i = 0; i < key->index_size; i++) {
        parts->leaf = parts->leaf << 8 | pcc_rd_u8(&rd);
    }
    parts->random = pcc_rd_bytes(&rd, key->n);
    parts->layers = pcc_rd_bytes(&rd, layer * key->layers);
    return pcc_rd_done(&rd) && parts->leaf >> key->height == 0;
}

/* ------------------------------------------------------------------------------------------------------ Hashing --- */

/* The number goes in 32 bytes, or in 4 where hashes are of 24 (SP 800-208). */
static psa_status_t start(pcc_hash_t *hash, const pcc_xmss_key_t *key, enum purpose purpose)
{
    uint8_t number[32] = { 0 };
    size_t padding = key->n == 32 ? 32 : 4;

    number[padding - 1] = (uint8_t)purpose;
    psa_status_t status = pcc_hash_start(hash, key->alg);
    return status == PSA_SUCCESS ? pcc_hash_update(hash, number, padding) : status;
}

/* out = the first n bytes of the hash of the purpose, n bytes of `first`, and `second`. */
static psa_status_t hash_two(const pcc_xmss_key_t *key, enum purpose purpose, const uint8_t *first,
                             const uint8_t *second, size_t second_size, uint8_t *out)
{
    uint8_t digest[PCC_HASH_SIZE_MAX];
    pcc_hash_t hash;

    psa_status_t status = start(&hash, key, purpose);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, first, key->n);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, second, second_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, digest);
    }
    if (status == PSA_SUCCESS) {
        memcpy(out, digest, key->n);
    }
    return status;
}

/* Draw key (which = 0) or masks (1, 2) for an address. */
static psa_status_t draw(const pcc_xmss_key_t *key, address_t *address, uint32_t which, uint8_t *out)
{
    set_word(address, WORD_MASK, which);
    return hash_two(key, PURPOSE_PRF, key->seed, address->bytes, ADDRESS_SIZE, out);
}

/* `count` values of n bytes, masked and hashed into one: F for one, H for two (sections 3.1.2 and 4.1.4). */
static psa_status_t hash_masked(const pcc_xmss_key_t *key, address_t *address, unsigned count, const uint8_t *first,
                                const uint8_t *second, uint8_t *out)
{
    uint8_t drawn[N_MAX], masked[2 * N_MAX] = { 0 };
    const uint8_t *const values[2] = { first, second };
    psa_status_t status = PSA_SUCCESS;

    for (unsigned i = 0; i < count && status == PSA_SUCCESS; i++) {
        uint8_t *mask = masked + (size_t)i * key->n;
        status = draw(key, address, 1 + i, mask);
        for (unsigned j = 0; j < key->n; j++) {
            mask[j] ^= values[i][j];
        }
    }
    if (status == PSA_SUCCESS) {
        status = draw(key, address, 0, drawn);
    }
    return status == PSA_SUCCESS
               ? hash_two(key, count == 1 ? PURPOSE_F : PURPOSE_H, drawn, masked, (size_t)count * key->n, out)
               : status;
}

/* -------------------------------------------------------------------------------------------------------- WOTS+ --- */

static void to_digits(const pcc_xmss_key_t *key, const uint8_t *message, uint8_t digits[DIGITS_MAX])
{
    unsigned sum = 0;

    for (unsigned i = 0; i < 2u * key->n; i++) {
        digits[i] = (uint8_t)(i % 2 == 0 ? message[i / 2] >> 4 : message[i / 2] & 0x0fu);
        sum += DIGIT_LARGEST - digits[i];
    }
    for (unsigned i = 0; i < 3; i++) {
        digits[2u * key->n + i] = (uint8_t)(sum >> (8 - 4 * i) & 0x0fu);
    }
}

/* The ends of the chains: the one-time public key that the signature would be by (section 3.1.6). */
static psa_status_t run_chains(const pcc_xmss_key_t *key, address_t *address, const uint8_t *message,
                               const uint8_t *chains, uint8_t *ends)
{
    uint8_t digits[DIGITS_MAX];
    psa_status_t status = PSA_SUCCESS;

    to_digits(key, message, digits);
    for (unsigned i = 0; i < digits_of(key) && status == PSA_SUCCESS; i++) {
        uint8_t *value = ends + (size_t)i * key->n;
        memcpy(value, chains + (size_t)i * key->n, key->n);
        set_word(address, WORD_SECOND, i);
        for (unsigned j = digits[i]; j < DIGIT_LARGEST && status == PSA_SUCCESS; j++) {
            set_word(address, WORD_THIRD, j);
            status = hash_masked(key, address, 1, value, NULL, value);
        }
    }
    return status;
}

/* The leaf: pairs are hashed until one is left, an odd one goes up as it is (section 4.1.5). In place. */
static psa_status_t fold(const pcc_xmss_key_t *key, address_t *address, uint8_t *values)
{
    unsigned count = digits_of(key);
    psa_status_t status = PSA_SUCCESS;

    for (uint32_t height = 0; count > 1 && status == PSA_SUCCESS; height++) {
        set_word(address, WORD_SECOND, height);
        for (unsigned i = 0; i < count / 2 && status == PSA_SUCCESS; i++) {
            const uint8_t *pair = values + (size_t)2 * i * key->n;
            set_word(address, WORD_THIRD, i);
            status = hash_masked(key, address, 2, pair, pair + key->n, values + (size_t)i * key->n);
        }
        if (count % 2 != 0) {
            memmove(values + (size_t)(count / 2) * key->n, values + (size_t)(count - 1) * key->n, key->n);
        }
        count = (count + 1) / 2;
    }
    return status;
}

/* -------------------------------------------------------------------------------------------------------- Trees --- */

/* The root of a tree, from the signature of `message` by its leaf; it goes to `message` (section 4.1.10). */
static psa_status_t climb(const pcc_xmss_key_t *key, address_t *address, uint32_t leaf, const uint8_t *layer,
                          uint8_t message[N_MAX])
{
    uint8_t ends[DIGITS_MAX * N_MAX];
    const uint8_t *sibling = layer + (size_t)digits_of(key) * key->n;

    set_type(address, TYPE_OTS, leaf);
    psa_status_t status = run_chains(key, address, message, layer, ends);
    if (status == PSA_SUCCESS) {
        set_type(address, TYPE_L_TREE, leaf);
        status = fold(key, address, ends);
    }
    memcpy(message, ends, key->n);
    set_type(address, TYPE_HASH_TREE, 0);
    for (unsigned height = 0; height < tree_height(key) && status == PSA_SUCCESS; height++) {
        bool right = (leaf & 1u) != 0;
        leaf /= 2;
        set_word(address, WORD_SECOND, height);
        set_word(address, WORD_THIRD, leaf);
        status = hash_masked(key, address, 2, right ? sibling : message, right ? message : sibling, message);
        sibling += key->n;
    }
    return status;
}

psa_status_t pcc_xmss_begin(const pcc_xmss_key_t *key, const uint8_t *signature, size_t size, pcc_hash_t *hash)
{
    uint8_t index[N_MAX] = { 0 };
    parts_t parts;

    if (!read_signature(key, signature, size, &parts)) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    pcc_put_be64(index + key->n - 8, parts.leaf);
    psa_status_t status = start(hash, key, PURPOSE_H_MSG);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, parts.random, key->n);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, key->root, key->n);
    }
    return status == PSA_SUCCESS ? pcc_hash_update(hash, index, key->n) : status;
}

psa_status_t pcc_xmss_verify(const pcc_xmss_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size)
{
    uint8_t value[N_MAX];
    address_t address;
    parts_t parts;

    if (!read_signature(key, signature, size, &parts)) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    memset(&address, 0, sizeof address);
    memcpy(value, hash, key->n);
    psa_status_t status = PSA_SUCCESS;
    for (unsigned layer = 0; layer < key->layers && status == PSA_SUCCESS; layer++) {
        uint32_t leaf = (uint32_t)(parts.leaf & (((uint64_t)1 << tree_height(key)) - 1));
        parts.leaf >>= tree_height(key);
        set_word(&address, WORD_LAYER, layer);
        pcc_put_be64(address.bytes + (size_t)4 * WORD_TREE, parts.leaf);
        status = climb(key, &address, leaf, parts.layers, value);
        parts.layers += (size_t)(digits_of(key) + tree_height(key)) * key->n;
    }
    if (status != PSA_SUCCESS) {
        return pcc_refused(status);
    }
    return pcc_verdict_twice(value, key->root, key->n, PSA_ERROR_INVALID_SIGNATURE);
}
