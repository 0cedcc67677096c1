/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image keygen, psa image pubkey.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "image_key.h"
#include "image_options.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "tool.h"

/* --- keygen ------------------------------------------------------------------------------------------------------- */

/* Both halves or none. */
static int write_pair(const image_key_t *key, const passphrase_t *passphrase, const char *out, const char *public_path)
{
    if (!image_key_write_private(out, key, passphrase)) {
        return TOOL_FAILED;
    }
    if (public_path && !image_key_write_public(public_path, key)) {
        unlink(out);
        return TOOL_FAILED;
    }
    return TOOL_OK;
}

static int make_pair(image_key_kind_t kind, const char *passphrase_path, const char *out, const char *public_path)
{
    passphrase_t passphrase;
    if (!tool_crypto_start() || !image_passphrase(passphrase_path, &passphrase)) {
        return TOOL_FAILED;
    }
    image_key_t key;
    psa_status_t status = image_key_generate(kind, &key);
    int code = TOOL_FAILED;
    if (status == PSA_ERROR_NOT_SUPPORTED) {
        code = tool_fail("the crypto library makes no %s keys", image_key_name(kind));
    } else if (status != PSA_SUCCESS) {
        code = tool_fail("no key: %s", tool_status_text(status));
    } else {
        code = write_pair(&key, &passphrase, out, public_path);
    }
    image_key_wipe(&key);
    pcc_wipe(&passphrase, sizeof(passphrase));
    return code;
}

int image_keygen(int argc, char **argv)
{
    const char *usage = "psa image keygen --out KEY.pem [--type TYPE] [--public PUB.pem] [--passphrase-file FILE]";
    const char *out = NULL, *public_path = NULL, *type = NULL, *passphrase = NULL;
    const tool_option_t options[] = {
        { "out", true, &out, "KEY.pem", "the private key, readable by you only", NULL, 0 },
        { "public", true, &public_path, "PUB.pem", "the public half", NULL, 0 },
        { "type", true, &type, "TYPE",
          "ecdsa-p256 (default), ecdsa-p384, rsa-3072, rsa-2048, ed25519; for encryption also x25519", NULL, 0 },
        { "passphrase-file", true, &passphrase, "FILE", "encrypt the private key under the first line of a file", NULL,
          0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 4, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    image_key_kind_t kind = type ? image_key_kind(type) : IMAGE_KEY_P256;
    if (words != 0 || !out) {
        return tool_usage("keygen needs --out and no words (usage: %s)", usage);
    }
    if (kind == IMAGE_KEY_KINDS) {
        return tool_usage("--type '%s' is none of ecdsa-p256, ecdsa-p384, rsa-3072, rsa-2048, ed25519, x25519", type);
    }
    if (kind == IMAGE_KEY_LMS) {
        return tool_fail(
            "LMS keys are not made here: each of their signatures can be made once, and a file can't count "
            "(--signer uses a key elsewhere)");
    }
    if (public_path && tool_same_file(out, public_path)) {
        return tool_usage("--out and --public name the same file, %s", out);
    }
    const char *there = access(out, F_OK) == 0                          ? out
                        : public_path && access(public_path, F_OK) == 0 ? public_path
                                                                        : NULL;
    return there ? tool_fail("%s: exists already; a key is never overwritten", there)
                 : make_pair(kind, passphrase, out, public_path);
}

/* --- pubkey ------------------------------------------------------------------------------------------------------- */

static const char *const algorithm_names[] = {
    [IMAGE_KEY_P256] = "PFWU_ECDSA_P256",
    [IMAGE_KEY_P384] = "PFWU_ECDSA_P384",
    [IMAGE_KEY_RSA3072] = "PFWU_RSA_PSS_3072",
    [IMAGE_KEY_ED25519] = "PFWU_ED25519",
    [IMAGE_KEY_LMS] = "PFWU_LMS",
    [IMAGE_KEY_RSA2048] = "PFWU_RSA_PSS_2048",
};

static void put_text(pcc_wr_t *wr, const char *text)
{
    pcc_wr_bytes(wr, text, strlen(text));
}

/* Bytes as the inside of a C initializer, 16 a line. */
static void put_c_bytes(pcc_wr_t *wr, const char *indent, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char byte[8];
        snprintf(byte, sizeof(byte), "0x%02x,", bytes[i]);
        put_text(wr, i % 16 ? " " : "\n");
        put_text(wr, i % 16 ? "" : indent);
        put_text(wr, byte);
    }
}

/* A C source with the key as a row of a component's key table (pfwu.h). */
static bool write_key_source(const char *path, const char *name, const image_key_t *key)
{
    char text[4096];
    uint8_t hash[PFWU_HASH_MAX];
    if (!image_key_signs(key->kind)) {
        tool_fail("%s keys sign no images: they have no place in a table of signing keys", image_key_name(key->kind));
        return false;
    }
    if (image_key_hash(key, hash) != PSA_SUCCESS) {
        tool_fail("%s: the key can't be hashed", path);
        return false;
    }
    pcc_wr_t wr = pcc_wr(text, sizeof(text));
    put_text(&wr, "/* Made by psa image pubkey. */\n#include \"pfwu.h\"\n\nextern const pfwu_key_t ");
    put_text(&wr, name);
    put_text(&wr, ";\nstatic const uint8_t point[] = {");
    put_c_bytes(&wr, "    ", key->public_key, key->public_size);
    put_text(&wr, "\n};\nconst pfwu_key_t ");
    put_text(&wr, name);
    put_text(&wr, " = {\n    .key = point,\n    .size = sizeof point,\n    .algorithm = ");
    put_text(&wr, algorithm_names[key->kind]);
    put_text(&wr, ",\n    .key_hash = {");
    put_c_bytes(&wr, "        ", hash, image_key_hash_size(key->kind));
    put_text(&wr, "\n    },\n};\n");
    return !wr.bad && tool_write_file(path, text, wr.size, 0644);
}

static bool is_c_name(const char *text)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return size > 0 && size < 64 && text[size] == '\0' && !(text[0] >= '0' && text[0] <= '9');
}

int image_pubkey(int argc, char **argv)
{
    const char *usage = "psa image pubkey (--out PUB.pem | --c-name NAME --out KEY.c) KEY.pem";
    const char *out = NULL, *name = NULL, *passphrase_path = NULL;
    const tool_option_t options[] = {
        { "out", true, &out, "FILE", "where to write it", NULL, 0 },
        { "c-name", true, &name, "NAME", "write a C source that defines NAME, for a component table", NULL, 0 },
        IMAGE_PASSPHRASE_OPTION(passphrase_path),
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 3, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 1 || !out) {
        return tool_usage("pubkey needs --out and one key (usage: %s)", usage);
    }
    if (tool_same_file(out, argv[1])) {
        return tool_usage("--out names the key itself, %s", out);
    }
    if (tool_check_output(out, "the passphrase", passphrase_path) != TOOL_OK) {
        return TOOL_USAGE;
    }
    if (name && !is_c_name(name)) {
        return tool_usage("--c-name '%s' is not a name in C", name);
    }
    passphrase_t passphrase;
    image_key_t key;
    if (!tool_crypto_start() || !image_passphrase(passphrase_path, &passphrase)) {
        return TOOL_FAILED;
    }
    bool ok = image_key_read(argv[1], &passphrase, &key) &&
              (name ? write_key_source(out, name, &key) : image_key_write_public(out, &key));
    image_key_wipe(&key);
    pcc_wipe(&passphrase, sizeof(passphrase));
    return ok ? TOOL_OK : TOOL_FAILED;
}
