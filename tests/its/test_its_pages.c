/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Conformance, both APIs against the same sentences: what their pages have in common (Secure Storage API 1.0, "Internal
 * Trusted Storage API" and "Protected Storage API"), with the logic of Arm's test suite (s001 to s017) among it.
 */
#include "env.h"

/* One of the two APIs. */
typedef struct api {
    const char *name;
    uint8_t area;
    uint32_t counter;
    psa_status_t corrupt; /* of a read when nothing in the area authenticates */
    psa_status_t (*set)(psa_storage_uid_t, size_t, const void *, psa_storage_create_flags_t);
    psa_status_t (*get)(psa_storage_uid_t, size_t, size_t, void *, size_t *);
    psa_status_t (*get_info)(psa_storage_uid_t, struct psa_storage_info_t *);
    psa_status_t (*remove)(psa_storage_uid_t);
} api_t;

static const api_t apis[] = {
    { "its", PLAT_AREA_ITS, PLAT_COUNTER_ITS, PSA_ERROR_STORAGE_FAILURE, psa_its_set, psa_its_get, psa_its_get_info,
      psa_its_remove },
    { "ps", PLAT_AREA_PS, PLAT_COUNTER_PS, PSA_ERROR_DATA_CORRUPT, psa_ps_set, psa_ps_get, psa_ps_get_info,
      psa_ps_remove },
};
static const api_t *api;

/* Run a case with each of the two. */
static void each(void (*sentence)(void))
{
    for (size_t i = 0; i < 2; i++) {
        api = &apis[i];
        env_device(4, 4096, 16);
        sentence();
        assert_int_equal(sim_breaches(), 0);
    }
}
#define BOTH(name)                                                                                                     \
    static void name##_sentence(void);                                                                                 \
    static void name(void **state)                                                                                     \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each(name##_sentence);                                                                                         \
    }                                                                                                                  \
    static void name##_sentence(void)

static void expect_content(psa_storage_uid_t uid, const void *data, size_t size)
{
    static uint8_t got[5000];
    size_t length = 99;
    assert_int_equal(api->get(uid, 0, sizeof got, got, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(got, data, size);
}

static void expect_info(psa_storage_uid_t uid, size_t size, size_t capacity, psa_storage_create_flags_t flags)
{
    struct psa_storage_info_t info = { 99, 99, 99 };
    assert_int_equal(api->get_info(uid, &info), PSA_SUCCESS);
    assert_int_equal(info.size, size);
    assert_int_equal(info.capacity, capacity);
    assert_int_equal(info.flags, flags);
}

/* No item: every call says so, and the outputs are as the headers say. */
static void expect_nothing(psa_storage_uid_t uid)
{
    uint8_t got[4] = { 1, 2, 3, 4 };
    size_t length = 99;
    struct psa_storage_info_t info = { 99, 99, 99 };
    assert_int_equal(api->get(uid, 0, 4, got, &length), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(length, 0);
    assert_memory_equal(got, "\1\2\3\4", 4);
    length = 99;
    assert_int_equal(api->get(uid, 0, 0, NULL, &length), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(length, 0);
    assert_int_equal(api->get_info(uid, &info), PSA_ERROR_DOES_NOT_EXIST);
    assert_true(info.size == 0 && info.capacity == 0 && info.flags == 0);
    assert_int_equal(api->remove(uid), PSA_ERROR_DOES_NOT_EXIST);
}

/* ------------------------------------------------------------------------------------------ s001 to s010, both APIs */

BOTH(s001__uid_absent__does_not_exist)
{
    expect_nothing(6);
    assert_int_equal(api->set(5, 4, "abcd", 0), PSA_SUCCESS);
    expect_nothing(6); /* another one being there changes nothing */
    assert_int_equal(api->remove(5), PSA_SUCCESS);
    expect_nothing(5);
    env_reboot();
    expect_nothing(5);
}

BOTH(s002__write_once__neither_set_nor_removed)
{
    static const size_t sizes[] = { 0, 1, 4, 5, 100 };
    assert_int_equal(api->set(5, 2, "ab", 0), PSA_SUCCESS);
    assert_int_equal(api->set(5, 4, "once", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS); /* set anew with the flag */
    for (int boot = 0; boot < 2; boot++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            static const uint8_t data[100];
            for (psa_storage_create_flags_t flags = 0; flags < 8; flags++) {
                assert_int_equal(api->set(5, sizes[i], data, flags), PSA_ERROR_NOT_PERMITTED);
            }
        }
        assert_int_equal(api->set(5, 4, "once", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(api->remove(5), PSA_ERROR_NOT_PERMITTED);
        expect_content(5, "once", 4);
        expect_info(5, 4, 4, PSA_STORAGE_FLAG_WRITE_ONCE);
        env_reboot();
    }
    assert_int_equal(api->set(6, 0, NULL, PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS); /* an empty one, too */
    assert_int_equal(api->set(6, 1, "x", 0), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(api->set(7, 1, "x", 0), PSA_SUCCESS); /* others are not concerned */
    assert_int_equal(api->remove(7), PSA_SUCCESS);
}

/* Fill, remove all, fill again: as many. Each was whole, and each could be removed when nothing more fitted. */
BOTH(s003__fill_remove_fill__equal_counts)
{
    static uint8_t data[512];
    uint32_t counts[3];
    env_device(8, 8192, 16);
    for (uint32_t round = 0; round < 3; round++) {
        psa_status_t status = PSA_SUCCESS;
        uint32_t count = 0;
        for (; status == PSA_SUCCESS; count += status == PSA_SUCCESS) {
            env_fill(data, sizeof data, count + 5u, round);
            status = api->set(count + 5u, sizeof data, data, 0);
        }
        assert_int_equal(status, PSA_ERROR_INSUFFICIENT_STORAGE);
        counts[round] = count;
        for (uint32_t i = 0; i < count; i++) {
            env_fill(data, sizeof data, i + 5u, round);
            expect_content(i + 5u, data, sizeof data);
            assert_int_equal(api->remove(i + 5u), PSA_SUCCESS);
        }
        expect_nothing(5);
    }
    assert_true(counts[0] > 80 && counts[0] == counts[1] && counts[1] == counts[2]);
}

BOTH(s004__set_again__content_size_and_flags_are_the_new_ones)
{
    static const size_t sizes[] = { 16, 8, 40, 0, 1, 500, 16, 499 };
    static uint8_t data[500];
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        psa_storage_create_flags_t flags = i % 2u ? PSA_STORAGE_FLAG_NO_CONFIDENTIALITY : 0;
        env_fill(data, sizes[i], 1, (uint32_t)i);
        assert_int_equal(api->set(1, sizes[i], data, flags), PSA_SUCCESS);
        expect_content(1, data, sizes[i]);
        expect_info(1, sizes[i], sizes[i], api == &apis[0] ? flags : 0); /* PS: what is applied */
    }
    env_reboot();
    expect_content(1, data, 499);
}

/* s005, s006: sets and gets of many, uids of every shape. uids that agree in half their bits are apart. */
BOTH(s005__any_uid__its_own_item)
{
    static const psa_storage_uid_t uids[] = {
        1, 2, 0xffffffff, 0x100000000, 0x100000001, 0x8000000000000000, UINT64_MAX, UINT64_MAX - 1
    };
    enum { COUNT = sizeof uids / sizeof uids[0] };
    for (uint32_t i = 0; i < COUNT; i++) {
        expect_nothing(uids[i]);
        assert_int_equal(api->set(uids[i], sizeof i, &i, 0), PSA_SUCCESS);
    }
    env_reboot();
    for (uint32_t i = 0; i < COUNT; i++) {
        expect_content(uids[i], &i, sizeof i);
        assert_int_equal(api->remove(uids[i]), PSA_SUCCESS);
        expect_nothing(uids[i]);
    }
}

BOTH(s006__flag_unknown__not_supported_nothing_changed)
{
    for (unsigned bit = 3; bit < 32; bit++) {
        assert_int_equal(api->set(1, 4, "abcd", 1u << bit), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(api->set(1, 4, "abcd", 1u << bit | 7u), PSA_ERROR_NOT_SUPPORTED);
    }
    expect_nothing(1);
    assert_int_equal(api->set(1, 4, "abcd", 0), PSA_SUCCESS);
    assert_int_equal(api->set(1, 2, "xy", 0xffffffffu), PSA_ERROR_NOT_SUPPORTED);
    expect_content(1, "abcd", 4);
    for (psa_storage_create_flags_t flags = 0; flags < 8; flags++) { /* all others are accepted */
        assert_int_equal(api->set(10 + flags, 4, "abcd", flags), PSA_SUCCESS);
        expect_content(10 + flags, "abcd", 4);
    }
}

BOTH(s007__buffer_larger_or_smaller__the_lesser_is_read)
{
    uint8_t data[20], got[40];
    env_fill(data, sizeof data, 1, 1);
    assert_int_equal(api->set(1, sizeof data, data, 0), PSA_SUCCESS);
    for (size_t size = 0; size <= sizeof got; size++) {
        size_t length = 99, want = size < sizeof data ? size : sizeof data;
        memset(got, 0xa5, sizeof got);
        assert_int_equal(api->get(1, 0, size, got, &length), PSA_SUCCESS);
        assert_int_equal(length, want);
        assert_memory_equal(got, data, want);
        for (size_t i = want; i < sizeof got; i++) {
            assert_int_equal(got[i], 0xa5); /* "Any bytes beyond p_data_length are left unmodified" */
        }
    }
}

BOTH(s008__offsets__to_the_end_and_not_beyond)
{
    uint8_t data[20], got[24];
    size_t length;
    env_fill(data, sizeof data, 1, 1);
    assert_int_equal(api->set(1, sizeof data, data, 0), PSA_SUCCESS);
    for (size_t offset = 0; offset <= sizeof data; offset++) {
        for (size_t size = 0; size <= sizeof got; size++) {
            size_t want = size < sizeof data - offset ? size : sizeof data - offset;
            length = 99;
            memset(got, 0xa5, sizeof got);
            assert_int_equal(api->get(1, offset, size, got, &length), PSA_SUCCESS);
            assert_int_equal(length, want);
            assert_memory_equal(got, data + offset, want);
            for (size_t i = want; i < sizeof got; i++) {
                assert_int_equal(got[i], 0xa5);
            }
        }
    }
    static const size_t beyond[] = { 21, 22, 0x7fffffff, 0x80000000u, 0xffffffffu, SIZE_MAX - 19, SIZE_MAX };
    static const size_t sizes[] = { 0, 1, 10, 24 };
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        for (size_t j = 0; j < sizeof sizes / sizeof sizes[0]; j++) {
            length = 99;
            memset(got, 0, sizeof got);
            assert_int_equal(api->get(1, beyond[i], sizes[j], got, &length), PSA_ERROR_INVALID_ARGUMENT);
            assert_int_equal(length, 0);
            for (size_t k = 0; k < sizeof got; k++) {
                assert_int_equal(got[k], 0);
            }
        }
    }
}

/* A buffer that reaches round the end of memory is none: data_size is refused before anything is written. */
BOTH(s008__size_wraps__invalid_argument_buffer_untouched)
{
    uint8_t got[20] = { 0 }, zeros[20] = { 0 };
    assert_int_equal(api->set(1, 20, "01234567890123456789", 0), PSA_SUCCESS);
    for (size_t over = 0; over < 3; over++) {
        size_t length = 99, size = UINTPTR_MAX - (uintptr_t)got + 1u + over;
        assert_int_equal(api->get(1, 18, size, got, &length), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_memory_equal(got, zeros, sizeof got);
        assert_int_equal(api->set(1, size, got, 0), PSA_ERROR_INVALID_ARGUMENT);
    }
    size_t length = 99;
    assert_int_equal(api->get(1, 18, SIZE_MAX, got, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(api->set(1, SIZE_MAX, got, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_memory_equal(got, zeros, sizeof got);
    expect_content(1, "01234567890123456789", 20);
}

BOTH(s009__null__only_where_the_length_is_zero)
{
    size_t length = 99;
    uint8_t got[4] = { 9, 9, 9, 9 };
    assert_int_equal(api->set(1, 1, NULL, 0), PSA_ERROR_INVALID_ARGUMENT);
    expect_nothing(1);
    assert_int_equal(api->set(1, 0, NULL, 0), PSA_SUCCESS);
    expect_info(1, 0, 0, 0);
    assert_int_equal(api->get(1, 0, 0, NULL, &length), PSA_SUCCESS);
    assert_int_equal(length, 0);
    length = 99;
    assert_int_equal(api->get(1, 0, 4, got, &length), PSA_SUCCESS); /* an empty item into a buffer */
    assert_int_equal(length, 0);
    assert_memory_equal(got, "\11\11\11\11", 4);
    assert_int_equal(api->set(1, 4, "abcd", 0), PSA_SUCCESS);
    assert_int_equal(api->set(1, 4, NULL, 0), PSA_ERROR_INVALID_ARGUMENT);
    expect_content(1, "abcd", 4);
    length = 99;
    assert_int_equal(api->get(1, 0, 4, NULL, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    length = 99;
    assert_int_equal(api->get(1, 2, 0, NULL, &length), PSA_SUCCESS);
    assert_int_equal(length, 0);
    assert_int_equal(api->get(1, 0, 4, got, NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_memory_equal(got, "\11\11\11\11", 4);
    assert_int_equal(api->get_info(1, NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(api->set(1, 0, NULL, 0), PSA_SUCCESS); /* shrinks to nothing, and is there */
    expect_info(1, 0, 0, 0);
    assert_int_equal(api->remove(1), PSA_SUCCESS);
    expect_nothing(1);
}

BOTH(s010__uid_zero__invalid_argument)
{
    uint8_t got[1] = { 7 };
    size_t length = 99;
    struct psa_storage_info_t info = { 9, 9, 9 };
    assert_int_equal(api->set(0, 1, "x", 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(api->set(0, 0, NULL, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(api->get(0, 0, 1, got, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(got[0], 7);
    assert_int_equal(api->get_info(0, &info), PSA_ERROR_INVALID_ARGUMENT);
    assert_true(info.size == 0 && info.capacity == 0 && info.flags == 0);
    assert_int_equal(api->remove(0), PSA_ERROR_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------------------------------------- s011 to s017, PS */

static int ps_only(void **state)
{
    (void)state;
    api = &apis[1];
    env_device(4, 4096, 16);
    return 0;
}

static void s011__create__neither_replaces_nor_resizes(void **state)
{
    (void)state;
    assert_int_equal(psa_ps_get_support(), PSA_STORAGE_SUPPORT_SET_EXTENDED);
    assert_int_equal(psa_ps_set_extended(5, 0, 16, "0123456789abcdef"), PSA_ERROR_DOES_NOT_EXIST);
    expect_nothing(5);
    assert_int_equal(psa_ps_set(5, 16, "0123456789abcdef", 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_create(5, 8, 0), PSA_ERROR_ALREADY_EXISTS);
    psa_status_t status = psa_ps_create(5, 16, PSA_STORAGE_FLAG_WRITE_ONCE); /* two reasons to refuse */
    assert_true(status == PSA_ERROR_NOT_SUPPORTED || status == PSA_ERROR_ALREADY_EXISTS);
    expect_content(5, "0123456789abcdef", 16);
    expect_info(5, 16, 16, 0);
    assert_int_equal(psa_ps_remove(5), PSA_SUCCESS);
    assert_int_equal(psa_ps_create(5, 8, 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_create(5, 16, 0), PSA_ERROR_ALREADY_EXISTS);
    expect_content(5, "", 0);
    expect_info(5, 0, 8, 0);
    assert_int_equal(psa_ps_remove(5), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(5, 0, 8, "01234567"), PSA_ERROR_DOES_NOT_EXIST);
    expect_nothing(5);
}

static void s012__set_extended__offset_and_length(void **state)
{
    (void)state;
    static const struct {
        size_t offset, length;
        psa_status_t want;
    } cases[] = {
        { 16, 2, PSA_ERROR_INVALID_ARGUMENT },
        { 18, 0, PSA_ERROR_INVALID_ARGUMENT },
        { 9, 0, PSA_ERROR_INVALID_ARGUMENT },
        { 9, 1, PSA_ERROR_INVALID_ARGUMENT },
        { 8, 0, PSA_SUCCESS },
        { 0, 0, PSA_SUCCESS },
        { 1, 16, PSA_ERROR_INVALID_ARGUMENT },
        { 0, 17, PSA_ERROR_INVALID_ARGUMENT },
        { 8, 9, PSA_ERROR_INVALID_ARGUMENT },
        { SIZE_MAX, 1, PSA_ERROR_INVALID_ARGUMENT },
        { SIZE_MAX, 2, PSA_ERROR_INVALID_ARGUMENT },
        { SIZE_MAX - 7, 16, PSA_ERROR_INVALID_ARGUMENT },
        { 0xffffffffu, 1, PSA_ERROR_INVALID_ARGUMENT },
    };
    static const uint8_t more[32] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    assert_int_equal(psa_ps_create(6, 16, 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(6, 0, 8, "01234567"), PSA_SUCCESS);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(psa_ps_set_extended(6, cases[i].offset, cases[i].length, more), cases[i].want);
        expect_content(6, "01234567", 8);
        expect_info(6, 8, 16, 0);
    }
    assert_int_equal(psa_ps_set_extended(6, 0, 4, NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_set_extended(6, 0, SIZE_MAX, more), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_set_extended(6, 4, 0, NULL), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(7, 0, 0, NULL), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(psa_ps_set(6, 16, "0123456789abcdef", 0), PSA_SUCCESS);
    expect_content(6, "0123456789abcdef", 16);
    assert_int_equal(psa_ps_create(0, 16, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_set_extended(0, 0, 16, more), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_set_extended(0, 0, 0, NULL), PSA_ERROR_INVALID_ARGUMENT);
}

static void s013__create_and_extend__as_one_item(void **state)
{
    (void)state;
    assert_int_equal(psa_ps_create(4, 0, 0), PSA_SUCCESS); /* of no capacity */
    assert_int_equal(psa_ps_set_extended(4, 0, 0, "x"), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(4, 0, 1, "x"), PSA_ERROR_INVALID_ARGUMENT);
    expect_info(4, 0, 0, 0);
    assert_int_equal(psa_ps_create(4, 16, 0), PSA_ERROR_ALREADY_EXISTS);
    assert_int_equal(psa_ps_remove(4), PSA_SUCCESS);
    assert_int_equal(psa_ps_create(4, 16, 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(4, 0, 8, "01234567"), PSA_SUCCESS);
    env_reboot();
    assert_int_equal(psa_ps_set_extended(4, 8, 8, "89abcdef"), PSA_SUCCESS);
    expect_content(4, "0123456789abcdef", 16);
    assert_int_equal(psa_ps_set(4, 16, "fedcba9876543210", 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_create(4, 16, 0), PSA_ERROR_ALREADY_EXISTS);
    expect_content(4, "fedcba9876543210", 16);
    assert_int_equal(psa_ps_remove(4), PSA_SUCCESS);
    expect_nothing(4);
}

/* s014 is for implementations without the two calls: they are here, as psa_ps_get_support() says. */
static void s014_s015__create_write_once__not_supported_nothing_made(void **state)
{
    (void)state;
    for (psa_storage_create_flags_t flags = 0; flags < 16; flags++) {
        bool refused = flags & (PSA_STORAGE_FLAG_WRITE_ONCE | 8u);
        assert_int_equal(psa_ps_create(5, 5, flags), refused ? PSA_ERROR_NOT_SUPPORTED : PSA_SUCCESS);
        if (refused) {
            expect_nothing(5);
        } else {
            assert_int_equal(psa_ps_remove(5), PSA_SUCCESS);
        }
    }
    assert_int_equal(psa_ps_set(5, 5, "12345", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(5, 0, 1, "x"), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_ps_set_extended(5, 0, 0, NULL), PSA_ERROR_NOT_PERMITTED);
    expect_content(5, "12345", 5);
}

static void s016__set_after_create__capacity_is_the_size(void **state)
{
    (void)state;
    assert_int_equal(psa_ps_create(5, 10, 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_create(5, 14, 0), PSA_ERROR_ALREADY_EXISTS);
    expect_info(5, 0, 10, 0);
    assert_int_equal(psa_ps_set(5, 8, "01234567", 0), PSA_SUCCESS);
    expect_info(5, 8, 8, 0);
    assert_int_equal(psa_ps_set_extended(5, 0, 10, "0123456789"), PSA_ERROR_INVALID_ARGUMENT);
    expect_content(5, "01234567", 8);
    assert_int_equal(psa_ps_set(5, 14, "0123456789abcd", 0), PSA_SUCCESS);
    expect_info(5, 14, 14, 0);
    assert_int_equal(psa_ps_set_extended(5, 12, 2, "CD"), PSA_SUCCESS);
    expect_content(5, "0123456789abCD", 14);
    assert_int_equal(psa_ps_create(5, 14, 0), PSA_ERROR_ALREADY_EXISTS);
}

static void s017__extend__no_gaps_and_size_grows(void **state)
{
    (void)state;
    assert_int_equal(psa_ps_create(5, 14, 0), PSA_SUCCESS);
    assert_int_equal(psa_ps_set_extended(5, 0, 7, "0123456"), PSA_SUCCESS);
    expect_info(5, 7, 14, 0);
    assert_int_equal(psa_ps_set_extended(5, 9, 2, "xx"), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_set_extended(5, 0, 10, "abcdefghij"), PSA_SUCCESS);
    expect_info(5, 10, 14, 0);
    assert_int_equal(psa_ps_set_extended(5, 2, 3, "CDE"), PSA_SUCCESS); /* within: the size stays */
    expect_info(5, 10, 14, 0);
    expect_content(5, "abCDEfghij", 10);
    assert_int_equal(psa_ps_set_extended(5, 10, 4, "klmn"), PSA_SUCCESS);
    expect_info(5, 14, 14, 0);
    expect_content(5, "abCDEfghijklmn", 14);
}

/* "Reserves storage": what was reserved can be written when nothing else fits any more. */
static void create__area_then_filled__what_was_reserved_is_there(void **state)
{
    (void)state;
    static uint8_t data[1000];
    for (psa_storage_uid_t uid = 1; uid <= 3; uid++) {
        assert_int_equal(psa_ps_create(uid, sizeof data, 0), PSA_SUCCESS);
    }
    psa_storage_uid_t uid = 10;
    while (psa_ps_set(uid, 100, data, 0) == PSA_SUCCESS) {
        uid++;
    }
    while (psa_ps_set(uid, 0, NULL, 0) == PSA_SUCCESS) {
        uid++;
    }
    assert_int_equal(psa_ps_create(9, 1, 0), PSA_ERROR_INSUFFICIENT_STORAGE);
    for (uint32_t part = 0; part < 10; part++) {
        env_fill(data + 100u * part, 100, 1, part);
        for (psa_storage_uid_t i = 1; i <= 3; i++) {
            assert_int_equal(psa_ps_set_extended(i, 100u * part, 100, data + 100u * part), PSA_SUCCESS);
        }
    }
    env_reboot();
    for (psa_storage_uid_t i = 1; i <= 3; i++) {
        expect_content(i, data, sizeof data);
    }
}

/* -------------------------------------------------------------------------------------------------- Full, bad input */

/* No room: the old values are there, a replacement by as much works, removal makes room. */
BOTH(full__set__insufficient_storage_and_nothing_changed)
{
    static uint8_t data[700];
    uint32_t count = 0;
    for (env_fill(data, 300, 1, 0); api->set(count + 1u, 300, data, 0) == PSA_SUCCESS;
         env_fill(data, 300, count + 1u, 0)) {
        count++;
    }
    assert_true(count > 20);
    for (int boot = 0; boot < 2; boot++) {
        assert_int_equal(api->set(count + 1u, 300, data, 0), PSA_ERROR_INSUFFICIENT_STORAGE);
        expect_nothing(count + 1u);
        assert_int_equal(api->set(3, sizeof data, data, 0), PSA_ERROR_INSUFFICIENT_STORAGE); /* one that would grow */
        assert_int_equal(api->set(3, 100000, data, 0), PSA_ERROR_INSUFFICIENT_STORAGE);      /* one that never fits */
        for (uint32_t i = 1; i <= count; i++) {
            env_fill(data, 300, i, 0);
            expect_content(i, data, 300);
        }
        env_reboot();
    }
    for (uint32_t i = 1; i <= count; i++) { /* all of them, in a full area */
        env_fill(data, 300, i, 1);
        assert_int_equal(api->set(i, 300, data, 0), PSA_SUCCESS);
        expect_content(i, data, 300);
    }
    assert_int_equal(api->remove(5), PSA_SUCCESS);
    expect_nothing(5);
    assert_int_equal(api->set(count + 1u, 300, data, 0), PSA_SUCCESS);
    assert_int_equal(api->set(count + 2u, 300, data, 0), PSA_ERROR_INSUFFICIENT_STORAGE);
    for (uint32_t i = 1; i <= count + 1u; i++) {
        assert_int_equal(api->remove(i), i == 5 ? PSA_ERROR_DOES_NOT_EXIST : PSA_SUCCESS);
    }
}

/* Flash untouched by any call: no program, no erase, no step of a counter. */
static void expect_untouched(void)
{
    sim_stats_t stats;
    sim_stats_area(api->area, &stats);
    assert_int_equal(stats.erases, 0);
    assert_int_equal(stats.prog_calls, 0);
    sim_stats(&stats);
    assert_int_equal(stats.calls[SIM_CALL_COUNTER_RAISE], 0);
}

/* Every call with another device key: all is corrupt, nothing is touched. */
static void other_key(uint32_t items, const char *what)
{
    static const uint8_t other[PLAT_DEVICE_KEY_SIZE] = { 1, 2, 3 };
    uint8_t got[64], zeros[64] = { 0 };
    sim_set_device_key(other);
    sim_stats_reset();
    for (int boot = 0; boot < 3; boot++) {
        env_reboot();
        for (uint32_t uid = 1; uid <= items; uid++) {
            size_t length = 99;
            struct psa_storage_info_t info = { 9, 9, 9 };
            memset(got, 0, sizeof got);
            psa_status_t status = api->get(uid, 0, sizeof got, got, &length);
            if (status != api->corrupt) {
                fail_msg("%s, %s: get under another key gives %d", api->name, what, (int)status);
            }
            assert_int_equal(length, 0);
            assert_memory_equal(got, zeros, sizeof got);
            assert_int_equal(api->get_info(uid, &info), api->corrupt);
            assert_int_equal(info.size, 0);
            assert_int_equal(api->set(uid, 4, "evil", 0), PSA_ERROR_STORAGE_FAILURE);
            assert_int_equal(api->remove(uid), PSA_ERROR_STORAGE_FAILURE);
        }
        if (api == &apis[1]) {
            assert_int_equal(psa_ps_create(77, 10, 0), PSA_ERROR_STORAGE_FAILURE);
            assert_int_equal(psa_ps_set_extended(1, 0, 1, "x"), PSA_ERROR_DATA_CORRUPT);
        }
        expect_untouched();
    }
}

BOTH(device_key_changed__every_item__corrupt_and_nothing_erased)
{
    static const uint8_t key[PLAT_DEVICE_KEY_SIZE] = { 42 };
    static const struct {
        uint32_t items, sets;
    } lives[] = { { 1, 1 }, { 1, 2 }, { 20, 20 }, { 20, 700 } };
    for (int counted = 0; counted < 2; counted++) {
        for (size_t life = 0; life < sizeof lives / sizeof lives[0]; life++) {
            char what[60];
            snprintf(what, sizeof what, "%u sets, counter %d", lives[life].sets, counted);
            env_device(3, 1024, 16);
            sim_counter_supported(api->counter, counted != 0);
            sim_set_device_key(key);
            for (uint32_t n = 0; n < lives[life].sets; n++) {
                assert_int_equal(api->set(1u + n % lives[life].items, sizeof n, &n, 0), PSA_SUCCESS);
            }
            other_key(lives[life].items, what);
            sim_set_device_key(key); /* and back: nothing was lost */
            env_reboot();
            for (uint32_t n = lives[life].sets - lives[life].items; n < lives[life].sets; n++) {
                expect_content(1u + n % lives[life].items, &n, sizeof n);
            }
        }
    }
}

/* The same for a first sector that was cut while it was opened or first written, on parts without a counter. */
static void set_two(void *ctx)
{
    (void)ctx;
    assert_int_equal(api->set(1, 4, "once", 0), PSA_SUCCESS);
    assert_int_equal(api->set(1, 4, "once", 0), PSA_SUCCESS);
}

BOTH(device_key_changed__after_a_cut__corrupt_and_nothing_erased)
{
    static const uint8_t key[PLAT_DEVICE_KEY_SIZE] = { 42 };
    bool cut = true;
    for (uint32_t n = 1; cut; n++) {
        for (unsigned tear = 0; tear < SIM_TEAR_COUNT; tear++) {
            char what[60];
            snprintf(what, sizeof what, "cut %u %s", n, sim_tear_name((sim_tear_t)tear));
            env_device(2, 1024, 16);
            sim_counter_supported(api->counter, false);
            sim_set_device_key(key);
            sim_seed(n);
            sim_cut_at(n, (sim_tear_t)tear);
            cut = sim_run(set_two, NULL) == SIM_CUT;
            sim_cut_off();
            env_reboot();
            assert_int_equal(api->set(1, 4, "kept", 0), PSA_SUCCESS);
            other_key(1, what);
            sim_set_device_key(key);
            env_reboot();
            expect_content(1, "kept", 4);
        }
    }
}

/* Somebody puts back a copy of the flash, or wipes it, and lets the device go on: what it seals then must not meet a
 * nonce that was used before. The same text would give the same bytes, and texts that differ in every bit bytes that do
 * so. */
BOTH(flash_put_back__device_goes_on__no_nonce_again)
{
    enum { SIZE = 2 * 1024, UNIT = 16, TEXT = 96 };
    static uint8_t before[SIZE], images[4][SIZE];
    const uint8_t none[UNIT] = { 0 };
    uint8_t text[TEXT], all[UNIT];
    memset(all, 0xff, sizeof all);
    for (uint32_t sets = 0; sets < 40; sets++) {
        env_device(2, 1024, UNIT);
        sim_counter_supported(api->counter, false);
        for (uint32_t n = 0; n < sets; n++) {
            assert_int_equal(api->set(1u + n % 3u, sizeof n, &n, 0), PSA_SUCCESS);
        }
        sim_flash_get(api->area, 0, before, SIZE);
        for (uint32_t life = 0; life < 4; life++) {
            sim_flash_set(api->area, 0, before, SIZE);
            if (life != 0 || sets % 2u) { /* the first goes on in the session that is open, or after a boot */
                env_reboot();
            }
            memset(text, life & 1u ? 0xff : 0, sizeof text);
            assert_int_equal(api->set(1, sizeof text, text, 0), PSA_SUCCESS);
            expect_content(1, text, sizeof text);
            sim_flash_get(api->area, 0, images[life], SIZE);
        }
        for (uint32_t a = 0; a < 4; a++) {
            for (uint32_t b = a + 1u; b < 4; b++) {
                for (uint32_t at = 0; at < SIZE; at += UNIT) {
                    uint8_t both[UNIT];
                    for (uint32_t i = 0; i < UNIT; i++) {
                        both[i] = images[a][at + i] ^ images[b][at + i];
                    }
                    bool fresh = memcmp(images[a] + at, before + at, UNIT) != 0;
                    bool blank = memcmp(images[a] + at, all, UNIT) == 0 || memcmp(images[b] + at, all, UNIT) == 0;
                    /* Headers stand in plain, with a uid below 256; one byte of them goes with the salt. */
                    bool header = memcmp(images[a] + at + 9, none, 7) == 0;
                    if (fresh && !blank && !header && memcmp(images[a] + at, images[b] + at, UNIT) == 0) {
                        fail_msg("%s, %u sets: lives %u and %u wrote the same at %u", api->name, sets, a, b, at);
                    }
                    if (fresh && !blank && memcmp(both, all, UNIT) == 0) {
                        fail_msg("%s, %u sets: lives %u and %u share a key stream at %u", api->name, sets, a, b, at);
                    }
                }
            }
        }
    }
}

/* An item that was never written under any key but this one can't be read under it: a single damaged unit costs its
 * record, is reported, and leaves the others. The item can be set or removed again. */
BOTH(unit_lost__its_item__reported_then_mended)
{
    for (int mend = 0; mend < 2; mend++) {
        uint8_t text[64], got[64];
        size_t length = 99;
        env_device(4, 4096, 16);
        env_fill(text, sizeof text, 1, 1);
        assert_int_equal(api->set(1, sizeof text, text, 0), PSA_SUCCESS);
        assert_int_equal(api->set(2, 4, "next", 0), PSA_SUCCESS);
        uint32_t used = 0; /* somewhere in the middle of the first record */
        while (sim_flash_unit(api->area, used) == SIM_UNIT_DONE) {
            used += 16;
        }
        sim_flash_set_unit(api->area, used / 2u / 16u * 16u, SIM_UNIT_ECC);
        memset(got, 0, sizeof got);
        assert_int_equal(api->get(1, 0, sizeof got, got, &length), api->corrupt);
        assert_int_equal(length, 0);
        for (size_t i = 0; i < sizeof got; i++) {
            assert_int_equal(got[i], 0);
        }
        expect_content(2, "next", 4);
        assert_int_equal(mend ? api->set(1, 2, "ok", 0) : api->remove(1), PSA_SUCCESS);
        env_reboot();
        if (mend) {
            expect_content(1, "ok", 2);
        } else {
            expect_nothing(1);
        }
        expect_content(2, "next", 4);
    }
}

/* A damaged item whose sector is cleared stays known as damaged, with its flags (I16): it is not as if it had never
 * been. */
BOTH(unit_lost__sector_cleared__still_reported)
{
    uint8_t text[64], got[64];
    size_t length = 99;
    env_fill(text, sizeof text, 1, 1);
    assert_int_equal(api->set(1, sizeof text, text, PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS);
    assert_int_equal(api->set(2, 4, "next", 0), PSA_SUCCESS);
    uint32_t used = 0;
    while (sim_flash_unit(api->area, used) == SIM_UNIT_DONE) {
        used += 16;
    }
    sim_flash_set_unit(api->area, used / 2u / 16u * 16u, SIM_UNIT_ECC);
    for (uint32_t n = 0; n < 1000; n++) { /* round all sectors, and round again */
        assert_int_equal(api->set(3, sizeof n, &n, 0), PSA_SUCCESS);
    }
    for (int boot = 0; boot < 2; boot++) {
        assert_int_equal(api->get(1, 0, sizeof got, got, &length), api->corrupt);
        assert_int_equal(length, 0);
        assert_int_equal(api->set(1, 1, "x", 0), PSA_ERROR_NOT_PERMITTED);
        expect_content(2, "next", 4);
        env_reboot();
    }
    sim_set_lifecycle(PLAT_LIFECYCLE_PSA_ROT_PROVISIONING);
    assert_int_equal(api->remove(1), PSA_SUCCESS);
    expect_nothing(1);
}

/* Whatever fails for ever, and wherever: a code of the call's page. */
static bool listed(psa_status_t status, const psa_status_t *codes)
{
    for (; *codes; codes++) {
        if (status == *codes) {
            return true;
        }
    }
    return status == PSA_SUCCESS;
}

BOTH(sectors_fail_for_ever__every_call__a_code_of_its_page)
{
    static const psa_status_t set_codes[] = { PSA_ERROR_INSUFFICIENT_STORAGE, PSA_ERROR_STORAGE_FAILURE, 0 };
    static const psa_status_t remove_codes[] = { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_STORAGE_FAILURE, 0 };
    static const psa_status_t extend_codes[] = { PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_STORAGE_FAILURE,
                                                 PSA_ERROR_DATA_CORRUPT, 0 };
    static const uint8_t data[100];
    uint32_t refused = 0;
    for (uint32_t bad = 0; bad < 8; bad++) {
        env_device(3, 1024, 16);
        for (uint32_t n = 0; n < 70; n++) {
            assert_int_equal(api->set(1u + n % 14u, 60, data, 0), PSA_SUCCESS);
        }
        for (uint32_t sector = 0; sector < 3; sector++) {
            sim_bad_sector(api->area, sector, bad >> sector & 1u, bad % 2u != 0 && sector == 1);
        }
        for (uint32_t n = 0; n < 60; n++) {
            psa_status_t status = api->set(1u + n % 14u, 60, data, 0);
            refused += status != PSA_SUCCESS;
            assert_true(listed(status, set_codes));
            if (api == &apis[1]) {
                assert_true(listed(psa_ps_set_extended(1u + n * 5u % 14u, 0, 10, data), extend_codes));
            }
            if (n > 30) {
                assert_true(listed(api->remove(1u + n * 3u % 14u), remove_codes));
            }
        }
    }
    assert_true(refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s001__uid_absent__does_not_exist),
        cmocka_unit_test(s002__write_once__neither_set_nor_removed),
        cmocka_unit_test(s003__fill_remove_fill__equal_counts),
        cmocka_unit_test(s004__set_again__content_size_and_flags_are_the_new_ones),
        cmocka_unit_test(s005__any_uid__its_own_item),
        cmocka_unit_test(s006__flag_unknown__not_supported_nothing_changed),
        cmocka_unit_test(s007__buffer_larger_or_smaller__the_lesser_is_read),
        cmocka_unit_test(s008__offsets__to_the_end_and_not_beyond),
        cmocka_unit_test(s008__size_wraps__invalid_argument_buffer_untouched),
        cmocka_unit_test(s009__null__only_where_the_length_is_zero),
        cmocka_unit_test(s010__uid_zero__invalid_argument),
        cmocka_unit_test_setup(s011__create__neither_replaces_nor_resizes, ps_only),
        cmocka_unit_test_setup(s012__set_extended__offset_and_length, ps_only),
        cmocka_unit_test_setup(s013__create_and_extend__as_one_item, ps_only),
        cmocka_unit_test_setup(s014_s015__create_write_once__not_supported_nothing_made, ps_only),
        cmocka_unit_test_setup(s016__set_after_create__capacity_is_the_size, ps_only),
        cmocka_unit_test_setup(s017__extend__no_gaps_and_size_grows, ps_only),
        cmocka_unit_test_setup(create__area_then_filled__what_was_reserved_is_there, ps_only),
        cmocka_unit_test(full__set__insufficient_storage_and_nothing_changed),
        cmocka_unit_test(device_key_changed__every_item__corrupt_and_nothing_erased),
        cmocka_unit_test(device_key_changed__after_a_cut__corrupt_and_nothing_erased),
        cmocka_unit_test(flash_put_back__device_goes_on__no_nonce_again),
        cmocka_unit_test(unit_lost__its_item__reported_then_mended),
        cmocka_unit_test(unit_lost__sector_cleared__still_reported),
        cmocka_unit_test(sectors_fail_for_ever__every_call__a_code_of_its_page),
    };
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
