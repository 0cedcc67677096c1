/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Errors, files, numbers and options of the psa tool.
 */
#define _XOPEN_SOURCE 700

#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/crypto/core/ct.h"
#include "psa/crypto.h"
#include "psa/update.h"

void tool_begin(void)
{
    /* What the tool opens must not become descriptor 0, 1 or 2, else its messages would be written into it. Opened the
     * wrong way round: to use one that was closed stays an error. */
    for (int fd = 0; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) {
            _exit(TOOL_FAILED);
        }
    }
    (void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
}

int tool_end(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return code == TOOL_OK ? tool_fail("standard output: %s", errno ? strerror(errno) : "write error") : code;
    }
    return code;
}

TOOL_PRINTF(2, 0) static int line(int code, const char *format, va_list args)
{
    fflush(stdout);
    fputs("psa: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    return code;
}

int tool_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int code = line(TOOL_FAILED, format, args);
    va_end(args);
    return code;
}

int tool_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int code = line(TOOL_USAGE, format, args);
    va_end(args);
    return code;
}

static void print_commands(const char *path, const tool_command_t *commands, size_t count, FILE *to)
{
    fprintf(to, "usage: %s COMMAND ...\n\n", path);
    for (size_t i = 0; i < count; i++) {
        char left[40];
        snprintf(left, sizeof(left), "%s%s%s", commands[i].name, commands[i].arguments[0] ? " " : "",
                 commands[i].arguments);
        fprintf(to, "  %-22s %s\n", left, commands[i].summary);
    }
    fprintf(to, "\n%s COMMAND --help tells more.\n", path);
}

int tool_dispatch(const char *path, const tool_command_t *commands, size_t count, int argc, char **argv)
{
    if (argc < 2) {
        print_commands(path, commands, count, stderr);
        return TOOL_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_commands(path, commands, count, stdout);
        return TOOL_OK;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    return tool_usage("%s: unknown command '%s' (see %s --help)", path, argv[1], path);
}

typedef struct status_row {
    psa_status_t status;
    const char *text;
} status_row_t;

#define STATUS_ROW(name, words)                                                                                        \
    {                                                                                                                  \
        name, words " (" #name ")"                                                                                     \
    }

static const status_row_t status_rows[] = {
    STATUS_ROW(PSA_SUCCESS, "done"),
    STATUS_ROW(PSA_SUCCESS_REBOOT, "done, takes effect at the next boot"),
    STATUS_ROW(PSA_SUCCESS_RESTART, "done, takes effect when the component restarts"),
    STATUS_ROW(PSA_ERROR_CONNECTION_BUSY, "the device is in use by another process"),
    STATUS_ROW(PSA_ERROR_GENERIC_ERROR, "something failed"),
    STATUS_ROW(PSA_ERROR_NOT_PERMITTED, "a policy forbids it"),
    STATUS_ROW(PSA_ERROR_NOT_SUPPORTED, "not supported"),
    STATUS_ROW(PSA_ERROR_INVALID_ARGUMENT, "an argument or the image is not valid"),
    STATUS_ROW(PSA_ERROR_INVALID_HANDLE, "there is no such key"),
    STATUS_ROW(PSA_ERROR_BAD_STATE, "not possible in the present state"),
    STATUS_ROW(PSA_ERROR_BUFFER_TOO_SMALL, "the buffer is too small"),
    STATUS_ROW(PSA_ERROR_ALREADY_EXISTS, "it exists already"),
    STATUS_ROW(PSA_ERROR_DOES_NOT_EXIST, "there is no such thing"),
    STATUS_ROW(PSA_ERROR_INSUFFICIENT_MEMORY, "out of memory"),
    STATUS_ROW(PSA_ERROR_INSUFFICIENT_STORAGE, "out of storage"),
    STATUS_ROW(PSA_ERROR_INSUFFICIENT_ENTROPY, "the entropy source failed"),
    STATUS_ROW(PSA_ERROR_SERVICE_FAILURE, "the service could not start"),
    STATUS_ROW(PSA_ERROR_COMMUNICATION_FAILURE, "communication failed"),
    STATUS_ROW(PSA_ERROR_STORAGE_FAILURE, "the storage failed"),
    STATUS_ROW(PSA_ERROR_HARDWARE_FAILURE, "hardware failed"),
    STATUS_ROW(PSA_ERROR_INVALID_SIGNATURE, "the signature or hash does not match"),
    STATUS_ROW(PSA_ERROR_CORRUPTION_DETECTED, "tampering was detected"),
    STATUS_ROW(PSA_ERROR_DATA_CORRUPT, "the stored data is damaged"),
    STATUS_ROW(PSA_ERROR_DATA_INVALID, "the stored data is not understood"),
    STATUS_ROW(PSA_ERROR_DEPENDENCY_NEEDED, "another component must be updated first"),
    STATUS_ROW(PSA_ERROR_FLASH_ABUSE, "too many flash operations"),
};

const char *tool_status_text(psa_status_t status)
{
    static char unknown[40];
    for (size_t i = 0; i < sizeof(status_rows) / sizeof(status_rows[0]); i++) {
        if (status_rows[i].status == status) {
            return status_rows[i].text;
        }
    }
    snprintf(unknown, sizeof(unknown), "status %ld", (long)status);
    return unknown;
}

/* Reads to the end of fd, in one allocation that grows; false leaves errno. */
static bool read_all(int fd, tool_bytes_t *bytes)
{
    size_t capacity = 0;
    for (;;) {
        if (bytes->size == capacity) {
            capacity = capacity ? 2 * capacity : 65536;
            if (capacity > 2 * TOOL_FILE_MAX) {
                errno = EFBIG;
                return false;
            }
            uint8_t *grown = realloc(bytes->p, capacity);
            if (grown == NULL) {
                return false;
            }
            bytes->p = grown;
        }
        ssize_t got = read(fd, bytes->p + bytes->size, capacity - bytes->size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            return true;
        }
        bytes->size += (size_t)got;
    }
}

bool tool_load_file(const char *path, tool_bytes_t *bytes)
{
    *bytes = (tool_bytes_t){ NULL, 0 };
    bool standard_input = strcmp(path, "-") == 0;
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    bool ok = read_all(fd, bytes);
    if (ok && bytes->size > TOOL_FILE_MAX) {
        errno = EFBIG;
        ok = false;
    }
    int error = errno;
    if (!standard_input) {
        close(fd);
    }
    if (!ok) {
        tool_bytes_free(bytes);
    }
    errno = error;
    return ok;
}

bool tool_read_file(const char *path, tool_bytes_t *bytes)
{
    bool ok = tool_load_file(path, bytes);
    if (!ok) {
        tool_fail("%s: %s", path, strerror(errno));
    }
    return ok;
}

static bool write_all(int fd, const uint8_t *p, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, p, size);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return false;
        }
        p += put;
        size -= (size_t)put;
    }
    return true;
}

/* Into what is there and is no regular file: a device, a pipe. */
static bool write_special(const char *path, const void *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    bool ok = write_all(fd, data, size);
    int error = errno;
    if (close(fd) != 0 && ok) {
        return false;
    }
    errno = error;
    return ok;
}

/* Writes a new file beside `path` and renames it, so that `path` is always whole. */
static bool replace_file(const char *path, const void *data, size_t size, unsigned mode)
{
    char temporary[4096];
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) {
        return write_special(path, data, size);
    }
    int length = snprintf(temporary, sizeof(temporary), "%s.%ld.tmp", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof(temporary)) {
        errno = ENAMETOOLONG;
        return false;
    }
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (fd < 0) {
        return false;
    }
    bool ok = write_all(fd, data, size) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && rename(temporary, path) == 0;
    if (!ok) {
        int error = errno;
        unlink(temporary);
        errno = error;
    }
    return ok;
}

/* Links in a row that are followed, as many as Linux follows. */
#define LINKS_MAX 40

/* In `path`, what a link to nothing names at last: the file that would be made if it were opened to write. */
static bool follow(char *path, size_t room)
{
    char target[4096];
    for (int links = 0; links < LINKS_MAX; links++) {
        ssize_t got = readlink(path, target, sizeof(target));
        if (got < 0) {
            return true; /* no link */
        }
        const char *slash = strrchr(path, '/');
        size_t folder = target[0] != '/' && slash != NULL ? (size_t)(slash + 1 - path) : 0;
        if (folder + (size_t)got >= room) {
            errno = ENAMETOOLONG;
            return false;
        }
        memcpy(path + folder, target, (size_t)got);
        path[folder + (size_t)got] = '\0';
    }
    errno = ELOOP;
    return false;
}

/* A link stays a link: the file that it names is replaced, or made. */
static bool write_file(const char *path, const void *data, size_t size, unsigned mode)
{
    char new_path[4096];
    char *real = realpath(path, NULL);
    bool there = real != NULL || access(path, F_OK) == 0; /* a pipe in /proc has no real path */
    int length = snprintf(new_path, sizeof(new_path), "%s", real ? real : path);
    free(real);
    if (length < 0 || (size_t)length >= sizeof(new_path)) {
        errno = ENAMETOOLONG;
        return false;
    }
    return (there || follow(new_path, sizeof(new_path))) && replace_file(new_path, data, size, mode);
}

bool tool_write_file(const char *path, const void *data, size_t size, unsigned mode)
{
    bool standard_output = strcmp(path, "-") == 0;
    bool ok = standard_output ? fflush(stdout) == 0 && write_all(STDOUT_FILENO, data, size)
                              : write_file(path, data, size, mode);
    if (!ok) {
        tool_fail("%s: %s", standard_output ? "standard output" : path, strerror(errno));
    }
    return ok;
}

bool tool_same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0) {
        return false;
    }
    return strcmp(a, b) == 0 ||
           (stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino);
}

int tool_check_output(const char *out, const char *what, const char *input)
{
    return input && tool_same_file(out, input) ? tool_usage("the output names %s, %s", what, out) : TOOL_OK;
}

FILE *tool_report_to(const char *out)
{
    return strcmp(out, "-") == 0 ? stderr : stdout;
}

void tool_bytes_free(tool_bytes_t *bytes)
{
    pcc_wipe(bytes->p, bytes->size);
    free(bytes->p);
    *bytes = (tool_bytes_t){ NULL, 0 };
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool tool_parse_hex(const char *text, uint8_t *out, size_t max, size_t *size)
{
    size_t digits = strlen(text);
    *size = 0;
    if (digits == 0 || digits % 2 != 0 || digits / 2 > max) {
        return false;
    }
    for (size_t i = 0; i < digits / 2; i++) {
        int high = hex_digit(text[2 * i]);
        int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high * 16 + low);
    }
    *size = digits / 2;
    return true;
}

bool tool_parse_number(const char *text, uint64_t max, uint64_t *value)
{
    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(text, &end, hexadecimal ? 16 : 10);
    if (errno != 0 || *end != '\0' || number > max) {
        return false;
    }
    *value = number;
    return true;
}

void tool_print_hex(const uint8_t *p, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        printf("%02x", p[i]);
    }
}

static void print_options(const char *usage, const tool_option_t *options, size_t count)
{
    printf("usage: %s\n", usage);
    if (count > 0) {
        printf("\n");
    }
    for (size_t i = 0; i < count; i++) {
        char left[48];
        snprintf(left, sizeof(left), "--%s%s%s", options[i].name, options[i].has_value ? " " : "",
                 options[i].has_value ? options[i].values_name : "");
        printf("  %-28s %s\n", left, options[i].help);
    }
}

static const tool_option_t *find_option(const tool_option_t *options, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(options[i].name) == length && strncmp(options[i].name, name, length) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

static int store_option(const tool_option_t *option, const char *value)
{
    if (option->count == NULL) {
        *option->value = value;
    } else if (*option->count < option->max) {
        option->value[(*option->count)++] = value;
    } else {
        return tool_usage("--%s is given more than %zu times", option->name, option->max);
    }
    return TOOL_OK;
}

/* One option word at argv[*i]; takes the next word as its value when needed. */
static int take_option(int argc, char **argv, int *i, const char *usage, const tool_option_t *options, size_t count)
{
    const char *name = argv[*i] + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const tool_option_t *option = find_option(options, count, name, length);
    if (option == NULL) {
        return tool_usage("unknown option '%s' (usage: %s)", argv[*i], usage);
    }
    if (!option->has_value) {
        return equals ? tool_usage("--%s takes no value", option->name) : store_option(option, "");
    }
    if (equals) {
        return store_option(option, equals + 1);
    }
    if (*i + 1 >= argc) {
        return tool_usage("--%s needs a value: %s", option->name, option->values_name);
    }
    *i += 1;
    return store_option(option, argv[*i]);
}

int tool_options(int argc, char **argv, const char *usage, const tool_option_t *options, size_t option_count,
                 int *words)
{
    bool only_words = false;
    *words = 0;
    for (int i = 1; i < argc; i++) {
        if (only_words || strncmp(argv[i], "-", 1) != 0 || strcmp(argv[i], "-") == 0) {
            *words += 1;
            argv[*words] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (strcmp(argv[i], "--help") == 0) {
            print_options(usage, options, option_count);
            return -1;
        } else if (strncmp(argv[i], "--", 2) != 0) {
            return tool_usage("unknown option '%s' (usage: %s)", argv[i], usage);
        } else {
            int code = take_option(argc, argv, &i, usage, options, option_count);
            if (code != TOOL_OK) {
                return code;
            }
        }
    }
    return TOOL_OK;
}

bool tool_crypto_start(void)
{
    psa_status_t status = psa_crypto_init();
    if (status != PSA_SUCCESS) {
        tool_fail("the crypto library does not start: %s", tool_status_text(status));
    }
    return status == PSA_SUCCESS;
}
