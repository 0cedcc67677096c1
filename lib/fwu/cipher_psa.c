/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Encrypted images over the PSA Crypto API. ECIES as MCUboot has it: the image key stands under AES-CTR and HMAC keys
 * made with HKDF from a Diffie-Hellman secret; the MAC covers the wrapped key. Keys are volatile.
 */
#include "cipher.h"

#include <string.h>

#include "image.h"
#include "lib/crypto/core/bytes.h"
#include "psa/crypto.h"

#define BLOCK 16u
#define KEY_MAX 32u    /* AES-256 */
#define MAC_MAX 64u    /* HMAC-SHA-512 */
#define POINT_MAX 65u  /* P-256, uncompressed */
#define BACKUP_KEY 32u /* AES-256, whatever the image came under */

/** One form of key wrap: sizes in bytes of the ephemeral public key and of the MAC, which is also that of its key. */
typedef struct form {
    uint16_t type;
    uint8_t point_size;
    uint8_t mac_size;
    psa_algorithm_t hash;
} form_t;

static const form_t forms[] = {
    { PFWU_TLV_ENC_EC256, 65, 32, PSA_ALG_SHA_256 },
    { PFWU_TLV_ENC_X25519, 32, 32, PSA_ALG_SHA_256 },
    { PFWU_TLV_ENC_X25519_SHA512, 32, 64, PSA_ALG_SHA_512 },
};

/** memset() that the compiler can't leave out. */
static void wipe(uint8_t *bytes, size_t size)
{
    volatile uint8_t *p = bytes;
    for (size_t i = 0; i < size; i++) {
        p[i] = 0;
    }
}

/** HKDF without a salt over the secret of the decryption key and a public key. */
static psa_status_t derive(uint32_t decrypt_key, psa_algorithm_t hash, const uint8_t *point, size_t point_size,
                           const uint8_t *info, size_t info_size, uint8_t *out, size_t size)
{
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_status_t status = psa_crypto_init();
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_setup(&operation, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(hash)));
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_key_agreement(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, decrypt_key, point,
                                                  point_size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO, info, info_size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_output_bytes(&operation, out, size);
    }
    psa_status_t aborted = psa_key_derivation_abort(&operation);
    if (status == PSA_SUCCESS) {
        status = aborted;
    }
    if (status != PSA_SUCCESS) {
        wipe(out, size);
    }
    return status;
}

static psa_status_t import(psa_key_type_t type, psa_algorithm_t alg, psa_key_usage_t usage, const uint8_t *bytes,
                           size_t size, psa_key_id_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, type);
    psa_set_key_algorithm(&attributes, alg);
    psa_set_key_usage_flags(&attributes, usage);
    return psa_import_key(&attributes, bytes, size, key);
}

static psa_status_t begin(const uint8_t *bytes, size_t size, pfwu_cipher_t *cipher)
{
    psa_key_id_t key = PSA_KEY_ID_NULL;
    psa_status_t status = import(PSA_KEY_TYPE_AES, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT, bytes, size, &key);
    cipher->key = status == PSA_SUCCESS ? key : 0;
    return status;
}

static psa_status_t check_mac(const form_t *form, const uint8_t *key_bytes, const uint8_t *mac, const uint8_t *wrapped,
                              size_t size)
{
    psa_key_id_t key = PSA_KEY_ID_NULL;
    psa_status_t status = import(PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(form->hash), PSA_KEY_USAGE_VERIFY_MESSAGE, key_bytes,
                                 form->mac_size, &key);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_mac_verify(key, PSA_ALG_HMAC(form->hash), wrapped, size, mac, form->mac_size);
    psa_status_t destroyed = psa_destroy_key(key);
    return status != PSA_SUCCESS ? status : destroyed;
}

/** okm: the AES key, then the MAC key. */
static psa_status_t open_wrap(const form_t *form, const uint8_t *okm, const uint8_t *wrap, size_t key_size,
                              pfwu_cipher_t *cipher)
{
    uint8_t image_key[KEY_MAX];
    const uint8_t *mac = &wrap[form->point_size];
    const uint8_t *wrapped = &mac[form->mac_size];
    psa_status_t status = check_mac(form, &okm[key_size], mac, wrapped, key_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = begin(okm, key_size, cipher);
    if (status != PSA_SUCCESS) {
        return status;
    }
    memcpy(image_key, wrapped, key_size);
    status = pfwu_cipher_apply(cipher, 0, image_key, key_size);
    pfwu_cipher_end(cipher);
    if (status == PSA_SUCCESS) {
        status = begin(image_key, key_size, cipher);
    }
    wipe(image_key, sizeof image_key);
    return status;
}

static psa_status_t unwrap(uint32_t decrypt_key, const form_t *form, const uint8_t *wrap, size_t size,
                           pfwu_cipher_t *cipher)
{
    static const uint8_t info[] = { 'M', 'C', 'U', 'B', 'o', 'o', 't', '_', 'E', 'C', 'I', 'E', 'S', '_', 'v', '1' };
    uint8_t okm[KEY_MAX + MAC_MAX];
    size_t key_size = size - form->point_size - form->mac_size;
    psa_status_t status =
        derive(decrypt_key, form->hash, wrap, form->point_size, info, sizeof info, okm, key_size + form->mac_size);
    if (status == PSA_SUCCESS) {
        status = open_wrap(form, okm, wrap, key_size, cipher);
    }
    wipe(okm, sizeof okm);
    switch (status) {
    case PSA_ERROR_INVALID_ARGUMENT: /* a point that is none comes from the image too */
        return PSA_ERROR_INVALID_SIGNATURE;
    case PSA_ERROR_NOT_PERMITTED: /* the key's policy has another hash */
        return PSA_ERROR_NOT_SUPPORTED;
    default:
        return status;
    }
}

psa_status_t pfwu_cipher_unwrap(uint32_t decrypt_key, uint16_t type, const uint8_t *wrap, size_t size,
                                pfwu_cipher_t *cipher)
{
    cipher->key = 0;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const form_t *form = &forms[i];
        size_t fixed = (size_t)form->point_size + form->mac_size;
        if (form->type == type && (size == fixed + 16u || size == fixed + 32u)) {
            return unwrap(decrypt_key, form, wrap, size, cipher);
        }
    }
    return PSA_ERROR_NOT_SUPPORTED;
}

bool pfwu_cipher_takes(uint32_t decrypt_key, uint16_t type)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    if (psa_get_key_attributes(decrypt_key, &attributes) != PSA_SUCCESS) {
        return false;
    }
    bool montgomery = PSA_KEY_TYPE_ECC_GET_FAMILY(psa_get_key_type(&attributes)) == PSA_ECC_FAMILY_MONTGOMERY;
    psa_algorithm_t hash = PSA_ALG_GET_HASH(psa_get_key_algorithm(&attributes));
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].type == type) {
            return forms[i].hash == hash && (type != PFWU_TLV_ENC_EC256) == montgomery;
        }
    }
    return false;
}

psa_status_t pfwu_cipher_backup(uint32_t decrypt_key, uint8_t component, const uint8_t hash[32], pfwu_cipher_t *cipher)
{
    static const uint8_t label[] = {
        'l', 'i', 'b', 'p', 's', 'a', ' ', 'F', 'W', 'U', ' ', 'b', 'a', 'c', 'k', 'u', 'p'
    };
    uint8_t point[POINT_MAX];
    uint8_t info[sizeof label + 1u + 32u];
    uint8_t key[BACKUP_KEY];
    size_t point_size = 0;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    cipher->key = 0;
    psa_status_t status = psa_crypto_init();
    if (status == PSA_SUCCESS) {
        status = psa_get_key_attributes(decrypt_key, &attributes); /* for the hash that its policy has */
    }
    if (status == PSA_SUCCESS) {
        status = psa_export_public_key(decrypt_key, point, sizeof point, &point_size);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    memcpy(info, label, sizeof label);
    info[sizeof label] = component;
    memcpy(&info[sizeof label + 1u], hash, 32);
    /* The secret of the key pair with itself: as hard to find as that with any other key. */
    status = derive(decrypt_key, PSA_ALG_GET_HASH(psa_get_key_algorithm(&attributes)), point, point_size, info,
                    sizeof info, key, sizeof key);
    if (status == PSA_SUCCESS) {
        status = begin(key, sizeof key, cipher);
    }
    wipe(key, sizeof key);
    return status;
}

/** The operation stands at the block of `pos`: go on to its byte. */
static psa_status_t skip(psa_cipher_operation_t *operation, uint32_t pos)
{
    static const uint8_t zeros[BLOCK];
    uint8_t dropped[BLOCK];
    size_t length = 0;
    if (pos % BLOCK == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = psa_cipher_update(operation, zeros, pos % BLOCK, dropped, sizeof dropped, &length);
    wipe(dropped, sizeof dropped);
    return status;
}

psa_status_t pfwu_cipher_apply(const pfwu_cipher_t *cipher, uint32_t pos, uint8_t *bytes, size_t size)
{
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    uint8_t counter[BLOCK] = { 0 };
    size_t length = 0;
    pcc_put_be32(&counter[BLOCK - 4u], pos / BLOCK);
    psa_status_t status = psa_cipher_encrypt_setup(&operation, cipher->key, PSA_ALG_CTR);
    if (status == PSA_SUCCESS) {
        status = psa_cipher_set_iv(&operation, counter, sizeof counter);
    }
    if (status == PSA_SUCCESS) {
        status = skip(&operation, pos);
    }
    if (status == PSA_SUCCESS) {
        status = psa_cipher_update(&operation, bytes, size, bytes, size, &length);
    }
    psa_status_t aborted = psa_cipher_abort(&operation);
    if (status == PSA_SUCCESS) {
        status = length == size ? aborted : PSA_ERROR_CORRUPTION_DETECTED;
    }
    if (status != PSA_SUCCESS) {
        memset(bytes, 0, size);
    }
    return status;
}

void pfwu_cipher_end(pfwu_cipher_t *cipher)
{
    if (cipher->key != 0) {
        psa_status_t status = psa_destroy_key(cipher->key);
        (void)status; /* a volatile key: there is no storage that could fail */
    }
    cipher->key = 0;
}
