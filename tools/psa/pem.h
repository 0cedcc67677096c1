/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PEM armour (RFC 7468) around DER. The base64 comes from Mbed TLS.
 */
#ifndef PEM_H
#define PEM_H

#include "lib/crypto/core/bytes.h"
#include "tool.h"

/** Largest DER in a file of ours, bytes: an encrypted RSA-4096 key. */
#define PEM_DER_MAX 3072u

typedef enum pem_result { PEM_ABSENT, PEM_DAMAGED, PEM_DONE } pem_result_t;

/** The first armour with this label ("PUBLIC KEY") in a text: its DER and how much, where it is done. */
pem_result_t pem_decode(const tool_bytes_t *file, const char *label, uint8_t der[PEM_DER_MAX], size_t *der_size);

/** Whether a text holds a line or a part of one. */
bool pem_has(const tool_bytes_t *file, const char *text);

/** DER in armour into `wr`; false if it does not fit. */
bool pem_encode(const char *label, const uint8_t *der, size_t size, pcc_wr_t *wr);

/** Write a file of it. False after an error line. */
bool pem_write(const char *path, const char *label, const uint8_t *der, size_t size, unsigned mode);

#endif /* PEM_H */
