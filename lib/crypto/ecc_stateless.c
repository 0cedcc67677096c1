/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * In place of ecc.c where nothing is kept between calls: P-256 alone, on p256-m (PSA_P256=p256m).
 */
#include "ecc.h"

psa_status_t pcrypto_ecc(const pcc_curve_t *curve, pcc_ecc_t *ecc)
{
    ecc->curve = curve;
    ecc->memory = NULL;
    return PSA_SUCCESS;
}

void pcrypto_ecc_reset(void)
{
}
