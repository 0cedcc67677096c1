/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The part of cmocka's interface that the tests use, for a machine that cmocka is not packaged for: the emulated
 * Cortex-M33. On hosts the tests use cmocka itself. Include <setjmp.h>, <stdarg.h> and <stddef.h> first, as with
 * cmocka.
 */
#ifndef TESTS_M33_CMOCKA_H
#define TESTS_M33_CMOCKA_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef void (*m33_test_t)(void **state);
typedef int (*m33_fixture_t)(void **state);

struct CMUnitTest {
    const char *name;
    m33_test_t test;
    m33_fixture_t setup, teardown;
};

#define cmocka_unit_test(f)                                                                                            \
    {                                                                                                                  \
#f, f, NULL, NULL                                                                                              \
    }
#define cmocka_unit_test_setup(f, setup)                                                                               \
    {                                                                                                                  \
#f, f, setup, NULL                                                                                             \
    }
#define cmocka_unit_test_teardown(f, teardown)                                                                         \
    {                                                                                                                  \
#f, f, NULL, teardown                                                                                          \
    }
#define cmocka_unit_test_setup_teardown(f, setup, teardown)                                                            \
    {                                                                                                                  \
#f, f, setup, teardown                                                                                         \
    }
#define cmocka_run_group_tests(tests, setup, teardown)                                                                 \
    m33_run(tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)

#define cmocka_run_group_tests_name(name, tests, setup, teardown) cmocka_run_group_tests(tests, setup, teardown)

/** Run them; returns the number that failed. */
int m33_run(const struct CMUnitTest *tests, size_t count, m33_fixture_t setup, m33_fixture_t teardown);

/** The running test has failed: say where and leave it. */
__attribute__((noreturn)) void m33_fail(const char *file, int line, const char *what);
__attribute__((noreturn)) void m33_skip(void);
void m33_int_equal(uintmax_t a, uintmax_t b, int equal, const char *file, int line);
void m33_memory(const void *a, const void *b, size_t size, int equal, const char *file, int line);
void m33_string(const char *a, const char *b, int equal, const char *file, int line);
void m33_in_range(uintmax_t value, uintmax_t low, uintmax_t high, const char *file, int line);

#define assert_true(c) ((c) ? (void)0 : m33_fail(__FILE__, __LINE__, #c))
#define assert_false(c) ((c) ? m33_fail(__FILE__, __LINE__, "not " #c) : (void)0)
#define assert_null(p) assert_true((p) == NULL)
#define assert_non_null(p) assert_true((p) != NULL)
#define assert_ptr_equal(a, b) assert_true((const void *)(a) == (const void *)(b))
#define assert_int_equal(a, b) m33_int_equal((uintmax_t)(a), (uintmax_t)(b), 1, __FILE__, __LINE__)
#define assert_int_not_equal(a, b) m33_int_equal((uintmax_t)(a), (uintmax_t)(b), 0, __FILE__, __LINE__)
#define assert_memory_equal(a, b, size) m33_memory(a, b, size, 1, __FILE__, __LINE__)
#define assert_memory_not_equal(a, b, size) m33_memory(a, b, size, 0, __FILE__, __LINE__)
#define assert_string_equal(a, b) m33_string(a, b, 1, __FILE__, __LINE__)
#define assert_string_not_equal(a, b) m33_string(a, b, 0, __FILE__, __LINE__)
#define assert_in_range(value, low, high)                                                                              \
    m33_in_range((uintmax_t)(value), (uintmax_t)(low), (uintmax_t)(high), __FILE__, __LINE__)
#define print_message printf
#define fail_msg(...) (printf(__VA_ARGS__), printf("\n"), m33_fail(__FILE__, __LINE__, "fail_msg"))
#define fail() m33_fail(__FILE__, __LINE__, "fail")
#define skip() m33_skip()
#define test_malloc malloc
#define test_calloc calloc
#define test_free free
#define cmocka_set_test_filter(pattern) ((void)(pattern)) /* all are run */

#endif /* TESTS_M33_CMOCKA_H */
