/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The application: tells what was booted, and does what APP_COMMAND asks of the update service: "update ID FILE ...",
 * "accept", "reject", "clean", "states", "key", or nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/platform.h"
#include "psa/crypto.h"
#include "psa/update.h"
#include "table.h"

#ifndef APP_TEXT
#define APP_TEXT "application"
#endif

static int fail(const char *what, psa_status_t status)
{
    printf("app: %s: %d\n", what, (int)status);
    return 1;
}

static void tell_boot_record(void)
{
    plat_measurement_t measurement;
    for (uint32_t i = 0; plat_boot_record_get(i, &measurement) == PSA_SUCCESS; i++) {
        printf("app: booted %s %s\n", measurement.type, measurement.version);
    }
}

static void tell_states(void)
{
    static const psa_fwu_component_t ids[] = { COMPONENT_STAGE_2, COMPONENT_APP, COMPONENT_DATA };
    for (size_t i = 0; i < sizeof ids; i++) {
        psa_fwu_component_info_t info;
        if (psa_fwu_query(ids[i], &info) == PSA_SUCCESS) {
            printf("app: component %u state %u error %d\n", ids[i], info.state, (int)info.error);
        }
    }
}

static psa_status_t send(psa_fwu_component_t component, FILE *file)
{
    unsigned char block[PSA_FWU_MAX_WRITE_SIZE];
    size_t off = 0, size;
    psa_status_t status = psa_fwu_start(component, NULL, 0);
    while (status == PSA_SUCCESS && (size = fread(block, 1, sizeof block, file)) > 0) {
        status = psa_fwu_write(component, off, block, size);
        off += size;
    }
    return status == PSA_SUCCESS ? psa_fwu_finish(component) : status;
}

/** Pairs of component and file, until there are no more; then all of them in one installation. */
static int update(char *words)
{
    for (char *id = strtok(words, " "); id != NULL; id = strtok(NULL, " ")) {
        char *name = strtok(NULL, " ");
        FILE *file = name != NULL ? fopen(name, "rb") : NULL;
        if (file == NULL) {
            return fail(name != NULL ? name : "no file", PSA_ERROR_DOES_NOT_EXIST);
        }
        psa_status_t status = send((psa_fwu_component_t)strtoul(id, NULL, 10), file);
        fclose(file);
        if (status != PSA_SUCCESS) {
            return fail(name, status);
        }
    }
    psa_status_t status = psa_fwu_install();
    return status == PSA_SUCCESS_REBOOT ? 0 : fail("install", status);
}

static int clean(void)
{
    static const psa_fwu_component_t ids[] = { COMPONENT_STAGE_2, COMPONENT_APP, COMPONENT_DATA };
    for (size_t i = 0; i < sizeof ids; i++) {
        psa_status_t status = psa_fwu_clean(ids[i]);
        if (status != PSA_SUCCESS && status != PSA_ERROR_BAD_STATE) {
            return fail("clean", status);
        }
    }
    return 0;
}

/** What stage 1 decrypts with, tried from here. */
static int try_key(void)
{
    uint8_t point[65];
    size_t size;
    psa_status_t status = psa_crypto_init();
    if (status == PSA_SUCCESS) {
        status = psa_export_public_key(PLAT_KEY_ID_UPDATE, point, sizeof point, &size);
    }
    printf("app: decryption key %s\n", status == PSA_SUCCESS ? "within reach" : "hidden");
    return 0;
}

int main(void)
{
    char command[1024] = "";
    const char *given = getenv("APP_COMMAND");
    printf("app: %s\n", APP_TEXT);
    tell_boot_record();
    if (given != NULL && strlen(given) < sizeof command) {
        memcpy(command, given, strlen(given) + 1);
    }
    if (strncmp(command, "update ", 7) == 0) {
        return update(&command[7]);
    }
    if (strcmp(command, "accept") == 0) {
        psa_status_t status = psa_fwu_accept();
        return status == PSA_SUCCESS ? 0 : fail("accept", status);
    }
    if (strcmp(command, "reject") == 0) {
        psa_status_t status = psa_fwu_reject(PSA_ERROR_GENERIC_ERROR);
        return status >= PSA_SUCCESS ? 0 : fail("reject", status);
    }
    if (strcmp(command, "clean") == 0) {
        return clean();
    }
    if (strcmp(command, "key") == 0) {
        return try_key();
    }
    tell_states();
    return 0;
}
