/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * LMS signatures for tests, over the PSA hash functions.
 */
#include "tests/fwu/lms_sign.h"

#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "psa/crypto.h"

/* One leaf of a tree of LMS_SHA256_M32_H5 with LMOTS_SHA256_N32_W8 (RFC 8554), whose other nodes are made up. */
#define CHAINS 34u

static const uint8_t lms_id[16] = "id of the tree";

/** H(I, number, number of 16 bits, bytes). */
static void lms_hash(uint32_t number, uint16_t what, const uint8_t *bytes, size_t size, uint8_t out[32])
{
    static uint8_t in[16 + 4 + 2 + 1 + 32u * CHAINS];
    memcpy(in, lms_id, 16);
    pcc_put_be32(&in[16], number);
    in[20] = (uint8_t)(what >> 8);
    in[21] = (uint8_t)what;
    memcpy(&in[22], bytes, size);
    size_t length;
    if (psa_hash_compute(PSA_ALG_SHA_256, in, 22 + size, out, 32, &length) != PSA_SUCCESS) {
        abort();
    }
}

/** Steps from..to-1 of a chain. */
static void lms_chain(uint32_t leaf, uint16_t chain, unsigned from, unsigned to, uint8_t value[32])
{
    uint8_t in[33];
    for (unsigned j = from; j < to; j++) {
        in[0] = (uint8_t)j;
        memcpy(&in[1], value, 32);
        lms_hash(leaf, chain, in, sizeof in, value);
    }
}

static void lms_secret(uint32_t leaf, uint16_t chain, uint8_t value[32])
{
    static const uint8_t seed[33] = { 0xff, 1, 2, 3 };
    lms_hash(leaf, chain, seed, sizeof seed, value);
}

#define LEAF 3u
static const uint8_t lms_path[5][32] = { { 1 }, { 2 }, { 3 }, { 4 }, { 5 } };

void lms_test_public(uint8_t out[56])
{
    static uint8_t ends[CHAINS][32];
    uint8_t node[32], pair[64];
    for (uint16_t i = 0; i < CHAINS; i++) {
        lms_secret(LEAF, i, ends[i]);
        lms_chain(LEAF, i, 0, 255, ends[i]);
    }
    lms_hash(LEAF, 0x8080, ends[0], sizeof ends, node);
    lms_hash(32 + LEAF, 0x8282, node, 32, node);
    for (uint32_t at = 32 + LEAF, level = 0; at > 1; at /= 2, level++) {
        memcpy(&pair[at % 2 == 0 ? 0 : 32], node, 32);
        memcpy(&pair[at % 2 == 0 ? 32 : 0], lms_path[level], 32);
        lms_hash(at / 2, 0x8383, pair, sizeof pair, node);
    }
    pcc_put_be32(out, 5);
    pcc_put_be32(&out[4], 4);
    memcpy(&out[8], lms_id, 16);
    memcpy(&out[24], node, 32);
}

size_t lms_test_sign(const uint8_t message[32], uint8_t *out)
{
    uint8_t digits[CHAINS], in[64] = { 7 }; /* the randomizer, then the message */
    memcpy(&in[32], message, 32);
    lms_hash(LEAF, 0x8181, in, sizeof in, digits);
    unsigned sum = 0;
    for (unsigned i = 0; i < 32; i++) {
        sum += 255u - digits[i];
    }
    digits[32] = (uint8_t)(sum >> 8);
    digits[33] = (uint8_t)sum;
    pcc_put_be32(out, LEAF);
    pcc_put_be32(&out[4], 4);
    memcpy(&out[8], in, 32);
    for (uint16_t i = 0; i < CHAINS; i++) {
        lms_secret(LEAF, i, &out[40 + 32u * i]);
        lms_chain(LEAF, i, 0, digits[i], &out[40 + 32u * i]);
    }
    pcc_put_be32(&out[40 + 32u * CHAINS], 5);
    memcpy(&out[44 + 32u * CHAINS], lms_path, sizeof lms_path);
    return 44 + 32u * CHAINS + sizeof lms_path;
}
