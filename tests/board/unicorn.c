/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Unicorn's Cortex-M33, and what is peculiar to that library.
 */
#include "tests/board/board_internal.h"

#include <stdio.h>
#include <stdlib.h>

/* At every store Unicorn 2.0 collects the pages of translated code around it in a tree from malloc, to lock them, and
 * its locks are empty: more than half of the time of a program. These two stand in the place of its own (the dynamic
 * linker takes the executable's first). Later versions have them empty themselves (unicorn-engine/unicorn#1838). */
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

void core_must(const board_t *board, uc_err err, const char *what)
{
    if (err != UC_ERR_OK) {
        fprintf(stderr, "board: %s: %s (PC 0x%08x)\n", what, uc_strerror(err), board->pc);
        abort();
    }
}

void core_open(board_t *board)
{
    if (board->uc != NULL) {
        uc_close(board->uc);
    }
    core_must(board, uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &board->uc), "open");
    core_must(board, uc_ctl_set_cpu_model(board->uc, UC_CPU_ARM_CORTEX_M33), "CPU model");
}
