/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The components of the firmware. Each program has those that it deals with.
 */
#ifndef EXAMPLE_TABLE_H
#define EXAMPLE_TABLE_H

#include "agent.h"
#include "pfwu.h"

#define COMPONENT_APP 0u
#define COMPONENT_DATA 1u
#define COMPONENT_STAGE_2 3u

#define ROW(number, kind, how, boot_stage, trial, key, opened_by, text)                                                \
    {                                                                                                                  \
        .id = (number), .type = (kind), .mode = (how), .stage = (boot_stage), .needs_trial = (trial),                  \
        .has_reference = STAGE_REFERENCES, .active_area = PLAT_AREA_SLOT_ACTIVE(number),                               \
        .second_area = PLAT_AREA_SLOT_SECOND(number), .key_count = 1, .keys = (key),                                   \
        .counter_id = PLAT_COUNTER_FWU(number), .decrypt_key = (opened_by), .measurement = (text)                      \
    }
/* Stage 2 comes encrypted, for a key that only stage 1 can use; it is overwritten, which keeps stage 1 small. */
#define ROW_STAGE_2(opened_by)                                                                                         \
    ROW(COMPONENT_STAGE_2, PFWU_TYPE_CODE, PFWU_MODE_OVERWRITE, 1, false, &stage_2_key, opened_by, "BL2")
#define ROW_APP ROW(COMPONENT_APP, PFWU_TYPE_CODE, PFWU_MODE_SWAP, 2, true, &app_key, 0, "App")
/* Where banks are exchanged there is one stage, and no image is copied but that of the data. */
#define ROW_APP_BANK ROW(COMPONENT_APP, PFWU_TYPE_CODE, PFWU_MODE_BANK, 1, true, &app_key, 0, "App")
#define ROW_DATA_BANK ROW(COMPONENT_DATA, PFWU_TYPE_DATA, PFWU_MODE_SWAP, 1, true, &data_key, 0, "Data")
/* On the smallest part, too. */
#define ROW_APP_SMALL ROW(COMPONENT_APP, PFWU_TYPE_CODE, PFWU_MODE_SWAP, 1, true, &app_key, 0, "App")
#define ROW_DATA ROW(COMPONENT_DATA, PFWU_TYPE_DATA, PFWU_MODE_SWAP, 2, true, &data_key, 0, "Data")

/* What the application takes updates of. */
extern const agent_component_t agent_components[];
extern const size_t agent_component_count;

/* Made by psa image pubkey when the example is built. */
extern const pfwu_key_t stage_2_key;
extern const pfwu_key_t app_key;
extern const pfwu_key_t data_key;

#endif /* EXAMPLE_TABLE_H */
