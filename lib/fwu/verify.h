/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Seam to cryptography: SHA-256 and ECDSA P-256 verification, and the values in which decisions of the boot path are
 * kept. verify_psa.c stands on the PSA Crypto API; tests that boot thousands of times bring their own.
 */
#ifndef PFWU_VERIFY_H
#define PFWU_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"

/** A decision that one stuck bit or skipped instruction can't turn round: far from each other, from 0 and from all ones.
 *  Whatever is not PFWU_YES means no. */
typedef uint32_t pfwu_bool_t;
#define PFWU_YES 0x5aa5c396u
#define PFWU_NO 0xa55a3c69u

/** Begin to hash. One hash at a time: an unfinished one is dropped. */
PLAT_MUST_USE psa_status_t pfwu_hash_begin(void);
PLAT_MUST_USE psa_status_t pfwu_hash_update(const uint8_t *data, size_t size);
/** The SHA-256 of what was given. On error hash is zeroed. */
PLAT_MUST_USE psa_status_t pfwu_hash_finish(uint8_t hash[32]);

/** Whether r and s sign the hash under the point (uncompressed P-256). *good is PFWU_YES only with PSA_SUCCESS; a wrong
 *  signature is PSA_ERROR_INVALID_SIGNATURE. */
PLAT_MUST_USE psa_status_t pfwu_signature_check(const uint8_t point[65], const uint8_t hash[32],
                                                const uint8_t signature[64], pfwu_bool_t *good);

#endif /* PFWU_VERIFY_H */
