/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a product on STM32H5 owes the port and gets from it, beyond platform/platform.h.
 */
#ifndef PLAT_STM32H5_H
#define PLAT_STM32H5_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------------- Start --- */

/** Where a program begins: ENTRY of its linker script, which gives stack_top, data_start, data_end, data_load,
 * bss_start and bss_end (stm32h5.ld is one). Copies and clears memory, calls plat_stm32h5_start() and main(). A product
 * with start-up code of its own does without; it calls plat_stm32h5_start() early. */
PLAT_NORETURN void plat_stm32h5_reset(void);

/** Keep option-byte keys, one-time programmable bytes and the device's identifiers out of the cache (MPU region 7,
 * which is the port's), then switch the instruction cache on. */
void plat_stm32h5_start(void);

/**
 * To be called first in the product's NMI_Handler; the port's own handler does nothing else. A flash read that ECC
 * can't correct raises the non-maskable interrupt; when it came from the port this notes it, clears the cause and
 * returns true: the handler returns, and the read reports PSA_ERROR_DATA_CORRUPT. False: the interrupt has another
 * cause, which stays pending in its registers and is the product's business.
 *
 *     void NMI_Handler(void) { if (!plat_stm32h5_nmi()) { fault(); } }
 */
bool plat_stm32h5_nmi(void);

/** Why this part can't run this program, NULL if it can: a line that names the register and field, its value and what
 * it must be ("OPTSR.SWAP_BANK is 0x1, must be 0x0"), good until the next call. Looked at are part and revision,
 * TrustZone, boot stage and address, and what the flash map of part.h needs: banks, high-cycle areas, write protection,
 * hidden sectors, product state. For a first boot stage, which stops and says so. */
const char *plat_stm32h5_unfit(void);

/* ------------------------------------------------------------------------------------------------ Provisioning --- */

/**
 * Write identity and, for parts without SAES, the secrets of the device into option-byte keys (H503: flash). Once: only
 * a regression of the product state takes them away. The texts end with 0 and are at most 19 and 64 bytes long.
 * PSA_ERROR_NOT_PERMITTED  they are there already      PSA_ERROR_INVALID_ARGUMENT  a text is too long
 * PSA_ERROR_STORAGE_FAILURE, PSA_ERROR_DATA_CORRUPT  the option-byte keys failed, or hold something else
 */
PLAT_MUST_USE psa_status_t plat_stm32h5_provision(const plat_identity_t *identity);

/** Write PLAT_KEY_ID_UPDATE, a private key on P-256, big-endian. From the level of the first boot stage (HDPL 1) only,
 * once. Errors as above; INVALID_ARGUMENT: it is no private key; NOT_SUPPORTED: the part has no place for it
 * (H503). */
PLAT_MUST_USE psa_status_t plat_stm32h5_provision_update_key(const uint8_t key[32]);

/* ---------------------------------------------------------------------------------------------------- Console --- */

/** A USART and its pins. */
typedef struct plat_stm32h5_console {
    uint32_t usart;         /* base address */
    uint16_t enable_offset; /* of its enable register in RCC */
    uint8_t enable_bit;
    uint8_t port, tx, rx; /* GPIO port (0: A) and pins */
    uint8_t alternate_function;
} plat_stm32h5_console_t;

extern const plat_stm32h5_console_t plat_stm32h5_console_dk;     /* STM32H573I-DK: USART1, PA9 and PA10 */
extern const plat_stm32h5_console_t plat_stm32h5_console_nucleo; /* NUCLEO-H563ZI: USART3, PD8 and PD9 */
extern const plat_stm32h5_console_t plat_stm32h5_console_nucleo_h503; /* NUCLEO-H503RB: USART3, PA4 and PA3 */

/** 115200 baud, 8 bits, no parity, one stop bit, with the clock as it is after reset (HSI, 64 MHz). */
void plat_stm32h5_console_start(const plat_stm32h5_console_t *console);
/** Send; waits, but not for ever: a transmitter that does not get ready loses the rest. Before the start: nothing. */
void plat_stm32h5_console_write(const char *text, size_t size);
/** The next byte that came in, or -1. */
int plat_stm32h5_console_read(void);

/* --------------------------------------------------------------------------------------------------- Watchdog --- */

#define PLAT_STM32H5_WATCHDOG_MAX_MS 32768u
/** Start the independent watchdog: the device resets `ms` milliseconds (1 to PLAT_STM32H5_WATCHDOG_MAX_MS) after the
 *  last refresh. It can't be stopped; a second call changes its time. The port refreshes it after each unit programmed
 *  and each sector erased. Where option byte IWDG_SW starts it at reset, plat_stm32h5_start() sets the longest time,
 *  which boot stages keep. */
void plat_stm32h5_watchdog_start(uint32_t ms);
void plat_stm32h5_watchdog_refresh(void);

#ifdef __cplusplus
}
#endif

#endif /* PLAT_STM32H5_H */
