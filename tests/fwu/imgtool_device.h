/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A device of one component and small slots for the images that imgtool made (imgtool_images.h). The test has the
 * component table.
 */
#ifndef TESTS_FWU_IMGTOOL_DEVICE_H
#define TESTS_FWU_IMGTOOL_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include "include/pfwu.h"

/** Bytes of a text of hexadecimal digits; their number. */
uint32_t imgtool_bytes(const char *hex, uint8_t *out);
/** A new device with imgtool's plain image as programmed in the factory. */
void imgtool_device(const char *image_hex);
/** Reset, and what the stage finds. */
psa_status_t imgtool_boot(pfwu_boot_result_t *result);
/** Write an image as an update. What psa_fwu_finish() says. */
psa_status_t imgtool_download(const uint8_t *image, size_t size);
/** Each byte of an update changed in turn: psa_fwu_finish() refuses it. In the end it is there unchanged, and
 *  finished. */
void imgtool_expect_refusals(const uint8_t *image, uint32_t size);

#endif /* TESTS_FWU_IMGTOOL_DEVICE_H */
