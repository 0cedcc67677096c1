/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The AEAD modes of this build under one set of functions, with the key in the object.
 */
#ifndef PCRYPTO_AEAD_MODES_H
#define PCRYPTO_AEAD_MODES_H

#include <stdbool.h>

#include "lib/crypto/core/ccm.h"
#include "lib/crypto/core/gcm.h"
#include "psa/crypto.h"

#define PCRYPTO_AEAD_CCM 1u
#define PCRYPTO_AEAD_GCM 2u

/** A running AEAD. May be moved as bytes. Holds secrets: end it with pcrypto_aead_abort(). */
typedef struct pcrypto_aead {
    pcc_block_t cipher;
    union {
        pcc_ccm_t ccm;
        pcc_gcm_t gcm;
    } u;
    uint8_t mode;     /* PCRYPTO_AEAD_... */
    uint8_t tag_size; /* after shortening */
    bool encrypt;
} pcrypto_aead_t;

/** Check key and algorithm and take the key. On error nothing is held. */
psa_status_t pcrypto_aead_begin(pcrypto_aead_t *aead, psa_key_id_t key, psa_algorithm_t alg, bool encrypt);

/** Whether the mode can take a text of this size at all. */
bool pcrypto_aead_size_is_valid(const pcrypto_aead_t *aead, size_t text_size);

/** Size of the nonce to generate; CCM's is shorter for long texts. */
size_t pcrypto_aead_nonce_size(const pcrypto_aead_t *aead, size_t text_size);

/** Set the nonce. The sizes count for CCM only. */
psa_status_t pcrypto_aead_start(pcrypto_aead_t *aead, const uint8_t *nonce, size_t nonce_size, size_t ad_size,
                                size_t text_size);

/** Associated data; text (out may be in); the tag, to make or to check. */
psa_status_t pcrypto_aead_ad(pcrypto_aead_t *aead, const uint8_t *ad, size_t size);
psa_status_t pcrypto_aead_text(pcrypto_aead_t *aead, const uint8_t *in, size_t size, uint8_t *out);
psa_status_t pcrypto_aead_tag(pcrypto_aead_t *aead, uint8_t *tag);
psa_status_t pcrypto_aead_verify(pcrypto_aead_t *aead, const uint8_t *tag);

/** Wipe it. */
void pcrypto_aead_abort(pcrypto_aead_t *aead);

#endif /* PCRYPTO_AEAD_MODES_H */
