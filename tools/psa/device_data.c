/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device data: the content of a data component, through the verified reader that an application uses.
 */
#include "device.h"

#include "pfwu.h"

static int copy_out(uint8_t component, const char *out)
{
    pfwu_data_t data;
    psa_status_t status = pfwu_data_open(component, &data);
    if (status != PSA_SUCCESS) {
        return tool_fail("component %u: %s", component, tool_status_text(status));
    }
    static uint8_t body[64 * 1024];
    size_t size = 0;
    bool fits = data.size <= sizeof(body);
    status = fits ? pfwu_data_read(&data, 0, body, sizeof(body), &size) : PSA_ERROR_BUFFER_TOO_SMALL;
    pfwu_data_close(&data);
    if (status != PSA_SUCCESS) {
        return tool_fail("component %u: %s", component, tool_status_text(status));
    }
    return tool_write_file(out, body, size, 0644) ? TOOL_OK : TOOL_FAILED;
}

int device_data(int argc, char **argv)
{
    const char *usage = "psa device data COMPONENT [options]";
    const char *dir = NULL, *out = "-";
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "out", true, &out, "FILE", "write it there (default: standard output)", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 2, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    uint8_t component = 0;
    if (words != 1) {
        return tool_usage("which component? (usage: %s)", usage);
    }
    if (!device_parse_component(argv[1], &component)) {
        return TOOL_USAGE;
    }
    code = device_open(dir);
    return code == TOOL_OK ? copy_out(component, out) : code;
}
