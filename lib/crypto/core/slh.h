/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SLH-DSA, the stateless signatures of FIPS 205, with its twelve parameter sets as far as this build has their hash
 * functions: SHA-256 for SHA2-128, SHA-512 beside it for SHA2-192 and -256, SHAKE256 (with 32 and 64 bytes of output)
 * for SHAKE.
 *
 * A signature is made straight into the caller's buffer and read in place: nothing else grows with it. On a Cortex-M33
 * verification takes 2.3 KB of stack, key generation 2.7 KB and signing 3.3 KB, 0.8 of them for SHA-512. What they
 * cost is a matter of the parameter set. Calls of the hash function, of one or two blocks each but for those that end
 * a list of chains or trees:
 *
 *           key (made, imported)    signature    verification, at most; mostly a little over half of that
 *   128s          287,743           2,186,220        3,928
 *   128f            4,495             105,194       11,870
 *   192s          418,815           3,767,273        5,681
 *   192f            6,543             169,258       17,216
 *   256s          274,943           3,280,867        8,443
 *   256f           17,183             345,837       17,521
 *
 * A call took 4.5 thousand instructions with SHA-256 and 34 thousand with SHAKE256 on a Cortex-M33 (QEMU, Mbed TLS 3.6,
 * -Os): 20 million for a key of SHA2-128f, 470 million for a signature, 28 million to verify it.
 */
#ifndef PCC_SLH_H
#define PCC_SLH_H

#include <stddef.h>
#include <stdint.h>

#include "hash.h"
#include "psa/error.h"

#define PCC_SLH_N_MAX 32u

/** A parameter set (FIPS 205, table 2). */
typedef struct pcc_slh_set {
    uint8_t family;      /* psa_slh_dsa_family_t */
    uint8_t n;           /* bytes of a hash: 16, 24 or 32 */
    uint8_t layers;      /* d, of trees of one-time signatures */
    uint8_t height;      /* h', of each of them */
    uint8_t fors_trees;  /* k */
    uint8_t fors_height; /* a */
    uint8_t digest;      /* m, bytes of the message's hash */
} pcc_slh_set_t;

/** A key. Its parts are n bytes each, where the caller has them. The two secrets are for key generation and signing
 *  alone. */
typedef struct pcc_slh_key {
    const pcc_slh_set_t *set;
    const uint8_t *secret_seed;
    const uint8_t *secret_prf;
    const uint8_t *seed;
    const uint8_t *root;
} pcc_slh_key_t;

/** What is signed: a message with its context, or a hash of it with its function's name in DER besides. */
typedef struct pcc_slh_message {
    const uint8_t *context; /* at most 255 bytes */
    size_t context_size;
    const uint8_t *oid; /* NULL: the message itself is signed */
    size_t oid_size;
    const uint8_t *data;
    size_t size;
} pcc_slh_message_t;

/** The parameter set, NULL if there is none or its hash functions are not in this build. */
const pcc_slh_set_t *pcc_slh_find(uint8_t family, size_t bits);

/** Bytes of a signature. */
size_t pcc_slh_signature_size(const pcc_slh_set_t *set);

/**
 * Begin the hash of a message of which a signature is to be verified: all that goes before `data`, which the caller
 * adds; the end of the hash is what pcc_slh_verify() wants. PSA_ERROR_INVALID_SIGNATURE: a signature of this key has
 * another size.
 */
psa_status_t pcc_slh_begin(const pcc_slh_key_t *key, const pcc_slh_message_t *message, const uint8_t *signature,
                           size_t size, pcc_hash_t *hash);

/** PSA_ERROR_INVALID_SIGNATURE: it is not the signature by this key of the message with this hash. */
psa_status_t pcc_slh_verify(const pcc_slh_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size);

/** The root of a key with these seeds (FIPS 205, algorithm 18), n bytes; key->root is of no matter. */
psa_status_t pcc_slh_root(const pcc_slh_key_t *key, uint8_t root[PCC_SLH_N_MAX]);

/**
 * Sign (algorithms 19, 22 and 23). `random` are n bytes for a hedged signature, NULL makes a deterministic one. Message
 * and context are read twice, before the signature is written, which they may overlap; what changes them meanwhile gets
 * a signature of something else, and with a deterministic one that is a forger's help. The root of the
 * topmost tree is compared with the key's: PSA_ERROR_CORRUPTION_DETECTED, if the key's parts are not of one key. On
 * error the signature is wiped.
 */
psa_status_t pcc_slh_sign(const pcc_slh_key_t *key, const pcc_slh_message_t *message, const uint8_t *random,
                          uint8_t *signature);

#endif /* PCC_SLH_H */
