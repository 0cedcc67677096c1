/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Updates over YMODEM: each file of a batch is an image, the end of the batch installs them all.
 *
 * YMODEM can't begin in the middle of a file. After an interruption the sender sends the file again, and what the
 * device holds already is compared, not programmed: it costs time on the line, no flash. Where another image than the
 * one held is sent, and that shows only behind the first block, the sender is cancelled and has to send once more.
 */
#ifndef AGENT_YMODEM_H
#define AGENT_YMODEM_H

#include "agent.h"
#include "ymodem_receive.h"

typedef struct agent_ymodem {
    ymodem_receiver_t receiver;
    ymodem_events_t events;
    agent_t *agent;
    uint32_t position;
    bool staged; /* an update waits for a reboot */
    bool failed; /* the last session ended in `lost` */
    ymodem_fault_t fault;
    psa_status_t status; /* with YMODEM_REFUSED: why */
} agent_ymodem_t;

/** Begin to ask for a sender. agent and line must live as long as this does. Then ymodem_byte() and ymodem_poll() of
 *  ->receiver, until ->staged. */
void agent_ymodem_init(agent_ymodem_t *ymodem, agent_t *agent, const ymodem_line_t *line);

#endif /* AGENT_YMODEM_H */
