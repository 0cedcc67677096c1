/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Seam to cryptography: hashes and signatures of images, and the values in which decisions of the boot path are kept.
 * verify_psa.c stands on the PSA Crypto API; tests that boot thousands of times bring their own.
 */
#ifndef PFWU_VERIFY_H
#define PFWU_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#include "pfwu.h"

/** A decision that one stuck bit or skipped instruction can't turn round: far from each other, from 0 and from all
 *  ones. Whatever is not PFWU_YES means no. */
typedef uint32_t pfwu_bool_t;
#define PFWU_YES 0x5aa5c396u
#define PFWU_NO 0xa55a3c69u

/** Begin to hash: SHA-256 (size 32) or SHA-384 (48). One hash at a time: an unfinished one is dropped. */
PLAT_MUST_USE psa_status_t pfwu_hash_begin(size_t size);
PLAT_MUST_USE psa_status_t pfwu_hash_update(const uint8_t *data, size_t size);
/** The hash of what was given, of the size that was begun. On error it is zeroed. */
PLAT_MUST_USE psa_status_t pfwu_hash_finish(uint8_t *hash, size_t size);

/** Whether the signature (ECDSA: r and s) signs the hash under the key. *good is PFWU_YES only with PSA_SUCCESS; a
 *  wrong signature is PSA_ERROR_INVALID_SIGNATURE. PSA_ERROR_NOT_SUPPORTED: the crypto library does not have the
 *  algorithm. */
PLAT_MUST_USE psa_status_t pfwu_signature_check(const pfwu_key_t *key, const uint8_t *hash, size_t hash_size,
                                                const uint8_t *signature, size_t size, pfwu_bool_t *good);

/** The same for algorithms that sign messages, the hash being one (verify_message_psa.c or verify_message_none.c). */
PLAT_MUST_USE psa_status_t pfwu_message_check(uint32_t psa_key, uint32_t psa_alg, const uint8_t *message,
                                              size_t message_size, const uint8_t *signature, size_t size);

#endif /* PFWU_VERIFY_H */
