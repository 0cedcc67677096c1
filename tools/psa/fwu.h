/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the `psa fwu` commands share: states as they are shown, and the three ways to send images.
 */
#ifndef FWU_H
#define FWU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/update.h"
#include "tool.h"

/** How a component stands, from the update service or over a line. */
typedef struct fwu_line {
    uint8_t component, state, reason;
    psa_status_t error;
    psa_fwu_image_version_t version;
    uint32_t max_size, written;
} fwu_line_t;

void fwu_print(const fwu_line_t *lines, size_t count, bool json);

/** Images of one update. */
#define FWU_IMAGES_MAX 8u

typedef struct fwu_image {
    const char *path;
    uint8_t component;
    tool_bytes_t bytes;
    size_t held;         /* bytes that did not go over the line, or were there already */
    psa_status_t status; /* of psa_fwu_finish(), or of what failed before it */
} fwu_image_t;

/** Send all images and, if `install`, have them installed. Each prints what it does, and an error line where it
 *  fails. */
int fwu_send_folder(const char *dir, fwu_image_t *images, size_t count, bool install);
int fwu_send_tcp(const char *where, unsigned tries, fwu_image_t *images, size_t count, bool install);
int fwu_send_serial(const char *path, unsigned long baud, fwu_image_t *images, size_t count);

/** States over TCP. */
int fwu_query_tcp(const char *where, bool json);

/** psa fwu send */
int fwu_send(int argc, char **argv);

#endif /* FWU_H */
