/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The expand step of HKDF (RFC 5869 section 2.3), block by block. The extract step is one HMAC.
 */
#ifndef PCC_HKDF_H
#define PCC_HKDF_H

#include "hmac.h"

/**
 * Block number i (1..255) of the output: out = HMAC(prk, previous || info || i), pcc_hash_size() bytes. `block` holds
 * the previous block (nothing is read for i = 1) and becomes this one. `prk` is an HMAC that was started with the
 * pseudorandom key, and stays as it is.
 */
psa_status_t pcc_hkdf_next(const pcc_hmac_t *prk, const uint8_t *info, size_t info_size, uint8_t i, uint8_t *block);

#endif /* PCC_HKDF_H */
