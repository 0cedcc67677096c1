/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The registers of the STM32H562, H563 and H573 that this port uses, non-secure view, with the names of RM0481.
 */
#ifndef PLAT_STM32H5_REGISTERS_H
#define PLAT_STM32H5_REGISTERS_H

#include <stdint.h>

#define REG32(address) (*(volatile uint32_t *)(address))

/* Embedded flash (RM0481 chapter 7) */
#define FLASH_MEMORY_BASE 0x08000000u
#define FLASH_BANK_SIZE 0x00100000u /* 2 MB parts */
#define FLASH_SECTOR_SIZE 0x2000u
#define FLASH_UNIT_SIZE 16u /* quad-word, the program unit */

#define FLASH_NSKEYR REG32(0x40022004u)
#define FLASH_NSKEYR_KEY1 0x45670123u
#define FLASH_NSKEYR_KEY2 0xCDEF89ABu
#define FLASH_OPTCR REG32(0x4002201Cu)
#define FLASH_OPTCR_SWAP_BANK (1u << 31)
#define FLASH_NSSR REG32(0x40022020u)
#define FLASH_NSSR_BSY (1u << 0)
#define FLASH_NSSR_WBNE (1u << 1)
#define FLASH_NSSR_DBNE (1u << 3)
#define FLASH_NSSR_EOP (1u << 16)
#define FLASH_NSSR_ERRORS 0x00FE0000u /* WRPERR .. OPTCHANGEERR */
#define FLASH_NSCR REG32(0x40022028u)
#define FLASH_NSCR_LOCK (1u << 0)
#define FLASH_NSCR_PG (1u << 1)
#define FLASH_NSCR_SER (1u << 2)
#define FLASH_NSCR_START (1u << 5)
#define FLASH_NSCR_SNB_SHIFT 6u
#define FLASH_NSCR_BKSEL (1u << 31)
#define FLASH_NSCCR REG32(0x40022030u)
#define FLASH_OPTSR_CUR REG32(0x40022050u)
#define FLASH_OPTSR_PRODUCT_STATE(optsr) (((optsr) >> 8) & 0xFFu)
#define FLASH_ECCCORR REG32(0x40022100u)
#define FLASH_ECCCORR_ECCC (1u << 30)
#define FLASH_ECCDETR REG32(0x40022104u)
#define FLASH_ECCDETR_ECCD (1u << 31)

/* Instruction cache (chapter 8) */
#define ICACHE_CR REG32(0x40030400u)
#define ICACHE_CR_EN (1u << 0)
#define ICACHE_CR_CACHEINV (1u << 1)
#define ICACHE_SR REG32(0x40030404u)
#define ICACHE_SR_BUSYF (1u << 0)

/* Clocks (chapter 11) */
#define RCC_CR REG32(0x44020C00u)
#define RCC_CR_HSI48ON (1u << 12)
#define RCC_CR_HSI48RDY (1u << 13)
#define RCC_AHB2ENR REG32(0x44020C8Cu)
#define RCC_AHB2ENR_RNGEN (1u << 18)
#define RCC_APB3ENR REG32(0x44020CA8u)
#define RCC_APB3ENR_SBSEN (1u << 1)
#define RCC_CCIPR5 REG32(0x44020CE8u)
#define RCC_CCIPR5_RNGSEL (3u << 4) /* 0: HSI48 */

/* Random number generator */
#define RNG_CR REG32(0x420C0800u)
#define RNG_CR_RNGEN (1u << 2)
#define RNG_CR_CONDRST (1u << 30)
#define RNG_CR_NIST 0x00F00E00u /* SP 800-90B profile of the H562, H563 and H573 */
#define RNG_SR REG32(0x420C0804u)
#define RNG_SR_DRDY (1u << 0)
#define RNG_SR_SECS (1u << 2)
#define RNG_SR_CEIS (1u << 5)
#define RNG_SR_SEIS (1u << 6)
#define RNG_DR REG32(0x420C0808u)
#define RNG_NSCR REG32(0x420C080Cu)
#define RNG_NSCR_NIST 0x0003AF66u
#define RNG_HTCR REG32(0x420C0810u)
#define RNG_HTCR_NIST 0x00006A91u

/* System configuration, boot and security */
#define SBS_DBGCR REG32(0x44000420u)
#define SBS_DBGCR_DBG_UNLOCK(dbgcr) (((dbgcr) >> 8) & 0xFFu)
#define SBS_DBGCR_DBG_UNLOCK_OPEN 0xB4u
#define SBS_DBGCR_DBG_AUTH_SEC(dbgcr) (((dbgcr) >> 24) & 0xFFu)
#define SBS_DBGCR_DBG_AUTH_SEC_NS_ONLY 0x3Cu

/* Cortex-M33 system control block */
#define SCB_AIRCR REG32(0xE000ED0Cu)
#define SCB_AIRCR_VECTKEY (0x05FAu << 16)
#define SCB_AIRCR_PRIGROUP (7u << 8)
#define SCB_AIRCR_SYSRESETREQ (1u << 2)

/** Every load and store before this is complete before the next one begins. */
static inline void barrier(void)
{
    __asm__ volatile("dsb 0xF\n\tisb 0xF" ::: "memory");
}

#endif /* PLAT_STM32H5_REGISTERS_H */
