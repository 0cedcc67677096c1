/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the files of libpsa-crypto share: the library's state as a whole, and the states of operation objects.
 */
#ifndef PCRYPTO_INTERNAL_H
#define PCRYPTO_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/crypto/core/hash.h"
#include "psa/crypto.h"

/** A function that is not to be copied into its callers: measured, the firmware is smaller with calls. */
#define PCRYPTO_APART __attribute__((noinline))

/** True after psa_crypto_init(). */
bool pcrypto_is_initialised(void);

/** The library is as before psa_crypto_init(). For pcrypto_reset(). */
void pcrypto_forget_init(void);

/** Forget all RAM state, as a reset of the device does. For tests; nothing else may run. */
void pcrypto_reset(void);

/**
 * States of every operation object. Zero is inactive, so that a zeroed object is. The values between are the family's
 * own active states.
 *
 * The rules are those of "Multi-part operations" and of each setup function: a setup that fails, also on an object that
 * is in use, leaves the object as it is; any other call that fails leaves it in the error state, which only abort ends.
 */
#define PCRYPTO_OP_INACTIVE 0u
#define PCRYPTO_OP_ERROR 0xffu

/** An operation fits its object (psa/crypto_struct.h) and leaves no more of it than other processors need: what is too
 *  large, its owner zeroes for nothing. A driver's context may need more. */
#define PCRYPTO_OP_FITS(op, object)                                                                                    \
    _Static_assert(sizeof(op) <= sizeof(object), #object " too small");                                                \
    _Static_assert(PCRYPTO_DRIVER_CONTEXT_SIZE > 0 || sizeof(object) - sizeof(op) <= 24u, #object " too large")

/** The hash function of a PSA algorithm built on one (or of the hash algorithm itself), PCC_HASH_NONE if this build
 *  does not have it. */
pcc_hash_alg_t pcrypto_hash_of(psa_algorithm_t alg);

/** True when [a, a + a_size) and [b, b + b_size) share a byte. */
static inline bool pcrypto_overlap(const void *a, size_t a_size, const void *b, size_t b_size)
{
    uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;
    return a_size != 0 && b_size != 0 && x < y + b_size && y < x + a_size;
}

/**
 * Before a byte stream is worked on from `in` to `out`: returns where to read it. If the buffers overlap so that
 * writing would run into what is still to be read, the input is moved to `out` first and worked on in place; from then
 * on `in` is gone, so every other input that may overlap `out` must be used up or copied before.
 */
const uint8_t *pcrypto_stream_source(const uint8_t *in, size_t size, uint8_t *out);

#endif /* PCRYPTO_INTERNAL_H */
