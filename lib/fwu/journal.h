/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The update journal: records of all components, changed by one self-checking program unit at a time, in the sectors of
 * PLAT_AREA_FWU_JOURNAL. Format, write order and recovery table: lib/fwu/DESIGN.md section "Journal".
 */
#ifndef PFWU_JOURNAL_H
#define PFWU_JOURNAL_H

#include "state.h"

/** Bytes of a word. It takes a program unit, or several smaller ones. */
#define PFWU_JOURNAL_WORD_SIZE 16u

/** Word types of the journal itself. */
#define PFWU_WORD_HEAD 0x48u /* 'H' first word of a sector: component = format, a = snapshot words, b = generation */
#define PFWU_WORD_COMMIT_1 0x43u /* 'C' the snapshot is whole */
#define PFWU_WORD_COMMIT_2 0x44u /* 'D' so is the word before */
#define PFWU_WORD_SETTLED 0x45u  /* 'E' so is the word before */

#define PFWU_JOURNAL_FORMAT 1u

/** A word to its 16 bytes. */
void pfwu_word_encode(const pfwu_word_t *word, uint32_t sequence, uint8_t out[PFWU_JOURNAL_WORD_SIZE]);
/** 16 bytes to a word; false if they don't check. */
bool pfwu_word_decode(const uint8_t in[PFWU_JOURNAL_WORD_SIZE], pfwu_word_t *word, uint32_t *sequence);

/**
 * Read the journal, once per session, and make what it says stable: after success no later mount says otherwise,
 * however torn its last word was. Whatever the sectors hold, records are there afterwards.
 *
 * PSA_ERROR_INVALID_ARGUMENT  there is no journal area, or its geometry is too small
 * PSA_ERROR_STORAGE_FAILURE   what it says could not be made stable: records may be shown, not acted upon
 */
PLAT_MUST_USE psa_status_t pfwu_journal_mount(void);

/** The record of a component; id is below PFWU_COMPONENTS_MAX. Only pfwu_journal_append() changes it. */
const pfwu_record_t *pfwu_journal_record(uint8_t id);

/** Commit one word and apply it. After an error it counts as not written now, but may be found at a later mount. */
PLAT_MUST_USE psa_status_t pfwu_journal_append(uint8_t type, uint8_t component, uint16_t a, uint32_t b);

/** Append, for the state word of a component: keeps its flags. */
PLAT_MUST_USE psa_status_t pfwu_journal_state(uint8_t component, uint8_t state, psa_status_t error);

/** Append, for a step of an installation: STAGED becomes SWAP. */
PLAT_MUST_USE psa_status_t pfwu_journal_step(uint8_t component, uint32_t new_count, uint32_t old_count, uint32_t done);

/** Say that the last word is whole, at the end of an operation, so that the next mount need not make it stable. */
void pfwu_journal_settle(void);

/** Forget RAM. */
void pfwu_journal_reset(void);

#endif /* PFWU_JOURNAL_H */
