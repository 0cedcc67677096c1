/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * fork() on the host port: parent, children and grandchild each draw random bytes of their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "psa/crypto.h"

#define SIZE 32u

/* What a child draws as its first bytes; a depth of 2 is its own child's. */
static void draw_in_child(int depth, uint8_t bytes[SIZE])
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (depth == 2) {
            draw_in_child(1, bytes);
        } else if (psa_generate_random(bytes, SIZE) != PSA_SUCCESS) {
            _exit(1);
        }
        _exit(write(ends[1], bytes, SIZE) == (ssize_t)SIZE ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(read(ends[0], bytes, SIZE), SIZE);
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(close(ends[1]), 0);
}

static void generate_random__after_fork__no_bytes_twice(void **state)
{
    (void)state;
    uint8_t drawn[5][SIZE];
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_generate_random(drawn[0], SIZE), PSA_SUCCESS);
    draw_in_child(1, drawn[1]);
    draw_in_child(1, drawn[2]);
    draw_in_child(2, drawn[3]);
    assert_int_equal(psa_generate_random(drawn[4], SIZE), PSA_SUCCESS);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(drawn[i], drawn[j], SIZE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generate_random__after_fork__no_bytes_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
