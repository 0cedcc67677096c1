/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The boot side of firmware update: the component table that a product supplies, the boot entry, and the reader of data
 * components. The update client's side is psa/update.h; formats and recovery stand in lib/fwu/DESIGN.md.
 *
 * A boot stage does three things:
 *
 *     pfwu_boot_result_t result;
 *     psa_status_t status = pfwu_boot(1, &result);           // resume, install or roll back, verify, measure
 *     if (status == PSA_SUCCESS) {
 *         status = plat_leave_stage(result.run_area, result.run_off, result.run_header_size);
 *     }
 *     ... nothing authentic to run: stop; pfwu_boot_or_recover() calls the product's recovery before that ...
 *
 * Images are MCUboot images, signed with the algorithms of pfwu_algorithm_t, and encrypted if their component has a key
 * for that: then only the active area holds them in plain. In the active area an image starts at byte 0. The second
 * area is one sector larger than the active one where images are swapped: then a download lies from its second sector
 * on, and the image that an update replaced from its first.
 */
#ifndef PFWU_H
#define PFWU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"
#include "psa/update.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Component ids are below this. Costs 20 bytes of RAM each; the journal knows up to 32. The same in all programs of a
 *  device: the journal is written by each of them, and keeps what the last one knows. */
#ifndef PFWU_COMPONENTS_MAX
#define PFWU_COMPONENTS_MAX 8u
#endif

#define PFWU_HASH_MAX 48u   /* SHA-384; SHA-256 has 32 */
#define PFWU_POINT_SIZE 65u /* a P-256 public key: 0x04, X, Y */

/** What a key signs with. The crypto library must have it: a key of any other kind verifies nothing. */
typedef enum pfwu_algorithm {
    PFWU_ECDSA_P256 = 0, /* over SHA-256; key: 0x04, X, Y, 65 bytes */
    PFWU_ECDSA_P384,     /* over SHA-384; key: 0x04, X, Y, 97 bytes */
    PFWU_RSA_PSS_3072,   /* SHA-256, MGF1-SHA-256, salt of 32 bytes; key: RSAPublicKey DER, 398 bytes */
    PFWU_ED25519,        /* over the SHA-256; key: 32 bytes */
    PFWU_LMS,            /* over the SHA-256, TLV type 0x4ca0 (ours: MCUboot has none); key: lms_public_key, 56 bytes */
    PFWU_RSA_PSS_2048,   /* as with 3072 bits; key: 270 bytes. For keys that are there already */
} pfwu_algorithm_t;

/**
 * A key that may sign a component's images.
 *
 * An image does not say which component it is for: whoever signed it does. So a key belongs to one component only; rows
 * that shared one could take each other's images, and such a table is refused (PSA_ERROR_INVALID_ARGUMENT).
 */
typedef struct pfwu_key {
    const uint8_t *key; /* in the form that its algorithm names */
    uint16_t size;      /* of it, bytes */
    uint8_t algorithm;  /* pfwu_algorithm_t */
    /** As the image's KEYHASH TLV has it: the hash of the image's kind (SHA-256, with P-384 SHA-384) of the key as
     *  SubjectPublicKeyInfo DER (RSA: as RSAPublicKey; LMS: as it stands). All zeros: the library works it out. */
    uint8_t key_hash[PFWU_HASH_MAX];
} pfwu_key_t;

/** What a component is. */
typedef enum pfwu_type {
    PFWU_TYPE_CODE = 0, /* must verify, or its stage does not boot */
    PFWU_TYPE_DATA = 1, /* may be absent; read with pfwu_data_open() */
} pfwu_type_t;

/** How an update gets into the active area. */
typedef enum pfwu_mode {
    /* Images change places through the spare sector; can be rolled back. */
    PFWU_MODE_SWAP = 0,
    /* The new image is copied over the old one. Nothing can be rolled back: no trial, and not in one set with a
     * component that needs one. A copy that power interrupts is made again; should the flash not take it, the old image
     * is gone. */
    PFWU_MODE_OVERWRITE = 1,
    /* The areas change places (plat_bank_select()), nothing is copied; can be rolled back. Images come in plain. */
    PFWU_MODE_BANK = 2,
} pfwu_mode_t;

/** decrypt_key of a component in the table of a program that can't use the key, because only the stage that installs
 *  the component may: the update service then checks the signature of the hash that an image promises, and the stage
 *  the rest. */
#define PFWU_DECRYPT_ELSEWHERE 0xffffffffu

/** A component: one row of the product's table. What a product does not need stays 0. */
typedef struct pfwu_component {
    uint8_t id;         /* its number in psa/update.h, below PFWU_COMPONENTS_MAX, unique; also in dependency TLVs */
    uint8_t type;       /* pfwu_type_t */
    uint8_t mode;       /* pfwu_mode_t */
    uint8_t stage;      /* the boot stage that installs and verifies it, from 1 */
    bool needs_trial;   /* an update is rolled back unless psa_fwu_accept() is called before the next boot */
    bool has_reference; /* the boot spares itself the signature of what the port's reference vouches for */
    /* Images come without header and TLVs, which psa_fwu_start() takes: what is not authentic or too old is refused
     * before its body is sent. Needs the spare sector. */
    bool detached_manifest;
    uint8_t active_area; /* PLAT_AREA_SLOT_ACTIVE(n) */
    uint8_t second_area; /* PLAT_AREA_SLOT_SECOND(n): equal sectors; swap one more, bank as many, overwrite either */
    uint8_t key_count;
    const pfwu_key_t *keys; /* any of them may sign, for no other row, but for those revoked (pfwu_revoke_keys()) */
    uint32_t counter_id;    /* PLAT_COUNTER_FWU(n), or 0: no anti-rollback counter */
    uint32_t keys_counter;  /* PLAT_COUNTER_FWU_KEYS(n): how many of the keys are revoked, from the first on; 0: none */
    /* PSA key that opens the images' encryption, 0: they come in plain. With it, downloads must be encrypted, and
     * nothing in the second area is ever in plain. An ECC key pair on P-256 (or X25519, by the TLV),
     * PSA_KEY_USAGE_DERIVE, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)), for TLV 0x34 with
     * PSA_ALG_SHA_512. */
    uint32_t decrypt_key;
    const char *measurement; /* its type in the boot record: "BL", "PRoT", "App", ... */
} pfwu_component_t;

/**
 * The product's component table, in the order in which components are verified. The first code row of a stage is the
 * one that the stage runs. Constant for the life of the program; found by the linker.
 */
const pfwu_component_t *pfwu_components(size_t *count);

/** What pfwu_boot() did to a component. */
typedef enum pfwu_event {
    PFWU_EVENT_NONE = 0,
    PFWU_EVENT_INSTALLED,   /* the new image is in; the state is TRIAL, or UPDATED without trial */
    PFWU_EVENT_REFUSED,     /* the staged image was not installed; the state is FAILED */
    PFWU_EVENT_ROLLED_BACK, /* the old image is back; the state is FAILED */
    PFWU_EVENT_KEPT,        /* should have been rolled back, but the backup does not verify; the state is FAILED */
} pfwu_event_t;

/** How a component stands after pfwu_boot(). */
typedef struct pfwu_boot_component {
    uint8_t id;
    uint8_t event;       /* pfwu_event_t */
    uint8_t state;       /* PSA_FWU_... of psa/update.h */
    psa_status_t status; /* of the active image: PSA_SUCCESS is verified and measured */
    psa_status_t error;  /* why a new image was refused or rolled back, else PSA_SUCCESS */
    psa_fwu_image_version_t version;
} pfwu_boot_component_t;

typedef struct pfwu_boot_result {
    const plat_flash_area_t *run_area; /* what to run: NULL if there is nothing */
    uint32_t run_off;                  /* of the image header in the area */
    uint32_t run_header_size;          /* the code starts this much later */
    uint8_t run_component;             /* its id */
    uint8_t count;                     /* rows of this stage */
    pfwu_boot_component_t component[PFWU_COMPONENTS_MAX];
} pfwu_boot_result_t;

/** The error of a component that was rolled back because nobody accepted its trial. */
#define PFWU_ERROR_NOT_ACCEPTED PSA_ERROR_GENERIC_ERROR

/**
 * Boot one stage: go on with what a power cut interrupted, install what is STAGED or roll back what was not accepted,
 * verify every active image of this stage, and leave a measurement of each in the boot record (stage 1 begins it).
 *
 * Whatever flash holds, it returns. All components of a set are installed or none. After a power cut at any point the
 * next call goes on. With nothing pending it reads each active image once, checks one signature each, writes nothing.
 *
 * PSA_SUCCESS                  result->run_... says what to run
 * PSA_ERROR_INVALID_SIGNATURE  a code component has no authentic active image: nothing to run
 * PSA_ERROR_DOES_NOT_EXIST     the table has no code row for this stage
 * PSA_ERROR_INVALID_ARGUMENT   the table or the areas contradict each other, or two rows share a key
 * PSA_ERROR_STORAGE_FAILURE    flash does not do its work; result tells what is known
 * others                       from the boot record of the port
 * On error result->run_area is NULL.
 */
PLAT_MUST_USE psa_status_t pfwu_boot(uint8_t stage, pfwu_boot_result_t *result);

/**
 * The smallest boot: verify every active image of the stage and measure it, install nothing and look at no journal. For
 * a stage whose next one is never updated, or is by other means. Errors and result as of pfwu_boot(); states are not
 * told.
 */
PLAT_MUST_USE psa_status_t pfwu_boot_verify(uint8_t stage, pfwu_boot_result_t *result);

/** The product's recovery. PSA_SUCCESS: boot again. Anything else: give up. */
typedef psa_status_t (*pfwu_recover_t)(void *ctx, psa_status_t status, const pfwu_boot_result_t *result);

/**
 * pfwu_boot(), and while there is nothing to run, `recover` with its status and result: it may bring an image with the
 * calls of psa/update.h (psa_fwu_start() to psa_fwu_install()), from a serial line say, and have the boot done again.
 * What it brings is verified like any other. It may as well restart the device, or stop it.
 */
PLAT_MUST_USE psa_status_t pfwu_boot_or_recover(uint8_t stage, pfwu_boot_result_t *result, pfwu_recover_t recover,
                                                void *ctx);

/**
 * For that recovery: give up an installation or roll-back that pfwu_boot() can't bring to an end, boot for boot,
 * because an image that it moves can't be read any more, or the flash not be written (the result tells STAGED or
 * REJECTED, and PSA_ERROR_STORAGE_FAILURE). Nothing is moved: its components become FAILED as they are, and can be
 * cleaned and written anew. Not for a first attempt: what can't be read now may be at the next boot.
 *
 * PSA_ERROR_BAD_STATE        nothing is half done
 * PSA_ERROR_NOT_PERMITTED    of several components, and all their code verifies: old and new could run together
 * PSA_ERROR_STORAGE_FAILURE  the journal can't be written
 */
PLAT_MUST_USE psa_status_t pfwu_give_up(void);

/**
 * Revoke the first `count` signing keys of a component, for good: images that they signed are refused from now on, also
 * by pfwu_boot(). So the active image must be signed by a later one, and no trial may be under way, which could go
 * back.
 *
 * PSA_ERROR_DOES_NOT_EXIST     no such component, or it has no keys_counter
 * PSA_ERROR_INVALID_ARGUMENT   none of the keys would be left
 * PSA_ERROR_BAD_STATE          the component is STAGED, in TRIAL or REJECTED
 * PSA_ERROR_NOT_PERMITTED      one of these keys signed the active image, or that is not authentic
 * PSA_ERROR_NOT_SUPPORTED      the port has no such counter
 * PSA_ERROR_STORAGE_FAILURE    it may be done or not
 */
PLAT_MUST_USE psa_status_t pfwu_revoke_keys(psa_fwu_component_t component, uint32_t count);

/** A data component's active image, open for reading. The members are the library's. */
typedef struct pfwu_data {
    const plat_flash_area_t *area;
    uint32_t off;
    uint32_t size;
    psa_fwu_image_version_t version;
} pfwu_data_t;

/**
 * Verify the active image of a data component and open its body. Reads the whole image.
 *
 * PSA_ERROR_DOES_NOT_EXIST     no such component, not a data component, or no image there
 * PSA_ERROR_INVALID_SIGNATURE  there is an image, but it is not authentic
 * PSA_ERROR_NOT_PERMITTED      its security counter is below the device's
 * PSA_ERROR_INVALID_ARGUMENT   there is something, but not an image for this component
 * PSA_ERROR_STORAGE_FAILURE    it can't be read
 * On error *data is zeroed, and reading from it delivers nothing.
 */
PLAT_MUST_USE psa_status_t pfwu_data_open(psa_fwu_component_t component, pfwu_data_t *data);

/**
 * Read up to `size` bytes at `off` of the body; *length tells how many there were (0 at or past the end).
 *
 * The bytes are those that pfwu_data_open() verified as long as no boot stage runs in between.
 * PSA_ERROR_BAD_STATE: not open. PSA_ERROR_STORAGE_FAILURE: can't be read; dst is zeroed and *length is 0.
 */
PLAT_MUST_USE psa_status_t pfwu_data_read(const pfwu_data_t *data, uint32_t off, void *dst, size_t size,
                                          size_t *length);

/** Close; the object is zeroed. */
void pfwu_data_close(pfwu_data_t *data);

#ifdef __cplusplus
}
#endif

#endif /* PFWU_H */
