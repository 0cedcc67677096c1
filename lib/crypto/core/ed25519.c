/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * EdDSA over the group of libsodium. What it signals of a neutral element or a zero scalar, which a hash gives once in
 * 2^252 times, is an error here.
 */
#include "ed25519.h"

#include <sodium/crypto_core_ed25519.h>
#include <sodium/crypto_scalarmult_ed25519.h>
#include <string.h>

#include "ct.h"

#define SCALAR_SIZE 32u

/* The private key's hash: the scalar, its bits forced, and the secret prefix of nonces. */
typedef struct expanded {
    uint8_t scalar[SCALAR_SIZE];
    uint8_t prefix[32];
} expanded_t;

_Static_assert(sizeof(expanded_t) == PCC_ED25519_HASH_SIZE, "the halves of a hash");

static psa_status_t expand(const uint8_t *private_key, expanded_t *expanded)
{
    uint8_t digest[PCC_ED25519_HASH_SIZE];
    pcc_hash_t hash;

    psa_status_t status = pcc_hash_start(&hash, PCC_HASH_SHA_512);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, private_key, PCC_ED25519_PRIVATE_SIZE);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, digest);
    }
    pcc_hash_abort(&hash);
    if (status == PSA_SUCCESS) {
        memcpy(expanded->scalar, digest, sizeof expanded->scalar);
        memcpy(expanded->prefix, digest + sizeof expanded->scalar, sizeof expanded->prefix);
        expanded->scalar[0] &= 0xf8u;
        expanded->scalar[31] = (uint8_t)((expanded->scalar[31] & 0x7fu) | 0x40u);
    }
    pcc_wipe(digest, sizeof digest);
    return status;
}

static psa_status_t base_times(const uint8_t *scalar, uint8_t *point)
{
    return crypto_scalarmult_ed25519_base_noclamp(point, scalar) == 0 ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
}

/* dom2 (RFC 8032 section 2): nothing for Ed25519 itself. */
static psa_status_t start(pcc_hash_t *hash, const pcc_ed25519_context_t *context)
{
    static const char text[] = "SigEd25519 no Ed25519 collisions";
    const uint8_t head[2] = { context->variant == PCC_ED25519_PH, (uint8_t)context->context_size };

    psa_status_t status = pcc_hash_start(hash, PCC_HASH_SHA_512);
    if (context->variant == PCC_ED25519_PURE) {
        return status;
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, (const uint8_t *)text, sizeof text - 1);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, head, sizeof head);
    }
    return status == PSA_SUCCESS ? pcc_hash_update(hash, context->context, context->context_size) : status;
}

/* The rest of a hash, as a scalar. */
static psa_status_t finish_scalar(pcc_hash_t *hash, const uint8_t *message, size_t size, uint8_t *scalar)
{
    uint8_t digest[PCC_ED25519_HASH_SIZE];

    psa_status_t status = pcc_hash_update(hash, message, size);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(hash, digest);
    }
    if (status == PSA_SUCCESS) {
        crypto_core_ed25519_scalar_reduce(scalar, digest);
    }
    pcc_wipe(digest, sizeof digest);
    return status;
}

psa_status_t pcc_ed25519_check_public(const uint8_t public_key[PCC_ED25519_PUBLIC_SIZE])
{
    return crypto_core_ed25519_is_valid_point(public_key) == 1 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pcc_ed25519_public(const uint8_t private_key[PCC_ED25519_PRIVATE_SIZE],
                                uint8_t public_key[PCC_ED25519_PUBLIC_SIZE])
{
    expanded_t expanded;

    psa_status_t status = expand(private_key, &expanded);
    if (status == PSA_SUCCESS) {
        status = base_times(expanded.scalar, public_key);
    }
    pcc_wipe(&expanded, sizeof expanded);
    return status;
}

/* The nonce r and its point R, the first half of the signature. */
static psa_status_t make_nonce(const expanded_t *expanded, const pcc_ed25519_context_t *context, const uint8_t *message,
                               size_t size, uint8_t *nonce, uint8_t *point)
{
    pcc_hash_t hash;

    psa_status_t status = start(&hash, context);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, expanded->prefix, sizeof expanded->prefix);
    }
    if (status == PSA_SUCCESS) {
        status = finish_scalar(&hash, message, size, nonce);
    }
    pcc_hash_abort(&hash);
    return status == PSA_SUCCESS ? base_times(nonce, point) : status;
}

psa_status_t pcc_ed25519_begin(const uint8_t public_key[PCC_ED25519_PUBLIC_SIZE], const pcc_ed25519_context_t *context,
                               const uint8_t signature[PCC_ED25519_SIGNATURE_SIZE], pcc_hash_t *hash)
{
    psa_status_t status = start(hash, context);

    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, signature, PCC_ED25519_PUBLIC_SIZE);
    }
    return status == PSA_SUCCESS ? pcc_hash_update(hash, public_key, PCC_ED25519_PUBLIC_SIZE) : status;
}

/* S = r + k a, the second half of the signature. */
static psa_status_t respond(const expanded_t *expanded, const uint8_t *nonce, const pcc_ed25519_context_t *context,
                            const uint8_t *message, size_t size, uint8_t *signature)
{
    uint8_t public_key[PCC_ED25519_PUBLIC_SIZE], k[SCALAR_SIZE];
    pcc_hash_t hash;

    psa_status_t status = base_times(expanded->scalar, public_key);
    if (status == PSA_SUCCESS) {
        status = pcc_ed25519_begin(public_key, context, signature, &hash);
    }
    if (status == PSA_SUCCESS) {
        status = finish_scalar(&hash, message, size, k);
    }
    if (status == PSA_SUCCESS) {
        crypto_core_ed25519_scalar_mul(k, k, expanded->scalar);
        crypto_core_ed25519_scalar_add(signature + SCALAR_SIZE, nonce, k);
    }
    pcc_wipe(k, sizeof k);
    return status;
}

psa_status_t pcc_ed25519_sign(const uint8_t private_key[PCC_ED25519_PRIVATE_SIZE], const pcc_ed25519_context_t *context,
                              const uint8_t *message, size_t size, uint8_t signature[PCC_ED25519_SIGNATURE_SIZE])
{
    uint8_t nonce[SCALAR_SIZE];
    expanded_t expanded;

    psa_status_t status = expand(private_key, &expanded);
    if (status == PSA_SUCCESS) {
        status = make_nonce(&expanded, context, message, size, nonce, signature);
    }
    if (status == PSA_SUCCESS) {
        status = respond(&expanded, nonce, context, message, size, signature);
    }
    pcc_wipe(&expanded, sizeof expanded);
    pcc_wipe(nonce, sizeof nonce);
    if (status != PSA_SUCCESS) {
        pcc_wipe(signature, PCC_ED25519_SIGNATURE_SIZE);
    }
    return status;
}

/* Whether a scalar is below the order of the group, 2^252 + 27742317777372353535851937790883648493, little-endian. */
static bool is_reduced(const uint8_t *scalar)
{
    static const uint8_t order[SCALAR_SIZE] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                                0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                                0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10 };

    for (size_t i = SCALAR_SIZE; i-- > 0;) {
        if (scalar[i] != order[i]) {
            return scalar[i] < order[i];
        }
    }
    return false;
}

psa_status_t pcc_ed25519_verify(const uint8_t public_key[PCC_ED25519_PUBLIC_SIZE],
                                const uint8_t hash[PCC_ED25519_HASH_SIZE],
                                const uint8_t signature[PCC_ED25519_SIGNATURE_SIZE])
{
    uint8_t k[SCALAR_SIZE], left[PCC_ED25519_PUBLIC_SIZE], right[PCC_ED25519_PUBLIC_SIZE];

    if (!is_reduced(signature + SCALAR_SIZE)) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    crypto_core_ed25519_scalar_reduce(k, hash);
    if (crypto_scalarmult_ed25519_base_noclamp(left, signature + SCALAR_SIZE) != 0 ||
        crypto_scalarmult_ed25519_noclamp(right, k, public_key) != 0 ||
        crypto_core_ed25519_sub(left, left, right) != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    return pcc_verdict_twice(left, signature, sizeof left, PSA_ERROR_INVALID_SIGNATURE);
}
