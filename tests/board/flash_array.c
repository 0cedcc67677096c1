/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The flash arrays: what units hold, what reading, programming, erasing and a power cut do to them, and the views of
 * them that the core reads. A store of the core goes into the view, which is painted anew before the next instruction:
 * only the controller changes an array.
 */
#include "tests/board/board_internal.h"

#include <string.h>

#define ECCC (1u << 30)
#define ECCD (1u << 31)
#define BK_ECC (1u << 22)
#define DATA_ECC (1u << 21)
#define OBK_ECC (1u << 20)
#define OTP_ECC (1u << 24)

bool flash_locate(const board_t *board, uint32_t address, uint32_t *bank, uint32_t *unit)
{
    uint32_t off = address - FLASH_BASE, size = board->part->bank_size;
    if (off >= 2 * size) {
        return false;
    }
    *bank = off / size ^ (uint32_t)board->flash.swapped;
    *unit = off % size / UNIT_SIZE;
    return true;
}

static uint32_t unit_address(const board_t *board, uint32_t bank, uint32_t unit)
{
    return FLASH_BASE + (bank ^ (uint32_t)board->flash.swapped) * board->part->bank_size + unit * UNIT_SIZE;
}

/* ------------------------------------------------------------------------------------------------------- Views --- */

static void paint_unit(board_t *board, uint32_t bank, uint32_t unit)
{
    memcpy(board->view + (unit_address(board, bank, unit) - FLASH_BASE), &board->lasting.bank[bank][unit * UNIT_SIZE],
           UNIT_SIZE);
}

void flash_repaint(board_t *board)
{
    uint32_t bank, unit, from = board->repaint_from & ~(UNIT_SIZE - 1u), to = board->repaint_to;
    board->repaint_to = 0;
    for (uint32_t at = from; at < to && flash_locate(board, at, &bank, &unit); at += UNIT_SIZE) {
        paint_unit(board, bank, unit);
    }
    if (from >= OTP_BASE && from < EDATA_BASE) {
        memcpy(board->view_otp, board->lasting.otp, OTP_SIZE);
        memcpy(board->view_otp + OTP_SIZE, board->rom, RO_SIZE);
    } else if (from >= EDATA_BASE && from < SYSTEM_BASE) {
        for (uint32_t b = 0; b < 2; b++) {
            memcpy(board->view_edata + b * EDATA_BANK_SIZE, board->lasting.edata[b ^ (uint32_t)board->flash.swapped],
                   EDATA_BANK_SIZE);
        }
    } else if (from >= OBK_BASE) {
        obk_paint(board);
    }
}

static void map(board_t *board, uint32_t address, uint32_t size, uint8_t *memory)
{
    if (uc_mem_map_ptr(board->uc, address, size, UC_PROT_ALL, memory) != UC_ERR_OK) {
        breach(board, "memory at 0x%08x can't be mapped", address);
    }
}

/* All of main flash: banks may have changed places. */
void flash_paint(board_t *board)
{
    uint32_t size = board->part->bank_size;
    for (uint32_t b = 0; b < 2; b++) {
        memcpy(board->view + b * size, board->lasting.bank[b ^ (uint32_t)board->flash.swapped], size);
    }
}

void flash_attach(board_t *board)
{
    uint32_t size = board->part->bank_size;
    flash_paint(board);
    map(board, FLASH_BASE, 2 * size, board->view);
    map(board, OTP_BASE, 0x1000, board->view_otp);
    map(board, EDATA_BASE, 2 * EDATA_BANK_SIZE, board->view_edata);
    map(board, SYSTEM_BASE, SYSTEM_SIZE, board->system);
    map(board, OBK_BASE, OBK_SIZE, board->view_obk);
    static const uint32_t others[] = { OTP_BASE, EDATA_BASE, OBK_BASE };
    for (unsigned i = 0; i < 3; i++) {
        board->repaint_from = others[i];
        board->repaint_to = others[i] + 1;
        flash_repaint(board);
    }
}

/* ----------------------------------------------------------------------------------------------------- Reading --- */

void ecc_double(board_t *board, uint32_t detr, bool maskable, uint16_t raw)
{
    if ((board->flash.eccdetr & ECCD) == 0) { /* until it is cleared nothing new is reported */
        board->flash.eccdetr = detr | ECCD;
        board->flash.eccdr = raw;
        board->core.nmi |= !(maskable && (board->eccnmir & 1u) != 0);
    }
}

static void ecc_single(board_t *board, uint32_t corr)
{
    board->counts.corrections++;
    if ((board->flash.ecccorr & ECCC) == 0) {
        board->flash.ecccorr = (board->flash.ecccorr & 1u << 25) | corr | ECCC;
    }
}

bool edata_sector(const board_t *board, uint32_t bank, uint32_t sector)
{
    uint32_t option = board->lasting.option[BOARD_EDATA1 + bank], sectors = board->part->bank_size / SECTOR_SIZE;
    return (option & 1u << 15) != 0 && sector >= sectors - ((option & 7u) + 1u);
}

/* In the hide protection area of a level that is over. */
bool flash_hidden(const board_t *board, uint32_t bank, uint32_t sector)
{
    uint32_t option = board->lasting.option[BOARD_HDP1 + bank], first = option & 0x7fu, last = option >> 16 & 0x7fu;
    uint32_t extension = board->flash.hdpextr >> (16 * bank) & 0x7fu;
    if (board->hdpl >= 2 && first <= last && sector >= first && sector <= last) {
        return true;
    }
    return board->hdpl >= 3 && first <= last && sector > last && sector <= last + extension;
}

static void read_unit(board_t *board, uint32_t address, uint32_t bank, uint32_t unit)
{
    uint8_t state = board->lasting.unit[bank][unit];
    if (flash_busy(board) && board->flash.job_bank == bank) {
        flash_stall(board);
        state = board->lasting.unit[bank][unit];
    }
    if (edata_sector(board, bank, unit * UNIT_SIZE / SECTOR_SIZE)) {
        breach(board, "0x%08x read: the sector is EDATA now", address);
    } else if (flash_hidden(board, bank, unit * UNIT_SIZE / SECTOR_SIZE)) {
        bus_fault(board, "hidden area");
    } else if (state == UNIT_BAD) {
        ecc_double(board, unit | (bank != 0 ? BK_ECC : 0), false, 0);
    } else if (state == UNIT_CORRECTED) {
        ecc_single(board, unit | (bank != 0 ? BK_ECC : 0));
    }
    if (board->flash.any_stale && icache_on(board) && board->flash.stale[bank * BANK_UNITS_MAX + unit] != 0 &&
        core_cacheable(board, address)) {
        breach(board, "0x%08x read through a cache that was not invalidated since it was written", address);
    }
}

static void read_halfwords(board_t *board, uint32_t index, unsigned size, const uint8_t *array, const uint8_t *state,
                           uint32_t detr, bool maskable)
{
    for (uint32_t i = index; i < index + (size + 1) / 2; i++) {
        if (state[i] == UNIT_ERASED || state[i] == UNIT_WEAK) {
            ecc_double(board, detr, maskable, 0xffff);
        } else if (state[i] == UNIT_BAD) {
            ecc_double(board, detr, maskable, (uint16_t)(array[2 * i] | array[2 * i + 1] << 8));
        } else if (state[i] == UNIT_CORRECTED) {
            ecc_single(board, detr);
        }
    }
}

void flash_on_read(board_t *board, uint32_t address, unsigned size)
{
    uint32_t bank, unit;
    flash_settle(board);
    if (flash_locate(board, address, &bank, &unit)) {
        read_unit(board, address, bank, unit);
        return;
    }
    if (address >= SYSTEM_BASE && address < SYSTEM_BASE + SYSTEM_SIZE) {
        return;
    }
    if (board->part->basic && address >= EDATA_BASE) {
        breach(board, "0x%08x read: this part has no option-byte keys and no high-cycle area", address);
        return;
    }
    if (icache_on(board) && core_cacheable(board, address)) {
        breach(board, "0x%08x read with the cache on and no non-cacheable region", address);
        return;
    }
    if (address >= OTP_BASE && address < OTP_BASE + OTP_SIZE) {
        uint32_t off = address - OTP_BASE;
        read_halfwords(board, off / 2, size, board->lasting.otp, board->lasting.otp_unit, (0x600u + off / 4) | OTP_ECC,
                       false);
    } else if (address >= EDATA_BASE && address < EDATA_BASE + 2 * EDATA_BANK_SIZE) {
        uint32_t off = address - EDATA_BASE, physical = off / EDATA_BANK_SIZE ^ (uint32_t)board->flash.swapped;
        uint32_t in_bank = off % EDATA_BANK_SIZE, sectors = board->part->bank_size / SECTOR_SIZE;
        if (size == 1) {
            bus_fault(board, "8-bit read of EDATA");
        } else if (!edata_sector(board, physical, sectors - 8 + in_bank / EDATA_SECTOR_SIZE)) {
            bus_fault(board, "EDATA sector is not enabled");
        } else {
            uint32_t detr = (0xf000u + off / 4) | DATA_ECC | (physical != 0 ? BK_ECC : 0);
            read_halfwords(board, in_bank / 2, size, board->lasting.edata[physical],
                           board->lasting.edata_unit[physical], detr & 0x00ffffffu, true);
        }
    } else if (address >= OBK_BASE && address < OBK_BASE + OBK_SIZE) {
        obk_on_read(board, address, size);
    }
}

void flash_on_fetch(board_t *board, uint32_t pc)
{
    uint32_t bank, unit, off = pc - FLASH_BASE, size = board->part->bank_size;
    if (off < 2 * size && board->flash.job == JOB_NONE && !board->flash.any_stale) { /* nearly always */
        bool second = off >= size;
        bank = second ^ board->flash.swapped;
        off -= second ? size : 0;
        if (board->lasting.unit[bank][off / UNIT_SIZE] <= UNIT_VALID &&
            (board->hdpl < 2 || !flash_hidden(board, bank, off / SECTOR_SIZE))) {
            return;
        }
    }
    if (!flash_locate(board, pc, &bank, &unit)) {
        if (pc < SYSTEM_BASE || pc >= SYSTEM_BASE + SYSTEM_SIZE) {
            breach(board, "code runs from 0x%08x", pc);
        }
        return;
    }
    if (flash_busy(board) && board->flash.job_bank == bank) {
        flash_stall(board);
    }
    uint8_t state = board->lasting.unit[bank][unit];
    if (state == UNIT_BAD) {
        ecc_double(board, unit | (bank != 0 ? BK_ECC : 0), false, 0);
    }
    if (board->hdpl >= 2 && flash_hidden(board, bank, unit * UNIT_SIZE / SECTOR_SIZE)) {
        bus_fault(board, "code in the hidden area");
    }
    if (board->flash.any_stale && icache_on(board) && board->flash.stale[bank * BANK_UNITS_MAX + unit] != 0) {
        breach(board, "code at 0x%08x runs from a cache that was not invalidated since it was written", pc);
    }
}

void flash_on_write(board_t *board, uint32_t address, unsigned size, uint32_t value)
{
    board->repaint_from = board->repaint_to == 0 || address < board->repaint_from ? address : board->repaint_from;
    board->repaint_to = address + size > board->repaint_to ? address + size : board->repaint_to;
    flash_settle(board);
    if (board->part->basic && address >= EDATA_BASE) {
        breach(board, "store to 0x%08x: this part has no option-byte keys and no high-cycle area", address);
    } else if (address >= OBK_BASE && address < OBK_BASE + OBK_SIZE) {
        obk_store(board, address, size, value);
    } else {
        flash_store(board, address, size, value);
    }
}

/* ----------------------------------------------------------------------------------------------------- Writing --- */

static void written(board_t *board, uint32_t bank, uint32_t unit)
{
    paint_unit(board, bank, unit);
    if (icache_on(board)) {
        board->flash.stale[bank * BANK_UNITS_MAX + unit] = 1;
        board->flash.any_stale = true;
    }
}

static bool all_ones(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0xff) {
            return false;
        }
    }
    return true;
}

void flash_program_unit(board_t *board, uint32_t bank, uint32_t unit, const uint8_t *bytes)
{
    uint8_t *at = &board->lasting.bank[bank][unit * UNIT_SIZE], *state = &board->lasting.unit[bank][unit];
    if (!all_ones(bytes, UNIT_SIZE)) { /* ones change nothing */
        for (unsigned i = 0; i < UNIT_SIZE; i++) {
            at[i] &= bytes[i];
        }
        *state = *state == UNIT_ERASED ? UNIT_VALID : UNIT_BAD;
    }
    written(board, bank, unit);
}

static void erase_edata(board_t *board, uint32_t bank, uint32_t sector)
{
    uint32_t slot = sector - (board->part->bank_size / SECTOR_SIZE - 8);
    memset(&board->lasting.edata[bank][slot * EDATA_SECTOR_SIZE], 0xff, EDATA_SECTOR_SIZE);
    memset(&board->lasting.edata_unit[bank][slot * EDATA_SECTOR_SIZE / 2], UNIT_ERASED, EDATA_SECTOR_SIZE / 2);
    board->repaint_from = EDATA_BASE;
    board->repaint_to = EDATA_BASE + 1;
    flash_repaint(board);
}

void flash_erase_sector(board_t *board, uint32_t bank, uint32_t sector)
{
    if (edata_sector(board, bank, sector)) {
        erase_edata(board, bank, sector);
        return;
    }
    uint32_t first = sector * (SECTOR_SIZE / UNIT_SIZE);
    memset(&board->lasting.bank[bank][sector * SECTOR_SIZE], 0xff, SECTOR_SIZE);
    memset(&board->lasting.unit[bank][first], UNIT_ERASED, SECTOR_SIZE / UNIT_SIZE);
    for (uint32_t i = 0; i < SECTOR_SIZE / UNIT_SIZE; i++) {
        written(board, bank, first + i);
    }
}

/* ------------------------------------------------------------------------------------------------------- Tears --- */

static board_tear_t which(board_t *board, board_tear_t tear)
{
    return tear == BOARD_TEAR_RANDOM ? (board_tear_t)(draw(&board->random) % BOARD_TEAR_RANDOM) : tear;
}

/* Each bit old or new by chance. */
static void mix(board_t *board, uint8_t *at, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint8_t pick = (uint8_t)draw(&board->random);
        at[i] = (uint8_t)((at[i] & pick) | (at[i] & bytes[i] & (uint8_t)~pick));
    }
}

void flash_tear_unit(board_t *board, uint32_t bank, uint32_t unit, const uint8_t *bytes, board_tear_t tear)
{
    uint8_t *at = &board->lasting.bank[bank][unit * UNIT_SIZE], *state = &board->lasting.unit[bank][unit];
    switch (which(board, tear)) {
    case BOARD_TEAR_COMPLETE:
        flash_program_unit(board, bank, unit, bytes);
        break;
    case BOARD_TEAR_INVALID:
        mix(board, at, bytes, UNIT_SIZE);
        *state = UNIT_BAD;
        break;
    case BOARD_TEAR_CORRECTED:
        mix(board, at, bytes, UNIT_SIZE);
        *state = UNIT_CORRECTED;
        break;
    case BOARD_TEAR_WEAK:
        *state = *state == UNIT_ERASED ? UNIT_WEAK : *state;
        break;
    default:
        break;
    }
}

void flash_tear_sector(board_t *board, uint32_t bank, uint32_t sector, board_tear_t tear)
{
    static const uint8_t ones[UNIT_SIZE] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    if (edata_sector(board, bank, sector)) {
        if (which(board, tear) != BOARD_TEAR_NOTHING) {
            erase_edata(board, bank, sector);
        }
        return;
    }
    for (uint32_t i = 0; i < SECTOR_SIZE / UNIT_SIZE; i++) {
        uint32_t unit = sector * (SECTOR_SIZE / UNIT_SIZE) + i;
        uint8_t *at = &board->lasting.bank[bank][unit * UNIT_SIZE], *state = &board->lasting.unit[bank][unit];
        board_tear_t kind = which(board, tear);
        uint64_t chance = draw(&board->random) % 3;
        if (kind == BOARD_TEAR_NOTHING || (kind != BOARD_TEAR_COMPLETE && chance == 0)) {
            continue;
        }
        if (kind == BOARD_TEAR_COMPLETE || (chance == 1 && kind != BOARD_TEAR_WEAK)) {
            memcpy(at, ones, UNIT_SIZE);
            *state = UNIT_ERASED;
        } else if (kind == BOARD_TEAR_WEAK) {
            memcpy(at, ones, UNIT_SIZE);
            *state = UNIT_WEAK;
        } else {
            for (unsigned j = 0; j < UNIT_SIZE; j++) {
                at[j] |= (uint8_t)draw(&board->random); /* towards the ones */
            }
            *state = kind == BOARD_TEAR_INVALID ? UNIT_BAD : UNIT_CORRECTED;
        }
    }
}

void halfword_program(board_t *board, uint8_t *array, uint8_t *state, uint32_t index, uint16_t value)
{
    (void)board;
    array[2 * index] &= (uint8_t)value;
    array[2 * index + 1] &= (uint8_t)(value >> 8);
    state[index] = state[index] == UNIT_ERASED ? UNIT_VALID : UNIT_BAD;
}

void halfword_tear(board_t *board, uint8_t *array, uint8_t *state, uint32_t index, uint16_t value, board_tear_t tear)
{
    uint8_t bytes[2] = { (uint8_t)value, (uint8_t)(value >> 8) };
    switch (which(board, tear)) {
    case BOARD_TEAR_COMPLETE:
        halfword_program(board, array, state, index, value);
        break;
    case BOARD_TEAR_INVALID:
        mix(board, array + 2 * index, bytes, 2);
        state[index] = UNIT_BAD;
        break;
    case BOARD_TEAR_CORRECTED:
        mix(board, array + 2 * index, bytes, 2);
        state[index] = UNIT_CORRECTED;
        break;
    case BOARD_TEAR_WEAK:
        state[index] = state[index] == UNIT_ERASED ? UNIT_WEAK : state[index];
        break;
    default:
        break;
    }
}

void board_damage(board_t *board, uint32_t address, bool correctable)
{
    uint32_t bank, unit;
    uint8_t state = correctable ? UNIT_CORRECTED : UNIT_BAD;
    if (address >= OBK_BASE && address < OBK_BASE + OBK_SIZE) {
        board->lasting.obk_unit[board->lasting.obk_current][(address - OBK_BASE) / UNIT_SIZE] = state;
    } else if (flash_locate(board, address, &bank, &unit)) {
        board->lasting.unit[bank][unit] = state;
    }
}
