/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the `psa device` commands share: opening the device's directory, and the update components of the host device.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image_key.h"
#include "key_file.h"
#include "tool.h"

/** The option that every device command has. */
#define DEVICE_DIR_OPTION(variable)                                                                                    \
    {                                                                                                                  \
        "dir", true, &(variable), "DIR", "the device's directory (default: $PSA_DEVICE_DIR)", NULL, 0                  \
    }

/** Components of the host device: 0 is code (the application), 1 is data (calibration). */
#define DEVICE_COMPONENTS 2u

/** Open the device in `dir` (NULL: $PSA_DEVICE_DIR), start crypto, load the component keys. TOOL_OK, or after an error
 *  line TOOL_USAGE (no directory named) or TOOL_FAILED. */
int device_open(const char *dir);

/** The directory to use, from the option or the environment; NULL after an error line, which is a usage error. */
const char *device_dir(const char *dir);

/** Name of a component for people: "App", "Data". */
const char *device_component_name(size_t component);

/** Why an update was given up, in words: in the service's FAILED state one code means that nobody accepted the
 *  trial. */
const char *device_update_error_text(psa_status_t error);

/** Parse a component number; false after an error line. */
bool device_parse_component(const char *text, uint8_t *component);

/** Keys that may sign a component's images, at most. */
#define DEVICE_KEYS_MAX 4u

/** What a component's row needs. */
typedef struct device_keys {
    image_key_t keys[DEVICE_KEYS_MAX]; /* in the order in which they are revoked */
    size_t count;                      /* 0: the device does not have the component */
    uint32_t decrypt_key;              /* PSA key that opens its images, 0: they come in plain */
} device_keys_t;

/** The PSA key that opens a component's encrypted images. */
#define DEVICE_DECRYPT_KEY(component) (0x3ffe0000u + (component))

/** Use these keys from now on, and keep them in the device's directory. False after an error line. */
bool device_components_store(const char *dir, const device_keys_t keys[DEVICE_COMPONENTS]);

/** Load what device_components_store() kept. False after an error line. */
bool device_components_load(const char *dir);

/** The commands. */
int device_provision(int argc, char **argv);
int device_boot(int argc, char **argv);
int device_identity(int argc, char **argv);
int device_csr(int argc, char **argv);
int device_token(int argc, char **argv);
int device_data(int argc, char **argv);
int device_slot(int argc, char **argv);
int device_its(int argc, char **argv);

#endif /* DEVICE_H */
