/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What only the STM32H5 port has: ECC errors, counters over a full log, levels, errors of the hardware. On the emulated
 * board.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "platform/stm32h5/plat_stm32h5.h"
#include "tests/board/firmware/debugger.h"
#include "tests/port/port_fixture.h"

#define FLASH_BASE 0x08000000u
#define SBS_HDPLCR (*(volatile uint32_t *)0x44000410u)
#define IDCODE (*(volatile uint32_t *)0x44024000u)

/* ---------------------------------------------------------------------------------------------------- Threads --- */

/* The locks of a product with threads, in place of the port's: whoever interrupts waits while one is held. */
static volatile bool held;
static volatile unsigned breaches;

void plat_lock(plat_lock_id_t id)
{
    breaches += id != PLAT_LOCK_PLATFORM || held;
    held = true;
}

void plat_unlock(plat_lock_id_t id)
{
    breaches += id != PLAT_LOCK_PLATFORM || !held;
    held = false;
}

int32_t plat_caller(void)
{
    return -1;
}

static int begin(void **state)
{
    (void)state;
    held = false;
    breaches = 0;
    port_fixture_new();
    return 0;
}

static const plat_flash_area_t *erased_area(void)
{
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_FWU_JOURNAL);
    assert_non_null(area);
    assert_int_equal(plat_flash_erase(area, 0), PSA_SUCCESS);
    return area;
}

static void read__unit_with_a_double_error__is_corrupt_and_the_others_come(void **state)
{
    uint8_t out[64], in[64], zeros[16] = { 0 };
    const plat_flash_area_t *area = erased_area();
    (void)state;
    for (unsigned i = 0; i < sizeof out; i++) {
        out[i] = (uint8_t)(i + 1);
    }
    assert_int_equal(plat_flash_prog(area, 0, out, sizeof out), PSA_SUCCESS);
    debugger(DEBUGGER_DAMAGE, FLASH_BASE + area->base + 16);
    for (unsigned round = 0; round < 2; round++) { /* each time, not only the first */
        memset(in, 0xa5, sizeof in);
        assert_int_equal(plat_flash_read(area, 0, in, sizeof in), PSA_ERROR_DATA_CORRUPT);
        assert_memory_equal(in, out, 16);
        assert_memory_equal(in + 16, zeros, 16);
        assert_memory_equal(in + 32, out + 32, 32);
    }
    assert_int_equal(plat_flash_read(area, 32, in, 32), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(area, 16, out, 16), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(plat_flash_erase(area, 0), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(area, 16, out, 16), PSA_SUCCESS);
}

static void read__corrected_unit__is_told(void **state)
{
    uint8_t out[32] = { 1, 2, 3 }, in[32];
    const plat_flash_area_t *area = erased_area();
    (void)state;
    assert_int_equal(plat_flash_prog(area, 0, out, sizeof out), PSA_SUCCESS);
    debugger(DEBUGGER_WEAR, FLASH_BASE + area->base + 16);
    assert_int_equal(plat_flash_read(area, 0, in, 16), PSA_SUCCESS);
    assert_int_equal(plat_flash_read(area, 0, in, 32), PLAT_FLASH_CORRECTED);
    assert_memory_equal(in, out, sizeof out);
    assert_int_equal(plat_flash_read(area, 16, in, 1), PLAT_FLASH_CORRECTED);
}

static void flash__operation_that_fails__is_a_storage_failure(void **state)
{
    uint8_t out[16] = { 1 };
    const plat_flash_area_t *area = erased_area();
    (void)state;
    debugger(DEBUGGER_FLASH_ERROR, 1);
    assert_int_equal(plat_flash_prog(area, 0, out, sizeof out), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(plat_flash_prog(area, 0, out, sizeof out), PSA_SUCCESS);
    debugger(DEBUGGER_FLASH_ERROR, 1);
    assert_int_equal(plat_flash_erase(area, 0), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(plat_flash_erase(area, 0), PSA_SUCCESS);
}

static void entropy__seed_errors__recovered_from_or_told(void **state)
{
    uint8_t random[32], zeros[32] = { 0 };
    (void)state;
    for (uint32_t errors = 1; errors <= 3; errors++) {
        debugger(DEBUGGER_RNG_ERROR, errors);
        assert_int_equal(plat_entropy(random, sizeof random), PSA_SUCCESS);
        assert_memory_not_equal(random, zeros, sizeof random);
    }
    debugger(DEBUGGER_RNG_ERROR, 50);
    assert_int_equal(plat_entropy(random, sizeof random), PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_memory_equal(random, zeros, sizeof random);
    debugger(DEBUGGER_RNG_ERROR, 0);
    assert_int_equal(plat_entropy(random, sizeof random), PSA_SUCCESS);
}

#define KEEP (FLASH_BASE + 0x6000u) /* H503 (keep.c): two sectors, of which one counts; part.h has them here */
#define SECTOR 0x2000u

/* Which of the two sectors counts: the one whose generation is higher. */
static uint32_t counting(void)
{
    const volatile uint32_t *one = (const volatile uint32_t *)KEEP,
                            *two = (const volatile uint32_t *)(KEEP + SECTOR);
    return one[1] != UINT32_MAX && (two[1] == UINT32_MAX || one[1] > two[1]) ? KEEP : KEEP + SECTOR;
}

/* Entry n of the log of counters can't be read any more. */
static void damage_counter(uint32_t n)
{
    uint32_t keys = (IDCODE & 0xfffu) == 0x474u ? counting() : 0x0bfd0000u;
    debugger(DEBUGGER_DAMAGE, keys + 0x1a00u + 16u * n);
}

static void assert_counter(uint32_t id, psa_status_t status, uint32_t value)
{
    uint32_t read = 1;
    assert_int_equal(plat_counter_read(id, &read), status);
    assert_int_equal(read, value);
}

static void counters__one_unit_unreadable__nothing_is_lost(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < 2; n++) {
        port_fixture_new();
        assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
        damage_counter(n);
        assert_counter(PLAT_COUNTER_ITS, PSA_SUCCESS, 5);
        for (uint32_t i = 1; i <= 60; i++) { /* over an exchange */
            assert_int_equal(plat_counter_raise(PLAT_COUNTER_PS, i), PSA_SUCCESS);
        }
        assert_counter(PLAT_COUNTER_ITS, PSA_SUCCESS, 5);
        for (uint32_t other = 0; other < 4; other += 2) { /* the exchange made pairs again */
            damage_counter(other + n);
        }
        assert_counter(PLAT_COUNTER_ITS, PSA_SUCCESS, 5);
        assert_counter(PLAT_COUNTER_PS, PSA_SUCCESS, 60);
    }
}

static void counters__both_units_of_a_raise_unreadable__never_an_older_value(void **state)
{
    uint32_t i = 1;
    (void)state;
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 6), PSA_SUCCESS);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_PS, i), PSA_SUCCESS);
    damage_counter(2);
    damage_counter(3);
    assert_counter(PLAT_COUNTER_ITS, PSA_ERROR_STORAGE_FAILURE, 0);
    assert_counter(PLAT_COUNTER_FWU(0u), PSA_ERROR_STORAGE_FAILURE, 0); /* it may have been the one that was raised */
    assert_counter(PLAT_COUNTER_PS, PSA_SUCCESS, i); /* raised since */
    while (i < 100 && plat_counter_raise(PLAT_COUNTER_PS, i + 1) == PSA_SUCCESS) {
        i++;
    }
    assert_int_equal(i, 45); /* the log is full, and an exchange would make the loss forgotten */
    assert_counter(PLAT_COUNTER_PS, PSA_SUCCESS, i);
    assert_counter(PLAT_COUNTER_ITS, PSA_ERROR_STORAGE_FAILURE, 0);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 7), PSA_ERROR_STORAGE_FAILURE);
}

/* Of stm32h5_internal.h, whose registers this file has by names of its own. */
psa_status_t plat_h5_obk_prog(unsigned level, uint32_t entry, const uint32_t words[4]);
uint32_t plat_h5_crc32(const void *bytes, size_t size);
#define SERVICES 3u
#define COUNTERS_FIRST 0x1a0u

/* A cut left the first unit of a raise torn: it reads as whole now, and after the value was used as something else. */
static void counters__first_unit_of_a_raise_in_doubt__never_goes_down(void **state)
{
    (void)state;
    for (uint32_t raised = 0; raised < 3; raised++) {
        uint32_t words[4] = { 0x52544350u, PLAT_COUNTER_ITS, 6, 0 };
        port_fixture_new();
        assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
        words[3] = plat_h5_crc32(words, 3u * sizeof words[0]);
        plat_lock(PLAT_LOCK_PLATFORM);
        psa_status_t status = plat_h5_obk_prog(SERVICES, COUNTERS_FIRST + 2u, words);
        plat_unlock(PLAT_LOCK_PLATFORM);
        assert_int_equal(status, PSA_SUCCESS);
        if (raised == 2) { /* another pair behind it does not make it certain */
            assert_int_equal(plat_counter_raise(PLAT_COUNTER_PS, 1), PSA_SUCCESS);
        }
        if (raised != 0) {
            assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 6), PSA_SUCCESS);
        } else {
            assert_counter(PLAT_COUNTER_ITS, PSA_SUCCESS, 6);
        }
        damage_counter(2);
        assert_counter(PLAT_COUNTER_ITS, PSA_SUCCESS, 6);
    }
}

static void counters__log_full_many_times__keep_their_values(void **state)
{
    plat_identity_t identity;
    uint32_t value = 0;
    (void)state;
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_FWU(3u), 0xfffffffeu), PSA_SUCCESS);
    for (uint32_t i = 1; i <= 300; i++) {
        uint32_t id = i % 2 != 0 ? PLAT_COUNTER_ITS : PLAT_COUNTER_PS;
        assert_int_equal(plat_counter_raise(id, i), PSA_SUCCESS);
        if (i % 50 == 0) {
            (void)port_fixture_reopen();
        }
        assert_int_equal(plat_counter_read(id, &value), PSA_SUCCESS);
        assert_int_equal(value, i);
    }
    assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
    assert_int_equal(value, 299);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_FWU(3u), &value), PSA_SUCCESS);
    assert_int_equal(value, 0xfffffffeu);
    assert_int_equal(plat_identity(&identity), PSA_SUCCESS); /* the exchanges kept what is before the log */
    assert_int_equal(identity.implementation_id[1], 2);
}

static void counter_raise__hardware_fails_once__done_twice__told(void **state)
{
    uint32_t value = 0;
    (void)state;
    debugger(DEBUGGER_FLASH_ERROR, 1);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
    debugger(DEBUGGER_FLASH_ERROR, 2);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 6), PSA_ERROR_STORAGE_FAILURE);
    debugger(DEBUGGER_FLASH_ERROR, 0);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
    assert_int_equal(value, 5);
}

static const plat_builtin_key_t *builtin(uint32_t id)
{
    const plat_builtin_key_t *row = NULL;
    for (uint32_t i = 0; (row = plat_builtin_key(i)) != NULL && row->id != id; i++) {
    }
    assert_non_null(row);
    return row;
}

static void levels__raised__update_key_is_gone_device_key_stays(void **state)
{
    uint8_t key[32], read[PLAT_BUILTIN_KEY_SIZE_MAX], device[32], attestation[32], again[32];
    size_t length = 0;
    uint32_t value = 0;
    (void)state;
    memset(key, 0x17, sizeof key);
    assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_UPDATE), read, &length), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_FWU(5u), 77), PSA_SUCCESS);
    debugger(DEBUGGER_FLASH_ERROR, 1);
    assert_int_equal(plat_stm32h5_provision_update_key(key), PSA_ERROR_STORAGE_FAILURE);
    debugger(DEBUGGER_FLASH_ERROR, 0);
    assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_UPDATE), read, &length), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(plat_stm32h5_provision_update_key(key), PSA_SUCCESS);
    assert_int_equal(plat_stm32h5_provision_update_key(key), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_FWU(5u), &value), PSA_SUCCESS); /* the exchange kept it */
    assert_int_equal(value, 77);
    assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_UPDATE), read, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_memory_equal(read, key, 32);
    assert_int_equal(plat_device_key(device), PSA_SUCCESS);
    assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_ATTESTATION), read, &length), PSA_SUCCESS);
    memcpy(attestation, read, sizeof attestation);
    assert_memory_not_equal(attestation, device, 32);
    for (unsigned level = 2; level <= 3; level++) {
        SBS_HDPLCR = 0x6a;
        assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_UPDATE), read, &length), PSA_ERROR_DOES_NOT_EXIST);
        assert_int_equal(length, 0);
        assert_int_equal(plat_device_key(again), PSA_SUCCESS);
        assert_memory_equal(again, device, 32);
        assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_ATTESTATION), read, &length), PSA_SUCCESS);
        assert_memory_equal(read, attestation, 32);
        assert_int_equal(plat_counter_raise(PLAT_COUNTER_FWU(0u), level), PSA_SUCCESS);
    }
    memset(key, 0xff, sizeof key); /* above the order of the curve */
    (void)port_fixture_reopen();
    assert_int_equal(plat_stm32h5_provision_update_key(key), PSA_ERROR_INVALID_ARGUMENT);
}

/* The first thing after power on: SAES, where the part has one, was never in use. Without it no RNG is needed. */
static void device_key__rng_broken__is_told(void **state)
{
    uint8_t key[32], again[32], zeros[32] = { 0 };
    (void)state;
    assert_int_equal(plat_device_key(key), PSA_SUCCESS);
    (void)port_fixture_reopen();
    debugger(DEBUGGER_RNG_ERROR, 50);
    memset(again, 0xa5, sizeof again);
    psa_status_t status = plat_device_key(again);
    assert_true(status == PSA_SUCCESS || status == PSA_ERROR_HARDWARE_FAILURE);
    assert_memory_equal(again, status == PSA_SUCCESS ? key : zeros, sizeof again);
    debugger(DEBUGGER_RNG_ERROR, 0);
    assert_int_equal(plat_device_key(again), PSA_SUCCESS);
    assert_memory_equal(again, key, sizeof again);
}

static void references__of_each_stage__out_of_reach_of_the_next(void **state)
{
    uint8_t hash[3][PLAT_REFERENCE_SIZE], got[PLAT_REFERENCE_SIZE];
    uint32_t value = 0;
    (void)state;
    memset(hash[1], 0x11, sizeof hash[1]);
    memset(hash[2], 0x22, sizeof hash[2]);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_FWU(5u), 77), PSA_SUCCESS);
    assert_int_equal(plat_reference_set(31, hash[1]), PSA_SUCCESS);
    assert_int_equal(plat_reference_set(3, hash[1]), PSA_SUCCESS);
    SBS_HDPLCR = 0x6a;
    assert_int_equal(plat_reference_get(3, got), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(plat_reference_set(3, hash[2]), PSA_SUCCESS);
    assert_int_equal(plat_reference_set(23, hash[1]), PSA_SUCCESS);
    assert_int_equal(plat_reference_set(24, hash[1]), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(plat_reference_get(3, got), PSA_SUCCESS);
    assert_memory_equal(got, hash[2], sizeof got);
    SBS_HDPLCR = 0x6a; /* the application */
    memset(got, 0xa5, sizeof got);
    assert_int_equal(plat_reference_get(3, got), PSA_ERROR_NOT_SUPPORTED);
    memset(hash[0], 0, sizeof hash[0]);
    assert_memory_equal(got, hash[0], sizeof got);
    assert_int_equal(plat_reference_set(3, hash[1]), PSA_ERROR_NOT_SUPPORTED);
    (void)port_fixture_reopen(); /* at level 1 again */
    assert_int_equal(plat_reference_get(3, got), PSA_SUCCESS);
    assert_memory_equal(got, hash[1], sizeof got);
    assert_int_equal(plat_reference_get(31, got), PSA_SUCCESS);
    assert_memory_equal(got, hash[1], sizeof got);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_FWU(5u), &value), PSA_SUCCESS); /* the exchanges kept it */
    assert_int_equal(value, 77);
    for (uint32_t errors = 1; errors <= 2; errors++) { /* the old one, as long as it is not done */
        debugger(DEBUGGER_FLASH_ERROR, errors);
        assert_int_equal(plat_reference_set(3, hash[2]), PSA_ERROR_STORAGE_FAILURE);
        debugger(DEBUGGER_FLASH_ERROR, 0);
        assert_int_equal(plat_reference_get(3, got), PSA_SUCCESS);
        assert_memory_equal(got, hash[1], sizeof got);
    }
}

static void not_provisioned__nothing_comes(void **state)
{
    plat_identity_t identity;
    uint8_t key[32];
    (void)state;
    debugger(DEBUGGER_REGRESSION, 0);
    memset(&identity, 0xa5, sizeof identity);
    assert_int_equal(plat_identity(&identity), PSA_ERROR_DOES_NOT_EXIST);
    assert_null(identity.verification_service);
    psa_status_t status = plat_device_key(key); /* a part with SAES has it anyway */
    assert_true(status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST);
}

static void provision__texts_too_long__are_refused(void **state)
{
    plat_identity_t identity = { .certification_reference = "12345678901234567890", .verification_service = "" };
    (void)state;
    debugger(DEBUGGER_REGRESSION, 0);
    assert_int_equal(plat_stm32h5_provision(&identity), PSA_ERROR_INVALID_ARGUMENT);
    identity.certification_reference = "1234567890128-12345";
    assert_int_equal(plat_stm32h5_provision(&identity), PSA_SUCCESS);
    assert_int_equal(plat_identity(&identity), PSA_SUCCESS);
    assert_string_equal(identity.certification_reference, "1234567890128-12345");
}

#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)

/* What another thread does with an area of its own when it gets the processor, once for each time it is let: a unit is
 * programmed and read, and a counter. While the lock is held it waits, here until the next time. */
static const plat_flash_area_t *other_area;
static volatile unsigned other_done, other_failed;

void SysTick_Handler(void);
void SysTick_Handler(void)
{
    uint32_t words[4] = { 1, 2, 3, 4 }, back[4], value = 0;
    SYST_CSR = 0;
    if (held || other_area == NULL) {
        return;
    }
    const uint32_t off = 16u * other_done % other_area->erase_size;
    bool good = off != 0 || plat_flash_erase(other_area, 0) == PSA_SUCCESS;
    good = good && plat_flash_prog(other_area, off, words, 16) == PSA_SUCCESS &&
           plat_flash_read(other_area, off, back, 16) == PSA_SUCCESS && memcmp(words, back, 16) == 0 &&
           plat_counter_read(PLAT_COUNTER_FWU(0), &value) == PSA_SUCCESS && value == 7u;
    other_failed += good ? 0u : 1u;
    other_done++;
}

/* After so many instructions. */
static void let_other(uint32_t instructions)
{
    SYST_RVR = instructions;
    SYST_CVR = 0;
    SYST_CSR = 7u;
}

/* Storage and update may work at the same time, each under its own lock: one interrupts the other at each of the
 * instructions of a call. */
static void threads__two_with_areas_of_their_own__do_not_mix(void **state)
{
    uint8_t out[16], in[32];
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_FWU_JOURNAL);
    plat_identity_t identity;
    (void)state;
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_FWU(0), 7), PSA_SUCCESS);
    memset(out, 0x3c, sizeof out);
    other_done = other_failed = 0;
    other_area = plat_flash_area(PLAT_AREA_SLOT_SECOND(0));
    for (uint32_t after = 1; after < 450u; after++) {
        const uint32_t off = 32u * after % area->erase_size;
        if (off == 0 || after == 1u) {
            assert_int_equal(plat_flash_erase(area, 0), PSA_SUCCESS);
        }
        let_other(after);
        assert_int_equal(plat_flash_prog(area, off, out, 16), PSA_SUCCESS);
        let_other(after);
        assert_int_equal(plat_flash_read(area, off, in, 16), PSA_SUCCESS);
        debugger(DEBUGGER_DAMAGE, FLASH_BASE + area->base + off);
        let_other(after);
        assert_int_equal(plat_flash_read(area, off, in, 32), PSA_ERROR_DATA_CORRUPT);
        let_other(16u * after);
        assert_int_equal(plat_identity(&identity), PSA_SUCCESS);
    }
    SYST_CSR = 0;
    other_area = NULL;
    assert_true(other_done > 100u);
    assert_int_equal(other_failed, 0);
    assert_int_equal(breaches, 0);
    assert_false(held);
}

static void leave_stage__nothing_to_run__is_refused(void **state)
{
    const plat_flash_area_t *area = erased_area();
    uint32_t vectors[4] = { 0x20000000u, FLASH_BASE + area->base + 9, 0, 0 };
    (void)state;
    assert_int_equal(plat_leave_stage(area, 0, 512), PSA_ERROR_INVALID_ARGUMENT); /* alignment of vectors */
    assert_int_equal(plat_leave_stage(area, area->size, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(plat_leave_stage(area, 0, area->size), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(plat_leave_stage(area, 0, 0), PSA_ERROR_DATA_CORRUPT); /* erased */
    assert_int_equal(plat_flash_prog(area, 0, vectors, 16), PSA_SUCCESS);   /* no stack */
    assert_int_equal(plat_leave_stage(area, 0, 0), PSA_ERROR_DATA_CORRUPT);
    assert_int_equal(plat_flash_erase(area, 0), PSA_SUCCESS);
    vectors[0] = 0x20001000u;
    vectors[1] = 0x08000101u; /* elsewhere */
    assert_int_equal(plat_flash_prog(area, 0, vectors, 16), PSA_SUCCESS);
    assert_int_equal(plat_leave_stage(area, 0, 0), PSA_ERROR_DATA_CORRUPT);
    SBS_HDPLCR = 0x6a;
    SBS_HDPLCR = 0x6a;
    assert_int_equal(plat_leave_stage(area, 0, 0), PSA_ERROR_NOT_PERMITTED); /* there is no level to go to */
}

/* Numbers of tests/board/board.h. */
#define OPTSR 0u
#define OPTSR2 1u
#define NSBOOTR 2u
#define WRP1 3u
#define WRP2 4u
#define HDP1 5u
#define HDP2 6u
#define EDATA1 7u
#define EDATA2 8u

static void set_option(uint32_t option, uint32_t value)
{
    const uint32_t words[2] = { option, value };
    debugger(DEBUGGER_OPTION, (uint32_t)(uintptr_t)words);
    (void)port_fixture_reopen();
}

/* Values that must be, by the flash map of the part. */
static bool in_edata(void)
{
    return plat_flash_area(PLAT_AREA_ITS)->prog_size == 2u;
}

static bool banks_are_exchanged(void)
{
    uint32_t bank;
    return plat_bank(0, &bank) == PSA_SUCCESS;
}

static void assert_unfit(const char *line)
{
    const char *reason = plat_stm32h5_unfit();
    assert_non_null(reason);
    assert_string_equal(reason, line);
}

struct unfit_case {
    uint32_t option, value, good;
    const char *line; /* NULL: it may be so */
};

static void check_options(const struct unfit_case *cases, size_t count)
{
    set_option(NSBOOTR, 0x080000c3u); /* tests lie elsewhere */
    assert_null(plat_stm32h5_unfit());
    for (size_t i = 0; i < count; i++) {
        set_option(cases[i].option, cases[i].value);
        if (cases[i].line != NULL) {
            assert_unfit(cases[i].line);
        }
        assert_true(cases[i].line != NULL || plat_stm32h5_unfit() == NULL);
        set_option(cases[i].option, cases[i].good);
        assert_null(plat_stm32h5_unfit());
    }
}

static void unfit__each_option__is_named_with_its_value_and_what_it_must_be(void **state)
{
    static const struct unfit_case cases[] = {
        { OPTSR2, 0xb400017cu, 0xc300017cu, "OPTSR2.TZEN is 0xb4, must be 0xc3" },
        { OPTSR2, 0x0000017cu, 0xc300017cu, "OPTSR2.TZEN is 0x0, must be 0xc3" },
        { OPTSR, 0x30f072f8u, 0x2d3072f8u, "OPTSR.BOOT_UBE is 0xc3, must be 0xb4" },
        { OPTSR, 0x2d309af8u, 0x2d3072f8u,
          "OPTSR.PRODUCT_STATE is 0x9a, must be 0xed, 0x17, 0x2e, 0xc6, 0x72 or 0x5c" },
        { OPTSR, 0x2d3000f8u, 0x2d3072f8u, "OPTSR.PRODUCT_STATE is 0x0, must be 0xed, 0x17, 0x2e, 0xc6, 0x72 or 0x5c" },
        { OPTSR, 0x2d305cf8u, 0x2d3072f8u, NULL },
        { NSBOOTR, 0x081000c3u, 0x080000c3u, "NSBOOTR.NSBOOTADD is 0x81000, must be 0x80000" },
        { WRP1, 0xfffffffeu, 0xffffffffu, NULL }, /* stage 1 */
        { HDP1, 0x00030000u, 0x00000001u, NULL },
        { HDP1, 0x00040000u, 0x00000001u, "HDP1R.END is 0x4, must be below 0x4" },
        { HDP1, 0x00050005u, 0x00000001u, "HDP1R.END is 0x5, must be below 0x4" },
        { EDATA2, 0x00008000u, 0x00000000u, "EDATA2R is 0x8000, must be 0x0" },
    };
    (void)state;
    check_options(cases, sizeof cases / sizeof cases[0]);
    bool both = banks_are_exchanged(); /* then stage 1 is in bank 2, too, and the lock has to be open */
    set_option(NSBOOTR, 0x080000b4u);
    assert_true((plat_stm32h5_unfit() == NULL) == !both);
    if (both) {
        assert_unfit("NSBOOTR.NSBOOT_LOCK is 0xb4, must be 0xc3");
    }
    set_option(NSBOOTR, 0x080000c3u);
    set_option(HDP2, 0x00050001u);
    assert_unfit(both ? "HDP2R.END is 0x5, must be below 0x4" : "HDP2R.STRT is 0x1, must be above 0x5");
    set_option(HDP2, 0x00030000u);
    assert_true((plat_stm32h5_unfit() == NULL) == both);
    set_option(HDP2, 0x00000001u);
    uint32_t good = in_edata() ? 0x8003u : 0u;
    set_option(EDATA1, 0x8000u); /* too few where they are wanted */
    assert_unfit(in_edata() ? "EDATA1R is 0x8000, must be 0x8003" : "EDATA1R is 0x8000, must be 0x0");
    set_option(EDATA1, in_edata() ? 0x0003u : 0x0007u);
    assert_true((plat_stm32h5_unfit() == NULL) == !in_edata()); /* without its enable bit it is off */
    set_option(EDATA1, good);
    assert_null(plat_stm32h5_unfit());
}

static void unfit__write_protected__named(void **state)
{
    bool large = (*(volatile uint32_t *)0x44024000u & 0xfffu) == 0x484u;
    (void)state;
    set_option(NSBOOTR, 0x080000c3u);
    set_option(WRP1, 0xfffffffcu);
    assert_unfit(large ? "WRP1R is 0xfffffffc, must be 0xfffffffe" : "WRP1R is 0xfc, must be 0xfe");
    set_option(WRP1, 0x7fffff7fu); /* the last group of the bank, in each size */
    assert_unfit(large ? "WRP1R is 0x7fffff7e, must be 0xfffffffe" : "WRP1R is 0x7e, must be 0xfe");
    set_option(WRP1, 0x7fffffffu); /* there is none on the smaller parts */
    assert_true((plat_stm32h5_unfit() == NULL) == !large);
    set_option(WRP1, 0xffffffffu);
    set_option(WRP2, 0xfffffffeu); /* stage 1 where it is in both banks */
    assert_true((plat_stm32h5_unfit() == NULL) == banks_are_exchanged());
    set_option(WRP2, 0xfffffffdu);
    if (banks_are_exchanged()) {
        assert_unfit(large ? "WRP2R is 0xfffffffc, must be 0xfffffffe" : "WRP2R is 0xfc, must be 0xfe");
    } else {
        assert_unfit(large ? "WRP2R is 0xfffffffd, must be 0xffffffff" : "WRP2R is 0xfd, must be 0xff");
    }
    set_option(WRP2, 0xffffffffu);
    assert_null(plat_stm32h5_unfit());
}

static void unfit__another_part_or_revision__named(void **state)
{
    const uint32_t idcode = *(volatile uint32_t *)0x44024000u;
    bool large = (idcode & 0xfffu) == 0x484u;
    static const struct {
        uint32_t revision;
        const char *line;
    } revisions[] = { { 0x1000u, "DBGMCU_IDCODE.REV_ID is 0x1000, must be 0x1007 or 0x100f" }, /* A */
                      { 0x1001u, "DBGMCU_IDCODE.REV_ID is 0x1001, must be 0x1007 or 0x100f" }, /* Z */
                      { 0x1007u, NULL },                                                       /* X */
                      { 0x100fu, NULL },                                                       /* W */
                      { 0x2000u, "DBGMCU_IDCODE.REV_ID is 0x2000, must be 0x1007 or 0x100f" } };
    (void)state;
    set_option(NSBOOTR, 0x080000c3u);
    debugger(DEBUGGER_IDCODE, idcode ^ 0x484u ^ 0x478u);
    assert_unfit(large ? "DBGMCU_IDCODE.DEV_ID is 0x478, must be 0x484" :
                         "DBGMCU_IDCODE.DEV_ID is 0x484, must be 0x478");
    debugger(DEBUGGER_IDCODE, (idcode & ~0xfffu) | 0x474u);
    assert_unfit(large ? "DBGMCU_IDCODE.DEV_ID is 0x474, must be 0x484" :
                         "DBGMCU_IDCODE.DEV_ID is 0x474, must be 0x478");
    for (size_t i = 0; i < sizeof revisions / sizeof revisions[0]; i++) {
        debugger(DEBUGGER_IDCODE, (idcode & 0xffffu) | revisions[i].revision << 16);
        if (large && revisions[i].line != NULL) {
            assert_unfit(revisions[i].line);
        } else { /* revisions of the smaller parts are not told apart */
            assert_null(plat_stm32h5_unfit());
        }
    }
    debugger(DEBUGGER_IDCODE, 0);
    assert_null(plat_stm32h5_unfit());
}

/* -------------------------------------------------------------------------------------------- What the H503 has --- */

static void levels__raised__device_key_stays_and_there_is_no_update_key(void **state)
{
    uint8_t key[32], read[PLAT_BUILTIN_KEY_SIZE_MAX], attestation_key[PLAT_BUILTIN_KEY_SIZE_MAX],
        zeros[32] = { 0 }, device[32], attestation[32], again[32];
    size_t length = 1;
    (void)state;
    memset(key, 0x17, sizeof key);
    assert_int_equal(plat_stm32h5_provision_update_key(key), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(plat_device_key(device), PSA_SUCCESS);
    assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_ATTESTATION), attestation_key, &length), PSA_SUCCESS);
    memcpy(attestation, attestation_key, sizeof attestation);
    assert_memory_not_equal(attestation, device, 32);
    for (unsigned level = 1; level <= 3; level++) {
        uint32_t value = 0;
        assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_UPDATE), read, &length), PSA_ERROR_DOES_NOT_EXIST);
        assert_int_equal(length, 0);
        assert_int_equal(plat_device_key(again), PSA_SUCCESS);
        assert_memory_equal(again, device, 32);
        assert_int_equal(plat_builtin_key_read(builtin(PLAT_KEY_ID_ATTESTATION), read, &length), PSA_SUCCESS);
        assert_memory_equal(read, attestation, 32);
        assert_int_equal(plat_counter_raise(PLAT_COUNTER_FWU(0u), level), PSA_SUCCESS);
        assert_int_equal(plat_counter_read(PLAT_COUNTER_FWU(0u), &value), PSA_SUCCESS);
        assert_int_equal(value, level);
        memset(again, 0xa5, sizeof again);
        assert_int_equal(plat_reference_set(0, key), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(plat_reference_get(0, again), PSA_ERROR_NOT_SUPPORTED);
        assert_memory_equal(again, zeros, 32);
        if (level < 3) {
            SBS_HDPLCR = 0x6a;
        }
    }
}

static void assert_kept(uint32_t its)
{
    plat_identity_t identity;
    uint32_t value = 0;
    assert_int_equal(plat_identity(&identity), PSA_SUCCESS);
    assert_int_equal(identity.implementation_id[1], 2);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
    assert_int_equal(value, its);
}

static void keep__head_damaged__another_copy_counts(void **state)
{
    (void)state;
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
    uint32_t sector = counting();
    debugger(DEBUGGER_DAMAGE, sector); /* the first copy */
    assert_kept(5);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 6), PSA_SUCCESS); /* makes another one, before */
    debugger(DEBUGGER_DAMAGE, sector + 16);
    assert_kept(6);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 7), PSA_SUCCESS);
    debugger(DEBUGGER_WEAR, sector + 32); /* corrected: it is whole */
    assert_kept(7);
}

static void keep__entry_damaged__is_told_and_the_others_stay(void **state)
{
    plat_identity_t identity;
    uint32_t value = 0;
    (void)state;
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
    debugger(DEBUGGER_DAMAGE, counting() + 0x1840); /* of the record */
    assert_int_equal(plat_identity(&identity), PSA_ERROR_DOES_NOT_EXIST);
    uint8_t key[32];
    assert_int_equal(plat_device_key(key), PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(plat_stm32h5_provision(&identity), PSA_ERROR_DATA_CORRUPT); /* not anew: what was sealed is lost */
    assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
    assert_int_equal(value, 5);
}

/* An exchange leaves it so: as not provisioned, the device would get other secrets, and counters that begin anew. */
static void keep__record_unreadable__stays_so_over_an_exchange(void **state)
{
    plat_identity_t identity = { .certification_reference = "", .verification_service = "" };
    (void)state;
    for (uint32_t entry = 0x180; entry < 0x18c; entry++) {
        debugger(DEBUGGER_DAMAGE, counting() + 16 * entry);
    }
    uint32_t before = counting();
    for (uint32_t i = 1; i <= 60; i++) {
        assert_int_equal(plat_counter_raise(PLAT_COUNTER_PS, i), PSA_SUCCESS);
    }
    assert_int_not_equal(counting(), before);
    assert_int_equal(plat_stm32h5_provision(&identity), PSA_ERROR_DATA_CORRUPT);
    assert_counter(PLAT_COUNTER_PS, PSA_SUCCESS, 60);
}

static void keep__counter_unreadable__stays_so_when_it_is_provisioned(void **state)
{
    plat_identity_t identity = { .implementation_id = { 1, 2, 3 },
                                 .certification_reference = "",
                                 .verification_service = "" };
    (void)state;
    debugger(DEBUGGER_REGRESSION, 0);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
    damage_counter(0);
    damage_counter(1);
    assert_int_equal(plat_stm32h5_provision(&identity), PSA_SUCCESS);
    assert_counter(PLAT_COUNTER_ITS, PSA_ERROR_STORAGE_FAILURE, 0);
}

static uint32_t crc32(uint32_t crc, const void *bytes, size_t size)
{
    const uint8_t *p = bytes;
    for (size_t i = 0; i < size; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (0xedb88320u & (0u - (crc & 1u)));
        }
    }
    return crc;
}

static const plat_flash_area_t keep = {
    .base = KEEP - FLASH_BASE, .size = 2 * SECTOR, .erase_size = SECTOR, .prog_size = 16, .erased = 0xff
};

static void prog(uint32_t address, const uint32_t words[4])
{
    assert_int_equal(plat_flash_prog(&keep, address - KEEP, words, 16), PSA_SUCCESS);
}

static bool is_blank(uint32_t sector)
{
    uint32_t ones = UINT32_MAX;
    for (uint32_t at = 0; at < SECTOR; at += 4) {
        ones &= *(const volatile uint32_t *)(sector + at);
    }
    return ones == UINT32_MAX;
}

/* The other sector with the entries of the one that counts and one more raise of the ITS counter, to `value`; and
 * heads of the next generation. What keep.c says of them. */
static uint32_t make_other(uint32_t value, uint32_t heads, bool good_check, bool good_head)
{
    uint32_t from = counting(), to = from ^ KEEP ^ (KEEP + SECTOR), words[4], chain[5] = { 0 }, end = 0x180;
    assert_int_equal(plat_flash_erase(&keep, to - KEEP), PSA_SUCCESS);
    for (uint32_t entry = 0x180; entry < 0x1ff; entry++) {
        memcpy(words, (const void *)(uintptr_t)(from + 16 * entry), sizeof words);
        if (words[0] == UINT32_MAX && entry > 0x1a0) {
            words[0] = 0x52544350u;
            words[1] = PLAT_COUNTER_ITS;
            words[2] = value;
            words[3] = ~crc32(UINT32_MAX, words, 12);
            prog(to + 16 * entry, words);
            end = entry + 1;
            break;
        }
        if (words[0] != UINT32_MAX) {
            prog(to + 16 * entry, words);
        }
    }
    for (uint32_t entry = 0x180; entry < end; entry++) {
        memcpy(chain + 1, (const void *)(uintptr_t)(to + 16 * entry), 16);
        chain[0] = ~crc32(UINT32_MAX, chain, sizeof chain);
    }
    words[0] = 0x504bu | end << 16;
    words[1] = *(const volatile uint32_t *)(from + 4) + 1;
    words[2] = good_check ? chain[0] : ~chain[0];
    words[3] = ~crc32(UINT32_MAX, words, 12) ^ (good_head ? 0u : 1u);
    for (uint32_t i = 0; i < heads; i++) {
        prog(to + 16 * i, words);
    }
    return to;
}

static void keep__what_a_cut_can_leave__counts_or_is_erased(void **state)
{
    static const struct {
        uint32_t heads;
        bool good_check, good_head, counts;
    } cases[] = {
        { 0, true, true, false },  /* not ready */
        { 1, true, false, false }, /* its head was torn */
        { 1, false, true, false }, /* its entries are not those that it was made with */
        { 1, true, true, true },   /* made; the second head was not written */
        { 2, true, true, true },   /* made */
        { 2, false, true, true },  /* and added to since */
    };
    (void)state;
    for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t value = 0;
        port_fixture_new();
        assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
        uint32_t before = counting(), other = make_other(9, cases[i].heads, cases[i].good_check, cases[i].good_head);
        assert_kept(cases[i].counts ? 9 : 5);
        assert_int_equal(plat_counter_raise(PLAT_COUNTER_PS, 3), PSA_SUCCESS);
        assert_true(is_blank(other) == !cases[i].counts); /* it can't come back */
        assert_false(is_blank(before));
        if (cases[i].counts) { /* and has two heads now */
            assert_memory_equal((const void *)(uintptr_t)(other + 16), (const void *)(uintptr_t)other, 16);
        }
        assert_kept(cases[i].counts ? 9 : 5);
        assert_int_equal(plat_counter_read(PLAT_COUNTER_PS, &value), PSA_SUCCESS);
        assert_int_equal(value, 3);
    }
}

static void keep__never_written__takes_a_counter_first(void **state)
{
    plat_identity_t identity = { .implementation_id = { 1, 2, 3 },
                                 .certification_reference = "",
                                 .verification_service = "" };
    uint32_t value = 1;
    (void)state;
    debugger(DEBUGGER_REGRESSION, 0);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
    assert_int_equal(value, 0);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 9), PSA_SUCCESS);
    assert_int_equal(plat_stm32h5_provision(&identity), PSA_SUCCESS);
    assert_kept(9);
}

/* The record is read for each secret; below the stack pointer no word of them is left. */
static void keep__secrets_read__not_left_on_the_stack(void **state)
{
    const volatile uint32_t *secrets = (const volatile uint32_t *)(counting() + 0x1800u + 128u); /* 64 bytes */
    plat_identity_t identity;
    const volatile uint32_t *sp;
    unsigned left = 0;
    (void)state;
    assert_int_equal(plat_identity(&identity), PSA_SUCCESS);
    __asm__ volatile("mov %0, sp" : "=r"(sp));
    for (unsigned at = 1; at <= 256; at++) {
        for (unsigned i = 0; i < 16; i++) {
            left += sp[-(int)at] == secrets[i] ? 1u : 0;
        }
    }
    assert_int_not_equal(secrets[0], UINT32_MAX);
    assert_int_equal(left, 0);
}

static void unfit__each_option_of_the_h503__is_named(void **state)
{
    static const struct unfit_case cases[] = {
        { OPTSR, 0x00309af8u, 0x003072f8u, "OPTSR.PRODUCT_STATE is 0x9a, must be 0xed, 0x17, 0x2e, 0x72 or 0x5c" },
        { OPTSR, 0x0030c6f8u, 0x003072f8u, "OPTSR.PRODUCT_STATE is 0xc6, must be 0xed, 0x17, 0x2e, 0x72 or 0x5c" },
        { OPTSR, 0x00305cf8u, 0x003072f8u, NULL },
        { NSBOOTR, 0x081000c3u, 0x080000c3u, "NSBOOTR.NSBOOTADD is 0x81000, must be 0x80000" },
        { NSBOOTR, 0x080000b4u, 0x080000c3u, NULL },
        { WRP1, 0x000000f8u, 0xffffffffu, NULL }, /* stage 1 */
        { WRP1, 0x000000f0u, 0xffffffffu, "WRP1R is 0xf0, must be 0xf8" },
        { WRP1, 0x0000007fu, 0xffffffffu, "WRP1R is 0x78, must be 0xf8" },
        { WRP2, 0x000000feu, 0xffffffffu, "WRP2R is 0xfe, must be 0xff" },
        { HDP1, 0x00020000u, 0x00000001u, NULL },
        { HDP1, 0x00030000u, 0x00000001u, "HDP1R.END is 0x3, must be below 0x3" },
        { HDP2, 0x00050001u, 0x00000001u, "HDP2R.STRT is 0x1, must be above 0x5" },
    };
    (void)state;
    check_options(cases, sizeof cases / sizeof cases[0]);
}

static void unfit__another_part_than_the_h503__named(void **state)
{
    (void)state;
    set_option(NSBOOTR, 0x080000c3u);
    debugger(DEBUGGER_IDCODE, 0x10070484u);
    assert_unfit("DBGMCU_IDCODE.DEV_ID is 0x484, must be 0x474");
    debugger(DEBUGGER_IDCODE, 0x10000474u);
    assert_null(plat_stm32h5_unfit());
    debugger(DEBUGGER_IDCODE, 0);
}

#define CASE(f) cmocka_unit_test_setup(f, begin)

int main(void)
{
    const struct CMUnitTest all[] = {
        CASE(read__unit_with_a_double_error__is_corrupt_and_the_others_come),
        CASE(read__corrected_unit__is_told),
        CASE(flash__operation_that_fails__is_a_storage_failure),
        CASE(entropy__seed_errors__recovered_from_or_told),
        CASE(counters__first_unit_of_a_raise_in_doubt__never_goes_down),
        CASE(counters__log_full_many_times__keep_their_values),
        CASE(counters__one_unit_unreadable__nothing_is_lost),
        CASE(counters__both_units_of_a_raise_unreadable__never_an_older_value),
        CASE(counter_raise__hardware_fails_once__done_twice__told),
        CASE(not_provisioned__nothing_comes),
        CASE(device_key__rng_broken__is_told),
        CASE(provision__texts_too_long__are_refused),
        CASE(threads__two_with_areas_of_their_own__do_not_mix),
        CASE(leave_stage__nothing_to_run__is_refused),
    };
    const struct CMUnitTest with_keys[] = {
        CASE(levels__raised__update_key_is_gone_device_key_stays),
        CASE(references__of_each_stage__out_of_reach_of_the_next),
        CASE(unfit__each_option__is_named_with_its_value_and_what_it_must_be),
        CASE(unfit__write_protected__named),
        CASE(unfit__another_part_or_revision__named),
    };
    const struct CMUnitTest of_h503[] = {
        CASE(levels__raised__device_key_stays_and_there_is_no_update_key),
        CASE(keep__head_damaged__another_copy_counts),
        CASE(keep__entry_damaged__is_told_and_the_others_stay),
        CASE(keep__record_unreadable__stays_so_over_an_exchange),
        CASE(keep__counter_unreadable__stays_so_when_it_is_provisioned),
        CASE(keep__what_a_cut_can_leave__counts_or_is_erased),
        CASE(keep__secrets_read__not_left_on_the_stack),
        CASE(keep__never_written__takes_a_counter_first),
        CASE(unfit__each_option_of_the_h503__is_named),
        CASE(unfit__another_part_than_the_h503__named),
    };
    int failed = cmocka_run_group_tests(all, NULL, NULL);
    return failed + ((IDCODE & 0xfffu) == 0x474u ? cmocka_run_group_tests(of_h503, NULL, NULL) :
                                                  cmocka_run_group_tests(with_keys, NULL, NULL));
}
