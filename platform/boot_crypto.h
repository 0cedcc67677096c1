/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The cryptography of a boot stage by the port's hardware (PSA_FWU_CRYPTO=platform): an optional group of the port
 * beside platform.h. Only the update library's boot engine calls it, one call at a time and with no lock held.
 *
 * Hardware that fails, that does not end in time, or whose answer is not complete is PSA_ERROR_HARDWARE_FAILURE;
 * outputs are then zeroed. Nothing of keys and secrets stays in registers or memory of the hardware when a call
 * returns. Numbers are
 * big-endian, points are 0x04 || x || y of P-256.
 *
 * A single instruction that is skipped must not make a wrong signature good, nor let the hardware work on other numbers
 * than those of the call: a port reads operands back, or does what comes to the same, and asks the result twice.
 */
#ifndef PLAT_BOOT_CRYPTO_H
#define PLAT_BOOT_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"

/* -------------------------------------------------------------------------------------------------- Every stage --- */

/** Begin SHA-256. One hash at a time: an unfinished one is dropped, also by plat_boot_hmac(). What an unfinished hash
 *  leaves in the hardware is of an image, not of a secret. */
PLAT_MUST_USE psa_status_t plat_boot_hash_begin(void);
PLAT_MUST_USE psa_status_t plat_boot_hash_update(const uint8_t *bytes, size_t size);
PLAT_MUST_USE psa_status_t plat_boot_hash_finish(uint8_t hash[32]);

/** ECDSA P-256. PSA_ERROR_INVALID_SIGNATURE: r and s do not sign the hash under the point. The point is the component
 *  table's: a port need not look whether it is one. */
PLAT_MUST_USE psa_status_t plat_boot_verify(const uint8_t point[65], const uint8_t hash[32],
                                            const uint8_t signature[64]);

/* -------------------------------------------------------- Stages that open encrypted images (cipher_platform.c) --- */

/** The x coordinate of the point times the scalar. PSA_ERROR_INVALID_ARGUMENT: the point is none of the curve. */
PLAT_MUST_USE psa_status_t plat_boot_agree(const uint8_t scalar[32], const uint8_t point[65], uint8_t secret[32]);

/** HMAC-SHA-256. key_size is at most 64. */
PLAT_MUST_USE psa_status_t plat_boot_hmac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size,
                                          uint8_t mac[32]);

/** AES (key_size 16 or 32) in counter mode (SP 800-38A), in place: bytes `pos` and following of a stream whose counter
 *  begins at 0. */
PLAT_MUST_USE psa_status_t plat_boot_ctr(const uint8_t *key, size_t key_size, uint32_t pos, uint8_t *bytes,
                                         size_t size);

#endif /* PLAT_BOOT_CRYPTO_H */
