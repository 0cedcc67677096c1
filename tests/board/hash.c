/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HASH: SHA-1 and SHA-2, HMAC over them, context save and restore; computed by OpenSSL. DMA is not modelled, nor is the
 * context of an HMAC: using them is a breach.
 */
#include "tests/board/board_internal.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#define CR_INIT 4u
#define CR_DATATYPE(cr) ((cr) >> 4 & 3u)
#define CR_HMAC (1u << 6)
#define CR_LKEY (1u << 16)
#define CR_ALGO(cr) ((cr) >> 17 & 0xfu)
#define CR_UNMODELLED (1u << 3 | 1u << 13)
#define STR_DCAL (1u << 8)
#define SR_DINIS 1u
#define SR_DCIS 2u
#define SR_BUSY 8u
#define HR_WORDS 16u
#define CSR 0xf8u
#define BLOCK_TIME 60u
#define SAVED_MAX 4096u /* contexts that are remembered, the oldest go first */

/* Contexts that firmware read out of the registers: what the words stand for. */
struct saved {
    EVP_MD_CTX *context;
    uint32_t cr, words, pending, nonce;
};

static void must(int good)
{
    if (!good) {
        abort();
    }
}

static const EVP_MD *algorithm(uint32_t cr)
{
    switch (CR_ALGO(cr)) {
    case 0:
        return EVP_sha1();
    case 2:
        return EVP_sha224();
    case 3:
        return EVP_sha256();
    case 12:
        return EVP_sha384();
    case 13:
        return EVP_sha512_224();
    case 14:
        return EVP_sha512_256();
    case 15:
        return EVP_sha512();
    default:
        return NULL;
    }
}

static uint32_t block_size(uint32_t cr)
{
    return CR_ALGO(cr) >= 12 ? 128 : 64;
}

uint32_t hash_context_words(const board_t *board)
{
    return board->part->basic ? 54u : HASH_CSR_WORDS;
}

void hash_free(board_t *board)
{
    for (uint32_t i = 0; i < SAVED_MAX && board->hash.saved != NULL; i++) {
        EVP_MD_CTX_free(board->hash.saved[i].context);
    }
    free(board->hash.saved);
    EVP_MD_CTX_free(board->hash.md);
}

void hash_reset(board_t *board)
{
    struct hash_unit *hash = &board->hash, before = *hash;
    memset(hash, 0, sizeof *hash);
    hash->md = before.md;
    hash->saved = before.saved; /* saved contexts are the firmware's: they last */
    hash->saved_count = before.saved_count;
    hash->hangs = before.hangs;
    hash->sr = SR_DINIS;
    if (hash->md == NULL) {
        hash->md = EVP_MD_CTX_new();
        must(hash->md != NULL);
    }
}

static void take(struct hash_unit *hash, const uint8_t *bytes, size_t size)
{
    if ((hash->cr & CR_HMAC) != 0 && hash->phase != 1) { /* key */
        must(hash->key_size + size <= sizeof hash->key);
        memcpy(hash->key + hash->key_size, bytes, size);
        hash->key_size += size;
    } else {
        must(EVP_DigestUpdate(hash->md, bytes, size));
    }
}

/* The word that came before goes in whole; the last one waits, for how much of it counts is said later. */
static void take_pending(struct hash_unit *hash, size_t size)
{
    uint8_t bytes[4];
    for (unsigned i = 0; i < 4; i++) { /* bytes as the message has them */
        bytes[i] = (uint8_t)(CR_DATATYPE(hash->cr) == 2 ? hash->pending >> (8 * i) : hash->pending >> (24 - 8 * i));
    }
    take(hash, bytes, size);
    hash->has_pending = false;
}

static void give(board_t *board, const uint8_t *digest, size_t size)
{
    struct hash_unit *hash = &board->hash;
    uint8_t padded[4 * HR_WORDS] = { 0 };
    memcpy(padded, digest, size);
    for (unsigned i = 0; i < HR_WORDS; i++) {
        hash->hr[i] = (uint32_t)padded[4 * i] << 24 | (uint32_t)padded[4 * i + 1] << 16 |
                      (uint32_t)padded[4 * i + 2] << 8 | padded[4 * i + 3];
    }
    hash->sr |= SR_DCIS;
    hash->initialised = false;
}

/* The key as the block that HMAC begins with, exclusive-ored. */
static void pad_key(const struct hash_unit *hash, uint8_t value, uint8_t block[128])
{
    unsigned size = (unsigned)hash->key_size;
    memset(block, 0, 128);
    if (hash->key_size > block_size(hash->cr)) {
        must(EVP_Digest(hash->key, hash->key_size, block, &size, algorithm(hash->cr), NULL));
    } else {
        memcpy(block, hash->key, hash->key_size);
    }
    for (unsigned i = 0; i < block_size(hash->cr); i++) {
        block[i] ^= value;
    }
}

/* The end of one of HMAC's phases: key, message, key again. */
static void end_phase(board_t *board)
{
    struct hash_unit *hash = &board->hash;
    const EVP_MD *md = algorithm(hash->cr);
    uint8_t block[128], digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (hash->phase != 1 && ((hash->cr & CR_LKEY) != 0) != (hash->key_size > block_size(hash->cr))) {
        breach(board, "HASH: LKEY does not fit a key of %u bytes", (unsigned)hash->key_size);
        return;
    }
    if (hash->phase == 0) {
        pad_key(hash, 0x36, block);
        must(EVP_DigestInit_ex(hash->md, md, NULL) && EVP_DigestUpdate(hash->md, block, block_size(hash->cr)));
        must(EVP_Digest(hash->key, hash->key_size, hash->first_key, &size, EVP_sha256(), NULL));
        hash->key_size = 0;
    } else if (hash->phase == 1) {
        must(EVP_DigestFinal_ex(hash->md, hash->inner, &hash->inner_size));
    } else {
        must(EVP_Digest(hash->key, hash->key_size, digest, &size, EVP_sha256(), NULL));
        if (memcmp(digest, hash->first_key, 32) != 0) {
            breach(board, "HASH: the two keys of an HMAC differ");
        }
        pad_key(hash, 0x5c, block);
        must(EVP_DigestInit_ex(hash->md, md, NULL) && EVP_DigestUpdate(hash->md, block, block_size(hash->cr)) &&
             EVP_DigestUpdate(hash->md, hash->inner, hash->inner_size) &&
             EVP_DigestFinal_ex(hash->md, digest, &size));
        give(board, digest, size);
        memset(hash->key, 0, sizeof hash->key);
    }
    hash->phase++;
    hash->words = 0;
}

static void finish(board_t *board)
{
    struct hash_unit *hash = &board->hash;
    uint32_t valid = hash->str & 0x1fu;
    if (valid % 8 != 0 || (valid != 0 && !hash->has_pending)) {
        breach(board, "HASH: NBLW of %u bits", valid);
        return;
    }
    if (hash->has_pending) {
        take_pending(hash, valid != 0 ? valid / 8 : 4);
    }
    hash->busy_until = board->now + BLOCK_TIME + 10;
    if (hash->hangs > 0) {
        hash->hangs--;
        hash->busy_until = UINT64_MAX;
    }
    if ((hash->cr & CR_HMAC) != 0) {
        end_phase(board);
        return;
    }
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    must(EVP_DigestFinal_ex(hash->md, digest, &size));
    give(board, digest, size);
}

/* ----------------------------------------------------------------------------------------------------- Context --- */

static uint32_t context_word(uint32_t id, uint32_t nonce, uint32_t at)
{
    return at == 0 ? id : at == 1 ? nonce : (id * 0x9e3779b9u + nonce) ^ (at * 0x85ebca6bu);
}

static uint32_t save_word(board_t *board, uint32_t at)
{
    struct hash_unit *hash = &board->hash;
    if (board->now < hash->busy_until || !hash->initialised || (hash->cr & CR_HMAC) != 0 ||
        hash->words % (block_size(hash->cr) / 4) != 1) {
        breach(board, "HASH context read while busy, in HMAC, or not one word behind a block");
        return 0;
    }
    if (at == 0) { /* a context is read from its first word on */
        if (hash->saved == NULL) {
            hash->saved = calloc(SAVED_MAX, sizeof hash->saved[0]);
            must(hash->saved != NULL);
        }
        struct saved *saved = &hash->saved[hash->saved_count++ % SAVED_MAX];
        EVP_MD_CTX_free(saved->context);
        saved->context = EVP_MD_CTX_new();
        must(saved->context != NULL && EVP_MD_CTX_copy_ex(saved->context, hash->md));
        saved->cr = hash->cr & ~CR_INIT;
        saved->words = hash->words;
        saved->pending = hash->pending;
        saved->nonce = (uint32_t)draw(&board->random);
    }
    if (hash->saved_count == 0) {
        breach(board, "HASH context read from the middle");
        return 0;
    }
    uint32_t id = (hash->saved_count - 1) % SAVED_MAX;
    return context_word(id, hash->saved[id].nonce, at);
}

static void restore_word(board_t *board, uint32_t at, uint32_t value)
{
    struct hash_unit *hash = &board->hash;
    if (!hash->initialised || hash->words != 0 || at != hash->restored) {
        breach(board, "HASH context written before INIT, after data, or in disorder");
        return;
    }
    hash->context[at] = value;
    hash->restored++;
    if (hash->restored < hash_context_words(board)) {
        return;
    }
    uint32_t id = hash->context[0];
    bool known = hash->saved != NULL && id < SAVED_MAX && hash->saved[id].context != NULL &&
                 hash->saved[id].cr == (hash->cr & ~CR_INIT);
    for (uint32_t i = 0; i < hash_context_words(board) && known; i++) {
        known = hash->context[i] == context_word(id, hash->saved[id].nonce, i);
    }
    if (!known) {
        breach(board, "HASH context that was not saved, or with another configuration");
        return;
    }
    must(EVP_MD_CTX_copy_ex(hash->md, hash->saved[id].context));
    hash->words = hash->saved[id].words;
    hash->pending = hash->saved[id].pending;
    hash->has_pending = true;
    hash->restored = 0;
}

/* --------------------------------------------------------------------------------------------------- Registers --- */

uint32_t hash_read(board_t *board, uint32_t offset)
{
    struct hash_unit *hash = &board->hash;
    bool busy = board->now < hash->busy_until;
    if (offset == 0x24) {
        uint32_t flags = busy ? (hash->sr & ~(SR_DCIS | SR_DINIS)) | SR_BUSY : hash->sr;
        return flags | block_size(hash->cr) / 4 << 16;
    }
    if (offset >= 0x310 && offset < (board->part->basic ? 0x330u : 0x350u)) {
        if (busy || (hash->sr & SR_DCIS) == 0) {
            breach(board, "HASH_HR read before DCIS");
            return 0;
        }
        return hash->hr[(offset - 0x310) / 4];
    }
    if (offset >= CSR && offset < CSR + 4 * hash_context_words(board)) {
        return save_word(board, (offset - CSR) / 4);
    }
    if (offset >= CSR) {
        breach(board, "no HASH register at 0x%x", offset);
        return 0;
    }
    return offset == 0 ? hash->cr & ~CR_INIT : offset == 0x08 ? hash->str : 0;
}

static void initialise(board_t *board)
{
    struct hash_unit *hash = &board->hash;
    const EVP_MD *md = algorithm(hash->cr);
    if (md == NULL || CR_DATATYPE(hash->cr) % 2 != 0 || (board->part->basic && block_size(hash->cr) > 64u)) {
        breach(board, "HASH: algorithm or data type is not modelled");
        return;
    }
    hash->words = hash->phase = hash->restored = 0;
    hash->key_size = 0;
    hash->has_pending = false;
    hash->sr = SR_DINIS;
    hash->busy_until = 0;
    hash->initialised = true;
    must(EVP_DigestInit_ex(hash->md, md, NULL));
}

static void data(board_t *board, uint32_t value)
{
    struct hash_unit *hash = &board->hash;
    if (!hash->initialised || hash->restored != 0) {
        breach(board, "HASH_DIN written before INIT, or into half a context");
        return;
    }
    if ((hash->cr & CR_HMAC) != 0 && hash->phase != 1 && hash->key_size + 8 > sizeof hash->key) {
        breach(board, "HASH: a longer key of HMAC is not modelled");
        return;
    }
    if (hash->busy_until != UINT64_MAX && board->now < hash->busy_until) { /* the bus waits */
        board->now = hash->busy_until;
    }
    if (hash->has_pending) {
        take_pending(hash, 4);
    }
    hash->pending = value;
    hash->has_pending = true;
    /* the core begins a block when the first word of the next one comes */
    if (++hash->words % (block_size(hash->cr) / 4) == 1 && hash->words > 1) {
        hash->busy_until = board->now + BLOCK_TIME;
    }
}

void hash_write(board_t *board, uint32_t offset, uint32_t value)
{
    struct hash_unit *hash = &board->hash;
    if (offset >= CSR && offset < CSR + 4 * hash_context_words(board)) {
        restore_word(board, (offset - CSR) / 4, value);
        return;
    }
    switch (offset) {
    case 0x00:
        if ((value & CR_UNMODELLED) != 0) {
            breach(board, "HASH: DMA is not modelled");
            break;
        }
        hash->cr = value;
        if ((value & CR_INIT) != 0) {
            initialise(board);
        }
        break;
    case 0x04:
        data(board, value);
        break;
    case 0x08:
        hash->str = value & 0x1fu;
        if ((value & STR_DCAL) != 0) {
            if (!hash->initialised || hash->restored != 0) {
                breach(board, "HASH: DCAL before INIT");
                break;
            }
            finish(board);
        }
        break;
    case 0x20:
        hash->imr = value;
        break;
    case 0x24:
        hash->sr &= value | ~(SR_DINIS | SR_DCIS);
        break;
    default:
        breach(board, "no HASH register to write at 0x%x", offset);
        break;
    }
}
