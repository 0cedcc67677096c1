/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the Protected Storage API (Secure Storage API 1.0, section "Protected Storage API"): the caller as owner, its
 * status codes, and the protection that is reported.
 */
#include "psa/protected_storage.h"

#include "its_internal.h"
#include "log.h"

static pits_log_t ps_log;
const pits_store_t pits_store_ps = { PLAT_AREA_PS, &ps_log };

/* The codes that every PS page lists; other failures inside are GENERIC_ERROR. */
static psa_status_t narrow(psa_status_t status)
{
    switch (status) {
    case PSA_SUCCESS:
    case PSA_ERROR_NOT_PERMITTED:
    case PSA_ERROR_NOT_SUPPORTED:
    case PSA_ERROR_INVALID_ARGUMENT:
    case PSA_ERROR_DOES_NOT_EXIST:
    case PSA_ERROR_ALREADY_EXISTS:
    case PSA_ERROR_INSUFFICIENT_STORAGE:
    case PSA_ERROR_STORAGE_FAILURE:
    case PSA_ERROR_INVALID_SIGNATURE:
    case PSA_ERROR_DATA_CORRUPT:
        return status;
    default:
        return PSA_ERROR_GENERIC_ERROR;
    }
}

/* The pages of set, remove and create don't list the two codes for damaged items. */
static psa_status_t narrow_change(psa_status_t status)
{
    if (status == PSA_ERROR_INVALID_SIGNATURE || status == PSA_ERROR_DATA_CORRUPT) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    return narrow(status);
}

/* Removing and writing in place lack room only where sectors fail for ever; their pages have no code for it. */
static psa_status_t narrow_room(psa_status_t status)
{
    return status == PSA_ERROR_INSUFFICIENT_STORAGE ? PSA_ERROR_STORAGE_FAILURE : status;
}

psa_status_t psa_ps_set(psa_storage_uid_t uid, size_t data_length, const void *p_data,
                        psa_storage_create_flags_t create_flags)
{
    return narrow_change(pits_set(&pits_store_ps, plat_caller(), uid, data_length, p_data, create_flags));
}

psa_status_t psa_ps_get(psa_storage_uid_t uid, size_t data_offset, size_t data_size, void *p_data,
                        size_t *p_data_length)
{
    return narrow(pits_get(&pits_store_ps, plat_caller(), uid, data_offset, data_size, p_data, p_data_length));
}

psa_status_t psa_ps_get_info(psa_storage_uid_t uid, struct psa_storage_info_t *p_info)
{
    bool counted = false;
    psa_status_t status = pits_get_info(&pits_store_ps, plat_caller(), uid, p_info);
    if (status == PSA_SUCCESS) {
        status = pits_replay_protected(&pits_store_ps, &counted);
    }
    if (status == PSA_SUCCESS) {
        /* "should report the actual protection level applied, and not the requested level": every item is encrypted,
         * and protected against replay exactly if there is a counter. */
        p_info->flags &= PSA_STORAGE_FLAG_WRITE_ONCE;
        p_info->flags |= counted ? 0u : PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION;
    } else if (p_info) {
        *p_info = (struct psa_storage_info_t){ 0 };
    }
    return narrow(status);
}

psa_status_t psa_ps_remove(psa_storage_uid_t uid)
{
    return narrow_room(narrow_change(pits_remove(&pits_store_ps, plat_caller(), uid)));
}

psa_status_t psa_ps_create(psa_storage_uid_t uid, size_t capacity, psa_storage_create_flags_t create_flags)
{
    return narrow_change(pits_create(&pits_store_ps, plat_caller(), uid, capacity, create_flags));
}

psa_status_t psa_ps_set_extended(psa_storage_uid_t uid, size_t data_offset, size_t data_length, const void *p_data)
{
    return narrow_room(narrow(pits_set_extended(&pits_store_ps, plat_caller(), uid, data_offset, data_length, p_data)));
}

uint32_t psa_ps_get_support(void)
{
    return PSA_STORAGE_SUPPORT_SET_EXTENDED;
}
