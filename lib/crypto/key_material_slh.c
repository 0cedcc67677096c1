/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SLH-DSA keys (Crypto API 1.5, "Stateless Hash-based signature keys"): a pair is SK.seed, SK.prf, PK.seed and
 * PK.root, a public key the last two.
 */
#include "key_material_slh.h"

#include <string.h>

#include "drbg.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"

static size_t parts_of(psa_key_type_t type)
{
    return PSA_KEY_TYPE_IS_PUBLIC_KEY(type) ? 2u : 4u;
}

static pcc_slh_key_t split(const pcc_slh_set_t *set, const uint8_t *material, bool is_pair)
{
    size_t n = set->n;
    const uint8_t *public_part = is_pair ? material + 2 * n : material;
    pcc_slh_key_t slh = { set, is_pair ? material : NULL, is_pair ? material + n : NULL, public_part, public_part + n };

    return slh;
}

bool pcrypto_slh_key(const pcrypto_key_t *key, pcc_slh_key_t *slh)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);
    const pcc_slh_set_t *set = PSA_KEY_TYPE_IS_SLH_DSA(type) ? pcc_slh_find(PSA_KEY_TYPE_SLH_DSA_GET_FAMILY(type),
                                                                            psa_get_key_bits(&key->attributes))
                                                             : NULL;

    if (set == NULL) {
        return false;
    }
    *slh = split(set, key->material, PSA_KEY_TYPE_IS_KEY_PAIR(type));
    return true;
}

bool pcrypto_slh_size_is_valid(psa_key_type_t type, size_t bits, size_t size)
{
    const pcc_slh_set_t *set = pcc_slh_find(PSA_KEY_TYPE_SLH_DSA_GET_FAMILY(type), bits);

    return set != NULL && size == parts_of(type) * set->n;
}

#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC)
static psa_status_t check_root(const pcc_slh_set_t *set, const uint8_t *material)
{
    pcc_slh_key_t slh = split(set, material, true);
    uint8_t root[PCC_SLH_N_MAX];

    psa_status_t status = pcc_slh_root(&slh, root);
    if (status == PSA_SUCCESS && !pcc_equal(root, slh.root, set->n)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    return status;
}
#endif

psa_status_t pcrypto_slh_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits)
{
    size_t parts = parts_of(type), wanted = *bits != 0 ? *bits : size / parts * 8;
    const pcc_slh_set_t *set = pcc_slh_find(PSA_KEY_TYPE_SLH_DSA_GET_FAMILY(type), wanted);

    if (set == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (size != parts * set->n) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *bits = wanted;
    if (PSA_KEY_TYPE_IS_PUBLIC_KEY(type)) {
        return PSA_SUCCESS;
    }
#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC)
    return check_root(set, material);
#else
    (void)material;
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_GENERATE)
#define GENERATES true
#else
#define GENERATES false
#endif
#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_DERIVE)
#define DERIVES true
#else
#define DERIVES false
#endif

/* Bytes of so many parts of a key, if this build makes keys that way. */
static psa_status_t size_of(bool makes, psa_key_type_t type, size_t bits, size_t parts, size_t *size)
{
    const pcc_slh_set_t *set = makes ? pcc_slh_find(PSA_KEY_TYPE_SLH_DSA_GET_FAMILY(type), bits) : NULL;

    if (set == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    *size = parts * set->n;
    return PSA_SUCCESS;
}

psa_status_t pcrypto_slh_generated_size(psa_key_type_t type, size_t bits, size_t *size)
{
    return size_of(GENERATES, type, bits, 4, size);
}

psa_status_t pcrypto_slh_derived_size(psa_key_type_t type, size_t bits, size_t *size)
{
    return size_of(DERIVES, type, bits, 3, size);
}

#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_GENERATE) || defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_DERIVE)
/* The root, behind the three seeds. */
static psa_status_t complete(pcrypto_key_t *key)
{
    pcc_slh_key_t slh;
    uint8_t root[PCC_SLH_N_MAX];

    if (!pcrypto_slh_key(key, &slh)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = pcc_slh_root(&slh, root);
    if (status == PSA_SUCCESS) {
        memcpy(key->material + 3u * slh.set->n, root, slh.set->n);
        key->size = (uint16_t)(4u * slh.set->n);
    }
    return status;
}
#endif

psa_status_t pcrypto_slh_generate(pcrypto_key_t *key)
{
#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_GENERATE)
    psa_status_t status = pcrypto_random(key->material, 3 * psa_get_key_bits(&key->attributes) / 8);
    return status == PSA_SUCCESS ? complete(key) : status;
#else
    (void)key;
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

psa_status_t pcrypto_slh_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
    size_t size = key->size / 2u;

    if (out_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memcpy(out, key->material + size, size);
    *length = size;
    return PSA_SUCCESS;
}

psa_status_t pcrypto_slh_from_derived(pcrypto_key_t *key)
{
#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_DERIVE)
    return complete(key);
#else
    (void)key;
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}
