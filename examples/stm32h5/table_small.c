/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table of a part with 128 KB, of its only stage and of its application.
 */
#include "table.h"

const agent_component_t agent_components[] = { { "app", COMPONENT_APP } };
const size_t agent_component_count = sizeof agent_components / sizeof agent_components[0];

const pfwu_component_t *pfwu_components(size_t *count)
{
    static const pfwu_component_t components[] = { ROW_APP_SMALL };
    *count = sizeof components / sizeof components[0];
    return components;
}
