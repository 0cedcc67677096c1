/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * ChaCha20-Poly1305 (RFC 8439 section 2.8) and XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) in pieces of any size:
 * all of the associated data, then the text, then the tag.
 */
#ifndef PCC_CHACHAPOLY_H
#define PCC_CHACHAPOLY_H

#include "chacha20.h"

/** Bytes of the tag. */
#define PCC_CHACHAPOLY_TAG_SIZE 16u
/** Most bytes of text: 2^32 - 1 blocks, one number being spent on the key of the tag. */
#define PCC_CHACHAPOLY_TEXT_MAX (((uint64_t)1 << 38) - 64)

/** Key and running state; may be moved as bytes. Secret: end it with pcc_chachapoly_abort(). The size of the opaque
 *  part covers every Mbed TLS that is supported (checked in chachapoly.c). */
typedef struct pcc_chachapoly {
    pcc_chacha20_t chacha;
    uint64_t poly1305[11];
    uint64_t ad_size;
    uint64_t text_size;
    bool in_text;
    bool encrypt;
} pcc_chachapoly_t;

/** Take a key. */
psa_status_t pcc_chachapoly_set_key(pcc_chachapoly_t *aead, const uint8_t key[PCC_CHACHA20_KEY_SIZE]);

/** Begin, once for a key. The nonce has 12 bytes, or 24 for XChaCha20, and must never repeat under one key.
 *  PSA_ERROR_INVALID_ARGUMENT for another size. */
psa_status_t pcc_chachapoly_start(pcc_chachapoly_t *aead, bool encrypt, const uint8_t *nonce, size_t nonce_size);

/** Associated data, in pieces, before any text. PSA_ERROR_BAD_STATE after text. */
psa_status_t pcc_chachapoly_ad(pcc_chachapoly_t *aead, const uint8_t *ad, size_t size);

/**
 * Text, in pieces of any size. out takes size bytes and may be in. When decrypting, what is written is not authentic
 * before pcc_chachapoly_verify() said so: the caller holds it back or wipes it.
 * PSA_ERROR_INVALID_ARGUMENT past PCC_CHACHAPOLY_TEXT_MAX bytes in all.
 */
psa_status_t pcc_chachapoly_update(pcc_chachapoly_t *aead, const uint8_t *in, size_t size, uint8_t *out);

/** The tag. */
psa_status_t pcc_chachapoly_finish(pcc_chachapoly_t *aead, uint8_t tag[PCC_CHACHAPOLY_TAG_SIZE]);

/** Compare the tag in constant time. PSA_ERROR_INVALID_SIGNATURE if it differs. */
psa_status_t pcc_chachapoly_verify(pcc_chachapoly_t *aead, const uint8_t tag[PCC_CHACHAPOLY_TAG_SIZE]);

/** Wipe it. */
void pcc_chachapoly_abort(pcc_chachapoly_t *aead);

#endif /* PCC_CHACHAPOLY_H */
