/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The independent watchdog: 32 kHz, taken as one tick every 2000 instructions.
 */
#include "tests/board/board_internal.h"

#include <string.h>

#define INSTRUCTIONS_PER_TICK 2000u

void iwdg_reset(board_t *board)
{
    memset(&board->iwdg, 0, sizeof board->iwdg);
    board->iwdg.rlr = 0xfffu;
    board->iwdg.running = (board->lasting.option[BOARD_OPTSR] >> 3 & 1u) == 0; /* IWDG_SW 0: started by hardware */
    board->iwdg.refreshed = board->now;
}

uint32_t iwdg_read(board_t *board, uint32_t offset)
{
    switch (offset) {
    case 0x04:
        return board->iwdg.pr;
    case 0x08:
        return board->iwdg.rlr;
    default:
        return 0;
    }
}

void iwdg_write(board_t *board, uint32_t offset, uint32_t value)
{
    struct iwdg *iwdg = &board->iwdg;
    if (offset == 0x00) {
        iwdg->unlocked = value == 0x5555u;
        if (value == 0xaaaau || value == 0xccccu) {
            iwdg->refreshed = board->now;
            iwdg->running |= value == 0xccccu;
        }
    } else if (!iwdg->unlocked) {
        breach(board, "IWDG register 0x%x written without its key", offset);
    } else if (offset == 0x04) {
        iwdg->pr = value & 0xfu;
    } else if (offset == 0x08) {
        iwdg->rlr = value & 0xfffu;
    }
}

void iwdg_tick(board_t *board)
{
    const struct iwdg *iwdg = &board->iwdg;
    if (iwdg->running &&
        board->now - iwdg->refreshed > ((uint64_t)iwdg->rlr + 1) * (4u << iwdg->pr) * INSTRUCTIONS_PER_TICK) {
        board->rcc.reg[0xf4 / 4] |= 1u << 29;
        board->core.reset_requested = true;
    }
}
