/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The update agent's dealings with the update service.
 *
 * Record of a component, little-endian, AGENT_RECORD_SIZE bytes: version 1 | 1 if a candidate | 2 zeros | size, 4 bytes |
 * SHA-256 of the file, 32 bytes | in a record of a candidate: the digest that psa_fwu_query() told of it, 48 bytes.
 * Order: the record is written before psa_fwu_start(), and of a download that another client began after all of what is
 * held was compared. So a record may be out of date only if another client began a download since; the overlap and
 * psa_fwu_finish() find that out.
 */
#include "agent.h"

#include <string.h>

#define RECORD_VERSION 1u
#define ALIGN (1u << PSA_FWU_LOG2_WRITE_ALIGN)
#define DIGEST_SIZE sizeof(((psa_fwu_impl_info_t *)0)->candidate_digest)

_Static_assert(AGENT_OVERLAP % ALIGN == 0, "a download goes on at an aligned offset");

static void tell(agent_t *agent, agent_note_t note, uint32_t number, psa_status_t status)
{
    if (agent->tell != NULL) {
        agent->tell(agent->tell_ctx, note, agent->component, number, status);
    }
}

void agent_init(agent_t *agent, const agent_component_t *components, size_t count, const agent_memory_t *memory)
{
    memset(agent, 0, sizeof *agent);
    agent->components = components;
    agent->component_count = count;
    agent->memory = memory;
}

psa_fwu_component_t agent_component_of(const agent_t *agent, const char *file_name)
{
    for (size_t i = 0; i < agent->component_count; i++) {
        const char *name = agent->components[i].name;
        if (strncmp(file_name, name, strlen(name)) == 0) {
            return agent->components[i].id;
        }
    }
    return agent->components[0].id;
}

static bool is_mine(const agent_t *agent, psa_fwu_component_t id)
{
    for (size_t i = 0; i < agent->component_count; i++) {
        if (agent->components[i].id == id) {
            return true;
        }
    }
    return false;
}

/* ----------------------------------------------------------------------------------------------------- Records --- */

static void put32(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
}

/** digest NULL: it is not a candidate yet. */
static void make_record(const agent_t *agent, const uint8_t *digest, uint8_t record[AGENT_RECORD_SIZE])
{
    memset(record, 0, AGENT_RECORD_SIZE);
    record[0] = RECORD_VERSION;
    record[1] = digest != NULL ? 1u : 0u;
    put32(&record[4], agent->size);
    memcpy(&record[8], agent->hash, AGENT_HASH_SIZE);
    if (digest != NULL) {
        memcpy(&record[8u + AGENT_HASH_SIZE], digest, DIGEST_SIZE);
    }
}

_Static_assert(8u + AGENT_HASH_SIZE + DIGEST_SIZE == AGENT_RECORD_SIZE, "what a record holds");

static void remember(agent_t *agent, const uint8_t *digest)
{
    uint8_t record[AGENT_RECORD_SIZE];
    if (agent->memory != NULL && agent->remember) {
        make_record(agent, digest, record);
        (void)agent->memory->store(agent->memory->ctx, agent->component, record);
    }
}

static void forget_of(const agent_t *agent, psa_fwu_component_t component)
{
    const uint8_t nothing[AGENT_RECORD_SIZE] = { 0 };
    if (agent->memory != NULL) {
        (void)agent->memory->store(agent->memory->ctx, component, nothing);
    }
}

static void forget(const agent_t *agent)
{
    forget_of(agent, agent->component);
}

/** Whether a record of this very file is there; *another: one of another file is. */
static bool remembered(agent_t *agent, const uint8_t *digest, bool *another)
{
    uint8_t record[AGENT_RECORD_SIZE];
    uint8_t wanted[AGENT_RECORD_SIZE];
    *another = false;
    if (agent->memory == NULL || !agent->remember ||
        !agent->memory->load(agent->memory->ctx, agent->component, record) || record[0] != RECORD_VERSION) {
        return false;
    }
    make_record(agent, digest, wanted);
    const bool same = memcmp(record, wanted, sizeof wanted) == 0;
    *another = !same;
    return same;
}

/* ------------------------------------------------------------------------------------------------------- Begin --- */

/** From any state that belongs to a download back to READY. */
static psa_status_t make_ready(psa_fwu_component_t component)
{
    psa_fwu_component_info_t info;
    psa_status_t status = psa_fwu_query(component, &info);
    if (status == PSA_SUCCESS && (info.state == PSA_FWU_WRITING || info.state == PSA_FWU_CANDIDATE)) {
        status = psa_fwu_cancel(component);
        info.state = PSA_FWU_FAILED;
    }
    if (status == PSA_SUCCESS && (info.state == PSA_FWU_FAILED || info.state == PSA_FWU_UPDATED)) {
        status = psa_fwu_clean(component);
    }
    return status;
}

static psa_status_t begin_anew(agent_t *agent)
{
    psa_status_t status = make_ready(agent->component);
    agent->position = agent->base;
    agent->held = agent->base;
    agent->confirm = false;
    if (status == PSA_SUCCESS) {
        if (agent->remember) {
            remember(agent, NULL);
        } else {
            forget(agent);
        }
        status =
            psa_fwu_start(agent->component, agent->base != 0 ? agent->manifests->bytes : NULL, agent->manifest_size);
    }
    return status;
}

/** A download is under way: go on with it, near its end if it is known to be of this file, else from 0 by comparison.
 *  Bodies alone do not tell whether the manifest that is held is this file's. */
static psa_status_t go_on(agent_t *agent, const psa_fwu_component_info_t *info)
{
    bool another;
    const bool same = remembered(agent, NULL, &another);
    const uint32_t whole = (agent->size - agent->base + ALIGN - 1u) / ALIGN * ALIGN;
    if (another || info->impl.written > whole || (agent->base != 0 && !same)) {
        tell(agent, AGENT_BEGINS_ANEW, 0, PSA_SUCCESS);
        return begin_anew(agent);
    }
    agent->held = agent->base + info->impl.written;
    const uint32_t from = agent->held < agent->size ? agent->held : agent->size;
    agent->confirm = !same;
    agent->position = same && from - agent->base > AGENT_OVERLAP ? (from - AGENT_OVERLAP) / ALIGN * ALIGN : agent->base;
    tell(agent, AGENT_RESUMES, from, PSA_SUCCESS);
    return PSA_SUCCESS;
}

/** An image is here and verified: nothing to send if it is this file. */
static psa_status_t keep_candidate(agent_t *agent, const psa_fwu_component_info_t *info)
{
    bool another;
    if (remembered(agent, info->impl.candidate_digest, &another)) {
        agent->position = agent->size;
        tell(agent, AGENT_RESUMES, agent->size, PSA_SUCCESS);
        return PSA_SUCCESS;
    }
    return begin_anew(agent);
}

static psa_status_t begin(agent_t *agent, const psa_fwu_component_info_t *info)
{
    switch (info->state) {
    case PSA_FWU_WRITING:
        return go_on(agent, info);
    case PSA_FWU_CANDIDATE:
        return keep_candidate(agent, info);
    case PSA_FWU_READY:
    case PSA_FWU_FAILED:
    case PSA_FWU_UPDATED:
        tell(agent, AGENT_BEGINS, agent->size, PSA_SUCCESS);
        return begin_anew(agent);
    default:
        return PSA_ERROR_BAD_STATE;
    }
}

static bool is_detached(const agent_t *agent)
{
    return agent->manifests != NULL && (agent->manifests->components >> agent->component & 1u) != 0;
}

/** The first bytes of the file are the manifest: what to do is known when it is there. */
static psa_status_t wait_for_manifest(agent_t *agent, const psa_fwu_component_info_t *info)
{
    if (info->state == PSA_FWU_STAGED || info->state == PSA_FWU_TRIAL || info->state == PSA_FWU_REJECTED) {
        return PSA_ERROR_BAD_STATE;
    }
    agent->waits = true;
    agent->manifests->have = 0;
    return PSA_SUCCESS;
}

/** It is there. */
static psa_status_t begin_with_manifest(agent_t *agent)
{
    psa_fwu_component_info_t info;
    psa_status_t status = psa_fwu_query(agent->component, &info);
    if (status == PSA_SUCCESS) {
        status = begin(agent, &info);
    }
    if (status != PSA_SUCCESS) {
        forget(agent);
        tell(agent, AGENT_REFUSED, 0, status);
    }
    return status;
}

psa_status_t agent_begin(agent_t *agent, psa_fwu_component_t component, uint32_t size,
                         const uint8_t hash[AGENT_HASH_SIZE], uint32_t *position)
{
    psa_fwu_component_info_t info;
    agent->open = false;
    *position = 0;
    if (size == 0 || !is_mine(agent, component)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = psa_fwu_query(component, &info);
    if (status != PSA_SUCCESS) {
        return status;
    }
    agent->component = component;
    if (size > info.max_size &&
        (!is_detached(agent) || size - info.max_size >= ALIGN)) { /* its manifest is filled up */
        return PSA_ERROR_INSUFFICIENT_STORAGE;
    }
    agent->size = size;
    agent->setbacks = 0;
    agent->position = 0;
    agent->held = 0;
    agent->confirm = false;
    agent->waits = false;
    agent->base = 0;
    agent->manifest_size = 0;
    agent->remember = hash != NULL;
    memset(agent->hash, 0, sizeof agent->hash);
    if (hash != NULL) {
        memcpy(agent->hash, hash, sizeof agent->hash);
    }
    status = is_detached(agent) ? wait_for_manifest(agent, &info) : begin(agent, &info);
    agent->open = status == PSA_SUCCESS;
    *position = agent->position;
    return status;
}

/* -------------------------------------------------------------------------------------------------------- Data --- */

/**
 * A block was not taken: what is held there differs, or flash did not do its work. Either way the update service gave
 * up what was not whole sectors. Held bytes that differ in a sector that is whole were sent for another image.
 */
static psa_status_t set_back(agent_t *agent)
{
    psa_fwu_component_info_t info;
    psa_status_t status = psa_fwu_query(agent->component, &info);
    if (status != PSA_SUCCESS || info.state != PSA_FWU_WRITING || ++agent->setbacks > AGENT_SETBACKS_MAX) {
        forget(agent); /* what is held may be what can't be read: next time it is not taken for good unseen */
        return PSA_ERROR_STORAGE_FAILURE;
    }
    if (agent->position - agent->base < info.impl.written) {
        tell(agent, AGENT_BEGINS_ANEW, 0, PSA_SUCCESS);
        return begin_anew(agent);
    }
    agent->position = agent->base + info.impl.written / ALIGN * ALIGN;
    if (agent->held > agent->position) {
        agent->held = agent->position;
    }
    tell(agent, AGENT_SET_BACK, agent->position, PSA_ERROR_STORAGE_FAILURE);
    return PSA_SUCCESS;
}

/** Bytes of the body at agent->position. */
static psa_status_t write_body(agent_t *agent, const uint8_t *bytes, size_t size)
{
    const uint32_t at = agent->position;
    psa_status_t status;
    do {
        status = psa_fwu_write(agent->component, at - agent->base, bytes, size);
        if (status == PSA_SUCCESS) {
            agent->position = at + (uint32_t)size;
        } else if (status == PSA_ERROR_STORAGE_FAILURE) {
            status = set_back(agent);
        }
    } while (status == PSA_SUCCESS && agent->position == at); /* the block in hand is the one to go on with */
    if (status == PSA_SUCCESS && agent->confirm && agent->position >= agent->held) {
        agent->confirm = false;
        remember(agent, NULL); /* all that was held is of this file */
    }
    return status;
}

/** The manifest, and what of the body comes in the same block. */
static psa_status_t take_manifest(agent_t *agent, const uint8_t *bytes, size_t size)
{
    size_t taken = 0;
    psa_status_t status = agent->manifests->take(agent, bytes, size, &taken);
    agent->position += (uint32_t)taken;
    if (status != PSA_SUCCESS || agent->base == 0) {
        return status;
    }
    const uint32_t behind = agent->position;
    agent->waits = false;
    status = begin_with_manifest(agent);
    if (status != PSA_SUCCESS || agent->position != behind || taken == size) {
        return status; /* elsewhere: the body, or all of it, is held */
    }
    return write_body(agent, &bytes[taken], size - taken);
}

psa_status_t agent_data(agent_t *agent, const uint8_t *bytes, size_t size, uint32_t *position)
{
    if (!agent->open) {
        return PSA_ERROR_BAD_STATE;
    }
    if (*position != agent->position || size > agent->size - agent->position) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = agent->waits ? take_manifest(agent, bytes, size) : write_body(agent, bytes, size);
    agent->open = status == PSA_SUCCESS;
    *position = agent->position;
    return status;
}

psa_status_t agent_finish(agent_t *agent)
{
    psa_fwu_component_info_t info;
    if (!agent->open || agent->waits || agent->position != agent->size) {
        return PSA_ERROR_BAD_STATE;
    }
    agent->open = false;
    psa_status_t status = psa_fwu_query(agent->component, &info);
    if (status == PSA_SUCCESS && info.state == PSA_FWU_CANDIDATE) {
        return PSA_SUCCESS; /* it was here already */
    }
    if (status == PSA_SUCCESS) {
        status = psa_fwu_finish(agent->component);
    }
    if (status != PSA_SUCCESS) {
        forget(agent);
        tell(agent, AGENT_REFUSED, 0, status);
        return status;
    }
    if (psa_fwu_query(agent->component, &info) == PSA_SUCCESS) {
        remember(agent, info.impl.candidate_digest);
    }
    tell(agent, AGENT_CANDIDATE, agent->size, PSA_SUCCESS);
    return PSA_SUCCESS;
}

void agent_drop(agent_t *agent)
{
    agent->open = false;
}

void agent_give_up(agent_t *agent)
{
    if (agent->open) {
        agent->open = false;
        forget(agent);
        (void)psa_fwu_cancel(agent->component); /* where it fails the next agent_begin() tries again */
        tell(agent, AGENT_GAVE_UP, 0, PSA_ERROR_INVALID_ARGUMENT);
    }
}

/* ----------------------------------------------------------------------------------------------------- Install --- */

psa_status_t agent_install(agent_t *agent)
{
    const psa_status_t status = psa_fwu_install();
    for (size_t i = 0; status == PSA_ERROR_STORAGE_FAILURE && i < agent->component_count; i++) {
        forget_of(agent, agent->components[i].id); /* a candidate that can't be read any more has to come again */
    }
    tell(agent, status == PSA_SUCCESS_REBOOT ? AGENT_STAGED : AGENT_NOT_STAGED, 0, status);
    return status;
}

psa_status_t agent_accept(agent_t *agent)
{
    psa_status_t status = psa_fwu_accept();
    if (status == PSA_ERROR_BAD_STATE) {
        return PSA_SUCCESS;
    }
    tell(agent, AGENT_ACCEPTED, 0, status);
    return status;
}
