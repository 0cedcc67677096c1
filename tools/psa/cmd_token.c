/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa token: attestation tokens in words, and their verification. Everything in a token is hostile text: nothing but
 * printable ASCII reaches the terminal as it is.
 */
#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "key_file.h"
#include "patt_verify.h"
#include "tool.h"

static void print_text(patt_span_t text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.p[i];
        if (c >= 0x20 && c < 0x7f && c != '\\') {
            putchar(c);
        } else {
            printf("\\x%02x", c);
        }
    }
}

static void print_text_claim(const char *name, patt_span_t text)
{
    if (text.p) {
        printf("  %-24s ", name);
        print_text(text);
        printf("\n");
    }
}

static void print_bytes_claim(const char *name, patt_span_t bytes)
{
    if (bytes.p) {
        printf("  %-24s ", name);
        tool_print_hex(bytes.p, bytes.size);
        printf("\n");
    }
}

static void print_component(size_t index, const patt_component_t *component)
{
    printf("  component %zu              ", index);
    print_text(component->type);
    printf(" ");
    print_text(component->version);
    printf("\n");
    print_bytes_claim("  measurement", component->value);
    print_text_claim("  measured with", component->description);
    print_bytes_claim("  signer", component->signer);
}

static void print_claims(const patt_token_t *token)
{
    print_text_claim("profile", token->profile_text);
    print_bytes_claim("nonce", token->nonce);
    print_bytes_claim("instance id", token->instance_id);
    print_bytes_claim("implementation id", token->implementation_id);
    printf("  %-24s %" PRId32 " (%s)\n", "client id", token->client_id,
           token->client_id < 0 ? "non-secure caller" : "secure caller");
    printf("  %-24s 0x%04x %s\n", "life cycle", token->lifecycle, patt_lifecycle_text(token->lifecycle));
    print_bytes_claim("boot seed", token->boot_seed);
    print_text_claim("certification reference", token->certification_reference);
    print_text_claim("verification service", token->verification_service);
    patt_component_t component;
    for (size_t i = 0; patt_token_component(token, i, &component); i++) {
        print_component(i, &component);
    }
}

/* Reads the token file of a command with exactly one word. */
static int read_token(const char *usage, int words, char **argv, tool_bytes_t *bytes)
{
    if (words != 1) {
        return tool_usage("which token? (usage: %s)", usage);
    }
    return tool_read_file(argv[1], bytes) ? TOOL_OK : TOOL_FAILED;
}

static int refused(const char *path, patt_reason_t reason, const patt_token_t *token)
{
    if (token->fault_key != 0) {
        return tool_fail("%s: refused: %s (%s, claim %" PRId64 ")", path, patt_reason_text(reason),
                         patt_reason_name(reason), token->fault_key);
    }
    return tool_fail("%s: refused: %s (%s)", path, patt_reason_text(reason), patt_reason_name(reason));
}

static int token_show(int argc, char **argv)
{
    const char *usage = "psa token show FILE";
    int words = 0;
    int code = tool_options(argc, argv, usage, NULL, 0, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    tool_bytes_t bytes = { NULL, 0 };
    code = read_token(usage, words, argv, &bytes);
    if (code != TOOL_OK) {
        return code;
    }
    patt_token_t token;
    patt_reason_t reason = patt_token_parse(bytes.p, bytes.size, &token);
    if (reason == PATT_VALID) {
        printf("token of %zu bytes, algorithm %" PRId64 ", signature not checked\n", bytes.size, token.alg);
        print_claims(&token);
    } else {
        code = refused(argv[1], reason, &token);
    }
    tool_bytes_free(&bytes);
    return code;
}

/* Checks the token against the public key in key_path and the nonce. */
static int verify_bytes(const char *path, const tool_bytes_t *bytes, const key_file_t *key, const uint8_t *nonce,
                        size_t nonce_size)
{
    const patt_check_t check = {
        .point = key->point,
        .point_size = key->point_size,
        .nonce = nonce_size ? nonce : NULL,
        .nonce_size = nonce_size,
    };
    patt_token_t token;
    patt_reason_t reason = patt_token_verify(bytes->p, bytes->size, &check, &token);
    if (reason != PATT_VALID) {
        return refused(path, reason, &token);
    }
    printf("valid: signed by the device's key%s\n",
           nonce_size ? ", for this challenge" : "; no challenge was compared");
    print_claims(&token);
    return TOOL_OK;
}

static int token_verify(int argc, char **argv)
{
    const char *key_path = NULL, *nonce_text = NULL;
    const tool_option_t options[] = {
        { "key", true, &key_path, "PUB.pem", "the device's public attestation key", NULL, 0 },
        { "nonce", true, &nonce_text, "HEX", "the challenge that was sent", NULL, 0 },
    };
    const char *usage = "psa token verify --key PUB.pem [--nonce HEX] FILE";
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 2, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    uint8_t nonce[64];
    size_t nonce_size = 0;
    if (!key_path) {
        return tool_usage("verify needs --key (usage: %s)", usage);
    }
    if (nonce_text && !tool_parse_hex(nonce_text, nonce, sizeof(nonce), &nonce_size)) {
        return tool_usage("--nonce '%s' is not hexadecimal of up to 64 bytes", nonce_text);
    }
    tool_bytes_t bytes = { NULL, 0 };
    code = read_token(usage, words, argv, &bytes);
    if (code != TOOL_OK) {
        return code;
    }
    key_file_t key = { 0 };
    code = tool_crypto_start() && key_file_read_curve(key_path, &key) ? verify_bytes(argv[1], &bytes, &key, nonce, nonce_size)
                                                                : TOOL_FAILED;
    key_file_wipe(&key);
    tool_bytes_free(&bytes);
    return code;
}

int command_token(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "show", "FILE", "what a token says, in words", token_show },
        { "verify", "FILE", "check signature, rules and challenge", token_verify },
    };
    return tool_dispatch("psa token", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
