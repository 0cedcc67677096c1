/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The integer types of the Crypto API (PSA Certified Crypto API 1.5, IHI 0086). Their values are in crypto_values.h,
 * the structures in crypto_struct.h.
 *
 * Numbers that may be stored or sent (algorithms, key types, usages, lifetimes, families) are those of the
 * specification and stay.
 */
#ifndef PSA_CRYPTO_TYPES_H
#define PSA_CRYPTO_TYPES_H

#include "psa/crypto_platform.h"

/** Name of a key: the caller's choice for a persistent key, the library's for a volatile one. 0 is never a key. */
typedef uint32_t psa_key_id_t;

/** How long a key lives and where: location << 8 | persistence. */
typedef uint32_t psa_key_lifetime_t;
/** How long a key lives: the low byte of a lifetime. */
typedef uint8_t psa_key_persistence_t;
/** Where a key lives: the upper 24 bits of a lifetime. */
typedef uint32_t psa_key_location_t;

/** What a key may be used for: PSA_KEY_USAGE_... or'ed together. */
typedef uint32_t psa_key_usage_t;

/** Kind of key (encodings appendix: class, family or block size, parity). */
typedef uint16_t psa_key_type_t;
/** Family of elliptic curves; with the size in bits it names a curve. */
typedef uint8_t psa_ecc_family_t;
/** Family of Diffie-Hellman groups; with the size in bits it names a group. */
typedef uint8_t psa_dh_family_t;
/** Family of SLH-DSA parameter sets; with the security parameter in bits it names one. */
typedef uint8_t psa_slh_dsa_family_t;

/** Algorithm with its parameters, the hash or the tag length for instance (encodings appendix). */
typedef uint32_t psa_algorithm_t;

/** Which input of a key derivation. The numbers are libpsa's own. */
typedef uint16_t psa_key_derivation_step_t;

/** Group of a PAKE: type << 24 | family << 16 | bits. */
typedef uint32_t psa_pake_primitive_t;
/** Kind of group of a PAKE. */
typedef uint8_t psa_pake_primitive_type_t;
/** Family of groups of a PAKE: a psa_ecc_family_t or a psa_dh_family_t. */
typedef uint8_t psa_pake_family_t;
/** Part that the caller plays in a PAKE. */
typedef uint8_t psa_pake_role_t;
/** Message or value of a PAKE. */
typedef uint8_t psa_pake_step_t;

#endif /* PSA_CRYPTO_TYPES_H */
