/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the Internal Trusted Storage API (Secure Storage API 1.0, section "Internal Trusted Storage API"): the caller as
 * owner, and its status codes.
 */
#include "psa/internal_trusted_storage.h"

#include "its_internal.h"
#include "log.h"

static pits_log_t its_log;
const pits_store_t pits_store_its = { PLAT_AREA_ITS, &its_log };

/* The codes that the ITS pages list. DATA_CORRUPT and INVALID_SIGNATURE are codes of Protected Storage only. */
static psa_status_t narrow(psa_status_t status)
{
    switch (status) {
    case PSA_SUCCESS:
    case PSA_ERROR_NOT_PERMITTED:
    case PSA_ERROR_NOT_SUPPORTED:
    case PSA_ERROR_INVALID_ARGUMENT:
    case PSA_ERROR_DOES_NOT_EXIST:
    case PSA_ERROR_INSUFFICIENT_STORAGE:
        return status;
    default:
        return PSA_ERROR_STORAGE_FAILURE;
    }
}

psa_status_t psa_its_set(psa_storage_uid_t uid, size_t data_length, const void *p_data,
                         psa_storage_create_flags_t create_flags)
{
    return narrow(pits_set(&pits_store_its, plat_caller(), uid, data_length, p_data, create_flags));
}

psa_status_t psa_its_get(psa_storage_uid_t uid, size_t data_offset, size_t data_size, void *p_data,
                         size_t *p_data_length)
{
    return narrow(pits_get(&pits_store_its, plat_caller(), uid, data_offset, data_size, p_data, p_data_length));
}

psa_status_t psa_its_get_info(psa_storage_uid_t uid, struct psa_storage_info_t *p_info)
{
    return narrow(pits_get_info(&pits_store_its, plat_caller(), uid, p_info));
}

psa_status_t psa_its_remove(psa_storage_uid_t uid)
{
    psa_status_t status = narrow(pits_remove(&pits_store_its, plat_caller(), uid));
    return status == PSA_ERROR_INSUFFICIENT_STORAGE ? PSA_ERROR_STORAGE_FAILURE : status; /* not a code of this page */
}
