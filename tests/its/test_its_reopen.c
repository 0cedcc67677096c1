/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Storage on the POSIX port where devices are closed and opened again in one program: what RAM knew of the one before
 * counts no more.
 */
#include "tests/port/posix_cases.h"

#include <sys/wait.h>
#include <unistd.h>

#include "lib/its/its_internal.h"
#include "psa/internal_trusted_storage.h"
#include "psa/protected_storage.h"

#define OTHER device_dir_path("other")

static void open_device(const char *dir)
{
    plat_posix_close();
    assert_status(plat_posix_open(dir), PSA_SUCCESS);
}

static void store(psa_storage_uid_t uid, const char *text)
{
    assert_status(psa_its_set(uid, strlen(text), text, PSA_STORAGE_FLAG_NONE), PSA_SUCCESS);
    assert_status(psa_ps_set(uid, strlen(text), text, PSA_STORAGE_FLAG_NONE), PSA_SUCCESS);
}

/* NULL: there is no such item. */
static void expect(psa_storage_uid_t uid, const char *text)
{
    psa_status_t (*const get[])(psa_storage_uid_t, size_t, size_t, void *, size_t *) = { psa_its_get, psa_ps_get };
    for (size_t i = 0; i < 2; i++) {
        char found[32] = "";
        size_t size;
        assert_status(get[i](uid, 0, sizeof found - 1u, found, &size), text ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST);
        assert_string_equal(found, text ? text : "");
    }
}

static int two_devices(void **state)
{
    case_device(state);
    assert_status(plat_posix_create(OTHER, NULL), PSA_SUCCESS);
    return 0;
}

static void in_child(void (*function)(void))
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        function();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void reopen__another_device__items_of_its_own(void **state)
{
    (void)state;
    open_device(DEVICE);
    store(1, "first");
    open_device(OTHER);
    expect(1, NULL);
    store(2, "second");
    open_device(DEVICE);
    expect(1, "first");
    expect(2, NULL);
    store(3, "third");
    open_device(OTHER);
    expect(2, "second");
    expect(3, NULL);
}

static void look_at_both(void)
{
    pits_reset(); /* what fork() copied */
    open_device(DEVICE);
    expect(1, "first");
    expect(2, NULL);
    pits_reset();
    open_device(OTHER);
    expect(1, NULL);
    expect(2, "second");
}

/* What was written can be read by a program that begins with the devices as they are. */
static void reopen__another_device__sound_for_others(void **state)
{
    (void)state;
    open_device(DEVICE);
    store(1, "first");
    open_device(OTHER);
    store(2, "second");
    plat_posix_close();
    in_child(look_at_both);
}

static void change(void)
{
    open_device(DEVICE);
    store(1, "changed");
    store(2, "new");
    plat_posix_close();
}

static void reopen__changed_by_another_program__as_that_left_it(void **state)
{
    (void)state;
    open_device(DEVICE);
    store(1, "first");
    plat_posix_close();
    in_child(change);
    open_device(DEVICE);
    expect(1, "changed");
    expect(2, "new");
    store(1, "first again");
    open_device(DEVICE);
    expect(1, "first again");
    expect(2, "new");
}

static void reopen__none_open__an_error_and_then_as_before(void **state)
{
    char found[32];
    size_t size;
    (void)state;
    unsetenv("PSA_DEVICE_DIR");
    open_device(DEVICE);
    store(1, "first");
    plat_posix_close();
    assert_status(psa_its_get(1, 0, sizeof found, found, &size), PSA_ERROR_STORAGE_FAILURE);
    open_device(DEVICE);
    expect(1, "first");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, two_devices, case_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(reopen__another_device__items_of_its_own),
        CASE(reopen__another_device__sound_for_others),
        CASE(reopen__changed_by_another_program__as_that_left_it),
        CASE(reopen__none_open__an_error_and_then_as_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
