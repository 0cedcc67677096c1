/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device boot: what a reset does. Runs the boot engine and says what it did and what it would run; a host has no
 * code to jump to. Can kill itself in the middle of a flash operation, which is the demo's power cut.
 */
#define _POSIX_C_SOURCE 200809L

#include "device.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "image_check.h"
#include "pfwu.h"
#include "platform/posix/plat_posix.h"

typedef struct watch {
    uint64_t kill_at; /* 0: never */
    uint64_t operations;
    bool show;
} watch_t;

/* Counts, shows a moving number on a terminal, and ends the process where it was asked to: inside an operation, so that
 * flash is left torn. */
static void on_flash(void *ctx, uint8_t area, plat_posix_flash_op_t op, uint64_t count)
{
    watch_t *watch = ctx;
    (void)area;
    watch->operations = count;
    bool half = op == PLAT_POSIX_FLASH_PROG_HALF || op == PLAT_POSIX_FLASH_ERASE_HALF;
    if (watch->kill_at != 0 && count >= watch->kill_at && half) {
        kill(getpid(), SIGKILL);
    }
    if (watch->show && op == PLAT_POSIX_FLASH_ERASE) {
        fprintf(stderr, "\r%" PRIu64 " flash operations", count);
    }
}

static const char *const event_texts[] = {
    [PFWU_EVENT_NONE] = "",
    [PFWU_EVENT_INSTALLED] = ", installed",
    [PFWU_EVENT_REFUSED] = ", update refused",
    [PFWU_EVENT_ROLLED_BACK] = ", rolled back",
    [PFWU_EVENT_KEPT] = ", kept for want of an authentic backup",
};

static void print_component(const pfwu_boot_component_t *component)
{
    char version[IMAGE_VERSION_TEXT_SIZE];
    pfwu_version_text(&component->version, version);
    printf("  %-5s %-8s %s%s", device_component_name(component->id), component->status == PSA_SUCCESS ? version : "-",
           component->status == PSA_SUCCESS ? "verified" : tool_status_text(component->status),
           component->event < sizeof(event_texts) / sizeof(event_texts[0]) ? event_texts[component->event] : "");
    if (component->error != PSA_SUCCESS) {
        printf(" because %s", device_update_error_text(component->error));
    }
    printf("\n");
}

static int print_result(psa_status_t status, const pfwu_boot_result_t *result, const watch_t *watch)
{
    if (watch->show && watch->operations > 0) {
        fprintf(stderr, "\r%40s\r", "");
    }
    char version[IMAGE_VERSION_TEXT_SIZE] = "";
    for (size_t i = 0; i < result->count; i++) {
        print_component(&result->component[i]);
        if (result->component[i].id == result->run_component) {
            pfwu_version_text(&result->component[i].version, version);
        }
    }
    printf("  %" PRIu64 " flash operations\n", watch->operations);
    if (status != PSA_SUCCESS || result->run_area == NULL) {
        return tool_fail("nothing to run: %s", tool_status_text(status));
    }
    printf("run %s %s\n", device_component_name(result->run_component), version);
    return TOOL_OK;
}

int device_boot(int argc, char **argv)
{
    const char *usage = "psa device boot [options]";
    const char *dir = NULL, *kill_at = NULL, *pace = NULL;
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "kill-at", true, &kill_at, "N", "a power cut: end by SIGKILL inside the N-th flash operation", NULL, 0 },
        { "pace", false, &pace, NULL, "take the time that the flash of an STM32H5 takes", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 3, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    watch_t watch = { .show = isatty(STDERR_FILENO) != 0 };
    if (words != 0) {
        return tool_usage("boot takes no words, found '%s'", argv[1]);
    }
    if (kill_at && (!tool_parse_number(kill_at, UINT64_MAX, &watch.kill_at) || watch.kill_at == 0)) {
        return tool_usage("--kill-at '%s' is not a number from 1", kill_at);
    }
    code = device_open(dir);
    if (code != TOOL_OK) {
        return code;
    }
    plat_posix_set_flash_observer(on_flash, &watch);
    plat_posix_set_flash_pace(pace != NULL);
    pfwu_boot_result_t result;
    psa_status_t status = pfwu_boot(1, &result);
    return print_result(status, &result, &watch);
}
