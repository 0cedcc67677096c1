/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The demo's component table: the application and its calibration data, each with its own key and counter.
 */
#include "pfwu.h"

extern const pfwu_key_t app_key;
extern const pfwu_key_t data_key;

const pfwu_component_t *pfwu_components(size_t *count)
{
    static const pfwu_component_t components[] = {
        { .id = 0,
          .type = PFWU_TYPE_CODE,
          .mode = PFWU_MODE_SWAP,
          .stage = 1,
          .needs_trial = true,
          .active_area = PLAT_AREA_SLOT_ACTIVE(0),
          .second_area = PLAT_AREA_SLOT_SECOND(0),
          .key_count = 1,
          .keys = &app_key,
          .counter_id = PLAT_COUNTER_FWU(0),
          .measurement = "App" },
        { .id = 1,
          .type = PFWU_TYPE_DATA,
          .mode = PFWU_MODE_SWAP,
          .stage = 1,
          .needs_trial = true,
          .active_area = PLAT_AREA_SLOT_ACTIVE(1),
          .second_area = PLAT_AREA_SLOT_SECOND(1),
          .key_count = 1,
          .keys = &data_key,
          .counter_id = PLAT_COUNTER_FWU(1),
          .measurement = "Data" },
    };
    *count = sizeof components / sizeof components[0];
    return components;
}
