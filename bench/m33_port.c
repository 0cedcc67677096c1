/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The port of bench_m33: one thread, one caller, no flash. Locks do nothing, as on every bare-metal port, so that what is
 * counted is the library.
 */
#include "platform/platform.h"

#include <stdlib.h>
#include <string.h>

void plat_assert_failed(const char *file, int line, const char *what)
{
    (void)file;
    (void)line;
    (void)what;
    abort();
}

void plat_lock(plat_lock_id_t id)
{
    (void)id;
}

void plat_unlock(plat_lock_id_t id)
{
    (void)id;
}

int32_t plat_caller(void)
{
    return -1;
}

uint32_t plat_copy_number(void)
{
    return 0;
}

psa_status_t plat_entropy(uint8_t *out, size_t size)
{
    static uint8_t next;

    for (size_t i = 0; i < size; i++) {
        out[i] = next++;
    }
    return PSA_SUCCESS;
}

psa_status_t plat_device_key(uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    memset(key, 0, PLAT_DEVICE_KEY_SIZE);
    return PSA_ERROR_DOES_NOT_EXIST;
}

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    (void)index;
    return NULL;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    (void)key;
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    *length = 0;
    return PSA_ERROR_DOES_NOT_EXIST;
}

const plat_flash_area_t *plat_flash_area(uint8_t id)
{
    (void)id;
    return NULL;
}

psa_status_t plat_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    (void)area;
    (void)off;
    memset(dst, 0, size);
    return PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t plat_flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size)
{
    (void)area;
    (void)off;
    (void)src;
    (void)size;
    return PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t plat_flash_erase(const plat_flash_area_t *area, uint32_t off)
{
    (void)area;
    (void)off;
    return PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t plat_counter_read(uint32_t id, uint32_t *value)
{
    (void)id;
    *value = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_counter_raise(uint32_t id, uint32_t value)
{
    (void)id;
    (void)value;
    return PSA_ERROR_NOT_SUPPORTED;
}

uint16_t plat_lifecycle(void)
{
    return PLAT_LIFECYCLE_SECURED;
}
