/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image: its commands, and psa image verify.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "image_check.h"
#include "image_encrypt.h"
#include "image_options.h"
#include "lib/crypto/core/ct.h"
#include "tool.h"

/* What the command line of `verify` asked for. */
typedef struct verify_order {
    const char *key_paths[IMAGE_KEYS_MAX];
    size_t key_count;
    const char *decrypt_path, *passphrase_path, *padded;
    const char *type, *component, *min_counter, *min_version; /* what the device would look at beyond that */
    uint64_t component_number, counter;
    psa_fwu_image_version_t version;
    image_key_t keys[IMAGE_KEYS_MAX];
    image_key_t decrypt_key;
} verify_order_t;

static bool read_keys(verify_order_t *order)
{
    passphrase_t passphrase;
    bool ok = image_passphrase(order->passphrase_path, &passphrase);
    for (size_t i = 0; ok && i < order->key_count; i++) {
        ok = image_key_read(order->key_paths[i], &passphrase, &order->keys[i]);
    }
    if (ok && order->decrypt_path) {
        ok = image_key_read(order->decrypt_path, &passphrase, &order->decrypt_key);
        if (ok && !order->decrypt_key.has_private) {
            tool_fail("%s: has no private key to decrypt with", order->decrypt_path);
            ok = false;
        }
    }
    pcc_wipe(&passphrase, sizeof(passphrase));
    return ok;
}

/* The body in plain, in place, if it is encrypted. */
static bool decrypt(const char *path, const image_key_t *key, tool_bytes_t *bytes)
{
    pfwu_image_source_t source = image_source(bytes);
    pfwu_image_t image;
    if (pfwu_image_parse(&source, &image) != PFWU_IMAGE_OK || image.key_wrap_size == 0) {
        return true; /* the check tells what is wrong, if anything */
    }
    psa_status_t status = image_decrypt_body(key, &image, bytes->p + image.key_wrap_off, bytes->p + image.header_size);
    if (status != PSA_SUCCESS) {
        tool_fail("%s: refused: %s", path,
                  status == PSA_ERROR_INVALID_SIGNATURE ? pfwu_image_fault_text(PFWU_IMAGE_KEY_WRAP_WRONG)
                  : status == PSA_ERROR_NOT_SUPPORTED   ? pfwu_image_fault_text(PFWU_IMAGE_KEY_WRAP_FORM)
                                                        : tool_status_text(status));
    }
    return status == PSA_SUCCESS;
}

static bool depends_on(const tool_bytes_t *bytes, const pfwu_image_t *image, uint64_t component)
{
    pfwu_image_source_t source = image_source(bytes);
    for (uint16_t i = 0; i < image->dependency_count; i++) {
        pfwu_dependency_t dependency;
        if (pfwu_image_dependency(&source, image, i, &dependency) == PFWU_IMAGE_OK && dependency.id == component) {
            return true;
        }
    }
    return false;
}

/* What a device with such a component refuses of an authentic image, as far as the command line tells of it. */
static pfwu_image_fault_t check_component(const verify_order_t *order, const tool_bytes_t *bytes,
                                          const pfwu_image_t *image)
{
    bool encrypted = (image->flags & PFWU_IMAGE_ENCRYPTED) != 0;
    if (order->decrypt_path && !encrypted) {
        return PFWU_IMAGE_NOT_ENCRYPTED;
    }
    if (order->type && encrypted && !order->decrypt_path) {
        return PFWU_IMAGE_NO_DECRYPT_KEY;
    }
    if (order->type && (image->flags & (PFWU_IMAGE_RAM_LOAD | PFWU_IMAGE_ROM_FIXED)) != 0) {
        return PFWU_IMAGE_FLAGS_REFUSED;
    }
    if (order->type && strcmp(order->type, "code") == 0 && (image->flags & PFWU_IMAGE_NON_BOOTABLE) != 0) {
        return PFWU_IMAGE_NOT_BOOTABLE;
    }
    if (order->min_counter && image->counter < order->counter) {
        return PFWU_IMAGE_COUNTER_LOW;
    }
    if (order->component && depends_on(bytes, image, order->component_number)) {
        return PFWU_IMAGE_DEPENDS_ON_ITSELF;
    }
    return order->min_version && pfwu_version_compare(&image->version, &order->version) < 0 ? PFWU_IMAGE_VERSION_OLD
                                                                                            : PFWU_IMAGE_OK;
}

static int verify_bytes(verify_order_t *order, const char *path, const tool_bytes_t *bytes)
{
    pfwu_image_t image;
    char version[IMAGE_VERSION_TEXT_SIZE];
    if (!image_check(path, bytes, order->keys, order->key_count, &image)) {
        return TOOL_FAILED;
    }
    pfwu_image_fault_t fault = check_component(order, bytes, &image);
    if (fault != PFWU_IMAGE_OK) {
        return tool_fail("%s: refused: %s", path, pfwu_image_fault_text(fault));
    }
    pfwu_version_text(&image.version, version);
    printf("%s: valid, version %s\n", path, version);
    return TOOL_OK;
}

static int verify_file(verify_order_t *order, const char *path)
{
    tool_bytes_t bytes = { NULL, 0 };
    pfwu_image_t image;
    bool ok = tool_crypto_start() && read_keys(order) && tool_read_file(path, &bytes);
    if (ok && order->decrypt_path) {
        ok = decrypt(path, &order->decrypt_key, &bytes);
    }
    if (ok && order->padded) {
        pfwu_image_source_t source = image_source(&bytes);
        if (pfwu_image_parse_header(&source, &image) == PFWU_IMAGE_OK) {
            bytes.size = image.total_size; /* what stands behind it does not count */
        }
    }
    int code = ok ? verify_bytes(order, path, &bytes) : TOOL_FAILED;
    tool_bytes_free(&bytes);
    return code;
}

static int parse_verify(verify_order_t *order)
{
    if (order->type && strcmp(order->type, "code") != 0 && strcmp(order->type, "data") != 0) {
        return tool_usage("--component-type '%s' is neither code nor data", order->type);
    }
    if (order->component && !tool_parse_number(order->component, 31, &order->component_number)) {
        return tool_usage("--component '%s' is not a number up to 31", order->component);
    }
    if (order->min_counter && !tool_parse_number(order->min_counter, UINT32_MAX, &order->counter)) {
        return tool_usage("--min-counter '%s' is not a number", order->min_counter);
    }
    if (order->min_version && !image_version(order->min_version, &order->version)) {
        return tool_usage("--min-version '%s' is not a version (major.minor.revision+build)", order->min_version);
    }
    return TOOL_OK;
}

int image_verify(int argc, char **argv)
{
    static verify_order_t order;
    const char *usage = "psa image verify --key PUB.pem [--key PUB.pem]... [options] IMAGE";
    const tool_option_t options[] = {
        { "key", true, order.key_paths, "PUB.pem", "a public key that may have signed it", &order.key_count,
          IMAGE_KEYS_MAX },
        { "decrypt-key", true, &order.decrypt_path, "KEY.pem", "the device's private key, for an encrypted image", NULL,
          0 },
        { "component-type", true, &order.type, "code|data", "refuse also what such a component refuses", NULL, 0 },
        { "component", true, &order.component, "ID", "refuse it if it depends on this, its own component", NULL, 0 },
        { "min-counter", true, &order.min_counter, "N", "refuse a security counter below this, the device's", NULL, 0 },
        { "min-version", true, &order.min_version, "VERSION", "refuse an older version", NULL, 0 },
        { "padded", false, &order.padded, NULL, "never mind what stands behind the image", NULL, 0 },
        IMAGE_PASSPHRASE_OPTION(order.passphrase_path),
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 1 || order.key_count == 0) {
        return tool_usage("verify needs --key and one image (usage: %s)", usage);
    }
    code = parse_verify(&order);
    code = code == TOOL_OK ? verify_file(&order, argv[1]) : code;
    pcc_wipe(&order, sizeof(order));
    return code;
}

int command_image(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "keygen", "", "make a key pair", image_keygen },
        { "pubkey", "KEY.pem", "the public half, as PEM or as C source", image_pubkey },
        { "create", "IN OUT", "make an image of a binary, to be signed elsewhere", image_create },
        { "sign", "IN OUT", "make a signed image of a binary, or sign an image", image_sign },
        { "encrypt", "IN OUT", "encrypt an image that was signed with --clear", image_encrypt },
        { "decrypt", "IN OUT", "the plain image, as it stands in the active slot", image_decrypt },
        { "detach", "IN OUT", "the manifest in front of the body, for components that get it detached", image_detach },
        { "show", "IMAGE", "what an image holds, and what is wrong with it", image_show },
        { "verify", "IMAGE", "check form, hash and signature", image_verify },
        { "hex", "ADDRESS=FILE...", "one Intel HEX file of binaries and images, for the factory", image_hex },
    };
    return tool_dispatch("psa image", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
