/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The suite on the mock.
 *
 *     fwuct_mock VARIANT [MUTANT] [CASE]   one run
 *     fwuct_mock --variants                their names
 *     fwuct_mock --mutants                 theirs
 *     fwuct_mock --cases                   the cases of the suite
 */
#include <stdio.h>
#include <string.h>

#include "mock.h"

#define FACTORY_VERSION 5u

static const psa_fwu_component_t ids[] = { 0, 1 };

/** The eight models of appendix "Variation in system design parameters", and what else changes the suite's way. */
#define COMMON(label)                                                                                                  \
    .name = (label), .count = 2, .components = ids, .unknown = 9, .concurrent = true, .any_order = true,               \
    .dependencies = true, .refuses = {                                                                                 \
        [FWUCT_NOT_AN_IMAGE] = FWUCT_BY_FINISH,                                                                        \
        [FWUCT_BAD_BODY] = FWUCT_BY_FINISH,                                                                            \
        [FWUCT_BAD_SIGNATURE] = FWUCT_BY_FINISH,                                                                       \
        [FWUCT_WRONG_COMPONENT] = FWUCT_BY_FINISH,                                                                     \
        [FWUCT_OLDER] = FWUCT_BY_FINISH,                                                                               \
        [FWUCT_WRONG_FORM] = FWUCT_BY_FINISH                                                                           \
    }
#define VOLATILE .volatile_staging = true, .loses_writing = true, .loses_failed = true, .loses_updated = true

static const fwuct_system_t variants[] = {
    { COMMON("complete"), .reboot = true, .trial = true },
    { COMMON("no-trial"), .reboot = true },
    { COMMON("no-reboot"), .trial = true },
    { COMMON("basic") },
    { COMMON("complete-volatile"), .reboot = true, .trial = true, VOLATILE },
    { COMMON("no-trial-volatile"), .reboot = true, VOLATILE },
    { COMMON("no-reboot-volatile"), .trial = true, VOLATILE },
    { COMMON("basic-volatile"), VOLATILE },
    { COMMON("some-volatile"), .reboot = true, .trial = true, .loses_writing = true, .loses_failed = true },
    { COMMON("manifest"), .reboot = true, .trial = true, .manifest = true },
    { COMMON("encrypted"), .reboot = true, .trial = true, .encrypted = true },
    { COMMON("restart"), .reboot = true, .restart = true, .trial = true },
};

static const fwuct_system_t *variant;
static mock_mutant_t mutant;

#define NAME(name) #name,
static const char *const mutant_names[MOCK_COUNT] = { "none", MOCK_MUTANTS(NAME) };

const fwuct_system_t *fwuct_system(void)
{
    return variant;
}

bool fwuct_image(psa_fwu_component_t component, fwuct_kind_t kind, fwuct_image_t *image)
{
    static uint8_t bytes[4096];
    static uint8_t manifest[MOCK_HEADER + MOCK_CHECK];
    mock_image_t spec = { .component = component,
                          .version = FACTORY_VERSION + 1u,
                          .encrypted = variant->encrypted,
                          .body_size = (uint16_t)(1301u + component) };
    switch (kind) {
    case FWUCT_FACTORY:
        spec.version = FACTORY_VERSION;
        break;
    case FWUCT_NEXT:
        spec.version = FACTORY_VERSION + 2u;
        spec.body_size = 700;
        break;
    case FWUCT_NEEDS_OTHER:
        spec.needs_component = component ^ 1u;
        spec.needs_version = FACTORY_VERSION + 1u;
        break;
    case FWUCT_WRONG_COMPONENT:
        spec.component = component ^ 1u;
        break;
    case FWUCT_OLDER:
        spec.version = FACTORY_VERSION - 1u;
        break;
    case FWUCT_WRONG_FORM:
        spec.encrypted = !variant->encrypted;
        break;
    default:
        break;
    }
    size_t size = mock_image_write(&spec, bytes);
    if (kind == FWUCT_NOT_AN_IMAGE) {
        bytes[0] = 'X';
    } else if (kind == FWUCT_BAD_BODY) {
        bytes[MOCK_HEADER + 100u] ^= 4u;
    } else if (kind == FWUCT_BAD_SIGNATURE) {
        bytes[size - 1u] ^= 1u;
    }
    *image = (fwuct_image_t){ .bytes = bytes, .size = size, .version = { spec.version, 0, 0, 0 } };
    if (variant->manifest) {
        memcpy(manifest, bytes, MOCK_HEADER);
        memcpy(&manifest[MOCK_HEADER], &bytes[size - MOCK_CHECK], MOCK_CHECK);
        *image = (fwuct_image_t){ &bytes[MOCK_HEADER], size - MOCK_HEADER - MOCK_CHECK, manifest, sizeof manifest,
                                  image->version };
    }
    return true;
}

bool fwuct_reset(void)
{
    mock_configure(variant, mutant);
    mock_reset();
    return true;
}

bool fwuct_reboot(void)
{
    mock_reboot();
    return true;
}

bool fwuct_restart(void)
{
    mock_restart();
    return true;
}

bool fwuct_spoil(psa_fwu_component_t component)
{
    mock_spoil(component);
    return true;
}

bool fwuct_resume_at(psa_fwu_component_t component, size_t *off)
{
    *off = mock_written(component);
    return true;
}

psa_status_t fwuct_request_reboot(void)
{
    return psa_fwu_request_reboot();
}

void fwuct_print(const char *line)
{
    puts(line);
}

static int list(const char *what)
{
    for (size_t i = 0; i < sizeof variants / sizeof variants[0] && strcmp(what, "--variants") == 0; i++) {
        puts(variants[i].name);
    }
    for (unsigned i = 1; i < MOCK_COUNT && strcmp(what, "--mutants") == 0; i++) {
        puts(mutant_names[i]);
    }
    if (strcmp(what, "--cases") == 0) {
        fwuct_list();
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strncmp(argv[1], "--", 2) == 0) {
        return list(argv[1]);
    }
    for (size_t i = 0; i < sizeof variants / sizeof variants[0] && argc > 1; i++) {
        variant = strcmp(argv[1], variants[i].name) == 0 ? &variants[i] : variant;
    }
    for (unsigned i = 0; i < MOCK_COUNT && argc > 2; i++) {
        if (strcmp(argv[2], mutant_names[i]) == 0) {
            mutant = (mock_mutant_t)i;
        }
    }
    if (variant == NULL || (argc > 2 && strcmp(mutant_names[mutant], argv[2]) != 0)) {
        fputs("usage: fwuct_mock VARIANT [MUTANT] [CASE]\n", stderr);
        return 2;
    }
    return fwuct_run(argc > 3 ? argv[3] : NULL) == 0 ? 0 : 1;
}
