/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The suite that every port passes: what platform.h promises, seen through platform.h alone. It destroys the flash
 * content of the device. What a port can't show (a power cut, a foreign process) is tested with the port.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/port/port_fixture.h"

#define AREA_COUNT 67u
#define BUFFER_SIZE 32768u /* two sectors of any area that is tested */

static uint8_t out[BUFFER_SIZE];
static uint8_t in[BUFFER_SIZE];

static uint8_t area_number(unsigned i)
{
    return (uint8_t)(i < 3 ? i + 1u : 0x40u + i - 3u);
}

/** Bytes that differ from place to place and from the erased value. */
static void fill(uint8_t *bytes, uint32_t size, uint32_t salt)
{
    for (uint32_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(1u + (i * 7u + salt * 13u + (i >> 8)) % 253u);
    }
}

static void assert_filled(const uint8_t *bytes, uint32_t size, uint8_t value)
{
    for (uint32_t i = 0; i < size; i++) {
        if (bytes[i] != value) {
            fail_msg("byte %u is 0x%02x, not 0x%02x", i, bytes[i], value);
        }
    }
}

/** The lock that a library holds in calls on this area. */
static plat_lock_id_t lock_of(const plat_flash_area_t *area)
{
    return area->id == PLAT_AREA_ITS || area->id == PLAT_AREA_PS ? PLAT_LOCK_ITS : PLAT_LOCK_FWU;
}

static psa_status_t flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    plat_lock(lock_of(area));
    psa_status_t status = plat_flash_read(area, off, dst, size);
    plat_unlock(lock_of(area));
    return status;
}

static psa_status_t flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size)
{
    plat_lock(lock_of(area));
    psa_status_t status = plat_flash_prog(area, off, src, size);
    plat_unlock(lock_of(area));
    return status;
}

static psa_status_t flash_erase(const plat_flash_area_t *area, uint32_t off)
{
    plat_lock(lock_of(area));
    psa_status_t status = plat_flash_erase(area, off);
    plat_unlock(lock_of(area));
    return status;
}

static void erase_all(const plat_flash_area_t *area)
{
    for (uint32_t off = 0; off < area->size; off += area->erase_size) {
        assert_int_equal(flash_erase(area, off), PSA_SUCCESS);
    }
}

/** An erased area of at least two sectors. */
static const plat_flash_area_t *work_area(void)
{
    for (unsigned i = 0; i < AREA_COUNT; i++) {
        const plat_flash_area_t *area = plat_flash_area(area_number(i));
        if (area != NULL && area->size >= 2u * area->erase_size && 2u * area->erase_size <= BUFFER_SIZE) {
            erase_all(area);
            return area;
        }
    }
    fail_msg("%s has no area with two sectors of up to %u bytes", port_fixture_name, BUFFER_SIZE / 2u);
    return NULL;
}

static int begin(void **state)
{
    (void)state;
    port_fixture_new();
    memset(in, 0xa5, sizeof in);
    return 0;
}

static int end(void **state)
{
    (void)state;
    port_fixture_end();
    return 0;
}

/* ------------------------------------------------------------------------------------------------------- Flash --- */

static void area__each__has_possible_geometry(void **state)
{
    (void)state;
    unsigned found = 0;
    for (unsigned i = 0; i < AREA_COUNT; i++) {
        const plat_flash_area_t *area = plat_flash_area(area_number(i));
        if (area == NULL) {
            continue;
        }
        found++;
        assert_ptr_equal(plat_flash_area(area_number(i)), area);
        assert_int_equal(area->id, area_number(i));
        assert_true(area->prog_size >= 1 && area->prog_size <= PLAT_FLASH_PROG_SIZE_MAX);
        assert_int_equal(area->prog_size & (area->prog_size - 1), 0);
        assert_true(area->erase_size >= area->prog_size);
        assert_int_equal(area->erase_size % area->prog_size, 0);
        assert_int_equal(area->size % area->erase_size, 0);
        assert_true(area->size / area->erase_size >= (area->id <= PLAT_AREA_FWU_JOURNAL ? 2u : 1u));
    }
    assert_true(found > 0);
}

static void area__without_such_number__is_null(void **state)
{
    (void)state;
    assert_null(plat_flash_area(0));
    assert_null(plat_flash_area(0x3f));
    assert_null(plat_flash_area(0xff));
}

static void areas__programmed_at_both_ends__are_disjoint(void **state)
{
    (void)state;
    uint8_t unit[PLAT_FLASH_PROG_SIZE_MAX], back[PLAT_FLASH_PROG_SIZE_MAX];
    for (unsigned round = 0; round < 3; round++) { /* erase all, then program all, then read all */
        for (unsigned i = 0; i < AREA_COUNT; i++) {
            const plat_flash_area_t *area = plat_flash_area(area_number(i));
            if (area == NULL) {
                continue;
            }
            uint32_t last = area->size - area->prog_size;
            memset(unit, area->id, sizeof unit);
            unit[0] = (uint8_t)~area->id;
            if (round == 0) {
                erase_all(area);
            } else if (round == 1) {
                assert_int_equal(flash_prog(area, 0, unit, area->prog_size), PSA_SUCCESS);
                assert_int_equal(flash_prog(area, last, unit, area->prog_size), PSA_SUCCESS);
            } else {
                assert_int_equal(flash_read(area, 0, back, area->prog_size), PSA_SUCCESS);
                assert_memory_equal(back, unit, area->prog_size);
                assert_int_equal(flash_read(area, last, back, area->prog_size), PSA_SUCCESS);
                assert_memory_equal(back, unit, area->prog_size);
            }
        }
    }
}

static void erase__whole_area__reads_as_the_erased_value(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    fill(out, 2 * area->erase_size, 1);
    assert_int_equal(flash_prog(area, 0, out, 2 * area->erase_size), PSA_SUCCESS);
    erase_all(area);
    for (uint32_t off = 0; off < area->size; off += area->erase_size) {
        assert_int_equal(flash_read(area, off, in, area->erase_size), PSA_SUCCESS);
        assert_filled(in, area->erase_size, area->erased);
    }
}

static void prog__two_sectors_in_one_call__read_back(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    uint32_t size = 2 * area->erase_size;
    fill(out, size, 2);
    assert_int_equal(flash_prog(area, 0, out, size), PSA_SUCCESS);
    assert_int_equal(flash_read(area, 0, in, size), PSA_SUCCESS);
    assert_memory_equal(in, out, size);
}

static void prog__source_at_every_alignment__reads_back(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    uint32_t off = 0;
    for (uint32_t shift = 0; shift < 16; shift++) {
        for (uint32_t units = 1; units <= 3; units++) {
            uint32_t size = units * area->prog_size;
            fill(&out[shift], size, shift * 4 + units);
            assert_int_equal(flash_prog(area, off, &out[shift], size), PSA_SUCCESS);
            assert_int_equal(flash_read(area, off, in, size), PSA_SUCCESS);
            assert_memory_equal(in, &out[shift], size);
            off += size;
        }
    }
    /* what follows was not touched */
    assert_int_equal(flash_read(area, off, in, area->prog_size), PSA_SUCCESS);
    assert_filled(in, area->prog_size, area->erased);
}

static void read__every_offset_size_and_alignment__delivers_exactly_those_bytes(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    uint32_t size = 4u * area->prog_size;
    uint32_t start = area->erase_size - size / 2u; /* over the end of a sector */
    start -= start % area->prog_size;
    fill(out, size, 3);
    assert_int_equal(flash_prog(area, start, out, size), PSA_SUCCESS);
    for (uint32_t off = 0; off <= size; off++) {
        for (uint32_t count = 0; count <= size - off; count++) {
            uint32_t shift = 1u + (off + count) % 8u;
            memset(in, 0xa5, size + 16);
            assert_int_equal(flash_read(area, start + off, &in[shift], count), PSA_SUCCESS);
            assert_memory_equal(&in[shift], &out[off], count);
            assert_int_equal(in[shift - 1], 0xa5);
            assert_int_equal(in[shift + count], 0xa5);
        }
    }
}

static void calls__size_0__do_nothing_and_succeed(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    assert_int_equal(flash_read(area, 0, in, 0), PSA_SUCCESS);
    assert_int_equal(flash_read(area, area->size, in, 0), PSA_SUCCESS);
    assert_int_equal(in[0], 0xa5);
    assert_int_equal(flash_prog(area, 0, out, 0), PSA_SUCCESS);
    assert_int_equal(flash_prog(area, area->size, out, 0), PSA_SUCCESS);
    fill(out, area->prog_size, 4);
    assert_int_equal(flash_prog(area, 0, out, area->prog_size), PSA_SUCCESS);
}

static void calls__out_of_the_area__are_refused(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    uint32_t unit = area->prog_size;
    fill(out, 2 * unit, 5);
    assert_int_equal(flash_read(area, area->size, in, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_read(area, area->size - 1, in, 2), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_read(area, UINT32_MAX, in, 2), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_read(area, 1, in, UINT32_MAX), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_prog(area, area->size, out, unit), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_prog(area, area->size - unit, out, 2 * unit), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_prog(area, 0u - unit, out, 2 * unit), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_erase(area, area->size), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_erase(area, 0u - area->erase_size), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_read(area, area->size - unit, in, unit), PSA_SUCCESS);
    assert_filled(in, unit, area->erased);
}

static void calls__off_the_grid__are_refused_and_change_nothing(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    uint32_t unit = area->prog_size;
    fill(out, 4 * unit, 6);
    assert_int_equal(flash_prog(area, 0, out, 4 * unit), PSA_SUCCESS);
    assert_int_equal(flash_erase(area, unit), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_erase(area, area->erase_size / 2u), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(flash_erase(area, area->erase_size + 1u), PSA_ERROR_INVALID_ARGUMENT);
    for (uint32_t odd = 1; odd < unit; odd++) {
        assert_int_equal(flash_prog(area, 8 * unit + odd, out, unit), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(flash_prog(area, 8 * unit, out, unit + odd), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_int_equal(flash_read(area, 0, in, 4 * unit), PSA_SUCCESS);
    assert_memory_equal(in, out, 4 * unit);
    assert_int_equal(flash_read(area, 4 * unit, in, 8 * unit), PSA_SUCCESS);
    assert_filled(in, 8 * unit, area->erased);
}

static void prog__second_time__never_succeeds(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    uint32_t unit = area->prog_size;
    fill(out, 2 * unit, 7);
    assert_int_equal(flash_prog(area, 0, out, unit), PSA_SUCCESS);
    psa_status_t status = flash_prog(area, 0, &out[unit], unit);
    if (status == PSA_ERROR_NOT_PERMITTED) { /* the port can tell: nothing was done */
        assert_int_equal(flash_read(area, 0, in, unit), PSA_SUCCESS);
        assert_memory_equal(in, out, unit);
    } else { /* it can't, and broke the unit: its read-back says so */
        assert_int_equal(status, PSA_ERROR_STORAGE_FAILURE);
    }
    assert_int_equal(flash_erase(area, 0), PSA_SUCCESS);
    assert_int_equal(flash_prog(area, 0, &out[unit], unit), PSA_SUCCESS);
    assert_int_equal(flash_read(area, 0, in, unit), PSA_SUCCESS);
    assert_memory_equal(in, &out[unit], unit);
}

static void erase__one_sector__leaves_its_neighbours_alone(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    uint32_t sector = area->erase_size;
    fill(out, 2 * sector, 8);
    for (uint32_t victim = 0; victim < 2; victim++) {
        assert_int_equal(flash_prog(area, 0, out, 2 * sector), PSA_SUCCESS);
        assert_int_equal(flash_erase(area, victim * sector), PSA_SUCCESS);
        assert_int_equal(flash_read(area, victim * sector, in, sector), PSA_SUCCESS);
        assert_filled(in, sector, area->erased);
        uint32_t other = (1 - victim) * sector;
        assert_int_equal(flash_read(area, other, in, sector), PSA_SUCCESS);
        assert_memory_equal(in, &out[other], sector);
        assert_int_equal(flash_erase(area, other), PSA_SUCCESS);
    }
}

static void flash__after_a_restart__holds_what_was_programmed(void **state)
{
    (void)state;
    const plat_flash_area_t *area = work_area();
    uint8_t id = area->id;
    fill(out, 5u * area->prog_size, 9);
    assert_int_equal(flash_prog(area, 0, out, 3u * area->prog_size), PSA_SUCCESS);
    if (!port_fixture_reopen()) {
        skip();
    }
    area = plat_flash_area(id);
    assert_non_null(area);
    assert_int_equal(flash_read(area, 0, in, 3u * area->prog_size), PSA_SUCCESS);
    assert_memory_equal(in, out, 3u * area->prog_size);
    assert_int_equal(flash_read(area, 3u * area->prog_size, in, area->prog_size), PSA_SUCCESS);
    assert_filled(in, area->prog_size, area->erased);
    assert_int_equal(flash_prog(area, 3u * area->prog_size, &out[3u * area->prog_size], area->prog_size), PSA_SUCCESS);
}

/* ----------------------------------------------------------------------------------------- Entropy, device key --- */

static void entropy__any_size__fills_all_of_it_and_no_more(void **state)
{
    (void)state;
    static const size_t sizes[] = { 0, 1, 2, 31, 32, 33, 48, 255, 256, 257, 1024 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t seen[1024] = { 0 };
        for (unsigned round = 0; round < 40; round++) { /* a byte that stays 0 forty times was not filled */
            memset(in, 0, sizes[i]);
            in[sizes[i]] = 0xa5;
            assert_int_equal(plat_entropy(in, sizes[i]), PSA_SUCCESS);
            assert_int_equal(in[sizes[i]], 0xa5);
            for (size_t j = 0; j < sizes[i]; j++) {
                seen[j] |= in[j];
            }
        }
        for (size_t j = 0; j < sizes[i]; j++) {
            assert_int_not_equal(seen[j], 0);
        }
    }
}

static void entropy__draws__differ_and_are_not_constant(void **state)
{
    (void)state;
    unsigned counts[256] = { 0 };
    assert_int_equal(plat_entropy(in, 32), PSA_SUCCESS);
    assert_int_equal(plat_entropy(out, 32), PSA_SUCCESS);
    assert_memory_not_equal(in, out, 32);
    assert_int_equal(plat_entropy(in, 4096), PSA_SUCCESS);
    for (unsigned i = 0; i < 4096; i++) {
        counts[in[i]]++;
    }
    for (unsigned i = 0; i < 256; i++) { /* 16 expected; 64 is 12 standard deviations away */
        assert_true(counts[i] < 64);
    }
}

static void device_key__always__is_the_same(void **state)
{
    (void)state;
    uint8_t key[PLAT_DEVICE_KEY_SIZE], again[PLAT_DEVICE_KEY_SIZE], zeros[PLAT_DEVICE_KEY_SIZE] = { 0 };
    assert_int_equal(plat_device_key(key), PSA_SUCCESS);
    assert_memory_not_equal(key, zeros, sizeof key);
    assert_int_equal(plat_device_key(again), PSA_SUCCESS);
    assert_memory_equal(key, again, sizeof key);
    if (!port_fixture_reopen()) {
        skip();
    }
    assert_int_equal(plat_device_key(again), PSA_SUCCESS);
    assert_memory_equal(key, again, sizeof key);
}

/* The table is constant, its identifiers and labels are unique and in range, and material comes with a length that
 * fits. */
static void builtin_keys__table__well_formed_and_readable(void **state)
{
    (void)state;
    const plat_builtin_key_t *row;
    for (uint32_t i = 0; (row = plat_builtin_key(i)) != NULL; i++) {
        uint8_t material[PLAT_BUILTIN_KEY_SIZE_MAX + 1];
        size_t length = 999;
        assert_ptr_equal(plat_builtin_key(i), row);
        assert_in_range(row->id, PLAT_KEY_ID_BUILTIN_MIN, PLAT_KEY_ID_BUILTIN_MAX);
        assert_int_not_equal(row->id, PLAT_KEY_ID_DEVICE);
        assert_true(strlen(row->label) > 0 && strncmp(row->label, "device", 6) != 0);
        assert_true(row->type != 0 && row->bits != 0);
        for (uint32_t j = 0; j < i; j++) {
            assert_int_not_equal(plat_builtin_key(j)->id, row->id);
            assert_string_not_equal(plat_builtin_key(j)->label, row->label);
        }
        memset(material, 0xee, sizeof material);
        psa_status_t status = plat_builtin_key_read(row, material, &length);
        assert_int_equal(material[PLAT_BUILTIN_KEY_SIZE_MAX], 0xee);
        if (status == PSA_SUCCESS) {
            assert_in_range(length, 1, PLAT_BUILTIN_KEY_SIZE_MAX);
        } else {
            assert_true(status == PSA_ERROR_DOES_NOT_EXIST || status == PSA_ERROR_HARDWARE_FAILURE);
            assert_int_equal(length, 0);
            assert_filled(material, PLAT_BUILTIN_KEY_SIZE_MAX, 0);
        }
    }
    assert_null(plat_builtin_key(UINT32_MAX));
}

static void device_key__life_cycles__share_it_only_where_trusted(void **state)
{
    (void)state;
    static const struct {
        uint16_t lifecycle;
        bool same;
    } cases[] = { { PLAT_LIFECYCLE_PSA_ROT_PROVISIONING, true },
                  { PLAT_LIFECYCLE_SECURED | 0x7fu, true },
                  { PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG, true },
                  { PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG, false },
                  { PLAT_LIFECYCLE_UNKNOWN, false },
                  { PLAT_LIFECYCLE_ASSEMBLY_AND_TEST, false },
                  { PLAT_LIFECYCLE_DECOMMISSIONED | 0x01u, false },
                  { PLAT_LIFECYCLE_SECURED, true } };
    uint8_t key[PLAT_DEVICE_KEY_SIZE], other[PLAT_DEVICE_KEY_SIZE];
    unsigned tried[2] = { 0, 0 };
    assert_int_equal(plat_device_key(key), PSA_SUCCESS);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!port_fixture_lifecycle(cases[i].lifecycle)) { /* a port may lack some of them */
            continue;
        }
        tried[cases[i].same]++;
        assert_int_equal(plat_lifecycle(), cases[i].lifecycle);
        psa_status_t status = plat_device_key(other);
        if (cases[i].same) {
            assert_int_equal(status, PSA_SUCCESS);
            assert_memory_equal(key, other, sizeof key);
        } else {
            assert_true(status == PSA_SUCCESS || status == PSA_ERROR_NOT_PERMITTED);
            assert_memory_not_equal(key, other, sizeof key);
            if (status != PSA_SUCCESS) {
                assert_filled(other, sizeof other, 0);
            }
        }
    }
    if (tried[0] == 0 || tried[1] == 0) {
        skip();
    }
}

/* ---------------------------------------------------------------------------------------------------- Counters --- */

static const uint32_t counters[] = { PLAT_COUNTER_ITS, PLAT_COUNTER_PS, PLAT_COUNTER_FWU(0u), PLAT_COUNTER_FWU(1u),
                                     PLAT_COUNTER_FWU(31u) };
#define COUNTER_COUNT (sizeof counters / sizeof counters[0])

static void counters__that_the_port_has__are_there_and_no_others(void **state)
{
    (void)state;
    static const uint32_t ids[] = { 0,
                                    PLAT_COUNTER_ITS,
                                    PLAT_COUNTER_PS,
                                    3,
                                    PLAT_COUNTER_FWU(0u),
                                    PLAT_COUNTER_FWU(31u),
                                    PLAT_COUNTER_FWU(32u),
                                    UINT32_MAX };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        uint32_t value = 77;
        psa_status_t status = plat_counter_read(ids[i], &value);
        if (port_fixture_has_counter(ids[i])) {
            assert_int_equal(status, PSA_SUCCESS);
        } else {
            assert_int_equal(status, PSA_ERROR_NOT_SUPPORTED);
            assert_int_equal(value, 0);
            assert_int_equal(plat_counter_raise(ids[i], 1), PSA_ERROR_NOT_SUPPORTED);
        }
    }
}

static void counter_raise__up_and_down__only_goes_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        uint32_t start = 0, value = 0;
        if (!port_fixture_has_counter(counters[i])) {
            continue;
        }
        assert_int_equal(plat_counter_read(counters[i], &start), PSA_SUCCESS);
        assert_int_equal(plat_counter_raise(counters[i], start + 1), PSA_SUCCESS);
        assert_int_equal(plat_counter_read(counters[i], &value), PSA_SUCCESS);
        assert_int_equal(value, start + 1);
        assert_int_equal(plat_counter_raise(counters[i], start + 1), PSA_SUCCESS);
        assert_int_equal(plat_counter_raise(counters[i], start), PSA_SUCCESS);
        assert_int_equal(plat_counter_raise(counters[i], 0), PSA_SUCCESS);
        assert_int_equal(plat_counter_read(counters[i], &value), PSA_SUCCESS);
        assert_int_equal(value, start + 1);
        assert_int_equal(plat_counter_raise(counters[i], start + 5), PSA_SUCCESS);
        assert_int_equal(plat_counter_read(counters[i], &value), PSA_SUCCESS);
        assert_int_equal(value, start + 5);
    }
}

static void counters__raised__are_apart_and_last(void **state)
{
    (void)state;
    uint32_t values[COUNTER_COUNT];
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        if (port_fixture_has_counter(counters[i])) {
            assert_int_equal(plat_counter_read(counters[i], &values[i]), PSA_SUCCESS);
            values[i] += 3u + (uint32_t)i;
            assert_int_equal(plat_counter_raise(counters[i], values[i]), PSA_SUCCESS);
        }
    }
    bool reopened = port_fixture_reopen();
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        uint32_t value = 0;
        if (port_fixture_has_counter(counters[i])) {
            assert_int_equal(plat_counter_read(counters[i], &value), PSA_SUCCESS);
            assert_int_equal(value, values[i]);
        }
    }
    if (!reopened) {
        skip();
    }
}

/* ----------------------------------------------------------------------------------- Identity, life cycle, boot --- */

static void identity__as_provisioned__comes_back(void **state)
{
    (void)state;
    plat_identity_t want = { .certification_reference = "1234567890128-12345",
                             .verification_service = "https://verifier.example/psa" };
    plat_identity_t got;
    fill(want.implementation_id, sizeof want.implementation_id, 10);
    bool provisioned = port_fixture_identity(&want);
    (void)port_fixture_reopen();
    memset(&got, 0xa5, sizeof got);
    assert_int_equal(plat_identity(&got), PSA_SUCCESS);
    assert_non_null(got.certification_reference);
    assert_non_null(got.verification_service);
    size_t reference = strlen(got.certification_reference);
    assert_true(reference == 0 || reference == 19);
    assert_true(strlen(got.verification_service) <= 64);
    if (provisioned) {
        assert_memory_equal(got.implementation_id, want.implementation_id, sizeof want.implementation_id);
        assert_string_equal(got.certification_reference, want.certification_reference);
        assert_string_equal(got.verification_service, want.verification_service);
    }
}

static void lifecycle__of_the_fixture__is_secured(void **state)
{
    (void)state;
    assert_int_equal(PLAT_LIFECYCLE_MAJOR(plat_lifecycle()), PLAT_LIFECYCLE_SECURED);
}

static void caller__always__is_a_client(void **state)
{
    (void)state;
    assert_int_not_equal(plat_caller(), 0);
    assert_int_equal(plat_caller(), plat_caller());
}

static void measure(plat_measurement_t *measurement, uint8_t salt)
{
    static const uint8_t sizes[] = { 32, 48, 64 };
    memset(measurement, 0, sizeof *measurement);
    snprintf(measurement->type, sizeof measurement->type, "Component%u", salt);
    snprintf(measurement->version, sizeof measurement->version, "1.2.%u", salt);
    measurement->signer_size = sizes[salt % 3];
    measurement->value_size = sizes[(salt + 1) % 3];
    fill(measurement->signer, measurement->signer_size, salt);
    fill(measurement->value, measurement->value_size, salt + 100u);
}

static void assert_measurement(const plat_measurement_t *got, const plat_measurement_t *want)
{
    assert_string_equal(got->type, want->type);
    assert_string_equal(got->version, want->version);
    assert_int_equal(got->signer_size, want->signer_size);
    assert_int_equal(got->value_size, want->value_size);
    assert_memory_equal(got->signer, want->signer, want->signer_size);
    assert_memory_equal(got->value, want->value, want->value_size);
}

static void boot_record__before_it_is_begun__is_empty(void **state)
{
    (void)state;
    uint8_t seed[PLAT_BOOT_SEED_SIZE];
    plat_measurement_t measurement, got;
    measure(&measurement, 1);
    memset(seed, 0xa5, sizeof seed);
    assert_int_equal(plat_boot_seed(seed), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(plat_boot_record_add(&measurement), PSA_ERROR_BAD_STATE);
    memset(&got, 0xa5, sizeof got);
    assert_int_equal(plat_boot_record_get(0, &got), PSA_ERROR_DOES_NOT_EXIST);
    assert_filled((const uint8_t *)&got, sizeof got, 0);
}

static void boot_seed__once_begun__is_random_and_stays(void **state)
{
    (void)state;
    uint8_t first[PLAT_BOOT_SEED_SIZE], again[PLAT_BOOT_SEED_SIZE], second[PLAT_BOOT_SEED_SIZE];
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    assert_int_equal(plat_boot_seed(first), PSA_SUCCESS);
    assert_int_equal(plat_boot_seed(again), PSA_SUCCESS);
    assert_memory_equal(first, again, sizeof first);
    plat_measurement_t measurement;
    measure(&measurement, 2);
    assert_int_equal(plat_boot_record_add(&measurement), PSA_SUCCESS);
    assert_int_equal(plat_boot_seed(again), PSA_SUCCESS);
    assert_memory_equal(first, again, sizeof first);
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    assert_int_equal(plat_boot_seed(second), PSA_SUCCESS);
    assert_memory_not_equal(first, second, sizeof first);
}

static void boot_record__filled__gives_all_in_order_and_no_more(void **state)
{
    (void)state;
    plat_measurement_t want, got;
    for (unsigned boot = 0; boot < 2; boot++) { /* a begin drops what was there */
        assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
        assert_int_equal(plat_boot_record_get(0, &got), PSA_ERROR_DOES_NOT_EXIST);
        for (uint8_t i = 0; i < PLAT_BOOT_RECORD_MAX; i++) {
            measure(&want, (uint8_t)(i + boot * 16));
            assert_int_equal(plat_boot_record_add(&want), PSA_SUCCESS);
        }
        assert_int_equal(plat_boot_record_add(&want), PSA_ERROR_INSUFFICIENT_MEMORY);
        for (uint8_t i = 0; i < PLAT_BOOT_RECORD_MAX; i++) {
            measure(&want, (uint8_t)(i + boot * 16));
            assert_int_equal(plat_boot_record_get(i, &got), PSA_SUCCESS);
            assert_measurement(&got, &want);
        }
        memset(&got, 0xa5, sizeof got);
        assert_int_equal(plat_boot_record_get(PLAT_BOOT_RECORD_MAX, &got), PSA_ERROR_DOES_NOT_EXIST);
        assert_filled((const uint8_t *)&got, sizeof got, 0);
        assert_int_equal(plat_boot_record_get(UINT32_MAX, &got), PSA_ERROR_DOES_NOT_EXIST);
    }
}

static void boot_record_add__out_of_bounds__is_refused(void **state)
{
    (void)state;
    plat_measurement_t good, bad, got;
    measure(&good, 1);
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    for (unsigned i = 0; i < 6; i++) {
        static const uint8_t sizes[] = { 0, 31, 65, 255 };
        bad = good;
        if (i < 4) {
            bad.value_size = sizes[i];
        } else if (i == 4) {
            memset(bad.type, 'x', sizeof bad.type);
        } else {
            memset(bad.version, '1', sizeof bad.version);
        }
        assert_int_equal(plat_boot_record_add(&bad), PSA_ERROR_INVALID_ARGUMENT);
    }
    bad = good;
    bad.signer_size = 33;
    assert_int_equal(plat_boot_record_add(&bad), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(plat_boot_record_get(0, &got), PSA_ERROR_DOES_NOT_EXIST);
    /* texts of the full length are good */
    memset(good.type, 't', PLAT_MEASUREMENT_TYPE_MAX);
    memset(good.version, '9', PLAT_MEASUREMENT_VERSION_MAX);
    assert_int_equal(plat_boot_record_add(&good), PSA_SUCCESS);
    assert_int_equal(plat_boot_record_get(0, &got), PSA_SUCCESS);
    assert_measurement(&got, &good);
}

/* ------------------------------------------------------------------------------------------------------- Locks --- */

static void locks__in_order__nest_and_come_free(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        plat_lock(PLAT_LOCK_FWU);
        plat_lock(PLAT_LOCK_CRYPTO);
        plat_lock(PLAT_LOCK_ITS);
        plat_lock(PLAT_LOCK_PLATFORM);
        plat_unlock(PLAT_LOCK_PLATFORM);
        plat_unlock(PLAT_LOCK_ITS);
        plat_lock(PLAT_LOCK_ITS);
        plat_unlock(PLAT_LOCK_ITS);
        plat_unlock(PLAT_LOCK_CRYPTO);
        plat_unlock(PLAT_LOCK_FWU);
    }
    uint8_t byte = 0;
    plat_lock(PLAT_LOCK_CRYPTO); /* a port that guards itself does so under any of them */
    assert_int_equal(plat_entropy(&byte, 1), PSA_SUCCESS);
    plat_unlock(PLAT_LOCK_CRYPTO);
}

/* ------------------------------------------------------------------------------------------- Banks, references --- */

static void bank_select__back_and_forth__areas_change_places_and_last(void **state)
{
    (void)state;
    uint32_t component = 0, bank = 7;
    if (!port_fixture_bank(&component)) {
        assert_int_equal(plat_bank(0, &bank), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(plat_bank_select(0, 1), PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    const plat_flash_area_t *active = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(component));
    const plat_flash_area_t *second = plat_flash_area(PLAT_AREA_SLOT_SECOND(component));
    assert_int_equal(plat_bank(component, &bank), PSA_SUCCESS);
    assert_int_equal(bank, 0);
    erase_all(active);
    erase_all(second);
    fill(out, 64, 1);
    assert_int_equal(flash_prog(active, 0, out, 64), PSA_SUCCESS);
    assert_int_equal(plat_bank_select(component, 0), PSA_SUCCESS); /* nothing to do */
    for (uint32_t round = 1; round <= 4; round++) {
        assert_int_equal(plat_bank_select(component, round & 1u), PSA_SUCCESS);
        for (unsigned reopened = 0; reopened < 2; reopened++) {
            active = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(component));
            second = plat_flash_area(PLAT_AREA_SLOT_SECOND(component));
            assert_int_equal(plat_bank(component, &bank), PSA_SUCCESS);
            assert_int_equal(bank, round & 1u);
            assert_int_equal(flash_read((round & 1u) != 0 ? second : active, 0, in, 64), PSA_SUCCESS);
            assert_memory_equal(in, out, 64);
            assert_int_equal(flash_read((round & 1u) != 0 ? active : second, 0, in, 64), PSA_SUCCESS);
            assert_filled(in, 64, active->erased);
            if (reopened == 0 && !port_fixture_reopen()) {
                break;
            }
        }
    }
    assert_int_equal(plat_bank_select(component, 1), PSA_SUCCESS);
    active = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(component));
    assert_int_equal(flash_prog(active, 64, out, 64), PSA_SUCCESS); /* writes go where reads come from */
    assert_int_equal(flash_read(active, 64, in, 64), PSA_SUCCESS);
    assert_memory_equal(in, out, 64);
    assert_int_equal(flash_erase(active, 0), PSA_SUCCESS);
    assert_int_equal(plat_bank_select(component, 0), PSA_SUCCESS);
    active = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(component));
    assert_int_equal(flash_read(active, 0, in, 64), PSA_SUCCESS);
    assert_memory_equal(in, out, 64); /* the erase was of the other one */
}

static void bank__that_is_none__is_refused(void **state)
{
    (void)state;
    uint32_t component = 0, bank = 7;
    assert_int_equal(plat_bank(200, &bank), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(bank, 0);
    assert_int_equal(plat_bank_select(200, 1), PSA_ERROR_NOT_SUPPORTED);
    if (port_fixture_bank(&component)) {
        assert_int_equal(plat_bank_select(component, 2), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(plat_bank(component, &bank), PSA_SUCCESS);
        assert_int_equal(bank, 0);
    }
}

static void references__set__are_apart_and_last(void **state)
{
    (void)state;
    uint8_t hash[PLAT_REFERENCE_SIZE], got[PLAT_REFERENCE_SIZE];
    memset(got, 0xa5, sizeof got);
    psa_status_t status = plat_reference_get(3, got);
    assert_filled(got, sizeof got, 0);
    if (status == PSA_ERROR_NOT_SUPPORTED) {
        assert_int_equal(plat_reference_set(3, got), PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    assert_int_equal(status, PSA_ERROR_DOES_NOT_EXIST);
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t component = 3; component < 6; component++) {
            fill(hash, sizeof hash, component + 16u * round);
            assert_int_equal(plat_reference_set(component, hash), PSA_SUCCESS);
        }
        if (round == 1) {
            (void)port_fixture_reopen();
        }
        for (uint32_t component = 3; component < 6; component++) {
            fill(hash, sizeof hash, component + 16u * round);
            assert_int_equal(plat_reference_get(component, got), PSA_SUCCESS);
            assert_memory_equal(got, hash, sizeof hash);
        }
    }
    assert_int_equal(plat_reference_get(7, got), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(plat_reference_get(200, got), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(plat_reference_set(200, hash), PSA_ERROR_NOT_SUPPORTED);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(area__each__has_possible_geometry),
        CASE(area__without_such_number__is_null),
        CASE(areas__programmed_at_both_ends__are_disjoint),
        CASE(erase__whole_area__reads_as_the_erased_value),
        CASE(prog__two_sectors_in_one_call__read_back),
        CASE(prog__source_at_every_alignment__reads_back),
        CASE(read__every_offset_size_and_alignment__delivers_exactly_those_bytes),
        CASE(calls__size_0__do_nothing_and_succeed),
        CASE(calls__out_of_the_area__are_refused),
        CASE(calls__off_the_grid__are_refused_and_change_nothing),
        CASE(prog__second_time__never_succeeds),
        CASE(erase__one_sector__leaves_its_neighbours_alone),
        CASE(flash__after_a_restart__holds_what_was_programmed),
        CASE(entropy__any_size__fills_all_of_it_and_no_more),
        CASE(entropy__draws__differ_and_are_not_constant),
        CASE(device_key__always__is_the_same),
        CASE(device_key__life_cycles__share_it_only_where_trusted),
        CASE(builtin_keys__table__well_formed_and_readable),
        CASE(counters__that_the_port_has__are_there_and_no_others),
        CASE(counter_raise__up_and_down__only_goes_up),
        CASE(counters__raised__are_apart_and_last),
        CASE(identity__as_provisioned__comes_back),
        CASE(lifecycle__of_the_fixture__is_secured),
        CASE(caller__always__is_a_client),
        CASE(boot_record__before_it_is_begun__is_empty),
        CASE(boot_seed__once_begun__is_random_and_stays),
        CASE(boot_record__filled__gives_all_in_order_and_no_more),
        CASE(boot_record_add__out_of_bounds__is_refused),
        CASE(bank_select__back_and_forth__areas_change_places_and_last),
        CASE(bank__that_is_none__is_refused),
        CASE(references__set__are_apart_and_last),
        CASE(locks__in_order__nest_and_come_free),
    };
    return cmocka_run_group_tests_name("port", tests, NULL, NULL);
}
