/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reader of the vector files.
 */
#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int nibble(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return -1;
}

/* Add one "name = value" line to the record; `used` counts the bytes taken. */
static void add_field(vec_record_t *record, const char *file, int line, char *text, size_t *used)
{
    char *equals = strstr(text, " =");
    if (equals == NULL || record->field_count == VEC_FIELDS_MAX) {
        fail_msg("%s:%d: not a field, or too many", file, line);
    }
    *equals = 0;
    const char *value = equals + 2 + (equals[2] == ' ');
    size_t at = record->field_count++;
    snprintf(record->field[at].name, sizeof record->field[at].name, "%s", text);
    snprintf(record->field[at].text, sizeof record->field[at].text, "%.63s", value);
    record->field[at].bytes = record->bytes + *used;
    record->field[at].size = 0;
    for (size_t i = 0; value[i] != 0 && nibble(value[i]) >= 0 && nibble(value[i + 1]) >= 0; i += 2) {
        assert_true(*used < sizeof record->bytes);
        record->bytes[(*used)++] = (uint8_t)(nibble(value[i]) << 4 | nibble(value[i + 1]));
        record->field[at].size++;
    }
}

void vec_for_each(const char *file, size_t expected, void (*check)(const vec_record_t *record))
{
    static char text[2 * VEC_BYTES_MAX];
    static vec_record_t record;
    size_t used = 0, count = 0;
    int line = 0;
    char path[512];

    snprintf(path, sizeof path, "%s/%s", VEC_FOLDER, file);
    FILE *f = fopen(path, "r");
    if (f == NULL) {
        fail_msg("%s: cannot open", path);
    }
    memset(&record, 0, sizeof record);
    for (bool more = true; more;) {
        more = fgets(text, sizeof text, f) != NULL;
        line++;
        text[more ? strcspn(text, "\n") : 0] = 0;
        if (text[0] == '#') {
            continue;
        }
        if (text[0] != 0) {
            if (record.field_count == 0) {
                record.line = line;
            }
            add_field(&record, file, line, text, &used);
        } else if (record.field_count > 0) {
            count++;
            check(&record);
            memset(&record, 0, sizeof record);
            used = 0;
        }
    }
    fclose(f);
    assert_int_equal(count, expected);
}

const uint8_t *vec_bytes(const vec_record_t *record, const char *name, size_t *size)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (strcmp(record->field[i].name, name) == 0) {
            *size = record->field[i].size;
            return record->field[i].bytes;
        }
    }
    fail_msg("record at line %d has no '%s'", record->line, name);
    return NULL;
}

const char *vec_text(const vec_record_t *record, const char *name)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (strcmp(record->field[i].name, name) == 0) {
            return record->field[i].text;
        }
    }
    return NULL;
}
