/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The key that opens updates of the second stage, in option-byte keys of the first stage's level.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#include <string.h>

#define KEY_SIZE 32u
#define KEY_ENTRIES 3u           /* two of key, one of magic and CRC-32 */
#define UPDATE_MAGIC 0x4B555350u /* "PSUK" */

psa_status_t plat_h5_update_key(uint8_t *material)
{
    uint32_t words[KEY_ENTRIES][UNIT_WORDS];
    psa_status_t status = PSA_SUCCESS;
    plat_lock(PLAT_LOCK_PLATFORM);
    for (uint32_t i = 0; i < KEY_ENTRIES && status >= PSA_SUCCESS; i++) {
        status = plat_h5_obk_read(OBK_LEVEL_UPDATE, OBK_UPDATE_FIRST + i, words[i]);
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
    if (status < PSA_SUCCESS) { /* hidden since stage 1 was left; or it does not read */
        status = status == PSA_ERROR_NOT_PERMITTED ? PSA_ERROR_DOES_NOT_EXIST : PSA_ERROR_HARDWARE_FAILURE;
    } else if (words[2][0] == UPDATE_MAGIC && words[2][1] == plat_h5_crc32(words, KEY_SIZE)) {
        status = PSA_SUCCESS;
    } else { /* was it ever written? */
        status = words[2][0] == UINT32_MAX ? PSA_ERROR_DOES_NOT_EXIST : PSA_ERROR_HARDWARE_FAILURE;
    }
    if (status == PSA_SUCCESS) {
        memcpy(material, words, KEY_SIZE);
    }
    plat_h5_wipe(words, sizeof words);
    return status;
}

static psa_status_t check_virgin(void)
{
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t i = 0; i < KEY_ENTRIES && status == PSA_SUCCESS; i++) {
        uint32_t now[UNIT_WORDS];
        status = plat_h5_obk_read(OBK_LEVEL_UPDATE, OBK_UPDATE_FIRST + i, now);
        if (status == PSA_SUCCESS && (now[0] & now[1] & now[2] & now[3]) != UINT32_MAX) {
            status = PSA_ERROR_NOT_PERMITTED;
        }
        plat_h5_wipe(now, sizeof now);
    }
    return status;
}

psa_status_t plat_stm32h5_provision_update_key(const uint8_t key[32])
{
    uint32_t words[KEY_ENTRIES][UNIT_WORDS] = { { 0 } };
    if (!plat_h5_is_private_key(key)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(words, key, KEY_SIZE);
    words[2][0] = UPDATE_MAGIC;
    words[2][1] = plat_h5_crc32(words, KEY_SIZE);
    plat_lock(PLAT_LOCK_PLATFORM);
    psa_status_t status = check_virgin();
    if (status == PSA_SUCCESS) { /* in one step: a cut leaves all of it or nothing */
        status = plat_h5_obk_insert(OBK_LEVEL_UPDATE, OBK_UPDATE_FIRST, (const uint32_t(*)[UNIT_WORDS])words, KEY_ENTRIES);
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
    plat_h5_wipe(words, sizeof words);
    return status;
}
