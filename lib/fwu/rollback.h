/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The part of the boot engine that goes back, and what it shares with the rest (boot.c). Row ids are those of
 * lib/fwu/DESIGN.md section "Boot".
 */
#ifndef PFWU_ROLLBACK_H
#define PFWU_ROLLBACK_H

#include <stdbool.h>

#include "stage.h"

/** Components of the stage in one of two states. */
uint32_t pfwu_in_state(const pfwu_stage_t *boot, uint8_t state, uint8_t or_state);
/** Components of other stages in a state. One set is under way at a time: they belong to it. */
uint32_t pfwu_elsewhere(const pfwu_stage_t *boot, uint8_t state);
/** Note in the result what happened to the components of the mask. */
void pfwu_tell_event(pfwu_stage_t *boot, uint32_t mask, pfwu_event_t event);
/** A set word for the components of the mask. */
PLAT_MUST_USE psa_status_t pfwu_set(uint8_t op, psa_status_t error, uint32_t mask);

static inline bool pfwu_has(uint32_t mask, uint8_t id)
{
    return (mask >> id & 1u) != 0;
}

/** Bring back what REVERT names, then FAILED for all of it in one word. */
PLAT_MUST_USE psa_status_t pfwu_roll_back(pfwu_stage_t *boot, bool resumed);
/** B2, B3: a trial that nobody accepted, or that was rejected, ends here. */
PLAT_MUST_USE psa_status_t pfwu_end_trial(pfwu_stage_t *boot);
/** Back with what was moved of a set that is given up. The first sector to restore may be torn. */
PLAT_MUST_USE psa_status_t pfwu_undo(pfwu_stage_t *boot, psa_status_t error);

#endif /* PFWU_ROLLBACK_H */
