/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * For tests: what a reboot does to the library's RAM.
 */
#ifndef PFWU_INTERNAL_H
#define PFWU_INTERNAL_H

/** Forget all RAM state, as a reboot does. */
void pfwu_reset(void);

#endif /* PFWU_INTERNAL_H */
