/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A directory for the length of a command, that may hold keys: for its owner alone, locked while the command runs. What
 * a command that was killed has left is removed by the next one that works in the same place.
 */
#ifndef WORK_DIR_H
#define WORK_DIR_H

#include <stdbool.h>

typedef struct work_dir {
    char path[4096];
    char device[4096 + 8]; /* in it, not made yet: where plat_posix_create() is to work */
    int lock;              /* the directory, open */
} work_dir_t;

/** Make PREFIX.XXXXXX, XXXXXX being any six characters, and remove others of that form that nobody holds. False after
 *  an error line. */
bool work_dir_open(work_dir_t *dir, const char *prefix);
/** Remove it and what is in it: files, and directories of files. */
void work_dir_close(work_dir_t *dir);

#endif /* WORK_DIR_H */
