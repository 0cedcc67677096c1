/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The cases. sentences.txt says which of them stands for which sentence of the specification; the group of a name
 * (before the first dot) is the section or the function.
 */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "fwuct_suite.h"

#define WRITE_ALIGN ((size_t)1 << PSA_FWU_LOG2_WRITE_ALIGN)
#define BLOCK_MAX ((size_t)PSA_FWU_MAX_WRITE_SIZE)
#define SYSTEM (fwuct_system())
#define FIRST (SYSTEM->components[0])
#define SECOND (SYSTEM->components[1])

/* Constant expressions with the values of the specification: a header that differs does not compile. */
#define IS(name, constant, value) typedef char name[(constant) == (value) ? 1 : -1]
IS(ready_is, PSA_FWU_READY, 0);
IS(writing_is, PSA_FWU_WRITING, 1);
IS(candidate_is, PSA_FWU_CANDIDATE, 2);
IS(staged_is, PSA_FWU_STAGED, 3);
IS(failed_is, PSA_FWU_FAILED, 4);
IS(trial_is, PSA_FWU_TRIAL, 5);
IS(rejected_is, PSA_FWU_REJECTED, 6);
IS(updated_is, PSA_FWU_UPDATED, 7);
IS(volatile_is, PSA_FWU_FLAG_VOLATILE_STAGING, 1);
IS(encryption_is, PSA_FWU_FLAG_ENCRYPTION, 2);
IS(major_is, PSA_FWU_API_VERSION_MAJOR, 1);
IS(minor_is, PSA_FWU_API_VERSION_MINOR, 0);
IS(dependency_is, PSA_ERROR_DEPENDENCY_NEEDED, -156);
IS(abuse_is, PSA_ERROR_FLASH_ABUSE, -160);
IS(power_is, PSA_ERROR_INSUFFICIENT_POWER, -161);
IS(reboot_is, PSA_SUCCESS_REBOOT, 1);
IS(restart_is, PSA_SUCCESS_RESTART, 2);
IS(align_is_no_negative, PSA_FWU_LOG2_WRITE_ALIGN >= 0, 1);
IS(block_is_positive, PSA_FWU_MAX_WRITE_SIZE > 0, 1);
IS(block_is_aligned, (PSA_FWU_MAX_WRITE_SIZE & ((1u << PSA_FWU_LOG2_WRITE_ALIGN) - 1u)) == 0, 1);
IS(component_is_a_byte, sizeof(psa_fwu_component_t), 1);
IS(component_has_no_sign, (psa_fwu_component_t)-1 > 0, 1);

/** Of all components: what must not change when a call is refused. */
static psa_fwu_component_info_t before[FWUCT_COMPONENTS];

static size_t component_count(void)
{
    return SYSTEM->count < FWUCT_COMPONENTS ? SYSTEM->count : FWUCT_COMPONENTS;
}

static void look(void)
{
    for (size_t i = 0; i < component_count(); i++) {
        CHECK(fwuct_query(SYSTEM->components[i], &before[i]) == PSA_SUCCESS);
    }
}

static void check_unchanged(void)
{
    for (size_t i = 0; i < component_count(); i++) {
        psa_fwu_component_info_t now;
        CHECK(fwuct_query(SYSTEM->components[i], &now) == PSA_SUCCESS);
        CHECK(now.state == before[i].state);
        CHECK(now.error == before[i].error || (now.state != PSA_FWU_FAILED && now.state != PSA_FWU_REJECTED));
        CHECK(now.version.major == before[i].version.major && now.version.minor == before[i].version.minor &&
              now.version.patch == before[i].version.patch && now.version.build == before[i].version.build);
    }
}

static void need_two(void)
{
    NEED(SYSTEM->count >= 2, "there is but one component");
}

static void need_set(void)
{
    need_two();
    NEED(SYSTEM->concurrent, "components can't be installed in one go");
}

/** Any of the calls on a component, with arguments that are good where the state allows it. */
static psa_status_t call(fwuct_call_t which, psa_fwu_component_t component)
{
    fwuct_image_t image;
    CHECK(fwuct_image(FIRST, FWUCT_NEW, &image));
    switch (which) {
    case FWUCT_START:
        return fwuct_start(component, image.manifest, image.manifest_size);
    case FWUCT_WRITE:
        return fwuct_write(component, 0, image.bytes, image.size < BLOCK_MAX ? image.size : BLOCK_MAX);
    case FWUCT_FINISH:
        return fwuct_finish(component);
    case FWUCT_CANCEL:
        return fwuct_cancel(component);
    case FWUCT_CLEAN:
        return fwuct_clean(component);
    case FWUCT_INSTALL:
        return fwuct_install();
    case FWUCT_REJECT:
        return fwuct_reject(-3);
    default:
        return fwuct_accept();
    }
}

/* --------------------------------------------------------------------------------------------------------- API --- */

static void api__functions__can_be_pointed_to(void)
{
    psa_status_t (*query)(psa_fwu_component_t, psa_fwu_component_info_t *) = psa_fwu_query;
    psa_status_t (*start)(psa_fwu_component_t, const void *, size_t) = psa_fwu_start;
    psa_status_t (*write)(psa_fwu_component_t, size_t, const void *, size_t) = psa_fwu_write;
    psa_status_t (*finish)(psa_fwu_component_t) = psa_fwu_finish;
    psa_status_t (*cancel)(psa_fwu_component_t) = psa_fwu_cancel;
    psa_status_t (*clean)(psa_fwu_component_t) = psa_fwu_clean;
    psa_status_t (*install)(void) = psa_fwu_install;
    psa_status_t (*request_reboot)(void) = psa_fwu_request_reboot;
    psa_status_t (*reject)(psa_status_t) = psa_fwu_reject;
    psa_status_t (*accept)(void) = psa_fwu_accept;
    CHECK(query != NULL && start != NULL && write != NULL && finish != NULL && cancel != NULL && clean != NULL);
    CHECK(install != NULL && request_reboot != NULL && reject != NULL && accept != NULL);
}

static void api__structures__have_their_fields(void)
{
    psa_fwu_component_info_t info;
    memset(&info, 0, sizeof info);
    CHECK(sizeof info.state == 1 && sizeof info.error == 4 && sizeof info.max_size == 4 && sizeof info.flags == 4 &&
          sizeof info.location == 4);
    CHECK(sizeof info.version.major == 1 && sizeof info.version.minor == 1 && sizeof info.version.patch == 2 &&
          sizeof info.version.build == 4);
    psa_fwu_impl_info_t *impl = &info.impl;
    CHECK(impl != NULL);
}

static void api__macro_functions__evaluate_arguments_once(void)
{
    psa_fwu_component_info_t info[2];
    psa_fwu_component_info_t *at = info;
    psa_fwu_component_t component = SYSTEM->unknown;
    unsigned evaluated = 0;
    psa_status_t error = 0;
    CHECK(psa_fwu_query((evaluated++, component), at++) == PSA_ERROR_DOES_NOT_EXIST);
    CHECK(evaluated == 1 && at == &info[1]);
    CHECK(psa_fwu_start((evaluated++, component), NULL, 0) == PSA_ERROR_DOES_NOT_EXIST);
    CHECK(psa_fwu_finish((evaluated++, component)) == PSA_ERROR_DOES_NOT_EXIST);
    CHECK(psa_fwu_cancel((evaluated++, component)) == PSA_ERROR_DOES_NOT_EXIST);
    CHECK(psa_fwu_clean((evaluated++, component)) == PSA_ERROR_DOES_NOT_EXIST);
    CHECK(evaluated == 5);
    (void)psa_fwu_reject(error--);
    CHECK(error == -1);
}

/* ------------------------------------------------------------------------------------------------------- Query --- */

static void query__fresh_device__ready_with_the_active_version(void)
{
    for (size_t i = 0; i < component_count(); i++) {
        CHECK(fwuct_state(SYSTEM->components[i]) == PSA_FWU_READY);
        CHECK(fwuct_runs(SYSTEM->components[i], FWUCT_FACTORY));
    }
}

static void query__any_component__size_and_flags(void)
{
    for (size_t i = 0; i < component_count(); i++) {
        psa_fwu_component_info_t info;
        fwuct_image_t image;
        CHECK(fwuct_image(SYSTEM->components[i], FWUCT_NEW, &image));
        CHECK(fwuct_query(SYSTEM->components[i], &info) == PSA_SUCCESS);
        CHECK(info.max_size >= image.size);
        CHECK(((info.flags & PSA_FWU_FLAG_VOLATILE_STAGING) != 0) == SYSTEM->volatile_staging);
        CHECK(((info.flags & PSA_FWU_FLAG_ENCRYPTION) != 0) == SYSTEM->encrypted);
    }
}

static void query__every_state__version_is_that_of_the_active_image(void)
{
    for (uint8_t state = 0; state < FWUCT_STATES; state++) {
        if (fwuct_has_state(state) && !(state == PSA_FWU_UPDATED && SYSTEM->loses_updated && !SYSTEM->trial)) {
            CHECK(fwuct_reset());
            fwuct_bring_to(FIRST, FWUCT_NEW, state);
            CHECK(fwuct_runs(FIRST, fwuct_is_new(state) ? FWUCT_NEW : FWUCT_FACTORY));
        }
    }
}

static void query__twice__changes_nothing(void)
{
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_CANDIDATE);
    look();
    check_unchanged();
}

/* -------------------------------------------------------------------------------------------- Unknown component --- */

static void unknown__query__does_not_exist(void)
{
    psa_fwu_component_info_t info;
    CHECK(fwuct_query(SYSTEM->unknown, &info) == PSA_ERROR_DOES_NOT_EXIST);
}

/** A call for an unknown component, which must leave the known ones alone. */
static void check_unknown(fwuct_call_t which)
{
    uint8_t state = which == FWUCT_START ? PSA_FWU_READY : which == FWUCT_CLEAN ? PSA_FWU_FAILED : PSA_FWU_WRITING;
    fwuct_bring_to(FIRST, FWUCT_NEW, state);
    look();
    CHECK(call(which, SYSTEM->unknown) == PSA_ERROR_DOES_NOT_EXIST);
    check_unchanged();
}

static void unknown__start__does_not_exist(void)
{
    check_unknown(FWUCT_START);
}

static void unknown__write__does_not_exist(void)
{
    check_unknown(FWUCT_WRITE);
}

static void unknown__finish__does_not_exist(void)
{
    check_unknown(FWUCT_FINISH);
}

static void unknown__cancel__does_not_exist(void)
{
    check_unknown(FWUCT_CANCEL);
}

static void unknown__clean__does_not_exist(void)
{
    check_unknown(FWUCT_CLEAN);
}

/* ------------------------------------------------------------------------------------------------ State by call --- */

/** One cell: the status, the next state, the other components, and what is active. */
static void check_cell(uint8_t state, fwuct_call_t which)
{
    CHECK(fwuct_reset());
    fwuct_bring_to(FIRST, FWUCT_NEW, state);
    if (state == PSA_FWU_WRITING && which == FWUCT_FINISH) {
        CHECK(fwuct_send(FIRST, FWUCT_NEW, 0) == PSA_SUCCESS);
    }
    look();
    fwuct_next_t next = fwuct_next(state, which);
    psa_status_t status = call(which, FIRST);
    bool expected = status == next.status || (next.optional && status == PSA_ERROR_NOT_SUPPORTED);
    uint8_t now = fwuct_state(FIRST);
    if (!expected || now != next.state) {
        fwuct_note(fwuct_state_names[state], fwuct_call_names[which], status);
        fwuct_note("state after it", now < FWUCT_STATES ? fwuct_state_names[now] : "none", now);
    }
    CHECK(expected);
    CHECK(now == next.state);
    if (status < 0) {
        check_unchanged();
    }
    for (size_t i = 1; i < component_count(); i++) {
        CHECK(fwuct_state(SYSTEM->components[i]) == PSA_FWU_READY);
        CHECK(fwuct_runs(SYSTEM->components[i], FWUCT_FACTORY));
    }
}

static void check_row(uint8_t state)
{
    NEED(fwuct_has_state(state), "this kind of component does not have the state");
    for (unsigned which = 0; which < FWUCT_CALLS; which++) {
        check_cell(state, (fwuct_call_t)which);
    }
}

static void state__READY__by_every_call(void)
{
    check_row(PSA_FWU_READY);
}

static void state__WRITING__by_every_call(void)
{
    check_row(PSA_FWU_WRITING);
}

static void state__CANDIDATE__by_every_call(void)
{
    check_row(PSA_FWU_CANDIDATE);
}

static void state__STAGED__by_every_call(void)
{
    check_row(PSA_FWU_STAGED);
}

static void state__FAILED__by_every_call(void)
{
    check_row(PSA_FWU_FAILED);
}

static void state__TRIAL__by_every_call(void)
{
    check_row(PSA_FWU_TRIAL);
}

static void state__REJECTED__by_every_call(void)
{
    check_row(PSA_FWU_REJECTED);
}

static void state__UPDATED__by_every_call(void)
{
    check_row(PSA_FWU_UPDATED);
}

/** Whether refused calls really do nothing: all that a state refuses, then on to the goal. */
static void state__all_refused_calls__the_update_goes_on(void)
{
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    CHECK(fwuct_send(FIRST, FWUCT_NEW, 0) == PSA_SUCCESS);
    for (unsigned round = 0; round < 8u; round++) {
        uint8_t state = fwuct_state(FIRST);
        for (unsigned which = 0; which < FWUCT_CALLS; which++) {
            fwuct_next_t next = fwuct_next(state, (fwuct_call_t)which);
            if (next.status == PSA_ERROR_BAD_STATE) {
                CHECK(call((fwuct_call_t)which, FIRST) < 0);
                CHECK(fwuct_state(FIRST) == state);
            }
        }
        if (state == PSA_FWU_WRITING) {
            CHECK(fwuct_finish(FIRST) == PSA_SUCCESS);
        } else if (state == PSA_FWU_CANDIDATE) {
            CHECK(fwuct_install() >= 0);
        } else if (state == PSA_FWU_STAGED) {
            fwuct_complete();
        } else if (state == PSA_FWU_TRIAL) {
            CHECK(fwuct_accept() == PSA_SUCCESS);
        } else if (state == PSA_FWU_UPDATED) {
            CHECK(fwuct_clean(FIRST) == PSA_SUCCESS);
        }
    }
    CHECK(fwuct_state(FIRST) == PSA_FWU_READY);
    CHECK(fwuct_runs(FIRST, FWUCT_NEW));
}

/* ----------------------------------------------------------------------------------------------------- Reboots --- */

static void check_reboot(uint8_t state)
{
    fwuct_bring_to(FIRST, FWUCT_NEW, state);
    CHECK(fwuct_reboot());
    uint8_t now = fwuct_state(FIRST);
    if (now != fwuct_rebooted(state)) {
        fwuct_note("after the reboot", now < FWUCT_STATES ? fwuct_state_names[now] : "none", now);
    }
    CHECK(now == fwuct_rebooted(state));
    if (state == PSA_FWU_TRIAL && now == PSA_FWU_FAILED) {
        psa_fwu_component_info_t info;
        CHECK(fwuct_query(FIRST, &info) == PSA_SUCCESS);
        CHECK(info.error < 0); /* the reason is kept */
    }
    bool is_new = state == PSA_FWU_STAGED || state == PSA_FWU_UPDATED || (state == PSA_FWU_TRIAL && now == state);
    CHECK(fwuct_runs(FIRST, is_new ? FWUCT_NEW : FWUCT_FACTORY));
    CHECK(fwuct_reboot()); /* and a second one adds nothing to what the first came to */
    CHECK(fwuct_state(FIRST) == fwuct_rebooted(now));
}

static void reboot__READY__stays(void)
{
    check_reboot(PSA_FWU_READY);
}

static void reboot__WRITING__as_the_model_says(void)
{
    check_reboot(PSA_FWU_WRITING);
}

static void reboot__CANDIDATE__as_the_model_says(void)
{
    check_reboot(PSA_FWU_CANDIDATE);
}

static void reboot__STAGED__installs(void)
{
    check_reboot(PSA_FWU_STAGED);
}

static void reboot__FAILED__as_the_model_says(void)
{
    check_reboot(PSA_FWU_FAILED);
}

static void reboot__TRIAL__goes_back(void)
{
    check_reboot(PSA_FWU_TRIAL);
}

static void reboot__REJECTED__goes_back(void)
{
    check_reboot(PSA_FWU_REJECTED);
}

static void reboot__UPDATED__new_image_stays(void)
{
    check_reboot(PSA_FWU_UPDATED);
}

static void reboot__CANDIDATE__installs_afterwards(void)
{
    NEED(!SYSTEM->volatile_staging, "staging is volatile");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_CANDIDATE);
    CHECK(fwuct_reboot());
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(fwuct_runs(FIRST, FWUCT_NEW));
}

static void reboot__WRITING__download_goes_on(void)
{
    size_t off = 0;
    NEED(!SYSTEM->loses_writing, "a reboot ends a download");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    CHECK(fwuct_send(FIRST, FWUCT_NEW, 0) == PSA_SUCCESS);
    CHECK(fwuct_reboot());
    CHECK(fwuct_state(FIRST) == PSA_FWU_WRITING);
    NEED(fwuct_resume_at(FIRST, &off), "there is no telling where to go on");
    CHECK(fwuct_send(FIRST, FWUCT_NEW, off) == PSA_SUCCESS);
    CHECK(fwuct_finish(FIRST) == PSA_SUCCESS);
}

static void reboot__lost_download__a_new_one_can_start(void)
{
    NEED(SYSTEM->loses_writing, "a reboot does not end a download");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    CHECK(fwuct_reboot());
    CHECK(fwuct_download(FIRST, FWUCT_NEXT) == PSA_SUCCESS);
}

static void reboot__FAILED_kept__error_kept(void)
{
    psa_fwu_component_info_t info;
    NEED(!SYSTEM->loses_failed && SYSTEM->reboot, "FAILED is volatile, or there is no STAGED to reject");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_STAGED);
    CHECK(fwuct_reject(-77) == PSA_SUCCESS);
    CHECK(fwuct_reboot());
    CHECK(fwuct_query(FIRST, &info) == PSA_SUCCESS);
    CHECK(info.state == PSA_FWU_FAILED && info.error == -77);
}

/* ------------------------------------------------------------------------------------------------------- Start --- */

static void start__manifest_expected_and_missing__invalid_argument(void)
{
    NEED(SYSTEM->manifest, "manifests come with the image");
    CHECK(fwuct_start(FIRST, NULL, 0) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(fwuct_state(FIRST) == PSA_FWU_READY);
}

static void start__manifest_not_expected__invalid_argument(void)
{
    static const uint8_t manifest[16] = { 1 };
    NEED(!SYSTEM->manifest, "manifests come detached");
    CHECK(fwuct_start(FIRST, manifest, sizeof manifest) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(fwuct_state(FIRST) == PSA_FWU_READY);
}

static void start__bad_manifest__invalid_argument(void)
{
    static const uint8_t manifest[64] = { 1 };
    NEED(SYSTEM->manifest, "manifests come with the image");
    psa_status_t status = fwuct_start(FIRST, manifest, sizeof manifest);
    CHECK(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_INVALID_SIGNATURE);
    CHECK(fwuct_state(FIRST) != PSA_FWU_WRITING);
}

static void start__one_component__others_stay_as_they_are(void)
{
    need_two();
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_CANDIDATE);
    CHECK(fwuct_begin(FIRST, FWUCT_NEW) == PSA_SUCCESS);
    CHECK(fwuct_state(SECOND) == PSA_FWU_CANDIDATE);
    CHECK(fwuct_cancel(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_clean(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_state(SECOND) == PSA_FWU_CANDIDATE);
}

/* ------------------------------------------------------------------------------------------------------- Write --- */

static void write__offset_not_aligned__invalid_argument(void)
{
    static const uint8_t block[16] = { 0 };
    NEED(WRITE_ALIGN > 1, "there is no alignment");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    for (size_t off = 1; off < WRITE_ALIGN; off++) {
        CHECK(fwuct_write(FIRST, off, block, sizeof block) == PSA_ERROR_INVALID_ARGUMENT);
    }
    CHECK(fwuct_write(FIRST, WRITE_ALIGN + 1u, block, sizeof block) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(fwuct_state(FIRST) == PSA_FWU_WRITING);
}

static void write__size_0__invalid_argument(void)
{
    static const uint8_t block[1] = { 0 };
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    CHECK(fwuct_write(FIRST, 0, block, 0) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(fwuct_state(FIRST) == PSA_FWU_WRITING);
}

static void write__size_above_the_most__invalid_argument(void)
{
    static uint8_t block[PSA_FWU_MAX_WRITE_SIZE + 1u];
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    CHECK(fwuct_write(FIRST, 0, block, sizeof block) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(fwuct_state(FIRST) == PSA_FWU_WRITING);
}

/** Blocks that end past the image store, begin there, or wrap round. */
static void write__outside_of_the_store__invalid_argument(void)
{
    static const uint8_t block[PSA_FWU_MAX_WRITE_SIZE] = { 0 };
    psa_fwu_component_info_t info;
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    CHECK(fwuct_query(FIRST, &info) == PSA_SUCCESS);
    size_t end = ((size_t)info.max_size + WRITE_ALIGN - 1u) / WRITE_ALIGN * WRITE_ALIGN;
    CHECK(fwuct_write(FIRST, end, block, 1) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(fwuct_write(FIRST, end + 16u * BLOCK_MAX, block, sizeof block) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(fwuct_write(FIRST, SIZE_MAX / WRITE_ALIGN * WRITE_ALIGN, block, sizeof block) == PSA_ERROR_INVALID_ARGUMENT);
    CHECK(fwuct_write(FIRST, SIZE_MAX / 2u / WRITE_ALIGN * WRITE_ALIGN, block, 1) == PSA_ERROR_INVALID_ARGUMENT);
    if (sizeof block > WRITE_ALIGN && end >= WRITE_ALIGN) {
        CHECK(fwuct_write(FIRST, end - WRITE_ALIGN, block, sizeof block) == PSA_ERROR_INVALID_ARGUMENT);
    }
    CHECK(fwuct_state(FIRST) == PSA_FWU_WRITING);
}

/** The image in blocks of a size, from a buffer at an odd address that is overwritten after each call. */
static void write_in_blocks(size_t size)
{
    static uint8_t buffer[PSA_FWU_MAX_WRITE_SIZE + 1u];
    fwuct_image_t image;
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    CHECK(fwuct_image(FIRST, FWUCT_NEW, &image));
    for (size_t off = 0; off < image.size; off += size) {
        size_t length = image.size - off < size ? image.size - off : size;
        memcpy(&buffer[1], &image.bytes[off], length);
        CHECK(fwuct_write(FIRST, off, &buffer[1], length) == PSA_SUCCESS);
        CHECK(fwuct_state(FIRST) == PSA_FWU_WRITING);
        memset(buffer, 0x5a, sizeof buffer);
    }
    CHECK(fwuct_finish(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_state(FIRST) == PSA_FWU_CANDIDATE);
}

static void write__largest_blocks__image_is_whole(void)
{
    write_in_blocks(BLOCK_MAX);
}

static void write__smallest_blocks__image_is_whole(void)
{
    write_in_blocks(WRITE_ALIGN);
}

static void write__blocks_of_aligned_size_at_any_address__image_is_whole(void)
{
    size_t size = WRITE_ALIGN * 3u;
    write_in_blocks(size < BLOCK_MAX ? size : BLOCK_MAX);
}

static void write__last_block_not_aligned__is_padded(void)
{
    fwuct_image_t image;
    CHECK(fwuct_image(FIRST, FWUCT_NEW, &image));
    NEED(image.size % WRITE_ALIGN != 0, "the image's size is aligned");
    CHECK(fwuct_download(FIRST, FWUCT_NEW) == PSA_SUCCESS);
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(fwuct_runs(FIRST, FWUCT_NEW));
}

static void write__backwards__image_is_whole(void)
{
    fwuct_image_t image;
    NEED(SYSTEM->any_order, "blocks must come in order");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    CHECK(fwuct_image(FIRST, FWUCT_NEW, &image));
    for (size_t off = (image.size - 1u) / BLOCK_MAX * BLOCK_MAX;; off -= BLOCK_MAX) {
        size_t length = image.size - off < BLOCK_MAX ? image.size - off : BLOCK_MAX;
        CHECK(fwuct_write(FIRST, off, &image.bytes[off], length) == PSA_SUCCESS);
        if (off == 0) {
            break;
        }
    }
    CHECK(fwuct_finish(FIRST) == PSA_SUCCESS);
}

/** Two downloads at a time: each block lands where it belongs. */
static void write__two_components_by_turns__both_are_whole(void)
{
    fwuct_image_t image;
    need_two();
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_WRITING);
    bool more = true;
    for (size_t off = 0; more; off += BLOCK_MAX) {
        more = false;
        for (size_t i = 0; i < 2; i++) {
            CHECK(fwuct_image(SYSTEM->components[i], FWUCT_NEW, &image));
            if (off < image.size) {
                size_t length = image.size - off < BLOCK_MAX ? image.size - off : BLOCK_MAX;
                CHECK(fwuct_write(SYSTEM->components[i], off, &image.bytes[off], length) == PSA_SUCCESS);
                more = true;
            }
        }
    }
    CHECK(fwuct_finish(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_finish(SECOND) == PSA_SUCCESS);
}

/* --------------------------------------------------------------------------------------------- Images refused --- */

static bool is_verification_error(psa_status_t status)
{
    return status == PSA_ERROR_INVALID_SIGNATURE || status == PSA_ERROR_INVALID_ARGUMENT ||
           status == PSA_ERROR_NOT_PERMITTED;
}

/** Where the image is refused, and with what. */
static fwuct_refused_t try_image(fwuct_kind_t kind, psa_status_t *status)
{
    *status = fwuct_begin(FIRST, kind);
    if (*status != PSA_SUCCESS) {
        CHECK(fwuct_state(FIRST) == PSA_FWU_READY || fwuct_state(FIRST) == PSA_FWU_FAILED);
        return FWUCT_BY_START;
    }
    *status = fwuct_send(FIRST, kind, 0);
    if (*status != PSA_SUCCESS) {
        CHECK(fwuct_state(FIRST) == PSA_FWU_WRITING || fwuct_state(FIRST) == PSA_FWU_FAILED);
        if (fwuct_state(FIRST) == PSA_FWU_WRITING) {
            CHECK(fwuct_cancel(FIRST) == PSA_SUCCESS);
        }
        return FWUCT_BY_FINISH;
    }
    *status = fwuct_finish(FIRST);
    if (*status != PSA_SUCCESS) {
        CHECK(fwuct_state(FIRST) == PSA_FWU_FAILED);
        return FWUCT_BY_FINISH;
    }
    *status = fwuct_install();
    if (*status < 0) {
        CHECK(fwuct_state(FIRST) == PSA_FWU_FAILED);
        return FWUCT_BY_INSTALL;
    }
    CHECK(SYSTEM->reboot); /* else it is installed */
    fwuct_complete();
    CHECK(fwuct_state(FIRST) == (SYSTEM->loses_failed ? PSA_FWU_READY : PSA_FWU_FAILED));
    return FWUCT_BY_REBOOT;
}

/** An image that must be refused: in time, with one of two statuses, told in `error`; the old one runs, and a good one
 *  can be installed afterwards. */
static void check_refused(fwuct_kind_t kind, psa_status_t wanted, psa_status_t or_this)
{
    psa_status_t status;
    psa_fwu_component_info_t info;
    fwuct_image_t image;
    NEED(SYSTEM->refuses[kind] != FWUCT_NO_SUCH, "this implementation does not refuse such images");
    NEED(fwuct_image(FIRST, kind, &image), "there is no such image");
    fwuct_refused_t when = try_image(kind, &status);
    CHECK(when <= SYSTEM->refuses[kind]);
    CHECK(fwuct_runs(FIRST, FWUCT_FACTORY));
    CHECK(fwuct_query(FIRST, &info) == PSA_SUCCESS);
    if (when != FWUCT_BY_REBOOT) {
        if (status != wanted && status != or_this) {
            fwuct_note("refused with", "status", status);
        }
        CHECK(status == wanted || status == or_this);
    } else if (info.state == PSA_FWU_FAILED) {
        CHECK(is_verification_error(info.error));
    }
    if (info.state == PSA_FWU_FAILED) {
        CHECK(info.error < 0 || when == FWUCT_BY_FINISH);
        CHECK(fwuct_clean(FIRST) == PSA_SUCCESS);
    }
    CHECK(fwuct_state(FIRST) == PSA_FWU_READY);
    CHECK(fwuct_download(FIRST, FWUCT_NEW) == PSA_SUCCESS);
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(fwuct_runs(FIRST, FWUCT_NEW));
}

static void refused__not_an_image__invalid_argument(void)
{
    check_refused(FWUCT_NOT_AN_IMAGE, PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_INVALID_SIGNATURE);
}

static void refused__body_changed__invalid_signature(void)
{
    check_refused(FWUCT_BAD_BODY, PSA_ERROR_INVALID_SIGNATURE, PSA_ERROR_INVALID_SIGNATURE);
}

static void refused__signature_wrong__invalid_signature(void)
{
    check_refused(FWUCT_BAD_SIGNATURE, PSA_ERROR_INVALID_SIGNATURE, PSA_ERROR_INVALID_SIGNATURE);
}

static void refused__of_another_component__invalid(void)
{
    need_two();
    check_refused(FWUCT_WRONG_COMPONENT, PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_INVALID_SIGNATURE);
}

static void refused__older_than_policy_allows__not_permitted(void)
{
    check_refused(FWUCT_OLDER, PSA_ERROR_NOT_PERMITTED, PSA_ERROR_NOT_PERMITTED);
}

static void refused__encrypted_or_not_against_the_flag__invalid(void)
{
    check_refused(FWUCT_WRONG_FORM, PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_INVALID_SIGNATURE);
}

/** Nothing was written: there is no image. */
static void refused__nothing_written__not_installed(void)
{
    NEED(SYSTEM->refuses[FWUCT_NOT_AN_IMAGE] != FWUCT_NO_SUCH, "this implementation does not look at images");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_WRITING);
    psa_status_t status = fwuct_finish(FIRST);
    if (status == PSA_SUCCESS && SYSTEM->refuses[FWUCT_NOT_AN_IMAGE] > FWUCT_BY_FINISH) {
        status = fwuct_install();
        if (status >= 0) {
            fwuct_complete();
        }
    } else {
        CHECK(is_verification_error(status));
    }
    CHECK(fwuct_state(FIRST) == PSA_FWU_FAILED || SYSTEM->loses_failed);
    CHECK(fwuct_runs(FIRST, FWUCT_FACTORY));
}

/* ------------------------------------------------------------------------------------------------ Cancel, clean --- */

static void check_abandoned(uint8_t state)
{
    fwuct_bring_to(FIRST, FWUCT_NEW, state);
    CHECK(fwuct_cancel(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_state(FIRST) == PSA_FWU_FAILED);
    CHECK(fwuct_install() == PSA_ERROR_BAD_STATE);
    CHECK(fwuct_clean(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_state(FIRST) == PSA_FWU_READY);
    CHECK(fwuct_runs(FIRST, FWUCT_FACTORY));
    CHECK(fwuct_download(FIRST, FWUCT_NEXT) == PSA_SUCCESS); /* of what was there nothing is left */
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(fwuct_runs(FIRST, FWUCT_NEXT));
}

static void cancel__WRITING__failed_and_clean_makes_ready(void)
{
    check_abandoned(PSA_FWU_WRITING);
}

static void cancel__CANDIDATE__failed_and_clean_makes_ready(void)
{
    check_abandoned(PSA_FWU_CANDIDATE);
}

static void cancel__one_component__the_others_go_on(void)
{
    need_two();
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_CANDIDATE);
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_CANDIDATE);
    CHECK(fwuct_cancel(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_state(SECOND) == PSA_FWU_CANDIDATE);
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(fwuct_runs(SECOND, FWUCT_NEW));
    CHECK(fwuct_runs(FIRST, FWUCT_FACTORY));
}

static void clean__UPDATED__new_image_stays_and_the_next_update_works(void)
{
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_UPDATED);
    CHECK(fwuct_clean(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_state(FIRST) == PSA_FWU_READY);
    CHECK(fwuct_runs(FIRST, FWUCT_NEW));
    CHECK(fwuct_reboot());
    CHECK(fwuct_runs(FIRST, FWUCT_NEW));
    CHECK(fwuct_download(FIRST, FWUCT_NEXT) == PSA_SUCCESS);
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(fwuct_runs(FIRST, FWUCT_NEXT));
}

/** What was given up is gone: it does not become a candidate of the next update. */
static void clean__given_up_candidate__nothing_of_it_is_left(void)
{
    NEED(!SYSTEM->manifest, "the next start brings its manifest");
    NEED(SYSTEM->refuses[FWUCT_NOT_AN_IMAGE] == FWUCT_BY_FINISH, "finish does not look at images");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_CANDIDATE);
    CHECK(fwuct_cancel(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_clean(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_begin(FIRST, FWUCT_NEW) == PSA_SUCCESS);
    CHECK(fwuct_finish(FIRST) < 0);
    CHECK(fwuct_state(FIRST) == PSA_FWU_FAILED);
}

static void clean__one_component__others_stay_as_they_are(void)
{
    need_two();
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_FAILED);
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_FAILED);
    CHECK(fwuct_clean(FIRST) == PSA_SUCCESS);
    CHECK(fwuct_state(SECOND) == PSA_FWU_FAILED);
}

/* ----------------------------------------------------------------------------------------------------- Install --- */

/** Two candidates, and whatever else there is left alone. */
static void two_candidates(void)
{
    need_set();
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_CANDIDATE);
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_CANDIDATE);
}

static bool both_in(uint8_t state)
{
    return fwuct_state(FIRST) == state && fwuct_state(SECOND) == state;
}

static bool both_run(fwuct_kind_t kind)
{
    return fwuct_runs(FIRST, kind) && fwuct_runs(SECOND, kind);
}

static void install__two_candidates__both_are_installed(void)
{
    two_candidates();
    fwuct_next_t next = fwuct_next(PSA_FWU_CANDIDATE, FWUCT_INSTALL);
    CHECK(fwuct_install() == next.status);
    CHECK(both_in(next.state));
    if (SYSTEM->reboot) {
        CHECK(both_run(FWUCT_FACTORY));
        fwuct_complete();
        CHECK(both_in(fwuct_rebooted(PSA_FWU_STAGED)));
    }
    CHECK(both_run(FWUCT_NEW));
}

static void install__components_in_other_states__are_not_affected(void)
{
    static const uint8_t others[] = { PSA_FWU_WRITING, PSA_FWU_FAILED };
    need_two();
    for (size_t i = 0; i < sizeof others; i++) {
        CHECK(fwuct_reset());
        fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_CANDIDATE);
        fwuct_bring_to(SECOND, FWUCT_NEW, others[i]);
        CHECK(fwuct_install() >= 0);
        CHECK(fwuct_state(SECOND) == others[i]);
        if (SYSTEM->reboot) {
            fwuct_complete();
            CHECK(SYSTEM->restart ? fwuct_state(SECOND) == others[i]
                                  : fwuct_state(SECOND) == fwuct_rebooted(others[i]));
        }
        CHECK(fwuct_runs(SECOND, FWUCT_FACTORY));
        CHECK(fwuct_runs(FIRST, FWUCT_NEW));
    }
}

/** One component in a state that stands for an installation under way, the other one a candidate. */
static void check_blocks(uint8_t state)
{
    need_two();
    fwuct_bring_to(FIRST, FWUCT_NEW, state);
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_CANDIDATE);
    look();
    CHECK(fwuct_install() == PSA_ERROR_BAD_STATE);
    check_unchanged();
}

static void install__while_one_is_STAGED__bad_state(void)
{
    check_blocks(PSA_FWU_STAGED);
}

static void install__while_one_is_in_TRIAL__bad_state(void)
{
    check_blocks(PSA_FWU_TRIAL);
}

static void install__while_one_is_REJECTED__bad_state(void)
{
    check_blocks(PSA_FWU_REJECTED);
}

static void install__after_the_first_has_ended__permitted(void)
{
    need_two();
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_UPDATED);
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_CANDIDATE);
    CHECK(fwuct_install() == fwuct_next(PSA_FWU_CANDIDATE, FWUCT_INSTALL).status);
    CHECK(fwuct_state(FIRST) == PSA_FWU_UPDATED);
}

static void need_dependencies(void)
{
    fwuct_image_t image;
    need_two();
    NEED(SYSTEM->dependencies, "dependencies are not checked");
    NEED(fwuct_image(FIRST, FWUCT_NEEDS_OTHER, &image), "there is no such image");
}

static void install__dependency_missing__candidate_stays(void)
{
    need_dependencies();
    CHECK(fwuct_download(FIRST, FWUCT_NEEDS_OTHER) == PSA_SUCCESS); /* finish does not check it */
    CHECK(fwuct_state(FIRST) == PSA_FWU_CANDIDATE);
    CHECK(fwuct_install() == PSA_ERROR_DEPENDENCY_NEEDED);
    CHECK(fwuct_state(FIRST) == PSA_FWU_CANDIDATE);
    CHECK(fwuct_runs(FIRST, FWUCT_FACTORY));
}

static void install__dependency_comes_along__installed(void)
{
    need_dependencies();
    need_set();
    CHECK(fwuct_download(FIRST, FWUCT_NEEDS_OTHER) == PSA_SUCCESS);
    CHECK(fwuct_install() == PSA_ERROR_DEPENDENCY_NEEDED);
    CHECK(fwuct_download(SECOND, FWUCT_NEW) == PSA_SUCCESS);
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(fwuct_runs(FIRST, FWUCT_NEEDS_OTHER));
    CHECK(fwuct_runs(SECOND, FWUCT_NEW));
}

static void install__dependency_is_active__installed(void)
{
    need_dependencies();
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_UPDATED);
    CHECK(fwuct_download(FIRST, FWUCT_NEEDS_OTHER) == PSA_SUCCESS);
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(fwuct_runs(FIRST, FWUCT_NEEDS_OTHER));
}

/** A candidate that is damaged before install: none of the set is installed, and what fails verification is FAILED, all
 *  of it. */
static void install__one_of_two_does_not_verify__none_is_installed(void)
{
    two_candidates();
    NEED(fwuct_spoil(SECOND), "candidates can't be damaged");
    psa_status_t status = fwuct_install();
    if (status >= 0) {
        CHECK(SYSTEM->reboot);
        fwuct_complete();
    } else {
        CHECK(is_verification_error(status));
    }
    CHECK(both_run(FWUCT_FACTORY));
    CHECK(both_in(SYSTEM->loses_failed && status >= 0 ? PSA_FWU_READY : PSA_FWU_FAILED));
}

static void reboot__one_of_two_STAGED_does_not_verify__both_fail_with_the_reason(void)
{
    two_candidates();
    NEED(SYSTEM->reboot, "installation takes no reboot");
    CHECK(fwuct_install() >= 0);
    NEED(fwuct_spoil(SECOND), "what is STAGED can't be damaged");
    fwuct_complete();
    CHECK(both_run(FWUCT_FACTORY));
    CHECK(both_in(SYSTEM->loses_failed ? PSA_FWU_READY : PSA_FWU_FAILED));
    for (size_t i = 0; i < 2 && !SYSTEM->loses_failed; i++) {
        psa_fwu_component_info_t info;
        CHECK(fwuct_query(SYSTEM->components[i], &info) == PSA_SUCCESS);
        CHECK(info.error < 0);
    }
}

/* ----------------------------------------------------------------------------------------------- Reject, accept --- */

static void check_errors(psa_status_t error)
{
    for (size_t i = 0; i < 2; i++) {
        psa_fwu_component_info_t info;
        CHECK(fwuct_query(SYSTEM->components[i], &info) == PSA_SUCCESS);
        CHECK(info.error == error);
    }
}

static void reject__STAGED__all_fail_with_the_error(void)
{
    two_candidates();
    NEED(SYSTEM->reboot, "STAGED is not used");
    CHECK(fwuct_install() >= 0);
    CHECK(fwuct_reject(-12345) == PSA_SUCCESS);
    CHECK(both_in(PSA_FWU_FAILED));
    check_errors(-12345);
    CHECK(fwuct_reboot());
    CHECK(both_run(FWUCT_FACTORY)); /* the reboot does not install it after all */
    CHECK(both_in(fwuct_rebooted(PSA_FWU_FAILED)));
    if (!SYSTEM->loses_failed) {
        check_errors(-12345);
    }
}

static void two_on_trial(void)
{
    NEED(SYSTEM->trial, "TRIAL is not used");
    two_candidates();
    CHECK(fwuct_install() >= 0);
    if (SYSTEM->reboot) {
        fwuct_complete();
    }
    CHECK(both_in(PSA_FWU_TRIAL));
}

static void reject__TRIAL__all_go_back_with_the_error(void)
{
    two_on_trial();
    fwuct_next_t next = fwuct_next(PSA_FWU_TRIAL, FWUCT_REJECT);
    CHECK(fwuct_reject(-12345) == next.status);
    CHECK(both_in(next.state));
    check_errors(-12345);
    if (SYSTEM->reboot) {
        CHECK(both_run(FWUCT_NEW));
        fwuct_complete();
        CHECK(both_in(SYSTEM->restart ? PSA_FWU_FAILED : fwuct_rebooted(PSA_FWU_REJECTED)));
    }
    CHECK(both_run(FWUCT_FACTORY));
    if (both_in(PSA_FWU_FAILED)) {
        check_errors(-12345);
    }
}

static void reject__error_0__is_taken(void)
{
    psa_fwu_component_info_t info;
    NEED(SYSTEM->trial || SYSTEM->reboot, "there is nothing to reject");
    fwuct_bring_to(FIRST, FWUCT_NEW, SYSTEM->trial ? PSA_FWU_TRIAL : PSA_FWU_STAGED);
    CHECK(fwuct_reject(0) >= 0);
    CHECK(fwuct_query(FIRST, &info) == PSA_SUCCESS);
    CHECK(info.error == 0);
}

static void reject__components_in_other_states__are_not_affected(void)
{
    need_two();
    NEED(SYSTEM->trial || SYSTEM->reboot, "there is nothing to reject");
    fwuct_bring_to(FIRST, FWUCT_NEW, SYSTEM->trial ? PSA_FWU_TRIAL : PSA_FWU_STAGED);
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_CANDIDATE);
    CHECK(fwuct_reject(-5) >= 0);
    CHECK(fwuct_state(SECOND) == PSA_FWU_CANDIDATE);
}

static void accept__TRIAL__all_are_updated_for_good(void)
{
    two_on_trial();
    CHECK(fwuct_accept() == PSA_SUCCESS);
    CHECK(both_in(PSA_FWU_UPDATED));
    CHECK(fwuct_reboot());
    CHECK(both_in(fwuct_rebooted(PSA_FWU_UPDATED)));
    CHECK(both_run(FWUCT_NEW));
    CHECK(fwuct_accept() == PSA_ERROR_BAD_STATE);
    CHECK(fwuct_reject(-1) == PSA_ERROR_BAD_STATE);
}

static void accept__components_in_other_states__are_not_affected(void)
{
    need_two();
    NEED(SYSTEM->trial, "TRIAL is not used");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_TRIAL);
    fwuct_bring_to(SECOND, FWUCT_NEW, PSA_FWU_CANDIDATE);
    CHECK(fwuct_accept() == PSA_SUCCESS);
    CHECK(fwuct_state(SECOND) == PSA_FWU_CANDIDATE);
}

static void accept__not_called__the_next_reboot_goes_back(void)
{
    NEED(SYSTEM->trial && SYSTEM->reboot, "there is no trial that a reboot ends");
    fwuct_bring_to(FIRST, FWUCT_NEW, PSA_FWU_TRIAL);
    CHECK(fwuct_reboot());
    CHECK(fwuct_runs(FIRST, FWUCT_FACTORY));
    CHECK(fwuct_accept() == PSA_ERROR_BAD_STATE);
}

static void request_reboot__needed__supported(void)
{
    NEED(SYSTEM->reboot && !SYSTEM->restart, "no component takes a reboot");
    CHECK(fwuct_request_reboot() == PSA_SUCCESS);
}

/* -------------------------------------------------------------------------------------------------------- Walk --- */

/** What the model knows of a component. */
typedef struct model {
    uint8_t state;
    fwuct_kind_t active, coming, was;
    bool sent;   /* all of `coming` is written */
    bool resume; /* it was begun before a reboot */
    psa_status_t error;
    bool has_error; /* known */
} model_t;

static model_t models[FWUCT_COMPONENTS];
static uint32_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % limit;
}

static void check_models(const char *what)
{
    for (size_t i = 0; i < component_count(); i++) {
        psa_fwu_component_info_t info;
        psa_fwu_component_t id = SYSTEM->components[i];
        CHECK(fwuct_query(id, &info) == PSA_SUCCESS);
        bool error = !models[i].has_error || (info.state != PSA_FWU_FAILED && info.state != PSA_FWU_REJECTED) ||
                     info.error == models[i].error;
        if (info.state != models[i].state || !fwuct_runs(id, models[i].active) || !error) {
            fwuct_note("model", fwuct_state_names[models[i].state], (long)models[i].active);
            fwuct_note("after", what, (long)info.state);
        }
        CHECK(info.state == models[i].state);
        CHECK(fwuct_runs(id, models[i].active));
        CHECK(error);
    }
}

static bool any_model_in(uint8_t state)
{
    for (size_t i = 0; i < component_count(); i++) {
        if (models[i].state == state) {
            return true;
        }
    }
    return false;
}

/** A component comes to a state of the model. */
static void model_goes(model_t *model, uint8_t state)
{
    if (!fwuct_is_new(model->state) && fwuct_is_new(state)) {
        model->was = model->active;
        model->active = model->coming;
    } else if (fwuct_is_new(model->state) && model->state != PSA_FWU_UPDATED && state != PSA_FWU_UPDATED &&
               !fwuct_is_new(state)) {
        model->active = model->was;
    }
    model->state = state;
}

static void walk_start(model_t *model, psa_fwu_component_t id)
{
    fwuct_kind_t kind = model->active == FWUCT_FACTORY && random_below(2) == 0 ? FWUCT_NEW : FWUCT_NEXT;
    fwuct_next_t next = fwuct_next(model->state, FWUCT_START);
    CHECK(fwuct_begin(id, kind) == next.status);
    if (next.status == PSA_SUCCESS) {
        model->coming = kind;
        model->sent = false;
        model->resume = false;
        model_goes(model, next.state);
    }
}

static void walk_write(model_t *model, psa_fwu_component_t id)
{
    size_t off = 0;
    static const uint8_t block[1] = { 0 };
    if (model->state != PSA_FWU_WRITING) {
        CHECK(fwuct_write(id, 0, block, sizeof block) == PSA_ERROR_BAD_STATE);
        return;
    }
    if (model->sent || (model->resume && !fwuct_resume_at(id, &off))) {
        return;
    }
    CHECK(fwuct_send(id, model->coming, off) == PSA_SUCCESS);
    model->sent = true;
}

/** finish, cancel, clean. */
static void walk_single(model_t *model, psa_fwu_component_t id, fwuct_call_t which)
{
    if (which == FWUCT_FINISH && model->state == PSA_FWU_WRITING &&
        (!model->sent || (!SYSTEM->concurrent && any_model_in(PSA_FWU_CANDIDATE)))) {
        return;
    }
    fwuct_next_t next = fwuct_next(model->state, which);
    CHECK(call(which, id) == next.status);
    if (which == FWUCT_CANCEL && next.status == PSA_SUCCESS) {
        model->has_error = false;
    }
    model_goes(model, next.state);
}

/** install, reject, accept: all components that are in the state for it. */
static void walk_all(fwuct_call_t which)
{
    psa_status_t expected = PSA_ERROR_BAD_STATE;
    psa_status_t error = -(psa_status_t)(200u + random_below(100));
    bool blocked = which == FWUCT_INSTALL && (any_model_in(PSA_FWU_STAGED) || any_model_in(PSA_FWU_TRIAL) ||
                                              any_model_in(PSA_FWU_REJECTED));
    for (size_t i = 0; i < component_count() && !blocked; i++) {
        fwuct_next_t next = fwuct_next(models[i].state, which);
        if (next.status >= 0) {
            expected = next.status;
            models[i].error = error;
            models[i].has_error = which == FWUCT_REJECT;
            model_goes(&models[i], next.state);
        }
    }
    psa_status_t status = which == FWUCT_INSTALL  ? fwuct_install()
                          : which == FWUCT_REJECT ? fwuct_reject(error)
                                                  : fwuct_accept();
    bool optional = fwuct_next(PSA_FWU_READY, which).optional;
    CHECK(status == expected || (optional && status == PSA_ERROR_NOT_SUPPORTED));
}

static void walk_reboot(void)
{
    bool complete = SYSTEM->restart && random_below(2) == 0;
    CHECK(complete ? fwuct_restart() : fwuct_reboot());
    for (size_t i = 0; i < component_count(); i++) {
        model_t *model = &models[i];
        if (complete && model->state != PSA_FWU_STAGED && model->state != PSA_FWU_REJECTED) {
            continue;
        }
        uint8_t state = fwuct_rebooted(model->state);
        if (complete) {
            state = model->state == PSA_FWU_REJECTED ? PSA_FWU_FAILED : SYSTEM->trial ? PSA_FWU_TRIAL : PSA_FWU_UPDATED;
        }
        if (model->state == PSA_FWU_STAGED && state == PSA_FWU_READY) {
            model->active = model->coming; /* updated and cleaned */
        }
        if (model->state == PSA_FWU_TRIAL && state != PSA_FWU_TRIAL) {
            model->has_error = false; /* the boot's reason */
        }
        model->resume = model->state == PSA_FWU_WRITING && state == PSA_FWU_WRITING;
        model->sent = model->resume ? false : model->sent;
        model_goes(model, state);
    }
}

static void walk_step(void)
{
    size_t i = random_below((uint32_t)component_count());
    uint32_t which = random_below(FWUCT_CALLS + 1u);
    /* Half of the steps are one that leads on: what is refused would be most of them otherwise. */
    for (unsigned tries = 0; tries < 40u && random_below(8) != 0; tries++) {
        if (which == FWUCT_CALLS || fwuct_next(models[i].state, (fwuct_call_t)which).status != PSA_ERROR_BAD_STATE) {
            break;
        }
        which = random_below(FWUCT_CALLS + 1u);
    }
    switch (which) {
    case FWUCT_START:
        walk_start(&models[i], SYSTEM->components[i]);
        break;
    case FWUCT_WRITE:
        walk_write(&models[i], SYSTEM->components[i]);
        break;
    case FWUCT_FINISH:
    case FWUCT_CANCEL:
    case FWUCT_CLEAN:
        walk_single(&models[i], SYSTEM->components[i], (fwuct_call_t)which);
        break;
    case FWUCT_INSTALL:
    case FWUCT_REJECT:
    case FWUCT_ACCEPT:
        walk_all((fwuct_call_t)which);
        break;
    default:
        walk_reboot();
        break;
    }
    check_models(which < FWUCT_CALLS ? fwuct_call_names[which] : "reboot");
}

static void model__random_walk__in_lock_step(void)
{
    random_state = 20230401u;
    for (unsigned life = 0; life < (SYSTEM->walks != 0 ? SYSTEM->walks : 40u); life++) {
        CHECK(fwuct_reset());
        memset(models, 0, sizeof models);
        for (unsigned step = 0; step < 60u; step++) {
            walk_step();
            for (size_t i = 0; i < component_count(); i++) {
                if (models[i].active == FWUCT_NEXT && models[i].state == PSA_FWU_READY) {
                    step = 60u; /* there is nothing newer */
                }
            }
        }
    }
}

/* ------------------------------------------------------------------------------------------------ The whole run --- */

/* These are last: they tell of all calls so far. */

static void pages__every_status__is_listed(void)
{
    fwuct_call_t which;
    psa_status_t status;
    unsigned count = fwuct_unlisted(&which, &status);
    if (count != 0) {
        fwuct_note("not on the page of", fwuct_call_names[which], (long)status);
    }
    CHECK(count == 0);
}

static void pages__mandatory_functions__are_supported(void)
{
    CHECK(fwuct_unsupported() == 0);
}

static void pages__every_state__is_one_of_the_eight(void)
{
    CHECK(fwuct_no_states() == 0);
}

#define CASE(function)                                                                                                 \
    {                                                                                                                  \
#function, function                                                                                            \
    }

const fwuct_case_t fwuct_cases[] = {
    CASE(api__functions__can_be_pointed_to),
    CASE(api__structures__have_their_fields),
    CASE(api__macro_functions__evaluate_arguments_once),
    CASE(query__fresh_device__ready_with_the_active_version),
    CASE(query__any_component__size_and_flags),
    CASE(query__every_state__version_is_that_of_the_active_image),
    CASE(query__twice__changes_nothing),
    CASE(unknown__query__does_not_exist),
    CASE(unknown__start__does_not_exist),
    CASE(unknown__write__does_not_exist),
    CASE(unknown__finish__does_not_exist),
    CASE(unknown__cancel__does_not_exist),
    CASE(unknown__clean__does_not_exist),
    CASE(state__READY__by_every_call),
    CASE(state__WRITING__by_every_call),
    CASE(state__CANDIDATE__by_every_call),
    CASE(state__STAGED__by_every_call),
    CASE(state__FAILED__by_every_call),
    CASE(state__TRIAL__by_every_call),
    CASE(state__REJECTED__by_every_call),
    CASE(state__UPDATED__by_every_call),
    CASE(state__all_refused_calls__the_update_goes_on),
    CASE(reboot__READY__stays),
    CASE(reboot__WRITING__as_the_model_says),
    CASE(reboot__CANDIDATE__as_the_model_says),
    CASE(reboot__STAGED__installs),
    CASE(reboot__FAILED__as_the_model_says),
    CASE(reboot__TRIAL__goes_back),
    CASE(reboot__REJECTED__goes_back),
    CASE(reboot__UPDATED__new_image_stays),
    CASE(reboot__CANDIDATE__installs_afterwards),
    CASE(reboot__WRITING__download_goes_on),
    CASE(reboot__lost_download__a_new_one_can_start),
    CASE(reboot__FAILED_kept__error_kept),
    CASE(start__manifest_expected_and_missing__invalid_argument),
    CASE(start__manifest_not_expected__invalid_argument),
    CASE(start__bad_manifest__invalid_argument),
    CASE(start__one_component__others_stay_as_they_are),
    CASE(write__offset_not_aligned__invalid_argument),
    CASE(write__size_0__invalid_argument),
    CASE(write__size_above_the_most__invalid_argument),
    CASE(write__outside_of_the_store__invalid_argument),
    CASE(write__largest_blocks__image_is_whole),
    CASE(write__smallest_blocks__image_is_whole),
    CASE(write__blocks_of_aligned_size_at_any_address__image_is_whole),
    CASE(write__last_block_not_aligned__is_padded),
    CASE(write__backwards__image_is_whole),
    CASE(write__two_components_by_turns__both_are_whole),
    CASE(refused__not_an_image__invalid_argument),
    CASE(refused__body_changed__invalid_signature),
    CASE(refused__signature_wrong__invalid_signature),
    CASE(refused__of_another_component__invalid),
    CASE(refused__older_than_policy_allows__not_permitted),
    CASE(refused__encrypted_or_not_against_the_flag__invalid),
    CASE(refused__nothing_written__not_installed),
    CASE(cancel__WRITING__failed_and_clean_makes_ready),
    CASE(cancel__CANDIDATE__failed_and_clean_makes_ready),
    CASE(cancel__one_component__the_others_go_on),
    CASE(clean__UPDATED__new_image_stays_and_the_next_update_works),
    CASE(clean__given_up_candidate__nothing_of_it_is_left),
    CASE(clean__one_component__others_stay_as_they_are),
    CASE(install__two_candidates__both_are_installed),
    CASE(install__components_in_other_states__are_not_affected),
    CASE(install__while_one_is_STAGED__bad_state),
    CASE(install__while_one_is_in_TRIAL__bad_state),
    CASE(install__while_one_is_REJECTED__bad_state),
    CASE(install__after_the_first_has_ended__permitted),
    CASE(install__dependency_missing__candidate_stays),
    CASE(install__dependency_comes_along__installed),
    CASE(install__dependency_is_active__installed),
    CASE(install__one_of_two_does_not_verify__none_is_installed),
    CASE(reboot__one_of_two_STAGED_does_not_verify__both_fail_with_the_reason),
    CASE(reject__STAGED__all_fail_with_the_error),
    CASE(reject__TRIAL__all_go_back_with_the_error),
    CASE(reject__error_0__is_taken),
    CASE(reject__components_in_other_states__are_not_affected),
    CASE(accept__TRIAL__all_are_updated_for_good),
    CASE(accept__components_in_other_states__are_not_affected),
    CASE(accept__not_called__the_next_reboot_goes_back),
    CASE(request_reboot__needed__supported),
    CASE(model__random_walk__in_lock_step),
    CASE(pages__every_status__is_listed),
    CASE(pages__mandatory_functions__are_supported),
    CASE(pages__every_state__is_one_of_the_eight),
};
const size_t fwuct_case_count = sizeof fwuct_cases / sizeof fwuct_cases[0];
