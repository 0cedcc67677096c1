/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table: what stage 2 installs and verifies, all that is not a boot stage.
 */
#include "table.h"

const pfwu_component_t *pfwu_components(size_t *count)
{
    static const pfwu_component_t components[] = { ROW_APP, ROW_DATA };
    *count = sizeof components / sizeof components[0];
    return components;
}
