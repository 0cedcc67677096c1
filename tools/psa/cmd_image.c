/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image: keys, signing, showing and verifying MCUboot images.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "image_check.h"
#include "image_encrypt.h"
#include "image_write.h"
#include "key_file.h"
#include "lib/crypto/core/bytes.h"
#include "psa/crypto.h"
#include "tool.h"

/* --- show ------------------------------------------------------------------------------------------------------------ */

typedef struct tlv_name {
    uint16_t type;
    const char *text;
} tlv_name_t;

static const tlv_name_t tlv_names[] = {
    { PFWU_TLV_KEYHASH, "hash of the signing key" },
    { PFWU_TLV_PUBKEY, "signing key" },
    { PFWU_TLV_SHA256, "SHA-256 of header, body and protected records" },
    { PFWU_TLV_SHA384, "SHA-384 of header, body and protected records" },
    { PFWU_TLV_SHA512, "SHA-512 of header, body and protected records" },
    { PFWU_TLV_RSA2048, "RSA-2048 PSS signature" },
    { PFWU_TLV_ECDSA, "ECDSA signature" },
    { PFWU_TLV_ENC_EC256, "image key, wrapped with ECIES-P256" },
    { PFWU_TLV_ENC_X25519, "image key, wrapped with ECIES-X25519" },
    { PFWU_TLV_ENC_X25519_SHA512, "image key, wrapped with ECIES-X25519 and SHA-512" },
    { PFWU_TLV_RSA3072, "RSA-3072 PSS signature" },
    { PFWU_TLV_ED25519, "Ed25519 signature" },
    { PFWU_TLV_LMS, "LMS signature (libpsa)" },
    { PFWU_TLV_SIG_PURE, "signature is over the image itself" },
    { PFWU_TLV_DEPENDENCY, "needs another component" },
    { PFWU_TLV_SEC_CNT, "security counter" },
    { PFWU_TLV_BOOT_RECORD, "boot record (CBOR)" },
    { PFWU_TLV_UUID_VID, "vendor id" },
    { PFWU_TLV_UUID_CID, "class id" },
};

static const char *tlv_text(uint16_t type)
{
    for (size_t i = 0; i < sizeof(tlv_names) / sizeof(tlv_names[0]); i++) {
        if (tlv_names[i].type == type) {
            return tlv_names[i].text;
        }
    }
    return type >= PFWU_TLV_ENC_FIRST && type <= PFWU_TLV_ENC_LAST ? "wrapped image key" : "unknown to this tool";
}

/* The content of a record, as far as one line shows it. */
static void print_payload(const tool_bytes_t *bytes, const pfwu_tlv_t *tlv)
{
    const uint8_t *p = bytes->p + tlv->off;
    if (tlv->type == PFWU_TLV_SEC_CNT && tlv->size == 4) {
        printf("%" PRIu32, pcc_get_le32(p));
    } else if (tlv->type == PFWU_TLV_DEPENDENCY && tlv->size == 12) {
        printf("component %u at least %u.%u.%u+%" PRIu32, p[0], p[4], p[5], pcc_get_le16(p + 6), pcc_get_le32(p + 8));
    } else {
        tool_print_hex(p, tlv->size < 32 ? tlv->size : 32);
        printf("%s", tlv->size > 32 ? "..." : "");
    }
}

static void print_header(const char *path, const pfwu_image_t *image, size_t size)
{
    char version[IMAGE_VERSION_TEXT_SIZE];
    pfwu_version_text(&image->version, version);
    printf("%s: version %s, %" PRIu32 " bytes of body behind a header of %" PRIu32 "\n", path, version,
           image->body_size, image->header_size);
    printf("  flags                  0x%08" PRIx32 "%s%s%s\n", image->flags,
           image->flags & PFWU_IMAGE_NON_BOOTABLE ? " not bootable" : "",
           image->flags & (PFWU_IMAGE_AES128 | PFWU_IMAGE_AES256) ? " encrypted" : "",
           image->flags & PFWU_IMAGE_RAM_LOAD ? " to RAM" : "");
    printf("  load address           0x%08" PRIx32 "\n", image->load_addr);
    printf("  file                   %zu bytes\n", size);
}

static pfwu_image_fault_t print_tlvs(const tool_bytes_t *bytes, const pfwu_image_t *image)
{
    pfwu_image_source_t source = image_source(bytes);
    uint32_t cursor = 0;
    pfwu_tlv_t tlv;
    for (;;) {
        pfwu_image_fault_t fault = pfwu_image_tlv(&source, image, &cursor, &tlv);
        if (fault != PFWU_IMAGE_OK || tlv.off == 0) {
            return fault;
        }
        printf("  %s 0x%04x %4u bytes  %s: ", tlv.is_protected ? "protected  " : "unprotected", tlv.type, tlv.size,
               tlv_text(tlv.type));
        print_payload(bytes, &tlv);
        printf("\n");
    }
}

/* Header and records in words, then the verdict of the strict parser. */
static int show_image(const char *path, const tool_bytes_t *bytes)
{
    pfwu_image_source_t source = image_source(bytes);
    pfwu_image_t image;
    pfwu_image_fault_t fault = pfwu_image_parse_header(&source, &image);
    if (fault == PFWU_IMAGE_OK) {
        print_header(path, &image, bytes->size);
        fault = print_tlvs(bytes, &image);
    }
    if (fault == PFWU_IMAGE_OK) {
        fault = pfwu_image_parse(&source, &image);
    }
    if (fault != PFWU_IMAGE_OK) {
        return tool_fail("%s: not a valid image: %s", path, pfwu_image_fault_text(fault));
    }
    if (image.total_size < bytes->size) {
        printf("  %zu bytes follow the image\n", bytes->size - image.total_size);
    }
    printf("  well formed; signature not checked\n");
    return TOOL_OK;
}

static int image_show(int argc, char **argv)
{
    const char *usage = "psa image show IMAGE";
    int words = 0;
    int code = tool_options(argc, argv, usage, NULL, 0, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 1) {
        return tool_usage("which image? (usage: %s)", usage);
    }
    tool_bytes_t bytes;
    if (!tool_read_file(argv[1], &bytes)) {
        return TOOL_FAILED;
    }
    code = show_image(argv[1], &bytes);
    tool_bytes_free(&bytes);
    return code;
}

/* --- Hashes and signatures ------------------------------------------------------------------------------------------- */

static psa_status_t import_private(const key_file_t *key, psa_key_id_t *id)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    return psa_import_key(&attributes, key->private_key, KEY_FILE_PRIVATE_SIZE, id);
}

/* --- verify ---------------------------------------------------------------------------------------------------------- */

static int image_verify(int argc, char **argv)
{
    const char *usage = "psa image verify --key PUB.pem IMAGE";
    const char *key_path = NULL;
    const tool_option_t options[] = {
        { "key", true, &key_path, "PUB.pem", "the public key that must have signed it", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 1, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 1 || !key_path) {
        return tool_usage("verify needs --key and one image (usage: %s)", usage);
    }
    key_file_t key = { 0 };
    tool_bytes_t bytes = { NULL, 0 };
    bool ok = tool_crypto_start() && key_file_read(key_path, &key) && tool_read_file(argv[1], &bytes);
    pfwu_image_t image;
    code = ok && image_check(argv[1], &bytes, &key, &image) ? TOOL_OK : TOOL_FAILED;
    if (code == TOOL_OK) {
        char version[IMAGE_VERSION_TEXT_SIZE];
        pfwu_version_text(&image.version, version);
        printf("%s: valid, version %s\n", argv[1], version);
    }
    key_file_wipe(&key);
    tool_bytes_free(&bytes);
    return code;
}

/* --- Keys ------------------------------------------------------------------------------------------------------------ */

static psa_status_t generate_key(key_file_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    psa_key_id_t id = PSA_KEY_ID_NULL;
    psa_status_t status = psa_generate_key(&attributes, &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    size_t size = 0;
    status = psa_export_key(id, key->private_key, sizeof(key->private_key), &size);
    if (status == PSA_SUCCESS) {
        status = psa_export_public_key(id, key->point, sizeof(key->point), &size);
    }
    key->has_private = true;
    key->bits = 256;
    key->private_size = KEY_FILE_PRIVATE_SIZE;
    key->point_size = KEY_FILE_POINT_SIZE;
    psa_status_t destroyed = psa_destroy_key(id);
    return status != PSA_SUCCESS ? status : destroyed;
}

/* Both halves or none. */
static int write_pair(const key_file_t *key, const char *out, const char *public_path)
{
    if (!key_file_write_private(out, key)) {
        return TOOL_FAILED;
    }
    if (public_path && !key_file_write_public(public_path, key->point, key->point_size)) {
        unlink(out);
        return TOOL_FAILED;
    }
    return TOOL_OK;
}

static int image_keygen(int argc, char **argv)
{
    const char *usage = "psa image keygen --out KEY.pem [--public PUB.pem]";
    const char *out = NULL, *public_path = NULL;
    const tool_option_t options[] = {
        { "out", true, &out, "KEY.pem", "the private key, readable by you only", NULL, 0 },
        { "public", true, &public_path, "PUB.pem", "the public half", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 2, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0 || !out) {
        return tool_usage("keygen needs --out and no words (usage: %s)", usage);
    }
    if (public_path && tool_same_file(out, public_path)) {
        return tool_usage("--out and --public name the same file, %s", out);
    }
    const char *there = access(out, F_OK) == 0                          ? out
                        : public_path && access(public_path, F_OK) == 0 ? public_path
                                                                        : NULL;
    if (there) {
        return tool_fail("%s: exists already; a key is never overwritten", there);
    }
    if (!tool_crypto_start()) {
        return TOOL_FAILED;
    }
    key_file_t key = { 0 };
    psa_status_t status = generate_key(&key);
    code =
        status != PSA_SUCCESS ? tool_fail("no key: %s", tool_status_text(status)) : write_pair(&key, out, public_path);
    key_file_wipe(&key);
    return code;
}

/* A C source with the key as a row of a component's key table (pfwu.h). */
static bool write_key_source(const char *path, const char *name, const uint8_t point[KEY_FILE_POINT_SIZE])
{
    char text[2048];
    uint8_t hash[32];
    if (image_key_hash(point, hash) != PSA_SUCCESS) {
        return false;
    }
    size_t at = (size_t)snprintf(text, sizeof(text),
                                 "/* Made by psa image pubkey. */\n#include \"pfwu.h\"\n\n"
                                 "extern const pfwu_key_t %s;\nstatic const uint8_t point[] = {",
                                 name);
    for (size_t i = 0; i < KEY_FILE_POINT_SIZE; i++) {
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s0x%02x,", i % 16 ? " " : "\n    ", point[i]);
    }
    at += (size_t)snprintf(text + at, sizeof(text) - at,
                           "\n};\nconst pfwu_key_t %s = {\n    .key = point,\n    .size = sizeof point,\n"
                           "    .algorithm = PFWU_ECDSA_P256,\n    .key_hash = {",
                           name);
    for (size_t i = 0; i < sizeof(hash); i++) {
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s0x%02x,", i % 16 ? " " : "\n        ", hash[i]);
    }
    at += (size_t)snprintf(text + at, sizeof(text) - at, "\n    },\n};\n");
    return at < sizeof(text) && tool_write_file(path, text, at, 0644);
}

static bool is_c_name(const char *text)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return size > 0 && size < 64 && text[size] == '\0' && !(text[0] >= '0' && text[0] <= '9');
}

static int image_pubkey(int argc, char **argv)
{
    const char *usage = "psa image pubkey (--out PUB.pem | --c-name NAME --out KEY.c) KEY.pem";
    const char *out = NULL, *name = NULL;
    const tool_option_t options[] = {
        { "out", true, &out, "FILE", "where to write it", NULL, 0 },
        { "c-name", true, &name, "NAME", "write a C source that defines NAME, for a component table", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 2, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 1 || !out) {
        return tool_usage("pubkey needs --out and one key (usage: %s)", usage);
    }
    if (tool_same_file(out, argv[1])) {
        return tool_usage("--out names the key itself, %s", out);
    }
    if (name && !is_c_name(name)) {
        return tool_usage("--c-name '%s' is not a name in C", name);
    }
    key_file_t key = { 0 };
    bool ok = tool_crypto_start() && key_file_read(argv[1], &key) &&
              (name ? write_key_source(out, name, key.point) : key_file_write_public(out, key.point, key.point_size));
    key_file_wipe(&key);
    return ok ? TOOL_OK : TOOL_FAILED;
}

/* --- sign ------------------------------------------------------------------------------------------------------------ */

/* image_sign_t: hash and sign with the key whose identifier ctx points to. */
static psa_status_t sign_region(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                                size_t *signature_size)
{
    const psa_key_id_t *id = ctx;
    size_t length = 0;
    psa_status_t status = psa_hash_compute(PSA_ALG_SHA_256, region, size, hash, 32, &length);
    if (status == PSA_SUCCESS) {
        status =
            psa_sign_hash(*id, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, *signature_size, signature_size);
    }
    return status;
}

/* One number of a version text, ended by `end`; false if it is not one. */
static bool version_part(const char **text, char end, uint64_t max, uint64_t *value)
{
    size_t digits = strspn(*text, "0123456789");
    char number[12];
    if (digits == 0 || digits >= sizeof(number) || (*text)[digits] != end) {
        return false;
    }
    memcpy(number, *text, digits);
    number[digits] = '\0';
    *text += digits + (end != '\0');
    return tool_parse_number(number, max, value);
}

/* "major.minor.revision" or "major.minor.revision+build". */
static bool parse_version(const char *text, psa_fwu_image_version_t *version)
{
    uint64_t major = 0, minor = 0, patch = 0, build = 0;
    bool has_build = strchr(text, '+') != NULL;
    bool ok = version_part(&text, '.', UINT8_MAX, &major) && version_part(&text, '.', UINT8_MAX, &minor) &&
              version_part(&text, has_build ? '+' : '\0', UINT16_MAX, &patch) &&
              (!has_build || version_part(&text, '\0', UINT32_MAX, &build));
    *version = (psa_fwu_image_version_t){ (uint8_t)major, (uint8_t)minor, (uint16_t)patch, (uint32_t)build };
    return ok;
}

#define DEPENDENCIES_MAX 8u

/* What the command line of `sign` asked for. */
typedef struct sign_order {
    const char *key_path, *version, *header_size, *counter;
    const char *encrypt_path, *key_bits, *clear;
    image_recipient_t recipient;
    const char *dependency_texts[DEPENDENCIES_MAX];
    size_t dependency_count;
    pfwu_dependency_t dependencies[DEPENDENCIES_MAX];
    image_spec_t spec;
} sign_order_t;

static int parse_dependency(const char *text, pfwu_dependency_t *dependency)
{
    uint64_t id = 0;
    if (!version_part(&text, ':', 31, &id) || !parse_version(text, &dependency->version)) {
        return tool_usage("--dependency must be COMPONENT:VERSION, as in 1:2.0.0");
    }
    dependency->id = (uint8_t)id;
    return TOOL_OK;
}

/* Options into an image_spec_t. */
static int parse_spec(sign_order_t *order)
{
    image_spec_t *spec = &order->spec;
    uint64_t number = 0x20;
    if (!parse_version(order->version, &spec->version)) {
        return tool_usage("--version '%s' is not a version (major.minor.revision+build)", order->version);
    }
    if (order->header_size &&
        (!tool_parse_number(order->header_size, UINT16_MAX, &number) || number < 32 || number % 4)) {
        return tool_usage("--header-size '%s' is not a multiple of 4 from 32 to 65532", order->header_size);
    }
    spec->header_size = (uint32_t)number;
    spec->header_fill = 0xff;
    if (order->counter) {
        number = (uint64_t)spec->version.major << 24 | (uint64_t)spec->version.minor << 16 | spec->version.patch;
        if (strcmp(order->counter, "auto") != 0 && !tool_parse_number(order->counter, UINT32_MAX, &number)) {
            return tool_usage("--security-counter '%s' is neither a number nor auto", order->counter);
        }
        spec->has_counter = true;
        spec->counter = (uint32_t)number;
    }
    for (size_t i = 0; i < order->dependency_count; i++) {
        int code = parse_dependency(order->dependency_texts[i], &order->dependencies[i]);
        if (code != TOOL_OK) {
            return code;
        }
    }
    if (!order->encrypt_path && (order->key_bits || order->clear)) {
        return tool_usage("--encrypt-keylen and --clear go with --encrypt");
    }
    if (order->key_bits && strcmp(order->key_bits, "128") != 0 && strcmp(order->key_bits, "256") != 0) {
        return tool_usage("--encrypt-keylen '%s' is neither 128 nor 256", order->key_bits);
    }
    spec->dependencies = order->dependencies;
    spec->dependency_count = order->dependency_count;
    return TOOL_OK;
}

/* Has the image encrypted for the key of --encrypt, if there is one. */
static bool prepare_encryption(sign_order_t *order)
{
    key_file_t key = { 0 };
    image_spec_t *spec = &order->spec;
    if (!order->encrypt_path) {
        return true;
    }
    if (!key_file_read(order->encrypt_path, &key)) {
        return false;
    }
    memcpy(order->recipient.point, key.point, sizeof(order->recipient.point));
    key_file_wipe(&key);
    order->recipient.key_size = order->key_bits && strcmp(order->key_bits, "256") == 0 ? 32 : 16;
    spec->flags |= order->recipient.key_size == 32 ? PFWU_IMAGE_AES256 : PFWU_IMAGE_AES128;
    spec->encrypt = image_encrypt_body;
    spec->encrypt_ctx = &order->recipient;
    spec->wrap_type = PFWU_TLV_ENC_EC256;
    spec->wrap_size = IMAGE_WRAP_SIZE(order->recipient.key_size);
    spec->clear = order->clear != NULL;
    return true;
}

/* Signs `body` into a new file. */
static int sign_body(const sign_order_t *order, psa_key_id_t id, const tool_bytes_t *body, const char *out)
{
    size_t capacity = body->size + order->spec.header_size + image_overhead(&order->spec);
    tool_bytes_t image = { malloc(capacity), capacity };
    if (image.p == NULL) {
        return tool_fail("out of memory");
    }
    size_t size = 0;
    psa_status_t status = image_write(&order->spec, body->p, body->size, sign_region, &id, image.p, capacity, &size);
    int code = TOOL_FAILED;
    if (status != PSA_SUCCESS) {
        code = tool_fail("%s: %s", out, tool_status_text(status));
    } else if (size > TOOL_FILE_MAX) {
        code = tool_fail("%s: the image has %zu bytes, more than the %u that are supported", out, size, TOOL_FILE_MAX);
    } else if (tool_write_file(out, image.p, size, 0644)) {
        printf("%s: signed, version %s, %zu bytes\n", out, order->version, size);
        code = TOOL_OK;
    }
    tool_bytes_free(&image);
    return code;
}

static int sign_file(sign_order_t *order, const char *in, const char *out)
{
    key_file_t key = { 0 };
    tool_bytes_t body = { NULL, 0 };
    psa_key_id_t id = PSA_KEY_ID_NULL;
    int code = TOOL_FAILED;
    if (!tool_crypto_start() || !key_file_read(order->key_path, &key) || !prepare_encryption(order) ||
        !tool_read_file(in, &body)) {
        goto out;
    }
    if (!key.has_private) {
        code = tool_fail("%s: has no private key to sign with", order->key_path);
        goto out;
    }
    psa_status_t status = image_key_hash(key.point, order->spec.key_hash);
    if (status == PSA_SUCCESS) {
        status = import_private(&key, &id);
    }
    code = status == PSA_SUCCESS ? sign_body(order, id, &body, out) : tool_fail("%s", tool_status_text(status));
    if (id != PSA_KEY_ID_NULL && psa_destroy_key(id) != PSA_SUCCESS) {
        code = tool_fail("the key could not be destroyed");
    }
out:
    key_file_wipe(&key);
    tool_bytes_free(&body);
    return code;
}

static int image_sign(int argc, char **argv)
{
    const char *usage = "psa image sign --key KEY.pem --version VERSION [options] IN OUT";
    sign_order_t order = { 0 };
    const tool_option_t options[] = {
        { "key", true, &order.key_path, "KEY.pem", "the P-256 private key", NULL, 0 },
        { "version", true, &order.version, "VERSION", "major.minor.revision, +build if wanted", NULL, 0 },
        { "header-size", true, &order.header_size, "BYTES",
          "header with filler, 0x400 for code on STM32H5 (default 0x20)", NULL, 0 },
        { "security-counter", true, &order.counter, "N|auto",
          "refused below the device's counter; auto: from the version", NULL, 0 },
        { "dependency", true, order.dependency_texts, "ID:VERSION", "needs another component of at least this version",
          &order.dependency_count, DEPENDENCIES_MAX },
        { "encrypt", true, &order.encrypt_path, "PUB.pem", "encrypt it for the device with this P-256 key", NULL, 0 },
        { "encrypt-keylen", true, &order.key_bits, "BITS", "AES key of 128 (default) or 256 bits", NULL, 0 },
        { "clear", false, &order.clear, NULL, "flag it as encrypted, but leave it in plain, for factory programming",
          NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 2 || !order.key_path || !order.version) {
        return tool_usage("sign needs --key, --version, the input and the output (usage: %s)", usage);
    }
    if (tool_same_file(argv[2], order.key_path)) {
        return tool_usage("the output names the key, %s", argv[2]);
    }
    code = parse_spec(&order);
    return code == TOOL_OK ? sign_file(&order, argv[1], argv[2]) : code;
}

int command_image(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "keygen", "", "make a P-256 key pair", image_keygen },
        { "pubkey", "KEY.pem", "the public half, as PEM or as C source", image_pubkey },
        { "sign", "IN OUT", "make a signed image of a binary", image_sign },
        { "encrypt", "IN OUT", "encrypt an image that was signed with --clear", image_encrypt },
        { "decrypt", "IN OUT", "the plain image, as it stands in the active slot", image_decrypt },
        { "show", "IMAGE", "what an image holds, in words", image_show },
        { "verify", "IMAGE", "check hash and signature", image_verify },
    };
    return tool_dispatch("psa image", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
