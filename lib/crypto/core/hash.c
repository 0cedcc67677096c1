/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Dispatch to the hash functions of this build.
 */
#include "hash.h"

#include <string.h>

#include "ct.h"

size_t pcc_hash_size(pcc_hash_alg_t alg)
{
    switch (alg) {
#if defined(PSA_WANT_ALG_SHA_224)
    case PCC_HASH_SHA_224:
        return 28;
#endif
#if defined(PSA_WANT_ALG_SHA_256)
    case PCC_HASH_SHA_256:
        return 32;
#endif
#if defined(PSA_WANT_ALG_SHA_384)
    case PCC_HASH_SHA_384:
        return 48;
#endif
#if defined(PSA_WANT_ALG_SHA_512)
    case PCC_HASH_SHA_512:
        return 64;
#endif
    default:
        return 0;
    }
}

#if PCC_HAVE_SHA512
static int is_sha512(unsigned alg)
{
    return alg == PCC_HASH_SHA_384 || alg == PCC_HASH_SHA_512;
}
#endif

size_t pcc_hash_block_size(pcc_hash_alg_t alg)
{
    if (pcc_hash_size(alg) == 0) {
        return 0;
    }
#if PCC_HAVE_SHA512
    if (is_sha512(alg)) {
        return 128;
    }
#endif
    return 64;
}

psa_status_t pcc_hash_start(pcc_hash_t *hash, pcc_hash_alg_t alg)
{
    if (pcc_hash_size(alg) == 0) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    hash->alg = (uint8_t)alg;
#if PCC_HAVE_SHA512
    if (is_sha512(alg)) {
        return pcc_sha512_start(&hash->u.sha512, alg == PCC_HASH_SHA_384);
    }
#endif
#if PCC_HAVE_SHA256
    return pcc_sha256_start(&hash->u.sha256, alg == PCC_HASH_SHA_224);
#else
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

psa_status_t pcc_hash_update(pcc_hash_t *hash, const uint8_t *in, size_t size)
{
    if (size == 0) {
        return PSA_SUCCESS;
    }
#if PCC_HAVE_SHA512
    if (is_sha512(hash->alg)) {
        return pcc_sha512_update(&hash->u.sha512, in, size);
    }
#endif
#if PCC_HAVE_SHA256
    return pcc_sha256_update(&hash->u.sha256, in, size);
#else
    (void)hash;
    (void)in;
    return PSA_ERROR_BAD_STATE;
#endif
}

psa_status_t pcc_hash_finish(pcc_hash_t *hash, uint8_t *out)
{
    uint8_t full[PCC_HASH_SIZE_MAX];
    psa_status_t status = PSA_ERROR_BAD_STATE;

#if PCC_HAVE_SHA256
    if (hash->alg == PCC_HASH_SHA_224 || hash->alg == PCC_HASH_SHA_256) {
        status = pcc_sha256_finish(&hash->u.sha256, full);
    }
#endif
#if PCC_HAVE_SHA512
    if (is_sha512(hash->alg)) {
        status = pcc_sha512_finish(&hash->u.sha512, full);
    }
#endif
    size_t size = pcc_hash_size((pcc_hash_alg_t)hash->alg);
    if (status == PSA_SUCCESS) {
        memcpy(out, full, size);
    } else {
        pcc_wipe(out, size);
    }
    pcc_wipe(full, sizeof full);
    return status;
}

void pcc_hash_abort(pcc_hash_t *hash)
{
    pcc_wipe(hash, sizeof *hash);
}
