/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The port suite on the STM32H5 port, on the emulated board.
 */
#include "tests/port/port_fixture.h"

#include <string.h>

#include "platform/stm32h5/plat_stm32h5.h"
#include "tests/board/firmware/debugger.h"

#define STATE_CLOSED 0x72u
#define DEBUG_OPEN 0xb400b400u
#define IDCODE (*(volatile uint32_t *)0x44024000u)
#define DEVICE_H503 0x474u

const char *const port_fixture_name = "stm32h5";

extern uint8_t noinit_start, noinit_end;

static void must(bool good)
{
    if (!good) {
        debugger_exit(96);
    }
}

/* The peripherals start anew and RAM that no start-up code clears is lost. The program itself has to go on. */
static void power_cycle(void)
{
    debugger(DEBUGGER_POWER_CYCLE, 0);
    memset(&noinit_start, 0x5a, (size_t)(&noinit_end - &noinit_start));
    plat_stm32h5_start();
    plat_stm32h5_console_start(&plat_stm32h5_console_dk);
}

/* Numbers of tests/board/board.h; the option byte gives the last n sectors of bank 1 to the high-cycle data area. */
static void give_sectors_to_edata(void)
{
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_ITS);
    if (area != NULL && area->prog_size == 2u) {
        const uint32_t option[2] = { 7u, 1u << 15 | (area->size / area->erase_size - 1u) };
        debugger(DEBUGGER_OPTION, (uint32_t)(uintptr_t)option);
    }
}

void port_fixture_new(void)
{
    plat_identity_t identity = { .implementation_id = { 1, 2, 3 },
                                 .certification_reference = "",
                                 .verification_service = "" };
    debugger(DEBUGGER_REGRESSION, 0);
    debugger(DEBUGGER_PRODUCT_STATE, STATE_CLOSED);
    debugger(DEBUGGER_DEBUG, 0);
    give_sectors_to_edata();
    power_cycle();
    must(plat_stm32h5_provision(&identity) == PSA_SUCCESS);
}

void port_fixture_end(void)
{
}

bool port_fixture_reopen(void)
{
    power_cycle();
    return true;
}

bool port_fixture_lifecycle(uint16_t lifecycle)
{
    uint32_t state = STATE_CLOSED, debug = 0;
    switch (lifecycle) {
    case PLAT_LIFECYCLE_PSA_ROT_PROVISIONING:
        state = 0x17;
        break;
    case PLAT_LIFECYCLE_SECURED:
        break;
    case PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG:
        if ((IDCODE & 0xfffu) == DEVICE_H503) {
            return false; /* no secure side that could be closed alone */
        }
        state = 0xc6;
        break;
    case PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG:
        debug = DEBUG_OPEN;
        break;
    case PLAT_LIFECYCLE_UNKNOWN:
        state = 0xed;
        break;
    case PLAT_LIFECYCLE_DECOMMISSIONED:
        state = 0x9a;
        break;
    default:
        return false;
    }
    debugger(DEBUGGER_PRODUCT_STATE, state);
    debugger(DEBUGGER_DEBUG, debug);
    return true;
}

bool port_fixture_identity(const plat_identity_t *identity)
{
    debugger(DEBUGGER_REGRESSION, 0); /* a device is provisioned once */
    must(plat_stm32h5_provision(identity) == PSA_SUCCESS);
    must(plat_stm32h5_provision(identity) == PSA_ERROR_NOT_PERMITTED);
    return true;
}

bool port_fixture_bank(uint32_t *component)
{
    uint32_t bank;
    *component = 0;
    return plat_bank(*component, &bank) == PSA_SUCCESS;
}

bool port_fixture_has_counter(uint32_t id)
{
    return id == PLAT_COUNTER_ITS || id == PLAT_COUNTER_PS ||
           (id >= PLAT_COUNTER_FWU(0u) && id < PLAT_COUNTER_FWU(32u)) ||
           (id >= PLAT_COUNTER_FWU_KEYS(0u) && id < PLAT_COUNTER_FWU_KEYS(32u));
}
