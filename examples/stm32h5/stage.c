/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A boot stage: resume, install or roll back, verify, measure, and leave for what was verified. Both stages are this
 * file; their tables differ. STAGE is its number.
 */
#include "print.h"
#include "pfwu.h"
#include "platform/stm32h5/plat_stm32h5.h"

static void tell(const pfwu_boot_result_t *result)
{
    static const char *const events[] = { "", ", installed", ", update refused", ", rolled back", ", kept" };
    for (uint8_t i = 0; i < result->count; i++) {
        const pfwu_boot_component_t *component = &result->component[i];
        print("stage ");
        print_number(STAGE);
        print(": component ");
        print_number(component->id);
        print(" version ");
        print_number(component->version.major);
        print(".");
        print_number(component->version.minor);
        print(".");
        print_number(component->version.patch);
        print(" status ");
        print_number(component->status);
        print(events[component->event]);
        print("\r\n");
    }
}

static void stop(const char *why, const psa_status_t *status)
{
    print("stage ");
    print_number(STAGE);
    print(": nothing to run: ");
    print(why);
    if (status != NULL) {
        print_number(*status);
    }
    print("\r\n");
    for (;;) {
        __asm__ volatile("wfi");
    }
}

int main(void)
{
    static pfwu_boot_result_t result;
    print_start();
    const char *unfit = STAGE == 1 ? plat_stm32h5_unfit() : NULL; /* stage 1 looked */
    if (unfit != NULL) {
        stop(unfit, NULL);
    }
    psa_status_t status = pfwu_boot(STAGE, &result);
    tell(&result);
    if (status == PSA_SUCCESS) {
        status = plat_leave_stage(result.run_area, result.run_off, result.run_header_size); /* no way back */
    }
    stop("status ", &status);
    return 0;
}
