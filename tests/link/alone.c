/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The smallest program: what it is linked with is the test.
 */
#include <stddef.h>

/** What a product supplies to libpsa-fwu: its component table. Here without rows, and of no use to the other
 *  archives. */
const void *pfwu_components(size_t *count);
const void *pfwu_components(size_t *count)
{
    *count = 0;
    return NULL;
}

int main(void)
{
    return 0;
}
