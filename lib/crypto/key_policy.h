/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a key's policy permits (Crypto API 1.5, "Key policies"). Pure functions.
 */
#ifndef PCRYPTO_KEY_POLICY_H
#define PCRYPTO_KEY_POLICY_H

#include <stdbool.h>

#include "psa/crypto.h"

/** True when all the flags are known ones. */
bool pcrypto_usage_is_valid(psa_key_usage_t usage);

/** The flags with those that they imply: SIGN_HASH gives SIGN_MESSAGE, VERIFY_HASH gives VERIFY_MESSAGE. */
psa_key_usage_t pcrypto_usage_extend(psa_key_usage_t usage);

/** True for what stands for several algorithms, so that only a key's policy can have it. */
bool pcrypto_is_wildcard(psa_algorithm_t alg);

/**
 * True when a key with these attributes may be used with `alg`, a concrete algorithm. `usage` is what for: the
 * equivalence of ECDSA and deterministic ECDSA holds for verification only.
 */
bool pcrypto_policy_permits(const psa_key_attributes_t *attributes, psa_key_usage_t usage, psa_algorithm_t alg);

/** Bytes of a MAC: what it is truncated to, else its hash's or (CMAC, CBC-MAC) those of a block of the key's cipher. Of
 *  a wildcard, the least that it allows. */
size_t pcrypto_mac_size(psa_key_type_t type, psa_algorithm_t alg);

/** The algorithm that two policies of a key of this type have in common (psa_copy_key()), false if there is none. */
bool pcrypto_policy_intersect(psa_key_type_t type, psa_algorithm_t a, psa_algorithm_t b, psa_algorithm_t *common);

#endif /* PCRYPTO_KEY_POLICY_H */
