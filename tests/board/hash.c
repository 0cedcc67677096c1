/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HASH: SHA-1 and SHA-2, one message at a time, computed by OpenSSL at DCAL. HMAC mode, DMA and context save are not
 * modelled: using them is a breach.
 */
#include "tests/board/board_internal.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#define CR_INIT 4u
#define CR_DATATYPE(cr) ((cr) >> 4 & 3u)
#define CR_ALGO(cr) ((cr) >> 17 & 0xfu)
#define CR_UNMODELLED (1u << 3 | 1u << 6 | 1u << 13 | 1u << 16)
#define STR_DCAL (1u << 8)
#define SR_DINIS 1u
#define SR_DCIS 2u
#define SR_BUSY 8u

void hash_reset(board_t *board)
{
    uint8_t *data = board->hash.data;
    size_t capacity = board->hash.capacity;
    memset(&board->hash, 0, sizeof board->hash);
    board->hash.data = data;
    board->hash.capacity = capacity;
    board->hash.sr = SR_DINIS;
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

static void append(board_t *board, uint32_t word)
{
    struct hash_unit *hash = &board->hash;
    if (hash->size + 4 > hash->capacity) {
        hash->capacity = hash->capacity == 0 ? 4096 : 2 * hash->capacity;
        uint8_t *more = realloc(hash->data, hash->capacity);
        if (more == NULL) {
            abort();
        }
        hash->data = more;
    }
    for (unsigned i = 0; i < 4; i++) { /* bytes as the message has them */
        hash->data[hash->size++] = (uint8_t)(CR_DATATYPE(hash->cr) == 2 ? word >> (8 * i) : word >> (24 - 8 * i));
    }
}

static void finish(board_t *board)
{
    struct hash_unit *hash = &board->hash;
    const EVP_MD *md = algorithm(hash->cr);
    uint32_t valid = hash->str & 0x1fu;
    uint8_t digest[EVP_MAX_MD_SIZE] = { 0 };
    unsigned size = 0;
    if (md == NULL || CR_DATATYPE(hash->cr) % 2 != 0 || valid % 8 != 0) {
        breach(board, "HASH: algorithm, data type or bit count is not modelled");
        return;
    }
    if (valid != 0 && hash->size >= 4) {
        hash->size -= 4 - valid / 8;
    }
    if (EVP_Digest(hash->data, hash->size, digest, &size, md, NULL) != 1) {
        abort();
    }
    for (unsigned i = 0; i < 16; i++) {
        hash->hr[i] = (uint32_t)digest[4 * i] << 24 | (uint32_t)digest[4 * i + 1] << 16 |
                      (uint32_t)digest[4 * i + 2] << 8 | digest[4 * i + 3];
    }
    hash->sr |= SR_DCIS;
    hash->initialised = false;
    hash->busy_until = board->now + 70;
}

uint32_t hash_read(board_t *board, uint32_t offset)
{
    struct hash_unit *hash = &board->hash;
    bool busy = board->now < hash->busy_until;
    if (offset == 0x24) {
        uint32_t flags = busy ? (hash->sr & ~(SR_DCIS | SR_DINIS)) | SR_BUSY : hash->sr;
        return flags | (CR_ALGO(hash->cr) >= 12 ? 32u : 16u) << 16;
    }
    if (offset >= 0x310 && offset < 0x350) {
        if (busy || (hash->sr & SR_DCIS) == 0) {
            breach(board, "HASH_HR read before DCIS");
            return 0;
        }
        return hash->hr[(offset - 0x310) / 4];
    }
    if (offset >= 0xf8 && offset < 0x294) {
        breach(board, "HASH context save is not modelled");
    }
    return offset == 0 ? hash->cr & ~CR_INIT : offset == 0x08 ? hash->str : 0;
}

void hash_write(board_t *board, uint32_t offset, uint32_t value)
{
    struct hash_unit *hash = &board->hash;
    switch (offset) {
    case 0x00:
        if ((value & CR_UNMODELLED) != 0) {
            breach(board, "HASH: HMAC and DMA are not modelled");
            break;
        }
        hash->cr = value;
        if ((value & CR_INIT) != 0) {
            hash->size = hash->words = 0;
            hash->sr = SR_DINIS;
            hash->initialised = true;
        }
        break;
    case 0x04:
        if (!hash->initialised) {
            breach(board, "HASH_DIN written before INIT");
            break;
        }
        if (board->now < hash->busy_until) { /* the bus waits */
            board->now = hash->busy_until;
        }
        append(board, value);
        /* the core begins a block when the first word of the next one comes */
        if (++hash->words % (CR_ALGO(hash->cr) >= 12 ? 32u : 16u) == 1 && hash->words > 1) {
            hash->busy_until = board->now + 60;
        }
        break;
    case 0x08:
        hash->str = value & 0x1fu;
        if ((value & STR_DCAL) != 0) {
            if (!hash->initialised) {
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
