/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Leaving a boot stage: raise the hide protection level, wipe RAM, jump. The last steps run from RAM, because the step
 * takes the stage's own flash away if it is in the hide protection area.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#include <string.h>

#define VECTORS_ALIGNMENT 1024u
#define CODE_WORDS 40u
#define SRAM_BASE 0x20000000u

/* Beside the boot record, which the wipe leaves alone: linker scripts put both at the start of RAM. */
static uint32_t room[CODE_WORDS] __attribute__((section(".noinit.plat_leave"), aligned(8)));
extern uint8_t noinit_start, noinit_end;

/* r0: vectors of the next stage; r1, r2: RAM before what stays; r3, r4: RAM behind it; r5: what SBS_HDPLSR must read.
 * Runs at any address and needs no stack. If the level did not rise it stands still: there is no way back, the RAM is
 * not trusted. */
__attribute__((naked, used, aligned(4), section(".text.plat_leave_code"))) static void leave_code(void)
{
    __asm__ volatile(".syntax unified\n"
                     "    ldr   r6, 9f\n"
                     "    movs  r7, %[raise]\n"
                     "    str   r7, [r6]\n"
                     "    dsb\n"
                     "    ldr   r7, [r6, #4]\n"
                     "    cmp   r7, r5\n"
                     "1:  bne   1b\n"
                     "    ldr   r7, [r6, #4]\n" /* once more: one skipped compare does not jump */
                     "    cmp   r7, r5\n"
                     "2:  bne   2b\n"
                     "    movs  r6, #0\n"
                     "3:  cmp   r1, r2\n"
                     "    beq   4f\n"
                     "    stmia r1!, {r6}\n"
                     "    b     3b\n"
                     "4:  cmp   r3, r4\n"
                     "    beq   5f\n"
                     "    stmia r3!, {r6}\n"
                     "    b     4b\n"
                     "5:  ldr   r1, 10f\n"
                     "    str   r0, [r1]\n"
                     "    ldr   r1, [r0]\n"
                     "    msr   msp, r1\n"
                     "    ldr   r0, [r0, #4]\n"
                     "    movs  r1, #0\n"
                     "    movs  r2, #0\n"
                     "    movs  r3, #0\n"
                     "    movs  r4, #0\n"
                     "    movs  r5, #0\n"
                     "    movs  r7, #0\n"
                     "    mov   r8, r1\n"
                     "    mov   r9, r1\n"
                     "    mov   r10, r1\n"
                     "    mov   r11, r1\n"
                     "    mov   r12, r1\n"
                     "    cpsie i\n"
                     "    dsb\n"
                     "    isb\n"
                     "    bx    r0\n"
                     "    .align 2\n"
                     "9:  .word %c[level]\n"
                     "10: .word %c[vtor]\n"
                     :
                     : [raise] "i"(SBS_HDPLCR_RAISE), [level] "i"(SBS_HDPLCR_ADDRESS), [vtor] "i"(SCB_VTOR_ADDRESS));
}

/* Nothing that this stage set going goes on in the next one. */
static void quiet(void)
{
    __asm__ volatile("cpsid i" ::: "memory");
    SYST_CSR = 0;
    SCB_ICSR = SCB_ICSR_PENDSVCLR | SCB_ICSR_PENDSTCLR;
    for (uint32_t i = 0; i < NVIC_WORDS; i++) {
        NVIC_ICER(i) = UINT32_MAX;
        NVIC_ICPR(i) = UINT32_MAX;
    }
    MPU_CTRL = 0;
    plat_h5_invalidate_cache();
}

/* A stack in RAM and a reset handler in the image, or it is no program. What ECC corrects is what was verified. */
static bool is_program(const plat_flash_area_t *area, uint32_t base, uint32_t start)
{
    uint32_t words[2];
    if (plat_flash_read(area, start, words, sizeof words) < PSA_SUCCESS) {
        return false;
    }
    uint32_t entry = words[1] - base;
    return words[0] % 8u == 0 && words[0] - SRAM_BASE <= SRAM_SIZE && words[0] != SRAM_BASE && (words[1] & 1u) != 0 &&
           entry > start && entry < area->size;
}

psa_status_t plat_leave_stage(const plat_flash_area_t *area, uint32_t off, uint32_t header_size)
{
    const uint32_t base = FLASH_MEMORY_BASE + plat_h5_base(area), start = off + header_size;
    unsigned level = plat_h5_level();
    if (off >= area->size || header_size >= area->size - off || (base + start) % VECTORS_ALIGNMENT != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (level != 1u && level != 2u) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    if (!is_program(area, base, start)) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    quiet();
    memcpy(room, (const void *)((uintptr_t)leave_code & ~(uintptr_t)1u), sizeof room);
    barrier();
    register uint32_t r0 __asm__("r0") = base + start;
    register uint32_t r1 __asm__("r1") = SRAM_BASE;
    register uint32_t r2 __asm__("r2") = (uint32_t)(uintptr_t)&noinit_start;
    register uint32_t r3 __asm__("r3") = (uint32_t)(uintptr_t)&noinit_end;
    register uint32_t r4 __asm__("r4") = SRAM_BASE + SRAM_SIZE;
    register uint32_t r5 __asm__("r5") = plat_h5_level_codes[level + 1u];
    __asm__ volatile("bx %[code]" ::[code] "r"((uint32_t)(uintptr_t)room | 1u), "r"(r0), "r"(r1), "r"(r2), "r"(r3),
                     "r"(r4), "r"(r5)
                     : "memory");
    __builtin_unreachable();
}
