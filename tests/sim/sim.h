/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The hostile port: platform.h in RAM, with power cuts, torn flash, failing calls and a referee that stops the test at
 * the first breach of the contract in platform.h.
 *
 * Procedure of a power-cut campaign:
 *
 *     sim_init(NULL);                     // a new device
 *     ... bring it into the state to start from, with locks free ...
 *     sim_snapshot_t *start = sim_snapshot_new();
 *     for (uint32_t n = 1;; n++) {
 *         sim_snapshot_restore(start);
 *         sim_seed(seed);
 *         sim_cut_at(n, SIM_TEAR_RANDOM);
 *         sim_end_t end = sim_run(work, &ctx);   // a cut jumps out of work()
 *         sim_cut_off();
 *         if (end == SIM_RETURNED) break;        // n is past the last point: all were seen
 *         sim_reboot();
 *         pxx_reset();                           // the library forgets its RAM
 *         ... check the promise ...
 *     }
 *
 * One thread only. State is static: one device a process. Heap is used: this is a test.
 */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/platform.h"

/* ------------------------------------------------------------------------------------------------- The device --- */

/** Areas that a simulated device has at the most. */
#define SIM_AREA_MAX 67u
/** Counters FWU(0..31), FWU_KEYS(0..31), ITS and PS exist; other ids are NOT_SUPPORTED. */
#define SIM_COMPONENT_MAX 32u

/** One flash area. */
typedef struct sim_area_config {
    uint8_t id;
    uint8_t erased;        /* 0xff, or 0x00 */
    uint16_t prog_size;    /* 1, 2, 4, 8, 16, 32 */
    uint32_t erase_size;   /* a multiple of prog_size */
    uint32_t sector_count; /* 0: the area does not exist */
} sim_area_config_t;

typedef struct sim_config {
    uint64_t seed; /* of entropy, tears and unstable reads */
    size_t area_count;
    sim_area_config_t areas[SIM_AREA_MAX];
} sim_config_t;

/** The default device: 8 KB sectors and 16-byte units; ITS 8, PS 4, journal 2 sectors; slots of components 0..3,
 *  active/second: 16/17, 1/2, 8/9, 8/9 sectors. */
void sim_config_default(sim_config_t *config);
/** Set, add or (sector_count 0) remove an area; erased value 0xff. */
void sim_config_area(sim_config_t *config, uint8_t id, uint32_t sector_count, uint32_t erase_size, uint16_t prog_size);

/** A new device, all flash erased: SECURED, caller -1, a device key, an identity, counters at 0, no boot record.
 *  Nothing armed, statistics at 0, breaches abort. NULL: the default. Area objects stay at their address until the
 *  next call. */
void sim_init(const sim_config_t *config);

/** Power off and on: RAM of the port is gone (locks, boot record, reboot request), all else stays. */
void sim_reboot(void);

/** Seed tears, unstable reads and entropy anew. */
void sim_seed(uint64_t seed);

/* --------------------------------------------------------------------------------------------------- Breaches --- */

/** Called at a breach of the contract. The default prints the sentence and aborts. If it returns, the port call answers
 *  with the error that platform.h names and changes nothing. */
typedef void (*sim_breach_t)(const char *what);
/** NULL: the default. */
void sim_on_breach(sim_breach_t callback);
/** Breaches since sim_init(). */
uint32_t sim_breaches(void);

/** Lock that must be held in calls on an area: PLAT_LOCK_..., or SIM_NO_LOCK. After sim_init(): PLAT_LOCK_ITS for the
 *  ITS and PS areas, no lock for the journal and the slots (a boot stage takes none). */
#define SIM_NO_LOCK (-1)
void sim_need_lock(uint8_t area_id, int lock);

/** A unit that was torn and may read as erased can't be told from a blank one. Programming it without an erase: false
 *  (after sim_init): succeeds, or fails with PSA_ERROR_STORAGE_FAILURE and leaves the unit broken, by chance;
 *  true: a breach, for a library that claims never to do so. */
void sim_torn_blank_is_breach(bool breach);

/* ------------------------------------------------------------------------------------------------- Power cuts --- */

/** What the cut leaves of the unit being programmed | of the sector being erased, whose units each are by chance old,
 *  erased, or the third thing named here. A sector under a cut erase must be erased again, whatever it reads as. */
typedef enum sim_tear {
    SIM_TEAR_NOTHING = 0,     /* cut before it began: untouched           | untouched */
    SIM_TEAR_ERASED,          /* reads as erased, but is not clean        | all units erased or old */
    SIM_TEAR_COMPLETE,        /* done                                     | done */
    SIM_TEAR_MIX,             /* bits old or new by chance, stable        | bits old or erased by chance */
    SIM_TEAR_UNSTABLE,        /* another mix at each read                 | another mix at each read */
    SIM_TEAR_ECC,             /* PSA_ERROR_DATA_CORRUPT                   | PSA_ERROR_DATA_CORRUPT */
    SIM_TEAR_CORRECTED_WRONG, /* PLAT_FLASH_CORRECTED and a mix           | PLAT_FLASH_CORRECTED and a mix */
    SIM_TEAR_CORRECTED_RIGHT, /* PLAT_FLASH_CORRECTED, new bytes          | PLAT_FLASH_CORRECTED, old bytes */
    SIM_TEAR_WEAK,            /* new bytes, but reads as erased sometimes | old bytes or erased at each read */
    SIM_TEAR_RANDOM,          /* one of the above by chance               | every unit any of the above by chance */
} sim_tear_t;
/** Tears 0 .. SIM_TEAR_COUNT-1 are the plain ones, SIM_TEAR_RANDOM comes after them. */
#define SIM_TEAR_COUNT ((unsigned)SIM_TEAR_RANDOM)
/** Its word, for messages. */
const char *sim_tear_name(sim_tear_t tear);

/** Cut power in the n-th point from now, from 1. Points are: each unit programmed, each sector erased, each counter
 *  raised (old or new value stays), each exchange of banks (it was done or not). */
void sim_cut_at(uint32_t n, sim_tear_t tear);
/** Disarm. A cut that struck has disarmed itself. */
void sim_cut_off(void);
/** Points passed since sim_cut_at(), sim_cut_off(), sim_init() or sim_stats_reset(), whichever came last. */
uint32_t sim_points(void);

/** How a run ended. */
typedef enum sim_end {
    SIM_RETURNED = 0, /* the function returned */
    SIM_CUT = 1,      /* power was cut; sim_reboot() was done */
    SIM_LEFT = 2,     /* plat_leave_stage() succeeded, see sim_leave_works() */
    SIM_REBOOTED = 3, /* plat_reboot() did not return, see sim_reboot_jumps() */
} sim_end_t;
/** Run a function that may be cut. Not nested. A cut elsewhere is a breach. */
sim_end_t sim_run(void (*function)(void *ctx), void *ctx);

/* ------------------------------------------------------------------------------------------ Failures, defects --- */

/** Calls that can be made to fail and are counted. */
typedef enum sim_call {
    SIM_CALL_ANY = 0,
    SIM_CALL_FLASH_READ,
    SIM_CALL_FLASH_PROG,
    SIM_CALL_FLASH_ERASE,
    SIM_CALL_ENTROPY,
    SIM_CALL_DEVICE_KEY,
    SIM_CALL_COUNTER_READ,
    SIM_CALL_COUNTER_RAISE,
    SIM_CALL_IDENTITY,
    SIM_CALL_LIFECYCLE, /* fails with UNKNOWN */
    SIM_CALL_BOOT_SEED,
    SIM_CALL_BOOT_RECORD_BEGIN,
    SIM_CALL_BOOT_RECORD_ADD,
    SIM_CALL_BOOT_RECORD_GET,
    SIM_CALL_REBOOT,
    SIM_CALL_LEAVE_STAGE,
    SIM_CALL_BANK,
    SIM_CALL_BANK_SELECT,
    SIM_CALL_REFERENCE_GET,
    SIM_CALL_REFERENCE_SET,
    SIM_CALL_COUNT
} sim_call_t;
/** Its word, for messages. */
const char *sim_call_name(sim_call_t call);

/** Let the n-th call of this kind from now (from 1) fail with status, once. A failing program or erase leaves torn
 *  flash, a failing counter the old or the new value, a failing exchange of banks either, by chance: all that the
 *  contract allows. A read failing with DATA_CORRUPT loses one unit, with PLAT_FLASH_CORRECTED it delivers right or
 *  wrong bytes. */
void sim_fail_at(sim_call_t call, uint32_t n, psa_status_t status);
/** The same, for the n-th call and all after it. */
void sim_fail_from(sim_call_t call, uint32_t n, psa_status_t status);
void sim_fail_off(void);
/** Whether the armed failure has struck. */
bool sim_fail_struck(void);

/** From now on erase and/or program of this sector fail with PSA_ERROR_STORAGE_FAILURE. */
void sim_bad_sector(uint8_t area_id, uint32_t sector, bool erase_fails, bool prog_fails);
/** Erases that a sector bears, after which its erase fails; 0 (after sim_init): for ever. */
void sim_endurance(uint32_t erases);

/* ------------------------------------------------------------------------------------------------- Statistics --- */

typedef struct sim_stats {
    uint64_t read_calls, bytes_read, units_read; /* units_read: units touched, each call anew */
    uint64_t prog_calls, bytes_programmed, units_programmed;
    uint64_t erases;
    uint64_t calls[SIM_CALL_COUNT]; /* [SIM_CALL_ANY]: the sum. Not split by area */
} sim_stats_t;

/** Totals since the last reset. */
void sim_stats(sim_stats_t *stats);
/** Those of one area. */
void sim_stats_area(uint8_t area_id, sim_stats_t *stats);
void sim_stats_reset(void);
/** Wear: erases of a sector since sim_init(); part of the device, not of the statistics. */
uint32_t sim_erases(uint8_t area_id, uint32_t sector);

/* --------------------------------------------------------------------------------------- State, flash content --- */

/** All that the device is: flash, wear, defects, keys, counters, boot record, locks, random generators. Not statistics,
 *  nothing armed. Restoring the same snapshot again costs only the sectors touched since. */
typedef struct sim_snapshot sim_snapshot_t;
sim_snapshot_t *sim_snapshot_new(void);
void sim_snapshot_restore(const sim_snapshot_t *snapshot);
void sim_snapshot_free(sim_snapshot_t *snapshot);

/** What a unit is. */
typedef enum sim_unit {
    SIM_UNIT_ERASED = 0,
    SIM_UNIT_DONE,      /* programmed, stable */
    SIM_UNIT_BLANK,     /* torn, reads as erased */
    SIM_UNIT_UNSTABLE,  /* torn, a mix of erased and its bytes at each read */
    SIM_UNIT_ECC,       /* unreadable */
    SIM_UNIT_CORRECTED, /* its bytes, with PLAT_FLASH_CORRECTED */
    SIM_UNIT_WEAK,      /* its bytes or erased at each read */
} sim_unit_t;

/** Look at the cells: no statistics, no locks, no errors. Units that are erased deliver the erased value. */
void sim_flash_get(uint8_t area_id, uint32_t off, void *dst, uint32_t size);
/** All cells of an area, to look at in place; they stay there until the next sim_init(). */
const uint8_t *sim_flash_cells(uint8_t area_id);
/** Put bytes there, programmed; units that then hold only the erased value are erased. */
void sim_flash_set(uint8_t area_id, uint32_t off, const void *src, uint32_t size);
/** The state of the unit at off. */
sim_unit_t sim_flash_unit(uint8_t area_id, uint32_t off);
void sim_flash_set_unit(uint8_t area_id, uint32_t off, sim_unit_t unit);
/** Whether the sector at off is under a cut or failed erase. */
bool sim_flash_torn_erase(uint8_t area_id, uint32_t off);
/** Offset at which the bytes stand in the cells of the area, at or after `from`; SIM_NOT_FOUND if nowhere. */
#define SIM_NOT_FOUND UINT32_MAX
uint32_t sim_flash_find(uint8_t area_id, uint32_t from, const void *bytes, uint32_t size);

/* ------------------------------------------------------------------------------------ Keys, counters, identity --- */

/** The key of the secured class; the debug class has another one made from it. NULL: not provisioned. */
void sim_set_device_key(const uint8_t key[PLAT_DEVICE_KEY_SIZE]);
/** Built-in keys of the port: `count` rows and their material, one after the other in pieces of
 *  PLAT_BUILTIN_KEY_SIZE_MAX; a row whose length is 0 does not exist. None after sim_init(). Used, not copied. */
void sim_set_builtin_keys(const plat_builtin_key_t *rows, size_t count,
                          const uint8_t (*material)[PLAT_BUILTIN_KEY_SIZE_MAX], const size_t *lengths);
void sim_set_lifecycle(uint16_t lifecycle);
void sim_set_caller(int32_t caller);
/** Texts are copied (up to 127 characters). NULL: not provisioned. */
void sim_set_identity(const plat_identity_t *identity);
/** Set a counter to any value, down too: an attacker's replay of the whole device. */
void sim_set_counter(uint32_t id, uint32_t value);
/** Whether the port has this counter; without it PSA_ERROR_NOT_SUPPORTED. */
void sim_counter_supported(uint32_t id, bool supported);
/** Damage the boot record: PSA_ERROR_DATA_CORRUPT until it is begun anew. */
void sim_damage_boot_record(void);

/** false (after sim_init): plat_leave_stage() is PSA_ERROR_NOT_SUPPORTED; true: it ends sim_run() with SIM_LEFT. */
void sim_leave_works(bool works);
/** Where the last plat_leave_stage() went; NULL if there was none. */
const plat_flash_area_t *sim_left(uint32_t *off, uint32_t *header_size);
/** Components whose areas can be exchanged: all with areas of equal size; false: none (after sim_init: true). */
void sim_banks_supported(bool supported);
/** The next `count` exchanges fail with PSA_ERROR_STORAGE_FAILURE; sim_reboot() makes them, unless a call of
 *  plat_bank_select() succeeds before. */
void sim_banks_late(uint32_t count);
/** false (after sim_init): plat_reboot() notes the request and returns, plat_bank_select() exchanges and returns; true:
 *  both end sim_run() with SIM_REBOOTED. */
void sim_reboot_jumps(bool jumps);
bool sim_reboot_requested(void);

#endif /* TESTS_SIM_SIM_H */
