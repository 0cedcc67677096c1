/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Banks. The part can exchange its two flash banks (SWAP_BANK); this port does not do it yet, so that components in
 * mode bank are refused.
 */
#include "platform/platform.h"

psa_status_t plat_bank(uint32_t component, uint32_t *bank)
{
    (void)component;
    *bank = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_bank_select(uint32_t component, uint32_t bank)
{
    (void)component;
    (void)bank;
    return PSA_ERROR_NOT_SUPPORTED;
}
