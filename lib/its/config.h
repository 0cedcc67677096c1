/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Sizes of the storage library. Each may be set from the build (-DPITS_...=n).
 */
#ifndef PITS_CONFIG_H
#define PITS_CONFIG_H

/** Items that an area can hold: they are found through a table in RAM, 4 bytes for each, for each area that the image
 *  links. One more is refused with PSA_ERROR_INSUFFICIENT_STORAGE. An area that has more of them already, because an
 *  image with a larger table wrote it, is not mounted: every call gives PSA_ERROR_STORAGE_FAILURE, nothing is lost, and
 *  an image with a larger table reads it again. 0: no table and no such limit; every access scans the headers in flash
 *  (find_scan.c). To be set in CMake (-DPITS_INDEX=n), which chooses the file. */
#ifndef PITS_INDEX
#define PITS_INDEX 128
#endif

/** Part of the area, in 1/1000, that no new item may take, so that an overwrite in a full area finds dead records to
 *  clear without an erase for each. Overwriting and removing work even with 0; what it buys is wear. */
#ifndef PITS_RESERVE
#define PITS_RESERVE 80
#endif

/** Up to so much, in 1/1000, of an area that has one sector less, the log stays ready to lose a sector: one that can't
 *  be erased or programmed any more is skipped at any time, and nothing is refused for it. Fuller areas, and all if
 *  this is 0, can only do so while what two neighbours hold fits into one. It costs wear: some 4 % at half full, up to
 *  40 % where it ends. */
#ifndef PITS_READY
#define PITS_READY 850
#endif

#endif /* PITS_CONFIG_H */
