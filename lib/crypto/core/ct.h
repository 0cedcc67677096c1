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

/** out = a xor b, byte by byte; each may be out. */
void pcc_xor(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t size);

/** All ones if cond is true, else 0, without a branch. */
uint32_t pcc_mask(bool cond);

/** All ones if v is 0, else 0, without a branch. */
uint32_t pcc_mask_zero(uint32_t v);

/** All ones if a < b, else 0, without a branch; both are below 2^31. */
uint32_t pcc_mask_less(uint32_t a, uint32_t b);

/** 0 if good, else the error, without a branch: for the verdict on a tag or a padding, which is the caller's to
 *  publish. */
int32_t pcc_verdict(bool good, int32_t error);

/** 0 if a and b hold the same `size` bytes, else the error: the comparison that ends the verification of a signature,
 *  made twice and without a branch, so that no single skipped instruction turns a refusal into 0 (tests/glitch). The
 *  error is not 0. */
int32_t pcc_verdict_twice(const void *a, const void *b, size_t size, int32_t error);

/** A status on its way out before the comparison: the status, and if it is 0 an error nevertheless. Where one skipped
 *  branch leads to the return of what is no error, it makes one of it. */
int32_t pcc_refused(int32_t status);

/** dst = mask ? src : dst, byte by byte, without a branch; mask is 0 or all ones. */
void pcc_select(uint32_t mask, uint8_t *dst, const uint8_t *src, size_t size);

#endif /* PCC_CT_H */
