/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A Cortex-M33 (Unicorn) with the stage of firmware.c in it, that can stop before any instruction of a run, skip it,
 * and go on from there as often as one likes.
 */
#ifndef TESTS_GLITCH_EMULATOR_H
#define TESTS_GLITCH_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Flash that a program may take, from 0x08000000 on. */
#define EMU_FLASH_SIZE 0x20000u

/** How a run ended. */
typedef enum emu_end {
    EMU_STOPPED = 0, /* glitch_stop() */
    EMU_JUMPED,      /* glitch_jump(): an image was to run */
    EMU_CRASHED,     /* a fault: the core would reset */
    EMU_LOST,        /* it ran on and on: a watchdog would reset it */
    EMU_REACHED,     /* where it was told to stop */
} emu_end_t;

/** Load the program. Ends the process if that is impossible. */
void emu_load(const char *elf);
/** The address of a symbol; ends the process if there is none. */
uint32_t emu_symbol(const char *name);
/** The name of the function that an address lies in, "?" if none. */
const char *emu_function(uint32_t address);
/** Bytes of RAM or flash. */
uint8_t *emu_bytes(uint32_t address);

/** Calls of a function are answered by the host: it sets r0. NULL: no longer. One at a time. */
typedef uint32_t (*emu_answer_t)(const uint32_t registers[4]);
void emu_answer(uint32_t function, emu_answer_t answer);

/** Reset: registers and RAM as at power-on, RAM from `ram` (emu_ram_size() bytes). */
void emu_reset(void);
/** Registers and RAM, to come back to. */
typedef struct emu_state emu_state_t;
emu_state_t *emu_state_new(void);
void emu_save(emu_state_t *state);
void emu_restore(const emu_state_t *state);
void emu_state_free(emu_state_t *state);

/** Run on until an end, and trace the addresses of the instructions; *count of them, at most `room`. */
emu_end_t emu_trace(uint32_t *addresses, size_t room, size_t *count);
/** Run on for exactly this many instructions. */
emu_end_t emu_steps(size_t count);
/** Run on for so many instructions with this one among them skipped: it does as much as a no-operation of its size. */
void emu_skip(uint32_t address, size_t steps);
/** The instruction that is next. */
uint32_t emu_next(void);
/** If an IT instruction stands there, the address behind the block that it makes conditional, else 0. The emulator does
 *  not stop well inside of such a block, and those of its instructions that are not executed are not in traces. */
uint32_t emu_conditional_end(uint32_t address);
/** Run on until an end, for about `limit` instructions at most. */
emu_end_t emu_run(size_t limit);
/** Bytes of a function, 0 if there is none of this name; of an instruction. */
uint32_t emu_size(const char *name);
unsigned emu_width(uint32_t address);
/** Name addresses for emu_run_to(), before anything is run: code that was translated without the hook does not stop
 *  there. */
void emu_may_pause(uint32_t address, uint32_t size);
/** Run on up to an address, which is then next. False: it was not reached. */
bool emu_run_to(uint32_t address, size_t limit);
uint32_t emu_register(unsigned number);

#endif /* TESTS_GLITCH_EMULATOR_H */
