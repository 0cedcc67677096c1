/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The padding of block cipher messages of RFC 2315 section 10.3 (PKCS #7).
 */
#ifndef PCC_PKCS7_H
#define PCC_PKCS7_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** Fill a block of block_size bytes from `size` on, which is less than block_size. */
void pcc_pkcs7_pad(uint8_t *block, size_t size, size_t block_size);

/**
 * How many bytes of the last block are text, in *size. PSA_ERROR_INVALID_PADDING, and *size 0, if the padding is wrong.
 * Takes the same time for every block: what it finds is in the result only.
 */
psa_status_t pcc_pkcs7_unpad(const uint8_t *block, size_t block_size, size_t *size);

#endif /* PCC_PKCS7_H */
