/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The port: everything the libraries ask of a platform. platform/README.md says how to write one, tests/port is the
 * suite that it must pass.
 *
 * What holds for every function here:
 *  - Sizes and offsets are bytes. Pointers are used only during the call. A size of 0 does nothing and succeeds.
 *  - Errors are psa_status_t, so that a fault keeps its name all the way up. On error an output buffer is zeroed or
 *    unchanged, never half secret.
 *  - Functions block, and are never called from an interrupt.
 *  - A library holds its own lock during calls on what it owns (PLAT_LOCK_ITS on the areas and counters of storage,
 *    PLAT_LOCK_FWU on those of update; a boot stage is alone and holds none). Calls of two libraries may come at the
 *    same time: what a port shares between them (one flash controller) it guards itself, inside, with
 *    PLAT_LOCK_PLATFORM or better means. Libraries never take PLAT_LOCK_PLATFORM.
 *  - There is one implementation of each, found by the linker: a missing function is a link error.
 */
#ifndef PLATFORM_PLATFORM_H
#define PLATFORM_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A result that must be looked at: ignoring it is a compiler error in this project. */
#if defined(__GNUC__)
#define PLAT_MUST_USE __attribute__((warn_unused_result))
#define PLAT_NORETURN __attribute__((noreturn))
#else
#define PLAT_MUST_USE
#define PLAT_NORETURN
#endif

/** Check of an internal invariant, on in tests and fuzzing (PLAT_ASSERTS). Never used on what a caller, flash or
 *  hardware delivered: those get an error. */
PLAT_NORETURN void plat_assert_failed(const char *file, int line, const char *what);
#if defined(PLAT_ASSERTS)
#define PLAT_ASSERT(cond) ((cond) ? (void)0 : plat_assert_failed(__FILE__, __LINE__, #cond))
#else
#define PLAT_ASSERT(cond) ((void)0)
#endif

/* ---------------------------------------------------------------------------------------------------- 1. Flash --- */

/** Largest program unit and its alignment that the libraries are built for (bytes). */
#define PLAT_FLASH_PROG_SIZE_MAX 32u

/**
 * A flash area: a run of equal sectors that one library owns whole. Areas never overlap. The object is constant and
 * lives for ever; `base` is the port's own business (an address, an offset in a file). A host that closes a device and
 * opens one again changes it: what storage knew of the area then counts no more.
 */
typedef struct plat_flash_area {
    uint32_t base;       /* the port's own */
    uint32_t size;       /* bytes, a multiple of erase_size */
    uint32_t erase_size; /* bytes in a sector, a multiple of prog_size */
    uint16_t prog_size;  /* bytes in a program unit: 1, 2, 4, 8, 16 or 32 (16 in the STM32H5 main flash) */
    uint8_t id;          /* PLAT_AREA_..., the number it was asked for with */
    uint8_t erased;      /* what every byte of an erased unit reads as, 0xff on NOR flash */
} plat_flash_area_t;

/** Area numbers. A port has the areas of the services that the product links. */
#define PLAT_AREA_ITS 1u         /* internal trusted storage, at least 2 sectors */
#define PLAT_AREA_PS 2u          /* protected storage, at least 2 sectors */
#define PLAT_AREA_FWU_JOURNAL 3u /* update journal, at least 2 sectors */
/** Image slots of update component 0..31: the active one (runs) and the second one (download, backup). */
#define PLAT_AREA_SLOT_ACTIVE(component) ((uint8_t)(0x40u + 2u * (component)))
#define PLAT_AREA_SLOT_SECOND(component) ((uint8_t)(0x41u + 2u * (component)))

/** Remark of plat_flash_read(), not an error: the bytes were delivered, but ECC corrected at least one unit. After a
 *  power cut a torn unit can read so with wrong bytes: take the data only if its own check agrees. */
#define PLAT_FLASH_CORRECTED ((psa_status_t)1)

/**
 * The area with this number, or NULL if the port has none. Constant for the life of the program.
 */
const plat_flash_area_t *plat_flash_area(uint8_t id);

/**
 * Read bytes. Any offset, size and alignment of dst.
 *
 * PSA_SUCCESS                 dst holds the bytes
 * PLAT_FLASH_CORRECTED        dst holds bytes that may be wrong, see above
 * PSA_ERROR_DATA_CORRUPT      a unit can't be read (ECC double error); the bytes of that unit are zeroed in dst, the
 *                             others are delivered
 * PSA_ERROR_INVALID_ARGUMENT  range outside the area
 * PSA_ERROR_STORAGE_FAILURE   the device does not answer; dst is zeroed
 * A read never traps and never waits for ever. A unit that was never programmed since its erase reads as area->erased.
 */
PLAT_MUST_USE psa_status_t plat_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size);

/**
 * Program whole units, in rising order. off and size are multiples of area->prog_size; src has any alignment and does
 * not lie in the area.
 *
 * Before: the units were erased and not programmed since (also not with the erased value): a second program of a unit
 *         is refused with PSA_ERROR_NOT_PERMITTED where the port can tell, and destroys the unit where it can't.
 * After:  success means that the bytes are in the array, were read back equal, and survive a power cut.
 * Cut or error: units before the one under way are programmed, the one under way may read as erased, old, new, in
 *         between, differently each time, corrected or DATA_CORRUPT, until its sector is erased.
 *
 * PSA_ERROR_INVALID_ARGUMENT  range or alignment
 * PSA_ERROR_STORAGE_FAILURE   the array refused, or read-back differs
 */
PLAT_MUST_USE psa_status_t plat_flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size);

/**
 * Erase one sector. off is the start of a sector.
 *
 * After a cut or an error each unit of the sector may be old, erased or unreadable, and must be erased again before it
 * is programmed.
 * PSA_ERROR_INVALID_ARGUMENT  not a sector of the area       PSA_ERROR_STORAGE_FAILURE  the array refused
 */
PLAT_MUST_USE psa_status_t plat_flash_erase(const plat_flash_area_t *area, uint32_t off);

/**
 * Banks: flash that can exchange the areas PLAT_AREA_SLOT_ACTIVE(c) and PLAT_AREA_SLOT_SECOND(c) of an update component
 * c, of equal size, without copying them. Area objects stay, what they hold changes places. *bank is 0 at first, 1
 * while they are exchanged.
 *
 * PSA_ERROR_NOT_SUPPORTED    not for this component. A part that exchanges all of its flash at once can do so for one
 *                            component only, and takes care that all other areas keep what they hold
 * PSA_ERROR_STORAGE_FAILURE  can't be told now
 */
PLAT_MUST_USE psa_status_t plat_bank(uint32_t component, uint32_t *bank);

/**
 * Have the areas of a component stand as plat_bank() calls `bank`, for good. Success: it is so now. Where an exchange
 * needs a reset, this function makes it, and does not return. After a cut or an error it is so or not, never in
 * between; after an error it may be so from the next reset on, unless a call for the other bank succeeds before.
 *
 * PSA_ERROR_NOT_SUPPORTED, PSA_ERROR_STORAGE_FAILURE  as above   PSA_ERROR_INVALID_ARGUMENT  bank is neither 0 nor 1
 */
PLAT_MUST_USE psa_status_t plat_bank_select(uint32_t component, uint32_t bank);

/* -------------------------------------------------------------------------------------------------- 2. Entropy --- */

/**
 * Bytes with full entropy from a live, health-tested source (SP 800-90B), fit to seed a generator.
 * PSA_ERROR_INSUFFICIENT_ENTROPY: the source failed its tests; out is zeroed. Never a partial fill.
 */
PLAT_MUST_USE psa_status_t plat_entropy(uint8_t *out, size_t size);

/**
 * A number that is another one in every program that goes on from a copy of this one's RAM, as a child of fork() does:
 * a generator seeds itself anew when it changed, so that no two programs draw the same bytes. The first call comes
 * before the first seed. 0 for ever where RAM is never copied.
 */
uint32_t plat_copy_number(void);

/* ----------------------------------------------------------------------------------------------- 3. Device key --- */

/** Size of the device key, bytes. */
#define PLAT_DEVICE_KEY_SIZE 32u

/**
 * The secret that belongs to this device alone and never changes: libraries derive their own keys from it with a label
 * and wipe it at once. The caller wipes `key`.
 *
 * The same key in the life cycles PSA_ROT_PROVISIONING, SECURED and NON_PSA_ROT_DEBUG; another (or NOT_PERMITTED) in
 * every other one, so that a device under debug can't read what it stored before (PSA Secure Storage, ITS req. 10, 11).
 * PSA_ERROR_DOES_NOT_EXIST    not provisioned            PSA_ERROR_HARDWARE_FAILURE  could not be had; key is zeroed
 */
PLAT_MUST_USE psa_status_t plat_device_key(uint8_t key[PLAT_DEVICE_KEY_SIZE]);

/**
 * Client id of the attestation service, as the owner of its keys: a service of the root of trust of its own, which
 * signs for callers with a key that none of them may use. plat_caller() never returns it.
 */
#define PLAT_CLIENT_ATTESTATION 0x7f000001

/** Identifiers of built-in keys of the Crypto API: 0x7fff0000 to 0x7fffefff, in the implementation's range. */
#define PLAT_KEY_ID_BUILTIN_MIN 0x7fff0000u
#define PLAT_KEY_ID_BUILTIN_MAX 0x7fffefffu
#define PLAT_KEY_ID_DEVICE 0x7fff0001u /* of the crypto library itself: derived from plat_device_key() and the caller */
#define PLAT_KEY_ID_ATTESTATION 0x7fff0002u /* attestation key of the device, where the port has one */
#define PLAT_KEY_ID_UPDATE                                                                                             \
    0x7fff0003u /* decryption key of update images, where the port has one: hidden by the first
                                               plat_leave_stage() */

/** Largest material of a built-in key, bytes: a private key on P-521. */
#define PLAT_BUILTIN_KEY_SIZE_MAX 66u

/** A key that the device was made with. The fields named so are attributes as in psa/crypto_types.h. Lives for ever. */
typedef struct plat_builtin_key {
    uint32_t id;        /* psa_key_id_t, PLAT_KEY_ID_BUILTIN_MIN to _MAX, not PLAT_KEY_ID_DEVICE */
    int32_t client;     /* the one caller that may use it, 0: every caller; PLAT_CLIENT_ATTESTATION: none */
    uint16_t type;      /* psa_key_type_t */
    uint16_t bits;      /* its size */
    uint32_t usage;     /* psa_key_usage_t; without PSA_KEY_USAGE_EXPORT nobody can read it out */
    uint32_t algorithm; /* psa_algorithm_t */
    const char *label;  /* its name for psa_attach_key(), not "device" */
    uint32_t location;  /* psa_key_location_t of the crypto driver that alone can use it; 0: the library itself */
} plat_builtin_key_t;

/** The index-th built-in key, from 0; NULL past the last one. Constant for the life of the program. */
const plat_builtin_key_t *plat_builtin_key(uint32_t index);

/**
 * Material of a built-in key, in the export format of its type, or (location not 0) what its driver knows it by, which
 * may be a slot number or a wrapped key: *length bytes of the PLAT_BUILTIN_KEY_SIZE_MAX that `material` has. Called
 * each time a call uses the key. The caller wipes it.
 * PSA_ERROR_DOES_NOT_EXIST    this device was not given it    PSA_ERROR_HARDWARE_FAILURE  could not be had
 * On error material is zeroed and *length is 0.
 */
PLAT_MUST_USE psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length);

/* ------------------------------------------------------------------------------------- 4. Counters, references --- */

/** Counter numbers. */
#define PLAT_COUNTER_ITS 1u                               /* generations of the ITS area */
#define PLAT_COUNTER_PS 2u                                /* generations of the PS area */
#define PLAT_COUNTER_FWU(component) (0x40u + (component)) /* security counter of an update component, 0..31 */
#define PLAT_COUNTER_FWU_KEYS(component) (0x60u + (component)) /* signing keys of it that were revoked */

/**
 * Read a monotonic counter. A counter that was never raised is 0.
 * PSA_ERROR_NOT_SUPPORTED    the port has no such counter: the promise that rests on it falls away, and the library
 *                            says so
 * PSA_ERROR_STORAGE_FAILURE  it can't be read: *value is 0 and must not be used
 */
PLAT_MUST_USE psa_status_t plat_counter_read(uint32_t id, uint32_t *value);

/**
 * Raise a counter to `value`. A value that is not above the present one changes nothing and succeeds. After success the
 * new value survives a power cut; after a cut or an error it is the old or the new one. It never goes down.
 */
PLAT_MUST_USE psa_status_t plat_counter_raise(uint32_t id, uint32_t value);

/** Size of a reference, bytes. */
#define PLAT_REFERENCE_SIZE 32u

/**
 * The reference of an update component, 0..31: made from the hashes of an image whose signature a boot stage has
 * checked and of its key. With it the next boot spares itself the signature. Kept where only boot stages can write: who
 * can write it decides what runs.
 *
 * PSA_ERROR_NOT_SUPPORTED    the port has no such place: signatures are checked at each boot
 * PSA_ERROR_DOES_NOT_EXIST   there is none now              PSA_ERROR_STORAGE_FAILURE  it can't be read
 * On error hash is zeroed.
 */
PLAT_MUST_USE psa_status_t plat_reference_get(uint32_t component, uint8_t hash[PLAT_REFERENCE_SIZE]);

/** Replace it. After a cut or an error it is the old one, the new one, or none. */
PLAT_MUST_USE psa_status_t plat_reference_set(uint32_t component, const uint8_t hash[PLAT_REFERENCE_SIZE]);

/* ------------------------------------------------------------------------------- 5. Identity, life cycle, boot --- */

/** Who the device is. Texts end with 0 and live for ever; an empty text means that there is none. */
typedef struct plat_identity {
    /* RFC 9783 section 4.2.2: names the immutable root of trust, equal on all devices of a type */
    uint8_t implementation_id[32];
    const char *certification_reference; /* EAN-13, dash, 5 digits (RFC 9783 section 4.2.3), or "" */
    const char *verification_service;    /* URL of the verifier (RFC 9783 section 4.5.1), at most 64 bytes, or "" */
} plat_identity_t;

/** PSA_ERROR_DOES_NOT_EXIST: not provisioned; *identity is zeroed. */
PLAT_MUST_USE psa_status_t plat_identity(plat_identity_t *identity);

/** Life cycles: the major states of RFC 9783 section 4.3.1, the low byte is the port's own. */
#define PLAT_LIFECYCLE_UNKNOWN 0x0000u
#define PLAT_LIFECYCLE_ASSEMBLY_AND_TEST 0x1000u
#define PLAT_LIFECYCLE_PSA_ROT_PROVISIONING 0x2000u
#define PLAT_LIFECYCLE_SECURED 0x3000u
#define PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG 0x4000u
#define PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG 0x5000u
#define PLAT_LIFECYCLE_DECOMMISSIONED 0x6000u
/** The major state, without the port's low byte. */
#define PLAT_LIFECYCLE_MAJOR(lifecycle) ((uint16_t)((lifecycle)&0xff00u))

/** The life cycle now. What the port can't read is UNKNOWN, never SECURED. */
uint16_t plat_lifecycle(void);

/** Size of the boot seed, bytes. */
#define PLAT_BOOT_SEED_SIZE 32u

/**
 * The boot seed: random bytes drawn once per boot, the same until the next one.
 * PSA_ERROR_DOES_NOT_EXIST: no boot stage has run.
 */
PLAT_MUST_USE psa_status_t plat_boot_seed(uint8_t seed[PLAT_BOOT_SEED_SIZE]);

/** Sizes in a measurement, bytes. */
#define PLAT_MEASUREMENT_TYPE_MAX 15u
#define PLAT_MEASUREMENT_VERSION_MAX 23u
#define PLAT_MEASUREMENT_HASH_MAX 64u

/** One booted component, as its boot stage verified it. Texts end with 0. Hash sizes are 32, 48 or 64. */
typedef struct plat_measurement {
    char type[PLAT_MEASUREMENT_TYPE_MAX + 1u];       /* "BL", "PRoT", "App", ... */
    char version[PLAT_MEASUREMENT_VERSION_MAX + 1u]; /* "1.2.3+4" */
    uint8_t signer_size;
    uint8_t value_size;
    uint8_t signer[PLAT_MEASUREMENT_HASH_MAX]; /* hash of the key that signed it */
    uint8_t value[PLAT_MEASUREMENT_HASH_MAX];  /* hash of the image */
} plat_measurement_t;

/** Measurements that a boot record holds at the most. */
#define PLAT_BOOT_RECORD_MAX 8u

/**
 * Begin the boot record of this boot: drops the measurements of the last one and draws a fresh boot seed. Called by the
 * first boot stage only.
 */
PLAT_MUST_USE psa_status_t plat_boot_record_begin(void);

/**
 * Add a measurement, called by boot stages. PSA_ERROR_INSUFFICIENT_MEMORY: PLAT_BOOT_RECORD_MAX are there already.
 * PSA_ERROR_BAD_STATE: no record was begun in this boot. PSA_ERROR_INVALID_ARGUMENT: sizes or texts out of bounds.
 */
PLAT_MUST_USE psa_status_t plat_boot_record_add(const plat_measurement_t *measurement);

/**
 * The index-th measurement of this boot, from 0. PSA_ERROR_DOES_NOT_EXIST past the last one; *measurement is zeroed.
 * PSA_ERROR_DATA_CORRUPT: the record is damaged, nothing of it is given out.
 */
PLAT_MUST_USE psa_status_t plat_boot_record_get(uint32_t index, plat_measurement_t *measurement);

/**
 * Client id of the caller of the service: negative for a non-secure caller, positive for a secure one, never 0 nor
 * PLAT_CLIENT_ATTESTATION. A port with one caller returns a constant (-1).
 */
int32_t plat_caller(void);

/** Restart the device soon. PSA_ERROR_NOT_SUPPORTED: the port can't. May not return. */
PLAT_MUST_USE psa_status_t plat_reboot(void);

/**
 * Leave this boot stage for the image whose header starts at byte `off` of `area` and whose code starts header_size
 * bytes later: hide what the next stage must not see (HDPL up on STM32H5), wipe RAM and registers, jump. Does not
 * return on success. PSA_ERROR_NOT_SUPPORTED: nothing to jump to here (a host).
 */
PLAT_MUST_USE psa_status_t plat_leave_stage(const plat_flash_area_t *area, uint32_t off, uint32_t header_size);

/* ----------------------------------------------------------------------------------------------------- 6. Lock --- */

/** Locks, in the order in which they may be nested: a holder takes only locks of a higher number. Not recursive. */
typedef enum plat_lock_id {
    PLAT_LOCK_FWU = 0,
    PLAT_LOCK_CRYPTO = 1,
    PLAT_LOCK_ITS = 2,
    PLAT_LOCK_PLATFORM = 3,
} plat_lock_id_t;

/** Take and give a lock. Where there is one thread and no preemption both do nothing. */
void plat_lock(plat_lock_id_t id);
void plat_unlock(plat_lock_id_t id);

#ifdef __cplusplus
}
#endif

#endif /* PLATFORM_PLATFORM_H */
