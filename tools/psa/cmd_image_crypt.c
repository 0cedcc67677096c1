/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image encrypt, psa image decrypt: between a signed image in plain, as it is programmed in the factory, and the
 * encrypted one that is sent as an update. The signature covers the plain text, so both carry the same.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "image_check.h"
#include "image_encrypt.h"
#include "image_options.h"
#include "lib/crypto/core/ct.h"
#include "psa/crypto.h"

/* A signed image that is flagged as encrypted, in `bytes`. */
static bool read_flagged(const char *path, tool_bytes_t *bytes, pfwu_image_t *image)
{
    if (!tool_read_file(path, bytes)) {
        return false;
    }
    pfwu_image_source_t source = image_source(bytes);
    pfwu_image_fault_t fault = pfwu_image_parse(&source, image);
    if (fault != PFWU_IMAGE_OK) {
        tool_fail("%s: not a valid image: %s", path, pfwu_image_fault_text(fault));
    } else if ((image->flags & PFWU_IMAGE_ENCRYPTED) == 0) {
        tool_fail("%s: not an image for encryption: sign it with --encrypt, and --clear to have it in plain", path);
    } else if (image_wrap_kind(image->key_wrap_type) == IMAGE_KEY_KINDS) {
        tool_fail("%s: its key is wrapped in a way that is not supported", path);
    } else {
        return true;
    }
    tool_bytes_free(bytes);
    return false;
}

static int save(const char *path, const tool_bytes_t *bytes, const char *what)
{
    if (!tool_write_file(path, bytes->p, bytes->size, 0644)) {
        return TOOL_FAILED;
    }
    fprintf(tool_report_to(path), "%s: %s\n", path, what);
    return TOOL_OK;
}

/* Whether the key is of the kind that the image wants. */
static bool key_fits(const char *key_path, const image_key_t *key, const char *path, const pfwu_image_t *image)
{
    image_key_kind_t kind = image_wrap_kind(image->key_wrap_type);
    if (key->kind != kind) {
        tool_fail("%s: %s %s key, but %s is for %s %s key", key_path, image_key_article(key->kind),
                  image_key_name(key->kind), path, image_key_article(kind), image_key_name(kind));
    }
    return key->kind == kind;
}

static int encrypt_file(const char *key_path, const passphrase_t *passphrase, const char *in, const char *out)
{
    image_recipient_t recipient;
    tool_bytes_t bytes = { NULL, 0 };
    pfwu_image_t image;
    int code = TOOL_FAILED;
    if (!tool_crypto_start() || !image_key_read(key_path, passphrase, &recipient.key)) {
        return TOOL_FAILED;
    }
    if (!read_flagged(in, &bytes, &image) || !key_fits(key_path, &recipient.key, in, &image)) {
        goto out;
    }
    recipient.wrap_type = image.key_wrap_type;
    recipient.key_size = (image.flags & PFWU_IMAGE_AES256) != 0 ? 32 : 16;
    if (!image_hash_matches(&bytes, &image)) {
        tool_fail("%s: its hash does not match: encrypted already, or changed", in);
    } else {
        psa_status_t status = image_encrypt_body(&recipient, bytes.p + image.header_size, image.body_size,
                                                 bytes.p + image.key_wrap_off, image.key_wrap_size);
        code =
            status != PSA_SUCCESS ? tool_fail("%s: %s", in, tool_status_text(status)) : save(out, &bytes, "encrypted");
    }
out:
    image_key_wipe(&recipient.key);
    tool_bytes_free(&bytes);
    return code;
}

static int decrypt_file(const char *key_path, const passphrase_t *passphrase, const char *in, const char *out)
{
    image_key_t key;
    tool_bytes_t bytes = { NULL, 0 };
    pfwu_image_t image;
    int code = TOOL_FAILED;
    if (!tool_crypto_start() || !image_key_read(key_path, passphrase, &key)) {
        return TOOL_FAILED;
    }
    if (!key.has_private) {
        code = tool_fail("%s: has no private key to decrypt with", key_path);
    } else if (read_flagged(in, &bytes, &image) && key_fits(key_path, &key, in, &image)) {
        psa_status_t status =
            image_decrypt_body(&key, &image, bytes.p + image.key_wrap_off, bytes.p + image.header_size);
        if (status == PSA_ERROR_INVALID_SIGNATURE) {
            tool_fail("%s: %s", in, pfwu_image_fault_text(PFWU_IMAGE_KEY_WRAP_WRONG));
        } else if (status != PSA_SUCCESS) {
            tool_fail("%s: %s", in, tool_status_text(status));
        } else if (!image_hash_matches(&bytes, &image)) {
            tool_fail("%s: the hash does not match: it is in plain already, or was changed", in);
        } else {
            code = save(out, &bytes, "decrypted");
        }
    }
    image_key_wipe(&key);
    tool_bytes_free(&bytes);
    return code;
}

static int run(int argc, char **argv, const char *usage, const char *key_help,
               int (*work)(const char *key_path, const passphrase_t *passphrase, const char *in, const char *out))
{
    const char *key_path = NULL, *passphrase_path = NULL;
    const tool_option_t options[] = {
        { "key", true, &key_path, "KEY.pem", key_help, NULL, 0 },
        IMAGE_PASSPHRASE_OPTION(passphrase_path),
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 2, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 2 || !key_path) {
        return tool_usage("this needs --key, the input and the output (usage: %s)", usage);
    }
    if (tool_check_output(argv[2], "the key", key_path) != TOOL_OK ||
        tool_check_output(argv[2], "the passphrase", passphrase_path) != TOOL_OK) {
        return TOOL_USAGE;
    }
    passphrase_t passphrase;
    code = image_passphrase(passphrase_path, &passphrase) ? work(key_path, &passphrase, argv[1], argv[2]) : TOOL_FAILED;
    pcc_wipe(&passphrase, sizeof(passphrase));
    return code;
}

int image_encrypt(int argc, char **argv)
{
    return run(argc, argv, "psa image encrypt --key PUB.pem IN OUT", "the device's P-256 or X25519 key", encrypt_file);
}

int image_decrypt(int argc, char **argv)
{
    return run(argc, argv, "psa image decrypt --key KEY.pem IN OUT", "the device's private P-256 or X25519 key",
               decrypt_file);
}
