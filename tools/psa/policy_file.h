/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A relying party's policy as a text file (docs/attestation.md): what patt_policy_t says, line by line.
 */
#ifndef POLICY_FILE_H
#define POLICY_FILE_H

#include "patt_verify.h"
#include "tool.h"

/** References in a file, at the most. */
#define POLICY_FILE_REFERENCES_MAX 64u

typedef struct policy_file {
    patt_policy_t policy; /* points into this object */
    uint8_t implementation_id[32];
    patt_reference_t references[POLICY_FILE_REFERENCES_MAX];
    uint8_t signers[POLICY_FILE_REFERENCES_MAX][64];
    uint8_t values[POLICY_FILE_REFERENCES_MAX][64];
    tool_bytes_t text; /* the file, with the words ended */
} policy_file_t;

/** Read a file. False after an error line; free it with policy_file_free() in any case. */
bool policy_file_read(const char *path, policy_file_t *file);

void policy_file_free(policy_file_t *file);

#endif /* POLICY_FILE_H */
