/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Finite field Diffie-Hellman (SP 800-56A section 5.7.1.1) over Mbed TLS's modular exponentiation. Big numbers are on
 * Mbed TLS's heap; each function gives all back before it returns.
 *
 * Every value is as long as p, group->bits / 8 bytes, big-endian, with leading zeros.
 */
#ifndef PCC_FFDH_H
#define PCC_FFDH_H

#include "config.h"
#include "dh_group.h"
#include "psa/error.h"
#include "rng.h"

/** A private key is in [1, p - 1]: PSA_ERROR_INVALID_ARGUMENT if not. The time is the same for all valid keys. */
psa_status_t pcc_ffdh_check_private(const pcc_dh_group_t *group, const uint8_t *x);

/** A public key is in [2, p - 2] (SP 800-56A section 5.6.2.3.2): PSA_ERROR_INVALID_ARGUMENT if not. */
psa_status_t pcc_ffdh_check_public(const pcc_dh_group_t *group, const uint8_t *y);

/** Draw a private key: a short exponent, as RFC 7919 section 5.2 allows in groups of safe primes. */
psa_status_t pcc_ffdh_generate(const pcc_dh_group_t *group, uint8_t *x, const pcc_rng_t *rng);

/** Make a private key of derived bytes, in place: k + 1 of a number k. PSA_ERROR_DOES_NOT_EXIST if k is above p - 2. */
psa_status_t pcc_ffdh_from_derived(const pcc_dh_group_t *group, uint8_t *x);

/** The public key 2^x of a private key. */
psa_status_t pcc_ffdh_public(const pcc_dh_group_t *group, const uint8_t *x, uint8_t *y);

/** The shared secret peer^x. PSA_ERROR_INVALID_ARGUMENT if peer is not a public key, or the secret is 1 or p - 1.
 *  secret is zeroed on error. */
psa_status_t pcc_ffdh_agree(const pcc_dh_group_t *group, const uint8_t *x, const uint8_t *peer, uint8_t *secret);

/** pcc_mod_power() modulo p. */
psa_status_t pcc_ffdh_power(const pcc_dh_group_t *group, const uint8_t *base, size_t base_size, const uint8_t *x,
                            uint8_t *out);

#endif /* PCC_FFDH_H */
