/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a test program asks of the emulated board's debugger: Arm semihosting for the end, calls of our own for what a
 * bench does to a board.
 */
#ifndef TESTS_BOARD_FIRMWARE_DEBUGGER_H
#define TESTS_BOARD_FIRMWARE_DEBUGGER_H

#include <stdint.h>

#define DEBUGGER_EXIT 0x20u           /* SYS_EXIT_EXTENDED */
#define DEBUGGER_POWER_CYCLE 0x100u   /* peripherals start anew, options are loaded; core and RAM go on */
#define DEBUGGER_PRODUCT_STATE 0x101u /* argument: the new PRODUCT_STATE */
#define DEBUGGER_DEBUG 0x102u         /* argument: SBS_DBGCR */
#define DEBUGGER_REGRESSION 0x103u    /* option-byte keys are erased */
#define DEBUGGER_DAMAGE 0x104u        /* argument: address of a unit that reads with a double error from now on */
#define DEBUGGER_WEAR 0x105u          /* argument: address of a unit that reads corrected from now on */
#define DEBUGGER_RNG_ERROR 0x106u     /* argument: seed errors from now on, each until a conditioning reset */
#define DEBUGGER_FLASH_ERROR 0x107u   /* argument: flash operations that fail from now on */
#define DEBUGGER_PKA_ERROR 0x108u     /* argument: flags that the next operation of PKA ends with; 0: it does not end */
#define DEBUGGER_HANG 0x109u          /* argument: operations of HASH, AES and SAES that never end from now on */

#define DEBUGGER_OPTION                                                                                                \
    0x10Au /* argument: address of an enum board_option and its value, from the next power cycle on */
#define DEBUGGER_IDCODE 0x10Bu        /* argument: DBGMCU_IDCODE from now on; 0: the part's own */

static inline void debugger(uint32_t call, uint32_t argument)
{
    register uint32_t r0 __asm__("r0") = call;
    register uint32_t r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

static inline __attribute__((noreturn)) void debugger_exit(uint32_t status)
{
    uint32_t block[2] = { 0x20026u, status };
    for (;;) {
        debugger(DEBUGGER_EXIT, (uint32_t)(uintptr_t)block);
    }
}

#endif /* TESTS_BOARD_FIRMWARE_DEBUGGER_H */
