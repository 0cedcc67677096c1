/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The POSIX device as a directory: making it, opening it, bad input of every kind, two processes, the small files.
 */
#include "tests/port/posix_cases.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/** The error line is "<path><rest>". */
static void assert_line(const char *path, const char *rest)
{
    char want[1024];
    snprintf(want, sizeof want, "%s%s", path, rest);
    assert_string_equal(plat_posix_error(), want);
}

/* ------------------------------------------------------------------------------------------------------ Create --- */

static void create__default__is_private_and_whole(void **state)
{
    (void)state;
    static const char *const names[] = { "lock", "flash", "device-key", "counters", "lifecycle" };
    struct stat facts;
    assert_int_equal(stat(DEVICE, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0700);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", DEVICE, names[i]);
        assert_int_equal(stat(path, &facts), 0);
        assert_int_equal(facts.st_mode & 0777, 0600);
    }
    assert_int_equal(dir_count(DEVICE), 5);
    assert_int_equal(dir_count(device_dir_path("")), 1); /* nothing beside it */
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
    assert_int_equal(plat_lifecycle(), PLAT_LIFECYCLE_PSA_ROT_PROVISIONING);
    plat_identity_t identity;
    assert_status(plat_identity(&identity), PSA_ERROR_DOES_NOT_EXIST);
    assert_null(identity.certification_reference);
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_SLOT_SECOND(0));
    assert_non_null(area);
    assert_int_equal(area->size, 136 * 1024);
    assert_int_equal(plat_flash_area(PLAT_AREA_ITS)->size, 64 * 1024);
    assert_int_equal(plat_flash_area(PLAT_AREA_ITS)->prog_size, 16);
}

static void create__two_devices__have_different_keys(void **state)
{
    (void)state;
    uint8_t first[PLAT_DEVICE_KEY_SIZE], second[PLAT_DEVICE_KEY_SIZE];
    assert_status(plat_posix_create(device_dir_path("other/"), NULL), PSA_SUCCESS);
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
    assert_status(plat_device_key(first), PSA_SUCCESS);
    plat_posix_close();
    assert_status(plat_posix_open(device_dir_path("other")), PSA_SUCCESS);
    assert_status(plat_device_key(second), PSA_SUCCESS);
    assert_memory_not_equal(first, second, sizeof first);
}

static void create__over_a_device__is_refused_and_leaves_it_alone(void **state)
{
    (void)state;
    file_bytes_t keys = file_read(DEVICE_FILE("device-key"));
    file_bytes_t flash = file_read(DEVICE_FILE("flash"));
    assert_status(plat_posix_create(DEVICE, NULL), PSA_ERROR_ALREADY_EXISTS);
    assert_line(DEVICE, ": Directory not empty");
    assert_file_unchanged(DEVICE_FILE("device-key"), keys);
    assert_file_unchanged(DEVICE_FILE("flash"), flash);
    assert_int_equal(dir_count(device_dir_path("")), 1);
}

static void create__over_a_file__is_refused(void **state)
{
    (void)state;
    file_write(device_dir_path("file"), "mine", 4);
    assert_true(plat_posix_create(device_dir_path("file"), NULL) < 0);
    file_bytes_t mine = file_read(device_dir_path("file"));
    assert_int_equal(mine.size, 4);
    free(mine.bytes);
    assert_int_equal(dir_count(device_dir_path("")), 1);
}

static void create__in_an_empty_directory__takes_its_place(void **state)
{
    (void)state;
    assert_int_equal(mkdir(DEVICE, 0755), 0);
    assert_status(plat_posix_create(DEVICE, NULL), PSA_SUCCESS);
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
}

static void create__without_a_parent__says_so(void **state)
{
    (void)state;
    assert_status(plat_posix_create(device_dir_path("none/device"), NULL), PSA_ERROR_DOES_NOT_EXIST);
    assert_line(device_dir_path("none"), ": No such file or directory");
    assert_status(plat_posix_create("", NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_status(plat_posix_create("..", NULL), PSA_ERROR_INVALID_ARGUMENT);
    assert_status(plat_posix_create("/", NULL), PSA_ERROR_INVALID_ARGUMENT);
}

static void create__impossible_layout__is_refused_with_its_reason(void **state)
{
    (void)state;
    static const struct {
        plat_posix_area_t area;
        const char *words;
    } cases[] = {
        { { 1, 0xff, 0, 8192, 2 }, "program unit is not" },  { { 1, 0xff, 24, 8184, 2 }, "program unit is not" },
        { { 1, 0xff, 64, 8192, 2 }, "program unit is not" }, { { 1, 0xff, 16, 0, 2 }, "whole program units" },
        { { 1, 0xff, 16, 8200, 2 }, "whole program units" }, { { 1, 0xff, 16, 8192, 0 }, "no sectors" },
        { { 1, 0xff, 16, 8192, 524288 }, "no sectors" },     { { 1, 0x55, 16, 8192, 2 }, "erased value" },
        { { 0, 0xff, 16, 8192, 2 }, "number is 0" },         { { 9, 0xff, 16, 8192, 2 }, "twice" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const plat_posix_area_t areas[] = { { 9, 0xff, 16, 8192, 1 }, cases[i].area };
        const plat_posix_layout_t layout = { areas, 2 };
        assert_status(plat_posix_create(DEVICE, &layout), PSA_ERROR_INVALID_ARGUMENT);
        assert_non_null(strstr(plat_posix_error(), cases[i].words));
        assert_int_equal(dir_count(device_dir_path("")), 0);
    }
    const plat_posix_layout_t none = { NULL, 0 };
    assert_status(plat_posix_create(DEVICE, &none), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(dir_count(device_dir_path("")), 0);
}

static void create__own_layout__has_those_areas(void **state)
{
    (void)state;
    static const plat_posix_area_t areas[] = { { 1, 0xff, 1, 1024, 3 },
                                               { 2, 0x00, 8, 512, 5 },
                                               { 3, 0xff, 32, 4096, 2 } };
    const plat_posix_layout_t layout = { areas, 3 };
    uint8_t bytes[512], back[512], zeros[512] = { 0 };
    assert_status(plat_posix_create(DEVICE, &layout), PSA_SUCCESS);
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
    assert_null(plat_flash_area(PLAT_AREA_SLOT_ACTIVE(0)));
    const plat_flash_area_t *area = plat_flash_area(2);
    assert_int_equal(area->erased, 0);
    assert_int_equal(area->size, 2560);
    memset(bytes, 0xff, sizeof bytes);
    assert_status(plat_flash_read(area, 0, back, sizeof back), PSA_SUCCESS);
    assert_memory_equal(back, zeros, sizeof back);
    for (uint8_t id = 1; id <= 3; id++) {
        area = plat_flash_area(id);
        memset(bytes, id, sizeof bytes);
        assert_status(plat_flash_prog(area, area->size - area->erase_size, bytes, 96), PSA_SUCCESS);
        assert_status(plat_flash_read(area, area->size - area->erase_size, back, 96), PSA_SUCCESS);
        assert_memory_equal(back, bytes, 96);
    }
}

static void create_limited(void *ctx)
{
    (void)ctx;
    const struct rlimit limit = { 100000, 100000 };
    signal(SIGXFSZ, SIG_IGN);
    child_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    child_assert(plat_posix_create(DEVICE, NULL) == PSA_ERROR_INSUFFICIENT_STORAGE);
    child_assert(strstr(plat_posix_error(), "/device/flash: ") != NULL);
}

static void create__without_space__leaves_nothing(void **state)
{
    (void)state;
    child_run(create_limited, NULL); /* the file size limit is the lack of space that a test can have */
    assert_int_equal(dir_count(device_dir_path("")), 0);
}

static void create_as_stranger(void *ctx)
{
    (void)ctx;
    if (geteuid() == 0) {
        child_assert(setegid(65534) == 0 && seteuid(65534) == 0);
    }
    child_assert(plat_posix_create(DEVICE, NULL) == PSA_ERROR_NOT_PERMITTED);
}

static void create__in_a_parent_that_can_not_be_synced__makes_nothing(void **state)
{
    (void)state;
    assert_int_equal(chmod(device_dir_path(""), 0333), 0);
    child_run(create_as_stranger, NULL);
    assert_int_equal(chmod(device_dir_path(""), 0700), 0);
    assert_int_equal(dir_count(device_dir_path("")), 0);
}

static void create_devices(void *ctx)
{
    const int *ready = ctx;
    char name[32];
    for (unsigned i = 0;; i++) {
        snprintf(name, sizeof name, "device%u", i);
        child_assert(plat_posix_create(device_dir_path(name), NULL) == PSA_SUCCESS);
        child_assert(write(ready[1], "r", 1) == 1);
    }
}

/** Rounds of a campaign of kills. */
static long kill_rounds(void)
{
    return getenv("PSA_TEST_FULL") != NULL ? 300 : 12;
}

/** Start a child, let it work for some microseconds after its sign, kill it. */
static void run_for(void (*function)(void *ctx), int *ready, long microseconds)
{
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = child_start(function, ready);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    usleep((useconds_t)microseconds);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_true(WIFSIGNALED(child_wait(child)));
    close(ready[1]);
}

static void create__killed_at_any_moment__has_made_whole_devices_only(void **state)
{
    (void)state;
    unsigned whole = 0;
    for (long round = 0; round < kill_rounds(); round++) {
        int ready[2];
        char name[32] = "device0";
        run_for(create_devices, ready, round * 777 % 9000);
        close(ready[0]);
        for (unsigned i = 0; file_exists(device_dir_path(name)); i++) {
            assert_status(plat_posix_open(device_dir_path(name)), PSA_SUCCESS);
            uint8_t key[PLAT_DEVICE_KEY_SIZE];
            assert_status(plat_device_key(key), PSA_SUCCESS);
            plat_posix_close();
            whole++;
            snprintf(name, sizeof name, "device%u", i + 1);
        }
        device_dir_remove();
        device_dir_new();
    }
    assert_true(whole >= 12);
}

/* -------------------------------------------------------------------------------------------------------- Open --- */

static void open__no_such_directory__says_so(void **state)
{
    (void)state;
    assert_status(plat_posix_open(DEVICE), PSA_ERROR_DOES_NOT_EXIST);
    assert_line(DEVICE, ": No such file or directory");
    assert_int_equal(dir_count(device_dir_path("")), 0);
    file_write(DEVICE, "x", 1);
    assert_status(plat_posix_open(DEVICE), PSA_ERROR_DOES_NOT_EXIST);
    assert_line(DEVICE, ": Not a directory");
    assert_status(plat_posix_open(""), PSA_ERROR_INVALID_ARGUMENT);
}

static void open__directory_that_is_no_device__is_left_empty(void **state)
{
    (void)state;
    assert_int_equal(mkdir(DEVICE, 0755), 0);
    assert_status(plat_posix_open(DEVICE), PSA_ERROR_DOES_NOT_EXIST);
    assert_line(DEVICE, "/lock: No such file or directory");
    assert_int_equal(dir_count(DEVICE), 0);
}

static void open__twice__is_refused(void **state)
{
    (void)state;
    char line[1024];
    assert_status(plat_posix_open(DEVICE), PSA_ERROR_BAD_STATE);
    snprintf(line, sizeof line, "%s: %s is open, close it first", DEVICE, DEVICE);
    assert_string_equal(plat_posix_error(), line);
    assert_non_null(plat_flash_area(PLAT_AREA_ITS));
}

/** Give the flash file these header bytes at off, with a right check. */
static void forge_header(long off, const uint8_t *bytes, size_t size)
{
    file_bytes_t flash = file_read(DEVICE_FILE("flash"));
    memcpy(&flash.bytes[off], bytes, size);
    put32(&flash.bytes[4092], reference_crc32(flash.bytes, 4092));
    file_write(DEVICE_FILE("flash"), flash.bytes, flash.size);
    free(flash.bytes);
}

static void assert_open_refused(psa_status_t want, const char *rest)
{
    file_bytes_t before = file_read(DEVICE_FILE("flash"));
    assert_status(plat_posix_open(DEVICE), want);
    if (rest != NULL) {
        assert_line(DEVICE, rest);
    }
    assert_file_unchanged(DEVICE_FILE("flash"), before);
    assert_int_equal(dir_count(DEVICE), 5);
}

static void open__other_version__names_both(void **state)
{
    (void)state;
    forge_header(8, (const uint8_t[]){ 9, 0, 0, 0 }, 4);
    assert_open_refused(PSA_ERROR_DATA_INVALID, "/flash: flash file has version 9, this program reads 1");
}

static void open__other_geometry__names_it(void **state)
{
    (void)state;
    forge_header(32 + 2, (const uint8_t[]){ 64, 0 }, 2);
    assert_open_refused(PSA_ERROR_DATA_INVALID, "/flash: area 0x01: program unit is not 1, 2, 4, 8, 16 or 32 bytes");
    forge_header(32 + 2, (const uint8_t[]){ 8, 0 }, 2);
    assert_open_refused(PSA_ERROR_DATA_INVALID, "/flash: area 0x02 lies where this program does not expect it");
}

static void open__foreign_file__is_refused(void **state)
{
    (void)state;
    char bytes[5000];
    memset(bytes, 'x', sizeof bytes);
    file_write(DEVICE_FILE("flash"), bytes, sizeof bytes);
    assert_open_refused(PSA_ERROR_DATA_CORRUPT, "/flash: is not a flash file (wrong first bytes)");
}

static void open__short_or_long_file__is_refused(void **state)
{
    (void)state;
    char line[200];
    struct stat facts;
    assert_int_equal(stat(DEVICE_FILE("flash"), &facts), 0);
    long long size = (long long)facts.st_size;
    const long long wrong[] = { size - 1, size + 1, size / 2, 4096 };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(truncate(DEVICE_FILE("flash"), (off_t)wrong[i]), 0);
        snprintf(line, sizeof line, "/flash: file has %lld bytes, its areas take %lld", wrong[i], size);
        assert_open_refused(PSA_ERROR_DATA_CORRUPT, line);
    }
    assert_int_equal(truncate(DEVICE_FILE("flash"), 100), 0);
    assert_open_refused(PSA_ERROR_DATA_CORRUPT, "/flash: file has 100 bytes, its header alone takes 4096");
    assert_int_equal(truncate(DEVICE_FILE("flash"), 0), 0);
    assert_open_refused(PSA_ERROR_DATA_CORRUPT, "/flash: file has 0 bytes, its header alone takes 4096");
}

static void open__any_header_byte_damaged__is_refused(void **state)
{
    (void)state;
    file_flip(DEVICE_FILE("flash"), 2000, 0x80);
    assert_open_refused(PSA_ERROR_DATA_CORRUPT, "/flash: header is damaged: its check does not match");
    file_flip(DEVICE_FILE("flash"), 2000, 0x80);
    for (long off = 0; off < 4096; off += off < 320 ? 1 : 13) {
        file_flip(DEVICE_FILE("flash"), off, (uint8_t)(1u << (off % 8)));
        psa_status_t status = plat_posix_open(DEVICE);
        assert_true(status == PSA_ERROR_DATA_CORRUPT || status == PSA_ERROR_DATA_INVALID);
        file_flip(DEVICE_FILE("flash"), off, (uint8_t)(1u << (off % 8)));
    }
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
}

static void open_as_stranger(void *ctx)
{
    if (geteuid() == 0) { /* whom no permission stops */
        child_assert(setegid(65534) == 0 && seteuid(65534) == 0);
    }
    child_assert(plat_posix_open(DEVICE) == PSA_ERROR_NOT_PERMITTED);
    child_assert(strcmp(plat_posix_error(), ctx) == 0);
    child_assert(plat_posix_create(device_dir_path("other"), NULL) == PSA_ERROR_NOT_PERMITTED);
}

static void open__read_only_directory__says_so(void **state)
{
    (void)state;
    char line[600];
    file_bytes_t before = file_read(DEVICE_FILE("flash"));
    assert_int_equal(chmod(device_dir_path(""), 0555), 0);
    assert_int_equal(chmod(DEVICE, 0555), 0);
    assert_int_equal(chmod(DEVICE_FILE("lock"), 0444), 0);
    assert_int_equal(chmod(DEVICE_FILE("flash"), 0444), 0);
    snprintf(line, sizeof line, "%s/lock: Permission denied", DEVICE);
    child_run(open_as_stranger, line);
    assert_int_equal(chmod(device_dir_path(""), 0700), 0);
    assert_int_equal(chmod(DEVICE, 0700), 0);
    assert_file_unchanged(DEVICE_FILE("flash"), before);
}

/* ---------------------------------------------------------------------------------------------- Two processes --- */

static void hold_for_ever(void *ctx)
{
    const int *ready = ctx;
    child_assert(plat_posix_open(DEVICE) == PSA_SUCCESS);
    child_assert(write(ready[1], "r", 1) == 1);
    for (;;) {
        pause();
    }
}

static void open__held_by_another_process__names_it_until_it_dies(void **state)
{
    (void)state;
    int ready[2];
    char byte, line[600];
    assert_int_equal(pipe(ready), 0);
    pid_t child = child_start(hold_for_ever, ready);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_status(plat_posix_open(DEVICE), PSA_ERROR_CONNECTION_BUSY);
    snprintf(line, sizeof line, ": in use by process %ld", (long)child);
    assert_line(DEVICE, line);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_true(WIFSIGNALED(child_wait(child)));
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
    close(ready[0]);
    close(ready[1]);
}

static void use_inherited(void *ctx)
{
    (void)ctx;
    unsetenv("PSA_DEVICE_DIR");
    child_assert(freopen("/dev/null", "w", stderr) != NULL);
    child_assert(plat_flash_area(PLAT_AREA_ITS) == NULL);
    child_assert(plat_posix_open(DEVICE) == PSA_ERROR_CONNECTION_BUSY);
    plat_posix_close();
}

static void fork__child__does_not_inherit_the_device(void **state)
{
    (void)state;
    child_run(use_inherited, NULL);
    /* and what the child did took nothing from us */
    assert_status(plat_counter_raise(PLAT_COUNTER_ITS, 1), PSA_SUCCESS);
    child_run(use_inherited, NULL);
}

static void use_environment(void *ctx)
{
    int *lines = ctx;
    child_assert(dup2(lines[1], STDERR_FILENO) == STDERR_FILENO);
    unsetenv("PSA_DEVICE_DIR");
    uint32_t value;
    child_assert(plat_counter_read(PLAT_COUNTER_ITS, &value) == PSA_ERROR_DOES_NOT_EXIST);
    setenv("PSA_DEVICE_DIR", device_dir_path("none"), 1);
    child_assert(plat_counter_read(PLAT_COUNTER_ITS, &value) == PSA_ERROR_DOES_NOT_EXIST);
    child_assert(strcmp(plat_posix_error() + strlen(device_dir_path("none")), ": No such file or directory") == 0);
    child_assert(plat_lifecycle() == PLAT_LIFECYCLE_UNKNOWN);
    setenv("PSA_DEVICE_DIR", DEVICE, 1);
    child_assert(plat_counter_read(PLAT_COUNTER_ITS, &value) == PSA_SUCCESS);
    child_assert(plat_lifecycle() == PLAT_LIFECYCLE_PSA_ROT_PROVISIONING);
}

static void environment__opens_the_device_and_complains_once(void **state)
{
    (void)state;
    int lines[2];
    char text[600] = "";
    assert_int_equal(pipe(lines), 0);
    child_run(use_environment, lines);
    close(lines[1]);
    assert_true(read(lines[0], text, sizeof text - 1) > 0);
    close(lines[0]);
    assert_string_equal(text, "no device is open: set PSA_DEVICE_DIR or call plat_posix_open()\n");
}

/* ------------------------------------------------------------------------------------------------- Small files --- */

static void small_file__is_as_the_readme_says(void **state)
{
    (void)state;
    assert_status(plat_counter_raise(PLAT_COUNTER_FWU(1u), 0x01020304), PSA_SUCCESS);
    assert_status(plat_counter_raise(PLAT_COUNTER_ITS, 5), PSA_SUCCESS);
    assert_status(plat_counter_raise(PLAT_COUNTER_FWU_KEYS(1u), 6), PSA_SUCCESS);
    uint8_t want[16 + 4 * 66 + 4] = "PSAcount";
    put32(&want[8], 1);
    put32(&want[12], 4 * 66);
    put32(&want[16 + 4], 0x01020304);
    put32(&want[16 + 4 * 32], 5);
    put32(&want[16 + 4 * 35], 6);
    put32(&want[16 + 4 * 66], reference_crc32(want, 16 + 4 * 66));
    file_bytes_t got = file_read(DEVICE_FILE("counters"));
    assert_int_equal(got.size, sizeof want);
    assert_memory_equal(got.bytes, want, sizeof want);
    free(got.bytes);
    assert_false(file_exists(DEVICE_FILE("counters.new")));
}

/** Before there were counters of revoked keys. */
static void counters__file_of_an_earlier_version__is_read_and_grows(void **state)
{
    (void)state;
    uint32_t value = 1;
    uint8_t old[16 + 4 * 34 + 4] = "PSAcount";
    put32(&old[8], 1);
    put32(&old[12], 4 * 34);
    put32(&old[16 + 4 * 32], 5);
    put32(&old[16 + 4 * 34], reference_crc32(old, 16 + 4 * 34));
    FILE *file = fopen(DEVICE_FILE("counters"), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(old, 1, sizeof old, file), sizeof old);
    assert_int_equal(fclose(file), 0);
    assert_status(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
    assert_int_equal(value, 5);
    assert_status(plat_counter_read(PLAT_COUNTER_FWU_KEYS(31u), &value), PSA_SUCCESS);
    assert_int_equal(value, 0);
    assert_status(plat_counter_raise(PLAT_COUNTER_FWU_KEYS(31u), 2), PSA_SUCCESS);
    assert_status(plat_counter_read(PLAT_COUNTER_FWU_KEYS(31u), &value), PSA_SUCCESS);
    assert_int_equal(value, 2);
    assert_status(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
    assert_int_equal(value, 5);
}

static void counters__damaged_file__is_an_error_and_stays_as_it_is(void **state)
{
    (void)state;
    uint32_t value = 9;
    assert_status(plat_counter_raise(PLAT_COUNTER_ITS, 7), PSA_SUCCESS);
    for (long off = 0; off < 156; off += 3) {
        file_flip(DEVICE_FILE("counters"), off, 0x10);
        file_bytes_t before = file_read(DEVICE_FILE("counters"));
        assert_status(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_ERROR_STORAGE_FAILURE);
        assert_int_equal(value, 0);
        assert_status(plat_counter_raise(PLAT_COUNTER_ITS, 100), PSA_ERROR_STORAGE_FAILURE);
        assert_file_unchanged(DEVICE_FILE("counters"), before);
        file_flip(DEVICE_FILE("counters"), off, 0x10);
    }
    assert_status(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
    assert_int_equal(value, 7);
    file_flip(DEVICE_FILE("counters"), 8, 2);
    assert_status(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_ERROR_STORAGE_FAILURE);
    assert_line(DEVICE, "/counters: file has version 3, this program reads 1");
    file_write(DEVICE_FILE("counters"), "PSAcount", 8);
    assert_status(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_ERROR_STORAGE_FAILURE);
    assert_line(DEVICE, "/counters: damaged: 8 bytes can't be its size");
    assert_int_equal(unlink(DEVICE_FILE("counters")), 0);
    assert_status(plat_counter_raise(PLAT_COUNTER_ITS, 1), PSA_ERROR_STORAGE_FAILURE);
    assert_false(file_exists(DEVICE_FILE("counters")));
}

static void raise_for_ever(void *ctx)
{
    const int *ready = ctx;
    child_assert(plat_posix_open(DEVICE) == PSA_SUCCESS);
    for (uint32_t value = 1;; value++) {
        child_assert(plat_counter_raise(PLAT_COUNTER_ITS, value) == PSA_SUCCESS);
        child_assert(write(ready[1], "r", 1) == 1); /* one byte a raise that is done */
    }
}

static void counters__killed_at_any_moment__hold_the_old_or_the_new_value(void **state)
{
    (void)state;
    for (long round = 0; round < kill_rounds(); round++) {
        int ready[2];
        uint32_t done = 1, value = 0;
        char byte;
        run_for(raise_for_ever, ready, round * 613 % 7000);
        while (read(ready[0], &byte, 1) == 1) {
            done++;
        }
        close(ready[0]);
        assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
        assert_status(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_SUCCESS);
        assert_in_range(value, done, done + 1);
        plat_posix_close();
        device_dir_remove();
        assert_int_equal(case_device(state), 0);
    }
}

static void counters__left_over_temporary__is_ignored(void **state)
{
    (void)state;
    uint32_t value = 9;
    file_write(DEVICE_FILE("counters.new"), "half", 4);
    assert_status(plat_counter_read(PLAT_COUNTER_PS, &value), PSA_SUCCESS);
    assert_int_equal(value, 0);
    assert_status(plat_counter_raise(PLAT_COUNTER_PS, 3), PSA_SUCCESS);
    assert_status(plat_counter_read(PLAT_COUNTER_PS, &value), PSA_SUCCESS);
    assert_int_equal(value, 3);
}

static void device_key__damaged_or_gone__is_an_error_and_zero(void **state)
{
    (void)state;
    uint8_t key[PLAT_DEVICE_KEY_SIZE], zeros[PLAT_DEVICE_KEY_SIZE] = { 0 };
    file_flip(DEVICE_FILE("device-key"), 20, 1);
    memset(key, 0xa5, sizeof key);
    assert_status(plat_device_key(key), PSA_ERROR_HARDWARE_FAILURE);
    assert_memory_equal(key, zeros, sizeof key);
    assert_int_equal(unlink(DEVICE_FILE("device-key")), 0);
    memset(key, 0xa5, sizeof key);
    assert_status(plat_device_key(key), PSA_ERROR_DOES_NOT_EXIST);
    assert_memory_equal(key, zeros, sizeof key);
}

static void attestation_key__set__read_back_damaged_or_gone__an_error(void **state)
{
    (void)state;
    uint8_t key[32], got[PLAT_BUILTIN_KEY_SIZE_MAX];
    size_t length = 9;
    memset(key, 0x5e, sizeof key);
    const plat_builtin_key_t *row = plat_builtin_key(0);
    assert_int_equal(row->id, PLAT_KEY_ID_ATTESTATION);
    assert_status(plat_builtin_key_read(row, got, &length), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(length, 0);
    assert_status(plat_posix_set_attestation_key(key), PSA_SUCCESS);
    assert_status(plat_builtin_key_read(row, got, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_memory_equal(got, key, 32);
    file_flip(DEVICE_FILE("attestation-key"), 20, 1);
    assert_status(plat_builtin_key_read(row, got, &length), PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(length, 0);
}

static void set_device_key__replaces_the_secured_one_for_good(void **state)
{
    (void)state;
    uint8_t debug[PLAT_DEVICE_KEY_SIZE], mine[PLAT_DEVICE_KEY_SIZE], key[PLAT_DEVICE_KEY_SIZE];
    assert_status(plat_posix_set_lifecycle(PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG), PSA_SUCCESS);
    assert_status(plat_device_key(debug), PSA_SUCCESS);
    memset(mine, 0x5a, sizeof mine);
    assert_status(plat_posix_set_device_key(mine), PSA_SUCCESS);
    plat_posix_close();
    assert_status(plat_posix_open(device_dir_path("device")), PSA_SUCCESS);
    assert_status(plat_device_key(key), PSA_SUCCESS);
    assert_memory_equal(key, debug, sizeof key);
    assert_status(plat_posix_set_lifecycle(PLAT_LIFECYCLE_SECURED), PSA_SUCCESS);
    assert_status(plat_device_key(key), PSA_SUCCESS);
    assert_memory_equal(key, mine, sizeof key);
    file_flip(DEVICE_FILE("device-key"), 20, 1);
    assert_true(plat_posix_set_device_key(mine) < 0); /* the other class's key must not be made up */
}

static void lifecycle__damaged__is_unknown_and_gets_no_secured_key(void **state)
{
    (void)state;
    uint8_t secured[PLAT_DEVICE_KEY_SIZE], key[PLAT_DEVICE_KEY_SIZE];
    assert_status(plat_posix_set_lifecycle(PLAT_LIFECYCLE_SECURED), PSA_SUCCESS);
    assert_status(plat_device_key(secured), PSA_SUCCESS);
    file_flip(DEVICE_FILE("lifecycle"), 17, 0x10); /* SECURED would become PSA_ROT_PROVISIONING */
    assert_int_equal(plat_lifecycle(), PLAT_LIFECYCLE_UNKNOWN);
    assert_status(plat_device_key(key), PSA_SUCCESS);
    assert_memory_not_equal(key, secured, sizeof key);
    assert_int_equal(unlink(DEVICE_FILE("lifecycle")), 0);
    assert_int_equal(plat_lifecycle(), PLAT_LIFECYCLE_UNKNOWN);
    assert_status(plat_posix_set_lifecycle(PLAT_LIFECYCLE_SECURED), PSA_SUCCESS);
    assert_status(plat_device_key(key), PSA_SUCCESS);
    assert_memory_equal(key, secured, sizeof key);
}

static void identity__bad_texts__are_refused(void **state)
{
    (void)state;
    static const char *const references[] = { "1234567890128",       "1234567890128-1234",  "1234567890128-123456",
                                              "1234567890128_12345", "123456789012x-12345", "-" };
    char service[66];
    plat_identity_t got;
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
        plat_identity_t bad = { .certification_reference = references[i], .verification_service = "" };
        assert_status(plat_posix_set_identity(&bad), PSA_ERROR_INVALID_ARGUMENT);
    }
    memset(service, 'a', 65);
    service[65] = 0;
    plat_identity_t identity = { .certification_reference = "", .verification_service = service };
    assert_status(plat_posix_set_identity(&identity), PSA_ERROR_INVALID_ARGUMENT);
    const char *unprintable[] = { "https://verifier\n", "https://\x7f", "https://pr\303\274fer" };
    for (size_t i = 0; i < sizeof unprintable / sizeof unprintable[0]; i++) {
        plat_identity_t bad = { .certification_reference = "", .verification_service = unprintable[i] };
        assert_status(plat_posix_set_identity(&bad), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_status(plat_identity(&got), PSA_ERROR_DOES_NOT_EXIST);
    service[64] = 0;
    assert_status(plat_posix_set_identity(&identity), PSA_SUCCESS);
    assert_status(plat_identity(&got), PSA_SUCCESS);
    assert_string_equal(got.verification_service, service);
    assert_string_equal(got.certification_reference, "");
    file_flip(DEVICE_FILE("identity"), 30, 1);
    assert_status(plat_identity(&got), PSA_ERROR_DATA_CORRUPT);
    assert_null(got.verification_service);
}

static void add_measurement(void *ctx)
{
    (void)ctx;
    plat_measurement_t measurement = { .type = "BL", .version = "1.0.0", .signer_size = 32, .value_size = 32 };
    child_assert(plat_posix_open(DEVICE) == PSA_SUCCESS);
    child_assert(plat_boot_record_begin() == PSA_SUCCESS);
    child_assert(plat_boot_record_add(&measurement) == PSA_SUCCESS);
}

static void boot_record__of_another_process__is_read_and_its_damage_seen(void **state)
{
    (void)state;
    uint8_t seed[PLAT_BOOT_SEED_SIZE], zeros[PLAT_BOOT_SEED_SIZE] = { 0 };
    plat_measurement_t got;
    child_run(add_measurement, NULL);
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
    assert_status(plat_boot_record_get(0, &got), PSA_SUCCESS);
    assert_string_equal(got.type, "BL");
    assert_status(plat_boot_seed(seed), PSA_SUCCESS);
    assert_memory_not_equal(seed, zeros, sizeof seed);
    file_flip(DEVICE_FILE("boot-record"), 60, 1);
    assert_status(plat_boot_record_get(0, &got), PSA_ERROR_DATA_CORRUPT);
    assert_int_equal(got.type[0], 0);
    assert_status(plat_boot_seed(seed), PSA_ERROR_DATA_CORRUPT);
    assert_memory_equal(seed, zeros, sizeof seed);
    assert_status(plat_boot_record_add(&(plat_measurement_t){ .signer_size = 32, .value_size = 32 }),
                  PSA_ERROR_DATA_CORRUPT);
    assert_status(plat_boot_record_begin(), PSA_SUCCESS);
    assert_status(plat_boot_record_get(0, &got), PSA_ERROR_DOES_NOT_EXIST);
}

/* ------------------------------------------------------------------------------------------------- This process --- */

static void caller__is_settable_but_not_to_0(void **state)
{
    (void)state;
    assert_int_equal(plat_caller(), -1);
    assert_status(plat_posix_set_caller(0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(plat_caller(), -1);
    assert_status(plat_posix_set_caller(42), PSA_SUCCESS);
    assert_int_equal(plat_caller(), 42);
    assert_status(plat_posix_set_caller(-1), PSA_SUCCESS);
}

static void reboot__is_a_request_and_leave_stage_is_not_supported(void **state)
{
    (void)state;
    assert_false(plat_posix_reboot_requested());
    assert_status(plat_reboot(), PSA_SUCCESS);
    assert_true(plat_posix_reboot_requested());
    assert_status(plat_leave_stage(plat_flash_area(PLAT_AREA_SLOT_ACTIVE(0)), 0, 512), PSA_ERROR_NOT_SUPPORTED);
    plat_posix_close();
    assert_false(plat_posix_reboot_requested());
}

/** A file that looks like a program and can't be executed: this stage goes on as it was, and may look for another
 *  image. */
static void leave_stage__program_that_does_not_start__device_stays_open_in_this_stage(void **state)
{
    (void)state;
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(0));
    const plat_builtin_key_t *update = plat_builtin_key(1);
    uint8_t key[32] = { [31] = 7 }, material[PLAT_BUILTIN_KEY_SIZE_MAX], unit[16] = { 0x7f, 'E', 'L', 'F' };
    size_t length = 0;
    assert_int_equal(update->id, PLAT_KEY_ID_UPDATE);
    assert_status(plat_posix_set_update_key(key), PSA_SUCCESS);
    assert_status(plat_flash_prog(area, 512, unit, sizeof unit), PSA_SUCCESS);
    plat_posix_stages_are_programs(true);
    psa_status_t status = plat_leave_stage(area, 0, 512);
    plat_posix_stages_are_programs(false);
    assert_int_not_equal(status, PSA_SUCCESS);
    assert_ptr_equal(plat_flash_area(PLAT_AREA_SLOT_ACTIVE(0)), area);
    assert_status(plat_builtin_key_read(update, material, &length), PSA_SUCCESS);
    assert_memory_equal(material, key, sizeof key);
}

static volatile sig_atomic_t ticks;

static void on_tick(int number)
{
    (void)number;
    ticks++;
}

static void entropy__interrupted_by_signals__is_whole(void **state)
{
    (void)state;
    enum { SIZE = 8 * 1024 * 1024, TICKS = 5, TRIES = 100 };
    uint8_t *bytes = calloc(SIZE, 1);
    assert_non_null(bytes);
    const struct sigaction action = { .sa_handler = on_tick }; /* no SA_RESTART */
    const struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = { { 0, 0 }, { 0, 0 } };
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    ticks = 0;
    assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
    psa_status_t status = PSA_SUCCESS;
    for (int i = 0; i < TRIES && ticks < TICKS && status == PSA_SUCCESS; i++) { /* under valgrind signals come late */
        memset(bytes, 0, SIZE);
        status = plat_entropy(bytes, SIZE);
    }
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    assert_status(status, PSA_SUCCESS);
    assert_true(ticks >= TICKS);
    for (size_t block = 0; block < SIZE; block += 64) { /* no 64 bytes in a row are 0 */
        uint8_t any = 0;
        for (size_t i = 0; i < 64; i++) {
            any |= bytes[block + i];
        }
        if (any == 0) {
            fail_msg("bytes at %zu were not filled", block);
        }
    }
    free(bytes);
}

static unsigned shared_count;

static void *count_under_lock(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < 20000; i++) {
        plat_lock(PLAT_LOCK_ITS);
        shared_count++;
        plat_unlock(PLAT_LOCK_ITS);
    }
    return NULL;
}

static void lock__from_threads__excludes(void **state)
{
    (void)state;
    pthread_t threads[4];
    shared_count = 0;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, count_under_lock, NULL), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(shared_count, 80000);
}

static void *work_on_an_area(void *number)
{
    uint8_t id = *(const uint8_t *)number;
    const plat_flash_area_t *area = plat_flash_area(id);
    uint8_t bytes[64], back[64], key[PLAT_DEVICE_KEY_SIZE];
    plat_identity_t identity;
    uintptr_t faults = area == NULL;
    for (uint32_t i = 0; i < 40 && faults == 0; i++) {
        memset(bytes, (int)(id + i), sizeof bytes);
        faults += plat_flash_erase(area, 0) != PSA_SUCCESS;
        faults += plat_flash_prog(area, 64 * i, bytes, sizeof bytes) != PSA_SUCCESS;
        faults += plat_flash_read(area, 64 * i, back, sizeof back) != PSA_SUCCESS;
        faults += memcmp(bytes, back, sizeof bytes) != 0;
        faults += plat_counter_raise(PLAT_COUNTER_FWU(id), i) != PSA_SUCCESS;
        faults += plat_device_key(key) != PSA_SUCCESS;
        faults += plat_identity(&identity) != PSA_SUCCESS || strlen(identity.verification_service) != 9;
        faults += plat_flash_read(area, area->size, back, 1) != PSA_ERROR_INVALID_ARGUMENT;
        faults += plat_posix_error()[0] == 0;
    }
    return (void *)faults;
}

static void calls__from_threads__do_not_disturb_each_other(void **state)
{
    (void)state;
    pthread_t threads[3];
    uint8_t numbers[3] = { PLAT_AREA_ITS, PLAT_AREA_PS, PLAT_AREA_FWU_JOURNAL };
    plat_identity_t identity = { .certification_reference = "", .verification_service = "https://x" };
    assert_status(plat_posix_set_identity(&identity), PSA_SUCCESS);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, work_on_an_area, &numbers[i]), 0);
    }
    for (size_t i = 0; i < 3; i++) {
        void *faults = NULL;
        assert_int_equal(pthread_join(threads[i], &faults), 0);
        assert_null(faults);
    }
}

#if defined(PLAT_ASSERTS)
static void lock_wrongly(void *kind)
{
    const struct rlimit no_core = { 0, 0 };
    setrlimit(RLIMIT_CORE, &no_core);
    child_assert(freopen("/dev/null", "w", stderr) != NULL);
    switch (*(const int *)kind) {
    case 0: /* order */
        plat_lock(PLAT_LOCK_ITS);
        plat_lock(PLAT_LOCK_CRYPTO);
        break;
    case 1: /* recursion */
        plat_lock(PLAT_LOCK_ITS);
        plat_lock(PLAT_LOCK_ITS);
        break;
    default: /* not held */
        plat_unlock(PLAT_LOCK_FWU);
        break;
    }
}

static void lock__used_wrongly__aborts(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        int status = child_wait(child_start(lock_wrongly, &kind));
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGABRT);
    }
}
#endif

/* What the process says afterwards, on descriptors that it believes to be the standard ones, must not reach the
 * files. */
static void open_without_standard_streams(void *ctx)
{
    (void)ctx;
    for (int file = 0; file <= 2; file++) {
        close(file);
    }
    child_assert(plat_posix_open(DEVICE) == PSA_SUCCESS);
    for (int file = 0; file <= 2; file++) {
        child_assert(write(file, "message", 7) < 0);
    }
    child_assert(plat_flash_area(PLAT_AREA_ITS) != NULL);
    plat_posix_close();
}

static void open__standard_streams_closed__device_is_not_in_their_place(void **state)
{
    (void)state;
    child_run(open_without_standard_streams, NULL);
    assert_int_equal(plat_posix_open(DEVICE), PSA_SUCCESS);
}

#define EMPTY(f) cmocka_unit_test_setup_teardown(f, case_empty, case_end)
#define WITH_DEVICE(f) cmocka_unit_test_setup_teardown(f, case_device, case_end)
#define WITH_OPEN(f) cmocka_unit_test_setup_teardown(f, case_open, case_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DEVICE(create__default__is_private_and_whole),
        WITH_DEVICE(create__two_devices__have_different_keys),
        WITH_DEVICE(create__over_a_device__is_refused_and_leaves_it_alone),
        EMPTY(create__over_a_file__is_refused),
        EMPTY(create__in_an_empty_directory__takes_its_place),
        EMPTY(create__without_a_parent__says_so),
        EMPTY(create__impossible_layout__is_refused_with_its_reason),
        EMPTY(create__own_layout__has_those_areas),
        EMPTY(create__without_space__leaves_nothing),
        EMPTY(create__in_a_parent_that_can_not_be_synced__makes_nothing),
        EMPTY(create__killed_at_any_moment__has_made_whole_devices_only),
        EMPTY(open__no_such_directory__says_so),
        EMPTY(open__directory_that_is_no_device__is_left_empty),
        WITH_OPEN(open__twice__is_refused),
        WITH_DEVICE(open__other_version__names_both),
        WITH_DEVICE(open__other_geometry__names_it),
        WITH_DEVICE(open__foreign_file__is_refused),
        WITH_DEVICE(open__short_or_long_file__is_refused),
        WITH_DEVICE(open__any_header_byte_damaged__is_refused),
        WITH_DEVICE(open__read_only_directory__says_so),
        WITH_DEVICE(open__standard_streams_closed__device_is_not_in_their_place),
        WITH_DEVICE(open__held_by_another_process__names_it_until_it_dies),
        WITH_OPEN(fork__child__does_not_inherit_the_device),
        WITH_DEVICE(environment__opens_the_device_and_complains_once),
        WITH_OPEN(small_file__is_as_the_readme_says),
        WITH_OPEN(counters__file_of_an_earlier_version__is_read_and_grows),
        WITH_OPEN(counters__damaged_file__is_an_error_and_stays_as_it_is),
        WITH_DEVICE(counters__killed_at_any_moment__hold_the_old_or_the_new_value),
        WITH_OPEN(counters__left_over_temporary__is_ignored),
        WITH_OPEN(device_key__damaged_or_gone__is_an_error_and_zero),
        WITH_OPEN(attestation_key__set__read_back_damaged_or_gone__an_error),
        WITH_OPEN(set_device_key__replaces_the_secured_one_for_good),
        WITH_OPEN(lifecycle__damaged__is_unknown_and_gets_no_secured_key),
        WITH_OPEN(identity__bad_texts__are_refused),
        WITH_DEVICE(boot_record__of_another_process__is_read_and_its_damage_seen),
        WITH_OPEN(caller__is_settable_but_not_to_0),
        WITH_OPEN(reboot__is_a_request_and_leave_stage_is_not_supported),
        WITH_OPEN(leave_stage__program_that_does_not_start__device_stays_open_in_this_stage),
        EMPTY(entropy__interrupted_by_signals__is_whole),
        EMPTY(lock__from_threads__excludes),
        WITH_OPEN(calls__from_threads__do_not_disturb_each_other),
#if defined(PLAT_ASSERTS)
        EMPTY(lock__used_wrongly__aborts),
#endif
    };
    return cmocka_run_group_tests_name("posix device", tests, NULL, NULL);
}
