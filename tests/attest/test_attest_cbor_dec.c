/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The CBOR reader, item by item: RFC 8949's own examples and the malformed shapes of its appendix F.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/attest/cbor_dec.h"

typedef struct row {
    const char *hex;
    patt_reason_t reason;
} row_t;

static size_t unhex(const char *hex, uint8_t *out, size_t capacity)
{
    size_t size = strlen(hex) / 2;
    assert_true(size <= capacity);
    for (size_t i = 0; i < size; i++) {
        unsigned byte = 0;
        assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
        out[i] = (uint8_t)byte;
    }
    return size;
}

static void check_rows(const row_t *rows, size_t count)
{
    uint8_t bytes[256];

    for (size_t i = 0; i < count; i++) {
        size_t size = unhex(rows[i].hex, bytes, sizeof(bytes));
        patt_reason_t reason = patt_cbor_check(bytes, size);
        if (reason != rows[i].reason) {
            fail_msg("%s: %s, expected %s", rows[i].hex, patt_reason_name(reason), patt_reason_name(rows[i].reason));
        }
    }
}
#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void check__valid_items__accepted(void **state)
{
    static const row_t rows[] = {
        { "00", PATT_VALID },
        { "17", PATT_VALID },
        { "1bffffffffffffffff", PATT_VALID },
        { "3bffffffffffffffff", PATT_VALID },
        { "1900ff", PATT_VALID }, /* longer than needed: a receiver takes it */
        { "40", PATT_VALID },
        { "5a00000001ff", PATT_VALID },
        { "60", PATT_VALID },
        { "6161", PATT_VALID },
        { "62c3bc", PATT_VALID },
        { "63e6b0b4", PATT_VALID },
        { "64f0908591", PATT_VALID },
        { "80", PATT_VALID },
        { "83010203", PATT_VALID },
        { "a0", PATT_VALID },
        { "a201020304", PATT_VALID },
        { "a2616101416102", PATT_VALID }, /* "a" and h'61' are different keys */
        { "a201012001", PATT_VALID },     /* 1 and -1 too */
        { "c11a514b67b0", PATT_VALID },
        { "f4", PATT_VALID },
        { "f820", PATT_VALID },
        { "f93c00", PATT_VALID },
        { "fb3ff199999999999a", PATT_VALID },
        { "8181818181818180", PATT_VALID }, /* eight levels, PATT_NESTING_MAX */
    };
    (void)state;
    CHECK_ROWS(rows);
}

static void check__malformed__refused(void **state)
{
    static const row_t rows[] = {
        { "", PATT_TRUNCATED },
        { "18", PATT_TRUNCATED },
        { "19ff", PATT_TRUNCATED },
        { "1b00000000000000", PATT_TRUNCATED },
        { "41", PATT_TRUNCATED },
        { "5bffffffffffffffff00", PATT_TRUNCATED },
        { "7bffffffffffffffff00", PATT_TRUNCATED },
        { "9bffffffffffffffff00", PATT_TRUNCATED },
        { "bbffffffffffffffff00", PATT_TRUNCATED },
        { "bb800000000000000100", PATT_TRUNCATED }, /* doubling would wrap */
        { "81", PATT_TRUNCATED },
        { "a100", PATT_TRUNCATED },
        { "c0", PATT_TRUNCATED },
        { "0000", PATT_TRAILING_BYTES },
        { "1c", PATT_MALFORMED_CBOR },
        { "3d", PATT_MALFORMED_CBOR },
        { "5e", PATT_MALFORMED_CBOR },
        { "fc", PATT_MALFORMED_CBOR },
        { "f800", PATT_MALFORMED_CBOR },
        { "f81f", PATT_MALFORMED_CBOR },
        { "1f", PATT_MALFORMED_CBOR },
        { "df", PATT_MALFORMED_CBOR },
        { "5f4100ff", PATT_INDEFINITE_LENGTH },
        { "7f6161ff", PATT_INDEFINITE_LENGTH },
        { "9fff", PATT_INDEFINITE_LENGTH },
        { "bfff", PATT_INDEFINITE_LENGTH },
        { "ff", PATT_INDEFINITE_LENGTH },
        { "819fff", PATT_INDEFINITE_LENGTH },
    };
    (void)state;
    CHECK_ROWS(rows);
}

static void check__bad_utf8__refused(void **state)
{
    static const row_t rows[] = {
        { "6180", PATT_INVALID_UTF8 },                                            /* continuation alone */
        { "61c3", PATT_INVALID_UTF8 },                                            /* cut sequence */
        { "62c080", PATT_INVALID_UTF8 },                                          /* longer than needed */
        { "63e08080", PATT_INVALID_UTF8 },                                        /* longer than needed */
        { "63eda080", PATT_INVALID_UTF8 },                                        /* surrogate */
        { "64f0808080", PATT_INVALID_UTF8 }, { "64f4908080", PATT_INVALID_UTF8 }, /* above U+10FFFF */
        { "64f5808080", PATT_INVALID_UTF8 }, { "63e6b041", PATT_INVALID_UTF8 },   { "a10061ff", PATT_INVALID_UTF8 },
    };
    (void)state;
    CHECK_ROWS(rows);
}

static void check__same_key_twice__refused(void **state)
{
    static const row_t rows[] = {
        { "a201000100", PATT_DUPLICATE_KEY },     { "a20100180100", PATT_DUPLICATE_KEY }, /* 1 in two lengths */
        { "a220002000", PATT_DUPLICATE_KEY },     { "a2616100616100", PATT_DUPLICATE_KEY },
        { "a2410000410000", PATT_DUPLICATE_KEY }, { "a280008000", PATT_DUPLICATE_KEY },
        { "a2f500f500", PATT_DUPLICATE_KEY },     { "a3010002000100", PATT_DUPLICATE_KEY },
        { "a100a201000100", PATT_DUPLICATE_KEY }, /* in a value */
        { "81a201000100", PATT_DUPLICATE_KEY },
    };
    (void)state;
    CHECK_ROWS(rows);
}

static void check__too_deep__refused(void **state)
{
    static const row_t rows[] = {
        { "818181818181818180", PATT_VALID },
        { "81818181818181818180", PATT_TOO_DEEP },
        { "c1c1c1c1c1c1c1c1c100", PATT_TOO_DEEP },
    };
    (void)state;
    CHECK_ROWS(rows);
}

static void check__too_many_entries__refused(void **state)
{
    uint8_t bytes[2 + 2 * 3 * (PATT_MAP_ENTRIES_MAX + 1)];
    (void)state;

    for (unsigned count = PATT_MAP_ENTRIES_MAX; count <= PATT_MAP_ENTRIES_MAX + 1; count++) {
        pcc_wr_t wr = pcc_wr(bytes, sizeof(bytes));
        patt_cbor_put_head(&wr, PATT_CBOR_MAP, count);
        for (unsigned i = 0; i < count; i++) {
            patt_cbor_put_head(&wr, PATT_CBOR_UINT, i);
            patt_cbor_put_head(&wr, PATT_CBOR_UINT, i);
        }
        assert_false(wr.bad);
        assert_int_equal(patt_cbor_check(bytes, wr.size),
                         count > PATT_MAP_ENTRIES_MAX ? PATT_TOO_MANY_ENTRIES : PATT_VALID);
    }
}

/*
 * Every string of one and of two bytes: the number of valid ones is what RFC 8949 section 3 gives. One item in two
 * bytes is an argument in the second byte (256 unsigned, 256 negative, 224 simple values from 32, and an empty string,
 * text, array and map), a string of one byte (256), a text of one (128), or an array or tag (1 + 24 heads) around one
 * byte.
 */
static void check__every_two_bytes__counted(void **state)
{
    unsigned valid = 0;
    unsigned single = 0;
    (void)state;

    for (unsigned n = 0; n < 256u; n++) {
        uint8_t byte = (uint8_t)n;
        single += patt_cbor_check(&byte, 1) == PATT_VALID;
    }
    /* 24 uint, 24 nint, one empty string, text, array, map each, 24 simple */
    assert_int_equal(single, 24 + 24 + 4 + 24);
    for (unsigned n = 0; n < 65536u; n++) {
        uint8_t bytes[2] = { (uint8_t)(n >> 8), (uint8_t)n };
        valid += patt_cbor_check(bytes, 2) == PATT_VALID;
    }
    assert_int_equal(valid, 256 + 256 + 224 + 4 + 256 + 128 + 25 * single);
}

static void int__bounds__exact_or_refused(void **state)
{
    static const struct {
        const char *hex;
        bool ok;
        int64_t value;
    } rows[] = {
        { "00", true, 0 },
        { "20", true, -1 },
        { "390100", true, -257 },
        { "1b7fffffffffffffff", true, INT64_MAX },
        { "3b7fffffffffffffff", true, INT64_MIN },
        { "1b8000000000000000", false, 0 },
        { "3b8000000000000000", false, 0 },
        { "40", false, 0 },
        { "f4", false, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t bytes[16];
        patt_cbor_item_t item;
        int64_t value = 1;
        pcc_rd_t rd = pcc_rd(bytes, unhex(rows[i].hex, bytes, sizeof(bytes)));
        assert_int_equal(patt_cbor_next(&rd, &item), PATT_VALID);
        assert_int_equal(patt_cbor_int(&item, &value), rows[i].ok);
        assert_true(value == rows[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check__valid_items__accepted),    cmocka_unit_test(check__malformed__refused),
        cmocka_unit_test(check__bad_utf8__refused),        cmocka_unit_test(check__same_key_twice__refused),
        cmocka_unit_test(check__too_deep__refused),        cmocka_unit_test(check__too_many_entries__refused),
        cmocka_unit_test(check__every_two_bytes__counted), cmocka_unit_test(int__bounds__exact_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
