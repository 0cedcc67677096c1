/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * References: hashes of images whose signature was checked, in option-byte keys of the level of the boot stage that
 * checked it. So each stage has its own, which no later one and no application can read or write, and a later level
 * has none. Written in one step that a power cut leaves done or undone.
 */
#include "stm32h5_internal.h"

#include <string.h>

#define ENTRIES (PLAT_REFERENCE_SIZE / FLASH_UNIT_SIZE)
#define COUNT_LEVEL_1 32u
#define COUNT_LEVEL_2 ((OBK_LEVEL_2_END - OBK_LEVEL_2_FIRST) / ENTRIES)
_Static_assert(OBK_REFERENCES_FIRST + COUNT_LEVEL_1 * ENTRIES <= OBK_LEVEL_2_FIRST, "they belong to level 1");

/* Where the present stage has the reference of a component. */
static psa_status_t find(uint32_t component, unsigned *level, uint32_t *entry)
{
    *level = plat_h5_level();
    if ((*level == 1u && component < COUNT_LEVEL_1) || (*level == 2u && component < COUNT_LEVEL_2)) {
        *entry = (*level == 1u ? OBK_REFERENCES_FIRST : OBK_LEVEL_2_FIRST) + component * ENTRIES;
        return PSA_SUCCESS;
    }
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_reference_get(uint32_t component, uint8_t hash[PLAT_REFERENCE_SIZE])
{
    uint32_t words[ENTRIES][UNIT_WORDS], entry = 0, ones = UINT32_MAX;
    unsigned level = 0;
    memset(hash, 0, PLAT_REFERENCE_SIZE);
    psa_status_t status = find(component, &level, &entry);
    if (status != PSA_SUCCESS) {
        return status;
    }
    plat_lock(PLAT_LOCK_PLATFORM);
    for (uint32_t i = 0; i < ENTRIES && status >= PSA_SUCCESS; i++) {
        status = plat_h5_obk_read(level, entry + i, words[i]);
        ones &= words[i][0] & words[i][1] & words[i][2] & words[i][3];
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
    if (status < PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    if (ones == UINT32_MAX) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    memcpy(hash, words, sizeof words);
    return PSA_SUCCESS;
}

psa_status_t plat_reference_set(uint32_t component, const uint8_t hash[PLAT_REFERENCE_SIZE])
{
    uint32_t words[ENTRIES][UNIT_WORDS], entry = 0;
    unsigned level = 0;
    psa_status_t status = find(component, &level, &entry);
    if (status != PSA_SUCCESS) {
        return status;
    }
    memcpy(words, hash, sizeof words);
    plat_lock(PLAT_LOCK_PLATFORM);
    status = plat_h5_obk_insert(level, entry, (const uint32_t(*)[UNIT_WORDS])words, ENTRIES);
    plat_unlock(PLAT_LOCK_PLATFORM);
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}
