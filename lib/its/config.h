/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Sizes of the storage library. Each may be set from the build (-DPITS_...=n).
 */
#ifndef PITS_CONFIG_H
#define PITS_CONFIG_H

/** Items of an area that are found through a table in RAM, 4 bytes each, for each area that the image links. 0: no table,
 *  every access scans the headers in flash. More items than entries are no error: the area is then scanned too, until
 *  the next mount finds few enough. */
#ifndef PITS_INDEX
#define PITS_INDEX 128
#endif

/** Spans (a sector, or what one session wrote in it) whose salt is kept in RAM, 16 bytes each, at least 1. A get from
 *  another span reads the headers of its sector once more. */
#ifndef PITS_SPANS
#define PITS_SPANS 4
#endif

/** Part of the area, in 1/1000, that no new item may take, so that an overwrite in a full area finds dead records to
 *  clear without an erase for each. Overwriting and removing work even with 0; what it buys is wear. */
#ifndef PITS_RESERVE
#define PITS_RESERVE 80
#endif

#endif /* PITS_CONFIG_H */
