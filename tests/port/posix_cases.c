/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the tests of the POSIX port share.
 */
#include "tests/port/posix_cases.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int case_empty(void **state)
{
    (void)state;
    device_dir_new();
    return 0;
}

int case_device(void **state)
{
    case_empty(state);
    assert_status(plat_posix_create(DEVICE, NULL), PSA_SUCCESS);
    return 0;
}

int case_open(void **state)
{
    case_device(state);
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
    return 0;
}

int case_end(void **state)
{
    (void)state;
    plat_posix_set_flash_observer(NULL, NULL);
    plat_posix_close();
    device_dir_remove();
    return 0;
}

void check_status(psa_status_t status, psa_status_t want, const char *call, const char *file, int line)
{
    if (status != want) {
        print_error("%s\n  gave %d, not %d; error line: %s\n", call, (int)status, (int)want, plat_posix_error());
        _fail(file, line);
    }
}

/* ------------------------------------------------------------------------------------------------------- Files --- */

file_bytes_t file_read(const char *path)
{
    file_bytes_t file = { NULL, 0 };
    struct stat facts;
    assert_int_equal(stat(path, &facts), 0);
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    file.size = (size_t)facts.st_size;
    file.bytes = malloc(file.size + 1);
    assert_non_null(file.bytes);
    assert_int_equal(fread(file.bytes, 1, file.size, stream), file.size);
    fclose(stream);
    return file;
}

void file_write(const char *path, const void *bytes, size_t size)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

void assert_file_unchanged(const char *path, file_bytes_t before)
{
    file_bytes_t now = file_read(path);
    bool same = now.size == before.size && memcmp(now.bytes, before.bytes, now.size) == 0;
    free(now.bytes);
    free(before.bytes);
    assert_true(same);
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

void file_flip(const char *path, long off, uint8_t bits)
{
    FILE *stream = fopen(path, "r+b");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, off, SEEK_SET), 0);
    int byte = fgetc(stream);
    assert_true(byte != EOF);
    assert_int_equal(fseek(stream, off, SEEK_SET), 0);
    assert_true(fputc(byte ^ bits, stream) != EOF);
    assert_int_equal(fclose(stream), 0);
}

unsigned dir_count(const char *path)
{
    unsigned count = 0;
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(dir);
    return count;
}

uint32_t reference_crc32(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = (crc & 1u) != 0 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
        }
    }
    return ~crc;
}

void put32(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}

/* ---------------------------------------------------------------------------------------------------- Children --- */

pid_t child_start(void (*function)(void *ctx), void *ctx)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL); /* not cmocka's: an abort is an end here */
        function(ctx);
        _exit(0);
    }
    return child;
}

int child_wait(pid_t child)
{
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

void child_run(void (*function)(void *ctx), void *ctx)
{
    int status = child_wait(child_start(function, ctx));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

void child_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: in the child: %s; error line: %s\n", file, line, what, plat_posix_error());
    fflush(stderr);
    _exit(1);
}
