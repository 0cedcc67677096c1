/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a YMODEM session tells, passed on to the agent.
 */
#include "agent_ymodem.h"

#include <string.h>

_Static_assert(YMODEM_BLOCK_MAX <= PSA_FWU_MAX_WRITE_SIZE, "a block of YMODEM is one of the update service");

static bool begin(void *ctx, const char *name, uint32_t size)
{
    agent_ymodem_t *ymodem = ctx;
    ymodem->failed = false;
    ymodem->status = agent_begin(ymodem->agent, agent_component_of(ymodem->agent, name), size, NULL, &ymodem->position);
    return ymodem->status == PSA_SUCCESS;
}

static bool data(void *ctx, const uint8_t *bytes, size_t size)
{
    agent_ymodem_t *ymodem = ctx;
    const uint32_t behind = ymodem->position + (uint32_t)size;
    ymodem->status = agent_data(ymodem->agent, bytes, size, &ymodem->position);
    if (ymodem->status == PSA_SUCCESS && ymodem->position != behind) {
        ymodem->status = PSA_ERROR_COMMUNICATION_FAILURE; /* the sender would have to go back, and can't */
    }
    return ymodem->status == PSA_SUCCESS;
}

static bool end(void *ctx)
{
    agent_ymodem_t *ymodem = ctx;
    ymodem->status = agent_finish(ymodem->agent);
    return ymodem->status == PSA_SUCCESS;
}

static bool done(void *ctx)
{
    agent_ymodem_t *ymodem = ctx;
    ymodem->status = agent_install(ymodem->agent);
    ymodem->staged = ymodem->status == PSA_SUCCESS_REBOOT;
    return ymodem->staged;
}

static void lost(void *ctx, ymodem_fault_t why)
{
    agent_ymodem_t *ymodem = ctx;
    ymodem->failed = true;
    ymodem->fault = why;
    if (why == YMODEM_SHORT || why == YMODEM_LONG) {
        agent_give_up(ymodem->agent);
    } else {
        agent_drop(ymodem->agent);
    }
}

void agent_ymodem_init(agent_ymodem_t *ymodem, agent_t *agent, const ymodem_line_t *line)
{
    memset(ymodem, 0, sizeof *ymodem);
    ymodem->agent = agent;
    ymodem->events = (ymodem_events_t){ begin, data, end, done, lost, ymodem };
    ymodem_init(&ymodem->receiver, line, &ymodem->events);
}
