/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys of images.
 */
#include "image_key.h"

#include <string.h>

#include "der.h"
#include "key_file.h"
#include "lib/crypto/core/ct.h"
#include "lib/fwu/image.h"
#include "pem.h"
#include "psa/crypto.h"
#include "tool.h"

_Static_assert((int)IMAGE_KEY_P256 == PFWU_ECDSA_P256 && (int)IMAGE_KEY_P384 == PFWU_ECDSA_P384 &&
                   (int)IMAGE_KEY_RSA3072 == PFWU_RSA_PSS_3072 && (int)IMAGE_KEY_ED25519 == PFWU_ED25519 &&
                   (int)IMAGE_KEY_LMS == PFWU_LMS && (int)IMAGE_KEY_RSA2048 == PFWU_RSA_PSS_2048,
               "kinds of keys are algorithms of the boot engine");

#define RSA PSA_ALG_RSA_PSS(PSA_ALG_SHA_256)

typedef struct kind_row {
    const char *article, *name, *option;
    psa_key_type_t pair, public_key; /* pair 0: there is none here */
    size_t bits;                     /* 0: as the key says */
    psa_algorithm_t alg;             /* 0: does not sign */
    uint16_t signature_type;
    uint8_t hash_size;
    uint16_t public_size; /* 0: any */
} kind_row_t;

static const kind_row_t kinds[IMAGE_KEY_KINDS] = {
    [IMAGE_KEY_P256] = { "a", "P-256", "ecdsa-p256", PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
                         PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 256, PSA_ALG_ECDSA(PSA_ALG_SHA_256),
                         PFWU_TLV_ECDSA, 32, 65 },
    [IMAGE_KEY_P384] = { "a", "P-384", "ecdsa-p384", PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
                         PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 384, PSA_ALG_ECDSA(PSA_ALG_SHA_384),
                         PFWU_TLV_ECDSA, 48, 97 },
    [IMAGE_KEY_RSA3072] = { "an", "RSA-3072", "rsa-3072", PSA_KEY_TYPE_RSA_KEY_PAIR, PSA_KEY_TYPE_RSA_PUBLIC_KEY, 3072,
                            RSA, PFWU_TLV_RSA3072, 32, 0 },
    [IMAGE_KEY_ED25519] = { "an", "Ed25519", "ed25519", PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS),
                            PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_TWISTED_EDWARDS), 255, PSA_ALG_PURE_EDDSA,
                            PFWU_TLV_ED25519, 32, 32 },
    [IMAGE_KEY_LMS] = { "an", "LMS", "lms", 0, PSA_KEY_TYPE_LMS_PUBLIC_KEY, 0, PSA_ALG_LMS, PFWU_TLV_LMS, 32, 56 },
    [IMAGE_KEY_RSA2048] = { "an", "RSA-2048", "rsa-2048", PSA_KEY_TYPE_RSA_KEY_PAIR, PSA_KEY_TYPE_RSA_PUBLIC_KEY, 2048,
                            RSA, PFWU_TLV_RSA2048, 32, 0 },
    [IMAGE_KEY_X25519] = { "an", "X25519", "x25519", PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY),
                           PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_MONTGOMERY), 255, 0, 0, 32, 32 },
};

/* Algorithm identifiers (RFC 3279, 8410, 8708), whole, as DER; where the key is not on a curve of key_file.h. */
static const uint8_t id_rsa[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
static const uint8_t id_ed25519[] = { 0x06, 0x03, 0x2b, 0x65, 0x70 };
static const uint8_t id_x25519[] = { 0x06, 0x03, 0x2b, 0x65, 0x6e };
static const uint8_t id_hss_lms[] = { 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x03, 0x11 };
static const struct {
    const uint8_t *id;
    uint8_t size;
    image_key_kind_t kind; /* RSA: whatever its size */
} ids[] = { { id_rsa, sizeof(id_rsa), IMAGE_KEY_RSA3072 },
            { id_ed25519, sizeof(id_ed25519), IMAGE_KEY_ED25519 },
            { id_x25519, sizeof(id_x25519), IMAGE_KEY_X25519 },
            { id_hss_lms, sizeof(id_hss_lms), IMAGE_KEY_LMS } };
#define ID_COUNT (sizeof(ids) / sizeof(ids[0]))

/* A key of HSS (RFC 8554) with one level is this and an LMS key. */
static const uint8_t hss_levels[4] = { 0, 0, 0, 1 };

size_t image_key_hash_size(image_key_kind_t kind)
{
    return kinds[kind].hash_size;
}

uint16_t image_key_signature_type(image_key_kind_t kind)
{
    return kinds[kind].signature_type;
}

bool image_key_signs(image_key_kind_t kind)
{
    return kinds[kind].alg != 0;
}

const char *image_key_name(image_key_kind_t kind)
{
    return kinds[kind].name;
}

const char *image_key_article(image_key_kind_t kind)
{
    return kinds[kind].article;
}

const char *image_key_option(image_key_kind_t kind)
{
    return kinds[kind].option;
}

image_key_kind_t image_key_kind(const char *option)
{
    unsigned kind = 0;
    while (kind < IMAGE_KEY_KINDS && strcmp(kinds[kind].option, option) != 0) {
        kind++;
    }
    return (image_key_kind_t)kind;
}

static bool is_rsa(image_key_kind_t kind)
{
    return kind == IMAGE_KEY_RSA2048 || kind == IMAGE_KEY_RSA3072;
}

static bool is_curve(image_key_kind_t kind)
{
    return kind == IMAGE_KEY_P256 || kind == IMAGE_KEY_P384;
}

/* --- Reading ------------------------------------------------------------------------------------------------------ */

static bool set_private(image_key_t *key, const uint8_t *bytes, size_t size)
{
    if (size == 0 || size > sizeof(key->private_key)) {
        return false;
    }
    memcpy(key->private_key, bytes, size);
    key->private_size = size;
    key->has_private = true;
    return true;
}

static bool set_public(image_key_t *key, const uint8_t *bytes, size_t size)
{
    if (size == 0 || size > sizeof(key->public_key)) {
        return false;
    }
    memcpy(key->public_key, bytes, size);
    key->public_size = size;
    return true;
}

/* Which of the identifiers an AlgorithmIdentifier is: an index, ID_COUNT if it is none. */
static size_t find_id(const der_reader_t *algorithm)
{
    size_t i = 0;
    while (i < ID_COUNT && (der_left(algorithm) != ids[i].size || memcmp(algorithm->p, ids[i].id, ids[i].size) != 0)) {
        i++;
    }
    return i;
}

/* PKCS#8 (RFC 5208), or its successor (RFC 5958), of what is not on a curve of key_file.h. */
static bool parse_private(uint8_t *der, size_t size, image_key_t *key)
{
    der_reader_t file = der_reader(der, size);
    der_reader_t info = der_enter(&file, DER_SEQUENCE);
    uint32_t version = der_get_number(&info);
    der_reader_t algorithm = der_enter(&info, DER_SEQUENCE);
    der_reader_t octets = der_enter(&info, DER_OCTET_STRING);
    size_t id = find_id(&algorithm);
    if (info.bad || !der_done(&file) || version > 1u || id == ID_COUNT || ids[id].kind == IMAGE_KEY_LMS) {
        return false;
    }
    key->kind = ids[id].kind;
    if (is_rsa(key->kind)) {
        return set_private(key, octets.p, der_left(&octets));
    }
    der_reader_t inner = der_enter(&octets, DER_OCTET_STRING);
    return der_done(&octets) && der_left(&inner) == 32u && set_private(key, inner.p, 32);
}

static bool parse_public(uint8_t *der, size_t size, image_key_t *key)
{
    der_reader_t file = der_reader(der, size);
    der_reader_t info = der_enter(&file, DER_SEQUENCE);
    der_reader_t algorithm = der_enter(&info, DER_SEQUENCE);
    der_reader_t bits = der_enter(&info, DER_BIT_STRING);
    size_t id = find_id(&algorithm);
    size_t length = der_left(&bits);
    if (!der_done(&info) || !der_done(&file) || id == ID_COUNT || length < 1u || bits.p[0] != 0) {
        return false;
    }
    key->kind = ids[id].kind;
    if (key->kind == IMAGE_KEY_LMS) {
        return length == 1u + sizeof(hss_levels) + kinds[IMAGE_KEY_LMS].public_size &&
               memcmp(bits.p + 1, hss_levels, sizeof(hss_levels)) == 0 &&
               set_public(key, bits.p + 1 + sizeof(hss_levels), kinds[IMAGE_KEY_LMS].public_size);
    }
    return set_public(key, bits.p + 1, length - 1u);
}

static bool from_curve(const key_file_t *from, image_key_t *key)
{
    key->kind = from->bits == 256u ? IMAGE_KEY_P256 : IMAGE_KEY_P384;
    return from->bits <= 384u && set_public(key, from->point, from->point_size) &&
           (!from->has_private || set_private(key, from->private_key, from->private_size));
}

/* The labels that may stand in a file, in the order in which they are looked for. */
typedef enum form { FORM_PKCS8, FORM_EC, FORM_RSA, FORM_SPKI, FORM_RSA_PUBLIC, FORMS } form_t;
static const char *const labels[FORMS] = { "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "PUBLIC KEY",
                                           "RSA PUBLIC KEY" };

static bool parse(form_t form, uint8_t *der, size_t size, image_key_t *key)
{
    key_file_t curve;
    bool on_curve =
        (form == FORM_PKCS8 || form == FORM_EC || form == FORM_SPKI) && key_file_parse(labels[form], der, size, &curve);
    if (on_curve) {
        bool ok = from_curve(&curve, key);
        key_file_wipe(&curve);
        return ok;
    }
    switch (form) {
    case FORM_PKCS8:
        return parse_private(der, size, key);
    case FORM_SPKI:
        return parse_public(der, size, key);
    case FORM_RSA:
        key->kind = IMAGE_KEY_RSA3072;
        return set_private(key, der, size);
    case FORM_RSA_PUBLIC:
        key->kind = IMAGE_KEY_RSA3072;
        return set_public(key, der, size);
    default:
        return false;
    }
}

static psa_status_t import(const image_key_t *key, bool private_half, psa_key_usage_t usage, psa_key_id_t *id)
{
    const kind_row_t *row = &kinds[key->kind];
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, private_half ? row->pair : row->public_key);
    psa_set_key_bits(&attributes, row->bits);
    psa_set_key_usage_flags(&attributes, usage);
    psa_set_key_algorithm(&attributes, row->alg);
    return private_half ? psa_import_key(&attributes, key->private_key, key->private_size, id)
                        : psa_import_key(&attributes, key->public_key, key->public_size, id);
}

/* Import of one half checks it; the public half of a private key comes out of it. */
static psa_status_t check(image_key_t *key)
{
    psa_key_id_t id = PSA_KEY_ID_NULL;
    psa_status_t status = import(key, key->has_private, 0, &id);
    if (status == PSA_ERROR_INVALID_ARGUMENT && key->kind == IMAGE_KEY_RSA3072) {
        key->kind = IMAGE_KEY_RSA2048; /* sizes that images can be signed with are these two */
        status = import(key, key->has_private, 0, &id);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (key->has_private) {
        status = psa_export_public_key(id, key->public_key, sizeof(key->public_key), &key->public_size);
    }
    psa_status_t destroyed = psa_destroy_key(id);
    return status != PSA_SUCCESS ? status : destroyed;
}

static form_t decode(const tool_bytes_t *file, uint8_t der[PEM_DER_MAX], size_t *size, pem_result_t *result)
{
    *result = PEM_ABSENT;
    for (unsigned form = 0; form < FORMS; form++) {
        *result = pem_decode(file, labels[form], der, size);
        if (*result != PEM_ABSENT) {
            return (form_t)form;
        }
    }
    return FORMS;
}

/* "ENCRYPTED PRIVATE KEY": its PKCS#8 in `der`. */
static bool open_sealed(const char *path, const passphrase_t *passphrase, uint8_t der[PEM_DER_MAX], size_t *size)
{
    uint8_t plain[PEM_DER_MAX];
    if (passphrase == NULL || passphrase->size == 0) {
        tool_fail("%s: the key is encrypted (--passphrase-file opens it)", path);
        return false;
    }
    psa_status_t status = key_seal_open(der, *size, passphrase, plain, sizeof(plain), size);
    if (status == PSA_SUCCESS) {
        /* A wrong passphrase goes unnoticed once in 256 times: then what comes out is no key. */
        der_reader_t file = der_reader(plain, *size);
        (void)der_enter(&file, DER_SEQUENCE);
        status = der_done(&file) ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
    }
    if (status == PSA_SUCCESS) {
        memcpy(der, plain, *size);
    } else {
        tool_fail("%s: %s", path,
                  status == PSA_ERROR_INVALID_SIGNATURE ? "the passphrase does not open the key"
                  : status == PSA_ERROR_NOT_SUPPORTED
                      ? "the key is encrypted in a way that is not supported (openssl pkey decrypts it)"
                      : tool_status_text(status));
    }
    pcc_wipe(plain, sizeof(plain));
    return status == PSA_SUCCESS;
}

/* What a file is that holds no key of ours, in words. */
static const char *refusal(const tool_bytes_t *file)
{
    if (pem_has(file, "Proc-Type: 4,ENCRYPTED")) {
        return "the key is encrypted in an old way (openssl pkey decrypts it)";
    }
    if (pem_has(file, "-----BEGIN CERTIFICATE-----")) {
        return "a certificate (openssl x509 -pubkey takes its key out)";
    }
    return "not a PEM file with a private or public key";
}

static bool read_file(const char *path, const tool_bytes_t *file, const passphrase_t *passphrase, image_key_t *key)
{
    uint8_t der[PEM_DER_MAX];
    size_t size = 0;
    pem_result_t result = pem_decode(file, "ENCRYPTED PRIVATE KEY", der, &size);
    bool sealed = result != PEM_ABSENT;
    form_t form = sealed ? FORM_PKCS8 : decode(file, der, &size, &result);
    if (result != PEM_DONE) {
        bool old = pem_has(file, "Proc-Type: 4,ENCRYPTED");
        tool_fail("%s: %s", path, result == PEM_ABSENT || old ? refusal(file) : "its PEM is damaged or holds too much");
        return false;
    }
    if (sealed && !open_sealed(path, passphrase, der, &size)) {
        return false;
    }
    bool ok = parse(form, der, size, key);
    pcc_wipe(der, sizeof(der));
    psa_status_t status = ok ? check(key) : PSA_SUCCESS;
    if (!ok) {
        tool_fail("%s: not a key that images are signed or encrypted with (P-256, P-384, RSA, Ed25519, X25519, LMS)",
                  path);
    } else if (status == PSA_ERROR_NOT_SUPPORTED && !is_rsa(key->kind)) {
        tool_fail("%s: %s %s key, which the crypto library does not have", path, kinds[key->kind].article,
                  kinds[key->kind].name);
    } else if (status != PSA_SUCCESS && is_rsa(key->kind)) {
        tool_fail("%s: not a valid RSA key of 2048 or 3072 bits", path);
    } else if (status != PSA_SUCCESS) {
        tool_fail("%s: not a valid %s key", path, kinds[key->kind].name);
    }
    return ok && status == PSA_SUCCESS;
}

bool image_key_read(const char *path, const passphrase_t *passphrase, image_key_t *key)
{
    tool_bytes_t file;
    memset(key, 0, sizeof(*key));
    if (!tool_read_file(path, &file)) {
        return false;
    }
    bool ok = read_file(path, &file, passphrase, key);
    tool_bytes_free(&file);
    if (!ok) {
        image_key_wipe(key);
    }
    return ok;
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */

psa_status_t image_key_generate(image_key_kind_t kind, image_key_t *key)
{
    const kind_row_t *row = &kinds[kind];
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t id = PSA_KEY_ID_NULL;
    memset(key, 0, sizeof(*key));
    if (row->pair == 0) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_set_key_type(&attributes, row->pair);
    psa_set_key_bits(&attributes, row->bits);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    psa_status_t status = psa_generate_key(&attributes, &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    key->kind = kind;
    key->has_private = true;
    status = psa_export_key(id, key->private_key, sizeof(key->private_key), &key->private_size);
    if (status == PSA_SUCCESS) {
        status = psa_export_public_key(id, key->public_key, sizeof(key->public_key), &key->public_size);
    }
    psa_status_t destroyed = psa_destroy_key(id);
    return status != PSA_SUCCESS ? status : destroyed;
}

/* The identifier of a kind that is on no curve of key_file.h, as a SEQUENCE. */
static void put_algorithm(der_writer_t *der, image_key_kind_t kind)
{
    for (size_t i = 0; i < ID_COUNT; i++) {
        if (ids[i].kind == kind || (is_rsa(kind) && is_rsa(ids[i].kind))) {
            der_element(der, DER_SEQUENCE, ids[i].id, ids[i].size);
        }
    }
}

size_t image_key_spki(const image_key_t *key, uint8_t spki[IMAGE_KEY_SPKI_MAX])
{
    const uint8_t unused_bits = 0;
    if (is_curve(key->kind)) {
        return key_file_spki_curve(key->public_key, key->public_size, spki);
    }
    der_writer_t der = der_writer(spki, IMAGE_KEY_SPKI_MAX);
    der_put(&der, key->public_key, key->public_size);
    if (key->kind == IMAGE_KEY_LMS) {
        der_put(&der, hss_levels, sizeof(hss_levels));
    }
    der_put(&der, &unused_bits, 1);
    der_head(&der, DER_BIT_STRING, IMAGE_KEY_SPKI_MAX);
    put_algorithm(&der, key->kind);
    der_head(&der, DER_SEQUENCE, IMAGE_KEY_SPKI_MAX);
    if (der.bad) {
        return 0;
    }
    memmove(spki, spki + der.start, IMAGE_KEY_SPKI_MAX - der.start);
    return IMAGE_KEY_SPKI_MAX - der.start;
}

bool image_key_write_public(const char *path, const image_key_t *key)
{
    uint8_t spki[IMAGE_KEY_SPKI_MAX];
    size_t size = image_key_spki(key, spki);
    if (size == 0) {
        tool_fail("%s: the key can't be written", path);
        return false;
    }
    return pem_write(path, labels[FORM_SPKI], spki, size, 0644);
}

/* PKCS#8 at the end of `der`. */
static void put_pkcs8(der_writer_t *der, const image_key_t *key)
{
    size_t end = der->start;
    if (is_curve(key->kind)) {
        key_file_put_pkcs8(der, key->private_key, key->private_size, key->public_key, key->public_size);
        return;
    }
    der_put(der, key->private_key, key->private_size);
    if (!is_rsa(key->kind)) {
        der_head(der, DER_OCTET_STRING, end);
    }
    der_head(der, DER_OCTET_STRING, end);
    put_algorithm(der, key->kind);
    der_number(der, 0);
    der_head(der, DER_SEQUENCE, end);
}

bool image_key_write_private(const char *path, const image_key_t *key, const passphrase_t *passphrase)
{
    uint8_t plain[PEM_DER_MAX], sealed[PEM_DER_MAX];
    size_t sealed_size = 0;
    der_writer_t der = der_writer(plain, sizeof(plain));
    put_pkcs8(&der, key);
    psa_status_t status = der.bad ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_SUCCESS;
    bool seals = passphrase != NULL && passphrase->size != 0;
    if (status == PSA_SUCCESS && seals) {
        status = key_seal_make(plain + der.start, sizeof(plain) - der.start, passphrase, sealed, sizeof(sealed),
                               &sealed_size);
    }
    bool ok = status == PSA_SUCCESS;
    if (!ok) {
        tool_fail("%s: the key can't be written: %s", path, tool_status_text(status));
    } else if (seals) {
        ok = pem_write(path, "ENCRYPTED PRIVATE KEY", sealed, sealed_size, 0600);
    } else {
        ok = pem_write(path, labels[FORM_PKCS8], plain + der.start, sizeof(plain) - der.start, 0600);
    }
    pcc_wipe(plain, sizeof(plain));
    return ok;
}

void image_key_wipe(image_key_t *key)
{
    pcc_wipe(key, sizeof(*key));
}

/* --- Using -------------------------------------------------------------------------------------------------------- */

psa_status_t image_key_hash(const image_key_t *key, uint8_t hash[PFWU_HASH_MAX])
{
    uint8_t spki[IMAGE_KEY_SPKI_MAX];
    size_t size = 0;
    bool bare = is_rsa(key->kind) || key->kind == IMAGE_KEY_LMS; /* pfwu.h, pfwu_key_t */
    const uint8_t *bytes = bare ? key->public_key : spki;
    size_t length = bare ? key->public_size : image_key_spki(key, spki);
    memset(hash, 0, PFWU_HASH_MAX);
    return psa_hash_compute(kinds[key->kind].hash_size == 48 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_256, bytes, length, hash,
                            PFWU_HASH_MAX, &size);
}

psa_status_t image_key_sign(const image_key_t *key, const uint8_t *hash, uint8_t *signature, size_t capacity,
                            size_t *size)
{
    const kind_row_t *row = &kinds[key->kind];
    psa_key_id_t id = PSA_KEY_ID_NULL;
    *size = 0;
    if (row->alg == 0 || row->pair == 0 || !key->has_private) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    bool signs_hash = PSA_ALG_IS_SIGN_HASH(row->alg);
    psa_status_t status = import(key, true, signs_hash ? PSA_KEY_USAGE_SIGN_HASH : PSA_KEY_USAGE_SIGN_MESSAGE, &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = signs_hash ? psa_sign_hash(id, row->alg, hash, row->hash_size, signature, capacity, size)
                        : psa_sign_message(id, row->alg, hash, row->hash_size, signature, capacity, size);
    psa_status_t destroyed = psa_destroy_key(id);
    return status != PSA_SUCCESS ? status : destroyed;
}

psa_status_t image_key_verify(const image_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size)
{
    const kind_row_t *row = &kinds[key->kind];
    psa_key_id_t id = PSA_KEY_ID_NULL;
    if (row->alg == 0) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    bool signs_hash = PSA_ALG_IS_SIGN_HASH(row->alg);
    psa_status_t status =
        import(key, false, signs_hash ? PSA_KEY_USAGE_VERIFY_HASH : PSA_KEY_USAGE_VERIFY_MESSAGE, &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = signs_hash ? psa_verify_hash(id, row->alg, hash, row->hash_size, signature, size)
                        : psa_verify_message(id, row->alg, hash, row->hash_size, signature, size);
    psa_status_t destroyed = psa_destroy_key(id);
    return status != PSA_SUCCESS ? status : destroyed;
}
