/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Active images: verify, choose, measure; and the boot of a stage that does only that.
 */
#include "stage.h"

#include <string.h>

#include "authentic.h"
#include "reference.h"

/* What decides stays a function, also where the rest is optimised at link time (PSA_STAGE_LTO): it is not folded into
 * what is known of its callers, and the tests that skip its instructions find it. */
#define APART __attribute__((noinline))

void pfwu_stage_init(pfwu_stage_t *boot, uint8_t stage, pfwu_boot_result_t *result)
{
    memset(boot, 0, sizeof *boot);
    memset(result, 0, sizeof *result);
    boot->rows = pfwu_components(&boot->row_count);
    boot->stage = stage;
    boot->result = result;
}

APART const pfwu_component_t *pfwu_stage_next(const pfwu_stage_t *boot, size_t *at)
{
    while (*at < boot->row_count) {
        const pfwu_component_t *row = &boot->rows[(*at)++];
        if (row->stage == boot->stage) {
            return row;
        }
    }
    return NULL;
}

psa_status_t pfwu_stage_begin(pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    psa_status_t status = pfwu_table_check();
    if (status == PSA_SUCCESS && boot->stage == 1u) {
        status = plat_boot_record_begin();
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    while ((row = pfwu_stage_next(boot, &at)) != NULL) {
        if (row->decrypt_key == PFWU_DECRYPT_ELSEWHERE) {
            return PSA_ERROR_INVALID_ARGUMENT; /* there is nobody else to make sure */
        }
        boot->result->component[boot->result->count++].id = row->id;
    }
    return PSA_SUCCESS;
}

/* ------------------------------------------------------------------------------------------------------- Verify --- */

static void verify_row(pfwu_stage_t *boot, const pfwu_component_t *row, size_t index)
{
    pfwu_boot_component_t *component = &boot->result->component[index];
    pfwu_active_t *active = &boot->active[index];
    pfwu_place_t place = pfwu_place_active(row);
    active->verdict = PFWU_NO;
    active->row = row;
    component->status = pfwu_authorize(row, &place, &active->image, &active->verdict);
    component->version = active->image.version;
    if (active->verdict == PFWU_YES) {
        pfwu_refer(row, &active->image);
    }
}

APART bool pfwu_stage_verified(const pfwu_stage_t *boot, const pfwu_component_t *row, size_t index)
{
    return boot->active[index].verdict == PFWU_YES && boot->active[index].row == row;
}

APART void pfwu_stage_verify(pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    for (size_t index = 0; (row = pfwu_stage_next(boot, &at)) != NULL; index++) {
        verify_row(boot, row, index);
    }
}

/* ------------------------------------------------------------------------------------------------------ Measure --- */

/** The boot record tells what was verified: flash is not read again for it. */
static psa_status_t measure_row(const pfwu_component_t *row, const pfwu_image_t *image)
{
    plat_measurement_t measurement;
    char text[25];
    psa_fwu_image_version_t version = image->version;
    memset(&measurement, 0, sizeof measurement);
    pfwu_version_text(&version, text);
    if (strlen(text) > PLAT_MEASUREMENT_VERSION_MAX) {
        version.build = 0; /* only the longest of all texts is one byte too long */
        pfwu_version_text(&version, text);
    }
    memcpy(measurement.type, row->measurement, strlen(row->measurement));
    memcpy(measurement.version, text, strlen(text));
    measurement.signer_size = image->hash_size;
    measurement.value_size = image->hash_size;
    memcpy(measurement.signer, image->key_hash, PFWU_HASH_MAX);
    memcpy(measurement.value, image->hash, PFWU_HASH_MAX);
    return plat_boot_record_add(&measurement);
}

static psa_status_t measure_all(const pfwu_stage_t *boot)
{
    const pfwu_component_t *row;
    size_t at = 0;
    for (size_t index = 0; (row = pfwu_stage_next(boot, &at)) != NULL; index++) {
        psa_status_t status =
            pfwu_stage_verified(boot, row, index) ? measure_row(row, &boot->active[index].image) : PSA_SUCCESS;
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

/* ---------------------------------------------------------------------------------------------------- Hand over --- */

/** All code verified? Then the first code row runs. Its verdict and status are looked at once more before that. */
static psa_status_t choose(pfwu_stage_t *boot)
{
    pfwu_boot_result_t *result = boot->result;
    const pfwu_component_t *run = NULL;
    size_t run_index = 0;
    const pfwu_component_t *row;
    size_t at = 0;
    for (size_t index = 0; (row = pfwu_stage_next(boot, &at)) != NULL; index++) {
        if (row->type != PFWU_TYPE_CODE) {
            continue;
        }
        if (!pfwu_stage_verified(boot, row, index) || result->component[index].status != PSA_SUCCESS ||
            pfwu_check_counter(row, boot->active[index].image.counter) != PSA_SUCCESS) {
            return PSA_ERROR_INVALID_SIGNATURE;
        }
        if (run == NULL) {
            run = row;
            run_index = index;
        }
    }
    if (run == NULL) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    pfwu_place_t active = pfwu_place_active(run);
    /* Read again, whatever the compiler knows of the first time. */
    const volatile pfwu_active_t *again = &boot->active[run_index];
    if (again->verdict != PFWU_YES || again->row != run) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    result->run_area = active.area;
    result->run_off = active.off;
    result->run_header_size = boot->active[run_index].image.header_size;
    result->run_component = run->id;
    return PSA_SUCCESS;
}

APART psa_status_t pfwu_stage_end(pfwu_stage_t *boot)
{
    psa_status_t status = choose(boot);
    return status == PSA_SUCCESS ? measure_all(boot) : status;
}

psa_status_t pfwu_boot_verify(uint8_t stage, pfwu_boot_result_t *result)
{
    pfwu_stage_t boot;
    pfwu_stage_init(&boot, stage, result);
    plat_lock(PLAT_LOCK_FWU);
    psa_status_t status = pfwu_stage_begin(&boot);
    if (status == PSA_SUCCESS) {
        pfwu_stage_verify(&boot);
        status = pfwu_stage_end(&boot);
    }
    plat_unlock(PLAT_LOCK_FWU);
    if (status != PSA_SUCCESS) {
        result->run_area = NULL;
    }
    return status;
}
