/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Vectors of a boot stage (PSA_STM32H5_INTERRUPTS=OFF), which switches no interrupt of a peripheral on. stm32h5.ld
 * places them.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

extern uint32_t stack_top;
void NMI_Handler(void);
void HardFault_Handler(void);
void SysTick_Handler(void);

typedef void (*vector_t)(void);
#define SYSTEM_VECTORS 16u

extern const struct plat_stm32h5_vectors {
    const uint32_t *stack;
    vector_t vector[SYSTEM_VECTORS - 1u];
} plat_stm32h5_vectors;

#define VECTOR(number) [(number)-1u]

__attribute__((section(".vectors"), used)) const struct plat_stm32h5_vectors plat_stm32h5_vectors = {
    .stack = &stack_top,
    .vector = { VECTOR(1u) = plat_stm32h5_reset, VECTOR(2u) = NMI_Handler, VECTOR(3u) = HardFault_Handler,
                VECTOR(4u) = HardFault_Handler, VECTOR(5u) = HardFault_Handler, VECTOR(6u) = HardFault_Handler,
                VECTOR(7u) = HardFault_Handler, VECTOR(11u) = HardFault_Handler, VECTOR(12u) = HardFault_Handler,
                VECTOR(14u) = HardFault_Handler, VECTOR(15u) = SysTick_Handler },
};
