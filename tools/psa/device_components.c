/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The component table of the host device. Firmware has its table and keys compiled in; a host device keeps its public
 * keys in the text file `components`: a first line with the version, then a line "ID POINT" for each component that has
 * a key, the point in hexadecimal.
 */
#include "device.h"

#include <stdio.h>
#include <string.h>

#include "pfwu.h"

#define FILE_NAME "components"
#define FILE_HEAD "libpsa components 1\n"

static uint8_t points[DEVICE_COMPONENTS][PFWU_POINT_SIZE];
static pfwu_key_t keys[DEVICE_COMPONENTS];

static const pfwu_component_t rows[DEVICE_COMPONENTS] = {
    { .id = 0,
      .type = PFWU_TYPE_CODE,
      .mode = PFWU_MODE_SWAP,
      .stage = 1,
      .needs_trial = true,
      .active_area = PLAT_AREA_SLOT_ACTIVE(0),
      .second_area = PLAT_AREA_SLOT_SECOND(0),
      .key_count = 1,
      .keys = &keys[0],
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
      .keys = &keys[1],
      .counter_id = PLAT_COUNTER_FWU(1),
      .measurement = "Data" },
};

/* The rows that have a key: without one no image could ever verify, so the device does not have the component. */
static pfwu_component_t table[DEVICE_COMPONENTS];
static size_t table_count;

const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = table_count;
    return table;
}

const char *device_component_name(size_t component)
{
    return component < DEVICE_COMPONENTS ? rows[component].measurement : "?";
}

const char *device_update_error_text(psa_status_t error)
{
    return error == PFWU_ERROR_NOT_ACCEPTED ? "nobody accepted it (PFWU_ERROR_NOT_ACCEPTED)" : tool_status_text(error);
}

bool device_parse_component(const char *text, uint8_t *component)
{
    uint64_t number = 0;
    if (!tool_parse_number(text, DEVICE_COMPONENTS - 1, &number)) {
        tool_usage("'%s' is not a component (0 is the application, 1 its data)", text);
        return false;
    }
    *component = (uint8_t)number;
    return true;
}

static void add_component(size_t component, const uint8_t *point)
{
    memcpy(points[component], point, PFWU_POINT_SIZE);
    keys[component] = (pfwu_key_t){ .key = points[component], .size = PFWU_POINT_SIZE, .algorithm = PFWU_ECDSA_P256 };
    table[table_count] = rows[component];
    table_count++;
}

static bool file_path(const char *dir, char *path, size_t size)
{
    int length = snprintf(path, size, "%s/%s", dir, FILE_NAME);
    if (length < 0 || (size_t)length >= size) {
        tool_fail("%s: the path is too long", dir);
        return false;
    }
    return true;
}

bool device_components_store(const char *dir, const key_file_t *const from[DEVICE_COMPONENTS])
{
    char path[4096];
    char text[sizeof(FILE_HEAD) + DEVICE_COMPONENTS * (8 + 2 * PFWU_POINT_SIZE)];
    size_t at = (size_t)snprintf(text, sizeof(text), FILE_HEAD);
    table_count = 0;
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        if (from[c]) {
            add_component(c, from[c]->point);
            at += (size_t)snprintf(text + at, sizeof(text) - at, "%zu ", c);
            for (size_t i = 0; i < PFWU_POINT_SIZE; i++) {
                at += (size_t)snprintf(text + at, sizeof(text) - at, "%02x", from[c]->point[i]);
            }
            at += (size_t)snprintf(text + at, sizeof(text) - at, "\n");
        }
    }
    return file_path(dir, path, sizeof(path)) && tool_write_file(path, text, at, 0644);
}

/* One line "ID POINT", in rising order of ids; false if it is anything else. */
static bool load_line(const char *line)
{
    uint8_t point[PFWU_POINT_SIZE];
    size_t size = 0;
    if (line[0] < '0' || line[0] >= '0' + (char)DEVICE_COMPONENTS || line[1] != ' ' ||
        (table_count > 0 && table[table_count - 1].id >= line[0] - '0') ||
        !tool_parse_hex(line + 2, point, sizeof(point), &size) || size != sizeof(point)) {
        return false;
    }
    add_component((size_t)(line[0] - '0'), point);
    return true;
}

bool device_components_load(const char *dir)
{
    char path[4096];
    tool_bytes_t file;
    if (!file_path(dir, path, sizeof(path)) || !tool_read_file(path, &file)) {
        return false;
    }
    table_count = 0;
    const size_t head = sizeof(FILE_HEAD) - 1;
    bool ok = file.size >= head && memcmp(file.p, FILE_HEAD, head) == 0;
    for (size_t at = head; ok && at < file.size;) {
        char line[8 + 2 * PFWU_POINT_SIZE];
        const uint8_t *end = memchr(file.p + at, '\n', file.size - at);
        size_t length = end ? (size_t)(end - (file.p + at)) : sizeof(line);
        ok = length < sizeof(line);
        if (ok) {
            memcpy(line, file.p + at, length);
            line[length] = '\0';
            ok = load_line(line);
            at += length + 1;
        }
    }
    tool_bytes_free(&file);
    if (!ok) {
        tool_fail("%s: not a list of component keys of version 1", path);
    }
    return ok;
}
