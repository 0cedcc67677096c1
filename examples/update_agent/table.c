/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Component table of a device that `psa device provision` made: 0 is the application, 1 its data. The file `components`
 * has a first line with its version, then in rising order of components a line "ID ALGORITHM KEY" for each key that
 * signs images, and "ID decrypt KEY-ID" for the one that opens them.
 */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pfwu.h"

#define COMPONENTS 2u
#define KEYS 4u
#define KEY_SIZE_MAX 560u

static uint8_t key_bytes[COMPONENTS][KEYS][KEY_SIZE_MAX];
static pfwu_key_t keys[COMPONENTS][KEYS];
static pfwu_component_t rows[COMPONENTS];
static size_t row_count;

const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = row_count;
    return rows;
}

/** The row of a component, which comes last; a new one if it is not there yet. NULL: ids do not rise. */
static pfwu_component_t *row_of(uint8_t id)
{
    if (row_count > 0 && rows[row_count - 1].id > id) {
        return NULL;
    }
    if (row_count == 0 || rows[row_count - 1].id < id) {
        rows[row_count++] = (pfwu_component_t){ .id = id,
                                                .type = id == 0 ? PFWU_TYPE_CODE : PFWU_TYPE_DATA,
                                                .mode = PFWU_MODE_SWAP,
                                                .stage = 1,
                                                .needs_trial = true,
                                                .active_area = PLAT_AREA_SLOT_ACTIVE(id),
                                                .second_area = PLAT_AREA_SLOT_SECOND(id),
                                                .keys = keys[id],
                                                .counter_id = PLAT_COUNTER_FWU(id),
                                                .keys_counter = PLAT_COUNTER_FWU_KEYS(id),
                                                .measurement = id == 0 ? "App" : "Data" };
    }
    return &rows[row_count - 1];
}

/** The algorithm with this name, as psa image keygen --type has it; below 0: there is none. */
static int algorithm_of(const char *name)
{
    static const char *const names[] = {
        [PFWU_ECDSA_P256] = "ecdsa-p256",
        [PFWU_ECDSA_P384] = "ecdsa-p384",
        [PFWU_RSA_PSS_3072] = "rsa-3072",
        [PFWU_ED25519] = "ed25519",
        [PFWU_LMS] = "lms",
        [PFWU_RSA_PSS_2048] = "rsa-2048",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/** A key in hexadecimal, to the end of the line. */
static bool add_key(pfwu_component_t *row, int algorithm, const char *text)
{
    size_t at = row->key_count;
    uint16_t size = 0;
    if (at == KEYS || algorithm < 0) {
        return false;
    }
    for (; *text != '\n'; text += 2) {
        if (size == KEY_SIZE_MAX || digit(text[0]) < 0 || digit(text[1]) < 0) {
            return false;
        }
        key_bytes[row->id][at][size++] = (uint8_t)(digit(text[0]) * 16 + digit(text[1]));
    }
    keys[row->id][at] = (pfwu_key_t){ .key = key_bytes[row->id][at], .size = size, .algorithm = (uint8_t)algorithm };
    row->key_count++;
    return size > 0;
}

static bool load_line(const char *line)
{
    char name[16];
    char *word = NULL;
    const unsigned long id = strtoul(line, &word, 10);
    const size_t length = strcspn(word + (*word == ' '), " \n");
    pfwu_component_t *row =
        word != line && *word == ' ' && length < sizeof name && id < COMPONENTS ? row_of((uint8_t)id) : NULL;
    if (row == NULL || word[1 + length] != ' ') {
        return false;
    }
    memcpy(name, word + 1, length);
    name[length] = '\0';
    const char *value = word + 2 + length;
    if (strcmp(name, "decrypt") == 0) {
        row->decrypt_key = (uint32_t)strtoul(value, NULL, 16);
        return row->decrypt_key != 0 && row->key_count > 0;
    }
    return add_key(row, algorithm_of(name), value);
}

bool table_load(const char *dir, bool detached)
{
    char line[32 + 2 * KEY_SIZE_MAX];
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/components", dir);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        return false;
    }
    row_count = 0;
    bool good = fgets(line, sizeof line, file) != NULL && strcmp(line, "libpsa components 2\n") == 0;
    while (good && fgets(line, sizeof line, file) != NULL) {
        good = load_line(line);
    }
    for (size_t i = 0; i < row_count; i++) {
        rows[i].detached_manifest = detached;
    }
    (void)fclose(file);
    if (!good || row_count == 0) {
        fprintf(stderr, "%s: not the component keys of a device\n", path);
    }
    return good && row_count > 0;
}
