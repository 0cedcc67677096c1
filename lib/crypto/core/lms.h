/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verification of Leighton-Micali signatures: LMS, and HSS, a chain of them (RFC 8554), with the parameter sets of SP
 * 800-208: SHA-256 and SHAKE256, whole or cut to 192 bits. Signatures are parsed as they come, whatever they are; they
 * are used in place. There are no secrets here.
 */
#ifndef PCC_LMS_H
#define PCC_LMS_H

#include <stddef.h>
#include <stdint.h>

#include "hash.h"
#include "psa/error.h"

#define PCC_LMS_HASH_MAX 32u
#define PCC_HSS_LEVELS_MAX 8u

/** An LMS public key: its parameters; identifier and root are where they were read from. */
typedef struct pcc_lms_key {
    pcc_hash_alg_t alg;
    uint8_t n;         /* bytes of a hash, 24 or 32 */
    uint8_t height;    /* of the tree, 5 to 25 */
    uint8_t width;     /* bits of a chain's number, 1, 2, 4 or 8 */
    uint16_t chains;   /* in a one-time signature */
    uint32_t lms_type; /* the two parameter sets as numbers */
    uint32_t ots_type;
    const uint8_t *identifier; /* 16 bytes */
    const uint8_t *root;       /* n bytes */
} pcc_lms_key_t;

/** An HSS public key: the number of levels and the topmost LMS key. */
typedef struct pcc_hss_key {
    uint32_t levels;
    pcc_lms_key_t top;
} pcc_hss_key_t;

/** Read lms_public_key. PSA_ERROR_NOT_SUPPORTED: parameter sets that nobody knows, whose hash function is not in this
 *  build, or that do not go together; PSA_ERROR_INVALID_ARGUMENT: another number of bytes than theirs. */
psa_status_t pcc_lms_read_public(const uint8_t *data, size_t size, pcc_lms_key_t *key);

/** Read hss_public_key, of 1 to 8 levels. As pcc_lms_read_public(). */
psa_status_t pcc_hss_read_public(const uint8_t *data, size_t size, pcc_hss_key_t *key);

/**
 * Begin the hash of a message, with what goes before it. PSA_ERROR_INVALID_SIGNATURE: it is no signature by this key,
 * whatever the message. The caller adds the message, and gives what pcc_hash_finish() says to pcc_lms_verify().
 */
psa_status_t pcc_lms_begin(const pcc_lms_key_t *key, const uint8_t *signature, size_t size, pcc_hash_t *hash);

/** PSA_ERROR_INVALID_SIGNATURE: it is not the signature by this key of the message with this hash. */
psa_status_t pcc_lms_verify(const pcc_lms_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size);

/** The same for HSS. All levels have the hash function of the first (SP 800-208). */
psa_status_t pcc_hss_begin(const pcc_hss_key_t *key, const uint8_t *signature, size_t size, pcc_hash_t *hash);
psa_status_t pcc_hss_verify(const pcc_hss_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size);

#endif /* PCC_LMS_H */
