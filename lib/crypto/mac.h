/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The MAC algorithms of this build behind one interface: HMAC, and CMAC and CBC-MAC over the block ciphers.
 */
#ifndef PCRYPTO_MAC_H
#define PCRYPTO_MAC_H

#include "key_slots.h"
#include "lib/crypto/core/block.h"
#include "lib/crypto/core/cmac.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/hmac.h"
#include "psa/crypto.h"

/** Largest MAC of this build, bytes. */
#define PCRYPTO_MAC_SIZE_MAX                                                                                           \
    (PCC_HASH_SIZE_MAX > PCC_BLOCK_SIZE_MAX ? PCC_HASH_SIZE_MAX : PCC_BLOCK_SIZE_MAX) /* of the hash, of the block */

/** A running MAC. It holds secrets, but nothing of the key's slot: end it with pcrypto_mac_abort(). */
typedef struct pcrypto_mac {
    union {
#if defined(PSA_WANT_ALG_HMAC)
        pcc_hmac_t hmac;
#endif
#if PCC_HAVE_BLOCK_MAC
        struct {
            pcc_block_t key;
            pcc_cmac_t chain; /* of CBC-MAC too: they differ in the last block */
        } block;
#endif
        uint8_t none;
    } u;
    uint8_t kind;
    uint8_t size;   /* bytes of the MAC after truncation */
    bool truncated; /* it is less than the algorithm's */
} pcrypto_mac_t;

/**
 * Begin a MAC under a held key, of which it takes a copy (of what is kept with it, for a block cipher).
 * PSA_ERROR_INVALID_ARGUMENT: no MAC algorithm, a key that is not one of the algorithm's, a MAC longer than the
 * algorithm's. PSA_ERROR_NOT_SUPPORTED: an algorithm that this build does not have, a MAC of less than 4 bytes.
 */
psa_status_t pcrypto_mac_start(pcrypto_mac_t *mac, psa_algorithm_t alg, pcrypto_key_t *held);

/** Message, in pieces of any size. */
psa_status_t pcrypto_mac_update(pcrypto_mac_t *mac, const uint8_t *in, size_t size);

/** The MAC, mac->size bytes. */
psa_status_t pcrypto_mac_finish(pcrypto_mac_t *mac, uint8_t *out);

/** End and compare with `expected`, in constant time: PSA_ERROR_INVALID_SIGNATURE. */
psa_status_t pcrypto_mac_check(pcrypto_mac_t *mac, const uint8_t *expected, size_t size);

/** Wipe the state. */
void pcrypto_mac_abort(pcrypto_mac_t *mac);

#endif /* PCRYPTO_MAC_H */
