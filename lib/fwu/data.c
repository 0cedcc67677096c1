/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The reader of data components: verified when opened, bounded when read.
 */
#include <string.h>

#include "authentic.h"
#include "pfwu.h"

/** Why there is nothing to read, in the codes that pfwu.h lists. */
static psa_status_t narrow(psa_status_t status)
{
    switch (status) {
    case PSA_SUCCESS: /* without a verdict */
        return PSA_ERROR_INVALID_SIGNATURE;
    case PSA_ERROR_DOES_NOT_EXIST:
    case PSA_ERROR_INVALID_SIGNATURE:
    case PSA_ERROR_NOT_PERMITTED:
    case PSA_ERROR_INVALID_ARGUMENT:
        return status;
    default:
        return PSA_ERROR_STORAGE_FAILURE;
    }
}

psa_status_t pfwu_data_open(psa_fwu_component_t component, pfwu_data_t *data)
{
    pfwu_image_t image;
    pfwu_bool_t verdict = PFWU_NO;
    memset(data, 0, sizeof *data);
    const pfwu_component_t *row = pfwu_component(component);
    if (row == NULL || row->type != PFWU_TYPE_DATA || pfwu_table_check() != PSA_SUCCESS) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    plat_lock(PLAT_LOCK_FWU);
    pfwu_place_t place = pfwu_place_active(row);
    psa_status_t status = pfwu_authorize(row, &place, &image, &verdict);
    plat_unlock(PLAT_LOCK_FWU);
    if (status != PSA_SUCCESS || verdict != PFWU_YES) {
        return narrow(status);
    }
    data->area = place.area;
    data->off = place.off + image.header_size;
    data->size = image.body_size;
    data->version = image.version;
    return PSA_SUCCESS;
}

psa_status_t pfwu_data_read(const pfwu_data_t *data, uint32_t off, void *dst, size_t size, size_t *length)
{
    *length = 0;
    if (data->area == NULL) {
        return PSA_ERROR_BAD_STATE;
    }
    uint32_t left = off < data->size ? data->size - off : 0;
    uint32_t part = size < left ? (uint32_t)size : left;
    if (part == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = pfwu_flash_read(data->area, data->off + off, dst, part);
    if (status != PSA_SUCCESS) {
        memset(dst, 0, part);
        return PSA_ERROR_STORAGE_FAILURE;
    }
    *length = part;
    return PSA_SUCCESS;
}

void pfwu_data_close(pfwu_data_t *data)
{
    memset(data, 0, sizeof *data);
}
