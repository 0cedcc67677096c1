/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the port suite (test_port_suite.c) needs beside platform.h. A port that wants to pass it writes these functions;
 * fixture_posix.c and fixture_sim.c are the examples.
 */
#ifndef TESTS_PORT_PORT_FIXTURE_H
#define TESTS_PORT_PORT_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/platform.h"

/** Name of the port, for messages. */
extern const char *const port_fixture_name;

/** A device whose flash the suite may destroy, in life cycle SECURED, with a device key, with counters at any value and
 *  no boot record in this boot. Called before each case. */
void port_fixture_new(void);
/** Called after each case. */
void port_fixture_end(void);

/** As if power had been off: only what lasts is left. Area objects are asked for again. false: can't be done here. */
bool port_fixture_reopen(void);

/** Set the life cycle. false: can't be done here. */
bool port_fixture_lifecycle(uint16_t lifecycle);

/** Provision this identity. false: can't be done here, the port has the one that it has. */
bool port_fixture_identity(const plat_identity_t *identity);

/** A component whose areas the port can exchange, without a reset. false: it has none. */
bool port_fixture_bank(uint32_t *component);

/** Counters that this port has; the suite fails if one is missing or another one is there. */
bool port_fixture_has_counter(uint32_t id);

#endif /* TESTS_PORT_PORT_FIXTURE_H */
