/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No component changes banks in this build (PSA_FWU_BANK=OFF).
 */
#include "bank.h"

psa_status_t pfwu_bank_begin(const pfwu_component_t *component)
{
    (void)component;
    return PSA_ERROR_DATA_CORRUPT;
}

psa_status_t pfwu_bank_move(const pfwu_component_t *component)
{
    (void)component;
    return PSA_ERROR_DATA_CORRUPT;
}

psa_status_t pfwu_bank_back(const pfwu_component_t *component)
{
    (void)component;
    return PSA_SUCCESS;
}
