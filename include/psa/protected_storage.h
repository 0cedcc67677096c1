/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Protected Storage (PSA Certified Secure Storage API 1.0, IHI 0087, "Protected Storage API"): like Internal Trusted
 * Storage, for larger amounts of data, in flash that others may get at; with items that can be written in parts.
 *
 * For every function here:
 *  - Lengths and offsets are bytes. Buffers belong to the caller and are used only during the call; a pointer may be
 *    NULL where its length is 0.
 *  - After a power cut at any moment an item has its old or its new content, never a mix, never nothing.
 *  - A caller sees only its own items (plat_caller()), and PS items are not ITS items.
 *  - On error *p_data is unchanged or zeroed, *p_data_length is 0 and *p_info is zeroed. Bytes that were not
 *    authenticated are never given out.
 *  - Where the platform has a counter for this area, putting back an old copy of it is noticed; without one it is not,
 *    whatever the flags say.
 *  - PSA_ERROR_GENERIC_ERROR stands for a failure inside that no other code of the list names. Only the codes of the
 *    specification come back. Not to be called from an interrupt.
 */
#ifndef PSA_PROTECTED_STORAGE_H
#define PSA_PROTECTED_STORAGE_H

#include "psa/storage_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Version of the API that this header declares. */
#define PSA_PS_API_VERSION_MAJOR 1
#define PSA_PS_API_VERSION_MINOR 0

/**
 * Create an item, or replace it whole: content, flags and capacity, which becomes data_length.
 *
 * p_data   data_length bytes, 0 or more
 *
 * PSA_ERROR_INVALID_ARGUMENT      uid is 0, or p_data is NULL though data_length is not 0
 * PSA_ERROR_NOT_SUPPORTED         a flag that storage_common.h does not name
 * PSA_ERROR_NOT_PERMITTED         the item is there with PSA_STORAGE_FLAG_WRITE_ONCE
 * PSA_ERROR_INSUFFICIENT_STORAGE  no room for it, now or ever; nothing changed
 * PSA_ERROR_STORAGE_FAILURE       flash does not work
 */
psa_status_t psa_ps_set(psa_storage_uid_t uid, size_t data_length, const void *p_data,
                        psa_storage_create_flags_t create_flags);

/**
 * Read an item from data_offset on: the lesser of data_size and what is left.
 *
 * p_data         at least data_size bytes; those past *p_data_length stay as they were
 * p_data_length  bytes delivered; 0 at the end of the item (data_offset equal to its size), which is a success
 *
 * PSA_ERROR_INVALID_ARGUMENT   uid is 0, data_offset is past the end, or a pointer is NULL that must not be
 * PSA_ERROR_DOES_NOT_EXIST     the caller has no such item
 * PSA_ERROR_DATA_CORRUPT       flash reports that it lost bits of the item
 * PSA_ERROR_INVALID_SIGNATURE  the item reads but does not authenticate
 * PSA_ERROR_STORAGE_FAILURE    flash does not work
 */
psa_status_t psa_ps_get(psa_storage_uid_t uid, size_t data_offset, size_t data_size, void *p_data,
                        size_t *p_data_length);

/**
 * Capacity, size and flags of an item. Errors as psa_ps_get(); PSA_ERROR_INVALID_ARGUMENT for uid 0 or a NULL p_info.
 */
psa_status_t psa_ps_get_info(psa_storage_uid_t uid, struct psa_storage_info_t *p_info);

/**
 * Remove an item for good, with what it had reserved.
 *
 * PSA_ERROR_INVALID_ARGUMENT  uid is 0
 * PSA_ERROR_DOES_NOT_EXIST    the caller has no such item
 * PSA_ERROR_NOT_PERMITTED     it was created with PSA_STORAGE_FLAG_WRITE_ONCE
 * PSA_ERROR_STORAGE_FAILURE   flash does not work
 */
psa_status_t psa_ps_remove(psa_storage_uid_t uid);

/**
 * Reserve room for an item of up to `capacity` bytes, to be filled with psa_ps_set_extended(). Its size is 0.
 *
 * PSA_ERROR_INVALID_ARGUMENT      uid is 0
 * PSA_ERROR_ALREADY_EXISTS        the caller has such an item: it is neither replaced nor resized
 * PSA_ERROR_NOT_SUPPORTED         a flag that storage_common.h does not name, or PSA_STORAGE_FLAG_WRITE_ONCE
 * PSA_ERROR_INSUFFICIENT_STORAGE  `capacity` bytes are not to be had
 * PSA_ERROR_STORAGE_FAILURE       flash does not work
 */
psa_status_t psa_ps_create(psa_storage_uid_t uid, size_t capacity, psa_storage_create_flags_t create_flags);

/**
 * Write part of an item that psa_ps_create() or psa_ps_set() made, within its capacity and without leaving a gap. The
 * size grows to data_offset + data_length if that is more. As a whole it happens or it does not, also over a power cut.
 *
 * p_data   data_length bytes; 0 changes nothing and succeeds
 *
 * PSA_ERROR_INVALID_ARGUMENT   uid is 0, data_offset is past the size, the end is past the capacity, or p_data is NULL
 *                              though data_length is not 0
 * PSA_ERROR_DOES_NOT_EXIST     the caller has no such item
 * PSA_ERROR_NOT_PERMITTED      it was created with PSA_STORAGE_FLAG_WRITE_ONCE
 * PSA_ERROR_DATA_CORRUPT       flash reports that it lost bits of what is there
 * PSA_ERROR_INVALID_SIGNATURE  what is there does not authenticate
 * PSA_ERROR_STORAGE_FAILURE    flash does not work
 */
psa_status_t psa_ps_set_extended(psa_storage_uid_t uid, size_t data_offset, size_t data_length, const void *p_data);

/**
 * What this implementation has of the optional parts: PSA_STORAGE_SUPPORT_SET_EXTENDED, always.
 */
uint32_t psa_ps_get_support(void);

#ifdef __cplusplus
}
#endif

#endif /* PSA_PROTECTED_STORAGE_H */
