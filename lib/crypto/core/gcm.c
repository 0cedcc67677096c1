/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * GCM in pieces over a block cipher. Mbed TLS 2.28 takes the associated data at once and allocates; 3.6 does neither,
 * but both look up tables with secret indices in software. This serves both, and hardware AES below it.
 */
#include "gcm.h"

#include <string.h>

#include "bytes.h"
#include "ct.h"

#define BLOCK 16u

/*
 * Carry-less product of x and y, low 64 bits. Each factor is cut into four with every fourth bit, so that the ordinary
 * product has room for the sums: at bit position p at most p / 4 + 1 terms meet, which fits four bits everywhere but at
 * the very top, where the carry leaves the word.
 */
static uint64_t clmul_low(uint64_t x, uint64_t y)
{
    const uint64_t m0 = 0x1111111111111111u, m1 = m0 << 1, m2 = m0 << 2, m3 = m0 << 3;
    uint64_t x0 = x & m0, x1 = x & m1, x2 = x & m2, x3 = x & m3;
    uint64_t y0 = y & m0, y1 = y & m1, y2 = y & m2, y3 = y & m3;

    return (((x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1)) & m0) |
           (((x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2)) & m1) |
           (((x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3)) & m2) |
           (((x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0)) & m3);
}

static uint64_t swap_bits(uint64_t x, uint64_t mask, unsigned shift)
{
    return (x & mask) << shift | (x >> shift & mask);
}

static uint64_t reverse(uint64_t x)
{
    x = swap_bits(x, 0x5555555555555555u, 1);
    x = swap_bits(x, 0x3333333333333333u, 2);
    x = swap_bits(x, 0x0f0f0f0f0f0f0f0fu, 4);
    x = swap_bits(x, 0x00ff00ff00ff00ffu, 8);
    x = swap_bits(x, 0x0000ffff0000ffffu, 16);
    return x << 32 | x >> 32;
}

/*
 * y = y * h in GF(2^128), SP 800-38D section 6.3. The high half of a 64-bit product is the low half of the product of
 * the reversed factors, reversed. Karatsuba makes three products of four. The standard's bit order is reflected, so the
 * 255-bit product is one place too low (hence the shift), and x^128 = x^7 + x^2 + x + 1 folds the low words up.
 */
static void multiply(uint64_t y[2], const uint64_t h[2])
{
    uint64_t a1 = y[0], a0 = y[1], b1 = h[0], b0 = h[1];
    uint64_t ra1 = reverse(a1), ra0 = reverse(a0), rb1 = reverse(b1), rb0 = reverse(b0);

    uint64_t low = clmul_low(a0, b0), high = clmul_low(a1, b1);
    uint64_t middle = clmul_low(a0 ^ a1, b0 ^ b1) ^ low ^ high;
    uint64_t low_r = clmul_low(ra0, rb0), high_r = clmul_low(ra1, rb1);
    uint64_t middle_r = clmul_low(ra0 ^ ra1, rb0 ^ rb1) ^ low_r ^ high_r;

    uint64_t v0 = low;
    uint64_t v1 = reverse(low_r) >> 1 ^ middle;
    uint64_t v2 = high ^ reverse(middle_r) >> 1;
    uint64_t v3 = reverse(high_r) >> 1;
    v3 = v3 << 1 | v2 >> 63;
    v2 = v2 << 1 | v1 >> 63;
    v1 = v1 << 1 | v0 >> 63;
    v0 = v0 << 1;

    v2 ^= v0 ^ v0 >> 1 ^ v0 >> 2 ^ v0 >> 7;
    v1 ^= v0 << 63 ^ v0 << 62 ^ v0 << 57;
    v3 ^= v1 ^ v1 >> 1 ^ v1 >> 2 ^ v1 >> 7;
    v2 ^= v1 << 63 ^ v1 << 62 ^ v1 << 57;
    y[0] = v3;
    y[1] = v2;
}

static void hash_block(pcc_gcm_t *gcm, const uint8_t block[BLOCK])
{
    gcm->y[0] ^= pcc_get_be64(block);
    gcm->y[1] ^= pcc_get_be64(block + 8);
    multiply(gcm->y, gcm->h);
}

static void hash_bytes(pcc_gcm_t *gcm, const uint8_t *p, size_t size)
{
    while (size > 0) {
        size_t n = BLOCK - gcm->used;
        if (n > size) {
            n = size;
        }
        memcpy(gcm->block + gcm->used, p, n);
        gcm->used = (uint8_t)(gcm->used + n);
        p += n;
        size -= n;
        if (gcm->used == BLOCK) {
            gcm->used = 0;
            hash_block(gcm, gcm->block);
        }
    }
}

/* Zeros to the end of the block. */
static void hash_pad(pcc_gcm_t *gcm)
{
    if (gcm->used > 0) {
        memset(gcm->block + gcm->used, 0, BLOCK - gcm->used);
        gcm->used = 0;
        hash_block(gcm, gcm->block);
    }
}

static void hash_lengths(pcc_gcm_t *gcm, uint64_t first, uint64_t second)
{
    uint8_t lengths[BLOCK];

    pcc_put_be64(lengths, first * 8);
    pcc_put_be64(lengths + 8, second * 8);
    hash_block(gcm, lengths);
}

/* SP 800-38D section 7.1 step 2: the first counter block J_0. */
static void make_first_counter(pcc_gcm_t *gcm, const uint8_t *nonce, size_t nonce_size)
{
    if (nonce_size == 12) {
        memcpy(gcm->counter, nonce, 12);
        gcm->counter[BLOCK - 1] = 1;
        return;
    }
    hash_bytes(gcm, nonce, nonce_size);
    hash_pad(gcm);
    hash_lengths(gcm, 0, nonce_size);
    pcc_put_be64(gcm->counter, gcm->y[0]);
    pcc_put_be64(gcm->counter + 8, gcm->y[1]);
    gcm->y[0] = gcm->y[1] = 0;
}

psa_status_t pcc_gcm_start(pcc_gcm_t *gcm, pcc_block_t *cipher, bool encrypt, const uint8_t *nonce, size_t nonce_size)
{
    if (nonce_size == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memset(gcm, 0, sizeof *gcm);
    gcm->cipher = cipher;
    gcm->encrypt = encrypt;
    psa_status_t status = pcc_block_encrypt(cipher, gcm->block, gcm->stream);
    if (status != PSA_SUCCESS) {
        return status;
    }
    gcm->h[0] = pcc_get_be64(gcm->stream);
    gcm->h[1] = pcc_get_be64(gcm->stream + 8);
    make_first_counter(gcm, nonce, nonce_size);
    return pcc_block_encrypt(cipher, gcm->counter, gcm->tag_mask);
}

psa_status_t pcc_gcm_ad(pcc_gcm_t *gcm, const uint8_t *ad, size_t size)
{
    if (size == 0) {
        return PSA_SUCCESS;
    }
    if (gcm->in_text) {
        return PSA_ERROR_BAD_STATE;
    }
    gcm->ad_size += size;
    hash_bytes(gcm, ad, size);
    return PSA_SUCCESS;
}

/* The next block of the key stream: only the last 32 bits of the counter count (inc_32). */
static psa_status_t next_stream(pcc_gcm_t *gcm)
{
    pcc_put_be32(gcm->counter + 12, pcc_get_be32(gcm->counter + 12) + 1u);
    return pcc_block_encrypt(gcm->cipher, gcm->counter, gcm->stream);
}

psa_status_t pcc_gcm_update(pcc_gcm_t *gcm, const uint8_t *in, size_t size, uint8_t *out)
{
    /* SP 800-38D section 5.2.1.1: 2^39 - 256 bits; beyond it the counter repeats. */
    const uint64_t text_max = ((uint64_t)1 << 36) - 32;
    if (size > text_max - gcm->text_size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size == 0) {
        return PSA_SUCCESS;
    }
    if (!gcm->in_text) {
        hash_pad(gcm);
        gcm->in_text = true;
    }
    gcm->text_size += size;
    while (size > 0) {
        if (gcm->used == 0) {
            psa_status_t status = next_stream(gcm);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        size_t n = BLOCK - gcm->used;
        if (n > size) {
            n = size;
        }
        /* The hash takes the ciphertext; `in` is read once and `out` never, whether they are the same or not. */
        uint8_t *hashed = gcm->block + gcm->used;
        const uint8_t *stream = gcm->stream + gcm->used;
        for (size_t i = 0; i < n; i++) {
            uint8_t text = in[i];
            uint8_t crypted = text ^ stream[i];
            hashed[i] = gcm->encrypt ? crypted : text;
            out[i] = crypted;
        }
        gcm->used = (uint8_t)(gcm->used + n);
        if (gcm->used == BLOCK) {
            gcm->used = 0;
            hash_block(gcm, gcm->block);
        }
        in += n;
        out += n;
        size -= n;
    }
    return PSA_SUCCESS;
}

static bool tag_size_is_valid(size_t tag_size)
{
    return tag_size == 4 || tag_size == 8 || (tag_size >= 12 && tag_size <= 16);
}

static void make_tag(pcc_gcm_t *gcm, uint8_t tag[BLOCK])
{
    hash_pad(gcm);
    hash_lengths(gcm, gcm->ad_size, gcm->text_size);
    pcc_put_be64(tag, gcm->y[0]);
    pcc_put_be64(tag + 8, gcm->y[1]);
    for (size_t i = 0; i < BLOCK; i++) {
        tag[i] ^= gcm->tag_mask[i];
    }
}

psa_status_t pcc_gcm_finish(pcc_gcm_t *gcm, uint8_t *tag, size_t tag_size)
{
    uint8_t full[BLOCK];

    if (!tag_size_is_valid(tag_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    make_tag(gcm, full);
    memcpy(tag, full, tag_size);
    pcc_wipe(full, sizeof full);
    return PSA_SUCCESS;
}

psa_status_t pcc_gcm_verify(pcc_gcm_t *gcm, const uint8_t *tag, size_t tag_size)
{
    uint8_t full[BLOCK];

    if (!tag_size_is_valid(tag_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    make_tag(gcm, full);
    bool same = pcc_equal(full, tag, tag_size);
    pcc_wipe(full, sizeof full);
    return pcc_verdict(same, PSA_ERROR_INVALID_SIGNATURE);
}

void pcc_gcm_abort(pcc_gcm_t *gcm)
{
    pcc_wipe(gcm, sizeof *gcm);
}
