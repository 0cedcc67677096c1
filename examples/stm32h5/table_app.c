/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table: what the update service knows, which is everything.
 */
#include "table.h"

const pfwu_component_t *pfwu_components(size_t *count)
{
    static const pfwu_component_t components[] = { ROW_STAGE_2(PFWU_DECRYPT_ELSEWHERE), ROW_APP, ROW_DATA };
    *count = sizeof components / sizeof components[0];
    return components;
}
