/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The encryption of MCUboot images. The other direction is the boot engine's own.
 */
#include "image_encrypt.h"

#include <string.h>

#include "lib/crypto/core/ct.h"
#include "lib/fwu/cipher.h"
#include "psa/crypto.h"

#define POINT_SIZE KEY_FILE_POINT_SIZE
#define MAC_SIZE 32u
#define KEY_MAX 32u
#define AGREEMENT PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256))

static psa_status_t destroy(psa_key_id_t key, psa_status_t status)
{
    psa_status_t destroyed = psa_destroy_key(key);
    return status != PSA_SUCCESS ? status : destroyed;
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

/* AES-CTR from counter 0, in place. */
static psa_status_t ctr(const uint8_t *key_bytes, size_t key_size, uint8_t *bytes, size_t size)
{
    psa_key_id_t key = PSA_KEY_ID_NULL;
    psa_status_t status = import(PSA_KEY_TYPE_AES, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT, key_bytes, key_size, &key);
    if (status != PSA_SUCCESS) {
        return status;
    }
    pfwu_cipher_t cipher = { key };
    status = pfwu_cipher_apply(&cipher, 0, bytes, size);
    pfwu_cipher_end(&cipher);
    return status;
}

/* An ephemeral key pair: its public key to the wrap, HKDF of its secret with the recipient to okm. */
static psa_status_t agree(const image_recipient_t *recipient, uint8_t *wrap, uint8_t *okm, size_t okm_size)
{
    static const uint8_t info[16] = { 'M', 'C', 'U', 'B', 'o', 'o', 't', '_', 'E', 'C', 'I', 'E', 'S', '_', 'v', '1' };
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    size_t size = 0;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_algorithm(&attributes, AGREEMENT);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    psa_status_t status = psa_generate_key(&attributes, &key);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_export_public_key(key, wrap, POINT_SIZE, &size);
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_setup(&operation, AGREEMENT);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_key_agreement(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, key, recipient->point,
                                                  POINT_SIZE);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO, info, sizeof(info));
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_output_bytes(&operation, okm, okm_size);
    }
    psa_status_t aborted = psa_key_derivation_abort(&operation);
    return destroy(key, status != PSA_SUCCESS ? status : aborted);
}

/* Behind the public key: the MAC of the wrapped key, the wrapped key. */
static psa_status_t wrap_key(const uint8_t *okm, const uint8_t *image_key, size_t key_size, uint8_t *wrap)
{
    psa_key_id_t key = PSA_KEY_ID_NULL;
    uint8_t *wrapped = &wrap[POINT_SIZE + MAC_SIZE];
    size_t size = 0;
    memcpy(wrapped, image_key, key_size);
    psa_status_t status = ctr(okm, key_size, wrapped, key_size);
    if (status == PSA_SUCCESS) {
        status = import(PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_SHA_256), PSA_KEY_USAGE_SIGN_MESSAGE, &okm[key_size],
                        MAC_SIZE, &key);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_mac_compute(key, PSA_ALG_HMAC(PSA_ALG_SHA_256), wrapped, key_size, &wrap[POINT_SIZE], MAC_SIZE, &size);
    return destroy(key, status);
}

psa_status_t image_encrypt_body(void *ctx, uint8_t *body, size_t size, uint8_t *wrap, size_t wrap_size)
{
    const image_recipient_t *recipient = ctx;
    uint8_t okm[KEY_MAX + MAC_SIZE];
    uint8_t image_key[KEY_MAX];
    if (wrap_size != IMAGE_WRAP_SIZE(recipient->key_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = psa_generate_random(image_key, recipient->key_size);
    if (status == PSA_SUCCESS) {
        status = agree(recipient, wrap, okm, recipient->key_size + MAC_SIZE);
    }
    if (status == PSA_SUCCESS) {
        status = wrap_key(okm, image_key, recipient->key_size, wrap);
    }
    if (status == PSA_SUCCESS && size > 0) {
        status = ctr(image_key, recipient->key_size, body, size);
    }
    pcc_wipe(okm, sizeof(okm));
    pcc_wipe(image_key, sizeof(image_key));
    return status;
}

psa_status_t image_decrypt_body(const key_file_t *key, const pfwu_image_t *image, const uint8_t *wrap, uint8_t *body)
{
    psa_key_id_t id = PSA_KEY_ID_NULL;
    pfwu_cipher_t cipher = { 0 };
    psa_status_t status = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), AGREEMENT, PSA_KEY_USAGE_DERIVE,
                                 key->private_key, KEY_FILE_PRIVATE_SIZE, &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pfwu_cipher_unwrap(id, image->key_wrap_type, wrap, image->key_wrap_size, &cipher);
    if (status == PSA_SUCCESS) {
        status = pfwu_cipher_apply(&cipher, 0, body, image->body_size);
    }
    pfwu_cipher_end(&cipher);
    return destroy(id, status);
}
