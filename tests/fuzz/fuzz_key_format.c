/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any bytes as a stored key. What is taken has one encoding only, the bytes that came, and a shape that
 * the algorithms may rely on.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/key_format.h"
#include "lib/crypto/key_policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ID 0x1234u
#define UNTOUCHED 0xa5

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX];
    uint8_t material[PCRYPTO_KEY_SIZE_MAX];
    pcrypto_key_t key;

    memset(&key, 0, sizeof key);
    memset(material, UNTOUCHED, sizeof material);
    key.material = material;
    key.capacity = sizeof material;
    psa_status_t status = pcrypto_key_decode(data, size, ID, &key);
    if (status != PSA_SUCCESS) {
        require(status == PSA_ERROR_DATA_INVALID);
        return 0;
    }
    require(key.size > 0 && key.size <= PCRYPTO_KEY_SIZE_MAX && key.readers == 0 && key.state == 0);
    for (size_t i = key.size; i < sizeof material; i++) {
        require(material[i] == UNTOUCHED);
    }
    require(psa_get_key_id(&key.attributes) == ID);
    psa_key_persistence_t persistence = PSA_KEY_LIFETIME_GET_PERSISTENCE(psa_get_key_lifetime(&key.attributes));
    require(persistence == PSA_KEY_PERSISTENCE_DEFAULT || persistence == PSA_KEY_PERSISTENCE_READ_ONLY);
    require(pcrypto_usage_is_valid(psa_get_key_usage_flags(&key.attributes)));
    size_t bits = psa_get_key_bits(&key.attributes);
    psa_key_type_t type = psa_get_key_type(&key.attributes);
    if (PSA_KEY_TYPE_IS_RSA(type)) {
        require(bits >= 1024 && key.size > bits / 8 && key.size <= PSA_EXPORT_KEY_OUTPUT_SIZE(type, bits));
    } else {
        require(bits % 8 == 0 && key.size == (PSA_KEY_TYPE_IS_PUBLIC_KEY(type) ? 1 + bits / 4 : bits / 8));
    }
    require(pcrypto_key_encode(&key, record) == size);
    require(memcmp(record, data, size) == 0);
    return 0;
}
