/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Running hashes as bytes (Crypto API 1.5, "Hash suspend state format"): algorithm, length of the message so far,
 * chaining value, the beginning of a block. A state that comes back is an input like any other: nothing of it is
 * believed that was not checked.
 */
#include <string.h>

#include "bytes.h"
#include "ct.h"
#include "hash.h"

typedef struct format {
    void (*save)(const void *state, pcc_hash_chain_t *chain);
    void (*load)(void *state, const pcc_hash_chain_t *chain);
    uint64_t top_max; /* of the most significant 64 bits of the length: FIPS 180-4 figure 1 */
    uint8_t alg;
    uint8_t words;
    uint8_t word_size;
    bool big_endian;
    uint8_t block;
} format_t;

#define SHA_TOP_MAX (UINT64_MAX >> 3)

static const format_t formats[] = {
#if defined(PSA_WANT_ALG_MD5)
    { pcc_md5_save, pcc_md5_load, UINT64_MAX, PCC_HASH_MD5, 4, 4, false, 64 },
#endif
#if defined(PSA_WANT_ALG_RIPEMD160)
    { pcc_ripemd160_save, pcc_ripemd160_load, UINT64_MAX, PCC_HASH_RIPEMD160, 5, 4, false, 64 },
#endif
#if defined(PSA_WANT_ALG_SHA_1)
    { pcc_sha1_save, pcc_sha1_load, SHA_TOP_MAX, PCC_HASH_SHA_1, 5, 4, true, 64 },
#endif
#if defined(PSA_WANT_ALG_SHA_224)
    { pcc_sha256_save, pcc_sha256_load, SHA_TOP_MAX, PCC_HASH_SHA_224, 8, 4, true, 64 },
#endif
#if defined(PSA_WANT_ALG_SHA_256)
    { pcc_sha256_save, pcc_sha256_load, SHA_TOP_MAX, PCC_HASH_SHA_256, 8, 4, true, 64 },
#endif
#if defined(PSA_WANT_ALG_SHA_384)
    { pcc_sha512_save, pcc_sha512_load, SHA_TOP_MAX, PCC_HASH_SHA_384, 8, 8, true, 128 },
#endif
#if defined(PSA_WANT_ALG_SHA_512)
    { pcc_sha512_save, pcc_sha512_load, SHA_TOP_MAX, PCC_HASH_SHA_512, 8, 8, true, 128 },
#endif
#if defined(PSA_WANT_ALG_SHA_512_224)
    { pcc_sha512_save, pcc_sha512_load, SHA_TOP_MAX, PCC_HASH_SHA_512_224, 8, 8, true, 128 },
#endif
#if defined(PSA_WANT_ALG_SHA_512_256)
    { pcc_sha512_save, pcc_sha512_load, SHA_TOP_MAX, PCC_HASH_SHA_512_256, 8, 8, true, 128 },
#endif
    { NULL, NULL, 0, PCC_HASH_NONE, 0, 0, false, 0 },
};

/* The format of a hash function, NULL where none is defined: SHA-3, AES-MMO. */
static const format_t *format_of(unsigned alg)
{
    for (const format_t *f = formats; f->save != NULL; f++) {
        if (f->alg == alg) {
            return f;
        }
    }
    return NULL;
}

/* The most significant 64 bits of the length's field, which has 64 or 128. */
static uint64_t top_of(const format_t *f, const pcc_hash_chain_t *chain)
{
    return chain->total[f->word_size == 8];
}

static void put_total(pcc_wr_t *wr, const format_t *f, const pcc_hash_chain_t *chain)
{
    if (f->word_size == 8) {
        pcc_wr_be64(wr, chain->total[1]);
    }
    pcc_wr_be64(wr, chain->total[0]);
}

static void get_total(pcc_rd_t *rd, const format_t *f, pcc_hash_chain_t *chain)
{
    if (f->word_size == 8) {
        chain->total[1] = pcc_rd_be64(rd);
    }
    chain->total[0] = pcc_rd_be64(rd);
}

static void put_words(pcc_wr_t *wr, const format_t *f, const pcc_hash_chain_t *chain)
{
    for (size_t i = 0; i < f->words; i++) {
        if (f->word_size == 8) {
            pcc_wr_be64(wr, chain->word.w64[i]);
        } else if (f->big_endian) {
            pcc_wr_be32(wr, chain->word.w32[i]);
        } else {
            pcc_wr_le32(wr, chain->word.w32[i]);
        }
    }
}

static void get_words(pcc_rd_t *rd, const format_t *f, pcc_hash_chain_t *chain)
{
    for (size_t i = 0; i < f->words; i++) {
        if (f->word_size == 8) {
            chain->word.w64[i] = pcc_rd_be64(rd);
        } else if (f->big_endian) {
            chain->word.w32[i] = pcc_rd_be32(rd);
        } else {
            chain->word.w32[i] = pcc_rd_le32(rd);
        }
    }
}

psa_status_t pcc_hash_save(const pcc_hash_t *hash, uint32_t alg, uint8_t *out, size_t out_size, size_t *size)
{
    const format_t *f = format_of(hash->alg);
    pcc_hash_chain_t chain;

    *size = 0;
    if (f == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    f->save(&hash->u, &chain);
    size_t used = (size_t)(chain.total[0] % f->block);
    size_t needed = 4u + (f->word_size == 8 ? 16u : 8u) + (size_t)f->words * f->word_size + used;
    psa_status_t status = PSA_ERROR_BUFFER_TOO_SMALL;
    if (needed <= out_size) {
        pcc_wr_t wr = pcc_wr(out, needed);
        pcc_wr_be32(&wr, alg);
        put_total(&wr, f, &chain);
        put_words(&wr, f, &chain);
        pcc_wr_bytes(&wr, chain.block, used);
        *size = needed;
        status = PSA_SUCCESS;
    }
    pcc_wipe(&chain, sizeof chain);
    return status;
}

/* Before the end of the first block the chaining value is the function's own beginning, and can't be another. */
static bool begins_rightly(const pcc_hash_t *fresh, const format_t *f, const pcc_hash_chain_t *chain)
{
    pcc_hash_chain_t begin;

    if (chain->total[1] != 0 || chain->total[0] >= f->block) {
        return true;
    }
    f->save(&fresh->u, &begin);
    return memcmp(begin.word.w32, chain->word.w32, (size_t)f->words * f->word_size) == 0;
}

psa_status_t pcc_hash_load(pcc_hash_t *hash, pcc_hash_alg_t alg, const uint8_t *in, size_t size)
{
    const format_t *f = format_of(alg);
    pcc_hash_chain_t chain;
    pcc_rd_t rd = pcc_rd(in, size);

    if (f == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    memset(&chain, 0, sizeof chain);
    get_total(&rd, f, &chain);
    get_words(&rd, f, &chain);
    size_t used = (size_t)(chain.total[0] % f->block);
    const uint8_t *block = pcc_rd_bytes(&rd, used);
    psa_status_t status = pcc_hash_start(hash, alg);
    if (status == PSA_SUCCESS &&
        (block == NULL || !pcc_rd_done(&rd) || top_of(f, &chain) > f->top_max || !begins_rightly(hash, f, &chain))) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS) {
        memcpy(chain.block, block, used);
        f->load(&hash->u, &chain);
    }
    pcc_wipe(&chain, sizeof chain);
    return status;
}
