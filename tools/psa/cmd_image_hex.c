/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image hex: binaries at their addresses, in one Intel HEX file for the factory.
 */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "intel_hex.h"
#include "tool.h"

#define PARTS_MAX 32

/* A file and where it goes. */
typedef struct part {
    const char *path;
    uint64_t address;
    tool_bytes_t bytes;
} part_t;

static int compare(const void *a, const void *b)
{
    const part_t *one = a, *other = b;
    return one->address < other->address ? -1 : one->address > other->address;
}

/* "ADDRESS=FILE" */
static int parse_part(char *word, part_t *part)
{
    char *equals = strchr(word, '=');
    if (equals == NULL) {
        return tool_usage("'%s' is not ADDRESS=FILE", word);
    }
    *equals = 0;
    if (!tool_parse_number(word, UINT32_MAX, &part->address)) {
        return tool_usage("'%s' is not an address of 32 bits", word);
    }
    part->path = equals + 1;
    return TOOL_OK;
}

/* In order of addresses; whatever overlaps is a mistake of the flash map. */
static bool check_parts(const part_t *parts, int count)
{
    for (int i = 0; i < count; i++) {
        if (parts[i].bytes.size == 0) {
            tool_fail("%s: is empty", parts[i].path);
            return false;
        }
        if (parts[i].address + parts[i].bytes.size > (uint64_t)UINT32_MAX + 1u) {
            tool_fail("%s: goes past the last address", parts[i].path);
            return false;
        }
        if (i > 0 && parts[i - 1].address + parts[i - 1].bytes.size > parts[i].address) {
            tool_fail("%s: overlaps %s, which ends at 0x%08llx", parts[i].path, parts[i - 1].path,
                      (unsigned long long)parts[i - 1].address + parts[i - 1].bytes.size);
            return false;
        }
    }
    return true;
}

static bool write_parts(const char *out, const part_t *parts, int count)
{
    intel_hex_t hex = { 0 };
    for (int i = 0; i < count; i++) {
        intel_hex_data(&hex, (uint32_t)parts[i].address, parts[i].bytes.p, parts[i].bytes.size);
    }
    bool ok = intel_hex_end(&hex);
    if (!ok) {
        tool_fail("no memory for the HEX file");
    }
    ok = ok && tool_write_file(out, hex.text, hex.size, 0644);
    intel_hex_free(&hex);
    return ok;
}

int image_hex(int argc, char **argv)
{
    const char *usage = "psa image hex --out OUT.hex ADDRESS=FILE...";
    const char *out = NULL;
    const tool_option_t options[] = {
        { "out", true, &out, "OUT.hex", "Intel HEX with all files at their addresses", NULL, 0 },
    };
    static part_t parts[PARTS_MAX];
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 1, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words == 0 || words > PARTS_MAX || out == NULL) {
        return tool_usage("hex needs --out and 1 to %d files (usage: %s)", PARTS_MAX, usage);
    }
    for (int i = 0; i < words && code == TOOL_OK; i++) {
        code = parse_part(argv[1 + i], &parts[i]);
        code = code == TOOL_OK ? tool_check_output(out, "an input", parts[i].path) : code;
    }
    if (code != TOOL_OK) {
        return code;
    }
    bool ok = true;
    for (int i = 0; i < words && ok; i++) {
        ok = tool_read_file(parts[i].path, &parts[i].bytes);
    }
    qsort(parts, (size_t)words, sizeof parts[0], compare);
    ok = ok && check_parts(parts, words) && write_parts(out, parts, words);
    for (int i = 0; i < words; i++) {
        tool_bytes_free(&parts[i].bytes);
    }
    return ok ? TOOL_OK : TOOL_FAILED;
}
