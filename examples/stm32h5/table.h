/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The components of the firmware. Each program has those that it deals with.
 */
#ifndef EXAMPLE_TABLE_H
#define EXAMPLE_TABLE_H

#include "pfwu.h"

#define COMPONENT_APP 0u
#define COMPONENT_DATA 1u
#define COMPONENT_STAGE_2 3u

#define ROW(number, kind, boot_stage, key, text)                                                                       \
    {                                                                                                                  \
        .id = (number), .type = (kind), .mode = PFWU_MODE_SWAP, .stage = (boot_stage), .needs_trial = true,            \
        .active_area = PLAT_AREA_SLOT_ACTIVE(number), .second_area = PLAT_AREA_SLOT_SECOND(number), .key_count = 1,    \
        .keys = (key), .counter_id = PLAT_COUNTER_FWU(number), .measurement = (text)                                   \
    }
#define ROW_STAGE_2 ROW(COMPONENT_STAGE_2, PFWU_TYPE_CODE, 1, &stage_2_key, "BL2")
#define ROW_APP ROW(COMPONENT_APP, PFWU_TYPE_CODE, 2, &app_key, "App")
#define ROW_DATA ROW(COMPONENT_DATA, PFWU_TYPE_DATA, 2, &data_key, "Data")

/* Made by psa image pubkey when the example is built. */
extern const pfwu_key_t stage_2_key;
extern const pfwu_key_t app_key;
extern const pfwu_key_t data_key;

#endif /* EXAMPLE_TABLE_H */
