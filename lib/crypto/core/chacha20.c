/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * ChaCha20 on Mbed TLS, which has the form of RFC 8439: its 16 words of state are constants, key, counter, nonce of
 * three words. A 64-bit counter is that counter and the first word of the nonce.
 */
#include "chacha20.h"

#include <mbedtls/chacha20.h>
#include <string.h>

#include "bytes.h"
#include "ct.h"

_Static_assert(sizeof(mbedtls_chacha20_context) <= sizeof(((pcc_chacha20_t *)0)->opaque), "pcc_chacha20_t too small");
_Static_assert(_Alignof(mbedtls_chacha20_context) <= _Alignof(pcc_chacha20_t), "pcc_chacha20_t not aligned");

/* Bytes of key stream from a counter to the end of its 32 bits. */
static uint64_t stream_left(uint32_t counter)
{
    return (((uint64_t)1 << 32) - counter) * PCC_CHACHA20_BLOCK_SIZE;
}

static mbedtls_chacha20_context *context(pcc_chacha20_t *chacha)
{
    return (mbedtls_chacha20_context *)(void *)chacha->opaque;
}

psa_status_t pcc_chacha20_set_key(pcc_chacha20_t *chacha, const uint8_t key[PCC_CHACHA20_KEY_SIZE])
{
    memset(chacha, 0, sizeof *chacha);
    mbedtls_chacha20_init(context(chacha));
    return mbedtls_chacha20_setkey(context(chacha), key) == 0 ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
}

/* From this block on, with a nonce of 12 bytes. */
static psa_status_t start_at(pcc_chacha20_t *chacha, const uint8_t nonce[12], uint32_t counter)
{
    chacha->left = stream_left(counter);
    return mbedtls_chacha20_starts(context(chacha), nonce, counter) == 0 ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
}

/* The same with a 64-bit counter. */
static psa_status_t start_wide(pcc_chacha20_t *chacha, uint32_t low)
{
    uint8_t nonce[12];

    pcc_put_le32(nonce, chacha->high);
    memcpy(nonce + 4, chacha->nonce, 8);
    return start_at(chacha, nonce, low);
}

/*
 * HChaCha20 (draft section 2.2): the key becomes the first and last four words of the state after the rounds. The key
 * stream is that state plus the state before, so what is known of the latter, constants and nonce, is taken off again.
 */
static psa_status_t derive_key(pcc_chacha20_t *chacha, const uint8_t nonce[16])
{
    static const uint8_t constants[] = "expand 32-byte k";
    uint8_t block[PCC_CHACHA20_BLOCK_SIZE] = { 0 };
    uint8_t key[PCC_CHACHA20_KEY_SIZE];

    psa_status_t status = start_at(chacha, nonce + 4, pcc_get_le32(nonce));
    if (status == PSA_SUCCESS) {
        status = pcc_chacha20_update(chacha, block, sizeof block, block);
    }
    if (status == PSA_SUCCESS) {
        for (size_t at = 0; at < 16; at += 4) {
            pcc_put_le32(key + at, pcc_get_le32(block + at) - pcc_get_le32(constants + at));
            pcc_put_le32(key + 16 + at, pcc_get_le32(block + 48 + at) - pcc_get_le32(nonce + at));
        }
        status = pcc_chacha20_set_key(chacha, key);
    }
    pcc_wipe(block, sizeof block);
    pcc_wipe(key, sizeof key);
    return status;
}

psa_status_t pcc_chacha20_start(pcc_chacha20_t *chacha, const uint8_t *nonce, size_t nonce_size, uint64_t counter)
{
    if (nonce_size == 12) {
        return counter <= UINT32_MAX ? start_at(chacha, nonce, (uint32_t)counter) : PSA_ERROR_INVALID_ARGUMENT;
    }
    if (nonce_size != 8 && nonce_size != 24) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (nonce_size == 24) {
        psa_status_t status = derive_key(chacha, nonce);
        if (status != PSA_SUCCESS) {
            return status;
        }
        nonce += 16;
    }
    chacha->wide = true;
    chacha->high = (uint32_t)(counter >> 32);
    memcpy(chacha->nonce, nonce, sizeof chacha->nonce);
    return start_wide(chacha, (uint32_t)counter);
}

/* Whether the counter reaches that far. */
static bool can_take(const pcc_chacha20_t *chacha, uint64_t size)
{
    if (size <= chacha->left) {
        return true;
    }
    return chacha->wide && (size - chacha->left - 1u) / stream_left(0) < UINT32_MAX - chacha->high;
}

psa_status_t pcc_chacha20_update(pcc_chacha20_t *chacha, const uint8_t *in, size_t size, uint8_t *out)
{
    if (!can_take(chacha, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    while (size > 0) {
        if (chacha->left == 0) {
            chacha->high++;
            psa_status_t status = start_wide(chacha, 0);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        size_t n = size < chacha->left ? size : (size_t)chacha->left;
        if (mbedtls_chacha20_update(context(chacha), n, in, out) != 0) {
            return PSA_ERROR_HARDWARE_FAILURE;
        }
        chacha->left -= n;
        in += n;
        out += n;
        size -= n;
    }
    return PSA_SUCCESS;
}

void pcc_chacha20_abort(pcc_chacha20_t *chacha)
{
    pcc_wipe(chacha, sizeof *chacha);
}
