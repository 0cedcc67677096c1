/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Steps of an application. APP_TEXT is its version.
 */
#ifndef EXAMPLE_APP_H
#define EXAMPLE_APP_H

#include "agent.h"
#include "platform/platform.h"

/** The watchdog, the console, and the clock that the line for updates needs. */
void start(void);
void report(const char *what, psa_status_t status);
/** In the factory's state: the identity, once. */
void provision(void);
void tell_boot(void);
/** Accept this image if it runs on trial, and wait for updates over YMODEM. memory: where the agent remembers transfers
 *  that broke off; NULL: it does not. */
PLAT_NORETURN void take_updates(const agent_memory_t *memory);

#endif /* EXAMPLE_APP_H */
