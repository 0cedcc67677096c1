/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Formats and sizes of key material by type. Keys on elliptic curves are in key_material_ecc.c.
 */
#include "key_material.h"

#include <stdbool.h>
#include <string.h>

#include "drbg.h"
#include "key_material_cipher.h"
#include "key_material_dh.h"
#include "key_material_ecc.h"
#include "key_material_eddsa.h"
#include "key_material_hbs.h"
#include "key_material_rsa.h"
#include "key_material_sae.h"
#include "key_material_slh.h"
#include "key_material_spake2p.h"
#include "key_parts.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"

/* Key types that are bytes of any value, and whether this build has them. */
static bool is_bytes(psa_key_type_t type)
{
    switch (type) {
#if defined(PSA_WANT_KEY_TYPE_HMAC)
    case PSA_KEY_TYPE_HMAC:
#endif
#if defined(PSA_WANT_KEY_TYPE_DERIVE)
    case PSA_KEY_TYPE_DERIVE:
#endif
#if defined(PSA_WANT_KEY_TYPE_PASSWORD)
    case PSA_KEY_TYPE_PASSWORD:
#endif
#if defined(PSA_WANT_KEY_TYPE_PASSWORD_HASH)
    case PSA_KEY_TYPE_PASSWORD_HASH:
#endif
#if defined(PSA_WANT_KEY_TYPE_PEPPER)
    case PSA_KEY_TYPE_PEPPER:
#endif
#if defined(PSA_WANT_KEY_TYPE_RAW_DATA)
    case PSA_KEY_TYPE_RAW_DATA:
#endif
        return true;
    default:
        return false;
    }
}

/* Sizes in bits that a type of bytes allows. */
static psa_status_t check_bits(size_t bits)
{
    if (bits == 0 || bits % 8 != 0 || bits == PCRYPTO_KEY_BITS_TOO_LARGE) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return bits / 8 <= PCRYPTO_KEY_SIZE_MAX ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

/* Whether a symmetric key, which is as long as it says, can have so many bits. PSA_ERROR_DOES_NOT_EXIST: its type is
 * another kind of key. */
static psa_status_t check_symmetric(const psa_key_attributes_t *attributes, size_t bits)
{
    psa_key_type_t type = psa_get_key_type(attributes);

    if (is_bytes(type)) {
        return check_bits(bits);
    }
    return pcrypto_cipher_key_is_known(type) ? pcrypto_cipher_check_bits(type, psa_get_key_algorithm(attributes), bits)
                                             : PSA_ERROR_DOES_NOT_EXIST;
}

/* The same for a key that has a structure, in its import format. *bits is what the caller says (0: nothing), then what
 * the material says. */
static psa_status_t check_structured(pcrypto_key_t *key, size_t *bits)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

#if PCC_HAVE_ED25519
    if (pcrypto_eddsa_is(type)) {
        return pcrypto_eddsa_check_material(type, key->material, key->size, bits);
    }
#endif
    if (PSA_KEY_TYPE_IS_ECC(type)) {
        return pcrypto_ecc_check(type, key->material, key->size, bits);
    }
#if PCC_DH_SIZE_MAX != 0
    if (PSA_KEY_TYPE_IS_DH(type)) {
        *bits = 8u * (size_t)key->size;
        return pcrypto_dh_check(type, key->material, key->size);
    }
#endif
#if PCC_HAVE_SPAKE2P
    if (PSA_KEY_TYPE_IS_SPAKE2P(type)) {
        return pcrypto_spake2p_check(type, key->material, key->size, bits);
    }
#endif
#if PCC_HAVE_SAE_TOKEN
    if (pcrypto_sae_is(type)) {
        return pcrypto_sae_check(type, key->material, key->size, bits);
    }
#endif
#if PCC_HAVE_RSA
    if (PSA_KEY_TYPE_IS_RSA(type)) {
        return pcrypto_rsa_check(type, key->material, key->size, bits);
    }
#endif
#if PCC_HAVE_HBS
    if (pcrypto_hbs_is(type)) {
        return pcrypto_hbs_check(type, key->material, key->size, bits);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (PSA_KEY_TYPE_IS_SLH_DSA(type)) {
        return pcrypto_slh_check(type, key->material, key->size, bits);
    }
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_material_import(pcrypto_key_t *key, const uint8_t *data, size_t size)
{
    if (size == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!pcrypto_is_brought_in(psa_get_key_type(&key->attributes))) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    /* Checked in our own copy: a caller's buffer may change. */
    memcpy(key->material, data, size);
    key->size = (uint16_t)size;
    return pcrypto_material_check(key);
}

psa_status_t pcrypto_material_check(pcrypto_key_t *key)
{
    size_t bits = psa_get_key_bits(&key->attributes);
    size_t found_bits = 8u * (size_t)key->size;

    psa_status_t status = check_symmetric(&key->attributes, found_bits);
    if (status == PSA_SUCCESS) {
        status = pcrypto_cipher_check(psa_get_key_type(&key->attributes), key->material, key->size);
    } else if (status == PSA_ERROR_DOES_NOT_EXIST) {
        found_bits = bits;
        status = check_structured(key, &found_bits);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_set_key_bits(&key->attributes, found_bits);
    return bits == 0 || bits == found_bits ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

bool pcrypto_material_size_is_valid(const psa_key_attributes_t *attributes, size_t size)
{
    psa_key_type_t type = psa_get_key_type(attributes);
    size_t bits = psa_get_key_bits(attributes);

#if PCC_HAVE_ED25519
    if (pcrypto_eddsa_is(type)) {
        return bits == PCRYPTO_ED25519_BITS && size == PCRYPTO_ED25519_KEY_SIZE;
    }
#endif
    if (PSA_KEY_TYPE_IS_ECC(type)) {
        return pcrypto_ecc_size_is_valid(type, bits, size);
    }
#if PCC_HAVE_RSA
    if (PSA_KEY_TYPE_IS_RSA(type)) {
        return pcrypto_rsa_size_is_valid(type, bits, size);
    }
#endif
#if PCC_DH_SIZE_MAX != 0
    if (PSA_KEY_TYPE_IS_DH(type)) {
        return pcrypto_dh_size_is_valid(type, bits, size);
    }
#endif
#if PCC_HAVE_SPAKE2P
    if (PSA_KEY_TYPE_IS_SPAKE2P(type)) {
        return pcrypto_spake2p_size_is_valid(type, bits, size);
    }
#endif
#if PCC_HAVE_SAE_TOKEN
    if (pcrypto_sae_is(type)) {
        return pcrypto_sae_size_is_valid(type, bits, size);
    }
#endif
#if PCC_HAVE_HBS
    if (pcrypto_hbs_is(type)) {
        return (bits == 192 || bits == 256) && size == PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(type, bits);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (PSA_KEY_TYPE_IS_SLH_DSA(type)) {
        return pcrypto_slh_size_is_valid(type, bits, size);
    }
#endif
    return bits == 8 * size && check_symmetric(attributes, bits) == PSA_SUCCESS;
}

psa_status_t pcrypto_material_generated_size(const psa_key_attributes_t *attributes, size_t *size)
{
    psa_key_type_t type = psa_get_key_type(attributes);
    size_t bits = psa_get_key_bits(attributes);

    *size = (bits + 7) / 8;
    if (PSA_KEY_TYPE_IS_PUBLIC_KEY(type) || bits == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#if PCC_HAVE_RSA
    if (type == PSA_KEY_TYPE_RSA_KEY_PAIR) {
        return pcrypto_rsa_generated_size(bits, size);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (PSA_KEY_TYPE_IS_SLH_DSA(type)) {
        return pcrypto_slh_generated_size(type, bits, size);
    }
#endif
    psa_status_t status = check_symmetric(attributes, bits);
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status; /* generating such a key judges its size */
}

static psa_status_t generate_symmetric(pcrypto_key_t *key, size_t size)
{
    psa_status_t status;
    size_t missing = size;

    key->size = (uint16_t)size;
    do {
        status = pcrypto_random(key->material + size - missing, missing);
        if (status == PSA_SUCCESS) {
            status = pcrypto_cipher_from_derived(psa_get_key_type(&key->attributes), key->material, size, &missing);
        }
    } while (status == PSA_ERROR_DOES_NOT_EXIST);
    return status;
}

psa_status_t pcrypto_material_generate(pcrypto_key_t *key, const uint8_t *custom, size_t custom_size)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);
    size_t bits = psa_get_key_bits(&key->attributes);

#if PCC_HAVE_RSA
    if (type == PSA_KEY_TYPE_RSA_KEY_PAIR) {
        uint32_t exponent;
        psa_status_t status = pcrypto_rsa_read_exponent(custom, custom_size, &exponent);
        return status == PSA_SUCCESS ? pcrypto_rsa_generate(key, exponent) : status;
    }
#endif
    (void)custom;
    if (custom_size != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (check_symmetric(&key->attributes, bits) != PSA_ERROR_DOES_NOT_EXIST) {
        return generate_symmetric(key, bits / 8);
    }
#if PCC_HAVE_ED25519
    if (pcrypto_eddsa_is(type)) {
        return pcrypto_eddsa_generate(key);
    }
#endif
    if (PSA_KEY_TYPE_IS_ECC(type)) {
        return pcrypto_ecc_generate(key);
    }
#if PCC_DH_SIZE_MAX != 0
    if (PSA_KEY_TYPE_IS_DH(type)) {
        return pcrypto_dh_generate(key);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (PSA_KEY_TYPE_IS_SLH_DSA(type)) {
        return pcrypto_slh_generate(key);
    }
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_material_derived_size(const psa_key_attributes_t *attributes, size_t *size)
{
    psa_key_type_t type = psa_get_key_type(attributes);
    size_t bits = psa_get_key_bits(attributes);

    *size = bits / 8;
    if (PSA_KEY_TYPE_IS_PUBLIC_KEY(type) || bits == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = check_symmetric(attributes, bits);
    if (status != PSA_ERROR_DOES_NOT_EXIST) {
        return status;
    }
#if PCC_HAVE_ED25519 && defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_DERIVE)
    if (pcrypto_eddsa_is(type)) {
        *size = PCRYPTO_ED25519_KEY_SIZE;
        return bits == PCRYPTO_ED25519_BITS ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
    }
#endif
    if (PSA_KEY_TYPE_IS_ECC(type)) {
        return pcrypto_ecc_derived_size(type, bits, size);
    }
#if PCC_DH_SIZE_MAX != 0
    if (PSA_KEY_TYPE_IS_DH(type)) {
        return pcrypto_dh_check_derivable(type, bits);
    }
#endif
#if PCC_HAVE_SPAKE2P
    if (PSA_KEY_TYPE_IS_SPAKE2P(type)) {
        return pcrypto_spake2p_derived_size(type, bits, size);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (PSA_KEY_TYPE_IS_SLH_DSA(type)) {
        return pcrypto_slh_derived_size(type, bits, size);
    }
#endif
#if PCC_HAVE_SAE_TOKEN
    if (pcrypto_sae_is(type)) {
        return PSA_ERROR_INVALID_ARGUMENT; /* by PSA_ALG_WPA3_SAE_H2E() alone */
    }
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_material_from_derived(pcrypto_key_t *key, size_t *missing)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    *missing = key->size;
#if PCC_HAVE_ED25519
    if (pcrypto_eddsa_is(type)) {
        return PSA_SUCCESS; /* any bytes are a private key */
    }
#endif
    if (PSA_KEY_TYPE_IS_ECC(type)) {
        return pcrypto_ecc_from_derived(key);
    }
#if PCC_DH_SIZE_MAX != 0
    if (PSA_KEY_TYPE_IS_DH(type)) {
        return pcrypto_dh_from_derived(key);
    }
#endif
#if PCC_HAVE_SPAKE2P
    if (PSA_KEY_TYPE_IS_SPAKE2P(type)) {
        return pcrypto_spake2p_from_derived(key);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (PSA_KEY_TYPE_IS_SLH_DSA(type)) {
        return pcrypto_slh_from_derived(key);
    }
#endif
    return pcrypto_cipher_from_derived(type, key->material, key->size, missing);
}

psa_status_t pcrypto_material_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

#if PCC_HAVE_ED25519
    if (pcrypto_eddsa_is(type) && PSA_KEY_TYPE_IS_KEY_PAIR(type)) {
        return pcrypto_eddsa_public(key, out, out_size, length);
    }
#endif
    if (PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type)) {
        return pcrypto_ecc_public(key, out, out_size, length);
    }
#if PCC_HAVE_RSA
    if (type == PSA_KEY_TYPE_RSA_KEY_PAIR) {
        return pcrypto_rsa_public(key, out, out_size, length);
    }
#endif
#if PCC_DH_SIZE_MAX != 0
    if (PSA_KEY_TYPE_IS_DH_KEY_PAIR(type)) {
        return pcrypto_dh_public(key, out, out_size, length);
    }
#endif
#if PCC_HAVE_SPAKE2P
    if (PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR(type)) {
        return pcrypto_spake2p_public(key, out, out_size, length);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR(type)) {
        return pcrypto_slh_public(key, out, out_size, length);
    }
#endif
    if (!PSA_KEY_TYPE_IS_PUBLIC_KEY(type)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (out_size < key->size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memcpy(out, key->material, key->size);
    *length = key->size;
    return PSA_SUCCESS;
}
