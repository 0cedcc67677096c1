/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the applications have in common.
 */
#include "app.h"

#include "agent_ymodem.h"
#include "pfwu.h"
#include "platform/stm32h5/plat_stm32h5.h"
#include "print.h"
#include "table.h"

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

void start(void)
{
    plat_stm32h5_watchdog_start(WATCHDOG_MS);
    print_start();
    print("application " APP_TEXT "\r\n");
    SYST_RVR = TICKS_PER_MS - 1u;
    SYST_CVR = 0;
    SYST_CSR = 7u;
}

void report(const char *what, psa_status_t status)
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
void provision(void)
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

void tell_boot(void)
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

PLAT_NORETURN void take_updates(const agent_memory_t *memory)
{
    static agent_t agent;
    agent_init(&agent, agent_components, agent_component_count, memory);
    if (sizeof APP_TEXT > 1 && APP_TEXT[0] == '3') { /* the one that an example of a roll-back needs */
        print("never accepted\r\n");
        for (;;) {
        }
    }
    report("accept", agent_accept(&agent));
    serve(&agent);
}
