/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The components of the two-stage example. Each program has those that it deals with: stage 1 the second stage, stage 2
 * the rest, the application all of them.
 */
#ifndef TWO_STAGE_TABLE_H
#define TWO_STAGE_TABLE_H

#include "pfwu.h"

#define COMPONENT_APP 0u
#define COMPONENT_DATA 1u
#define COMPONENT_STAGE_2 3u

/** The second boot stage: comes encrypted, is installed by the first one. */
#define ROW_STAGE_2(key)                                                                                               \
    {                                                                                                                  \
        .id = COMPONENT_STAGE_2, .type = PFWU_TYPE_CODE, .mode = PFWU_MODE_SWAP, .stage = 1, .needs_trial = true,      \
        .active_area = PLAT_AREA_SLOT_ACTIVE(COMPONENT_STAGE_2),                                                       \
        .second_area = PLAT_AREA_SLOT_SECOND(COMPONENT_STAGE_2), .key_count = 1, .keys = &stage_2_key,                 \
        .counter_id = PLAT_COUNTER_FWU(COMPONENT_STAGE_2), .decrypt_key = (key), .measurement = "BL2"                  \
    }

#define ROW_APP                                                                                                        \
    {                                                                                                                  \
        .id = COMPONENT_APP, .type = PFWU_TYPE_CODE, .mode = PFWU_MODE_SWAP, .stage = 2, .needs_trial = true,          \
        .active_area = PLAT_AREA_SLOT_ACTIVE(COMPONENT_APP), .second_area = PLAT_AREA_SLOT_SECOND(COMPONENT_APP),      \
        .key_count = 1, .keys = &app_key, .counter_id = PLAT_COUNTER_FWU(COMPONENT_APP), .measurement = "App"          \
    }

#define ROW_DATA                                                                                                       \
    {                                                                                                                  \
        .id = COMPONENT_DATA, .type = PFWU_TYPE_DATA, .mode = PFWU_MODE_SWAP, .stage = 2, .needs_trial = true,         \
        .active_area = PLAT_AREA_SLOT_ACTIVE(COMPONENT_DATA), .second_area = PLAT_AREA_SLOT_SECOND(COMPONENT_DATA),    \
        .key_count = 1, .keys = &data_key, .counter_id = PLAT_COUNTER_FWU(COMPONENT_DATA), .measurement = "Data"       \
    }

/* Made by psa image pubkey when the example is built. */
extern const pfwu_key_t stage_2_key;
extern const pfwu_key_t app_key;
extern const pfwu_key_t data_key;

/** The boot stage that a program is, in its table's file. */
extern const uint8_t stage_number;

#endif /* TWO_STAGE_TABLE_H */
