/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa fwu: the update client's calls (PSA Firmware Update API) from the shell, one call a command, on a device's
 * folder; and whole updates, which fwu_send.c has. `psa device fwu` is the same.
 */
#include "commands.h"
#include "device.h"
#include "fwu.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pfwu.h"
#include "pfwu_reason.h"
#include "progress.h"
#include "psa/update.h"

static const char *state_name(uint8_t state)
{
    static const char *const names[] = {
        [PSA_FWU_READY] = "READY",       [PSA_FWU_WRITING] = "WRITING", [PSA_FWU_CANDIDATE] = "CANDIDATE",
        [PSA_FWU_STAGED] = "STAGED",     [PSA_FWU_FAILED] = "FAILED",   [PSA_FWU_TRIAL] = "TRIAL",
        [PSA_FWU_REJECTED] = "REJECTED", [PSA_FWU_UPDATED] = "UPDATED",
    };
    return state < sizeof(names) / sizeof(names[0]) ? names[state] : "?";
}

static void print_line(const fwu_line_t *line)
{
    printf("component %u %-5s %-10s active %u.%u.%u+%" PRIu32, line->component, device_component_name(line->component),
           state_name(line->state), line->version.major, line->version.minor, line->version.patch, line->version.build);
    if (line->state == PSA_FWU_WRITING) {
        printf(", %" PRIu32 " bytes received", line->written);
    }
    if (line->error != PSA_SUCCESS) {
        printf(", because %s", device_update_error_text(line->error));
    }
    if (line->reason != 0) {
        printf(": %s", pfwu_image_fault_text((pfwu_image_fault_t)line->reason));
    }
    printf("\n");
}

static void print_json(const fwu_line_t *lines, size_t count)
{
    printf("[");
    for (size_t i = 0; i < count; i++) {
        const fwu_line_t *line = &lines[i];
        printf("%s\n  {\"component\": %u, \"name\": \"%s\", \"state\": \"%s\", \"version\": \"%u.%u.%u+%" PRIu32
               "\", \"max_size\": %" PRIu32 ", \"written\": %" PRIu32 ", \"error\": %ld, \"reason\": %u}",
               i > 0 ? "," : "", line->component, device_component_name(line->component), state_name(line->state),
               line->version.major, line->version.minor, line->version.patch, line->version.build, line->max_size,
               line->written, (long)line->error, line->reason);
    }
    printf("\n]\n");
}

void fwu_print(const fwu_line_t *lines, size_t count, bool json)
{
    if (json) {
        print_json(lines, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        print_line(&lines[i]);
    }
}

static bool query(uint8_t component, fwu_line_t *line)
{
    psa_fwu_component_info_t info;
    psa_status_t status = psa_fwu_query(component, &info);
    if (status != PSA_SUCCESS) {
        tool_fail("component %u: %s", component, tool_status_text(status));
        return false;
    }
    *line = (fwu_line_t){ .component = component,
                          .state = info.state,
                          .error = info.error,
                          .reason = info.impl.reason,
                          .version = info.version,
                          .max_size = info.max_size,
                          .written = info.impl.written };
    return true;
}

static int print_component(uint8_t component)
{
    fwu_line_t line;
    if (!query(component, &line)) {
        return TOOL_FAILED;
    }
    print_line(&line);
    return TOOL_OK;
}

static int print_all(void)
{
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    int code = TOOL_OK;
    for (size_t i = 0; i < count && code == TOOL_OK; i++) {
        code = print_component(rows[i].id);
    }
    return code;
}

/* The result of a call in words, then the state that it left. `component` DEVICE_COMPONENTS means all. */
static int report(const char *call, psa_status_t status, uint8_t component)
{
    if (status < 0) {
        return tool_fail("%s: %s", call, tool_status_text(status));
    }
    if (status != PSA_SUCCESS) {
        printf("%s\n", tool_status_text(status));
    }
    return component < DEVICE_COMPONENTS ? print_component(component) : print_all();
}

/* Options of a command with a directory only, and `want` words (-1: none or one); opens the device. */
static int open_plain(const char *usage, int argc, char **argv, int want, int *words)
{
    const char *dir = NULL;
    const tool_option_t options[] = { DEVICE_DIR_OPTION(dir) };
    int code = tool_options(argc, argv, usage, options, 1, words);
    if (code != TOOL_OK) {
        return code;
    }
    if (want >= 0 ? *words != want : *words > 1) {
        return tool_usage("wrong number of words (usage: %s)", usage);
    }
    return device_open(dir);
}

/* A command with one component. */
static int on_component(const char *usage, const char *call, psa_status_t (*run)(psa_fwu_component_t), int argc,
                        char **argv)
{
    int words = 0;
    int code = open_plain(usage, argc, argv, 1, &words);
    uint8_t component = 0;
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (!device_parse_component(argv[1], &component)) {
        return TOOL_USAGE;
    }
    return report(call, run(component), component);
}

/* A command on all components. */
static int on_all(const char *usage, const char *call, psa_status_t (*run)(void), int argc, char **argv)
{
    int words = 0;
    int code = open_plain(usage, argc, argv, 0, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    return report(call, run(), DEVICE_COMPONENTS);
}

/* The states of the device in the folder, those of one component or of all. */
static int query_folder(const char *dir, const char *word, bool json)
{
    fwu_line_t lines[DEVICE_COMPONENTS];
    uint8_t component = 0;
    size_t count = 0, rows_count = 0;
    if (word && !device_parse_component(word, &component)) {
        return TOOL_USAGE;
    }
    int code = device_open(dir);
    const pfwu_component_t *rows = pfwu_components(&rows_count);
    for (size_t i = 0; code == TOOL_OK && i < (word ? 1 : rows_count); i++) {
        code = query(word ? component : rows[i].id, &lines[i]) ? TOOL_OK : TOOL_FAILED;
        count++;
    }
    if (code == TOOL_OK) {
        fwu_print(lines, count, json);
    }
    return code;
}

static int fwu_query(int argc, char **argv)
{
    const char *usage = "psa fwu query [COMPONENT] [options]";
    const char *dir = NULL, *json = NULL, *tcp = NULL;
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "tcp", true, &tcp, "HOST:PORT", "a device that waits for updates there", NULL, 0 },
        { "json", false, &json, NULL, "for programs", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 3, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words > (tcp ? 0 : 1)) {
        return tool_usage("wrong number of words (usage: %s)", usage);
    }
    if (tcp && dir) {
        return tool_usage("--tcp and --dir exclude each other");
    }
    return tcp ? fwu_query_tcp(tcp, json != NULL) : query_folder(dir, words ? argv[1] : NULL, json != NULL);
}

static psa_status_t start_without_manifest(psa_fwu_component_t component)
{
    return psa_fwu_start(component, NULL, 0);
}

static int fwu_start(int argc, char **argv)
{
    return on_component("psa fwu start COMPONENT", "start", start_without_manifest, argc, argv);
}

static int fwu_finish(int argc, char **argv)
{
    return on_component("psa fwu finish COMPONENT", "finish", psa_fwu_finish, argc, argv);
}

static int fwu_cancel(int argc, char **argv)
{
    return on_component("psa fwu cancel COMPONENT", "cancel", psa_fwu_cancel, argc, argv);
}

static int fwu_clean(int argc, char **argv)
{
    return on_component("psa fwu clean COMPONENT", "clean", psa_fwu_clean, argc, argv);
}

static int fwu_install(int argc, char **argv)
{
    return on_all("psa fwu install", "install", psa_fwu_install, argc, argv);
}

static int fwu_accept(int argc, char **argv)
{
    return on_all("psa fwu accept", "accept", psa_fwu_accept, argc, argv);
}

static psa_status_t reject_without_reason(void)
{
    return psa_fwu_reject(0);
}

static int fwu_reject(int argc, char **argv)
{
    return on_all("psa fwu reject", "reject", reject_without_reason, argc, argv);
}

static int fwu_revoke(int argc, char **argv)
{
    const char *usage = "psa fwu revoke COMPONENT COUNT";
    int words = 0;
    int code = open_plain(usage, argc, argv, 2, &words);
    uint8_t component = 0;
    uint64_t count = 0;
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (!device_parse_component(argv[1], &component)) {
        return TOOL_USAGE;
    }
    if (!tool_parse_number(argv[2], DEVICE_KEYS_MAX, &count)) {
        return tool_usage("'%s' is not a number of keys", argv[2]);
    }
    return report("revoke", pfwu_revoke_keys(component, (uint32_t)count), component);
}

static psa_status_t write_blocks(uint8_t component, const tool_bytes_t *image, const char *name, size_t from, size_t to)
{
    psa_status_t status = PSA_SUCCESS;
    progress_t progress;
    progress_begin(&progress, name, to, from);
    for (size_t at = from; status == PSA_SUCCESS && at < to;) {
        size_t block = to - at < PSA_FWU_MAX_WRITE_SIZE ? to - at : PSA_FWU_MAX_WRITE_SIZE;
        status = psa_fwu_write(component, at, image->p + at, block);
        at += block;
        if (status == PSA_SUCCESS) {
            progress_show(&progress, at);
        }
    }
    progress_end(&progress);
    return status;
}

typedef struct write_range {
    const char *offset, *size, *resume; /* option texts or NULL */
} write_range_t;

/* The part of the image that is meant: from the given offset, or from where the device stands, to the end or for the
 * given size. */
static int find_range(const write_range_t *range, uint8_t component, size_t image_size, size_t *from, size_t *to)
{
    uint64_t number = 0;
    if (range->resume) {
        psa_fwu_component_info_t info;
        psa_status_t status = psa_fwu_query(component, &info);
        if (status != PSA_SUCCESS || info.state != PSA_FWU_WRITING) {
            return tool_fail("component %u has no download to resume", component);
        }
        number = info.impl.written;
    } else if (range->offset && !tool_parse_number(range->offset, SIZE_MAX, &number)) {
        return tool_usage("--offset '%s' is not a number", range->offset);
    }
    if (number > image_size) {
        return tool_fail("the image has %zu bytes, fewer than the offset %" PRIu64, image_size, number);
    }
    *from = (size_t)number;
    number = image_size - *from;
    if (range->size && !tool_parse_number(range->size, image_size - *from, &number)) {
        return tool_usage("--size '%s' is not a number of bytes that the image has there", range->size);
    }
    *to = *from + (size_t)number;
    return TOOL_OK;
}

static int write_image(uint8_t component, const char *path, const write_range_t *range)
{
    tool_bytes_t image;
    if (!tool_read_file(path, &image)) {
        return TOOL_FAILED;
    }
    size_t from = 0, to = 0;
    int code = find_range(range, component, image.size, &from, &to);
    if (code == TOOL_OK) {
        psa_status_t status = write_blocks(component, &image, path, from, to);
        if (status == PSA_SUCCESS) {
            printf("wrote bytes %zu to %zu of %zu\n", from, to, image.size);
        }
        code = report("write", status, component);
    }
    tool_bytes_free(&image);
    return code;
}

static int fwu_write(int argc, char **argv)
{
    const char *dir = NULL;
    write_range_t range = { NULL, NULL, NULL };
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "offset", true, &range.offset, "BYTES", "begin there in the image (default 0)", NULL, 0 },
        { "size", true, &range.size, "BYTES", "send so many (default: all that is left)", NULL, 0 },
        { "resume", false, &range.resume, NULL, "begin where the device stands", NULL, 0 },
    };
    const char *usage = "psa fwu write COMPONENT IMAGE [options]";
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 4, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    uint8_t component = 0;
    if (words != 2) {
        return tool_usage("write needs a component and an image (usage: %s)", usage);
    }
    if (range.offset && range.resume) {
        return tool_usage("--offset and --resume exclude each other");
    }
    if (!device_parse_component(argv[1], &component)) {
        return TOOL_USAGE;
    }
    code = device_open(dir);
    return code == TOOL_OK ? write_image(component, argv[2], &range) : code;
}

int command_fwu(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "query", "[COMPONENT]", "state, version and reason of one component or all", fwu_query },
        { "send", "[ID=]IMAGE...", "a whole update: to a folder, over TCP or a serial line", fwu_send },
        { "start", "COMPONENT", "begin a download", fwu_start },
        { "write", "COMPONENT IMAGE", "send an image, or a part of it", fwu_write },
        { "finish", "COMPONENT", "end the download: the image is verified", fwu_finish },
        { "cancel", "COMPONENT", "give a download or candidate up", fwu_cancel },
        { "clean", "COMPONENT", "make ready for the next update", fwu_clean },
        { "install", "", "install all candidates at the next boot", fwu_install },
        { "accept", "", "keep what runs on trial", fwu_accept },
        { "reject", "", "put back what ran before", fwu_reject },
        { "revoke", "COMPONENT COUNT", "never again take the first COUNT of its signing keys", fwu_revoke },
    };
    return tool_dispatch("psa fwu", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
