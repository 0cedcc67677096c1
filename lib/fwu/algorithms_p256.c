/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The one algorithm of small stages: ECDSA P-256. A table with keys of another is refused.
 */
#include "algorithm.h"

#include <string.h>

#include "image.h"
#include "pfwu.h"

static const uint8_t spki_p256[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                     0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };

static const pfwu_algorithm_info_t info = { PFWU_TLV_ECDSA, PFWU_POINT_SIZE, 32, sizeof spki_p256, spki_p256 };

const pfwu_algorithm_info_t *pfwu_algorithm_info(uint8_t algorithm)
{
    return algorithm == PFWU_ECDSA_P256 ? &info : NULL;
}

bool pfwu_is_scalar(const uint8_t *value, size_t size)
{
    static const uint8_t order[32] = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                       0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                       0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };
    return size == sizeof order && memcmp(value, order, size) < 0;
}
