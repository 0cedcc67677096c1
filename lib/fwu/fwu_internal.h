/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a reboot does to the library's RAM, for the boot entry and for tests.
 */
#ifndef PFWU_INTERNAL_H
#define PFWU_INTERNAL_H

/** Forget all RAM state, as a reboot does. */
void pfwu_reset(void);

#endif /* PFWU_INTERNAL_H */
