/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * lib/fwu/verify.h for campaigns that boot a million times: a hash and a "signature" that depend on every byte and cost
 * next to nothing. Not cryptography. Linked before the archive, so that verify_psa.c stays in it.
 */
#include "tests/fwu/fwu_device.h"

#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/fwu/verify.h"

static uint64_t lanes[4];
static uint64_t length;
static uint32_t checks;
static bool says;
static psa_status_t says_status;
static uint32_t says_good;

psa_status_t pfwu_hash_begin(size_t size)
{
    (void)size;
    for (unsigned i = 0; i < 4; i++) {
        lanes[i] = 0x9e3779b97f4a7c15u * (i + 1u);
    }
    length = 0;
    return PSA_SUCCESS;
}

psa_status_t pfwu_hash_update(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint64_t *lane = &lanes[length++ & 3u];
        *lane = (*lane ^ data[i]) * 0x100000001b3u + (*lane >> 29);
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_hash_finish(uint8_t *hash, size_t size)
{
    memset(hash, 0, size);
    for (unsigned i = 0; i < 4; i++) {
        uint64_t x = lanes[i] ^ (lanes[(i + 1u) & 3u] >> 7) ^ length;
        x = (x ^ x >> 31) * 0xbf58476d1ce4e5b9u;
        pcc_put_le64(&hash[8u * i], x ^ x >> 29);
    }
    return PSA_SUCCESS;
}

/** r and s: the hash under the point, small enough to be scalars and not 0. */
void fake_sign(const uint8_t *point, const uint8_t *hash, uint8_t *signature)
{
    for (unsigned i = 0; i < 32; i++) {
        signature[i] = (uint8_t)(hash[i] ^ point[1u + i]);
        signature[32u + i] = (uint8_t)(hash[31u - i] + point[33u + i]);
    }
    signature[0] = 0x41;
    signature[32] = 0x42;
}

psa_status_t pfwu_signature_check(const pfwu_key_t *key, const uint8_t *hash, size_t hash_size,
                                  const uint8_t *signature, size_t size, pfwu_bool_t *good)
{
    uint8_t expected[64];
    *good = PFWU_NO;
    checks++;
    if (says) {
        *good = says_good;
        return says_status;
    }
    fake_sign(key->key, hash, expected);
    if (hash_size != 32u || size != sizeof expected || memcmp(expected, signature, sizeof expected) != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    *good = PFWU_YES;
    return PSA_SUCCESS;
}

void fake_check_says(psa_status_t status, uint32_t good, bool on)
{
    says = on;
    says_status = status;
    says_good = good;
}

uint32_t fake_checks(void)
{
    return checks;
}
