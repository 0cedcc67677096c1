/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * STM32H533: 512 KB of flash, 272 KB of SRAM. Which units it has is in options.cmake.
 */
#include "../part_512kb.h"
