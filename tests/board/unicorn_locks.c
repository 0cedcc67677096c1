/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * At every store Unicorn 2.0 collects the pages of translated code around it in a tree from malloc, to lock them, and
 * its locks are empty: more than half of the time of a program. These two stand in the place of its own (the dynamic
 * linker takes the executable's first). Later versions have them empty themselves (unicorn-engine/unicorn#1838).
 */
#include <stddef.h>
#include <stdint.h>

void *page_collection_lock_arm(void *uc, uint64_t start, uint64_t end);
void page_collection_unlock_arm(void *pages);

void *page_collection_lock_arm(void *uc, uint64_t start, uint64_t end)
{
    (void)uc;
    (void)start;
    (void)end;
    return NULL;
}

void page_collection_unlock_arm(void *pages)
{
    (void)pages;
}
