/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The instance id of the device: made from the public half of its attestation key, or, for a MAC key, as provisioned.
 */
#include "attest_internal.h"

#include "cbor_enc.h"
#include "config.h"
#include "cose.h"
#include "cose_alg.h"
#include "lib/crypto/owned_keys.h"

/* COSE_Key (RFC 9053 section 7.1.1): key type EC2, curve, coordinates. */
#define COSE_KEY_KTY 1
#define COSE_KEY_KTY_EC2 2
#define COSE_KEY_CRV (-1)
#define COSE_KEY_X (-2)
#define COSE_KEY_Y (-3)
#define COSE_KEY_SIZE_MAX (11u + 2u * PATT_COORDINATE_MAX)

#define POINT_UNCOMPRESSED 0x04u

psa_status_t patt_public_key(uint8_t *point, size_t capacity, size_t *size)
{
    *size = 0;
    psa_status_t status = pcrypto_owned_export_public(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID, point, capacity, size);
    if (status != PSA_SUCCESS) {
        *size = 0;
    }
    return status;
}

/* COSE elliptic curve (RFC 9053 section 7.1) whose uncompressed points are `size` bytes: 1 P-256, 2 P-384, 3 P-521; 0:
 * none. */
static uint8_t curve_of_point(size_t size)
{
    return size == 65u ? 1u : size == 97u ? 2u : size == PATT_POINT_MAX ? 3u : 0u;
}

/* 0x01 || SHA-256 of the bytes; zeroed on error. */
static psa_status_t id_of_hash(const uint8_t *bytes, size_t size, uint8_t id[PATT_INSTANCE_ID_SIZE])
{
    size_t digest_size = 0;

    psa_status_t status =
        psa_hash_compute(PSA_ALG_SHA_256, bytes, size, id + 1, PATT_INSTANCE_ID_SIZE - 1, &digest_size);
    if (status == PSA_SUCCESS && digest_size != PATT_INSTANCE_ID_SIZE - 1) {
        status = PSA_ERROR_CORRUPTION_DETECTED;
    }
    if (status != PSA_SUCCESS) {
        memset(id, 0, PATT_INSTANCE_ID_SIZE);
        return status;
    }
    id[0] = PATT_UEID_RAND;
    return PSA_SUCCESS;
}

psa_status_t patt_instance_id_of(const uint8_t *point, size_t size, uint8_t id[PATT_INSTANCE_ID_SIZE])
{
    uint8_t key[COSE_KEY_SIZE_MAX];
    pcc_wr_t wr = pcc_wr(key, sizeof(key));
    uint8_t curve = curve_of_point(size);

    memset(id, 0, PATT_INSTANCE_ID_SIZE);
    if (curve == 0 || point[0] != POINT_UNCOMPRESSED) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    size_t coordinate = size / 2u;
    patt_cbor_put_map(&wr, 4);
    patt_cbor_put_int(&wr, COSE_KEY_KTY);
    patt_cbor_put_int(&wr, COSE_KEY_KTY_EC2);
    patt_cbor_put_int(&wr, COSE_KEY_CRV);
    patt_cbor_put_int(&wr, curve);
    patt_cbor_put_int(&wr, COSE_KEY_X);
    patt_cbor_put_bytes(&wr, point + 1, coordinate);
    patt_cbor_put_int(&wr, COSE_KEY_Y);
    patt_cbor_put_bytes(&wr, point + 1 + coordinate, coordinate);
    return wr.bad ? PSA_ERROR_CORRUPTION_DETECTED : id_of_hash(key, wr.size, id);
}

psa_status_t patt_instance_id_of_secret(const uint8_t *secret, size_t size, uint8_t id[PATT_INSTANCE_ID_SIZE])
{
    memset(id, 0, PATT_INSTANCE_ID_SIZE);
    psa_status_t status = id_of_hash(secret, size, id);
    /* Twice: HMAC takes the hash of a long key for the key, so that one hash would give a working key away. In place,
     * so that none stays behind. */
    return status == PSA_SUCCESS ? id_of_hash(id + 1, PATT_INSTANCE_ID_SIZE - 1, id) : status;
}

/* What provisioning left for a MAC key, which nobody can export. */
static psa_status_t read_provisioned(uint8_t id[PATT_INSTANCE_ID_SIZE])
{
    size_t size = 0;

    psa_status_t status =
        pcrypto_owned_export(PLAT_CLIENT_ATTESTATION, PATT_INSTANCE_ID_KEY_ID, id, PATT_INSTANCE_ID_SIZE, &size);
    if (status == PSA_SUCCESS && (size != PATT_INSTANCE_ID_SIZE || id[0] != PATT_UEID_RAND)) {
        status = PSA_ERROR_DATA_INVALID;
    }
    if (status != PSA_SUCCESS) {
        memset(id, 0, PATT_INSTANCE_ID_SIZE);
    }
    return status;
}

static psa_status_t is_mac_key(bool *is)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    psa_status_t status = pcrypto_owned_attributes(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID, &attributes);
    *is = psa_get_key_type(&attributes) == PSA_KEY_TYPE_HMAC;
    psa_reset_key_attributes(&attributes);
    return status;
}

psa_status_t patt_instance_id(uint8_t id[PATT_INSTANCE_ID_SIZE])
{
    uint8_t point[PATT_POINT_MAX];
    size_t size = 0;
    bool mac;

    memset(id, 0, PATT_INSTANCE_ID_SIZE);
    psa_status_t status = is_mac_key(&mac);
    if (status == PSA_SUCCESS && mac) {
        return read_provisioned(id);
    }
    if (status == PSA_SUCCESS) {
        status = patt_public_key(point, sizeof(point), &size);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = patt_instance_id_of(point, size, id);
    /* What the key store exported is no point of the profile: a key of the wrong kind was provisioned. */
    return status == PSA_ERROR_INVALID_ARGUMENT ? PSA_ERROR_DATA_INVALID : status;
}
