/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PSA Certified Firmware Update API 1.0, conformance suite: what an implementation provides to be tested. The suite
 * itself (fwuct_suite.c, fwuct_cases.c) includes nothing but this, psa/update.h and four headers of the C library, and
 * needs no heap, no files and no clock, so it runs on a target. README.md says how to use it.
 *
 * A run deals with components of one kind. An implementation that has several kinds is run once for each.
 */
#ifndef FWUCT_H
#define FWUCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/update.h"

/** Images that the suite asks for, each for a component. */
typedef enum fwuct_kind {
    FWUCT_FACTORY = 0,     /* what fwuct_reset() installs; only its version is asked for */
    FWUCT_NEW,             /* good, of a higher version */
    FWUCT_NEXT,            /* good, of a version above FWUCT_NEW's */
    FWUCT_NEEDS_OTHER,     /* as FWUCT_NEW, and depends on FWUCT_NEW of the run's other component */
    FWUCT_NOT_AN_IMAGE,    /* bytes without the form of an image; at least one block */
    FWUCT_BAD_BODY,        /* FWUCT_NEW with its contents changed after it was signed */
    FWUCT_BAD_SIGNATURE,   /* FWUCT_NEW with a wrong signature */
    FWUCT_WRONG_COMPONENT, /* a good image of the other component */
    FWUCT_OLDER,           /* good, but of a version or counter that the policy refuses */
    FWUCT_WRONG_FORM,      /* in plain where it must be encrypted, or encrypted where it must not */
    FWUCT_KINDS
} fwuct_kind_t;

/** Until when an image must have been refused: the suite takes every earlier moment, too. */
typedef enum fwuct_refused {
    FWUCT_NO_SUCH = 0, /* not to be tested: this implementation has no such image, or does not refuse it */
    FWUCT_BY_START,
    FWUCT_BY_FINISH,
    FWUCT_BY_INSTALL,
    FWUCT_BY_REBOOT,
} fwuct_refused_t;

/** The implementation, and the kind of component. */
typedef struct fwuct_system {
    const char *name;
    size_t count; /* components of this kind, 1 or more; 2 let sets and dependencies be tested */
    const psa_fwu_component_t *components;
    psa_fwu_component_t unknown; /* an identifier that no component has */
    bool reboot; /* installation takes a reboot or a restart: STAGED, and with a trial REJECTED, are used */
    bool restart;                /* with `reboot`: it is the component that must be restarted */
    bool trial;                  /* TRIAL is used */
    bool volatile_staging;       /* PSA_FWU_FLAG_VOLATILE_STAGING */
    bool loses_writing;          /* a reboot takes WRITING to READY; true where staging is volatile */
    bool loses_failed;           /* the same with FAILED */
    bool loses_updated;          /* the same with UPDATED */
    bool manifest;               /* manifests come detached */
    bool encrypted;              /* PSA_FWU_FLAG_ENCRYPTION */
    bool concurrent;             /* several components can be installed in one go */
    bool any_order;              /* blocks of an image may come in any order */
    bool dependencies;           /* psa_fwu_install() checks them */
    unsigned walks;              /* lives of the random walk, up to 60 steps each; 0: 40 */
    fwuct_refused_t refuses[FWUCT_KINDS];
} fwuct_system_t;

const fwuct_system_t *fwuct_system(void);

typedef struct fwuct_image {
    const uint8_t *bytes; /* for psa_fwu_write(), in order */
    size_t size;          /* of a good image: not above max_size; better no multiple of the block alignment */
    const void *manifest; /* for psa_fwu_start(): NULL and 0 unless fwuct_system_t.manifest */
    size_t manifest_size;
    psa_fwu_image_version_t version;
} fwuct_image_t;

/** The image, valid until the next call. False: there is none of this kind. */
bool fwuct_image(psa_fwu_component_t component, fwuct_kind_t kind, fwuct_image_t *image);

/** A fresh device: every component READY with FWUCT_FACTORY active. False ends the run ("Bail out!"). */
bool fwuct_reset(void);

/** Reboot the system: RAM of the update service is lost, the boot loader runs. False: the device did not boot, which is
 *  a failure of the case. */
bool fwuct_reboot(void);

/** Restart the components, where `restart`. */
bool fwuct_restart(void);

/** Damage what is STAGED (or a CANDIDATE) of a component behind the service's back, so that it does not verify any
 *  more. False: that can't be done here, and cases that need it are skipped. */
bool fwuct_spoil(psa_fwu_component_t component);

/** A component that is WRITING after a reboot: the offset from which its client goes on. False: the implementation has
 *  no way to tell; the suite then cancels such a download. */
bool fwuct_resume_at(psa_fwu_component_t component, size_t *off);

/** Call psa_fwu_request_reboot() and tell what it returned; PSA_SUCCESS if it does not return. What it sets off must
 *  have happened, or be called off, before this returns. */
psa_status_t fwuct_request_reboot(void);

/** Print a line. */
void fwuct_print(const char *line);

/** Run the suite: all of it, or the cases whose name begins with `only`. Prints TAP (version 13). Returns how many
 *  cases failed, or -1 if the run ended early or no case was run. */
int fwuct_run(const char *only);
/** Print the names of the cases. */
void fwuct_list(void);

#endif /* FWUCT_H */
