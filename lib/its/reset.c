/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns forgetting: what a reboot does to the RAM state of both areas. A file of its own, so that a product that links
 * one area does not get the other.
 */
#include "its_internal.h"
#include "log.h"

void pits_reset(void)
{
    pits_log_forget(pits_store_its.log);
    pits_log_forget(pits_store_ps.log);
}
