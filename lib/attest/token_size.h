/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the size of a token was made of when it was last worked out, so that the next question for it is answered
 * without asking the key store and reading the boot record again. DESIGN.md section 6 says why it stays true within a
 * boot.
 */
#ifndef PATT_TOKEN_SIZE_H
#define PATT_TOKEN_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What is kept: one word, so that threads need no lock. */
typedef uint32_t patt_kept_size_t;

/** What is kept now. Read before the facts of a token are asked for. */
patt_kept_size_t patt_size_kept(void);

/** The size of a token for this challenge and this caller. False: nothing is kept. */
bool patt_size_of_token(patt_kept_size_t kept, size_t challenge_size, int32_t client_id, size_t *token_size);

/** Keep what a token of token_size bytes with payload_size bytes of claims was made of, unless the key was changed
 *  since `seen` was read. */
void patt_size_keep(patt_kept_size_t seen, size_t challenge_size, int32_t client_id, size_t payload_size,
                    size_t token_size);

/** Keep nothing: the key changes. Called before and after. */
void patt_size_forget(void);

#endif /* PATT_TOKEN_SIZE_H */
