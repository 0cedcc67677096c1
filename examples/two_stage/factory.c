/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The factory: makes the device, gives it its decryption key, and programs the first images in plain.
 * usage: factory DIR DECRYPT-KEY.bin STAGE-2.img APP.img DATA.img
 */
#include <stdio.h>
#include <string.h>

#include "platform/posix/plat_posix.h"
#include "table.h"

#define SECTOR 8192u
/** Slots of the programs: 4 MB, as this host's are larger than firmware. */
#define PROGRAM_SECTORS 512u

#define AREA(number, sectors)                                                                                          \
    {                                                                                                                  \
        .id = (number), .erased = 0xff, .prog_size = 16, .erase_size = SECTOR, .sector_count = (sectors)               \
    }

static const plat_posix_area_t areas[] = {
    AREA(PLAT_AREA_ITS, 4),
    AREA(PLAT_AREA_PS, 4),
    AREA(PLAT_AREA_FWU_JOURNAL, 2),
    AREA(PLAT_AREA_SLOT_ACTIVE(COMPONENT_STAGE_2), PROGRAM_SECTORS),
    AREA(PLAT_AREA_SLOT_SECOND(COMPONENT_STAGE_2), PROGRAM_SECTORS + 1u),
    AREA(PLAT_AREA_SLOT_ACTIVE(COMPONENT_APP), PROGRAM_SECTORS),
    AREA(PLAT_AREA_SLOT_SECOND(COMPONENT_APP), PROGRAM_SECTORS + 1u),
    AREA(PLAT_AREA_SLOT_ACTIVE(COMPONENT_DATA), 2),
    AREA(PLAT_AREA_SLOT_SECOND(COMPONENT_DATA), 3),
};

static const plat_posix_layout_t layout = { areas, sizeof areas / sizeof areas[0] };

static int fail(const char *what)
{
    fprintf(stderr, "factory: %s: %s\n", what, plat_posix_error());
    return 1;
}

static bool program(unsigned component, const char *name)
{
    static unsigned char block[65536];
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(component));
    FILE *file = fopen(name, "rb");
    psa_status_t status = file != NULL && area != NULL ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
    uint32_t off = 0;
    size_t size;
    while (status == PSA_SUCCESS && (size = fread(block, 1, sizeof block, file)) > 0) {
        memset(&block[size], 0xff, sizeof block - size);
        status = plat_flash_prog(area, off, block, (uint32_t)((size + 15u) / 16u * 16u));
        off += (uint32_t)size;
    }
    if (file != NULL) {
        fclose(file);
    }
    return status == PSA_SUCCESS;
}

int main(int argc, char **argv)
{
    uint8_t key[32];
    if (argc != 6) {
        fprintf(stderr, "usage: factory DIR DECRYPT-KEY.bin STAGE-2.img APP.img DATA.img\n");
        return 2;
    }
    FILE *file = fopen(argv[2], "rb");
    if (file == NULL || fread(key, 1, sizeof key, file) != sizeof key) {
        return fail(argv[2]);
    }
    fclose(file);
    if (plat_posix_create(argv[1], &layout) != PSA_SUCCESS || plat_posix_open(argv[1]) != PSA_SUCCESS ||
        plat_posix_set_update_key(key) != PSA_SUCCESS) {
        return fail(argv[1]);
    }
    if (!program(COMPONENT_STAGE_2, argv[3]) || !program(COMPONENT_APP, argv[4]) || !program(COMPONENT_DATA, argv[5])) {
        return fail("programming");
    }
    if (plat_posix_set_lifecycle(PLAT_LIFECYCLE_SECURED) != PSA_SUCCESS) {
        return fail(argv[1]);
    }
    return 0;
}
