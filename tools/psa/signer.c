/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Signatures of images.
 */
#include "signer.h"

#include <string.h>

#include "der.h"
#include "psa/crypto.h"
#include "run_command.h"
#include "tool.h"

/* A DER INTEGER, right-aligned into `size` bytes. */
static bool get_scalar(der_reader_t *der, uint8_t *out, size_t size)
{
    der_reader_t integer = der_enter(der, DER_INTEGER);
    while (der_left(&integer) > 1u && integer.p[0] == 0) {
        integer.p++;
    }
    size_t length = der_left(&integer);
    if (integer.bad || length == 0 || length > size) {
        return false;
    }
    memset(out, 0, size);
    memcpy(out + size - length, integer.p, length);
    return true;
}

/* ECDSA-Sig-Value to r and s. */
static bool from_der(uint8_t *answer, size_t size, uint8_t *out, size_t scalar)
{
    der_reader_t file = der_reader(answer, size);
    der_reader_t pair = der_enter(&file, DER_SEQUENCE);
    return get_scalar(&pair, out, scalar) && get_scalar(&pair, out + scalar, scalar) && der_done(&pair) &&
           der_done(&file);
}

static psa_status_t refuse(signer_t *signer, const char *why, size_t size)
{
    signer->told = true;
    tool_fail("'%s': the answer of %zu bytes %s", signer->command, size, why);
    return PSA_ERROR_COMMUNICATION_FAILURE;
}

/* The answer of a command as a signature that verifies; ECDSA as r and s. */
static psa_status_t take_answer(signer_t *signer, uint8_t *answer, size_t size, const uint8_t *hash, uint8_t *signature,
                                size_t *signature_size)
{
    image_key_kind_t kind = signer->key->kind;
    size_t scalar = image_key_hash_size(kind);
    bool ecdsa = kind == IMAGE_KEY_P256 || kind == IMAGE_KEY_P384;
    size_t wants = kind == IMAGE_KEY_RSA3072   ? 384u
                   : kind == IMAGE_KEY_RSA2048 ? 256u
                   : kind == IMAGE_KEY_ED25519 ? 64u
                                               : 0;
    if (size == 0) {
        return refuse(signer, "is no signature", size);
    }
    if (wants != 0 && size != wants) {
        return refuse(signer,
                      wants == 384u   ? "is no signature of 384 bytes"
                      : wants == 256u ? "is no signature of 256 bytes"
                                      : "is no signature of 64 bytes",
                      size);
    }
    *signature_size = ecdsa ? 2u * scalar : size;
    if (ecdsa && !from_der(answer, size, signature, scalar)) {
        if (size != 2u * scalar) {
            return refuse(signer,
                          scalar == 32u ? "is neither a DER signature nor r and s of 32 bytes each"
                                        : "is neither a DER signature nor r and s of 48 bytes each",
                          size);
        }
        memcpy(signature, answer, size);
    } else if (!ecdsa) {
        memcpy(signature, answer, size);
    }
    psa_status_t status = image_key_verify(signer->key, hash, signature, *signature_size);
    if (status != PSA_SUCCESS && status != PSA_ERROR_NOT_SUPPORTED) {
        return refuse(signer, "does not verify with the public key", size);
    }
    return status;
}

static psa_status_t ask(signer_t *signer, const uint8_t *region, size_t size, const uint8_t *hash, uint8_t *signature,
                        size_t *signature_size)
{
    uint8_t answer[IMAGE_SIGNATURE_MAX];
    size_t answer_size = 0;
    run_command_t run = { signer->command, "PSA_SIGN_FILE", "PSA_SIGN_KEY", image_key_option(signer->key->kind),
                          signer->timeout };
    bool payload = signer->sends_payload;
    if (!run_command(&run, payload ? region : hash, payload ? size : image_key_hash_size(signer->key->kind), answer,
                     sizeof(answer), &answer_size)) {
        signer->told = true;
        return PSA_ERROR_COMMUNICATION_FAILURE;
    }
    return take_answer(signer, answer, answer_size, hash, signature, signature_size);
}

psa_status_t signer_sign(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                         size_t *signature_size)
{
    signer_t *signer = ctx;
    size_t length = 0;
    size_t hash_size = image_key_hash_size(signer->key->kind);
    psa_status_t status = psa_hash_compute(hash_size == 48 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_256, region, size, hash,
                                           PFWU_HASH_MAX, &length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (signer->command != NULL) {
        return ask(signer, region, size, hash, signature, signature_size);
    }
    status = image_key_sign(signer->key, hash, signature, *signature_size, signature_size);
    return status == PSA_SUCCESS ? image_key_verify(signer->key, hash, signature, *signature_size) : status;
}
