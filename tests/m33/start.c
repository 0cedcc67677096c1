/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The start on QEMU's mps2-an505: vectors, a fault that ends the run, memory for big numbers, a counter of
 * instructions. newlib's semihosting library does the rest: standard output, the host's files, the exit status of
 * main().
 */
#include "m33.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <mbedtls/memory_buffer_alloc.h>

extern uint32_t m33_stack_top;
void _start(void);

/* ARMv8-M: SysTick. */
#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)
#define RELOAD 0x00ffffffu

static volatile uint32_t wraps;

static void fault(void)
{
    static const char text[] = "m33: fault\n";

    fputs(text, stdout);
    fflush(stdout);
    exit(99);
}

static void tick(void)
{
    wraps++;
}

/* Reset and system exceptions; no interrupt is enabled. */
typedef void (*vector_t)(void);
__attribute__((section(".vectors"), used)) static const struct {
    uint32_t *stack;
    vector_t vector[15];
} vectors = { &m33_stack_top,
              { _start, fault, fault, fault, fault, fault, fault, NULL, NULL, NULL, fault, fault, NULL, fault, tick } };

/* Mbed TLS's big numbers take their memory from a pool (scripts/cmake/mbedtls_config_m33.h). */
__attribute__((constructor)) static void give_pool(void)
{
    static uint8_t pool[M33_POOL_SIZE];

    mbedtls_memory_buffer_alloc_init(pool, sizeof pool);
}

void m33_count_start(void)
{
    SYST_CSR = 0;
    SYST_RVR = RELOAD;
    SYST_CVR = 0;
    wraps = 0;
    SYST_CSR = 7; /* processor clock, interrupt at 0, on */
    while (SYST_CVR == 0) {
        /* it is loaded with the first tick */
    }
}

uint64_t m33_count(void)
{
    uint32_t before, value;

    do {
        before = wraps;
        value = SYST_CVR;
    } while (before != wraps);
    return (uint64_t)before * (RELOAD + 1u) + (RELOAD - value);
}
