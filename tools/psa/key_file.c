/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key files: the three DER shapes of an elliptic curve key.
 */
#include "key_file.h"

#include <stdio.h>
#include <string.h>

#include <mbedtls/asn1.h>

#include "lib/crypto/core/ct.h"
#include "pem.h"
#include "psa/crypto.h"
#include "tool.h"

/* Object identifier id-ecPublicKey (RFC 5480). */
static const uint8_t oid_ec_public_key[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };

/* The curves: identifier (RFC 5480), and SubjectPublicKeyInfo up to the point, fixed, as every length in it is. */
#define SPKI_HEAD_MAX 27u
typedef struct curve {
    uint16_t bits;
    uint8_t size; /* bytes of a coordinate */
    uint8_t oid_size;
    uint8_t oid[8];
    uint8_t spki_head_size;
    uint8_t spki_head[SPKI_HEAD_MAX];
} curve_t;
static const curve_t curves[] = {
    { 256, 32, 8, { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 }, 26, { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a,
                                                                            0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
                                                                            0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
                                                                            0x01, 0x07, 0x03, 0x42, 0x00 } },
    { 384, 48, 5, { 0x2b, 0x81, 0x04, 0x00, 0x22 }, 23, { 0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86,
                                                          0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b,
                                                          0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00 } },
    { 521, 66, 5, { 0x2b, 0x81, 0x04, 0x00, 0x23 }, 25, { 0x30, 0x81, 0x9b, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86,
                                                          0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81,
                                                          0x04, 0x00, 0x23, 0x03, 0x81, 0x86, 0x00 } },
};
#define CURVE_COUNT (sizeof(curves) / sizeof(curves[0]))

/* The armour that may stand in a file, and what it holds. */
typedef enum pem_kind { PEM_PKCS8, PEM_EC_PRIVATE, PEM_SPKI, PEM_KINDS } pem_kind_t;
static const char *const pem_labels[PEM_KINDS] = { "PRIVATE KEY", "EC PRIVATE KEY", "PUBLIC KEY" };

static const void *find_bytes(const void *in, size_t size, const void *what, size_t length)
{
    const uint8_t *bytes = in;
    for (size_t i = 0; size >= length && i <= size - length; i++) {
        if (memcmp(bytes + i, what, length) == 0) {
            return bytes + i;
        }
    }
    return NULL;
}

/* What armour there is that can't be used, in words; NULL: none. */
static const char *pem_refusal(const tool_bytes_t *file)
{
    static const struct {
        const char *mark, *why;
    } rows[] = {
        { "-----BEGIN ENCRYPTED PRIVATE KEY-----", "the key is encrypted (openssl pkey decrypts it)" },
        { "Proc-Type: 4,ENCRYPTED", "the key is encrypted (openssl pkey decrypts it)" },
        { "-----BEGIN RSA P", "an RSA key, not one on P-256, P-384 or P-521" },
        { "-----BEGIN CERTIFICATE-----", "a certificate (openssl x509 -pubkey takes its key out)" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (pem_has(file, rows[i].mark)) {
            return rows[i].why;
        }
    }
    return NULL;
}

/* Finds the first known armour, decodes it to DER. */
static bool find_key(const tool_bytes_t *file, pem_kind_t *kind, uint8_t der[PEM_DER_MAX], size_t *der_size)
{
    for (unsigned k = 0; k < PEM_KINDS; k++) {
        pem_result_t result = pem_decode(file, pem_labels[k], der, der_size);
        if (result != PEM_ABSENT) {
            *kind = (pem_kind_t)k;
            return result == PEM_DONE;
        }
    }
    return false;
}

static const curve_t *curve_of_oid(const uint8_t *oid, size_t size)
{
    for (size_t i = 0; i < CURVE_COUNT; i++) {
        if (size == curves[i].oid_size && memcmp(oid, curves[i].oid, size) == 0) {
            return &curves[i];
        }
    }
    return NULL;
}

static const curve_t *curve_of_point(size_t point_size)
{
    for (size_t i = 0; i < CURVE_COUNT; i++) {
        if (point_size == 1u + 2u * (size_t)curves[i].size) {
            return &curves[i];
        }
    }
    return NULL;
}

static void set_curve(key_file_t *key, const curve_t *curve)
{
    key->bits = curve->bits;
    key->private_size = curve->size;
    key->point_size = 1u + 2u * (size_t)curve->size;
}

/* The named curve of an AlgorithmIdentifier { id-ecPublicKey, curve }, all of it. */
static const curve_t *read_algorithm(uint8_t **p, const uint8_t *end)
{
    size_t size = 0;
    if (mbedtls_asn1_get_tag(p, end, &size, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) != 0) {
        return NULL;
    }
    const uint8_t *inner_end = *p + size;
    if (mbedtls_asn1_get_tag(p, inner_end, &size, MBEDTLS_ASN1_OID) != 0 || size != sizeof(oid_ec_public_key) ||
        memcmp(*p, oid_ec_public_key, size) != 0) {
        return NULL;
    }
    *p += size;
    if (mbedtls_asn1_get_tag(p, inner_end, &size, MBEDTLS_ASN1_OID) != 0) {
        return NULL;
    }
    const curve_t *curve = curve_of_oid(*p, size);
    *p += size;
    return *p == inner_end ? curve : NULL;
}

/* RFC 5915 ECPrivateKey; only the private key is taken. curve: what the PKCS#8 around it named, NULL: none, so that it
 * must be named inside. */
static bool parse_ec_private(uint8_t *p, const uint8_t *end, const curve_t *curve, key_file_t *key)
{
    size_t size = 0;
    int version = 0;
    if (mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) != 0 ||
        p + size != end || mbedtls_asn1_get_int(&p, end, &version) != 0 || version != 1 ||
        mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_OCTET_STRING) != 0 || size > sizeof(key->private_key)) {
        return false;
    }
    memcpy(key->private_key, p, size);
    key->has_private = true;
    size_t private_size = size;
    p += size;
    const int parameters = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED | 0;
    if (p != end && mbedtls_asn1_get_tag(&p, end, &size, parameters) == 0) {
        if (mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_OID) != 0) {
            return false;
        }
        const curve_t *named = curve_of_oid(p, size);
        if (named == NULL || (curve != NULL && named != curve)) {
            return false;
        }
        curve = named;
    }
    if (curve == NULL || private_size != curve->size) {
        return false;
    }
    set_curve(key, curve);
    return true;
}

static bool parse_pkcs8(uint8_t *p, const uint8_t *end, key_file_t *key)
{
    size_t size = 0;
    int version = 0;
    if (mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) != 0 ||
        p + size != end || mbedtls_asn1_get_int(&p, end, &version) != 0 || version != 0) {
        return false;
    }
    const curve_t *curve = read_algorithm(&p, end);
    return curve != NULL && mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_OCTET_STRING) == 0 &&
           parse_ec_private(p, p + size, curve, key);
}

/* Why DER that is no key on these curves is none: by the object identifier of what it is. */
static const char *name_key(const uint8_t *der, size_t size)
{
    static const struct {
        const char *oid;
        size_t size;
        const char *why;
    } rows[] = {
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9, "an RSA key, not one on P-256, P-384 or P-521" },
        { "\x2b\x81\x04\x00\x0a", 5, "a secp256k1 key, not one on P-256, P-384 or P-521" },
        { "\x06\x03\x2b\x65\x70", 5, "an Ed25519 key, not one on P-256, P-384 or P-521" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (find_bytes(der, size, rows[i].oid, rows[i].size)) {
            return rows[i].why;
        }
    }
    return "not a key on P-256, P-384 or P-521 with a named curve and an uncompressed point";
}

static bool parse_spki(const uint8_t *der, size_t size, key_file_t *key)
{
    for (size_t i = 0; i < CURVE_COUNT; i++) {
        const curve_t *curve = &curves[i];
        if (size == curve->spki_head_size + 1u + 2u * (size_t)curve->size &&
            memcmp(der, curve->spki_head, curve->spki_head_size) == 0) {
            set_curve(key, curve);
            memcpy(key->point, der + curve->spki_head_size, key->point_size);
            return true;
        }
    }
    return false;
}

/* Import: checks the private key's range or that the point is on the curve, and yields the point. */
static psa_status_t check_key(key_file_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_bits(&attributes, key->bits);
    psa_set_key_type(&attributes, key->has_private ? PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
                                                   : PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_key_id_t id = PSA_KEY_ID_NULL;
    psa_status_t status = key->has_private ? psa_import_key(&attributes, key->private_key, key->private_size, &id)
                                           : psa_import_key(&attributes, key->point, key->point_size, &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    size_t size = 0;
    status = psa_export_public_key(id, key->point, sizeof(key->point), &size);
    psa_status_t destroyed = psa_destroy_key(id);
    return status != PSA_SUCCESS ? status : destroyed;
}

static bool parse(pem_kind_t kind, uint8_t *der, size_t size, key_file_t *key)
{
    *key = (key_file_t){ 0 };
    switch (kind) {
    case PEM_PKCS8:
        return parse_pkcs8(der, der + size, key);
    case PEM_EC_PRIVATE:
        return parse_ec_private(der, der + size, NULL, key);
    default:
        return parse_spki(der, size, key);
    }
}

bool key_file_parse(const char *label, uint8_t *der, size_t size, key_file_t *key)
{
    unsigned kind = 0;
    while (kind < PEM_KINDS && strcmp(pem_labels[kind], label) != 0) {
        kind++;
    }
    bool ok = kind < PEM_KINDS && parse((pem_kind_t)kind, der, size, key) && check_key(key) == PSA_SUCCESS;
    if (!ok) {
        key_file_wipe(key);
    }
    return ok;
}

bool key_file_of_bytes(const char *path, const tool_bytes_t *file, key_file_t *key)
{
    *key = (key_file_t){ 0 };
    uint8_t der[PEM_DER_MAX];
    size_t size = 0;
    pem_kind_t kind = PEM_KINDS;
    bool ok = find_key(file, &kind, der, &size);
    const char *refusal = ok ? NULL : pem_refusal(file);
    if (!ok) {
        tool_fail("%s: %s", path,
                  refusal             ? refusal
                  : kind == PEM_KINDS ? "not a PEM file with a PRIVATE KEY, EC PRIVATE KEY or PUBLIC KEY"
                                      : "its PEM is damaged or holds too much");
        pcc_wipe(der, sizeof(der));
        return false;
    }
    const char *wrong_key = name_key(der, size);
    ok = parse(kind, der, size, key);
    pcc_wipe(der, sizeof(der));
    if (!ok) {
        tool_fail("%s: %s", path, wrong_key);
    } else if (check_key(key) != PSA_SUCCESS) {
        tool_fail("%s: not a valid P-%u key", path, key->bits);
        ok = false;
    }
    if (!ok) {
        key_file_wipe(key);
    }
    return ok;
}

bool key_file_read_curve(const char *path, key_file_t *key)
{
    *key = (key_file_t){ 0 };
    tool_bytes_t file;
    if (!tool_read_file(path, &file)) {
        return false;
    }
    bool ok = key_file_of_bytes(path, &file, key);
    tool_bytes_free(&file);
    return ok;
}

bool key_file_write_request(const char *path, const uint8_t *der, size_t size)
{
    return pem_write(path, "CERTIFICATE REQUEST", der, size, 0644);
}

bool key_file_public_pem(const uint8_t *point, size_t point_size, char pem[KEY_FILE_PEM_MAX], size_t *size)
{
    uint8_t spki[KEY_FILE_SPKI_MAX];
    size_t spki_size = key_file_spki_curve(point, point_size, spki);
    pcc_wr_t wr = pcc_wr(pem, KEY_FILE_PEM_MAX);
    bool ok = spki_size != 0 && pem_encode(pem_labels[PEM_SPKI], spki, spki_size, &wr);
    *size = ok ? wr.size : 0;
    return ok;
}

bool key_file_write_public(const char *path, const uint8_t *point, size_t point_size)
{
    uint8_t spki[KEY_FILE_SPKI_MAX];
    size_t size = key_file_spki_curve(point, point_size, spki);
    if (size == 0) {
        tool_fail("%s: not a point of P-256, P-384 or P-521", path);
        return false;
    }
    return pem_write(path, pem_labels[PEM_SPKI], spki, size, 0644);
}

void key_file_put_pkcs8(der_writer_t *der, const uint8_t *private_key, size_t private_size, const uint8_t *point,
                        size_t point_size)
{
    const uint8_t unused_bits = 0;
    const curve_t *curve = curve_of_point(point_size);
    size_t end = der->start;
    if (curve == NULL) {
        der->bad = true;
        return;
    }
    der_put(der, point, point_size);
    der_put(der, &unused_bits, 1);
    der_head(der, DER_BIT_STRING, end);
    der_head(der, 0xa1, end);
    der_element(der, DER_OCTET_STRING, private_key, private_size);
    der_number(der, 1);
    der_head(der, DER_SEQUENCE, end);
    der_head(der, DER_OCTET_STRING, end);
    size_t algorithm_end = der->start;
    der_element(der, DER_OID, curve->oid, curve->oid_size);
    der_element(der, DER_OID, oid_ec_public_key, sizeof(oid_ec_public_key));
    der_head(der, DER_SEQUENCE, algorithm_end);
    der_number(der, 0);
    der_head(der, DER_SEQUENCE, end);
}

size_t key_file_spki_curve(const uint8_t *point, size_t point_size, uint8_t spki[KEY_FILE_SPKI_MAX])
{
    const curve_t *curve = curve_of_point(point_size);
    if (curve == NULL) {
        return 0;
    }
    memcpy(spki, curve->spki_head, curve->spki_head_size);
    memcpy(spki + curve->spki_head_size, point, point_size);
    return curve->spki_head_size + point_size;
}

void key_file_wipe(key_file_t *key)
{
    pcc_wipe(key, sizeof(*key));
}
