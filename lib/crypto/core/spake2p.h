/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SPAKE2+ (RFC 9383) over P-256, P-384, P-521 and Edwards25519, and the variant of draft 02 that Matter uses: key
 * shares, the two shared points, the key schedule and the confirmations.
 */
#ifndef PCC_SPAKE2P_H
#define PCC_SPAKE2P_H

#include "ecc.h"

/** Key schedule and MAC of the confirmation. */
typedef enum pcc_spake2p_variant {
    PCC_SPAKE2P_HMAC,   /* RFC 9383, HMAC with the hash function */
    PCC_SPAKE2P_CMAC,   /* RFC 9383, CMAC with AES-128 */
    PCC_SPAKE2P_MATTER, /* draft 02, HMAC-SHA-256 */
} pcc_spake2p_variant_t;

/** Of a run, what both sides know when the shares have been exchanged. The caller's memory. */
typedef struct pcc_spake2p {
    const pcc_ecc_t *ecc;
    pcc_spake2p_variant_t variant;
    pcc_hash_alg_t alg;
    const uint8_t *w0;
    const uint8_t *context; /* NULL: none, which is not the same as an empty one */
    size_t context_size;
    const uint8_t *prover_id, *verifier_id;
    size_t prover_id_size, verifier_id_size;
    const uint8_t *share_p, *share_v;
} pcc_spake2p_t;

/** What comes of a run. Secret: the caller wipes it. */
typedef struct pcc_spake2p_keys {
    uint8_t shared[PCC_HASH_SIZE_MAX];    /* K_shared */
    uint8_t confirm_p[PCC_HASH_SIZE_MAX]; /* confirmP, to be sent or to compare with */
    uint8_t confirm_v[PCC_HASH_SIZE_MAX];
    uint8_t shared_size, confirm_size;
} pcc_spake2p_keys_t;

/** Whether RFC 9383 section 4 has a cipher suite of these and the curve is in this build. */
bool pcc_spake2p_is_suite(const pcc_curve_t *curve, pcc_spake2p_variant_t variant, pcc_hash_alg_t alg);

/** The share of a side: secret * G + w0 * M for the prover, N for the verifier. */
psa_status_t pcc_spake2p_share(const pcc_ecc_t *ecc, bool prover, const uint8_t *w0, const uint8_t *secret,
                               uint8_t *share, const pcc_rng_t *rng);

/**
 * The keys, for the side that knows `secret` of its share.
 *
 * w1   the prover's w1; NULL for a verifier that has L
 * l    the verifier's L = w1 * G; NULL for the prover, and for a verifier that has w1
 *
 * PSA_ERROR_INVALID_ARGUMENT: the peer's share is not a public key, or gives the point at infinity.
 */
psa_status_t pcc_spake2p_finish(const pcc_spake2p_t *run, bool prover, const uint8_t *secret, const uint8_t *w1,
                                const uint8_t *l, pcc_spake2p_keys_t *keys, const pcc_rng_t *rng);

#endif /* PCC_SPAKE2P_H */
