/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The instruction cache. It caches nothing here; it knows which units were written since it was invalidated, so that a
 * read that could come from an old line is a breach.
 */
#include "tests/board/board_internal.h"

#include <string.h>

#define CR_EN 1u
#define CR_CACHEINV 2u
#define CR_WAYSEL 4u
#define SR_BUSYF 1u
#define SR_BSYENDF 2u

void icache_reset(board_t *board)
{
    board->icache_cr = CR_WAYSEL;
    board->icache_sr = 0;
    board->icache_busy_until = board->now + 4;
}

bool icache_on(const board_t *board)
{
    return (board->icache_cr & CR_EN) != 0;
}

uint32_t icache_read(board_t *board, uint32_t offset)
{
    if (offset == 0x04) {
        return board->icache_sr | (board->now < board->icache_busy_until ? SR_BUSYF : 0);
    }
    return offset == 0 ? board->icache_cr : 0;
}

void icache_write(board_t *board, uint32_t offset, uint32_t value)
{
    bool busy = board->now < board->icache_busy_until;
    if (offset == 0x0c) {
        board->icache_sr &= ~(value & 6u);
        return;
    }
    if (offset != 0) {
        return;
    }
    if (busy) {
        breach(board, "ICACHE_CR written while the cache is busy");
        return;
    }
    if ((value & CR_CACHEINV) != 0) {
        memset(board->flash.stale, 0, board->flash.any_stale ? 2 * BANK_UNITS_MAX : 0);
        board->flash.any_stale = false;
        board->counts.invalidations++;
        board->icache_busy_until = board->now + 4;
        board->icache_sr |= SR_BSYENDF;
    }
    if ((board->icache_cr & CR_EN) != 0 && ((value ^ board->icache_cr) & CR_WAYSEL) != 0) {
        breach(board, "ICACHE_CR.WAYSEL changed while the cache is on");
    }
    board->icache_cr = value & ~CR_CACHEINV;
}
