/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The update agent: what comes over a line becomes calls of the PSA Firmware Update API (psa/update.h), and a transfer
 * that broke off goes on. It knows nothing of lines and their protocols: agent_ymodem.h and agent_stream.h call it.
 *
 * One download at a time. What is held of an image after a dropped connection or a reset is known to the update service
 * (psa_fwu_query(), info.impl.written), but not which image it was. So the agent either remembers the SHA-256 that the
 * sender told (agent_memory_t) and goes on near the end, or lets the sender begin at 0 and the update service compare:
 * a block that is there already is not programmed again. Held bytes that differ are given up, and the download begins
 * anew.
 *
 * Nothing here decides whether an image may run: psa_fwu_finish(), psa_fwu_install() and the boot stage do, by its
 * signature.
 */
#ifndef AGENT_H
#define AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/update.h"

#define AGENT_HASH_SIZE 32u /* SHA-256 of the whole file */

/** Bytes that are asked for again when a remembered download goes on, to compare them with those held. */
#define AGENT_OVERLAP 1024u

/** How often one download may lose what it had and go on, before it counts as failed. */
#define AGENT_SETBACKS_MAX 3u

/** A component that updates may be sent for. */
typedef struct agent_component {
    const char *name; /* file names begin with it: "app" takes app.img, app-1.2.0.bin */
    psa_fwu_component_t id;
} agent_component_t;

/** Where the agent keeps a record a component, over resets: agent_memory_its.c has one. A record that is lost costs the
 *  sender time, nothing else. */
#define AGENT_RECORD_SIZE 88u
typedef struct agent_memory {
    bool (*load)(void *ctx, psa_fwu_component_t component, uint8_t record[AGENT_RECORD_SIZE]);
    bool (*store)(void *ctx, psa_fwu_component_t component, const uint8_t record[AGENT_RECORD_SIZE]);
    void *ctx;
} agent_memory_t;

/** What the agent tells, for a display or a log. */
typedef enum agent_note {
    AGENT_BEGINS,      /* a new download of `number` bytes */
    AGENT_RESUMES,     /* `number` bytes are held */
    AGENT_BEGINS_ANEW, /* what was held belongs to another image */
    AGENT_SET_BACK,    /* flash did not take a block: the download goes on from `number` */
    AGENT_CANDIDATE,   /* the image is whole and verified */
    AGENT_REFUSED,     /* it is not: `status` says why; FAILED */
    AGENT_GAVE_UP,     /* what was sent contradicts itself; FAILED */
    AGENT_STAGED,      /* from here on of all components: the next boot installs */
    AGENT_NOT_STAGED,  /* `status` says why */
    AGENT_ACCEPTED,    /* what ran on trial stays */
} agent_note_t;

struct agent;

/** How files in which the manifest stands in front of the body are taken apart: agent_manifest.h. */
typedef struct agent_manifest {
    uint32_t components; /* whose files are so, one bit each */
    uint8_t *bytes;      /* where the manifest comes together */
    uint32_t capacity, have;
    /** Take what belongs to the manifest, *taken bytes of it; with the last one set agent->base and
     *  agent->manifest_size. PSA_ERROR_INVALID_ARGUMENT: it can't be one. */
    psa_status_t (*take)(struct agent *agent, const uint8_t *bytes, size_t size, size_t *taken);
} agent_manifest_t;

typedef struct agent {
    const agent_component_t *components;
    size_t component_count;
    const agent_memory_t *memory; /* NULL: remember nothing */
    agent_manifest_t *manifests;  /* NULL: no component gets its manifests detached */
    void (*tell)(void *ctx, agent_note_t note, psa_fwu_component_t component, uint32_t number, psa_status_t status);
    void *tell_ctx;
    /* the download under way */
    bool open, remember, confirm, waits; /* waits: for the rest of the manifest */
    uint16_t manifest_size;
    uint32_t base; /* bytes of the file in front of the body, if the manifest is detached; else 0 */
    psa_fwu_component_t component;
    uint8_t setbacks;
    uint32_t size, position, held;
    uint8_t hash[AGENT_HASH_SIZE];
} agent_t;

/** components, memory: the caller's, for as long as the agent lives. At least one component. Set tell afterwards, if
 *  wanted. */
void agent_init(agent_t *agent, const agent_component_t *components, size_t count, const agent_memory_t *memory);

/** The component that a file is for: by the begin of its name, the first one if none fits. */
psa_fwu_component_t agent_component_of(const agent_t *agent, const char *file_name);

/**
 * Begin or resume a download of `size` bytes. hash: SHA-256 of all of them as the sender tells it, or NULL if it
 * doesn't.
 *
 * *position   where the sender goes on: 0 to size, a multiple of 16 below size. size means that the image is here
 *             already
 *
 * PSA_ERROR_INVALID_ARGUMENT      size 0, or a component that updates may not be sent for
 * PSA_ERROR_INSUFFICIENT_STORAGE  no image of this component may be so large
 * PSA_ERROR_BAD_STATE             an update waits for a reboot, or runs on trial
 * Other codes come from the update service.
 */
psa_status_t agent_begin(agent_t *agent, psa_fwu_component_t component, uint32_t size,
                         const uint8_t hash[AGENT_HASH_SIZE], uint32_t *position);

/**
 * Take the bytes at *position: at most PSA_FWU_MAX_WRITE_SIZE, a multiple of 16 but for the last ones. Afterwards
 * *position is where the sender goes on: usually behind them, before them after a set-back.
 *
 * PSA_ERROR_BAD_STATE         nothing is under way
 * PSA_ERROR_INVALID_ARGUMENT  not at *position, or more than was told
 * PSA_ERROR_STORAGE_FAILURE   flash does not take it, repeatedly
 */
psa_status_t agent_data(agent_t *agent, const uint8_t *bytes, size_t size, uint32_t *position);

/** All bytes were sent: the image is verified. PSA_ERROR_BAD_STATE: not all of them. PSA_ERROR_STORAGE_FAILURE: it
 *  can't be read, or flash does not do its work. Other errors: it is FAILED. */
psa_status_t agent_finish(agent_t *agent);

/** The sender is gone or has another mind. What is held stays for a resume. */
void agent_drop(agent_t *agent);

/** What was sent can't be an image: it is FAILED. */
void agent_give_up(agent_t *agent);

/** Install every candidate at the next boot: PSA_SUCCESS_REBOOT. PSA_ERROR_STORAGE_FAILURE: one can't be read, maybe
 *  for good; what is sent next begins anew. */
psa_status_t agent_install(agent_t *agent);

/** Keep what runs on trial: to be called when the application knows that it works, and that it can be updated again.
 *  PSA_SUCCESS also if nothing is on trial. */
psa_status_t agent_accept(agent_t *agent);

#endif /* AGENT_H */
