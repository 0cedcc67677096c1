/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns AES-CCM for the few: SP 800-38C with the formatting of its appendix A, for which t = 16 and q = 3.
 */
#include "ccm_small.h"

#include <string.h>

#include "ct.h"

#define BLOCK PCC_AES_SMALL_BLOCK
#define LENGTH_SIZE (BLOCK - 1u - PCC_CCM_SMALL_NONCE) /* q */

static void encrypt_block(const pcc_ccm_small_t *ccm, const uint8_t *in, uint8_t *out)
{
    pcc_aes_small(ccm->key, ccm->key_size, in, out);
}

/* Close a block of the MAC; what is missing of it is zeros. */
static void close_block(pcc_ccm_small_t *ccm)
{
    ccm->used = 0;
    encrypt_block(ccm, ccm->mac, ccm->mac);
}

static void mac_byte(pcc_ccm_small_t *ccm, uint8_t byte)
{
    ccm->mac[ccm->used++] ^= byte;
    if (ccm->used == BLOCK) {
        close_block(ccm);
    }
}

void pcc_ccm_small_start(pcc_ccm_small_t *ccm, const uint8_t *key, size_t key_size, bool encrypt,
                         const uint8_t nonce[PCC_CCM_SMALL_NONCE], const uint8_t *ad, size_t ad_size, size_t text_size)
{
    memset(ccm, 0, sizeof *ccm);
    ccm->key = key;
    ccm->key_size = (uint8_t)key_size;
    ccm->encrypt = encrypt;
    ccm->counter[0] = LENGTH_SIZE - 1u;
    memcpy(ccm->counter + 1, nonce, PCC_CCM_SMALL_NONCE);
    memcpy(ccm->mac, ccm->counter, BLOCK);
    ccm->mac[0] |= 0x40u | (PCC_CCM_SMALL_TAG - 2u) / 2u << 3;
    ccm->mac[BLOCK - 3] = (uint8_t)(text_size >> 16);
    ccm->mac[BLOCK - 2] = (uint8_t)(text_size >> 8);
    ccm->mac[BLOCK - 1] = (uint8_t)text_size;
    close_block(ccm);
    mac_byte(ccm, (uint8_t)(ad_size >> 8));
    mac_byte(ccm, (uint8_t)ad_size);
    for (size_t i = 0; i < ad_size; i++) {
        mac_byte(ccm, ad[i]);
    }
    if (ccm->used) {
        close_block(ccm);
    }
}

void pcc_ccm_small_update(pcc_ccm_small_t *ccm, const uint8_t *in, size_t size, uint8_t *out)
{
    for (size_t i = 0; i < size; i++) {
        if (ccm->used == 0) {
            for (size_t at = BLOCK - 1; ++ccm->counter[at] == 0; at--) { /* the text is too short to reach the nonce */
            }
            encrypt_block(ccm, ccm->counter, ccm->stream);
        }
        uint8_t text = in[i], crypted = text ^ ccm->stream[ccm->used];
        out[i] = crypted;
        mac_byte(ccm, ccm->encrypt ? text : crypted);
    }
}

void pcc_ccm_small_tag(pcc_ccm_small_t *ccm, uint8_t tag[PCC_CCM_SMALL_TAG])
{
    if (ccm->used) {
        close_block(ccm);
    }
    memset(ccm->counter + BLOCK - LENGTH_SIZE, 0, LENGTH_SIZE);
    encrypt_block(ccm, ccm->counter, ccm->stream);
    pcc_xor(tag, ccm->mac, ccm->stream, BLOCK);
}
