/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES and SAES as accelerators of the crypto library: block modes, GCM and CCM.
 */
#include <string.h>

#include "aes_unit.h"
#include "stm32h5_internal.h"

#define PHASE_HEADER 1u
#define PHASE_PAYLOAD 2u
#define PHASE_FINAL 3u

static void put_be32(uint8_t *out, uint32_t word)
{
    for (uint32_t i = 0; i < 4; i++) {
        out[i] = (uint8_t)(word >> (24u - 8u * i));
    }
}

static void save_iv(uint8_t iv[AES_UNIT_BLOCK])
{
    for (uint32_t i = 0; i < 4; i++) {
        put_be32(iv + 4u * i, AES_UNIT(AES_IVR(3u - i)));
    }
}

static uint32_t size_bit(size_t key_size)
{
    return key_size == 32u ? AES_CR_KEYSIZE_256 : 0u;
}

/* ------------------------------------------------------------------------------------------------- Block modes --- */

static const uint32_t chmod_of[] = { [PLAT_H5_ECB] = AES_CR_CHMOD_ECB,
                                     [PLAT_H5_CBC] = AES_CR_CHMOD_CBC,
                                     [PLAT_H5_CTR] = AES_CR_CHMOD_CTR };

/* Decryption with ECB and CBC goes through the key schedule to its end first; EN drops then. */
static bool derive(uint32_t configuration)
{
    AES_UNIT(AES_CR) = configuration | AES_CR_MODE_DERIVE | AES_CR_EN;
    return plat_h5_aes_finish_step() && plat_h5_aes_wait_idle();
}

static bool run_blocks(uint32_t configuration, const uint8_t iv[AES_UNIT_BLOCK], const uint8_t *in, uint8_t *out, size_t blocks)
{
    bool good = true;
    AES_UNIT(AES_CR) = configuration;
    if (iv != NULL) {
        plat_h5_aes_load_iv(iv);
    }
    AES_UNIT(AES_CR) = configuration | AES_CR_EN;
    for (; good && blocks > 0; blocks--, in += AES_UNIT_BLOCK, out += AES_UNIT_BLOCK) {
        good = plat_h5_aes_put_block(in) && plat_h5_aes_get_block(out);
    }
    AES_UNIT(AES_CR) = configuration;
    return good;
}

/* The unit counts in 32 bits, CTR in 128: at most the blocks before its counter turns over. */
static size_t until_turn(const uint8_t iv[AES_UNIT_BLOCK], size_t blocks)
{
    uint32_t left = 0u - plat_h5_be32(iv + 12); /* 0: the counter is 0, all of 2^32 are left */
    return left != 0 && left < blocks ? left : blocks;
}

static void carry(uint8_t iv[AES_UNIT_BLOCK])
{
    if (plat_h5_be32(iv + 12) == 0) {
        for (uint32_t i = 12; i-- > 0 && ++iv[i] == 0;) {
        }
    }
}

psa_status_t plat_h5_aes_blocks(plat_h5_aes_mode_t mode, bool encrypt, const uint8_t *key, size_t key_size,
                                uint8_t iv[AES_UNIT_BLOCK], const uint8_t *in, uint8_t *out, size_t blocks)
{
    const uint32_t common = chmod_of[mode] | size_bit(key_size) | AES_CR_DATATYPE_BYTES;
    bool decrypts = !encrypt && mode != PLAT_H5_CTR;
    uint8_t *start = out;
    size_t total = blocks;
    bool good = plat_h5_aes_take() && plat_h5_aes_load_key(common, key, key_size) && (!decrypts || derive(common));
    while (good && blocks > 0) {
        size_t piece = mode == PLAT_H5_CTR ? until_turn(iv, blocks) : blocks;
        good = run_blocks(common | (decrypts ? AES_CR_MODE_DECRYPT : 0u), mode == PLAT_H5_ECB ? NULL : iv, in, out,
                          piece);
        if (mode != PLAT_H5_ECB) {
            save_iv(iv);
        }
        if (mode == PLAT_H5_CTR) {
            carry(iv);
        }
        in += piece * AES_UNIT_BLOCK;
        out += piece * AES_UNIT_BLOCK;
        blocks -= piece;
    }
    plat_h5_aes_give_back();
    if (!good) {
        plat_h5_wipe(start, total * AES_UNIT_BLOCK);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}

/* ------------------------------------------------------------------------------------------------- GCM and CCM --- */

/* The first counter block of GCM, or B0 of CCM (SP 800-38C A.2.1). */
static void first_block(const plat_h5_aead_t *aead, size_t size, uint8_t first[AES_UNIT_BLOCK])
{
    memset(first, 0, AES_UNIT_BLOCK);
    if (!aead->ccm) {
        memcpy(first, aead->nonce, 12);
        first[15] = 2;
        return;
    }
    put_be32(first + 12, (uint32_t)size); /* before the nonce: it may reach into these bytes only where they are 0 */
    uint32_t q = 15u - (uint32_t)aead->nonce_size;
    first[0] = (uint8_t)((aead->ad_size > 0 ? 0x40u : 0u) | ((uint32_t)aead->tag_size - 2u) / 2u << 3 | (q - 1u));
    memcpy(first + 1, aead->nonce, aead->nonce_size);
}

/* Associated data, zero-padded; CCM has its length before it (SP 800-38C A.2.2). */
static bool header(const plat_h5_aead_t *aead)
{
    uint8_t block[AES_UNIT_BLOCK] = { 0 };
    const uint8_t *ad = aead->ad;
    size_t left = aead->ad_size, used = 0;
    if (aead->ccm && left >= 0xff00u) {
        block[0] = 0xff;
        block[1] = 0xfe;
        put_be32(block + 2, (uint32_t)left);
        used = 6;
    } else if (aead->ccm) {
        block[0] = (uint8_t)(left >> 8);
        block[1] = (uint8_t)left;
        used = 2;
    }
    while (left > 0) {
        size_t piece = left < AES_UNIT_BLOCK - used ? left : AES_UNIT_BLOCK - used;
        memcpy(block + used, ad, piece);
        if (!plat_h5_aes_put_block(block) || !plat_h5_aes_wait_idle()) {
            return false;
        }
        memset(block, 0, sizeof block);
        ad += piece;
        left -= piece;
        used = 0;
    }
    return true;
}

/* From the buffer to itself: the caller moved the text there. */
static bool payload(uint32_t configuration, bool marks_padding, uint8_t *text, size_t size)
{
    uint8_t block[AES_UNIT_BLOCK];
    bool good = true;
    while (good && size > 0) {
        size_t piece = size < AES_UNIT_BLOCK ? size : AES_UNIT_BLOCK;
        memset(block, 0, sizeof block);
        memcpy(block, text, piece);
        if (piece < AES_UNIT_BLOCK && marks_padding) {
            AES_UNIT(AES_CR) = configuration | AES_CR_NPBLB(AES_UNIT_BLOCK - piece);
        }
        good = plat_h5_aes_put_block(block) && plat_h5_aes_get_block(block);
        memcpy(text, block, piece);
        text += piece;
        size -= piece;
    }
    plat_h5_wipe(block, sizeof block);
    return good;
}

static bool final(const plat_h5_aead_t *aead, size_t size, uint8_t tag[AES_UNIT_BLOCK])
{
    const uint32_t lengths[4] = { (uint32_t)(aead->ad_size >> 29), (uint32_t)aead->ad_size << 3,
                                  (uint32_t)(size >> 29), (uint32_t)size << 3 };
    for (uint32_t i = 0; i < 4 && !aead->ccm; i++) {
        AES_UNIT(AES_DINR) = lengths[i];
    }
    return plat_h5_aes_finish_step() && plat_h5_aes_get_block(tag);
}

static bool run_aead(const plat_h5_aead_t *aead, const uint8_t *in, uint8_t *out, size_t size, uint8_t tag[AES_UNIT_BLOCK])
{
    const uint32_t common = (aead->ccm ? AES_CR_CHMOD_CCM : AES_CR_CHMOD_GCM) | size_bit(aead->key_size) |
                            AES_CR_DATATYPE_BYTES | (aead->encrypt ? 0u : AES_CR_MODE_DECRYPT);
    uint8_t first[AES_UNIT_BLOCK];
    if (!plat_h5_aes_take() || !plat_h5_aes_load_key(common, aead->key, aead->key_size)) {
        return false;
    }
    first_block(aead, size, first);
    plat_h5_aes_load_iv(first);
    AES_UNIT(AES_CR) = common | AES_CR_EN;
    if (!plat_h5_aes_finish_step() || !plat_h5_aes_wait_idle()) {
        return false;
    }
    if (aead->ad_size > 0) {
        AES_UNIT(AES_CR) = common | AES_CR_GCMPH(PHASE_HEADER) | AES_CR_EN;
        if (!header(aead)) {
            return false;
        }
    }
    if (size > 0) {
        const uint32_t configuration = common | AES_CR_GCMPH(PHASE_PAYLOAD) | AES_CR_EN;
        memmove(out, in, size); /* nonce and associated data were read */
        AES_UNIT(AES_CR) = configuration;
        if (!payload(configuration, aead->encrypt != aead->ccm, out, size)) {
            return false;
        }
    }
    AES_UNIT(AES_CR) = common | AES_CR_GCMPH(PHASE_FINAL) | AES_CR_EN;
    bool good = final(aead, size, tag);
    AES_UNIT(AES_CR) = common;
    return good;
}

psa_status_t plat_h5_aead(const plat_h5_aead_t *aead, const uint8_t *in, uint8_t *out, size_t size, uint8_t tag[AES_UNIT_BLOCK])
{
    bool good = run_aead(aead, in, out, size, tag);
    plat_h5_aes_give_back();
    if (!good) {
        plat_h5_wipe(out, size);
        plat_h5_wipe(tag, AES_UNIT_BLOCK);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}
