/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What Internal Trusted Storage and Protected Storage share (PSA Certified Secure Storage API 1.0, IHI 0087, "General
 * Definitions").
 */
#ifndef PSA_STORAGE_COMMON_H
#define PSA_STORAGE_COMMON_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Name of an item, any value but 0. Each caller has the whole range to itself: equal names of two callers are two
 *  items. ITS and PS have separate ranges, too. */
typedef uint64_t psa_storage_uid_t;

/** Flags of an item: PSA_STORAGE_FLAG_... or'ed together. Any other bit is refused with PSA_ERROR_NOT_SUPPORTED. */
typedef uint32_t psa_storage_create_flags_t;

/** Nothing special: sealed, authenticated and, where the platform has a counter, protected against replay. */
#define PSA_STORAGE_FLAG_NONE 0u
/** The item can be neither changed nor removed, not even with the same content. */
#define PSA_STORAGE_FLAG_WRITE_ONCE (1u << 0)
/** The item need not be secret. It is authenticated all the same; an implementation may encrypt it. */
#define PSA_STORAGE_FLAG_NO_CONFIDENTIALITY (1u << 1)
/** The item may be rolled back by somebody who can write the flash. An implementation may protect it all the same. */
#define PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION (1u << 2)

/** Bit of psa_ps_get_support(): psa_ps_create() and psa_ps_set_extended() work. */
#define PSA_STORAGE_SUPPORT_SET_EXTENDED (1u << 0)

/** What is known about an item, without its content. */
struct psa_storage_info_t {
    size_t capacity;                  /**< bytes reserved; equal to size unless psa_ps_create() reserved more */
    size_t size;                      /**< bytes stored */
    psa_storage_create_flags_t flags; /**< ITS: as it was created. PS: the protection that it actually has */
};

#ifdef __cplusplus
}
#endif

#endif /* PSA_STORAGE_COMMON_H */
