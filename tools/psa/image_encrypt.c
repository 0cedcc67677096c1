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

#define KEY_MAX 32u
#define MAC_MAX 64u
#define AGREEMENT(hash) PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(hash))

/* A form of key wrap: ephemeral public key, MAC, wrapped key. */
typedef struct form {
    uint16_t type;
    image_key_kind_t kind;
    psa_key_type_t pair;
    uint16_t bits;
    uint8_t point_size, mac_size;
    psa_algorithm_t hash;
} form_t;
static const form_t forms[] = {
    { PFWU_TLV_ENC_EC256, IMAGE_KEY_P256, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, 65, 32,
      PSA_ALG_SHA_256 },
    { PFWU_TLV_ENC_X25519, IMAGE_KEY_X25519, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 255, 32, 32,
      PSA_ALG_SHA_256 },
    { PFWU_TLV_ENC_X25519_SHA512, IMAGE_KEY_X25519, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 255, 32, 64,
      PSA_ALG_SHA_512 },
};
#define FORM_COUNT (sizeof(forms) / sizeof(forms[0]))

static const form_t *find_form(uint16_t type)
{
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (forms[i].type == type) {
            return &forms[i];
        }
    }
    return NULL;
}

uint16_t image_wrap_type(image_key_kind_t kind, bool sha512)
{
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (forms[i].kind == kind && (forms[i].hash == PSA_ALG_SHA_512) == sha512) {
            return forms[i].type;
        }
    }
    return 0;
}

image_key_kind_t image_wrap_kind(uint16_t wrap_type)
{
    const form_t *form = find_form(wrap_type);
    return form != NULL ? form->kind : IMAGE_KEY_KINDS;
}

size_t image_wrap_size(uint16_t wrap_type, size_t key_size)
{
    const form_t *form = find_form(wrap_type);
    return form != NULL ? (size_t)form->point_size + form->mac_size + key_size : 0;
}

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
static psa_status_t agree(const form_t *form, const image_key_t *to, uint8_t *wrap, uint8_t *okm, size_t okm_size)
{
    static const uint8_t info[16] = { 'M', 'C', 'U', 'B', 'o', 'o', 't', '_', 'E', 'C', 'I', 'E', 'S', '_', 'v', '1' };
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    size_t size = 0;
    psa_set_key_type(&attributes, form->pair);
    psa_set_key_bits(&attributes, form->bits);
    psa_set_key_algorithm(&attributes, AGREEMENT(form->hash));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    psa_status_t status = psa_generate_key(&attributes, &key);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_export_public_key(key, wrap, form->point_size, &size);
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_setup(&operation, AGREEMENT(form->hash));
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_key_agreement(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, key, to->public_key,
                                                  to->public_size);
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
static psa_status_t wrap_key(const form_t *form, const uint8_t *okm, const uint8_t *image_key, size_t key_size,
                             uint8_t *wrap)
{
    psa_key_id_t key = PSA_KEY_ID_NULL;
    uint8_t *mac = &wrap[form->point_size];
    uint8_t *wrapped = &mac[form->mac_size];
    size_t size = 0;
    memcpy(wrapped, image_key, key_size);
    psa_status_t status = ctr(okm, key_size, wrapped, key_size);
    if (status == PSA_SUCCESS) {
        status = import(PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(form->hash), PSA_KEY_USAGE_SIGN_MESSAGE, &okm[key_size],
                        form->mac_size, &key);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_mac_compute(key, PSA_ALG_HMAC(form->hash), wrapped, key_size, mac, form->mac_size, &size);
    return destroy(key, status);
}

psa_status_t image_encrypt_body(void *ctx, uint8_t *body, size_t size, uint8_t *wrap, size_t wrap_size)
{
    const image_recipient_t *recipient = ctx;
    const form_t *form = find_form(recipient->wrap_type);
    uint8_t okm[KEY_MAX + MAC_MAX];
    uint8_t image_key[KEY_MAX];
    if (form == NULL || form->kind != recipient->key.kind ||
        wrap_size != image_wrap_size(recipient->wrap_type, recipient->key_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = psa_generate_random(image_key, recipient->key_size);
    if (status == PSA_SUCCESS) {
        status = agree(form, &recipient->key, wrap, okm, recipient->key_size + form->mac_size);
    }
    if (status == PSA_SUCCESS) {
        status = wrap_key(form, okm, image_key, recipient->key_size, wrap);
    }
    if (status == PSA_SUCCESS && size > 0) {
        status = ctr(image_key, recipient->key_size, body, size);
    }
    pcc_wipe(okm, sizeof(okm));
    pcc_wipe(image_key, sizeof(image_key));
    return status;
}

psa_status_t image_decrypt_body(const image_key_t *key, const pfwu_image_t *image, const uint8_t *wrap, uint8_t *body)
{
    const form_t *form = find_form(image->key_wrap_type);
    psa_key_id_t id = PSA_KEY_ID_NULL;
    pfwu_cipher_t cipher = { 0 };
    if (form == NULL || form->kind != key->kind) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status =
        import(form->pair, AGREEMENT(form->hash), PSA_KEY_USAGE_DERIVE, key->private_key, key->private_size, &id);
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
