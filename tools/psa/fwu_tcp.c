/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The sender's half of the stream protocol of examples/update_agent (README.md there has the messages). The device
 * tells where each image goes on, at the begin and after every block; a connection that breaks is made again.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fwu.h"
#include "progress.h"
#include "psa/crypto.h"

#define VERSION 1u
#define HEAD_SIZE 4u
#define HELLO_SIZE 8u
#define STATE_SIZE 24u
#define COMPONENTS_MAX 8u
#define BLOCK_MAX 1024u
#define WINDOW 16u      /* blocks on their way */
#define ANSWER_MS 60000 /* a device may erase a slot, or verify an image, before it answers */
#define CONNECT_MS 10000
#define AGAIN_MS 500 /* before the next connection */

typedef struct stream {
    int fd;
    uint32_t block;
    uint8_t message[HEAD_SIZE + HELLO_SIZE + COMPONENTS_MAX * STATE_SIZE];
    size_t size; /* of what follows the head */
} stream_t;

/* What was asked for, over all connections. */
typedef struct update {
    fwu_image_t *images;
    size_t count;
    bool install, install_sent; /* the answer to the second one may be lost with its connection */
    bool progressed;            /* in this connection */
    psa_status_t installed;
} update_t;

/* How a connection ended. */
typedef enum outcome { DONE, REFUSED, BROKEN } outcome_t;

static uint32_t get32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put32(uint8_t *p, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        p[i] = (uint8_t)(value >> 8 * i);
    }
}

/* --- Bytes -------------------------------------------------------------------------------------------------------- */

static bool wait_for(int fd, short events, int timeout_ms)
{
    struct pollfd wait = { .fd = fd, .events = events };
    int ready;
    do {
        ready = poll(&wait, 1, timeout_ms);
    } while (ready < 0 && errno == EINTR);
    return ready == 1;
}

static bool send_bytes(const stream_t *stream, const uint8_t *p, size_t size)
{
    while (size > 0) {
        if (!wait_for(stream->fd, POLLOUT, ANSWER_MS)) {
            return false;
        }
        ssize_t put = send(stream->fd, p, size, MSG_NOSIGNAL);
        if (put < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        p += put > 0 ? put : 0;
        size -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

static bool receive_bytes(const stream_t *stream, uint8_t *p, size_t size)
{
    while (size > 0) {
        if (!wait_for(stream->fd, POLLIN, ANSWER_MS)) {
            return false;
        }
        ssize_t got = recv(stream->fd, p, size, 0);
        if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
            return false;
        }
        p += got > 0 ? got : 0;
        size -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* --- Messages ----------------------------------------------------------------------------------------------------- */

static bool send_message(const stream_t *stream, char type, const uint8_t *p, size_t size)
{
    uint8_t message[HEAD_SIZE + 4u + BLOCK_MAX];
    message[0] = (uint8_t)type;
    message[1] = VERSION;
    message[2] = (uint8_t)size;
    message[3] = (uint8_t)(size >> 8);
    if (size > 0) {
        memcpy(&message[HEAD_SIZE], p, size);
    }
    return send_bytes(stream, message, HEAD_SIZE + size);
}

static bool receive_message(stream_t *stream)
{
    if (!receive_bytes(stream, stream->message, HEAD_SIZE)) {
        return false;
    }
    stream->size = (size_t)(stream->message[2] | stream->message[3] << 8);
    return stream->message[1] == VERSION && stream->size <= sizeof(stream->message) - HEAD_SIZE &&
           receive_bytes(stream, stream->message + HEAD_SIZE, stream->size);
}

/* A GO or a STATUS, with its word. */
static bool receive_word(stream_t *stream, char *type, uint32_t *word)
{
    if (!receive_message(stream) || stream->size != 4 || (stream->message[0] != 'G' && stream->message[0] != 'S')) {
        return false;
    }
    *type = (char)stream->message[0];
    *word = get32(stream->message + HEAD_SIZE);
    return true;
}

static bool receive_hello(stream_t *stream)
{
    const uint8_t *hello = stream->message + HEAD_SIZE;
    if (!receive_message(stream) || stream->message[0] != 'H' || stream->size < HELLO_SIZE ||
        memcmp(hello, "PFWU", 4) != 0 || hello[6] > COMPONENTS_MAX ||
        stream->size != HELLO_SIZE + hello[6] * STATE_SIZE) {
        return false;
    }
    stream->block = (uint32_t)(hello[4] | hello[5] << 8);
    stream->block = stream->block > BLOCK_MAX ? BLOCK_MAX : stream->block;
    return stream->block >= 16 && stream->block % 16 == 0;
}

/* --- Connections -------------------------------------------------------------------------------------------------- */

static bool try_connect(int fd, const struct addrinfo *address)
{
    int error = 0, yes = 1;
    socklen_t size = sizeof(error);
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        return false;
    }
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0) {
        if (errno != EINPROGRESS) {
            return false;
        }
        if (!wait_for(fd, POLLOUT, CONNECT_MS)) {
            errno = ETIMEDOUT;
            return false;
        }
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) {
            errno = error ? error : errno;
            return false;
        }
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    return true;
}

static int connect_to(const struct addrinfo *addresses)
{
    for (const struct addrinfo *a = addresses; a != NULL; a = a->ai_next) {
        int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (fd >= 0 && try_connect(fd, a)) {
            return fd;
        }
        int error = errno;
        if (fd >= 0) {
            close(fd);
        }
        errno = error;
    }
    return -1;
}

/* "HOST:PORT", "[V6]:PORT". NULL after an error line; *code says which kind. */
static struct addrinfo *look_up(const char *where, int *code)
{
    char host[256];
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    const char *colon = strrchr(where, ':');
    const char *from = where[0] == '[' ? where + 1 : where;
    const char *to = colon != NULL && where[0] == '[' && colon > where && colon[-1] == ']' ? colon - 1 : colon;
    if (colon == NULL || to <= from || (size_t)(to - from) >= sizeof(host) || colon[1] == '\0') {
        *code = tool_usage("--tcp '%s' is not HOST:PORT", where);
        return NULL;
    }
    memcpy(host, from, (size_t)(to - from));
    host[to - from] = '\0';
    uint64_t port = 1;
    if (colon[1] >= '0' && colon[1] <= '9' && (!tool_parse_number(colon + 1, 65535, &port) || port == 0)) {
        *code = tool_usage("--tcp '%s': no port is '%s'", where, colon + 1);
        return NULL;
    }
    int error = getaddrinfo(host, colon + 1, &hints, &found);
    if (error != 0) {
        *code = tool_fail("%s: %s", where, gai_strerror(error));
        return NULL;
    }
    return found;
}

/* --- Images ------------------------------------------------------------------------------------------------------- */

static outcome_t begin(stream_t *stream, fwu_image_t *image, uint32_t *position)
{
    uint8_t message[8 + 32] = { image->component };
    size_t size = 0;
    char type = 0;
    put32(&message[4], (uint32_t)image->bytes.size);
    psa_status_t status = psa_hash_compute(PSA_ALG_SHA_256, image->bytes.p, image->bytes.size, &message[8], 32, &size);
    if (status != PSA_SUCCESS) {
        image->status = status;
        return REFUSED;
    }
    if (!send_message(stream, 'B', message, sizeof(message)) || !receive_word(stream, &type, position)) {
        return BROKEN;
    }
    if (type == 'S') {
        image->status = (psa_status_t)*position;
        return REFUSED;
    }
    return *position <= image->bytes.size ? DONE : BROKEN;
}

static bool send_block(const stream_t *stream, const fwu_image_t *image, uint32_t *at)
{
    uint8_t message[4 + BLOCK_MAX];
    size_t left = image->bytes.size - *at;
    size_t block = left < stream->block ? left : stream->block;
    put32(message, *at);
    memcpy(&message[4], image->bytes.p + *at, block);
    *at += (uint32_t)block;
    return send_message(stream, 'D', message, 4 + block);
}

/* Blocks go ahead of their answers, up to the window. A GO that is not for the next block says where to go on: behind
 * it, where the device lost what it held, or further on, where it has seen a manifest whose body it holds. */
static outcome_t send_data(stream_t *stream, fwu_image_t *image, uint32_t position, progress_t *progress)
{
    uint32_t at = position;
    while (position < image->bytes.size) {
        uint32_t next = 0;
        char type = 0;
        while (at < image->bytes.size && at - position < WINDOW * stream->block) {
            if (!send_block(stream, image, &at)) {
                return BROKEN;
            }
        }
        if (!receive_word(stream, &type, &next)) {
            return BROKEN;
        }
        if (type == 'S') {
            image->status = (psa_status_t)next;
            return REFUSED;
        }
        uint32_t left = (uint32_t)image->bytes.size - position;
        if (next > image->bytes.size) {
            return BROKEN;
        }
        if (next != position + (left < stream->block ? left : stream->block)) {
            at = next;
        }
        position = next;
        progress_show(progress, position);
    }
    return DONE;
}

static outcome_t call(stream_t *stream, char type, psa_status_t good, psa_status_t *status)
{
    uint32_t word = 0;
    char answer = 0;
    if (!send_message(stream, type, NULL, 0) || !receive_word(stream, &answer, &word) || answer != 'S') {
        return BROKEN;
    }
    *status = (psa_status_t)word;
    return *status == good ? DONE : REFUSED;
}

static outcome_t send_image(stream_t *stream, fwu_image_t *image, bool *progressed)
{
    uint32_t position = 0;
    progress_t progress = { 0 };
    image->status = PSA_ERROR_COMMUNICATION_FAILURE; /* until something else is known */
    outcome_t outcome = begin(stream, image, &position);
    if (outcome == DONE) {
        image->held = position;
        progress_begin(&progress, image->path, image->bytes.size, position);
        outcome = send_data(stream, image, position, &progress);
        progress_end(&progress);
        *progressed = *progressed || progress.at > position;
    }
    return outcome == DONE ? call(stream, 'F', PSA_SUCCESS, &image->status) : outcome;
}

/* Whether the device did install, by the states in its HELLO: all images were candidates when it was asked to. */
static bool is_installed(const stream_t *stream, const update_t *update)
{
    size_t found = 0;
    for (size_t i = 0; i < update->count; i++) {
        for (size_t row = 0; row < stream->message[HEAD_SIZE + 6]; row++) {
            const uint8_t *p = stream->message + HEAD_SIZE + HELLO_SIZE + row * STATE_SIZE;
            found += p[0] == update->images[i].component &&
                     (p[1] == PSA_FWU_STAGED || p[1] == PSA_FWU_TRIAL || p[1] == PSA_FWU_UPDATED);
        }
    }
    return found == update->count;
}

static outcome_t send_all(stream_t *stream, update_t *update)
{
    outcome_t outcome = receive_hello(stream) ? DONE : BROKEN;
    if (outcome == DONE && update->install_sent && is_installed(stream, update)) {
        return DONE;
    }
    for (size_t i = 0; outcome == DONE && i < update->count; i++) {
        outcome = send_image(stream, &update->images[i], &update->progressed);
    }
    if (outcome != DONE || !update->install) {
        return outcome;
    }
    update->install_sent = true;
    return call(stream, 'I', PSA_SUCCESS_REBOOT, &update->installed);
}

static int report_refusal(const update_t *update)
{
    for (size_t i = 0; i < update->count; i++) {
        if (update->images[i].status != PSA_SUCCESS) {
            return tool_fail("%s: the device refuses it: %s", update->images[i].path,
                             tool_status_text(update->images[i].status));
        }
    }
    return tool_fail("install: %s", tool_status_text(update->installed));
}

static int send_to(const char *where, const struct addrinfo *addresses, unsigned tries, update_t *update)
{
    for (unsigned left = tries;;) {
        stream_t stream = { .fd = connect_to(addresses) };
        int error = errno;
        outcome_t outcome = BROKEN;
        update->progressed = false;
        if (stream.fd >= 0) {
            error = 0;
            outcome = send_all(&stream, update);
            close(stream.fd);
        }
        if (outcome == DONE) {
            return TOOL_OK;
        }
        if (outcome == REFUSED) {
            return report_refusal(update);
        }
        left = update->progressed ? tries : left;
        const char *why = error ? strerror(error) : "the connection broke off, or what answers is no update agent";
        if (--left == 0) {
            return tool_fail("%s: %s", where, why);
        }
        fprintf(stderr, "%s: %s; once more\n", where, why);
        (void)poll(NULL, 0, AGAIN_MS);
    }
}

int fwu_send_tcp(const char *where, unsigned tries, fwu_image_t *images, size_t count, bool install)
{
    int code = TOOL_FAILED;
    struct addrinfo *addresses = look_up(where, &code);
    if (addresses == NULL || !tool_crypto_start()) {
        return code;
    }
    update_t update = { .images = images, .count = count, .install = install };
    code = send_to(where, addresses, tries, &update);
    freeaddrinfo(addresses);
    return code;
}

int fwu_query_tcp(const char *where, bool json)
{
    int code = TOOL_FAILED;
    fwu_line_t lines[COMPONENTS_MAX];
    struct addrinfo *addresses = look_up(where, &code);
    if (addresses == NULL) {
        return code;
    }
    stream_t stream = { .fd = connect_to(addresses) };
    freeaddrinfo(addresses);
    if (stream.fd < 0) {
        return tool_fail("%s: %s", where, strerror(errno));
    }
    bool good = receive_hello(&stream);
    close(stream.fd);
    if (!good) {
        return tool_fail("%s: what answers is no update agent", where);
    }
    size_t count = stream.message[HEAD_SIZE + 6];
    for (size_t i = 0; i < count; i++) {
        const uint8_t *p = stream.message + HEAD_SIZE + HELLO_SIZE + i * STATE_SIZE;
        lines[i] = (fwu_line_t){ .component = p[0],
                                 .state = p[1],
                                 .reason = p[2],
                                 .error = (psa_status_t)get32(&p[4]),
                                 .version = { p[8], p[9], (uint16_t)(p[10] | p[11] << 8), get32(&p[12]) },
                                 .max_size = get32(&p[16]),
                                 .written = get32(&p[20]) };
    }
    fwu_print(lines, count, json);
    return TOOL_OK;
}
