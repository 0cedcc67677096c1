/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HMAC (FIPS 198-1, RFC 2104) in pieces of any size.
 */
#ifndef PCC_HMAC_H
#define PCC_HMAC_H

#include "hash.h"

/** Running state; may be moved and copied as bytes. Holds secrets: end it with pcc_hmac_abort(). */
typedef struct pcc_hmac {
    pcc_hash_t hash;
    uint8_t outer[PCC_HASH_BLOCK_MAX]; /* key xor opad */
    uint16_t key_size;                 /* between pcc_hmac_key_begin() and pcc_hmac_key_end(), of the key so far */
} pcc_hmac_t;

/** Begin with a key of any size. PSA_ERROR_NOT_SUPPORTED if this build has no such hash function. */
psa_status_t pcc_hmac_start(pcc_hmac_t *hmac, pcc_hash_alg_t alg, const uint8_t *key, size_t key_size);

/** Begin with a key that comes in pieces of any size; message and end are after pcc_hmac_key_end(). */
psa_status_t pcc_hmac_key_begin(pcc_hmac_t *hmac, pcc_hash_alg_t alg);
psa_status_t pcc_hmac_key_add(pcc_hmac_t *hmac, const uint8_t *in, size_t size);
psa_status_t pcc_hmac_key_end(pcc_hmac_t *hmac);

/** Message, in pieces of any size. */
psa_status_t pcc_hmac_update(pcc_hmac_t *hmac, const uint8_t *in, size_t size);

/** The whole MAC, pcc_hash_size() bytes. */
psa_status_t pcc_hmac_finish(pcc_hmac_t *hmac, uint8_t *mac);

/** Wipe the state. */
void pcc_hmac_abort(pcc_hmac_t *hmac);

#endif /* PCC_HMAC_H */
