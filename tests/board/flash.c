/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The flash controller: keys, the write buffer, programming, erasing, option bytes, errors, and the time that they
 * take.
 */
#include "tests/board/board_internal.h"

#include <string.h>

#define SR_BSY 1u
#define SR_WBNE 2u
#define SR_DBNE 8u
#define SR_EOP (1u << 16)
#define SR_WRPERR (1u << 17)
#define SR_PGSERR (1u << 18)
#define SR_STRBERR (1u << 19)
#define SR_INCERR (1u << 20)
#define SR_OPTCHANGEERR (1u << 23)
#define CR_LOCK 1u
#define CR_PG 2u
#define CR_SER 4u
#define CR_BER 8u
#define CR_START (1u << 5)
#define CR_MER (1u << 15)
#define CR_BKSEL (1u << 31)
#define CR_WRITABLE (CR_PG | CR_SER | CR_BER | 0x10u | 0x1fc0u | CR_MER | 0x00ff0000u | CR_BKSEL)
#define CLOSED_UNTIL_RESET 9u
#define HALFWORD_OTP 2u

static const uint32_t option_cur[BOARD_OPTION_COUNT] = { 0x50,  0x70, 0x80,  0xe8, 0x1e8, 0xf8,
                                                         0x1f8, 0xf0, 0x1f0, 0x60, 0x68,  0x90 };

void flash_load_options(board_t *board)
{
    board->flash.swapped = board->lasting.option[BOARD_OPTSR] >> 31 != 0;
}

void flash_reset(board_t *board)
{
    struct flash *flash = &board->flash;
    flash->acr = 0x13u;
    flash->cr = CR_LOCK;
    flash->sr = 0;
    flash->optcr = 1u | (flash->swapped ? 1u << 31 : 0);
    flash->obkcfgr = 1u;
    flash->ecccorr = flash->eccdetr = flash->eccdr = flash->hdpextr = flash->privcfgr = 0;
    memcpy(flash->prg, board->lasting.option, sizeof flash->prg);
    flash->key_step = flash->opt_key_step = flash->obk_key_step = 0;
    flash->buffer_mask = 0;
    flash->job = JOB_NONE;
    memset(flash->stale, 0, 2 * BANK_UNITS_MAX);
    flash->any_stale = false;
}

/* ---------------------------------------------------------------------------------------------------------- Jobs ---
 */

bool flash_busy(const board_t *board)
{
    return board->flash.job != JOB_NONE;
}

/* One sector of several is erased after the other; all of them at the end here. */
static void complete(board_t *board)
{
    struct flash *flash = &board->flash;
    enum flash_job job = flash->job;
    flash->job = JOB_NONE;
    flash->sr |= SR_EOP;
    switch (job) {
    case JOB_PROGRAM:
        flash_program_unit(board, flash->job_bank, flash->job_index, flash->buffer);
        flash->buffer_mask = 0;
        break;
    case JOB_HALFWORD: {
        bool otp = flash->job_bank == HALFWORD_OTP;
        for (uint32_t i = 0; i < flash->job_count; i++) {
            halfword_program(board, otp ? board->lasting.otp : board->lasting.edata[flash->job_bank],
                             otp ? board->lasting.otp_unit : board->lasting.edata_unit[flash->job_bank],
                             flash->job_index + i, (uint16_t)(flash->buffer[2 * i] | flash->buffer[2 * i + 1] << 8));
        }
        board->repaint_from = otp ? OTP_BASE : EDATA_BASE;
        board->repaint_to = board->repaint_from + 1;
        flash_repaint(board);
        break;
    }
    case JOB_ERASE:
        for (uint32_t i = 0; i < flash->job_count; i++) {
            flash_erase_sector(board, flash->job_bank, flash->job_index + i);
        }
        break;
    case JOB_OPTIONS:
        memcpy(board->lasting.option, flash->prg, sizeof flash->prg);
        flash->optcr &= ~2u;
        break;
    case JOB_OBK:
        obk_finish(board);
        break;
    case JOB_NONE:
        break;
    }
}

void flash_settle(board_t *board)
{
    if (board->flash.job != JOB_NONE && board->now >= board->flash.job_end) {
        complete(board);
    }
}

/* The bus waits for the end of the operation. */
void flash_stall(board_t *board)
{
    if (board->flash.job != JOB_NONE) {
        board->now = board->now > board->flash.job_end ? board->now : board->flash.job_end;
        complete(board);
    }
}

/* Power or a reset ends the operation under way. */
void flash_power_lost(board_t *board, board_tear_t tear)
{
    struct flash *flash = &board->flash;
    enum flash_job job = flash->job;
    flash_settle(board);
    board->lasting.opsr = 0;
    if (flash->job == JOB_NONE) {
        return;
    }
    flash->job = JOB_NONE;
    uint32_t bank = flash->job_bank != 0 ? 1u << 22 : 0;
    switch (job) {
    case JOB_PROGRAM:
        flash_tear_unit(board, flash->job_bank, flash->job_index, flash->buffer, tear);
        board->lasting.opsr = 1u << 29 | bank | flash->job_index;
        break;
    case JOB_HALFWORD: {
        bool otp = flash->job_bank == HALFWORD_OTP;
        for (uint32_t i = 0; i < flash->job_count; i++) {
            halfword_tear(board, otp ? board->lasting.otp : board->lasting.edata[flash->job_bank],
                          otp ? board->lasting.otp_unit : board->lasting.edata_unit[flash->job_bank],
                          flash->job_index + i, (uint16_t)(flash->buffer[2 * i] | flash->buffer[2 * i + 1] << 8), tear);
        }
        board->lasting.opsr = 1u << 29 | (otp ? 1u << 24 : 1u << 21 | bank) | flash->job_index;
        break;
    }
    case JOB_ERASE:
        for (uint32_t i = 0; i < flash->job_count; i++) {
            flash_tear_sector(board, flash->job_bank, flash->job_index + i, tear);
        }
        board->lasting.opsr = 3u << 29 | bank | flash->job_index * (SECTOR_SIZE / UNIT_SIZE);
        break;
    case JOB_OPTIONS: /* all or nothing */
        if (tear == BOARD_TEAR_COMPLETE || (tear == BOARD_TEAR_RANDOM && (draw(&board->random) & 1u) != 0)) {
            memcpy(board->lasting.option, flash->prg, sizeof flash->prg);
        }
        board->lasting.opsr = 6u << 29;
        break;
    case JOB_OBK:
        obk_tear(board, tear);
        board->lasting.opsr = 7u << 29;
        break;
    case JOB_NONE:
        break;
    }
}

/* Begin a job: injected errors and power cuts strike here. */
static void begin(board_t *board, enum flash_job job, uint32_t bank, uint32_t index, uint32_t count, uint32_t time)
{
    struct flash *flash = &board->flash;
    board->counts.flash_operations++;
    board->counts.programs += job == JOB_PROGRAM;
    board->counts.erases += job == JOB_ERASE ? count : 0;
    board->counts.halfwords += job == JOB_HALFWORD ? count : 0;
    board->counts.options += job == JOB_OPTIONS;
    board->counts.keys += job == JOB_OBK;
    if (flash->error_count > 0) {
        flash->error_count--;
        flash->sr |= flash->error_bits;
        flash->buffer_mask = 0;
        return;
    }
    flash->job = job;
    flash->job_bank = bank;
    flash->job_index = index;
    flash->job_count = count;
    flash->job_end = board->now + time;
    if (flash->cut_at != 0 && --flash->cut_at == 0) {
        flash->job_end = UINT64_MAX;
        flash_power_lost(board, flash->cut_tear);
        board->cut = board->stop = true;
    }
}

void board_cut_at_flash(board_t *board, uint32_t n, board_tear_t tear)
{
    board->flash.cut_at = n;
    board->flash.cut_tear = tear;
}

void board_flash_error(board_t *board, uint32_t sr_bits, uint32_t count)
{
    board->flash.error_bits = sr_bits;
    board->flash.error_count = count;
}

void board_flash_timing(board_t *board, uint32_t program, uint32_t erase)
{
    board->flash.program_time = program;
    board->flash.erase_time = erase;
}

/* ------------------------------------------------------------------------------------------------------ Stores --- */

static void refuse(board_t *board, uint32_t bit, uint32_t address, const char *why)
{
    board->flash.sr |= bit;
    board->flash.buffer_mask = 0;
    breach(board, "store to 0x%08x: %s", address, why);
}

static bool write_protected(const board_t *board, uint32_t bank, uint32_t sector)
{
    uint32_t group = board->part->basic ? sector : sector / 4;
    return (board->lasting.option[BOARD_WRP1 + bank] >> (group % 32) & 1u) == 0 ||
           flash_hidden(board, bank, sector);
}

static void store_halfwords(board_t *board, uint32_t address, unsigned size, uint32_t value)
{
    struct flash *flash = &board->flash;
    bool otp = address < EDATA_BASE;
    uint32_t off = otp ? address - OTP_BASE : address - EDATA_BASE, bank = HALFWORD_OTP;
    const uint8_t *state = board->lasting.otp_unit;
    if (size == 1) {
        return; /* dropped */
    }
    if (otp && (board->lasting.option[BOARD_OTPBL] >> off / 64 & 1u) != 0) {
        flash->sr |= SR_WRPERR;
        return;
    }
    if (!otp) {
        bank = off / EDATA_BANK_SIZE ^ (uint32_t)flash->swapped;
        off %= EDATA_BANK_SIZE;
        state = board->lasting.edata_unit[bank];
        if (!edata_sector(board, bank, board->part->bank_size / SECTOR_SIZE - 8 + off / EDATA_SECTOR_SIZE)) {
            bus_fault(board, "EDATA sector is not enabled");
            return;
        }
    }
    for (uint32_t i = 0; i < size / 2; i++) {
        if (state[off / 2 + i] != UNIT_ERASED && state[off / 2 + i] != UNIT_WEAK) {
            breach(board, "half-word 0x%08x programmed twice", address + 2 * i);
        }
    }
    memcpy(flash->buffer, &value, size);
    begin(board, JOB_HALFWORD, bank, off / 2, size / 2, flash->program_time);
}

void flash_store(board_t *board, uint32_t address, unsigned size, uint32_t value)
{
    struct flash *flash = &board->flash;
    uint32_t bank, unit, start = address & ~(UNIT_SIZE - 1u), mask = ((1u << size) - 1u) << address % UNIT_SIZE;
    bool main_flash = flash_locate(board, address, &bank, &unit);
    if (!main_flash && !(address >= OTP_BASE && address < RO_BASE) &&
        !(address >= EDATA_BASE && address < EDATA_BASE + 2 * EDATA_BANK_SIZE)) {
        breach(board, "store to 0x%08x", address);
        return;
    }
    if (flash_busy(board)) {
        refuse(board, SR_PGSERR, address, "an operation is under way");
    } else if ((flash->cr & CR_LOCK) != 0 || (flash->cr & CR_PG) == 0) {
        refuse(board, SR_PGSERR, address,
               (flash->cr & CR_LOCK) != 0 ? "the control register is locked" : "PG is not set");
    } else if (!main_flash) {
        store_halfwords(board, address, size, value);
    } else if (edata_sector(board, bank, unit * UNIT_SIZE / SECTOR_SIZE)) {
        refuse(board, SR_PGSERR, address, "the sector is EDATA now");
    } else if (flash->buffer_mask != 0 && flash->buffer_address != start) {
        refuse(board, SR_INCERR, address, "the write buffer holds part of another quad-word (INCERR)");
    } else if ((flash->buffer_mask & mask) != 0) {
        refuse(board, SR_STRBERR, address, "the byte is in the write buffer already (STRBERR)");
    } else {
        memcpy(flash->buffer + address % UNIT_SIZE, &value, size);
        flash->buffer_address = start;
        flash->buffer_mask |= mask;
        if (flash->buffer_mask != 0xffffu) {
            return;
        }
        if (write_protected(board, bank, unit * UNIT_SIZE / SECTOR_SIZE)) {
            flash->sr |= SR_WRPERR;
            flash->buffer_mask = 0;
            return;
        }
        uint8_t state = board->lasting.unit[bank][unit];
        if (state != UNIT_ERASED && state != UNIT_WEAK && flash->error_count == 0) {
            breach(board, "unit 0x%08x programmed twice", start);
        }
        begin(board, JOB_PROGRAM, bank, unit, 1, flash->program_time);
    }
}

/* -------------------------------------------------------------------------------------------------------- Keys --- */

static void key(board_t *board, const char *name, unsigned *step, uint32_t value, uint32_t first, uint32_t second,
                uint32_t *lock)
{
    if (*step == CLOSED_UNTIL_RESET) {
        return;
    }
    if ((*lock & 1u) == 0 || value != (*step == 0 ? first : second)) {
        *step = CLOSED_UNTIL_RESET;
        breach(board, "%s: wrong key, or unlocked twice: closed until reset", name);
        *lock |= 1u;
        return;
    }
    *step = *step == 0 ? 1 : 0;
    if (*step == 0) {
        *lock &= ~1u;
    }
}

/* -------------------------------------------------------------------------------------------------- Operations --- */

static void start_erase(board_t *board)
{
    struct flash *flash = &board->flash;
    uint32_t kind = flash->cr & (CR_SER | CR_BER | CR_MER), bank = flash->cr >> 31, sector = flash->cr >> 6 & 0x7fu;
    uint32_t sectors = board->part->bank_size / SECTOR_SIZE;
    if ((flash->cr & CR_PG) != 0 || (kind != CR_SER && kind != CR_BER) || flash->buffer_mask != 0 ||
        sector >= sectors) {
        flash->sr |= SR_PGSERR;
        breach(board, kind == CR_MER ? "mass erase from firmware" : "START without one job (PGSERR)");
        return;
    }
    uint32_t from = kind == CR_SER ? sector : 0, count = kind == CR_SER ? 1 : sectors, pc_bank, pc_unit;
    for (uint32_t i = 0; i < count; i++) {
        if (write_protected(board, bank, from + i)) {
            flash->sr |= SR_WRPERR;
            return;
        }
        if (flash_locate(board, board->pc, &pc_bank, &pc_unit) && pc_bank == bank &&
            pc_unit * UNIT_SIZE / SECTOR_SIZE == from + i) {
            breach(board, "erases the sector that it runs from");
        }
    }
    begin(board, JOB_ERASE, bank, from, count, flash->erase_time);
}

static void write_cr(board_t *board, uint32_t value)
{
    struct flash *flash = &board->flash;
    if (flash_busy(board)) {
        breach(board, "FLASH_NSCR written while an operation is under way");
        return;
    }
    if ((flash->cr & CR_LOCK) != 0) {
        if ((value & ~CR_LOCK) != 0) {
            breach(board, "FLASH_NSCR written while it is locked");
        }
        return;
    }
    flash->cr = (value & CR_WRITABLE) | (value & CR_LOCK);
    if ((value & CR_START) != 0) {
        start_erase(board);
    }
}

/* What the part refuses to have changed. */
static bool options_refused(const board_t *board)
{
    static const uint8_t rank[][2] = { { 0xed, 0 }, { 0x17, 1 }, { 0x2e, 2 }, { 0xc6, 3 }, { 0x72, 4 }, { 0x5c, 5 } };
    const uint32_t *cur = board->lasting.option, *prg = board->flash.prg;
    uint8_t from = (uint8_t)(cur[BOARD_OPTSR] >> 8), to = (uint8_t)(prg[BOARD_OPTSR] >> 8);
    int from_rank = -1, to_rank = -1;
    for (size_t i = 0; i < sizeof rank / sizeof rank[0]; i++) {
        from_rank = rank[i][0] == from ? rank[i][1] : from_rank;
        to_rank = rank[i][0] == to ? rank[i][1] : to_rank;
    }
    bool closed = from == 0xc6 || from == 0x72 || from == 0x5c;
    bool locked = (cur[BOARD_NSBOOTR] & 0xffu) == 0xb4u; /* NSBOOT_LOCK: boot address and banks */
    return to_rank < from_rank || to_rank < 0 || (board->part->basic && to == 0xc6) ||
           (closed && (cur[BOARD_WRP1] != prg[BOARD_WRP1] || cur[BOARD_WRP2] != prg[BOARD_WRP2])) ||
           (locked &&
            (cur[BOARD_NSBOOTR] != prg[BOARD_NSBOOTR] || ((cur[BOARD_OPTSR] ^ prg[BOARD_OPTSR]) >> 31) != 0)) ||
           (cur[BOARD_OTPBL] & ~prg[BOARD_OTPBL]) != 0 || prg[BOARD_NSEPOCH] < cur[BOARD_NSEPOCH] ||
           prg[BOARD_SECEPOCH] < cur[BOARD_SECEPOCH];
}

static void write_optcr(board_t *board, uint32_t value)
{
    struct flash *flash = &board->flash;
    if (flash_busy(board)) {
        breach(board, "FLASH_OPTCR written while an operation is under way");
        return;
    }
    if ((flash->optcr & 1u) != 0) {
        if ((value & 3u) != 1u) {
            breach(board, "FLASH_OPTCR written while it is locked");
        }
        return;
    }
    flash->optcr = (flash->optcr & ~1u) | (value & 1u);
    if ((value & 2u) == 0) {
        return;
    }
    if ((flash->cr & CR_LOCK) != 0) {
        breach(board, "option change with FLASH_NSCR locked");
    } else if ((flash->sr & SR_OPTCHANGEERR) != 0 || options_refused(board)) {
        flash->sr |= SR_OPTCHANGEERR;
    } else if (!board->part->basic && flash->prg[BOARD_OPTSR2] >> 24 != 0xc3u) {
        breach(board, "TrustZone on is not modelled");
    } else {
        flash->optcr |= 2u;
        begin(board, JOB_OPTIONS, 0, 0, 0, flash->erase_time);
        if (!flash_busy(board)) {
            flash->optcr &= ~2u;
        }
    }
}

static bool option_register(uint32_t offset, bool *programming, board_option_t *option)
{
    for (unsigned i = 0; i < BOARD_OPTION_COUNT; i++) {
        if (offset == option_cur[i] || offset == option_cur[i] + 4) {
            *programming = offset != option_cur[i];
            *option = (board_option_t)i;
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------------------------------------------- Registers --- */

static bool secure_register(uint32_t offset)
{
    static const uint32_t secure[] = { 0x08, 0x14, 0x24, 0x2c, 0x34, 0x44, 0x6c, 0x88, 0x8c };
    for (size_t i = 0; i < sizeof secure / sizeof secure[0]; i++) {
        if (offset == secure[i]) {
            return true;
        }
    }
    return false;
}

/* Keys, high-cycle areas and the secure epoch, on a part without them. */
static bool missing_register(board_t *board, uint32_t offset)
{
    static const uint32_t missing[] = { 0x10, 0x40, 0xf0, 0xf4, 0x1f0, 0x1f4, 0x68 };
    for (size_t i = 0; i < sizeof missing / sizeof missing[0] && board->part->basic; i++) {
        if (offset == missing[i]) {
            breach(board, "this part has no flash register at 0x%x", offset);
            return true;
        }
    }
    return false;
}

uint32_t flash_reg_read(board_t *board, uint32_t offset)
{
    struct flash *flash = &board->flash;
    bool programming;
    board_option_t option;
    flash_settle(board);
    if (missing_register(board, offset)) {
        return 0;
    }
    if (secure_register(offset)) {
        breach(board, "secure flash register 0x%x with TrustZone off", offset);
        return 0;
    }
    if (option_register(offset, &programming, &option)) {
        return programming ? flash->prg[option] : board->lasting.option[option];
    }
    switch (offset) {
    case 0x00:
        return flash->acr;
    case 0x18:
        return board->lasting.opsr;
    case 0x1c:
        return flash->optcr;
    case 0x20:
        return flash->sr |
               (flash_busy(board)         ? SR_BSY
                : flash->buffer_mask != 0 ? SR_WBNE
                                          : 0) |
               (flash->job == JOB_HALFWORD ? SR_DBNE : 0);
    case 0x28:
        return flash->cr;
    case 0x3c:
        return flash->privcfgr;
    case 0x40:
        return flash->obkcfgr;
    case 0x48:
        return flash->hdpextr;
    case 0x100:
        return flash->ecccorr;
    case 0x104:
        return flash->eccdetr;
    case 0x108:
        return flash->eccdr;
    default:
        return 0;
    }
}

void flash_reg_write(board_t *board, uint32_t offset, uint32_t value)
{
    struct flash *flash = &board->flash;
    bool programming;
    board_option_t option;
    flash_settle(board);
    if (missing_register(board, offset)) {
        return;
    }
    if (secure_register(offset)) {
        breach(board, "secure flash register 0x%x with TrustZone off", offset);
        return;
    }
    if (option_register(offset, &programming, &option)) {
        if (!programming || (flash->optcr & 1u) != 0 || flash_busy(board)) {
            breach(board, "option register 0x%x written %s", offset,
                   !programming ? "in its read-only view" : "while options are locked or busy");
            return;
        }
        flash->prg[option] = value;
        return;
    }
    switch (offset) {
    case 0x00:
        flash->acr = value;
        break;
    case 0x04:
        key(board, "FLASH_NSKEYR", &flash->key_step, value, 0x45670123u, 0xcdef89abu, &flash->cr);
        break;
    case 0x0c:
        key(board, "FLASH_OPTKEYR", &flash->opt_key_step, value, 0x08192a3bu, 0x4c5d6e7fu, &flash->optcr);
        break;
    case 0x10:
        key(board, "FLASH_NSOBKKEYR", &flash->obk_key_step, value, 0x192a083bu, 0x6e7f4c5du, &flash->obkcfgr);
        break;
    case 0x1c:
        write_optcr(board, value);
        break;
    case 0x28:
        write_cr(board, value);
        break;
    case 0x30:
        flash->sr &= ~(value & 0x00ff0000u);
        break;
    case 0x3c:
        flash->privcfgr = value;
        break;
    case 0x40:
        obk_configure(board, value);
        break;
    case 0x48: /* only upward until reset */
        if ((value & 0x7fu) < (flash->hdpextr & 0x7fu) || (value >> 16 & 0x7fu) < (flash->hdpextr >> 16 & 0x7fu)) {
            breach(board, "FLASH_HDPEXTR lowered");
            break;
        }
        flash->hdpextr = value & 0x007f007fu;
        break;
    case 0x100:
        flash->ecccorr =
            (value & 1u << 30) != 0 ? value & 1u << 25 : (flash->ecccorr & ~(1u << 25)) | (value & 1u << 25);
        break;
    case 0x104:
        if ((value & 1u << 31) != 0) {
            flash->eccdetr = 0;
        }
        break;
    default:
        breach(board, "no flash register at 0x%x", offset);
        break;
    }
}
