/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What ecies.c, the cipher.h of small stages, stands on: cipher_core.c (crypto-core) or cipher_platform.c (the port's
 * hardware).
 */
#ifndef PFWU_ECIES_H
#define PFWU_ECIES_H

#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"

/** ECDH on P-256: the x coordinate of the point times the scalar. PSA_ERROR_INVALID_ARGUMENT: the point is none. */
PLAT_MUST_USE psa_status_t pfwu_ecies_agree(const uint8_t scalar[32], const uint8_t point[65], uint8_t secret[32]);

/** HMAC-SHA-256 in one piece; key_size is at most 64. */
PLAT_MUST_USE psa_status_t pfwu_ecies_mac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size,
                                          uint8_t mac[32]);

/** AES in counter mode at byte `pos` of a stream whose counter begins at 0, in place. */
PLAT_MUST_USE psa_status_t pfwu_ecies_stream(const uint8_t *key, size_t key_size, uint32_t pos, uint8_t *bytes, size_t size);

#endif /* PFWU_ECIES_H */
