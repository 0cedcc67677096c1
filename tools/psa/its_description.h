/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Descriptions of factory data: text, one item a line. docs/factory-data.md has the format.
 */
#ifndef ITS_DESCRIPTION_H
#define ITS_DESCRIPTION_H

#include "psa/storage_common.h"
#include "tool.h"

/** One item to be stored. */
typedef struct its_item {
    unsigned line;
    int32_t owner;
    psa_storage_uid_t uid;
    psa_storage_create_flags_t flags;
    tool_bytes_t content;
} its_item_t;

typedef struct its_description {
    const char *path;
    its_item_t *items;
    size_t count;
    size_t capacity;
} its_description_t;

/** Read a description and the files it names. False after an error line "FILE:LINE: ..."; it is empty then. */
bool its_description_read(const char *path, its_description_t *description);

/** Wipe and free. */
void its_description_free(its_description_t *description);

/** One line on standard error, "FILE:LINE: ...", for an item of the description; returns false. */
bool its_description_fault(const its_description_t *description, unsigned line, const char *format, ...)
    TOOL_PRINTF(3, 4);

#endif /* ITS_DESCRIPTION_H */
