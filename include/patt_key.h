/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The attestation key: how it gets into a device, and what a relying party registers of it. Called by provisioning
 * code, in the factory or at the first start, after psa_crypto_init(); a gateway never offers these calls to its
 * callers.
 *
 *     psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
 *     psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
 *     psa_set_key_bits(&attributes, 256);
 *     psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
 *     psa_status_t status = patt_key_generate(&attributes);     // then register patt_instance_id(), patt_public_key()
 *
 * The key belongs to the attestation service (PLAT_CLIENT_ATTESTATION), not to the caller who provisions it: tokens are
 * made for every caller, and no caller reaches the key through psa_sign_hash() or any other call. The algorithm of the
 * tokens is the key's: ECDSA (or deterministic ECDSA) on P-256, P-384 or P-521 over SHA-256, SHA-384 or SHA-512 in this
 * order, or HMAC over one of these hashes.
 *
 * A key that the port or an accelerator provides needs no provisioning: build with PSA_ATTEST_KEY_ID set to its
 * identifier (PLAT_KEY_ID_ATTESTATION), or give the attributes a lifetime in the accelerator's location.
 */
#ifndef PATT_KEY_H
#define PATT_KEY_H

#include "psa/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Size of an instance id (bytes). */
#define PATT_INSTANCE_ID_SIZE 33u

/**
 * Make the attestation key on the device: a key pair that never leaves it.
 *
 * wanted      type, bits and algorithm as above; the location of the lifetime, for a key in an accelerator. Of the
 *             usage flags PSA_KEY_USAGE_CACHE alone counts (the key stays in RAM: tokens cost one signature);
 *             identifier, usage and persistence are the library's
 *
 * PSA_ERROR_ALREADY_EXISTS    the device has an attestation key
 * PSA_ERROR_NOT_SUPPORTED     no key of the profile, a MAC key (its verifier must have it: import it), or more than
 *                             this build of the crypto library can
 * PSA_ERROR_INVALID_ARGUMENT  PSA_ATTEST_KEY_ID names a provided key
 * others                      of the crypto library and its storage. After an error there is no key
 */
psa_status_t patt_key_generate(const psa_key_attributes_t *wanted);

/**
 * Put an attestation key into the device that was made elsewhere: `size` bytes in the export format of its type. A MAC
 * key has at least the bytes of its hash; its instance id is computed and stored beside it. The caller wipes its copy.
 *
 * Errors as patt_key_generate(), and PSA_ERROR_INVALID_ARGUMENT: the bytes are no such key.
 */
psa_status_t patt_key_import(const psa_key_attributes_t *wanted, const uint8_t *data, size_t size);

/** Destroy the attestation key. PSA_ERROR_INVALID_HANDLE: there is none. PSA_ERROR_NOT_PERMITTED: a provided one. */
psa_status_t patt_key_destroy(void);

/**
 * The public half as the uncompressed point 04 || X || Y (65, 97 or 133 bytes).
 * PSA_ERROR_INVALID_HANDLE: the device has no attestation key. PSA_ERROR_INVALID_ARGUMENT: it is a MAC key. On error
 * *size is 0.
 */
psa_status_t patt_public_key(uint8_t *point, size_t capacity, size_t *size);

/**
 * The instance id, by which a verifier finds the device: 0x01 || SHA-256 of the deterministic COSE_Key { 1: 2, -1: curve,
 * -2: X, -3: Y } of the public key; for a MAC key 0x01 || SHA-256(SHA-256(key)). Errors as patt_public_key(), without
 * PSA_ERROR_INVALID_ARGUMENT; on error *id is zeroed.
 */
psa_status_t patt_instance_id(uint8_t id[PATT_INSTANCE_ID_SIZE]);

#ifdef __cplusplus
}
#endif

#endif /* PATT_KEY_H */
