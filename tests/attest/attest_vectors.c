/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reading tests/vectors/attest. The JSON files have one member a line, which is all that this reader understands.
 */
#include "attest_vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LINE_MAX_SIZE 1024

static attest_vector_t vectors[ATTEST_VECTOR_COUNT];
static bool loaded;

static FILE *open_file(const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", ATTEST_VECTORS_FOLDER, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("can't open %s", path);
    }
    return file;
}

/* Whether the line is `"member": "value"`; the value, unquoted, in out. Numbers and the { of an object come as they
 * are. */
static bool member(const char *line, const char *name, char *out, size_t capacity)
{
    char pattern[64];
    (void)snprintf(pattern, sizeof(pattern), "\"%s\": ", name);
    const char *at = strstr(line, pattern);
    if (at == NULL) {
        return false;
    }
    at += strlen(pattern);
    bool quoted = *at == '"';
    at += quoted ? 1 : 0;
    size_t size = strcspn(at, quoted ? "\"" : ",\r\n");
    assert_true(size < capacity);
    memcpy(out, at, size);
    out[size] = '\0';
    return true;
}

static void read_token(attest_vector_t *vector)
{
    FILE *file = open_file(vector->file);
    size_t size = fread(vector->token, 1, sizeof(vector->token), file);
    (void)fclose(file);
    if (size != vector->length) {
        fail_msg("%s is %zu bytes, the manifest says %zu", vector->file, size, vector->length);
    }
}

static void read_line(attest_vector_t *vector, const char *line)
{
    char number[32];

    if (member(line, "key", vector->key, sizeof(vector->key)) && vector->key[0] == '{') {
        vector->key[0] = '\0';
    }
    (void)member(line, "file", vector->file, sizeof(vector->file));
    (void)member(line, "profile", vector->profile, sizeof(vector->profile));
    (void)member(line, "alg", vector->alg, sizeof(vector->alg));
    if (!member(line, "d_hex", vector->scalar, sizeof(vector->scalar))) {
        (void)member(line, "k_hex", vector->scalar, sizeof(vector->scalar));
    }
    (void)member(line, "expect", vector->expect, sizeof(vector->expect));
    (void)member(line, "reason", vector->reason, sizeof(vector->reason));
    if (member(line, "length", number, sizeof(number))) {
        vector->length = strtoul(number, NULL, 10);
    }
}

const attest_vector_t *attest_vectors(void)
{
    char line[LINE_MAX_SIZE];
    size_t count = 0;

    if (loaded) {
        return vectors;
    }
    FILE *file = open_file("attest-manifest.json");
    while (fgets(line, sizeof(line), file) != NULL) {
        if (strstr(line, "\"file\": ") != NULL) {
            assert_true(count < ATTEST_VECTOR_COUNT);
            count++;
        }
        if (count != 0) {
            read_line(&vectors[count - 1], line);
        }
    }
    (void)fclose(file);
    assert_int_equal(count, ATTEST_VECTOR_COUNT);
    for (size_t i = 0; i < count; i++) {
        read_token(&vectors[i]);
    }
    loaded = true;
    return vectors;
}

const attest_vector_t *attest_vector(const char *name)
{
    const attest_vector_t *all = attest_vectors();
    size_t size = strlen(name);

    for (size_t i = 0; i < ATTEST_VECTOR_COUNT; i++) {
        if (strncmp(all[i].file, name, size) == 0 && strcmp(all[i].file + size, ".cbor") == 0) {
            return &all[i];
        }
    }
    fail_msg("no vector %s", name);
    return NULL;
}

size_t attest_unhex(const char *hex, uint8_t *out, size_t capacity)
{
    size_t size = strlen(hex) / 2;

    assert_true(strlen(hex) % 2 == 0 && size <= capacity);
    for (size_t i = 0; i < size; i++) {
        unsigned byte = 0;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
        out[i] = (uint8_t)byte;
    }
    return size;
}

size_t attest_key(const char *key, const char *field, uint8_t *out, size_t capacity)
{
    char line[LINE_MAX_SIZE];
    char pattern[96];
    char value[LINE_MAX_SIZE];
    bool inside = false;
    size_t size = 0;

    (void)snprintf(pattern, sizeof(pattern), "\"%s\": {", key);
    FILE *file = open_file("attest-keys.json");
    while (size == 0 && fgets(line, sizeof(line), file) != NULL) {
        inside = inside || strstr(line, pattern) != NULL;
        if (inside && member(line, field, value, sizeof(value))) {
            size = attest_unhex(value, out, capacity);
        }
    }
    (void)fclose(file);
    assert_true(size != 0);
    return size;
}
