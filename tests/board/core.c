/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The core's own registers: NVIC, SysTick, SCB, MPU, and entry into and return from exceptions. One level of
 * interrupts; NMI and HardFault come over it. The MPU only says what is cacheable; it refuses no access.
 */
#include "tests/board/board_internal.h"

#include <string.h>

#define EXC_NMI 2u
#define EXC_HARDFAULT 3u
#define EXC_PENDSV 14u
#define EXC_SYSTICK 15u
#define SYST_ENABLE 1u
#define SYST_TICKINT 2u
#define SYST_COUNTFLAG (1u << 16)

void core_reset(board_t *board)
{
    memset(&board->core, 0, sizeof board->core);
}

static uint32_t reg(board_t *board, int id)
{
    uint32_t value = 0;
    uc_reg_read(board->uc, id, &value);
    return value;
}

static void set_reg(board_t *board, int id, uint32_t value)
{
    uc_reg_write(board->uc, id, &value);
}

/* Ticks since the last reload; the counter runs down from syst_rvr. */
static uint32_t systick_value(board_t *board)
{
    struct core *core = &board->core;
    uint64_t period = (uint64_t)core->syst_rvr + 1;
    return (core->syst_csr & SYST_ENABLE) == 0 ? 0
                                               : (uint32_t)(core->syst_rvr - (board->now - core->syst_start) % period);
}

void core_tick(board_t *board)
{
    struct core *core = &board->core;
    if ((core->syst_csr & SYST_ENABLE) == 0 || board->now - core->syst_start <= core->syst_rvr) {
        return;
    }
    core->syst_start = board->now;
    core->syst_csr |= SYST_COUNTFLAG;
    core->systick |= (core->syst_csr & SYST_TICKINT) != 0;
}

/* The interrupt to take: the lowest number of those enabled and pending, -1: none. */
static int interrupt(const struct core *core)
{
    for (unsigned i = 0; i < 16; i++) {
        uint32_t bits = core->enabled[i] & core->pending[i];
        if (bits != 0) {
            return (int)(i * 32 + (unsigned)__builtin_ctz(bits));
        }
    }
    return -1;
}

bool core_wants_exception(board_t *board)
{
    struct core *core = &board->core;
    if (!(core->nmi | core->systick | core->pendsv | core->any_pending)) {
        return false;
    }
    if (!core->nmi && !core->systick && !core->pendsv && interrupt(core) < 0) {
        return false;
    }
    uint32_t active = reg(board, UC_ARM_REG_XPSR) & 0x1ffu;
    if (core->nmi) {
        return active != EXC_NMI;
    }
    return active == 0 && (reg(board, UC_ARM_REG_PRIMASK) & 1u) == 0 && (reg(board, UC_ARM_REG_FAULTMASK) & 1u) == 0;
}

static uint32_t take_exception(board_t *board)
{
    struct core *core = &board->core;
    if (core->hard) {
        core->hard = false;
        return EXC_HARDFAULT;
    }
    if (core->nmi) {
        core->nmi = false;
        board->counts.nmis++;
        return EXC_NMI;
    }
    if (core->systick) {
        core->systick = false;
        return EXC_SYSTICK;
    }
    if (core->pendsv) {
        core->pendsv = false;
        return EXC_PENDSV;
    }
    int number = interrupt(core);
    core->pending[number / 32] &= ~(1u << (number % 32));
    core->any_pending = interrupt(core) >= 0;
    return 16u + (uint32_t)number;
}

static bool stack_word(board_t *board, uint32_t address, uint32_t *value, bool write)
{
    uint8_t *at = bench_memory(board, address, 4);
    if (at == NULL && address - SRAM_BASE <= board->part->sram_size - 4u) {
        at = board->sram + (address - SRAM_BASE);
    }
    if (at == NULL || address % 4u != 0) {
        return false;
    }
    memcpy(write ? (void *)at : value, write ? (const void *)value : at, 4);
    return true;
}

static const int frame_regs[6] = { UC_ARM_REG_R0, UC_ARM_REG_R1,  UC_ARM_REG_R2,
                                   UC_ARM_REG_R3, UC_ARM_REG_R12, UC_ARM_REG_LR };

void core_enter(board_t *board)
{
    uint32_t xpsr = reg(board, UC_ARM_REG_XPSR), active = xpsr & 0x1ffu, sp = reg(board, UC_ARM_REG_SP);
    bool process = active == 0 && (reg(board, UC_ARM_REG_CONTROL) & 2u) != 0;
    uint32_t number = take_exception(board);
    if (number <= EXC_HARDFAULT) {
        board->counts.faults++;
        board->counts.fault_pc = number == EXC_HARDFAULT ? board->pc : board->counts.fault_pc;
        if (active == number || (active == EXC_HARDFAULT && number == EXC_HARDFAULT) ||
            (active == EXC_NMI && number == EXC_HARDFAULT)) {
            board->locked_up = true;
            return;
        }
    }
    bool align = (sp & 4u) != 0;
    uint32_t frame = (sp & ~7u) - 32u, words[8], vector[1] = { 0 };
    for (unsigned i = 0; i < 6; i++) {
        words[i] = reg(board, frame_regs[i]);
    }
    words[6] = board->pc;
    words[7] = (xpsr & ~(1u << 9)) | 1u << 24 | (align ? 1u << 9 : 0);
    for (unsigned i = 0; i < 8; i++) {
        if (!stack_word(board, frame + 4 * i, &words[i], true)) {
            board->locked_up = true; /* no stack to save on */
            return;
        }
    }
    (void)board_read(board, board->core.vtor + 4 * number, vector, sizeof vector);
    if ((vector[0] & 1u) == 0) {
        board->locked_up = true;
        return;
    }
    /* EXC_RETURN: 0xffffffb8 with stack and mode; bit 0 and 6 as a core without security extension sets them */
    set_reg(board, UC_ARM_REG_SP, frame);
    if (process) {
        set_reg(board, UC_ARM_REG_PSP, frame);
    }
    set_reg(board, UC_ARM_REG_XPSR, (xpsr & 0xf8000000u) | 1u << 24 | number);
    if (process) {
        set_reg(board, UC_ARM_REG_SP, reg(board, UC_ARM_REG_MSP));
    }
    set_reg(board, UC_ARM_REG_LR, active != 0 ? 0xfffffff1u : process ? 0xfffffffdu : 0xfffffff9u);
    board->pc = vector[0] & ~1u;
}

void core_return(board_t *board, uint32_t exc_return)
{
    bool process = (exc_return & 4u) != 0;
    /* Unicorn tells only that it was one: the mode to return to is in the stacked xPSR, the stack in CONTROL. */
    process = process && (reg(board, UC_ARM_REG_CONTROL) & 2u) != 0;
    uint32_t frame = process ? reg(board, UC_ARM_REG_PSP) : reg(board, UC_ARM_REG_MSP), words[8];
    for (unsigned i = 0; i < 8; i++) {
        if (!stack_word(board, frame + 4 * i, &words[i], false)) {
            board->locked_up = true;
            return;
        }
    }
    set_reg(board, UC_ARM_REG_XPSR, (words[7] & ~(1u << 9)) | 1u << 24);
    set_reg(board, UC_ARM_REG_SP, frame + 32u + ((words[7] & 1u << 9) != 0 ? 4u : 0));
    for (unsigned i = 0; i < 6; i++) {
        set_reg(board, frame_regs[i], words[i]);
    }
    board->pc = words[6] & ~1u;
}

/* ------------------------------------------------------------------------------------------------------ Memory --- */

bool core_cacheable(const board_t *board, uint32_t address)
{
    const struct core *core = &board->core;
    if ((core->mpu_ctrl & 1u) != 0) {
        for (unsigned i = 0; i < 8; i++) {
            if ((core->mpu_rlar[i] & 1u) != 0 && address >= (core->mpu_rbar[i] & ~0x1fu) &&
                address <= (core->mpu_rlar[i] | 0x1fu)) {
                unsigned index = core->mpu_rlar[i] >> 1 & 7u;
                uint32_t attribute = core->mpu_mair[index / 4] >> (index % 4 * 8) & 0xffu;
                return attribute != 0x44u && (attribute & 0xf0u) != 0; /* not normal non-cacheable, not device */
            }
        }
    }
    return true; /* the code region is cacheable by default */
}

/* --------------------------------------------------------------------------------------------------- Registers --- */

uint32_t core_read(board_t *board, uint32_t offset)
{
    struct core *core = &board->core;
    if (offset >= 0x100 && offset < 0x300) {
        unsigned i = offset / 4 % 16;
        return offset < 0x200 ? core->enabled[i] : core->pending[i];
    }
    if (offset >= 0x400 && offset < 0x400 + sizeof core->priority) {
        uint32_t value = 0;
        memcpy(&value, &core->priority[(offset - 0x400) & ~3u], 4);
        return value;
    }
    switch (offset) {
    case 0x010: {
        uint32_t value = core->syst_csr | 4u;
        core->syst_csr &= ~SYST_COUNTFLAG;
        return value;
    }
    case 0x014:
        return core->syst_rvr;
    case 0x018:
        return systick_value(board);
    case 0xd00:
        return 0x410fd214u; /* CPUID: Cortex-M33 r0p4 */
    case 0xd04:
        return reg(board, UC_ARM_REG_XPSR) & 0x1ffu;
    case 0xd08:
        return core->vtor;
    case 0xd0c:
        return 0xfa050000u | core->aircr_prigroup;
    case 0xd10:
        return core->scr & 0x1fu;
    case 0xd14:
        return core->ccr;
    case 0xd24:
        return core->shcsr;
    case 0xd28:
        return core->cfsr;
    case 0xd2c:
        return core->hfsr;
    case 0xd90:
        return 8u << 8;
    case 0xd94:
        return core->mpu_ctrl;
    case 0xd98:
        return core->mpu_rnr;
    case 0xd9c:
        return core->mpu_rbar[core->mpu_rnr];
    case 0xda0:
        return core->mpu_rlar[core->mpu_rnr];
    case 0xdc0:
        return core->mpu_mair[0];
    case 0xdc4:
        return core->mpu_mair[1];
    default:
        return 0;
    }
}

static void write_nvic(struct core *core, uint32_t offset, uint32_t value)
{
    unsigned i = offset / 4 % 16;
    switch (offset & 0x780u) {
    case 0x100:
        core->enabled[i] |= value;
        break;
    case 0x180:
        core->enabled[i] &= ~value;
        break;
    case 0x200:
        core->pending[i] |= value;
        break;
    default:
        core->pending[i] &= ~value;
        break;
    }
    core->any_pending = interrupt(core) >= 0;
}

void core_write(board_t *board, uint32_t offset, uint32_t value, unsigned size)
{
    struct core *core = &board->core;
    if (offset >= 0x400 && offset + size <= 0x400 + sizeof core->priority) {
        memcpy(&core->priority[offset - 0x400], &value, size);
        return;
    }
    if (offset >= 0x100 && offset < 0x300) {
        write_nvic(core, offset, value);
        return;
    }
    switch (offset) {
    case 0x010:
        core->syst_csr = (value & 7u) | (core->syst_csr & SYST_COUNTFLAG);
        core->syst_start = board->now;
        break;
    case 0x014:
        core->syst_rvr = value & 0xffffffu;
        break;
    case 0x018:
        core->syst_start = board->now;
        core->syst_csr &= ~SYST_COUNTFLAG;
        break;
    case 0xd04:
        core->nmi |= (value >> 31 & 1u) != 0;
        core->pendsv = (core->pendsv && (value >> 27 & 1u) == 0) || (value >> 28 & 1u) != 0;
        core->systick = (core->systick && (value >> 25 & 1u) == 0) || (value >> 26 & 1u) != 0;
        break;
    case 0xd08:
        if ((value & 0x3ffu) != 0) {
            breach(board, "vector table at 0x%08x: not aligned to 1024 bytes", value);
        }
        core->vtor = value & ~0x7fu;
        break;
    case 0xd0c:
        if (value >> 16 != 0x05fau) {
            breach(board, "SCB_AIRCR written without its key");
            break;
        }
        core->aircr_prigroup = value & 0x700u;
        core->reset_requested |= (value & 4u) != 0;
        break;
    case 0xd10:
        core->scr = value & 0x1fu;
        break;
    case 0xd14:
        core->ccr = value;
        break;
    case 0xd24:
        core->shcsr = value;
        break;
    case 0xd28:
        core->cfsr &= ~value;
        break;
    case 0xd2c:
        core->hfsr &= ~value;
        break;
    case 0xd94:
        core->mpu_ctrl = value & 7u;
        break;
    case 0xd98:
        core->mpu_rnr = value & 7u;
        break;
    case 0xd9c:
        core->mpu_rbar[core->mpu_rnr] = value;
        break;
    case 0xda0:
        core->mpu_rlar[core->mpu_rnr] = value;
        break;
    case 0xdc0:
        core->mpu_mair[0] = value;
        break;
    case 0xdc4:
        core->mpu_mair[1] = value;
        break;
    default:
        break;
    }
}
