/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table of a device that exchanges its banks: what its only stage installs and verifies.
 */
#include "table.h"

const pfwu_component_t *pfwu_components(size_t *count)
{
    static const pfwu_component_t components[] = { ROW_APP_BANK, ROW_DATA_BANK };
    *count = sizeof components / sizeof components[0];
    return components;
}
