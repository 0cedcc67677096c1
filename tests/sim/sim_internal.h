/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the files of the simulated port share: the state of the device and of the test bench around it.
 */
#ifndef TESTS_SIM_SIM_INTERNAL_H
#define TESTS_SIM_SIM_INTERNAL_H

#include <setjmp.h>

#include "tests/sim/sim.h"

#define SIM_TEXT_MAX 128u
#define SIM_COUNTER_COUNT (2u * SIM_COMPONENT_MAX + 2u)
#define SIM_LOCK_COUNT 4u

typedef struct sim_sector {
    uint32_t erases;
    bool torn; /* under a cut or failed erase */
    bool erase_fails;
    bool prog_fails;
    bool dirty; /* touched since the base snapshot */
} sim_sector_t;

/** Flash of one area. */
typedef struct sim_flash {
    plat_flash_area_t area;
    uint32_t sector_count;
    uint8_t *cells; /* bytes; those of an erased unit are the erased value */
    uint8_t *units; /* sim_unit_t of each unit */
    sim_sector_t *sectors;
    int need_lock;
    sim_stats_t stats;
} sim_flash_t;

/** What a device has beside flash: copied whole by snapshots. */
typedef struct sim_device {
    uint64_t tear_random, entropy_random;
    bool has_key, has_identity;
    uint8_t key[PLAT_DEVICE_KEY_SIZE];
    const plat_builtin_key_t *builtin_rows;
    size_t builtin_count;
    const uint8_t (*builtin_material)[PLAT_BUILTIN_KEY_SIZE_MAX];
    const size_t *builtin_lengths;
    uint8_t implementation_id[32];
    char certification_reference[SIM_TEXT_MAX], verification_service[SIM_TEXT_MAX];
    uint16_t lifecycle;
    int32_t caller;
    uint32_t counters[SIM_COUNTER_COUNT];
    bool counter_missing[SIM_COUNTER_COUNT];
    uint8_t references[SIM_COMPONENT_MAX][PLAT_REFERENCE_SIZE]; /* all zeros: none */
    uint32_t banks;                                             /* components whose areas are exchanged: one bit each */
    uint32_t no_banks;                                          /* components that can't */
    uint32_t banks_late;                                        /* exchanged at the next reset */
    /* RAM of the port from here on: gone at a reboot */
    struct sim_session {
        bool begun, damaged, reboot_requested;
        uint8_t boot_seed[PLAT_BOOT_SEED_SIZE];
        uint32_t measurement_count;
        plat_measurement_t measurements[PLAT_BOOT_RECORD_MAX];
        bool held[SIM_LOCK_COUNT];
    } session;
} sim_device_t;

/** The test bench: not part of the device. */
typedef struct sim_bench {
    sim_breach_t on_breach;
    uint32_t breaches;
    bool torn_blank_is_breach, leave_works, reboot_jumps;
    uint32_t banks_late; /* exchanges that come late */
    bool running;
    jmp_buf run;
    sim_end_t end;
    uint32_t cut_at, points; /* cut_at 0: not armed */
    sim_tear_t tear;
    sim_call_t fail_call;
    uint32_t fail_n, fail_count; /* fail_n 0: not armed */
    bool fail_sticky, fail_struck;
    psa_status_t fail_status;
    uint32_t endurance;
    const plat_flash_area_t *left_area;
    uint32_t left_off, left_header_size;
    sim_stats_t stats;
} sim_bench_t;

extern sim_device_t sim_device;
extern sim_bench_t sim_bench;
extern sim_flash_t sim_flashes[SIM_AREA_MAX];
extern size_t sim_flash_count;

/** Report a breach, in the words of printf. */
void sim_breach(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Next number of a generator (splitmix64). */
uint64_t sim_random(uint64_t *state);
/** A number below bound from the generator of tears. */
uint32_t sim_chance(uint32_t bound);

/** Count the call; whether it shall fail, and how. */
bool sim_call_fails(sim_call_t call, psa_status_t *status);
/** Pass a point; whether power is cut in it, and how. */
bool sim_point_cuts(sim_tear_t *tear);
/** Take power away: end the run. */
PLAT_NORETURN void sim_power_off(void);
/** End the run otherwise. */
PLAT_NORETURN void sim_end_run(sim_end_t how);

/** The flash that an area shows now: the other one of the pair, while the banks of its component are exchanged. */
sim_flash_t *sim_flash_shown(sim_flash_t *flash);

/** The flash of an area number; a breach and abort if there is none. */
sim_flash_t *sim_flash_of(uint8_t area_id);
void sim_flash_build(const sim_config_t *config);
void sim_device_build(uint64_t seed);

#endif /* TESTS_SIM_SIM_INTERNAL_H */
