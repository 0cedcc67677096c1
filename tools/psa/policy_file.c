/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reading a policy file: a keyword a line, then its words; # begins a comment.
 */
#include "policy_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    const char *path;
    unsigned line;
    policy_file_t *file;
} reading_t;

static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t\r");
    size_t length = strcspn(word, " \t\r");
    *rest = word + length;
    if (**rest != '\0') {
        *(*rest)++ = '\0';
    }
    return length > 0 ? word : NULL;
}

static bool fault(const reading_t *reading, const char *what, const char *word)
{
    tool_fail("%s:%u: %s '%s'", reading->path, reading->line, what, word ? word : "");
    return false;
}

static bool read_implementation_id(const reading_t *reading, char *rest)
{
    policy_file_t *file = reading->file;
    const char *word = next_word(&rest);
    size_t size = 0;
    if (!word || !tool_parse_hex(word, file->implementation_id, sizeof(file->implementation_id), &size) || size != 32 ||
        next_word(&rest)) {
        return fault(reading, "implementation-id takes 32 bytes in hexadecimal, not", word);
    }
    file->policy.implementation_id = file->implementation_id;
    return true;
}

/* The states by the names that tokens are shown with. */
static bool read_lifecycles(const reading_t *reading, char *rest)
{
    const char *word;
    while ((word = next_word(&rest)) != NULL) {
        unsigned state = 0;
        while (state <= 6 && strcmp(word, patt_lifecycle_text((uint16_t)(state << 12))) != 0) {
            state++;
        }
        if (state > 6) {
            return fault(reading, "not a life cycle (SECURED, NON_PSA_ROT_DEBUG, ...):", word);
        }
        reading->file->policy.lifecycles |= (uint8_t)(1u << state);
    }
    return reading->file->policy.lifecycles != 0 || fault(reading, "life-cycle takes states", "");
}

static bool read_hash(const reading_t *reading, const char *text, uint8_t out[64], size_t *size)
{
    return (tool_parse_hex(text, out, 64, size) && (*size == 32 || *size == 48 || *size == 64)) ||
           fault(reading, "not a hash of 32, 48 or 64 bytes in hexadecimal:", text);
}

/* component TYPE [signer=HEX] [version=A.B.C+D] [measurement=HEX] [required]; TYPE * is any. */
static bool read_component(const reading_t *reading, char *rest)
{
    policy_file_t *file = reading->file;
    size_t index = file->policy.reference_count;
    const char *word = next_word(&rest);
    if (!word) {
        return fault(reading, "component takes a type", "");
    }
    if (index == POLICY_FILE_REFERENCES_MAX) {
        return fault(reading, "more components than this tool reads, at", word);
    }
    patt_reference_t *reference = &file->references[index];
    reference->type = strcmp(word, "*") == 0 ? NULL : word;
    while ((word = next_word(&rest)) != NULL) {
        if (strncmp(word, "signer=", 7) == 0) {
            reference->signer = file->signers[index];
            if (!read_hash(reading, word + 7, file->signers[index], &reference->signer_size)) {
                return false;
            }
        } else if (strncmp(word, "measurement=", 12) == 0) {
            reference->value = file->values[index];
            if (!read_hash(reading, word + 12, file->values[index], &reference->value_size)) {
                return false;
            }
        } else if (strncmp(word, "version=", 8) == 0 && word[8] >= '0' && word[8] <= '9') {
            reference->version_min = word + 8;
        } else if (strcmp(word, "required") == 0) {
            reference->required = true;
        } else {
            return fault(reading, "not signer=HEX, version=A.B.C+D, measurement=HEX or required:", word);
        }
    }
    file->policy.reference_count++;
    return true;
}

static bool read_line(const reading_t *reading, char *line)
{
    static const struct {
        const char *keyword;
        bool (*read)(const reading_t *reading, char *rest);
    } rows[] = {
        { "implementation-id", read_implementation_id },
        { "life-cycle", read_lifecycles },
        { "component", read_component },
    };
    const char *keyword = next_word(&line);
    if (!keyword || keyword[0] == '#') {
        return true;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(keyword, rows[i].keyword) == 0) {
            return rows[i].read(reading, line);
        }
    }
    return fault(reading, "not implementation-id, life-cycle or component:", keyword);
}

bool policy_file_read(const char *path, policy_file_t *file)
{
    memset(file, 0, sizeof(*file));
    if (!tool_read_file(path, &file->text)) {
        return false;
    }
    char *text = realloc(file->text.p, file->text.size + 1u);
    if (text == NULL) {
        tool_fail("%s: out of memory", path);
        return false;
    }
    file->text.p = (uint8_t *)text;
    text[file->text.size] = '\0';
    if (strlen(text) != file->text.size) {
        tool_fail("%s: a policy is text", path);
        return false;
    }
    file->policy.references = file->references;
    reading_t reading = { path, 0, file };
    while (text != NULL) {
        char *end = strchr(text, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        reading.line++;
        if (!read_line(&reading, text)) {
            return false;
        }
        text = end;
    }
    /* A policy that asks for nothing would pass every device: more likely a mistake. */
    if (file->policy.reference_count == 0) {
        tool_fail("%s: a policy names at least one component", path);
        return false;
    }
    return true;
}

void policy_file_free(policy_file_t *file)
{
    tool_bytes_free(&file->text);
}
