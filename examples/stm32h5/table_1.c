/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table: what stage 1 installs and verifies, the second stage.
 */
#include "table.h"

const pfwu_component_t *pfwu_components(size_t *count)
{
    static const pfwu_component_t components[] = { ROW_STAGE_2(PLAT_KEY_ID_UPDATE) };
    *count = sizeof components / sizeof components[0];
    return components;
}
