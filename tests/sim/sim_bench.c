/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The test bench of the simulated port: breaches, power cuts, injected failures, call counts.
 */
#include "tests/sim/sim_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

sim_bench_t sim_bench;

void sim_config_area(sim_config_t *config, uint8_t id, uint32_t sector_count, uint32_t erase_size, uint16_t prog_size)
{
    size_t i = 0;
    while (i < config->area_count && config->areas[i].id != id) {
        i++;
    }
    if (i == SIM_AREA_MAX) {
        sim_breach("sim_config_area: more than %u areas", SIM_AREA_MAX);
        return;
    }
    if (i == config->area_count) {
        config->area_count++;
    }
    config->areas[i] = (sim_area_config_t){
        .id = id, .erased = 0xff, .prog_size = prog_size, .erase_size = erase_size, .sector_count = sector_count
    };
}

void sim_config_default(sim_config_t *config)
{
    static const struct {
        uint8_t id;
        uint32_t sector_count;
    } areas[] = {
        { PLAT_AREA_ITS, 8 },
        { PLAT_AREA_PS, 4 },
        { PLAT_AREA_FWU_JOURNAL, 2 },
        { PLAT_AREA_SLOT_ACTIVE(0), 16 },
        { PLAT_AREA_SLOT_SECOND(0), 17 },
        { PLAT_AREA_SLOT_ACTIVE(1), 1 },
        { PLAT_AREA_SLOT_SECOND(1), 2 },
        { PLAT_AREA_SLOT_ACTIVE(2), 8 },
        { PLAT_AREA_SLOT_SECOND(2), 9 },
        { PLAT_AREA_SLOT_ACTIVE(3), 8 },
        { PLAT_AREA_SLOT_SECOND(3), 9 },
    };
    memset(config, 0, sizeof *config);
    config->seed = 1;
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        sim_config_area(config, areas[i].id, areas[i].sector_count, 8192, 16);
    }
}

void sim_init(const sim_config_t *config)
{
    sim_config_t standard;
    if (config == NULL) {
        sim_config_default(&standard);
        config = &standard;
    }
    memset(&sim_bench, 0, sizeof sim_bench);
    sim_flash_build(config);
    sim_device_build(config->seed);
}

void sim_breach(const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    sim_bench.breaches++;
    if (sim_bench.on_breach != NULL) {
        sim_bench.on_breach(what);
        return;
    }
    fprintf(stderr, "sim: breach of the port contract: %s\n", what);
    abort();
}

void sim_on_breach(sim_breach_t callback)
{
    sim_bench.on_breach = callback;
}

uint32_t sim_breaches(void)
{
    return sim_bench.breaches;
}

void sim_torn_blank_is_breach(bool breach)
{
    sim_bench.torn_blank_is_breach = breach;
}

PLAT_NORETURN void plat_assert_failed(const char *file, int line, const char *what)
{
    sim_breach("%s:%d: assertion failed: %s", file, line, what);
    abort();
}

uint64_t sim_random(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t sim_chance(uint32_t bound)
{
    return (uint32_t)(sim_random(&sim_device.tear_random) >> 32) % bound;
}

/* -------------------------------------------------------------------------------------------------- Power cuts --- */

const char *sim_tear_name(sim_tear_t tear)
{
    static const char *const names[] = { "nothing",   "erased",          "complete",        "mix",  "unstable",
                                         "ecc-error", "corrected-wrong", "corrected-right", "weak", "random" };
    return (unsigned)tear < sizeof names / sizeof names[0] ? names[tear] : "?";
}

void sim_cut_at(uint32_t n, sim_tear_t tear)
{
    sim_bench.cut_at = n;
    sim_bench.tear = tear;
    sim_bench.points = 0;
}

void sim_cut_off(void)
{
    sim_cut_at(0, SIM_TEAR_NOTHING);
}

uint32_t sim_points(void)
{
    return sim_bench.points;
}

bool sim_point_cuts(sim_tear_t *tear)
{
    sim_bench.points++;
    if (sim_bench.cut_at == 0 || sim_bench.points != sim_bench.cut_at) {
        return false;
    }
    *tear = sim_bench.tear;
    sim_bench.cut_at = 0;
    return true;
}

sim_end_t sim_run(void (*function)(void *ctx), void *ctx)
{
    if (sim_bench.running) {
        sim_breach("sim_run inside sim_run");
    }
    sim_bench.running = true;
    sim_bench.end = SIM_RETURNED;
    if (setjmp(sim_bench.run) == 0) {
        function(ctx);
    }
    sim_bench.running = false;
    return sim_bench.end;
}

PLAT_NORETURN void sim_end_run(sim_end_t how)
{
    if (!sim_bench.running) {
        sim_breach("power cut, leave or reboot outside sim_run");
        abort();
    }
    sim_bench.end = how;
    longjmp(sim_bench.run, 1);
}

PLAT_NORETURN void sim_power_off(void)
{
    sim_reboot();
    sim_end_run(SIM_CUT);
}

/* ---------------------------------------------------------------------------------------------------- Failures --- */

const char *sim_call_name(sim_call_t call)
{
    static const char *const names[] = { "any",
                                         "flash_read",
                                         "flash_prog",
                                         "flash_erase",
                                         "entropy",
                                         "device_key",
                                         "counter_read",
                                         "counter_raise",
                                         "identity",
                                         "lifecycle",
                                         "boot_seed",
                                         "boot_record_begin",
                                         "boot_record_add",
                                         "boot_record_get",
                                         "reboot",
                                         "leave_stage",
                                         "bank",
                                         "bank_select",
                                         "reference_get",
                                         "reference_set" };
    return (unsigned)call < sizeof names / sizeof names[0] ? names[call] : "?";
}

static void arm_failure(sim_call_t call, uint32_t n, psa_status_t status, bool sticky)
{
    sim_bench.fail_call = call;
    sim_bench.fail_n = n;
    sim_bench.fail_count = 0;
    sim_bench.fail_sticky = sticky;
    sim_bench.fail_struck = false;
    sim_bench.fail_status = status;
}

void sim_fail_at(sim_call_t call, uint32_t n, psa_status_t status)
{
    arm_failure(call, n, status, false);
}

void sim_fail_from(sim_call_t call, uint32_t n, psa_status_t status)
{
    arm_failure(call, n, status, true);
}

void sim_fail_off(void)
{
    sim_bench.fail_n = 0;
}

bool sim_fail_struck(void)
{
    return sim_bench.fail_struck;
}

bool sim_call_fails(sim_call_t call, psa_status_t *status)
{
    sim_bench.stats.calls[SIM_CALL_ANY]++;
    sim_bench.stats.calls[call]++;
    if (sim_bench.fail_n == 0 || (sim_bench.fail_call != SIM_CALL_ANY && sim_bench.fail_call != call)) {
        return false;
    }
    sim_bench.fail_count++;
    if (sim_bench.fail_count < sim_bench.fail_n ||
        (sim_bench.fail_count > sim_bench.fail_n && !sim_bench.fail_sticky)) {
        return false;
    }
    sim_bench.fail_struck = true;
    *status = sim_bench.fail_status;
    return true;
}
