/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The registers of the STM32H5 that this port uses, non-secure view, with the names of RM0481. What differs from part
 * to part is in part.h.
 */
#ifndef PLAT_STM32H5_REGISTERS_H
#define PLAT_STM32H5_REGISTERS_H

#include <stdint.h>

#include "part.h"

/* Registers near a base that the compiler holds take instructions of half the size in Thumb. Left to itself it takes
 * bases 4 KB apart, of which most registers are too far. */
#define REG_NEAR 0x7Fu
static inline uintptr_t reg_base(uintptr_t base)
{
    __asm__("" : "+r"(base));
    return base;
}
#define REG32(address)                                                                                                 \
    (*(volatile uint32_t *)(__builtin_constant_p(address) ? reg_base((address) & ~REG_NEAR) + ((address)&REG_NEAR)     \
                                                          : (address)))

/* Embedded flash (RM0481 chapter 7) */
#define FLASH_MEMORY_BASE 0x08000000u
#define FLASH_SECTOR_SIZE 0x2000u
#define FLASH_UNIT_SIZE 16u /* quad-word, the program unit */

#define FLASH_REGISTERS 0x40022000u
#define FLASH_NSKEYR REG32(0x40022004u)
#define FLASH_NSKEYR_KEY1 0x45670123u
#define FLASH_NSKEYR_KEY2 0xCDEF89ABu
#define FLASH_OPTKEYR REG32(0x4002200Cu)
#define FLASH_OPTKEYR_KEY1 0x08192A3Bu
#define FLASH_OPTKEYR_KEY2 0x4C5D6E7Fu
#define FLASH_NSOBKKEYR REG32(0x40022010u)
#define FLASH_NSOBKKEYR_KEY1 0x192A083Bu
#define FLASH_NSOBKKEYR_KEY2 0x6E7F4C5Du
#define FLASH_OPTCR_ADDRESS 0x4002201Cu
#define FLASH_OPTCR REG32(FLASH_OPTCR_ADDRESS)
#define FLASH_OPTCR_OPTLOCK (1u << 0)
#define FLASH_OPTCR_OPTSTRT (1u << 1)
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
#define FLASH_NSOBKCFGR REG32(0x40022040u)
#define FLASH_NSOBKCFGR_LOCK (1u << 0)
#define FLASH_NSOBKCFGR_SWAP_SECT_REQ (1u << 1)
#define FLASH_NSOBKCFGR_ALT_SECT (1u << 2)
#define FLASH_NSOBKCFGR_ALT_SECT_ERASE (1u << 3)
#define FLASH_NSOBKCFGR_SWAP_OFFSET(entries) ((uint32_t)(entries) << 16)
#define FLASH_OPTSR_CUR_ADDRESS 0x40022050u
#define FLASH_OPTSR_CUR REG32(FLASH_OPTSR_CUR_ADDRESS)
#define FLASH_OPTSR_PRODUCT_STATE(optsr) (((optsr) >> 8) & 0xFFu)
#define FLASH_OPTSR_SWAP_BANK (1u << 31)
#define FLASH_OPTSR_IWDG_SW (1u << 3)
#define FLASH_OPTSR_PRG REG32(0x40022054u)
#define FLASH_OPTSR2_CUR_ADDRESS 0x40022070u
#define FLASH_NSBOOTR_CUR_ADDRESS 0x40022080u
#define FLASH_WRP1R_CUR_ADDRESS 0x400220E8u
#define FLASH_WRP2R_CUR_ADDRESS 0x400221E8u
#define FLASH_HDP1R_CUR REG32(0x400220F8u)
#define FLASH_HDP2R_CUR REG32(0x400221F8u)
#define FLASH_ECCCORR REG32(0x40022100u)
#define FLASH_ECCCORR_ECCC (1u << 30)
#define FLASH_ECCDETR REG32(0x40022104u)
#define FLASH_ECCDETR_ECCD (1u << 31)
#define FLASH_ECCDR REG32(0x40022108u)
#define FLASH_EDATA1R_CUR_ADDRESS 0x400220F0u
#define FLASH_EDATA2R_CUR_ADDRESS 0x400221F0u
#define FLASH_EDATAR_EN (1u << 15)

/* High-cycle data area: offsets from the start of the flash, sectors counted from the end of the bank */
#define EDATA_OFFSET 0x01000000u
#define EDATA_SECTOR_SIZE 0x1800u
#define EDATA_SECTORS_MAX 8u
#define EDATA_UNIT_SIZE 2u

/* Option-byte keys (OBK): entries of one quad-word, open to one hide protection level each */
#define OBK_MEMORY_BASE 0x0BFD0000u

/* Instruction cache (chapter 8) */
#define ICACHE_CR REG32(0x40030400u)
#define ICACHE_CR_EN (1u << 0)
#define ICACHE_CR_CACHEINV (1u << 1)
#define ICACHE_SR REG32(0x40030404u)
#define ICACHE_SR_BUSYF (1u << 0)

/* Independent watchdog: 32 kHz */
#define IWDG_KR REG32(0x40003000u)
#define IWDG_KR_START 0x0000CCCCu
#define IWDG_KR_UNLOCK 0x00005555u
#define IWDG_KR_REFRESH 0x0000AAAAu
#define IWDG_PR REG32(0x40003004u)
#define IWDG_RLR REG32(0x40003008u)
#define IWDG_SR REG32(0x4000300Cu)

/* Clocks (chapter 11) */
#define RCC_BASE 0x44020C00u
#define RCC_CR REG32(0x44020C00u)
#define RCC_CR_HSI48ON (1u << 12)
#define RCC_CR_HSI48RDY (1u << 13)
#define RCC_AHB2RSTR REG32(0x44020C64u)
#define RCC_AHB2ENR REG32(0x44020C8Cu)
#define RCC_AHB2ENR_GPIOEN(port) (1u << (port))
#define RCC_AHB2ENR_AESEN (1u << 16)
#define RCC_AHB2ENR_HASHEN (1u << 17)
#define RCC_AHB2ENR_RNGEN (1u << 18)
#define RCC_AHB2ENR_PKAEN (1u << 19)
#define RCC_AHB2ENR_SAESEN (1u << 20)
#define RCC_APB3ENR REG32(0x44020CA8u)
#define RCC_APB3ENR_SBSEN (1u << 1)
#define RCC_CCIPR5 REG32(0x44020CE8u)
#define RCC_CCIPR5_RNGSEL (3u << 4) /* 0: HSI48 */

/* Random number generator */
#define RNG_CR REG32(0x420C0800u)
#define RNG_CR_RNGEN (1u << 2)
#define RNG_CR_CONDRST (1u << 30)
#define RNG_SR REG32(0x420C0804u)
#define RNG_SR_DRDY (1u << 0)
#define RNG_SR_SECS (1u << 2)
#define RNG_SR_CEIS (1u << 5)
#define RNG_SR_SEIS (1u << 6)
#define RNG_DR REG32(0x420C0808u)
#define RNG_NSCR REG32(0x420C080Cu)
#define RNG_NSCR_NIST 0x0003AF66u
#define RNG_HTCR REG32(0x420C0810u)

/* Secure AES */
#define SAES_CR REG32(0x420C0C00u)
#define SAES_CR_EN (1u << 0)
#define SAES_CR_KEYSIZE_256 (1u << 18)
#define SAES_CR_KEYSEL_DHUK (1u << 28)
#define SAES_CR_IPRST (1u << 31)
#define SAES_SR REG32(0x420C0C04u)
#define SAES_SR_BUSY (1u << 3)
#define SAES_SR_KEYVALID (1u << 7)
#define SAES_DINR REG32(0x420C0C08u)
#define SAES_DOUTR REG32(0x420C0C0Cu)
#define SAES_ISR REG32(0x420C0F04u)
#define SAES_ISR_CCF (1u << 0)
#define SAES_ISR_ERRORS 0x0000000Eu /* RWEIF, KEIF, RNGEIF */
#define SAES_ICR REG32(0x420C0F08u)

/* AES and SAES as accelerators: the same registers, by their base */
#define AES_BASE 0x420C0000u
#define SAES_BASE 0x420C0C00u
#define AES_CR 0x00u
#define AES_CR_EN (1u << 0)
#define AES_CR_DATATYPE_BYTES (2u << 1)
#define AES_CR_MODE_DERIVE (1u << 3)
#define AES_CR_MODE_DECRYPT (2u << 3)
#define AES_CR_CHMOD_ECB 0u
#define AES_CR_CHMOD_CBC (1u << 5)
#define AES_CR_CHMOD_CTR (2u << 5)
#define AES_CR_CHMOD_GCM (3u << 5)
#define AES_CR_CHMOD_CCM (1u << 16)
#define AES_CR_GCMPH(phase) ((uint32_t)(phase) << 13)
#define AES_CR_KEYSIZE_256 (1u << 18)
#define AES_CR_NPBLB(bytes) ((uint32_t)(bytes) << 20)
#define AES_CR_IPRST (1u << 31)
#define AES_SR 0x04u
#define AES_SR_BUSY (1u << 3)
#define AES_SR_KEYVALID (1u << 7)
#define AES_DINR 0x08u
#define AES_DOUTR 0x0Cu
#define AES_KEYR(word) ((word) < 4u ? 0x10u + 4u * (word) : 0x30u + 4u * ((word)-4u))
#define AES_IVR(word) (0x20u + 4u * (word))
#define AES_ISR 0x304u
#define AES_ISR_CCF (1u << 0)
#define AES_ISR_ERRORS 0x0000000Eu /* RWEIF, KEIF, RNGEIF */
#define AES_ICR 0x308u

/* Hash processor */
#define HASH_CR REG32(0x420C0400u)
#define HASH_CR_INIT (1u << 2)
#define HASH_CR_DATATYPE_BYTES (2u << 4)
#define HASH_CR_ALGO(algo) ((uint32_t)(algo) << 17)
#define HASH_DIN REG32(0x420C0404u)
#define HASH_STR REG32(0x420C0408u)
#define HASH_STR_DCAL (1u << 8)
#define HASH_SR REG32(0x420C0424u)
#define HASH_SR_DINIS (1u << 0)
#define HASH_SR_DCIS (1u << 1)
#define HASH_SR_BUSY (1u << 3)
#define HASH_CSR(word) REG32(0x420C04F8u + 4u * (word))
#define HASH_CSR_WORDS PART_HASH_CONTEXT_WORDS
#define HASH_HR(word) REG32(0x420C0710u + 4u * (word))

/* Public key accelerator; its RAM by offsets from the block */
#define PKA_CR REG32(0x420C2000u)
#define PKA_CR_EN (1u << 0)
#define PKA_CR_START (1u << 1)
#define PKA_CR_MODE(mode) ((uint32_t)(mode) << 8)
#define PKA_SR REG32(0x420C2004u)
#define PKA_SR_INITOK (1u << 0)
#define PKA_SR_BUSY (1u << 16)
#define PKA_SR_PROCENDF (1u << 17)
#define PKA_SR_ERRORS 0x00380000u /* RAMERRF, ADDRERRF, OPERRF */
#define PKA_CLRFR REG32(0x420C2008u)
#define PKA_RAM(offset) REG32(0x420C2000u + (offset))
#define PKA_RAM_FIRST 0x400u
#define PKA_RAM_WORDS 1334u

/* System configuration, boot and security */
#define SBS_HDPLCR_ADDRESS 0x44000410u /* HDPLSR follows */
#define SBS_HDPLCR_RAISE 0x6Au
#define SBS_HDPLSR REG32(0x44000414u)
#define SBS_NEXTHDPLCR REG32(0x44000418u)
#define SBS_EPOCHSELCR REG32(0x440004A0u)
#define SBS_ECCNMIR REG32(0x4400054Cu)
#define SBS_ECCNMIR_EDATA (1u << 0) /* double errors of the high-cycle data area raise no NMI */
#define SBS_DBGCR REG32(0x44000420u)
#define SBS_DBGCR_DBG_UNLOCK(dbgcr) (((dbgcr) >> 8) & 0xFFu)
#define SBS_DBGCR_DBG_UNLOCK_OPEN 0xB4u
#define SBS_DBGCR_DBG_AUTH_SEC(dbgcr) (((dbgcr) >> 24) & 0xFFu)
#define SBS_DBGCR_DBG_AUTH_SEC_NS_ONLY 0x3Cu

/* GPIO and USART, by their base */
#define GPIO_BASE(port) (0x42020000u + 0x400u * (port))
#define GPIO_MODER 0x00u
#define GPIO_AFRL 0x20u
#define USART_CR1 0x00u
#define USART_CR1_UE (1u << 0)
#define USART_CR1_RE (1u << 2)
#define USART_CR1_TE (1u << 3)
#define USART_BRR 0x0Cu
#define USART_ISR 0x1Cu
#define USART_ISR_RXNE (1u << 5)
#define USART_ISR_TC (1u << 6)
#define USART_ISR_TXE (1u << 7)
#define USART_RDR 0x24u
#define USART_TDR 0x28u

#define DBGMCU_IDCODE_ADDRESS 0x44024000u
#define DBGMCU_IDCODE REG32(DBGMCU_IDCODE_ADDRESS)

/* Cortex-M33: SysTick, NVIC, memory protection, system control block */
#define SYST_CSR REG32(0xE000E010u)
#define NVIC_ICER(n) REG32(0xE000E180u + 4u * (n))
#define NVIC_ICPR(n) REG32(0xE000E280u + 4u * (n))
#define NVIC_WORDS 5u /* 131 interrupts */
#define MPU_CTRL REG32(0xE000ED94u)
#define MPU_CTRL_ENABLE (1u << 0)
#define MPU_CTRL_PRIVDEFENA (1u << 2)
#define MPU_RNR REG32(0xE000ED98u)
#define MPU_RBAR REG32(0xE000ED9Cu)
#define MPU_RLAR REG32(0xE000EDA0u)
#define MPU_MAIR0 REG32(0xE000EDC0u)
#define SCB_ICSR REG32(0xE000ED04u)
#define SCB_ICSR_PENDSVCLR (1u << 27)
#define SCB_ICSR_PENDSTCLR (1u << 25)
#define SCB_VTOR_ADDRESS 0xE000ED08u
#define SCB_VTOR REG32(SCB_VTOR_ADDRESS)
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
