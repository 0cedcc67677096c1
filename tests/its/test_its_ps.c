/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Conformance of Protected Storage (Secure Storage API 1.0, "Protected Storage API"; "PS n" is requirement n of section
 * "Protected Storage requirements"), and what the format promises for ever: the golden image.
 */
#include "env.h"

#include "lib/its/record.h"

static int setup(void **state)
{
    (void)state;
    env_device(4, 2048, 16);
    return 0;
}

static void expect(psa_storage_uid_t uid, const void *data, size_t size, size_t capacity)
{
    uint8_t got[600];
    size_t length;
    struct psa_storage_info_t info;
    assert_int_equal(psa_ps_get(uid, 0, sizeof got, got, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(got, data, size);
    assert_int_equal(psa_ps_get_info(uid, &info), PSA_SUCCESS);
    assert_int_equal(info.size, size);
    assert_int_equal(info.capacity, capacity);
}

static void set_get_remove__items__apart_from_its(void **state)
{
    (void)state;
    struct psa_storage_info_t info;
    assert_int_equal(psa_ps_set(1, 3, "ps!", 0), PSA_SUCCESS);
    assert_int_equal(psa_its_get_info(1, &info), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(psa_its_set(1, 4, "its!", 0), PSA_SUCCESS);
    expect(1, "ps!", 3, 3);
    assert_int_equal(psa_ps_remove(1), PSA_SUCCESS);
    assert_int_equal(psa_ps_get_info(1, &info), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(psa_its_get_info(1, &info), PSA_SUCCESS);
}

static void ps_12__uid_zero__invalid_argument(void **state)
{
    (void)state;
    uint8_t byte = 0;
    size_t length;
    struct psa_storage_info_t info;
    assert_int_equal(psa_ps_set(0, 1, &byte, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_get(0, 0, 1, &byte, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_get_info(0, &info), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_remove(0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_create(0, 1, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_set_extended(0, 0, 1, &byte), PSA_ERROR_INVALID_ARGUMENT);
}

static void create__twice_or_write_once__refused(void **state)
{
    (void)state;
    assert_int_equal(psa_ps_get_support(), PSA_STORAGE_SUPPORT_SET_EXTENDED);
    assert_int_equal(psa_ps_create(1, 100, PSA_STORAGE_FLAG_WRITE_ONCE), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_ps_create(1, 100, 8), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_ps_create(1, 100000, 0), PSA_ERROR_INSUFFICIENT_STORAGE);
    assert_int_equal(psa_ps_create(1, SIZE_MAX, 0), PSA_ERROR_INSUFFICIENT_STORAGE);
    assert_int_equal(psa_ps_create(1, 100, 0), PSA_SUCCESS);
    expect(1, "", 0, 100);
    assert_int_equal(psa_ps_create(1, 100, 0), PSA_ERROR_ALREADY_EXISTS);
    assert_int_equal(psa_ps_set(2, 1, "x", 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_create(2, 1, 0), PSA_ERROR_ALREADY_EXISTS);
}

static void set_extended__parts__as_the_page_says(void **state)
{
    (void)state;
    uint8_t want[300] = { 0 }, piece[300];
    size_t size = 0;
    uint32_t rng = 5;
    assert_int_equal(psa_ps_set_extended(1, 0, 1, "x"), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(psa_ps_create(1, sizeof want, 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(1, 1, 1, "x"), PSA_ERROR_INVALID_ARGUMENT); /* a gap */
    for (uint32_t n = 0; n < 200; n++) {
        size_t offset = env_random(&rng) % (sizeof want + 2u), length = env_random(&rng) % 120u;
        env_fill(piece, length, 1, n);
        bool legal = offset <= size && offset + length <= sizeof want;
        psa_status_t status = psa_ps_set_extended(1, offset, length, piece);
        assert_int_equal(status, legal ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        if (legal) {
            memcpy(want + offset, piece, length);
            size = size > offset + length ? size : offset + length;
        }
        if (n % 9u == 0) {
            env_reboot();
        }
        expect(1, want, size, sizeof want);
    }
    assert_int_equal(psa_ps_set_extended(1, SIZE_MAX, 2, piece), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_set_extended(1, 0, 4, NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_set_extended(1, 0, 0, NULL), PSA_SUCCESS);
    assert_int_equal(psa_ps_set(2, 5, "12345", 0), PSA_SUCCESS); /* made with set: capacity is its size */
    assert_int_equal(psa_ps_set_extended(2, 2, 3, "abc"), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(2, 2, 4, "abcd"), PSA_ERROR_INVALID_ARGUMENT);
    expect(2, "12abc", 5, 5);
    assert_int_equal(psa_ps_set(3, 1, "o", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(3, 0, 1, "x"), PSA_ERROR_NOT_PERMITTED);
}

static void get_info__flags__protection_that_is_applied(void **state)
{
    (void)state;
    struct psa_storage_info_t info;
    assert_int_equal(psa_ps_set(1, 1, "x", 7), PSA_SUCCESS);
    assert_int_equal(psa_ps_get_info(1, &info), PSA_SUCCESS);
    assert_int_equal(info.flags, PSA_STORAGE_FLAG_WRITE_ONCE);
    sim_counter_supported(PLAT_COUNTER_PS, false);
    env_reboot();
    assert_int_equal(psa_ps_get_info(1, &info), PSA_SUCCESS);
    assert_int_equal(info.flags, PSA_STORAGE_FLAG_WRITE_ONCE | PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION);
}

static void get__record_changed__invalid_signature(void **state)
{
    (void)state;
    uint8_t got[40], unit[16];
    size_t length;
    memset(got, 0xaa, sizeof got);
    assert_int_equal(psa_ps_set(1, 40, "0123456789012345678901234567890123456789", 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_set(2, 1, "x", 0), PSA_SUCCESS);
    sim_flash_get(PLAT_AREA_PS, 3 * 16, unit, sizeof unit);
    unit[3] ^= 1;
    sim_flash_set(PLAT_AREA_PS, 3 * 16, unit, sizeof unit);
    assert_int_equal(psa_ps_get(1, 0, 40, got, &length), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(length, 0);
    for (size_t i = 0; i < sizeof got; i++) {
        assert_true(got[i] == 0xaa || got[i] == 0);
    }
    sim_flash_set_unit(PLAT_AREA_PS, 3 * 16, SIM_UNIT_ECC);
    assert_int_equal(psa_ps_get(1, 0, 40, got, &length), PSA_ERROR_DATA_CORRUPT);
    assert_int_equal(psa_ps_set(1, 2, "ok", 0), PSA_SUCCESS);
    expect(1, "ok", 2, 2);
}

/* ----------------------------------------------------------------------------------------------------------- Format */

static void header__any_fields__decode_as_encoded(void **state)
{
    (void)state;
    uint32_t rng = 3;
    for (uint32_t n = 0; n < 2000; n++) {
        uint8_t bytes[16], salt[8] = { (uint8_t)n };
        pits_header_t in = { .uid = (uint64_t)env_random(&rng) << 32 | 1u, .owner = (int32_t)env_random(&rng) }, out;
        in.type = (uint8_t)(1u + n % 3u);
        in.flags = (uint8_t)(n / 4u % 8u);
        in.copy = n % 5u == 0;
        in.len = in.type < PITS_TOMBSTONE ? env_random(&rng) % (PITS_LEN_MAX + 1u) : 0;
        pits_header_encode(&in, salt, bytes);
        assert_true(pits_header_decode(bytes, salt, &out));
        assert_true(in.uid == out.uid && in.owner == out.owner && in.len == out.len && in.flags == out.flags &&
                    in.type == out.type && in.copy == out.copy);
        assert_true(bytes[0] != 0 && bytes[0] != 0xff); /* never looks erased */
        bytes[n % 16u] ^= (uint8_t)(1u << (n / 16u % 8u));
        assert_false(pits_header_decode(bytes, salt, &out)); /* one bit never passes */
        bytes[n % 16u] ^= (uint8_t)(1u << (n / 16u % 8u));
        salt[0] ^= 1u;
        assert_false(pits_header_decode(bytes, salt, &out)); /* nor does another session */
    }
}

static void headers__blank_or_zero_or_of_another_version__refused(void **state)
{
    (void)state;
    uint8_t bytes[16], salt[8] = { 0 };
    pits_header_t header = { .uid = 77, .owner = 5, .type = PITS_SESSION, .flags = PITS_FORMAT };
    for (int value = 0; value <= 0xff; value += 0xff) {
        memset(bytes, value, sizeof bytes);
        assert_int_equal(pits_header_size(bytes, salt, 16), 0);
    }
    pits_header_encode(&header, salt, bytes);
    assert_int_equal(pits_header_size(bytes, salt, 16), 32);
    assert_int_equal(pits_header_size(bytes, salt, 32), 64);
    header.flags = PITS_FORMAT + 1u;
    pits_header_encode(&header, salt, bytes);
    assert_int_equal(pits_header_size(bytes, salt, 16), 0);
}

/* The content of the golden image; its device key is 00 01 02 ... 1f. */
#define GOLDEN_SIZE (3u * 1024u)
static void golden_content(env_model_t *model)
{
    for (uint32_t n = 0; n < 60; n++) {
        uint32_t i = n % 9u, size = (n * 37u) % 70u;
        if (n % 7u == 6u) {
            (void)psa_its_remove(i + 1u);
            model->items[i].exists = false;
        } else {
            assert_int_equal(env_set(i, size, n), PSA_SUCCESS);
            model->items[i] = (env_item_t){ true, size, n, 0 };
        }
        if (n % 13u == 12u) {
            env_reboot();
        }
    }
}

static void golden__version_2__reads_for_ever(void **state)
{
    (void)state;
    uint8_t key[PLAT_DEVICE_KEY_SIZE];
    static uint8_t image[GOLDEN_SIZE];
    env_model_t *model = test_calloc(1, sizeof *model);
    for (unsigned i = 0; i < sizeof key; i++) {
        key[i] = (uint8_t)i;
    }
    env_device(3, 1024, 16);
    sim_set_device_key(key);
    sim_seed(1);
    golden_content(model);
    const char *make = getenv("PITS_MAKE_GOLDEN");
    FILE *file = fopen(make ? make : PITS_GOLDEN, make ? "wb" : "rb");
    assert_non_null(file);
    if (make) {
        sim_flash_get(PLAT_AREA_ITS, 0, image, sizeof image);
        assert_int_equal(fwrite(image, 1, sizeof image, file), sizeof image);
    } else {
        assert_int_equal(fread(image, 1, sizeof image, file), sizeof image);
    }
    fclose(file);
    env_device(3, 1024, 16);
    sim_set_device_key(key);
    sim_flash_set(PLAT_AREA_ITS, 0, image, sizeof image);
    env_check(model, 12, "golden image");
    assert_int_equal(env_set(3, 10, 7), PSA_SUCCESS); /* and goes on */
    model->items[3] = (env_item_t){ true, 10, 7, 0 };
    env_reboot();
    env_check(model, 12, "golden image, written on");
    test_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(set_get_remove__items__apart_from_its, setup),
        cmocka_unit_test_setup(ps_12__uid_zero__invalid_argument, setup),
        cmocka_unit_test_setup(create__twice_or_write_once__refused, setup),
        cmocka_unit_test_setup(set_extended__parts__as_the_page_says, setup),
        cmocka_unit_test_setup(get_info__flags__protection_that_is_applied, setup),
        cmocka_unit_test_setup(get__record_changed__invalid_signature, setup),
        cmocka_unit_test(header__any_fields__decode_as_encoded),
        cmocka_unit_test(headers__blank_or_zero_or_of_another_version__refused),
        cmocka_unit_test(golden__version_2__reads_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
