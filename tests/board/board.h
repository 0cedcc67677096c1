/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The emulated board: an STM32H5 that runs the very ELF files of the firmware and enforces the rules of the silicon.
 * What firmware may not do is a breach: a sentence, and the end of the run. tests/board/README.md says what is modelled
 * and what is not.
 *
 *     board_t *board = board_new(BOARD_H573);
 *     board_load_elf(board, "stage_1.elf");              // as the factory's programmer does
 *     board_end_t end = board_run(board, 100000000u);    // from reset, until something ends it
 *     ... board_console(board), board_breach(board), board_counts(board) ...
 *     board_free(board);
 *
 * Procedure of a power-cut campaign:
 *
 *     board_snapshot_t *start = board_snapshot_new(board);
 *     for (uint32_t n = 1;; n++) {
 *         board_snapshot_restore(board, start);          // power is off, nothing is armed
 *         board_seed(board, n);                          // a snapshot brings its seed back: others tear otherwise
 *         board_cut_at_flash(board, n, BOARD_TEAR_RANDOM);
 *         if (board_run(board, limit) != BOARD_CUT) break;   // n is past the last flash operation
 *         board_run(board, limit);                       // power on again
 *         ... check ...
 *     }
 */
#ifndef TESTS_BOARD_BOARD_H
#define TESTS_BOARD_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct board board_t;

/** Parts. H563 is H573 without AES and SAES, with a PKA that only verifies; H562 is the same to firmware. H503 has no
 * PKA, no option-byte keys, no high-cycle area and no TrustZone to switch off: what belongs to these is a breach. */
typedef enum board_part_id {
    BOARD_H573 = 0,
    BOARD_H563,
    BOARD_H533,
    BOARD_H523,
    BOARD_H562,
    BOARD_H503
} board_part_id_t;

/** A part by its name ("h573"); false: unknown. */
bool board_part_by_name(const char *name, board_part_id_t *part);

/** A new chip on a new board: flash erased, option bytes as from the factory (Open), power off. Ends the program if
 * memory or Unicorn fails. */
board_t *board_new(board_part_id_t part);
void board_free(board_t *board);

/** Put the new chip on a bench: external RAM (BOARD_BENCH_BASE, 4 MB), which programs can be loaded into and started
 * from, and a debugger that gives them the host's files (semihosting, reading only) and these arguments. For
 * speed no instruction is looked at: time goes on with each access to a peripheral, the flash is not watched, and
 * nothing is counted, limited, cut, skipped or traced. */
#define BOARD_BENCH_BASE 0x60000000u
void board_bench(board_t *board, const char *arguments);

/** External RAM alone, for test programs that are larger than the part: it holds their code and data, and all rules are
 * in force as without it. */
void board_memory(board_t *board);

/* -------------------------------------------------------------------------------------------------- Programmer --- */

/** Write the loadable segments of a 32-bit little-endian ARM ELF file into flash and RAM, as a debugger does; segments
 * go to their physical (load) addresses. Keeps the symbols. False, with a reason in board_error(), and nothing written:
 * not such a file, or out of the memories. */
bool board_load_elf(board_t *board, const char *path);
/** Write bytes into flash, erased before or not: whole sectors are not needed, units are made valid. */
bool board_load(board_t *board, uint32_t address, const void *bytes, size_t size);
/** Address and size of a symbol of the last ELF file; false: none. Thumb bit is taken away. */
bool board_symbol(const board_t *board, const char *name, uint32_t *address, uint32_t *size);
const char *board_error(const board_t *board);

/** Read memory as a debugger that has all rights: flash as the array holds it, RAM; not registers. */
bool board_read(board_t *board, uint32_t address, void *bytes, size_t size);

/** Option bytes that decide, set as the programmer does; they act at the next reset. */
typedef enum board_option {
    BOARD_OPTSR = 0,
    BOARD_OPTSR2,
    BOARD_NSBOOTR,
    BOARD_WRP1,
    BOARD_WRP2,
    BOARD_HDP1,
    BOARD_HDP2,
    BOARD_EDATA1,
    BOARD_EDATA2,
    BOARD_NSEPOCH,
    BOARD_SECEPOCH,
    BOARD_OTPBL,
    BOARD_OPTION_COUNT
} board_option_t;
uint32_t board_option(const board_t *board, board_option_t option);
void board_set_option(board_t *board, board_option_t option, uint32_t value);
void board_set_product_state(board_t *board, uint8_t state);
/** The part of a regression that concerns keys: option-byte keys are erased. On a part without them, main flash. */
void board_regression(board_t *board);
/** DBGMCU_IDCODE from now on; 0: the part's own. */
void board_set_idcode(board_t *board, uint32_t idcode);
/** Debug authentication as SBS_DBGCR shows it. Lasts until board_new(). */
void board_set_debug(board_t *board, uint32_t dbgcr);

/* --------------------------------------------------------------------------------------------------------- Run --- */

typedef enum board_end {
    BOARD_EXIT = 0, /* the firmware ended itself through the debugger (BKPT 0xAB, SYS_EXIT): board_exit_status() */
    BOARD_CUT,      /* power was cut as armed; it is off now */
    BOARD_BREACH,   /* a rule was broken: board_breach() */
    BOARD_LOCKUP,   /* a fault in the handler of a fault: the core stands still */
    BOARD_LIMIT,    /* the instructions given are used up; running again goes on */
    BOARD_STOPPED   /* at the address of board_stop_at() */
} board_end_t;
const char *board_end_name(board_end_t end);

/** Run at most `limit` instructions. With power off (new, after BOARD_CUT, BOARD_EXIT, BOARD_BREACH, BOARD_LOCKUP or
 *  board_power_off()) it is switched on first. System resets are made on the way. */
board_end_t board_run(board_t *board, uint64_t limit);
void board_power_off(board_t *board);
uint32_t board_exit_status(const board_t *board);

/** What a run printed on the USARTs since board_new() or board_console_clear(), ending with 0. */
const char *board_console(const board_t *board);
void board_console_clear(board_t *board);
/** Echo the console to the standard output of this process as it comes. */
void board_console_echo(board_t *board, bool on);
/** Bytes that arrive at the USARTs. */
void board_input(board_t *board, const void *bytes, size_t size);

/** The first breach since board_new() or board_breach_clear(), "" if none. */
const char *board_breach(const board_t *board);
void board_breach_clear(board_t *board);

typedef struct board_counts {
    uint64_t instructions; /* since power on */
    uint32_t resets;       /* system resets since power on */
    uint32_t faults;       /* HardFaults and NMIs taken since power on */
    uint32_t nmis;
    uint32_t fault_pc;         /* where the last HardFault struck */
    uint32_t flash_operations; /* all below, since board_new() */
    uint32_t programs;         /* units of 16 bytes */
    uint32_t erases;           /* sectors; a bank counts as its sectors */
    uint32_t halfwords;        /* EDATA and OTP */
    uint32_t options;          /* option changes */
    uint32_t keys;             /* OBK entries and exchanges */
    uint32_t invalidations;    /* of the instruction cache */
    uint32_t corrections;      /* ECC single errors read */
} board_counts_t;
const board_counts_t *board_counts(const board_t *board);

/** Address of the instruction that is next. */
uint32_t board_pc(board_t *board);
/** Registers r0..r15 (13: SP in use, 15: PC), 16: xPSR. */
uint32_t board_register(board_t *board, unsigned number);
/** Called before each instruction; NULL: not. */
typedef void (*board_trace_t)(void *ctx, uint32_t pc, uint64_t count);
void board_trace(board_t *board, board_trace_t trace, void *ctx);
/** End with BOARD_STOPPED before the instruction at this address; 0: nowhere. */
void board_stop_at(board_t *board, uint32_t address);

/** Hide protection level now (0..3). */
unsigned board_hdpl(const board_t *board);

/* ------------------------------------------------------------------------------------------------------ Faults --- */

/** What a cut leaves of the unit under way | of each unit of a sector being erased. */
typedef enum board_tear {
    BOARD_TEAR_NOTHING = 0, /* erased as before      | old */
    BOARD_TEAR_COMPLETE,    /* done                  | erased */
    BOARD_TEAR_INVALID,     /* double error on read  | old, erased or double error by chance */
    BOARD_TEAR_CORRECTED,   /* ECCC and a mix of bits | old, erased or ECCC and a mix by chance */
    BOARD_TEAR_WEAK,        /* reads as erased, goes bad when programmed | old, or so, by chance */
    BOARD_TEAR_RANDOM       /* any of these by chance, unit by unit */
} board_tear_t;

/** Cut power in the n-th flash operation from now (from 1; programming a unit or half-word, erasing a sector, an option
 * change, an OBK exchange). 0: disarm. */
void board_cut_at_flash(board_t *board, uint32_t n, board_tear_t tear);
/** Cut power before the n-th instruction from power on. A flash operation under way is torn. 0: disarm. */
void board_cut_at_instruction(board_t *board, uint64_t n, board_tear_t tear);
/** The n-th instruction from power on (from 1) does nothing | is executed with its first 16 bits exclusive-ored. 0:
 * disarm. */
void board_skip_at(board_t *board, uint64_t n);
void board_corrupt_at(board_t *board, uint64_t n, uint16_t flip);

/** Make the unit at this address of flash, or of the option-byte keys that are current, read with a double error, or
 * corrected. */
void board_damage(board_t *board, uint32_t address, bool correctable);
/** The next flash operations end with this error: bits of FLASH_NSSR (1 << 17 WRPERR), `count` times, the array
 * unchanged. */
void board_flash_error(board_t *board, uint32_t sr_bits, uint32_t count);
/** The n-th word drawn from the RNG from now (from 1), and those after it until a conditioning reset, come with a seed
 * error; `count` times again after each recovery. stays: SECS stays until the conditioning reset. */
void board_rng_seed_error(board_t *board, uint32_t n, uint32_t count, bool stays);
/** The RNG's clock is too slow (CECS) from now on, or is not. */
void board_rng_clock_error(board_t *board, bool on);
/** The next operations of the PKA end with these bits of PKA_SR (1 << 17 PROCENDF with a status that says nothing good,
 * 1 << 19 RAMERRF, ...) and without a result, `count` times; bits 0: they don't end. */
void board_pka_error(board_t *board, uint32_t sr_bits, uint32_t count);
/** The next operations of HASH, AES and SAES never end, `count` times. */
void board_accelerator_hang(board_t *board, uint32_t count);
/** Instructions that programming a unit and erasing a sector take; the default is short. */
void board_flash_timing(board_t *board, uint32_t program, uint32_t erase);
/** Seed of tears, of RAM after power on and of the RNG. */
void board_seed(board_t *board, uint64_t seed);

/** Write all that lasts without power into a file, and read it back. False, with a reason in board_error(): the file
 * can't be written or read, or is none of this part (nothing changed then). Power has to be off. The file is this
 * machine's. */
bool board_save(board_t *board, const char *path);
bool board_restore(board_t *board, const char *path);
const char *board_part_name(const board_t *board);

/** All that lasts without power (flash, option bytes, OBK, OTP, the battery's domain). A snapshot belongs to its board.
 */
typedef struct board_snapshot board_snapshot_t;
board_snapshot_t *board_snapshot_new(const board_t *board);
void board_snapshot_restore(board_t *board, const board_snapshot_t *snapshot);
void board_snapshot_free(board_snapshot_t *snapshot);

#endif /* TESTS_BOARD_BOARD_H */
