/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A device as a directory: making it, opening it for one process, the error line.
 */
#include "platform/posix/posix_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 1024u

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct {
    bool open;
    pid_t process; /* that opened it: a child of fork() has no lock on it */
    int dir;
    int lock;
    char name[PATH_SIZE];
} device;

/* ------------------------------------------------------------------------------------------------- Error lines --- */

static _Thread_local char error_line[PATH_SIZE + 256];

const char *plat_posix_error(void)
{
    return error_line;
}

psa_status_t plat_px_fail(psa_status_t status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(error_line, sizeof error_line, format, args);
    va_end(args);
    return status;
}

static psa_status_t status_of_errno(int why)
{
    switch (why) {
    case ENOENT:
    case ENOTDIR:
        return PSA_ERROR_DOES_NOT_EXIST;
    case EACCES:
    case EPERM:
    case EROFS:
        return PSA_ERROR_NOT_PERMITTED;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return PSA_ERROR_INSUFFICIENT_STORAGE;
    case EEXIST:
    case ENOTEMPTY:
        return PSA_ERROR_ALREADY_EXISTS;
    case ENAMETOOLONG:
        return PSA_ERROR_INVALID_ARGUMENT;
    default:
        return PSA_ERROR_STORAGE_FAILURE;
    }
}

psa_status_t plat_px_fail_errno(const char *dir, const char *name)
{
    int why = errno;
    char words[128];
    if (strerror_r(why, words, sizeof words) != 0) {
        snprintf(words, sizeof words, "error %d", why);
    }
    return plat_px_fail(status_of_errno(why), "%s%s%s: %s", dir, name[0] == 0 ? "" : "/", name, words);
}

/* -------------------------------------------------------------------------------------------------------- Open --- */

/** Make the device ours alone. A POSIX record lock: the kernel drops it with the process and knows who holds it. */
static psa_status_t take_lock(int lock, const char *name)
{
    for (;;) {
        struct flock claim = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        if (fcntl(lock, F_SETLK, &claim) == 0) {
            return PSA_SUCCESS;
        }
        if (errno != EACCES && errno != EAGAIN) {
            return plat_px_fail_errno(name, "lock");
        }
        struct flock holder = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        if (fcntl(lock, F_GETLK, &holder) != 0) {
            return plat_px_fail_errno(name, "lock");
        }
        if (holder.l_type != F_UNLCK) {
            return plat_px_fail(PSA_ERROR_CONNECTION_BUSY, "%s: in use by process %ld", name, (long)holder.l_pid);
        }
        /* given up between the two calls: ours, then */
    }
}

static psa_status_t open_parts(const char *name)
{
    device.lock = plat_px_open(device.dir, "lock", O_RDWR);
    if (device.lock < 0) {
        return plat_px_fail_errno(name, "lock");
    }
    psa_status_t status = take_lock(device.lock, name);
    if (status == PSA_SUCCESS) {
        status = plat_px_banks_open(device.dir, name);
    }
    if (status == PSA_SUCCESS) {
        status = plat_px_flash_open(device.dir, name);
    }
    if (status != PSA_SUCCESS) {
        close(device.lock);
    }
    return status;
}

static psa_status_t open_device(const char *name)
{
    if (name[0] == 0 || strlen(name) >= sizeof device.name) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "device directory: the name is empty or too long");
    }
    device.dir = plat_px_open(AT_FDCWD, name, O_RDONLY | O_DIRECTORY);
    if (device.dir < 0) {
        return plat_px_fail_errno(name, "");
    }
    psa_status_t status = open_parts(name);
    if (status != PSA_SUCCESS) {
        close(device.dir);
        return status;
    }
    memcpy(device.name, name, strlen(name) + 1);
    device.process = getpid();
    plat_px_flash_count_from_0();
    device.open = true;
    return PSA_SUCCESS;
}

static void close_device(void)
{
    if (device.open) {
        plat_px_flash_close();
        plat_px_boot_close();
        close(device.dir);
        close(device.lock); /* gives up the lock, if it is this process that has it */
        device.open = false;
    }
}

/** What a parent opened is not open here. */
static void drop_inherited(void)
{
    if (device.open && device.process != getpid()) {
        close_device();
    }
}

psa_status_t plat_posix_open(const char *dir)
{
    plat_px_mutex_take();
    drop_inherited();
    psa_status_t status = device.open
                              ? plat_px_fail(PSA_ERROR_BAD_STATE, "%s: %s is open, close it first", dir, device.name)
                              : open_device(dir);
    plat_px_mutex_give();
    return status;
}

void plat_posix_close(void)
{
    plat_px_mutex_take();
    close_device();
    plat_px_mutex_give();
}

/** Nobody called plat_posix_open(). */
static psa_status_t open_from_environment(void)
{
    static bool printed;
    const char *name = getenv("PSA_DEVICE_DIR");
    psa_status_t status = name == NULL ? plat_px_fail(PSA_ERROR_DOES_NOT_EXIST,
                                                      "no device is open: set PSA_DEVICE_DIR or call plat_posix_open()")
                                       : open_device(name);
    if (status != PSA_SUCCESS && !printed) {
        printed = true;
        fprintf(stderr, "%s\n", error_line);
    }
    return status;
}

psa_status_t plat_px_enter(void)
{
    plat_px_mutex_take();
    drop_inherited();
    psa_status_t status = device.open ? PSA_SUCCESS : open_from_environment();
    if (status != PSA_SUCCESS) {
        plat_px_mutex_give();
    }
    return status;
}

void plat_px_leave(void)
{
    plat_px_mutex_give();
}

void plat_px_mutex_take(void)
{
    int failed = pthread_mutex_lock(&mutex);
    PLAT_ASSERT(failed == 0);
    (void)failed;
}

void plat_px_mutex_give(void)
{
    int failed = pthread_mutex_unlock(&mutex);
    PLAT_ASSERT(failed == 0);
    (void)failed;
}

int plat_px_dir(void)
{
    return device.dir;
}

const char *plat_px_dir_name(void)
{
    return device.name;
}

/* ------------------------------------------------------------------------------------------------------ Create --- */

static psa_status_t lock_create(int dir, const char *dir_name)
{
    int file = openat(dir, "lock", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 || close(file) != 0) {
        return plat_px_fail_errno(dir_name, "lock");
    }
    return PSA_SUCCESS;
}

/** All files of a new device, on the disk. Error lines name `dir`, the place where it will be. */
static psa_status_t create_parts(const char *temporary, const char *dir, const plat_posix_layout_t *layout)
{
    int fd = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return plat_px_fail_errno(temporary, "");
    }
    psa_status_t status = lock_create(fd, dir);
    if (status == PSA_SUCCESS) {
        status = plat_px_flash_create(fd, dir, layout);
    }
    if (status == PSA_SUCCESS) {
        status = plat_px_key_create(fd, dir);
    }
    if (status == PSA_SUCCESS) {
        status = plat_px_counters_create(fd, dir);
    }
    if (status == PSA_SUCCESS) {
        status = plat_px_lifecycle_create(fd, dir);
    }
    if (status == PSA_SUCCESS && !plat_px_sync_dir(fd)) {
        status = plat_px_fail_errno(dir, "");
    }
    close(fd);
    return status;
}

/** Take away what create_parts() made. Best effort: what stays is a directory that is no device. */
static void remove_parts(const char *temporary)
{
    static const char *const names[] = { "lock",     "flash",        "device-key", "device-key.new",
                                         "counters", "counters.new", "lifecycle",  "lifecycle.new" };
    int fd = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            (void)unlinkat(fd, names[i], 0);
        }
        close(fd);
    }
    (void)rmdir(temporary);
}

/** Cut a path into parent and name: "a/b/" -> "a", "b"; "b" -> ".", "b". */
static bool split(const char *path, char parent[PATH_SIZE], char name[256])
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    size_t name_size = end - start;
    if (name_size == 0 || name_size > 200 || end >= PATH_SIZE - 32) {
        return false;
    }
    memcpy(name, &path[start], name_size);
    name[name_size] = 0;
    size_t parent_size = start > 1 ? start - 1 : start;
    memcpy(parent, path, parent_size);
    parent[parent_size] = 0;
    if (parent_size == 0) {
        memcpy(parent, ".", 2);
    }
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/** Build the device beside its place and put it there. */
static psa_status_t create_in(int parent_fd, const char *parent, const char *name, const char *dir,
                              const plat_posix_layout_t *layout)
{
    char temporary[PATH_SIZE + 300];
    snprintf(temporary, sizeof temporary, "%s/.%s.XXXXXX", parent, name);
    if (mkdtemp(temporary) == NULL) {
        return plat_px_fail_errno(parent, "");
    }
    psa_status_t status = create_parts(temporary, dir, layout);
    /* rename() takes the place of a missing or an empty directory, and of nothing else */
    if (status == PSA_SUCCESS && renameat(AT_FDCWD, temporary, parent_fd, name) != 0) {
        status = plat_px_fail_errno(dir, "");
    }
    if (status != PSA_SUCCESS) {
        remove_parts(temporary);
        return status;
    }
    return plat_px_sync_dir(parent_fd) ? PSA_SUCCESS : plat_px_fail_errno(parent, "");
}

static psa_status_t create_device(const char *dir, const plat_posix_layout_t *layout)
{
    char parent[PATH_SIZE], name[256];
    if (!split(dir, parent, name)) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "%.900s: can't be the name of a device directory", dir);
    }
    int parent_fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent_fd < 0) {
        return plat_px_fail_errno(parent, "");
    }
    psa_status_t status = create_in(parent_fd, parent, name, dir, layout);
    close(parent_fd);
    return status;
}

psa_status_t plat_posix_create(const char *dir, const plat_posix_layout_t *layout)
{
    plat_px_mutex_take();
    psa_status_t status = create_device(dir, layout != NULL ? layout : &plat_posix_default_layout);
    plat_px_mutex_give();
    return status;
}
