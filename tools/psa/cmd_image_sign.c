/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image create, psa image sign: a binary becomes an image, an image gets a signature. The key is at hand, or behind
 * a command.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "image_check.h"
#include "image_options.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "psa/crypto.h"
#include "signer.h"

#define TIMEOUT_DEFAULT 60u
#define TIMEOUT_MAX 86400u

/* What the command line asked for. */
typedef struct sign_order {
    const char *key_path, *passphrase_path, *public_path, *key_format, *command, *timeout, *vector;
    image_order_t image;
    image_key_t key;
    signer_t signer;
    uint8_t spki[IMAGE_KEY_SPKI_MAX];
} sign_order_t;

/* An image_sign_t that signs nothing: the hash alone. ctx: its size. */
static psa_status_t hash_only(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                              size_t *signature_size)
{
    const size_t *hash_size = ctx;
    size_t length = 0;
    (void)signature;
    *signature_size = 0;
    return psa_hash_compute(*hash_size == 48 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_256, region, size, hash, PFWU_HASH_MAX,
                            &length);
}

static int report(const char *path, const tool_bytes_t *image, const char *what)
{
    pfwu_image_source_t source = image_source(image);
    pfwu_image_t header;
    char version[IMAGE_VERSION_TEXT_SIZE] = "?";
    if (pfwu_image_parse_header(&source, &header) == PFWU_IMAGE_OK) {
        pfwu_version_text(&header.version, version);
    }
    fprintf(tool_report_to(path), "%s: %s, version %s, %zu bytes\n", path, what, version, image->size);
    return TOOL_OK;
}

/* A new image into its file, after a look at the slot. */
static int save(const image_order_t *order, const char *path, tool_bytes_t *image, const char *what)
{
    if (!image_order_fit(order, path, image)) {
        return TOOL_FAILED;
    }
    if (image->size > TOOL_FILE_MAX) {
        return tool_fail("%s: the image has %zu bytes, more than the %u that are supported", path, image->size,
                         TOOL_FILE_MAX);
    }
    return tool_write_file(path, image->p, image->size, 0644) ? report(path, image, what) : TOOL_FAILED;
}

/* --- Keys --------------------------------------------------------------------------------------------------------- */

/* The key's part of the image: hash kind, TLV type, key hash or whole key. */
static bool use_key(sign_order_t *order)
{
    image_spec_t *spec = &order->image.spec;
    const image_key_t *key = &order->key;
    if (!image_key_signs(key->kind)) {
        tool_fail("%s %s key signs no images", image_key_article(key->kind), image_key_name(key->kind));
        return false;
    }
    bool sha384 = image_key_hash_size(key->kind) == 48;
    if (sha384 && spec->boot_record) {
        tool_fail("--boot-record goes with SHA-256, and images of a P-384 key have SHA-384");
        return false;
    }
    spec->hash_type = sha384 ? PFWU_TLV_SHA384 : 0;
    spec->signature_type = image_key_signature_type(key->kind);
    if (order->key_format && strcmp(order->key_format, "full") == 0) {
        spec->public_key = order->spki;
        spec->public_key_size = image_key_spki(key, order->spki);
    }
    psa_status_t status = image_key_hash(key, spec->key_hash);
    if (status != PSA_SUCCESS) {
        tool_fail("the key can't be hashed: %s", tool_status_text(status));
    }
    return status == PSA_SUCCESS;
}

static bool read_signer(sign_order_t *order)
{
    passphrase_t passphrase;
    const char *path = order->command ? order->public_path : order->key_path;
    bool ok = image_passphrase(order->passphrase_path, &passphrase) && image_key_read(path, &passphrase, &order->key);
    pcc_wipe(&passphrase, sizeof(passphrase));
    if (ok && !order->command && !order->key.has_private) {
        tool_fail("%s: has no private key to sign with%s", path,
                  order->key.kind == IMAGE_KEY_LMS ? " (LMS keys sign elsewhere: --signer)" : "");
        ok = false;
    }
    order->signer.key = &order->key;
    order->signer.command = order->command;
    if (ok && order->signer.sends_payload &&
        (order->key.kind == IMAGE_KEY_ED25519 || order->key.kind == IMAGE_KEY_LMS)) {
        tool_fail("%s keys sign the image's hash as a message: --vector-to-sign payload is not for them",
                  image_key_name(order->key.kind));
        ok = false;
    }
    return ok && use_key(order);
}

/* --- From a binary ------------------------------------------------------------------------------------------------ */

static int write_image(image_order_t *order, const tool_bytes_t *in, const char *in_path, image_sign_t sign, void *ctx,
                       const char *out, const char *what, const bool *told)
{
    const uint8_t *body = NULL;
    size_t body_size = 0, size = 0;
    if (!image_order_body(order, in_path, in, &body, &body_size)) {
        return TOOL_FAILED;
    }
    size_t capacity = body_size + order->spec.header_size + image_overhead(&order->spec);
    tool_bytes_t image = { malloc(capacity), capacity };
    if (image.p == NULL) {
        return tool_fail("out of memory");
    }
    psa_status_t status = image_write(&order->spec, body, body_size, sign, ctx, image.p, capacity, &size);
    image.size = size;
    int code = TOOL_FAILED;
    if (status == PSA_SUCCESS) {
        code = save(order, out, &image, what);
    } else if (told == NULL || !*told) {
        code = tool_fail("%s: %s", out, tool_status_text(status));
    }
    tool_bytes_free(&image);
    return code;
}

/* --- From an image ------------------------------------------------------------------------------------------------ */

/* Whether the boot record, if there is one, names this key as the signer. */
static bool record_names_key(const tool_bytes_t *in, const pfwu_tlv_t *tlv, const uint8_t hash[PFWU_HASH_MAX])
{
    for (uint32_t at = 0; at + 32u <= tlv->size; at++) {
        if (memcmp(in->p + tlv->off + at, hash, 32) == 0) {
            return true;
        }
    }
    return false;
}

/* What stays of an image that is signed once more: its key wrap; and what it must hold. */
static bool keep_records(const char *path, const tool_bytes_t *in, const pfwu_image_t *image, sign_order_t *order,
                         const uint8_t **wrap)
{
    pfwu_image_source_t source = image_source(in);
    image_spec_t *spec = &order->image.spec;
    uint32_t cursor = 0;
    pfwu_tlv_t tlv;
    pfwu_image_fault_t fault = pfwu_image_tlv(&source, image, &cursor, &tlv);
    for (; fault == PFWU_IMAGE_OK && tlv.off != 0; fault = pfwu_image_tlv(&source, image, &cursor, &tlv)) {
        if (!tlv.is_protected && tlv.type >= PFWU_TLV_ENC_FIRST && tlv.type <= PFWU_TLV_ENC_LAST) {
            *wrap = in->p + tlv.off;
            spec->wrap_type = tlv.type;
            spec->wrap_size = tlv.size;
        } else if (!tlv.is_protected && (tlv.type == PFWU_TLV_SHA256 || tlv.type == PFWU_TLV_SHA384)) {
            pfwu_image_t hashed = *image;
            hashed.hash_size = tlv.type == PFWU_TLV_SHA256 ? 32 : 48;
            memcpy(hashed.hash, in->p + tlv.off, tlv.size < hashed.hash_size ? tlv.size : hashed.hash_size);
            if (tlv.size != hashed.hash_size || !image_hash_matches(in, &hashed)) {
                tool_fail("%s: its hash does not match: changed, or encrypted (sign before you encrypt)", path);
                return false;
            }
        } else if (tlv.is_protected && tlv.type == PFWU_TLV_BOOT_RECORD &&
                   (image_key_hash_size(order->key.kind) != 32 || !record_names_key(in, &tlv, spec->key_hash))) {
            tool_fail("%s: its boot record names another signer (psa image create --public-key names the right one)",
                      path);
            return false;
        }
    }
    if (fault != PFWU_IMAGE_OK) {
        tool_fail("%s: not a valid image: %s", path, pfwu_image_fault_text(fault));
    }
    return fault == PFWU_IMAGE_OK;
}

static int sign_again(sign_order_t *order, const tool_bytes_t *in, const char *in_path, const char *out)
{
    pfwu_image_source_t source = image_source(in);
    pfwu_image_t image;
    const uint8_t *wrap = NULL;
    size_t size = 0;
    pfwu_image_fault_t fault = pfwu_image_parse_header(&source, &image);
    if (fault == PFWU_IMAGE_NO_MAGIC || fault == PFWU_IMAGE_TOO_SHORT) {
        return tool_usage("%s is no image: a binary needs --version", in_path);
    }
    if (fault != PFWU_IMAGE_OK) {
        return tool_fail("%s: not a valid image: %s", in_path, pfwu_image_fault_text(fault));
    }
    if (image.total_size != in->size) {
        return tool_fail("%s: %s", in_path, pfwu_image_fault_text(PFWU_IMAGE_TRAILING));
    }
    if (!keep_records(in_path, in, &image, order, &wrap)) {
        return TOOL_FAILED;
    }
    size_t capacity = image.signed_size + image_overhead(&order->image.spec);
    tool_bytes_t signed_image = { malloc(capacity), capacity };
    if (signed_image.p == NULL) {
        return tool_fail("out of memory");
    }
    psa_status_t status = image_write_again(&order->image.spec, in->p, image.signed_size, wrap, signer_sign,
                                            &order->signer, signed_image.p, capacity, &size);
    signed_image.size = size;
    int code = TOOL_FAILED;
    if (status == PSA_SUCCESS) {
        code = save(&order->image, out, &signed_image, "signed");
    } else if (!order->signer.told) {
        code = tool_fail("%s: %s", out, tool_status_text(status));
    }
    tool_bytes_free(&signed_image);
    return code;
}

/* --- Commands ----------------------------------------------------------------------------------------------------- */

static int sign_file(sign_order_t *order, const char *in_path, const char *out)
{
    tool_bytes_t in = { NULL, 0 };
    int code = TOOL_FAILED;
    if (tool_crypto_start() && read_signer(order) && image_order_recipient(&order->image) &&
        tool_read_file(in_path, &in)) {
        code = order->image.version ? write_image(&order->image, &in, in_path, signer_sign, &order->signer, out,
                                                  "signed", &order->signer.told)
                                    : sign_again(order, &in, in_path, out);
    }
    image_key_wipe(&order->key);
    tool_bytes_free(&in);
    return code;
}

static int parse_signer(sign_order_t *order)
{
    uint64_t timeout = TIMEOUT_DEFAULT;
    if (!order->command && (order->timeout || order->vector || order->public_path)) {
        return tool_usage("--public-key, --signer-timeout and --vector-to-sign go with --signer");
    }
    if (order->command && !order->public_path) {
        return tool_usage("--signer needs --public-key, to verify what the command answers");
    }
    if (order->timeout && (!tool_parse_number(order->timeout, TIMEOUT_MAX, &timeout) || timeout == 0)) {
        return tool_usage("--signer-timeout '%s' is not a number of seconds up to %u", order->timeout, TIMEOUT_MAX);
    }
    if (order->vector && strcmp(order->vector, "digest") != 0 && strcmp(order->vector, "payload") != 0) {
        return tool_usage("--vector-to-sign '%s' is neither digest nor payload", order->vector);
    }
    if (order->key_format && strcmp(order->key_format, "hash") != 0 && strcmp(order->key_format, "full") != 0) {
        return tool_usage("--public-key-format '%s' is neither hash nor full", order->key_format);
    }
    order->signer.timeout = (unsigned)timeout;
    order->signer.sends_payload = order->vector && strcmp(order->vector, "payload") == 0;
    return TOOL_OK;
}

static int parse_sign(sign_order_t *order)
{
    int code = parse_signer(order);
    if (code != TOOL_OK || order->image.version) {
        return code == TOOL_OK ? image_order_parse(&order->image) : code;
    }
    if (image_order_says_more(&order->image)) {
        return tool_usage("without --version an image is signed as it is: what it holds was said to psa image create");
    }
    order->image.version = "0.0.0"; /* for the checks of slot and trailer alone */
    code = image_order_parse(&order->image);
    order->image.version = NULL;
    return code;
}

/* The output may be the input, but nothing else that is read. False after an error line. */
static bool check_output(const sign_order_t *order, const char *out)
{
    return tool_check_output(out, "the key", order->key_path) == TOOL_OK &&
           tool_check_output(out, "the key", order->public_path) == TOOL_OK &&
           tool_check_output(out, "the key", order->image.encrypt_path) == TOOL_OK &&
           tool_check_output(out, "the passphrase", order->passphrase_path) == TOOL_OK;
}

int image_sign(int argc, char **argv)
{
    const char *usage =
        "psa image sign (--key KEY.pem | --signer CMD --public-key PUB.pem) [--version VERSION] [options] "
        "IN OUT";
    sign_order_t *order = calloc(1, sizeof(*order));
    if (order == NULL) {
        return tool_fail("out of memory");
    }
    const tool_option_t own[] = {
        { "key", true, &order->key_path, "KEY.pem", "the private key", NULL, 0 },
        IMAGE_PASSPHRASE_OPTION(order->passphrase_path),
        { "signer", true, &order->command, "CMD",
          "a command that signs: the hash on its standard input and in $PSA_SIGN_FILE, the signature on its output",
          NULL, 0 },
        { "public-key", true, &order->public_path, "PUB.pem", "the key that the command signs with", NULL, 0 },
        { "signer-timeout", true, &order->timeout, "SECONDS", "how long it may take (default 60)", NULL, 0 },
        { "vector-to-sign", true, &order->vector, "digest|payload", "what it gets: the hash, or all that is signed",
          NULL, 0 },
        { "public-key-format", true, &order->key_format, "hash|full",
          "name the key by its hash (default), or put it in (not for libpsa's boot engine)", NULL, 0 },
    };
    tool_option_t options[sizeof(own) / sizeof(own[0]) + IMAGE_ORDER_OPTIONS];
    memcpy(options, own, sizeof(own));
    image_order_options(&order->image, options + sizeof(own) / sizeof(own[0]));
    int words = 0;
    int code = tool_options(argc, argv, usage, options, sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        code = code < 0 ? TOOL_OK : code;
    } else if (words != 2 || !order->key_path == !order->command) {
        code = tool_usage("sign needs --key or --signer, the input and the output (usage: %s)", usage);
    } else if (check_output(order, argv[2])) {
        code = parse_sign(order);
        code = code == TOOL_OK ? sign_file(order, argv[1], argv[2]) : code;
    } else {
        code = TOOL_USAGE;
    }
    pcc_wipe(order, sizeof(*order));
    free(order);
    return code;
}

static int create_file(sign_order_t *order, const char *in_path, const char *out)
{
    tool_bytes_t in = { NULL, 0 };
    int code = TOOL_FAILED;
    size_t hash_size = 32;
    bool ok = tool_crypto_start();
    if (ok && order->public_path) {
        ok = image_key_read(order->public_path, NULL, &order->key) && use_key(order);
        hash_size = ok ? image_key_hash_size(order->key.kind) : 32;
    }
    if (ok && image_order_recipient(&order->image) && tool_read_file(in_path, &in)) {
        code = write_image(&order->image, &in, in_path, hash_only, &hash_size, out, "created, not signed", NULL);
    }
    image_key_wipe(&order->key);
    tool_bytes_free(&in);
    return code;
}

int image_create(int argc, char **argv)
{
    const char *usage = "psa image create --version VERSION [options] IN OUT";
    sign_order_t *order = calloc(1, sizeof(*order));
    if (order == NULL) {
        return tool_fail("out of memory");
    }
    tool_option_t options[1 + IMAGE_ORDER_OPTIONS] = {
        { "public-key", true, &order->public_path, "PUB.pem",
          "the key that will sign it: for the boot record, and for P-384's hash", NULL, 0 },
    };
    image_order_options(&order->image, options + 1);
    int words = 0;
    int code = tool_options(argc, argv, usage, options, sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        code = code < 0 ? TOOL_OK : code;
    } else if (words != 2 || !order->image.version) {
        code = tool_usage("create needs --version, the input and the output (usage: %s)", usage);
    } else if (order->image.boot_record && !order->public_path) {
        code = tool_usage("--boot-record needs --public-key: it names the signer");
    } else if (order->image.encrypt_path && !order->image.clear) {
        code = tool_usage("--encrypt needs --clear here: sign first, then psa image encrypt");
    } else if (check_output(order, argv[2])) {
        code = image_order_parse(&order->image);
        code = code == TOOL_OK ? create_file(order, argv[1], argv[2]) : code;
    } else {
        code = TOOL_USAGE;
    }
    pcc_wipe(order, sizeof(*order));
    free(order);
    return code;
}
