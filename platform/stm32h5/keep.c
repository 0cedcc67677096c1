/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Entries of the services' level on a part without option-byte keys: in two sectors of main flash, of which one counts.
 * This file does what the hardware does elsewhere (obk.c): an entry is programmed once, or a change of several makes a
 * new sector, in one step that a power cut leaves done or undone.
 *
 * Unit n of a sector is entry n. The units below, which are entries of levels that are not kept here, hold the head of
 * the sector, COPIES times at most. Little-endian:
 *
 *     offset size
 *     0      4    magic and, in the upper half, the first entry that the sector was made without
 *     4      4    generation: the sector with the higher one counts
 *     8      4    check of the entries that it was made with
 *     12     4    CRC-32 (ISO 3309) of bytes 0 to 11
 *
 * A new sector is erased, filled, checked, and then gets its head: the first copy is the step that makes it count, the
 * second says that the first one is whole. What is found:
 *
 *     copies of the head | means                     | done
 *     two or more        | made, and perhaps added   | counts if its generation is the higher one
 *                        | to since                  |
 *     one                | made, but the cut came    | the same, if the check of its entries agrees; the next write
 *                        | before the second copy    | begins with the second copy. If not: as with none
 *     none               | erased, or not ready when | never counts; erased before anything is added to the other
 *                        | the cut came              | sector, so that a head that was torn can't come back
 */
#include "stm32h5_internal.h"

#include <string.h>

#define SECTORS 2u
#define NONE SECTORS
#define COPIES 4u
#define HEAD_MAGIC 0x504Bu /* "KP" */
#define HEAD_SIZE_CHECKED 12u
_Static_assert(MAP_KEEP_SIZE == SECTORS * FLASH_SECTOR_SIZE && OBK_COUNTERS_END * FLASH_UNIT_SIZE <= FLASH_SECTOR_SIZE,
               "a sector has a unit for each entry");
_Static_assert(COPIES <= OBK_SERVICES_FIRST, "heads are no entries of the services");

static const plat_flash_area_t keep = { .base = MAP_KEEP,
                                        .size = MAP_KEEP_SIZE,
                                        .erase_size = FLASH_SECTOR_SIZE,
                                        .prog_size = FLASH_UNIT_SIZE,
                                        .erased = 0xFFu };

struct head {
    uint32_t generation, check;
    uint32_t end;    /* the first entry that the sector was made without */
    uint32_t copies; /* that are whole: 0, 1, or 2 for two or more */
    uint32_t next;   /* with one: the first copy that was not begun, or COPIES */
};

/* What counts now; sector NONE: nothing was kept yet. */
struct kept {
    uint32_t sector, generation;
};

static uint32_t offset_of(uint32_t sector, uint32_t unit)
{
    return sector * FLASH_SECTOR_SIZE + unit * FLASH_UNIT_SIZE;
}

static psa_status_t read_unit(uint32_t sector, uint32_t unit, uint32_t words[UNIT_WORDS])
{
    /* Straight to where it goes: no copy of a secret stays on the stack. */
    plat_h5_invalidate_cache();
    return plat_h5_read_unit(FLASH_MEMORY_BASE + plat_h5_base(&keep) + offset_of(sector, unit), words);
}

static psa_status_t prog_unit(uint32_t sector, uint32_t unit, const uint32_t words[UNIT_WORDS])
{
    return plat_h5_flash_prog(&keep, offset_of(sector, unit), words, FLASH_UNIT_SIZE);
}

static bool is_erased(psa_status_t status, const uint32_t words[UNIT_WORDS])
{
    return status == PSA_SUCCESS && (words[0] & words[1] & words[2] & words[3]) == UINT32_MAX;
}

static void read_head(uint32_t sector, struct head *head)
{
    memset(head, 0, sizeof *head);
    head->next = COPIES;
    for (uint32_t i = 0; i < COPIES && head->copies < 2u; i++) {
        uint32_t words[UNIT_WORDS];
        psa_status_t status = read_unit(sector, i, words);
        if (is_erased(status, words)) {
            head->next = head->next == COPIES ? i : head->next;
        } else if (status >= PSA_SUCCESS && (words[0] & 0xFFFFu) == HEAD_MAGIC &&
                   words[3] == plat_h5_crc32(words, HEAD_SIZE_CHECKED)) {
            head->generation = words[1];
            head->check = words[2];
            head->end = words[0] >> 16;
            head->copies++;
        }
    }
}

static psa_status_t prog_head(uint32_t sector, const struct head *head, uint32_t copy)
{
    uint32_t words[UNIT_WORDS] = { HEAD_MAGIC | head->end << 16, head->generation, head->check, 0 };
    words[3] = plat_h5_crc32(words, HEAD_SIZE_CHECKED);
    return prog_unit(sector, copy, words);
}

/* Of the entries before `end`; each is taken in with the check of those before it. A unit that can't be read is zeros,
 * and then the check does not agree. */
static uint32_t check_entries(uint32_t sector, uint32_t end)
{
    uint32_t chain[1u + UNIT_WORDS] = { 0 };
    for (uint32_t entry = OBK_SERVICES_FIRST; entry < end && entry < OBK_COUNTERS_END; entry++) {
        if (read_unit(sector, entry, chain + 1) < PSA_SUCCESS) {
            memset(chain + 1, 0, FLASH_UNIT_SIZE);
        }
        chain[0] = plat_h5_crc32(chain, sizeof chain);
    }
    plat_h5_wipe(chain + 1, FLASH_UNIT_SIZE);
    return chain[0];
}

static bool is_made(uint32_t sector, const struct head *head)
{
    return head->copies > 1u || (head->copies == 1u && head->check == check_entries(sector, head->end));
}

static struct kept find(void)
{
    struct kept kept = { NONE, 0 };
    for (uint32_t sector = 0; sector < SECTORS; sector++) {
        struct head head;
        read_head(sector, &head);
        if (head.generation > kept.generation && is_made(sector, &head)) {
            kept = (struct kept){ sector, head.generation };
        }
    }
    return kept;
}

psa_status_t plat_h5_obk_read(unsigned level, uint32_t entry, uint32_t words[UNIT_WORDS])
{
    memset(words, 0, FLASH_UNIT_SIZE);
    if (level != OBK_LEVEL_SERVICES) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    struct kept kept = find();
    if (kept.sector == NONE) {
        memset(words, 0xFF, FLASH_UNIT_SIZE);
        return PSA_SUCCESS;
    }
    return read_unit(kept.sector, entry, words);
}

static bool is_blank(uint32_t sector)
{
    uint32_t words[UNIT_WORDS];
    bool blank = true;
    for (uint32_t unit = 0; unit < FLASH_SECTOR_SIZE / FLASH_UNIT_SIZE && blank; unit++) {
        psa_status_t status = read_unit(sector, unit, words);
        blank = is_erased(status, words);
    }
    plat_h5_wipe(words, sizeof words); /* what an erase that was cut left */
    return blank;
}

/* What a cut left open is decided before anything is added: which of the two sectors counts, for good. */
static psa_status_t settle(const struct kept *kept)
{
    struct head head;
    psa_status_t status = PSA_SUCCESS;
    uint32_t other = kept->sector ^ 1u;
    read_head(other, &head);
    if ((head.copies == 0 || head.generation > kept->generation) && !is_blank(other)) {
        status = plat_h5_flash_erase(&keep, offset_of(other, 0));
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    read_head(kept->sector, &head);
    for (uint32_t tries = 0; tries < COPIES && head.copies == 1u && head.next < COPIES; tries++) {
        status =
            prog_head(kept->sector, &head, head.next); /* what looks erased and is not can go bad: then the next one */
        read_head(kept->sector, &head);
    }
    return head.copies > 1u ? PSA_SUCCESS : status;
}

/* What entry `entry` of the new sector is: a new one, or what was kept. False: nothing. One that can't be read any more
 * is zeros, which are no entry and not erased: whose it was stays lost, and does not read as never written. */
struct change {
    uint32_t first, count, kept_before; /* entries from the last one on are not kept */
    const uint32_t (*words)[UNIT_WORDS];
};

static bool take(const struct kept *kept, const struct change *change, uint32_t entry, uint32_t words[UNIT_WORDS])
{
    if (entry >= change->first && entry < change->first + change->count) {
        memcpy(words, change->words[entry - change->first], FLASH_UNIT_SIZE);
        return true;
    }
    if (kept->sector == NONE || entry >= change->kept_before) {
        return false;
    }
    psa_status_t status = read_unit(kept->sector, entry, words);
    return !is_erased(status, words);
}

static psa_status_t fill(const struct kept *kept, const struct change *change, uint32_t to, uint32_t *end)
{
    uint32_t words[UNIT_WORDS];
    psa_status_t status = plat_h5_flash_erase(&keep, offset_of(to, 0));
    *end = OBK_SERVICES_FIRST;
    for (uint32_t entry = OBK_SERVICES_FIRST; entry < OBK_COUNTERS_END && status == PSA_SUCCESS; entry++) {
        if (take(kept, change, entry, words)) {
            status = prog_unit(to, entry, words);
            *end = entry + 1u;
        }
    }
    plat_h5_wipe(words, sizeof words);
    return status;
}

static psa_status_t exchange(unsigned level, const struct change *change)
{
    if (level != OBK_LEVEL_SERVICES) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    struct kept kept = find();
    uint32_t to = kept.sector == NONE ? 0u : kept.sector ^ 1u;
    struct head head = { .generation = kept.generation + 1u };
    psa_status_t status = kept.sector == NONE ? PSA_SUCCESS : settle(&kept);
    if (status == PSA_SUCCESS) {
        status = fill(&kept, change, to, &head.end);
    }
    if (status == PSA_SUCCESS) {
        head.check = check_entries(to, head.end);
        status = prog_head(to, &head, 0); /* from here on it counts */
    }
    if (status == PSA_SUCCESS && prog_head(to, &head, 1) != PSA_SUCCESS) {
        return PSA_SUCCESS; /* the first one is whole; settle() makes another */
    }
    return status;
}

psa_status_t plat_h5_obk_replace(unsigned level, uint32_t first, const uint32_t (*words)[UNIT_WORDS], uint32_t count)
{
    const struct change change = { .first = first, .count = count, .kept_before = first, .words = words };
    return exchange(level, &change);
}

psa_status_t plat_h5_obk_insert(unsigned level, uint32_t first, const uint32_t (*words)[UNIT_WORDS], uint32_t count)
{
    const struct change change = { .first = first, .count = count, .kept_before = OBK_COUNTERS_END, .words = words };
    return exchange(level, &change);
}

psa_status_t plat_h5_obk_prog(unsigned level, uint32_t entry, const uint32_t words[UNIT_WORDS])
{
    struct kept kept = find();
    if (kept.sector == NONE || level != OBK_LEVEL_SERVICES) {
        return plat_h5_obk_insert(level, entry, (const uint32_t(*)[UNIT_WORDS])words, 1);
    }
    psa_status_t status = settle(&kept);
    return status == PSA_SUCCESS ? prog_unit(kept.sector, entry, words) : status;
}
