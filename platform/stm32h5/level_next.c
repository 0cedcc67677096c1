/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Hide protection levels, as option-byte keys and the hardware key see them: the present level plus NEXTHDPL. So a
 * lower level can use what belongs to a higher one, and never the other way. On parts that have such keys.
 */
#include "stm32h5_internal.h"

psa_status_t plat_h5_level_enter(unsigned level)
{
    unsigned now = plat_h5_level();
    if (now == 0 || now > level) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    SBS_NEXTHDPLCR = level - now;
    barrier();
    return PSA_SUCCESS;
}

void plat_h5_level_leave(void)
{
    SBS_NEXTHDPLCR = 0;
    barrier();
}
