/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Inside the suite: cases, checks, the calls with their pages, and the model of states.
 */
#ifndef FWUCT_SUITE_H
#define FWUCT_SUITE_H

#include "fwuct.h"

/** Components of a run at the most; more are left alone. */
#define FWUCT_COMPONENTS 4u

typedef enum fwuct_call {
    FWUCT_START = 0,
    FWUCT_WRITE,
    FWUCT_FINISH,
    FWUCT_CANCEL,
    FWUCT_CLEAN,
    FWUCT_INSTALL,
    FWUCT_REJECT,
    FWUCT_ACCEPT,
    FWUCT_CALLS,
    FWUCT_QUERY = FWUCT_CALLS, /* changes nothing */
    FWUCT_REQUEST_REBOOT,
    FWUCT_PAGES
} fwuct_call_t;

#define FWUCT_STATES 8u
extern const char *const fwuct_state_names[FWUCT_STATES];
extern const char *const fwuct_call_names[FWUCT_PAGES];

typedef struct fwuct_case {
    const char *name;
    void (*run)(void);
} fwuct_case_t;

extern const fwuct_case_t fwuct_cases[];
extern const size_t fwuct_case_count;

/** End the case: it failed, or can't be run here. */
void fwuct_fail(const char *text, unsigned line);
void fwuct_skip(const char *reason);
/** A line "# a: b", to go before a failure. */
void fwuct_note(const char *a, const char *b, long number);

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fwuct_fail(#condition, __LINE__);                                                                          \
        }                                                                                                              \
    } while (0)
#define NEED(condition, reason)                                                                                        \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fwuct_skip(reason);                                                                                        \
        }                                                                                                              \
    } while (0)

/* ------------------------------------------------------------------------------------------------------- Calls --- */

/** The functions of the API; a status that the page of the function does not list is noted as a failure of the run. */
psa_status_t fwuct_query(psa_fwu_component_t component, psa_fwu_component_info_t *info);
psa_status_t fwuct_start(psa_fwu_component_t component, const void *manifest, size_t size);
psa_status_t fwuct_write(psa_fwu_component_t component, size_t off, const void *block, size_t size);
psa_status_t fwuct_finish(psa_fwu_component_t component);
psa_status_t fwuct_cancel(psa_fwu_component_t component);
psa_status_t fwuct_clean(psa_fwu_component_t component);
psa_status_t fwuct_install(void);
psa_status_t fwuct_reject(psa_status_t error);
psa_status_t fwuct_accept(void);
/** Statuses so far that are not on the page of their function; the first of them. */
unsigned fwuct_unlisted(fwuct_call_t *call, psa_status_t *status);
/** Mandatory functions that answered PSA_ERROR_NOT_SUPPORTED so far: a bit each. */
unsigned fwuct_unsupported(void);
/** Values of psa_fwu_component_info_t.state so far that are no state. */
unsigned fwuct_no_states(void);

/* ------------------------------------------------------------------------------------------------------- Model --- */

/** What a call on a component alone, in a state, leads to (the others are READY). */
typedef struct fwuct_next {
    psa_status_t status;
    uint8_t state;
    bool optional; /* PSA_ERROR_NOT_SUPPORTED will do: a function that this kind of component has no use for */
} fwuct_next_t;

fwuct_next_t fwuct_next(uint8_t state, fwuct_call_t call);
/** Where a reboot leads that installs, or goes back, without a fault. */
uint8_t fwuct_rebooted(uint8_t state);
/** Whether the kind of component has this state. */
bool fwuct_has_state(uint8_t state);
/** Whether a state has the new image active. */
bool fwuct_is_new(uint8_t state);

/* ------------------------------------------------------------------------------------------------------ Client --- */

uint8_t fwuct_state(psa_fwu_component_t component);
bool fwuct_runs(psa_fwu_component_t component, fwuct_kind_t kind);
/** Start, with the manifest if there is one. */
psa_status_t fwuct_begin(psa_fwu_component_t component, fwuct_kind_t kind);
/** Write an image from an offset on in blocks as large as may be. */
psa_status_t fwuct_send(psa_fwu_component_t component, fwuct_kind_t kind, size_t from);
/** Up to CANDIDATE, or the first error. */
psa_status_t fwuct_download(psa_fwu_component_t component, fwuct_kind_t kind);
/** Take a fresh component to a state, on the way to an image. */
void fwuct_bring_to(psa_fwu_component_t component, fwuct_kind_t kind, uint8_t state);
/** The reboot, or restart, that STAGED and REJECTED wait for. */
void fwuct_complete(void);

#endif /* FWUCT_SUITE_H */
