/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A primitive that a product brings in place of the library's, for replace.cmake: the same, with a mark.
 */
#include "lib/crypto/core/cmac.c"

extern const int pcc_replaced_cmac;
const int pcc_replaced_cmac = 1;
