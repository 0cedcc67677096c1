/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Rules that the signature calls share (Crypto API 1.5, "Asymmetric signature").
 */
#ifndef PCRYPTO_SIGN_RULES_H
#define PCRYPTO_SIGN_RULES_H

#include "crypto_internal.h"
#include "sign.h"

/** PSA_ERROR_INVALID_ARGUMENT if `alg` is no concrete algorithm that signs messages (`message`), or hashes. */
psa_status_t pcrypto_sign_check_alg(psa_algorithm_t alg, bool message);

/** PSA_ERROR_INVALID_ARGUMENT if the algorithm takes no context of this size. Every algorithm takes an empty one. */
psa_status_t pcrypto_sign_check_context(psa_algorithm_t alg, size_t size);

/** Check the arguments of a call that signs or verifies a message or a hash. */
psa_status_t pcrypto_sign_check_call(const pcrypto_key_t *key, bool signing, bool message,
                                     const pcrypto_signed_t *what);

#endif /* PCRYPTO_SIGN_RULES_H */
