/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * In place of ecc.c for an implementation of P-256 that keeps nothing between calls (PSA_P256=p256m).
 */
#include "ecc.h"

psa_status_t pcrypto_p256(const pcc_p256_t **curve)
{
    *curve = NULL;
    return PSA_SUCCESS;
}

void pcrypto_ecc_reset(void)
{
}
