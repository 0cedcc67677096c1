/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Backup registers and the counter of TAMP. They last while the battery does, which here is always.
 */
#include "tests/board/board_internal.h"

#include <string.h>

uint32_t tamp_read(board_t *board, uint32_t offset)
{
    if (offset == 0x40) {
        return board->lasting.tamp_count;
    }
    if (offset >= 0x100 && offset < 0x180) {
        return board->lasting.tamp_bkp[(offset - 0x100) / 4];
    }
    return offset < sizeof board->tamp_cr ? board->tamp_cr[offset / 4] : 0;
}

void tamp_write(board_t *board, uint32_t offset, uint32_t value)
{
    if (!pwr_backup_writable(board)) {
        breach(board, "TAMP register 0x%x written without PWR_DBPCR.DBP", offset);
    } else if (offset == 0x40) { /* any write counts one up */
        board->lasting.tamp_count += board->lasting.tamp_count != UINT32_MAX;
    } else if (offset >= 0x100 && offset < 0x180) {
        board->lasting.tamp_bkp[(offset - 0x100) / 4] = value;
    } else if (offset < sizeof board->tamp_cr) {
        board->tamp_cr[offset / 4] = value;
        if (offset == 0x04 && (value & 1u << 23) != 0) { /* BKERASE */
            memset(board->lasting.tamp_bkp, 0, sizeof board->lasting.tamp_bkp);
            memset(board->lasting.bkpsram, 0, sizeof board->lasting.bkpsram);
        }
    }
}
