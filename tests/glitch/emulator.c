/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The emulated core.
 */
#include "emulator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicorn/unicorn.h>

#define FLASH_BASE 0x08000000u
#define FLASH_SIZE EMU_FLASH_SIZE
#define RAM_BASE 0x20000000u
#define RAM_SIZE 0x10000u /* as firmware.ld has it */
#define SYMBOLS_MAX 4096u

struct emu_state {
    uc_context *registers;
    uint8_t ram[RAM_SIZE];
};

typedef struct symbol {
    uint32_t address, size;
    bool function;
    const char *name;
} symbol_t;

/* Two cores on the same memory: hooks that see every instruction cost ten times the time and can't be taken away from
 * code that was translated with them. One core walks up to an instruction, the other one runs on from there. */
static uc_engine *walker, *runner;
static uc_engine *engine; /* the one at work */
static uint8_t flash[FLASH_SIZE] __attribute__((aligned(4096)));
static uint8_t ram[RAM_SIZE] __attribute__((aligned(4096)));
static symbol_t symbols[SYMBOLS_MAX];
static size_t symbol_count;
static uint8_t *program; /* the ELF file, for the names */

static emu_end_t end;
static uint32_t jump_address, stop_address, answer_address;
static emu_answer_t answer_with;
static uint32_t pause_address;
static bool answered, pausing;
static uint32_t *trace_to;
static size_t trace_room, trace_count;
static size_t steps_left;
static size_t block_bytes, block_limit;

static void die(const char *what)
{
    fprintf(stderr, "emulator: %s\n", what);
    exit(2);
}

static void must(uc_err error, const char *what)
{
    if (error != UC_ERR_OK) {
        fprintf(stderr, "emulator: %s: %s\n", what, uc_strerror(error));
        exit(2);
    }
}

/* --------------------------------------------------------------------------------------------------------- ELF --- */

static uint32_t get(const uint8_t *at, unsigned size)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < size; i++) {
        value |= (uint32_t)at[i] << 8u * i;
    }
    return value;
}

static void load_segments(size_t size)
{
    uint32_t table = get(&program[28], 4);
    uint32_t count = get(&program[44], 2);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *header = &program[table + 32u * i];
        uint32_t off = get(&header[4], 4), address = get(&header[12], 4), bytes = get(&header[16], 4);
        if (get(header, 4) != 1u || bytes == 0) {
            continue;
        }
        if (address < FLASH_BASE || bytes > FLASH_SIZE || address - FLASH_BASE > FLASH_SIZE - bytes ||
            off + bytes > size) {
            die("the program does not fit");
        }
        memcpy(&flash[address - FLASH_BASE], &program[off], bytes);
    }
}

static void load_symbols(void)
{
    uint32_t table = get(&program[32], 4);
    uint32_t count = get(&program[48], 2);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *section = &program[table + 40u * i];
        if (get(&section[4], 4) != 2u) {
            continue; /* no symbol table */
        }
        const uint8_t *names = &program[get(&program[table + 40u * get(&section[24], 4) + 16u], 4)];
        const uint8_t *at = &program[get(&section[16], 4)];
        for (uint32_t k = 0; k < get(&section[20], 4) / 16u && symbol_count < SYMBOLS_MAX; k++, at += 16) {
            bool function = (at[12] & 15u) == 2u; /* whose address tells Thumb in its lowest bit */
            symbols[symbol_count++] = (symbol_t){ get(&at[4], 4) & ~(uint32_t)function, get(&at[8], 4), function,
                                                  (const char *)&names[get(at, 4)] };
        }
    }
}

uint32_t emu_symbol(const char *name)
{
    for (size_t i = 0; i < symbol_count; i++) {
        if (strcmp(symbols[i].name, name) == 0) {
            return symbols[i].address;
        }
    }
    fprintf(stderr, "emulator: the program has no %s\n", name);
    exit(2);
}

const char *emu_function(uint32_t address)
{
    for (size_t i = 0; i < symbol_count; i++) {
        if (symbols[i].function && address - symbols[i].address < symbols[i].size) {
            return symbols[i].name;
        }
    }
    return "?";
}

uint8_t *emu_bytes(uint32_t address)
{
    if (address >= RAM_BASE && address - RAM_BASE < RAM_SIZE) {
        return &ram[address - RAM_BASE];
    }
    if (address >= FLASH_BASE && address - FLASH_BASE < FLASH_SIZE) {
        return &flash[address - FLASH_BASE];
    }
    return NULL;
}

/* ------------------------------------------------------------------------------------------------------- Hooks --- */

uint32_t emu_register(unsigned number)
{
    uint32_t value = 0;
    must(uc_reg_read(engine, UC_ARM_REG_R0 + (int)number, &value), "read register");
    return value;
}

static void finish(emu_end_t how)
{
    end = how;
    must(uc_emu_stop(engine), "stop");
}

/** Go on with another core. */
static void switch_to(uc_engine *other)
{
    static uc_context *registers;
    if (registers == NULL) {
        must(uc_context_alloc(other, &registers), "context");
    }
    if (other != engine) {
        must(uc_context_save(engine, registers), "save");
        engine = other;
        must(uc_context_restore(engine, registers), "restore");
    }
}

static void on_jump(uc_engine *uc, uint64_t address, uint32_t size, void *ctx)
{
    (void)uc;
    (void)size;
    (void)ctx;
    finish(address == jump_address ? EMU_JUMPED : EMU_STOPPED);
}

static void on_answer(uc_engine *uc, uint64_t address, uint32_t size, void *ctx)
{
    (void)uc;
    (void)address;
    (void)size;
    (void)ctx;
    if (answer_with == NULL || answered) {
        return;
    }
    answered = true;
    must(uc_emu_stop(engine), "stop");
}

static void on_pause(uc_engine *uc, uint64_t address, uint32_t size, void *ctx)
{
    (void)uc;
    (void)size;
    (void)ctx;
    if (pausing && address == pause_address) {
        pausing = false;
        must(uc_emu_stop(engine), "stop");
    }
}

static void on_block(uc_engine *uc, uint64_t address, uint32_t size, void *ctx)
{
    (void)uc;
    (void)address;
    (void)ctx;
    block_bytes += size;
    if (block_bytes / 3u > block_limit) {
        finish(EMU_LOST);
    }
}

/** Trace and count instructions. */
static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *ctx)
{
    (void)uc;
    (void)size;
    (void)ctx;
    if (answered || end != EMU_REACHED) {
        return;
    }
    if (trace_to != NULL) {
        if (trace_count < trace_room) {
            trace_to[trace_count] = (uint32_t)address;
        }
        trace_count++;
        return;
    }
    if (steps_left == 0) {
        must(uc_emu_stop(engine), "stop");
        return;
    }
    steps_left--;
}

static void hook(uc_engine *core, int type, uc_cb_hookcode_t callback, uint64_t from, uint64_t to)
{
    uc_hook handle;
    union {
        uc_cb_hookcode_t function;
        void *object;
    } as; /* Unicorn takes functions as objects */
    as.function = callback;
    must(uc_hook_add(core, &handle, type, as.object, NULL, from, to), "hook");
}

static uint32_t program_counter(void)
{
    uint32_t pc = 0;
    must(uc_reg_read(engine, UC_ARM_REG_PC, &pc), "read pc");
    return pc & ~1u;
}

/** The host answers, and the function returns. */
static void give_answer(void)
{
    uint32_t registers[4], back = 0;
    for (unsigned i = 0; i < 4; i++) {
        registers[i] = emu_register(i);
    }
    uint32_t value = answer_with(registers);
    must(uc_reg_read(engine, UC_ARM_REG_LR, &back), "read lr");
    must(uc_reg_write(engine, UC_ARM_REG_R0, &value), "write r0");
    must(uc_reg_write(engine, UC_ARM_REG_PC, &back), "write pc");
    answered = false;
}

/** Until an end, or until a hook stops it for another reason. */
static emu_end_t go(void)
{
    end = EMU_REACHED;
    do {
        if (answered) {
            give_answer();
        }
        uc_err error = uc_emu_start(engine, program_counter() | 1u, 0xffffffffu, 0, 0);
        if (error != UC_ERR_OK) {
            answered = false;
            return EMU_CRASHED;
        }
    } while (answered && end == EMU_REACHED);
    answered = false;
    return end;
}

/* --------------------------------------------------------------------------------------------------------- Runs --- */

static uc_engine *make_core(void)
{
    uc_engine *core;
    must(uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &core), "open");
    must(uc_ctl_set_cpu_model(core, UC_CPU_ARM_CORTEX_M33), "cpu");
    must(uc_mem_map_ptr(core, FLASH_BASE, FLASH_SIZE, UC_PROT_READ | UC_PROT_EXEC, flash), "map flash");
    must(uc_mem_map_ptr(core, RAM_BASE, RAM_SIZE, UC_PROT_READ | UC_PROT_WRITE, ram), "map ram");
    hook(core, UC_HOOK_CODE, on_jump, jump_address, jump_address);
    hook(core, UC_HOOK_CODE, on_jump, stop_address, stop_address);
    return core;
}

void emu_load(const char *elf)
{
    FILE *file = fopen(elf, "rb");
    if (file == NULL) {
        perror(elf);
        exit(2);
    }
    program = calloc(1, 1u << 22u);
    size_t size = program != NULL ? fread(program, 1, 1u << 22u, file) : 0;
    fclose(file);
    if (size < 52 || memcmp(program, "\177ELF\1\1", 6) != 0) {
        die("no ELF file");
    }
    memset(flash, 0xff, sizeof flash);
    load_segments(size);
    load_symbols();
    jump_address = emu_symbol("glitch_jump");
    stop_address = emu_symbol("glitch_stop");
    walker = make_core();
    runner = make_core();
    hook(walker, UC_HOOK_CODE, on_code, 1, 0);
    hook(runner, UC_HOOK_BLOCK, on_block, 1, 0);
    engine = walker;
}

void emu_answer(uint32_t function, emu_answer_t answer)
{
    if (answer != NULL && answer_address != function) {
        answer_address = function;
        hook(walker, UC_HOOK_CODE, on_answer, function, function);
        hook(runner, UC_HOOK_CODE, on_answer, function, function);
    }
    answer_with = answer;
}

static bool is_wide(const uint8_t *at)
{
    return (at[1] & 0xf8u) >= 0xe8u;
}

uint32_t emu_size(const char *name)
{
    for (size_t i = 0; i < symbol_count; i++) {
        if (strcmp(symbols[i].name, name) == 0) {
            return symbols[i].size;
        }
    }
    return 0;
}

unsigned emu_width(uint32_t address)
{
    return is_wide(emu_bytes(address)) ? 4u : 2u;
}

void emu_may_pause(uint32_t address, uint32_t size)
{
    hook(runner, UC_HOOK_CODE, on_pause, address, address + size - 1u);
}

bool emu_run_to(uint32_t address, size_t limit)
{
    pause_address = address;
    pausing = true;
    emu_end_t how = emu_run(limit);
    pausing = false;
    switch_to(walker);
    return how == EMU_REACHED && program_counter() == address;
}

void emu_reset(void)
{
    uint32_t zero = 0, stack = get(flash, 4), start = get(&flash[4], 4);
    engine = walker;
    memset(ram, 0, sizeof ram);
    for (int i = 0; i < 13; i++) {
        must(uc_reg_write(engine, UC_ARM_REG_R0 + i, &zero), "write register");
    }
    must(uc_reg_write(engine, UC_ARM_REG_SP, &stack), "write sp");
    must(uc_reg_write(engine, UC_ARM_REG_PC, &start), "write pc");
}

emu_state_t *emu_state_new(void)
{
    emu_state_t *state = calloc(1, sizeof *state);
    if (state == NULL) {
        die("no memory");
    }
    must(uc_context_alloc(walker, &state->registers), "context");
    return state;
}

void emu_save(emu_state_t *state)
{
    must(uc_context_save(engine, state->registers), "save");
    memcpy(state->ram, ram, sizeof ram);
}

void emu_restore(const emu_state_t *state)
{
    engine = walker;
    must(uc_context_restore(engine, state->registers), "restore");
    memcpy(ram, state->ram, sizeof ram);
}

void emu_state_free(emu_state_t *state)
{
    uc_context_free(state->registers);
    free(state);
}

emu_end_t emu_trace(uint32_t *addresses, size_t room, size_t *count)
{
    switch_to(walker);
    trace_to = addresses;
    trace_room = room;
    trace_count = 0;
    emu_end_t how = go();
    trace_to = NULL;
    *count = trace_count < room ? trace_count : room;
    if (trace_count > room) {
        die("the trace is too long");
    }
    return how;
}

emu_end_t emu_steps(size_t count)
{
    switch_to(walker);
    steps_left = count;
    return go();
}

uint32_t emu_conditional_end(uint32_t address)
{
    const uint8_t *at = emu_bytes(address);
    unsigned mask = at != NULL && at[1] == 0xbfu ? at[0] & 15u : 0;
    if (mask == 0) {
        return 0;
    }
    uint32_t behind = address + 2u;
    for (; mask != 0; mask = mask << 1 & 15u) {
        behind += is_wide(emu_bytes(behind)) ? 4u : 2u;
    }
    return behind;
}

void emu_skip(uint32_t address, size_t steps)
{
    static const uint8_t nop[2] = { 0x00, 0xbf }, nop_wide[4] = { 0xaf, 0xf3, 0x00, 0x80 };
    uint8_t kept[4];
    uint8_t *at = emu_bytes(address);
    if (at == NULL) {
        die("there is no instruction to skip");
    }
    bool wide = is_wide(at);
    switch_to(walker);
    memcpy(kept, at, sizeof kept);
    memcpy(at, wide ? nop_wide : nop, wide ? 4 : 2);
    must(uc_ctl_remove_cache(engine, address, address + 4u), "cache");
    (void)emu_steps(steps);
    memcpy(at, kept, sizeof kept);
    must(uc_ctl_remove_cache(engine, address, address + 4u), "cache");
}

uint32_t emu_next(void)
{
    return program_counter();
}

emu_end_t emu_run(size_t limit)
{
    switch_to(runner);
    block_bytes = 0;
    block_limit = limit;
    return go();
}
