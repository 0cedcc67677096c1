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
static const uint8_t magic[3] = { 'P', 'S', 'K' };

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
    pcc_wr_t wr = pcc_wr(record, PCRYPTO_KEY_FORMAT_HEADER_SIZE);

    pcc_wr_bytes(&wr, magic, sizeof magic);
    pcc_wr_u8(&wr, VERSION);
    pcc_wr_le16(&wr, psa_get_key_type(&key->attributes));
    pcc_wr_le16(&wr, (uint16_t)psa_get_key_bits(&key->attributes));
    pcc_wr_le32(&wr, psa_get_key_lifetime(&key->attributes));
    pcc_wr_le32(&wr, psa_get_key_usage_flags(&key->attributes));
    pcc_wr_le32(&wr, psa_get_key_algorithm(&key->attributes));
    pcc_wr_le16(&wr, key->size);
    pcc_wr_le16(&wr, 0);
    if (key->material != record + PCRYPTO_KEY_FORMAT_HEADER_SIZE) {
        memcpy(record + PCRYPTO_KEY_FORMAT_HEADER_SIZE, key->material, key->size);
    }
    return PCRYPTO_KEY_FORMAT_HEADER_SIZE + (size_t)key->size;
}

psa_status_t pcrypto_key_decode(const uint8_t *record, size_t size, psa_key_id_t id, pcrypto_key_t *key)
{
    pcc_rd_t rd = pcc_rd(record, size);
    const uint8_t *found = pcc_rd_bytes(&rd, sizeof magic);

    if (found == NULL || memcmp(found, magic, sizeof magic) != 0 || pcc_rd_u8(&rd) != VERSION) {
        return PSA_ERROR_DATA_INVALID;
    }
    psa_set_key_type(&key->attributes, pcc_rd_le16(&rd));
    psa_set_key_bits(&key->attributes, pcc_rd_le16(&rd));
    psa_set_key_lifetime(&key->attributes, pcc_rd_le32(&rd));
    psa_set_key_usage_flags(&key->attributes, pcc_rd_le32(&rd));
    psa_set_key_algorithm(&key->attributes, pcc_rd_le32(&rd));
    key->size = pcc_rd_le16(&rd);
    uint16_t reserved = pcc_rd_le16(&rd);
    if (rd.bad || key->size == 0 || key->size > key->capacity || reserved != 0 ||
        (is_local(psa_get_key_lifetime(&key->attributes)) &&
         !pcrypto_material_size_is_valid(&key->attributes, key->size)) ||
        !lifetime_is_valid(psa_get_key_lifetime(&key->attributes)) ||
        !pcrypto_usage_is_valid(psa_get_key_usage_flags(&key->attributes))) {
        return PSA_ERROR_DATA_INVALID;
    }
    const uint8_t *material = pcc_rd_bytes(&rd, key->size);
    if (material == NULL || !pcc_rd_done(&rd)) {
        return PSA_ERROR_DATA_INVALID;
    }
    if (material != key->material) {
        memcpy(key->material, material, key->size);
    }
    key->attributes.id = id;
    return PSA_SUCCESS;
}
