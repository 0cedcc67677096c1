/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * STM32H562: 2 MB of flash, 640 KB of SRAM. Which units it has is in options.cmake.
 */
#include "../part_2mb.h"
