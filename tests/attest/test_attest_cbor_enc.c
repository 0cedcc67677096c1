/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The CBOR writer: the integers and strings of RFC 8949 appendix A, both written and measured.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/attest/cbor_enc.h"

typedef struct row {
    int32_t value;
    uint8_t size;
    uint8_t bytes[9];
} row_t;

static void put_int__rfc8949_examples__shortest_form(void **state)
{
    static const row_t rows[] = {
        { 0, 1, { 0x00 } },
        { 23, 1, { 0x17 } },
        { 24, 2, { 0x18, 0x18 } },
        { 255, 2, { 0x18, 0xff } },
        { 256, 3, { 0x19, 0x01, 0x00 } },
        { 65535, 3, { 0x19, 0xff, 0xff } },
        { 65536, 5, { 0x1a, 0x00, 0x01, 0x00, 0x00 } },
        { INT32_MAX, 5, { 0x1a, 0x7f, 0xff, 0xff, 0xff } },
        { -1, 1, { 0x20 } },
        { -24, 1, { 0x37 } },
        { -25, 2, { 0x38, 0x18 } },
        { -1000, 3, { 0x39, 0x03, 0xe7 } },
        { -75000, 5, { 0x3a, 0x00, 0x01, 0x24, 0xf7 } },
        { INT32_MIN, 5, { 0x3a, 0x7f, 0xff, 0xff, 0xff } },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t out[16];
        pcc_wr_t wr = pcc_wr(out, sizeof(out));
        pcc_wr_t measure = pcc_wr(NULL, 0);
        patt_cbor_put_int(&wr, rows[i].value);
        patt_cbor_put_int(&measure, rows[i].value);
        assert_false(wr.bad);
        assert_int_equal(wr.size, rows[i].size);
        assert_int_equal(measure.size, rows[i].size);
        assert_memory_equal(out, rows[i].bytes, rows[i].size);
    }
}

static void put_each__nested__as_rfc8949(void **state)
{
    /* 18([h'01020304', {1: "a"}]) */
    static const uint8_t expected[] = { 0xd2, 0x82, 0x44, 1, 2, 3, 4, 0xa1, 0x01, 0x61, 'a' };
    uint8_t out[16];
    pcc_wr_t wr = pcc_wr(out, sizeof(out));
    (void)state;

    patt_cbor_put_tag(&wr, 18);
    patt_cbor_put_array(&wr, 2);
    patt_cbor_put_bytes(&wr, (const uint8_t *)"\1\2\3\4", 4);
    patt_cbor_put_map(&wr, 1);
    patt_cbor_put_int(&wr, 1);
    patt_cbor_put_text(&wr, "a", 1);
    assert_false(wr.bad);
    assert_int_equal(wr.size, sizeof(expected));
    assert_memory_equal(out, expected, sizeof(expected));
}

static void put_head__largest_and_too_large__shortest_form_or_bad(void **state)
{
    static const uint8_t expected[] = { 0xda, 0xff, 0xff, 0xff, 0xff };
    uint8_t out[16];
    pcc_wr_t wr = pcc_wr(out, sizeof(out));
    (void)state;

    patt_cbor_put_tag(&wr, UINT32_MAX);
    assert_false(wr.bad);
    assert_int_equal(wr.size, sizeof(expected));
    assert_memory_equal(out, expected, sizeof(expected));
    const size_t beyond = (size_t)(UINT64_C(1) << 32); /* 0: no size is too large here */
    patt_cbor_put_head(&wr, PATT_CBOR_BYTES, beyond);
    assert_int_equal(wr.bad, beyond != 0);
}

static void put_bytes__no_room__bad_and_measured(void **state)
{
    uint8_t out[8] = { 0 };
    uint8_t bytes[300] = { 0 };
    pcc_wr_t wr = pcc_wr(out, 3);
    (void)state;

    patt_cbor_put_bytes(&wr, bytes, sizeof(bytes));
    assert_true(wr.bad);
    assert_int_equal(wr.size, 3 + sizeof(bytes));
    assert_int_equal(out[3], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(put_int__rfc8949_examples__shortest_form),
        cmocka_unit_test(put_each__nested__as_rfc8949),
        cmocka_unit_test(put_head__largest_and_too_large__shortest_form_or_bad),
        cmocka_unit_test(put_bytes__no_room__bad_and_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
