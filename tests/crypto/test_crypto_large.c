/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Inputs of more bytes than 32 bits count, where a buffer can be as large. It is memory that was never written: zeros,
 * which take no RAM.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */

#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "psa/crypto.h"
#include "tests/crypto/fixture.h"

#define SIZE (((size_t)1 << 32) + 5u)

/* "python3 -c" of hashlib.md5(), fed 2^32 + 5 zeros in pieces. */
static const uint8_t md5[16] = { 0x96, 0x8a, 0x88, 0x09, 0xaa, 0x08, 0x86, 0xd8,
                                 0x7f, 0x38, 0x5d, 0x88, 0x73, 0x3a, 0x98, 0xd2 };

static void hash_compute__more_than_4_gib_in_one_piece__all_of_it_counts(void **state)
{
    (void)state;
    uint8_t hash[16];
    size_t length;
    const uint8_t *zeros = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(zeros != MAP_FAILED);
    assert_int_equal(psa_hash_compute(PSA_ALG_MD5, zeros, SIZE, hash, sizeof hash, &length), PSA_SUCCESS);
    assert_int_equal(length, sizeof md5);
    assert_memory_equal(hash, md5, sizeof md5);
    assert_int_equal(munmap((void *)(uintptr_t)zeros, SIZE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hash_compute__more_than_4_gib_in_one_piece__all_of_it_counts, fixture_start,
                                        fixture_stop),
    };
    return cmocka_run_group_tests_name("crypto.large", tests, NULL, NULL);
}
