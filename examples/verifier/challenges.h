/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Challenges that were given out and not answered yet. A challenge is good for one token, and not for long: that is
 * what makes a token fresh, and a recorded one worthless.
 */
#ifndef CHALLENGES_H
#define CHALLENGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHALLENGE_SIZE 32u

/** Draw a challenge. False if there are no random bytes. When too many are open the oldest is forgotten. */
bool challenge_new(uint8_t nonce[CHALLENGE_SIZE]);

/** Whether this is an open challenge. From then on it is none any more, whatever comes of the token. */
bool challenge_take(const uint8_t *nonce, size_t size);

#endif /* CHALLENGES_H */
