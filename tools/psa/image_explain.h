/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Images in words: what a type of record is, and where and how an image breaks the rules of the boot engine's parser.
 */
#ifndef IMAGE_EXPLAIN_H
#define IMAGE_EXPLAIN_H

#include "lib/fwu/image.h"
#include "tool.h"

/** What a type of record holds, in words. */
const char *image_tlv_text(uint16_t type);

/** A fault of form: where, and what stands there. */
typedef struct image_finding {
    pfwu_image_fault_t fault;
    uint32_t offset;  /* in the file: of the field or record that is wrong */
    char detail[224]; /* "TLV 0x0050 (security counter) of 3 bytes, protected" */
} image_finding_t;

/** The first fault that the parser finds, PFWU_IMAGE_OK if none. */
image_finding_t image_find_fault(const tool_bytes_t *bytes);

#endif /* IMAGE_EXPLAIN_H */
