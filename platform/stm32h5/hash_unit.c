/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HASH, the hash processor. It has one context and operations of the library are many, so the context is brought in at
 * the beginning of each call and taken out at its end. That works one word behind a block only: what comes after waits
 * in RAM.
 */
#include "accelerators.h"

#include <string.h>

#include "stm32h5_internal.h"
#include "wait.h"

static uint32_t block_size(uint32_t alg)
{
    return alg >= PLAT_H5_SHA_384 ? 128u : 64u;
}

bool plat_h5_hash_has(plat_h5_hash_alg_t alg)
{
    return alg < PLAT_H5_SHA_384 || PART_HASH_CONTEXT_WORDS == PLAT_H5_HASH_CONTEXT_WORDS;
}

size_t plat_h5_hash_size(plat_h5_hash_alg_t alg)
{
    switch (alg) {
    case PLAT_H5_SHA_1:
        return 20;
    case PLAT_H5_SHA_224:
    case PLAT_H5_SHA_512_224:
        return 28;
    case PLAT_H5_SHA_384:
        return 48;
    case PLAT_H5_SHA_512:
        return 64;
    default:
        return 32;
    }
}

static void give_back(void)
{
    plat_h5_unit_reset(RCC_AHB2ENR_HASHEN); /* what is in the registers is a caller's data */
    plat_unlock(PLAT_LOCK_PLATFORM);
}

static void bring_in(const plat_h5_hash_t *hash)
{
    const uint32_t configuration = HASH_CR_ALGO(hash->alg) | HASH_CR_DATATYPE_BYTES;
    plat_lock(PLAT_LOCK_PLATFORM);
    plat_h5_unit_clock(RCC_AHB2ENR_HASHEN);
    HASH_STR = 0;
    HASH_CR = configuration;
    HASH_CR = configuration | HASH_CR_INIT;
    for (uint32_t i = 0; i < HASH_CSR_WORDS && hash->fed; i++) {
        HASH_CSR(i) = hash->context[i];
    }
}

static bool take_out(plat_h5_hash_t *hash)
{
    if (!plat_h5_wait_short(&HASH_SR, HASH_SR_BUSY | HASH_SR_DINIS, HASH_SR_DINIS)) {
        return false;
    }
    for (uint32_t i = 0; i < HASH_CSR_WORDS; i++) {
        hash->context[i] = HASH_CSR(i);
    }
    hash->fed = true;
    return true;
}

static void feed_words(const uint8_t *in, size_t words)
{
    for (; words > 0; words--) {
        uint32_t word;
        memcpy(&word, in, sizeof word);
        HASH_DIN = word; /* the bus waits while the core works */
        in += sizeof word;
    }
}

void plat_h5_hash_start(plat_h5_hash_t *hash, plat_h5_hash_alg_t alg)
{
    memset(hash, 0, sizeof *hash);
    hash->alg = (uint8_t)alg;
}

psa_status_t plat_h5_hash_update(plat_h5_hash_t *hash, const uint8_t *in, size_t size)
{
    const size_t block = block_size(hash->alg);
    /* The unit stands one word behind a block, or at the beginning: it takes so many bytes to stand there again. */
    size_t step = hash->fed ? block : block + 4u;
    if (hash->used + size < step) {
        memcpy(hash->waiting + hash->used, in, size);
        hash->used = (uint8_t)(hash->used + size);
        return PSA_SUCCESS;
    }
    bring_in(hash);
    size_t first = step - hash->used;
    memcpy(hash->waiting + hash->used, in, first);
    feed_words(hash->waiting, step / 4u);
    in += first;
    size -= first;
    for (; size >= block; size -= block, in += block) {
        feed_words(in, block / 4u);
    }
    memcpy(hash->waiting, in, size);
    hash->used = (uint8_t)size;
    bool good = take_out(hash);
    give_back();
    if (!good) {
        plat_h5_wipe(hash, sizeof *hash);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}

psa_status_t plat_h5_hash_finish(plat_h5_hash_t *hash, uint8_t *digest)
{
    const size_t size = plat_h5_hash_size((plat_h5_hash_alg_t)hash->alg);
    bring_in(hash);
    memset(hash->waiting + hash->used, 0, sizeof hash->waiting - hash->used);
    feed_words(hash->waiting, (hash->used + 3u) / 4u);
    uint32_t valid_bits = 8u * (hash->used % 4u); /* of the last word; 0: all */
    HASH_STR = valid_bits;
    HASH_STR = valid_bits | HASH_STR_DCAL;
    bool good = plat_h5_wait_short(&HASH_SR, HASH_SR_DCIS | HASH_SR_BUSY, HASH_SR_DCIS);
    for (size_t i = 0; i < size; i++) {
        uint32_t word = good ? HASH_HR(i / 4u) : 0;
        digest[i] = (uint8_t)(word >> (24u - 8u * (i % 4u)));
    }
    give_back();
    plat_h5_wipe(hash, sizeof *hash);
    return good ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}
