/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The component table of the host device. Firmware has its table and keys compiled in; a host device keeps what its
 * table needs in the text file `components`: a first line with the version, then in rising order of components lines
 * "ID ALGORITHM KEY" for each key that signs, the public key in hexadecimal, and "ID decrypt KEY-ID" for the one that
 * opens images, which is in the device's key store.
 */
#include "device.h"

#include <stdio.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "pfwu.h"

#define FILE_NAME "components"
#define FILE_HEAD "libpsa components 2\n"
#define LINE_MAX_SIZE (24u + 2u * IMAGE_KEY_PUBLIC_MAX)

static uint8_t public_keys[DEVICE_COMPONENTS][DEVICE_KEYS_MAX][IMAGE_KEY_PUBLIC_MAX];
static pfwu_key_t keys[DEVICE_COMPONENTS][DEVICE_KEYS_MAX];

static const pfwu_component_t rows[DEVICE_COMPONENTS] = {
    { .id = 0,
      .type = PFWU_TYPE_CODE,
      .mode = PFWU_MODE_SWAP,
      .stage = 1,
      .needs_trial = true,
      .active_area = PLAT_AREA_SLOT_ACTIVE(0),
      .second_area = PLAT_AREA_SLOT_SECOND(0),
      .keys = keys[0],
      .counter_id = PLAT_COUNTER_FWU(0),
      .keys_counter = PLAT_COUNTER_FWU_KEYS(0),
      .measurement = "App" },
    { .id = 1,
      .type = PFWU_TYPE_DATA,
      .mode = PFWU_MODE_SWAP,
      .stage = 1,
      .needs_trial = true,
      .active_area = PLAT_AREA_SLOT_ACTIVE(1),
      .second_area = PLAT_AREA_SLOT_SECOND(1),
      .keys = keys[1],
      .counter_id = PLAT_COUNTER_FWU(1),
      .keys_counter = PLAT_COUNTER_FWU_KEYS(1),
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

/* The row of a component, which comes last; a new one if it is not there yet. */
static pfwu_component_t *row_of(size_t component)
{
    if (table_count == 0 || table[table_count - 1].id != component) {
        table[table_count] = rows[component];
        table_count++;
    }
    return &table[table_count - 1];
}

static bool add_key(size_t component, uint8_t algorithm, const uint8_t *key, size_t size)
{
    pfwu_component_t *row = row_of(component);
    size_t at = row->key_count;
    if (at == DEVICE_KEYS_MAX) {
        return false;
    }
    memcpy(public_keys[component][at], key, size);
    keys[component][at] =
        (pfwu_key_t){ .key = public_keys[component][at], .size = (uint16_t)size, .algorithm = algorithm };
    row->key_count++;
    return true;
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

static void put_text(pcc_wr_t *wr, const char *text)
{
    pcc_wr_bytes(wr, text, strlen(text));
}

static void put_component(pcc_wr_t *wr, size_t component, const device_keys_t *from)
{
    char text[32];
    for (size_t i = 0; i < from->count; i++) {
        const image_key_t *key = &from->keys[i];
        snprintf(text, sizeof(text), "%zu %s ", component, image_key_option(key->kind));
        put_text(wr, text);
        for (size_t at = 0; at < key->public_size; at++) {
            snprintf(text, sizeof(text), "%02x", key->public_key[at]);
            put_text(wr, text);
        }
        put_text(wr, "\n");
    }
    if (from->decrypt_key != 0) {
        snprintf(text, sizeof(text), "%zu decrypt 0x%08x\n", component, (unsigned)from->decrypt_key);
        put_text(wr, text);
    }
}

bool device_components_store(const char *dir, const device_keys_t from[DEVICE_COMPONENTS])
{
    char path[4096];
    char text[sizeof(FILE_HEAD) + DEVICE_COMPONENTS * (DEVICE_KEYS_MAX + 1u) * LINE_MAX_SIZE];
    pcc_wr_t wr = pcc_wr(text, sizeof(text));
    table_count = 0;
    put_text(&wr, FILE_HEAD);
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        put_component(&wr, c, &from[c]);
        for (size_t i = 0; i < from[c].count; i++) {
            (void)add_key(c, (uint8_t)from[c].keys[i].kind, from[c].keys[i].public_key, from[c].keys[i].public_size);
        }
        if (from[c].count > 0) {
            row_of(c)->decrypt_key = from[c].decrypt_key;
        }
    }
    return !wr.bad && file_path(dir, path, sizeof(path)) && tool_write_file(path, text, wr.size, 0644);
}

/* One line; false if it is none, or not in order. */
static bool load_line(char *line)
{
    uint8_t bytes[IMAGE_KEY_PUBLIC_MAX];
    size_t size = 0;
    uint64_t number = 0;
    char *word = strchr(line, ' ');
    char *value = word ? strchr(word + 1, ' ') : NULL;
    if (line[0] < '0' || line[0] >= '0' + (char)DEVICE_COMPONENTS || word != line + 1 || value == NULL) {
        return false;
    }
    size_t component = (size_t)(line[0] - '0');
    *value++ = '\0';
    word++;
    bool has_row = table_count > 0 && table[table_count - 1].id == component;
    if (table_count > 0 && table[table_count - 1].id > component) {
        return false;
    }
    if (strcmp(word, "decrypt") == 0) {
        bool ok = has_row && tool_parse_number(value, UINT32_MAX, &number) && number != 0;
        if (ok) {
            row_of(component)->decrypt_key = (uint32_t)number;
        }
        return ok;
    }
    image_key_kind_t kind = image_key_kind(word);
    return kind != IMAGE_KEY_KINDS && image_key_signs(kind) && tool_parse_hex(value, bytes, sizeof(bytes), &size) &&
           add_key(component, (uint8_t)kind, bytes, size);
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
        char line[LINE_MAX_SIZE];
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
        tool_fail("%s: not a list of component keys of version 2", path);
    }
    return ok;
}
