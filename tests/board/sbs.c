/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Boot and security: the hide protection level, which only rises; debug state; epochs.
 */
#include "tests/board/board_internal.h"

#define HDPL_NO_CHANGE 0xb4u

void sbs_reset(board_t *board)
{
    board->hdpl = 1; /* at the entry of user code, BOOT_UBE 0xb4 */
    board->nexthdpl = 0;
    board->epochsel = 0;
    board->dbglockr = 0xb4u;
    board->eccnmir = 0;
}

/* NEXTHDPL and the choice of an epoch, on a part without keys. */
static bool missing(board_t *board, uint32_t offset)
{
    if (board->part->basic && (offset == 0x18 || offset == 0xa0)) {
        breach(board, "this part has no SBS register at 0x%x", offset);
        return true;
    }
    return false;
}

uint32_t sbs_read(board_t *board, uint32_t offset)
{
    static const uint32_t levels[] = { 0xb4u, 0x51u, 0x8au, 0x6fu };
    if (missing(board, offset)) {
        return 0;
    }
    switch (offset) {
    case 0x10:
        return HDPL_NO_CHANGE;
    case 0x14:
        return levels[board->hdpl];
    case 0x18:
        return board->nexthdpl;
    case 0x20:
        return board->dbgcr;
    case 0x24:
        return board->dbglockr;
    case 0xa0:
        return board->epochsel;
    case 0x14c:
        return board->eccnmir;
    default:
        return 0;
    }
}

void sbs_write(board_t *board, uint32_t offset, uint32_t value)
{
    if (missing(board, offset)) {
        return;
    }
    switch (offset) {
    case 0x10:
        if ((value & 0xffu) != HDPL_NO_CHANGE) {
            if (board->hdpl == 3) {
                breach(board, "SBS_HDPLCR raised above level 3");
                break;
            }
            board->hdpl++;
            obk_paint(board);
        }
        break;
    case 0x18:
        board->nexthdpl = value & 3u;
        obk_paint(board);
        break;
    case 0x20:
        if (board->dbglockr == 0xb4u) {
            board->dbgcr = value;
        }
        break;
    case 0x24:
        board->dbglockr = board->dbglockr == 0xb4u ? value & 0xffu : board->dbglockr;
        break;
    case 0xa0:
        board->epochsel = value & 3u;
        break;
    case 0x14c:
        board->eccnmir = value & 1u;
        break;
    case 0x14:
        breach(board, "SBS_HDPLSR is read-only: the level never goes down");
        break;
    default:
        break;
    }
}
