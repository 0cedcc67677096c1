/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "imgtool_device.h"
#include "lib/fwu/fwu_internal.h"
#include "psa/update.h"
#include "tests/sim/sim.h"

uint32_t imgtool_bytes(const char *hex, uint8_t *out)
{
    uint32_t size = (uint32_t)(strlen(hex) / 2u);
    for (uint32_t i = 0; i < size; i++) {
        char digits[3] = { hex[2u * i], hex[2u * i + 1u], 0 };
        out[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return size;
}

void imgtool_device(const char *image_hex)
{
    sim_config_t config;
    uint8_t image[512];
    memset(&config, 0, sizeof config);
    sim_config_area(&config, PLAT_AREA_FWU_JOURNAL, 2, 512, 16);
    sim_config_area(&config, PLAT_AREA_SLOT_ACTIVE(0), 4, 512, 16);
    sim_config_area(&config, PLAT_AREA_SLOT_SECOND(0), 5, 512, 16);
    sim_init(&config);
    uint32_t size = imgtool_bytes(image_hex, image);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 0, image, size);
}

psa_status_t imgtool_boot(pfwu_boot_result_t *result)
{
    sim_reboot();
    pfwu_reset();
    return pfwu_boot(1, result);
}

static void write_update(const uint8_t *image, size_t size)
{
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 0, image, size), PSA_SUCCESS);
}

psa_status_t imgtool_download(const uint8_t *image, size_t size)
{
    write_update(image, size);
    return psa_fwu_finish(0);
}

void imgtool_expect_refusals(const uint8_t *image, uint32_t size)
{
    write_update(image, size);
    for (uint32_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)(image[i] ^ 1u << i % 8u);
        sim_flash_set(PLAT_AREA_SLOT_SECOND(0), 512 + i, &byte, 1);
        psa_status_t status = psa_fwu_finish(0);
        assert_true(status == PSA_ERROR_INVALID_SIGNATURE || status == PSA_ERROR_INVALID_ARGUMENT);
        sim_flash_set(PLAT_AREA_SLOT_SECOND(0), 512 + i, &image[i], 1);
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
        write_update(image, size);
    }
    assert_int_equal(psa_fwu_finish(0), PSA_SUCCESS);
}
