/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa token: attestation tokens in words, and their verification.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "key_file.h"
#include "lib/crypto/core/ct.h"
#include "patt_verify.h"
#include "policy_file.h"
#include "token.h"
#include "token_text.h"
#include "tool.h"

/* Reads the token file of a command with exactly one word. */
static int read_token(const char *usage, int words, char **argv, tool_bytes_t *bytes)
{
    if (words != 1) {
        return tool_usage("which token? (usage: %s)", usage);
    }
    return tool_read_file(argv[1], bytes) ? TOOL_OK : TOOL_FAILED;
}

static int refused(const char *path, const patt_token_t *token)
{
    const char *text = patt_reason_text(token->reason), *name = patt_reason_name(token->reason);
    if (token->fault_component != SIZE_MAX) {
        return tool_fail("%s: refused: %s (%s, component %zu)", path, text, name, token->fault_component);
    }
    if (token->fault_key != 0) {
        return tool_fail("%s: refused: %s (%s, claim %" PRId64 ")", path, text, name, token->fault_key);
    }
    return tool_fail("%s: refused: %s (%s)", path, text, name);
}

static int token_show(int argc, char **argv)
{
    const char *diagnostic = NULL, *json = NULL, *lenient = NULL;
    const tool_option_t options[] = {
        { "diagnostic", false, &diagnostic, NULL, "in CBOR's diagnostic notation (RFC 8949)", NULL, 0 },
        { "json", false, &json, NULL, "as JSON", NULL, 0 },
        { "lenient", false, &lenient, NULL, "take the known deviations from the profiles, and name them", NULL, 0 },
    };
    const char *usage = "psa token show [options] FILE";
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 3, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    tool_bytes_t bytes = { NULL, 0 };
    code = read_token(usage, words, argv, &bytes);
    if (code != TOOL_OK) {
        return code;
    }
    patt_token_t token;
    patt_reason_t reason = patt_token_parse_lenient(bytes.p, bytes.size, lenient ? PATT_LENIENT_ALL : 0, &token);
    if (json) {
        token_text_json(&token);
        code = reason == PATT_VALID ? TOOL_OK : TOOL_FAILED;
    } else if (reason != PATT_VALID) {
        code = refused(argv[1], &token);
    } else if (diagnostic) {
        token_text_diagnostic(&token);
    } else {
        printf("token of %zu bytes, %s, signature not checked\n", bytes.size, token_text_alg(token.alg));
        token_text_claims(&token);
    }
    tool_bytes_free(&bytes);
    return code;
}

bool token_key_is_secret(const tool_bytes_t *file)
{
    static const char armour[] = "-----BEGIN";
    bool secret = true;
    for (size_t i = 0; i + sizeof(armour) - 1 <= file->size; i++) {
        secret = secret && memcmp(file->p + i, armour, sizeof(armour) - 1) != 0;
    }
    return secret;
}

bool token_secret_of_bytes(const char *path, const tool_bytes_t *file, uint8_t secret[TOKEN_SECRET_MAX], size_t *size)
{
    char text[2 * TOKEN_SECRET_MAX + 1];
    size_t length = file->size;
    while (length > 0 && strchr(" \t\r\n", file->p[length - 1]) != NULL) {
        length--;
    }
    bool ok = length < sizeof(text);
    if (ok) {
        memcpy(text, file->p, length);
        text[length] = '\0';
        ok = tool_parse_hex(text, secret, TOKEN_SECRET_MAX, size);
    }
    pcc_wipe(text, sizeof(text));
    if (!ok) {
        tool_fail("%s: neither a key in PEM nor a secret of up to %u bytes in hexadecimal", path, TOKEN_SECRET_MAX);
    }
    return ok;
}

bool token_secret_read(const char *path, uint8_t secret[TOKEN_SECRET_MAX], size_t *size)
{
    tool_bytes_t file;
    if (!tool_read_file(path, &file)) {
        return false;
    }
    bool ok = token_secret_of_bytes(path, &file, secret, size);
    tool_bytes_free(&file);
    return ok;
}

/* What verify was asked for. */
typedef struct verify_options {
    const char *key, *secret, *nonce, *instance, *policy, *lenient, *any_lifecycle, *json;
    uint8_t nonce_bytes[64];
    uint8_t instance_bytes[PATT_VERIFY_INSTANCE_ID_SIZE];
    uint8_t secret_bytes[TOKEN_SECRET_MAX];
    key_file_t key_file;
    policy_file_t policy_file;
} verify_options_t;

/* The key, or the secret that --key may name as well. False after an error line. */
static bool prepare_key(verify_options_t *options, patt_check_t *check)
{
    const char *path = options->key ? options->key : options->secret;
    tool_bytes_t file;
    if (!tool_read_file(path, &file)) {
        return false;
    }
    bool secret = !options->key || token_key_is_secret(&file);
    bool ok = secret ? token_secret_of_bytes(path, &file, options->secret_bytes, &check->secret_size)
                     : key_file_of_bytes(path, &file, &options->key_file);
    tool_bytes_free(&file);
    if (secret) {
        check->secret = options->secret_bytes;
    } else {
        check->point = options->key_file.point;
        check->point_size = options->key_file.point_size;
    }
    return ok;
}

/* Options into a check. False with *code set. */
static bool prepare(verify_options_t *options, patt_check_t *check, int *code)
{
    size_t size = 0;
    *code = TOOL_USAGE;
    if (options->nonce) {
        if (!tool_parse_hex(options->nonce, options->nonce_bytes, sizeof(options->nonce_bytes), &check->nonce_size)) {
            tool_usage("--nonce '%s' is not hexadecimal of up to 64 bytes", options->nonce);
            return false;
        }
        check->nonce = options->nonce_bytes;
    }
    if (options->instance) {
        if (!tool_parse_hex(options->instance, options->instance_bytes, sizeof(options->instance_bytes), &size) ||
            size != sizeof(options->instance_bytes)) {
            tool_usage("--instance-id '%s' is not hexadecimal of %zu bytes", options->instance,
                       sizeof(options->instance_bytes));
            return false;
        }
        check->instance_id = options->instance_bytes;
    }
    check->lenient = options->lenient ? PATT_LENIENT_ALL : 0;
    check->any_lifecycle = options->any_lifecycle != NULL;
    *code = TOOL_FAILED;
    if (!tool_crypto_start()) {
        return false;
    }
    if (!prepare_key(options, check)) {
        return false;
    }
    if (options->policy) {
        if (!policy_file_read(options->policy, &options->policy_file)) {
            return false;
        }
        check->policy = &options->policy_file.read.policy;
    }
    return true;
}

static int verify_bytes(const char *path, const tool_bytes_t *bytes, const verify_options_t *options,
                        const patt_check_t *check)
{
    patt_token_t token;
    patt_reason_t reason = patt_token_verify(bytes->p, bytes->size, check, &token);
    if (options->json) {
        token_text_json(&token);
        return reason == PATT_VALID ? TOOL_OK : TOOL_FAILED;
    }
    if (reason != PATT_VALID) {
        return refused(path, &token);
    }
    printf("valid: signed by the device's key%s%s\n",
           check->nonce ? ", for this challenge" : "; no challenge was compared",
           check->policy ? ", and all that the policy asks for" : "");
    token_text_claims(&token);
    return TOOL_OK;
}

static int token_verify(int argc, char **argv)
{
    static verify_options_t given; /* static for its size */
    const tool_option_t options[] = {
        { "key", true, &given.key, "PUB.pem",
          "the device's attestation key: public in PEM (P-256, P-384, P-521), or a MAC key in hexadecimal", NULL, 0 },
        { "secret", true, &given.secret, "FILE", "a MAC key in hexadecimal, and nothing else", NULL, 0 },
        { "nonce", true, &given.nonce, "HEX", "the challenge that was sent", NULL, 0 },
        { "instance-id", true, &given.instance, "HEX", "the instance id that was registered", NULL, 0 },
        { "policy", true, &given.policy, "FILE", "reference values (docs/attestation.md)", NULL, 0 },
        { "any-life-cycle", false, &given.any_lifecycle, NULL,
          "also life cycles that can't be trusted, if the policy names none", NULL, 0 },
        { "lenient", false, &given.lenient, NULL, "take the known deviations from the profiles", NULL, 0 },
        { "json", false, &given.json, NULL, "the verdict and the claims as JSON", NULL, 0 },
    };
    const char *usage = "psa token verify --key PUB.pem [options] FILE";
    int words = 0;
    int code = tool_options(argc, argv, usage, options, sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (!given.key == !given.secret) {
        return tool_usage("verify needs --key or --secret (usage: %s)", usage);
    }
    patt_check_t check = { 0 };
    tool_bytes_t bytes = { NULL, 0 };
    if (words != 1) {
        return tool_usage("which token? (usage: %s)", usage);
    }
    if (prepare(&given, &check, &code)) {
        code = read_token(usage, words, argv, &bytes);
        if (code == TOOL_OK) {
            code = verify_bytes(argv[1], &bytes, &given, &check);
        }
    }
    tool_bytes_free(&bytes);
    policy_file_free(&given.policy_file);
    pcc_wipe(&given, sizeof(given));
    return code;
}

int command_token(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "show", "FILE", "what a token says, in words", token_show },
        { "verify", "FILE", "check signature, rules, challenge and reference values", token_verify },
        { "make", "", "make a test token, with any claims", token_make },
        { "policy", "", "reference values of built images, as a policy file", token_policy },
        { "corim", "", "reference values and a device's key as CoRIM, for a verification service", token_corim },
    };
    return tool_dispatch("psa token", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
