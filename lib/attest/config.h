/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a product sets about its attestation, on the compiler's command line (-DPATT_KEY_ID=...).
 */
#ifndef PATT_CONFIG_H
#define PATT_CONFIG_H

/**
 * PSA key identifier of the attestation key, in the key store or behind an accelerator: a key pair with the usage
 * PSA_KEY_USAGE_SIGN_HASH and ECDSA or deterministic ECDSA (SIGN_HASH, because the bytes to be signed are hashed where
 * they lie, in pieces, and never stand in one buffer), or a secret key with PSA_KEY_USAGE_SIGN_MESSAGE and HMAC,
 * untruncated. Curve and hash are those of a row of cose_alg.h. Nobody else may use the key: whoever can sign with it
 * can make tokens. The default is a user identifier near the end of the user range.
 */
#ifndef PATT_KEY_ID
#define PATT_KEY_ID 0x3fff0001u
#endif

/**
 * PSA key identifier under which the instance id stands that belongs to a MAC key: 33 bytes of PSA_KEY_TYPE_RAW_DATA
 * with PSA_KEY_USAGE_EXPORT, made with patt_instance_id_of_secret() when the key is provisioned, since it is made of
 * the key and the key can't be exported. Not used with a key pair.
 */
#ifndef PATT_INSTANCE_ID_KEY_ID
#define PATT_INSTANCE_ID_KEY_ID 0x3fff0002u
#endif

/**
 * Status for a token buffer of 0 bytes. Attestation API 2.0 has PSA_ERROR_BUFFER_TOO_SMALL; psa-arch-tests, which PSA
 * Certified runs, asks for PSA_ERROR_INVALID_ARGUMENT. CMake sets it (PSA_ATTEST_EMPTY_BUFFER).
 */
#ifndef PATT_EMPTY_BUFFER_STATUS
#define PATT_EMPTY_BUFFER_STATUS PSA_ERROR_BUFFER_TOO_SMALL
#endif

/**
 * The profile of the tokens that the device makes: patt_profile_rfc9783, or patt_profile_legacy (PSA_IOT_PROFILE_1 of
 * Attestation API 1.0) for verifiers that know nothing newer. CMake sets it (PSA_ATTEST_PROFILE).
 */
#ifndef PATT_PROFILE
#define PATT_PROFILE patt_profile_rfc9783
#endif

#endif /* PATT_CONFIG_H */
