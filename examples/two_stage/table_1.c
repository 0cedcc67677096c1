/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table: what stage 1 installs: the second stage, with the key that opens it.
 */
#include "table.h"

const uint8_t stage_number = 1;

const pfwu_component_t *pfwu_components(size_t *count)
{
    static const pfwu_component_t components[] = { ROW_STAGE_2(PLAT_KEY_ID_UPDATE) };
    *count = sizeof components / sizeof components[0];
    return components;
}
