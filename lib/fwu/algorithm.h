/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What goes with the algorithm of a key: algorithms.c has all, algorithms_p256.c is for stages whose cryptography is
 * ECDSA P-256 (PSA_FWU_CRYPTO=core and =platform).
 */
#ifndef PFWU_ALGORITHM_H
#define PFWU_ALGORITHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pfwu_algorithm_info {
    uint16_t signature_type; /* PFWU_TLV_... of the signature in the image */
    uint16_t key_size;       /* 0: the crypto library has a look at it */
    uint8_t hash_size;
    uint8_t head_size;
    /* SubjectPublicKeyInfo (RFC 5480, RFC 8410) up to the key: in front of it when it is hashed */
    const uint8_t *head;
} pfwu_algorithm_info_t;

/** NULL: this build has no such algorithm. Never for the keys of a table that was checked. */
const pfwu_algorithm_info_t *pfwu_algorithm_info(uint8_t algorithm);

/** value < order of P-256 or P-384, by its size (SP 800-186 sections 3.2.1.3 and 3.2.1.4); false for a curve that this
 *  build does not have. Public data: no need for constant time. */
bool pfwu_is_scalar(const uint8_t *value, size_t size);

#endif /* PFWU_ALGORITHM_H */
