/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any bytes as the state of a suspended hash. What is refused leaves the operation inactive; what is taken
 * has one encoding only, the bytes that came, and goes on as any hash does.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "psa/crypto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* The hash of what the state stands for and a block more, in pieces of n bytes. */
static size_t go_on(const uint8_t *data, size_t size, size_t n, uint8_t hash[PSA_HASH_MAX_SIZE])
{
    static const uint8_t more[128] = { 1, 2, 3 };
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
    size_t length;

    require(psa_hash_resume(&op, data, size) == PSA_SUCCESS);
    for (size_t at = 0; at < sizeof more; at += n) {
        psa_status_t status = psa_hash_update(&op, more + at, n);
        if (status != PSA_SUCCESS) {
            /* The longest message of the algorithm: the only error there is. */
            require(status == PSA_ERROR_INVALID_ARGUMENT && psa_hash_abort(&op) == PSA_SUCCESS);
            return 0;
        }
    }
    require(psa_hash_finish(&op, hash, PSA_HASH_MAX_SIZE, &length) == PSA_SUCCESS);
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const psa_hash_operation_t inactive;
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
    uint8_t again[PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE], hash[PSA_HASH_MAX_SIZE], same[PSA_HASH_MAX_SIZE];
    size_t length;

    require(psa_crypto_init() == PSA_SUCCESS);
    psa_status_t status = psa_hash_resume(&op, data, size);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
        require(memcmp(&op, &inactive, sizeof op) == 0);
        return 0;
    }
    require(psa_hash_suspend(&op, again, sizeof again, &length) == PSA_SUCCESS);
    require(length == size && memcmp(again, data, size) == 0);
    length = go_on(data, size, 128, hash);
    require(go_on(data, size, 1, same) == length && memcmp(hash, same, length) == 0);
    return 0;
}
