/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * As little of a port as the programs of check.cmake need: one thread, one caller, and the same entropy each time.
 */
#include <string.h>

#include "platform/platform.h"

void plat_lock(plat_lock_id_t lock)
{
    (void)lock;
}

void plat_unlock(plat_lock_id_t lock)
{
    (void)lock;
}

int32_t plat_caller(void)
{
    return -1;
}

psa_status_t plat_entropy(uint8_t *out, size_t len)
{
    memset(out, 0x5a, len);
    return PSA_SUCCESS;
}

uint32_t plat_copy_number(void)
{
    return 0;
}
