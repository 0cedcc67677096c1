/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Monotonic counters: a log in option-byte keys of the services' level, which every boot stage can write too. An entry
 * is magic, id, value, CRC-32 of the three; a raise is a pair of them that are the same, at an even place and the next
 * one. The newest valid entry of an id counts. When the log is full, the sector is exchanged for one with a pair for
 * each counter. What a pair is:
 *
 *     first | second     | means
 *     valid | anything   | raised
 *     bad   | valid      | raised: the first one can't be read any more
 *     bad   | erased     | a cut came in the first one: not raised
 *     valid | erased     | raised, but the first one may be torn and bad the next time: whoever sees it writes a new pair
 *     bad   | bad        | lost. No cut leaves that: the second one is begun when the first one has been read back. All
 *           |            | counters that were not raised since can't be read: what rests on them must not go on with an
 *           |            | older value, or 0
 */
#include "stm32h5_internal.h"

#include <string.h>

#define ENTRY_MAGIC 0x52544350u /* "PCTR" */
#define CAPACITY (OBK_COUNTERS_END - OBK_COUNTERS_FIRST)
#define KEPT_MAX 66u /* counters that there are */
_Static_assert(KEPT_MAX + 2u <= CAPACITY, "a full log has room again after the exchange");

static bool is_counter(uint32_t id)
{
    return id == PLAT_COUNTER_ITS || id == PLAT_COUNTER_PS ||
           (id >= PLAT_COUNTER_FWU(0u) && id < PLAT_COUNTER_FWU(32u)) ||
           (id >= PLAT_COUNTER_FWU_KEYS(0u) && id < PLAT_COUNTER_FWU_KEYS(32u));
}

static void make_entry(uint32_t words[UNIT_WORDS], uint32_t id, uint32_t value)
{
    words[0] = ENTRY_MAGIC;
    words[1] = id;
    words[2] = value;
    words[3] = plat_h5_crc32(words, 3u * sizeof words[0]);
}

/* What the log says: the value of `id`, where the next pair goes, and where the second one is missing of the pair that
 * the value is from; 0: nowhere. */
struct scan {
    uint32_t value, next, missing;
};

static bool is_valid(psa_status_t status, const uint32_t words[UNIT_WORDS])
{
    uint32_t made[UNIT_WORDS];
    make_entry(made, words[1], words[2]);
    return status >= PSA_SUCCESS && memcmp(words, made, sizeof made) == 0;
}

/* STORAGE_FAILURE: a pair is lost that may have been of `id`, or nothing can be read at this level. */
static psa_status_t scan_log(uint32_t id, struct scan *scan)
{
    uint32_t words[UNIT_WORDS];
    psa_status_t verdict = PSA_SUCCESS;
    bool bad = false; /* the first of the pair */
    scan->value = 0;
    scan->next = 0;
    scan->missing = 0;
    for (uint32_t i = 0; i < CAPACITY; i++) {
        psa_status_t status = plat_h5_obk_read(OBK_LEVEL_SERVICES, OBK_COUNTERS_FIRST + i, words);
        bad = bad && i % 2u != 0;
        if (status == PSA_SUCCESS && (words[0] & words[1] & words[2] & words[3]) == UINT32_MAX) {
            continue;
        }
        scan->next = (i | 1u) + 1u;
        if (!is_valid(status, words)) {
            verdict = bad ? PSA_ERROR_STORAGE_FAILURE : verdict;
            bad = true;
        } else if (words[1] == id && words[2] >= scan->value) {
            scan->value = words[2];
            scan->missing = i | 1u;
            verdict = PSA_SUCCESS;
        }
        scan->missing = scan->missing != i ? scan->missing : 0;
    }
    return verdict;
}

/* The values of all counters above 0, the raised one with its new one. */
static psa_status_t collect(uint32_t id, uint32_t value, uint32_t kept[KEPT_MAX][UNIT_WORDS], uint32_t *count)
{
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t other = 0; other < PLAT_COUNTER_FWU_KEYS(32u) && status == PSA_SUCCESS; other++) {
        struct scan scan;
        if (!is_counter(other)) {
            continue;
        }
        status = scan_log(other, &scan);
        if (other == id) {
            scan.value = value;
        }
        if (scan.value != 0) {
            make_entry(kept[(*count)++], other, scan.value);
        }
    }
    return status;
}

static psa_status_t compact(uint32_t id, uint32_t value)
{
    static uint32_t kept[KEPT_MAX][UNIT_WORDS]; /* under PLAT_LOCK_PLATFORM */
    uint32_t count = 0;
    psa_status_t status = collect(id, value, kept, &count);
    if (count <= KEPT_MAX / 2u) { /* from single entries to pairs; of more counters each has one until it is raised */
        for (uint32_t i = 2u * count; i-- > 1u;) { /* the first one stays where it is */
            memcpy(kept[i], kept[i / 2u], sizeof kept[i]);
        }
        count *= 2u;
    }
    if (status == PSA_SUCCESS) {
        status =
            plat_h5_obk_replace(OBK_LEVEL_SERVICES, OBK_COUNTERS_FIRST, (const uint32_t(*)[UNIT_WORDS])kept, count);
    }
    return status;
}

static psa_status_t add_pair(uint32_t id, uint32_t value, uint32_t at)
{
    uint32_t words[UNIT_WORDS];
    psa_status_t status = PSA_SUCCESS;
    if (at + 2u > CAPACITY) {
        return compact(id, value);
    }
    make_entry(words, id, value);
    for (uint32_t i = at; i < at + 2u && status == PSA_SUCCESS; i++) {
        status = plat_h5_obk_prog(OBK_LEVEL_SERVICES, OBK_COUNTERS_FIRST + i, words);
    }
    return status;
}

/* Raise to `value`, and tell what the counter is then. */
static psa_status_t raise(uint32_t id, uint32_t value, uint32_t *now)
{
    struct scan scan;
    psa_status_t status = PSA_ERROR_NOT_SUPPORTED;
    *now = 0;
    if (!is_counter(id)) {
        return status;
    }
    plat_lock(PLAT_LOCK_PLATFORM);
    for (uint32_t tries = 0; tries < 2u; tries++) { /* what a cut left looking erased goes bad; the next pair is good */
        status = scan_log(id, &scan);
        if (status != PSA_SUCCESS || (value <= scan.value && scan.missing == 0)) {
            break;
        }
        scan.value = value > scan.value ? value : scan.value;
        if (add_pair(id, scan.value, scan.next) == PSA_SUCCESS) {
            break;
        }
        status = value != 0 ? PSA_ERROR_STORAGE_FAILURE : status; /* it has its value all the same */
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
    if (status == PSA_SUCCESS) {
        *now = scan.value;
    }
    return status;
}

psa_status_t plat_counter_read(uint32_t id, uint32_t *value)
{
    return raise(id, 0, value);
}

psa_status_t plat_counter_raise(uint32_t id, uint32_t value)
{
    uint32_t now;
    return raise(id, value, &now);
}
