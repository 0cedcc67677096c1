/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the files of psa token share.
 */
#ifndef TOKEN_H
#define TOKEN_H

#include "key_file.h"
#include "tool.h"

/** Longest secret for a MAC, bytes. */
#define TOKEN_SECRET_MAX 64u

/** Whether a key file is a secret: it has no PEM armour. A key in PEM is never taken for one. */
bool token_key_is_secret(const tool_bytes_t *file);

/** Read a secret in hexadecimal from a file, so that it stands in no command line. False after an error line. */
bool token_secret_read(const char *path, uint8_t secret[TOKEN_SECRET_MAX], size_t *size);

/** The same from a file that was read, which may be a pipe and so is read once. */
bool token_secret_of_bytes(const char *path, const tool_bytes_t *file, uint8_t secret[TOKEN_SECRET_MAX], size_t *size);

/* The commands. */
int token_make(int argc, char **argv);
int token_policy(int argc, char **argv);
int token_corim(int argc, char **argv);

#endif /* TOKEN_H */
