/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The function that lib/its/README.md shows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/its/its_internal.h"
#include "platform/platform.h"
#include "psa/internal_trusted_storage.h"
#include "tests/sim/sim.h"

psa_status_t count_start(uint32_t *starts);

static void count_start__over_restarts__counts(void **state)
{
    uint32_t starts = 77;
    (void)state;
    sim_init(NULL);
    for (uint32_t i = 1; i <= 5; i++) {
        assert_int_equal(count_start(&starts), PSA_SUCCESS);
        assert_int_equal(starts, i);
        pits_reset();
    }
    assert_int_equal(psa_its_set(1, 1, "x", PSA_STORAGE_FLAG_NONE), PSA_SUCCESS);
    assert_int_equal(count_start(&starts), PSA_ERROR_STORAGE_FAILURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(count_start__over_restarts__counts) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
