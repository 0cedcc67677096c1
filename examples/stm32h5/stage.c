/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A boot stage: resume, install or roll back, verify, measure, and leave for what was verified. Both stages are this
 * file; their tables differ. STAGE is its number.
 */
#include "print.h"
#include "pfwu.h"
#include "platform/stm32h5/plat_stm32h5.h"

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
#define NAME "stage " TEXT(STAGE) ": "

static void tell(const pfwu_boot_component_t *component)
{
    static const char *const events[] = { "", ", installed", ", update refused", ", rolled back", ", kept" };
    const psa_fwu_image_version_t *version = &component->version;
    const int32_t numbers[] = { component->id, version->major, version->minor, version->patch, component->status };
    print_numbers(NAME "component % version %.%.% status %", numbers);
    print(events[component->event]);
    print("\r\n");
}

int main(void)
{
    static pfwu_boot_result_t result;
    psa_status_t status = PSA_SUCCESS;
    print_start();
    const char *why = STAGE == 1 ? plat_stm32h5_unfit() : NULL; /* stage 1 looked */
    if (why == NULL) {
        status = pfwu_boot(STAGE, &result);
        for (size_t i = 0; i < result.count; i++) {
            tell(&result.component[i]);
        }
        if (status == PSA_SUCCESS) {
            status = plat_leave_stage(result.run_area, result.run_off, result.run_header_size); /* no way back */
        }
        why = "status %";
    }
    print(NAME "nothing to run: ");
    print_numbers(why, &status);
    print("\r\n");
    for (;;) {
        __asm__ volatile("wfi");
    }
    return 0;
}
