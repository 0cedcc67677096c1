/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The component table of a POSIX device, with the keys that its folder holds. Firmware has both compiled in.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>

/** Read the public keys that `psa device provision` left in the device's folder. detached: manifests come so. False
 *  after a line on standard error. */
bool table_load(const char *dir, bool detached);

#endif /* TABLE_H */
