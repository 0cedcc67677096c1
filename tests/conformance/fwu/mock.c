/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa/update.h in RAM. IS(name) asks whether the mock is to be wrong in this way.
 */
#include "mock.h"

#include <string.h>

#define IS(name) (mutant == MOCK_##name)
#define STORE_SIZE 4000u
#define UNIT ((size_t)1 << PSA_FWU_LOG2_WRITE_ALIGN)
#define CALLED 100u /* an internal state: installed, and the boot has not said so yet */

/** A component; all of it outlives a reboot, as in flash. */
typedef struct component {
    uint8_t state, active, backup;
    psa_status_t error;
    size_t written; /* from 0 on without a gap */
    bool staged_after_all;
    uint8_t manifest[MOCK_HEADER + MOCK_CHECK];
    uint8_t store[STORE_SIZE + 64u];
} component_t;

static component_t components[MOCK_COMPONENTS];
static fwuct_system_t system;
static mock_mutant_t mutant;
/** Of the mutant that looks at a buffer after its call. */
static struct {
    const uint8_t *block;
    uint8_t *to;
    size_t size;
} kept;

void mock_configure(const fwuct_system_t *new_system, mock_mutant_t new_mutant)
{
    system = *new_system;
    mutant = new_mutant;
}

static component_t *find(psa_fwu_component_t id)
{
    return id < MOCK_COMPONENTS ? &components[id] : NULL;
}

/* ------------------------------------------------------------------------------------------------------ Images --- */

static void check_bytes(const uint8_t *header, const uint8_t *body, size_t body_size, uint8_t check[MOCK_CHECK])
{
    uint8_t sum = 1;
    for (size_t i = 0; i < MOCK_HEADER; i++) {
        sum = (uint8_t)(sum * 3u + header[i]);
    }
    for (size_t i = 0; i < body_size; i++) {
        sum = (uint8_t)(sum * 3u + body[i]);
    }
    check[0] = sum;
    check[1] = (uint8_t)(sum ^ 0xa5u ^ header[2]); /* the "signature": with the key of the component */
}

size_t mock_image_write(const mock_image_t *image, uint8_t *out)
{
    const uint8_t header[MOCK_HEADER] = { 'F',
                                          (uint8_t)(image->encrypted != 0 ? 'E' : 'W'),
                                          image->component,
                                          image->version,
                                          image->needs_component,
                                          image->needs_version,
                                          (uint8_t)image->body_size,
                                          (uint8_t)(image->body_size >> 8) };
    memcpy(out, header, MOCK_HEADER);
    for (size_t i = 0; i < image->body_size; i++) {
        out[MOCK_HEADER + i] = (uint8_t)(i * 7u + image->version * 31u + image->component);
    }
    check_bytes(out, &out[MOCK_HEADER], image->body_size, &out[MOCK_HEADER + image->body_size]);
    return MOCK_HEADER + image->body_size + MOCK_CHECK;
}

/** Header, body and check of what was downloaded. False: it is no image. */
static bool take_apart(const component_t *component, const uint8_t **header, const uint8_t **body, size_t *body_size,
                       const uint8_t **check)
{
    *header = system.manifest ? component->manifest : component->store;
    *body_size = (size_t)(*header)[6] | (size_t)(*header)[7] << 8;
    *body = system.manifest ? component->store : &component->store[MOCK_HEADER];
    *check = system.manifest ? &component->manifest[MOCK_HEADER] : *body + *body_size;
    return (*header)[0] == 'F' && ((*header)[1] == 'W' || (*header)[1] == 'E') && *body_size > 0 && *body_size <= 3000u;
}

static psa_status_t verify(const component_t *component, psa_fwu_component_t id)
{
    const uint8_t *header, *body, *check;
    uint8_t expected[MOCK_CHECK];
    size_t body_size;
    if (IS(finish_verifies_nothing)) {
        return PSA_SUCCESS;
    }
    if (!take_apart(component, &header, &body, &body_size, &check)) {
        return component->written == 0 && IS(finish_takes_nothing_for_an_image) ? PSA_SUCCESS
                                                                                : PSA_ERROR_INVALID_ARGUMENT;
    }
    check_bytes(header, body, body_size, expected);
    if (check[0] != expected[0] || (check[1] != expected[1] && !IS(finish_skips_signature))) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    if (header[2] != id && !IS(finish_skips_component)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if ((header[1] == 'E') != system.encrypted && !IS(finish_skips_form)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return header[3] < component->active && !IS(finish_skips_policy) ? PSA_ERROR_NOT_PERMITTED : PSA_SUCCESS;
}

static uint8_t version_of(const component_t *component)
{
    return system.manifest ? component->manifest[3] : component->store[3];
}

static psa_status_t dependency(const component_t *component)
{
    const uint8_t *header = system.manifest ? component->manifest : component->store;
    const component_t *other = find(header[4]);
    if (header[5] == 0 || other == NULL) {
        return PSA_SUCCESS;
    }
    uint8_t there = other->active;
    if (other->state == PSA_FWU_CANDIDATE && !IS(install_dependency_sees_only_active)) {
        there = version_of(other);
    } else if (IS(install_dependency_sees_only_candidates)) {
        there = 0;
    }
    return there >= header[5] ? PSA_SUCCESS : PSA_ERROR_DEPENDENCY_NEEDED;
}

/* -------------------------------------------------------------------------------------------------- Boot loader --- */

static void erase(component_t *component)
{
    component->written = 0;
    if (!IS(clean_leaves_the_store)) {
        memset(component->store, 0xff, sizeof component->store);
    }
}

static void fail(component_t *component, psa_status_t error)
{
    component->state = PSA_FWU_FAILED;
    component->error = error;
}

static void put_in(component_t *component)
{
    component->backup = component->active;
    component->active = version_of(component);
    bool trial = (system.trial && !IS(boot_skips_trial)) || IS(boot_uses_trial);
    component->state = trial ? PSA_FWU_TRIAL : PSA_FWU_UPDATED;
}

static void go_back(component_t *component)
{
    component->active = component->backup;
    component->state = PSA_FWU_FAILED;
}

/** Install all that is STAGED, or none of it. */
static void install_staged(void)
{
    psa_status_t fault = PSA_SUCCESS;
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        component_t *component = &components[id];
        if (component->state == PSA_FWU_STAGED && fault == PSA_SUCCESS && !IS(boot_does_not_verify)) {
            fault = verify(component, id);
        }
    }
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        component_t *component = &components[id];
        bool alone = IS(boot_installs_what_verifies) && verify(component, id) == PSA_SUCCESS;
        if (component->state != PSA_FWU_STAGED || IS(boot_forgets_staged)) {
            continue;
        }
        if (fault == PSA_SUCCESS || alone) {
            put_in(component);
        } else {
            fail(component, IS(boot_failure_without_reason) ? PSA_SUCCESS : fault);
            component->state = IS(boot_failure_goes_to_ready) ? PSA_FWU_READY : component->state;
        }
    }
}

static void end_trials(bool trials)
{
    bool any = false;
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        component_t *component = &components[id];
        bool trial = component->state == PSA_FWU_TRIAL && trials && !IS(boot_keeps_trial);
        bool rejected = component->state == PSA_FWU_REJECTED && !IS(boot_keeps_rejected);
        if ((trial || rejected) && !(IS(boot_rolls_back_one) && any)) {
            component->error =
                trial && !IS(boot_ends_trial_without_reason) ? PSA_ERROR_GENERIC_ERROR : component->error;
            go_back(component);
            any = true;
            if (rejected && IS(boot_rejected_goes_to_updated)) {
                component->state = PSA_FWU_UPDATED;
            }
        }
    }
}

/** States that a reboot takes to READY. */
static bool is_lost(const component_t *component)
{
    switch (component->state) {
    case PSA_FWU_WRITING:
        return system.loses_writing || IS(boot_loses_writing);
    case PSA_FWU_CANDIDATE:
        return (system.volatile_staging && !IS(boot_keeps_volatile_candidate)) || IS(boot_loses_candidate);
    case PSA_FWU_FAILED:
        return system.loses_failed || IS(boot_loses_failed);
    case PSA_FWU_UPDATED:
        return system.loses_updated || IS(boot_loses_updated);
    default:
        return false;
    }
}

void mock_reboot(void)
{
    bool staged = false;
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        component_t *component = &components[id];
        if (component->staged_after_all && component->state == PSA_FWU_FAILED) {
            component->state = PSA_FWU_STAGED;
        }
        component->staged_after_all = false;
        staged = staged || component->state == PSA_FWU_STAGED;
        if (IS(accept_is_not_kept) && component->state == PSA_FWU_UPDATED) {
            component->active = component->backup;
        }
    }
    end_trials(system.reboot || system.volatile_staging);
    if (staged) {
        install_staged();
    }
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        component_t *component = &components[id];
        if (is_lost(component)) {
            component->state = PSA_FWU_READY;
            erase(component);
        }
        component->error = IS(boot_loses_the_error) ? PSA_SUCCESS : component->error;
        if (component->state == PSA_FWU_WRITING) {
            component->written = component->written / 512u * 512u; /* what was not whole blocks is lost */
            memset(&component->store[component->written], 0xff, sizeof component->store - component->written);
            component->written = IS(boot_loses_written_bytes) ? component->written + 512u : component->written;
        }
    }
}

void mock_restart(void)
{
    end_trials(false);
    install_staged();
}

void mock_reset(void)
{
    memset(components, 0, sizeof components);
    memset(&kept, 0, sizeof kept);
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        memset(components[id].store, 0xff, sizeof components[id].store);
        components[id].active = 5;
    }
}

void mock_spoil(psa_fwu_component_t component)
{
    components[component].store[40] ^= 1u;
}

size_t mock_written(psa_fwu_component_t component)
{
    return components[component].written;
}

/* ------------------------------------------------------------------------------------------------------ Service --- */

psa_status_t psa_fwu_query(psa_fwu_component_t id, psa_fwu_component_info_t *info)
{
    const component_t *component = find(id);
    memset(info, 0, sizeof *info);
    if (component == NULL) {
        return IS(query_unknown_is_success) ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
    }
    info->state = component->state;
    if (IS(query_internal_state) && component->state == PSA_FWU_STAGED) {
        info->state = CALLED;
    }
    bool has_error = component->state == PSA_FWU_FAILED || component->state == PSA_FWU_REJECTED;
    info->error = has_error ? component->error : PSA_SUCCESS;
    info->version.major = component->active;
    if (IS(query_tells_the_second_version) && component->state == PSA_FWU_CANDIDATE) {
        info->version.major = version_of(component);
    }
    info->max_size = IS(query_max_size_0) ? 0 : STORE_SIZE;
    info->flags = (system.volatile_staging ? PSA_FWU_FLAG_VOLATILE_STAGING : 0) |
                  (system.encrypted ? PSA_FWU_FLAG_ENCRYPTION : 0);
    info->flags ^= IS(query_wrong_flags) ? PSA_FWU_FLAG_VOLATILE_STAGING : 0;
    return PSA_SUCCESS;
}

psa_status_t psa_fwu_start(psa_fwu_component_t id, const void *manifest, size_t manifest_size)
{
    component_t *component = find(id);
    if (component == NULL) {
        return IS(start_unknown_is_bad_state) ? PSA_ERROR_BAD_STATE : PSA_ERROR_DOES_NOT_EXIST;
    }
    bool allowed = component->state == PSA_FWU_READY ||
                   (IS(start_in_candidate) && component->state == PSA_FWU_CANDIDATE) ||
                   (IS(start_in_failed) && component->state == PSA_FWU_FAILED);
    if (!allowed) {
        return PSA_ERROR_BAD_STATE;
    }
    if (!system.manifest) {
        if ((manifest != NULL || manifest_size != 0) && !IS(start_takes_any_manifest)) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
    } else if (manifest == NULL || manifest_size == 0) {
        if (!IS(start_needs_no_manifest)) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
    } else {
        const uint8_t *header = manifest;
        bool fits = manifest_size == MOCK_HEADER + MOCK_CHECK && header[0] == 'F';
        if (!fits && !IS(start_manifest_unchecked)) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
        memcpy(component->manifest, manifest,
               manifest_size < sizeof component->manifest ? manifest_size : sizeof component->manifest);
    }
    component->state = PSA_FWU_WRITING;
    component->written = 0;
    return PSA_SUCCESS;
}

static psa_status_t check_block(size_t off, size_t size)
{
    if (off % UNIT != 0 && !IS(write_takes_any_offset)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size == 0) {
        return IS(write_takes_size_0) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size > PSA_FWU_MAX_WRITE_SIZE && !IS(write_takes_any_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size % UNIT != 0 && IS(write_refuses_odd_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (IS(write_wraps_round) && off + size < off) {
        return PSA_SUCCESS;
    }
    if (off > STORE_SIZE || size > STORE_SIZE - off) {
        if (IS(write_outside_is_success)) {
            return PSA_SUCCESS;
        }
        return IS(write_outside_is_storage_failure) ? PSA_ERROR_STORAGE_FAILURE : PSA_ERROR_INVALID_ARGUMENT;
    }
    return PSA_SUCCESS;
}

psa_status_t psa_fwu_write(psa_fwu_component_t id, size_t off, const void *block, size_t size)
{
    component_t *component = find(id);
    if (component == NULL) {
        return IS(write_unknown_is_invalid_argument) ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_DOES_NOT_EXIST;
    }
    bool allowed = component->state == PSA_FWU_WRITING ||
                   (IS(write_in_ready) && component->state == PSA_FWU_READY) ||
                   (IS(write_in_candidate) && component->state == PSA_FWU_CANDIDATE);
    if (!allowed) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = check_block(off, size);
    if (status != PSA_SUCCESS || off > STORE_SIZE || size > STORE_SIZE - off) {
        return status;
    }
    if (IS(write_in_order_only) && off != component->written) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    if (kept.size != 0) {
        memcpy(kept.to, kept.block, kept.size);
        kept.size = 0;
    }
    component_t *target = IS(write_goes_to_the_first_component) ? &components[0] : component;
    if (IS(write_keeps_the_buffer)) {
        kept.block = block;
        kept.to = &target->store[off];
        kept.size = size;
    } else {
        memcpy(&target->store[off], block, size);
    }
    if (off <= component->written && off + size > component->written) {
        component->written = off + size;
    }
    if (IS(write_ends_the_download)) {
        component->state = PSA_FWU_CANDIDATE;
    }
    return PSA_SUCCESS;
}

psa_status_t psa_fwu_finish(psa_fwu_component_t id)
{
    component_t *component = find(id);
    if (component == NULL) {
        return IS(finish_unknown_is_success) ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
    }
    if (component->state != PSA_FWU_WRITING) {
        return PSA_ERROR_BAD_STATE;
    }
    if (kept.size != 0) {
        memcpy(kept.to, kept.block, kept.size);
        kept.size = 0;
    }
    psa_status_t status = verify(component, id);
    if (status == PSA_SUCCESS && IS(finish_checks_dependencies)) {
        status = dependency(component);
    }
    if (status == PSA_SUCCESS) {
        component->state = PSA_FWU_CANDIDATE;
    } else if (!IS(finish_fails_and_stays_writing)) {
        fail(component, status);
    }
    return status;
}

psa_status_t psa_fwu_cancel(psa_fwu_component_t id)
{
    component_t *component = find(id);
    if (component == NULL) {
        return IS(cancel_unknown_is_success) ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
    }
    if (component->state == PSA_FWU_READY && IS(cancel_in_ready_is_success)) {
        return PSA_SUCCESS;
    }
    bool allowed = component->state == PSA_FWU_WRITING || component->state == PSA_FWU_CANDIDATE ||
                   (IS(cancel_in_staged) && component->state == PSA_FWU_STAGED);
    if (!allowed) {
        return IS(unlisted_status) ? PSA_ERROR_GENERIC_ERROR : PSA_ERROR_BAD_STATE;
    }
    fail(component, PSA_SUCCESS);
    if (IS(cancel_goes_to_ready)) {
        component->state = PSA_FWU_READY;
    }
    for (psa_fwu_component_t other = 0; other < MOCK_COMPONENTS && IS(cancel_cancels_all); other++) {
        if (components[other].state == PSA_FWU_CANDIDATE) {
            fail(&components[other], PSA_SUCCESS);
        }
    }
    return PSA_SUCCESS;
}

psa_status_t psa_fwu_clean(psa_fwu_component_t id)
{
    component_t *component = find(id);
    if (component == NULL) {
        return IS(clean_unknown_is_success) ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
    }
    if (component->state == PSA_FWU_READY && IS(clean_in_ready_is_success)) {
        return PSA_SUCCESS;
    }
    bool allowed = component->state == PSA_FWU_FAILED || component->state == PSA_FWU_UPDATED ||
                   (IS(clean_in_candidate) && component->state == PSA_FWU_CANDIDATE);
    if (!allowed) {
        return PSA_ERROR_BAD_STATE;
    }
    if (component->state == PSA_FWU_UPDATED && IS(clean_updated_brings_the_old_image)) {
        component->active = component->backup;
    }
    if (component->state == PSA_FWU_FAILED && IS(clean_failed_installs)) {
        component->active = version_of(component);
    }
    for (psa_fwu_component_t other = 0; other < MOCK_COMPONENTS && IS(clean_cleans_all); other++) {
        if (components[other].state == PSA_FWU_FAILED) {
            components[other].state = PSA_FWU_READY;
        }
    }
    component->state = PSA_FWU_READY;
    erase(component);
    return PSA_SUCCESS;
}

/** PSA_SUCCESS: nothing stands in the way of an installation. */
static psa_status_t may_install(void)
{
    bool any = false;
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        uint8_t state = components[id].state;
        if ((state == PSA_FWU_STAGED && !IS(install_not_blocked_by_staged)) ||
            (state == PSA_FWU_TRIAL && !IS(install_not_blocked_by_trial)) ||
            (state == PSA_FWU_REJECTED && !IS(install_not_blocked_by_rejected)) ||
            (state == PSA_FWU_UPDATED && IS(install_blocked_by_updated))) {
            return PSA_ERROR_BAD_STATE;
        }
        any = any || state == PSA_FWU_CANDIDATE || (state == PSA_FWU_WRITING && IS(install_takes_writing));
    }
    return any ? PSA_SUCCESS : PSA_ERROR_BAD_STATE;
}

static psa_status_t check_candidates(void)
{
    psa_status_t status = PSA_SUCCESS;
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS && status == PSA_SUCCESS; id++) {
        if (components[id].state == PSA_FWU_CANDIDATE) {
            status = verify(&components[id], id);
        }
    }
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS && status != PSA_SUCCESS; id++) {
        if (components[id].state == PSA_FWU_CANDIDATE) {
            fail(&components[id], status);
        }
    }
    if (status != PSA_SUCCESS || IS(install_ignores_dependencies)) {
        return status;
    }
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS && status == PSA_SUCCESS; id++) {
        if (components[id].state == PSA_FWU_CANDIDATE) {
            status = dependency(&components[id]);
            if (status != PSA_SUCCESS && IS(install_dependency_fails_candidate)) {
                fail(&components[id], status);
            }
        }
    }
    return status;
}

static psa_status_t takes_reboot(void)
{
    return !system.reboot ? PSA_SUCCESS : system.restart ? PSA_SUCCESS_RESTART : PSA_SUCCESS_REBOOT;
}

psa_status_t psa_fwu_install(void)
{
    bool first = true;
    psa_status_t status = may_install();
    if (status != PSA_SUCCESS) {
        return IS(install_of_nothing_is_success) ? takes_reboot() : status;
    }
    status = check_candidates();
    if (status != PSA_SUCCESS) {
        return status;
    }
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        component_t *component = &components[id];
        bool taken = component->state == PSA_FWU_CANDIDATE ||
                     (component->state == PSA_FWU_WRITING && IS(install_takes_writing));
        if (taken && (first || !IS(install_first_only))) {
            first = false;
            component->state = PSA_FWU_STAGED;
            if (!system.reboot || IS(install_goes_past_staged)) {
                put_in(component);
            }
        }
    }
    return IS(install_answers_success) ? PSA_SUCCESS : takes_reboot();
}

psa_status_t psa_fwu_request_reboot(void)
{
    return IS(request_reboot_not_supported) || !system.reboot || system.restart ? PSA_ERROR_NOT_SUPPORTED : PSA_SUCCESS;
}

psa_status_t psa_fwu_reject(psa_status_t error)
{
    bool staged = false, trial = false;
    if (!system.reboot && !system.trial) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        component_t *component = &components[id];
        if (IS(reject_one) && (staged || trial)) {
            break;
        }
        if (component->state == PSA_FWU_STAGED) {
            staged = true;
            fail(component, error);
            component->state = IS(reject_staged_goes_to_rejected) ? PSA_FWU_REJECTED : component->state;
            component->staged_after_all = IS(reject_staged_still_installs);
        } else if (component->state == PSA_FWU_TRIAL) {
            trial = true;
            component->state = PSA_FWU_REJECTED;
            component->error = error;
            if (!system.reboot) {
                go_back(component);
            }
        } else if (component->state == PSA_FWU_CANDIDATE && IS(reject_takes_candidates)) {
            fail(component, error);
        }
        component->error = IS(reject_drops_the_error) ? PSA_SUCCESS : component->error;
    }
    if (!staged && !trial) {
        return IS(reject_of_nothing_is_success) ? PSA_SUCCESS : PSA_ERROR_BAD_STATE;
    }
    return trial && !IS(reject_trial_answers_success) ? takes_reboot() : PSA_SUCCESS;
}

psa_status_t psa_fwu_accept(void)
{
    bool any = false;
    if (!system.trial) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    for (psa_fwu_component_t id = 0; id < MOCK_COMPONENTS; id++) {
        component_t *component = &components[id];
        if ((component->state == PSA_FWU_TRIAL ||
             (component->state == PSA_FWU_CANDIDATE && IS(accept_takes_candidates))) &&
            !(any && IS(accept_one))) {
            any = true;
            component->state = IS(accept_goes_to_ready) ? PSA_FWU_READY : PSA_FWU_UPDATED;
        }
    }
    return any || IS(accept_of_nothing_is_success) ? PSA_SUCCESS : PSA_ERROR_BAD_STATE;
}
