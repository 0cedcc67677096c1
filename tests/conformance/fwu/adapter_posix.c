/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The suite on libpsa's update service over the POSIX port, with real cryptography: a device in a directory, closed and
 * opened again at each reboot.
 *
 *     test_conformance_fwu_posix VARIANT [CASE]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fwuct.h"
#include "include/pfwu.h"
#include "lib/fwu/fwu_internal.h"
#include "platform/posix/plat_posix.h"
#include "psa/crypto.h"
#include "tests/port/device_dir.h"
#include "tools/psa/image_write.h"

#define COMPONENTS 2u
#define SECTOR_SIZE 1024u
#define SECTORS 4u
#define FACTORY_VERSION 5u

static const psa_fwu_component_t ids[COMPONENTS] = { 0, 1 };

#define COMMON(label)                                                                                                  \
    .name = (label), .count = COMPONENTS, .components = ids, .unknown = 2, .walks = 8, .reboot = true,                 \
    .concurrent = true, .any_order = true, .dependencies = true,                                                       \
    .refuses = { [FWUCT_NOT_AN_IMAGE] = FWUCT_BY_FINISH,                                                               \
                 [FWUCT_BAD_BODY] = FWUCT_BY_FINISH,                                                                   \
                 [FWUCT_BAD_SIGNATURE] = FWUCT_BY_FINISH,                                                              \
                 [FWUCT_WRONG_COMPONENT] = FWUCT_BY_FINISH,                                                            \
                 [FWUCT_OLDER] = FWUCT_BY_FINISH }
static const fwuct_system_t variants[] = { { COMMON("swap"), .trial = true }, { COMMON("swap-no-trial") } };
static const fwuct_system_t *variant;

static psa_key_id_t signing_keys[COMPONENTS];
static uint8_t points[COMPONENTS][PFWU_POINT_SIZE];
static pfwu_key_t keys[COMPONENTS];
static pfwu_component_t rows[COMPONENTS];
static bool made;

const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = COMPONENTS;
    return rows;
}

const fwuct_system_t *fwuct_system(void)
{
    return variant;
}

/** What can't fail. */
static void must(psa_status_t status, const char *what)
{
    if (status != PSA_SUCCESS) {
        fprintf(stderr, "%s: %d %s\n", what, (int)status, plat_posix_error());
        abort();
    }
}

/* ------------------------------------------------------------------------------------------------------- Images --- */

static psa_status_t sign(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                         size_t *signature_size)
{
    const psa_key_id_t *key = ctx;
    size_t length;
    must(psa_hash_compute(PSA_ALG_SHA_256, region, size, hash, 32, &length), "hash");
    return psa_sign_hash(*key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, *signature_size, signature_size);
}

/** As an image names its key: SHA-256 of the SubjectPublicKeyInfo. */
static void key_hash(const uint8_t *point, uint8_t hash[32])
{
    static const uint8_t head[26] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                      0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };
    uint8_t key[sizeof head + PFWU_POINT_SIZE];
    size_t length;
    memcpy(key, head, sizeof head);
    memcpy(&key[sizeof head], point, PFWU_POINT_SIZE);
    must(psa_hash_compute(PSA_ALG_SHA_256, key, sizeof key, hash, 32, &length), "hash");
}

bool fwuct_image(psa_fwu_component_t component, fwuct_kind_t kind, fwuct_image_t *image)
{
    static uint8_t bytes[2][FWUCT_KINDS][2048];
    static size_t sizes[2][FWUCT_KINDS];
    static uint8_t body[1301];
    psa_fwu_component_t signer = kind == FWUCT_WRONG_COMPONENT ? component ^ 1u : component;
    pfwu_dependency_t dependency = { .id = component ^ 1u, .version = { FACTORY_VERSION + 1u, 0, 0, 0 } };
    image_spec_t spec = { .header_size = 32, .version = { FACTORY_VERSION + 1u, 0, 0, 0 } };
    if (kind == FWUCT_WRONG_FORM) {
        return false;
    }
    spec.version.major = (uint8_t)(kind == FWUCT_FACTORY ? FACTORY_VERSION
                                   : kind == FWUCT_NEXT  ? FACTORY_VERSION + 2u
                                   : kind == FWUCT_OLDER ? FACTORY_VERSION - 1u
                                                         : FACTORY_VERSION + 1u);
    spec.dependencies = &dependency;
    spec.dependency_count = kind == FWUCT_NEEDS_OTHER ? 1 : 0;
    uint8_t *out = bytes[component][kind];
    size_t *size = &sizes[component][kind];
    if (*size == 0) {
        memset(body, component + 1, sizeof body);
        key_hash(points[signer], spec.key_hash);
        must(image_write(&spec, body, sizeof body, sign, &signing_keys[signer], out, sizeof bytes[0][0], size),
             "image");
        out[0] ^= kind == FWUCT_NOT_AN_IMAGE;
        out[500] ^= kind == FWUCT_BAD_BODY;
        out[*size - 10u] ^= kind == FWUCT_BAD_SIGNATURE;
    }
    *image = (fwuct_image_t){ .bytes = out, .size = *size, .version = spec.version };
    return true;
}

/* ------------------------------------------------------------------------------------------------------- Device --- */

static void make_keys(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    for (psa_fwu_component_t id = 0; id < COMPONENTS; id++) {
        size_t length;
        must(psa_generate_key(&attributes, &signing_keys[id]), "key");
        must(psa_export_public_key(signing_keys[id], points[id], sizeof points[id], &length), "public key");
        keys[id] = (pfwu_key_t){ .key = points[id], .size = PFWU_POINT_SIZE, .algorithm = PFWU_ECDSA_P256 };
        rows[id] = (pfwu_component_t){ .id = id,
                                       .type = PFWU_TYPE_CODE,
                                       .mode = PFWU_MODE_SWAP,
                                       .stage = 1,
                                       .needs_trial = variant->trial,
                                       .active_area = PLAT_AREA_SLOT_ACTIVE(id),
                                       .second_area = PLAT_AREA_SLOT_SECOND(id),
                                       .key_count = 1,
                                       .keys = &keys[id],
                                       .counter_id = PLAT_COUNTER_FWU(id),
                                       .measurement = "App" };
    }
}

static void make_device(void)
{
    static const plat_posix_area_t areas[] = {
        { PLAT_AREA_FWU_JOURNAL, 0xff, 16, SECTOR_SIZE, 2 },
        { PLAT_AREA_SLOT_ACTIVE(0), 0xff, 16, SECTOR_SIZE, SECTORS },
        { PLAT_AREA_SLOT_SECOND(0), 0xff, 16, SECTOR_SIZE, SECTORS + 1u },
        { PLAT_AREA_SLOT_ACTIVE(1), 0xff, 16, SECTOR_SIZE, SECTORS },
        { PLAT_AREA_SLOT_SECOND(1), 0xff, 16, SECTOR_SIZE, SECTORS + 1u },
    };
    static const plat_posix_layout_t layout = { areas, sizeof areas / sizeof areas[0] };
    (void)device_dir_new();
    must(plat_posix_create(device_dir_path("device"), &layout), "create");
    must(plat_posix_open(device_dir_path("device")), "open");
    made = true;
}

static void program(psa_fwu_component_t component)
{
    fwuct_image_t image;
    uint8_t padded[2048];
    (void)fwuct_image(component, FWUCT_FACTORY, &image);
    memset(padded, 0xff, sizeof padded);
    memcpy(padded, image.bytes, image.size);
    must(plat_flash_prog(plat_flash_area(PLAT_AREA_SLOT_ACTIVE(component)), 0, padded,
                         (uint32_t)(image.size + 15u) / 16u * 16u),
         "program");
}

bool fwuct_reset(void)
{
    if (made) {
        plat_posix_close();
        device_dir_remove();
    }
    make_device();
    must(psa_crypto_init(), "crypto");
    if (signing_keys[0] == PSA_KEY_ID_NULL) {
        make_keys();
    }
    for (psa_fwu_component_t id = 0; id < COMPONENTS; id++) {
        program(id);
    }
    return fwuct_reboot();
}

bool fwuct_reboot(void)
{
    pfwu_boot_result_t result;
    plat_posix_close();
    must(plat_posix_open(device_dir_path("device")), "open");
    pfwu_reset();
    return pfwu_boot(1, &result) == PSA_SUCCESS;
}

bool fwuct_restart(void)
{
    return false;
}

/** Flash can't be changed behind the back of the port here; the simulated port can. */
bool fwuct_spoil(psa_fwu_component_t component)
{
    (void)component;
    return false;
}

bool fwuct_resume_at(psa_fwu_component_t component, size_t *off)
{
    psa_fwu_component_info_t info;
    bool known = psa_fwu_query(component, &info) == PSA_SUCCESS;
    *off = info.impl.written;
    return known;
}

psa_status_t fwuct_request_reboot(void)
{
    psa_status_t status = psa_fwu_request_reboot();
    return status == PSA_SUCCESS && !plat_posix_reboot_requested() ? PSA_ERROR_GENERIC_ERROR : status;
}

void fwuct_print(const char *line)
{
    puts(line);
}

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof variants / sizeof variants[0] && argc > 1; i++) {
        variant = strcmp(argv[1], variants[i].name) == 0 ? &variants[i] : variant;
    }
    if (variant == NULL) {
        fputs("usage: test_conformance_fwu_posix VARIANT [CASE]\n", stderr);
        return 2;
    }
    int failed = fwuct_run(argc > 2 ? argv[2] : NULL);
    plat_posix_close();
    device_dir_remove();
    return failed == 0 ? 0 : 1;
}
