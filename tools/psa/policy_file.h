/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A relying party's policy in a text file (docs/attestation.md).
 */
#ifndef POLICY_FILE_H
#define POLICY_FILE_H

#include "patt_verify.h"
#include "tool.h"

typedef struct policy_file {
    patt_policy_text_t read; /* its policy points into this object */
    tool_bytes_t text;       /* the file, with the words ended */
} policy_file_t;

/** Read a file. False after an error line; free it with policy_file_free() in any case. */
bool policy_file_read(const char *path, policy_file_t *file);

void policy_file_free(policy_file_t *file);

#endif /* POLICY_FILE_H */
