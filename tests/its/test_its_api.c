/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Conformance of ITS: Secure Storage API 1.0, one case per sentence that binds. "ITS n" is requirement n of section
 * "Internal Trusted Storage requirements"; names of calls are their pages.
 */
#include "env.h"

static int setup(void **state)
{
    (void)state;
    env_device(4, 8192, 16);
    return 0;
}

static void set_get__any_size__returns_it(void **state)
{
    (void)state;
    uint8_t data[700], got[700];
    for (size_t size = 0; size <= sizeof data; size += size < 100 ? 1 : 37) {
        size_t length = 99;
        env_fill(data, size, 7, (uint32_t)size);
        assert_int_equal(psa_its_set(7, size, data, 0), PSA_SUCCESS);
        memset(got, 0xaa, sizeof got);
        assert_int_equal(psa_its_get(7, 0, sizeof got, got, &length), PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(got, data, size);
        for (size_t i = size; i < sizeof got; i++) {
            assert_int_equal(got[i], 0xaa); /* "Any bytes beyond p_data_length are left unmodified" */
        }
    }
}

static void its_15__uid_zero__invalid_argument(void **state)
{
    (void)state;
    uint8_t byte = 1;
    size_t length = 9;
    struct psa_storage_info_t info;
    assert_int_equal(psa_its_set(0, 1, &byte, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_its_get(0, 0, 1, &byte, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(psa_its_get_info(0, &info), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_its_remove(0), PSA_ERROR_INVALID_ARGUMENT);
}

static void set__zero_length__exists_with_info(void **state)
{
    (void)state;
    struct psa_storage_info_t info = { 9, 9, 9 };
    size_t length = 9;
    assert_int_equal(psa_its_set(5, 0, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_its_get_info(5, &info), PSA_SUCCESS);
    assert_int_equal(info.size, 0);
    assert_int_equal(info.capacity, 0);
    assert_int_equal(psa_its_get(5, 0, 0, NULL, &length), PSA_SUCCESS);
    assert_int_equal(length, 0);
    assert_int_equal(psa_its_get(5, 1, 0, NULL, &length), PSA_ERROR_INVALID_ARGUMENT);
}

static void set__flag_unknown__not_supported_and_unchanged(void **state)
{
    (void)state;
    uint8_t data = 3, got = 0;
    size_t length;
    assert_int_equal(psa_its_set(5, 1, &data, 0), PSA_SUCCESS);
    for (unsigned bit = 3; bit < 32; bit++) {
        assert_int_equal(psa_its_set(5, 0, NULL, 1u << bit), PSA_ERROR_NOT_SUPPORTED);
    }
    assert_int_equal(psa_its_get(5, 0, 1, &got, &length), PSA_SUCCESS);
    assert_int_equal(got, 3);
}

static void get_info__flags__exact(void **state)
{
    (void)state;
    struct psa_storage_info_t info;
    for (uint32_t flags = 0; flags < 8; flags++) {
        assert_int_equal(psa_its_set(20 + flags, 4, "abcd", flags), PSA_SUCCESS);
        assert_int_equal(psa_its_get_info(20 + flags, &info), PSA_SUCCESS);
        assert_int_equal(info.flags, flags);
        assert_int_equal(info.size, 4);
        assert_int_equal(info.capacity, 4);
    }
}

static void its_14__write_once__refused_but_in_provisioning(void **state)
{
    (void)state;
    static const uint16_t enforced[] = { PLAT_LIFECYCLE_SECURED, PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG,
                                         PLAT_LIFECYCLE_SECURED | 0x12 };
    struct psa_storage_info_t info;
    uint8_t got[4];
    size_t length;
    assert_int_equal(psa_its_set(9, 1, "x", 0), PSA_SUCCESS);
    assert_int_equal(psa_its_set(9, 4, "once", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS); /* may be added later */
    for (size_t i = 0; i < sizeof enforced / sizeof enforced[0]; i++) {
        sim_set_lifecycle(enforced[i]);
        assert_int_equal(psa_its_set(9, 4, "once", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_its_set(9, 0, NULL, 0), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_its_remove(9), PSA_ERROR_NOT_PERMITTED);
        env_reboot();
        assert_int_equal(psa_its_get(9, 0, 4, got, &length), PSA_SUCCESS);
        assert_memory_equal(got, "once", 4);
        assert_int_equal(psa_its_get_info(9, &info), PSA_SUCCESS);
        assert_int_equal(info.flags, PSA_STORAGE_FLAG_WRITE_ONCE);
    }
    sim_set_lifecycle(PLAT_LIFECYCLE_PSA_ROT_PROVISIONING);
    assert_int_equal(psa_its_set(9, 4, "more", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS);
    assert_int_equal(psa_its_remove(9), PSA_SUCCESS);
    assert_int_equal(psa_its_get_info(9, &info), PSA_ERROR_DOES_NOT_EXIST);
}

static void get__offsets__clipped_to_the_item(void **state)
{
    (void)state;
    uint8_t data[100], got[160];
    size_t length;
    env_fill(data, sizeof data, 1, 1);
    assert_int_equal(psa_its_set(1, sizeof data, data, 0), PSA_SUCCESS);
    for (size_t offset = 0; offset <= 100; offset++) {
        for (size_t size = 0; size <= 130; size += 13) {
            size_t want = size < 100 - offset ? size : 100 - offset;
            memset(got, 0x55, sizeof got);
            length = 77;
            assert_int_equal(psa_its_get(1, offset, size, got, &length), PSA_SUCCESS);
            assert_int_equal(length, want);
            assert_memory_equal(got, data + offset, want);
            assert_int_equal(got[want], 0x55);
        }
    }
    static const size_t beyond[] = { 101, 0xffffffffu, SIZE_MAX };
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        length = 77;
        assert_int_equal(psa_its_get(1, beyond[i], 1, got, &length), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_int_equal(psa_its_get(1, beyond[i], 0, NULL, &length), PSA_ERROR_INVALID_ARGUMENT);
    }
}

static void get__buffer_bad__invalid_argument(void **state)
{
    (void)state;
    uint8_t got[4] = { 1, 2, 3, 4 };
    size_t length = 5;
    assert_int_equal(psa_its_set(1, 4, "abcd", 0), PSA_SUCCESS);
    assert_int_equal(psa_its_get(1, 0, 4, NULL, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(psa_its_get(1, 0, SIZE_MAX, got, &length), PSA_ERROR_INVALID_ARGUMENT); /* round the end */
    assert_memory_equal(got, "\1\2\3\4", 4);
    assert_int_equal(psa_its_get(1, 0, 4, got, NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_its_get_info(1, NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_its_set(1, 4, NULL, 0), PSA_ERROR_INVALID_ARGUMENT);
}

static void absent__every_call__does_not_exist(void **state)
{
    (void)state;
    uint8_t got[4] = { 1, 2, 3, 4 };
    for (int round = 0; round < 2; round++) {
        size_t length = 5;
        struct psa_storage_info_t info;
        assert_int_equal(psa_its_get(3, 0, 4, got, &length), PSA_ERROR_DOES_NOT_EXIST);
        assert_int_equal(length, 0);
        assert_memory_equal(got, "\1\2\3\4", 4);
        assert_int_equal(psa_its_get_info(3, &info), PSA_ERROR_DOES_NOT_EXIST);
        assert_int_equal(psa_its_remove(3), PSA_ERROR_DOES_NOT_EXIST);
        assert_int_equal(psa_its_set(3, 4, "abcd", 0), PSA_SUCCESS);
        assert_int_equal(psa_its_remove(3), PSA_SUCCESS);
    }
}

static void its_6_7__owners__apart(void **state)
{
    (void)state;
    static const int32_t owners[] = { -1, 1, INT32_MIN, INT32_MAX, 0x100001 };
    uint8_t got;
    size_t length;
    for (size_t i = 0; i < 5; i++) {
        sim_set_caller(owners[i]);
        assert_int_equal(psa_its_get(UINT64_MAX, 0, 1, &got, &length), PSA_ERROR_DOES_NOT_EXIST);
        uint8_t value = (uint8_t)(i + 1);
        assert_int_equal(psa_its_set(UINT64_MAX, 1, &value, 0), PSA_SUCCESS);
    }
    env_reboot();
    sim_set_caller(owners[2]);
    assert_int_equal(psa_its_remove(UINT64_MAX), PSA_SUCCESS);
    for (size_t i = 0; i < 5; i++) {
        sim_set_caller(owners[i]);
        psa_status_t status = psa_its_get(UINT64_MAX, 0, 1, &got, &length);
        if (i == 2) {
            assert_int_equal(status, PSA_ERROR_DOES_NOT_EXIST);
        } else {
            assert_int_equal(status, PSA_SUCCESS);
            assert_int_equal(got, i + 1);
        }
    }
}

static void set__durable__after_reboot(void **state)
{
    (void)state;
    env_model_t *model = test_calloc(1, sizeof *model);
    for (uint32_t i = 0; i < 40; i++) {
        model->items[i] = (env_item_t){ true, i * 5, i, 0 };
        assert_int_equal(env_set(i, i * 5, i), PSA_SUCCESS);
        env_reboot();
    }
    env_check(model, 41, "after reboots");
    test_free(model);
}

static void set__larger_than_a_sector__insufficient_and_unchanged(void **state)
{
    (void)state;
    static uint8_t big[20000];
    env_item_t item = { true, 8, 1, 0 };
    assert_int_equal(env_set(0, 8, 1), PSA_SUCCESS);
    assert_int_equal(psa_its_set(1, sizeof big, big, 0), PSA_ERROR_INSUFFICIENT_STORAGE);
    assert_int_equal(psa_its_set(1, 8192, big, 0), PSA_ERROR_INSUFFICIENT_STORAGE);
    assert_int_equal(psa_its_set(1, 300000, big, 0), PSA_ERROR_INSUFFICIENT_STORAGE);
    assert_true(env_is(0, &item));
    /* A sector less its header (2 cells), the record's header (1) and its tag (1). */
    item.size = 8192 - 4 * 16;
    assert_int_equal(env_set(0, item.size, 1), PSA_SUCCESS);
    assert_true(env_is(0, &item));
    for (uint32_t version = 2; version < 12; version++) {
        item.version = version;
        assert_int_equal(env_set(0, item.size, version), PSA_SUCCESS);
        env_reboot();
        assert_true(env_is(0, &item));
    }
}

static void status__port_says_anything__only_listed_codes(void **state)
{
    (void)state;
    static const psa_status_t codes[] = { PSA_ERROR_STORAGE_FAILURE, PSA_ERROR_DATA_CORRUPT,
                                          PSA_ERROR_HARDWARE_FAILURE };
    static const sim_call_t calls[] = { SIM_CALL_FLASH_READ, SIM_CALL_FLASH_PROG, SIM_CALL_FLASH_ERASE };
    uint8_t got[4];
    size_t length;
    assert_int_equal(psa_its_set(1, 4, "abcd", 0), PSA_SUCCESS);
    for (size_t c = 0; c < 3; c++) {
        for (size_t i = 0; i < 3; i++) {
            env_reboot();
            sim_fail_from(calls[i], 1, codes[c]);
            psa_status_t status = psa_its_get(1, 0, 4, got, &length);
            assert_true(status == PSA_SUCCESS || status == PSA_ERROR_STORAGE_FAILURE ||
                        status == PSA_ERROR_DOES_NOT_EXIST);
            status = psa_its_set(2, 4, "abcd", 0);
            assert_true(status == PSA_SUCCESS || status == PSA_ERROR_STORAGE_FAILURE);
            status = psa_its_remove(2);
            assert_true(status == PSA_SUCCESS || status == PSA_ERROR_STORAGE_FAILURE ||
                        status == PSA_ERROR_DOES_NOT_EXIST);
            sim_fail_off();
        }
    }
    env_reboot();
    sim_set_device_key(NULL);
    assert_int_equal(psa_its_get(1, 0, 4, got, &length), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_its_set(1, 4, "abcd", 0), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_its_remove(1), PSA_ERROR_STORAGE_FAILURE);
}

static void its_10_11__recoverable_debug__nothing_served_nothing_lost(void **state)
{
    (void)state;
    uint8_t got[6] = { 0 };
    size_t length;
    assert_int_equal(psa_its_set(1, 6, "secret", 0), PSA_SUCCESS);
    sim_set_lifecycle(PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG);
    env_reboot();
    assert_int_equal(psa_its_get(1, 0, 6, got, &length), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_its_set(2, 6, "xxxxxx", 0), PSA_ERROR_STORAGE_FAILURE);
    sim_set_lifecycle(PLAT_LIFECYCLE_SECURED);
    env_reboot();
    assert_int_equal(psa_its_get(1, 0, 6, got, &length), PSA_SUCCESS);
    assert_memory_equal(got, "secret", 6);
}

static void its_8__plaintext__never_on_flash(void **state)
{
    (void)state;
    static const char text[] = "this must never be read in flash";
    for (uint32_t flags = 0; flags < 8; flags++) {
        assert_int_equal(psa_its_set(1 + flags, sizeof text, text, flags), PSA_SUCCESS);
    }
    assert_int_equal(psa_ps_create(1, 64, 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(1, 0, sizeof text, text), PSA_SUCCESS);
    for (size_t at = 0; at + 8 <= sizeof text; at++) {
        assert_int_equal(sim_flash_find(PLAT_AREA_ITS, 0, text + at, 8), SIM_NOT_FOUND);
        assert_int_equal(sim_flash_find(PLAT_AREA_PS, 0, text + at, 8), SIM_NOT_FOUND);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(set_get__any_size__returns_it, setup),
        cmocka_unit_test_setup(its_15__uid_zero__invalid_argument, setup),
        cmocka_unit_test_setup(set__zero_length__exists_with_info, setup),
        cmocka_unit_test_setup(set__flag_unknown__not_supported_and_unchanged, setup),
        cmocka_unit_test_setup(get_info__flags__exact, setup),
        cmocka_unit_test_setup(its_14__write_once__refused_but_in_provisioning, setup),
        cmocka_unit_test_setup(get__offsets__clipped_to_the_item, setup),
        cmocka_unit_test_setup(get__buffer_bad__invalid_argument, setup),
        cmocka_unit_test_setup(absent__every_call__does_not_exist, setup),
        cmocka_unit_test_setup(its_6_7__owners__apart, setup),
        cmocka_unit_test_setup(set__durable__after_reboot, setup),
        cmocka_unit_test_setup(set__larger_than_a_sector__insufficient_and_unchanged, setup),
        cmocka_unit_test_setup(status__port_says_anything__only_listed_codes, setup),
        cmocka_unit_test_setup(its_10_11__recoverable_debug__nothing_served_nothing_lost, setup),
        cmocka_unit_test_setup(its_8__plaintext__never_on_flash, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
