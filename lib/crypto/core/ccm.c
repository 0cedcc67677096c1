/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * CCM in pieces, over a block cipher (Mbed TLS 2.28 has no CCM in pieces). SP 800-38C; the formatting of its
 * appendix A is that of RFC 3610: the notation here is the RFC's.
 */
#include "ccm.h"

#include "bytes.h"
#include "ct.h"

#define BLOCK 16u

/* Mix bytes into the CBC-MAC; a full block goes through the cipher at once. */
static psa_status_t mac_bytes(pcc_ccm_t *ccm, const uint8_t *p, size_t size)
{
    while (size > 0) {
        size_t n = BLOCK - ccm->used;
        if (n > size) {
            n = size;
        }
        for (size_t i = 0; i < n; i++) {
            ccm->mac[ccm->used + i] ^= p[i];
        }
        ccm->used = (uint8_t)(ccm->used + n);
        p += n;
        size -= n;
        if (ccm->used == BLOCK) {
            ccm->used = 0;
            psa_status_t status = pcc_block_encrypt(ccm->cipher, ccm->mac, ccm->mac);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
    }
    return PSA_SUCCESS;
}

/* Zero padding to the end of the block: the zeros change nothing, the cipher call does. */
static psa_status_t mac_pad(pcc_ccm_t *ccm)
{
    if (ccm->used == 0) {
        return PSA_SUCCESS;
    }
    ccm->used = 0;
    return pcc_block_encrypt(ccm->cipher, ccm->mac, ccm->mac);
}

/* RFC 3610 section 2.2: how the length of the associated data is written in front of it. */
static psa_status_t mac_ad_size(pcc_ccm_t *ccm, size_t ad_size)
{
    uint8_t encoded[10];
    size_t size;

    if (ad_size < 0xff00u) {
        pcc_put_be16(encoded, (uint16_t)ad_size);
        size = 2;
    } else if ((uint64_t)ad_size <= UINT32_MAX) {
        pcc_put_be16(encoded, 0xfffe);
        pcc_put_be32(encoded + 2, (uint32_t)ad_size);
        size = 6;
    } else {
        pcc_put_be16(encoded, 0xffff);
        pcc_put_be64(encoded + 2, ad_size);
        size = 10;
    }
    return mac_bytes(ccm, encoded, size);
}

static bool sizes_are_valid(size_t nonce_size, size_t text_size, size_t tag_size)
{
    if (nonce_size < 7 || nonce_size > 13 || tag_size < 4 || tag_size > 16 || tag_size % 2 != 0) {
        return false;
    }
    size_t length_size = 15 - nonce_size;
    return length_size >= sizeof text_size || text_size >> (8 * length_size) == 0;
}

psa_status_t pcc_ccm_start(pcc_ccm_t *ccm, pcc_block_t *cipher, bool encrypt, const uint8_t *nonce, size_t nonce_size,
                           size_t ad_size, size_t text_size, size_t tag_size)
{
    if (!sizes_are_valid(nonce_size, text_size, tag_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memset(ccm, 0, sizeof *ccm);
    ccm->cipher = cipher;
    ccm->ad_left = ad_size;
    ccm->text_left = text_size;
    ccm->nonce_size = (uint8_t)nonce_size;
    ccm->tag_size = (uint8_t)tag_size;
    ccm->encrypt = encrypt;

    /* B_0 and A_0 share the nonce and differ in the flags and in what the last L bytes hold. */
    size_t length_size = 15 - nonce_size;
    memcpy(ccm->mac + 1, nonce, nonce_size);
    memcpy(ccm->counter, ccm->mac, BLOCK);
    ccm->mac[0] = (uint8_t)((ad_size > 0 ? 0x40u : 0u) | (tag_size - 2) / 2 << 3 | (length_size - 1));
    ccm->counter[0] = (uint8_t)(length_size - 1);
    for (size_t i = BLOCK - 1; text_size > 0; i--) {
        ccm->mac[i] = (uint8_t)text_size;
        text_size >>= 8;
    }
    psa_status_t status = pcc_block_encrypt(cipher, ccm->mac, ccm->mac);
    if (status == PSA_SUCCESS && ad_size > 0) {
        status = mac_ad_size(ccm, ad_size);
    }
    return status;
}

psa_status_t pcc_ccm_ad(pcc_ccm_t *ccm, const uint8_t *ad, size_t size)
{
    if (size > ccm->ad_left) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size == 0) {
        return PSA_SUCCESS;
    }
    ccm->ad_left -= size;
    psa_status_t status = mac_bytes(ccm, ad, size);
    if (status == PSA_SUCCESS && ccm->ad_left == 0) {
        status = mac_pad(ccm);
    }
    return status;
}

/* The next block of the key stream, S_i with i = 1, 2, ... (the counter can't reach into the nonce: start() bounds the
 * text). */
static psa_status_t next_stream(pcc_ccm_t *ccm)
{
    for (size_t i = BLOCK - 1; ++ccm->counter[i] == 0; i--) {
    }
    return pcc_block_encrypt(ccm->cipher, ccm->counter, ccm->stream);
}

psa_status_t pcc_ccm_update(pcc_ccm_t *ccm, const uint8_t *in, size_t size, uint8_t *out)
{
    if (ccm->ad_left > 0 || size > ccm->text_left) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    ccm->text_left -= size;
    while (size > 0) {
        psa_status_t status;
        if (ccm->used == 0) {
            status = next_stream(ccm);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        size_t n = BLOCK - ccm->used;
        if (n > size) {
            n = size;
        }
        /* The plaintext of this piece, so that `in` is read once and `out` is never read. */
        uint8_t plain[BLOCK];
        for (size_t i = 0; i < n; i++) {
            uint8_t text = in[i];
            uint8_t crypted = text ^ ccm->stream[ccm->used + i];
            plain[i] = ccm->encrypt ? text : crypted;
            out[i] = crypted;
        }
        status = mac_bytes(ccm, plain, n);
        pcc_wipe(plain, sizeof plain);
        if (status != PSA_SUCCESS) {
            return status;
        }
        in += n;
        out += n;
        size -= n;
    }
    return PSA_SUCCESS;
}

/* The whole tag block: T xor S_0. */
static psa_status_t make_tag(pcc_ccm_t *ccm, uint8_t tag[BLOCK])
{
    if (ccm->ad_left > 0 || ccm->text_left > 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = mac_pad(ccm);
    if (status != PSA_SUCCESS) {
        return status;
    }
    memset(ccm->counter + 1 + ccm->nonce_size, 0, BLOCK - 1u - ccm->nonce_size);
    status = pcc_block_encrypt(ccm->cipher, ccm->counter, ccm->stream);
    for (size_t i = 0; i < BLOCK; i++) {
        tag[i] = ccm->mac[i] ^ ccm->stream[i];
    }
    return status;
}

psa_status_t pcc_ccm_finish(pcc_ccm_t *ccm, uint8_t *tag)
{
    uint8_t full[BLOCK];
    psa_status_t status = make_tag(ccm, full);

    if (status == PSA_SUCCESS) {
        memcpy(tag, full, ccm->tag_size);
    }
    pcc_wipe(full, sizeof full);
    return status;
}

psa_status_t pcc_ccm_verify(pcc_ccm_t *ccm, const uint8_t *tag)
{
    uint8_t full[BLOCK];
    psa_status_t status = make_tag(ccm, full);

    if (status == PSA_SUCCESS) {
        status = pcc_verdict(pcc_equal(full, tag, ccm->tag_size), PSA_ERROR_INVALID_SIGNATURE);
    }
    pcc_wipe(full, sizeof full);
    return status;
}

void pcc_ccm_abort(pcc_ccm_t *ccm)
{
    pcc_wipe(ccm, sizeof *ccm);
}
