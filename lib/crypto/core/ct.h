/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What must not depend on secrets or be optimised away: wiping, equality, selection. Stateless.
 */
#ifndef PCC_CT_H
#define PCC_CT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Overwrite `size` bytes with zeros, also when nobody reads them afterwards. p may be NULL when size is 0. */
void pcc_wipe(void *p, size_t size);

/** True when a and b hold the same `size` bytes; the time depends on size only. Size 0 is equal. */
bool pcc_equal(const void *a, const void *b, size_t size);

/** All ones if cond is true, else 0, without a branch. */
uint32_t pcc_mask(bool cond);

/** All ones if v is 0, else 0, without a branch. */
uint32_t pcc_mask_zero(uint32_t v);

/** All ones if a < b, else 0, without a branch; both are below 2^31. */
uint32_t pcc_mask_less(uint32_t a, uint32_t b);

/** dst = mask ? src : dst, byte by byte, without a branch; mask is 0 or all ones. */
void pcc_select(uint32_t mask, uint8_t *dst, const uint8_t *src, size_t size);

#endif /* PCC_CT_H */
