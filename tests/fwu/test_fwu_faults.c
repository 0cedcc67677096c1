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

/* ------------------------------------------------------------------------------------------------- Status codes --- */

/** A call, the state that it is made in, and the codes that its page of the specification lists. */
typedef struct call_page {
    const char *name;
    psa_status_t (*call)(void);
    uint8_t state;
    psa_status_t codes[12];
} call_page_t;

static psa_status_t do_query(void)
{
    psa_fwu_component_info_t info;
    return psa_fwu_query(0, &info);
}

static psa_status_t do_start(void)
{
    return psa_fwu_start(0, NULL, 0);
}

static psa_status_t do_write(void)
{
    return psa_fwu_write(0, 0, new_image[0].bytes, 256);
}

static psa_status_t do_finish(void)
{
    return psa_fwu_finish(0);
}

static psa_status_t do_cancel(void)
{
    return psa_fwu_cancel(0);
}

static psa_status_t do_clean(void)
{
    return psa_fwu_clean(0);
}

static psa_status_t do_reject(void)
{
    return psa_fwu_reject(0);
}

#define DOWNLOAD_CODES                                                                                                 \
    PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_NOT_PERMITTED, PSA_ERROR_INVALID_SIGNATURE, PSA_ERROR_INVALID_ARGUMENT,        \
        PSA_ERROR_INSUFFICIENT_MEMORY, PSA_ERROR_INSUFFICIENT_STORAGE, PSA_ERROR_COMMUNICATION_FAILURE,                \
        PSA_ERROR_STORAGE_FAILURE
#define DECISION_CODES                                                                                                 \
    PSA_ERROR_NOT_PERMITTED, PSA_ERROR_NOT_SUPPORTED, PSA_ERROR_INSUFFICIENT_POWER, PSA_ERROR_INSUFFICIENT_MEMORY,     \
        PSA_ERROR_INSUFFICIENT_STORAGE, PSA_ERROR_COMMUNICATION_FAILURE, PSA_ERROR_STORAGE_FAILURE

/* BAD_STATE is left out: each call is made in a state that allows it. It may come up only where the journal itself
 * could not be read, and not on the pages that don't list it. */
static const call_page_t pages[] = {
    { "query", do_query, PSA_FWU_CANDIDATE, { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_NOT_PERMITTED } },
    { "start", do_start, PSA_FWU_READY, { DOWNLOAD_CODES } },
    { "write", do_write, PSA_FWU_WRITING, { DOWNLOAD_CODES, PSA_ERROR_FLASH_ABUSE } },
    { "finish", do_finish, PSA_FWU_WRITING, { DOWNLOAD_CODES } },
    { "cancel", do_cancel, PSA_FWU_CANDIDATE, { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_NOT_PERMITTED } },
    { "clean",
      do_clean,
      PSA_FWU_UPDATED,
      { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_NOT_PERMITTED, PSA_ERROR_INSUFFICIENT_POWER, PSA_ERROR_INSUFFICIENT_MEMORY,
        PSA_ERROR_COMMUNICATION_FAILURE, PSA_ERROR_STORAGE_FAILURE } },
    { "install",
      psa_fwu_install,
      PSA_FWU_CANDIDATE,
      { PSA_SUCCESS_REBOOT, PSA_SUCCESS_RESTART, PSA_ERROR_DEPENDENCY_NEEDED, PSA_ERROR_INVALID_SIGNATURE,
        PSA_ERROR_INVALID_ARGUMENT, DECISION_CODES } },
    { "request_reboot", psa_fwu_request_reboot, PSA_FWU_READY, { PSA_ERROR_NOT_PERMITTED, PSA_ERROR_NOT_SUPPORTED } },
    { "reject", do_reject, PSA_FWU_TRIAL, { PSA_SUCCESS_REBOOT, PSA_SUCCESS_RESTART, DECISION_CODES } },
    { "accept", psa_fwu_accept, PSA_FWU_TRIAL, { PSA_SUCCESS_REBOOT, PSA_SUCCESS_RESTART, DECISION_CODES } },
};

static void assert_listed(const call_page_t *page, psa_status_t status, bool mounted, const char *when,
                          psa_status_t armed)
{
    bool lists_state = page->call != do_query && page->call != psa_fwu_request_reboot;
    if (status == PSA_ERROR_BAD_STATE && lists_state && !mounted) {
        return;
    }
    for (size_t i = 0; i < sizeof page->codes / sizeof page->codes[0]; i++) {
        if (page->codes[i] == status) {
            return; /* also PSA_SUCCESS, which fills up */
        }
    }
    print_error("%s returns %d when %s says %d\n", page->name, (int)status, when, (int)armed);
    fail();
}

/** Component 0 in the state of a page. */
static void bring_to(uint8_t wanted)
{
    if (wanted == PSA_FWU_READY) {
        return;
    }
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (uint32_t off = 0; off < new_image[0].size; off += 256) {
        uint32_t size = new_image[0].size - off < 256u ? (uint32_t)new_image[0].size - off : 256u;
        assert_int_equal(psa_fwu_write(0, off, &new_image[0].bytes[off], size), PSA_SUCCESS);
    }
    if (wanted == PSA_FWU_WRITING) {
        return;
    }
    assert_int_equal(psa_fwu_finish(0), PSA_SUCCESS);
    if (wanted == PSA_FWU_CANDIDATE) {
        return;
    }
    pfwu_boot_result_t result;
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    if (wanted == PSA_FWU_UPDATED) {
        assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    }
    assert_int_equal(device_state(0), wanted);
}

/** Each port call, and the cryptography, fail with codes that they may have; each call answers with one of its page. */
static void every_call__port_or_crypto_fails__code_of_its_page(void **state)
{
    (void)state;
    static const psa_status_t faults[] = { PSA_ERROR_STORAGE_FAILURE,      PSA_ERROR_DATA_CORRUPT,
                                           PSA_ERROR_NOT_SUPPORTED,        PSA_ERROR_BAD_STATE,
                                           PSA_ERROR_INVALID_ARGUMENT,     PSA_ERROR_HARDWARE_FAILURE,
                                           PSA_ERROR_CORRUPTION_DETECTED,  PSA_ERROR_GENERIC_ERROR,
                                           PSA_ERROR_DOES_NOT_EXIST,       PSA_ERROR_NOT_PERMITTED,
                                           PSA_ERROR_INSUFFICIENT_ENTROPY, PSA_ERROR_INSUFFICIENT_MEMORY };
    for (size_t p = 0; p < sizeof pages / sizeof pages[0]; p++) {
        sim_snapshot_restore(start);
        pfwu_reset();
        bring_to(pages[p].state);
        sim_snapshot_t *ready = sim_snapshot_new();
        for (size_t f = 0; f < sizeof faults / sizeof faults[0]; f++) {
            for (unsigned call = SIM_CALL_FLASH_READ; call < SIM_CALL_COUNT; call++) {
                bool struck = true;
                for (uint32_t k = 0; struck && k < 60; k++) {
                    sim_snapshot_restore(ready);
                    pfwu_reset();
                    if ((k & 1u) != 0) {
                        (void)device_state(0); /* the journal is mounted before the fault */
                    }
                    uint32_t n = k < 24 ? k / 2u + 1u : k * 2u;
                    sim_fail_from((sim_call_t)call, n, faults[f]);
                    psa_status_t status = pages[p].call();
                    struck = sim_fail_struck();
                    sim_fail_off();
                    assert_listed(&pages[p], status, (k & 1u) != 0, sim_call_name((sim_call_t)call), faults[f]);
                }
            }
            sim_snapshot_restore(ready);
            pfwu_reset();
            fake_check_says(faults[f], 0, true);
            psa_status_t status = pages[p].call();
            fake_check_says(PSA_SUCCESS, 0, false);
            assert_listed(&pages[p], status, true, "a signature check", faults[f]);
            assert_true(pages[p].state == PSA_FWU_READY || device_state(0) != PSA_FWU_FAILED ||
                        pages[p].call == do_cancel);
        }
        sim_snapshot_free(ready);
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
        CASE(every_call__port_or_crypto_fails__code_of_its_page),
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
