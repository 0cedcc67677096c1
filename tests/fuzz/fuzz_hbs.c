/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any bytes as an LMS, HSS, XMSS or XMSS^MT public key with a signature behind it. Parts lie within the
 * bytes (the sanitisers see to that), only known statuses come back, and a signature that cannot begin cannot be
 * verified either.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/lms.h"
#include "lib/crypto/core/xmss.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* The first byte is the size of the key; the message is empty. */
static void check_lms(const uint8_t *data, size_t key_size, size_t size)
{
    uint8_t digest[PCC_HASH_SIZE_MAX];
    pcc_lms_key_t key;
    pcc_hash_t hash;

    psa_status_t status = pcc_lms_read_public(data, key_size, &key);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    require(key_size == 24u + key.n && key.root + key.n == data + key_size);
    status = pcc_lms_begin(&key, data + key_size, size - key_size, &hash);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_SIGNATURE);
        memset(digest, 0, sizeof digest);
        require(pcc_lms_verify(&key, digest, data + key_size, size - key_size) == PSA_ERROR_INVALID_SIGNATURE);
        return;
    }
    require(pcc_hash_finish(&hash, digest) == PSA_SUCCESS);
    status = pcc_lms_verify(&key, digest, data + key_size, size - key_size);
    require(status == PSA_SUCCESS || status == PSA_ERROR_INVALID_SIGNATURE);
}

static void check_hss(const uint8_t *data, size_t key_size, size_t size)
{
    uint8_t digest[PCC_HASH_SIZE_MAX];
    pcc_hss_key_t key;
    pcc_hash_t hash;

    psa_status_t status = pcc_hss_read_public(data, key_size, &key);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    require(key.levels >= 1 && key.levels <= PCC_HSS_LEVELS_MAX);
    status = pcc_hss_begin(&key, data + key_size, size - key_size, &hash);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_SIGNATURE);
        return;
    }
    require(pcc_hash_finish(&hash, digest) == PSA_SUCCESS);
    status = pcc_hss_verify(&key, digest, data + key_size, size - key_size);
    require(status == PSA_SUCCESS || status == PSA_ERROR_INVALID_SIGNATURE);
}

static void check_xmss(const uint8_t *data, size_t key_size, size_t size, bool multi)
{
    uint8_t digest[PCC_HASH_SIZE_MAX];
    pcc_xmss_key_t key;
    pcc_hash_t hash;

    psa_status_t status = pcc_xmss_read_public(data, key_size, multi, &key);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    require(key_size == 4u + 2u * key.n && key.seed + key.n == data + key_size);
    require(key.height % key.layers == 0 && key.height <= 60);
    status = pcc_xmss_begin(&key, data + key_size, size - key_size, &hash);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_SIGNATURE);
        memset(digest, 0, sizeof digest);
        require(pcc_xmss_verify(&key, digest, data + key_size, size - key_size) == PSA_ERROR_INVALID_SIGNATURE);
        return;
    }
    require(pcc_hash_finish(&hash, digest) == PSA_SUCCESS);
    status = pcc_xmss_verify(&key, digest, data + key_size, size - key_size);
    require(status == PSA_SUCCESS || status == PSA_ERROR_INVALID_SIGNATURE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || data[0] > size - 1) {
        return 0;
    }
    check_lms(data + 1, data[0], size - 1);
    check_hss(data + 1, data[0], size - 1);
    check_xmss(data + 1, data[0], size - 1, false);
    check_xmss(data + 1, data[0], size - 1, true);
    return 0;
}
