/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PSA Firmware Update 1.0: every state by every call, what reboots do to states, the rules of blocks, and the codes of
 * each function's page. The expectations are written here from the specification, not taken from lib/fwu/state.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/state.h"
#include "tests/fwu/fwu_device.h"

enum call { START, WRITE, FINISH, CANCEL, CLEAN, INSTALL, REJECT, ACCEPT, CALLS };
static const char *const call_names[CALLS] = { "start", "write",   "finish", "cancel",
                                               "clean", "install", "reject", "accept" };

#define BAD PSA_ERROR_BAD_STATE

/** FWU 1.0 section "State transitions" and the text of each function: result and next state of a component alone. */
static const struct {
    const char *name;
    uint8_t state;
    struct {
        psa_status_t status;
        uint8_t next;
    } on[CALLS];
} cells[] = {
    { "READY",
      PSA_FWU_READY,
      { { PSA_SUCCESS, PSA_FWU_WRITING },
        { BAD, 0 },
        { BAD, 0 },
        { BAD, 0 },
        { BAD, 0 },
        { BAD, 0 },
        { BAD, 0 },
        { BAD, 0 } } },
    { "WRITING",
      PSA_FWU_WRITING,
      { { BAD, 1 },
        { PSA_SUCCESS, PSA_FWU_WRITING },
        { PSA_SUCCESS, PSA_FWU_CANDIDATE },
        { PSA_SUCCESS, PSA_FWU_FAILED },
        { BAD, 1 },
        { BAD, 1 },
        { BAD, 1 },
        { BAD, 1 } } },
    { "CANDIDATE",
      PSA_FWU_CANDIDATE,
      { { BAD, 2 },
        { BAD, 2 },
        { BAD, 2 },
        { PSA_SUCCESS, PSA_FWU_FAILED },
        { BAD, 2 },
        { PSA_SUCCESS_REBOOT, PSA_FWU_STAGED },
        { BAD, 2 },
        { BAD, 2 } } },
    { "STAGED",
      PSA_FWU_STAGED,
      { { BAD, 3 },
        { BAD, 3 },
        { BAD, 3 },
        { BAD, 3 },
        { BAD, 3 },
        { BAD, 3 },
        { PSA_SUCCESS, PSA_FWU_FAILED },
        { BAD, 3 } } },
    { "FAILED",
      PSA_FWU_FAILED,
      { { BAD, 4 },
        { BAD, 4 },
        { BAD, 4 },
        { BAD, 4 },
        { PSA_SUCCESS, PSA_FWU_READY },
        { BAD, 4 },
        { BAD, 4 },
        { BAD, 4 } } },
    { "TRIAL",
      PSA_FWU_TRIAL,
      { { BAD, 5 },
        { BAD, 5 },
        { BAD, 5 },
        { BAD, 5 },
        { BAD, 5 },
        { BAD, 5 },
        { PSA_SUCCESS_REBOOT, PSA_FWU_REJECTED },
        { PSA_SUCCESS, PSA_FWU_UPDATED } } },
    { "REJECTED",
      PSA_FWU_REJECTED,
      { { BAD, 6 }, { BAD, 6 }, { BAD, 6 }, { BAD, 6 }, { BAD, 6 }, { BAD, 6 }, { BAD, 6 }, { BAD, 6 } } },
    { "UPDATED",
      PSA_FWU_UPDATED,
      { { BAD, 7 },
        { BAD, 7 },
        { BAD, 7 },
        { BAD, 7 },
        { PSA_SUCCESS, PSA_FWU_READY },
        { BAD, 7 },
        { BAD, 7 },
        { BAD, 7 } } },
};

static bool met[sizeof cells / sizeof cells[0]][CALLS];
static test_image_t v1, v2;
static pfwu_boot_result_t result;

static int device(void **state)
{
    (void)state;
    device_init(2, 4, 512, 2);
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 900 });
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 1, .body_size = 800 });
    device_provision(0, &v1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    return 0;
}

static void bring_to(uint8_t state)
{
    if (state == PSA_FWU_READY) {
        return;
    }
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (uint32_t off = 0; off + 64u < v2.size; off += 64) {
        assert_int_equal(psa_fwu_write(0, off, &v2.bytes[off], 64), PSA_SUCCESS);
    }
    if (state == PSA_FWU_WRITING) {
        uint32_t off = ((uint32_t)v2.size - 1u) / 64u * 64u;
        assert_int_equal(psa_fwu_write(0, off, &v2.bytes[off], v2.size - off), PSA_SUCCESS);
        return;
    }
    if (state == PSA_FWU_FAILED) {
        assert_int_equal(psa_fwu_cancel(0), PSA_SUCCESS);
        return;
    }
    assert_int_equal(device_resume(0, &v2, 64), PSA_SUCCESS);
    if (state == PSA_FWU_CANDIDATE) {
        return;
    }
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    if (state == PSA_FWU_STAGED) {
        return;
    }
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    if (state == PSA_FWU_REJECTED) {
        assert_int_equal(psa_fwu_reject(-3), PSA_SUCCESS_REBOOT);
    } else if (state == PSA_FWU_UPDATED) {
        assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    }
}

static psa_status_t call(enum call which, psa_fwu_component_t component)
{
    switch (which) {
    case START:
        return psa_fwu_start(component, NULL, 0);
    case WRITE:
        return psa_fwu_write(component, 0, v2.bytes, 64);
    case FINISH:
        return psa_fwu_finish(component);
    case CANCEL:
        return psa_fwu_cancel(component);
    case CLEAN:
        return psa_fwu_clean(component);
    case INSTALL:
        return psa_fwu_install();
    case REJECT:
        return psa_fwu_reject(-3);
    case ACCEPT:
    default:
        return psa_fwu_accept();
    }
}

static void every_state_by_every_call__as_the_specification_says(void **state)
{
    psa_fwu_component_info_t before, after;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        for (unsigned which = 0; which < CALLS; which++) {
            device(state);
            bring_to(cells[i].state);
            assert_int_equal(device_state(0), cells[i].state);
            assert_int_equal(psa_fwu_query(0, &before), PSA_SUCCESS);
            psa_status_t status = call((enum call)which, 0);
            met[i][which] = true;
            if (status != cells[i].on[which].status || device_state(0) != cells[i].on[which].next) {
                print_error("%s in %s: %d, state %u\n", call_names[which], cells[i].name, (int)status, device_state(0));
            }
            assert_int_equal(status, cells[i].on[which].status);
            assert_int_equal(device_state(0), cells[i].on[which].next);
            assert_int_equal(psa_fwu_query(0, &after), PSA_SUCCESS);
            if (status == BAD) {
                assert_memory_equal(&before, &after, sizeof before);
            }
            pfwu_reset(); /* another process of the same boot sees the same */
            assert_int_equal(device_state(0), cells[i].on[which].next);
        }
    }
}

/** The library's table has these cells and no others, and the calls above met each of them. */
static void transition_table__cell_by_cell__is_the_one_above(void **state)
{
    (void)state;
    static const pfwu_call_t calls[CALLS] = { PFWU_CALL_START, PFWU_CALL_WRITE,   PFWU_CALL_FINISH, PFWU_CALL_CANCEL,
                                              PFWU_CALL_CLEAN, PFWU_CALL_INSTALL, PFWU_CALL_REJECT, PFWU_CALL_ACCEPT };
    unsigned leading = 0;
    assert_int_equal(CALLS, PFWU_CALL_COUNT);
    for (uint8_t from = 0; from < PFWU_STATE_COUNT; from++) {
        for (unsigned which = 0; which < CALLS; which++) {
            uint8_t next = pfwu_state_next(from, calls[which]);
            if (from >= sizeof cells / sizeof cells[0]) { /* SWAP and REVERT: a boot is under way */
                assert_int_equal(next, PFWU_STATE_NONE);
                continue;
            }
            assert_int_equal(cells[from].state, from);
            assert_int_equal(next, cells[from].on[which].status == BAD ? PFWU_STATE_NONE : cells[from].on[which].next);
            assert_true(met[from][which]);
            leading += next != PFWU_STATE_NONE;
        }
    }
    assert_int_equal(leading, 11);
}

static void every_state_by_reboot__as_the_specification_says(void **state)
{
    static const uint8_t after[] = { [PSA_FWU_READY] = PSA_FWU_READY,         [PSA_FWU_WRITING] = PSA_FWU_WRITING,
                                     [PSA_FWU_CANDIDATE] = PSA_FWU_CANDIDATE, [PSA_FWU_STAGED] = PSA_FWU_TRIAL,
                                     [PSA_FWU_FAILED] = PSA_FWU_FAILED,       [PSA_FWU_TRIAL] = PSA_FWU_FAILED,
                                     [PSA_FWU_REJECTED] = PSA_FWU_FAILED,     [PSA_FWU_UPDATED] = PSA_FWU_UPDATED };
    for (uint8_t i = 0; i < sizeof after; i++) {
        device(state);
        bring_to(i);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(device_state(0), after[i]);
        bool new_runs = i == PSA_FWU_STAGED || i == PSA_FWU_UPDATED;
        assert_true(device_runs(0, new_runs ? &v2 : &v1));
    }
}

static void unknown_component__does_not_exist(void **state)
{
    (void)state;
    psa_fwu_component_info_t info;
    static const psa_fwu_component_info_t zero;
    static const psa_fwu_component_t unknown[] = { 2, 7, 8, 31, 32, 255 };
    for (size_t i = 0; i < sizeof unknown; i++) {
        for (unsigned which = START; which <= CLEAN; which++) {
            assert_int_equal(call((enum call)which, unknown[i]), PSA_ERROR_DOES_NOT_EXIST);
        }
        memset(&info, 0xa5, sizeof info);
        assert_int_equal(psa_fwu_query(unknown[i], &info), PSA_ERROR_DOES_NOT_EXIST);
        assert_memory_equal(&info, &zero, sizeof info);
    }
}

static void query__ready__version_size_location(void **state)
{
    (void)state;
    psa_fwu_component_info_t info;
    memset(&info, 0xa5, sizeof info);
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_int_equal(info.version.major, 1);
    assert_int_equal(info.max_size, 4 * 512);
    assert_int_equal(info.location, PLAT_AREA_SLOT_ACTIVE(0));
    assert_int_equal(info.flags, 0);
    assert_int_equal(info.error, PSA_SUCCESS);
    assert_int_equal(info.impl.written, 0);
    assert_int_equal(psa_fwu_query(1, &info), PSA_SUCCESS); /* nothing installed */
    assert_int_equal(info.state, PSA_FWU_READY);
    assert_int_equal(info.version.major, 0);
}

static void query__nowhere_to_write__not_permitted(void **state)
{
    (void)state;
    assert_int_equal(psa_fwu_query(0, NULL), PSA_ERROR_NOT_PERMITTED);
}

static void start__manifest_given__invalid_argument(void **state)
{
    (void)state;
    uint8_t manifest = 0;
    assert_int_equal(psa_fwu_start(0, &manifest, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_start(0, NULL, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_start(0, &manifest, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(device_state(0), PSA_FWU_READY);
}

static void write__block_rules__invalid_argument(void **state)
{
    (void)state;
    static uint8_t block[PSA_FWU_MAX_WRITE_SIZE + 16];
    bring_to(PSA_FWU_WRITING);
    assert_int_equal(psa_fwu_write(0, 0, block, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, 0, NULL, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, 0, NULL, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, 0, block, PSA_FWU_MAX_WRITE_SIZE + 1u), PSA_ERROR_INVALID_ARGUMENT);
    for (size_t off = 1; off < 1u << PSA_FWU_LOG2_WRITE_ALIGN; off++) {
        assert_int_equal(psa_fwu_write(0, off, block, 16), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_int_equal(psa_fwu_write(0, 4 * 512, block, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, 4 * 512 - 16, block, 17), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, SIZE_MAX - 15u, block, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(device_state(0), PSA_FWU_WRITING);
    assert_int_equal(psa_fwu_write(0, 4 * 512 - 16, block, 1), PSA_SUCCESS); /* padded up to the end */
}

static void write__same_block_twice__accepted_other_bytes_refused(void **state)
{
    (void)state;
    uint8_t other[64];
    psa_fwu_component_info_t info;
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 0, v2.bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 0, v2.bytes, 64), PSA_SUCCESS);
    memset(other, 0, sizeof other);
    assert_int_equal(psa_fwu_write(0, 0, other, 64), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_int_equal(info.impl.written, 0); /* from here the client goes on */
    assert_int_equal(device_resume(0, &v2, 128), PSA_SUCCESS);
}

static void write__unaligned_source_and_odd_last_block__finishes(void **state)
{
    (void)state;
    static uint8_t shifted[16384];
    memcpy(&shifted[1], v2.bytes, v2.size);
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (uint32_t off = 0; off < v2.size; off += 1024) {
        uint32_t size = v2.size - off < 1024u ? (uint32_t)v2.size - off : 1024u;
        assert_int_equal(psa_fwu_write(0, off, &shifted[1 + off], size), PSA_SUCCESS);
    }
    assert_int_equal(psa_fwu_finish(0), PSA_SUCCESS);
    psa_fwu_component_info_t info;
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_memory_equal(info.impl.candidate_digest, &v2.bytes[32 + 800 + 12 + 4 + 4], 32);
}

static void install__no_candidate_or_one_in_use__bad_state(void **state)
{
    static const uint8_t blocking[] = { PSA_FWU_STAGED, PSA_FWU_TRIAL, PSA_FWU_REJECTED };
    test_image_t data;
    device_make(&data, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 100 });
    for (size_t i = 0; i < sizeof blocking; i++) {
        device(state);
        bring_to(blocking[i]);
        assert_int_equal(device_download(1, &data, 512), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_ERROR_BAD_STATE);
        assert_int_equal(device_state(1), PSA_FWU_CANDIDATE);
        assert_int_equal(device_state(0), blocking[i]);
    }
}

static void install_accept_reject__act_on_all(void **state)
{
    (void)state;
    test_image_t data;
    device_make(&data, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 100 });
    assert_int_equal(device_download(0, &v2, 512), PSA_SUCCESS);
    assert_int_equal(device_download(1, &data, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_state(0), PSA_FWU_STAGED);
    assert_int_equal(device_state(1), PSA_FWU_STAGED);
    assert_int_equal(psa_fwu_reject(-9), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_state(1), PSA_FWU_FAILED);
    assert_int_equal(device_error(1), -9);
    for (psa_fwu_component_t id = 0; id < 2; id++) {
        assert_int_equal(psa_fwu_clean(id), PSA_SUCCESS);
        assert_int_equal(device_download(id, id == 0 ? &v2 : &data, 512), PSA_SUCCESS);
    }
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
    assert_int_equal(device_state(1), PSA_FWU_UPDATED);
    assert_int_equal(device_counter(0), 1);
    assert_int_equal(device_counter(1), 1);
}

static void request_reboot__asks_the_port(void **state)
{
    (void)state;
    assert_int_equal(psa_fwu_request_reboot(), PSA_SUCCESS);
    assert_true(sim_reboot_requested());
    sim_fail_at(SIM_CALL_REBOOT, 1, PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(psa_fwu_request_reboot(), PSA_ERROR_NOT_SUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_state_by_every_call__as_the_specification_says, device),
        cmocka_unit_test_setup(transition_table__cell_by_cell__is_the_one_above, device),
        cmocka_unit_test_setup(every_state_by_reboot__as_the_specification_says, device),
        cmocka_unit_test_setup(unknown_component__does_not_exist, device),
        cmocka_unit_test_setup(query__ready__version_size_location, device),
        cmocka_unit_test_setup(start__manifest_given__invalid_argument, device),
        cmocka_unit_test_setup(query__nowhere_to_write__not_permitted, device),
        cmocka_unit_test_setup(write__block_rules__invalid_argument, device),
        cmocka_unit_test_setup(write__same_block_twice__accepted_other_bytes_refused, device),
        cmocka_unit_test_setup(write__unaligned_source_and_odd_last_block__finishes, device),
        cmocka_unit_test_setup(install__no_candidate_or_one_in_use__bad_state, device),
        cmocka_unit_test_setup(install_accept_reject__act_on_all, device),
        cmocka_unit_test_setup(request_reboot__asks_the_port, device),
    };
    return cmocka_run_group_tests_name("fwu.states", tests, NULL, NULL);
}
