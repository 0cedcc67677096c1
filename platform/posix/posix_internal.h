/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the files of the POSIX port share: the open device, its error line, small checked files.
 */
#ifndef PLATFORM_POSIX_POSIX_INTERNAL_H
#define PLATFORM_POSIX_POSIX_INTERNAL_H

#include "platform/posix/plat_posix.h"

/* ---------------------------------------------------------------------------------------------- The open device --- */

/**
 * Take the port's mutex and have a device open, the one of PSA_DEVICE_DIR if need be. Success: the caller ends with
 * plat_px_leave(). Error: the mutex is free, the error line is set (and was printed, once, if nobody called
 * plat_posix_open()).
 */
PLAT_MUST_USE psa_status_t plat_px_enter(void);
void plat_px_leave(void);
/** The mutex alone, for what needs no device. */
void plat_px_mutex_take(void);
void plat_px_mutex_give(void);

/** Directory of the open device. */
int plat_px_dir(void);
/** Its name as the caller gave it, for error lines. */
const char *plat_px_dir_name(void);

/* ------------------------------------------------------------------------------------------------- Error lines --- */

/** Set the error line in the words of printf; returns status. */
psa_status_t plat_px_fail(psa_status_t status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Error line "dir/name: what errno says"; returns the status that goes with errno. */
psa_status_t plat_px_fail_errno(const char *dir, const char *name);

/* ------------------------------------------------------------------------------------------------------- Bytes --- */

uint32_t plat_px_get32(const uint8_t *bytes);
uint64_t plat_px_get64(const uint8_t *bytes);
void plat_px_put32(uint8_t *bytes, uint32_t value);
void plat_px_put64(uint8_t *bytes, uint64_t value);
/** CRC-32 of ISO 3309 (as in Ethernet, zip), continued from `crc`; start with 0. */
uint32_t plat_px_crc32(uint32_t crc, const void *bytes, size_t size);
/** Wipe that the compiler keeps. */
void plat_px_wipe(void *memory, size_t size);

/* ------------------------------------------------------------------------------------------------------- Files --- */

/** Open a file that stays open, on a descriptor above the standard ones: in a process that was started without them,
 *  its first message would else be written into the device. errno on failure (-1). */
int plat_px_open(int dir, const char *name, int flags);

/** Read or write all, at an offset, through signals and short transfers. false: errno says why; a file that ends early
 *  gives EIO. */
bool plat_px_pread_all(int file, void *bytes, size_t size, uint64_t off);
bool plat_px_pwrite_all(int file, const void *bytes, size_t size, uint64_t off);

/** Bring the names in a directory to the disk. */
bool plat_px_sync_dir(int dir);

/** Largest payload of a small file. */
#define POSIX_PAYLOAD_MAX 2048u

/**
 * Store a small file: head, payload, CRC, written beside it, synced, renamed over it, directory synced. `kind` are its
 * 8 magic bytes. dir_name is for the error line.
 */
PLAT_MUST_USE psa_status_t plat_px_store(int dir, const char *dir_name, const char *name, const char kind[8],
                                         const uint8_t *payload, size_t size);
/**
 * Load a small file. PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_DATA_INVALID (other version), PSA_ERROR_DATA_CORRUPT;
 * *length is 0 then.
 */
PLAT_MUST_USE psa_status_t plat_px_load(int dir, const char *dir_name, const char *name, const char kind[8],
                                        uint8_t *payload, size_t size, size_t *length);

/* -------------------------------------------------------------------------------------------- Parts of a device --- */

/** Make each part in the directory of a new device. */
PLAT_MUST_USE psa_status_t plat_px_flash_create(int dir, const char *dir_name, const plat_posix_layout_t *layout);
PLAT_MUST_USE psa_status_t plat_px_key_create(int dir, const char *dir_name);
PLAT_MUST_USE psa_status_t plat_px_counters_create(int dir, const char *dir_name);
PLAT_MUST_USE psa_status_t plat_px_lifecycle_create(int dir, const char *dir_name);

PLAT_MUST_USE psa_status_t plat_px_flash_open(int dir, const char *dir_name);
void plat_px_flash_close(void);
/** Which slots are exchanged. */
PLAT_MUST_USE psa_status_t plat_px_banks_open(int dir, const char *dir_name);
/** Flash operations are counted from the opening of the device. */
void plat_px_flash_count_from_0(void);
/** The boot stage that this program is, from 1; of a program that no stage started: 1. */
uint32_t plat_px_stage(void);
/** Forget what lives from open to close. */
void plat_px_boot_close(void);
/** The life cycle, with the device entered. */
uint16_t plat_px_lifecycle(void);

#endif /* PLATFORM_POSIX_POSIX_INTERNAL_H */
