/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Clocks and resets, and the power controller's door to the backup domain. Clocks have no frequency here: they are on
 * or off.
 */
#include "tests/board/board_internal.h"

#include <string.h>

#define CR 0x00u
#define AHB2RSTR 0x64u
#define AHB2_BASIC 0x40060c8fu /* what the H503 has: SRAM2, RNG, HASH, DAC, ADC, GPIO A to D and H */
#define AHB1ENR 0x88u
#define AHB2ENR 0x8cu
#define APB3ENR 0xa8u
#define BDCR 0xf0u
#define RSR 0xf4u
#define HSI_ON 0x23u
#define HSI48_ON (1u << 12)
#define HSI48_READY (1u << 13)
#define PWR_DBPCR 0x24u

void rcc_reset(board_t *board)
{
    uint32_t *reg = board->rcc.reg, cause = reg[RSR / 4], backup = reg[BDCR / 4];
    memset(reg, 0, sizeof board->rcc.reg);
    reg[CR / 4] = HSI_ON;
    reg[AHB1ENR / 4] = 1u << 8 | 1u << 28 | 1u << 31;
    reg[AHB2ENR / 4] = 1u << 30 | (board->part->basic ? 0 : 1u << 31);
    reg[BDCR / 4] = backup;
    reg[RSR / 4] = cause | (board->counts.resets > 0 ? 1u << 28 | 1u << 26 : 0);
}

bool rcc_clocked(const board_t *board, uint32_t enr_offset, unsigned bit)
{
    return (board->rcc.reg[enr_offset / 4] >> bit & 1u) != 0;
}

uint32_t rcc_read(board_t *board, uint32_t offset)
{
    return offset < sizeof board->rcc.reg ? board->rcc.reg[offset / 4] : 0;
}

static void reset_blocks(board_t *board, uint32_t bits)
{
    if ((bits & 1u << 16) != 0) {
        aes_reset(board, &board->aes);
    }
    if ((bits & 1u << 17) != 0) {
        hash_reset(board);
    }
    if ((bits & 1u << 18) != 0) {
        rng_reset(board);
    }
    if ((bits & 1u << 19) != 0) {
        pka_reset(board);
    }
    if ((bits & 1u << 20) != 0) {
        aes_reset(board, &board->saes);
    }
}

void rcc_write(board_t *board, uint32_t offset, uint32_t value)
{
    uint32_t *reg = board->rcc.reg;
    if (offset >= sizeof board->rcc.reg) {
        breach(board, "no RCC register at 0x%x", offset);
        return;
    }
    if (offset == BDCR && !pwr_backup_writable(board)) {
        breach(board, "RCC_BDCR written without PWR_DBPCR.DBP");
        return;
    }
    if (board->part->basic && (offset == AHB2ENR || offset == AHB2RSTR) && (value & ~AHB2_BASIC) != 0) {
        breach(board, "RCC register 0x%x written with 0x%08x: a block that this part does not have", offset, value);
        return;
    }
    if (offset == RSR) {
        reg[RSR / 4] = (value & 1u << 23) != 0 ? 0 : reg[RSR / 4];
        return;
    }
    if (offset == AHB1ENR && (value & 1u << 8) == 0) {
        breach(board, "clock of the flash interface switched off");
    }
    reg[offset / 4] = value;
    if (offset == CR) {
        reg[CR / 4] = (value & ~HSI48_READY) | ((value & HSI48_ON) != 0 ? HSI48_READY : 0) | 2u;
    } else if (offset == AHB2RSTR) {
        reset_blocks(board, value);
    }
}

bool pwr_backup_writable(const board_t *board)
{
    return (board->pwr[PWR_DBPCR / 4] & 1u) != 0;
}

uint32_t pwr_read(board_t *board, uint32_t offset)
{
    if (offset == 0x14u) { /* VOSSR: the voltage asked for is there */
        return (board->pwr[0x10 / 4] & 0x30u) << 10 | 1u << 3 | 1u << 13;
    }
    return offset < sizeof board->pwr ? board->pwr[offset / 4] : 0;
}

void pwr_write(board_t *board, uint32_t offset, uint32_t value)
{
    if (offset < sizeof board->pwr) {
        board->pwr[offset / 4] = value;
    }
}
