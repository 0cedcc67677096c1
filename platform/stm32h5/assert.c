/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Where a broken internal invariant ends: stop, so that a debugger or the watchdog finds the place.
 */
#include "platform/platform.h"

PLAT_NORETURN void plat_assert_failed(const char *file, int line, const char *what);

void plat_assert_failed(const char *file, int line, const char *what)
{
    (void)file;
    (void)line;
    (void)what;
    __asm__ volatile("cpsid i");
    for (;;) {
    }
}
