/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SPAKE2+ over the operations of group.h.
 */
#include "spake2p.h"

#include <string.h>

#include "block.h"
#include "bytes.h"
#include "cmac.h"
#include "ct.h"
#include "group.h"
#include "hkdf.h"

/* M and N of RFC 9383 section 4, uncompressed but for Edwards25519. */
#if PCC_HAVE_P256
static const uint8_t m_256[65] = {
    0x04, 0x88, 0x6e, 0x2f, 0x97, 0xac, 0xe4, 0x6e, 0x55, 0xba, 0x9d, 0xd7, 0x24, 0x25, 0x79, 0xf2, 0x99,
    0x3b, 0x64, 0xe1, 0x6e, 0xf3, 0xdc, 0xab, 0x95, 0xaf, 0xd4, 0x97, 0x33, 0x3d, 0x8f, 0xa1, 0x2f, 0x5f,
    0xf3, 0x55, 0x16, 0x3e, 0x43, 0xce, 0x22, 0x4e, 0x0b, 0x0e, 0x65, 0xff, 0x02, 0xac, 0x8e, 0x5c, 0x7b,
    0xe0, 0x94, 0x19, 0xc7, 0x85, 0xe0, 0xca, 0x54, 0x7d, 0x55, 0xa1, 0x2e, 0x2d, 0x20,
};
static const uint8_t n_256[65] = {
    0x04, 0xd8, 0xbb, 0xd6, 0xc6, 0x39, 0xc6, 0x29, 0x37, 0xb0, 0x4d, 0x99, 0x7f, 0x38, 0xc3, 0x77, 0x07,
    0x19, 0xc6, 0x29, 0xd7, 0x01, 0x4d, 0x49, 0xa2, 0x4b, 0x4f, 0x98, 0xba, 0xa1, 0x29, 0x2b, 0x49, 0x07,
    0xd6, 0x0a, 0xa6, 0xbf, 0xad, 0xe4, 0x50, 0x08, 0xa6, 0x36, 0x33, 0x7f, 0x51, 0x68, 0xc6, 0x4d, 0x9b,
    0xd3, 0x60, 0x34, 0x80, 0x8c, 0xd5, 0x64, 0x49, 0x0b, 0x1e, 0x65, 0x6e, 0xdb, 0xe7,
};
#endif
#if PCC_HAVE_SECP_R1_384
static const uint8_t m_384[97] = {
    0x04, 0x0f, 0xf0, 0x89, 0x5a, 0xe5, 0xeb, 0xf6, 0x18, 0x70, 0x80, 0xa8, 0x2d, 0x82, 0xb4, 0x2e, 0x27,
    0x65, 0xe3, 0xb2, 0xf8, 0x74, 0x9c, 0x7e, 0x05, 0xeb, 0xa3, 0x66, 0x43, 0x4b, 0x36, 0x3d, 0x3d, 0xc3,
    0x6f, 0x15, 0x31, 0x47, 0x39, 0x07, 0x4d, 0x2e, 0xb8, 0x61, 0x3f, 0xce, 0xec, 0x28, 0x53, 0x97, 0x59,
    0x2c, 0x55, 0x79, 0x7c, 0xdd, 0x77, 0xc0, 0x71, 0x5c, 0xb7, 0xdf, 0x21, 0x50, 0x22, 0x0a, 0x01, 0x19,
    0x86, 0x64, 0x86, 0xaf, 0x42, 0x34, 0xf3, 0x90, 0xaa, 0xd1, 0xf6, 0xad, 0xdd, 0xe5, 0x93, 0x09, 0x09,
    0xad, 0xc6, 0x7a, 0x1f, 0xc0, 0xc9, 0x9b, 0xa3, 0xd5, 0x2d, 0xc5, 0xdd,
};
static const uint8_t n_384[97] = {
    0x04, 0xc7, 0x2c, 0xf2, 0xe3, 0x90, 0x85, 0x3a, 0x1c, 0x1c, 0x4a, 0xd8, 0x16, 0xa6, 0x2f, 0xd1, 0x58,
    0x24, 0xf5, 0x60, 0x78, 0x91, 0x8f, 0x43, 0xf9, 0x22, 0xca, 0x21, 0x51, 0x8f, 0x9c, 0x54, 0x3b, 0xb2,
    0x52, 0xc5, 0x49, 0x02, 0x14, 0xcf, 0x9a, 0xa3, 0xf0, 0xba, 0xab, 0x4b, 0x66, 0x5c, 0x10, 0xc3, 0x8b,
    0x7d, 0x7f, 0x4e, 0x7f, 0x32, 0x03, 0x17, 0xcd, 0x71, 0x73, 0x15, 0xa7, 0x97, 0xc7, 0xe0, 0x29, 0x33,
    0xae, 0xf6, 0x8b, 0x36, 0x4c, 0xbf, 0x84, 0xeb, 0xc6, 0x19, 0xbe, 0xdb, 0xe2, 0x1f, 0xf5, 0xc6, 0x9e,
    0xa0, 0xf1, 0xfe, 0xd5, 0xd7, 0xe3, 0x20, 0x04, 0x18, 0x07, 0x3f, 0x40,
};
#endif
#if PCC_HAVE_SECP_R1_521
static const uint8_t m_521[133] = {
    0x04, 0x00, 0x3f, 0x06, 0xf3, 0x81, 0x31, 0xb2, 0xba, 0x26, 0x00, 0x79, 0x1e, 0x82, 0x48, 0x8e, 0x8d, 0x20, 0xab,
    0x88, 0x9a, 0xf7, 0x53, 0xa4, 0x18, 0x06, 0xc5, 0xdb, 0x18, 0xd3, 0x7d, 0x85, 0x60, 0x8c, 0xfa, 0xe0, 0x6b, 0x82,
    0xe4, 0xa7, 0x2c, 0xd7, 0x44, 0xc7, 0x19, 0x19, 0x35, 0x62, 0xa6, 0x53, 0xea, 0x1f, 0x11, 0x9e, 0xef, 0x93, 0x56,
    0x90, 0x7e, 0xdc, 0x9b, 0x56, 0x97, 0x99, 0x62, 0xd7, 0xaa, 0x01, 0xbd, 0xd1, 0x79, 0xa3, 0xd5, 0x47, 0x61, 0x08,
    0x92, 0xe9, 0xb9, 0x6d, 0xea, 0x1e, 0xab, 0x10, 0xbd, 0xd7, 0xac, 0x5a, 0xe0, 0xcf, 0x75, 0xaa, 0x0f, 0x85, 0x3b,
    0xfd, 0x18, 0x5c, 0xf7, 0x82, 0xf8, 0x94, 0x30, 0x19, 0x98, 0xb1, 0x1d, 0x18, 0x98, 0xed, 0xe2, 0x70, 0x1d, 0xca,
    0x37, 0xa2, 0xbb, 0x50, 0xb4, 0xf5, 0x19, 0xc3, 0xd8, 0x9a, 0x7d, 0x05, 0x4b, 0x51, 0xfb, 0x84, 0x91, 0x21, 0x92,
};
static const uint8_t n_521[133] = {
    0x04, 0x00, 0xc7, 0x92, 0x4b, 0x9e, 0xc0, 0x17, 0xf3, 0x09, 0x45, 0x62, 0x89, 0x43, 0x36, 0xa5, 0x3c, 0x50, 0x16,
    0x7b, 0xa8, 0xc5, 0x96, 0x38, 0x76, 0x88, 0x05, 0x42, 0xbc, 0x66, 0x9e, 0x49, 0x4b, 0x25, 0x32, 0xd7, 0x6c, 0x5b,
    0x53, 0xdf, 0xb3, 0x49, 0xfd, 0xf6, 0x91, 0x54, 0xb9, 0xe0, 0x04, 0x8c, 0x58, 0xa4, 0x2e, 0x8e, 0xd0, 0x4c, 0xef,
    0x05, 0x2a, 0x3b, 0xc3, 0x49, 0xd9, 0x55, 0x75, 0xcd, 0x25, 0x01, 0xc6, 0x2b, 0xee, 0x65, 0x0c, 0x92, 0x87, 0xa6,
    0x51, 0xbb, 0x75, 0xc7, 0xf3, 0x9a, 0x20, 0x06, 0x87, 0x33, 0x47, 0xb7, 0x69, 0x84, 0x0d, 0x26, 0x1d, 0x17, 0x76,
    0x0b, 0x10, 0x7e, 0x29, 0xf0, 0x91, 0xd5, 0x56, 0xa8, 0x2a, 0x2e, 0x4c, 0xde, 0x0c, 0x40, 0xb8, 0x4b, 0x95, 0xb8,
    0x78, 0xdb, 0x24, 0x89, 0xef, 0x76, 0x02, 0x06, 0x42, 0x4b, 0x3f, 0xe7, 0x96, 0x8a, 0xa8, 0xe0, 0xb1, 0xf3, 0x34,
};
#endif

#if PCC_HAVE_SPAKE2P_EDWARDS
static const uint8_t m_edwards[32] = {
    0xd0, 0x48, 0x03, 0x2c, 0x6e, 0xa0, 0xb6, 0xd6, 0x97, 0xdd, 0xc2, 0xe8, 0x6b, 0xda, 0x85, 0xa3,
    0x3a, 0xda, 0xc9, 0x20, 0xf1, 0xbf, 0x18, 0xe1, 0xb0, 0xc6, 0xd1, 0x66, 0xa5, 0xce, 0xcd, 0xaf,
};
static const uint8_t n_edwards[32] = {
    0xd3, 0xbf, 0xb5, 0x18, 0xf4, 0x4f, 0x34, 0x30, 0xf2, 0x9d, 0x0c, 0x92, 0xaf, 0x50, 0x38, 0x65,
    0xa1, 0xed, 0x32, 0x81, 0xdc, 0x69, 0xb3, 0x5d, 0xd8, 0x68, 0xba, 0x85, 0xf8, 0x86, 0xc4, 0xab,
};
#endif

static const uint8_t *point_of(const pcc_curve_t *curve, bool prover)
{
    switch (curve->bits) {
#if PCC_HAVE_P256
    case 256:
        return prover ? m_256 : n_256;
#endif
#if PCC_HAVE_SECP_R1_384
    case 384:
        return prover ? m_384 : n_384;
#endif
#if PCC_HAVE_SECP_R1_521
    case 521:
        return prover ? m_521 : n_521;
#endif
#if PCC_HAVE_SPAKE2P_EDWARDS
    case 255:
        return prover ? m_edwards : n_edwards;
#endif
    default:
        return NULL;
    }
}

bool pcc_spake2p_is_suite(const pcc_curve_t *curve, pcc_spake2p_variant_t variant, pcc_hash_alg_t alg)
{
    bool sha_256 = alg == PCC_HASH_SHA_256 && pcc_hash_size(alg) != 0;
    bool sha_512 = alg == PCC_HASH_SHA_512 && pcc_hash_size(alg) != 0;

    if (PCC_IS_EDWARDS(curve)) {
        return variant == PCC_SPAKE2P_HMAC && sha_256;
    }
    if (curve->family != PCC_FAMILY_SECP_R1 || point_of(curve, true) == NULL) {
        return false;
    }
    switch (variant) {
    case PCC_SPAKE2P_HMAC:
        return sha_512 || (sha_256 && curve->bits != 521);
    case PCC_SPAKE2P_CMAC:
        return curve->bits == 256 && (sha_256 || sha_512);
    default:
        return curve->bits == 256 && sha_256;
    }
}

psa_status_t pcc_spake2p_share(const pcc_ecc_t *ecc, bool prover, const uint8_t *w0, const uint8_t *secret,
                               uint8_t *share, const pcc_rng_t *rng)
{
    uint8_t masked[PCC_POINT_SIZE_MAX];

    psa_status_t status = pcc_group_multiply(ecc, w0, point_of(ecc->curve, prover), masked, rng);
    if (status == PSA_SUCCESS) {
        status = pcc_group_multiply(ecc, secret, NULL, share, rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_group_add(ecc, share, masked, false, share);
    }
    pcc_wipe(masked, sizeof masked);
    return status;
}

/* The shared points of RFC 9383 section 3.3. */
typedef struct points {
    uint8_t z[PCC_POINT_SIZE_MAX];
    uint8_t v[PCC_POINT_SIZE_MAX];
} points_t;

static psa_status_t compute_points(const pcc_spake2p_t *run, bool prover, const uint8_t *secret, const uint8_t *w1,
                                   const uint8_t *l, points_t *points, const pcc_rng_t *rng)
{
    const uint8_t *peer = prover ? run->share_v : run->share_p;
    uint8_t bare[PCC_POINT_SIZE_MAX];

    /* The peer's share without its mask. */
    psa_status_t status = pcc_group_multiply(run->ecc, run->w0, point_of(run->ecc->curve, !prover), bare, rng);
    if (status == PSA_SUCCESS) {
        status = pcc_group_add(run->ecc, peer, bare, true, bare);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_group_multiply(run->ecc, secret, bare, points->z, rng);
    }
    if (status == PSA_SUCCESS && prover) {
        status = pcc_group_multiply(run->ecc, w1, bare, points->v, rng);
    } else if (status == PSA_SUCCESS && l != NULL) {
        status = pcc_group_multiply(run->ecc, secret, l, points->v, rng);
    } else if (status == PSA_SUCCESS) {
        status = pcc_group_multiply(run->ecc, w1, NULL, points->v, rng);
        if (status == PSA_SUCCESS) {
            status = pcc_group_multiply(run->ecc, secret, points->v, points->v, rng);
        }
    }
    if (status == PSA_SUCCESS) {
        status = pcc_group_clear(run->ecc->curve, points->z);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_group_clear(run->ecc->curve, points->v);
    }
    pcc_wipe(bare, sizeof bare);
    return status;
}

/* An item of the transcript: its length, 8 bytes little-endian, and itself. */
static psa_status_t hash_item(pcc_hash_t *hash, const uint8_t *item, size_t size)
{
    uint8_t length[8] = { 0 };

    pcc_put_le32(length, (uint32_t)size); /* no item is as long as 4 GB */
    psa_status_t status = pcc_hash_update(hash, length, sizeof length);
    return status == PSA_SUCCESS && size != 0 ? pcc_hash_update(hash, item, size) : status;
}

/* K_main, the hash of the transcript TT. */
static psa_status_t hash_transcript(const pcc_spake2p_t *run, const points_t *points, uint8_t *k_main)
{
    const pcc_curve_t *curve = run->ecc->curve;
    size_t n = pcc_curve_public_size(curve);
    const struct {
        const uint8_t *item;
        size_t size;
    } items[] = {
        { run->prover_id, run->prover_id_size },
        { run->verifier_id, run->verifier_id_size },
        { point_of(curve, true), n },
        { point_of(curve, false), n },
        { run->share_p, n },
        { run->share_v, n },
        { points->z, n },
        { points->v, n },
        { run->w0, curve->scalar_size },
    };
    pcc_hash_t hash;

    psa_status_t status = pcc_hash_start(&hash, run->alg);
    if (status == PSA_SUCCESS && run->context != NULL) {
        status = hash_item(&hash, run->context, run->context_size);
    }
    for (size_t i = 0; i < sizeof items / sizeof items[0] && status == PSA_SUCCESS; i++) {
        status = hash_item(&hash, items[i].item, items[i].size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, k_main);
    }
    pcc_hash_abort(&hash);
    return status;
}

static const uint8_t for_confirmation[] = { 'C', 'o', 'n', 'f', 'i', 'r', 'm', 'a',
                                            't', 'i', 'o', 'n', 'K', 'e', 'y', 's' };
static const uint8_t for_sharing[] = { 'S', 'h', 'a', 'r', 'e', 'd', 'K', 'e', 'y' };

/* HKDF without salt, at most two blocks: PRK = HMAC(zeros, key), then expand. */
static psa_status_t derive(pcc_hash_alg_t alg, const uint8_t *key, size_t key_size, const uint8_t *label,
                           size_t label_size, uint8_t *out, size_t size)
{
    uint8_t prk[PCC_HASH_SIZE_MAX], block[PCC_HASH_SIZE_MAX];
    size_t hash_size = pcc_hash_size(alg);
    pcc_hmac_t hmac;

    psa_status_t status = pcc_hmac_start(&hmac, alg, NULL, 0);
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, key, key_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, prk);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_start(&hmac, alg, prk, hash_size);
    }
    for (size_t at = 0, i = 1; at < size && status == PSA_SUCCESS; at += hash_size, i++) {
        status = pcc_hkdf_next(&hmac, label, label_size, (uint8_t)i, block);
        memcpy(out + at, block, size - at < hash_size ? size - at : hash_size);
    }
    pcc_hmac_abort(&hmac);
    pcc_wipe(prk, sizeof prk);
    pcc_wipe(block, sizeof block);
    return status;
}

static psa_status_t mac_by_hmac(pcc_hash_alg_t alg, const uint8_t *key, size_t key_size, const uint8_t *share,
                                size_t share_size, uint8_t *mac)
{
    pcc_hmac_t hmac;
    psa_status_t status = pcc_hmac_start(&hmac, alg, key, key_size);

    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, share, share_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, mac);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

#if defined(PSA_WANT_ALG_SPAKE2P_CMAC)
static psa_status_t mac_by_cmac(const uint8_t *key, const uint8_t *share, size_t share_size, uint8_t *mac)
{
    pcc_block_t cipher;
    pcc_cmac_t cmac;

    psa_status_t status = pcc_block_set_key(&cipher, PCC_BLOCK_AES, key, 16);
    if (status == PSA_SUCCESS) {
        pcc_cmac_start(&cmac, &cipher);
        status = pcc_cmac_update(&cmac, share, share_size);
        if (status == PSA_SUCCESS) {
            status = pcc_cmac_finish(&cmac, mac);
        }
        pcc_cmac_abort(&cmac);
    }
    pcc_block_wipe(&cipher);
    return status;
}
#endif

/* A confirmation: the MAC of the other side's share. */
static psa_status_t confirm(const pcc_spake2p_t *run, const uint8_t *key, size_t key_size, const uint8_t *share,
                            uint8_t *mac)
{
    size_t size = pcc_curve_public_size(run->ecc->curve);

#if defined(PSA_WANT_ALG_SPAKE2P_CMAC)
    if (run->variant == PCC_SPAKE2P_CMAC) {
        return mac_by_cmac(key, share, size, mac);
    }
#endif
    return mac_by_hmac(run->alg, key, key_size, share, size, mac);
}

/* RFC 9383 section 3.4; draft 02 halves K_main into Ka, from which the confirmation keys come, and Ke, the shared
 * key. */
static psa_status_t schedule(const pcc_spake2p_t *run, const uint8_t *k_main, pcc_spake2p_keys_t *keys)
{
    uint8_t confirm_keys[2 * PCC_HASH_SIZE_MAX];
    size_t hash_size = pcc_hash_size(run->alg);
    bool matter = run->variant == PCC_SPAKE2P_MATTER;
    size_t main_size = matter ? hash_size / 2 : hash_size;
    size_t key_size = run->variant == PCC_SPAKE2P_HMAC ? hash_size : 16;

    keys->shared_size = (uint8_t)main_size;
    keys->confirm_size = run->variant == PCC_SPAKE2P_CMAC ? 16u : (uint8_t)hash_size;
    psa_status_t status =
        derive(run->alg, k_main, main_size, for_confirmation, sizeof for_confirmation, confirm_keys, 2 * key_size);
    if (status == PSA_SUCCESS && matter) {
        memcpy(keys->shared, k_main + main_size, main_size);
    } else if (status == PSA_SUCCESS) {
        status = derive(run->alg, k_main, main_size, for_sharing, sizeof for_sharing, keys->shared, main_size);
    }
    if (status == PSA_SUCCESS) {
        status = confirm(run, confirm_keys, key_size, run->share_v, keys->confirm_p);
    }
    if (status == PSA_SUCCESS) {
        status = confirm(run, confirm_keys + key_size, key_size, run->share_p, keys->confirm_v);
    }
    pcc_wipe(confirm_keys, sizeof confirm_keys);
    return status;
}

psa_status_t pcc_spake2p_finish(const pcc_spake2p_t *run, bool prover, const uint8_t *secret, const uint8_t *w1,
                                const uint8_t *l, pcc_spake2p_keys_t *keys, const pcc_rng_t *rng)
{
    uint8_t k_main[PCC_HASH_SIZE_MAX];
    points_t points;

    psa_status_t status = compute_points(run, prover, secret, w1, l, &points, rng);
    if (status == PSA_SUCCESS) {
        status = hash_transcript(run, &points, k_main);
    }
    if (status == PSA_SUCCESS) {
        status = schedule(run, k_main, keys);
    }
    pcc_wipe(&points, sizeof points);
    pcc_wipe(k_main, sizeof k_main);
    if (status != PSA_SUCCESS) {
        pcc_wipe(keys, sizeof *keys);
    }
    return status;
}
