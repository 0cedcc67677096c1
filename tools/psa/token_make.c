/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa token make: test tokens with any claims, for the tests of a verification service. The claims and envelopes are
 * written by the attester's own encoder; nothing is checked, so that faulty tokens can be made too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/attest/attest_internal.h"
#include "lib/attest/cbor_enc.h"
#include "lib/attest/cose_envelope.h"
#include "lib/attest/profile.h"
#include "lib/crypto/core/ct.h"
#include "patt_verify.h"
#include "psa/crypto.h"
#include "token.h"

#define COMPONENTS_MAX 16u
#define TOKEN_MAX 4096u

/* What the command line says. */
typedef struct make_options {
    const char *key, *secret, *profile, *nonce, *instance, *implementation, *client, *lifecycle, *seed, *reference,
        *service;
    const char *out;
    const char *components[COMPONENTS_MAX];
    size_t component_count;
    const char *without[PATT_CLAIM_COUNT];
    size_t without_count;
    const patt_profile_def_t *form;
    uint8_t nonce_bytes[64], instance_bytes[64], implementation_bytes[64], seed_bytes[64];
    size_t nonce_size, instance_size, implementation_size, seed_size;
    int32_t client_id;
    uint16_t lifecycle_value;
} make_options_t;

static const char *const claim_names[PATT_CLAIM_COUNT] = {
    [PATT_CLAIM_NONCE] = "nonce",
    [PATT_CLAIM_INSTANCE_ID] = "instance-id",
    [PATT_CLAIM_PROFILE] = "profile",
    [PATT_CLAIM_BOOT_SEED] = "boot-seed",
    [PATT_CLAIM_CLIENT_ID] = "client-id",
    [PATT_CLAIM_LIFECYCLE] = "life-cycle",
    [PATT_CLAIM_IMPLEMENTATION_ID] = "implementation-id",
    [PATT_CLAIM_CERTIFICATION_REFERENCE] = "certification-reference",
    [PATT_CLAIM_SW_COMPONENTS] = "components",
    [PATT_CLAIM_VERIFICATION_SERVICE] = "verification-service",
};

static bool is_left_out(const make_options_t *options, uint8_t claim)
{
    for (size_t i = 0; i < options->without_count; i++) {
        if (strcmp(options->without[i], claim_names[claim]) == 0) {
            return true;
        }
    }
    return (claim == PATT_CLAIM_CERTIFICATION_REFERENCE && !options->reference) ||
           (claim == PATT_CLAIM_VERIFICATION_SERVICE && !options->service);
}

/* One of the four fields of TYPE,VERSION,SIGNER,MEASUREMENT. */
static size_t field(const char *text, unsigned index, const char **start)
{
    while (index-- != 0) {
        text = strchr(text, ',');
        if (text == NULL) {
            return 0;
        }
        text++;
    }
    *start = text;
    return strcspn(text, ",");
}

static bool put_hash(pcc_wr_t *wr, int32_t key, const char *text, size_t length)
{
    char hex[2 * 64 + 1];
    uint8_t hash[64];
    size_t size = 0;
    if (length == 0) {
        return true;
    }
    if (length >= sizeof(hex)) {
        return false;
    }
    memcpy(hex, text, length);
    hex[length] = '\0';
    patt_cbor_put_int(wr, key);
    bool ok = tool_parse_hex(hex, hash, sizeof(hash), &size);
    patt_cbor_put_bytes(wr, hash, size);
    return ok;
}

/* TYPE,VERSION,SIGNER,MEASUREMENT; a field that is empty is left out of the map. */
static bool put_component(pcc_wr_t *wr, const char *text)
{
    const char *type = text, *version = text, *signer = text, *value = text;
    size_t type_size = field(text, 0, &type), version_size = field(text, 1, &version);
    size_t signer_size = field(text, 2, &signer), value_size = field(text, 3, &value);
    const char *hash = value_size == 64    ? "sha-256"
                       : value_size == 96  ? "sha-384"
                       : value_size == 128 ? "sha-512"
                                           : NULL;

    size_t count = type_size != 0;
    count += value_size != 0;
    count += version_size != 0;
    count += signer_size != 0;
    count += hash != NULL;
    patt_cbor_put_map(wr, count);
    if (type_size != 0) {
        patt_cbor_put_int(wr, PATT_SW_TYPE);
        patt_cbor_put_text(wr, type, type_size);
    }
    bool ok = put_hash(wr, PATT_SW_VALUE, value, value_size);
    if (version_size != 0) {
        patt_cbor_put_int(wr, PATT_SW_VERSION);
        patt_cbor_put_text(wr, version, version_size);
    }
    ok = put_hash(wr, PATT_SW_SIGNER, signer, signer_size) && ok;
    if (hash != NULL) {
        patt_cbor_put_int(wr, PATT_SW_DESCRIPTION);
        patt_cbor_put_text(wr, hash, strlen(hash));
    }
    return ok;
}

static bool put_components(pcc_wr_t *wr, const make_options_t *options)
{
    patt_cbor_put_array(wr, options->component_count);
    for (size_t i = 0; i < options->component_count; i++) {
        if (!put_component(wr, options->components[i])) {
            tool_usage("--component '%s' is not TYPE,VERSION,SIGNER,MEASUREMENT with hashes in hexadecimal",
                       options->components[i]);
            return false;
        }
    }
    return true;
}

static bool put_value(pcc_wr_t *wr, const make_options_t *options, uint8_t claim)
{
    switch (claim) {
    case PATT_CLAIM_NONCE:
        patt_cbor_put_bytes(wr, options->nonce_bytes, options->nonce_size);
        break;
    case PATT_CLAIM_INSTANCE_ID:
        patt_cbor_put_bytes(wr, options->instance_bytes, options->instance_size);
        break;
    case PATT_CLAIM_PROFILE:
        patt_cbor_put_text(wr, options->form->name, options->form->name_size);
        break;
    case PATT_CLAIM_BOOT_SEED:
        patt_cbor_put_bytes(wr, options->seed_bytes, options->seed_size);
        break;
    case PATT_CLAIM_CLIENT_ID:
        patt_cbor_put_int(wr, options->client_id);
        break;
    case PATT_CLAIM_LIFECYCLE:
        patt_cbor_put_int(wr, options->lifecycle_value);
        break;
    case PATT_CLAIM_IMPLEMENTATION_ID:
        patt_cbor_put_bytes(wr, options->implementation_bytes, options->implementation_size);
        break;
    case PATT_CLAIM_CERTIFICATION_REFERENCE:
        patt_cbor_put_text(wr, options->reference, strlen(options->reference));
        break;
    case PATT_CLAIM_SW_COMPONENTS:
        return put_components(wr, options);
    default:
        patt_cbor_put_text(wr, options->service, strlen(options->service));
        break;
    }
    return true;
}

static bool put_claims(pcc_wr_t *wr, const make_options_t *options)
{
    size_t count = 0;
    for (size_t i = 0; i < PATT_CLAIM_COUNT; i++) {
        count += !is_left_out(options, options->form->claims[i].claim);
    }
    patt_cbor_put_map(wr, count);
    for (size_t i = 0; i < PATT_CLAIM_COUNT; i++) {
        const patt_claim_t *row = &options->form->claims[i];
        if (is_left_out(options, row->claim)) {
            continue;
        }
        patt_cbor_put_int(wr, row->key);
        if (!put_value(wr, options, row->claim)) {
            return false;
        }
    }
    return true;
}

/* The signing key as a volatile one, and the instance id that follows from it unless another was given. */
static psa_status_t import_signer(make_options_t *options, const key_file_t *key, const uint8_t *secret,
                                  size_t secret_size, psa_key_id_t *id)
{
    static const psa_algorithm_t hashes[] = { PSA_ALG_SHA_256, PSA_ALG_SHA_384, PSA_ALG_SHA_512 };
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t made[PATT_INSTANCE_ID_SIZE];
    psa_status_t status;

    if (key->has_private) {
        psa_algorithm_t hash = hashes[key->bits == 256 ? 0 : key->bits == 384 ? 1 : 2];
        psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
        psa_set_key_bits(&attributes, key->bits);
        psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(hash));
        psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
        status = psa_import_key(&attributes, key->private_key, key->private_size, id);
        status = status == PSA_SUCCESS ? patt_instance_id_of(key->point, key->point_size, made) : status;
    } else {
        psa_algorithm_t hash = hashes[secret_size <= 32 ? 0 : secret_size <= 48 ? 1 : 2];
        psa_set_key_type(&attributes, PSA_KEY_TYPE_HMAC);
        psa_set_key_algorithm(&attributes, PSA_ALG_HMAC(hash));
        psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_MESSAGE);
        status = psa_import_key(&attributes, secret, secret_size, id);
        status = status == PSA_SUCCESS ? patt_instance_id_of_secret(secret, secret_size, made) : status;
    }
    if (status == PSA_SUCCESS && !options->instance) {
        memcpy(options->instance_bytes, made, sizeof(made));
        options->instance_size = sizeof(made);
    }
    return status;
}

static int write_token(const make_options_t *options, psa_key_id_t id)
{
    uint8_t token[TOKEN_MAX];
    pcc_wr_t measure = pcc_wr(NULL, 0);
    pcc_wr_t wr = pcc_wr(token, sizeof(token));
    patt_signer_t signer;

    if (!put_claims(&measure, options)) {
        return TOOL_USAGE;
    }
    psa_status_t status = patt_signer_open(plat_caller(), id, &signer);
    if (status == PSA_SUCCESS) {
        patt_envelope_begin(&wr, &signer, measure.size);
        (void)put_claims(&wr, options); /* it went well above */
        status = wr.bad ? PSA_ERROR_INSUFFICIENT_MEMORY : patt_envelope_finish(&wr, &signer, measure.size);
    }
    if (status != PSA_SUCCESS) {
        return tool_fail("token: %s", tool_status_text(status));
    }
    if (!tool_write_file(options->out, token, wr.size, 0644)) {
        return TOOL_FAILED;
    }
    fprintf(stderr, "token of %zu bytes\n", wr.size);
    return TOOL_OK;
}

static int make_with_key(make_options_t *options)
{
    key_file_t key = { 0 };
    uint8_t secret[TOKEN_SECRET_MAX];
    size_t secret_size = 0;
    psa_key_id_t id = PSA_KEY_ID_NULL;
    int code = TOOL_FAILED;

    if (tool_crypto_start() && (options->key ? key_file_read_curve(options->key, &key)
                                             : token_secret_read(options->secret, secret, &secret_size))) {
        if (options->key && !key.has_private) {
            code = tool_fail("%s: a token is signed with a private key", options->key);
        } else {
            psa_status_t status = options->seed ? PSA_SUCCESS : psa_generate_random(options->seed_bytes, 32);
            options->seed_size = options->seed ? options->seed_size : 32;
            status = status == PSA_SUCCESS ? import_signer(options, &key, secret, secret_size, &id) : status;
            code = status == PSA_SUCCESS ? write_token(options, id) : tool_fail("key: %s", tool_status_text(status));
            status = psa_destroy_key(id);
            code = status == PSA_SUCCESS || code != TOOL_OK ? code : tool_fail("key: %s", tool_status_text(status));
        }
    }
    key_file_wipe(&key);
    pcc_wipe(secret, sizeof(secret));
    return code;
}

static bool parse_bytes(const char *name, const char *text, uint8_t out[64], size_t *size)
{
    if (text && !tool_parse_hex(text, out, 64, size)) {
        tool_usage("--%s '%s' is not hexadecimal of up to 64 bytes", name, text);
        return false;
    }
    return true;
}

static bool parse_client(const char *text, int32_t *client)
{
    uint64_t number = 0;
    bool negative = text[0] == '-';
    if (!tool_parse_number(text + negative, negative ? 0x80000000u : 0x7fffffffu, &number)) {
        tool_usage("--client-id '%s' is not a number of 32 bits", text);
        return false;
    }
    *client = (int32_t)(negative ? -(int64_t)number : (int64_t)number);
    return true;
}

static bool parse_lifecycle(const char *text, uint16_t *lifecycle)
{
    uint64_t number = 0;
    for (unsigned state = 0; state <= 6; state++) {
        if (strcmp(text, patt_lifecycle_text((uint16_t)(state << 12))) == 0) {
            *lifecycle = (uint16_t)(state << 12);
            return true;
        }
    }
    bool ok = tool_parse_number(text, 0xffff, &number);
    *lifecycle = (uint16_t)number;
    if (!ok) {
        tool_usage("--life-cycle '%s' is neither a state (SECURED, ...) nor a number of 16 bits", text);
    }
    return ok;
}

static bool parse_options(make_options_t *options)
{
    for (size_t i = 0; i < options->without_count; i++) {
        bool known = false;
        for (size_t j = 0; j < PATT_CLAIM_COUNT; j++) {
            known = known || strcmp(options->without[i], claim_names[j]) == 0;
        }
        if (!known) {
            tool_usage("--without '%s' is no claim (nonce, instance-id, profile, boot-seed, client-id, life-cycle, "
                       "implementation-id, certification-reference, components, verification-service)",
                       options->without[i]);
            return false;
        }
    }
    if (strcmp(options->profile, "rfc9783") == 0) {
        options->form = &patt_profile_rfc9783;
    } else if (strcmp(options->profile, "legacy") == 0) {
        options->form = &patt_profile_legacy;
    } else {
        tool_usage("--profile '%s' is neither rfc9783 nor legacy", options->profile);
        return false;
    }
    return parse_bytes("nonce", options->nonce, options->nonce_bytes, &options->nonce_size) &&
           parse_bytes("instance-id", options->instance, options->instance_bytes, &options->instance_size) &&
           parse_bytes("implementation-id", options->implementation, options->implementation_bytes,
                       &options->implementation_size) &&
           parse_bytes("boot-seed", options->seed, options->seed_bytes, &options->seed_size) &&
           parse_client(options->client, &options->client_id) &&
           parse_lifecycle(options->lifecycle, &options->lifecycle_value);
}

int token_make(int argc, char **argv)
{
    make_options_t given = { .profile = "rfc9783", .client = "-1", .lifecycle = "SECURED", .out = "-" };
    const tool_option_t options[] = {
        { "key", true, &given.key, "KEY.pem", "private key to sign with: P-256, P-384 or P-521", NULL, 0 },
        { "secret", true, &given.secret, "FILE", "or a secret in hexadecimal: HMAC of the hash of its size", NULL, 0 },
        { "nonce", true, &given.nonce, "HEX", "the challenge", NULL, 0 },
        { "implementation-id", true, &given.implementation, "HEX", "32 bytes", NULL, 0 },
        { "component", true, given.components, "T,V,S,M", "type, version, signer, measurement; may be repeated",
          &given.component_count, COMPONENTS_MAX },
        { "profile", true, &given.profile, "NAME", "rfc9783 (default) or legacy", NULL, 0 },
        { "instance-id", true, &given.instance, "HEX", "default: that of the key", NULL, 0 },
        { "client-id", true, &given.client, "N", "default: -1", NULL, 0 },
        { "life-cycle", true, &given.lifecycle, "STATE", "default: SECURED", NULL, 0 },
        { "boot-seed", true, &given.seed, "HEX", "default: random", NULL, 0 },
        { "certification-reference", true, &given.reference, "TEXT", "default: none", NULL, 0 },
        { "verification-service", true, &given.service, "TEXT", "default: none", NULL, 0 },
        { "without", true, given.without, "CLAIM", "leave a claim out; may be repeated", &given.without_count,
          PATT_CLAIM_COUNT },
        { "out", true, &given.out, "FILE", "write it there (default: standard output)", NULL, 0 },
    };
    const char *usage =
        "psa token make --key KEY.pem --nonce HEX --implementation-id HEX --component T,V,S,M [options]";
    int words = 0;
    int code = tool_options(argc, argv, usage, options, sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0) {
        return tool_usage("make takes no words, found '%s'", argv[1]);
    }
    if (!given.key == !given.secret || !given.nonce || !given.implementation) {
        return tool_usage("make needs --key or --secret, --nonce and --implementation-id (usage: %s)", usage);
    }
    if (tool_check_output(given.out, "the key", given.key ? given.key : given.secret) != TOOL_OK) {
        return TOOL_USAGE;
    }
    return parse_options(&given) ? make_with_key(&given) : TOOL_USAGE;
}
