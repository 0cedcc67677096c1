/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device's side: asks the service for a challenge, answers with a token, prints the verdict.
 *
 * usage: psa-report DEVICE-FOLDER PORT [--save FILE | --replay FILE]; exit status 0: accepted, 1: refused or failed
 *   --save FILE    also keep the token there
 *   --replay FILE  send that token in place of a fresh one
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "platform/posix/plat_posix.h"
#include "psa/crypto.h"
#include "psa/initial_attestation.h"

#define CHALLENGE_SIZE 32u
#define ANSWER_MAX 2048u

static int connect_to(unsigned port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { 10, 0 };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons((uint16_t)port);
    if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) != 0 ||
                    connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

static bool send_all(int fd, const void *data, size_t size)
{
    const char *at = data;
    while (size != 0) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

/*
 * POST a body; the whole answer goes to `answer`, ended with 0, and *body points at what follows its head. Returns the
 * bytes of the body, or -1. The service closes the connection after each answer, as it is asked to.
 */
static ssize_t post(unsigned port, const char *path, const void *data, size_t size, char answer[ANSWER_MAX],
                    const char **body)
{
    char head[256];
    size_t got = 0;
    ssize_t now;
    int fd = connect_to(port);
    int length =
        snprintf(head, sizeof(head),
                 "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n", path, size);
    if (fd < 0) {
        perror("connect");
        return -1;
    }
    bool ok = send_all(fd, head, (size_t)length) && send_all(fd, data, size);
    while (ok && got < ANSWER_MAX - 1 && (now = recv(fd, answer + got, ANSWER_MAX - 1 - got, 0)) > 0) {
        got += (size_t)now;
    }
    (void)close(fd);
    answer[got] = '\0';
    *body = strstr(answer, "\r\n\r\n");
    if (!ok || *body == NULL) {
        fprintf(stderr, "%s: no answer\n", path);
        return -1;
    }
    *body += 4;
    return answer + got - *body;
}

/* A fresh token for a challenge of the service. Returns its size, 0 after an error line. */
static size_t make_token(unsigned port, uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE])
{
    char answer[ANSWER_MAX];
    const char *challenge;
    size_t size = 0;
    if (post(port, "/challenge", "", 0, answer, &challenge) != (ssize_t)CHALLENGE_SIZE) {
        fprintf(stderr, "no challenge\n");
        return 0;
    }
    psa_status_t status = psa_initial_attest_get_token((const uint8_t *)challenge, CHALLENGE_SIZE, token,
                                                       PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE, &size);
    if (status != PSA_SUCCESS) {
        fprintf(stderr, "no token: status %d\n", (int)status);
    }
    return size;
}

static bool open_device(const char *dir)
{
    if (plat_posix_open(dir) != PSA_SUCCESS) {
        fprintf(stderr, "%s\n", plat_posix_error());
        return false;
    }
    return psa_crypto_init() == PSA_SUCCESS;
}

static size_t load(const char *path, uint8_t *bytes, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    size_t size = file != NULL ? fread(bytes, 1, capacity, file) : 0;
    if (file == NULL || fclose(file) != 0 || size == 0) {
        perror(path);
        return 0;
    }
    return size;
}

static bool save(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL && fwrite(bytes, 1, size, file) == size;
    ok = file != NULL && fclose(file) == 0 && ok;
    if (!ok) {
        perror(path);
    }
    return ok;
}

int main(int argc, char **argv)
{
    uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    char answer[ANSWER_MAX];
    const char *verdict;
    size_t size;
    unsigned long port = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    bool saving = argc == 5 && strcmp(argv[3], "--save") == 0;
    bool replaying = argc == 5 && strcmp(argv[3], "--replay") == 0;
    if ((argc != 3 && !saving && !replaying) || port == 0 || port > 65535) {
        fprintf(stderr, "usage: %s DEVICE-FOLDER PORT [--save FILE | --replay FILE]\n", argv[0]);
        return 2;
    }
    if (replaying) {
        size = load(argv[4], token, sizeof(token));
    } else {
        size = open_device(argv[1]) ? make_token((unsigned)port, token) : 0;
    }
    if (size == 0 || (saving && !save(argv[4], token, size)) ||
        post((unsigned)port, "/token", token, size, answer, &verdict) < 0) {
        return 1;
    }
    printf("%s", verdict);
    return strstr(verdict, "\"accepted\":true") != NULL ? 0 : 1;
}
