/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The address map of the peripherals: which model answers, with which clock, to accesses of which width.
 */
#include "tests/board/board_internal.h"

#include <string.h>

#define SECURE_BASE 0x50000000u
#define ALWAYS 0xffffffffu /* clocked without an enable bit */

enum block {
    BLOCK_FLASH,
    BLOCK_ICACHE,
    BLOCK_RCC,
    BLOCK_PWR,
    BLOCK_RNG,
    BLOCK_HASH,
    BLOCK_AES,
    BLOCK_SAES,
    BLOCK_PKA,
    BLOCK_SBS,
    BLOCK_TAMP,
    BLOCK_IWDG,
    BLOCK_USART1,
    BLOCK_USART2,
    BLOCK_USART3,
    BLOCK_GPIO,
    BLOCK_BKPSRAM,
    BLOCK_DBGMCU
};

static const struct device {
    uint32_t base, size;
    const char *name;
    enum block block;
    uint32_t enr; /* offset of the enable register in RCC */
    unsigned bit;
} devices[] = {
    { 0x40003000, 0x400, "IWDG", BLOCK_IWDG, ALWAYS, 0 },
    { 0x40004400, 0x400, "USART2", BLOCK_USART2, 0x9c, 17 },
    { 0x40004800, 0x400, "USART3", BLOCK_USART3, 0x9c, 18 },
    { 0x40013800, 0x400, "USART1", BLOCK_USART1, 0xa4, 14 },
    { 0x40022000, 0x400, "FLASH", BLOCK_FLASH, 0x88, 8 },
    { 0x40030400, 0x400, "ICACHE", BLOCK_ICACHE, ALWAYS, 0 },
    { 0x40036400, 0x1000, "BKPSRAM", BLOCK_BKPSRAM, 0x88, 28 },
    { 0x42020000, 0x2400, "GPIO", BLOCK_GPIO, 0x8c, 0 },
    { 0x420c0000, 0x400, "AES", BLOCK_AES, 0x8c, 16 },
    { 0x420c0400, 0x400, "HASH", BLOCK_HASH, 0x8c, 17 },
    { 0x420c0800, 0x400, "RNG", BLOCK_RNG, 0x8c, 18 },
    { 0x420c0c00, 0x400, "SAES", BLOCK_SAES, 0x8c, 20 },
    { 0x420c2000, 0x2000, "PKA", BLOCK_PKA, 0x8c, 19 },
    { 0x44000400, 0x400, "SBS", BLOCK_SBS, 0xa8, 1 },
    { 0x44007c00, 0x400, "TAMP", BLOCK_TAMP, 0xa8, 21 },
    { 0x44020800, 0x400, "PWR", BLOCK_PWR, ALWAYS, 0 },
    { 0x44020c00, 0x400, "RCC", BLOCK_RCC, ALWAYS, 0 },
    { 0x44024000, 0x400, "DBGMCU", BLOCK_DBGMCU, ALWAYS, 0 },
};

static const struct device *find(board_t *board, uint32_t address, unsigned size, bool write)
{
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        const struct device *device = &devices[i];
        if (address - device->base >= device->size) {
            continue;
        }
        unsigned bit = device->bit + (device->block == BLOCK_GPIO ? (address - device->base) / 0x400u : 0);
        if ((device->block == BLOCK_PKA && board->part->basic) ||
            ((device->block == BLOCK_AES || device->block == BLOCK_SAES) && !board->part->aes)) {
            breach(board, "this part has no %s", device->name);
            return NULL;
        }
        if (device->enr != ALWAYS && !rcc_clocked(board, device->enr, bit)) {
            breach(board, "%s register 0x%08x %s while its clock is off", device->name, address,
                   write ? "written" : "read");
            return NULL;
        }
        if (device->block != BLOCK_BKPSRAM && size != 4) {
            breach(board, "%s register 0x%08x: access of %u bytes, must be 4", device->name, address, size);
            return NULL;
        }
        return device;
    }
    breach(board, "no model of the peripheral at 0x%08x", address);
    return NULL;
}

static uint32_t gpio_read(board_t *board, uint32_t offset)
{
    uint32_t port = offset / 0x400u, at = offset % 0x400u / 4u;
    return at < 16 ? board->gpio[port][at] : 0;
}

static uint64_t on_read(uc_engine *uc, uint64_t offset, unsigned size, void *ctx)
{
    board_t *board = ctx;
    uint32_t address = PERIPHERAL_BASE + (uint32_t)offset, value = 0;
    (void)uc;
    bench_tick(board);
    const struct device *device = find(board, address, size, false);
    if (device == NULL) {
        return 0;
    }
    uint32_t at = address - device->base;
    switch (device->block) {
    case BLOCK_FLASH:
        return flash_reg_read(board, at);
    case BLOCK_ICACHE:
        return icache_read(board, at);
    case BLOCK_RCC:
        return rcc_read(board, at);
    case BLOCK_PWR:
        return pwr_read(board, at);
    case BLOCK_RNG:
        return rng_read(board, at);
    case BLOCK_HASH:
        return hash_read(board, at);
    case BLOCK_AES:
        return aes_read(board, &board->aes, at);
    case BLOCK_SAES:
        return aes_read(board, &board->saes, at);
    case BLOCK_PKA:
        return pka_read(board, at);
    case BLOCK_SBS:
        return sbs_read(board, at);
    case BLOCK_TAMP:
        return tamp_read(board, at);
    case BLOCK_IWDG:
        return iwdg_read(board, at);
    case BLOCK_USART1:
        return usart_read(board, 0, at);
    case BLOCK_USART2:
        return usart_read(board, 1, at);
    case BLOCK_USART3:
        return usart_read(board, 2, at);
    case BLOCK_GPIO:
        return gpio_read(board, at);
    case BLOCK_BKPSRAM:
        memcpy(&value, board->lasting.bkpsram + at, size);
        return value;
    case BLOCK_DBGMCU:
        return at != 0 ? 0 : board->idcode != 0 ? board->idcode : board->part->dev_id | 0x1007u << 16;
    }
    return 0;
}

static void on_write(uc_engine *uc, uint64_t offset, unsigned size, uint64_t wide, void *ctx)
{
    board_t *board = ctx;
    uint32_t address = PERIPHERAL_BASE + (uint32_t)offset, value = (uint32_t)wide;
    (void)uc;
    bench_tick(board);
    const struct device *device = find(board, address, size, true);
    if (device == NULL) {
        return;
    }
    uint32_t at = address - device->base;
    switch (device->block) {
    case BLOCK_FLASH:
        flash_reg_write(board, at, value);
        break;
    case BLOCK_ICACHE:
        icache_write(board, at, value);
        break;
    case BLOCK_RCC:
        rcc_write(board, at, value);
        break;
    case BLOCK_PWR:
        pwr_write(board, at, value);
        break;
    case BLOCK_RNG:
        rng_write(board, at, value);
        break;
    case BLOCK_HASH:
        hash_write(board, at, value);
        break;
    case BLOCK_AES:
        aes_write(board, &board->aes, at, value);
        break;
    case BLOCK_SAES:
        aes_write(board, &board->saes, at, value);
        break;
    case BLOCK_PKA:
        pka_write(board, at, value);
        break;
    case BLOCK_SBS:
        sbs_write(board, at, value);
        break;
    case BLOCK_TAMP:
        tamp_write(board, at, value);
        break;
    case BLOCK_IWDG:
        iwdg_write(board, at, value);
        break;
    case BLOCK_USART1:
        usart_write(board, 0, at, value);
        break;
    case BLOCK_USART2:
        usart_write(board, 1, at, value);
        break;
    case BLOCK_USART3:
        usart_write(board, 2, at, value);
        break;
    case BLOCK_GPIO:
        if (at % 0x400u / 4u < 16) {
            board->gpio[at / 0x400u][at % 0x400u / 4u] = value;
        }
        break;
    case BLOCK_BKPSRAM:
        if (!pwr_backup_writable(board)) {
            breach(board, "BKPSRAM written without PWR_DBPCR.DBP");
            break;
        }
        memcpy(board->lasting.bkpsram + at, &value, size);
        break;
    case BLOCK_DBGMCU:
        break;
    }
}

/* TrustZone is off on this board: secure aliases don't answer. */
static uint64_t on_secure_read(uc_engine *uc, uint64_t offset, unsigned size, void *ctx)
{
    (void)uc;
    (void)size;
    breach(ctx, "secure alias 0x%08x read with TrustZone off", SECURE_BASE + (uint32_t)offset);
    return 0;
}

static void on_secure_write(uc_engine *uc, uint64_t offset, unsigned size, uint64_t value, void *ctx)
{
    (void)uc;
    (void)size;
    (void)value;
    breach(ctx, "secure alias 0x%08x written with TrustZone off", SECURE_BASE + (uint32_t)offset);
}

static uint64_t on_core_read(uc_engine *uc, uint64_t offset, unsigned size, void *ctx)
{
    (void)uc;
    uint32_t value = core_read(ctx, (uint32_t)offset & ~3u);
    return size == 4 ? value : value >> (offset % 4 * 8) & ((1u << size * 8) - 1u);
}

static void on_core_write(uc_engine *uc, uint64_t offset, unsigned size, uint64_t value, void *ctx)
{
    (void)uc;
    core_write(ctx, (uint32_t)offset, (uint32_t)value, size);
}

void bus_map(board_t *board)
{
    if (uc_mmio_map(board->uc, PERIPHERAL_BASE, PERIPHERAL_SIZE, on_read, board, on_write, board) != UC_ERR_OK ||
        uc_mmio_map(board->uc, SECURE_BASE, PERIPHERAL_SIZE, on_secure_read, board, on_secure_write, board) !=
            UC_ERR_OK ||
        uc_mmio_map(board->uc, CORE_BASE, CORE_SIZE, on_core_read, board, on_core_write, board) != UC_ERR_OK) {
        breach(board, "peripherals can't be mapped");
    }
}
