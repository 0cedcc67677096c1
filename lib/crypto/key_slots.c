/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The table of keys in RAM and its bookkeeping. DESIGN.md section 1 is the state table.
 *
 * PLAT_LOCK_CRYPTO guards the table. Functions with "locked" in their name are called with it held.
 */
#include "key_slots.h"

#include <string.h>

#include "crypto_internal.h"
#include "driver.h"
#include "key_builtin.h"
#include "key_kept.h"
#include "key_policy.h"
#include "key_store.h"
#include "key_use.h"
#include "lib/crypto/core/ct.h"
#include "platform/platform.h"

/* States of a slot. */
#define FREE 0u  /* zeroed */
#define NEW 1u   /* being made: its maker writes it, nobody finds it */
#define READY 2u /* found by its id */
#define DYING 3u /* destroyed while it was held: nobody finds it, the last holder wipes it */

/* Slots with their memory: those for large keys are the last ones, so that a small key takes another first. */
static pcrypto_key_t slots[PCRYPTO_KEY_COUNT];
static uint8_t memory[PCRYPTO_KEY_SLOT_COUNT][PCRYPTO_KEY_ROOM + PCRYPTO_KEY_SLOT_SIZE];
#if PCRYPTO_LARGE_KEY_COUNT > 0
static uint8_t large_memory[PCRYPTO_LARGE_KEY_COUNT][PCRYPTO_KEY_ROOM + PCRYPTO_KEY_SIZE_MAX];
#endif
static uint32_t volatile_serial;

/* Volatile ids run through this part of the implementation's range before one comes again; the rest is kept for
 * built-in keys. */
#define VOLATILE_ID_MIN PSA_KEY_ID_VENDOR_MIN
#define VOLATILE_ID_COUNT 0x20000000u /* a power of 2 */

/* Where nothing is stored, nothing is persistent: what is done about it is not compiled. */
#if defined(PCRYPTO_NO_KEY_STORE) && defined(PCRYPTO_NO_BUILTIN_KEYS)
#define MAY_PERSIST false
#else
#define MAY_PERSIST true
#endif

static bool is_persistent(const pcrypto_key_t *key)
{
    return MAY_PERSIST && !PSA_KEY_LIFETIME_IS_VOLATILE(psa_get_key_lifetime(&key->attributes));
}

static void wipe_locked(pcrypto_key_t *key)
{
    pcrypto_kept_drop_locked(key);
    pcc_wipe(key->material - PCRYPTO_KEY_ROOM, PCRYPTO_KEY_ROOM + key->capacity);
    pcc_wipe(key, sizeof *key);
}

static pcrypto_key_t *find_locked(psa_key_id_t id, int32_t owner, uint8_t state)
{
    for (size_t i = 0; i < PCRYPTO_KEY_COUNT; i++) {
        if (psa_get_key_id(&slots[i].attributes) == id && slots[i].owner == owner && slots[i].state == state) {
            return &slots[i];
        }
    }
    return NULL;
}

bool pcrypto_key_is_here_locked(psa_key_id_t id, int32_t owner)
{
    return find_locked(id, owner, READY) != NULL;
}

static uint16_t capacity_of(size_t slot)
{
    return slot < PCRYPTO_KEY_SLOT_COUNT ? PCRYPTO_KEY_SLOT_SIZE : PCRYPTO_KEY_SIZE_MAX;
}

static uint8_t *memory_of(size_t slot)
{
#if PCRYPTO_LARGE_KEY_COUNT > 0
    if (slot >= PCRYPTO_KEY_SLOT_COUNT) {
        return large_memory[slot - PCRYPTO_KEY_SLOT_COUNT] + PCRYPTO_KEY_ROOM;
    }
#endif
    return memory[slot] + PCRYPTO_KEY_ROOM;
}

/* A free slot for `size` bytes, if need be that of a cached key that nobody holds. */
static psa_status_t take_locked(size_t size, pcrypto_key_t **key)
{
    size_t taken = PCRYPTO_KEY_COUNT;

    if (size > PCRYPTO_KEY_SIZE_MAX) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    for (size_t i = 0; i < PCRYPTO_KEY_COUNT; i++) {
        if (capacity_of(i) >= size) {
            if (slots[i].state == FREE) {
                taken = i;
                break;
            }
            if (slots[i].state == READY && slots[i].readers == 0 && is_persistent(&slots[i])) {
                taken = i;
            }
        }
    }
    if (taken == PCRYPTO_KEY_COUNT) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    *key = &slots[taken];
    if ((*key)->state != FREE) {
        wipe_locked(*key);
    }
    (*key)->material = memory_of(taken);
    (*key)->capacity = capacity_of(taken);
    return PSA_SUCCESS;
}

/* What the store says of a key that it does not have, and a build without a store of all. */
static bool is_absent(psa_status_t status)
{
    return status == PSA_ERROR_DOES_NOT_EXIST || status == PSA_ERROR_NOT_SUPPORTED;
}

static psa_status_t load_stored_locked(psa_key_id_t id, int32_t owner, pcrypto_key_t **key)
{
    size_t size;
    psa_status_t status = pcrypto_store_exists(owner, id, &size);

    if (status == PSA_SUCCESS) {
        status = take_locked(size, key);
    }
    return status == PSA_SUCCESS ? pcrypto_store_load(owner, id, size, *key) : status;
}

/* The port's bytes are read and checked without the lock, which loading a curve takes. Of two callers that load a key
 * at a time the second gets what the first has loaded. */
static psa_status_t load_builtin_locked(psa_key_id_t id, int32_t owner, pcrypto_key_t **key)
{
    pcrypto_builtin_t found;
    psa_status_t status = pcrypto_builtin_by_id(id, owner, &found);

    if (status == PSA_SUCCESS) {
        status = take_locked(pcrypto_builtin_size(&found), key);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    (*key)->attributes = found.attributes;
    (*key)->state = NEW;
    plat_unlock(PLAT_LOCK_CRYPTO);
    status = pcrypto_builtin_read(&found, *key);
    plat_lock(PLAT_LOCK_CRYPTO);
    pcrypto_key_t *other = find_locked(id, owner, READY);
    if (status == PSA_SUCCESS && other != NULL) {
        wipe_locked(*key);
        *key = other;
    }
    return status;
}

static psa_status_t load_locked(psa_key_id_t id, int32_t owner, pcrypto_key_t **key)
{
    psa_status_t status = PSA_ERROR_DOES_NOT_EXIST;

    *key = NULL;
    if (pcrypto_key_is_user_id(id)) {
        status = load_stored_locked(id, owner, key);
    } else if (pcrypto_key_is_builtin_id(id)) {
        status = load_builtin_locked(id, owner, key);
    }
    if (status == PSA_SUCCESS) {
        (*key)->owner = owner;
        (*key)->state = READY;
        return status;
    }
    if (*key != NULL) {
        wipe_locked(*key);
    }
    return is_absent(status) ? PSA_ERROR_INVALID_HANDLE : status;
}

psa_status_t pcrypto_key_get_owned(int32_t owner, psa_key_id_t id, pcrypto_key_t **key)
{
    psa_status_t status = PSA_SUCCESS;

    *key = NULL;
    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    plat_lock(PLAT_LOCK_CRYPTO);
    pcrypto_key_t *found = find_locked(id, owner, READY);
    if (found == NULL) {
        status = load_locked(id, owner, &found);
    }
    if (status == PSA_SUCCESS && found->readers == UINT8_MAX) {
        status = PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    if (status == PSA_SUCCESS) {
        found->readers++;
        *key = found;
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    return status;
}

psa_status_t pcrypto_key_get(psa_key_id_t id, pcrypto_key_t **key)
{
    return pcrypto_key_get_owned(plat_caller(), id, key);
}

psa_status_t pcrypto_key_get_owned_for(int32_t owner, psa_key_id_t id, psa_key_usage_t usage, psa_algorithm_t alg,
                                       pcrypto_key_t **key)
{
    psa_status_t status = pcrypto_key_get_owned(owner, id, key);

    if (status == PSA_SUCCESS && !pcrypto_policy_permits(&(*key)->attributes, usage, alg)) {
        pcrypto_key_put(*key);
        *key = NULL;
        status = PSA_ERROR_NOT_PERMITTED;
    }
    if (status == PSA_SUCCESS && pcrypto_is_opaque(*key)) {
        pcrypto_key_put(*key);
        *key = NULL;
        status = PSA_ERROR_NOT_SUPPORTED;
    }
    return status;
}

psa_status_t pcrypto_key_get_for(psa_key_id_t id, psa_key_usage_t usage, psa_algorithm_t alg, pcrypto_key_t **key)
{
    return pcrypto_key_get_owned_for(plat_caller(), id, usage, alg, key);
}

void pcrypto_key_put(pcrypto_key_t *key)
{
    plat_lock(PLAT_LOCK_CRYPTO);
    PLAT_ASSERT(key->readers > 0);
    key->readers--;
    bool cacheable = (psa_get_key_usage_flags(&key->attributes) & PSA_KEY_USAGE_CACHE) != 0;
    if (key->readers == 0) {
        if (key->state == DYING || (is_persistent(key) && (!cacheable || key->purged))) {
            wipe_locked(key);
        } else if (key->purged) {
            pcrypto_kept_drop_locked(key);
            key->purged = false;
        }
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
}

/* Lifetimes of this build: volatile, persistent, and persistent never to be destroyed, in local storage or a driver's
 * location. */
static psa_status_t check_lifetime(const psa_key_attributes_t *attributes)
{
    psa_key_lifetime_t lifetime = psa_get_key_lifetime(attributes);
    psa_key_id_t id = psa_get_key_id(attributes);

    if (PSA_KEY_LIFETIME_GET_LOCATION(lifetime) != PSA_KEY_LOCATION_LOCAL_STORAGE &&
        !pcrypto_driver_has_location(PSA_KEY_LIFETIME_GET_LOCATION(lifetime))) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (PSA_KEY_LIFETIME_IS_VOLATILE(lifetime)) {
        return id == PSA_KEY_ID_NULL ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!MAY_PERSIST) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime) != PSA_KEY_PERSISTENCE_DEFAULT &&
        PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime) != PSA_KEY_PERSISTENCE_READ_ONLY) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return pcrypto_key_is_user_id(id) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

/* PSA_SUCCESS if no key of this owner has the id, neither in RAM, nor in the making, nor in the store. */
static psa_status_t check_unused_locked(psa_key_id_t id, int32_t owner)
{
    if (find_locked(id, owner, READY) != NULL || find_locked(id, owner, NEW) != NULL) {
        return PSA_ERROR_ALREADY_EXISTS;
    }
    size_t size;
    psa_status_t status = pcrypto_store_exists(owner, id, &size);
    if (status == PSA_SUCCESS) {
        return PSA_ERROR_ALREADY_EXISTS;
    }
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
}

static psa_key_id_t next_volatile_id_locked(void)
{
    psa_key_id_t id;
    bool used;

    do {
        id = VOLATILE_ID_MIN + volatile_serial;
        volatile_serial = (volatile_serial + 1u) % VOLATILE_ID_COUNT;
        used = false;
        for (size_t i = 0; i < PCRYPTO_KEY_COUNT; i++) {
            used |= slots[i].state != FREE && psa_get_key_id(&slots[i].attributes) == id;
        }
    } while (used);
    return id;
}

psa_status_t pcrypto_key_new_owned(int32_t owner, const psa_key_attributes_t *attributes, size_t size,
                                   pcrypto_key_t **key)
{
    psa_key_id_t id = psa_get_key_id(attributes);

    *key = NULL;
    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    if (!pcrypto_usage_is_valid(psa_get_key_usage_flags(attributes))) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = check_lifetime(attributes);
    if (status != PSA_SUCCESS) {
        return status;
    }
    plat_lock(PLAT_LOCK_CRYPTO);
    if (MAY_PERSIST && id != PSA_KEY_ID_NULL) {
        status = check_unused_locked(id, owner);
    }
    pcrypto_key_t *slot;
    if (status == PSA_SUCCESS) {
        status = take_locked(size, &slot);
    }
    if (status == PSA_SUCCESS) {
        slot->attributes = *attributes;
        psa_set_key_usage_flags(&slot->attributes, pcrypto_usage_extend(psa_get_key_usage_flags(attributes)));
        slot->attributes.id = id != PSA_KEY_ID_NULL ? id : next_volatile_id_locked();
        slot->owner = owner;
        slot->state = NEW;
        *key = slot;
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    return status;
}

#if defined(PSA_CRYPTO_DRIVER_HEADER)
/* The library's own material goes to no other location. */
psa_status_t pcrypto_key_new(const psa_key_attributes_t *attributes, size_t size, pcrypto_key_t **key)
{
    *key = NULL;
    if (PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(attributes)) != PSA_KEY_LOCATION_LOCAL_STORAGE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return pcrypto_key_new_owned(plat_caller(), attributes, size, key);
}
#else
psa_status_t pcrypto_key_new(const psa_key_attributes_t *attributes, size_t size, pcrypto_key_t **key)
{
    return pcrypto_key_new_owned(plat_caller(), attributes, size, key);
}
#endif

/* Make it known under its id, and save it if it is persistent. */
static psa_status_t publish(pcrypto_key_t *key, psa_key_id_t *id)
{
    psa_status_t status = PSA_SUCCESS;

    plat_lock(PLAT_LOCK_CRYPTO);
    PLAT_ASSERT(key->state == NEW);
    psa_key_id_t made = psa_get_key_id(&key->attributes);
    bool cacheable = (psa_get_key_usage_flags(&key->attributes) & PSA_KEY_USAGE_CACHE) != 0;
    if (is_persistent(key)) {
        status = pcrypto_store_save(key);
    }
    if (status == PSA_SUCCESS) {
        *id = made;
        key->state = READY;
        if (is_persistent(key) && !cacheable) {
            wipe_locked(key);
        }
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    if (status != PSA_SUCCESS) {
        pcrypto_driver_undo(key);
    }
    return status;
}

psa_status_t pcrypto_key_commit(pcrypto_key_t *key, psa_status_t status, psa_key_id_t *id)
{
    *id = PSA_KEY_ID_NULL;
    if (status == PSA_SUCCESS) {
        status = publish(key, id);
    }
    if (status != PSA_SUCCESS) {
        pcrypto_key_drop(key);
    }
    return status;
}

void pcrypto_key_drop(pcrypto_key_t *key)
{
    plat_lock(PLAT_LOCK_CRYPTO);
    PLAT_ASSERT(key->state == NEW);
    wipe_locked(key);
    plat_unlock(PLAT_LOCK_CRYPTO);
}

/* Whether there is a key outside RAM that the caller may know by this id. */
static psa_status_t exists_locked(psa_key_id_t id, int32_t owner)
{
    pcrypto_builtin_t found;
    size_t size;

    if (pcrypto_key_is_user_id(id)) {
        return pcrypto_store_exists(owner, id, &size);
    }
    return pcrypto_key_is_builtin_id(id) ? pcrypto_builtin_by_id(id, owner, &found) : PSA_ERROR_DOES_NOT_EXIST;
}

/* Remove it there. What can't be removed says PSA_ERROR_NOT_PERMITTED. */
static psa_status_t remove_locked(psa_key_id_t id, int32_t owner)
{
    if (pcrypto_key_is_user_id(id)) {
        return pcrypto_store_remove(owner, id);
    }
    psa_status_t status = exists_locked(id, owner);
    return status == PSA_SUCCESS ? PSA_ERROR_NOT_PERMITTED : status;
}

/* Take a key out of RAM: at once, or by its last holder. */
static PCRYPTO_APART void discard_locked(pcrypto_key_t *key)
{
    if (key->readers == 0) {
        wipe_locked(key);
    } else {
        key->state = DYING;
    }
}

psa_status_t pcrypto_key_destroy(int32_t owner, psa_key_id_t id)
{
    psa_status_t status = PSA_SUCCESS;

    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    plat_lock(PLAT_LOCK_CRYPTO);
    pcrypto_key_t *key = find_locked(id, owner, READY);
    if (key == NULL || is_persistent(key)) {
        status = remove_locked(id, owner);
        if (is_absent(status)) {
            status = key != NULL ? PSA_SUCCESS : PSA_ERROR_INVALID_HANDLE;
        }
    }
    /* Also when the store failed: the material in RAM goes, and the operations with it. */
    if (key != NULL && status != PSA_ERROR_NOT_PERMITTED) {
        discard_locked(key);
    }
    if (status != PSA_ERROR_NOT_PERMITTED && status != PSA_ERROR_INVALID_HANDLE) {
        pcrypto_use_destroyed_locked(id, owner);
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    return status;
}

psa_status_t pcrypto_key_purge(psa_key_id_t id)
{
    int32_t owner = plat_caller();
    psa_status_t status = PSA_SUCCESS;

    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    plat_lock(PLAT_LOCK_CRYPTO);
    pcrypto_key_t *key = find_locked(id, owner, READY);
    if (key == NULL) {
        status = exists_locked(id, owner);
        if (is_absent(status)) {
            status = PSA_ERROR_INVALID_HANDLE;
        }
    } else if (key->readers > 0) {
        key->purged = true;
    } else if (is_persistent(key)) {
        wipe_locked(key);
    } else {
        pcrypto_kept_drop_locked(key);
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    return status;
}

void pcrypto_key_slots_reset(void)
{
    pcrypto_kept_reset();
    pcc_wipe(slots, sizeof slots);
    pcc_wipe(memory, sizeof memory);
#if PCRYPTO_LARGE_KEY_COUNT > 0
    pcc_wipe(large_memory, sizeof large_memory);
#endif
    volatile_serial = 0;
}
