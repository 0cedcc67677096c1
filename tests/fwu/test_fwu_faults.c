/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What else can go wrong: every port call fails once, sectors die, and the journal holds anything. Whatever happens, no
 * boot runs what is not authentic, a set is all old or all new, and a client that tries again gets there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/journal.h"
#include "tests/fwu/fwu_device.h"

#define SECTORS 3u
#define SECTOR_SIZE 512u
#define JOURNAL_SIZE (2u * SECTOR_SIZE)

static test_image_t old_image[2], new_image[2];
static sim_snapshot_t *start;

static int device(void **state)
{
    (void)state;
    device_init(2, SECTORS, SECTOR_SIZE, 2);
    sim_torn_blank_is_breach(true);
    for (uint8_t id = 0; id < 2; id++) {
        device_make(&old_image[id], &(test_spec_t){ .component = id, .major = 1, .counter = 1, .body_size = 300 });
        device_make(&new_image[id], &(test_spec_t){ .component = id, .major = 2, .counter = 2, .body_size = 700 });
        device_provision(id, &old_image[id]);
        sim_set_counter(PLAT_COUNTER_FWU(id), 1);
    }
    pfwu_boot_result_t result;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    start = sim_snapshot_new();
    return 0;
}

static int drop(void **state)
{
    (void)state;
    sim_snapshot_free(start);
    return 0;
}

/** Boot; what runs is authentic, and a set is whole. False if nothing runs. */
static bool boot(void)
{
    pfwu_boot_result_t result;
    psa_status_t status = device_boot(&result);
    if (status != PSA_SUCCESS) {
        assert_null(result.run_area);
        return false;
    }
    assert_non_null(result.run_area);
    bool is_new = device_runs(0, &new_image[0]);
    assert_true(is_new || device_runs(0, &old_image[0]));
    assert_true(device_runs(1, is_new ? &new_image[1] : &old_image[1]));
    return true;
}

/** A step of a client that tries again when something failed. True: done. */
static bool step(void)
{
    unsigned candidates = 0;
    unsigned done = 0;
    for (uint8_t id = 0; id < 2; id++) {
        psa_status_t ignored = PSA_SUCCESS;
        switch (device_state(id)) {
        case PSA_FWU_READY:
            if (device_runs(id, &new_image[id])) {
                done++;
                continue;
            }
            ignored = psa_fwu_start(id, NULL, 0);
            break;
        case PSA_FWU_WRITING:
            ignored = device_resume(id, &new_image[id], 128);
            break;
        case PSA_FWU_CANDIDATE:
            candidates++;
            continue;
        case PSA_FWU_TRIAL:
            ignored = psa_fwu_accept();
            break;
        case PSA_FWU_FAILED:
        case PSA_FWU_UPDATED:
            ignored = psa_fwu_clean(id);
            break;
        default:
            (void)boot();
            break;
        }
        (void)ignored;
        return false;
    }
    if (candidates + done == 2u && candidates != 0) {
        psa_status_t ignored = psa_fwu_install();
        (void)ignored;
    }
    return done == 2u;
}

/** True: the armed failure struck on the way. */
static bool life(uint32_t n, const char *what)
{
    for (unsigned i = 0; i < 60; i++) {
        if (step()) {
            bool struck = sim_fail_struck();
            sim_fail_off();
            /* An accept whose counter could not be raised is made good before the component is READY again. */
            assert_int_equal(device_counter(0), 2);
            assert_int_equal(device_counter(1), 2);
            assert_true(boot());
            return struck;
        }
    }
    print_error("%s %u: the client never gets there, states %u %u\n", what, n, device_state(0), device_state(1));
    fail();
    return false;
}

static void every_call_fails_once(sim_call_t call, psa_status_t status, uint32_t stride)
{
    uint32_t n = 1;
    for (;; n += stride) {
        sim_snapshot_restore(start);
        sim_seed(n);
        pfwu_reset();
        sim_fail_at(call, n, status);
        (void)boot();
        if (!life(n, sim_call_name(call))) {
            break;
        }
    }
    print_message("%s, %d: %u\n", sim_call_name(call), (int)status, n / stride);
    assert_true(n > 1);
}

static void every_port_call_fails_once__the_update_completes(void **state)
{
    (void)state;
    bool full = getenv("PSA_TEST_FULL") != NULL;
    every_call_fails_once(SIM_CALL_FLASH_PROG, PSA_ERROR_STORAGE_FAILURE, 1);
    every_call_fails_once(SIM_CALL_FLASH_ERASE, PSA_ERROR_STORAGE_FAILURE, 1);
    every_call_fails_once(SIM_CALL_COUNTER_READ, PSA_ERROR_STORAGE_FAILURE, 1);
    every_call_fails_once(SIM_CALL_COUNTER_RAISE, PSA_ERROR_STORAGE_FAILURE, 1);
    every_call_fails_once(SIM_CALL_BOOT_RECORD_BEGIN, PSA_ERROR_STORAGE_FAILURE, 1);
    every_call_fails_once(SIM_CALL_BOOT_RECORD_ADD, PSA_ERROR_INSUFFICIENT_MEMORY, 1);
    every_call_fails_once(SIM_CALL_FLASH_READ, PSA_ERROR_DATA_CORRUPT, full ? 1 : 3);
    every_call_fails_once(SIM_CALL_FLASH_READ, PSA_ERROR_STORAGE_FAILURE, full ? 1 : 3);
    every_call_fails_once(SIM_CALL_FLASH_READ, PLAT_FLASH_CORRECTED, full ? 1 : 3);
}

/** From the n-th call on nothing works any more: nothing false runs, and after repair the client gets there. */
static void every_port_call_fails_for_a_while__nothing_false_runs(void **state)
{
    (void)state;
    static const sim_call_t calls[] = { SIM_CALL_FLASH_PROG, SIM_CALL_FLASH_ERASE, SIM_CALL_FLASH_READ };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        for (uint32_t n = 1; n < 1200; n += i == 2 ? 17 : 1) {
            sim_snapshot_restore(start);
            sim_seed(n);
            pfwu_reset();
            sim_fail_from(calls[i], n, PSA_ERROR_STORAGE_FAILURE);
            for (unsigned k = 0; k < 12; k++) {
                (void)step();
            }
            (void)boot();
            bool struck = sim_fail_struck();
            sim_fail_off();
            (void)boot();
            (void)life(n, sim_call_name(calls[i]));
            if (!struck) {
                break;
            }
        }
    }
}

static void slot_sector_dies__old_image_keeps_running(void **state)
{
    (void)state;
    for (uint32_t sector = 0; sector < SECTORS + 1u; sector++) {
        for (unsigned how = 1; how < 4; how++) {
            sim_snapshot_restore(start);
            pfwu_reset();
            sim_bad_sector(PLAT_AREA_SLOT_SECOND(0), sector, (how & 1u) != 0, (how & 2u) != 0);
            for (unsigned k = 0; k < 12; k++) {
                (void)step();
            }
            assert_true(boot());
        }
    }
}

/* ------------------------------------------------------------------------------------------------------ Journal --- */

static void journal__random_bytes__boots_the_active_image(void **state)
{
    (void)state;
    uint32_t random = 77;
    for (unsigned round = 0; round < 2000; round++) {
        uint8_t bytes[JOURNAL_SIZE];
        sim_snapshot_restore(start);
        for (uint32_t i = 0; i < sizeof bytes; i++) {
            random = random * 1664525u + 1013904223u;
            bytes[i] = (uint8_t)(random >> 24);
        }
        sim_flash_set(PLAT_AREA_FWU_JOURNAL, 0, bytes, sizeof bytes);
        assert_true(boot());
        assert_true(device_runs(0, &old_image[0]));
        assert_int_equal(device_state(0), PSA_FWU_READY);
        assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    }
    (void)life(0, "random journal");
}

/** Bits flip in a journal that says something; an idle device stays an idle device. */
static void journal__bits_flip__boots_authentic(void **state)
{
    (void)state;
    uint32_t random = 78;
    assert_int_equal(device_download(0, &new_image[0], 512), PSA_SUCCESS);
    assert_int_equal(device_download(1, &new_image[1], 512), PSA_SUCCESS);
    sim_snapshot_t *candidate = sim_snapshot_new();
    for (uint32_t round = 0; round < 4000; round++) {
        uint8_t byte;
        sim_snapshot_restore(candidate);
        for (unsigned i = 0; i <= round % 3u; i++) {
            random = random * 1664525u + 1013904223u;
            uint32_t at = (random >> 8) % JOURNAL_SIZE;
            sim_flash_get(PLAT_AREA_FWU_JOURNAL, at, &byte, 1);
            byte ^= (uint8_t)(1u << (random >> 4 & 7u));
            sim_flash_set(PLAT_AREA_FWU_JOURNAL, at, &byte, 1);
        }
        assert_true(boot());
        assert_true(device_runs(0, &old_image[0]));
        (void)life(round, "flipped journal");
    }
    sim_snapshot_free(candidate);
}

/** A journal that checks, but says what can't be: no crash, nothing that is not authentic runs. */
static void journal__forged_words__never_run_anything_false(void **state)
{
    (void)state;
    uint32_t random = 79;
    static const uint8_t types[] = { PFWU_WORD_STATE, PFWU_WORD_EXTENT, PFWU_WORD_STEP, PFWU_WORD_SET,
                                     PFWU_WORD_REJECT };
    for (uint32_t round = 0; round < 5000; round++) {
        uint8_t bytes[PFWU_JOURNAL_WORD_SIZE];
        pfwu_word_t word = { PFWU_WORD_HEAD, PFWU_JOURNAL_FORMAT, 0, 1 };
        sim_snapshot_restore(start);
        uint32_t at = 0;
        for (unsigned i = 0; i < 10; i++) {
            pfwu_word_encode(&word, 100 + i, bytes);
            sim_flash_set(PLAT_AREA_FWU_JOURNAL, at, bytes, sizeof bytes);
            at += PFWU_JOURNAL_WORD_SIZE;
            random = random * 1664525u + 1013904223u;
            word.type = types[(random >> 8) % 5u];
            word.component = (uint8_t)((random >> 16 & 3u) != 0 ? (random >> 12 & 1u) : random >> 20);
            word.a = (uint16_t)(random >> 13 & ((random & 64u) != 0 ? 0xffffu : 0xfu));
            random = random * 1664525u + 1013904223u;
            word.b = (random & 1u) != 0 ? random >> 28 : random;
            if (i == 0) {
                word = (pfwu_word_t){ PFWU_WORD_COMMIT_1, 0, 0, 0 };
            } else if (i == 1) {
                word = (pfwu_word_t){ PFWU_WORD_COMMIT_2, 0, 0, 0 };
            }
        }
        pfwu_boot_result_t result;
        if (device_boot(&result) == PSA_SUCCESS) {
            assert_true(device_runs(0, &old_image[0]) || device_runs(0, &new_image[0]));
        } else {
            assert_null(result.run_area);
        }
    }
}

/** Found by pairs of cuts: a head word that reads as programmed at one look and as erased at the next. */
static void journal__weak_head_of_a_new_sector__the_old_one_counts(void **state)
{
    (void)state;
    assert_int_equal(device_download(0, &new_image[0], 512), PSA_SUCCESS);
    for (uint32_t seed = 0; seed < 300; seed++) {
        uint8_t bytes[PFWU_JOURNAL_WORD_SIZE];
        sim_seed(seed);
        pfwu_reset();
        pfwu_word_encode(&(pfwu_word_t){ PFWU_WORD_HEAD, PFWU_JOURNAL_FORMAT, 2, 9 }, 500, bytes);
        sim_flash_set(PLAT_AREA_FWU_JOURNAL, SECTOR_SIZE, bytes, sizeof bytes);
        sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, SECTOR_SIZE, SIM_UNIT_WEAK);
        assert_int_equal(device_state(0), PSA_FWU_CANDIDATE);
    }
}

static void journal__no_area_or_too_small__no_update_but_boots(void **state)
{
    (void)state;
    sim_config_t config;
    memset(&config, 0, sizeof config);
    sim_config_area(&config, PLAT_AREA_SLOT_ACTIVE(0), SECTORS, SECTOR_SIZE, 16);
    sim_config_area(&config, PLAT_AREA_SLOT_SECOND(0), SECTORS + 1u, SECTOR_SIZE, 16);
    sim_config_area(&config, PLAT_AREA_SLOT_ACTIVE(1), SECTORS, SECTOR_SIZE, 16);
    sim_config_area(&config, PLAT_AREA_SLOT_SECOND(1), SECTORS + 1u, SECTOR_SIZE, 16);
    for (unsigned i = 0; i < 2; i++) {
        if (i == 1) {
            sim_config_area(&config, PLAT_AREA_FWU_JOURNAL, 2, 256, 16);
        }
        sim_init(&config);
        device_provision(0, &old_image[0]);
        device_provision(1, &old_image[1]);
        psa_fwu_component_info_t info;
        assert_true(boot());
        assert_int_equal(psa_fwu_query(0, &info), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_ERROR_STORAGE_FAILURE);
        assert_int_equal(psa_fwu_install(), PSA_ERROR_STORAGE_FAILURE);
    }
}

static void word__every_bit_flipped__does_not_check(void **state)
{
    (void)state;
    pfwu_word_t word = { PFWU_WORD_STEP, 3, 0x1234, 0x56789abc };
    pfwu_word_t out;
    uint8_t bytes[PFWU_JOURNAL_WORD_SIZE];
    uint32_t sequence = 0;
    pfwu_word_encode(&word, 0xdeadbeef, bytes);
    assert_true(pfwu_word_decode(bytes, &out, &sequence));
    assert_int_equal(sequence, 0xdeadbeef);
    assert_memory_equal(&word, &out, sizeof word);
    for (unsigned i = 0; i < 128; i++) {
        for (unsigned k = i; k < 128; k++) {
            bytes[i / 8] ^= (uint8_t)(1u << i % 8u);
            if (k != i) {
                bytes[k / 8] ^= (uint8_t)(1u << k % 8u);
            }
            assert_false(pfwu_word_decode(bytes, &out, &sequence));
            bytes[i / 8] ^= (uint8_t)(1u << i % 8u);
            if (k != i) {
                bytes[k / 8] ^= (uint8_t)(1u << k % 8u);
            }
        }
    }
    memset(bytes, 0xff, sizeof bytes);
    assert_false(pfwu_word_decode(bytes, &out, &sequence));
    memset(bytes, 0, sizeof bytes);
    assert_false(pfwu_word_decode(bytes, &out, &sequence));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, device, drop)
    const struct CMUnitTest tests[] = {
        CASE(every_port_call_fails_once__the_update_completes),
        CASE(every_port_call_fails_for_a_while__nothing_false_runs),
        CASE(slot_sector_dies__old_image_keeps_running),
        CASE(journal__random_bytes__boots_the_active_image),
        CASE(journal__bits_flip__boots_authentic),
        CASE(journal__forged_words__never_run_anything_false),
        CASE(journal__weak_head_of_a_new_sector__the_old_one_counts),
        CASE(journal__no_area_or_too_small__no_update_but_boots),
        cmocka_unit_test(word__every_bit_flipped__does_not_check),
    };
    return cmocka_run_group_tests_name("fwu.faults", tests, NULL, NULL);
}
