/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The port suite on the POSIX port.
 */
#include "tests/port/port_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/posix/plat_posix.h"
#include "tests/port/device_dir.h"

const char *const port_fixture_name = "posix";

static void must(psa_status_t status)
{
    if (status != PSA_SUCCESS) {
        fprintf(stderr, "fixture: %s\n", plat_posix_error());
        abort();
    }
}

/** The default layout and component 4 with two slots of one size. */
void port_fixture_new(void)
{
    plat_posix_area_t areas[PLAT_POSIX_AREA_MAX];
    size_t count = plat_posix_default_layout.area_count;
    memcpy(areas, plat_posix_default_layout.areas, count * sizeof areas[0]);
    for (uint8_t i = 0; i < 2; i++) {
        areas[count] = areas[0];
        areas[count].id = (uint8_t)(PLAT_AREA_SLOT_ACTIVE(4) + i);
        areas[count++].sector_count = 2;
    }
    plat_posix_layout_t layout = { areas, count };
    device_dir_new();
    must(plat_posix_create(device_dir_path("device"), &layout));
    must(plat_posix_open(device_dir_path("device")));
    must(plat_posix_set_lifecycle(PLAT_LIFECYCLE_SECURED));
}

void port_fixture_end(void)
{
    plat_posix_close();
    device_dir_remove();
}

bool port_fixture_reopen(void)
{
    plat_posix_close();
    must(plat_posix_open(device_dir_path("device")));
    return true;
}

bool port_fixture_lifecycle(uint16_t lifecycle)
{
    must(plat_posix_set_lifecycle(lifecycle));
    return true;
}

bool port_fixture_identity(const plat_identity_t *identity)
{
    must(plat_posix_set_identity(identity));
    return true;
}

bool port_fixture_bank(uint32_t *component)
{
    *component = 4;
    return true;
}

bool port_fixture_has_counter(uint32_t id)
{
    return id == PLAT_COUNTER_ITS || id == PLAT_COUNTER_PS ||
           (id >= PLAT_COUNTER_FWU(0u) && id < PLAT_COUNTER_FWU(32u)) ||
           (id >= PLAT_COUNTER_FWU_KEYS(0u) && id < PLAT_COUNTER_FWU_KEYS(32u));
}
