/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Locks and caller identity of a product with one thread and one caller. A product with an RTOS or a TrustZone gateway
 * links its own three functions, and this file stays out of the image.
 */
#include "platform/platform.h"

void plat_lock(plat_lock_id_t id)
{
    (void)id;
}

void plat_unlock(plat_lock_id_t id)
{
    (void)id;
}

int32_t plat_caller(void)
{
    return -1;
}
