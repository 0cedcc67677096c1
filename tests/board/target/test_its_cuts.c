/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device's half of the power cuts of internal trusted storage (phases: cut_phases.h): the area is filled, then
 * items are set and removed, and each must be as before or after the step under way.
 */
#include <string.h>

#include "psa/internal_trusted_storage.h"
#include "tests/board/target/cut_phases.h"
#include "tests/port/port_fixture.h"

#define ITEMS 6u
#define UID_AFTERWARDS 20u
#define SIZE_MAX_ITEM 200u

static const struct step {
    uint8_t item;
    bool removes;
} steps[] = { { 1, false }, { 2, false }, { 3, true },  { 4, false }, { 1, false }, { 3, false },
              { 5, false }, { 2, true },  { 6, false }, { 1, false }, { 2, false }, { 4, false } };
#define STEPS (sizeof steps / sizeof steps[0])

/* What step `step` writes into an item; 0: what it begins with. */
static size_t fill(uint8_t *out, uint32_t item, uint32_t step)
{
    size_t size = (item * 37u + step * 31u) % SIZE_MAX_ITEM + 1u;
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(item * 7u + step * 13u + i);
    }
    return size;
}

static void set(uint32_t item, uint32_t step)
{
    uint8_t data[SIZE_MAX_ITEM];
    size_t size = fill(data, item, step);
    must(psa_its_set(item, size, data, PSA_STORAGE_FLAG_NONE) == PSA_SUCCESS, "not set");
}

static void prepare(void)
{
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_ITS);
    port_fixture_new();
    for (uint32_t off = 0; off < area->size; off += area->erase_size) {
        must(plat_flash_erase(area, off) == PSA_SUCCESS, "not erased");
    }
    for (uint32_t item = 1; item <= ITEMS; item++) {
        set(item, 0);
    }
    uint8_t data[SIZE_MAX_ITEM];
    uint32_t written = 0;
    for (uint32_t i = 1; written < area->size + area->size / 4u; i++) { /* each sector was full, and items were moved */
        set(i % ITEMS + 1u, i % 7u);
        written += (uint32_t)fill(data, i % ITEMS + 1u, i % 7u);
    }
    for (uint32_t item = 1; item <= ITEMS; item++) {
        set(item, 0);
    }
}

static void make_history(void)
{
    for (uint32_t i = 1; i <= STEPS; i++) {
        tell_step(i);
        if (steps[i - 1].removes) {
            must(psa_its_remove(steps[i - 1].item) == PSA_SUCCESS, "not removed");
        } else {
            set(steps[i - 1].item, i);
        }
    }
}

/* Whether all items are as after a step. */
static bool is_after(uint32_t step)
{
    for (uint32_t item = 1; item <= ITEMS; item++) {
        uint8_t want[SIZE_MAX_ITEM], have[SIZE_MAX_ITEM];
        size_t size, length = 0;
        uint32_t last = 0;
        for (uint32_t i = 1; i <= step; i++) {
            last = steps[i - 1].item == item ? i : last;
        }
        bool removed = last > 0 && steps[last - 1].removes;
        psa_status_t status = psa_its_get(item, 0, sizeof have, have, &length);
        size = fill(want, item, last);
        must(status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST, "an item can't be read");
        if ((status == PSA_SUCCESS) == removed || (!removed && (length != size || memcmp(have, want, size) != 0))) {
            return false;
        }
    }
    return true;
}

static void check(uint32_t step)
{
    must(is_after(step) || (step > 0 && is_after(step - 1u)), "neither before nor after the step");
    for (uint32_t i = 0; i < 2; i++) {
        uint8_t want[SIZE_MAX_ITEM], have[SIZE_MAX_ITEM];
        size_t length = 0, size = fill(want, UID_AFTERWARDS, i);
        set(UID_AFTERWARDS, i);
        must(psa_its_get(UID_AFTERWARDS, 0, sizeof have, have, &length) == PSA_SUCCESS && length == size &&
                 memcmp(have, want, size) == 0,
             "storage does not go on");
    }
    must(is_after(step) || (step > 0 && is_after(step - 1u)), "lost by going on");
}

static void write_one_more(void)
{
    set(1, 0);
}
