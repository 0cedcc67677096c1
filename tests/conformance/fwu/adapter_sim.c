/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The suite on libpsa's update service and boot stage, over the simulated port: a reboot is a boot stage. Signatures
 * and encryption are those of tests/fwu, which cost nothing.
 *
 *     test_conformance_fwu_sim VARIANT|all [CASE]
 */
#include <stdio.h>
#include <string.h>

#include "fwuct.h"
#include "tests/fwu/fwu_device.h"

#define SECTORS 8u
#define SECTOR_SIZE 512u
#define FACTORY_VERSION 5u

/** How the component table is made. */
typedef struct variant {
    fwuct_system_t system;
    uint8_t mode;
} variant_t;

static const psa_fwu_component_t ids[] = { 0, 1 };

#define COMMON(label)                                                                                                  \
    .name = (label), .count = 2, .components = ids, .unknown = 2, .reboot = true, .concurrent = true,                  \
    .any_order = true, .dependencies = true, .refuses = {                                                              \
        [FWUCT_NOT_AN_IMAGE] = FWUCT_BY_FINISH,                                                                        \
        [FWUCT_BAD_BODY] = FWUCT_BY_FINISH,                                                                            \
        [FWUCT_BAD_SIGNATURE] = FWUCT_BY_FINISH,                                                                       \
        [FWUCT_WRONG_COMPONENT] = FWUCT_BY_FINISH,                                                                     \
        [FWUCT_OLDER] = FWUCT_BY_FINISH,                                                                               \
        [FWUCT_WRONG_FORM] = FWUCT_BY_FINISH                                                                           \
    }

static const variant_t variants[] = {
    { { COMMON("swap"), .trial = true }, PFWU_MODE_SWAP },
    { { COMMON("swap-no-trial") }, PFWU_MODE_SWAP },
    { { COMMON("overwrite") }, PFWU_MODE_OVERWRITE },
    { { COMMON("bank"), .trial = true }, PFWU_MODE_BANK },
    { { COMMON("encrypted"), .trial = true, .encrypted = true }, PFWU_MODE_SWAP },
    { { COMMON("manifest"), .trial = true, .manifest = true }, PFWU_MODE_SWAP },
};
static const variant_t *variant;

const fwuct_system_t *fwuct_system(void)
{
    return &variant->system;
}

static void make(test_image_t *image, psa_fwu_component_t component, fwuct_kind_t kind, uint8_t *version)
{
    bool encrypted = variant->system.encrypted;
    pfwu_dependency_t dependency = { .id = component ^ 1u, .version = { FACTORY_VERSION + 1u, 0, 0, 0 } };
    test_spec_t spec = { .component = component, .major = FACTORY_VERSION + 1u, .counter = 1, .body_size = 1301 };
    switch (kind) {
    case FWUCT_FACTORY:
        spec.major = FACTORY_VERSION;
        break;
    case FWUCT_NEXT:
        spec.major = FACTORY_VERSION + 2u;
        spec.body_size = 700;
        break;
    case FWUCT_NEEDS_OTHER:
        spec.dependency = &dependency;
        break;
    case FWUCT_WRONG_COMPONENT:
        spec.component = component ^ 1u;
        break;
    case FWUCT_OLDER:
        spec.major = FACTORY_VERSION - 1u;
        break;
    case FWUCT_WRONG_FORM:
        encrypted = !encrypted;
        break;
    default:
        break;
    }
    spec.flags = encrypted ? PFWU_IMAGE_AES128 : 0;
    *version = spec.major;
    device_make(image, &spec);
}

/** Without the body: what psa_fwu_start() takes. */
static size_t manifest_of(const test_image_t *made, uint8_t *out)
{
    size_t behind = made->body_off + made->whole_body;
    memcpy(out, made->bytes, made->body_off);
    memcpy(&out[made->body_off], &made->bytes[behind], made->size - behind);
    return made->size - made->whole_body;
}

bool fwuct_image(psa_fwu_component_t component, fwuct_kind_t kind, fwuct_image_t *image)
{
    static test_image_t made;
    static uint8_t manifest[1024];
    uint8_t version;
    make(&made, component, kind, &version);
    if (kind == FWUCT_NOT_AN_IMAGE) {
        made.bytes[0] ^= 1u;
    } else if (kind == FWUCT_BAD_BODY) {
        made.bytes[200] ^= 1u;
    } else if (kind == FWUCT_BAD_SIGNATURE) {
        made.bytes[made.size - 10u] ^= 1u;
    }
    *image = (fwuct_image_t){ .bytes = made.bytes, .size = made.size, .version = { version, 0, 0, 0 } };
    if (variant->system.manifest) {
        image->manifest = manifest;
        image->manifest_size = manifest_of(&made, manifest);
        image->bytes = &made.bytes[made.body_off];
        image->size = made.whole_body;
    }
    return true;
}

bool fwuct_reset(void)
{
    test_image_t image;
    uint8_t version;
    device_without_spare(variant->mode == PFWU_MODE_BANK ? 3u : 0u);
    device_init(2, SECTORS, SECTOR_SIZE, 2);
    for (psa_fwu_component_t id = 0; id < 2; id++) {
        pfwu_component_t *row = device_row(id);
        row->mode = variant->mode;
        row->needs_trial = variant->system.trial;
        row->detached_manifest = variant->system.manifest;
        row->decrypt_key = variant->system.encrypted ? 0x1000u + id : 0;
        make(&image, id, FWUCT_FACTORY, &version);
        device_provision(id, &image);
    }
    return fwuct_reboot();
}

bool fwuct_reboot(void)
{
    pfwu_boot_result_t result;
    return device_boot(&result) == PSA_SUCCESS;
}

bool fwuct_restart(void)
{
    return false;
}

bool fwuct_spoil(psa_fwu_component_t component)
{
    const plat_flash_area_t *second = plat_flash_area(PLAT_AREA_SLOT_SECOND(component));
    uint32_t off = (second->size > SECTORS * SECTOR_SIZE ? second->erase_size : 0) + 200u;
    uint8_t byte;
    sim_flash_get(second->id, off, &byte, 1);
    byte ^= 1u;
    sim_flash_set(second->id, off, &byte, 1);
    return true;
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
    return status == PSA_SUCCESS && !sim_reboot_requested() ? PSA_ERROR_GENERIC_ERROR : status;
}

void fwuct_print(const char *line)
{
    puts(line);
}

int main(int argc, char **argv)
{
    bool all = argc > 1 && strcmp(argv[1], "all") == 0;
    int result = 0;
    for (size_t i = 0; i < sizeof variants / sizeof variants[0] && argc > 1; i++) {
        if (all || strcmp(argv[1], variants[i].system.name) == 0) {
            variant = &variants[i];
            result |= fwuct_run(argc > 2 ? argv[2] : NULL) == 0 ? 0 : 1;
        }
    }
    if (variant == NULL) {
        fputs("usage: test_conformance_fwu_sim VARIANT|all [CASE]\n", stderr);
        return 2;
    }
    return result;
}
