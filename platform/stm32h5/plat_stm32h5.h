/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a product on STM32H5 owes the port, beyond platform/platform.h.
 */
#ifndef PLAT_STM32H5_H
#define PLAT_STM32H5_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * To be called first in the product's NMI_Handler. A flash read that ECC can't correct raises the non-maskable
 * interrupt; when it came from plat_flash_read() this notes it, clears the cause and returns true: the handler returns,
 * and the read reports PSA_ERROR_DATA_CORRUPT. False: the interrupt has another cause, which stays pending in its
 * registers and is the product's business.
 *
 *     void NMI_Handler(void) { if (!plat_stm32h5_nmi()) { fault(); } }
 */
bool plat_stm32h5_nmi(void);

#ifdef __cplusplus
}
#endif

#endif /* PLAT_STM32H5_H */
