/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table: what the update service knows, which is everything.
 */
#include "table.h"

const agent_component_t agent_components[] = { { "app", COMPONENT_APP },
                                               { "data", COMPONENT_DATA },
                                               { "stage", COMPONENT_STAGE_2 } };
const size_t agent_component_count = sizeof agent_components / sizeof agent_components[0];

const pfwu_component_t *pfwu_components(size_t *count)
{
    static const pfwu_component_t components[] = { ROW_STAGE_2(PFWU_DECRYPT_ELSEWHERE), ROW_APP, ROW_DATA };
    *count = sizeof components / sizeof components[0];
    return components;
}
