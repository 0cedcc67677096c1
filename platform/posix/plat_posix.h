/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The POSIX port's own calls: making a device directory, opening it, provisioning it, watching its flash.
 *
 * A device is a directory. One process at a time has it open; platform.h then speaks of that device. A program that
 * calls no function of this header gets the device named by the environment variable PSA_DEVICE_DIR, opened at the
 * first call of platform.h that needs it.
 *
 * Every function that fails leaves one line for people, see plat_posix_error(). README.md has the file formats and says
 * what this port protects, and from whom it does not.
 */
#ifndef PLATFORM_POSIX_PLAT_POSIX_H
#define PLATFORM_POSIX_PLAT_POSIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------- The device --- */

/** Flash areas that a device has at the most. */
#define PLAT_POSIX_AREA_MAX 67u

/** One flash area of a layout. */
typedef struct plat_posix_area {
    uint8_t id;            /* PLAT_AREA_..., once in a layout */
    uint8_t erased;        /* what an erased byte reads as: 0xff or 0x00 */
    uint16_t prog_size;    /* 1, 2, 4, 8, 16 or 32 */
    uint32_t erase_size;   /* a multiple of prog_size */
    uint32_t sector_count; /* 1 or more; the area stays below 4 GB */
} plat_posix_area_t;

typedef struct plat_posix_layout {
    const plat_posix_area_t *areas;
    size_t area_count;
} plat_posix_layout_t;

/** 8 KB sectors and 16-byte units as in STM32H5: ITS 64 KB, PS 32 KB, journal 16 KB; component 0 (application) 128 KB
 *  active and 136 KB second slot, component 1 (data) 8/16 KB, components 2 (secure services) and 3 (second boot
 *  stage) 64/72 KB. */
extern const plat_posix_layout_t plat_posix_default_layout;

/**
 * Make a device: erased flash, fresh device keys, counters at 0, life cycle PSA_ROT_PROVISIONING, no identity, no boot
 * record. All or nothing: it is built beside `dir` and renamed into place. layout NULL: the default one.
 *
 * PSA_ERROR_ALREADY_EXISTS        `dir` is there and not empty; it is untouched
 * PSA_ERROR_INVALID_ARGUMENT      no flash can have this layout
 * PSA_ERROR_INSUFFICIENT_STORAGE  no space
 * PSA_ERROR_NOT_PERMITTED         not writable
 * PSA_ERROR_DOES_NOT_EXIST        no parent directory
 */
PLAT_MUST_USE psa_status_t plat_posix_create(const char *dir, const plat_posix_layout_t *layout);

/**
 * Open a device. It stays ours until plat_posix_close() or the end of the process, however that comes; a child made
 * with fork() does not inherit it.
 *
 * PSA_ERROR_CONNECTION_BUSY  another process has it (the line names it)
 * PSA_ERROR_BAD_STATE        this process has one open
 * PSA_ERROR_DOES_NOT_EXIST   no such device
 * PSA_ERROR_NOT_PERMITTED    not readable and writable
 * PSA_ERROR_DATA_INVALID     another version
 * PSA_ERROR_DATA_CORRUPT     damaged
 * On error nothing on disk was changed.
 */
PLAT_MUST_USE psa_status_t plat_posix_open(const char *dir);

/**
 * Close the device; nothing is left to write. Does nothing if none is open. Area objects are not valid after it.
 * Storage looks at the device anew when one is opened again. Crypto, attestation and the update service keep what they
 * know of keys and of a download until the process ends: use another device, or one that others change meanwhile, with
 * these in another process.
 */
void plat_posix_close(void);

/** Why the last failing call of this thread failed: one line, what and where, without a newline. "" if none did. The
 *  text stands until the thread's next call. */
const char *plat_posix_error(void);

/* ------------------------------------------------------------------------------------------------ Provisioning --- */

/**
 * Store the identity, replacing any earlier one. PSA_ERROR_INVALID_ARGUMENT: certification_reference is neither "" nor
 * 13 digits, dash, 5 digits (RFC 9783 section 4.2.3), or verification_service is longer than 64 bytes or not
 * printable ASCII.
 */
PLAT_MUST_USE psa_status_t plat_posix_set_identity(const plat_identity_t *identity);

/**
 * Replace the device key of the secured class by one that is known elsewhere: for a host that stands in for a device of
 * a product (factory data). What was stored under the old one can't be read any more.
 */
PLAT_MUST_USE psa_status_t plat_posix_set_device_key(const uint8_t key[PLAT_DEVICE_KEY_SIZE]);

/**
 * Give the device its attestation key, PLAT_KEY_ID_ATTESTATION: a private key on P-256, 32 bytes, for
 * PSA_ALG_ECDSA(PSA_ALG_SHA_256) by the attestation service. A second call replaces it.
 */
PLAT_MUST_USE psa_status_t plat_posix_set_attestation_key(const uint8_t key[32]);

/** Store the decryption key of updates, a private key on P-256: PLAT_KEY_ID_UPDATE, which programs that another boot
 *  stage started can't use. */
PLAT_MUST_USE psa_status_t plat_posix_set_update_key(const uint8_t key[32]);

/** Whether images are programs for this host (false at the start): then plat_leave_stage() executes the body of the
 *  image, which is a file as the linker writes it; that closes the device. One that does not start changes nothing. */
void plat_posix_stages_are_programs(bool yes);

/** Set the life cycle, to any value, backwards too: this is a host. */
PLAT_MUST_USE psa_status_t plat_posix_set_lifecycle(uint16_t lifecycle);

/** Client id that plat_caller() returns in this process; -1 at the start. PSA_ERROR_INVALID_ARGUMENT: 0. */
PLAT_MUST_USE psa_status_t plat_posix_set_caller(int32_t caller);

/** Whether plat_reboot() was called since the device was opened: the program's main loop does what a reset would. */
bool plat_posix_reboot_requested(void);

/* ----------------------------------------------------------------------------------------------- Flash, watched --- */

/** What flash is about to do. */
typedef enum plat_posix_flash_op {
    PLAT_POSIX_FLASH_PROG = 0,       /* before a unit is programmed */
    PLAT_POSIX_FLASH_PROG_HALF = 1,  /* half of its bytes are written */
    PLAT_POSIX_FLASH_ERASE = 2,      /* before a sector is erased */
    PLAT_POSIX_FLASH_ERASE_HALF = 3, /* half of its units are erased */
} plat_posix_flash_op_t;

/**
 * Called at each operation on a unit or a sector. count numbers the operations since the device was opened, from 1; a
 * ..._HALF has the number of its operation. Everything before the call is in the file: a process that kills itself in
 * it leaves flash as a power cut does, in a ..._HALF with a torn unit or sector. The observer calls nothing of this
 * port.
 */
typedef void (*plat_posix_flash_observer_t)(void *ctx, uint8_t area_id, plat_posix_flash_op_t op, uint64_t count);

/** Set the observer; NULL: none. */
void plat_posix_set_flash_observer(plat_posix_flash_observer_t observer, void *ctx);

/** Take the time that an STM32H5 takes: 2 ms a sector erase, 32 us a unit. Off at the start. */
void plat_posix_set_flash_pace(bool on);

/** How often a sector was erased since the device was made. PSA_ERROR_INVALID_ARGUMENT: no such sector. */
PLAT_MUST_USE psa_status_t plat_posix_flash_wear(uint8_t area_id, uint32_t sector, uint32_t *erases);

#ifdef __cplusplus
}
#endif

#endif /* PLATFORM_POSIX_PLAT_POSIX_H */
