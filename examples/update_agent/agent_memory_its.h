/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The agent's records in internal trusted storage: one item a component, written twice a download.
 */
#ifndef AGENT_MEMORY_ITS_H
#define AGENT_MEMORY_ITS_H

#include "agent.h"

/** Item of component n: this + n. */
#define AGENT_MEMORY_ITS_UID 0x55504441544500u

extern const agent_memory_t agent_memory_its;

#endif /* AGENT_MEMORY_ITS_H */
