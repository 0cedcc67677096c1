/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The port suite on the simulated port, with its referee told to let breaches pass: the suite looks at what the calls
 * answer to them.
 */
#include "tests/port/port_fixture.h"

#include "tests/sim/sim.h"

const char *const port_fixture_name = "sim";

static void let_pass(const char *what)
{
    (void)what;
}

void port_fixture_new(void)
{
    sim_config_t config;
    sim_config_default(&config);
    sim_config_area(&config, PLAT_AREA_SLOT_ACTIVE(4), 2, 8192, 16);
    sim_config_area(&config, PLAT_AREA_SLOT_SECOND(4), 2, 8192, 16);
    sim_init(&config);
    sim_on_breach(let_pass);
}

void port_fixture_end(void)
{
}

bool port_fixture_reopen(void)
{
    sim_reboot();
    return true;
}

bool port_fixture_lifecycle(uint16_t lifecycle)
{
    sim_set_lifecycle(lifecycle);
    return true;
}

bool port_fixture_identity(const plat_identity_t *identity)
{
    sim_set_identity(identity);
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
           (id >= PLAT_COUNTER_FWU(0u) && id < PLAT_COUNTER_FWU(SIM_COMPONENT_MAX)) ||
           (id >= PLAT_COUNTER_FWU_KEYS(0u) && id < PLAT_COUNTER_FWU_KEYS(SIM_COMPONENT_MAX));
}
