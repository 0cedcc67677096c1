/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key agreement for its three callers: raw, into a key, into a key derivation.
 */
#ifndef PCRYPTO_AGREE_H
#define PCRYPTO_AGREE_H

#include <stdbool.h>

#include "driver.h"
#include "psa/crypto.h"

/** Largest shared secret of this build, bytes: a driver may have larger curves than the feature set, to P-521. */
#define PCRYPTO_SECRET_SIZE_MAX PCRYPTO_MAX(PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE, PCRYPTO_HAS_DRIVER ? 66u : 1u)

/** Whether this build has a key agreement algorithm, PSA_ALG_ECDH for instance. */
static inline bool pcrypto_agreement_is_known(psa_algorithm_t base)
{
    bool known = false;

#if defined(PSA_WANT_ALG_ECDH)
    known |= base == PSA_ALG_ECDH;
#endif
#if defined(PSA_WANT_ALG_FFDH)
    known |= base == PSA_ALG_FFDH;
#endif
    (void)base;
    return known;
}

/**
 * The shared secret of a key of the caller, which must permit `alg` with PSA_KEY_USAGE_DERIVE, and a peer's public key.
 * `alg` is a key agreement alone or combined with a key derivation. The caller wipes `secret`.
 */
psa_status_t pcrypto_agree(psa_key_id_t private_key, psa_algorithm_t alg, const uint8_t *peer, size_t peer_size,
                           uint8_t secret[PCRYPTO_SECRET_SIZE_MAX], size_t *secret_size);

#endif /* PCRYPTO_AGREE_H */
