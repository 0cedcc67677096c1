/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any bytes as an RSA key. What is taken has one encoding only, the bytes that came, lies within them, and
 * fits the sizes that callers are told.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/rsa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void require_within(const pcc_rsa_number_t *number, const uint8_t *data, size_t size)
{
    require(number->p >= data && number->size <= size && number->p + number->size <= data + size);
    require(number->size == 0 || number->p[0] != 0);
}

static void check_public(const uint8_t *data, size_t size)
{
    uint8_t der[PCC_RSA_SIZE_MAX + 16];
    pcc_rsa_key_t key;
    size_t length;

    psa_status_t status = pcc_rsa_read_public(data, size, &key);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    require_within(&key.n, data, size);
    require_within(&key.e, data, size);
    require(pcc_rsa_write_public(&key, der, sizeof der, &length) == PSA_SUCCESS);
    require(length == size && memcmp(der, data, size) == 0);
}

static void check_pair(const uint8_t *data, size_t size)
{
    uint8_t der[2 * PCC_RSA_SIZE_MAX + 5 * (PCC_RSA_SIZE_MAX / 2) + 49];
    pcc_rsa_key_t key;
    size_t length;

    psa_status_t status = pcc_rsa_read_pair(data, size, &key);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    const pcc_rsa_number_t *const numbers[] = { &key.n, &key.e, &key.d, &key.p, &key.q, &key.dp, &key.dq, &key.qp };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        require_within(numbers[i], data, size);
    }
    require(pcc_rsa_write_pair(&key, der, sizeof der, &length) == PSA_SUCCESS);
    require(length == size && memcmp(der, data, size) == 0);
    status = pcc_rsa_check_pair(&key);
    require(status == PSA_SUCCESS || status == PSA_ERROR_INVALID_ARGUMENT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_public(data, size);
    check_pair(data, size);
    return 0;
}
