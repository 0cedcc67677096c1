/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Open challenges, in a ring: the oldest is overwritten first.
 */
#include "challenges.h"

#include <string.h>
#include <time.h>

#include "psa/crypto.h"

#define OPEN_MAX 1024u
#define SECONDS_GOOD 60

typedef struct challenge {
    bool open;
    time_t until; /* on the monotonic clock, which nobody sets back */
    uint8_t nonce[CHALLENGE_SIZE];
} challenge_t;

static challenge_t ring[OPEN_MAX];
static size_t next;

static time_t now(void)
{
    struct timespec time = { 0, 0 };
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

bool challenge_new(uint8_t nonce[CHALLENGE_SIZE])
{
    if (psa_generate_random(nonce, CHALLENGE_SIZE) != PSA_SUCCESS) {
        return false;
    }
    challenge_t *challenge = &ring[next++ % OPEN_MAX];
    memcpy(challenge->nonce, nonce, CHALLENGE_SIZE);
    challenge->until = now() + SECONDS_GOOD;
    challenge->open = true;
    return true;
}

bool challenge_take(const uint8_t *nonce, size_t size)
{
    for (size_t i = 0; size == CHALLENGE_SIZE && i < OPEN_MAX; i++) {
        if (ring[i].open && memcmp(ring[i].nonce, nonce, size) == 0) {
            ring[i].open = false;
            return now() <= ring[i].until;
        }
    }
    return false;
}
