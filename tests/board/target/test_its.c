/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Internal trusted storage on the board, in main flash or in the high-cycle data area: items live through power cycles,
 * through more rewriting than the area holds, and past half-words that can't be read any more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "platform/stm32h5/plat_stm32h5.h"
#include "psa/internal_trusted_storage.h"
#include "tests/port/port_fixture.h"

#define ITEMS 6u
#define SIZE_MAX_ITEM 200u

static int begin(void **state)
{
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_ITS);
    (void)state;
    port_fixture_new();
    assert_non_null(area);
    for (uint32_t off = 0; off < area->size; off += area->erase_size) {
        assert_int_equal(plat_flash_erase(area, off), PSA_SUCCESS);
    }
    return 0;
}

static size_t fill(uint8_t *out, uint32_t item, uint32_t round)
{
    size_t size = (item * 37u + round * 11u) % SIZE_MAX_ITEM + 1u;
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(item * 7u + round * 3u + i);
    }
    return size;
}

static void check(uint32_t item, uint32_t round)
{
    uint8_t want[SIZE_MAX_ITEM], have[SIZE_MAX_ITEM];
    size_t length = 0, size = fill(want, item, round);
    assert_int_equal(psa_its_get(item + 1u, 0, sizeof have, have, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(have, want, size);
}

static void its__rewritten_many_times__keeps_the_last(void **state)
{
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_ITS);
    uint8_t data[SIZE_MAX_ITEM];
    uint64_t written = 0;
    uint32_t round = 0;
    (void)state;
    for (; written < 3u * (uint64_t)area->size; round++) {
        for (uint32_t item = 0; item < ITEMS; item++) {
            size_t size = fill(data, item, round);
            assert_int_equal(psa_its_set(item + 1u, size, data, PSA_STORAGE_FLAG_NONE), PSA_SUCCESS);
            written += size;
        }
        if (round % 16u == 0) {
            (void)port_fixture_reopen();
            for (uint32_t item = 0; item < ITEMS; item++) {
                check(item, round);
            }
        }
    }
    for (uint32_t item = 0; item < ITEMS; item++) {
        check(item, round - 1u);
    }
    assert_int_equal(psa_its_remove(1), PSA_SUCCESS);
    (void)port_fixture_reopen();
    struct psa_storage_info_t info;
    assert_int_equal(psa_its_get_info(1, &info), PSA_ERROR_DOES_NOT_EXIST);
    check(1, round - 1u);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test_setup(its__rewritten_many_times__keeps_the_last, begin) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
