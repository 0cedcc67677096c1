/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A verification service: challenges out, tokens in, verdicts out, over HTTP (GNU libmicrohttpd).
 *
 * usage: psa-verifier DEVICES POLICY [PORT]; listens on the loopback interface, prints the port, ends with its input.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "challenges.h"
#include "devices.h"
#include "patt_verify.h"
#include "psa/crypto.h"

#define POLICY_SIZE_MAX 65536u

/* The body of a request while it comes in. */
typedef struct upload {
    size_t size;
    bool too_large;
    uint8_t bytes[PATT_TOKEN_SIZE_MAX];
} upload_t;

static char policy_bytes[POLICY_SIZE_MAX];
static patt_policy_text_t policy;

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type, const void *body,
                              size_t size)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (result == MHD_YES) {
        result = MHD_queue_response(connection, status, response);
    }
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer_verdict(struct MHD_Connection *connection, const char *reason, const char *text)
{
    char body[256];
    bool accepted = strcmp(reason, "valid") == 0;
    /* Nothing of the token is in here: reasons and their words are our own. */
    int size = snprintf(body, sizeof(body), "{\"accepted\":%s,\"reason\":\"%s\",\"text\":\"%s\"}\n",
                        accepted ? "true" : "false", reason, text);
    printf("%s: %s\n", accepted ? "accepted" : "refused", text);
    (void)fflush(stdout);
    return answer(connection, accepted ? MHD_HTTP_OK : MHD_HTTP_FORBIDDEN, "application/json", body, (size_t)size);
}

static enum MHD_Result give_challenge(struct MHD_Connection *connection)
{
    uint8_t nonce[CHALLENGE_SIZE];
    if (!challenge_new(nonce)) {
        return answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "text/plain", "no random bytes\n", 16);
    }
    return answer(connection, MHD_HTTP_OK, "application/octet-stream", nonce, sizeof(nonce));
}

/*
 * The order matters: the token is read to learn whose it is and for which challenge; then all that decides is verified
 * under the key that was registered for that device, never under anything that the token brings along.
 */
static enum MHD_Result judge(struct MHD_Connection *connection, const upload_t *upload)
{
    patt_token_t token;
    patt_reason_t reason = patt_token_parse(upload->bytes, upload->size, &token);
    if (reason != PATT_VALID) {
        return answer_verdict(connection, patt_reason_name(reason), patt_reason_text(reason));
    }
    if (!challenge_take(token.nonce.p, token.nonce.size)) {
        return answer_verdict(connection, "not-fresh", "the token answers no challenge that is open");
    }
    const device_t *device = device_find(token.instance_id);
    if (device == NULL) {
        return answer_verdict(connection, "unknown-device", "no such device is registered");
    }
    const patt_check_t check = { .point = device->point,
                                 .point_size = device->point_size,
                                 .instance_id = device->instance_id,
                                 .policy = &policy.policy };
    reason = patt_token_verify(upload->bytes, upload->size, &check, &token);
    return answer_verdict(connection, patt_reason_name(reason), patt_reason_text(reason));
}

/* Called for the head of a request, for each piece of its body, and once more at its end. */
static enum MHD_Result handle(void *unused, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **state)
{
    upload_t *upload = *state;
    (void)unused;
    (void)version;
    if (upload == NULL) {
        *state = calloc(1, sizeof(upload_t));
        return *state != NULL ? MHD_YES : MHD_NO;
    }
    if (*size != 0) {
        upload->too_large = upload->too_large || *size > sizeof(upload->bytes) - upload->size;
        if (!upload->too_large) {
            memcpy(upload->bytes + upload->size, data, *size);
            upload->size += *size;
        }
        *size = 0;
        return MHD_YES;
    }
    if (strcmp(method, MHD_HTTP_METHOD_POST) != 0) {
        return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain", "POST, please\n", 13);
    }
    if (strcmp(url, "/challenge") == 0) {
        return give_challenge(connection);
    }
    if (strcmp(url, "/token") != 0) {
        return answer(connection, MHD_HTTP_NOT_FOUND, "text/plain", "/challenge or /token\n", 21);
    }
    if (upload->too_large) {
        return answer_verdict(connection, patt_reason_name(PATT_TOO_LARGE), patt_reason_text(PATT_TOO_LARGE));
    }
    return judge(connection, upload);
}

static void request_ended(void *unused, struct MHD_Connection *connection, void **state,
                          enum MHD_RequestTerminationCode why)
{
    (void)unused;
    (void)connection;
    (void)why;
    free(*state);
    *state = NULL;
}

static bool read_policy(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        return false;
    }
    size_t size = fread(policy_bytes, 1, sizeof(policy_bytes) - 1, file);
    bool whole = feof(file) != 0 && ferror(file) == 0 && strlen(policy_bytes) == size;
    (void)fclose(file);
    if (!whole) {
        fprintf(stderr, "%s: not a text of up to %u bytes\n", path, POLICY_SIZE_MAX - 1);
        return false;
    }
    if (!patt_policy_read(policy_bytes, &policy)) {
        fprintf(stderr, "%s:%u: %s %s\n", path, policy.fault_line, policy.fault, policy.fault_word);
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    unsigned long port = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
    if (argc < 3 || argc > 4 || port > 65535) {
        fprintf(stderr, "usage: %s DEVICES POLICY [PORT]\n", argv[0]);
        return 2;
    }
    if (psa_crypto_init() != PSA_SUCCESS || !devices_read(argv[1]) || !read_policy(argv[2])) {
        return 1;
    }
    address.sin_port = htons((uint16_t)port);
    /* One thread for all requests: nothing above needs a lock. */
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle, NULL, MHD_OPTION_SOCK_ADDR, &address,
                         MHD_OPTION_NOTIFY_COMPLETED, request_ended, NULL, MHD_OPTION_CONNECTION_LIMIT, 32u,
                         MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "%s: no server on port %lu\n", argv[0], port);
        return 1;
    }
    printf("port %u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    (void)fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    MHD_stop_daemon(daemon);
    return 0;
}
