/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The flash calls of platform.h over the flash file, under the rules of real flash, with the observer and the pace.
 */
#include "platform/posix/flash_file.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/** Units that go through memory at once. */
#define BATCH 64u
/** Times of STM32H5 main flash. */
#define ERASE_NS 2000000L
#define PROG_NS 32000L

static struct {
    plat_posix_flash_observer_t observer;
    void *ctx;
    uint64_t count;
    bool pace;
} watch;

/* -------------------------------------------------------------------------------------------- Observer and pace --- */

void plat_posix_set_flash_observer(plat_posix_flash_observer_t observer, void *ctx)
{
    plat_px_mutex_take();
    watch.observer = observer;
    watch.ctx = ctx;
    plat_px_mutex_give();
}

void plat_posix_set_flash_pace(bool on)
{
    plat_px_mutex_take();
    watch.pace = on;
    plat_px_mutex_give();
}

void plat_px_flash_count_from_0(void)
{
    watch.count = 0;
}

static void observe(const plat_flash_area_t *area, plat_posix_flash_op_t op)
{
    if (watch.observer != NULL) {
        watch.observer(watch.ctx, area->id, op, watch.count);
    }
}

static void take_time(long nanoseconds, uint32_t times)
{
    if (watch.pace) {
        uint64_t all = (uint64_t)nanoseconds * times;
        struct timespec left = { (time_t)(all / 1000000000u), (long)(all % 1000000000u) };
        while (nanosleep(&left, &left) != 0) {
        }
    }
}

/* ------------------------------------------------------------------------------------------------------- Rules --- */

/** Whether this is an area of the open device and the range lies in it. */
static psa_status_t check_range(const plat_flash_area_t *area, uint32_t off, uint32_t size)
{
    bool known = false;
    for (uint32_t i = 0; i < plat_px_flash_table.area_count; i++) {
        known = known || area == &plat_px_flash_table.areas[i];
    }
    if (!known) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "%s/flash: not an area of this device", plat_px_dir_name());
    }
    if (off > area->size || size > area->size - off) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "%s/flash: area 0x%02x, %u bytes at %u are out of its %u bytes",
                            plat_px_dir_name(), area->id, (unsigned)size, (unsigned)off, (unsigned)area->size);
    }
    return PSA_SUCCESS;
}

static psa_status_t io_failed(void)
{
    (void)plat_px_fail_errno(plat_px_dir_name(), "flash");
    return PSA_ERROR_STORAGE_FAILURE;
}

/** Units from `off` on that lie in one run in the file: to the end of the sector, of `size`, of a batch. */
static uint32_t run_of_units(const plat_flash_area_t *area, uint32_t off, uint32_t size)
{
    uint32_t to_sector_end = (area->erase_size - off % area->erase_size) / area->prog_size;
    uint32_t units = (size + area->prog_size - 1u) / area->prog_size;
    units = units < to_sector_end ? units : to_sector_end;
    return units < BATCH ? units : BATCH;
}

const plat_flash_area_t *plat_flash_area(uint8_t id)
{
    const plat_flash_area_t *found = NULL;
    if (plat_px_enter() != PSA_SUCCESS) {
        return NULL;
    }
    for (uint32_t i = 0; i < plat_px_flash_table.area_count; i++) {
        if (plat_px_flash_table.areas[i].id == id) {
            found = &plat_px_flash_table.areas[i];
        }
    }
    plat_px_leave();
    return found;
}

/* -------------------------------------------------------------------------------------------------------- Read --- */

/** Deliver bytes [off, off + size), which lie in `units` units in one run. */
static psa_status_t read_run(const plat_flash_area_t *area, uint32_t off, uint8_t *dst, uint32_t size, uint32_t units)
{
    uint8_t slots[BATCH * FLASH_SLOT_MAX];
    uint32_t slot_size = plat_px_flash_slot_size(area);
    uint32_t first = off - off % area->prog_size;
    psa_status_t status = PSA_SUCCESS;
    if (!plat_px_pread_all(plat_px_flash_file, slots, (size_t)units * slot_size,
                           plat_px_flash_slot_at(&plat_px_flash_table, area, first))) {
        return io_failed();
    }
    for (uint32_t i = 0; i < units; i++) {
        uint32_t unit_off = first + i * area->prog_size;
        uint8_t *slot = &slots[i * slot_size];
        if (plat_px_flash_slot_state(area, unit_off, slot) == FLASH_SLOT_TORN) {
            status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/flash: area 0x%02x, unit at %u was torn or is damaged",
                                  plat_px_dir_name(), area->id, (unsigned)unit_off);
            memset(slot, 0, area->prog_size);
        }
        uint32_t from = unit_off < off ? off - unit_off : 0;
        uint32_t to = unit_off + area->prog_size > off + size ? off + size - unit_off : area->prog_size;
        memcpy(&dst[unit_off + from - off], &slot[from], to - from);
    }
    return status;
}

static psa_status_t read_range(const plat_flash_area_t *area, uint32_t off, uint8_t *dst, uint32_t size)
{
    psa_status_t result = PSA_SUCCESS;
    for (uint32_t done = 0; done < size;) {
        uint32_t at = off + done;
        uint32_t skip = at % area->prog_size;
        uint32_t units = run_of_units(area, at - skip, skip + size - done);
        uint32_t part = units * area->prog_size - skip;
        part = part < size - done ? part : size - done;
        psa_status_t status = read_run(area, at, &dst[done], part, units);
        if (status == PSA_ERROR_STORAGE_FAILURE) {
            memset(dst, 0, size);
            return status;
        }
        result = status != PSA_SUCCESS ? status : result;
        done += part;
    }
    return result;
}

psa_status_t plat_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check_range(area, off, size);
    if (status == PSA_SUCCESS) {
        status = read_range(plat_px_flash_shown(area), off, dst, size);
    }
    plat_px_leave();
    return status;
}

/* ----------------------------------------------------------------------------------------------------- Program --- */

/** Whether the last erase of the sector at off finished. */
static psa_status_t check_sector(const plat_flash_area_t *area, uint32_t off)
{
    uint8_t head[FLASH_SECTOR_HEAD_SIZE];
    if (!plat_px_pread_all(plat_px_flash_file, head, sizeof head,
                           plat_px_flash_sector_at(&plat_px_flash_table, area, off))) {
        return io_failed();
    }
    if (plat_px_get32(&head[4]) != FLASH_ERASE_DONE) {
        return plat_px_fail(PSA_ERROR_NOT_PERMITTED, "%s/flash: area 0x%02x, sector at %u: its erase did not finish",
                            plat_px_dir_name(), area->id, (unsigned)(off - off % area->erase_size));
    }
    return PSA_SUCCESS;
}

/** Whether units in one run are erased. */
static psa_status_t check_erased(const plat_flash_area_t *area, uint32_t off, uint32_t units)
{
    uint8_t slots[BATCH * FLASH_SLOT_MAX];
    uint32_t slot_size = plat_px_flash_slot_size(area);
    if (!plat_px_pread_all(plat_px_flash_file, slots, (size_t)units * slot_size,
                           plat_px_flash_slot_at(&plat_px_flash_table, area, off))) {
        return io_failed();
    }
    for (uint32_t i = 0; i < units; i++) {
        uint32_t unit_off = off + i * area->prog_size;
        if (plat_px_flash_slot_state(area, unit_off, &slots[i * slot_size]) != FLASH_SLOT_ERASED) {
            return plat_px_fail(PSA_ERROR_NOT_PERMITTED, "%s/flash: area 0x%02x, unit at %u was programmed already",
                                plat_px_dir_name(), area->id, (unsigned)unit_off);
        }
    }
    return PSA_SUCCESS;
}

static psa_status_t check_programmable(const plat_flash_area_t *area, uint32_t off, uint32_t size)
{
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t done = 0; done < size && status == PSA_SUCCESS;) {
        uint32_t units = run_of_units(area, off + done, size - done);
        status = check_sector(area, off + done);
        if (status == PSA_SUCCESS) {
            status = check_erased(area, off + done, units);
        }
        done += units * area->prog_size;
    }
    return status;
}

/** Write one unit with an observer looking on. */
static bool write_watched(const plat_flash_area_t *area, uint64_t at, const uint8_t *slot)
{
    uint32_t half = area->prog_size / 2u;
    watch.count++;
    observe(area, PLAT_POSIX_FLASH_PROG);
    if (!plat_px_pwrite_all(plat_px_flash_file, slot, half, at)) {
        return false;
    }
    observe(area, PLAT_POSIX_FLASH_PROG_HALF);
    return plat_px_pwrite_all(plat_px_flash_file, &slot[half], plat_px_flash_slot_size(area) - half, at + half);
}

static bool write_slots(const plat_flash_area_t *area, uint64_t at, const uint8_t *slots, uint32_t units)
{
    uint32_t slot_size = plat_px_flash_slot_size(area);
    if (watch.observer == NULL) {
        watch.count += units;
        return plat_px_pwrite_all(plat_px_flash_file, slots, (size_t)units * slot_size, at);
    }
    for (uint32_t i = 0; i < units; i++) {
        if (!write_watched(area, at + (uint64_t)i * slot_size, &slots[i * slot_size])) {
            return false;
        }
    }
    return true;
}

/** Program units in one run, and read them back. */
static psa_status_t program_run(const plat_flash_area_t *area, uint32_t off, const uint8_t *src, uint32_t units)
{
    uint8_t slots[BATCH * FLASH_SLOT_MAX], back[BATCH * FLASH_SLOT_MAX];
    uint32_t slot_size = plat_px_flash_slot_size(area);
    uint64_t at = plat_px_flash_slot_at(&plat_px_flash_table, area, off);
    for (uint32_t i = 0; i < units; i++) {
        uint32_t in = i * area->prog_size;
        plat_px_flash_slot_programmed(area, off + in, &src[in], &slots[i * slot_size]);
    }
    if (!write_slots(area, at, slots, units) ||
        !plat_px_pread_all(plat_px_flash_file, back, (size_t)units * slot_size, at)) {
        return io_failed();
    }
    if (memcmp(slots, back, (size_t)units * slot_size) != 0) {
        return plat_px_fail(PSA_ERROR_STORAGE_FAILURE, "%s/flash: area 0x%02x, bytes at %u read back otherwise",
                            plat_px_dir_name(), area->id, (unsigned)off);
    }
    return PSA_SUCCESS;
}

static psa_status_t program_range(const plat_flash_area_t *area, uint32_t off, const uint8_t *src, uint32_t size)
{
    if (off % area->prog_size != 0 || size % area->prog_size != 0) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT,
                            "%s/flash: area 0x%02x, %u bytes at %u are not whole units of %u", plat_px_dir_name(),
                            area->id, (unsigned)size, (unsigned)off, (unsigned)area->prog_size);
    }
    psa_status_t status = check_programmable(area, off, size);
    for (uint32_t done = 0; done < size && status == PSA_SUCCESS;) {
        uint32_t units = run_of_units(area, off + done, size - done);
        status = program_run(area, off + done, &src[done], units);
        take_time(PROG_NS, units);
        done += units * area->prog_size;
    }
    if (status == PSA_SUCCESS && size > 0 && fdatasync(plat_px_flash_file) != 0) {
        status = io_failed();
    }
    return status;
}

psa_status_t plat_flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size)
{
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check_range(area, off, size);
    if (status == PSA_SUCCESS) {
        status = program_range(plat_px_flash_shown(area), off, src, size);
    }
    plat_px_leave();
    return status;
}

/* ------------------------------------------------------------------------------------------------------- Erase --- */

static bool write_head(const plat_flash_area_t *area, uint32_t off, uint32_t erases, uint32_t state)
{
    uint8_t head[FLASH_SECTOR_HEAD_SIZE];
    plat_px_put32(&head[0], erases);
    plat_px_put32(&head[4], state);
    return plat_px_pwrite_all(plat_px_flash_file, head, sizeof head,
                              plat_px_flash_sector_at(&plat_px_flash_table, area, off));
}

/** Write `size` bytes of erased units. */
static bool write_erased(const plat_flash_area_t *area, uint32_t off, uint32_t size)
{
    uint8_t slots[BATCH * FLASH_SLOT_MAX];
    uint32_t slot_size = plat_px_flash_slot_size(area);
    for (uint32_t i = 0; i < BATCH; i++) {
        plat_px_flash_slot_erased(area, &slots[i * slot_size]);
    }
    for (uint32_t done = 0; done < size;) {
        uint32_t units = run_of_units(area, off + done, size - done);
        if (!plat_px_pwrite_all(plat_px_flash_file, slots, (size_t)units * slot_size,
                                plat_px_flash_slot_at(&plat_px_flash_table, area, off + done))) {
            return false;
        }
        done += units * area->prog_size;
    }
    return true;
}

/** The sector is marked before its first unit goes and unmarked after the last: between the two it is not
 *  programmed. */
static psa_status_t erase_sector(const plat_flash_area_t *area, uint32_t off)
{
    uint8_t head[FLASH_SECTOR_HEAD_SIZE];
    uint32_t half = area->erase_size / area->prog_size / 2u * area->prog_size;
    watch.count++;
    observe(area, PLAT_POSIX_FLASH_ERASE);
    if (!plat_px_pread_all(plat_px_flash_file, head, sizeof head,
                           plat_px_flash_sector_at(&plat_px_flash_table, area, off))) {
        return io_failed();
    }
    uint32_t erases = plat_px_get32(head) + 1u;
    if (!write_head(area, off, erases, FLASH_ERASE_UNDER_WAY) || !write_erased(area, off, half)) {
        return io_failed();
    }
    observe(area, PLAT_POSIX_FLASH_ERASE_HALF);
    if (!write_erased(area, off + half, area->erase_size - half) || !write_head(area, off, erases, FLASH_ERASE_DONE) ||
        fdatasync(plat_px_flash_file) != 0) {
        return io_failed();
    }
    take_time(ERASE_NS, 1);
    return PSA_SUCCESS;
}

psa_status_t plat_flash_erase(const plat_flash_area_t *area, uint32_t off)
{
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check_range(area, off, 1);
    if (status == PSA_SUCCESS && off % area->erase_size != 0) {
        status = plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "%s/flash: area 0x%02x, no sector starts at %u",
                              plat_px_dir_name(), area->id, (unsigned)off);
    }
    if (status == PSA_SUCCESS) {
        status = erase_sector(plat_px_flash_shown(area), off);
    }
    plat_px_leave();
    return status;
}

static psa_status_t read_wear(uint8_t area_id, uint32_t sector, uint32_t *erases)
{
    for (uint32_t i = 0; i < plat_px_flash_table.area_count; i++) {
        const plat_flash_area_t *area = &plat_px_flash_table.areas[i];
        if (area->id == area_id && sector < area->size / area->erase_size) {
            uint8_t head[FLASH_SECTOR_HEAD_SIZE];
            uint64_t at = plat_px_flash_sector_at(&plat_px_flash_table, area, sector * area->erase_size);
            if (!plat_px_pread_all(plat_px_flash_file, head, sizeof head, at)) {
                return io_failed();
            }
            *erases = plat_px_get32(head);
            return PSA_SUCCESS;
        }
    }
    return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "%s/flash: area 0x%02x has no sector %u", plat_px_dir_name(),
                        area_id, (unsigned)sector);
}

psa_status_t plat_posix_flash_wear(uint8_t area_id, uint32_t sector, uint32_t *erases)
{
    *erases = 0;
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = read_wear(area_id, sector, erases);
        plat_px_leave();
    }
    return status;
}
