/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Directories for tests of the POSIX port: one below $TMPDIR a test case, gone after it.
 */
#ifndef TESTS_PORT_DEVICE_DIR_H
#define TESTS_PORT_DEVICE_DIR_H

/** Make a fresh empty directory and name it. Aborts if that is impossible. */
const char *device_dir_new(void);
/** "<the directory>/<name>", in one of a few static buffers. */
const char *device_dir_path(const char *name);
/** Remove the directory and all in it. */
void device_dir_remove(void);

#endif /* TESTS_PORT_DEVICE_DIR_H */
