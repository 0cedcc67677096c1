/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Running tests on the emulated Cortex-M33 (include/cmocka.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static jmp_buf leave;
static int skipped;

void m33_fail(const char *file, int line, const char *what)
{
    printf("[  ERROR   ] %s:%d: %s\n", file, line, what);
    longjmp(leave, 1);
}

void m33_skip(void)
{
    skipped = 1;
    longjmp(leave, 1);
}

void m33_int_equal(uintmax_t a, uintmax_t b, int equal, const char *file, int line)
{
    if ((a == b) != (equal != 0)) {
        printf("0x%lx%s0x%lx\n", (unsigned long)a, equal ? " is not " : " is ", (unsigned long)b);
        m33_fail(file, line, "integers");
    }
}

void m33_memory(const void *a, const void *b, size_t size, int equal, const char *file, int line)
{
    if ((memcmp(a, b, size) == 0) != (equal != 0)) {
        m33_fail(file, line, equal ? "bytes differ" : "bytes are equal");
    }
}

void m33_string(const char *a, const char *b, int equal, const char *file, int line)
{
    if ((strcmp(a, b) == 0) != (equal != 0)) {
        printf("\"%s\", \"%s\"\n", a, b);
        m33_fail(file, line, "strings");
    }
}

void m33_in_range(uintmax_t value, uintmax_t low, uintmax_t high, const char *file, int line)
{
    if (value < low || value > high) {
        printf("0x%lx is not in 0x%lx to 0x%lx\n", (unsigned long)value, (unsigned long)low, (unsigned long)high);
        m33_fail(file, line, "range");
    }
}

/* setup, test, teardown: 0 passed, 1 failed, 2 skipped. */
static int run_one(const struct CMUnitTest *test)
{
    void *state = NULL;
    volatile int result = 0;

    skipped = 0;
    printf("[ RUN      ] %s\n", test->name);
    if (setjmp(leave) == 0) {
        if (test->setup != NULL && test->setup(&state) != 0) {
            m33_fail(test->name, 0, "setup");
        }
        test->test(&state);
    } else {
        result = skipped ? 2 : 1;
    }
    if (setjmp(leave) == 0) {
        if (test->teardown != NULL && test->teardown(&state) != 0) {
            m33_fail(test->name, 0, "teardown");
        }
    } else {
        result = 1;
    }
    printf("[  %s ] %s\n", result == 0 ? "     OK" : result == 1 ? "FAILED " : "SKIPPED", test->name);
    return result;
}

int m33_run(const struct CMUnitTest *tests, size_t count, m33_fixture_t setup, m33_fixture_t teardown)
{
    void *state = NULL;
    int failed = setup != NULL && setup(&state) != 0;

    for (size_t i = 0; i < count && !failed; i++) {
        failed += run_one(&tests[i]) == 1;
    }
    failed += teardown != NULL && teardown(&state) != 0;
    printf("[==========] %u test(s), %s\n", (unsigned)count, failed ? "FAILED" : "all passed");
    return failed;
}
