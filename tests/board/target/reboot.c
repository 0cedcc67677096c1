/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A restart that the test program outlives, for exchanges of banks: the peripherals start anew and options are
 * loaded, but the core goes on. The program lies in both banks for that, at the same place (linked with
 * --wrap=plat_reboot).
 */
#include <stdbool.h>
#include <stdint.h>

#include "tests/board/firmware/debugger.h"
#include "tests/port/port_fixture.h"

#define OFFSET 0x8000u /* of the program, as in CMakeLists.txt */
#define SIZE 0x18000u
#define PIECE 256u
#define AREA_NONE 0xffu /* stays in its bank */

psa_status_t __wrap_plat_reboot(void);

static void copy_to_bank_2(void)
{
    const plat_flash_area_t *second = plat_flash_area(PLAT_AREA_SLOT_SECOND(0));
    const plat_flash_area_t *first = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(0));
    plat_flash_area_t from = {
        .base = OFFSET, .size = SIZE, .erase_size = first->erase_size, .prog_size = 16, .id = AREA_NONE, .erased = 0xff
    };
    plat_flash_area_t to = from;
    uint8_t bytes[PIECE];
    bool good = true;
    to.base += second->base - first->base;
    for (uint32_t off = 0; good && off < SIZE; off += PIECE) {
        good = (off % to.erase_size != 0 || plat_flash_erase(&to, off) == PSA_SUCCESS) &&
               plat_flash_read(&from, off, bytes, PIECE) == PSA_SUCCESS &&
               plat_flash_prog(&to, off, bytes, PIECE) == PSA_SUCCESS;
    }
    if (!good) {
        debugger_exit(97);
    }
}

psa_status_t __wrap_plat_reboot(void)
{
    static bool copied;
    if (!copied) {
        copy_to_bank_2();
        copied = true;
    }
    (void)port_fixture_reopen();
    return PSA_SUCCESS;
}
