/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device's half of the power cuts of identity, secrets and counters in flash (platform/stm32h5/keep.c; phases:
 * cut_phases.h). The history provisions the device and raises counters until a sector was full; it begins on a device
 * that has never kept anything, or with PREPARED counters in the log.
 */
#include <string.h>

#include "platform/stm32h5/plat_stm32h5.h"
#include "tests/board/firmware/debugger.h"
#include "tests/board/target/cut_phases.h"
#include "tests/port/port_fixture.h"

#define STATE_PROVISIONED 0x2eu
#define PROVISIONS 1u /* the step that does; the others raise a counter */
#define STEPS 20u

static const plat_identity_t identity = { .implementation_id = { 1, 2, 3, 4 },
                                          .certification_reference = "1234567890128-12345",
                                          .verification_service = "https://verifier.example" };

static uint32_t counter_of(uint32_t step)
{
    static const uint32_t ids[] = { PLAT_COUNTER_ITS, PLAT_COUNTER_FWU(0u), PLAT_COUNTER_PS };
    return ids[step % 3u];
}

static uint32_t read_counter(uint32_t id)
{
    uint32_t value = 0;
    must(plat_counter_read(id, &value) == PSA_SUCCESS, "a counter can't be read");
    return value;
}

static void raise(uint32_t id, uint32_t value)
{
    must(plat_counter_raise(id, value) == PSA_SUCCESS, "not raised");
}

/* The secret is drawn in the history: it is noted where the check finds it, once provisioning has ended. */
static const plat_flash_area_t *notes(void)
{
    return plat_flash_area(PLAT_AREA_FWU_JOURNAL);
}

static void note_secret(void)
{
    uint8_t key[PLAT_DEVICE_KEY_SIZE];
    must(plat_device_key(key) == PSA_SUCCESS && plat_flash_prog(notes(), 0, key, sizeof key) == PSA_SUCCESS,
         "secret not noted");
}

static void prepare(void)
{
    debugger(DEBUGGER_REGRESSION, 0);
    debugger(DEBUGGER_PRODUCT_STATE, STATE_PROVISIONED);
    for (uint32_t i = 1; i <= PREPARED; i++) {
        raise(PLAT_COUNTER_FWU(7u), i);
    }
}

static void make_history(void)
{
    for (uint32_t step = 1; step <= STEPS; step++) {
        tell_step(step);
        if (step == PROVISIONS) {
            must(plat_stm32h5_provision(&identity) == PSA_SUCCESS, "not provisioned");
            note_secret();
        } else {
            raise(counter_of(step), step);
        }
    }
}

static bool is_provisioned(void)
{
    plat_identity_t now;
    uint8_t key[PLAT_DEVICE_KEY_SIZE], noted[PLAT_DEVICE_KEY_SIZE];
    psa_status_t status = plat_identity(&now);
    if (status == PSA_ERROR_DOES_NOT_EXIST) {
        must(plat_device_key(key) == PSA_ERROR_DOES_NOT_EXIST, "a secret without identity");
        return false;
    }
    must(status == PSA_SUCCESS && memcmp(now.implementation_id, identity.implementation_id, 32) == 0 &&
             strcmp(now.certification_reference, identity.certification_reference) == 0 &&
             strcmp(now.verification_service, identity.verification_service) == 0,
         "another identity");
    must(plat_device_key(key) == PSA_SUCCESS, "no secret");
    psa_status_t there = plat_flash_read(notes(), 0, noted, sizeof noted);
    bool whole = there == PSA_SUCCESS && memcmp(noted, key, sizeof key) == 0;
    return whole ||
           read_counter(counter_of(PROVISIONS + 1u)) == 0; /* the note may be cut, then nothing came after it */
}

/* Whether all is as after a step. */
static bool is_after(uint32_t step)
{
    bool same = is_provisioned() == (step >= PROVISIONS) && read_counter(PLAT_COUNTER_FWU(7u)) >= PREPARED;
    for (uint32_t which = 0; which < 3u; which++) {
        uint32_t want = 0;
        for (uint32_t i = PROVISIONS + 1u; i <= step; i++) {
            want = counter_of(i) == counter_of(which) ? i : want;
        }
        same = same && read_counter(counter_of(which)) == want;
    }
    return same;
}

static void check(uint32_t step)
{
    must(is_after(step) || (step > 0 && is_after(step - 1u)), "neither before nor after the step");
    uint32_t now = read_counter(PLAT_COUNTER_FWU(9u)) + 1u;
    raise(PLAT_COUNTER_FWU(9u), now);
    must(read_counter(PLAT_COUNTER_FWU(9u)) == now, "it does not go on");
    must(is_after(step) || (step > 0 && is_after(step - 1u)), "lost by going on");
    if (!is_provisioned()) {
        must(plat_stm32h5_provision(&identity) == PSA_SUCCESS && is_provisioned(), "not provisioned afterwards");
    }
    must(plat_stm32h5_provision(&identity) == PSA_ERROR_NOT_PERMITTED, "provisioned twice");
}

static void write_one_more(void)
{
    raise(PLAT_COUNTER_FWU(7u), read_counter(PLAT_COUNTER_FWU(7u)) + 1u);
}
