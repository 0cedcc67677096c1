/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys of the crypto library go to SAES, which guards them against power analysis (PSA_STM32H5_AES=saes).
 */
#include "accelerators.h"
#include "registers.h"

const uint32_t plat_h5_aes_base = SAES_BASE;
