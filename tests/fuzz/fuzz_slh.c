/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: hostile SLH-DSA signatures and public keys. What was signed verifies, and nothing that differs from it
 * in signature, key, message or size does; nothing is read beyond the bytes (the sanitisers see to that).
 *
 * Input: the parameter set, then edits of four bytes: what is changed, where (2), and what is exclusive-ored into it.
 * Bytes behind the last whole edit: by so many the signature is too short. SHA2-128f begins with a valid signature;
 * with the other sets, which sign for too long, a signature is of zeros.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/slh.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SIGNED_SIZE 17088u /* of SHA2-128f */

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static const struct {
    uint8_t family;
    uint16_t bits;
} sets[] = { { 0x04, 128 }, { 0x02, 128 }, { 0x02, 192 }, { 0x04, 192 }, { 0x02, 256 }, { 0x04, 256 } };

static const uint8_t seeds[2][16] = { { 1 }, { 2 } };
static const uint8_t text[4] = { 't', 'e', 'x', 't' };
static uint8_t public_key[2 * PCC_SLH_N_MAX], valid[SIGNED_SIZE];

static void sign(void)
{
    const pcc_slh_message_t message = { .data = text, .size = sizeof text };
    const pcc_slh_set_t *set = pcc_slh_find(0x04, 128);
    uint8_t root[PCC_SLH_N_MAX];
    require(set != NULL && pcc_slh_signature_size(set) == sizeof valid);
    memcpy(public_key, "the public seed!", 16);
    const pcc_slh_key_t key = { set, seeds[0], seeds[1], public_key, root };
    require(pcc_slh_root(&key, root) == PSA_SUCCESS);
    memcpy(public_key + 16, root, 16);
    require(pcc_slh_sign(&key, &message, NULL, valid) == PSA_SUCCESS);
}

static psa_status_t verify(const pcc_slh_set_t *set, const uint8_t *key_bytes, const uint8_t *body,
                           const uint8_t *signature, size_t size)
{
    const pcc_slh_key_t key = { set, NULL, NULL, key_bytes, key_bytes + set->n };
    const pcc_slh_message_t message = { .data = body, .size = sizeof text };
    uint8_t digest[PCC_HASH_SIZE_MAX] = { 0 };
    pcc_hash_t hash;
    psa_status_t status = pcc_slh_begin(&key, &message, signature, size, &hash);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_SIGNATURE && size != pcc_slh_signature_size(set));
        require(pcc_slh_verify(&key, digest, signature, size) == PSA_ERROR_INVALID_SIGNATURE);
        return status;
    }
    require(pcc_hash_update(&hash, body, sizeof text) == PSA_SUCCESS);
    require(pcc_hash_finish(&hash, digest) == PSA_SUCCESS);
    status = pcc_slh_verify(&key, digest, signature, size);
    require(status == PSA_SUCCESS || status == PSA_ERROR_INVALID_SIGNATURE);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 400) {
        return 0;
    }
    if (valid[0] == 0 && valid[1] == 0) {
        sign();
    }
    const size_t which = data[0] % (sizeof sets / sizeof sets[0]), missing = (size - 1) % 4;
    const pcc_slh_set_t *set = pcc_slh_find(sets[which].family, sets[which].bits);
    if (set == NULL) {
        return 0;
    }
    const size_t full = pcc_slh_signature_size(set), key_size = 2u * set->n;
    uint8_t *signature = calloc(full, 1), *key = malloc(key_size), *body = malloc(sizeof text);
    require(signature != NULL && key != NULL && body != NULL);
    memcpy(key, public_key, key_size);
    memcpy(body, text, sizeof text);
    if (which == 0) {
        memcpy(signature, valid, full);
    }
    for (size_t i = 1; i + 4 <= size; i += 4) {
        size_t at = (size_t)data[i + 1] << 8 | data[i + 2];
        switch (data[i] % 4) {
        case 0:
            key[at % key_size] ^= data[i + 3];
            break;
        case 1:
            body[at % sizeof text] ^= data[i + 3];
            break;
        default:
            signature[at % full] ^= data[i + 3];
        }
    }
    /* Exactly as long as it claims to be. */
    uint8_t *given = malloc(full - missing);
    require(given != NULL);
    memcpy(given, signature, full - missing);
    bool is_valid = which == 0 && missing == 0 && memcmp(signature, valid, full) == 0 &&
                    memcmp(key, public_key, key_size) == 0 && memcmp(body, text, sizeof text) == 0;
    require((verify(set, key, body, given, full - missing) == PSA_SUCCESS) == is_valid);
    free(given);
    free(body);
    free(key);
    free(signature);
    return 0;
}
