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
#include "ghash.h"

#define BLOCK 16u
/* Bytes of text between two calls of the hash. */
#define CHUNK (4u * BLOCK)

static void hash_blocks(pcc_gcm_t *gcm, const uint8_t *blocks, size_t count)
{
    pcc_ghash(gcm->y, gcm->h, blocks, count);
}

static void hash_bytes(pcc_gcm_t *gcm, const uint8_t *p, size_t size)
{
    if (gcm->used == 0) {
        hash_blocks(gcm, p, size / BLOCK);
        p += size / BLOCK * BLOCK;
        size %= BLOCK;
    }
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
            hash_blocks(gcm, gcm->block, 1);
        }
    }
}

/* Zeros to the end of the block. */
static void hash_pad(pcc_gcm_t *gcm)
{
    if (gcm->used > 0) {
        memset(gcm->block + gcm->used, 0, BLOCK - gcm->used);
        gcm->used = 0;
        hash_blocks(gcm, gcm->block, 1);
    }
}

static void hash_lengths(pcc_gcm_t *gcm, uint64_t first, uint64_t second)
{
    uint8_t lengths[BLOCK];

    pcc_put_be64(lengths, first * 8);
    pcc_put_be64(lengths + 8, second * 8);
    hash_blocks(gcm, lengths, 1);
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

psa_status_t pcc_gcm_hash_key(pcc_block_t *cipher, uint64_t h[2])
{
    uint8_t block[BLOCK] = { 0 };
    psa_status_t status = pcc_block_encrypt(cipher, block, block);

    h[0] = pcc_get_be64(block);
    h[1] = pcc_get_be64(block + 8);
    pcc_wipe(block, sizeof block);
    return status;
}

psa_status_t pcc_gcm_start(pcc_gcm_t *gcm, pcc_block_t *cipher, const uint64_t h[2], bool encrypt, const uint8_t *nonce,
                           size_t nonce_size)
{
    if (nonce_size == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memset(gcm, 0, sizeof *gcm);
    gcm->cipher = cipher;
    gcm->encrypt = encrypt;
    gcm->h[0] = h[0];
    gcm->h[1] = h[1];
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

/* Some whole blocks, *done bytes. The hash takes the ciphertext; `in` is read once and `out` never, whether they are
 * the same or not. */
static psa_status_t crypt_blocks(pcc_gcm_t *gcm, const uint8_t *in, size_t size, uint8_t *out, size_t *done)
{
    uint8_t hashed[CHUNK];
    size_t n = size < CHUNK ? size : CHUNK;

    for (size_t at = 0; at < n; at += BLOCK) {
        psa_status_t status = next_stream(gcm);
        if (status != PSA_SUCCESS) {
            return status;
        }
        memcpy(hashed + at, in + at, BLOCK);
        pcc_xor(gcm->stream, gcm->stream, hashed + at, BLOCK);
        memcpy(out + at, gcm->stream, BLOCK);
        if (gcm->encrypt) {
            memcpy(hashed + at, gcm->stream, BLOCK);
        }
    }
    hash_blocks(gcm, hashed, n / BLOCK);
    *done = n;
    return PSA_SUCCESS;
}

/* Some of the bytes, *done of them, at most to the end of the block. */
static psa_status_t crypt_part(pcc_gcm_t *gcm, const uint8_t *in, size_t size, uint8_t *out, size_t *done)
{
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
        hash_blocks(gcm, gcm->block, 1);
    }
    *done = n;
    return PSA_SUCCESS;
}

psa_status_t pcc_gcm_update(pcc_gcm_t *gcm, const uint8_t *in, size_t size, uint8_t *out)
{
    if (size > PCC_GCM_TEXT_MAX - gcm->text_size) {
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
        size_t n;
        psa_status_t status = gcm->used == 0 && size >= BLOCK ? crypt_blocks(gcm, in, size / BLOCK * BLOCK, out, &n)
                                                              : crypt_part(gcm, in, size, out, &n);
        if (status != PSA_SUCCESS) {
            return status;
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
