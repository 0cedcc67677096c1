/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Firmware that keeps each rule of the board, or breaks it, in one function each. test_board.c names the function and
 * says what the board must answer. A function returns 0 if what it saw was right.
 */
#include "case.h"

#define WORK 0x08180000u /* a sector of bank 2, far from the code */
#define WORK_SECTOR 64u

static volatile uint32_t nmis, ticks, nmi_detr;

void NMI_Handler(void);
void NMI_Handler(void)
{
    nmis++;
    nmi_detr = FLASH_ECCDETR;
    FLASH_ECCDETR = FLASH_ECCDETR_ECCD;
}

void SysTick_Handler(void);
void SysTick_Handler(void)
{
    ticks++;
}

/* --------------------------------------------------------------------------------------------------------- Flash ---
 */

static void unlock(void)
{
    FLASH_NSKEYR = FLASH_NSKEYR_KEY1;
    FLASH_NSKEYR = FLASH_NSKEYR_KEY2;
}

static void wait(void)
{
    while ((FLASH_NSSR & (FLASH_NSSR_BSY | FLASH_NSSR_WBNE | FLASH_NSSR_DBNE)) != 0) {
    }
}

static void store4(uint32_t address, uint32_t value)
{
    for (uint32_t i = 0; i < 4; i++) {
        REG32(address + 4 * i) = value + i;
    }
}

static void program(uint32_t address, uint32_t value)
{
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(address, value);
    wait();
    FLASH_NSCR = 0;
}

static void erase(uint32_t bksel, uint32_t sector)
{
    FLASH_NSCR = FLASH_NSCR_SER | sector << FLASH_NSCR_SNB_SHIFT | bksel;
    FLASH_NSCR = FLASH_NSCR_SER | sector << FLASH_NSCR_SNB_SHIFT | bksel | FLASH_NSCR_START;
    wait();
    FLASH_NSCR = 0;
}

CASE(nothing)
{
    return 0;
}
CASE(status_7)
{
    return 7;
}

CASE(program_and_read)
{
    unlock();
    program(WORK, 0x11223344u);
    for (uint32_t i = 0; i < 4; i++) {
        if (REG32(WORK + 4 * i) != 0x11223344u + i) {
            return 1;
        }
    }
    return REG32(WORK + 16) == 0xffffffffu && nmis == 0 ? 0 : 2;
}

CASE(erase_and_program_again)
{
    unlock();
    program(WORK, 5);
    erase(FLASH_NSCR_BKSEL, WORK_SECTOR);
    if (REG32(WORK) != 0xffffffffu) {
        return 1;
    }
    program(WORK, 6);
    return REG32(WORK) == 6 ? 0 : 2;
}

CASE(busy_lasts)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(WORK, 1);
    return (FLASH_NSSR & FLASH_NSSR_BSY) != 0 ? 0 : 1;
}

CASE(program_twice)
{
    unlock();
    program(WORK, 1);
    program(WORK, 2);
    return 0;
}

CASE(program_locked)
{
    store4(WORK, 1);
    return 0;
}

CASE(program_without_pg)
{
    unlock();
    store4(WORK, 1);
    return 0;
}

CASE(program_two_units_at_once)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    REG32(WORK) = 1;
    REG32(WORK + 16) = 1;
    return 0;
}

CASE(program_word_twice)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    REG32(WORK) = 1;
    REG32(WORK) = 1;
    return 0;
}

CASE(program_while_busy)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(WORK, 1);
    store4(WORK + 16, 1);
    return 0;
}

CASE(control_while_busy)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(WORK, 1);
    FLASH_NSCR = 0;
    return 0;
}

CASE(wrong_key)
{
    FLASH_NSKEYR = FLASH_NSKEYR_KEY2;
    return 0;
}

CASE(unlock_twice)
{
    unlock();
    unlock();
    return 0;
}

CASE(erase_own_sector)
{
    unlock();
    erase(0, 0);
    return 0;
}

CASE(two_jobs_at_once)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG | FLASH_NSCR_SER | FLASH_NSCR_START;
    return 0;
}

CASE(write_protected)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(WORK, 1);
    wait();
    return (FLASH_NSSR & (1u << 17)) != 0 && REG32(WORK) == 0xffffffffu ? 0 : 1;
}

CASE(error_injected)
{
    unlock();
    program(WORK, 1);
    return (FLASH_NSSR & (1u << 18)) != 0 && REG32(WORK) == 0xffffffffu ? 0 : 1;
}

CASE(double_error_nmi)
{
    uint32_t value = REG32(WORK + 0x20);
    __asm__ volatile("dsb\n\tisb");
    (void)value;
    return nmis == 1 && (nmi_detr & 0xffffu) == 0x8002u && (nmi_detr & 1u << 22) != 0 ? 0 : 1;
}

CASE(double_error_once_until_cleared)
{
    FLASH_ECCDETR = FLASH_ECCDETR_ECCD;
    (void)REG32(WORK + 0x20);
    (void)REG32(WORK + 0x24);
    __asm__ volatile("dsb\n\tisb");
    return nmis >= 1 ? 0 : 1;
}

CASE(single_error_flag)
{
    (void)REG32(WORK + 0x20);
    uint32_t flag = FLASH_ECCCORR & FLASH_ECCCORR_ECCC;
    FLASH_ECCCORR = FLASH_ECCCORR_ECCC;
    return flag != 0 && (FLASH_ECCCORR & FLASH_ECCCORR_ECCC) == 0 && nmis == 0 ? 0 : 1;
}

/* ------------------------------------------------------------------------------------------------ Options, banks ---
 */

static void options_unlock(void)
{
    unlock();
    REG32(0x4002200Cu) = 0x08192A3Bu;
    REG32(0x4002200Cu) = 0x4C5D6E7Fu;
}

CASE(option_locked)
{
    REG32(0x40022054u) = REG32(0x40022050u);
    return 0;
}

CASE(boot_lock)
{
    if ((FLASH_OPTCR & FLASH_OPTCR_SWAP_BANK) != 0) {
        return 3; /* never */
    }
    options_unlock();
    REG32(0x40022084u) = 0x080000b4u; /* NSBOOT_LOCK */
    FLASH_OPTCR = 2;
    wait();
    uint32_t errors = FLASH_NSSR & 1u << 23;
    REG32(0x40022054u) = REG32(0x40022050u) | 1u << 31;
    FLASH_OPTCR = 2; /* refused: the banks stay */
    wait();
    return errors == 0 && (FLASH_NSSR & 1u << 23) != 0 && REG32(0x40022050u) >> 31 == 0 &&
                   REG32(0x40022080u) == 0x080000b4u
               ? 0
               : 1;
}

CASE(swap_bank)
{
    if ((FLASH_OPTCR & FLASH_OPTCR_SWAP_BANK) != 0) { /* after the reset: what was bank 1 is bank 2 */
        return REG32(0x08100000u) == REG32(0x08000000u) && REG32(WORK) == 0xffffffffu && REG32(WORK - 0x100000u) == 9
                   ? 0
                   : 1;
    }
    unlock();
    for (uint32_t i = 0; i < 0x2000; i += 16) { /* the code has to be there too */
        FLASH_NSCR = FLASH_NSCR_PG;
        for (uint32_t j = 0; j < 16; j += 4) {
            REG32(0x08100000u + i + j) = REG32(0x08000000u + i + j);
        }
        wait();
    }
    program(WORK, 9);
    REG32(0x4002200Cu) = 0x08192A3Bu;
    REG32(0x4002200Cu) = 0x4C5D6E7Fu;
    REG32(0x40022054u) = REG32(0x40022050u) | 1u << 31;
    FLASH_OPTCR = 2;
    wait();
    if ((FLASH_OPTCR & FLASH_OPTCR_SWAP_BANK) != 0 || REG32(WORK) != 9) {
        return 2; /* nothing moves before the reset */
    }
    SCB_AIRCR = SCB_AIRCR_VECTKEY | SCB_AIRCR_SYSRESETREQ;
    for (;;) {
    }
}

CASE(state_backwards)
{
    options_unlock();
    REG32(0x40022054u) = (REG32(0x40022050u) & ~0xff00u) | 0xed00u;
    FLASH_OPTCR = 2;
    wait();
    return (FLASH_NSSR & 1u << 23) != 0 && (REG32(0x40022050u) >> 8 & 0xffu) == 0x72u ? 0 : 1;
}

/* --------------------------------------------------------------------------------------------- EDATA, OTP, cache ---
 */

CASE(edata)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    *(volatile uint16_t *)0x0900A800u = 0x1234;
    wait();
    FLASH_NSCR = 0;
    uint32_t read = *(volatile uint16_t *)0x0900A800u;
    return read == 0x1234 && nmis == 0 ? 0 : 1;
}

CASE(edata_virgin)
{
    uint32_t value = *(volatile uint16_t *)0x0900A802u;
    __asm__ volatile("dsb\n\tisb");
    return value == 0xffffu && nmis == 1 && REG32(0x40022108u) == 0xffffu ? 0 : 1;
}

CASE(edata_virgin_masked)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    REG32(0x4400054Cu) = 1;
    (void)*(volatile uint16_t *)0x0900A802u;
    __asm__ volatile("dsb\n\tisb");
    return nmis == 0 && (FLASH_ECCDETR & FLASH_ECCDETR_ECCD) != 0 ? 0 : 1;
}

CASE(edata_byte)
{
    return *(volatile uint8_t *)0x0900A800u;
}

CASE(edata_twice)
{
    unlock();
    for (uint16_t i = 0; i < 2; i++) {
        FLASH_NSCR = FLASH_NSCR_PG;
        *(volatile uint16_t *)0x0900A800u = i;
        wait();
    }
    return 0;
}

CASE(otp)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    *(volatile uint16_t *)0x08FFF004u = 0xbeef;
    wait();
    return *(volatile uint16_t *)0x08FFF004u == 0xbeef && nmis == 0 ? 0 : 1;
}

CASE(otp_twice)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    *(volatile uint16_t *)0x08FFF004u = 0xbeef;
    wait();
    *(volatile uint16_t *)0x08FFF004u = 0;
    return 0;
}

static void cache_on(void)
{
    while ((ICACHE_SR & ICACHE_SR_BUSYF) != 0) {
    }
    ICACHE_CR |= ICACHE_CR_EN;
}

CASE(uid_uncached)
{
    return REG32(0x08FFF800u) != 0xffffffffu ? 0 : 1;
}
CASE(uid_cached)
{
    cache_on();
    return REG32(0x08FFF800u);
}

CASE(uid_noncacheable_region)
{
    REG32(0xE000EDC0u) = 0x44;
    REG32(0xE000ED98u) = 0;
    REG32(0xE000ED9Cu) = 0x08FFF000u | 2u;
    REG32(0xE000EDA0u) = 0x08FFFFE0u | 1u;
    REG32(0xE000ED94u) = 5;
    cache_on();
    return REG32(0x08FFF800u) != 0xffffffffu ? 0 : 1;
}

CASE(stale_cache)
{
    cache_on();
    unlock();
    program(WORK, 1);
    return REG32(WORK);
}

CASE(invalidated_cache)
{
    cache_on();
    unlock();
    program(WORK, 1);
    ICACHE_CR |= ICACHE_CR_CACHEINV;
    while ((ICACHE_SR & ICACHE_SR_BUSYF) != 0) {
    }
    return REG32(WORK) == 1 ? 0 : 1;
}

/* ------------------------------------------------------------------------------------------------- Keys, levels --- */

#define OBK 0x0BFD0000u
#define OBKKEYR REG32(0x40022010u)
#define OBKCFGR REG32(0x40022040u)

static void obk_unlock(void)
{
    unlock();
    OBKKEYR = 0x192A083Bu;
    OBKKEYR = 0x6E7F4C5Du;
}

CASE(obk_program_and_exchange)
{
    obk_unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(OBK + 0x100, 7);
    wait();
    store4(OBK + 0x110, 8);
    wait();
    OBKCFGR = 4 | 8; /* alternate sector, erase it */
    wait();
    OBKCFGR = 4;
    store4(OBK + 0x110, 9);
    wait();
    OBKCFGR = 4 | 2 | 0x90u << 16;
    wait();
    OBKCFGR = 0;
    return REG32(OBK + 0x100) == 7 && REG32(OBK + 0x110) == 9 && REG32(OBK + 0x11c) == 12 ? 0 : 1;
}

CASE(obk_twice)
{
    obk_unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(OBK + 0x100, 7);
    wait();
    store4(OBK + 0x100, 7);
    return 0;
}

CASE(obk_other_level)
{
    obk_unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(OBK + 0x1800, 7);
    return 0;
}

CASE(obk_hidden_after_the_step)
{
    obk_unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(OBK + 0x100, 7);
    wait();
    FLASH_NSCR = 0;
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    if (REG32(OBK + 0x100) != 7) {
        return 1;
    }
    REG32(0x44000410u) = 0x6A;
    return REG32(OBK + 0x100) == 0 && (FLASH_NSSR & 1u << 21) != 0 && REG32(0x44000414u) == 0x8A ? 0 : 2;
}

CASE(hdpl_above_3)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    for (unsigned i = 0; i < 3; i++) {
        REG32(0x44000410u) = 0x6A;
    }
    return 0;
}

CASE(hdpl_set_down)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    REG32(0x44000414u) = 0xB4;
    return 0;
}

__attribute__((section(".ram_code"), noinline)) static uint32_t step_and_read(void)
{
    REG32(0x44000410u) = 0x6A;
    return REG32(WORK);
}

CASE(hidden_area)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    return step_and_read();
}

/* ------------------------------------------------------------------------------------------------- Peripherals --- */

CASE(no_clock)
{
    return RNG_SR;
}
CASE(no_such_peripheral)
{
    return REG32(0x40000000u);
}
CASE(secure_alias)
{
    return REG32(0x50022020u);
}
CASE(no_memory)
{
    return REG32(0x70000000u);
}

CASE(rng)
{
    uint32_t first = 0, same = 0;
    rng_start();
    for (unsigned i = 0; i < 20; i++) {
        while ((RNG_SR & RNG_SR_DRDY) == 0) {
        }
        uint32_t word = RNG_DR;
        same += word == first;
        first = word;
    }
    return same == 0 && (RNG_SR & (RNG_SR_SEIS | RNG_SR_SECS)) == 0 ? 0 : 1;
}

CASE(rng_seed_error)
{
    rng_start();
    while ((RNG_SR & RNG_SR_SEIS) == 0) {
        if ((RNG_SR & RNG_SR_DRDY) != 0) {
            (void)RNG_DR;
        }
    }
    if ((RNG_SR & RNG_SR_SECS) == 0) {
        return 1;
    }
    rng_start();
    while ((RNG_SR & RNG_SR_DRDY) == 0) {
    }
    return RNG_DR != 0 && (RNG_SR & (RNG_SR_SEIS | RNG_SR_SECS)) == 0 ? 0 : 2;
}

CASE(rng_empty)
{
    rng_start();
    return RNG_DR;
}

CASE(rng_configured_late)
{
    rng_start();
    RNG_HTCR = 1;
    return 0;
}

CASE(usart)
{
    REG32(0x44020CA4u) |= 1u << 14;
    REG32(0x4001380Cu) = 556;
    REG32(0x40013800u) = 1 | 4 | 8;
    while ((REG32(0x4001381Cu) & 1u << 5) == 0) {
    }
    uint32_t c = REG32(0x40013824u);
    for (const char *p = "hello "; *p != 0; p++) {
        while ((REG32(0x4001381Cu) & 1u << 7) == 0) {
        }
        REG32(0x40013828u) = (uint32_t)*p;
    }
    while ((REG32(0x4001381Cu) & 1u << 7) == 0) {
    }
    REG32(0x40013828u) = c;
    return 0;
}

CASE(usart_full)
{
    REG32(0x44020CA4u) |= 1u << 14;
    REG32(0x4001380Cu) = 556;
    REG32(0x40013800u) = 1 | 8;
    REG32(0x40013828u) = 'a';
    REG32(0x40013828u) = 'b';
    return 0;
}

CASE(backup_closed)
{
    RCC_APB3ENR |= 1u << 21;
    REG32(0x44007D00u) = 1;
    return 0;
}

CASE(backup_lasts)
{
    RCC_APB3ENR |= 1u << 21;
    REG32(0x44020824u) = 1;
    if (REG32(0x44007D00u) == 0xabcd) {
        return REG32(0x44007C40u) == 1 ? 0 : 1;
    }
    REG32(0x44007D00u) = 0xabcd;
    REG32(0x44007C40u) = 77; /* one up, whatever is written */
    SCB_AIRCR = SCB_AIRCR_VECTKEY | SCB_AIRCR_SYSRESETREQ;
    for (;;) {
    }
}

CASE(watchdog)
{
    REG32(0x40003000u) = 0xCCCC;
    if ((REG32(0x44020CF4u) & 1u << 29) != 0) {
        return 0;
    }
    REG32(0x40003000u) = 0x5555;
    REG32(0x40003008u) = 3;
    REG32(0x40003000u) = 0xAAAA;
    for (;;) {
    }
}

CASE(systick)
{
    REG32(0xE000E014u) = 999;
    REG32(0xE000E018u) = 0;
    REG32(0xE000E010u) = 7;
    while (ticks < 3) {
    }
    REG32(0xE000E010u) = 0;
    return 0;
}

CASE(interrupts_in_it_blocks)
{
    uint32_t sum = 0;
    REG32(0xE000E014u) = 6;
    REG32(0xE000E018u) = 0;
    REG32(0xE000E010u) = 7;
    for (uint32_t i = 0; i < 2000; i++) {
        __asm__ volatile("cmp %1, #100\n\titete lo\n\taddlo %0, #1\n\taddhs %0, #2\n\taddlo %0, #3\n\taddhs %0, #4"
                         : "+r"(sum)
                         : "r"(i)
                         : "cc");
    }
    REG32(0xE000E010u) = 0;
    return sum == 100 * 4 + 1900 * 6 && ticks > 100 ? 0 : 1;
}

/* ------------------------------------------------------------------------------------------------ Accelerators --- */

#define HASH(off) REG32(0x420C0400u + (off))
CASE(hash)
{
    RCC_AHB2ENR |= 1u << 17;
    HASH(0) = 3u << 17 | 2u << 4 | 4u;
    HASH(4) = 0x00636261u; /* "abc" */
    HASH(8) = 24;
    HASH(8) = 24 | 1u << 8;
    while ((HASH(0x24) & 2u) == 0) {
    }
    return HASH(0x310) == 0xba7816bfu && HASH(0x32c) == 0xf20015adu ? 0 : 1;
}

CASE(hash_early)
{
    RCC_AHB2ENR |= 1u << 17;
    HASH(0) = 3u << 17 | 2u << 4 | 4u;
    HASH(8) = 1u << 8;
    return HASH(0x310);
}

#define AES_AT(base, off) REG32((base) + (off))
static uint32_t aes_block(uint32_t base, uint32_t cr, const uint32_t *in, uint32_t *out)
{
    AES_AT(base, 0) = cr | 1u;
    for (unsigned i = 0; i < 4; i++) {
        AES_AT(base, 8) = in[i];
    }
    while ((AES_AT(base, 0x304) & 1u) == 0) {
    }
    AES_AT(base, 0x308) = 1;
    for (unsigned i = 0; i < 4; i++) {
        out[i] = AES_AT(base, 0x0c);
    }
    AES_AT(base, 0) = cr;
    return 0;
}

/* FIPS 197, C.1 */
static const uint32_t fips_key[4] = { 0x00010203u, 0x04050607u, 0x08090a0bu, 0x0c0d0e0fu };
static const uint32_t fips_plain[4] = { 0x00112233u, 0x44556677u, 0x8899aabbu, 0xccddeeffu };

static uint32_t aes_check(uint32_t base)
{
    uint32_t out[4], back[4];
    AES_AT(base, 0) = 0;
    for (unsigned i = 0; i < 4; i++) {
        AES_AT(base, 0x1c - 4 * i) = fips_key[i];
    }
    while ((AES_AT(base, 4) & 1u << 3) != 0) {
    }
    aes_block(base, 0, fips_plain, out);
    if (out[0] != 0x69c4e0d8u || out[3] != 0x70b4c55au) {
        return 1;
    }
    while ((AES_AT(base, 4) & 1u << 3) != 0) {
    }
    AES_AT(base, 0) = 1u << 3 | 1u; /* key derivation */
    while ((AES_AT(base, 0x304) & 1u) == 0) {
    }
    AES_AT(base, 0x308) = 1;
    aes_block(base, 2u << 3, out, back);
    return back[0] == fips_plain[0] && back[3] == fips_plain[3] ? 0 : 2;
}

CASE(aes)
{
    RCC_AHB2ENR |= 1u << 16;
    return aes_check(0x420C0000u);
}

CASE(aes_key_order)
{
    RCC_AHB2ENR |= 1u << 16;
    AES_AT(0x420C0000u, 0x1c) = 1;
    AES_AT(0x420C0000u, 0x14) = 1;
    return 0;
}

CASE(aes_without_key)
{
    RCC_AHB2ENR |= 1u << 16;
    AES_AT(0x420C0000u, 0) = 1;
    return 0;
}

CASE(aes_output_early)
{
    RCC_AHB2ENR |= 1u << 16;
    return AES_AT(0x420C0000u, 0x0c);
}

CASE(saes)
{
    rng_start();
    RCC_AHB2ENR |= 1u << 20;
    while ((AES_AT(0x420C0C00u, 4) & 1u << 3) != 0) {
    }
    return aes_check(0x420C0C00u);
}

CASE(saes_without_rng)
{
    RCC_AHB2ENR |= 1u << 20;
    for (unsigned i = 0; i < 1000; i++) {
        if ((AES_AT(0x420C0C00u, 4) & 1u << 3) == 0) {
            return 1;
        }
    }
    return 0;
}

static void dhuk(uint32_t out[4])
{
    while ((AES_AT(0x420C0C00u, 4) & 1u << 3) != 0) {
    }
    AES_AT(0x420C0C00u, 0) = 1u << 28 | 1u << 18;
    while ((AES_AT(0x420C0C00u, 4) & 1u << 7) == 0) {
    }
    aes_block(0x420C0C00u, 1u << 28 | 1u << 18, fips_plain, out);
    while ((AES_AT(0x420C0C00u, 4) & 1u << 3) != 0) {
    }
    AES_AT(0x420C0C00u, 0) = 1u << 31;
    AES_AT(0x420C0C00u, 0) = 0;
}

CASE(saes_hardware_key)
{
    uint32_t one[4], again[4], higher[4];
    rng_start();
    RCC_AHB2ENR |= 1u << 20;
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    dhuk(one);
    dhuk(again);
    REG32(0x44000410u) = 0x6A;
    dhuk(higher);
    return one[0] == again[0] && one[3] == again[3] && (one[0] != higher[0] || one[1] != higher[1]) ? 0 : 1;
}

/* Wrap a key under the DHUK, unwrap it, use it: what comes out of the unit meanwhile is 0. */
CASE(saes_wrap)
{
    uint32_t blob[4], nothing[4], out[4];
    const uint32_t base = 0x420C0C00u, wrap = 1u << 24 | 1u << 28;
    rng_start();
    RCC_AHB2ENR |= 1u << 20;
    while ((AES_AT(base, 4) & 1u << 3) != 0) {
    }
    AES_AT(base, 0) = wrap;
    while ((AES_AT(base, 4) & 1u << 7) == 0) {
    }
    aes_block(base, wrap, fips_key, blob);
    while ((AES_AT(base, 4) & 1u << 3) != 0) {
    }
    AES_AT(base, 0) = wrap | 1u << 3 | 1u;
    while ((AES_AT(base, 0x304) & 1u) == 0) {
    }
    AES_AT(base, 0x308) = 1;
    AES_AT(base, 0) = wrap | 2u << 3 | 1u;
    for (unsigned i = 0; i < 4; i++) {
        AES_AT(base, 8) = blob[i];
    }
    while ((AES_AT(base, 0x304) & 1u) == 0) {
    }
    AES_AT(base, 0x308) = 1;
    for (unsigned i = 0; i < 4; i++) {
        nothing[i] = AES_AT(base, 0x0c);
    }
    AES_AT(base, 0) = 0;
    if ((nothing[0] | nothing[1] | nothing[2] | nothing[3]) != 0 || (AES_AT(base, 4) & 1u << 7) == 0) {
        return 1;
    }
    aes_block(base, 0, fips_plain, out);
    return out[0] == 0x69c4e0d8u && out[3] == 0x70b4c55au && blob[0] != fips_key[0] ? 0 : 2;
}

/* ------------------------------------------------------------------------------------------------------ Glitches ---
 */

/* Compares as a boot stage does: 0 only if both are equal. */
CASE(guarded)
{
    volatile uint32_t a = 1, b = 2;
    uint32_t status = 5;
    if (a == b) {
        status = 0;
    }
    return status;
}

/* ---------------------------------------------------------------------------------- What the H503 does not have --- */

CASE(h503_pka)
{
    return PKA_SR;
}

CASE(h503_pka_clock)
{
    RCC_AHB2ENR |= RCC_AHB2ENR_PKAEN;
    return 0;
}

CASE(h503_saes)
{
    return SAES_SR;
}

CASE(h503_keys)
{
    return REG32(OBK_MEMORY_BASE);
}

CASE(h503_keys_register)
{
    return FLASH_NSOBKCFGR;
}

CASE(h503_keys_unlocked)
{
    FLASH_NSOBKKEYR = FLASH_NSOBKKEYR_KEY1;
    return 0;
}

CASE(h503_edata_register)
{
    return REG32(FLASH_EDATA1R_CUR_ADDRESS);
}

CASE(h503_edata)
{
    return REG32(FLASH_MEMORY_BASE + EDATA_OFFSET);
}

CASE(h503_next_level)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    SBS_NEXTHDPLCR = 0;
    return 0;
}

CASE(h503_noise_sources)
{
    rng_start(); /* writes RNG_NSCR */
    return 0;
}

static void hash_start(uint32_t algorithm)
{
    RCC_AHB2ENR |= RCC_AHB2ENR_HASHEN;
    HASH_CR = HASH_CR_ALGO(algorithm) | HASH_CR_DATATYPE_BYTES;
    HASH_CR = HASH_CR_ALGO(algorithm) | HASH_CR_DATATYPE_BYTES | HASH_CR_INIT;
}

CASE(h503_sha_512)
{
    hash_start(15);
    return 0;
}

CASE(h503_context)
{
    hash_start(3);
    HASH_CSR(54) = 0;
    return 0;
}

CASE(h503_write_protection)
{
    unlock();
    FLASH_NSCR = FLASH_NSCR_PG;
    store4(FLASH_MEMORY_BASE + 3u * FLASH_SECTOR_SIZE, 1); /* protected is sector 2 alone */
    wait();
    uint32_t behind = FLASH_NSSR & FLASH_NSSR_ERRORS;
    store4(FLASH_MEMORY_BASE + 2u * FLASH_SECTOR_SIZE, 1);
    wait();
    return behind == 0 && (FLASH_NSSR & FLASH_NSSR_ERRORS) == 1u << 17 ? 0 : 1;
}
