/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the line format of factory data: UID OWNER FLAGS KIND CONTENT.
 */
#include "its_description.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/its/its_internal.h"

bool its_description_fault(const its_description_t *description, unsigned line, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    tool_fail("%s:%u: %s", description->path, line, text);
    return false;
}

/* The next word of a line, ended with 0; NULL if there is none. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t");
    size_t length = strcspn(word, " \t");
    *rest = word + length;
    if (**rest != '\0') {
        *(*rest)++ = '\0';
    }
    return length > 0 ? word : NULL;
}

static bool parse_owner(const char *text, int32_t *owner)
{
    bool negative = text[0] == '-';
    uint64_t number = 0;
    if (!tool_parse_number(text + negative, negative ? 0x80000000u : 0x7fffffffu, &number)) {
        return false;
    }
    *owner = (int32_t)(negative ? -(int64_t)number : (int64_t)number);
    return *owner != PITS_OWNER_KEYS;
}

static bool parse_flag(const char *name, size_t length, psa_storage_create_flags_t *flags)
{
    static const struct {
        const char *name;
        psa_storage_create_flags_t flag;
    } known[] = {
        { "none", PSA_STORAGE_FLAG_NONE },
        { "write-once", PSA_STORAGE_FLAG_WRITE_ONCE },
        { "no-confidentiality", PSA_STORAGE_FLAG_NO_CONFIDENTIALITY },
        { "no-replay-protection", PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION },
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strlen(known[i].name) == length && strncmp(known[i].name, name, length) == 0) {
            *flags |= known[i].flag;
            return true;
        }
    }
    return false;
}

static bool parse_flags(const its_description_t *description, its_item_t *item, const char *text)
{
    for (const char *at = text; at != NULL;) {
        const char *comma = strchr(at, ',');
        size_t length = comma ? (size_t)(comma - at) : strlen(at);
        if (!parse_flag(at, length, &item->flags)) {
            return its_description_fault(description, item->line,
                                         "unknown flag '%.*s' (none, write-once, no-confidentiality, "
                                         "no-replay-protection, joined by commas)",
                                         (int)length, at);
        }
        at = comma ? comma + 1 : NULL;
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------------------- Content */

static bool allocate(its_item_t *item, size_t size)
{
    item->content = (tool_bytes_t){ malloc(size + 1u), 0 };
    return item->content.p != NULL;
}

/* Digits, two a byte, with blanks between bytes where they help. */
static bool parse_hex_content(its_item_t *item, const char *text)
{
    if (!allocate(item, strlen(text) / 2u)) {
        return false;
    }
    for (const char *at = text; *at != '\0';) {
        char byte[3] = { at[0], at[1], '\0' };
        size_t size = 0;
        if (!tool_parse_hex(byte, item->content.p + item->content.size, 1, &size)) {
            return false;
        }
        item->content.size++;
        at += 2;
        at += strspn(at, " \t");
    }
    return item->content.size > 0;
}

/* Text as it stands, with \n, \t, \\ and \xNN. */
static bool parse_text_content(its_item_t *item, const char *text)
{
    if (!allocate(item, strlen(text))) {
        return false;
    }
    while (*text != '\0') {
        uint8_t *to = item->content.p + item->content.size++;
        if (*text != '\\') {
            *to = (uint8_t)*text++;
            continue;
        }
        char code = text[1];
        text += 2;
        if (code == 'x') {
            const char byte[3] = { text[0], (char)(text[0] ? text[1] : '\0'), '\0' };
            size_t size = 0;
            if (!tool_parse_hex(byte, to, 1, &size)) {
                return false;
            }
            text += 2;
        } else if (code == 'n' || code == 't' || code == '\\') {
            *to = code == 'n' ? '\n' : code == 't' ? '\t' : '\\';
        } else {
            return false;
        }
    }
    return true;
}

/* A path that is not absolute counts from the folder of the description. */
static bool read_file_content(const its_description_t *description, its_item_t *item, const char *name)
{
    char path[4096];
    const char *slash = strrchr(description->path, '/');
    int folder = name[0] == '/' || slash == NULL ? 0 : (int)(slash + 1 - description->path);
    int length = snprintf(path, sizeof(path), "%.*s%s", folder, description->path, name);
    if (length < 0 || (size_t)length >= sizeof(path)) {
        return its_description_fault(description, item->line, "the path is too long");
    }
    if (!tool_load_file(path, &item->content)) {
        return its_description_fault(description, item->line, "%s: %s", path, strerror(errno));
    }
    return true;
}

static bool parse_content(const its_description_t *description, its_item_t *item, const char *kind, char *rest)
{
    rest += strspn(rest, " \t");
    if (strcmp(kind, "empty") == 0) {
        return rest[0] == '\0' || its_description_fault(description, item->line, "'%s' behind empty", rest);
    }
    if (strcmp(kind, "text") != 0 && strcmp(kind, "hex") != 0 && strcmp(kind, "file") != 0) {
        return its_description_fault(description, item->line, "unknown kind of content '%s' (text, hex, file, empty)",
                                     kind);
    }
    if (rest[0] == '\0') {
        return its_description_fault(description, item->line, "nothing behind %s (an item without content is 'empty')",
                                     kind);
    }
    if (kind[0] == 'f') {
        return read_file_content(description, item, rest);
    }
    if (kind[0] == 'h') {
        return parse_hex_content(item, rest) ||
               its_description_fault(description, item->line, "content is not pairs of hexadecimal digits");
    }
    return parse_text_content(item, rest) ||
           its_description_fault(description, item->line, "a backslash is not followed by n, t, \\ or xNN");
}

/* ------------------------------------------------------------------------------------------------------------ Lines */

static its_item_t *new_item(its_description_t *description, unsigned line)
{
    if (description->count == description->capacity) {
        size_t capacity = description->capacity ? 2u * description->capacity : 64u;
        its_item_t *grown = realloc(description->items, capacity * sizeof(its_item_t));
        if (grown == NULL) {
            its_description_fault(description, line, "out of memory");
            return NULL;
        }
        description->items = grown;
        description->capacity = capacity;
    }
    its_item_t *item = &description->items[description->count++];
    *item = (its_item_t){ .line = line };
    return item;
}

static bool parse_line(its_description_t *description, unsigned line, char *text)
{
    char *rest = text;
    const char *uid = next_word(&rest);
    if (uid == NULL || uid[0] == '#') {
        return true;
    }
    const char *owner = next_word(&rest), *flags = next_word(&rest), *kind = next_word(&rest);
    if (kind == NULL) {
        return its_description_fault(description, line, "a line is UID OWNER FLAGS text|hex|file|empty CONTENT");
    }
    its_item_t *item = new_item(description, line);
    if (item == NULL) {
        return false;
    }
    uint64_t number = 0;
    if (!tool_parse_number(uid, UINT64_MAX, &number) || number == 0) {
        return its_description_fault(description, line, "'%s' is not a uid (a number from 1)", uid);
    }
    item->uid = number;
    if (!parse_owner(owner, &item->owner)) {
        return its_description_fault(description, line, "'%s' is not an owner (a client id: 32 bits, signed, not 0)",
                                     owner);
    }
    return parse_flags(description, item, flags) && parse_content(description, item, kind, rest);
}

static bool parse_lines(its_description_t *description, char *text, size_t size)
{
    unsigned line = 1;
    for (char *at = text, *end = text + size; at < end; line++) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        if (memchr(at, '\0', (size_t)(stop - at)) != NULL) {
            return its_description_fault(description, line, "not a text file");
        }
        char *last = stop;
        while (last > at && (last[-1] == ' ' || last[-1] == '\t' || last[-1] == '\r')) {
            last--;
        }
        *last = '\0'; /* there is a byte behind the text */
        if (!parse_line(description, line, at)) {
            return false;
        }
        at = stop + 1;
    }
    return true;
}

static int compare_items(const void *a, const void *b)
{
    const its_item_t *one = a, *other = b;
    if (one->owner != other->owner) {
        return one->owner < other->owner ? -1 : 1;
    }
    if (one->uid != other->uid) {
        return one->uid < other->uid ? -1 : 1;
    }
    return one->line < other->line ? -1 : one->line > other->line;
}

static int compare_lines(const void *a, const void *b)
{
    const its_item_t *one = a, *other = b;
    return one->line < other->line ? -1 : one->line > other->line;
}

/* No item twice; the items stay in the order of their lines. */
static bool check_unique(its_description_t *description)
{
    const its_item_t *twice = NULL, *before = NULL;
    if (description->count < 2) {
        return true;
    }
    qsort(description->items, description->count, sizeof(its_item_t), compare_items);
    for (size_t i = 1; i < description->count; i++) {
        const its_item_t *a = &description->items[i - 1], *b = &description->items[i];
        if (a->owner == b->owner && a->uid == b->uid && (twice == NULL || b->line < twice->line)) {
            before = a;
            twice = b;
        }
    }
    if (twice) {
        return its_description_fault(description, twice->line,
                                     "uid %" PRIu64 " of owner %" PRId32 " is in line %u already", (uint64_t)twice->uid,
                                     twice->owner, before->line);
    }
    qsort(description->items, description->count, sizeof(its_item_t), compare_lines);
    return true;
}

bool its_description_read(const char *path, its_description_t *description)
{
    tool_bytes_t bytes;
    *description = (its_description_t){ .path = path };
    if (!tool_read_file(path, &bytes)) {
        return false;
    }
    uint8_t *text = realloc(bytes.p, bytes.size + 1u);
    bool ok = text != NULL;
    if (ok) {
        bytes.p = text;
        ok = parse_lines(description, (char *)bytes.p, bytes.size) && check_unique(description);
        if (ok && description->count == 0) {
            tool_fail("%s: the description has no item", path);
            ok = false;
        }
    } else {
        tool_fail("out of memory");
    }
    tool_bytes_free(&bytes);
    if (!ok) {
        its_description_free(description);
    }
    return ok;
}

void its_description_free(its_description_t *description)
{
    for (size_t i = 0; i < description->count; i++) {
        tool_bytes_free(&description->items[i].content);
    }
    free(description->items);
    description->items = NULL;
    description->count = description->capacity = 0;
}
