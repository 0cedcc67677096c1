/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Internal Trusted Storage (PSA Certified Secure Storage API 1.0, IHI 0087, "Internal Trusted Storage API"): small
 * items in the device's own flash, encrypted and authenticated under a key of the device, safe against power cuts.
 *
 * For every function here:
 *  - Lengths and offsets are bytes. Buffers belong to the caller and are used only during the call; a pointer may be
 *    NULL where its length is 0.
 *  - After a power cut at any moment an item has its old or its new content, never a mix, never nothing.
 *  - A caller sees only its own items (plat_caller()).
 *  - On error *p_data is unchanged or zeroed, *p_data_length is 0 and *p_info is zeroed. Bytes that were not
 *    authenticated are never given out: PSA_ERROR_STORAGE_FAILURE stands for broken flash and for a forged record
 *    alike.
 *  - Nothing but the status codes named at a function comes back. Not to be called from an interrupt.
 */
#ifndef PSA_INTERNAL_TRUSTED_STORAGE_H
#define PSA_INTERNAL_TRUSTED_STORAGE_H

#include "psa/storage_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Version of the API that this header declares. */
#define PSA_ITS_API_VERSION_MAJOR 1
#define PSA_ITS_API_VERSION_MINOR 0

/**
 * Create an item, or replace it whole (content and flags).
 *
 * p_data   data_length bytes, 0 or more; an item of 0 bytes exists like any other
 *
 * The largest item is bounded by a sector of the area, less the overhead of a record (lib/its/DESIGN.md). On error, and
 * until success is returned, the old content is there.
 *
 * PSA_ERROR_INVALID_ARGUMENT      uid is 0, or p_data is NULL though data_length is not 0
 * PSA_ERROR_NOT_SUPPORTED         a flag that storage_common.h does not name
 * PSA_ERROR_NOT_PERMITTED         the item is there with PSA_STORAGE_FLAG_WRITE_ONCE
 * PSA_ERROR_INSUFFICIENT_STORAGE  no room for it, now or ever; nothing changed
 * PSA_ERROR_STORAGE_FAILURE       flash does not work
 */
psa_status_t psa_its_set(psa_storage_uid_t uid, size_t data_length, const void *p_data,
                         psa_storage_create_flags_t create_flags);

/**
 * Read an item from data_offset on: the lesser of data_size and what is left.
 *
 * p_data         at least data_size bytes; those past *p_data_length stay as they were
 * p_data_length  bytes delivered; 0 at the end of the item (data_offset equal to its size), which is a success
 *
 * PSA_ERROR_INVALID_ARGUMENT  uid is 0, data_offset is past the end, or a pointer is NULL that must not be
 * PSA_ERROR_DOES_NOT_EXIST    the caller has no such item
 * PSA_ERROR_STORAGE_FAILURE   it can't be read or does not authenticate
 */
psa_status_t psa_its_get(psa_storage_uid_t uid, size_t data_offset, size_t data_size, void *p_data,
                         size_t *p_data_length);

/**
 * Size and flags of an item; in ITS the capacity equals the size.
 *
 * PSA_ERROR_INVALID_ARGUMENT  uid is 0 or p_info is NULL
 * PSA_ERROR_DOES_NOT_EXIST    the caller has no such item
 * PSA_ERROR_STORAGE_FAILURE   it can't be read or does not authenticate
 */
psa_status_t psa_its_get_info(psa_storage_uid_t uid, struct psa_storage_info_t *p_info);

/**
 * Remove an item for good: after success it does not come back, also not after a power cut. This works on a full area,
 * too.
 *
 * PSA_ERROR_INVALID_ARGUMENT  uid is 0
 * PSA_ERROR_DOES_NOT_EXIST    the caller has no such item
 * PSA_ERROR_NOT_PERMITTED     it was created with PSA_STORAGE_FLAG_WRITE_ONCE
 * PSA_ERROR_STORAGE_FAILURE   flash does not work
 */
psa_status_t psa_its_remove(psa_storage_uid_t uid);

#ifdef __cplusplus
}
#endif

#endif /* PSA_INTERNAL_TRUSTED_STORAGE_H */
