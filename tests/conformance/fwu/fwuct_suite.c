/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The harness, the calls with the statuses that their pages list, the model of states, and the client's usual steps.
 * The model is written from chapter "Programming model" and appendix "Variation in system design parameters" of the
 * specification, for every combination of reboot, trial and staging.
 */
#include "fwuct_suite.h"

#include <setjmp.h>
#include <string.h>

const char *const fwuct_state_names[FWUCT_STATES] = { "READY",  "WRITING", "CANDIDATE", "STAGED",
                                                      "FAILED", "TRIAL",   "REJECTED",  "UPDATED" };
const char *const fwuct_call_names[FWUCT_PAGES] = { "start",  "write",  "finish", "cancel",
                                                    "clean",  "install", "reject", "accept",
                                                    "query",  "request_reboot" };

/* ----------------------------------------------------------------------------------------------------- Harness --- */

static jmp_buf escape;
enum { PASSED, FAILED, SKIPPED };
static const char *skip_reason;
static char line[160];
static size_t line_length;

static void put(const char *text)
{
    while (*text != 0 && line_length + 1u < sizeof line) {
        line[line_length++] = *text++;
    }
    line[line_length] = 0;
}

static void put_number(long number)
{
    char digits[24];
    size_t at = sizeof digits - 1u;
    unsigned long rest = number < 0 ? 0ul - (unsigned long)number : (unsigned long)number;
    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + rest % 10u);
        rest /= 10u;
    } while (rest != 0);
    if (number < 0) {
        digits[--at] = '-';
    }
    put(&digits[at]);
}

static void end_line(void)
{
    fwuct_print(line);
    line_length = 0;
    line[0] = 0;
}

void fwuct_note(const char *a, const char *b, long number)
{
    put("# ");
    put(a);
    put(": ");
    put(b);
    put(" ");
    put_number(number);
    end_line();
}

void fwuct_fail(const char *text, unsigned at)
{
    fwuct_note("line", text, (long)at);
    longjmp(escape, FAILED);
}

void fwuct_skip(const char *reason)
{
    skip_reason = reason;
    longjmp(escape, SKIPPED);
}

static int run_case(const fwuct_case_t *one)
{
    int result = setjmp(escape);
    if (result == PASSED) {
        one->run();
    }
    return result;
}

static bool is_meant(const fwuct_case_t *one, const char *only)
{
    return only == NULL || strncmp(one->name, only, strlen(only)) == 0;
}

static void tell(const char *verdict, long number, const char *name)
{
    put(verdict);
    put_number(number);
    put(" - ");
    put(name);
}

int fwuct_run(const char *only)
{
    long meant = 0;
    long number = 0;
    int failed = 0;
    long skipped = 0;
    for (size_t i = 0; i < fwuct_case_count; i++) {
        meant += is_meant(&fwuct_cases[i], only);
    }
    fwuct_print("TAP version 13");
    put("1..");
    put_number(meant);
    end_line();
    fwuct_note("implementation", fwuct_system()->name, (long)fwuct_system()->count);
    for (size_t i = 0; i < fwuct_case_count; i++) {
        if (!is_meant(&fwuct_cases[i], only)) {
            continue;
        }
        if (!fwuct_reset()) {
            fwuct_print("Bail out! the device can't be reset");
            return -1;
        }
        int result = run_case(&fwuct_cases[i]);
        failed += result == FAILED;
        skipped += result == SKIPPED;
        tell(result == FAILED ? "not ok " : "ok ", ++number, fwuct_cases[i].name);
        if (result == SKIPPED) {
            put(" # SKIP ");
            put(skip_reason);
        }
        end_line();
    }
    fwuct_note("cases", "failed", failed);
    fwuct_note("cases", "skipped, for the reasons above", skipped);
    return meant == 0 ? -1 : failed;
}

void fwuct_list(void)
{
    for (size_t i = 0; i < fwuct_case_count; i++) {
        fwuct_print(fwuct_cases[i].name);
    }
}

/* ------------------------------------------------------------------------------------------------------- Calls --- */

#define ALWAYS PSA_SUCCESS, PSA_ERROR_NOT_PERMITTED
#define RESOURCES                                                                                                      \
    PSA_ERROR_INSUFFICIENT_MEMORY, PSA_ERROR_INSUFFICIENT_STORAGE, PSA_ERROR_COMMUNICATION_FAILURE,                    \
        PSA_ERROR_STORAGE_FAILURE

/** The statuses that each function's page lists. */
static const psa_status_t pages[FWUCT_PAGES][16] = {
    [FWUCT_QUERY] = { ALWAYS, PSA_ERROR_DOES_NOT_EXIST },
    [FWUCT_START] = { ALWAYS, PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_BAD_STATE, PSA_ERROR_INVALID_SIGNATURE,
                      PSA_ERROR_INVALID_ARGUMENT, RESOURCES },
    [FWUCT_WRITE] = { ALWAYS, PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_BAD_STATE, PSA_ERROR_INVALID_ARGUMENT,
                      PSA_ERROR_FLASH_ABUSE, PSA_ERROR_INVALID_SIGNATURE, RESOURCES },
    [FWUCT_FINISH] = { ALWAYS, PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_BAD_STATE, PSA_ERROR_INVALID_SIGNATURE,
                       PSA_ERROR_INVALID_ARGUMENT, RESOURCES },
    [FWUCT_CANCEL] = { ALWAYS, PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_BAD_STATE },
    [FWUCT_CLEAN] = { ALWAYS, PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_BAD_STATE, PSA_ERROR_INSUFFICIENT_POWER,
                      PSA_ERROR_INSUFFICIENT_MEMORY, PSA_ERROR_COMMUNICATION_FAILURE, PSA_ERROR_STORAGE_FAILURE },
    [FWUCT_INSTALL] = { ALWAYS, PSA_SUCCESS_REBOOT, PSA_SUCCESS_RESTART, PSA_ERROR_BAD_STATE,
                        PSA_ERROR_INVALID_SIGNATURE, PSA_ERROR_DEPENDENCY_NEEDED, PSA_ERROR_INVALID_ARGUMENT,
                        PSA_ERROR_INSUFFICIENT_POWER, RESOURCES },
    [FWUCT_REQUEST_REBOOT] = { ALWAYS, PSA_ERROR_NOT_SUPPORTED },
    [FWUCT_REJECT] = { ALWAYS, PSA_SUCCESS_REBOOT, PSA_SUCCESS_RESTART, PSA_ERROR_BAD_STATE, PSA_ERROR_NOT_SUPPORTED,
                       PSA_ERROR_INSUFFICIENT_POWER, RESOURCES },
    [FWUCT_ACCEPT] = { ALWAYS, PSA_ERROR_BAD_STATE, PSA_ERROR_NOT_SUPPORTED, PSA_ERROR_INSUFFICIENT_POWER, RESOURCES },
};

static unsigned unlisted;
static fwuct_call_t unlisted_call;
static psa_status_t unlisted_status;
static unsigned unsupported;
static unsigned no_states;

static bool is_mandatory(fwuct_call_t call)
{
    const fwuct_system_t *system = fwuct_system();
    if (call == FWUCT_ACCEPT) {
        return system->trial;
    }
    if (call == FWUCT_REQUEST_REBOOT) {
        return system->reboot && !system->restart;
    }
    return call != FWUCT_REJECT || system->trial || system->reboot;
}

/** Note what a function returned. */
static psa_status_t returned(fwuct_call_t call, psa_status_t status)
{
    bool listed = status == PSA_SUCCESS;
    for (size_t i = 0; i < sizeof pages[call] / sizeof pages[call][0]; i++) {
        listed = listed || pages[call][i] == status;
    }
    if (status == PSA_ERROR_NOT_SUPPORTED && is_mandatory(call)) {
        unsupported |= 1u << (unsigned)call;
    }
    if (!listed) {
        unlisted_call = unlisted == 0 ? call : unlisted_call;
        unlisted_status = unlisted == 0 ? status : unlisted_status;
        unlisted++;
    }
    return status;
}

unsigned fwuct_unlisted(fwuct_call_t *call, psa_status_t *status)
{
    *call = unlisted_call;
    *status = unlisted_status;
    return unlisted;
}

unsigned fwuct_unsupported(void)
{
    return unsupported;
}

unsigned fwuct_no_states(void)
{
    return no_states;
}

psa_status_t fwuct_query(psa_fwu_component_t component, psa_fwu_component_info_t *info)
{
    psa_status_t status = returned(FWUCT_QUERY, psa_fwu_query(component, info));
    no_states += status == PSA_SUCCESS && info->state >= FWUCT_STATES;
    return status;
}

psa_status_t fwuct_start(psa_fwu_component_t component, const void *manifest, size_t size)
{
    return returned(FWUCT_START, psa_fwu_start(component, manifest, size));
}

psa_status_t fwuct_write(psa_fwu_component_t component, size_t off, const void *block, size_t size)
{
    return returned(FWUCT_WRITE, psa_fwu_write(component, off, block, size));
}

psa_status_t fwuct_finish(psa_fwu_component_t component)
{
    return returned(FWUCT_FINISH, psa_fwu_finish(component));
}

psa_status_t fwuct_cancel(psa_fwu_component_t component)
{
    return returned(FWUCT_CANCEL, psa_fwu_cancel(component));
}

psa_status_t fwuct_clean(psa_fwu_component_t component)
{
    return returned(FWUCT_CLEAN, psa_fwu_clean(component));
}

psa_status_t fwuct_install(void)
{
    return returned(FWUCT_INSTALL, psa_fwu_install());
}

psa_status_t fwuct_reject(psa_status_t error)
{
    return returned(FWUCT_REJECT, psa_fwu_reject(error));
}

psa_status_t fwuct_accept(void)
{
    return returned(FWUCT_ACCEPT, psa_fwu_accept());
}

/* ------------------------------------------------------------------------------------------------------- Model --- */

static psa_status_t takes_reboot(void)
{
    if (!fwuct_system()->reboot) {
        return PSA_SUCCESS;
    }
    return fwuct_system()->restart ? PSA_SUCCESS_RESTART : PSA_SUCCESS_REBOOT;
}

static uint8_t installed(void)
{
    return fwuct_system()->trial ? PSA_FWU_TRIAL : PSA_FWU_UPDATED;
}

fwuct_next_t fwuct_next(uint8_t state, fwuct_call_t call)
{
    fwuct_next_t next = { PSA_ERROR_BAD_STATE, state, !is_mandatory(call) };
    if (call == FWUCT_START && state == PSA_FWU_READY) {
        next = (fwuct_next_t){ PSA_SUCCESS, PSA_FWU_WRITING, false };
    } else if (call == FWUCT_WRITE && state == PSA_FWU_WRITING) {
        next = (fwuct_next_t){ PSA_SUCCESS, PSA_FWU_WRITING, false };
    } else if (call == FWUCT_FINISH && state == PSA_FWU_WRITING) {
        next = (fwuct_next_t){ PSA_SUCCESS, PSA_FWU_CANDIDATE, false };
    } else if (call == FWUCT_CANCEL && (state == PSA_FWU_WRITING || state == PSA_FWU_CANDIDATE)) {
        next = (fwuct_next_t){ PSA_SUCCESS, PSA_FWU_FAILED, false };
    } else if (call == FWUCT_CLEAN && (state == PSA_FWU_FAILED || state == PSA_FWU_UPDATED)) {
        next = (fwuct_next_t){ PSA_SUCCESS, PSA_FWU_READY, false };
    } else if (call == FWUCT_INSTALL && state == PSA_FWU_CANDIDATE) {
        next = (fwuct_next_t){ takes_reboot(), fwuct_system()->reboot ? PSA_FWU_STAGED : installed(), false };
    } else if (call == FWUCT_REJECT && state == PSA_FWU_STAGED) {
        next = (fwuct_next_t){ PSA_SUCCESS, PSA_FWU_FAILED, false };
    } else if (call == FWUCT_REJECT && state == PSA_FWU_TRIAL) {
        next = (fwuct_next_t){ takes_reboot(), fwuct_system()->reboot ? PSA_FWU_REJECTED : PSA_FWU_FAILED, false };
    } else if (call == FWUCT_ACCEPT && state == PSA_FWU_TRIAL) {
        next = (fwuct_next_t){ PSA_SUCCESS, PSA_FWU_UPDATED, false };
    }
    return next;
}

uint8_t fwuct_rebooted(uint8_t state)
{
    const fwuct_system_t *system = fwuct_system();
    uint8_t failed = system->loses_failed ? PSA_FWU_READY : PSA_FWU_FAILED;
    uint8_t updated = system->loses_updated ? PSA_FWU_READY : PSA_FWU_UPDATED;
    switch (state) {
    case PSA_FWU_WRITING:
        return system->loses_writing ? PSA_FWU_READY : state;
    case PSA_FWU_CANDIDATE:
        return system->volatile_staging ? PSA_FWU_READY : state;
    case PSA_FWU_STAGED:
        return system->trial ? PSA_FWU_TRIAL : updated;
    case PSA_FWU_TRIAL:
        if (system->reboot) {
            return failed;
        }
        return system->volatile_staging ? PSA_FWU_READY : state; /* else a reboot has nothing to do with it */
    case PSA_FWU_REJECTED:
    case PSA_FWU_FAILED:
        return failed;
    case PSA_FWU_UPDATED:
        return updated;
    default:
        return state;
    }
}

bool fwuct_has_state(uint8_t state)
{
    const fwuct_system_t *system = fwuct_system();
    if (state == PSA_FWU_STAGED) {
        return system->reboot;
    }
    if (state == PSA_FWU_TRIAL) {
        return system->trial;
    }
    return state != PSA_FWU_REJECTED || (system->reboot && system->trial);
}

bool fwuct_is_new(uint8_t state)
{
    return state == PSA_FWU_TRIAL || state == PSA_FWU_REJECTED || state == PSA_FWU_UPDATED;
}

/* ------------------------------------------------------------------------------------------------------ Client --- */

uint8_t fwuct_state(psa_fwu_component_t component)
{
    psa_fwu_component_info_t info;
    CHECK(fwuct_query(component, &info) == PSA_SUCCESS);
    return info.state;
}

bool fwuct_runs(psa_fwu_component_t component, fwuct_kind_t kind)
{
    psa_fwu_component_info_t info;
    fwuct_image_t image;
    CHECK(fwuct_image(component, kind, &image));
    CHECK(fwuct_query(component, &info) == PSA_SUCCESS);
    return info.version.major == image.version.major && info.version.minor == image.version.minor &&
           info.version.patch == image.version.patch && info.version.build == image.version.build;
}

psa_status_t fwuct_begin(psa_fwu_component_t component, fwuct_kind_t kind)
{
    fwuct_image_t image;
    NEED(fwuct_image(component, kind, &image), "there is no such image");
    return fwuct_start(component, image.manifest, image.manifest_size);
}

psa_status_t fwuct_send(psa_fwu_component_t component, fwuct_kind_t kind, size_t from)
{
    fwuct_image_t image;
    NEED(fwuct_image(component, kind, &image), "there is no such image");
    for (size_t off = from; off < image.size; off += PSA_FWU_MAX_WRITE_SIZE) {
        size_t size = image.size - off;
        size = size < PSA_FWU_MAX_WRITE_SIZE ? size : PSA_FWU_MAX_WRITE_SIZE;
        psa_status_t status = fwuct_write(component, off, &image.bytes[off], size);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

psa_status_t fwuct_download(psa_fwu_component_t component, fwuct_kind_t kind)
{
    psa_status_t status = fwuct_begin(component, kind);
    if (status == PSA_SUCCESS) {
        status = fwuct_send(component, kind, 0);
    }
    return status == PSA_SUCCESS ? fwuct_finish(component) : status;
}

void fwuct_complete(void)
{
    CHECK(fwuct_system()->restart ? fwuct_restart() : fwuct_reboot());
}

/** From CANDIDATE on. */
static void bring_on(uint8_t state)
{
    CHECK(fwuct_install() == takes_reboot());
    if (state == PSA_FWU_STAGED) {
        return;
    }
    if (fwuct_system()->reboot) {
        fwuct_complete();
    }
    if (state == PSA_FWU_REJECTED) {
        CHECK(fwuct_reject(-1) == takes_reboot());
    } else if (state == PSA_FWU_UPDATED && fwuct_system()->trial) {
        CHECK(fwuct_accept() == PSA_SUCCESS);
    }
}

void fwuct_bring_to(psa_fwu_component_t component, fwuct_kind_t kind, uint8_t state)
{
    NEED(fwuct_has_state(state), "this kind of component does not have the state");
    if (state == PSA_FWU_READY) {
        CHECK(fwuct_state(component) == state);
        return;
    }
    CHECK(fwuct_begin(component, kind) == PSA_SUCCESS);
    if (state == PSA_FWU_FAILED) {
        CHECK(fwuct_cancel(component) == PSA_SUCCESS);
    }
    if (state == PSA_FWU_WRITING || state == PSA_FWU_FAILED) {
        CHECK(fwuct_state(component) == state);
        return;
    }
    CHECK(fwuct_send(component, kind, 0) == PSA_SUCCESS);
    CHECK(fwuct_finish(component) == PSA_SUCCESS);
    if (state != PSA_FWU_CANDIDATE) {
        bring_on(state);
    }
    if (state == PSA_FWU_UPDATED && !fwuct_system()->trial && fwuct_system()->reboot && fwuct_system()->loses_updated) {
        fwuct_skip("the state lasts for no call: installation without trial ends READY");
    }
    CHECK(fwuct_state(component) == state);
}
