/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys of the crypto library go to AES, which is ten times as fast as SAES and unguarded (PSA_STM32H5_AES=aes).
 */
#include "accelerators.h"
#include "registers.h"

const uint32_t plat_h5_aes_base = AES_BASE;
