/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The board: making one, power, running, what ends a run, instruction faults.
 */
#include "tests/board/board_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#define IT_OPCODE(half) (((half)&0xff00u) == 0xbf00u && ((half)&0xfu) != 0)
#define NOP 0xbf00u

static const struct part parts[] = {
    [BOARD_H573] = { "h573", 0x484, 0x100000, 0xA0000, true, true, false, 0x00F00E00, 0x6A91 },
    [BOARD_H563] = { "h563", 0x484, 0x100000, 0xA0000, false, false, false, 0x00F00E00, 0x6A91 },
    [BOARD_H533] = { "h533", 0x478, 0x40000, 0x44000, true, true, false, 0x00F00D00, 0xAAC7 },
    [BOARD_H523] = { "h523", 0x478, 0x40000, 0x44000, false, false, false, 0x00F00D00, 0xAAC7 },
    [BOARD_H503] = { "h503", 0x474, 0x10000, 0x8000, false, false, true, 0x00F00D00, 0xAAC7 },
    [BOARD_H562] = { "h562", 0x484, 0x100000, 0xA0000, false, false, false, 0x00F00E00, 0x6A91 },
};

bool board_part_by_name(const char *name, board_part_id_t *part)
{
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(parts[i].name, name) == 0) {
            *part = (board_part_id_t)i;
            return true;
        }
    }
    return false;
}

static void must(board_t *board, uc_err err, const char *what)
{
    if (err != UC_ERR_OK) {
        fprintf(stderr, "board: %s: %s (PC 0x%08x)\n", what, uc_strerror(err), board != NULL ? board->pc : 0);
        abort();
    }
}

static void *take(size_t size)
{
    void *memory = NULL;
    if (posix_memalign(&memory, 4096, size) != 0) {
        fprintf(stderr, "board: out of memory\n");
        abort();
    }
    memset(memory, 0, size);
    return memory;
}

/* splitmix64 */
uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

void chip_secret(const board_t *board, const char *label, const uint32_t *numbers, size_t count, uint8_t out[32])
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    if (hash == NULL || EVP_DigestInit_ex(hash, EVP_sha256(), NULL) != 1 ||
        EVP_DigestUpdate(hash, board->rom + 0, 12) != 1 || EVP_DigestUpdate(hash, label, strlen(label) + 1) != 1 ||
        EVP_DigestUpdate(hash, numbers, count * sizeof numbers[0]) != 1 || EVP_DigestFinal_ex(hash, out, NULL) != 1) {
        abort();
    }
    EVP_MD_CTX_free(hash);
}

void breach(board_t *board, const char *format, ...)
{
    if (!board->breached) {
        char text[200];
        va_list args;
        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        snprintf(board->breach, sizeof board->breach, "%s (PC 0x%08x, instruction %llu)", text, board->pc,
                 (unsigned long long)board->counts.instructions);
        board->breached = true;
    }
    board->stop = true;
    if (board->unwatched) {
        uc_emu_stop(board->uc); /* nothing looks at it before the next instruction */
    }
}

void bus_fault(board_t *board, const char *what)
{
    (void)what;
    board->core.cfsr |= 1u << 9; /* PRECISERR */
    board->core.hfsr |= 1u << 30;
    board->fault_pending = true;
}

/* ---------------------------------------------------------------------------------------------------- Memories --- */

/* UID, flash size and package, where the factory put them. Not programmable here. */
static void make_rom(board_t *board)
{
    static const uint8_t uid[12] = { 0x35, 0x00, 0x2a, 0x00, 0x0d, 0x51, 0x33, 0x31, 0x39, 0x37, 0x32, 0x30 };
    uint16_t kilobytes = (uint16_t)(2 * board->part->bank_size / 1024);
    memset(board->rom, 0xff, RO_SIZE);
    memcpy(board->rom, uid, sizeof uid);
    board->rom[0xc] = (uint8_t)kilobytes;
    board->rom[0xd] = (uint8_t)(kilobytes >> 8);
}

static void make_options(uint32_t *option, bool basic)
{
    option[BOARD_OPTSR] = basic ? 0x0030edf8u : 0x2d30edf8u;  /* Open, OEM boot, no swap */
    option[BOARD_OPTSR2] = basic ? 0x00000658u : 0xc300017cu; /* TrustZone off, no ECC, SRAM1 and SRAM2 kept */
    option[BOARD_NSBOOTR] = 0x080000c3u;
    option[BOARD_WRP1] = option[BOARD_WRP2] = 0xffffffffu;
    option[BOARD_HDP1] = option[BOARD_HDP2] = 1u; /* STRT 1, END 0: none */
    option[BOARD_EDATA1] = option[BOARD_EDATA2] = 0;
}

board_t *board_new(board_part_id_t part)
{
    board_t *board = take(sizeof *board);
    board->part = &parts[part];
    board->sram = take(SRAM_SIZE_MAX);
    board->system = take(SYSTEM_SIZE);
    board->rom = take(RO_SIZE);
    board->view = take(2 * BANK_SIZE_MAX);
    board->view_otp = take(4096);
    board->view_edata = take(2 * EDATA_BANK_SIZE);
    board->view_obk = take(OBK_SIZE);
    memset(board->lasting.bank, 0xff, sizeof board->lasting.bank);
    memset(board->lasting.otp, 0xff, sizeof board->lasting.otp);
    memset(board->lasting.edata, 0xff, sizeof board->lasting.edata);
    memset(board->lasting.obk, 0xff, sizeof board->lasting.obk);
    make_rom(board);
    make_options(board->lasting.option, board->part->basic);
    board->flash.stale = take(2 * BANK_UNITS_MAX);
    board->flash.program_time = 40;
    board->flash.erase_time = 400;
    board_seed(board, 1);
    board->console_capacity = 4096;
    board->console = take(board->console_capacity);
    return board;
}

void board_free(board_t *board)
{
    if (board == NULL) {
        return;
    }
    if (board->uc != NULL) {
        uc_close(board->uc);
    }
    elf_forget(board);
    free(board->sram);
    free(board->system);
    free(board->rom);
    free(board->view);
    free(board->view_otp);
    free(board->view_edata);
    free(board->view_obk);
    free(board->flash.stale);
    free(board->console);
    free(board->input);
    hash_free(board);
    bench_free(board);
    free(board);
}

bool board_read(board_t *board, uint32_t address, void *bytes, size_t size)
{
    uint8_t *out = bytes;
    for (size_t i = 0; i < size; i++) {
        uint32_t at = address + (uint32_t)i, bank, unit;
        if (flash_locate(board, at, &bank, &unit)) {
            out[i] = board->lasting.bank[bank][unit * UNIT_SIZE + at % UNIT_SIZE];
        } else if (at - SRAM_BASE < board->part->sram_size) {
            out[i] = board->sram[at - SRAM_BASE];
        } else if (bench_memory(board, at, 1) != NULL) {
            out[i] = *bench_memory(board, at, 1);
        } else {
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------------------------------------------------- Hooks --- */

static uint32_t fetch16(board_t *board, uint32_t pc)
{
    uint8_t half[2] = { 0, 0 };
    (void)board_read(board, pc, half, sizeof half);
    return (uint32_t)half[0] | (uint32_t)half[1] << 8;
}

/* The same, of code that runs: as the core sees it, without looking where it is twice. */
static uint32_t fetch_running(board_t *board, uint32_t pc)
{
    uint32_t off = pc - FLASH_BASE;
    const uint8_t *at = off < 2 * board->part->bank_size              ? board->view + off
                        : pc - SRAM_BASE < board->part->sram_size - 2 ? board->sram + (pc - SRAM_BASE)
                                                                      : bench_memory(board, pc, 2);
    return at != NULL ? (uint32_t)at[0] | (uint32_t)at[1] << 8 : 0;
}

static uint32_t length_of(uint32_t half)
{
    return half >= 0xe800u ? 4 : 2;
}

/* Where the IT block that begins at pc ends. */
static uint32_t it_end(board_t *board, uint32_t pc)
{
    uint32_t mask = fetch16(board, pc) & 0xfu, at = pc + 2;
    unsigned count = (mask & 1u) ? 4 : (mask & 2u) ? 3 : (mask & 4u) ? 2 : 1;
    while (count-- > 0) {
        at += length_of(fetch16(board, at));
    }
    return at;
}

/* The course inside a block only goes forward: glitched code that branches back in it is stopped like any other. */
static bool in_it_block(const board_t *board, uint32_t pc)
{
    return board->it_left != 0 && pc > board->pc && pc > board->it_left - 18u && pc < board->it_left;
}

/* Must the run stop before this instruction? */
static bool stops_before(board_t *board, uint32_t pc)
{
    uint64_t next = board->counts.instructions + 1;
    board->take_exception =
        false; /* what was wanted before an exception returned, or before a glitch, need not be now */
    if (board->stop || board->exiting || board->core.reset_requested || board->fault_pending) {
        return true;
    }
    if (board->glitching ? next > board->glitch_at : board->glitch_at != 0 && next == board->glitch_at) {
        return true;
    }
    if (!board->glitching && board->glitch_at > next && board->glitch_at - next <= 4 && IT_OPCODE(fetch16(board, pc))) {
        return true; /* the block can't be stopped inside */
    }
    if (board->cut_instruction != 0 && next >= board->cut_instruction) {
        board->cut = true;
        return true;
    }
    if (board->stop_at != 0 && pc == board->stop_at && !board->stopping_at) {
        board->stopping_at = true;
        return true;
    }
    if (board->counts.instructions >= board->limit_at) {
        return true;
    }
    board->take_exception = core_wants_exception(board);
    return board->take_exception;
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *ctx)
{
    board_t *board = ctx;
    uint32_t pc = (uint32_t)address;
    (void)size;
    if (board->repaint_to != 0) {
        flash_repaint(board);
    }
    if (!in_it_block(board, pc)) {
        board->it_left = 0;
        if (stops_before(board, pc)) {
            uc_emu_stop(uc);
            return;
        }
        if (IT_OPCODE(fetch_running(board, pc))) {
            board->it_left = it_end(board, pc);
        }
    }
    board->stopping_at = false;
    board->pc = pc;
    board->counts.instructions++;
    board->now++;
    if (board->trace != NULL) {
        board->trace(board->trace_ctx, pc, board->counts.instructions);
    }
    if (pc < SRAM_BASE) {
        flash_on_fetch(board, pc);
    }
    core_tick(board);
    iwdg_tick(board);
}

static void on_read(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *ctx)
{
    (void)uc;
    (void)type;
    (void)value;
    flash_on_read(ctx, (uint32_t)address, (unsigned)size);
}

static void on_write(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *ctx)
{
    (void)uc;
    (void)type;
    flash_on_write(ctx, (uint32_t)address, (unsigned)size, (uint32_t)value);
}

static bool on_invalid(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *ctx)
{
    board_t *board = ctx;
    (void)uc;
    (void)type;
    (void)size;
    (void)value;
    (void)address;
    bus_fault(board, "no memory there");
    return false;
}

void board_set_idcode(board_t *board, uint32_t idcode)
{
    board->idcode = idcode;
}

/* Semihosting operations of our own, for fixtures (tests/board/firmware/debugger.h). */
enum debugger_call {
    CALL_EXIT = 0x18,
    CALL_EXIT_EXTENDED = 0x20,
    CALL_POWER_CYCLE = 0x100,
    CALL_PRODUCT_STATE,
    CALL_DEBUG,
    CALL_REGRESSION,
    CALL_DAMAGE,
    CALL_WEAR,
    CALL_RNG_ERROR,
    CALL_FLASH_ERROR,
    CALL_PKA_ERROR,
    CALL_HANG,
    CALL_OPTION,
    CALL_IDCODE
};

static void debugger(board_t *board)
{
    uint32_t r0, r1;
    uc_reg_read(board->uc, UC_ARM_REG_R0, &r0);
    uc_reg_read(board->uc, UC_ARM_REG_R1, &r1);
    switch (r0) {
    case CALL_EXIT:
        board->exit_status = r1 == 0x20026u ? 0 : 1;
        board->exiting = true;
        break;
    case CALL_EXIT_EXTENDED: {
        uint32_t block[2] = { 0, 1 };
        (void)board_read(board, r1, block, sizeof block);
        board->exit_status = block[1];
        board->exiting = true;
        break;
    }
    case CALL_POWER_CYCLE: /* everything but the core and its RAM: what a program that goes on needs of a restart */
        flash_load_options(board);
        flash_paint(board);
        flash_reset(board);
        rcc_reset(board);
        rng_reset(board);
        icache_reset(board);
        sbs_reset(board);
        usart_reset(board);
        aes_reset(board, &board->aes);
        aes_reset(board, &board->saes);
        hash_reset(board);
        pka_reset(board);
        break;
    case CALL_PRODUCT_STATE:
        board_set_product_state(board, (uint8_t)r1);
        break;
    case CALL_DEBUG:
        board->dbgcr = r1;
        break;
    case CALL_REGRESSION:
        board_regression(board);
        break;
    case CALL_DAMAGE:
    case CALL_WEAR:
        board_damage(board, r1, r0 == CALL_WEAR);
        break;
    case CALL_RNG_ERROR:
        board_rng_seed_error(board, r1 > 0, r1 > 0 ? r1 - 1 : 0, true);
        break;
    case CALL_FLASH_ERROR:
        board_flash_error(board, 1u << 18, r1);
        break;
    case CALL_PKA_ERROR:
        board_pka_error(board, r1, 1);
        break;
    case CALL_HANG:
        board_accelerator_hang(board, r1);
        break;
    case CALL_OPTION: {
        uint32_t words[2] = { BOARD_OPTION_COUNT, 0 };
        if (!board_read(board, r1, words, sizeof words) || words[0] >= BOARD_OPTION_COUNT) {
            breach(board, "debugger call for option %u", words[0]);
            break;
        }
        board_set_option(board, (board_option_t)words[0], words[1]);
        break;
    }
    case CALL_IDCODE:
        board_set_idcode(board, r1);
        break;
    default:
        if (bench_call(board, r0, r1, &r0)) {
            uc_reg_write(board->uc, UC_ARM_REG_R0, &r0);
        } else {
            breach(board, "unknown debugger call 0x%x", r0);
        }
        break;
    }
}

/* Numbers of QEMU's exceptions: 1 undefined instruction, 2 SVC, 7 BKPT, 8 exception return. */
static void on_interrupt(uc_engine *uc, uint32_t number, void *ctx)
{
    board_t *board = ctx;
    if (board->unwatched) {
        uc_reg_read(uc, UC_ARM_REG_PC, &board->pc); /* no hook has noted it */
    }
    if (number == 7 && fetch16(board, board->pc) == 0xbeabu) {
        debugger(board);
        board->debugged = true;
        uc_emu_stop(uc);
        return;
    }
    if (number == 8) {
        board->take_exception = true;
        board->exit_status = 0;
        board->core.scr |= 1u << 31; /* our mark: an exception return is under way */
    } else if (number == 2) {
        breach(board, "SVC is not modelled");
    } else {
        board->core.cfsr |= 1u << 16;
        board->fault_pending = true;
    }
    uc_emu_stop(uc);
}

/* ------------------------------------------------------------------------------------------------------- Power --- */

/* Unicorn takes its callbacks as void *. */
typedef void (*callback_t)(void);
static void add_hook(board_t *board, int type, callback_t callback, uint64_t from, uint64_t to)
{
    uc_hook hook;
    void *pointer;
    memcpy(&pointer, &callback, sizeof pointer);
    must(board, uc_hook_add(board->uc, &hook, type, pointer, board, from, to), "hook");
}

/* A fresh core over the memories as they stand. */
static void start_core(board_t *board)
{
    if (board->uc != NULL) {
        uc_close(board->uc);
    }
    must(board, uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &board->uc), "open");
    must(board, uc_ctl_set_cpu_model(board->uc, UC_CPU_ARM_CORTEX_M33), "CPU model");
    flash_attach(board);
    must(board, uc_mem_map_ptr(board->uc, SRAM_BASE, board->part->sram_size, UC_PROT_ALL, board->sram), "SRAM");
    bus_map(board);
    if (board->bench != NULL) {
        uint8_t *ram = bench_memory(board, BENCH_BASE, BENCH_SIZE);
        must(board, uc_mem_map_ptr(board->uc, BENCH_BASE, BENCH_CODE, UC_PROT_READ | UC_PROT_EXEC, ram), "code");
        must(board,
             uc_mem_map_ptr(board->uc, BENCH_BASE + BENCH_CODE, BENCH_SIZE - BENCH_CODE, UC_PROT_READ | UC_PROT_WRITE,
                            ram + BENCH_CODE),
             "data");
    }
    if (!board->unwatched) {
        add_hook(board, UC_HOOK_CODE, (callback_t)on_code, 1, 0);
        add_hook(board, UC_HOOK_MEM_READ, (callback_t)on_read, FLASH_BASE, CODE_END);
        add_hook(board, UC_HOOK_MEM_WRITE, (callback_t)on_write, FLASH_BASE, CODE_END);
    }
    add_hook(board, UC_HOOK_MEM_INVALID, (callback_t)on_invalid, 1, 0);
    add_hook(board, UC_HOOK_INTR, (callback_t)on_interrupt, 1, 0);
    uint32_t vectors = board->lasting.option[BOARD_NSBOOTR] & 0xffffff00u, start[2] = { 0, 0 };
    (void)board_read(board, vectors, start, sizeof start);
    uint32_t lr = 0xffffffffu;
    board->core.vtor = vectors;
    board->pc = start[1] & ~1u;
    uc_reg_write(board->uc, UC_ARM_REG_SP, &start[0]);
    uc_reg_write(board->uc, UC_ARM_REG_LR, &lr);
    if ((start[1] & 1u) == 0) {
        board->locked_up = true; /* no Thumb bit, no code */
    }
}

static void reset_all(board_t *board)
{
    flash_load_options(board);
    flash_reset(board);
    rcc_reset(board);
    rng_reset(board);
    icache_reset(board);
    sbs_reset(board);
    usart_reset(board);
    aes_reset(board, &board->aes);
    aes_reset(board, &board->saes);
    hash_reset(board);
    pka_reset(board);
    iwdg_reset(board);
    core_reset(board);
    memset(board->gpio, 0, sizeof board->gpio);
    memset(board->pwr, 0, sizeof board->pwr);
    board->it_left = 0;
    board->fault_pending = board->take_exception = false;
    start_core(board);
}

static void power_on(board_t *board)
{
    board->powered = true;
    board->locked_up = board->exiting = board->stop = board->cut = false;
    board->now = 0;
    board->counts.instructions = 0;
    board->counts.resets = board->counts.faults = board->counts.nmis = 0;
    for (uint32_t i = 0; i < board->part->sram_size; i += 8) {
        uint64_t noise = draw(&board->random);
        memcpy(board->sram + i, &noise, sizeof noise);
    }
    board->rcc.reg[0xf4 / 4] = 1u << 26 | 1u << 27; /* PIN, BOR */
    reset_all(board);
}

void board_power_off(board_t *board)
{
    flash_power_lost(board, BOARD_TEAR_RANDOM);
    board->powered = false;
    board->cut_instruction = board->glitch_at = 0;
    board->glitching = false;
    board->flash.cut_at = 0;
}

/* --------------------------------------------------------------------------------------------------------- Run --- */

static bool condition_holds(uint32_t xpsr, uint32_t condition)
{
    bool n = xpsr >> 31 & 1u, z = xpsr >> 30 & 1u, c = xpsr >> 29 & 1u, v = xpsr >> 28 & 1u, result = true;
    switch (condition >> 1) {
    case 0:
        result = z;
        break;
    case 1:
        result = c;
        break;
    case 2:
        result = n;
        break;
    case 3:
        result = v;
        break;
    case 4:
        result = c && !z;
        break;
    case 5:
        result = n == v;
        break;
    case 6:
        result = n == v && !z;
        break;
    default:
        return true;
    }
    return (condition & 1u) != 0 ? !result : result;
}

/* The address of the instruction that is the n-th one from pc to be executed, over at most one IT block; 0: none such.
 */
static uint32_t ahead(board_t *board, uint32_t pc, uint64_t n)
{
    uint32_t half = fetch16(board, pc);
    if (n == 1 || !IT_OPCODE(half)) {
        return n == 1 ? pc : 0;
    }
    uint32_t xpsr = board_register(board, 16), first = half >> 4 & 0xfu, mask = half & 0xfu, at = pc + 2;
    for (unsigned left = 4; left > 0 && mask != 0; left--) {
        if (condition_holds(xpsr, first) && --n == 1) {
            return at;
        }
        first = (first & 0xeu) | (mask >> 3 & 1u);
        mask = mask << 1 & 0xfu;
        at += length_of(fetch16(board, at));
    }
    return 0;
}

static uint8_t *host_code(board_t *board, uint32_t pc)
{
    uint32_t bank, unit;
    if (flash_locate(board, pc, &bank, &unit)) {
        return board->view + (pc - FLASH_BASE);
    }
    return pc - SRAM_BASE < board->part->sram_size - 4 ? &board->sram[pc - SRAM_BASE] : NULL;
}

struct patch {
    uint8_t *at;
    uint8_t saved[4];
    uint32_t address, size;
};

/* Put the glitch into the code, for one instruction. */
static void glitch_begin(board_t *board, struct patch *patch)
{
    uint32_t at = ahead(board, board->pc, board->glitch_at - board->counts.instructions);
    board->glitching = true;
    patch->at = at != 0 ? host_code(board, at) : NULL;
    if (patch->at == NULL) {
        return;
    }
    uint32_t half = fetch16(board, at), flipped = board->glitch_skips ? NOP : half ^ board->glitch_flip;
    patch->address = at;
    patch->size = length_of(half);
    memcpy(patch->saved, patch->at, patch->size);
    patch->at[0] = (uint8_t)flipped;
    patch->at[1] = (uint8_t)(flipped >> 8);
    if (board->glitch_skips && patch->size == 4) {
        patch->at[0] = 0xaf; /* NOP.W */
        patch->at[1] = 0xf3;
        patch->at[2] = 0x00;
        patch->at[3] = 0x80;
    }
    uc_ctl_remove_cache(board->uc, board->pc, at + 8u);
}

static void glitch_end(board_t *board, struct patch *patch)
{
    board->glitching = false;
    board->glitch_at = 0;
    if (patch->at != NULL) {
        memcpy(patch->at, patch->saved, patch->size);
        uc_ctl_remove_cache(board->uc, patch->address > 64u ? patch->address - 64u : 0, patch->address + 8u);
        patch->at = NULL;
    }
}

/* One piece of emulation: up to whatever stops it. */
static void emulate(board_t *board)
{
    uc_err err = uc_emu_start(board->uc, board->pc | 1u, 0xfffffffeu, 0, 0);
    uint32_t pc;
    uc_reg_read(board->uc, UC_ARM_REG_PC, &pc);
    if (board->debugged) {
        board->debugged = false;
        board->pc += 2; /* past the BKPT */
    } else if (err == UC_ERR_OK) {
        board->pc = pc & ~1u;
    } else if (!board->fault_pending) { /* an access error has noted itself; the rest is an undefined instruction */
        board->core.cfsr |= 1u << 16;
        board->fault_pending = true;
    }
}

static board_end_t ended(board_t *board, board_end_t end)
{
    if (end != BOARD_LIMIT && end != BOARD_STOPPED) {
        board_power_off(board);
    }
    return end;
}

board_end_t board_run(board_t *board, uint64_t limit)
{
    struct patch patch = { NULL, { 0 }, 0, 0 };
    board->stop = false;
    if (!board->powered) {
        power_on(board);
    }
    board->limit_at = board->counts.instructions + limit;
    for (;;) {
        if (board->locked_up) {
            return ended(board, BOARD_LOCKUP);
        }
        emulate(board);
        if (board->glitching && board->counts.instructions >= board->glitch_at) {
            glitch_end(board, &patch);
        }
        if (board->breached) {
            glitch_end(board, &patch);
            return ended(board, BOARD_BREACH);
        }
        if (board->cut) {
            flash_power_lost(board, board->cut_instruction_tear);
            glitch_end(board, &patch);
            return ended(board, BOARD_CUT);
        }
        if (board->exiting) {
            return ended(board, BOARD_EXIT);
        }
        if (board->core.reset_requested) {
            glitch_end(board, &patch);
            board->counts.resets++;
            flash_power_lost(board, BOARD_TEAR_RANDOM); /* a reset stops an operation as a power cut does */
            reset_all(board);
            continue;
        }
        if ((board->core.scr & 1u << 31) != 0) {
            board->core.scr &= ~(1u << 31);
            uint32_t value;
            uc_reg_read(board->uc, UC_ARM_REG_PC, &value);
            core_return(board, value);
            continue;
        }
        if (board->fault_pending) {
            board->fault_pending = false;
            board->core.hard = true;
            core_enter(board);
            continue;
        }
        if (board->take_exception) {
            board->take_exception = false;
            core_enter(board);
            continue;
        }
        if (board->stopping_at) {
            return BOARD_STOPPED;
        }
        if (board->counts.instructions >= board->limit_at) {
            return BOARD_LIMIT;
        }
        if (board->glitch_at > board->counts.instructions && board->glitch_at - board->counts.instructions <= 5) {
            glitch_begin(board, &patch);
        }
    }
}

/* --------------------------------------------------------------------------------------------------- Questions --- */

const char *board_end_name(board_end_t end)
{
    static const char *const names[] = { "exit", "cut", "breach", "lockup", "limit", "stopped" };
    return names[end];
}

uint32_t board_exit_status(const board_t *board)
{
    return board->exit_status;
}

const char *board_breach(const board_t *board)
{
    return board->breach;
}

void board_breach_clear(board_t *board)
{
    board->breach[0] = 0;
    board->breached = false;
}

const char *board_error(const board_t *board)
{
    return board->error;
}

const board_counts_t *board_counts(const board_t *board)
{
    return &board->counts;
}

uint32_t board_pc(board_t *board)
{
    return board->pc;
}

uint32_t board_register(board_t *board, unsigned number)
{
    static const int ids[] = { UC_ARM_REG_R0,  UC_ARM_REG_R1,  UC_ARM_REG_R2,  UC_ARM_REG_R3, UC_ARM_REG_R4,
                               UC_ARM_REG_R5,  UC_ARM_REG_R6,  UC_ARM_REG_R7,  UC_ARM_REG_R8, UC_ARM_REG_R9,
                               UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR,
                               UC_ARM_REG_PC,  UC_ARM_REG_XPSR };
    uint32_t value = 0;
    if (board->uc != NULL && number < sizeof ids / sizeof ids[0]) {
        uc_reg_read(board->uc, ids[number], &value);
    }
    return value;
}

void board_trace(board_t *board, board_trace_t trace, void *ctx)
{
    board->trace = trace;
    board->trace_ctx = ctx;
}

void board_stop_at(board_t *board, uint32_t address)
{
    board->stop_at = address & ~1u;
}

unsigned board_hdpl(const board_t *board)
{
    return board->hdpl;
}

uint32_t board_option(const board_t *board, board_option_t option)
{
    return board->lasting.option[option];
}

void board_set_option(board_t *board, board_option_t option, uint32_t value)
{
    board->lasting.option[option] = value;
    if (board->part->basic && option == BOARD_OPTSR) {
        board->lasting.option[option] &= ~0x3fc00000u; /* no BOOT_UBE */
    }
}

void board_set_product_state(board_t *board, uint8_t state)
{
    board->lasting.option[BOARD_OPTSR] = (board->lasting.option[BOARD_OPTSR] & ~0xff00u) | (uint32_t)state << 8;
}

void board_regression(board_t *board)
{
    memset(board->lasting.obk, 0xff, sizeof board->lasting.obk);
    memset(board->lasting.obk_unit, UNIT_ERASED, sizeof board->lasting.obk_unit);
    obk_paint(board);
    for (uint32_t i = 0; i < 2 * board->part->bank_size / SECTOR_SIZE && board->part->basic; i++) {
        flash_erase_sector(board, i % 2u, i / 2u);
    }
}

void board_set_debug(board_t *board, uint32_t dbgcr)
{
    board->dbgcr = dbgcr;
}

/* ------------------------------------------------------------------------------------------------------ Faults --- */

void board_cut_at_instruction(board_t *board, uint64_t n, board_tear_t tear)
{
    board->cut_instruction = n;
    board->cut_instruction_tear = tear;
}

void board_skip_at(board_t *board, uint64_t n)
{
    board->glitch_at = n;
    board->glitch_skips = true;
}

void board_corrupt_at(board_t *board, uint64_t n, uint16_t flip)
{
    board->glitch_at = n;
    board->glitch_skips = false;
    board->glitch_flip = flip;
}

void board_seed(board_t *board, uint64_t seed)
{
    board->random = seed;
    board->rng_random = seed ^ 0x5eed5eed5eed5eedu;
}

struct board_snapshot {
    struct lasting lasting;
    uint64_t random, rng_random;
};

board_snapshot_t *board_snapshot_new(const board_t *board)
{
    board_snapshot_t *snapshot = take(sizeof *snapshot);
    snapshot->lasting = board->lasting;
    snapshot->random = board->random;
    snapshot->rng_random = board->rng_random;
    return snapshot;
}

void board_snapshot_restore(board_t *board, const board_snapshot_t *snapshot)
{
    board->flash.job = JOB_NONE;
    board_power_off(board);
    board->lasting = snapshot->lasting;
    board->random = snapshot->random;
    board->rng_random = snapshot->rng_random;
    board_breach_clear(board);
}

void board_snapshot_free(board_snapshot_t *snapshot)
{
    free(snapshot);
}
