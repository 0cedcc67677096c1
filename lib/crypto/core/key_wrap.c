/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key wrapping over a block cipher. The notation is that of RFC 3394 section 2.2.1: A is the first semiblock, R[i] the
 * others.
 */
#include "key_wrap.h"

#include <stdbool.h>
#include <string.h>

#include "bytes.h"
#include "ct.h"

#define SEMIBLOCK PCC_SEMIBLOCK_SIZE
#define ROUNDS 6u

static const uint8_t icv_kw[SEMIBLOCK] = { 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6 };
static const uint8_t icv_kwp[4] = { 0xa6, 0x59, 0x59, 0xa6 };

/* The counter goes into A after a step of wrapping, or before one of unwrapping. */
static void mix_counter(uint8_t a[SEMIBLOCK], uint64_t t)
{
    pcc_put_be64(a, pcc_get_be64(a) ^ t);
}

/* W (SP 800-38F algorithm 1), in place. */
static psa_status_t wrap(pcc_block_t *cipher, uint8_t *buffer, size_t size)
{
    const size_t n = size / SEMIBLOCK - 1;
    uint8_t block[2 * SEMIBLOCK];
    psa_status_t status = PSA_SUCCESS;

    memcpy(block, buffer, SEMIBLOCK);
    for (size_t step = 0; step < ROUNDS * n && status == PSA_SUCCESS; step++) {
        uint8_t *r = buffer + SEMIBLOCK * (1 + step % n);
        memcpy(block + SEMIBLOCK, r, SEMIBLOCK);
        status = pcc_block_encrypt(cipher, block, block);
        mix_counter(block, step + 1);
        memcpy(r, block + SEMIBLOCK, SEMIBLOCK);
    }
    memcpy(buffer, block, SEMIBLOCK);
    pcc_wipe(block, sizeof block);
    return status;
}

/* Its inverse (algorithm 2), in place. */
static psa_status_t unwrap(pcc_block_t *cipher, uint8_t *buffer, size_t size)
{
    const size_t n = size / SEMIBLOCK - 1;
    uint8_t block[2 * SEMIBLOCK];
    psa_status_t status = PSA_SUCCESS;

    memcpy(block, buffer, SEMIBLOCK);
    for (size_t step = ROUNDS * n; step > 0 && status == PSA_SUCCESS; step--) {
        uint8_t *r = buffer + SEMIBLOCK * (1 + (step - 1) % n);
        mix_counter(block, step);
        memcpy(block + SEMIBLOCK, r, SEMIBLOCK);
        status = pcc_block_decrypt(cipher, block, block);
        memcpy(r, block + SEMIBLOCK, SEMIBLOCK);
    }
    memcpy(buffer, block, SEMIBLOCK);
    pcc_wipe(block, sizeof block);
    return status;
}

/* The verdict on what was unwrapped; unless it is good, zeros come in place of it. Without a branch: the caller
 * publishes. */
static psa_status_t judge(bool good, uint8_t *buffer, size_t size)
{
    uint8_t mask = (uint8_t)pcc_mask(good);

    for (size_t i = 0; i < size; i++) {
        buffer[i] &= mask;
    }
    return pcc_verdict(good, PSA_ERROR_INVALID_SIGNATURE);
}

psa_status_t pcc_kw_wrap(pcc_block_t *cipher, uint8_t *buffer, size_t size)
{
    if (size < 3 * SEMIBLOCK || size % SEMIBLOCK != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(buffer, icv_kw, SEMIBLOCK);
    return wrap(cipher, buffer, size);
}

psa_status_t pcc_kw_unwrap(pcc_block_t *cipher, uint8_t *buffer, size_t size)
{
    if (size < 3 * SEMIBLOCK || size % SEMIBLOCK != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = unwrap(cipher, buffer, size);
    if (status != PSA_SUCCESS) {
        pcc_wipe(buffer, size);
        return status;
    }
    return judge(pcc_equal(buffer, icv_kw, SEMIBLOCK), buffer, size);
}

psa_status_t pcc_kwp_wrap(pcc_block_t *cipher, uint8_t *buffer, size_t key_size)
{
    size_t size = pcc_kwp_size(key_size);

    if (key_size == 0 || (uint64_t)key_size > UINT32_MAX) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(buffer, icv_kwp, sizeof icv_kwp);
    pcc_put_be32(buffer + sizeof icv_kwp, (uint32_t)key_size);
    memset(buffer + SEMIBLOCK + key_size, 0, size - SEMIBLOCK - key_size);
    return size == 2 * SEMIBLOCK ? pcc_block_encrypt(cipher, buffer, buffer) : wrap(cipher, buffer, size);
}

/* What KWP put in front and behind must be there. Without a branch on any of it. */
static bool is_padded(const uint8_t *buffer, size_t size, size_t *key_size)
{
    uint32_t room = (uint32_t)(size - SEMIBLOCK); /* for the key and at most 7 bytes of zeros */
    uint32_t length = pcc_get_be32(buffer + sizeof icv_kwp);
    uint32_t padding = room - length;
    uint8_t wrong = 0;

    for (size_t i = 0; i < sizeof icv_kwp; i++) {
        wrong |= buffer[i] ^ icv_kwp[i];
    }
    /* The difference is at most 7 only if the length is within the room. */
    wrong |= (uint8_t)~pcc_mask_zero(padding & ~7u);
    for (uint32_t i = 0; i < SEMIBLOCK - 1u; i++) {
        wrong |= buffer[size - 1 - i] & (uint8_t)pcc_mask_less(i, padding & 7u);
    }
    *key_size = length;
    const uint8_t right = 0;
    return pcc_equal(&wrong, &right, 1);
}

psa_status_t pcc_kwp_unwrap(pcc_block_t *cipher, uint8_t *buffer, size_t size, size_t *key_size)
{
    *key_size = 0;
    if (size < 2 * SEMIBLOCK || size % SEMIBLOCK != 0 || (uint64_t)size > UINT32_MAX) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status =
        size == 2 * SEMIBLOCK ? pcc_block_decrypt(cipher, buffer, buffer) : unwrap(cipher, buffer, size);
    if (status != PSA_SUCCESS) {
        pcc_wipe(buffer, size);
        return status;
    }
    bool good = is_padded(buffer, size, key_size);
    *key_size &= pcc_mask(good);
    return judge(good, buffer, size);
}
