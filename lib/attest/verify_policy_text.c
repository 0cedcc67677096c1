/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reading a policy from text: a keyword a line, then its words; # begins a comment.
 */
#include "lib/attest/verify_internal.h"

#include <string.h>

#define IS_HASH_SIZE(size) ((size) == 32 || (size) == 48 || (size) == 64)

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of a line, ended with 0; NULL if there is none. */
static char *next_word(char **rest)
{
    char *word = *rest;

    while (is_blank(*word)) {
        word++;
    }
    char *end = word;
    while (*end != '\0' && !is_blank(*end)) {
        end++;
    }
    *rest = end;
    if (*end != '\0') {
        *end = '\0';
        *rest = end + 1;
    }
    return end != word ? word : NULL;
}

/* A text in quotes, which may have blanks; \" and \\ in it stand for the second character. Unquoted in place and ended
 * with 0. NULL, with nothing changed, if the quotes do not end or something stands right behind them. */
static char *quoted_text(char **rest)
{
    char *text = *rest + 1, *end = text, *to = text;

    while (*end != '"') {
        if (*end == '\\') {
            end++;
            if (*end != '"' && *end != '\\') {
                return NULL;
            }
        }
        if (*end == '\0') {
            return NULL;
        }
        end++;
    }
    if (end[1] != '\0' && !is_blank(end[1])) {
        return NULL;
    }
    *rest = end + 1;
    for (const char *from = text; from != end; from++) {
        from += *from == '\\';
        *to++ = *from;
    }
    *to = '\0';
    return text;
}

static bool fault(patt_policy_text_t *out, const char *what, const char *word)
{
    out->fault = what;
    out->fault_word = word != NULL ? word : "";
    return false;
}

/* Value of a hexadecimal digit, 16 for another character. */
static unsigned digit(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return (unsigned)(c - 'a') + 10u;
    }
    return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10u : 16u;
}

/* Pairs of digits, up to `capacity` bytes; 0 if the text is something else. */
static size_t read_hex(const char *text, uint8_t *bytes, size_t capacity)
{
    size_t size = 0;

    for (; text[0] != '\0'; text += 2) {
        unsigned high = digit(text[0]), low = text[1] != '\0' ? digit(text[1]) : 16u;
        if (high > 15u || low > 15u || size == capacity) {
            return 0;
        }
        bytes[size++] = (uint8_t)(high << 4 | low);
    }
    return size;
}

/* Whether a word begins so; *rest is what follows. */
static bool begins(const char *word, const char *with, const char **rest)
{
    size_t size = strlen(with);

    *rest = word + size;
    return strncmp(word, with, size) == 0;
}

static bool read_implementation_id(patt_policy_text_t *out, char *rest)
{
    const char *word = next_word(&rest);

    if (out->policy.implementation_id != NULL) {
        return fault(out, "implementation-id is there already, before", word);
    }
    if (word == NULL || read_hex(word, out->implementation_id, 32) != 32 || next_word(&rest) != NULL) {
        return fault(out, "implementation-id takes 32 bytes in hexadecimal, not", word);
    }
    out->policy.implementation_id = out->implementation_id;
    return true;
}

static bool read_lifecycles(patt_policy_text_t *out, char *rest)
{
    const char *word;

    while ((word = next_word(&rest)) != NULL) {
        unsigned state = 0;
        while (state <= 6 && strcmp(word, patt_lifecycle_text((uint16_t)(state << 12))) != 0) {
            state++;
        }
        if (state > 6) {
            return fault(out, "not a life cycle (SECURED, NON_PSA_ROT_DEBUG, ...):", word);
        }
        out->policy.lifecycles = (uint8_t)(out->policy.lifecycles | 1u << state);
    }
    return out->policy.lifecycles != 0 || fault(out, "life-cycle takes states", NULL);
}

/* One of the words behind the type of a component. None twice: which of two values was meant is not known. */
static bool read_condition(patt_policy_text_t *out, const char *word, size_t index)
{
    patt_reference_t *reference = &out->references[index];
    const char *value;

    if ((begins(word, "signer=", &value) && reference->signer != NULL) ||
        (begins(word, "measurement=", &value) && reference->value != NULL) ||
        (begins(word, "version=", &value) && reference->version_min != NULL)) {
        return fault(out, "a second value for the same component:", word);
    }
    if (begins(word, "signer=", &value)) {
        reference->signer = out->signers[index];
        reference->signer_size = read_hex(value, out->signers[index], 64);
        return IS_HASH_SIZE(reference->signer_size) || fault(out, "not a hash of 32, 48 or 64 bytes:", word);
    }
    if (begins(word, "measurement=", &value)) {
        reference->value = out->values[index];
        reference->value_size = read_hex(value, out->values[index], 64);
        return IS_HASH_SIZE(reference->value_size) || fault(out, "not a hash of 32, 48 or 64 bytes:", word);
    }
    if (begins(word, "version=", &value)) {
        reference->version_min = value;
        return patt_version_is_valid(value) || fault(out, "not a version A.B.C+D of decimal numbers:", word);
    }
    reference->required = reference->required || strcmp(word, "required") == 0;
    return strcmp(word, "required") == 0 ||
           fault(out, "not signer=HEX, version=A.B.C+D, measurement=HEX or required:", word);
}

/* The type of a component: a word or, in quotes, any text. The word * is any type, "*" that text. */
static bool read_type(patt_policy_text_t *out, char **rest, const char **type)
{
    while (is_blank(**rest)) {
        (*rest)++;
    }
    if (**rest == '"') {
        *type = quoted_text(rest);
        return *type != NULL || fault(out, "not a type in quotes (with \\\" and \\\\ for \" and \\):", *rest);
    }
    const char *word = next_word(rest);
    *type = word != NULL && strcmp(word, "*") == 0 ? NULL : word;
    return word != NULL || fault(out, "component takes a type", NULL);
}

/* component TYPE [signer=HEX] [version=A.B.C+D] [measurement=HEX] [required] */
static bool read_component(patt_policy_text_t *out, char *rest)
{
    size_t index = out->policy.reference_count;
    const char *word;

    if (index == PATT_POLICY_REFERENCES_MAX) {
        return fault(out, "more components than can be read, at", next_word(&rest));
    }
    if (!read_type(out, &rest, &out->references[index].type)) {
        return false;
    }
    while ((word = next_word(&rest)) != NULL) {
        if (!read_condition(out, word, index)) {
            return false;
        }
    }
    out->policy.reference_count++;
    return true;
}

static bool read_line(patt_policy_text_t *out, char *line)
{
    static const struct {
        const char *keyword;
        bool (*read)(patt_policy_text_t *out, char *rest);
    } rows[] = {
        { "implementation-id", read_implementation_id },
        { "life-cycle", read_lifecycles },
        { "component", read_component },
    };
    const char *keyword = next_word(&line);

    if (keyword == NULL || keyword[0] == '#') {
        return true;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(keyword, rows[i].keyword) == 0) {
            return rows[i].read(out, line);
        }
    }
    return fault(out, "not implementation-id, life-cycle or component:", keyword);
}

bool patt_policy_read(char *text, patt_policy_text_t *out)
{
    memset(out, 0, sizeof(*out));
    out->fault_word = "";
    out->policy.references = out->references;
    for (unsigned line = 1; text != NULL; line++) {
        char *end = strchr(text, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        out->fault_line = line;
        if (!read_line(out, text)) {
            return false;
        }
        text = end;
    }
    /* A policy that asks for nothing would pass every device: more likely a mistake. */
    if (out->policy.reference_count == 0) {
        return fault(out, "a policy names at least one component", NULL);
    }
    out->fault_line = 0;
    return true;
}
