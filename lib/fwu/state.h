/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The state of components: what the journal keeps of each, how a journal word changes it, and which call is allowed
 * when. Pure: no flash, no crypto. Tables: lib/fwu/DESIGN.md sections "Journal" and "States and calls".
 */
#ifndef PFWU_STATE_H
#define PFWU_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "pfwu.h"

/** States beyond those of psa/update.h, never seen by a client: a swap or a roll-back is on its way. */
#define PFWU_STATE_SWAP 8u
#define PFWU_STATE_REVERT 9u
#define PFWU_STATE_COUNT 10u

/** Flag of a record: sectors of the second area past pfwu_record_dirty() and the spare one are erased, by us. */
#define PFWU_RECORD_CLEAN 0x01u
/** Flag of a record: the spare sector holds the manifest of the download. */
#define PFWU_RECORD_MANIFEST 0x02u

/** The other flags of a record: why the image was refused (pfwu_image_fault_t), in FAILED. */
#define PFWU_RECORD_REASON_SHIFT 2u
#define PFWU_RECORD_REASONS 64u

/** What the journal keeps of a component. */
typedef struct pfwu_record {
    uint8_t state;      /* PSA_FWU_... or PFWU_STATE_... */
    uint8_t flags;      /* PFWU_RECORD_... */
    uint16_t extent;    /* download: sectors touched; from SWAP on: sectors of the new image */
    uint16_t progress;  /* download: sectors complete from the first on; from SWAP on: steps done */
    uint16_t old_count; /* from SWAP on: sectors of the old image, backed up or to be backed up */
    psa_status_t error;
} pfwu_record_t;

/** Kinds of journal words that change records. */
#define PFWU_WORD_STATE 0x53u  /* 'S' one component: a = state | flags << 8, b = error */
#define PFWU_WORD_EXTENT 0x50u /* 'P' one component: a = extent, b = progress | old_count << 16 */
#define PFWU_WORD_STEP 0x57u   /* 'W' as EXTENT, and STAGED becomes SWAP */
#define PFWU_WORD_SET 0x4du    /* 'M' component = PFWU_SET_..., a = error, b = mask of components */
#define PFWU_WORD_REJECT 0x52u /* 'R' all: STAGED becomes FAILED, TRIAL becomes REJECTED; b = error */

/** What a set of components becomes, in one word. */
#define PFWU_SET_STAGED 0x11u
#define PFWU_SET_TRIAL 0x22u
#define PFWU_SET_UPDATED 0x33u
#define PFWU_SET_REVERT 0x44u /* error 0 keeps the one that is there */
#define PFWU_SET_FAILED 0x55u /* the same */

/** A journal word without its sequence number and check. */
typedef struct pfwu_word {
    uint8_t type;
    uint8_t component;
    uint16_t a;
    uint32_t b;
} pfwu_word_t;

/** Apply a word. Words that make no sense change nothing. Applying the same one again changes nothing either. */
void pfwu_record_apply(pfwu_record_t records[PFWU_COMPONENTS_MAX], const pfwu_word_t *word);

/** The words that make a record from nothing: 0, 1 or 2. */
unsigned pfwu_record_words(const pfwu_record_t *record, uint8_t id, pfwu_word_t words[2]);

/** Sectors of images in the second area that are not erased, beside the spare one. */
uint32_t pfwu_record_dirty(const pfwu_record_t *record);

/** The state as psa_fwu_query() tells it. */
uint8_t pfwu_record_visible(const pfwu_record_t *record);

/** Calls of the update client that depend on a component's state. */
typedef enum pfwu_call {
    PFWU_CALL_START,
    PFWU_CALL_WRITE,
    PFWU_CALL_FINISH,
    PFWU_CALL_CANCEL,
    PFWU_CALL_CLEAN,
    PFWU_CALL_INSTALL,
    PFWU_CALL_REJECT,
    PFWU_CALL_ACCEPT,
    PFWU_CALL_COUNT
} pfwu_call_t;

/** No transition. */
#define PFWU_STATE_NONE 0xffu

/** Where a call leads from a state, or PFWU_STATE_NONE: PSA_ERROR_BAD_STATE. */
uint8_t pfwu_state_next(uint8_t state, pfwu_call_t call);

/** Whether a component in this state forbids psa_fwu_install(). */
bool pfwu_state_blocks_install(uint8_t state);

#endif /* PFWU_STATE_H */
