/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The demo's application: a flow sensor. It reads its calibration from the data component, tests itself, and accepts
 * itself if it runs on trial and the test passed; it counts its starts in internal trusted storage and prints an
 * attestation token. Version 1.2.0 is built to fail its self-test.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "console.h"
#include "pfwu.h"
#include "psa/crypto.h"
#include "psa/initial_attestation.h"
#include "psa/internal_trusted_storage.h"
#include "psa/update.h"

/* ITS uid of the count of starts. */
#define UID_STARTS 1u
/* Bytes of the calibration file that the self-test looks at. */
#define CALIBRATION_HEAD_SIZE 64u

static psa_status_t count_start(uint32_t *starts)
{
    uint8_t stored[4] = { 0 };
    size_t size = 0;
    psa_status_t status = psa_its_get(UID_STARTS, 0, sizeof(stored), stored, &size);
    if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST) {
        return status;
    }
    *starts = 1u;
    for (size_t i = 0; i < sizeof(stored); i++) {
        *starts += (uint32_t)stored[i] << (8u * i);
    }
    for (size_t i = 0; i < sizeof(stored); i++) {
        stored[i] = (uint8_t)(*starts >> (8u * i));
    }
    return psa_its_set(UID_STARTS, sizeof(stored), stored, PSA_STORAGE_FLAG_NONE);
}

/* The sensor works if its calibration is there and authentic. */
static psa_status_t self_test(void)
{
    if (APP_SELF_TEST_FAILS) {
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    pfwu_data_t data;
    psa_status_t status = pfwu_data_open(1, &data);
    if (status != PSA_SUCCESS) {
        return status;
    }
    uint8_t head[CALIBRATION_HEAD_SIZE];
    size_t size = 0;
    status = pfwu_data_read(&data, 0, head, sizeof(head), &size);
    pfwu_data_close(&data);
    return status == PSA_SUCCESS && size == 0 ? PSA_ERROR_DATA_INVALID : status;
}

/* Accept this image if it is on trial; anything else needs no answer. */
static psa_status_t accept_trial(void)
{
    psa_fwu_component_info_t info;
    psa_status_t status = psa_fwu_query(0, &info);
    if (status != PSA_SUCCESS || info.state != PSA_FWU_TRIAL) {
        return status;
    }
    return psa_fwu_accept();
}

static psa_status_t print_token(void)
{
    static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    uint8_t nonce[PSA_INITIAL_ATTEST_CHALLENGE_SIZE_32];
    size_t size = 0;
    psa_status_t status = psa_generate_random(nonce, sizeof(nonce));
    if (status == PSA_SUCCESS) {
        status = psa_initial_attest_get_token(nonce, sizeof(nonce), token, sizeof(token), &size);
    }
    if (status == PSA_SUCCESS) {
        console_hex(token, size);
    }
    return status;
}

static void report(const char *what, psa_status_t status)
{
    console_text(what);
    console_text(status == PSA_SUCCESS ? ": ok\r\n" : ": failed\r\n");
}

int main(void)
{
    console_start();
    console_text("flow sensor " APP_VERSION "\r\n");

    psa_status_t status = psa_crypto_init();
    report("crypto", status);
    uint32_t starts = 0;
    report("storage", count_start(&starts));
    status = self_test();
    report("self-test", status);
    if (status == PSA_SUCCESS) {
        report("accept", accept_trial());
    }
    report("token", print_token());
    for (;;) {
        __asm volatile("wfi");
    }
}
