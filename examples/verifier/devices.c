/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The registry in memory.
 */
#include "devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICES_MAX 1000u
#define LINE_SIZE 512u

static device_t devices[DEVICES_MAX];
static size_t device_count;

/* Bytes of a hexadecimal text, 0 if it is none or too long. */
static size_t read_hex(const char *text, uint8_t *out, size_t capacity)
{
    size_t digits = strspn(text, "0123456789abcdefABCDEF");
    if (text[digits] != '\0' || digits % 2 != 0 || digits / 2 > capacity) {
        return 0;
    }
    for (size_t i = 0; i < digits / 2; i++) {
        const char byte[3] = { text[2 * i], text[2 * i + 1], '\0' };
        out[i] = (uint8_t)strtoul(byte, NULL, 16);
    }
    return digits / 2;
}

static bool read_line(char *line)
{
    device_t *device = &devices[device_count];
    char *rest = NULL;
    const char *id = strtok_r(line, " \t\r\n", &rest);
    const char *point = strtok_r(NULL, " \t\r\n", &rest);
    if (id == NULL || id[0] == '#') {
        return true;
    }
    if (point == NULL || device_count == DEVICES_MAX ||
        read_hex(id, device->instance_id, sizeof(device->instance_id)) != sizeof(device->instance_id)) {
        return false;
    }
    device->point_size = read_hex(point, device->point, sizeof(device->point));
    device_count++;
    return device->point_size != 0;
}

bool devices_read(const char *path)
{
    char line[LINE_SIZE];
    unsigned number = 0;
    bool ok = true;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        return false;
    }
    while (ok && fgets(line, sizeof(line), file) != NULL) {
        number++;
        ok = read_line(line);
    }
    if (!ok) {
        fprintf(stderr, "%s:%u: not an instance id and a public key in hexadecimal\n", path, number);
    }
    ok = ok && ferror(file) == 0;
    (void)fclose(file);
    return ok;
}

const device_t *device_find(patt_span_t instance_id)
{
    for (size_t i = 0; i < device_count; i++) {
        if (instance_id.size == sizeof(devices[i].instance_id) &&
            memcmp(devices[i].instance_id, instance_id.p, instance_id.size) == 0) {
            return &devices[i];
        }
    }
    return NULL;
}
