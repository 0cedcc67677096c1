/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image: its commands, and psa image verify.
 */
#include <stdio.h>

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
    psa_status_t status =
        image_decrypt_body(key, &image, bytes->p + image.key_wrap_off, bytes->p + image.header_size);
    if (status != PSA_SUCCESS) {
        tool_fail("%s: refused: %s", path,
                  status == PSA_ERROR_INVALID_SIGNATURE  ? pfwu_image_fault_text(PFWU_IMAGE_KEY_WRAP_WRONG)
                  : status == PSA_ERROR_NOT_SUPPORTED ? pfwu_image_fault_text(PFWU_IMAGE_KEY_WRAP_FORM)
                                                         : tool_status_text(status));
    }
    return status == PSA_SUCCESS;
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
    ok = ok && image_check(path, &bytes, order->keys, order->key_count, &image);
    if (ok) {
        char version[IMAGE_VERSION_TEXT_SIZE];
        pfwu_version_text(&image.version, version);
        printf("%s: valid, version %s\n", path, version);
    }
    tool_bytes_free(&bytes);
    return ok ? TOOL_OK : TOOL_FAILED;
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
        { "padded", false, &order.padded, NULL, "never mind what stands behind the image", NULL, 0 },
        IMAGE_PASSPHRASE_OPTION(order.passphrase_path),
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 4, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 1 || order.key_count == 0) {
        return tool_usage("verify needs --key and one image (usage: %s)", usage);
    }
    code = verify_file(&order, argv[1]);
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
        { "show", "IMAGE", "what an image holds, and what is wrong with it", image_show },
        { "verify", "IMAGE", "check form, hash and signature", image_verify },
    };
    return tool_dispatch("psa image", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
