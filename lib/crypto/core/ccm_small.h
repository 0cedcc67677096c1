/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES-CCM (SP 800-38C) with a nonce of 12 bytes and a tag of 16, from the bare key (aes_small.h): what ccm.h does, in half of
 * the memory and about twice the time. Nothing in it can fail but the tag.
 */
#ifndef PCC_CCM_SMALL_H
#define PCC_CCM_SMALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aes_small.h"

#define PCC_CCM_SMALL_NONCE 12u
#define PCC_CCM_SMALL_TAG 16u

/** Running state. Opaque. Holds secrets: wipe it. */
typedef struct pcc_ccm_small {
    const uint8_t *key; /* the caller's, must outlive the operation */
    uint8_t mac[PCC_AES_SMALL_BLOCK];
    uint8_t counter[PCC_AES_SMALL_BLOCK];
    uint8_t stream[PCC_AES_SMALL_BLOCK];
    uint8_t used; /* bytes of the current block */
    uint8_t key_size;
    bool encrypt;
} pcc_ccm_small_t;

/** Begin, with all of the associated data: 1 to 0xfeff bytes. text_size: bytes of text to come, below 2^24, which the caller
 *  keeps to. A nonce must never repeat under one key. */
void pcc_ccm_small_start(pcc_ccm_small_t *ccm, const uint8_t *key, size_t key_size, bool encrypt,
                         const uint8_t nonce[PCC_CCM_SMALL_NONCE], const uint8_t *ad, size_t ad_size, size_t text_size);

/** Text, in pieces of any size. out takes size bytes and may be in. What is decrypted is not authentic before
 *  pcc_ccm_small_tag() was compared with the one that came along. */
void pcc_ccm_small_update(pcc_ccm_small_t *ccm, const uint8_t *in, size_t size, uint8_t *out);

/** The tag, after all of the text. When decrypting it is a secret, to be compared in constant time. */
void pcc_ccm_small_tag(pcc_ccm_small_t *ccm, uint8_t tag[PCC_CCM_SMALL_TAG]);

#endif /* PCC_CCM_SMALL_H */
