/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Who the POSIX device is: identity and life cycle from files that provisioning writes, caller from this process.
 */
#include "platform/posix/posix_internal.h"

#include <string.h>

static const char identity_kind[8] = { 'P', 'S', 'A', 'i', 'd', 'e', 'n', 't' };
static const char identity_name[] = "identity";
static const char lifecycle_kind[8] = { 'P', 'S', 'A', 'l', 'i', 'f', 'e', 'c' };
static const char lifecycle_name[] = "lifecycle";

#define IMPLEMENTATION_ID_SIZE 32u
#define REFERENCE_SIZE 20u /* EAN-13, dash, 5 digits, 0 */
#define SERVICE_SIZE 65u   /* 64 bytes, 0 */

/** Payload of the identity file: implementation id, then the two texts in fields of fixed size, filled up with 0. */
typedef struct identity_texts {
    char reference[REFERENCE_SIZE];
    char service[SERVICE_SIZE];
} identity_texts_t;
#define IDENTITY_SIZE (IMPLEMENTATION_ID_SIZE + REFERENCE_SIZE + SERVICE_SIZE)

/* -------------------------------------------------------------------------------------------------- Life cycle --- */

static psa_status_t store_lifecycle(int dir, const char *dir_name, uint16_t lifecycle)
{
    const uint8_t bytes[2] = { (uint8_t)lifecycle, (uint8_t)(lifecycle >> 8) };
    return plat_px_store(dir, dir_name, lifecycle_name, lifecycle_kind, bytes, sizeof bytes);
}

psa_status_t plat_px_lifecycle_create(int dir, const char *dir_name)
{
    return store_lifecycle(dir, dir_name, PLAT_LIFECYCLE_PSA_ROT_PROVISIONING);
}

psa_status_t plat_posix_set_lifecycle(uint16_t lifecycle)
{
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = store_lifecycle(plat_px_dir(), plat_px_dir_name(), lifecycle);
        plat_px_leave();
    }
    return status;
}

uint16_t plat_px_lifecycle(void)
{
    uint8_t bytes[2];
    size_t length;
    psa_status_t status =
        plat_px_load(plat_px_dir(), plat_px_dir_name(), lifecycle_name, lifecycle_kind, bytes, sizeof bytes, &length);
    if (status != PSA_SUCCESS || length != sizeof bytes) {
        return PLAT_LIFECYCLE_UNKNOWN;
    }
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

uint16_t plat_lifecycle(void)
{
    if (plat_px_enter() != PSA_SUCCESS) {
        return PLAT_LIFECYCLE_UNKNOWN;
    }
    uint16_t lifecycle = plat_px_lifecycle();
    plat_px_leave();
    return lifecycle;
}

/* ---------------------------------------------------------------------------------------------------- Identity --- */

/** RFC 9783 section 4.2.3: 13 digits, dash, 5 digits; or nothing. */
static bool reference_is_valid(const char *text)
{
    if (text[0] == 0) {
        return true;
    }
    for (size_t i = 0; i < REFERENCE_SIZE - 1u; i++) {
        bool good = i == 13 ? text[i] == '-' : text[i] >= '0' && text[i] <= '9';
        if (!good) { /* also at an early end */
            return false;
        }
    }
    return text[REFERENCE_SIZE - 1u] == 0;
}

/** Printable ASCII, as a URL is: nothing else gets into a token. */
static bool is_printable(const char *text)
{
    while (*text >= 0x20 && *text <= 0x7e) {
        text++;
    }
    return *text == 0;
}

psa_status_t plat_posix_set_identity(const plat_identity_t *identity)
{
    uint8_t bytes[IDENTITY_SIZE] = { 0 };
    size_t service = strlen(identity->verification_service);
    if (!reference_is_valid(identity->certification_reference)) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "certification reference is not 13 digits, dash, 5 digits");
    }
    if (service >= SERVICE_SIZE) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "verification service has %zu bytes, at most 64", service);
    }
    if (!is_printable(identity->verification_service)) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "verification service is not printable ASCII");
    }
    memcpy(bytes, identity->implementation_id, IMPLEMENTATION_ID_SIZE);
    memcpy(&bytes[IMPLEMENTATION_ID_SIZE], identity->certification_reference,
           strlen(identity->certification_reference));
    memcpy(&bytes[IMPLEMENTATION_ID_SIZE + REFERENCE_SIZE], identity->verification_service, service);
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = plat_px_store(plat_px_dir(), plat_px_dir_name(), identity_name, identity_kind, bytes, sizeof bytes);
        plat_px_leave();
    }
    return status;
}

static psa_status_t load_identity(plat_identity_t *identity)
{
    static identity_texts_t texts; /* lives for ever, as the contract asks */
    uint8_t bytes[IDENTITY_SIZE];
    size_t length;
    psa_status_t status =
        plat_px_load(plat_px_dir(), plat_px_dir_name(), identity_name, identity_kind, bytes, sizeof bytes, &length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    identity_texts_t found;
    memcpy(found.reference, &bytes[IMPLEMENTATION_ID_SIZE], REFERENCE_SIZE);
    memcpy(found.service, &bytes[IMPLEMENTATION_ID_SIZE + REFERENCE_SIZE], SERVICE_SIZE);
    if (length != sizeof bytes || found.reference[REFERENCE_SIZE - 1u] != 0 || found.service[SERVICE_SIZE - 1u] != 0) {
        return plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size or texts", plat_px_dir_name(),
                            identity_name);
    }
    if (memcmp(&texts, &found, sizeof texts) != 0) {
        texts = found; /* only then: another thread may be reading them */
    }
    memcpy(identity->implementation_id, bytes, IMPLEMENTATION_ID_SIZE);
    identity->certification_reference = texts.reference;
    identity->verification_service = texts.service;
    return PSA_SUCCESS;
}

psa_status_t plat_identity(plat_identity_t *identity)
{
    memset(identity, 0, sizeof *identity);
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = load_identity(identity);
        plat_px_leave();
    }
    return status;
}

/* ------------------------------------------------------------------------------------------------------ Caller --- */

static int32_t caller = -1;

psa_status_t plat_posix_set_caller(int32_t value)
{
    if (value == 0) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "0 is no client id");
    }
    plat_px_mutex_take();
    caller = value;
    plat_px_mutex_give();
    return PSA_SUCCESS;
}

int32_t plat_caller(void)
{
    plat_px_mutex_take();
    int32_t value = caller;
    plat_px_mutex_give();
    return value;
}
