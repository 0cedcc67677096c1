/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device slot: the raw flash of an image slot, as a debugger would read it. It verifies nothing: psa image verify
 * does that with the file.
 */
#include "device.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/platform.h"

/* Reads unit by unit, so that a torn one loses its own bytes alone: they are zeros in the copy. */
static psa_status_t read_units(const plat_flash_area_t *area, uint8_t *bytes, uint32_t *torn)
{
    *torn = 0;
    for (uint32_t off = 0; off < area->size; off += area->prog_size) {
        psa_status_t status = plat_flash_read(area, off, bytes + off, area->prog_size);
        if (status == PSA_ERROR_DATA_CORRUPT) {
            memset(bytes + off, 0, area->prog_size);
            *torn += 1;
        } else if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

static int copy_slot(uint8_t component, bool second, const char *out)
{
    const plat_flash_area_t *area =
        plat_flash_area(second ? PLAT_AREA_SLOT_SECOND(component) : PLAT_AREA_SLOT_ACTIVE(component));
    if (area == NULL) {
        return tool_fail("component %u has no such slot", component);
    }
    tool_bytes_t bytes = { malloc(area->size), area->size };
    if (bytes.p == NULL) {
        return tool_fail("out of memory");
    }
    uint32_t torn = 0;
    psa_status_t status = read_units(area, bytes.p, &torn);
    int code = status != PSA_SUCCESS                             ? tool_fail("slot: %s", tool_status_text(status))
               : tool_write_file(out, bytes.p, bytes.size, 0644) ? TOOL_OK
                                                                 : TOOL_FAILED;
    if (code == TOOL_OK) {
        fprintf(stderr, "%zu bytes, %" PRIu32 " torn units\n", bytes.size, torn);
    }
    tool_bytes_free(&bytes);
    return code;
}

int device_slot(int argc, char **argv)
{
    const char *usage = "psa device slot COMPONENT --out FILE [options]";
    const char *dir = NULL, *out = NULL, *second = NULL;
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "out", true, &out, "FILE", "write it there (- is standard output)", NULL, 0 },
        { "second", false, &second, NULL, "the slot of downloads and backups (default: the active one)", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 3, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    uint8_t component = 0;
    if (words != 1 || !out) {
        return tool_usage("slot needs a component and --out (usage: %s)", usage);
    }
    if (!device_parse_component(argv[1], &component)) {
        return TOOL_USAGE;
    }
    code = device_open(dir);
    return code == TOOL_OK ? copy_slot(component, second != NULL, out) : code;
}
