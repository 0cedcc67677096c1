/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key files: PEM armour (RFC 7468), and the three DER shapes of a P-256 key inside. Base64 and DER come from Mbed TLS.
 */
#include "key_file.h"

#include <stdio.h>
#include <string.h>

#include <mbedtls/asn1.h>
#include <mbedtls/base64.h>

#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "psa/crypto.h"
#include "tool.h"

/* Largest DER that is read, bytes: an RSA-4096 key, to tell that it is one (PKCS#8 of P-256 has 138). */
#define DER_MAX 2560u

/* Room for the base64 of a key that is written. */
#define PEM_MAX 512u

/* Object identifiers: id-ecPublicKey and prime256v1 (RFC 5480). */
static const uint8_t oid_ec_public_key[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
static const uint8_t oid_prime256v1[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };

/* SubjectPublicKeyInfo of P-256 up to the point: fixed, as every length in it is. */
static const uint8_t spki_head[KEY_FILE_SPKI_SIZE - KEY_FILE_POINT_SIZE] = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
};

/* PKCS#8 PrivateKeyInfo around an RFC 5915 ECPrivateKey with its public key, as openssl genpkey writes it: up to the
 * private key, then up to the point. */
static const uint8_t pkcs8_head[36] = {
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
    0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20,
};
static const uint8_t pkcs8_middle[5] = { 0xa1, 0x44, 0x03, 0x42, 0x00 };

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

static const char *find_text(const char *text, size_t size, const char *what)
{
    return find_bytes(text, size, what, strlen(what));
}

/* What armour there is that can't be used, in words; NULL: none. */
static const char *pem_refusal(const tool_bytes_t *file)
{
    static const struct {
        const char *mark, *why;
    } rows[] = {
        { "-----BEGIN ENCRYPTED PRIVATE KEY-----", "the key is encrypted (openssl pkey decrypts it)" },
        { "Proc-Type: 4,ENCRYPTED", "the key is encrypted (openssl pkey decrypts it)" },
        { "-----BEGIN RSA P", "an RSA key, not a P-256 key" },
        { "-----BEGIN CERTIFICATE-----", "a certificate (openssl x509 -pubkey takes its key out)" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (find_text((const char *)file->p, file->size, rows[i].mark)) {
            return rows[i].why;
        }
    }
    return NULL;
}

/* Finds the first known armour, decodes it to DER. */
static bool pem_decode(const tool_bytes_t *file, pem_kind_t *kind, uint8_t der[DER_MAX], size_t *der_size)
{
    const char *text = (const char *)file->p;
    for (unsigned k = 0; k < PEM_KINDS; k++) {
        char line[48];
        snprintf(line, sizeof(line), "-----BEGIN %s-----", pem_labels[k]);
        const char *begin = find_text(text, file->size, line);
        if (begin == NULL) {
            continue;
        }
        begin += strlen(line);
        snprintf(line, sizeof(line), "-----END %s-----", pem_labels[k]);
        const char *end = find_text(begin, file->size - (size_t)(begin - text), line);
        *kind = (pem_kind_t)k;
        return end != NULL &&
               mbedtls_base64_decode(der, DER_MAX, der_size, (const uint8_t *)begin, (size_t)(end - begin)) == 0;
    }
    return false;
}

/* AlgorithmIdentifier { id-ecPublicKey, prime256v1 }, all of it. */
static bool algorithm_is_p256(uint8_t **p, const uint8_t *end)
{
    size_t size = 0;
    if (mbedtls_asn1_get_tag(p, end, &size, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) != 0) {
        return false;
    }
    const uint8_t *inner_end = *p + size;
    if (mbedtls_asn1_get_tag(p, inner_end, &size, MBEDTLS_ASN1_OID) != 0 || size != sizeof(oid_ec_public_key) ||
        memcmp(*p, oid_ec_public_key, size) != 0) {
        return false;
    }
    *p += size;
    if (mbedtls_asn1_get_tag(p, inner_end, &size, MBEDTLS_ASN1_OID) != 0 || size != sizeof(oid_prime256v1) ||
        memcmp(*p, oid_prime256v1, size) != 0) {
        return false;
    }
    *p += size;
    return *p == inner_end;
}

/* RFC 5915 ECPrivateKey; only the private key is taken. named: the curve must be named inside (there is no PKCS#8
 * around that did). */
static bool parse_ec_private(uint8_t *p, const uint8_t *end, bool named, key_file_t *key)
{
    size_t size = 0;
    int version = 0;
    if (mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) != 0 ||
        p + size != end || mbedtls_asn1_get_int(&p, end, &version) != 0 || version != 1 ||
        mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_OCTET_STRING) != 0 || size != KEY_FILE_PRIVATE_SIZE) {
        return false;
    }
    memcpy(key->private_key, p, size);
    key->has_private = true;
    p += size;
    const int parameters = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED | 0;
    if (!named && p == end) {
        return true;
    }
    if (mbedtls_asn1_get_tag(&p, end, &size, parameters) != 0) {
        return !named;
    }
    return mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_OID) == 0 && size == sizeof(oid_prime256v1) &&
           memcmp(p, oid_prime256v1, size) == 0;
}

static bool parse_pkcs8(uint8_t *p, const uint8_t *end, key_file_t *key)
{
    size_t size = 0;
    int version = 0;
    return mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) == 0 &&
           p + size == end && mbedtls_asn1_get_int(&p, end, &version) == 0 && version == 0 &&
           algorithm_is_p256(&p, end) && mbedtls_asn1_get_tag(&p, end, &size, MBEDTLS_ASN1_OCTET_STRING) == 0 &&
           parse_ec_private(p, p + size, false, key);
}

/* Why DER that is no P-256 key is none: by the object identifier of what it is. */
static const char *name_key(const uint8_t *der, size_t size)
{
    static const struct {
        const char *oid;
        size_t size;
        const char *why;
    } rows[] = {
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9, "an RSA key, not a P-256 key" },
        { "\x2b\x81\x04\x00\x22", 5, "a P-384 key, not a P-256 key" },
        { "\x2b\x81\x04\x00\x23", 5, "a P-521 key, not a P-256 key" },
        { "\x2b\x81\x04\x00\x0a", 5, "a secp256k1 key, not a P-256 key" },
        { "\x06\x03\x2b\x65\x70", 5, "an Ed25519 key, not a P-256 key" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (find_bytes(der, size, rows[i].oid, rows[i].size)) {
            return rows[i].why;
        }
    }
    return "not a P-256 key with a named curve and an uncompressed point";
}

static bool parse_spki(const uint8_t *der, size_t size, key_file_t *key)
{
    if (size != KEY_FILE_SPKI_SIZE || memcmp(der, spki_head, sizeof(spki_head)) != 0) {
        return false;
    }
    memcpy(key->point, der + sizeof(spki_head), KEY_FILE_POINT_SIZE);
    return true;
}

/* Import: checks the private key's range or that the point is on the curve, and yields the point. */
static psa_status_t check_key(key_file_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_bits(&attributes, 256);
    psa_set_key_type(&attributes, key->has_private ? PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
                                                   : PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_key_id_t id = PSA_KEY_ID_NULL;
    psa_status_t status = key->has_private
                              ? psa_import_key(&attributes, key->private_key, sizeof(key->private_key), &id)
                              : psa_import_key(&attributes, key->point, sizeof(key->point), &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    size_t size = 0;
    status = psa_export_public_key(id, key->point, sizeof(key->point), &size);
    psa_status_t destroyed = psa_destroy_key(id);
    return status != PSA_SUCCESS ? status : destroyed;
}

bool key_file_read(const char *path, key_file_t *key)
{
    *key = (key_file_t){ 0 };
    tool_bytes_t file;
    if (!tool_read_file(path, &file)) {
        return false;
    }
    uint8_t der[DER_MAX];
    size_t size = 0;
    pem_kind_t kind = PEM_KINDS;
    bool ok = pem_decode(&file, &kind, der, &size);
    const char *refusal = ok ? NULL : pem_refusal(&file);
    tool_bytes_free(&file);
    if (!ok) {
        tool_fail("%s: %s", path,
                  refusal             ? refusal
                  : kind == PEM_KINDS ? "not a PEM file with a PRIVATE KEY, EC PRIVATE KEY or PUBLIC KEY"
                                      : "not a P-256 key: its PEM is damaged or holds too much");
        pcc_wipe(der, sizeof(der));
        return false;
    }
    const char *wrong_key = name_key(der, size);
    switch (kind) {
    case PEM_PKCS8:
        ok = parse_pkcs8(der, der + size, key);
        break;
    case PEM_EC_PRIVATE:
        ok = parse_ec_private(der, der + size, true, key);
        break;
    default:
        ok = parse_spki(der, size, key);
        break;
    }
    pcc_wipe(der, sizeof(der));
    if (!ok) {
        tool_fail("%s: %s", path, wrong_key);
    } else if (check_key(key) != PSA_SUCCESS) {
        tool_fail("%s: not a valid P-256 key", path);
        ok = false;
    }
    if (!ok) {
        key_file_wipe(key);
    }
    return ok;
}

static bool write_pem(const char *path, const char *label, const uint8_t *der, size_t size, unsigned mode)
{
    uint8_t base64[PEM_MAX];
    size_t base64_size = 0;
    char pem[2 * PEM_MAX];
    if (mbedtls_base64_encode(base64, sizeof(base64), &base64_size, der, size) != 0) {
        return false;
    }
    pcc_wr_t wr = pcc_wr(pem, sizeof(pem));
    char line[48];
    int length = snprintf(line, sizeof(line), "-----BEGIN %s-----\n", label);
    pcc_wr_bytes(&wr, line, (size_t)length);
    for (size_t at = 0; at < base64_size; at += 64) {
        pcc_wr_bytes(&wr, base64 + at, base64_size - at < 64 ? base64_size - at : 64);
        pcc_wr_u8(&wr, '\n');
    }
    length = snprintf(line, sizeof(line), "-----END %s-----\n", label);
    pcc_wr_bytes(&wr, line, (size_t)length);
    bool ok = !wr.bad && tool_write_file(path, pem, wr.size, mode);
    pcc_wipe(base64, sizeof(base64));
    pcc_wipe(pem, sizeof(pem));
    return ok;
}

bool key_file_write_public(const char *path, const uint8_t point[KEY_FILE_POINT_SIZE])
{
    uint8_t spki[KEY_FILE_SPKI_SIZE];
    key_file_spki(point, spki);
    return write_pem(path, pem_labels[PEM_SPKI], spki, sizeof(spki), 0644);
}

bool key_file_write_private(const char *path, const key_file_t *key)
{
    uint8_t der[DER_MAX];
    pcc_wr_t wr = pcc_wr(der, sizeof(der));
    pcc_wr_bytes(&wr, pkcs8_head, sizeof(pkcs8_head));
    pcc_wr_bytes(&wr, key->private_key, sizeof(key->private_key));
    pcc_wr_bytes(&wr, pkcs8_middle, sizeof(pkcs8_middle));
    pcc_wr_bytes(&wr, key->point, sizeof(key->point));
    bool ok = !wr.bad && write_pem(path, pem_labels[PEM_PKCS8], der, wr.size, 0600);
    pcc_wipe(der, sizeof(der));
    return ok;
}

void key_file_spki(const uint8_t point[KEY_FILE_POINT_SIZE], uint8_t spki[KEY_FILE_SPKI_SIZE])
{
    memcpy(spki, spki_head, sizeof(spki_head));
    memcpy(spki + sizeof(spki_head), point, KEY_FILE_POINT_SIZE);
}

void key_file_wipe(key_file_t *key)
{
    pcc_wipe(key, sizeof(*key));
}
