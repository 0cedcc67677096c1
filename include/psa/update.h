/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Firmware update (PSA Certified Firmware Update API 1.0, IHI 0093): the update client's side. What the boot stages do
 * with the result stands in lib/fwu/DESIGN.md.
 *
 * A component goes through states, each change of which survives a power cut whole or not at all:
 *
 *   READY --start--> WRITING --finish--> CANDIDATE --install--> STAGED --reboot--> TRIAL --accept--> UPDATED
 *     ^                 |                    |                     |                |                  |
 *     |                 +------cancel--------+        reject-------+     reject: REJECTED --reboot--+  |
 *     |                            v                     v                                          v  |
 *     +----------clean--------- FAILED <-----------------+------------------------------------------+  |
 *     +----------clean---------------------------------------------------------------------------------+
 *
 * A reboot in TRIAL puts the old image back and leads to FAILED, and so does an image that does not verify. A component
 * that needs no trial goes from STAGED to UPDATED. psa_fwu_install(), psa_fwu_reject() and psa_fwu_accept() act on all
 * components in the state concerned, on all of them or on none.
 *
 * For every function here:
 *  - Sizes and offsets are bytes. Buffers belong to the caller and are used only during the call. *info is zeroed on
 *    error.
 *  - PSA_ERROR_DOES_NOT_EXIST: the component table has no such component. PSA_ERROR_BAD_STATE: the component's state
 *    does not allow the call; nothing changed. PSA_ERROR_STORAGE_FAILURE: flash does not work.
 *  - Images bring their manifest along (MCUboot's header and TLVs), or, where the component table says so, it is
 *    detached: header region, protected and unprotected TLVs as they stand in the image, without the body between them.
 *  - Not to be called from an interrupt.
 */
#ifndef PSA_UPDATE_H
#define PSA_UPDATE_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Version of the API that this header declares. */
#define PSA_FWU_API_VERSION_MAJOR 1
#define PSA_FWU_API_VERSION_MINOR 0

/** The image needs a newer version of another component, which must be there first or come along. */
#define PSA_ERROR_DEPENDENCY_NEEDED ((psa_status_t)-156)
/** Too many writes in too short a time. libpsa does not return it. */
#define PSA_ERROR_FLASH_ABUSE ((psa_status_t)-160)
/** Too little energy to go through with it. libpsa does not return it. */
#define PSA_ERROR_INSUFFICIENT_POWER ((psa_status_t)-161)

/* Status codes are spelled as in the specification, so that another header may repeat them. */
/* clang-format off */
/** Done so far; the device must reboot to complete it. */
#define PSA_SUCCESS_REBOOT ((psa_status_t)+1)
/** Done so far; the component must be restarted to complete it. libpsa does not return it. */
#define PSA_SUCCESS_RESTART ((psa_status_t)+2)
/* clang-format on */

/** Number of a component: the id of its row in the component table (pfwu.h). */
typedef uint8_t psa_fwu_component_t;

/** Version of an image, from its header. */
typedef struct psa_fwu_image_version_t {
    uint8_t major;
    uint8_t minor;
    uint16_t patch;
    uint32_t build;
} psa_fwu_image_version_t;

/** States, in psa_fwu_component_info_t.state. */
#define PSA_FWU_READY 0u     /**< nothing under way: psa_fwu_start() */
#define PSA_FWU_WRITING 1u   /**< an image is being received; kept over a reboot */
#define PSA_FWU_CANDIDATE 2u /**< an image is whole and verified: psa_fwu_install(); kept over a reboot */
#define PSA_FWU_STAGED 3u    /**< the next reboot installs it */
#define PSA_FWU_FAILED 4u    /**< given up, `error` says why: psa_fwu_clean(); kept over a reboot */
#define PSA_FWU_TRIAL 5u     /**< it runs on trial: psa_fwu_accept() or _reject(), or the next reboot reverts it */
#define PSA_FWU_REJECTED 6u  /**< the next reboot puts the old image back */
#define PSA_FWU_UPDATED 7u   /**< accepted for good: psa_fwu_clean(); kept over a reboot */

/** Flags, in psa_fwu_component_info_t.flags. */
#define PSA_FWU_FLAG_VOLATILE_STAGING 0x00000001u /**< a reboot discards what was received; libpsa never sets it */
#define PSA_FWU_FLAG_ENCRYPTION 0x00000002u       /**< images must come encrypted; without it they must not */

/** What this implementation tells beyond the specification. */
typedef struct psa_fwu_impl_info_t {
    /** Hash of the received image as its hash TLV has it (SHA-256, or SHA-384 with P-384), to compare with what was
     *  meant to be sent. Valid in CANDIDATE and STAGED; zeros behind it, and in every other state. */
    uint8_t candidate_digest[48];
    /** In WRITING: bytes that are in flash for good, from offset 0 on without a gap. After a reboot a client goes on
     *  there. 0 in every other state. */
    uint32_t written;
    /** In FAILED: what psa_fwu_finish() or psa_fwu_install() found wrong with the image, a pfwu_image_fault_t of
     *  pfwu_reason.h; 0 if it failed for another reason, and in every other state. */
    uint8_t reason;
} psa_fwu_impl_info_t;

/** What psa_fwu_query() tells. */
typedef struct psa_fwu_component_info_t {
    uint8_t state;                   /**< PSA_FWU_READY ... PSA_FWU_UPDATED */
    psa_status_t error;              /**< in FAILED and REJECTED: why; else PSA_SUCCESS */
    psa_fwu_image_version_t version; /**< of the active image */
    uint32_t max_size;               /**< no image may be larger, all parts counted */
    uint32_t flags;                  /**< PSA_FWU_FLAG_... */
    uint32_t location;               /**< number of the flash area with the active image (platform.h, PLAT_AREA_...) */
    psa_fwu_impl_info_t impl;
} psa_fwu_component_info_t;

/** Base-2 logarithm of the alignment of image_offset in psa_fwu_write(): 16 bytes, the program unit of STM32H5 flash.
 *  May be set before the first inclusion, in the library's build and in the client's alike; not below the flash's
 *  unit. */
#ifndef PSA_FWU_LOG2_WRITE_ALIGN
#define PSA_FWU_LOG2_WRITE_ALIGN 4
#endif

/** Largest block of psa_fwu_write(), a multiple of the alignment. It costs no RAM: blocks go straight to flash. May be
 *  set like PSA_FWU_LOG2_WRITE_ALIGN. */
#ifndef PSA_FWU_MAX_WRITE_SIZE
#define PSA_FWU_MAX_WRITE_SIZE 1024u
#endif

/**
 * State and data of a component. Reads only.
 *
 * Tells also, in info->impl.written, how far a download got before a reboot: to the end of a sector, as a rule.
 *
 * PSA_ERROR_NOT_PERMITTED  the component table or the journal's area is not fit for updates (as for psa_fwu_cancel(),
 *                          no fault of storage is listed); info is NULL
 */
psa_status_t psa_fwu_query(psa_fwu_component_t component, psa_fwu_component_info_t *info);

/**
 * Begin to receive an image: READY to WRITING.
 *
 * manifest, manifest_size   NULL and 0 where images bring their manifest along; else the detached one, at most a sector
 *                           of flash. psa_fwu_write() then takes the body alone, of the size that the header tells
 *
 * PSA_ERROR_INVALID_ARGUMENT   a manifest was given and is not expected, or the reverse; it is not well-formed, or not
 *                              for this component; its header size is not a multiple of the alignment of blocks
 * PSA_ERROR_INVALID_SIGNATURE  unknown key or wrong signature
 * PSA_ERROR_NOT_PERMITTED      a good manifest of an image that may not be installed: security counter or version
 */
psa_status_t psa_fwu_start(psa_fwu_component_t component, const void *manifest, size_t manifest_size);

/**
 * Take a block of the image, in WRITING.
 *
 * image_offset  where it belongs in the image; a multiple of 1 << PSA_FWU_LOG2_WRITE_ALIGN
 * block         block_size bytes, 1 to PSA_FWU_MAX_WRITE_SIZE, any alignment. A size that is not a multiple of the
 *               alignment is filled up with the flash's erased value, so it fits only the last block of an image.
 *
 * Blocks may come in any order. A block that is there already succeeds again if it is the same. Success means that the
 * block is in flash and was read back. After an error the component is still in WRITING and info.impl.written says
 * where to go on.
 *
 * With a detached manifest offsets are those of the body, and so is info.impl.written.
 *
 * PSA_ERROR_INVALID_ARGUMENT  block is NULL; offset not aligned, size 0 or too large, or outside the image area (the
 *                             body); a size that is not aligned before the end of the body
 * PSA_ERROR_STORAGE_FAILURE   flash does not work, or holds other bytes there: what was not whole sectors is given up
 */
psa_status_t psa_fwu_write(psa_fwu_component_t component, size_t image_offset, const void *block, size_t block_size);

/**
 * The image is whole: WRITING to CANDIDATE, after header, hash, signature, version and security counter were checked.
 * Dependencies are for psa_fwu_install(). An image that fails a check leaves the component in FAILED.
 *
 * PSA_ERROR_INVALID_SIGNATURE  hash or signature does not match
 * PSA_ERROR_INVALID_ARGUMENT   not an image, or not one for this component
 * PSA_ERROR_NOT_PERMITTED      a good image that may not be installed: its security counter is below the device's
 */
psa_status_t psa_fwu_finish(psa_fwu_component_t component);

/**
 * Give up an image in WRITING or CANDIDATE: to FAILED.
 *
 * PSA_ERROR_NOT_PERMITTED  also where flash does not do its work: the specification lists no fault of storage for this
 *                          call. psa_fwu_query() tells the state; try again, or after a reboot
 */
psa_status_t psa_fwu_cancel(psa_fwu_component_t component);

/**
 * Erase what FAILED or UPDATED left in the second area, and be READY. It takes the flash's time for that.
 */
psa_status_t psa_fwu_clean(psa_fwu_component_t component);

/**
 * Install all CANDIDATEs with the next reboot, all of them or none: to STAGED.
 *
 * PSA_SUCCESS_REBOOT           as it should be: psa_fwu_request_reboot() next
 * PSA_ERROR_BAD_STATE          there is no CANDIDATE, or some component is STAGED, in TRIAL or REJECTED
 * PSA_ERROR_NOT_PERMITTED      a component that is overwritten can't be installed together with one that needs a trial;
 *                              all stay CANDIDATE
 * PSA_ERROR_DEPENDENCY_NEEDED  an image needs a version that neither runs nor comes along; all stay CANDIDATE
 * PSA_ERROR_INVALID_SIGNATURE, PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_NOT_PERMITTED
 *                              an image did not pass the checks of psa_fwu_finish(), done again; all CANDIDATEs are
 *                              FAILED
 */
psa_status_t psa_fwu_install(void);

/**
 * Reboot the device (plat_reboot()). May not return.
 *
 * PSA_ERROR_NOT_SUPPORTED  the platform can't
 */
psa_status_t psa_fwu_request_reboot(void);

/**
 * Take back what is STAGED (to FAILED) or in TRIAL (to REJECTED, and with the reboot to FAILED).
 *
 * error   the reason, found again in psa_fwu_component_info_t.error; 0 if there is none to tell
 *
 * PSA_SUCCESS          from STAGED: done
 * PSA_SUCCESS_REBOOT   from TRIAL: psa_fwu_request_reboot() next
 * PSA_ERROR_BAD_STATE  no component is STAGED or in TRIAL
 */
psa_status_t psa_fwu_reject(psa_status_t error);

/**
 * Keep the images in TRIAL for good: to UPDATED. Raises the security counters to those of the images, after which older
 * images are refused.
 *
 * PSA_ERROR_BAD_STATE        no component is in TRIAL
 * PSA_ERROR_STORAGE_FAILURE  psa_fwu_query() tells whether they are UPDATED; if so only a counter is behind, and
 *                            psa_fwu_clean() raises it
 */
psa_status_t psa_fwu_accept(void);

#ifdef __cplusplus
}
#endif

#endif /* PSA_UPDATE_H */
