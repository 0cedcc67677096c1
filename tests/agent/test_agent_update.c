/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Updates through the agent of examples/update_agent, by both of its protocols, on the simulated device: from every
 * state, broken off everywhere, with another image in between, on flash that fails, and by senders that mean harm.
 * Whatever comes, the image that runs is not touched before the update service has verified the new one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "agent_senders.h"
#include "lib/fwu/fwu_internal.h"

#define SECTORS 4u
#define SECTOR_SIZE 512u

static test_image_t old, new, other, data_old, data_new, forged, large;
static const test_image_t *const one[] = { &new };
static const test_image_t *const set[] = { &new, &data_new };
static const uint8_t ids[] = { 0, 1 };
static psa_status_t status;
static pfwu_boot_result_t result;

static int device(void **state)
{
    (void)state;
    detached = 0;
    device_init(2, SECTORS, SECTOR_SIZE, 2);
    device_make(&old, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 900 });
    device_make(&new, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1403 });
    device_make(&other, &(test_spec_t){ .major = 3, .counter = 2, .body_size = 1300 });
    device_make(&forged, &(test_spec_t){ .major = 4, .counter = 2, .body_size = 1000, .wrong_key = true });
    device_make(&large, &(test_spec_t){ .major = 4, .counter = 2, .body_size = SECTORS * SECTOR_SIZE });
    device_make(&data_old, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 100 });
    device_make(&data_new, &(test_spec_t){ .component = 1, .major = 2, .counter = 2, .body_size = 333 });
    device_provision(0, &old);
    device_provision(1, &data_old);
    test_memory_clear();
    agent_reset(&test_memory);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    return 0;
}

/** A reset of everything. */
static void restart(void)
{
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    agent_reset(&test_memory);
}

static void assert_untouched(void)
{
    assert_true(device_runs(0, &old));
    assert_true(device_runs(1, &data_old));
}

static void assert_updates(bool sent)
{
    assert_true(sent);
    assert_untouched();
    assert_int_equal(device_state(0), PSA_FWU_STAGED);
    restart();
    assert_true(device_runs(0, &new));
    assert_int_equal(device_state(0), PSA_FWU_TRIAL);
    assert_int_equal(agent_accept(&the_agent), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
}

/* The two ways, so that each case is written once. */
typedef enum way { YMODEM_SMALL, YMODEM_LARGE, STREAM, WAYS } way_t;

static bool send_by(way_t way, const test_image_t *const *images, const uint8_t *components, unsigned count,
                    uint32_t until)
{
    status = PSA_SUCCESS;
    return way == STREAM ? send_stream(images, components, count, 4, until, &status)
                         : send_ymodem(images, components, count, way == YMODEM_SMALL ? 128 : 1024, until);
}

#define ALL UINT32_MAX

static void send__ready__installed_by_the_next_boot(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        device(state);
        assert_updates(send_by(way, one, ids, 1, ALL));
        /* and once more, from UPDATED */
        const test_image_t *const next[] = { &other };
        assert_true(send_by(way, next, ids, 1, ALL));
        restart();
        assert_true(device_runs(0, &other));
    }
}

static void send__set__all_or_none(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        device(state);
        assert_updates(send_by(way, set, ids, 2, ALL));
        assert_true(device_runs(1, &data_new));
        /* the second one is not authentic: nothing is installed */
        device(state);
        const test_image_t *const bad[] = { &data_new, &forged };
        const uint8_t bad_ids[] = { 1, 0 };
        assert_false(send_by(way, bad, bad_ids, 2, ALL));
        restart();
        assert_untouched();
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        assert_int_equal(device_error(0), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(device_state(1), PSA_FWU_CANDIDATE);
    }
}

static void send__not_authentic__failed_and_the_next_one_works(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        device(state);
        const test_image_t *const bad[] = { &forged };
        assert_false(send_by(way, bad, ids, 1, ALL));
        assert_int_equal(notes[AGENT_REFUSED], 1);
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        if (way == STREAM) {
            assert_int_equal(status, PSA_ERROR_INVALID_SIGNATURE);
        }
        assert_updates(send_by(way, one, ids, 1, ALL));
    }
}

static void send__larger_than_the_slot__refused_at_once(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        device(state);
        const test_image_t *const bad[] = { &large };
        assert_false(send_by(way, bad, ids, 1, ALL));
        assert_int_equal(bytes_sent, 0);
        assert_int_equal(device_state(0), PSA_FWU_READY);
        if (way == STREAM) {
            assert_int_equal(status, PSA_ERROR_INSUFFICIENT_STORAGE);
        }
        assert_updates(send_by(way, one, ids, 1, ALL));
    }
}

/** The line breaks behind every block, with and without a reset after it: the transfer goes on, nothing is programmed
 *  twice (the simulated flash sees to that), and over the stream only the overlap is sent again. */
static void broken_line__anywhere__goes_on(void **state)
{
    for (unsigned reset = 0; reset < 2; reset++) {
        for (way_t way = 0; way < WAYS; way++) {
            for (uint32_t until = 0; until < new.size; until += 128) {
                device(state);
                assert_false(send_by(way, one, ids, 1, until));
                assert_untouched();
                assert_int_equal(device_state(0), PSA_FWU_WRITING);
                if (reset) {
                    restart();
                }
                psa_fwu_component_info_t info;
                assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
                const uint32_t held = info.impl.written;
                agent_reset(&test_memory);
                assert_true(send_by(way, one, ids, 1, ALL));
                assert_int_equal(notes[AGENT_RESUMES], 1);
                assert_int_equal(last_number[AGENT_RESUMES], held);
                assert_int_equal(notes[AGENT_BEGINS] + notes[AGENT_BEGINS_ANEW] + notes[AGENT_SET_BACK], 0);
                if (way == STREAM) {
                    const uint32_t saved = held > AGENT_OVERLAP ? held - AGENT_OVERLAP : 0;
                    assert_in_range(bytes_sent, new.size - saved, new.size - saved + 15u);
                } else {
                    assert_int_equal(bytes_sent, new.size);
                }
                assert_updates(true);
            }
        }
    }
}

/** What is held already is compared, not programmed. */
static void resume__all_held__no_flash_touched(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        device(state);
        uint32_t position;
        assert_int_equal(agent_begin(&the_agent, 0, (uint32_t) new.size, NULL, &position), PSA_SUCCESS);
        while (position < new.size) {
            const uint32_t left = (uint32_t) new.size - position;
            assert_int_equal(agent_data(&the_agent, &new.bytes[position], left < 512 ? left : 512, &position),
                             PSA_SUCCESS);
        }
        agent_reset(NULL);
        sim_stats_t stats;
        sim_stats_reset();
        assert_true(send_by(way, one, ids, 1, ALL));
        sim_stats_area(PLAT_AREA_SLOT_SECOND(0), &stats);
        assert_int_equal(stats.units_programmed, 0);
        assert_int_equal(stats.erases, 0);
        assert_updates(true);
    }
}

/** Another image is held: up to every place, and equal to the new one up to every place. */
static void resume__another_image_held__begins_anew(void **state)
{
    static test_image_t twin; /* equal to the new one up to its signature's end, which is what differs */
    for (unsigned memory = 0; memory < 2; memory++) {
        for (way_t way = 0; way < WAYS; way++) {
            for (uint32_t until = 512; until < 1300; until += 256) {
                device(state);
                const test_image_t *const first[] = { &other };
                agent_reset(memory ? &test_memory : NULL);
                assert_false(send_by(way, first, ids, 1, until));
                assert_int_equal(device_state(0), PSA_FWU_WRITING);
                if (until % 512 == 0) {
                    restart();
                }
                agent_reset(memory ? &test_memory : NULL);
                psa_fwu_component_info_t info;
                assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
                /* differs in the header: found in the first block, which is in hand still */
                const bool sent = send_by(way, one, ids, 1, ALL);
                const bool known = memory && way == STREAM; /* by its record, even if nothing is held */
                assert_int_equal(notes[AGENT_BEGINS_ANEW] + notes[AGENT_SET_BACK], info.impl.written > 0 || known);
                assert_updates(sent);
            }
        }
    }
    for (way_t way = 0; way < WAYS; way++) { /* differs late: a stream is sent back, YMODEM cancelled and sent again */
        for (uint32_t at = 600; at < 1100; at += 250) {
            device(state);
            twin = new;
            twin.bytes[at] ^= 1;
            const test_image_t *const first[] = { &twin };
            agent_reset(NULL);
            assert_false(send_by(way, first, ids, 1, 1280));
            agent_reset(NULL);
            bool sent = send_by(way, one, ids, 1, ALL);
            assert_true(way != YMODEM_SMALL || !sent);
            if (way != STREAM && !sent) {
                assert_in_range(bytes_sent, 1, way == YMODEM_SMALL ? at + 128u : at + 1024u); /* cancelled there */
                assert_untouched();
                agent_reset(NULL);
                sent = send_by(way, one, ids, 1, ALL);
            }
            assert_updates(sent);
        }
    }
}

/** More is held than the file has: it can't be this one. */
static void resume__more_held_than_told__begins_anew(void **state)
{
    uint32_t position;
    psa_fwu_component_info_t info;
    (void)state;
    assert_false(send_by(YMODEM_LARGE, one, ids, 1, 1024));
    assert_int_equal(agent_begin(&the_agent, 0, 500, NULL, &position), PSA_SUCCESS);
    assert_int_equal(notes[AGENT_BEGINS_ANEW], 1);
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_int_equal(info.state, PSA_FWU_WRITING);
    assert_int_equal(info.impl.written, 0);
}

/** A download without a record gets one when all that is held was compared, not before. */
static void resume__compared_in_part__no_record(void **state)
{
    (void)state;
    agent_reset(NULL);
    assert_false(send_by(YMODEM_SMALL, one, ids, 1, 1280)); /* no record */
    agent_reset(&test_memory);
    assert_false(send_by(STREAM, one, ids, 1, 512));
    agent_reset(&test_memory);
    assert_false(send_by(STREAM, one, ids, 1, 1280));
    assert_int_equal(bytes_sent, 1280); /* from the begin again */
    agent_reset(&test_memory);
    assert_true(send_by(STREAM, one, ids, 1, ALL));
    assert_int_equal(bytes_sent, new.size - (1280 - AGENT_OVERLAP)); /* now it was known */
}

static void ymodem__size_that_lies__given_up(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        static const int lies[] = { 1, -200, 300, -1300 };
        device(state);
        size_lie = lies[i];
        const bool sent = send_by(YMODEM_SMALL, one, ids, 1, ALL);
        size_lie = 0;
        assert_false(sent);
        assert_int_equal(notes[i == 0 ? AGENT_REFUSED : AGENT_GAVE_UP], 1); /* the first lie is within the padding */
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        assert_updates(send_by(YMODEM_SMALL, one, ids, 1, ALL));
    }
}

/** What the sender is told of an installation that is refused. */
static void install__refused__sender_told(void **state)
{
    static test_image_t needing;
    const pfwu_dependency_t dependency = { .id = 1, .version = { 9, 0, 0, 0 } };
    for (way_t way = 0; way < WAYS; way++) {
        device(state);
        device_make(&needing, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 600, .dependency = &dependency });
        const test_image_t *const images[] = { &needing };
        assert_false(send_by(way, images, ids, 1, ALL));
        assert_int_equal(notes[AGENT_CANDIDATE], 1);
        assert_int_equal(notes[AGENT_NOT_STAGED], 1);
        assert_int_equal(device_state(0), PSA_FWU_CANDIDATE);
        if (way == STREAM) {
            assert_int_equal(status, PSA_ERROR_DEPENDENCY_NEEDED);
        } else {
            assert_false(acknowledged);
        }
        assert_updates(send_by(way, one, ids, 1, ALL) && (way == STREAM || acknowledged));
    }
}

/** A record may be out of date: another client began a download. The overlap, or psa_fwu_finish(), finds out. */
static void resume__record_of_another_download__found_out(void **state)
{
    for (uint32_t other_held = 512; other_held <= 1280; other_held += 256) {
        device(state);
        assert_false(send_by(STREAM, one, ids, 1, 1280)); /* leaves a record */
        assert_int_equal(psa_fwu_cancel(0), PSA_SUCCESS);
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
        assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
        assert_int_equal(psa_fwu_write(0, 0, other.bytes, other_held > 1024 ? 1024 : other_held), PSA_SUCCESS);
        agent_reset(&test_memory);
        bool sent = send_by(STREAM, one, ids, 1, ALL);
        if (!sent) {
            assert_int_equal(status, PSA_ERROR_INVALID_SIGNATURE);
            agent_reset(&test_memory);
            sent = send_by(STREAM, one, ids, 1, ALL);
        }
        assert_updates(sent);
    }
}

static void candidate__same_image_again__not_sent(void **state)
{
    device(state);
    uint32_t position;
    const uint8_t hash[32] = { 7 };
    assert_int_equal(agent_begin(&the_agent, 0, (uint32_t) new.size, hash, &position), PSA_SUCCESS);
    while (position < new.size) {
        const uint32_t left = (uint32_t) new.size - position;
        assert_int_equal(agent_data(&the_agent, &new.bytes[position], left < 512 ? left : 512, &position), PSA_SUCCESS);
    }
    assert_int_equal(agent_finish(&the_agent), PSA_SUCCESS);
    restart();
    assert_int_equal(agent_begin(&the_agent, 0, (uint32_t) new.size, hash, &position), PSA_SUCCESS);
    assert_int_equal(position, new.size);
    assert_int_equal(agent_finish(&the_agent), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_CANDIDATE);
    /* another hash, another size, no hash: another image */
    for (unsigned i = 0; i < 3; i++) {
        const uint8_t another[32] = { 8 };
        const uint32_t size = (uint32_t) new.size - (i == 1);
        assert_int_equal(agent_begin(&the_agent, 0, size,
                                     i == 0   ? another
                                     : i == 1 ? hash
                                              : NULL,
                                     &position),
                         PSA_SUCCESS);
        assert_int_equal(position, 0);
        assert_int_equal(device_state(0), PSA_FWU_WRITING);
        if (i < 2) {
            device(state);
            assert_false(send_by(STREAM, one, ids, 1, 0));
            assert_updates(send_by(STREAM, one, ids, 1, ALL));
            device(state);
        }
    }
    /* a candidate that another client made of another image is not taken for the one remembered */
    device(state);
    assert_int_equal(agent_begin(&the_agent, 0, (uint32_t) new.size, hash, &position), PSA_SUCCESS);
    while (position < new.size) {
        const uint32_t left = (uint32_t) new.size - position;
        assert_int_equal(agent_data(&the_agent, &new.bytes[position], left < 512 ? left : 512, &position), PSA_SUCCESS);
    }
    assert_int_equal(agent_finish(&the_agent), PSA_SUCCESS);
    assert_int_equal(psa_fwu_cancel(0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    assert_int_equal(device_download(0, &other, 1024), PSA_SUCCESS);
    assert_int_equal(agent_begin(&the_agent, 0, (uint32_t) new.size, hash, &position), PSA_SUCCESS);
    assert_int_equal(position, 0);
    assert_int_equal(device_state(0), PSA_FWU_WRITING);
}

static void begin__staged_or_trial__refused_and_unchanged(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        device(state);
        assert_true(send_by(way, one, ids, 1, ALL));
        agent_reset(&test_memory);
        const test_image_t *const next[] = { &other };
        assert_false(send_by(way, next, ids, 1, ALL));
        assert_int_equal(bytes_sent, 0);
        assert_int_equal(device_state(0), PSA_FWU_STAGED);
        restart();
        assert_int_equal(device_state(0), PSA_FWU_TRIAL);
        assert_false(send_by(way, next, ids, 1, ALL));
        assert_int_equal(device_state(0), PSA_FWU_TRIAL);
        assert_true(device_runs(0, &new));
        if (way == STREAM) {
            assert_int_equal(status, PSA_ERROR_BAD_STATE);
        }
    }
}

static void accept__no_trial__nothing(void **state)
{
    (void)state;
    assert_int_equal(agent_accept(&the_agent), PSA_SUCCESS);
    assert_int_equal(notes[AGENT_ACCEPTED], 0);
    assert_int_equal(device_state(0), PSA_FWU_READY);
}

static void agent__calls_out_of_place__refused(void **state)
{
    uint32_t position = 0;
    (void)state;
    assert_int_equal(agent_data(&the_agent, new.bytes, 16, &position), PSA_ERROR_BAD_STATE);
    assert_int_equal(agent_finish(&the_agent), PSA_ERROR_BAD_STATE);
    agent_give_up(&the_agent);
    assert_int_equal(agent_begin(&the_agent, 0, 0, NULL, &position), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(agent_begin(&the_agent, 2, 100, NULL, &position), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(device_state(0), PSA_FWU_READY);
    assert_int_equal(agent_begin(&the_agent, 0, 100, NULL, &position), PSA_SUCCESS);
    assert_int_equal(agent_finish(&the_agent), PSA_ERROR_BAD_STATE);
    assert_int_equal(agent_data(&the_agent, new.bytes, 101, &position), PSA_ERROR_INVALID_ARGUMENT);
    position = 16;
    assert_int_equal(agent_data(&the_agent, new.bytes, 16, &position), PSA_ERROR_INVALID_ARGUMENT);
    agent_give_up(&the_agent);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    position = 0;
    assert_int_equal(agent_data(&the_agent, new.bytes, 16, &position), PSA_ERROR_BAD_STATE);
    assert_int_equal(agent_install(&the_agent), PSA_ERROR_BAD_STATE);
    assert_int_equal(agent_component_of(&the_agent, "data-1.img"), 1);
    assert_int_equal(agent_component_of(&the_agent, "app-1.img"), 0);
    assert_int_equal(agent_component_of(&the_agent, "firmware"), 0);
    assert_int_equal(agent_component_of(&the_agent, ""), 0);
}

/* ------------------------------------------------------------------------------------------------ Cuts, faults --- */

typedef struct work {
    way_t way;
    bool sent;
} work_t;

static void transfer(void *ctx)
{
    work_t *work = ctx;
    work->sent = send_by(work->way, set, ids, 2, ALL);
}

/** What the flash of the POSIX port holds after its program was killed. Only a boot knows what else may be torn. */
static bool a_kill_leaves(sim_tear_t tear)
{
    return tear == SIM_TEAR_NOTHING || tear == SIM_TEAR_COMPLETE || tear == SIM_TEAR_ECC;
}

/** Power is cut at every unit, erase and journal word of a transfer of two images, with every kind of torn flash, and
 *  the device boots; or its program is killed there, and only starts again. The same transfer then succeeds: at once,
 *  by YMODEM without a boot at the third attempt at the latest. */
static void cut__anywhere__goes_on(void **state)
{
    device(state);
    sim_snapshot_t *start = sim_snapshot_new();
    uint64_t runs = 0;
    for (unsigned boots = 0; boots < 2; boots++) {
        for (way_t way = 0; way < WAYS; way += 2) {
            for (unsigned tear = 0; tear <= SIM_TEAR_RANDOM; tear++) {
                for (uint32_t n = 1; boots != 0 || a_kill_leaves((sim_tear_t)tear); n++) {
                    work_t work = { way, false };
                    sim_snapshot_restore(start);
                    pfwu_reset();
                    test_memory_clear();
                    agent_reset(&test_memory);
                    sim_seed(n);
                    sim_cut_at(n, (sim_tear_t)tear);
                    const sim_end_t end = sim_run(transfer, &work);
                    sim_cut_off();
                    if (end == SIM_RETURNED) {
                        assert_true(work.sent);
                        break;
                    }
                    runs++;
                    assert_untouched();
                    sim_reboot();
                    pfwu_reset();
                    if (boots) {
                        assert_int_equal(device_boot(&result), PSA_SUCCESS);
                    }
                    if (device_state(0) == PSA_FWU_TRIAL) { /* the last word, of install, was complete */
                        if (!device_runs(0, &new) || !device_runs(1, &data_new)) {
                            fail_msg("trial: way %d, cut %u, tear %s, boots %u: runs %d %d, states %u %u", (int)way, n,
                                     sim_tear_name((sim_tear_t)tear), boots, device_runs(0, &new),
                                     device_runs(1, &data_new), device_state(0), device_state(1));
                        }
                        continue;
                    }
                    assert_untouched();
                    if (device_state(0) == PSA_FWU_STAGED) {
                        continue;
                    }
                    agent_reset(&test_memory);
                    bool sent = send_by(way, set, ids, 2, ALL);
                    for (unsigned attempt = 0; !sent && attempt < (boots || way == STREAM ? 0u : 2u); attempt++) {
                        agent_reset(&test_memory);
                        sent = send_by(way, set, ids, 2, ALL);
                    }
                    if (!sent) {
                        fail_msg("way %d, cut %u, tear %s, boots %u: status %d, states %u %u", (int)way, n,
                                 sim_tear_name((sim_tear_t)tear), boots, (int)status, device_state(0), device_state(1));
                    }
                    assert_untouched();
                    assert_int_equal(device_boot(&result), PSA_SUCCESS);
                    if (!device_runs(0, &new) || !device_runs(1, &data_new)) {
                        fail_msg("way %d, cut %u, tear %s, boots %u: runs %d %d, states %u %u, errors %d %d", (int)way,
                                 n, sim_tear_name((sim_tear_t)tear), boots, device_runs(0, &new),
                                 device_runs(1, &data_new), device_state(0), device_state(1), device_error(0),
                                 device_error(1));
                    }
                }
            }
        }
    }
    sim_snapshot_free(start);
    print_message("%llu cuts\n", (unsigned long long)runs);
    assert_true(runs > 1000);
}

/** Every flash call fails once: a stream goes back and on by itself, YMODEM may have to be sent again. */
static void fault__every_flash_call__recovers(void **state)
{
    static const sim_call_t calls[] = { SIM_CALL_FLASH_PROG, SIM_CALL_FLASH_ERASE, SIM_CALL_FLASH_READ };
    device(state);
    sim_snapshot_t *start = sim_snapshot_new();
    uint32_t runs = 0, alone = 0;
    for (size_t call = 0; call < sizeof calls / sizeof calls[0]; call++) {
        for (way_t way = 0; way < WAYS; way += 2) {
            for (uint32_t n = 1;; n += call == 2 ? 7 : 1) {
                sim_snapshot_restore(start);
                pfwu_reset();
                test_memory_clear();
                agent_reset(&test_memory);
                sim_seed(n);
                sim_fail_at(calls[call], n, PSA_ERROR_STORAGE_FAILURE);
                bool sent = send_by(way, set, ids, 2, ALL);
                const bool struck = sim_fail_struck();
                sim_fail_off();
                assert_untouched();
                if (!struck) {
                    assert_true(sent);
                    break;
                }
                runs++;
                alone += sent;
                for (unsigned attempt = 0; !sent && attempt < 2; attempt++) {
                    agent_reset(&test_memory);
                    sent = send_by(way, set, ids, 2, ALL);
                }
                if (!sent) {
                    fail_msg("way %d, failing %s %u: status %d, states %u %u", (int)way, sim_call_name(calls[call]), n,
                             (int)status, device_state(0), device_state(1));
                }
                assert_int_equal(device_boot(&result), PSA_SUCCESS);
                assert_true(device_runs(0, &new) && device_runs(1, &data_new));
            }
        }
    }
    sim_snapshot_free(start);
    print_message("%u faults, %u of them without sending again\n", runs, alone);
    assert_true(alone > runs / 2u);
}

/** Flash that is worn out ends in an error, not in an endless transfer. */
static void fault__sector_for_good__fails(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        device(state);
        sim_bad_sector(PLAT_AREA_SLOT_SECOND(0), 2, false, true);
        assert_false(send_by(way, one, ids, 1, ALL));
        assert_in_range(notes[AGENT_SET_BACK], 0, AGENT_SETBACKS_MAX);
        if (way == STREAM) {
            assert_int_equal(status, PSA_ERROR_STORAGE_FAILURE);
            assert_int_equal(notes[AGENT_SET_BACK], AGENT_SETBACKS_MAX);
        }
        restart();
        assert_untouched();
    }
}

/* ---------------------------------------------------------------------------------------------- Hostile streams --- */

static agent_stream_t stream;
static stream_answers_t answers;

static void open_stream(void)
{
    answers.size = 0;
    agent_stream_open(&stream, &the_agent, stream_answer, &answers);
}

static psa_status_t last_status(void)
{
    assert_true(answers.size >= 8);
    const uint8_t *word = &answers.bytes[answers.size - 4u];
    assert_int_equal(answers.bytes[answers.size - 8u], 'S');
    return (psa_status_t)((uint32_t)word[0] | (uint32_t)word[1] << 8 | (uint32_t)word[2] << 16 |
                          (uint32_t)word[3] << 24);
}

static void stream__hello__tells_states(void **state)
{
    (void)state;
    open_stream();
    const uint8_t *hello = answers.bytes;
    assert_int_equal(answers.size, 4 + 8 + 2 * 24);
    assert_memory_equal(hello, "H\x01\x38\x00PFWU\x00\x04\x02\x00", 12);
    assert_int_equal(hello[12], 0);
    assert_int_equal(hello[13], PSA_FWU_READY);
    assert_int_equal(hello[20], 1); /* version 1.0.0 */
    assert_int_equal(hello[28] | hello[29] << 8, SECTORS * SECTOR_SIZE);
    assert_int_equal(hello[36], 1);
    answers.size = 0;
    agent_stream_bytes(&stream, (const uint8_t *)"Q\x01\0\0", 4);
    assert_int_equal(answers.size, 4 + 8 + 2 * 24);
    assert_int_equal(answers.bytes[0], 'H');
}

static void stream__malformed__closed(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        psa_status_t status;
    } rows[] = {
        { "X\x01\0\0", 4, PSA_ERROR_NOT_SUPPORTED },      /* a type that does not exist */
        { "H\x01\0\0", 4, PSA_ERROR_NOT_SUPPORTED },      /* one that the device sends */
        { "Q\x02\0\0", 4, PSA_ERROR_NOT_SUPPORTED },      /* another version */
        { "Q\x01\x01\0", 4, PSA_ERROR_INVALID_ARGUMENT }, /* sizes that the type does not have */
        { "B\x01\x27\0", 4, PSA_ERROR_INVALID_ARGUMENT },   { "B\x01\x29\0", 4, PSA_ERROR_INVALID_ARGUMENT },
        { "D\x01\x04\0", 4, PSA_ERROR_INVALID_ARGUMENT },   { "D\x01\x05\x04", 4, PSA_ERROR_INVALID_ARGUMENT },
        { "D\x01\xff\xff", 4, PSA_ERROR_INVALID_ARGUMENT }, { "F\x01\x01\0", 4, PSA_ERROR_INVALID_ARGUMENT },
        { "I\x01\0\x01", 4, PSA_ERROR_INVALID_ARGUMENT },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        device(state);
        open_stream();
        agent_stream_bytes(&stream, (const uint8_t *)rows[i].bytes, rows[i].size);
        assert_int_equal(last_status(), rows[i].status);
        assert_true(stream.closed);
        const size_t size = answers.size;
        agent_stream_bytes(&stream, (const uint8_t *)"Q\x01\0\0", 4); /* not heard any more */
        assert_int_equal(answers.size, size);
        assert_int_equal(device_state(0), PSA_FWU_READY);
    }
}

static void stream__sizes_that_lie__refused(void **state)
{
    uint8_t message[4 + 4 + 1024];
    uint8_t payload[4 + 1024] = { 0 };
    static const uint32_t sizes[] = { 0, SECTORS * SECTOR_SIZE + 1u, 0x7fffffff, 0xffffffff };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        device(state);
        open_stream();
        agent_stream_bytes(&stream, message, stream_begin(message, 0, &new, sizes[i]));
        assert_int_equal(last_status(), i == 0 ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_INSUFFICIENT_STORAGE);
        assert_int_equal(device_state(0), PSA_FWU_READY);
    }
    device(state); /* a component that there isn't */
    open_stream();
    agent_stream_bytes(&stream, message, stream_begin(message, 9, &new, 100));
    assert_int_equal(last_status(), PSA_ERROR_INVALID_ARGUMENT);
    device(state); /* more than was told */
    open_stream();
    agent_stream_bytes(&stream, message, stream_begin(message, 0, &new, 100));
    agent_stream_bytes(&stream, message, stream_message(message, 'D', payload, 4 + 101));
    assert_int_equal(last_status(), PSA_ERROR_INVALID_ARGUMENT);
    device(state); /* less than was told */
    open_stream();
    agent_stream_bytes(&stream, message, stream_begin(message, 0, &new, 100));
    agent_stream_bytes(&stream, message, stream_message(message, 'D', payload, 4 + 96));
    agent_stream_bytes(&stream, message, stream_message(message, 'F', NULL, 0));
    assert_int_equal(last_status(), PSA_ERROR_BAD_STATE);
    assert_int_equal(device_state(0), PSA_FWU_WRITING);
    device(state); /* pieces that are no whole units */
    open_stream();
    agent_stream_bytes(&stream, message, stream_begin(message, 0, &new, 100));
    agent_stream_bytes(&stream, message, stream_message(message, 'D', payload, 4 + 5));
    agent_stream_bytes(&stream, message, stream_message(message, 'D', payload, 4 + 5));
    payload[0] = 5;
    agent_stream_bytes(&stream, message, stream_message(message, 'D', payload, 4 + 5));
    assert_int_equal(last_status(), PSA_ERROR_INVALID_ARGUMENT);
    assert_untouched();
}

static void stream__blocks_out_of_place__passed_over_then_closed(void **state)
{
    uint8_t message[4 + 4 + 1024];
    uint8_t payload[4 + 16] = { 0 };
    (void)state;
    open_stream();
    agent_stream_bytes(&stream, message, stream_begin(message, 0, &new, 1000));
    const size_t size = answers.size;
    for (unsigned i = 0; i < STREAM_PASSED_MAX; i++) {
        payload[0] = 16;
        agent_stream_bytes(&stream, message, stream_message(message, 'D', payload, sizeof payload));
        assert_int_equal(answers.size, size);
        assert_false(stream.closed);
    }
    agent_stream_bytes(&stream, message, stream_message(message, 'D', payload, sizeof payload));
    assert_true(stream.closed);
    assert_int_equal(device_state(0), PSA_FWU_WRITING);
}

static void stream__calls_out_of_place__answered(void **state)
{
    uint8_t message[4 + 4 + 1024];
    uint8_t payload[4 + 16] = { 0 };
    (void)state;
    open_stream();
    agent_stream_bytes(&stream, message, stream_message(message, 'F', NULL, 0));
    assert_int_equal(last_status(), PSA_ERROR_BAD_STATE);
    agent_stream_bytes(&stream, message, stream_message(message, 'I', NULL, 0));
    assert_int_equal(last_status(), PSA_ERROR_BAD_STATE);
    const size_t size = answers.size;
    agent_stream_bytes(&stream, message, stream_message(message, 'D', payload, sizeof payload));
    assert_int_equal(answers.size, size); /* nothing to say */
    assert_false(stream.closed || stream.staged);
    assert_int_equal(device_state(0), PSA_FWU_READY);
}

/** The same bytes one by one, and all at once. */
static void stream__any_pieces__same(void **state)
{
    static uint8_t bytes[8192];
    size_t size = 0;
    device(state);
    size += stream_begin(&bytes[size], 0, &new, (uint32_t) new.size);
    for (uint32_t at = 0; at < new.size; at += 128) {
        uint8_t payload[4 + 128] = { (uint8_t)at, (uint8_t)(at >> 8) };
        const size_t part = new.size - at < 128 ? new.size - at : 128;
        memcpy(&payload[4], &new.bytes[at], part);
        size += stream_message(&bytes[size], 'D', payload, 4 + part);
    }
    size += stream_message(&bytes[size], 'F', NULL, 0);
    size += stream_message(&bytes[size], 'I', NULL, 0);
    for (size_t piece = 1; piece <= size; piece = piece * 3u + 1u) {
        device(state);
        open_stream();
        for (size_t at = 0; at < size; at += piece) {
            agent_stream_bytes(&stream, &bytes[at], size - at < piece ? size - at : piece);
        }
        assert_true(stream.staged);
        assert_updates(true);
    }
}

/* ------------------------------------------------------------------------------------------- Detached manifests --- */

/** The file that psa image detach makes. */
static test_image_t detach(const test_image_t *image)
{
    test_image_t file = { .size = 0 };
    size_t behind = image->body_off + image->whole_body, tlvs = image->size - behind;
    memcpy(file.bytes, image->bytes, image->body_off);
    memcpy(&file.bytes[image->body_off], &image->bytes[behind], tlvs);
    file.body_off = (uint32_t)(image->body_off + tlvs + 15u) / 16u * 16u;
    memcpy(&file.bytes[file.body_off], &image->bytes[image->body_off], image->whole_body);
    file.size = file.body_off + image->whole_body;
    return file;
}

static test_image_t new_file, other_file, forged_file;
static const test_image_t *const one_file[] = { &new_file };

static int detached_device(void **state)
{
    device(state);
    device_row(0)->detached_manifest = true;
    detached = 1;
    agent_reset(&test_memory);
    new_file = detach(&new);
    other_file = detach(&other);
    forged_file = detach(&forged);
    return 0;
}

static void detached__ready__installed_by_the_next_boot(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        detached_device(state);
        assert_updates(send_by(way, one_file, ids, 1, ALL));
        const test_image_t *const next[] = { &other_file };
        assert_true(send_by(way, next, ids, 1, ALL));
        restart();
        assert_true(device_runs(0, &other));
    }
}

/** With a component that gets its images in one piece, in the same batch. */
static void detached__set__all(void **state)
{
    const test_image_t *const both[] = { &new_file, &data_new };
    for (way_t way = 0; way < WAYS; way++) {
        detached_device(state);
        assert_updates(send_by(way, both, ids, 2, ALL));
        assert_true(device_runs(1, &data_new));
    }
}

/** A line that breaks anywhere, also within the manifest. A stream goes on where it was; YMODEM begins anew. */
static void detached__broken_line__goes_on(void **state)
{
    for (unsigned reset = 0; reset < 2; reset++) {
        for (way_t way = 0; way < WAYS; way++) {
            for (uint32_t until = 0; until < new_file.size; until += 128) {
                detached_device(state);
                assert_false(send_by(way, one_file, ids, 1, until));
                assert_untouched();
                if (reset) {
                    restart();
                }
                psa_fwu_component_info_t info;
                assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
                const bool begun = info.state == PSA_FWU_WRITING;
                agent_reset(&test_memory);
                assert_true(send_by(way, one_file, ids, 1, ALL));
                assert_int_equal(notes[AGENT_RESUMES], begun && way == STREAM);
                assert_int_equal(notes[AGENT_BEGINS_ANEW], begun && way != STREAM);
                const uint32_t held = info.impl.written;
                if (way == STREAM && held > AGENT_OVERLAP) {
                    assert_in_range(bytes_sent, new_file.size - (held - AGENT_OVERLAP),
                                    new_file.size - (held - AGENT_OVERLAP) + 15u +
                                        1024u); /* the block after the manifest */
                }
                assert_updates(true);
            }
        }
    }
}

/** Refused by the manifest, before the body comes. */
static void detached__not_authentic__refused_before_the_body(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        detached_device(state);
        const test_image_t *const bad[] = { &forged_file };
        assert_false(send_by(way, bad, ids, 1, ALL));
        assert_int_equal(notes[AGENT_REFUSED], 1);
        assert_int_equal(device_state(0), PSA_FWU_READY);
        if (way == YMODEM_SMALL) {
            assert_in_range(bytes_sent, 1, forged_file.body_off + 128u);
        } else if (way == STREAM) {
            assert_int_equal(status, PSA_ERROR_INVALID_SIGNATURE);
        }
        assert_untouched();
        agent_reset(&test_memory);
        assert_updates(send_by(way, one_file, ids, 1, ALL));
    }
}

static void detached__body_changed__failed(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        detached_device(state);
        test_image_t bad_file = new_file;
        const test_image_t *const bad[] = { &bad_file };
        bad_file.bytes[bad_file.body_off + 500u] ^= 1;
        assert_false(send_by(way, bad, ids, 1, ALL));
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        assert_untouched();
        assert_updates(send_by(way, one_file, ids, 1, ALL));
    }
}

/** Each byte of the sizes in the header, a manifest that is too large, an image in one piece: refused, nothing is
 *  begun. */
static void detached__sizes_that_lie__refused(void **state)
{
    test_image_t bad_file;
    const test_image_t *const bad[] = { &bad_file };
    for (unsigned i = 0; i < 9 * 8; i++) {
        detached_device(state);
        bad_file = new_file;
        if (i < 8 * 8) {
            bad_file.bytes[8u + i / 8u] ^= (uint8_t)(1u << i % 8u);
        } else if (i == 8 * 8) {
            bad_file = new;
        } else {
            bad_file.size -= i - 8u * 8u;
        }
        assert_false(send_by(i % 2 == 0 ? STREAM : YMODEM_SMALL, bad, ids, 1, ALL));
        assert_int_equal(device_state(0), PSA_FWU_READY);
        assert_untouched();
    }
    for (unsigned capacity = 0; capacity < new_file.body_off; capacity += 15) {
        detached_device(state);
        the_agent.manifests->capacity = capacity < 16 ? 16 : capacity;
        assert_false(send_by(STREAM, one_file, ids, 1, ALL));
        assert_int_equal(status, PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(device_state(0), PSA_FWU_READY);
    }
}

/** Another image is held, or is a candidate, and the same once more. */
static void detached__another_held_or_the_same_again__new_one_installed(void **state)
{
    for (way_t way = 0; way < WAYS; way++) {
        for (uint32_t until = 256; until <= 2048; until += 256) {
            detached_device(state);
            const test_image_t *const first[] = { &other_file };
            (void)send_by(way, first, ids, 1, until);
            agent_reset(&test_memory);
            if (device_state(0) == PSA_FWU_STAGED) {
                assert_int_equal(psa_fwu_reject(PSA_SUCCESS), PSA_SUCCESS);
            }
            assert_updates(send_by(way, one_file, ids, 1, ALL));
        }
    }
    detached_device(state);
    uint32_t position;
    const uint8_t hash[32] = { 7 };
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(agent_begin(&the_agent, 0, (uint32_t)new_file.size, hash, &position), PSA_SUCCESS);
        while (position < new_file.size) {
            const uint32_t left = (uint32_t)new_file.size - position;
            assert_true(i == 0 || position < new_file.body_off); /* the second time the manifest says it all */
            assert_int_equal(agent_data(&the_agent, &new_file.bytes[position], left < 64 ? left : 64, &position),
                             PSA_SUCCESS);
        }
        assert_int_equal(agent_finish(&the_agent), PSA_SUCCESS);
    }
    assert_int_equal(agent_install(&the_agent), PSA_SUCCESS_REBOOT);
    assert_updates(true);
}

static void detached__calls_out_of_place__refused(void **state)
{
    uint32_t position;
    detached_device(state);
    assert_int_equal(agent_begin(&the_agent, 0, (uint32_t)new_file.size, NULL, &position), PSA_SUCCESS);
    assert_int_equal(agent_finish(&the_agent), PSA_ERROR_BAD_STATE);
    assert_int_equal(agent_data(&the_agent, new_file.bytes, 16, &position), PSA_SUCCESS);
    position = 0;
    assert_int_equal(agent_data(&the_agent, new_file.bytes, 16, &position), PSA_ERROR_INVALID_ARGUMENT);
    /* by another component in between, which has none */
    assert_int_equal(agent_begin(&the_agent, 1, (uint32_t)data_new.size, NULL, &position), PSA_SUCCESS);
    assert_int_equal(agent_data(&the_agent, data_new.bytes, 128, &position), PSA_SUCCESS);
    assert_int_equal(device_state(1), PSA_FWU_WRITING);
    assert_int_equal(agent_begin(&the_agent, 0, SECTORS * SECTOR_SIZE + 16u, NULL, &position),
                     PSA_ERROR_INSUFFICIENT_STORAGE);
    assert_int_equal(agent_begin(&the_agent, 0, SECTORS * SECTOR_SIZE + 15u, NULL, &position), PSA_SUCCESS);
    assert_true(send_by(STREAM, one_file, ids, 1, ALL)); /* STAGED */
    assert_int_equal(agent_begin(&the_agent, 0, (uint32_t)new_file.size, NULL, &position), PSA_ERROR_BAD_STATE);
}

/** A unit of what is held can't be read any more, each in turn: of a download that was broken off, and of a candidate,
 *  whose manifest came along or before. A few attempts later the image is installed. */
static void held__decayed_anywhere__sent_anew(void **state)
{
    for (unsigned how = 0; how < 4; how++) {
        for (way_t way = 0; way < WAYS; way++) {
            for (uint32_t off = 0; off < (SECTORS + 1u) * SECTOR_SIZE; off += 16u) {
                const bool apart = (how & 1u) != 0, candidate = (how & 2u) != 0;
                if (apart) {
                    detached_device(state);
                } else {
                    device(state);
                }
                const test_image_t *const *images = apart ? one_file : one;
                if (candidate) { /* data on trial keeps it from being installed */
                    assert_int_equal(device_download(1, &data_new, 256), PSA_SUCCESS);
                    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
                    restart();
                    assert_false(send_by(way, images, ids, 1, ALL));
                    assert_int_equal(device_state(0), PSA_FWU_CANDIDATE);
                    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
                } else {
                    assert_false(send_by(way, images, ids, 1, 1280));
                    assert_int_equal(device_state(0), PSA_FWU_WRITING);
                }
                if (sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), off) != SIM_UNIT_DONE) {
                    continue;
                }
                sim_flash_set_unit(PLAT_AREA_SLOT_SECOND(0), off, SIM_UNIT_ECC);
                restart();
                bool sent = false;
                for (unsigned i = 0; i < 4 && !sent; i++) {
                    sent = send_by(way, images, ids, 1, ALL);
                }
                assert_true(sent);
                restart();
                assert_true(device_runs(0, &new));
            }
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(detached__ready__installed_by_the_next_boot),
        cmocka_unit_test(detached__set__all),
        cmocka_unit_test(held__decayed_anywhere__sent_anew),
        cmocka_unit_test(detached__broken_line__goes_on),
        cmocka_unit_test(detached__not_authentic__refused_before_the_body),
        cmocka_unit_test(detached__body_changed__failed),
        cmocka_unit_test(detached__sizes_that_lie__refused),
        cmocka_unit_test(detached__another_held_or_the_same_again__new_one_installed),
        cmocka_unit_test(detached__calls_out_of_place__refused),
        cmocka_unit_test_setup(send__ready__installed_by_the_next_boot, device),
        cmocka_unit_test_setup(send__set__all_or_none, device),
        cmocka_unit_test_setup(send__not_authentic__failed_and_the_next_one_works, device),
        cmocka_unit_test_setup(send__larger_than_the_slot__refused_at_once, device),
        cmocka_unit_test_setup(broken_line__anywhere__goes_on, device),
        cmocka_unit_test_setup(resume__all_held__no_flash_touched, device),
        cmocka_unit_test_setup(resume__another_image_held__begins_anew, device),
        cmocka_unit_test_setup(resume__more_held_than_told__begins_anew, device),
        cmocka_unit_test_setup(resume__compared_in_part__no_record, device),
        cmocka_unit_test_setup(ymodem__size_that_lies__given_up, device),
        cmocka_unit_test_setup(install__refused__sender_told, device),
        cmocka_unit_test_setup(resume__record_of_another_download__found_out, device),
        cmocka_unit_test_setup(candidate__same_image_again__not_sent, device),
        cmocka_unit_test_setup(begin__staged_or_trial__refused_and_unchanged, device),
        cmocka_unit_test_setup(accept__no_trial__nothing, device),
        cmocka_unit_test_setup(agent__calls_out_of_place__refused, device),
        cmocka_unit_test_setup(stream__hello__tells_states, device),
        cmocka_unit_test_setup(stream__malformed__closed, device),
        cmocka_unit_test_setup(stream__sizes_that_lie__refused, device),
        cmocka_unit_test_setup(stream__blocks_out_of_place__passed_over_then_closed, device),
        cmocka_unit_test_setup(stream__calls_out_of_place__answered, device),
        cmocka_unit_test_setup(stream__any_pieces__same, device),
    };
    const struct CMUnitTest hard[] = {
        cmocka_unit_test_setup(cut__anywhere__goes_on, device),
        cmocka_unit_test_setup(fault__every_flash_call__recovers, device),
        cmocka_unit_test_setup(fault__sector_for_good__fails, device),
    };
    const bool faults = argc > 1 && strcmp(argv[1], "faults") == 0;
    return faults ? cmocka_run_group_tests(hard, NULL, NULL) : cmocka_run_group_tests(tests, NULL, NULL);
}
