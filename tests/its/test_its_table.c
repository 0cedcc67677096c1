/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The table in RAM is the limit of items (PITS_INDEX, here 4): one more is refused, and an area that has more already
 * is not mounted, nor touched.
 */
#include "env.h"

static void set(uint32_t i, psa_status_t want)
{
    assert_int_equal(env_set(i, 20, i), want);
}

static void table__full__one_more_refused(void **state)
{
    (void)state;
    env_model_t *model = test_calloc(1, sizeof *model);
    env_device(3, 1024, 16);
    for (uint32_t i = 0; i < PITS_INDEX; i++) {
        set(i, PSA_SUCCESS);
        model->items[i] = (env_item_t){ true, 20, i, 0 };
    }
    for (int round = 0; round < 2; round++) {
        set(PITS_INDEX, PSA_ERROR_INSUFFICIENT_STORAGE);
        assert_int_equal(psa_its_remove(PITS_INDEX + 1u), PSA_ERROR_DOES_NOT_EXIST);
        for (uint32_t i = 0; i < 80; i++) { /* replaced, also by what is larger, through many clearings */
            model->items[i % PITS_INDEX] = (env_item_t){ true, 30, 100 + i, 0 };
            assert_int_equal(env_set(i % PITS_INDEX, 30, 100 + i), PSA_SUCCESS);
        }
        env_check(model, PITS_INDEX + 1u, "full table");
        env_reboot();
        env_check(model, PITS_INDEX + 1u, "full table after a reboot");
    }
    assert_int_equal(psa_its_remove(1), PSA_SUCCESS);
    model->items[0].exists = false;
    env_reboot(); /* a tombstone takes no place in the table */
    set(PITS_INDEX, PSA_SUCCESS);
    model->items[PITS_INDEX] = (env_item_t){ true, 20, PITS_INDEX, 0 };
    set(0, PSA_ERROR_INSUFFICIENT_STORAGE);
    env_check(model, PITS_INDEX + 1u, "another item instead");
    test_free(model);
}

static void area__more_items_than_the_table__not_mounted_nothing_lost(void **state)
{
    (void)state;
    static uint8_t image[3 * 1024], after[3 * 1024];
    uint8_t key[PLAT_DEVICE_KEY_SIZE], byte;
    size_t length;
    for (unsigned i = 0; i < sizeof key; i++) {
        key[i] = (uint8_t)i;
    }
    FILE *file = fopen(PITS_GOLDEN, "rb"); /* 8 items */
    assert_non_null(file);
    assert_int_equal(fread(image, 1, sizeof image, file), sizeof image);
    fclose(file);
    env_device(3, 1024, 16);
    sim_set_device_key(key);
    sim_flash_set(PLAT_AREA_ITS, 0, image, sizeof image);
    for (int round = 0; round < 2; round++) {
        for (uint32_t uid = 1; uid <= 9; uid++) {
            assert_int_equal(psa_its_get(uid, 0, 1, &byte, &length), PSA_ERROR_STORAGE_FAILURE);
            assert_int_equal(psa_its_set(uid, 1, "x", 0), PSA_ERROR_STORAGE_FAILURE);
            assert_int_equal(psa_its_remove(uid), PSA_ERROR_STORAGE_FAILURE);
        }
        env_reboot();
    }
    sim_flash_get(PLAT_AREA_ITS, 0, after, sizeof after);
    assert_memory_equal(image, after, sizeof image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__full__one_more_refused),
        cmocka_unit_test(area__more_items_than_the_table__not_mounted_nothing_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
