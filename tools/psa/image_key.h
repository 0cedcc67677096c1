/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys of images: those that sign, of every algorithm of pfwu_algorithm_t, and those that open encrypted images; in PEM
 * files as openssl and imgtool write and read them.
 */
#ifndef IMAGE_KEY_H
#define IMAGE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "key_seal.h"
#include "pfwu.h"

typedef enum image_key_kind {
    IMAGE_KEY_P256, /* the first ones are those of pfwu_algorithm_t, under the same numbers */
    IMAGE_KEY_P384,
    IMAGE_KEY_RSA3072,
    IMAGE_KEY_ED25519,
    IMAGE_KEY_LMS, /* public only: whoever signs with it must count its signatures, which files can't */
    IMAGE_KEY_RSA2048,
    IMAGE_KEY_X25519, /* signs nothing, opens images */
    IMAGE_KEY_KINDS
} image_key_kind_t;

/** Sizes, bytes: RSA-4096, which is read to be told from what images are signed with. */
#define IMAGE_KEY_PRIVATE_MAX 2400u
#define IMAGE_KEY_PUBLIC_MAX 560u
#define IMAGE_KEY_SPKI_MAX 592u

/** A key. Wipe it with image_key_wipe() if it has a private part. */
typedef struct image_key {
    image_key_kind_t kind;
    bool has_private;
    size_t private_size, public_size;
    uint8_t private_key[IMAGE_KEY_PRIVATE_MAX]; /* as psa_import_key() takes it */
    uint8_t public_key[IMAGE_KEY_PUBLIC_MAX];   /* as pfwu_key_t has it */
} image_key_t;

/** Read a PEM file with a private or public key; `passphrase` opens it if it is sealed, NULL: none. The public half of
 *  a private key is computed, not trusted. False after an error line; key is zeroed. */
bool image_key_read(const char *path, const passphrase_t *passphrase, image_key_t *key);

/** Make a key pair. PSA_ERROR_NOT_SUPPORTED: not of this kind, or not with this crypto library. */
psa_status_t image_key_generate(image_key_kind_t kind, image_key_t *key);

/** Write the private key as PKCS#8 (mode 0600), sealed if there is a passphrase; the public half as
 *  SubjectPublicKeyInfo. False after an error line. */
bool image_key_write_private(const char *path, const image_key_t *key, const passphrase_t *passphrase);
bool image_key_write_public(const char *path, const image_key_t *key);

/** The public half as SubjectPublicKeyInfo; its size, 0 if it can't be. */
size_t image_key_spki(const image_key_t *key, uint8_t spki[IMAGE_KEY_SPKI_MAX]);

/** MCUboot's key hash, in the size that goes with the key: SHA-256, or SHA-384 with P-384. */
psa_status_t image_key_hash(const image_key_t *key, uint8_t hash[PFWU_HASH_MAX]);

/** 32 or 48 bytes; the signature's TLV type; whether it signs at all. */
size_t image_key_hash_size(image_key_kind_t kind);
uint16_t image_key_signature_type(image_key_kind_t kind);
bool image_key_signs(image_key_kind_t kind);

/** Its name for people: "Ed25519", "a", "an" in front; and for options: "ed25519". */
const char *image_key_name(image_key_kind_t kind);
const char *image_key_article(image_key_kind_t kind);
const char *image_key_option(image_key_kind_t kind);

/** The kind with this option name; IMAGE_KEY_KINDS if there is none. */
image_key_kind_t image_key_kind(const char *option);

/** Sign the hash of an image; ECDSA as r and s. PSA_ERROR_NOT_SUPPORTED: see image_key_generate(). */
psa_status_t image_key_sign(const image_key_t *key, const uint8_t *hash, uint8_t *signature, size_t capacity,
                            size_t *size);

/** Check a signature of a hash; ECDSA as r and s. */
psa_status_t image_key_verify(const image_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size);

void image_key_wipe(image_key_t *key);

#endif /* IMAGE_KEY_H */
