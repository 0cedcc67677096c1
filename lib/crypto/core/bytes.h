/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Bytes that travel with their length: explicit little- and big-endian integers, and bounded cursors with a sticky
 * overflow flag for every record, journal, manifest, DER and CBOR in the project. Header only, needs nothing but
 * memcpy.
 */
#ifndef PCC_BYTES_H
#define PCC_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Each is one load or store, and an instruction that turns the bytes, where numbers may be read at any address: so they
 * are copied whole, and not put together from bytes, which compilers do not all see through when they compile for
 * size. */
#define PCC_ONE_ACCESS __attribute__((always_inline)) static inline

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define PCC_LE16(v) (v)
#define PCC_LE32(v) (v)
#define PCC_BE16(v) __builtin_bswap16(v)
#define PCC_BE32(v) __builtin_bswap32(v)
#elif defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define PCC_LE16(v) __builtin_bswap16(v)
#define PCC_LE32(v) __builtin_bswap32(v)
#define PCC_BE16(v) (v)
#define PCC_BE32(v) (v)
#else
#error "the byte order of this compiler is not known"
#endif

PCC_ONE_ACCESS uint16_t pcc_get_le16(const uint8_t *p)
{
    uint16_t v;

    memcpy(&v, p, sizeof v);
    return PCC_LE16(v);
}

PCC_ONE_ACCESS uint32_t pcc_get_le32(const uint8_t *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof v);
    return PCC_LE32(v);
}

PCC_ONE_ACCESS uint64_t pcc_get_le64(const uint8_t *p)
{
    return (uint64_t)pcc_get_le32(p) | (uint64_t)pcc_get_le32(p + 4) << 32;
}

PCC_ONE_ACCESS uint16_t pcc_get_be16(const uint8_t *p)
{
    uint16_t v;

    memcpy(&v, p, sizeof v);
    return PCC_BE16(v);
}

PCC_ONE_ACCESS uint32_t pcc_get_be32(const uint8_t *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof v);
    return PCC_BE32(v);
}

PCC_ONE_ACCESS uint64_t pcc_get_be64(const uint8_t *p)
{
    return (uint64_t)pcc_get_be32(p) << 32 | (uint64_t)pcc_get_be32(p + 4);
}

PCC_ONE_ACCESS void pcc_put_le16(uint8_t *p, uint16_t v)
{
    v = PCC_LE16(v);
    memcpy(p, &v, sizeof v);
}

PCC_ONE_ACCESS void pcc_put_le32(uint8_t *p, uint32_t v)
{
    v = PCC_LE32(v);
    memcpy(p, &v, sizeof v);
}

PCC_ONE_ACCESS void pcc_put_le64(uint8_t *p, uint64_t v)
{
    pcc_put_le32(p, (uint32_t)v);
    pcc_put_le32(p + 4, (uint32_t)(v >> 32));
}

PCC_ONE_ACCESS void pcc_put_be16(uint8_t *p, uint16_t v)
{
    v = PCC_BE16(v);
    memcpy(p, &v, sizeof v);
}

PCC_ONE_ACCESS void pcc_put_be32(uint8_t *p, uint32_t v)
{
    v = PCC_BE32(v);
    memcpy(p, &v, sizeof v);
}

PCC_ONE_ACCESS void pcc_put_be64(uint8_t *p, uint64_t v)
{
    pcc_put_be32(p, (uint32_t)(v >> 32));
    pcc_put_be32(p + 4, (uint32_t)v);
}

/** Reading cursor. After a read past the end `bad` stays set, every further read gives zeros or NULL. */
typedef struct pcc_rd {
    const uint8_t *p;
    size_t left;
    bool bad;
} pcc_rd_t;

static inline pcc_rd_t pcc_rd(const void *p, size_t size)
{
    pcc_rd_t rd = { (const uint8_t *)p, size, false };
    return rd;
}

/** The next `size` bytes in place, or NULL (and bad) if there are fewer. */
static inline const uint8_t *pcc_rd_bytes(pcc_rd_t *rd, size_t size)
{
    if (rd->bad || size > rd->left) {
        rd->bad = true;
        rd->left = 0;
        return NULL;
    }
    const uint8_t *at = rd->p;
    rd->p += size;
    rd->left -= size;
    return at;
}

static inline uint8_t pcc_rd_u8(pcc_rd_t *rd)
{
    const uint8_t *p = pcc_rd_bytes(rd, 1);
    return p ? p[0] : 0;
}

static inline uint16_t pcc_rd_le16(pcc_rd_t *rd)
{
    const uint8_t *p = pcc_rd_bytes(rd, 2);
    return p ? pcc_get_le16(p) : 0;
}

static inline uint32_t pcc_rd_le32(pcc_rd_t *rd)
{
    const uint8_t *p = pcc_rd_bytes(rd, 4);
    return p ? pcc_get_le32(p) : 0;
}

static inline uint64_t pcc_rd_le64(pcc_rd_t *rd)
{
    const uint8_t *p = pcc_rd_bytes(rd, 8);
    return p ? pcc_get_le64(p) : 0;
}

static inline uint16_t pcc_rd_be16(pcc_rd_t *rd)
{
    const uint8_t *p = pcc_rd_bytes(rd, 2);
    return p ? pcc_get_be16(p) : 0;
}

static inline uint32_t pcc_rd_be32(pcc_rd_t *rd)
{
    const uint8_t *p = pcc_rd_bytes(rd, 4);
    return p ? pcc_get_be32(p) : 0;
}

static inline uint64_t pcc_rd_be64(pcc_rd_t *rd)
{
    const uint8_t *p = pcc_rd_bytes(rd, 8);
    return p ? pcc_get_be64(p) : 0;
}

/** True when everything was read and nothing was missing. */
static inline bool pcc_rd_done(const pcc_rd_t *rd)
{
    return !rd->bad && rd->left == 0;
}

/** Writing cursor. A write that does not fit sets `bad` and writes nothing; `size` goes on counting what was asked for,
 *  so a cursor over (NULL, 0) measures. */
typedef struct pcc_wr {
    uint8_t *p;
    size_t capacity;
    size_t size;
    bool bad;
} pcc_wr_t;

static inline pcc_wr_t pcc_wr(void *p, size_t capacity)
{
    pcc_wr_t wr = { (uint8_t *)p, capacity, 0, false };
    return wr;
}

/** Room for `size` bytes, or NULL (and bad). */
static inline uint8_t *pcc_wr_room(pcc_wr_t *wr, size_t size)
{
    size_t at = wr->size;
    if (size > SIZE_MAX - at) {
        wr->bad = true;
        return NULL;
    }
    wr->size = at + size;
    if (wr->bad || wr->size > wr->capacity) {
        wr->bad = true;
        return NULL;
    }
    return wr->p + at;
}

static inline void pcc_wr_bytes(pcc_wr_t *wr, const void *src, size_t size)
{
    uint8_t *p = pcc_wr_room(wr, size);
    if (p && size) {
        memcpy(p, src, size);
    }
}

static inline void pcc_wr_u8(pcc_wr_t *wr, uint8_t v)
{
    pcc_wr_bytes(wr, &v, 1);
}

static inline void pcc_wr_le16(pcc_wr_t *wr, uint16_t v)
{
    uint8_t *p = pcc_wr_room(wr, 2);
    if (p) {
        pcc_put_le16(p, v);
    }
}

static inline void pcc_wr_le32(pcc_wr_t *wr, uint32_t v)
{
    uint8_t *p = pcc_wr_room(wr, 4);
    if (p) {
        pcc_put_le32(p, v);
    }
}

static inline void pcc_wr_le64(pcc_wr_t *wr, uint64_t v)
{
    uint8_t *p = pcc_wr_room(wr, 8);
    if (p) {
        pcc_put_le64(p, v);
    }
}

static inline void pcc_wr_be16(pcc_wr_t *wr, uint16_t v)
{
    uint8_t *p = pcc_wr_room(wr, 2);
    if (p) {
        pcc_put_be16(p, v);
    }
}

static inline void pcc_wr_be32(pcc_wr_t *wr, uint32_t v)
{
    uint8_t *p = pcc_wr_room(wr, 4);
    if (p) {
        pcc_put_be32(p, v);
    }
}

static inline void pcc_wr_be64(pcc_wr_t *wr, uint64_t v)
{
    uint8_t *p = pcc_wr_room(wr, 8);
    if (p) {
        pcc_put_be64(p, v);
    }
}

#endif /* PCC_BYTES_H */
