/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The port of bench_m33 and bench_m33_attest: one thread, one caller, no flash; the claims of vector
 * attest-rfc9783-es256 in their sizes. Locks do nothing, as on every bare-metal port, so that what is counted is the
 * library.
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

/* The attestation key, which this attester was built for (bench/CMakeLists.txt). In numbers: a port includes no header
 * of the Crypto API. */
static const plat_builtin_key_t attestation_key = {
    .id = PLAT_KEY_ID_ATTESTATION,
    .client = PLAT_CLIENT_ATTESTATION,
    .type = 0x7112, /* PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) */
    .bits = 256,
    .usage = 0x00001000,     /* PSA_KEY_USAGE_SIGN_HASH */
    .algorithm = 0x06000609, /* PSA_ALG_ECDSA(PSA_ALG_SHA_256) */
    .label = "attestation",
};

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    return index == 0 ? &attestation_key : NULL;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    material[31] = 1;
    *length = key->bits / 8u;
    return PSA_SUCCESS;
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

psa_status_t plat_identity(plat_identity_t *identity)
{
    memset(identity->implementation_id, 'i', sizeof(identity->implementation_id));
    identity->certification_reference = "0604565272829-10010";
    identity->verification_service = "https://verifier.example/psa";
    return PSA_SUCCESS;
}

psa_status_t plat_boot_seed(uint8_t seed[PLAT_BOOT_SEED_SIZE])
{
    memset(seed, 's', PLAT_BOOT_SEED_SIZE);
    return PSA_SUCCESS;
}

psa_status_t plat_boot_record_get(uint32_t index, plat_measurement_t *measurement)
{
    static const char *const types[] = { "BL", "PRoT", "App" };

    memset(measurement, 0, sizeof(*measurement));
    if (index >= sizeof(types) / sizeof(types[0])) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    memcpy(measurement->type, types[index], strlen(types[index]));
    memcpy(measurement->version, "2.1.0", 5);
    measurement->value_size = 32;
    measurement->signer_size = 32;
    return PSA_SUCCESS;
}
