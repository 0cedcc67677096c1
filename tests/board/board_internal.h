/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the models share. Each peripheral is one file with its state in struct board, a reset, a read and a write.
 */
#ifndef TESTS_BOARD_BOARD_INTERNAL_H
#define TESTS_BOARD_BOARD_INTERNAL_H

#include <unicorn/unicorn.h>

#include "tests/board/board.h"

#define FLASH_BASE 0x08000000u
#define BANK_SIZE_MAX 0x100000u
#define SECTOR_SIZE 0x2000u
#define UNIT_SIZE 16u
#define BANK_UNITS_MAX (BANK_SIZE_MAX / UNIT_SIZE)
#define OTP_BASE 0x08FFF000u
#define OTP_SIZE 0x800u
#define RO_BASE 0x08FFF800u
#define RO_SIZE 0x800u
#define EDATA_BASE 0x09000000u
#define EDATA_BANK_SIZE 0xC000u
#define EDATA_SECTOR_SIZE 0x1800u
#define SYSTEM_BASE 0x0BF80000u
#define SYSTEM_SIZE 0x20000u
#define OBK_BASE 0x0BFD0000u
#define OBK_SIZE 0x2000u
#define OBK_ENTRIES (OBK_SIZE / UNIT_SIZE)
#define CODE_END 0x0BFFFFFFu
#define SRAM_BASE 0x20000000u
#define SRAM_SIZE_MAX 0xA0000u
#define BKPSRAM_BASE 0x40036400u
#define BKPSRAM_SIZE 0x1000u
#define PERIPHERAL_BASE 0x40000000u
#define PERIPHERAL_SIZE 0x06010000u
#define BENCH_BASE BOARD_BENCH_BASE
#define BENCH_SIZE 0x400000u
#define BENCH_CODE 0x100000u /* of it, from its beginning: code, not written */
#define CORE_BASE 0xE000E000u
#define CORE_SIZE 0x1000u

/** What a unit (16 bytes of main flash or OBK, a half-word of EDATA or OTP) is. */
enum unit_state {
    UNIT_ERASED = 0,
    UNIT_VALID,
    UNIT_CORRECTED, /* single error: reads, with ECCC */
    UNIT_BAD,       /* double error: NMI */
    UNIT_WEAK       /* reads as erased, is not clean */
};

/** All that lasts without power. */
struct lasting {
    uint8_t bank[2][BANK_SIZE_MAX]; /* physical banks */
    uint8_t unit[2][BANK_UNITS_MAX];
    uint8_t otp[OTP_SIZE];
    uint8_t otp_unit[OTP_SIZE / 2];
    uint8_t edata[2][EDATA_BANK_SIZE];
    uint8_t edata_unit[2][EDATA_BANK_SIZE / 2];
    uint8_t obk[2][OBK_SIZE];
    uint8_t obk_unit[2][OBK_ENTRIES];
    uint32_t obk_current;
    uint32_t option[BOARD_OPTION_COUNT];
    uint32_t opsr; /* the operation that a reset interrupted */
    uint8_t bkpsram[BKPSRAM_SIZE];
    uint32_t tamp_bkp[32], tamp_count;
};

struct part {
    const char *name;
    uint32_t dev_id, bank_size, sram_size;
    bool aes; /* AES and SAES */
    bool pka_signs; /* or only verifies */
    bool basic;     /* H503: none of PKA, OBK, EDATA, TZEN, NEXTHDPL, SHA-512, RNG_NSCR; WRP by single sectors */
    uint32_t rng_cr, rng_htcr; /* the SP 800-90B profile */
};

enum flash_job { JOB_NONE = 0, JOB_PROGRAM, JOB_HALFWORD, JOB_ERASE, JOB_OPTIONS, JOB_OBK };

struct flash {
    uint32_t acr, cr, sr, optcr, obkcfgr, ecccorr, eccdetr, eccdr, hdpextr, privcfgr;
    uint32_t prg[BOARD_OPTION_COUNT];
    unsigned key_step, opt_key_step, obk_key_step; /* 0, 1 = first key seen, 9 = closed until reset */
    /* the write buffer */
    uint32_t buffer_address, buffer_mask;
    uint8_t buffer[UNIT_SIZE];
    /* the operation under way */
    enum flash_job job;
    uint64_t job_end;
    uint32_t job_bank, job_index, job_count; /* physical bank, unit or sector, how many of them */
    bool swapped;                            /* mapping since reset */
    uint32_t error_bits, error_count;        /* injected */
    bool any_stale;
    uint8_t *stale; /* one flag a unit (both physical banks): written since the cache was invalidated */
    uint32_t cut_at;
    board_tear_t cut_tear;
    uint32_t program_time, erase_time;
};

struct rcc {
    uint32_t reg[0x200 / 4];
};

struct rng {
    uint32_t cr, sr, nscr, htcr, fifo;
    bool conditioned;
    bool releasing;
    uint64_t ready_at;
    uint32_t fault_in, fault_count;
    bool fault_stays, clock_slow;
};

struct core {
    uint32_t vtor, shcsr, ccr, aircr_prigroup, cfsr, hfsr, scr;
    uint32_t mpu_ctrl, mpu_rnr, mpu_mair[2], mpu_rbar[8], mpu_rlar[8];
    uint32_t syst_csr, syst_rvr;
    uint64_t syst_start;
    uint32_t enabled[16], pending[16];
    uint8_t priority[480];
    bool nmi, systick, hard, pendsv, any_pending;
    bool reset_requested;
};

struct usart {
    uint32_t cr1, cr2, cr3, brr;
    uint64_t tx_free;
    uint8_t rdr;
};

struct aes_unit {
    uint32_t cr, sr, isr, ier, key[8], iv[4], in[4], out[4];
    unsigned in_count, out_count, key_written; /* mask of key words */
    int key_order;                             /* +1, -1, 0 unknown */
    unsigned key_last;
    uint8_t real_key[32]; /* as loaded, also those that registers don't show */
    bool key_valid, wrapped_out, seeded;
    uint64_t busy_until;
    uint32_t keysel_loaded;
    bool derived; /* decryption key schedule was made */
    /* GCM and CCM */
    bool auth_started;
    uint32_t phase;
    unsigned last_padding;
    uint8_t h[16], counter[16], auth[16], mask[16];
    uint32_t hangs; /* injected */
};

#define HASH_CSR_WORDS 103u
struct hash_unit {
    uint32_t cr, str, imr, sr, hr[16];
    struct evp_md_ctx_st *md;
    uint32_t words;   /* since INIT, or since the phase of an HMAC began */
    uint32_t pending; /* the last word */
    bool has_pending, initialised;
    uint64_t busy_until;
    unsigned phase; /* of an HMAC: key, message, key */
    uint8_t key[1024], first_key[32], inner[64];
    size_t key_size;
    unsigned inner_size;
    uint32_t context[HASH_CSR_WORDS], restored; /* words of a context that comes back */
    struct saved *saved;
    uint32_t saved_count;
    uint32_t hangs; /* injected */
};

#define PKA_RAM_WORDS 1334u
struct pka {
    uint32_t cr, sr, ending; /* ending: flags that the operation under way sets */
    uint32_t ram[PKA_RAM_WORDS];
    bool running;
    uint64_t busy_until, wiped_at, ready_at;
    uint32_t error_bits, error_count; /* injected */
};

struct iwdg {
    uint32_t pr, rlr, winr;
    bool unlocked, running;
    uint64_t refreshed;
};

struct symbol {
    char *name;
    uint32_t address, size;
};

struct board {
    const struct part *part;
    uc_engine *uc;
    struct lasting lasting;
    uint8_t *sram, *system, *rom;                     /* rom: the read-only area, UID first */
    uint8_t *view, *view_otp, *view_edata, *view_obk; /* what the core sees, painted after the arrays */
    bool powered;
    uint64_t now; /* instructions since power on, and what stalls added */
    board_counts_t counts;
    uint64_t limit_at;

    struct flash flash;
    struct rcc rcc;
    struct rng rng;
    struct core core;
    struct usart usart[3];
    struct aes_unit aes, saes;
    struct hash_unit hash;
    struct pka pka;
    struct iwdg iwdg;
    uint32_t pwr[0x100 / 4];
    uint32_t icache_cr, icache_sr;
    uint64_t icache_busy_until;
    unsigned hdpl;
    uint32_t nexthdpl, epochsel, dbglockr, eccnmir, sbs_misc;
    uint32_t tamp_cr[4];
    uint32_t gpio[9][16];
    uint32_t dbgcr, idcode; /* idcode 0: the part's own */

    /* why the run stops */
    bool stop, exiting, cut, locked_up, debugged;
    uint32_t exit_status;
    uint32_t pc;
    unsigned it_left; /* instructions left of an IT block */
    uint32_t repaint_from, repaint_to;
    bool fault_pending;
    uint32_t stop_at;
    bool stopping_at;
    board_trace_t trace;
    void *trace_ctx;

    bool take_exception; /* apart from those that are read behind its writing, before each instruction */
    uint64_t cut_instruction, glitch_at;
    board_tear_t cut_instruction_tear;
    bool glitch_skips, glitching;
    uint16_t glitch_flip;

    char breach[256];
    bool breached;
    char error[256];
    char *console;
    size_t console_size, console_capacity;
    bool echo;
    uint8_t *input;
    size_t input_size, input_at;
    struct symbol *symbols;
    size_t symbol_count;
    uint64_t random, rng_random;
    struct bench *bench; /* external RAM; NULL: none */
    bool unwatched;      /* on a bench: no instruction is looked at */
};

/** A rule was broken: the run ends. printf's format. */
void breach(board_t *board, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** A bus error of the access under way: HardFault at the next instruction. */
void bus_fault(board_t *board, const char *what);
uint64_t draw(uint64_t *state);
/** A deterministic function of a text and numbers, for secrets of the chip. */
void chip_secret(const board_t *board, const char *label, const uint32_t *numbers, size_t count, uint8_t out[32]);

/* flash_array.c: what the arrays hold and what reading and tearing them does */
void flash_paint(board_t *board);
void flash_attach(board_t *board);
void flash_repaint(board_t *board);
bool flash_hidden(const board_t *board, uint32_t bank, uint32_t sector);
bool flash_locate(const board_t *board, uint32_t address, uint32_t *bank, uint32_t *unit);
void flash_on_read(board_t *board, uint32_t address, unsigned size);
void flash_on_write(board_t *board, uint32_t address, unsigned size, uint32_t value);
void flash_on_fetch(board_t *board, uint32_t pc);
void flash_program_unit(board_t *board, uint32_t bank, uint32_t unit, const uint8_t *bytes);
void flash_erase_sector(board_t *board, uint32_t bank, uint32_t sector);
void flash_tear_unit(board_t *board, uint32_t bank, uint32_t unit, const uint8_t *bytes, board_tear_t tear);
void flash_tear_sector(board_t *board, uint32_t bank, uint32_t sector, board_tear_t tear);
void halfword_program(board_t *board, uint8_t *array, uint8_t *state, uint32_t index, uint16_t value);
void halfword_tear(board_t *board, uint8_t *array, uint8_t *state, uint32_t index, uint16_t value, board_tear_t tear);
void ecc_double(board_t *board, uint32_t detr, bool maskable, uint16_t raw);
bool edata_sector(const board_t *board, uint32_t bank, uint32_t sector);

/* flash.c: the controller */
void flash_reset(board_t *board);
uint32_t flash_reg_read(board_t *board, uint32_t offset);
void flash_reg_write(board_t *board, uint32_t offset, uint32_t value);
void flash_store(board_t *board, uint32_t address, unsigned size, uint32_t value);
void flash_settle(board_t *board);
void flash_stall(board_t *board);
bool flash_busy(const board_t *board);
void flash_power_lost(board_t *board, board_tear_t tear);
void flash_load_options(board_t *board);

/* obk.c: option-byte keys */
void obk_store(board_t *board, uint32_t address, unsigned size, uint32_t value);
void obk_on_read(board_t *board, uint32_t address, unsigned size);
void obk_configure(board_t *board, uint32_t value);
void obk_paint(board_t *board);
void obk_finish(board_t *board);
void obk_tear(board_t *board, board_tear_t tear);

/* The peripherals */
void rcc_reset(board_t *board);
uint32_t rcc_read(board_t *board, uint32_t offset);
void rcc_write(board_t *board, uint32_t offset, uint32_t value);
bool rcc_clocked(const board_t *board, uint32_t enr_offset, unsigned bit);
uint32_t pwr_read(board_t *board, uint32_t offset);
void pwr_write(board_t *board, uint32_t offset, uint32_t value);
bool pwr_backup_writable(const board_t *board);
void rng_reset(board_t *board);
uint32_t rng_read(board_t *board, uint32_t offset);
void rng_write(board_t *board, uint32_t offset, uint32_t value);
bool rng_running(const board_t *board);
void icache_reset(board_t *board);
uint32_t icache_read(board_t *board, uint32_t offset);
void icache_write(board_t *board, uint32_t offset, uint32_t value);
bool icache_on(const board_t *board);
void sbs_reset(board_t *board);
uint32_t sbs_read(board_t *board, uint32_t offset);
void sbs_write(board_t *board, uint32_t offset, uint32_t value);
void usart_reset(board_t *board);
uint32_t usart_read(board_t *board, unsigned which, uint32_t offset);
void usart_write(board_t *board, unsigned which, uint32_t offset, uint32_t value);
uint32_t tamp_read(board_t *board, uint32_t offset);
void tamp_write(board_t *board, uint32_t offset, uint32_t value);
void aes_reset(board_t *board, struct aes_unit *aes);
uint32_t aes_read(board_t *board, struct aes_unit *aes, uint32_t offset);
void aes_write(board_t *board, struct aes_unit *aes, uint32_t offset, uint32_t value);
void hash_reset(board_t *board);
void hash_free(board_t *board);
uint32_t hash_context_words(const board_t *board);
uint32_t hash_read(board_t *board, uint32_t offset);
void hash_write(board_t *board, uint32_t offset, uint32_t value);
void pka_reset(board_t *board);
uint32_t pka_read(board_t *board, uint32_t offset);
void pka_write(board_t *board, uint32_t offset, uint32_t value);
void iwdg_reset(board_t *board);
uint32_t iwdg_read(board_t *board, uint32_t offset);
void iwdg_write(board_t *board, uint32_t offset, uint32_t value);
void iwdg_tick(board_t *board);

/* core.c: NVIC, SysTick, SCB, MPU, exceptions */
void core_reset(board_t *board);
uint32_t core_read(board_t *board, uint32_t offset);
void core_write(board_t *board, uint32_t offset, uint32_t value, unsigned size);
bool core_wants_exception(board_t *board);
void core_enter(board_t *board);
void core_return(board_t *board, uint32_t exc_return);
bool core_cacheable(const board_t *board, uint32_t address);
void core_tick(board_t *board);

/* bus.c: the address map of the peripherals */
void bus_map(board_t *board);

/* bench.c: external RAM, NULL out of it; time, at each access to a peripheral; a semihosting call, false: unknown */
void bench_free(board_t *board);
uint8_t *bench_memory(board_t *board, uint32_t address, uint32_t size);
void bench_tick(board_t *board);
bool bench_call(board_t *board, uint32_t call, uint32_t argument, uint32_t *result);

/* elf.c */
void elf_forget(board_t *board);

#endif /* TESTS_BOARD_BOARD_INTERNAL_H */
