/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image detach: the same bytes in another order, for a component whose manifests come detached: header and TLVs,
 * then the body. The update agent takes the file apart (examples/update_agent/agent_manifest.h).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "image_check.h"

#define UNIT 16u /* the manifest is filled up to a multiple of it, so that the body comes in whole blocks */

static bool read_image(const char *path, tool_bytes_t *bytes, pfwu_image_t *image)
{
    if (!tool_read_file(path, bytes)) {
        return false;
    }
    pfwu_image_source_t source = image_source(bytes);
    pfwu_image_fault_t fault = pfwu_image_parse(&source, image);
    if (fault == PFWU_IMAGE_OK && image->total_size != bytes->size) {
        fault = PFWU_IMAGE_TRAILING;
    }
    if (fault != PFWU_IMAGE_OK) {
        tool_fail("%s: not a valid image: %s", path, pfwu_image_fault_text(fault));
    } else if (image->header_size % UNIT != 0) {
        tool_fail("%s: its header of %" PRIu32 " bytes is no multiple of %u (--header-size)", path, image->header_size,
                  UNIT);
        fault = PFWU_IMAGE_HEADER_SIZE_BAD;
    } else if (image->body_size == 0) {
        tool_fail("%s: has no body", path);
        fault = PFWU_IMAGE_TOO_SHORT;
    }
    return fault == PFWU_IMAGE_OK;
}

static int detach(const char *in, const char *out)
{
    tool_bytes_t bytes = { NULL, 0 }, file = { NULL, 0 };
    pfwu_image_t image;
    int code = TOOL_FAILED;
    if (read_image(in, &bytes, &image)) {
        uint32_t behind = image.header_size + image.body_size, tlvs = image.total_size - behind;
        uint32_t front = (image.header_size + tlvs + UNIT - 1u) / UNIT * UNIT;
        file.size = front + image.body_size;
        file.p = calloc(1, file.size);
        if (file.p == NULL) {
            code = tool_fail("out of memory");
        } else {
            memcpy(file.p, bytes.p, image.header_size);
            memcpy(file.p + image.header_size, bytes.p + behind, tlvs);
            memcpy(file.p + front, bytes.p + image.header_size, image.body_size);
            code = tool_write_file(out, file.p, file.size, 0644) ? TOOL_OK : TOOL_FAILED;
        }
        if (code == TOOL_OK) {
            fprintf(tool_report_to(out),
                    "%s: manifest of %" PRIu32 " bytes, body of %" PRIu32 " bytes from %" PRIu32 " on\n", out,
                    image.header_size + tlvs, image.body_size, front);
        }
    }
    tool_bytes_free(&file);
    tool_bytes_free(&bytes);
    return code;
}

int image_detach(int argc, char **argv)
{
    const char *usage = "psa image detach IN OUT";
    int words = 0;
    int code = tool_options(argc, argv, usage, NULL, 0, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 2) {
        return tool_usage("detach needs the image and the output (usage: %s)", usage);
    }
    return detach(argv[1], argv[2]);
}
