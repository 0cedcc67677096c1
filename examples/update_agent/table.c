/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table of a device that `psa device provision` made: 0 is the application, 1 its data. The file `components` has
 * a first line with its version, then a line "ID POINT" for each component.
 */
#include "table.h"

#include <stdio.h>
#include <string.h>

#include "pfwu.h"

#define COMPONENTS 2u

static uint8_t points[COMPONENTS][PFWU_POINT_SIZE];
static pfwu_key_t keys[COMPONENTS];
static pfwu_component_t rows[COMPONENTS];
static size_t row_count;

const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = row_count;
    return rows;
}

static void add(uint8_t id)
{
    keys[id] = (pfwu_key_t){ .key = points[id], .size = PFWU_POINT_SIZE, .algorithm = PFWU_ECDSA_P256 };
    rows[row_count++] = (pfwu_component_t){ .id = id,
                                            .type = id == 0 ? PFWU_TYPE_CODE : PFWU_TYPE_DATA,
                                            .mode = PFWU_MODE_SWAP,
                                            .stage = 1,
                                            .needs_trial = true,
                                            .active_area = PLAT_AREA_SLOT_ACTIVE(id),
                                            .second_area = PLAT_AREA_SLOT_SECOND(id),
                                            .key_count = 1,
                                            .keys = &keys[id],
                                            .counter_id = PLAT_COUNTER_FWU(id),
                                            .measurement = id == 0 ? "App" : "Data" };
}

/** "ID POINT", ids rising. */
static bool load_line(const char *line)
{
    unsigned id;
    int at = 0;
    if (sscanf(line, "%u %n", &id, &at) != 1 || id >= COMPONENTS || (row_count > 0 && rows[row_count - 1].id >= id)) {
        return false;
    }
    for (size_t i = 0; i < PFWU_POINT_SIZE; i++, at += 2) {
        unsigned byte;
        int taken = 0;
        if (sscanf(&line[at], "%2x%n", &byte, &taken) != 1 || taken != 2) {
            return false;
        }
        points[id][i] = (uint8_t)byte;
    }
    add((uint8_t)id);
    return line[at] == '\n';
}

bool table_load(const char *dir)
{
    char line[16 + 2 * PFWU_POINT_SIZE];
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/components", dir);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        return false;
    }
    row_count = 0;
    bool good = fgets(line, sizeof line, file) != NULL && strcmp(line, "libpsa components 1\n") == 0;
    while (good && fgets(line, sizeof line, file) != NULL) {
        good = load_line(line);
    }
    (void)fclose(file);
    if (!good || row_count == 0) {
        fprintf(stderr, "%s: not the component keys of a device\n", path);
    }
    return good && row_count > 0;
}
