/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * ChaCha20-Poly1305 over Mbed TLS's two halves. Its own combination of them reads a caller's buffer twice, once to
 * encrypt and once for the tag; here each byte is read once, and `out` never.
 */
#include "chachapoly.h"

#include <mbedtls/poly1305.h>

#include "bytes.h"
#include "ct.h"

_Static_assert(sizeof(mbedtls_poly1305_context) <= sizeof(((pcc_chachapoly_t *)0)->poly1305),
               "pcc_chachapoly_t too small");
_Static_assert(_Alignof(mbedtls_poly1305_context) <= _Alignof(pcc_chachapoly_t), "pcc_chachapoly_t not aligned");

static mbedtls_poly1305_context *poly1305(pcc_chachapoly_t *aead)
{
    return (mbedtls_poly1305_context *)(void *)aead->poly1305;
}

static psa_status_t mac_bytes(pcc_chachapoly_t *aead, const uint8_t *p, size_t size)
{
    return mbedtls_poly1305_update(poly1305(aead), p, size) == 0 ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}

/* Zeros to the end of a block of 16. */
static psa_status_t mac_pad(pcc_chachapoly_t *aead, uint64_t size)
{
    static const uint8_t zeros[15];

    return mac_bytes(aead, zeros, (size_t)(-size % 16u));
}

psa_status_t pcc_chachapoly_set_key(pcc_chachapoly_t *aead, const uint8_t key[PCC_CHACHA20_KEY_SIZE])
{
    return pcc_chacha20_set_key(&aead->chacha, key);
}

psa_status_t pcc_chachapoly_start(pcc_chachapoly_t *aead, bool encrypt, const uint8_t *nonce, size_t nonce_size)
{
    uint8_t block[PCC_CHACHA20_BLOCK_SIZE] = { 0 };

    if (nonce_size != 12 && nonce_size != 24) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    aead->ad_size = 0;
    aead->text_size = 0;
    aead->in_text = false;
    aead->encrypt = encrypt;
    /* Block 0 of the key stream gives the key of the tag; the text begins with block 1. */
    psa_status_t status = pcc_chacha20_start(&aead->chacha, nonce, nonce_size, 0);
    if (status == PSA_SUCCESS) {
        status = pcc_chacha20_update(&aead->chacha, block, sizeof block, block);
    }
    mbedtls_poly1305_init(poly1305(aead));
    if (status == PSA_SUCCESS && mbedtls_poly1305_starts(poly1305(aead), block) != 0) {
        status = PSA_ERROR_HARDWARE_FAILURE;
    }
    pcc_wipe(block, sizeof block);
    return status;
}

psa_status_t pcc_chachapoly_ad(pcc_chachapoly_t *aead, const uint8_t *ad, size_t size)
{
    if (size == 0) {
        return PSA_SUCCESS;
    }
    if (aead->in_text) {
        return PSA_ERROR_BAD_STATE;
    }
    aead->ad_size += size;
    return mac_bytes(aead, ad, size);
}

/* The ciphertext of at most a block of the key stream goes into the tag; what comes of it, to out. */
static psa_status_t crypt(pcc_chachapoly_t *aead, const uint8_t *in, size_t size, uint8_t *out)
{
    uint8_t text[PCC_CHACHA20_BLOCK_SIZE];
    psa_status_t status = PSA_SUCCESS;

    memcpy(text, in, size);
    if (!aead->encrypt) {
        status = mac_bytes(aead, text, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_chacha20_update(&aead->chacha, text, size, text);
    }
    if (status == PSA_SUCCESS && aead->encrypt) {
        status = mac_bytes(aead, text, size);
    }
    if (status == PSA_SUCCESS) {
        memcpy(out, text, size);
    }
    pcc_wipe(text, sizeof text);
    return status;
}

psa_status_t pcc_chachapoly_update(pcc_chachapoly_t *aead, const uint8_t *in, size_t size, uint8_t *out)
{
    psa_status_t status = PSA_SUCCESS;

    if (size > PCC_CHACHAPOLY_TEXT_MAX - aead->text_size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size > 0 && !aead->in_text) {
        aead->in_text = true;
        status = mac_pad(aead, aead->ad_size);
    }
    aead->text_size += size;
    while (size > 0 && status == PSA_SUCCESS) {
        size_t n = size < PCC_CHACHA20_BLOCK_SIZE ? size : PCC_CHACHA20_BLOCK_SIZE;
        status = crypt(aead, in, n, out);
        in += n;
        out += n;
        size -= n;
    }
    return status;
}

psa_status_t pcc_chachapoly_finish(pcc_chachapoly_t *aead, uint8_t tag[PCC_CHACHAPOLY_TAG_SIZE])
{
    uint8_t lengths[16];
    psa_status_t status = mac_pad(aead, aead->in_text ? aead->text_size : aead->ad_size);

    pcc_put_le64(lengths, aead->ad_size);
    pcc_put_le64(lengths + 8, aead->text_size);
    if (status == PSA_SUCCESS) {
        status = mac_bytes(aead, lengths, sizeof lengths);
    }
    if (status == PSA_SUCCESS && mbedtls_poly1305_finish(poly1305(aead), tag) != 0) {
        status = PSA_ERROR_HARDWARE_FAILURE;
    }
    return status;
}

psa_status_t pcc_chachapoly_verify(pcc_chachapoly_t *aead, const uint8_t tag[PCC_CHACHAPOLY_TAG_SIZE])
{
    uint8_t actual[PCC_CHACHAPOLY_TAG_SIZE];
    psa_status_t status = pcc_chachapoly_finish(aead, actual);

    if (status == PSA_SUCCESS) {
        status = pcc_verdict(pcc_equal(actual, tag, sizeof actual), PSA_ERROR_INVALID_SIGNATURE);
    }
    pcc_wipe(actual, sizeof actual);
    return status;
}

void pcc_chachapoly_abort(pcc_chachapoly_t *aead)
{
    pcc_wipe(aead, sizeof *aead);
}
