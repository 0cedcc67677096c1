/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the attester offers to the tools and tests of this project beyond patt_key.h and the PSA API.
 */
#ifndef PATT_ATTEST_INTERNAL_H
#define PATT_ATTEST_INTERNAL_H

#include "patt_key.h"
#include "platform/platform.h"

/**
 * The instance id of any public point, for a verifier's registration. PSA_ERROR_INVALID_ARGUMENT: not an uncompressed
 * point of a curve of the profile. On error *id is zeroed.
 */
PLAT_MUST_USE psa_status_t patt_instance_id_of(const uint8_t *point, size_t size, uint8_t id[PATT_INSTANCE_ID_SIZE]);

/**
 * The instance id of a secret key (Attestation API 2.0, "Instance ID": hash of the hash): what patt_key_import() stores
 * under PATT_INSTANCE_ID_KEY_ID. On error *id is zeroed.
 */
PLAT_MUST_USE psa_status_t patt_instance_id_of_secret(const uint8_t *secret, size_t size,
                                                      uint8_t id[PATT_INSTANCE_ID_SIZE]);

/** Forget all RAM state, as a reset of the device does. For tests. */
void patt_reset(void);

#endif /* PATT_ATTEST_INTERNAL_H */
