/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The table of the hash functions of this build, and dispatch to their families.
 */
#include "hash.h"

#include "ct.h"

typedef struct row {
    const pcc_hash_family_t *family;
    uint8_t alg;
    uint8_t size;
    uint8_t block; /* of HMAC, 0 where it is not defined */
} row_t;

/* The most used first; the end is a row with nothing. */
static const row_t rows[] = {
#if defined(PSA_WANT_ALG_SHA_256)
    { &pcc_sha256, PCC_HASH_SHA_256, 32, 64 },
#endif
#if defined(PSA_WANT_ALG_SHA_512)
    { &pcc_sha512, PCC_HASH_SHA_512, 64, 128 },
#endif
#if defined(PSA_WANT_ALG_SHA_384)
    { &pcc_sha512, PCC_HASH_SHA_384, 48, 128 },
#endif
#if defined(PSA_WANT_ALG_SHA_224)
    { &pcc_sha256, PCC_HASH_SHA_224, 28, 64 },
#endif
#if defined(PSA_WANT_ALG_SHA_512_256)
    { &pcc_sha512, PCC_HASH_SHA_512_256, 32, 128 },
#endif
#if defined(PSA_WANT_ALG_SHA_512_224)
    { &pcc_sha512, PCC_HASH_SHA_512_224, 28, 128 },
#endif
#if defined(PSA_WANT_ALG_SHA_256_192)
    { &pcc_sha256, PCC_HASH_SHA_256_192, 24, 0 },
#endif
#if defined(PSA_WANT_ALG_SHA3_256)
    { &pcc_sha3, PCC_HASH_SHA3_256, 32, 136 },
#endif
#if defined(PSA_WANT_ALG_SHA3_512)
    { &pcc_sha3, PCC_HASH_SHA3_512, 64, 72 },
#endif
#if defined(PSA_WANT_ALG_SHA3_384)
    { &pcc_sha3, PCC_HASH_SHA3_384, 48, 104 },
#endif
#if defined(PSA_WANT_ALG_SHA3_224)
    { &pcc_sha3, PCC_HASH_SHA3_224, 28, 144 },
#endif
#if defined(PSA_WANT_ALG_SHAKE128_256)
    { &pcc_sha3, PCC_HASH_SHAKE128_256, 32, 0 },
#endif
#if defined(PSA_WANT_ALG_SHAKE256_192)
    { &pcc_sha3, PCC_HASH_SHAKE256_192, 24, 0 },
#endif
#if defined(PSA_WANT_ALG_SHAKE256_256)
    { &pcc_sha3, PCC_HASH_SHAKE256_256, 32, 0 },
#endif
#if defined(PSA_WANT_ALG_SHAKE256_512)
    { &pcc_sha3, PCC_HASH_SHAKE256_512, 64, 0 },
#endif
#if defined(PSA_WANT_ALG_SHA_1)
    { &pcc_sha1, PCC_HASH_SHA_1, 20, 64 },
#endif
#if defined(PSA_WANT_ALG_RIPEMD160)
    { &pcc_ripemd160, PCC_HASH_RIPEMD160, 20, 64 },
#endif
#if defined(PSA_WANT_ALG_MD5)
    { &pcc_md5, PCC_HASH_MD5, 16, 64 },
#endif
#if defined(PSA_WANT_ALG_AES_MMO_ZIGBEE)
    { &pcc_aes_mmo, PCC_HASH_AES_MMO_ZIGBEE, 16, 16 },
#endif
    { NULL, PCC_HASH_NONE, 0, 0 },
};

#define PIECE_MAX ((size_t)1 << 31)

static const row_t *row_of(unsigned alg)
{
    const row_t *row = rows;

    while (row->family != NULL && row->alg != alg) {
        row++;
    }
    return row;
}

size_t pcc_hash_size(pcc_hash_alg_t alg)
{
    return row_of(alg)->size;
}

size_t pcc_hash_block_size(pcc_hash_alg_t alg)
{
    return row_of(alg)->block;
}

psa_status_t pcc_hash_start(pcc_hash_t *hash, pcc_hash_alg_t alg)
{
    const row_t *row = row_of(alg);

    hash->alg = (uint8_t)alg;
    return row->family != NULL ? row->family->start(&hash->u, alg) : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcc_hash_update(pcc_hash_t *hash, const uint8_t *in, size_t size)
{
    const row_t *row = row_of(hash->alg);

    if (row->family == NULL) {
        return PSA_ERROR_BAD_STATE;
    }
#if SIZE_MAX > UINT32_MAX
    /* Mbed TLS's MD5, RIPEMD-160, SHA-1 and SHA-256 count 32 bits of a piece's size: longer ones are cut. */
    for (; size > PIECE_MAX; size -= PIECE_MAX, in += PIECE_MAX) {
        psa_status_t status = row->family->update(&hash->u, in, PIECE_MAX);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
#endif
    return size != 0 ? row->family->update(&hash->u, in, size) : PSA_SUCCESS;
}

psa_status_t pcc_hash_finish(pcc_hash_t *hash, uint8_t *out)
{
    const row_t *row = row_of(hash->alg);

    if (row->family == NULL) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = row->family->finish(&hash->u, out, row->size);
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, row->size);
    }
    return status;
}

void pcc_hash_abort(pcc_hash_t *hash)
{
    pcc_wipe(hash, sizeof *hash);
}
