/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Attestation (PSA Certified Attestation API 2.0, IHI 0085): a signed token (RFC 9783, COSE over CBOR) in which the
 * device says who it is and what it runs.
 *
 * Sizes are bytes. Buffers belong to the caller and are used only during the call. On error the output buffer is zeroed
 * or unchanged and *token_size is 0. psa_crypto_init() must have succeeded. Not to be called from an interrupt.
 */
#ifndef PSA_INITIAL_ATTESTATION_H
#define PSA_INITIAL_ATTESTATION_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Version of the API that this header declares. Version 2 is the token of RFC 9783. */
#define PSA_INITIAL_ATTEST_API_VERSION_MAJOR 2
#define PSA_INITIAL_ATTEST_API_VERSION_MINOR 0

/**
 * No token is larger (bytes). The default covers ES256 with 8 measured components of 32-byte hashes, a challenge of 64
 * bytes, a boot seed of 32, a verification service of 64 characters and all optional claims: 1364 bytes, and some room.
 * Set another before the first inclusion (in the library's build and in the application's alike): ES384 with 48-byte
 * hashes needs 1653, ES512 with 64-byte hashes 1945 for the same 8 components. A token that would be larger is refused
 * with PSA_ERROR_GENERIC_ERROR, never cut.
 */
#ifndef PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE
#define PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE 1536u
#endif

/** The challenge sizes; there are no others (bytes). */
#define PSA_INITIAL_ATTEST_CHALLENGE_SIZE_32 (32u)
#define PSA_INITIAL_ATTEST_CHALLENGE_SIZE_48 (48u)
#define PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64 (64u)

/**
 * Make and sign a token.
 *
 * auth_challenge  challenge_size bytes from the verifier, to prove freshness; they stand in the token unchanged
 * token_buf       token_buf_size bytes; PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE always suffices
 * token_size      bytes of the token
 *
 * PSA_ERROR_INVALID_ARGUMENT  challenge_size is not one of the three above, or a pointer is NULL
 * PSA_ERROR_BUFFER_TOO_SMALL  psa_initial_attest_get_token_size() tells how much it takes
 * PSA_ERROR_SERVICE_FAILURE   no attestation key, identity or boot record, or psa_crypto_init() is missing
 * PSA_ERROR_GENERIC_ERROR     anything else, a failure of crypto for instance
 */
psa_status_t psa_initial_attest_get_token(const uint8_t *auth_challenge, size_t challenge_size, uint8_t *token_buf,
                                          size_t token_buf_size, size_t *token_size);

/**
 * The exact size of the token that psa_initial_attest_get_token() would make now for a challenge of this size. Nothing
 * is signed. The first call after a start asks for every fact that a token needs: a product that makes it at its start
 * learns then what is missing.
 *
 * Errors as psa_initial_attest_get_token(), without PSA_ERROR_BUFFER_TOO_SMALL.
 */
psa_status_t psa_initial_attest_get_token_size(size_t challenge_size, size_t *token_size);

#ifdef __cplusplus
}
#endif

#endif /* PSA_INITIAL_ATTESTATION_H */
