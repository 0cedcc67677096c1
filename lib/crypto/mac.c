/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Dispatch to the MAC algorithms of this build, and their truncation.
 */
#include "mac.h"

#include <string.h>

#include "crypto_internal.h"
#include "key_block.h"
#include "lib/crypto/core/ct.h"

/* Shortest truncated MAC: with less than 32 bits a forger need only guess. */
#define MAC_SIZE_MIN 4u

/* Bytes that the MAC is cut to, 0 for the whole (Crypto API 1.5, appendix B, "MAC algorithm encoding"). */
#define TRUNCATED 0x003f0000u

#define NONE 0u
#define HMAC 1u
#define CMAC 2u
#define CBC_MAC 3u

/* The hash function that HMAC names, which this build need not have. */
static pcc_hash_alg_t hash_of(psa_algorithm_t alg)
{
    return (pcc_hash_alg_t)(alg & 0xffu);
}

/* The kind of an algorithm that this build has. */
static uint8_t kind_of(psa_algorithm_t alg)
{
    psa_algorithm_t full = PSA_ALG_FULL_LENGTH_MAC(alg);

#if defined(PSA_WANT_ALG_HMAC)
    if (full == PSA_ALG_HMAC(alg) && pcc_hash_block_size(hash_of(alg)) != 0) {
        return HMAC;
    }
#endif
#if defined(PSA_WANT_ALG_CMAC)
    if (full == PSA_ALG_CMAC) {
        return CMAC;
    }
#endif
#if defined(PSA_WANT_ALG_CBC_MAC)
    if (full == PSA_ALG_CBC_MAC) {
        return CBC_MAC;
    }
#endif
    (void)full;
    return NONE;
}

/* Bytes of the whole MAC with a key of this type, 0 if the key is not one of the algorithm's. */
static size_t full_size(uint8_t kind, psa_algorithm_t alg, psa_key_type_t type)
{
    if (kind == HMAC) {
        return type == PSA_KEY_TYPE_HMAC ? pcc_hash_size(hash_of(alg)) : 0;
    }
    return pcc_block_size((pcc_block_alg_t)type);
}

/* The algorithm with this key: its kind and the size of the MAC, or why not. */
static psa_status_t check_alg(pcrypto_mac_t *mac, psa_algorithm_t alg, psa_key_type_t type)
{
    if (!PSA_ALG_IS_MAC(alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    mac->kind = kind_of(alg);
    if (mac->kind == NONE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    size_t full = full_size(mac->kind, alg, type);
    size_t size = (alg & TRUNCATED) != 0 ? (alg & TRUNCATED) >> 16 : full;
    if (full == 0 || size > full) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    mac->size = (uint8_t)size;
    mac->truncated = size != full;
    return size >= MAC_SIZE_MIN ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

#if PCC_HAVE_BLOCK_MAC
static psa_status_t start_block(pcrypto_mac_t *mac, pcrypto_key_t *held)
{
    pcc_block_t *key = NULL;

    pcc_cmac_start(&mac->u.block.chain, &mac->u.block.key);
    psa_status_t status = pcrypto_block_expand(held, held->size, false, &mac->u.block.key, &key);
    if (status == PSA_SUCCESS && key != &mac->u.block.key) {
        pcc_block_copy(&mac->u.block.key, key, sizeof *key);
    }
    return status;
}

static psa_status_t finish_block(pcrypto_mac_t *mac, uint8_t *out)
{
    mac->u.block.chain.cipher = &mac->u.block.key; /* the object may have moved */
    return mac->kind == CMAC ? pcc_cmac_finish(&mac->u.block.chain, out) : pcc_cbc_mac_finish(&mac->u.block.chain, out);
}
#endif

psa_status_t pcrypto_mac_start(pcrypto_mac_t *mac, psa_algorithm_t alg, pcrypto_key_t *held)
{
    psa_status_t status = check_alg(mac, alg, psa_get_key_type(&held->attributes));

    if (status != PSA_SUCCESS) {
        return status;
    }
#if defined(PSA_WANT_ALG_HMAC)
    if (mac->kind == HMAC) {
        return pcc_hmac_start(&mac->u.hmac, hash_of(alg), held->material, held->size);
    }
#endif
#if PCC_HAVE_BLOCK_MAC
    return start_block(mac, held);
#else
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

psa_status_t pcrypto_mac_update(pcrypto_mac_t *mac, const uint8_t *in, size_t size)
{
#if defined(PSA_WANT_ALG_HMAC)
    if (mac->kind == HMAC) {
        return pcc_hmac_update(&mac->u.hmac, in, size);
    }
#endif
#if PCC_HAVE_BLOCK_MAC
    mac->u.block.chain.cipher = &mac->u.block.key; /* the object may have moved */
    return pcc_cmac_update(&mac->u.block.chain, in, size);
#else
    return PSA_ERROR_BAD_STATE;
#endif
}

/* The MAC before truncation, into PCRYPTO_MAC_SIZE_MAX bytes. */
static PCRYPTO_APART psa_status_t finish_full(pcrypto_mac_t *mac, uint8_t *full)
{
#if defined(PSA_WANT_ALG_HMAC)
    if (mac->kind == HMAC) {
        return pcc_hmac_finish(&mac->u.hmac, full);
    }
#endif
#if PCC_HAVE_BLOCK_MAC
    return finish_block(mac, full);
#else
    return PSA_ERROR_BAD_STATE;
#endif
}

psa_status_t pcrypto_mac_finish(pcrypto_mac_t *mac, uint8_t *out)
{
    uint8_t full[PCRYPTO_MAC_SIZE_MAX];

    if (!mac->truncated) {
        return finish_full(mac, out);
    }
    psa_status_t status = finish_full(mac, full);
    if (status == PSA_SUCCESS) {
        memcpy(out, full, mac->size);
    }
    pcc_wipe(full, sizeof full);
    return status;
}

psa_status_t pcrypto_mac_check(pcrypto_mac_t *mac, const uint8_t *expected, size_t size)
{
    uint8_t actual[PCRYPTO_MAC_SIZE_MAX];

    if (size != mac->size) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = finish_full(mac, actual);
    if (status == PSA_SUCCESS && !pcc_equal(actual, expected, size)) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    pcc_wipe(actual, sizeof actual);
    return status;
}

void pcrypto_mac_abort(pcrypto_mac_t *mac)
{
    pcc_wipe(mac, sizeof *mac);
}
