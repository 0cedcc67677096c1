/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What every boot stage does with the active images of its components, whether it installs any or not: verify, choose
 * what to run, measure.
 */
#ifndef PFWU_STAGE_H
#define PFWU_STAGE_H

#include "image.h"
#include "pfwu.h"
#include "verify.h"

/** What was found out about an active image. What was verified counts, not what a later read delivers. */
typedef struct pfwu_active {
    pfwu_bool_t verdict;
    const pfwu_component_t *row; /* whose image the verdict is of */
    pfwu_image_t image;          /* all 0 if it did not verify */
} pfwu_active_t;

/** One boot on its way: the rows of the stage, and what was found out about each. */
typedef struct pfwu_stage {
    const pfwu_component_t *rows;
    size_t row_count;
    uint8_t stage;
    pfwu_boot_result_t *result;
    pfwu_active_t active[PFWU_COMPONENTS_MAX]; /* by place in result->component */
} pfwu_stage_t;

void pfwu_stage_init(pfwu_stage_t *boot, uint8_t stage, pfwu_boot_result_t *result);

/** Rows of the stage in turn: the next one at or after *at, or NULL. */
const pfwu_component_t *pfwu_stage_next(const pfwu_stage_t *boot, size_t *at);

/** Check the table, let the first stage begin the boot record, and name the components in the result. */
PLAT_MUST_USE psa_status_t pfwu_stage_begin(pfwu_stage_t *boot);

/** Verify every active image. May be done again, after something was moved. */
void pfwu_stage_verify(pfwu_stage_t *boot);

/** Whether the active image of a row was found authentic under this index. The row, too, has to be the one: a skipped
 *  instruction can put rows and indices out of step, and a verdict must not pass to another row. */
bool pfwu_stage_verified(const pfwu_stage_t *boot, const pfwu_component_t *row, size_t index);

/** Choose what runs, if all code verified, and measure what did. Nothing is measured where nothing runs. */
PLAT_MUST_USE psa_status_t pfwu_stage_end(pfwu_stage_t *boot);

#endif /* PFWU_STAGE_H */
