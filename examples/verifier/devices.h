/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The devices that the service knows.
 */
#ifndef DEVICES_H
#define DEVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patt_verify.h"

/** An uncompressed point of P-256, P-384 or P-521. */
#define DEVICE_POINT_MAX 133u

typedef struct device {
    uint8_t instance_id[PATT_VERIFY_INSTANCE_ID_SIZE];
    uint8_t point[DEVICE_POINT_MAX];
    size_t point_size;
} device_t;

/** Read the registry: a line a device, instance id and public key in hexadecimal. False after an error line. */
bool devices_read(const char *path);

/** The device with this instance id, or NULL. */
const device_t *device_find(patt_span_t instance_id);

#endif /* DEVICES_H */
