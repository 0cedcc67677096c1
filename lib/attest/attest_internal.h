/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the attester offers to tools and to provisioning code of this project beyond the PSA API: the public half of the
 * attestation key and the instance id that a verifier registers.
 */
#ifndef PATT_ATTEST_INTERNAL_H
#define PATT_ATTEST_INTERNAL_H

#include "platform/platform.h"

#include "lib/attest/cose.h"

/**
 * The public half of the attestation key as the uncompressed point 04 || X || Y (65, 97 or 133 bytes).
 * PSA_ERROR_INVALID_HANDLE: the device has no attestation key. On error *size is 0.
 */
PLAT_MUST_USE psa_status_t patt_public_key(uint8_t *point, size_t capacity, size_t *size);

/**
 * The instance id: 0x01 || SHA-256 of the deterministic COSE_Key { 1: 2, -1: curve, -2: X, -3: Y } of the public key
 * (DESIGN.md says why this encoding); for a MAC key what stands under PATT_INSTANCE_ID_KEY_ID. Errors as
 * patt_public_key(); on error *id is zeroed.
 */
PLAT_MUST_USE psa_status_t patt_instance_id(uint8_t id[PATT_INSTANCE_ID_SIZE]);

/**
 * The instance id of any public point, for a verifier's registration. PSA_ERROR_INVALID_ARGUMENT: not an uncompressed
 * point of a curve of the profile. On error *id is zeroed.
 */
PLAT_MUST_USE psa_status_t patt_instance_id_of(const uint8_t *point, size_t size, uint8_t id[PATT_INSTANCE_ID_SIZE]);

/**
 * The instance id of a secret key (Attestation API 2.0, "Instance ID": hash of the hash): what provisioning stores under
 * PATT_INSTANCE_ID_KEY_ID. On error *id is zeroed.
 */
PLAT_MUST_USE psa_status_t patt_instance_id_of_secret(const uint8_t *secret, size_t size,
                                                      uint8_t id[PATT_INSTANCE_ID_SIZE]);

#endif /* PATT_ATTEST_INTERNAL_H */
