/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Option-byte keys: two sectors, of which one is current; access by hide protection level; the exchange with the
 * hardware's copy of what was not programmed anew.
 */
#include "tests/board/board_internal.h"

#include <string.h>

#define SR_OBKERR (1u << 21)
#define SR_OBKWERR (1u << 22)
#define CFG_LOCK 1u
#define CFG_SWAP_REQ 2u
#define CFG_ALT 4u
#define CFG_ALT_ERASE 8u

enum { OP_NONE, OP_PROGRAM, OP_ERASE, OP_SWAP };

/* Entries (16 bytes) of each level: HDPL0..2, HDPL3 secure, HDPL3 non-secure. */
static const struct {
    uint32_t from, to;
    unsigned level;
} zones[] = {
    { 0x000, 0x100, 0 }, { 0x100, 0x900, 1 }, { 0x900, 0xc00, 2 }, { 0xc00, 0x1800, 3 }, { 0x1800, 0x1ff0, 3 }
};

static bool zone_is_open(const board_t *board, size_t i)
{
    return zones[i].level == board->hdpl + board->nexthdpl && zones[i].from != 0xc00; /* no secure code here */
}

static bool accessible(const board_t *board, uint32_t off)
{
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (off >= zones[i].from && off < zones[i].to) {
            return zone_is_open(board, i);
        }
    }
    return false;
}

void obk_paint(board_t *board)
{
    memset(board->view_obk, 0, OBK_SIZE);
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (zone_is_open(board, i)) {
            memcpy(board->view_obk + zones[i].from, &board->lasting.obk[board->lasting.obk_current][zones[i].from],
                   zones[i].to - zones[i].from);
        }
    }
}

void obk_on_read(board_t *board, uint32_t address, unsigned size)
{
    uint32_t off = address - OBK_BASE;
    uint8_t state = board->lasting.obk_unit[board->lasting.obk_current][off / UNIT_SIZE];
    (void)size;
    if (!accessible(board, off)) {
        board->flash.sr |= SR_OBKERR;
    } else if (state == UNIT_BAD) {
        ecc_double(board, off | 1u << 20, false, 0);
    }
}

static void begin(board_t *board, uint32_t operation, uint32_t entry)
{
    struct flash *flash = &board->flash;
    board->counts.flash_operations++;
    board->counts.keys++;
    if (flash->error_count > 0) {
        flash->error_count--;
        flash->sr |= flash->error_bits;
        flash->buffer_mask = 0;
        flash->obkcfgr &= ~(CFG_SWAP_REQ | CFG_ALT_ERASE);
        return;
    }
    flash->job = JOB_OBK;
    flash->job_bank = operation;
    flash->job_index = entry;
    flash->job_end = board->now + (operation == OP_PROGRAM ? flash->program_time : flash->erase_time);
    if (flash->cut_at != 0 && --flash->cut_at == 0) {
        flash->job_end = UINT64_MAX;
        flash_power_lost(board, flash->cut_tear);
        board->cut = board->stop = true;
    }
}

/* Sector that the job is on: programming and erasing go to the alternate one where ALT_SECT says so. */
static uint32_t target(const board_t *board)
{
    return board->lasting.obk_current ^ (uint32_t)((board->flash.obkcfgr & CFG_ALT) != 0);
}

static void swap(board_t *board)
{
    uint32_t from = board->lasting.obk_current, to = from ^ 1u, entries = board->flash.obkcfgr >> 16 & 0x1ffu;
    for (uint32_t i = 0; i < entries && i < OBK_ENTRIES; i++) {
        if (board->lasting.obk_unit[to][i] == UNIT_ERASED && board->lasting.obk_unit[from][i] != UNIT_ERASED) {
            memcpy(&board->lasting.obk[to][i * UNIT_SIZE], &board->lasting.obk[from][i * UNIT_SIZE], UNIT_SIZE);
            board->lasting.obk_unit[to][i] = board->lasting.obk_unit[from][i];
        }
    }
    board->lasting.obk_current = to;
}

void obk_finish(board_t *board)
{
    struct flash *flash = &board->flash;
    uint32_t sector = target(board);
    switch (flash->job_bank) {
    case OP_PROGRAM:
        memcpy(&board->lasting.obk[sector][flash->job_index * UNIT_SIZE], flash->buffer, UNIT_SIZE);
        board->lasting.obk_unit[sector][flash->job_index] = UNIT_VALID;
        flash->buffer_mask = 0;
        break;
    case OP_ERASE:
        memset(board->lasting.obk[board->lasting.obk_current ^ 1u], 0xff, OBK_SIZE);
        memset(board->lasting.obk_unit[board->lasting.obk_current ^ 1u], UNIT_ERASED, OBK_ENTRIES);
        break;
    case OP_SWAP:
        swap(board);
        break;
    default:
        break;
    }
    flash->obkcfgr &= ~(CFG_SWAP_REQ | CFG_ALT_ERASE);
    obk_paint(board);
}

void obk_store(board_t *board, uint32_t address, unsigned size, uint32_t value)
{
    struct flash *flash = &board->flash;
    uint32_t off = address - OBK_BASE, mask = ((1u << size) - 1u) << address % UNIT_SIZE,
             start = address & ~(UNIT_SIZE - 1u);
    if (flash_busy(board) || (flash->cr & 3u) != 2u || (flash->obkcfgr & CFG_LOCK) != 0) {
        breach(board, "store to OBK 0x%08x: busy, locked, or PG not set", address);
        return;
    }
    if (!accessible(board, off)) {
        flash->sr |= SR_OBKERR;
        breach(board, "store to OBK 0x%08x: not of this level (OBKERR)", address);
        return;
    }
    if ((flash->buffer_mask != 0 && flash->buffer_address != start) || (flash->buffer_mask & mask) != 0) {
        breach(board, "store to OBK 0x%08x: does not belong to the quad-word in the buffer", address);
        return;
    }
    memcpy(flash->buffer + address % UNIT_SIZE, &value, size);
    flash->buffer_address = start;
    flash->buffer_mask |= mask;
    if (flash->buffer_mask != 0xffffu) {
        return;
    }
    if (board->lasting.obk_unit[target(board)][off / UNIT_SIZE] != UNIT_ERASED) {
        flash->sr |= SR_OBKWERR;
        flash->buffer_mask = 0;
        breach(board, "OBK entry 0x%08x programmed twice (OBKWERR)", start);
        return;
    }
    begin(board, OP_PROGRAM, off / UNIT_SIZE);
}

void obk_configure(board_t *board, uint32_t value)
{
    struct flash *flash = &board->flash;
    if (flash_busy(board)) {
        breach(board, "FLASH_NSOBKCFGR written while an operation is under way");
        return;
    }
    if ((flash->obkcfgr & CFG_LOCK) != 0) {
        if ((value & ~CFG_LOCK) != 0) {
            breach(board, "FLASH_NSOBKCFGR written while it is locked");
        }
        return;
    }
    if (flash->buffer_mask != 0 && ((value ^ flash->obkcfgr) & CFG_ALT) != 0) {
        flash->sr |= 1u << 20;
        breach(board, "ALT_SECT changed in the middle of a quad-word (INCERR)");
        return;
    }
    flash->obkcfgr = value & 0x01ff000fu;
    if ((value & CFG_ALT_ERASE) != 0) {
        if ((value & CFG_ALT) == 0) {
            breach(board, "ALT_SECT_ERASE without ALT_SECT");
            return;
        }
        begin(board, OP_ERASE, 0);
    } else if ((value & CFG_SWAP_REQ) != 0) {
        static const uint32_t least[] = { 0, 0x10, 0x90, 0xc0 };
        unsigned level = board->hdpl + board->nexthdpl;
        if ((value >> 16 & 0x1ffu) < least[level > 3 ? 3 : level]) {
            breach(board, "OBK exchange would drop the entries of a lower level");
            return;
        }
        begin(board, OP_SWAP, 0);
    }
}

void obk_tear(board_t *board, board_tear_t tear)
{
    struct flash *flash = &board->flash;
    if (tear == BOARD_TEAR_RANDOM) {
        tear = (board_tear_t)(draw(&board->random) % BOARD_TEAR_CORRECTED);
    }
    if (tear == BOARD_TEAR_COMPLETE) {
        obk_finish(board);
    } else if (tear != BOARD_TEAR_NOTHING && flash->job_bank == OP_PROGRAM) {
        uint8_t *at = &board->lasting.obk[target(board)][flash->job_index * UNIT_SIZE];
        for (unsigned i = 0; i < UNIT_SIZE; i++) {
            at[i] = (uint8_t)(flash->buffer[i] | (uint8_t)draw(&board->random));
        }
        board->lasting.obk_unit[target(board)][flash->job_index] = UNIT_BAD;
    }
}
