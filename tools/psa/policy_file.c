/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reading a policy file.
 */
#include "policy_file.h"

#include <stdlib.h>
#include <string.h>

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
    if (!patt_policy_read(text, &file->read)) {
        const char *word = file->read.fault_word;
        tool_fail("%s:%u: %s%s%s%s", path, file->read.fault_line, file->read.fault, *word ? " '" : "", word,
                  *word ? "'" : "");
        return false;
    }
    return true;
}

void policy_file_free(policy_file_t *file)
{
    tool_bytes_free(&file->text);
}
