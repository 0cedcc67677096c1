/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Cryptography of boot stages (platform/boot_crypto.h) by HASH and PKA, on parts whose PKA at least verifies. The one
 * hash of a stage stays in the unit from its beginning to its end: nothing else uses it, and saving its context at each
 * piece, as hash_unit.c does for a library of many hashes, would cost more than the hash.
 */
#include "platform/boot_crypto.h"

#include <string.h>

#include "accelerators.h"
#include "stm32h5_internal.h"
#include "wait.h"

#define CONFIGURATION (HASH_CR_ALGO(PLAT_H5_SHA_256) | HASH_CR_DATATYPE_BYTES)

/* Bytes that make no word yet. */
static uint32_t waiting;
static uint32_t used;

/* What is in the registers goes. */
static void reset(void)
{
    plat_h5_unit_reset(RCC_AHB2ENR_HASHEN);
    waiting = 0;
    used = 0;
}

psa_status_t plat_boot_hash_begin(void)
{
    plat_h5_unit_clock(RCC_AHB2ENR_HASHEN);
    reset();
    HASH_CR = CONFIGURATION;
    HASH_CR = CONFIGURATION | HASH_CR_INIT;
    return PSA_SUCCESS;
}

psa_status_t plat_boot_hash_update(const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        if (used == 0 && size >= 4u) {
            uint32_t word;
            memcpy(&word, bytes, sizeof word);
            HASH_DIN = word; /* the bus waits while the core works */
            bytes += 4;
            size -= 4u;
        } else {
            waiting |= (uint32_t)*bytes++ << (8u * used++);
            size--;
            if (used == 4u) {
                HASH_DIN = waiting;
                waiting = 0;
                used = 0;
            }
        }
    }
    return PSA_SUCCESS;
}

psa_status_t plat_boot_hash_finish(uint8_t hash[32])
{
    if (used != 0) {
        HASH_DIN = waiting;
    }
    HASH_STR = 8u * used; /* bits of the last word that count; 0: all */
    HASH_STR = 8u * used | HASH_STR_DCAL;
    bool good = plat_h5_wait_short(&HASH_SR, HASH_SR_DCIS | HASH_SR_BUSY, HASH_SR_DCIS);
    for (uint32_t i = 0; i < 8u; i++) {
        uint32_t word = good ? __builtin_bswap32(HASH_HR(i)) : 0;
        memcpy(hash + 4u * i, &word, sizeof word);
    }
    reset();
    return good ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}

psa_status_t plat_boot_verify(const uint8_t point[65], const uint8_t hash[32], const uint8_t signature[64])
{
    return plat_h5_pka_verify(&plat_h5_p256, point + 1, hash, signature);
}
