/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Directories for tests of the POSIX port.
 */
#define _XOPEN_SOURCE 700 /* nftw() */
#include "tests/port/device_dir.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char root[400];

const char *device_dir_new(void)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(root, sizeof root, "%s/psa-port-XXXXXX", temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(root) == NULL) {
        perror(root);
        abort();
    }
    return root;
}

const char *device_dir_path(const char *name)
{
    static char paths[8][512];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", root, name);
    return path;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *where)
{
    (void)facts;
    (void)kind;
    (void)where;
    return remove(path);
}

void device_dir_remove(void)
{
    if (nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0) {
        perror(root);
    }
}
