/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The writer of MCUboot images (layout: lib/fwu/DESIGN.md section "Images").
 */
#include "tools/psa/image_write.h"

#include <stdio.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"

#define SIGNATURE_DER_MAX 104u /* ECDSA P-384 */
#define BOOT_RECORD_TYPE_MAX 12u

static void put_version(pcc_wr_t *wr, const psa_fwu_image_version_t *version)
{
    pcc_wr_u8(wr, version->major);
    pcc_wr_u8(wr, version->minor);
    pcc_wr_le16(wr, version->patch);
    pcc_wr_le32(wr, version->build);
}

static void put_tlv_head(pcc_wr_t *wr, uint16_t type, size_t size)
{
    pcc_wr_le16(wr, type);
    pcc_wr_le16(wr, (uint16_t)size);
}

/** CBOR text of up to 23 characters (RFC 8949 section 3.1, major type 3). */
static void put_cbor_text(pcc_wr_t *wr, const char *text)
{
    pcc_wr_u8(wr, (uint8_t)(0x60u + strlen(text)));
    pcc_wr_bytes(wr, text, strlen(text));
}

static void put_cbor_bytes32(pcc_wr_t *wr, const uint8_t bytes[32])
{
    pcc_wr_u8(wr, 0x58);
    pcc_wr_u8(wr, 32);
    pcc_wr_bytes(wr, bytes, 32);
}

/** The boot record of MCUboot: type 1, version 4, signer 5, description 6, value 2 (zeros, last). */
static void put_boot_record(pcc_wr_t *wr, const image_spec_t *spec)
{
    static const uint8_t zeros[32];
    char version[16];
    (void)snprintf(version, sizeof version, "%u.%u.%u", spec->version.major, spec->version.minor, spec->version.patch);
    pcc_wr_u8(wr, 0xa5);
    pcc_wr_u8(wr, 1);
    put_cbor_text(wr, spec->boot_record);
    pcc_wr_u8(wr, 4);
    put_cbor_text(wr, version);
    pcc_wr_u8(wr, 5);
    put_cbor_bytes32(wr, spec->key_hash);
    pcc_wr_u8(wr, 6);
    put_cbor_text(wr, "SHA256");
    pcc_wr_u8(wr, 2);
    put_cbor_bytes32(wr, zeros);
}

static size_t boot_record_size(const image_spec_t *spec)
{
    pcc_wr_t wr = pcc_wr(NULL, 0);
    put_boot_record(&wr, spec);
    return wr.size;
}

static size_t protected_size(const image_spec_t *spec)
{
    size_t size = spec->has_counter ? 4u + 4u : 0;
    if (spec->boot_record != NULL) {
        size += 4u + boot_record_size(spec);
    }
    size += spec->dependency_count * (4u + 12u);
    for (size_t i = 0; i < spec->extra_count; i++) {
        size += 4u + (size_t)spec->extra[i].size;
    }
    return size == 0 ? 0 : size + PFWU_TLV_INFO_SIZE;
}

static void put_protected(pcc_wr_t *wr, const image_spec_t *spec)
{
    size_t size = protected_size(spec);
    if (size == 0) {
        return;
    }
    pcc_wr_le16(wr, PFWU_TLV_MAGIC_PROTECTED);
    pcc_wr_le16(wr, (uint16_t)size);
    if (spec->has_counter) {
        put_tlv_head(wr, PFWU_TLV_SEC_CNT, 4);
        pcc_wr_le32(wr, spec->counter);
    }
    if (spec->boot_record != NULL) {
        put_tlv_head(wr, PFWU_TLV_BOOT_RECORD, boot_record_size(spec));
        put_boot_record(wr, spec);
    }
    for (size_t i = 0; i < spec->dependency_count; i++) {
        put_tlv_head(wr, PFWU_TLV_DEPENDENCY, 12);
        pcc_wr_le32(wr, spec->dependencies[i].id);
        put_version(wr, &spec->dependencies[i].version);
    }
    for (size_t i = 0; i < spec->extra_count; i++) {
        put_tlv_head(wr, spec->extra[i].type, spec->extra[i].size);
        pcc_wr_bytes(wr, spec->extra[i].bytes, spec->extra[i].size);
    }
}

static size_t hash_size(const image_spec_t *spec)
{
    return spec->hash_type == PFWU_TLV_SHA384 ? 48u : 32u;
}

static void put_der_integer(pcc_wr_t *wr, const uint8_t *value, size_t size)
{
    size_t skip = 0;
    while (skip < size - 1u && value[skip] == 0) {
        skip++;
    }
    bool sign = (value[skip] & 0x80u) != 0;
    pcc_wr_u8(wr, 0x02);
    pcc_wr_u8(wr, (uint8_t)(size - skip + (sign ? 1u : 0u)));
    if (sign) {
        pcc_wr_u8(wr, 0);
    }
    pcc_wr_bytes(wr, &value[skip], size - skip);
}

/** r and s as ECDSA-Sig-Value; its size. */
static size_t make_der(const uint8_t *signature, size_t size, uint8_t der[SIGNATURE_DER_MAX])
{
    pcc_wr_t integers = pcc_wr(&der[2], SIGNATURE_DER_MAX - 2u);
    put_der_integer(&integers, signature, size / 2u);
    put_der_integer(&integers, &signature[size / 2u], size / 2u);
    der[0] = 0x30;
    der[1] = (uint8_t)integers.size;
    return integers.size + 2u;
}

static size_t key_wrap_tlv_size(const image_spec_t *spec)
{
    return spec->wrap_size != 0 ? 4u + spec->wrap_size : 0;
}

static size_t key_tlv_size(const image_spec_t *spec)
{
    return 4u + (spec->public_key != NULL ? spec->public_key_size : hash_size(spec));
}

static void put_key(pcc_wr_t *wr, const image_spec_t *spec)
{
    if (spec->public_key != NULL) {
        put_tlv_head(wr, PFWU_TLV_PUBKEY, spec->public_key_size);
        pcc_wr_bytes(wr, spec->public_key, spec->public_key_size);
    } else {
        put_tlv_head(wr, PFWU_TLV_KEYHASH, hash_size(spec));
        pcc_wr_bytes(wr, spec->key_hash, hash_size(spec));
    }
}

static void put_unprotected(pcc_wr_t *wr, const image_spec_t *spec, const uint8_t *hash, const uint8_t *signature,
                            size_t signature_size, const uint8_t *wrap)
{
    uint8_t der[SIGNATURE_DER_MAX];
    bool is_signed = signature_size != 0;
    if (spec->signature_type == 0 || spec->signature_type == PFWU_TLV_ECDSA) {
        signature_size = is_signed ? make_der(signature, signature_size, der) : 0;
        signature = der;
    }
    size_t size = PFWU_TLV_INFO_SIZE + 4u + hash_size(spec) + key_wrap_tlv_size(spec);
    size += is_signed ? key_tlv_size(spec) + 4u + signature_size : 0;
    pcc_wr_le16(wr, PFWU_TLV_MAGIC_UNPROTECTED);
    pcc_wr_le16(wr, (uint16_t)size);
    put_tlv_head(wr, spec->hash_type != 0 ? spec->hash_type : PFWU_TLV_SHA256, hash_size(spec));
    pcc_wr_bytes(wr, hash, hash_size(spec));
    if (is_signed) {
        put_key(wr, spec);
        put_tlv_head(wr, spec->signature_type != 0 ? spec->signature_type : PFWU_TLV_ECDSA, signature_size);
        pcc_wr_bytes(wr, signature, signature_size);
    }
    if (spec->wrap_size != 0) {
        put_tlv_head(wr, spec->wrap_type, spec->wrap_size);
        pcc_wr_bytes(wr, wrap, spec->wrap_size);
    }
}

static void put_header(pcc_wr_t *wr, const image_spec_t *spec, size_t body_size)
{
    pcc_wr_le32(wr, PFWU_IMAGE_MAGIC);
    pcc_wr_le32(wr, spec->load_addr);
    pcc_wr_le16(wr, (uint16_t)spec->header_size);
    pcc_wr_le16(wr, (uint16_t)protected_size(spec));
    pcc_wr_le32(wr, (uint32_t)body_size);
    pcc_wr_le32(wr, spec->flags);
    put_version(wr, &spec->version);
    pcc_wr_le32(wr, 0);
    for (uint32_t i = PFWU_IMAGE_HEADER_SIZE; i < spec->header_size; i++) {
        pcc_wr_u8(wr, spec->header_fill);
    }
}

/** Zeros behind a body of this size; the most there can be for SIZE_MAX. */
static size_t padding(const image_spec_t *spec, size_t body_size)
{
    if (spec->encrypt == NULL) {
        return 0;
    }
    return body_size == SIZE_MAX ? 15u : (16u - (spec->header_size + body_size) % 16u) % 16u;
}

size_t image_overhead(const image_spec_t *spec)
{
    size_t signature = spec->signature_type == 0 ? SIGNATURE_DER_MAX : IMAGE_SIGNATURE_MAX;
    return protected_size(spec) + PFWU_TLV_INFO_SIZE + 4u + hash_size(spec) + key_tlv_size(spec) + 4u + signature +
           key_wrap_tlv_size(spec) + padding(spec, SIZE_MAX);
}

psa_status_t image_write(const image_spec_t *spec, const uint8_t *body, size_t body_size, image_sign_t sign, void *ctx,
                         uint8_t *out, size_t capacity, size_t *size)
{
    uint8_t hash[PFWU_IMAGE_HASH_MAX];
    uint8_t signature[IMAGE_SIGNATURE_MAX];
    size_t signature_size = sizeof signature;
    uint8_t wrap[IMAGE_WRAP_MAX];
    *size = 0;
    if (spec->header_size < PFWU_IMAGE_HEADER_SIZE || spec->header_size > UINT16_MAX || spec->header_size % 4u != 0 ||
        (spec->boot_record != NULL && (strlen(spec->boot_record) > BOOT_RECORD_TYPE_MAX || spec->hash_type != 0)) ||
        (spec->encrypt != NULL) != ((spec->flags & PFWU_IMAGE_ENCRYPTED) != 0) ||
        (spec->encrypt != NULL) != (spec->wrap_size != 0) || spec->wrap_size > sizeof wrap ||
        spec->dependency_count > 1000u || protected_size(spec) > UINT16_MAX || body_size > UINT32_MAX / 2u) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    pcc_wr_t wr = pcc_wr(out, capacity);
    size_t full_size = body_size + padding(spec, body_size);
    put_header(&wr, spec, full_size);
    pcc_wr_bytes(&wr, body, body_size);
    for (size_t i = body_size; i < full_size; i++) {
        pcc_wr_u8(&wr, 0);
    }
    put_protected(&wr, spec);
    if (wr.bad) {
        *size = wr.size + image_overhead(spec) - protected_size(spec);
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = sign(ctx, out, wr.size, hash, signature, &signature_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (spec->encrypt != NULL) {
        status = spec->encrypt(spec->encrypt_ctx, &out[spec->header_size], spec->clear ? 0 : full_size, wrap,
                               spec->wrap_size);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    put_unprotected(&wr, spec, hash, signature, signature_size, wrap);
    *size = wr.size;
    return wr.bad ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_SUCCESS;
}

psa_status_t image_write_again(const image_spec_t *spec, const uint8_t *region, size_t region_size, const uint8_t *wrap,
                               image_sign_t sign, void *ctx, uint8_t *out, size_t capacity, size_t *size)
{
    uint8_t hash[PFWU_IMAGE_HASH_MAX];
    uint8_t signature[IMAGE_SIGNATURE_MAX];
    size_t signature_size = sizeof signature;
    *size = 0;
    psa_status_t status = sign(ctx, region, region_size, hash, signature, &signature_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    pcc_wr_t wr = pcc_wr(out, capacity);
    pcc_wr_bytes(&wr, region, region_size);
    put_unprotected(&wr, spec, hash, signature, signature_size, wrap);
    *size = wr.size;
    return wr.bad ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_SUCCESS;
}
