/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What is a private key on P-256.
 */
#include "stm32h5_internal.h"

#define KEY_SIZE 32u

bool plat_h5_is_private_key(const uint8_t *scalar)
{
    static const uint8_t order[KEY_SIZE] = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                             0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };
    uint32_t borrow = 0, any = 0;
    for (unsigned i = KEY_SIZE; i-- > 0;) {
        borrow = ((uint32_t)scalar[i] - order[i] - borrow) >> 31;
        any |= scalar[i];
    }
    return borrow == 1u && any != 0;
}
