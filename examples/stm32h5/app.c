/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The application: says what booted, counts its starts in internal trusted storage, prints an attestation token,
 * accepts itself if it runs on trial, and waits for updates over YMODEM on the console. In the factory's state it first
 * writes the device's identity and prints the attestation key's public half for the verifier.
 */
#include <string.h>

#include "agent.h"
#include "agent_memory_its.h"
#include "agent_ymodem.h"
#include "patt_key.h"
#include "pfwu.h"
#include "platform/stm32h5/plat_stm32h5.h"
#include "print.h"
#include "psa/crypto.h"
#include "psa/initial_attestation.h"
#include "psa/internal_trusted_storage.h"
#include "table.h"

#define UID_STARTS 1u
#define WATCHDOG_MS 4000u /* one that hangs on trial is reset, and rolled back */
#define TICKS_PER_MS 64000u
#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)

static volatile uint32_t now_ms;

void SysTick_Handler(void);
void SysTick_Handler(void)
{
    now_ms++;
}

static void report(const char *what, psa_status_t status)
{
    print(what);
    if (status == PSA_SUCCESS || status == PSA_SUCCESS_REBOOT) {
        print(": ok\r\n");
    } else {
        print(": failed ");
        print_number(status);
        print("\r\n");
    }
}

/* In the factory: identity once. Then the programmer raises the product state (README.md). */
static void provision(void)
{
    static const plat_identity_t identity = { .implementation_id = "libpsa example for STM32H5",
                                              .certification_reference = "",
                                              .verification_service = "https://verifier.example/psa" };
    plat_identity_t present;
    if (PLAT_LIFECYCLE_MAJOR(plat_lifecycle()) == PLAT_LIFECYCLE_PSA_ROT_PROVISIONING &&
        plat_identity(&present) == PSA_ERROR_DOES_NOT_EXIST) {
        report("provision", plat_stm32h5_provision(&identity));
    }
}

static psa_status_t print_attestation_key(void)
{
    uint8_t point[65];
    size_t size = 0;
    psa_status_t status = patt_public_key(point, sizeof point, &size);
    if (status == PSA_SUCCESS) {
        print("attestation key ");
        print_hex(point, size);
        print("\r\n");
    }
    return status;
}

static void tell_boot(void)
{
    plat_measurement_t measurement;
    for (uint32_t i = 0; plat_boot_record_get(i, &measurement) == PSA_SUCCESS; i++) {
        print("booted ");
        print(measurement.type);
        print(" ");
        print(measurement.version);
        print("\r\n");
    }
}

static psa_status_t count_start(void)
{
    uint8_t stored[4] = { 0 };
    size_t size = 0;
    uint32_t starts = 1;
    psa_status_t status = psa_its_get(UID_STARTS, 0, sizeof stored, stored, &size);
    if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST) {
        return status;
    }
    for (size_t i = 0; i < sizeof stored; i++) {
        starts += (uint32_t)stored[i] << (8u * i);
    }
    for (size_t i = 0; i < sizeof stored; i++) {
        stored[i] = (uint8_t)(starts >> (8u * i));
    }
    print("starts ");
    print_number((int32_t)starts);
    print("\r\n");
    return psa_its_set(UID_STARTS, sizeof stored, stored, PSA_STORAGE_FLAG_NONE);
}

/* A verifier would send the challenge; here it is 32 bytes of the text below. */
static psa_status_t print_token(void)
{
    static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    static const uint8_t challenge[32] = "libpsa example: no fresh nonce!";
    size_t size = 0;
    psa_status_t status = psa_initial_attest_get_token(challenge, sizeof challenge, token, sizeof token, &size);
    if (status == PSA_SUCCESS) {
        print("token ");
        print_hex(token, size);
        print("\r\n");
    }
    return status;
}

/* ------------------------------------------------------------------------------------------------------ Updates --- */

static void send(void *ctx, const uint8_t *bytes, size_t size)
{
    (void)ctx;
    plat_stm32h5_console_write((const char *)bytes, size);
}

static uint32_t clock_ms(void *ctx)
{
    (void)ctx;
    return now_ms;
}

static PLAT_NORETURN void serve(agent_t *agent)
{
    static agent_ymodem_t ymodem;
    static const ymodem_line_t line = { .send = send, .now_ms = clock_ms, .ctx = NULL };
    print("waiting for updates\r\n");
    agent_ymodem_init(&ymodem, agent, &line);
    while (!ymodem.staged) {
        plat_stm32h5_watchdog_refresh();
        int byte = plat_stm32h5_console_read();
        if (byte >= 0) {
            ymodem_byte(&ymodem.receiver, (uint8_t)byte);
        }
        ymodem_poll(&ymodem.receiver);
        if (ymodem.failed) {
            print("update failed ");
            print_number(ymodem.status);
            print("\r\n");
            agent_ymodem_init(&ymodem, agent, &line);
        }
    }
    print("update staged\r\n");
    (void)psa_fwu_request_reboot();
    for (;;) {
    }
}

int main(void)
{
    static agent_t agent;
    plat_stm32h5_watchdog_start(WATCHDOG_MS);
    print_start();
    print("application " APP_TEXT "\r\n");
    SYST_RVR = TICKS_PER_MS - 1u;
    SYST_CVR = 0;
    SYST_CSR = 7u;
    provision();
    tell_boot();
    report("crypto", psa_crypto_init());
    report("storage", count_start());
    if (PLAT_LIFECYCLE_MAJOR(plat_lifecycle()) == PLAT_LIFECYCLE_PSA_ROT_PROVISIONING) {
        report("attestation key", print_attestation_key());
    }
    report("attestation", print_token());
    agent_init(&agent, agent_components, agent_component_count, &agent_memory_its);
    if (sizeof APP_TEXT > 1 && APP_TEXT[0] == '3') { /* the one that an example of a roll-back needs */
        print("never accepted\r\n");
        for (;;) {
        }
    }
    report("accept", agent_accept(&agent));
    serve(&agent);
}
