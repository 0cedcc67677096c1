/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Monotonic counters: a log in option-byte keys of the services' level, which every boot stage can write too. An entry
 * is one raise: magic, id, value, CRC-32 of the three. The newest valid one of an id counts. When the log is full, the
 * sector is exchanged for one with an entry for each counter.
 */
#include "stm32h5_internal.h"

#include <string.h>

#define ENTRY_MAGIC 0x52544350u /* "PCTR" */
#define CAPACITY (OBK_COUNTERS_END - OBK_COUNTERS_FIRST)
#define KEPT_MAX 66u /* counters that there are */
_Static_assert(KEPT_MAX < CAPACITY, "a full log has room again after the exchange");

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

/* What the log says: the value of `id`, and where the next entry goes. A torn entry is passed over: the raise that it
 * was did not succeed. */
struct scan {
    uint32_t value, next;
};

static psa_status_t scan_log(uint32_t id, struct scan *scan)
{
    uint32_t words[UNIT_WORDS], made[UNIT_WORDS];
    scan->value = 0;
    scan->next = 0;
    for (uint32_t i = 0; i < CAPACITY; i++) {
        psa_status_t status = plat_h5_obk_read(OBK_LEVEL_SERVICES, OBK_COUNTERS_FIRST + i, words);
        if (status == PSA_ERROR_NOT_PERMITTED) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
        if (status == PSA_SUCCESS && (words[0] & words[1] & words[2] & words[3]) == UINT32_MAX) {
            continue;
        }
        scan->next = i + 1u;
        if (status >= PSA_SUCCESS && words[1] == id && words[2] > scan->value) {
            make_entry(made, words[1], words[2]);
            if (memcmp(words, made, sizeof made) == 0) {
                scan->value = words[2];
            }
        }
    }
    return PSA_SUCCESS;
}

psa_status_t plat_counter_read(uint32_t id, uint32_t *value)
{
    struct scan scan;
    *value = 0;
    if (!is_counter(id)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = scan_log(id, &scan);
    if (status == PSA_SUCCESS) {
        *value = scan.value;
    }
    return status;
}

/* One entry for each counter above 0, the raised one with its new value. */
static psa_status_t compact(uint32_t id, uint32_t value)
{
    static uint32_t kept[KEPT_MAX][UNIT_WORDS]; /* under PLAT_LOCK_PLATFORM */
    uint32_t count = 0;
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t other = 0; other < PLAT_COUNTER_FWU_KEYS(32u) && status == PSA_SUCCESS; other++) {
        struct scan scan = { 0, 0 };
        if (!is_counter(other)) {
            continue;
        }
        status = scan_log(other, &scan);
        if (other == id) {
            scan.value = value;
        }
        if (scan.value != 0) {
            make_entry(kept[count++], other, scan.value);
        }
    }
    if (status == PSA_SUCCESS) {
        status =
            plat_h5_obk_replace(OBK_LEVEL_SERVICES, OBK_COUNTERS_FIRST, (const uint32_t(*)[UNIT_WORDS])kept, count);
    }
    return status;
}

static psa_status_t raise_once(uint32_t id, uint32_t value)
{
    struct scan scan;
    psa_status_t status = scan_log(id, &scan);
    if (status != PSA_SUCCESS || value <= scan.value) {
        return status;
    }
    if (scan.next == CAPACITY) {
        return compact(id, value);
    }
    uint32_t words[UNIT_WORDS];
    make_entry(words, id, value);
    return plat_h5_obk_prog(OBK_LEVEL_SERVICES, OBK_COUNTERS_FIRST + scan.next, words);
}

psa_status_t plat_counter_raise(uint32_t id, uint32_t value)
{
    if (!is_counter(id)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    plat_lock(PLAT_LOCK_PLATFORM);
    psa_status_t status = raise_once(id, value);
    if (status != PSA_SUCCESS) { /* an entry that a cut left looking erased goes bad; the next one is good */
        status = raise_once(id, value);
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}
