/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Stored keys as bytes, format version 1 (DESIGN.md section 2).
 */
#include "key_format.h"

#include "driver.h"
#include "key_material.h"
#include "key_policy.h"
#include "lib/crypto/core/bytes.h"

#define VERSION 1u
/* Magic and version, as one number. */
#define BEGINNING ('P' | (uint32_t)'S' << 8 | (uint32_t)'K' << 16 | (uint32_t)VERSION << 24)

/* Offsets of the fields. */
#define AT_TYPE 4u
#define AT_BITS 6u
#define AT_LIFETIME 8u
#define AT_USAGE 12u
#define AT_ALGORITHM 16u
#define AT_SIZE 20u
#define AT_RESERVED 22u
_Static_assert(AT_RESERVED + 2u == PCRYPTO_KEY_FORMAT_HEADER_SIZE, "fields and header");

static bool is_local(psa_key_lifetime_t lifetime)
{
    return PSA_KEY_LIFETIME_GET_LOCATION(lifetime) == PSA_KEY_LOCATION_LOCAL_STORAGE;
}

static bool lifetime_is_valid(psa_key_lifetime_t lifetime)
{
    psa_key_persistence_t persistence = PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime);

    return (is_local(lifetime) || pcrypto_driver_has_location(PSA_KEY_LIFETIME_GET_LOCATION(lifetime))) &&
           (persistence == PSA_KEY_PERSISTENCE_DEFAULT || persistence == PSA_KEY_PERSISTENCE_READ_ONLY);
}

size_t pcrypto_key_encode(const pcrypto_key_t *key, uint8_t *record)
{
    pcc_put_le32(record, BEGINNING);
    pcc_put_le16(record + AT_TYPE, psa_get_key_type(&key->attributes));
    pcc_put_le16(record + AT_BITS, (uint16_t)psa_get_key_bits(&key->attributes));
    pcc_put_le32(record + AT_LIFETIME, psa_get_key_lifetime(&key->attributes));
    pcc_put_le32(record + AT_USAGE, psa_get_key_usage_flags(&key->attributes));
    pcc_put_le32(record + AT_ALGORITHM, psa_get_key_algorithm(&key->attributes));
    pcc_put_le16(record + AT_SIZE, key->size);
    pcc_put_le16(record + AT_RESERVED, 0);
    if (key->material != record + PCRYPTO_KEY_FORMAT_HEADER_SIZE) {
        memcpy(record + PCRYPTO_KEY_FORMAT_HEADER_SIZE, key->material, key->size);
    }
    return PCRYPTO_KEY_FORMAT_HEADER_SIZE + (size_t)key->size;
}

/* Whether attributes and size are such as a key can have. */
static bool is_valid(const pcrypto_key_t *key)
{
    return lifetime_is_valid(psa_get_key_lifetime(&key->attributes)) &&
           pcrypto_usage_is_valid(psa_get_key_usage_flags(&key->attributes)) &&
           (!is_local(psa_get_key_lifetime(&key->attributes)) ||
            pcrypto_material_size_is_valid(&key->attributes, key->size));
}

psa_status_t pcrypto_key_decode(const uint8_t *record, size_t size, psa_key_id_t id, pcrypto_key_t *key)
{
    const uint8_t *material = record + PCRYPTO_KEY_FORMAT_HEADER_SIZE;

    /* The header is there, and the rest is the material: 1 byte at least, and as many as the header says. */
    if (size <= PCRYPTO_KEY_FORMAT_HEADER_SIZE ||
        size - PCRYPTO_KEY_FORMAT_HEADER_SIZE != pcc_get_le16(record + AT_SIZE) ||
        size - PCRYPTO_KEY_FORMAT_HEADER_SIZE > key->capacity || pcc_get_le32(record) != BEGINNING ||
        pcc_get_le16(record + AT_RESERVED) != 0) {
        return PSA_ERROR_DATA_INVALID;
    }
    psa_set_key_type(&key->attributes, pcc_get_le16(record + AT_TYPE));
    psa_set_key_bits(&key->attributes, pcc_get_le16(record + AT_BITS));
    psa_set_key_lifetime(&key->attributes, pcc_get_le32(record + AT_LIFETIME));
    psa_set_key_usage_flags(&key->attributes, pcc_get_le32(record + AT_USAGE));
    psa_set_key_algorithm(&key->attributes, pcc_get_le32(record + AT_ALGORITHM));
    key->attributes.id = id;
    key->size = pcc_get_le16(record + AT_SIZE);
    if (!is_valid(key)) {
        return PSA_ERROR_DATA_INVALID;
    }
    if (material != key->material) {
        memcpy(key->material, material, key->size);
    }
    return PSA_SUCCESS;
}
