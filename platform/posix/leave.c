/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * From boot stage to boot stage on a host: a stage is a program, its image's body is the program file, and leaving for
 * it is execution, which leaves nothing of the memory of the one before. The number of the stage goes along in the
 * environment.
 */
#define _GNU_SOURCE /* memfd_create() */
#include "platform/posix/posix_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define VARIABLE "PSA_BOOT_STAGE"
#define BLOCK 4096u

static bool programs;

void plat_posix_stages_are_programs(bool yes)
{
    programs = yes;
}

uint32_t plat_px_stage(void)
{
    const char *text = getenv(VARIABLE);
    return text != NULL && text[0] >= '2' && text[0] <= '9' && text[1] == '\0' ? (uint32_t)(text[0] - '0') : 1u;
}

/** What lies behind the header, to the end of the area: a program file tells itself how long it is. Units behind the
 *  image may be torn, and read as zeros. */
static psa_status_t copy_body(const plat_flash_area_t *area, uint32_t off, int file)
{
    for (uint32_t at = off; at < area->size; at += BLOCK) {
        uint8_t block[BLOCK];
        uint32_t size = area->size - at < BLOCK ? area->size - at : BLOCK;
        psa_status_t status = plat_flash_read(area, at, block, size);
        if (status < 0 && status != PSA_ERROR_DATA_CORRUPT) {
            return status;
        }
        if (!plat_px_pwrite_all(file, block, size, at - off)) {
            return plat_px_fail_errno("next stage", "");
        }
    }
    return PSA_SUCCESS;
}

static bool is_program(int file)
{
    char magic[4];
    return plat_px_pread_all(file, magic, sizeof magic, 0) && memcmp(magic,
                                                                     "\x7f"
                                                                     "ELF",
                                                                     sizeof magic) == 0;
}

static bool tell_stage(uint32_t stage)
{
    const char text[2] = { (char)('0' + stage), '\0' };
    return stage > 1u ? setenv(VARIABLE, text, 1) == 0 : unsetenv(VARIABLE) == 0;
}

/* All that the device has open closes, and its lock goes, when the program starts. If it does not, this stage has
 * them. */
static psa_status_t run(int file)
{
    const uint32_t stage = plat_px_stage();
    char *arguments[] = { (char[]){ "stage" }, NULL };
    if (stage >= 9u || !tell_stage(stage + 1u)) {
        return plat_px_fail(PSA_ERROR_NOT_SUPPORTED, "no stage comes after this one");
    }
    (void)fflush(NULL);
    (void)fexecve(file, arguments, environ);
    psa_status_t status = plat_px_fail_errno("next stage", "");
    return tell_stage(stage) ? status : PSA_ERROR_GENERIC_ERROR;
}

psa_status_t plat_leave_stage(const plat_flash_area_t *area, uint32_t off, uint32_t header_size)
{
    if (!programs) {
        return plat_px_fail(PSA_ERROR_NOT_SUPPORTED, "a host has no next stage to jump to");
    }
    if (area == NULL || off > area->size || header_size > area->size - off) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "next stage: not in its area");
    }
    int file = memfd_create("stage", MFD_CLOEXEC);
    if (file < 0) {
        return plat_px_fail_errno("next stage", "");
    }
    psa_status_t status = copy_body(area, off + header_size, file);
    if (status == PSA_SUCCESS) {
        status = is_program(file) ? run(file) : plat_px_fail(PSA_ERROR_NOT_SUPPORTED, "next stage: not a program");
    }
    close(file);
    return status;
}
