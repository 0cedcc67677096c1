/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * ECB, CBC and XTS in pieces of any size.
 */
#include "cipher_blocks.h"

#include <string.h>

#include "crypto_internal.h"
#include "lib/crypto/core/cbc.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/pkcs7.h"

/* Bytes that must come after a block before it may go: the last block is special to XTS if more than it follows, and to
 * padding that is taken off if nothing does. */
static size_t bytes_after(const pcrypto_cipher_t *cipher)
{
    if (cipher->alg == PSA_ALG_XTS) {
        return PCC_BLOCK_SIZE_MAX;
    }
    return cipher->alg == PSA_ALG_CBC_PKCS7 && !cipher->encrypt ? 1 : 0;
}

size_t pcrypto_blocks_update_size(const pcrypto_cipher_t *cipher, size_t size)
{
    const size_t block_size = cipher->key.block.size;
    size_t after = bytes_after(cipher);
    size_t total = cipher->held_size + size;

    return total < after ? 0 : (total - after) & ~(block_size - 1u); /* a power of two, and a division is slow */
}

#if defined(PSA_WANT_ALG_ECB_NO_PADDING)
/* In a copy: in and out may overlap by a part. */
static psa_status_t crypt_ecb(pcc_block_t *block, bool encrypt, const uint8_t *in, uint8_t *out)
{
    uint8_t copy[PCC_BLOCK_SIZE_MAX];

    memcpy(copy, in, block->size);
    psa_status_t status = encrypt ? pcc_block_encrypt(block, copy, copy) : pcc_block_decrypt(block, copy, copy);
    memcpy(out, copy, block->size);
    pcc_wipe(copy, sizeof copy);
    return status;
}
#endif

/* One block; in and out may overlap in any way. */
static psa_status_t crypt_block(pcrypto_cipher_t *cipher, const uint8_t *in, uint8_t *out)
{
    pcc_block_t *block = &cipher->key.block;

    switch (cipher->alg) {
#if defined(PSA_WANT_ALG_XTS)
    case PSA_ALG_XTS:
        return pcc_xts_block(&cipher->u.xts, block, cipher->encrypt, in, out);
#endif
#if defined(PSA_WANT_ALG_ECB_NO_PADDING)
    case PSA_ALG_ECB_NO_PADDING:
        return crypt_ecb(block, cipher->encrypt, in, out);
#endif
    default:
#if defined(PSA_WANT_ALG_CBC_NO_PADDING) || defined(PSA_WANT_ALG_CBC_PKCS7)
        return cipher->encrypt ? pcc_cbc_encrypt(block, cipher->u.chain, in, out)
                               : pcc_cbc_decrypt(block, cipher->u.chain, in, out);
#else
        return PSA_ERROR_CORRUPTION_DETECTED;
#endif
    }
}

/* Take n bytes, first of what is held, then of the input. */
static void take(pcrypto_cipher_t *cipher, const uint8_t **in, uint8_t *to, size_t n)
{
    size_t held = cipher->held_size < n ? cipher->held_size : n;

    memcpy(to, cipher->u.held, held);
    cipher->held_size = (uint8_t)(cipher->held_size - held);
    memmove(cipher->u.held, cipher->u.held + held, cipher->held_size);
    if (held < n) {
        memcpy(to + held, *in, n - held);
        *in += n - held;
    }
}

/* Nothing waits, and nothing will. */
static psa_status_t update_whole(pcrypto_cipher_t *cipher, const uint8_t *in, size_t size, uint8_t *out)
{
    psa_status_t status = PSA_SUCCESS;

    in = pcrypto_stream_source(in, size, out);
    for (size_t at = 0; at < size && status == PSA_SUCCESS; at += cipher->key.block.size) {
        status = crypt_block(cipher, in + at, out + at);
    }
    return status;
}

/*
 * Overlap: the block written last ends where the input that was read ends, less what is held. So input that overlaps
 * the output is first moved to lie that much behind it, and what will be held after this call is read before that.
 */
psa_status_t pcrypto_blocks_update(pcrypto_cipher_t *cipher, const uint8_t *in, size_t size, uint8_t *out)
{
    const size_t block_size = cipher->key.block.size;
    size_t out_size = pcrypto_blocks_update_size(cipher, size);
    size_t held = cipher->held_size;

    if (held == 0 && out_size == size) {
        return update_whole(cipher, in, size, out);
    }
    uint8_t block[PCC_BLOCK_SIZE_MAX];
    uint8_t rest[sizeof cipher->u.held];

    /* Of the input: `direct` bytes go into blocks now, the rest waits. A held byte may go on waiting. */
    size_t direct = out_size > held ? out_size - held : 0;
    size_t rest_size = size - direct;
    memcpy(rest, in + direct, rest_size);
    if (pcrypto_overlap(in, direct, out, out_size)) {
        memmove(out + held, in, direct);
        in = out + held;
    }
    psa_status_t status = PSA_SUCCESS;
    for (size_t at = 0; at < out_size && status == PSA_SUCCESS; at += block_size) {
        take(cipher, &in, block, block_size);
        status = crypt_block(cipher, block, out + at);
    }
    memcpy(cipher->u.held + cipher->held_size, rest, rest_size);
    cipher->held_size = (uint8_t)(cipher->held_size + rest_size);
    pcc_wipe(block, sizeof block);
    pcc_wipe(rest, sizeof rest);
    return status;
}

/* The end of a text with padding to take off: the last block is held. */
static psa_status_t finish_unpad(pcrypto_cipher_t *cipher, uint8_t *out, size_t out_size, size_t *length)
{
#if defined(PSA_WANT_ALG_CBC_PKCS7)
    size_t size;

    if (cipher->held_size != cipher->key.block.size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = crypt_block(cipher, cipher->u.held, cipher->u.held);
    if (status == PSA_SUCCESS) {
        status = pcc_pkcs7_unpad(cipher->u.held, cipher->key.block.size, &size);
    }
    if (status == PSA_SUCCESS && out_size < size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS && size > 0) {
        memcpy(out, cipher->u.held, size);
        *length = size;
    }
    return status;
#else
    (void)cipher;
    (void)out;
    (void)out_size;
    (void)length;
    return PSA_ERROR_CORRUPTION_DETECTED;
#endif
}

/* Pad what is held or, for XTS, steal: `held` becomes the last of the output. */
static psa_status_t finish_held(pcrypto_cipher_t *cipher)
{
    const size_t block_size = cipher->key.block.size;

#if defined(PSA_WANT_ALG_XTS)
    if (cipher->alg == PSA_ALG_XTS) {
        if (cipher->held_size < block_size) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
        if (cipher->held_size == block_size) {
            return crypt_block(cipher, cipher->u.held, cipher->u.held);
        }
        return pcc_xts_last(&cipher->u.xts, &cipher->key.block, cipher->encrypt, cipher->u.held, cipher->held_size);
    }
#endif
#if defined(PSA_WANT_ALG_CBC_PKCS7)
    if (cipher->alg == PSA_ALG_CBC_PKCS7) {
        pcc_pkcs7_pad(cipher->u.held, cipher->held_size, block_size);
        cipher->held_size = (uint8_t)block_size;
        return crypt_block(cipher, cipher->u.held, cipher->u.held);
    }
#endif
    (void)block_size;
    return cipher->held_size == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

/* What finish will write, if nothing else is wrong. */
static size_t finish_size(const pcrypto_cipher_t *cipher)
{
    return cipher->alg == PSA_ALG_CBC_PKCS7 ? cipher->key.block.size : cipher->held_size;
}

psa_status_t pcrypto_blocks_finish(pcrypto_cipher_t *cipher, uint8_t *out, size_t out_size, size_t *length)
{
    *length = 0;
    if (cipher->alg == PSA_ALG_CBC_PKCS7 && !cipher->encrypt) {
        return finish_unpad(cipher, out, out_size, length);
    }
    size_t size = finish_size(cipher);
    psa_status_t status = finish_held(cipher);
    if (status == PSA_SUCCESS && out_size < size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS && size > 0) {
        memcpy(out, cipher->u.held, size);
        *length = size;
    }
    return status;
}
