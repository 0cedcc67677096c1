/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The claims of a token: one table of rules for each profile (RFC 9783 section 4, Attestation API 1.0 section 3).
 * Claims that a profile does not know are passed over (RFC 8392 section 3), so nothing follows from their being
 * there.
 */
#include "verify_internal.h"

#include "cbor_dec.h"
#include "cose.h"

#define IMPLEMENTATION_ID_SIZE 32u
#define BOOT_SEED_MIN 8u
#define BOOT_SEED_MAX 32u
#define EAN13_SIZE 13u
#define CERTIFICATION_REFERENCE_SIZE 19u

/* What the value of a claim must be. */
typedef enum claim_type {
    CLAIM_BYTES,
    CLAIM_TEXT,
    CLAIM_INT,
    CLAIM_UINT,
    CLAIM_ARRAY,
} claim_type_t;

/* A check beyond the type; it also stores the value. */
typedef patt_reason_t claim_check_t(const patt_cbor_item_t *value, patt_token_t *token);

typedef struct claim_rule {
    int32_t key;
    uint8_t type; /* claim_type_t */
    bool mandatory;
    patt_reason_t wrong_type;
    claim_check_t *check;
} claim_rule_t;

static patt_span_t span_of(const patt_cbor_item_t *value)
{
    patt_span_t span = { value->data, (size_t)value->argument };
    return span;
}

static bool hash_size_ok(uint64_t size)
{
    return size == 32 || size == 48 || size == 64;
}

static patt_reason_t check_nonce(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->nonce = span_of(value);
    return hash_size_ok(value->argument) ? PATT_VALID : PATT_NONCE_LENGTH;
}

static patt_reason_t check_instance_id(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->instance_id = span_of(value);
    if (value->argument != PATT_VERIFY_INSTANCE_ID_SIZE) {
        return PATT_UEID_LENGTH;
    }
    return value->data[0] == PATT_UEID_RAND ? PATT_VALID : PATT_UEID_TYPE;
}

static patt_reason_t check_profile(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->profile_text = span_of(value);
    return PATT_VALID;
}

static patt_reason_t check_boot_seed(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->boot_seed = span_of(value);
    return value->argument >= BOOT_SEED_MIN && value->argument <= BOOT_SEED_MAX ? PATT_VALID : PATT_BOOT_SEED_LENGTH;
}

/* 32 bytes in the CDDL of API 1.0; "at least" in its table. */
static bool legacy_length_ok(const patt_cbor_item_t *value, uint64_t size, patt_token_t *token)
{
    return value->argument == size || (value->argument > size && patt_tolerates(token, PATT_LENIENT_LEGACY_LENGTHS));
}

static patt_reason_t check_legacy_boot_seed(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->boot_seed = span_of(value);
    return legacy_length_ok(value, BOOT_SEED_MAX, token) ? PATT_VALID : PATT_BOOT_SEED_LENGTH;
}

static patt_reason_t check_legacy_implementation_id(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->implementation_id = span_of(value);
    return legacy_length_ok(value, IMPLEMENTATION_ID_SIZE, token) ? PATT_VALID : PATT_IMPLEMENTATION_ID_LENGTH;
}

static patt_reason_t check_client_id(const patt_cbor_item_t *value, patt_token_t *token)
{
    int64_t number = 0;

    if (!patt_cbor_int(value, &number) || number == 0 || number < INT32_MIN || number > INT32_MAX) {
        return PATT_CLIENT_ID_RANGE;
    }
    token->client_id = (int32_t)number;
    return PATT_VALID;
}

/* The seven assigned ranges are 0x?000 to 0x?0ff for 0 to 6 (RFC 9783 section 4.3.1). */
static bool lifecycle_assigned(uint64_t lifecycle)
{
    return lifecycle <= 0x60ffu && (lifecycle & 0x0f00u) == 0;
}

static patt_reason_t check_lifecycle(const patt_cbor_item_t *value, patt_token_t *token)
{
    if (!lifecycle_assigned(value->argument)) {
        return PATT_LIFECYCLE_RANGE;
    }
    token->lifecycle = (uint16_t)value->argument;
    return PATT_VALID;
}

static patt_reason_t check_implementation_id(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->implementation_id = span_of(value);
    return value->argument == IMPLEMENTATION_ID_SIZE ? PATT_VALID : PATT_IMPLEMENTATION_ID_LENGTH;
}

/* Digits, with a dash behind the thirteenth. */
static bool ean_ok(const patt_span_t *text)
{
    for (size_t i = 0; i < text->size; i++) {
        bool digit = text->p[i] >= '0' && text->p[i] <= '9';
        if (i == EAN13_SIZE ? text->p[i] != '-' : !digit) {
            return false;
        }
    }
    return true;
}

static patt_reason_t reference_ok(patt_token_t *token, bool size_ok)
{
    bool good = size_ok && ean_ok(&token->certification_reference);
    return good || patt_tolerates(token, PATT_LENIENT_HARDWARE_VERSION) ? PATT_VALID
                                                                        : PATT_CERTIFICATION_REFERENCE_FORMAT;
}

static patt_reason_t check_certification_reference(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->certification_reference = span_of(value);
    return reference_ok(token, token->certification_reference.size == CERTIFICATION_REFERENCE_SIZE);
}

/* API 1.0 says 13 digits; devices that went on to the form of RFC 9783 under the old key are common enough to be
 * taken. */
static patt_reason_t check_hardware_version(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->certification_reference = span_of(value);
    size_t size = token->certification_reference.size;
    return reference_ok(token, size == EAN13_SIZE || size == CERTIFICATION_REFERENCE_SIZE);
}

static patt_reason_t check_verification_service(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->verification_service = span_of(value);
    return PATT_VALID;
}

static patt_reason_t check_components(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->component_count = (size_t)value->argument;
    return value->argument != 0 ? PATT_VALID : PATT_SW_COMPONENTS_EMPTY;
}

static patt_reason_t check_no_software(const patt_cbor_item_t *value, patt_token_t *token)
{
    token->no_software_measurements = true;
    return value->argument == 1 ? PATT_VALID : PATT_NO_SW_VALUE;
}

static const claim_rule_t rfc9783_rules[] = {
    { PATT_KEY_NONCE, CLAIM_BYTES, true, PATT_NONCE_TYPE, check_nonce },
    { PATT_KEY_INSTANCE_ID, CLAIM_BYTES, true, PATT_UEID_CBOR_TYPE, check_instance_id },
    { PATT_KEY_PROFILE, CLAIM_TEXT, true, PATT_PROFILE_TYPE, check_profile },
    { PATT_KEY_BOOT_SEED, CLAIM_BYTES, false, PATT_BOOT_SEED_TYPE, check_boot_seed },
    { PATT_KEY_CLIENT_ID, CLAIM_INT, true, PATT_CLIENT_ID_TYPE, check_client_id },
    { PATT_KEY_LIFECYCLE, CLAIM_UINT, true, PATT_LIFECYCLE_TYPE, check_lifecycle },
    { PATT_KEY_IMPLEMENTATION_ID, CLAIM_BYTES, true, PATT_IMPLEMENTATION_ID_TYPE, check_implementation_id },
    { PATT_KEY_CERTIFICATION_REFERENCE, CLAIM_TEXT, false, PATT_CERTIFICATION_REFERENCE_TYPE,
      check_certification_reference },
    { PATT_KEY_SW_COMPONENTS, CLAIM_ARRAY, true, PATT_SW_COMPONENTS_TYPE, check_components },
    { PATT_KEY_VERIFICATION_SERVICE, CLAIM_TEXT, false, PATT_VSI_TYPE, check_verification_service },
};

/* Either components or "no software measurements" is mandatory: check_software(). */
static const claim_rule_t legacy_rules[] = {
    { PATT_LEGACY_PROFILE, CLAIM_TEXT, false, PATT_PROFILE_TYPE, check_profile },
    { PATT_LEGACY_CLIENT_ID, CLAIM_INT, true, PATT_CLIENT_ID_TYPE, check_client_id },
    { PATT_LEGACY_LIFECYCLE, CLAIM_UINT, true, PATT_LIFECYCLE_TYPE, check_lifecycle },
    { PATT_LEGACY_IMPLEMENTATION_ID, CLAIM_BYTES, true, PATT_IMPLEMENTATION_ID_TYPE, check_legacy_implementation_id },
    { PATT_LEGACY_BOOT_SEED, CLAIM_BYTES, true, PATT_BOOT_SEED_TYPE, check_legacy_boot_seed },
    { PATT_LEGACY_HARDWARE_VERSION, CLAIM_TEXT, false, PATT_CERTIFICATION_REFERENCE_TYPE, check_hardware_version },
    { PATT_LEGACY_SW_COMPONENTS, CLAIM_ARRAY, false, PATT_SW_COMPONENTS_TYPE, check_components },
    { PATT_LEGACY_NO_SW_MEASUREMENTS, CLAIM_UINT, false, PATT_NO_SW_TYPE, check_no_software },
    { PATT_LEGACY_NONCE, CLAIM_BYTES, true, PATT_NONCE_TYPE, check_nonce },
    { PATT_LEGACY_INSTANCE_ID, CLAIM_BYTES, true, PATT_UEID_CBOR_TYPE, check_instance_id },
    { PATT_LEGACY_VERIFICATION_SERVICE, CLAIM_TEXT, false, PATT_VSI_TYPE, check_verification_service },
};

#define RULES(table) (table), sizeof(table) / sizeof((table)[0])

static bool type_ok(uint8_t type, const patt_cbor_item_t *value)
{
    switch ((claim_type_t)type) {
    case CLAIM_BYTES:
        return value->major == PATT_CBOR_BYTES;
    case CLAIM_TEXT:
        return value->major == PATT_CBOR_TEXT;
    case CLAIM_INT:
        return value->major == PATT_CBOR_UINT || value->major == PATT_CBOR_NINT;
    case CLAIM_UINT:
        return value->major == PATT_CBOR_UINT;
    case CLAIM_ARRAY:
        return value->major == PATT_CBOR_ARRAY;
    }
    return false;
}

/* Find a claim by its key: true, and rd then stands on its value. */
static bool find_claim(const patt_token_t *token, int64_t key, pcc_rd_t *rd)
{
    patt_cbor_item_t item;
    int64_t number = 0;

    *rd = pcc_rd(token->payload.p, token->payload.size);
    if (patt_cbor_next(rd, &item) != PATT_VALID) {
        return false;
    }
    for (uint64_t left = item.argument; left != 0; left--) {
        if (patt_cbor_next(rd, &item) != PATT_VALID) {
            return false;
        }
        if (patt_cbor_int(&item, &number) && number == key) {
            return true;
        }
        if (patt_cbor_skip(rd) != PATT_VALID) {
            return false;
        }
    }
    return false;
}

static bool service_as_bytes(const claim_rule_t *rule, const patt_cbor_item_t *value, patt_token_t *token)
{
    return rule->key == PATT_LEGACY_VERIFICATION_SERVICE && value->major == PATT_CBOR_BYTES &&
           patt_tolerates(token, PATT_LENIENT_LEGACY_SERVICE_BYTES);
}

static patt_reason_t apply_rule(const claim_rule_t *rule, patt_token_t *token)
{
    pcc_rd_t rd;
    patt_cbor_item_t value;

    token->fault_key = rule->key;
    if (!find_claim(token, rule->key, &rd)) {
        return rule->mandatory ? PATT_MISSING_CLAIM : PATT_VALID;
    }
    const uint8_t *start = rd.p;
    patt_reason_t reason = patt_cbor_next(&rd, &value);
    if (reason != PATT_VALID) {
        return reason;
    }
    if (!type_ok(rule->type, &value) && !service_as_bytes(rule, &value, token)) {
        return rule->wrong_type;
    }
    reason = rule->check(&value, token);
    if (reason == PATT_VALID && rule->type == CLAIM_ARRAY) {
        token->components.p = start;
        token->components.size = (size_t)(token->payload.p + token->payload.size - start);
        reason = patt_components_read(token);
    }
    return reason;
}

static patt_reason_t apply_rules(const claim_rule_t *rules, size_t count, patt_token_t *token)
{
    for (size_t i = 0; i < count; i++) {
        patt_reason_t reason = apply_rule(&rules[i], token);
        if (reason != PATT_VALID) {
            return reason;
        }
    }
    token->fault_key = 0;
    return PATT_VALID;
}

/* Legacy: components, or the claim that there are none, but not both. */
static patt_reason_t check_software(patt_token_t *token)
{
    bool components = token->components.p != NULL;

    if (components == token->no_software_measurements) {
        token->fault_key = components ? PATT_LEGACY_NO_SW_MEASUREMENTS : PATT_LEGACY_SW_COMPONENTS;
        return components ? PATT_NO_SW_WITH_COMPONENTS : PATT_MISSING_CLAIM;
    }
    return PATT_VALID;
}

/* Claim keys are integers or texts. */
static patt_reason_t check_labels(const patt_token_t *token)
{
    pcc_rd_t rd = pcc_rd(token->payload.p, token->payload.size);
    patt_cbor_item_t item;

    patt_reason_t reason = patt_cbor_next(&rd, &item);
    for (uint64_t left = item.argument; reason == PATT_VALID && left != 0; left--) {
        reason = patt_cbor_next(&rd, &item);
        if (reason == PATT_VALID && item.major != PATT_CBOR_UINT && item.major != PATT_CBOR_NINT &&
            item.major != PATT_CBOR_TEXT) {
            reason = PATT_CLAIM_LABEL;
        }
        if (reason == PATT_VALID) {
            reason = patt_cbor_skip(&rd);
        }
    }
    return reason;
}

static bool text_is(const patt_cbor_item_t *value, const char *text, size_t size)
{
    return value->argument == size && memcmp(value->data, text, size) == 0;
}

/* The claim `key`, if it is there, must be this text: then it decides the profile. */
static patt_reason_t match_profile(patt_token_t *token, int64_t key, const char *text, size_t text_size,
                                   patt_profile_t profile)
{
    pcc_rd_t rd;
    patt_cbor_item_t value;

    if (!find_claim(token, key, &rd)) {
        return PATT_VALID;
    }
    token->fault_key = key;
    patt_reason_t reason = patt_cbor_next(&rd, &value);
    if (reason != PATT_VALID) {
        return reason;
    }
    if (value.major != PATT_CBOR_TEXT) {
        return PATT_PROFILE_TYPE;
    }
    token->profile_text = span_of(&value);
    bool draft =
        key == PATT_KEY_PROFILE && text_is(&value, PATT_PROFILE_DRAFT_TEXT, sizeof(PATT_PROFILE_DRAFT_TEXT) - 1);
    if (!text_is(&value, text, text_size) && !(draft && patt_tolerates(token, PATT_LENIENT_DRAFT_PROFILE))) {
        return PATT_UNKNOWN_PROFILE;
    }
    token->profile = profile;
    return PATT_VALID;
}

/*
 * RFC 9783 has its profile claim always. Without it a token is legacy, where the profile claim is optional: then the
 * mandatory legacy nonce tells it from a token that is neither.
 */
static patt_reason_t choose_profile(patt_token_t *token)
{
    pcc_rd_t rd;

    patt_reason_t reason = match_profile(token, PATT_KEY_PROFILE, PATT_PROFILE_TFM_TEXT,
                                         sizeof(PATT_PROFILE_TFM_TEXT) - 1, PATT_PROFILE_RFC9783);
    if (reason == PATT_VALID && token->profile == PATT_PROFILE_NONE) {
        reason = match_profile(token, PATT_LEGACY_PROFILE, PATT_PROFILE_LEGACY_TEXT,
                               sizeof(PATT_PROFILE_LEGACY_TEXT) - 1, PATT_PROFILE_LEGACY);
    }
    if (reason != PATT_VALID || token->profile != PATT_PROFILE_NONE) {
        return reason;
    }
    if (find_claim(token, PATT_LEGACY_NONCE, &rd)) {
        token->profile = PATT_PROFILE_LEGACY;
        return PATT_VALID;
    }
    token->fault_key = PATT_KEY_PROFILE;
    return PATT_MISSING_CLAIM;
}

/* The boot seed where the drafts of RFC 9783 had it. Strictly read it is an unknown claim, and so it is here if it
 * can't be a boot seed: leniency never refuses what strictness takes. */
static void draft_boot_seed(patt_token_t *token)
{
    pcc_rd_t rd;
    patt_cbor_item_t value;

    if (token->boot_seed.p == NULL && find_claim(token, PATT_KEY_DRAFT_BOOT_SEED, &rd) &&
        patt_cbor_next(&rd, &value) == PATT_VALID && value.major == PATT_CBOR_BYTES &&
        value.argument >= BOOT_SEED_MIN && value.argument <= BOOT_SEED_MAX &&
        patt_tolerates(token, PATT_LENIENT_DRAFT_BOOT_SEED)) {
        token->boot_seed = span_of(&value);
    }
}

patt_reason_t patt_claims_read(patt_token_t *token)
{
    patt_reason_t reason = patt_cbor_check(token->payload.p, token->payload.size);
    if (reason != PATT_VALID) {
        return reason;
    }
    if (token->payload.p[0] >> 5 != PATT_CBOR_MAP) {
        return PATT_PAYLOAD_NOT_MAP;
    }
    reason = check_labels(token);
    if (reason == PATT_VALID) {
        reason = choose_profile(token);
    }
    if (reason != PATT_VALID) {
        return reason;
    }
    if (token->profile == PATT_PROFILE_RFC9783) {
        reason = apply_rules(RULES(rfc9783_rules), token);
        if (reason == PATT_VALID) {
            draft_boot_seed(token);
        }
        return reason;
    }
    reason = apply_rules(RULES(legacy_rules), token);
    return reason == PATT_VALID ? check_software(token) : reason;
}

const char *patt_lifecycle_text(uint16_t lifecycle)
{
    static const char *const names[] = {
        "UNKNOWN",           "ASSEMBLY_AND_TEST",         "PSA_ROT_PROVISIONING", "SECURED",
        "NON_PSA_ROT_DEBUG", "RECOVERABLE_PSA_ROT_DEBUG", "DECOMMISSIONED",
    };
    return lifecycle_assigned(lifecycle) ? names[lifecycle >> 12] : "INVALID";
}

bool patt_lifecycle_trusted(uint16_t lifecycle)
{
    return lifecycle_assigned(lifecycle) && (lifecycle >> 12 == 3 || lifecycle >> 12 == 4);
}
