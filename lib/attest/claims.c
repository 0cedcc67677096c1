/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The claims of a token: gather, check, write.
 */
#include "claims.h"

#include "config.h"
#include "profile.h"

/* EAN-13, dash, five digits (RFC 9783 section 4.2.3). */
#define CERTIFICATION_REFERENCE_SIZE 19u
#define CERTIFICATION_REFERENCE_DASH 13u
/* The port contract's bound (plat_identity_t). */
#define VERIFICATION_SERVICE_MAX 64u

/*
 * Length of a text that ends with 0 within `max` bytes and is printable ASCII, which is valid UTF-8, as CBOR asks of a
 * text string (RFC 8949 section 3.1). False for any other text.
 */
static bool text_size(const char *text, size_t max, size_t *size)
{
    size_t n = 0;

    *size = 0;
    if (text == NULL) {
        return false;
    }
    while (n <= max && text[n] != '\0') {
        if (text[n] < 0x20 || text[n] > 0x7e) {
            return false;
        }
        n++;
    }
    *size = n;
    return n <= max;
}

static bool certification_reference_ok(const char *text, size_t size)
{
    if (size != CERTIFICATION_REFERENCE_SIZE) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (i == CERTIFICATION_REFERENCE_DASH ? text[i] != '-' : !digit) {
            return false;
        }
    }
    return true;
}

/* Memory that nobody ever wrote: all zeros, or all ones as erased flash has it. */
static bool blank(const uint8_t *bytes, size_t size)
{
    uint8_t any = 0;
    uint8_t all = 0xff;

    for (size_t i = 0; i < size; i++) {
        any |= bytes[i];
        all &= bytes[i];
    }
    return any == 0 || all == 0xff;
}

static psa_status_t gather_identity(patt_facts_t *facts)
{
    plat_identity_t *identity = &facts->identity;

    psa_status_t status = plat_identity(identity);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (blank(identity->implementation_id, sizeof(identity->implementation_id))) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    if (!text_size(identity->certification_reference, CERTIFICATION_REFERENCE_SIZE,
                   &facts->certification_reference_size) ||
        !text_size(identity->verification_service, VERIFICATION_SERVICE_MAX, &facts->verification_service_size)) {
        return PSA_ERROR_DATA_INVALID;
    }
    if (facts->certification_reference_size != 0 &&
        !certification_reference_ok(identity->certification_reference, facts->certification_reference_size)) {
        return PSA_ERROR_DATA_INVALID;
    }
    return PSA_SUCCESS;
}

psa_status_t patt_state_gather(patt_state_t *state)
{
    state->lifecycle = plat_lifecycle();
    state->client_id = plat_caller();

    uint16_t major = PLAT_LIFECYCLE_MAJOR(state->lifecycle);
    if (major == PLAT_LIFECYCLE_UNKNOWN) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    /* The states are 0x1000, 0x2000 ... 0x6000; what lies between them is not assigned (RFC 9783 section 4.3.1). */
    if ((major & 0x0f00u) != 0 || major > PLAT_LIFECYCLE_DECOMMISSIONED) {
        return PSA_ERROR_DATA_INVALID;
    }
    if (state->client_id == 0 || state->client_id == PLAT_CLIENT_ATTESTATION) {
        return PSA_ERROR_DATA_INVALID;
    }
    return PSA_SUCCESS;
}

/* Name of the hash with results of this size in the Named Information registry, or NULL (RFC 9783 section 4.4.1). */
static const char *hash_name(size_t size)
{
    switch (size) {
    case 32:
        return "sha-256";
    case 48:
        return "sha-384";
    case 64:
        return "sha-512";
    default:
        return NULL;
    }
}
#define HASH_NAME_SIZE 7u

/* Write one component. Empty texts are left out; signer and value are always there. */
static psa_status_t component_write(pcc_wr_t *wr, const plat_measurement_t *measurement)
{
    const char *description = hash_name(measurement->value_size);
    size_t type_size = 0;
    size_t version_size = 0;

    if (!text_size(measurement->type, PLAT_MEASUREMENT_TYPE_MAX, &type_size) ||
        !text_size(measurement->version, PLAT_MEASUREMENT_VERSION_MAX, &version_size) || description == NULL ||
        hash_name(measurement->signer_size) == NULL) {
        return PSA_ERROR_DATA_INVALID;
    }
    patt_cbor_put_map(wr, 3u + (type_size != 0) + (version_size != 0));
    if (type_size != 0) {
        patt_cbor_put_int(wr, PATT_SW_TYPE);
        patt_cbor_put_text(wr, measurement->type, type_size);
    }
    patt_cbor_put_int(wr, PATT_SW_VALUE);
    patt_cbor_put_bytes(wr, measurement->value, measurement->value_size);
    if (version_size != 0) {
        patt_cbor_put_int(wr, PATT_SW_VERSION);
        patt_cbor_put_text(wr, measurement->version, version_size);
    }
    patt_cbor_put_int(wr, PATT_SW_SIGNER);
    patt_cbor_put_bytes(wr, measurement->signer, measurement->signer_size);
    patt_cbor_put_int(wr, PATT_SW_DESCRIPTION);
    patt_cbor_put_text(wr, description, HASH_NAME_SIZE);
    return PSA_SUCCESS;
}

/* Write (or measure) all components of the boot record. */
static psa_status_t components_write(pcc_wr_t *wr, uint32_t *count)
{
    plat_measurement_t measurement;

    for (*count = 0; *count < PLAT_BOOT_RECORD_MAX; (*count)++) {
        psa_status_t status = plat_boot_record_get(*count, &measurement);
        if (status == PSA_ERROR_DOES_NOT_EXIST) {
            break;
        }
        if (status == PSA_SUCCESS) {
            status = component_write(wr, &measurement);
        }
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

static psa_status_t gather_boot(patt_facts_t *facts)
{
    pcc_wr_t measure = pcc_wr(NULL, 0);

    psa_status_t status = plat_boot_seed(facts->boot_seed);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = components_write(&measure, &facts->component_count);
    if (status != PSA_SUCCESS) {
        return status;
    }
    facts->components_size = measure.size;
    /* At least one component is mandatory (RFC 9783 section 4.4.1). */
    return facts->component_count == 0 ? PSA_ERROR_DOES_NOT_EXIST : PSA_SUCCESS;
}

psa_status_t patt_facts_gather(patt_facts_t *facts)
{
    memset(facts, 0, sizeof(*facts));
    psa_status_t status = gather_identity(facts);
    if (status == PSA_SUCCESS) {
        status = patt_state_gather(&facts->state);
    }
    if (status == PSA_SUCCESS) {
        status = gather_boot(facts);
    }
    return status;
}

/* Whether the device makes this claim. */
static bool is_made(const patt_facts_t *facts, uint8_t claim)
{
    switch (claim) {
    case PATT_CLAIM_CERTIFICATION_REFERENCE:
        return facts->certification_reference_size != 0;
    case PATT_CLAIM_VERIFICATION_SERVICE:
        return facts->verification_service_size != 0;
    default:
        return true;
    }
}

/* Write (or measure) the value of a claim, of the components only the head of their array. */
static void write_value(pcc_wr_t *wr, const patt_facts_t *facts, uint8_t claim, const uint8_t *challenge,
                        size_t challenge_size)
{
    const plat_identity_t *identity = &facts->identity;

    switch (claim) {
    case PATT_CLAIM_NONCE:
        patt_cbor_put_bytes(wr, challenge, challenge_size);
        break;
    case PATT_CLAIM_INSTANCE_ID:
        patt_cbor_put_bytes(wr, facts->instance_id, sizeof(facts->instance_id));
        break;
    case PATT_CLAIM_PROFILE:
        patt_cbor_put_text(wr, PATT_PROFILE.name, PATT_PROFILE.name_size);
        break;
    case PATT_CLAIM_BOOT_SEED:
        patt_cbor_put_bytes(wr, facts->boot_seed, sizeof(facts->boot_seed));
        break;
    case PATT_CLAIM_CLIENT_ID:
        patt_cbor_put_int(wr, facts->state.client_id);
        break;
    case PATT_CLAIM_LIFECYCLE:
        patt_cbor_put_int(wr, facts->state.lifecycle);
        break;
    case PATT_CLAIM_IMPLEMENTATION_ID:
        patt_cbor_put_bytes(wr, identity->implementation_id, sizeof(identity->implementation_id));
        break;
    case PATT_CLAIM_CERTIFICATION_REFERENCE: /* its size was checked: the profile's part of it is there */
        patt_cbor_put_text(wr, identity->certification_reference, PATT_PROFILE.reference_size);
        break;
    case PATT_CLAIM_SW_COMPONENTS:
        patt_cbor_put_array(wr, facts->component_count);
        break;
    default: /* PATT_CLAIM_VERIFICATION_SERVICE */
        patt_cbor_put_text(wr, identity->verification_service, facts->verification_service_size);
        break;
    }
}

/* Into a cursor without memory the components count as they were measured. */
psa_status_t patt_claims_write(pcc_wr_t *wr, const patt_facts_t *facts, const uint8_t *challenge, size_t challenge_size)
{
    uint32_t count = facts->component_count;
    uint8_t made = 0;
    psa_status_t status = PSA_SUCCESS;

    for (unsigned i = 0; i < PATT_CLAIM_COUNT; i++) {
        made = (uint8_t)(made + is_made(facts, PATT_PROFILE.claims[i].claim));
    }
    patt_cbor_put_map(wr, made);
    for (uint8_t i = 0; status == PSA_SUCCESS && i < PATT_CLAIM_COUNT; i++) {
        const patt_claim_t *row = &PATT_PROFILE.claims[i];
        if (!is_made(facts, row->claim)) {
            continue;
        }
        patt_cbor_put_int(wr, row->key);
        write_value(wr, facts, row->claim, challenge, challenge_size);
        if (row->claim == PATT_CLAIM_SW_COMPONENTS && wr->p == NULL) {
            wr->size += facts->components_size;
        } else if (row->claim == PATT_CLAIM_SW_COMPONENTS) {
            status = components_write(wr, &count);
        }
    }
    /* A boot record that changed between the two readings is no record. */
    return status == PSA_SUCCESS && count != facts->component_count ? PSA_ERROR_CORRUPTION_DETECTED : status;
}

size_t patt_claims_size(const patt_facts_t *facts, size_t challenge_size)
{
    pcc_wr_t measure = pcc_wr(NULL, 0);

    /* Measuring asks the port for nothing, so it can't fail. */
    psa_status_t status = patt_claims_write(&measure, facts, NULL, challenge_size);
    return status == PSA_SUCCESS ? measure.size : SIZE_MAX;
}
