/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The writer of MCUboot images: header, body, TLVs as imgtool orders them. Pure: hash and signature come from a
 * callback, so that the tool signs with its keys and tests with whatever they need.
 */
#ifndef TOOLS_PSA_IMAGE_WRITE_H
#define TOOLS_PSA_IMAGE_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/fwu/image.h"
#include "psa/error.h"

/** Most that a key wrap has (ECIES-P256 with AES-256), bytes. */
#define IMAGE_WRAP_MAX 129u

/** Encrypt a body in place under a fresh key (AES-CTR, nonce 0), and wrap the key: the payload of a key-wrap TLV. */
typedef psa_status_t (*image_encrypt_t)(void *ctx, uint8_t *body, size_t size, uint8_t *wrap, size_t wrap_size);

/** A record of a type that the writer does not know itself. */
typedef struct image_tlv {
    uint16_t type, size;
    const uint8_t *bytes;
} image_tlv_t;

/** What is in an image beside its body. */
typedef struct image_spec {
    uint32_t header_size; /* 32 to 65535, a multiple of 4; what is beyond 32 is filled with header_fill */
    uint32_t flags;       /* PFWU_IMAGE_... */
    uint32_t load_addr;
    uint8_t header_fill;
    bool has_counter;
    uint32_t counter;
    psa_fwu_image_version_t version;
    const pfwu_dependency_t *dependencies;
    size_t dependency_count;
    const char *boot_record;               /* software type for a BOOT_RECORD TLV, up to 12 characters; NULL: none */
    uint16_t hash_type;                    /* PFWU_TLV_SHA384, or 0: SHA-256 */
    uint16_t signature_type;               /* PFWU_TLV_..., or 0: ECDSA */
    uint8_t key_hash[PFWU_IMAGE_HASH_MAX]; /* of the key that `sign` uses, of the same kind as the image's hash */
    const uint8_t *public_key;             /* a PUBKEY TLV with it instead of KEYHASH; NULL: none */
    size_t public_key_size;
    const image_tlv_t *extra; /* protected records behind the others, in this order */
    size_t extra_count;
    /* With an encryption flag: how. The body is filled up with zeros, so that header and body are a multiple of 16. */
    image_encrypt_t encrypt;
    void *encrypt_ctx;
    uint16_t wrap_type; /* PFWU_TLV_ENC_... */
    size_t wrap_size;   /* up to IMAGE_WRAP_MAX */
    bool clear;         /* flag and key wrap, but the body in plain: for factory programming of the active area */
} image_spec_t;

/** Largest signature, bytes: LMS with room to spare. */
#define IMAGE_SIGNATURE_MAX 4096u

/** Hash what is signed, and sign the hash: *signature_size bytes (ECDSA: r and s) into signature, whose room it is at
 *  first. 0 bytes: the image gets neither key nor signature. */
typedef psa_status_t (*image_sign_t)(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                                     size_t *signature_size);

/**
 * Write an image. *size is what it takes, also with PSA_ERROR_BUFFER_TOO_SMALL when it does not fit into out.
 *
 * PSA_ERROR_INVALID_ARGUMENT: the spec can't be written. Others: from `sign`.
 */
psa_status_t image_write(const image_spec_t *spec, const uint8_t *body, size_t body_size, image_sign_t sign, void *ctx,
                         uint8_t *out, size_t capacity, size_t *size);

/**
 * Sign an image once more: header, body and protected records of a parsed one, `region`, under new unprotected ones, by
 * hash_type, signature_type, key_hash and public_key of the spec, and with the key wrap of its wrap_type and wrap_size,
 * if any. As image_write().
 */
psa_status_t image_write_again(const image_spec_t *spec, const uint8_t *region, size_t region_size, const uint8_t *wrap,
                               image_sign_t sign, void *ctx, uint8_t *out, size_t capacity, size_t *size);

/** Most that an image is larger than header and body. */
size_t image_overhead(const image_spec_t *spec);

#endif /* TOOLS_PSA_IMAGE_WRITE_H */
