/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * EdDSA over Edwards25519 (RFC 8032 section 5.1): Ed25519, Ed25519ctx, Ed25519ph. The group and the scalars are
 * libsodium's, in constant time; the hashing is ours, so that a message can be verified in pieces.
 */
#ifndef PCC_ED25519_H
#define PCC_ED25519_H

#include <stddef.h>
#include <stdint.h>

#include "hash.h"
#include "psa/error.h"

#define PCC_ED25519_PRIVATE_SIZE 32u
#define PCC_ED25519_PUBLIC_SIZE 32u
#define PCC_ED25519_SIGNATURE_SIZE 64u
#define PCC_ED25519_HASH_SIZE 64u

/** The three algorithms. A context has 0 to 255 bytes; PCC_ED25519_PURE has none. What PCC_ED25519_PH signs is the
 *  SHA-512 of the message. */
typedef enum pcc_ed25519_variant { PCC_ED25519_PURE, PCC_ED25519_CTX, PCC_ED25519_PH } pcc_ed25519_variant_t;

typedef struct pcc_ed25519_context {
    pcc_ed25519_variant_t variant;
    const uint8_t *context;
    size_t context_size;
} pcc_ed25519_context_t;

/** PSA_ERROR_INVALID_ARGUMENT: it is no point of the prime-order group in its one encoding, or the neutral element. */
psa_status_t pcc_ed25519_check_public(const uint8_t public_key[PCC_ED25519_PUBLIC_SIZE]);

/** The public key of a private key, which may be any 32 bytes. */
psa_status_t pcc_ed25519_public(const uint8_t private_key[PCC_ED25519_PRIVATE_SIZE],
                                uint8_t public_key[PCC_ED25519_PUBLIC_SIZE]);

/** Sign. The message is read twice. The signature may overlap nothing. */
psa_status_t pcc_ed25519_sign(const uint8_t private_key[PCC_ED25519_PRIVATE_SIZE], const pcc_ed25519_context_t *context,
                              const uint8_t *message, size_t size, uint8_t signature[PCC_ED25519_SIGNATURE_SIZE]);

/** Begin the hash of what is verified; the caller adds the message, and gives what pcc_hash_finish() says to
 *  pcc_ed25519_verify(). */
psa_status_t pcc_ed25519_begin(const uint8_t public_key[PCC_ED25519_PUBLIC_SIZE], const pcc_ed25519_context_t *context,
                               const uint8_t signature[PCC_ED25519_SIGNATURE_SIZE], pcc_hash_t *hash);

/** PSA_ERROR_INVALID_SIGNATURE: it is not the signature. S must be below the group's order, and R exactly S B - k A. */
psa_status_t pcc_ed25519_verify(const uint8_t public_key[PCC_ED25519_PUBLIC_SIZE],
                                const uint8_t hash[PCC_ED25519_HASH_SIZE],
                                const uint8_t signature[PCC_ED25519_SIGNATURE_SIZE]);

#endif /* PCC_ED25519_H */
