/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * MGF1 (RFC 8017 appendix B.2.1), the mask generation function of RSA and SLH-DSA.
 */
#ifndef PCC_MGF1_H
#define PCC_MGF1_H

#include "hash.h"

/** XOR the output of MGF1 over `seed` into `out`. */
psa_status_t pcc_mgf1_xor(pcc_hash_alg_t alg, const uint8_t *seed, size_t seed_size, uint8_t *out, size_t size);

#endif /* PCC_MGF1_H */
