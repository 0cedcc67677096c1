/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What `psa its` knows of the device that an area image belongs to: shape of the area, device key, and a twin of it (a
 * POSIX device in a temporary directory) on which the storage library itself works.
 */
#ifndef ITS_TWIN_H
#define ITS_TWIN_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/platform.h"
#include "tool.h"
#include "work_dir.h"

/** Shape of a storage area. */
typedef struct its_shape {
    uint8_t area; /* PLAT_AREA_ITS or PLAT_AREA_PS */
    uint8_t erased;
    uint16_t unit;
    uint32_t sectors; /* 0: not said */
    uint32_t sector_size;
} its_shape_t;

/** STM32H5 main flash; sectors not said. */
#define ITS_SHAPE_DEFAULT                                                                                              \
    {                                                                                                                  \
        .area = PLAT_AREA_ITS, .erased = 0xff, .unit = 16, .sectors = 0, .sector_size = 8192                           \
    }

/** "its" or "ps". TOOL_OK or an error line and TOOL_USAGE. */
int its_parse_area(const char *text, uint8_t *area);
/** "sectors=8,sector-size=8192,unit=16", any order, over what *shape says. TOOL_OK, or an error line and TOOL_USAGE. */
int its_parse_layout(const char *text, its_shape_t *shape);
/** Whether storage can live in an area of this shape; an error line if not. */
bool its_shape_check(const its_shape_t *shape);

/** Read a device key: 32 bytes, 64 hexadecimal digits, or the file device-key of a POSIX device. False after an error
 *  line. The caller wipes it. */
bool its_read_key(const char *path, uint8_t key[PLAT_DEVICE_KEY_SIZE]);

/** Open a POSIX device, take the shape of its area, and its key unless key is NULL. False after an error line; it is
 *  closed then. */
bool its_open_device(const char *dir, its_shape_t *shape, uint8_t key[PLAT_DEVICE_KEY_SIZE]);

/** A twin: open it, work with platform.h and the storage library, close it: nothing of it stays. */
typedef struct its_twin {
    work_dir_t dir;
} its_twin_t;
/** False after an error line. */
bool its_twin_open(its_twin_t *twin, const its_shape_t *shape, const uint8_t key[PLAT_DEVICE_KEY_SIZE]);
void its_twin_close(its_twin_t *twin);

/** Bytes of an area of this shape. */
static inline uint32_t its_shape_size(const its_shape_t *shape)
{
    return shape->sectors * shape->sector_size;
}

/** Program what is not erased of an image, cell by cell, into the erased area of the open device. False after an error
 *  line. */
bool its_program(uint8_t area_id, const tool_bytes_t *image);

#endif /* ITS_TWIN_H */
