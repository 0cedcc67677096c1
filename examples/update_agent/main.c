/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A POSIX device that waits for updates: it boots, takes what runs on trial for good once its line is open, serves the
 * line, and boots again when an update is staged. It ends only when it is killed, at any moment: that is its power cut.
 */
#define _XOPEN_SOURCE 700

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"
#include "agent_manifest.h"
#include "agent_memory_its.h"
#include "agent_stream.h"
#include "agent_ymodem.h"
#include "pfwu.h"
#include "platform/posix/plat_posix.h"
#include "psa/crypto.h"
#include "table.h"
#include "transport.h"

#define SILENCE_MS 30000u /* of a connection, before it counts as lost */

#define MANIFEST_MAX 2048u /* LMS has the largest */

static const agent_component_t components[] = { { "app", 0 }, { "data", 1 } };
static bool detached; /* all of them get their manifests so */

/* ------------------------------------------------------------------------------------------------------- Device --- */

static void show(void *ctx, agent_note_t note, psa_fwu_component_t component, uint32_t number, psa_status_t status)
{
    static const char *const texts[] = {
        [AGENT_BEGINS] = "begins, bytes",
        [AGENT_RESUMES] = "goes on, bytes held",
        [AGENT_BEGINS_ANEW] = "begins anew: another image was held",
        [AGENT_SET_BACK] = "goes back to byte",
        [AGENT_CANDIDATE] = "is whole and verified, bytes",
        [AGENT_REFUSED] = "is refused",
        [AGENT_GAVE_UP] = "is given up: it is not of the size that was told",
        [AGENT_STAGED] = "the next boot installs",
        [AGENT_NOT_STAGED] = "can't be installed",
        [AGENT_ACCEPTED] = "what ran on trial is accepted",
    };
    const bool numbered =
        note == AGENT_BEGINS || note == AGENT_RESUMES || note == AGENT_SET_BACK || note == AGENT_CANDIDATE;
    (void)ctx;
    if (note < AGENT_STAGED) {
        printf("update of component %u ", component);
    }
    printf("%s", texts[note]);
    if (numbered) {
        printf(" %lu", (unsigned long)number);
    }
    if (status != PSA_SUCCESS && status != PSA_SUCCESS_REBOOT) {
        printf(" (status %ld)", (long)status);
    }
    printf("\n");
}

static bool boot(const char *dir)
{
    pfwu_boot_result_t result;
    if (plat_posix_open(dir) != PSA_SUCCESS) {
        fprintf(stderr, "%s\n", plat_posix_error());
        return false;
    }
    if (!table_load(dir, detached) || psa_crypto_init() != PSA_SUCCESS || pfwu_boot(1, &result) != PSA_SUCCESS ||
        result.run_area == NULL) {
        fprintf(stderr, "%s: nothing to run\n", dir);
        return false;
    }
    for (size_t i = 0; i < result.count; i++) {
        const pfwu_boot_component_t *row = &result.component[i];
        if (row->status == PSA_SUCCESS) {
            printf("component %u runs %u.%u.%u\n", row->id, row->version.major, row->version.minor, row->version.patch);
        }
    }
    return true;
}

/* -------------------------------------------------------------------------------------------------- Serial line --- */

static void line_send(void *ctx, const uint8_t *bytes, size_t size)
{
    (void)transport_write(*(int *)ctx, bytes, size);
}

static uint32_t line_now(void *ctx)
{
    (void)ctx;
    return transport_now_ms();
}

/** Until an update is staged. */
static void serve_serial(agent_t *agent, int fd)
{
    static agent_ymodem_t ymodem;
    const ymodem_line_t line = { line_send, line_now, &fd };
    bool told = true, gone = false;
    agent_ymodem_init(&ymodem, agent, &line);
    while (!ymodem.staged) {
        uint8_t bytes[256];
        const int got = transport_read(fd, bytes, sizeof bytes, 50);
        if (got < 0) { /* nobody has the other end open: what is sent now, the next one that opens it would read */
            agent_drop(agent);
            (void)poll(NULL, 0, 50);
            gone = true;
            continue;
        }
        if (gone) {
            gone = false;
            agent_ymodem_init(&ymodem, agent, &line);
        }
        for (int i = 0; i < got && !ymodem.staged; i++) {
            ymodem_byte(&ymodem.receiver, bytes[i]);
        }
        if (!ymodem.staged) {
            ymodem_poll(&ymodem.receiver);
        }
        told = told && !ymodem_busy(&ymodem.receiver);
        if (!told && !ymodem_busy(&ymodem.receiver)) {
            told = true;
            if (ymodem.failed) {
                printf("transfer ended: fault %u, status %ld\n", ymodem.fault, (long)ymodem.status);
            }
        }
    }
}

/* ---------------------------------------------------------------------------------------------------------- TCP --- */

typedef struct connection {
    int fd;
    bool lost;
} connection_t;

static void connection_send(void *ctx, const uint8_t *bytes, size_t size)
{
    connection_t *connection = ctx;
    connection->lost = connection->lost || !transport_write(connection->fd, bytes, size);
}

/** One connection; whether an update is staged at its end. */
static bool serve_connection(agent_t *agent, int fd)
{
    static agent_stream_t stream;
    connection_t connection = { fd, false };
    uint32_t heard = transport_now_ms();
    agent_stream_open(&stream, agent, connection_send, &connection);
    while (!stream.closed && !stream.staged) {
        uint8_t bytes[2048];
        const int got = transport_read(fd, bytes, sizeof bytes, 1000);
        if (got > 0) {
            agent_stream_bytes(&stream, bytes, (size_t)got);
            heard = transport_now_ms();
        }
        if (got < 0 || connection.lost || transport_now_ms() - heard > SILENCE_MS) {
            agent_stream_lost(&stream);
        }
    }
    (void)close(fd);
    return stream.staged;
}

static void serve_tcp(agent_t *agent, int listener)
{
    bool staged = false;
    while (!staged) {
        const int fd = transport_tcp_accept(listener, -1);
        staged = fd >= 0 && serve_connection(agent, fd);
    }
}

/* --------------------------------------------------------------------------------------------------------- Main --- */

static int usage(const char *program)
{
    fprintf(stderr, "usage: %s DEVICE-FOLDER --tcp [ADDRESS:]PORT | --serial TTY [BAUD] | --pty  [--detached]\n",
            program);
    return 2;
}

int main(int argc, char **argv)
{
    char pty[64];
    uint16_t port = 0;
    int line = -1;
    if (argc > 3 && strcmp(argv[argc - 1], "--detached") == 0) {
        detached = true;
        argc--;
    }
    const char *kind = argc >= 3 ? argv[2] : "";
    const bool tcp = strcmp(kind, "--tcp") == 0 && argc == 4;
    const bool serial = strcmp(kind, "--serial") == 0 && (argc == 4 || argc == 5);
    if (!tcp && !serial && (strcmp(kind, "--pty") != 0 || argc != 3)) {
        return usage(argv[0]);
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    if (tcp) {
        line = transport_tcp_listen(argv[3], &port);
    } else if (serial) {
        line = transport_serial_open(argv[3], argc == 5 ? strtoul(argv[4], NULL, 10) : 0);
    } else {
        line = transport_pty_open(pty, sizeof pty);
    }
    if (line < 0) {
        return 1;
    }
    while (boot(argv[1])) {
        agent_t agent;
        size_t rows;
        (void)pfwu_components(&rows);
        agent_init(&agent, components, rows, &agent_memory_its);
        agent.tell = show;
        static agent_manifest_t manifests;
        static uint8_t manifest[MANIFEST_MAX];
        agent_manifests(&agent, &manifests, detached ? 3u : 0u, manifest, sizeof manifest);
        if (agent_accept(&agent) != PSA_SUCCESS) { /* its self-test: it runs and can be updated again */
            return 1;
        }
        if (tcp) {
            printf("waiting at port %u\n", port);
            serve_tcp(&agent, line);
        } else {
            printf("waiting at %s\n", serial ? argv[3] : pty);
            serve_serial(&agent, line);
        }
        (void)psa_fwu_request_reboot();
        plat_posix_close();
    }
    return 1;
}
