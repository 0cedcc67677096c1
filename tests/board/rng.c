/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The random number generator: conditioning reset, FIFO of four words, seed and clock errors. Its numbers are a seeded
 * sequence, so that runs repeat.
 */
#include "tests/board/board_internal.h"

#define CR_RNGEN (1u << 2)
#define CR_CED (1u << 5)
#define CR_CONDRST (1u << 30)
#define CR_LOCK (1u << 31)
#define CR_CONFIG 0x03fffff0u
#define SR_DRDY 1u
#define SR_CECS 2u
#define SR_SECS 4u
#define SR_CEIS (1u << 5)
#define SR_SEIS (1u << 6)
#define WORD_TIME 40u

void rng_reset(board_t *board)
{
    struct rng *rng = &board->rng;
    rng->cr = board->part->basic ? 0x008000d0u : 0x00871f00u;
    rng->sr = rng->fifo = 0;
    rng->nscr = 0x3ffffu;
    rng->htcr = 0x72acu;
    rng->releasing = rng->conditioned = false;
    rng->ready_at = 0;
}

/* Is there a source clock? HSI48, which the multiplexer takes by default. */
static bool clocked(const board_t *board)
{
    return (board->rcc.reg[0xe8 / 4] >> 4 & 3u) == 0 && (board->rcc.reg[0] & 1u << 13) != 0;
}

bool rng_running(const board_t *board)
{
    return rcc_clocked(board, 0x8c, 18) && (board->rng.cr & (CR_RNGEN | CR_CONDRST)) == CR_RNGEN && clocked(board) &&
           (board->rng.sr & SR_SECS) == 0;
}

static void advance(board_t *board)
{
    struct rng *rng = &board->rng;
    if (!rcc_clocked(board, 0x8c, 18)) {
        return;
    }
    rng->sr = board->rng.clock_slow && (rng->cr & CR_CED) == 0 ? rng->sr | SR_CECS | SR_CEIS : rng->sr & ~SR_CECS;
    if ((rng->cr & (CR_RNGEN | CR_CONDRST)) != CR_RNGEN || !clocked(board) || board->now < rng->ready_at) {
        return;
    }
    if (rng->fifo == 0 && (rng->sr & (SR_SECS | SR_SEIS)) == 0) {
        if (rng->fault_in != 0 && rng->fault_in <= 4) {
            rng->fault_in = 0;
            rng->sr |= SR_SEIS | (rng->fault_stays ? SR_SECS : 0);
        }
        rng->fault_in -= rng->fault_in != 0 ? 4 : 0;
        rng->fifo = 4;
    }
}

uint32_t rng_read(board_t *board, uint32_t offset)
{
    struct rng *rng = &board->rng;
    advance(board);
    switch (offset) {
    case 0x00: {
        uint32_t value = rng->cr;
        if (rng->releasing) { /* the reset takes a moment to end */
            rng->releasing = false;
            rng->cr &= ~CR_CONDRST;
        }
        return value;
    }
    case 0x04:
        return rng->sr | (rng->fifo > 0 && (rng->sr & SR_SECS) == 0 ? SR_DRDY : 0);
    case 0x08:
        if (rng->fifo == 0) {
            breach(board, "RNG_DR read while no word is ready");
            return 0;
        }
        if (--rng->fifo == 0) {
            rng->ready_at = board->now + WORD_TIME;
        }
        return (rng->sr & (SR_SEIS | SR_SECS)) != 0 ? 0 : (uint32_t)draw(&board->rng_random);
    case 0x0c:
        if (board->part->basic) {
            breach(board, "this part has no RNG_NSCR");
        }
        return rng->nscr;
    case 0x10:
        return rng->htcr;
    default:
        return 0;
    }
}

static void write_cr(board_t *board, uint32_t value)
{
    struct rng *rng = &board->rng;
    bool held = (rng->cr & CR_CONDRST) != 0 && !rng->releasing;
    if (!held && (value & CR_CONDRST) == 0 && ((value ^ rng->cr) & CR_CONFIG & ~CR_CED) != 0) {
        breach(board, "RNG configuration changed without a conditioning reset");
        return;
    }
    if ((value & CR_CONDRST) != 0) {
        rng->cr = value & ~CR_LOCK;
        rng->fifo = 0;
        rng->releasing = false;
        return;
    }
    if ((rng->cr & CR_CONDRST) != 0) { /* released: reads as set once more */
        rng->releasing = true;
        rng->sr &= ~(SR_SECS | SR_SEIS);
        rng->fifo = 0;
        rng->cr = value | CR_CONDRST;
        rng->ready_at = board->now + 2 * WORD_TIME;
        if (rng->fault_count > 0) {
            rng->fault_count--;
            rng->fault_in = 1;
        }
        return;
    }
    if ((value & CR_RNGEN) == 0) {
        rng->fifo = 0;
    }
    rng->cr = value;
}

void rng_write(board_t *board, uint32_t offset, uint32_t value)
{
    struct rng *rng = &board->rng;
    bool held = (rng->cr & CR_CONDRST) != 0 && !rng->releasing;
    switch (offset) {
    case 0x00:
        write_cr(board, value);
        break;
    case 0x04:
        rng->sr &= value | ~(SR_CEIS | SR_SEIS);
        break;
    case 0x0c:
    case 0x10:
        if (offset == 0x0c && board->part->basic) {
            breach(board, "this part has no RNG_NSCR");
            break;
        }
        if (!held) {
            breach(board, "RNG register 0x%x written without a conditioning reset", offset);
            break;
        }
        *(offset == 0x0c ? &rng->nscr : &rng->htcr) = value;
        break;
    default:
        breach(board, "no RNG register to write at 0x%x", offset);
        break;
    }
}

void board_rng_seed_error(board_t *board, uint32_t n, uint32_t count, bool stays)
{
    board->rng.fault_in = n;
    board->rng.fault_count = count;
    board->rng.fault_stays = stays;
}

void board_rng_clock_error(board_t *board, bool on)
{
    board->rng.clock_slow = on;
}
