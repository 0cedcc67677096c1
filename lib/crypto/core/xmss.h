/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verification of XMSS and XMSS^MT signatures (RFC 8391), with the parameter sets that SP 800-208 approves: SHA-256 and
 * SHAKE256, whole or cut to 192 bits. Signatures are parsed as they come, whatever they are; they are used in place.
 * There are no secrets here. Verification takes 2.5 KB of stack.
 */
#ifndef PCC_XMSS_H
#define PCC_XMSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hash.h"
#include "psa/error.h"

/** A public key: its parameters; root and seed are where they were read from. */
typedef struct pcc_xmss_key {
    pcc_hash_alg_t alg;
    uint8_t n;           /* bytes of a hash, 24 or 32 */
    uint8_t height;      /* of all trees together */
    uint8_t layers;      /* of trees, 1 for XMSS */
    uint8_t index_size;  /* bytes of the leaf's number in a signature */
    const uint8_t *root; /* n bytes */
    const uint8_t *seed; /* n bytes */
} pcc_xmss_key_t;

/** Read xmss_public_key (RFC 8391 appendix B.3), or xmssmt_public_key (C.3) if `multi`. PSA_ERROR_NOT_SUPPORTED: a
 *  parameter set that is not of those above, or whose hash function is not in this build; PSA_ERROR_INVALID_ARGUMENT:
 *  another number of bytes than its. */
psa_status_t pcc_xmss_read_public(const uint8_t *data, size_t size, bool multi, pcc_xmss_key_t *key);

/**
 * Begin the hash of a message, with what goes before it. PSA_ERROR_INVALID_SIGNATURE: it is no signature by this key,
 * whatever the message. The caller adds the message, and gives what pcc_hash_finish() says to pcc_xmss_verify().
 */
psa_status_t pcc_xmss_begin(const pcc_xmss_key_t *key, const uint8_t *signature, size_t size, pcc_hash_t *hash);

/** PSA_ERROR_INVALID_SIGNATURE: it is not the signature by this key of the message with this hash. */
psa_status_t pcc_xmss_verify(const pcc_xmss_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size);

#endif /* PCC_XMSS_H */
