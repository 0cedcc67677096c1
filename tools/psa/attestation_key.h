/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A device's attestation key from the command line: made on the device, or from a file.
 */
#ifndef ATTESTATION_KEY_H
#define ATTESTATION_KEY_H

#include <stdbool.h>

/** Whether the options make sense together; if not, after an error line, TOOL_USAGE. Either may be NULL. */
int attestation_key_check(const char *path, const char *curve);

/**
 * Put the key into the device that is open: the one in the file (a private key in PEM, or a secret in hexadecimal,
 * which makes MACed tokens), or a fresh one on the curve (default P-256). False after an error line.
 */
bool attestation_key_install(const char *path, const char *curve);

#endif /* ATTESTATION_KEY_H */
