/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Short texts from the command line that go into CBOR: software types of images.
 */
#ifndef PSA_TOOL_SHORT_TEXT_H
#define PSA_TOOL_SHORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define SHORT_TEXT_MAX 64u

/** Whether a text can stand in CBOR and in a line of a report or policy: UTF-8 without control characters, of at most
 *  SHORT_TEXT_MAX bytes. */
bool short_text_is_good(const char *text, size_t size);

#endif
