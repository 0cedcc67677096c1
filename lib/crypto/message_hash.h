/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The hash of a message that comes in pieces, for signatures: by a driver that hashes in pieces, else by the library.
 * pcrypto_op_t.driver has the bit DRIVEN_HASH while a driver's context lives. Inline: without drivers it is pcc_hash_t.
 */
#ifndef PCRYPTO_MESSAGE_HASH_H
#define PCRYPTO_MESSAGE_HASH_H

#include "crypto_internal.h"
#include "driver.h"

#define DRIVEN_HASH 0x40u

typedef union pcrypto_message_hash {
    pcc_hash_t own;
    uint64_t driver[PCRYPTO_HAS_DRIVER ? PSA_HASH_OPERATION_SIZE_WORDS - PCRYPTO_DRIVER_HEAD_HASH / 8u : 1u];
} pcrypto_message_hash_t;

static inline bool pcrypto_message_is_driven(const pcrypto_op_t *op)
{
    return PCRYPTO_HAS_DRIVER && (op->driver & DRIVEN_HASH) != 0;
}

/** Begin the hash of an algorithm that hashes and signs. */
static inline psa_status_t pcrypto_message_start(pcrypto_op_t *op, pcrypto_message_hash_t *hash, psa_algorithm_t alg)
{
    psa_status_t status;

    if (pcrypto_driver_hash_setup(hash, PSA_ALG_GET_HASH(alg), &status)) {
        op->driver |= status == PSA_SUCCESS ? DRIVEN_HASH : 0u;
        return status;
    }
    return pcc_hash_start(&hash->own, pcrypto_hash_of(alg));
}

static inline psa_status_t pcrypto_message_update(const pcrypto_op_t *op, pcrypto_message_hash_t *hash,
                                                  const uint8_t *input, size_t size)
{
    psa_status_t status;

    (void)op;
    if (pcrypto_driver_hash_update(pcrypto_message_is_driven(op), hash, input, size, &status)) {
        return status;
    }
    return pcc_hash_update(&hash->own, input, size);
}

/** A driver's context ends. Also where there is none, or none any more. */
static inline void pcrypto_message_abort(pcrypto_op_t *op, pcrypto_message_hash_t *hash)
{
    pcrypto_driver_hash_abort(pcrypto_message_is_driven(op), hash);
    if (PCRYPTO_HAS_DRIVER) {
        op->driver &= (uint8_t)~DRIVEN_HASH;
    }
}

/** The hash, and its size. */
static inline psa_status_t pcrypto_message_finish(pcrypto_op_t *op, pcrypto_message_hash_t *hash,
                                                  uint8_t out[PCRYPTO_HASH_ROOM], size_t *size)
{
    psa_status_t status;

    if (pcrypto_driver_hash_finish(pcrypto_message_is_driven(op), hash, out, PCRYPTO_HASH_ROOM, size, &status)) {
        pcrypto_message_abort(op, hash);
        return status;
    }
    *size = pcc_hash_size((pcc_hash_alg_t)hash->own.alg);
    return pcc_hash_finish(&hash->own, out);
}

#endif /* PCRYPTO_MESSAGE_HASH_H */
