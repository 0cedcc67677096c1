/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A boot stage: resume, install or roll back, verify, measure, and leave for what was verified. Both stages are this
 * file; their tables differ. On a device it is all there is; the lines that it prints, and the power cut, are for the
 * host.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "platform/posix/plat_posix.h"
#include "table.h"

static const char *const events[] = { "", ", installed", ", update refused", ", rolled back", ", kept" };

static void tell(const pfwu_boot_result_t *result)
{
    for (uint8_t i = 0; i < result->count; i++) {
        const pfwu_boot_component_t *component = &result->component[i];
        printf("stage %u: component %u, version %u.%u.%u, status %d%s\n", stage_number, component->id,
               component->version.major, component->version.minor, component->version.patch, (int)component->status,
               events[component->event]);
    }
}

/** Power fails in the operation whose number is in the environment. */
static void cut(void *ctx, uint8_t area, plat_posix_flash_op_t op, uint64_t count)
{
    const uint64_t *at = ctx;
    (void)area;
    if (count >= *at && (op == PLAT_POSIX_FLASH_PROG_HALF || op == PLAT_POSIX_FLASH_ERASE_HALF)) {
        kill(getpid(), SIGKILL);
    }
}

int main(void)
{
    static uint64_t cut_at;
    pfwu_boot_result_t result;
    const char *text = getenv(stage_number == 1 ? "CUT_STAGE_1" : "CUT_STAGE_2");
    if (text != NULL) {
        cut_at = strtoull(text, NULL, 10);
        plat_posix_set_flash_observer(cut, &cut_at);
    }
    plat_posix_stages_are_programs(true);
    psa_status_t status = pfwu_boot(stage_number, &result);
    tell(&result);
    if (status == PSA_SUCCESS) {
        status = plat_leave_stage(result.run_area, result.run_off, result.run_header_size); /* no way back */
    }
    fprintf(stderr, "stage %u: nothing to run (%d) %s\n", stage_number, (int)status, plat_posix_error());
    return 1;
}
