/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The size of a token from what is kept of the last one. Of all that decides it, challenge and caller alone differ
 * between two tokens of a boot.
 */
#include "token_size.h"

#include <stdatomic.h>

#include "attest_internal.h"
#include "cbor.h"

/*
 * Bits 0 to 15: bytes of claims without the values of nonce and client id; bits 16 to 23: bytes of envelope and
 * signature without the head of the payload, which depends on its size; bits 24 to 31: how often the key was changed,
 * so that what was worked out before a change is not kept after it. Nothing is kept: the low 24 bits are 0.
 */
#define CLAIMS_MASK 0xffffu
#define ENVELOPE_SHIFT 16u
#define ENVELOPE_MASK 0xffu
#define CHANGES_UNIT 0x01000000u
#define CHANGES_MASK 0xff000000u

static atomic_uint_least32_t word;

/* Bytes of the two values that differ between callers and challenges. */
static size_t varying_size(size_t challenge_size, int32_t client_id)
{
    /* The argument of a negative number is its complement (RFC 8949 section 3.1). */
    uint32_t argument = client_id < 0 ? ~(uint32_t)client_id : (uint32_t)client_id;

    return patt_cbor_head_size((uint32_t)challenge_size) + challenge_size + patt_cbor_head_size(argument);
}

patt_kept_size_t patt_size_kept(void)
{
    return atomic_load_explicit(&word, memory_order_relaxed);
}

bool patt_size_of_token(patt_kept_size_t kept, size_t challenge_size, int32_t client_id, size_t *token_size)
{
    size_t payload_size = (kept & CLAIMS_MASK) + varying_size(challenge_size, client_id);

    *token_size = (kept >> ENVELOPE_SHIFT & ENVELOPE_MASK) + patt_cbor_head_size((uint32_t)payload_size) + payload_size;
    return (kept & ~CHANGES_MASK) != 0;
}

void patt_size_keep(patt_kept_size_t seen, size_t challenge_size, int32_t client_id, size_t payload_size,
                    size_t token_size)
{
    size_t claims = payload_size - varying_size(challenge_size, client_id);
    size_t envelope = token_size - payload_size - patt_cbor_head_size((uint32_t)payload_size);

    if (claims <= CLAIMS_MASK && envelope <= ENVELOPE_MASK) {
        uint_least32_t expected = seen;
        uint_least32_t wanted = (seen & CHANGES_MASK) | (uint_least32_t)(envelope << ENVELOPE_SHIFT | claims);
        (void)atomic_compare_exchange_strong_explicit(&word, &expected, wanted, memory_order_relaxed,
                                                      memory_order_relaxed);
    }
}

void patt_size_forget(void)
{
    uint_least32_t seen = atomic_load_explicit(&word, memory_order_relaxed);

    while (!atomic_compare_exchange_weak_explicit(&word, &seen, (seen & CHANGES_MASK) + CHANGES_UNIT,
                                                  memory_order_relaxed, memory_order_relaxed)) {
    }
}

void patt_reset(void)
{
    atomic_store_explicit(&word, 0, memory_order_relaxed);
}
