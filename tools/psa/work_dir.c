/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Directories of a command, and what killed ones left of theirs. Whoever works in one holds a lock on the directory
 * itself, which ends with the process however it ends.
 */
#define _DEFAULT_SOURCE /* flock() */

#include "work_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

#define RANDOM_PART 6u

/* What is in an open directory, but for directories that are not empty. */
static void remove_files(int fd)
{
    int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = again < 0 ? NULL : fdopendir(again);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlinkat(fd, entry->d_name, 0) != 0) {
            unlinkat(fd, entry->d_name, AT_REMOVEDIR);
        }
    }
    if (dir) {
        closedir(dir);
    } else if (again >= 0) {
        close(again);
    }
}

/* All that is in an open directory: files, and directories of files. */
static void empty(int fd)
{
    int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = again < 0 ? NULL : fdopendir(again);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            int inner = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (inner >= 0) {
                remove_files(inner);
                close(inner);
            }
        }
    }
    if (dir) {
        closedir(dir);
    } else if (again >= 0) {
        close(again);
    }
    remove_files(fd);
}

/* Ours by owner and mode, and nobody works in it: open and locked, or -1. */
static int claim(int parent, const char *name)
{
    struct stat info;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && (fstat(fd, &info) != 0 || info.st_uid != geteuid() || (info.st_mode & 07777) != 0700 ||
                    flock(fd, LOCK_EX | LOCK_NB) != 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Remove what killed commands left: PREFIX.XXXXXX in this directory. */
static void remove_left(const char *parent_path, const char *prefix)
{
    size_t length = strlen(prefix);
    DIR *parent = opendir(parent_path);
    const struct dirent *entry;
    while (parent && (entry = readdir(parent)) != NULL) {
        const char *name = entry->d_name;
        if (strlen(name) != length + 1u + RANDOM_PART || strncmp(name, prefix, length) != 0 || name[length] != '.') {
            continue;
        }
        int fd = claim(dirfd(parent), name);
        if (fd >= 0) {
            empty(fd);
            unlinkat(dirfd(parent), name, AT_REMOVEDIR);
            close(fd);
        }
    }
    if (parent) {
        closedir(parent);
    }
}

/* Make it and lock it. Before the lock is there another command may take it for one that was left, and remove it: then
 * once more. */
static bool make(work_dir_t *dir, const char *prefix)
{
    for (int tries = 0; tries < 10; tries++) {
        struct stat info;
        int length = snprintf(dir->path, sizeof(dir->path), "%s.XXXXXX", prefix);
        if (length < 0 || (size_t)length >= sizeof(dir->path)) {
            errno = ENAMETOOLONG;
            return false;
        }
        if (mkdtemp(dir->path) == NULL) {
            return false;
        }
        dir->lock = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (dir->lock >= 0) {
            (void)flock(dir->lock, LOCK_EX); /* where there are no locks nothing that is left is removed either */
            if (fstat(dir->lock, &info) == 0 && info.st_nlink > 0) {
                return true;
            }
            close(dir->lock);
        } else if (errno != ENOENT) {
            return false;
        }
    }
    errno = EBUSY;
    return false;
}

bool work_dir_open(work_dir_t *dir, const char *prefix)
{
    dir->lock = -1;
    if (!make(dir, prefix)) {
        tool_fail("%s: %s", dir->path, strerror(errno));
        return false;
    }
    snprintf(dir->device, sizeof(dir->device), "%s/device", dir->path);
    char parent[sizeof(dir->path)];
    const char *slash = strrchr(prefix, '/');
    snprintf(parent, sizeof(parent), "%.*s", slash ? (int)(slash - prefix) + 1 : 1, slash ? prefix : ".");
    remove_left(parent, slash ? slash + 1 : prefix);
    return true;
}

void work_dir_close(work_dir_t *dir)
{
    empty(dir->lock);
    rmdir(dir->path);
    close(dir->lock);
}
