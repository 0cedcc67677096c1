/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The state of components: the one transition table, and what journal words do.
 */
#include "state.h"

#define NO PFWU_STATE_NONE

/** FWU 1.0 section "State transitions": state by call. */
static const uint8_t transitions[PFWU_STATE_COUNT][PFWU_CALL_COUNT] = {
    /*                         start            write            finish             cancel          clean
                               install          reject           accept */
    [PSA_FWU_READY] = { PSA_FWU_WRITING, NO, NO, NO, NO, NO, NO, NO },
    [PSA_FWU_WRITING] = { NO, PSA_FWU_WRITING, PSA_FWU_CANDIDATE, PSA_FWU_FAILED, NO, NO, NO, NO },
    [PSA_FWU_CANDIDATE] = { NO, NO, NO, PSA_FWU_FAILED, NO, PSA_FWU_STAGED, NO, NO },
    [PSA_FWU_STAGED] = { NO, NO, NO, NO, NO, NO, PSA_FWU_FAILED, NO },
    [PSA_FWU_FAILED] = { NO, NO, NO, NO, PSA_FWU_READY, NO, NO, NO },
    [PSA_FWU_TRIAL] = { NO, NO, NO, NO, NO, NO, PSA_FWU_REJECTED, PSA_FWU_UPDATED },
    [PSA_FWU_REJECTED] = { NO, NO, NO, NO, NO, NO, NO, NO },
    [PSA_FWU_UPDATED] = { NO, NO, NO, NO, PSA_FWU_READY, NO, NO, NO },
    [PFWU_STATE_SWAP] = { NO, NO, NO, NO, NO, NO, NO, NO },
    [PFWU_STATE_REVERT] = { NO, NO, NO, NO, NO, NO, NO, NO },
};

uint8_t pfwu_state_next(uint8_t state, pfwu_call_t call)
{
    return state < PFWU_STATE_COUNT && (unsigned)call < PFWU_CALL_COUNT ? transitions[state][call] : NO;
}

bool pfwu_state_blocks_install(uint8_t state)
{
    return state == PSA_FWU_STAGED || state == PSA_FWU_TRIAL || state == PSA_FWU_REJECTED || state == PFWU_STATE_SWAP ||
           state == PFWU_STATE_REVERT;
}

uint8_t pfwu_record_visible(const pfwu_record_t *record)
{
    if (record->state == PFWU_STATE_SWAP) {
        return PSA_FWU_STAGED;
    }
    return record->state == PFWU_STATE_REVERT ? PSA_FWU_REJECTED : record->state;
}

uint32_t pfwu_record_dirty(const pfwu_record_t *record)
{
    return record->extent > record->old_count ? record->extent : record->old_count;
}

static void apply_state(pfwu_record_t *record, uint8_t state, uint8_t flags, psa_status_t error)
{
    if (state >= PFWU_STATE_COUNT) {
        return;
    }
    record->state = state;
    record->flags = flags;
    record->error = error;
    if (state == PSA_FWU_READY || state == PSA_FWU_WRITING) {
        record->extent = 0;
        record->progress = 0;
        record->old_count = 0;
    }
}

static void apply_set(pfwu_record_t *record, uint8_t op, psa_status_t error)
{
    switch (op) {
    case PFWU_SET_STAGED:
        record->state = PSA_FWU_STAGED;
        break;
    case PFWU_SET_TRIAL:
        record->state = PSA_FWU_TRIAL;
        break;
    case PFWU_SET_UPDATED:
        record->state = PSA_FWU_UPDATED;
        break;
    case PFWU_SET_REVERT:
    case PFWU_SET_FAILED:
        if (record->state == PSA_FWU_STAGED) {
            record->progress = 0; /* that of the download: no step of a swap was done */
        }
        record->state = op == PFWU_SET_REVERT ? PFWU_STATE_REVERT : PSA_FWU_FAILED;
        record->error = error != 0 ? error : record->error;
        break;
    default:
        break;
    }
}

/* As the table has it for the call; without it, so that boot stages do without the table. */
static void apply_reject(pfwu_record_t *record, psa_status_t error)
{
    if (record->state == PSA_FWU_STAGED || record->state == PSA_FWU_TRIAL) {
        record->state = record->state == PSA_FWU_STAGED ? PSA_FWU_FAILED : PSA_FWU_REJECTED;
        record->error = error;
    }
}

void pfwu_record_apply(pfwu_record_t records[PFWU_COMPONENTS_MAX], const pfwu_word_t *word)
{
    if (word->type == PFWU_WORD_SET || word->type == PFWU_WORD_REJECT) {
        for (uint32_t id = 0; id < PFWU_COMPONENTS_MAX; id++) {
            if (word->type == PFWU_WORD_REJECT) {
                apply_reject(&records[id], (psa_status_t)word->b);
            } else if ((word->b >> id & 1u) != 0) {
                apply_set(&records[id], word->component, (int16_t)word->a);
            }
        }
        return;
    }
    if (word->component >= PFWU_COMPONENTS_MAX) {
        return;
    }
    pfwu_record_t *record = &records[word->component];
    if (word->type == PFWU_WORD_STATE) {
        apply_state(record, (uint8_t)word->a, (uint8_t)(word->a >> 8), (psa_status_t)word->b);
    } else if (word->type == PFWU_WORD_EXTENT || word->type == PFWU_WORD_STEP) {
        record->extent = word->a;
        record->progress = (uint16_t)word->b;
        record->old_count = (uint16_t)(word->b >> 16);
        if (word->type == PFWU_WORD_STEP && record->state == PSA_FWU_STAGED) {
            record->state = PFWU_STATE_SWAP;
        }
    }
}

unsigned pfwu_record_words(const pfwu_record_t *record, uint8_t id, pfwu_word_t words[2])
{
    unsigned count = 0;
    bool extents = record->extent != 0 || record->progress != 0 || record->old_count != 0;
    if (record->state == PSA_FWU_READY && record->flags == 0 && record->error == 0 && !extents) {
        return 0;
    }
    words[count++] = (pfwu_word_t){ PFWU_WORD_STATE, id, (uint16_t)(record->state | (unsigned)record->flags << 8),
                                    (uint32_t)record->error };
    if (extents) {
        words[count++] =
            (pfwu_word_t){ PFWU_WORD_EXTENT, id, record->extent, record->progress | (uint32_t)record->old_count << 16 };
    }
    return count;
}
