/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The parser of MCUboot images: header and both TLV areas, strictly, through a reading function, without crypto, flash
 * or state. Boot, update service, host tool and fuzzer use this one. Layout: lib/fwu/DESIGN.md section "Images".
 */
#ifndef PFWU_IMAGE_H
#define PFWU_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "pfwu_reason.h"
#include "psa/error.h"
#include "psa/update.h"

#define PFWU_IMAGE_MAGIC 0x96f3b83du
#define PFWU_IMAGE_HEADER_SIZE 32u
#define PFWU_TLV_INFO_SIZE 4u
#define PFWU_TLV_HEAD_SIZE 4u
#define PFWU_TLV_MAGIC_PROTECTED 0x6908u
#define PFWU_TLV_MAGIC_UNPROTECTED 0x6907u

/** Header flags. */
#define PFWU_IMAGE_PIC 0x00000001u
#define PFWU_IMAGE_AES128 0x00000004u
#define PFWU_IMAGE_AES256 0x00000008u
#define PFWU_IMAGE_ENCRYPTED (PFWU_IMAGE_AES128 | PFWU_IMAGE_AES256)
#define PFWU_IMAGE_NON_BOOTABLE 0x00000010u
#define PFWU_IMAGE_RAM_LOAD 0x00000020u
#define PFWU_IMAGE_ROM_FIXED 0x00000100u

#define PFWU_IMAGE_HASH_MAX 48u
/** Largest signature that is taken apart: r and s of P-384; and the DER that it comes in. */
#define PFWU_IMAGE_ECDSA_MAX 96u
#define PFWU_IMAGE_SIGNATURE_MIN 104u

/** TLV types. */
#define PFWU_TLV_KEYHASH 0x01u
#define PFWU_TLV_PUBKEY 0x02u
#define PFWU_TLV_SHA256 0x10u
#define PFWU_TLV_SHA384 0x11u
#define PFWU_TLV_SHA512 0x12u
#define PFWU_TLV_RSA2048 0x20u
#define PFWU_TLV_ECDSA_P224 0x21u
#define PFWU_TLV_ECDSA 0x22u
#define PFWU_TLV_RSA3072 0x23u
#define PFWU_TLV_ED25519 0x24u
#define PFWU_TLV_SIG_PURE 0x25u
#define PFWU_TLV_LMS 0x4ca0u /* ours */
#define PFWU_TLV_ENC_FIRST 0x30u
#define PFWU_TLV_ENC_RSA2048 0x30u
#define PFWU_TLV_ENC_KW 0x31u
#define PFWU_TLV_ENC_EC256 0x32u
#define PFWU_TLV_ENC_X25519 0x33u
#define PFWU_TLV_ENC_X25519_SHA512 0x34u
#define PFWU_TLV_ENC_LAST 0x34u
#define PFWU_TLV_DEPENDENCY 0x40u
#define PFWU_TLV_SEC_CNT 0x50u
#define PFWU_TLV_BOOT_RECORD 0x60u
#define PFWU_TLV_UUID_VID 0x74u
#define PFWU_TLV_UUID_CID 0x75u

/** Reads `size` bytes at `off` of the image. Any error makes the image unreadable. */
typedef psa_status_t (*pfwu_image_read_t)(const void *ctx, uint32_t off, void *dst, uint32_t size);

/** Where an image can be read. */
typedef struct pfwu_image_source {
    pfwu_image_read_t read;
    const void *ctx;
    uint32_t size; /* the image must end by here */
} pfwu_image_source_t;

/** What the parser found. Offsets are from the image's start. */
typedef struct pfwu_image {
    uint32_t load_addr;
    uint32_t header_size;
    uint32_t body_size;
    uint32_t flags;
    uint32_t protected_size;
    uint32_t signed_size;  /* header, body and protected TLVs: what hash and signature cover */
    uint32_t total_size;   /* all of it */
    uint32_t counter;      /* security counter, 0 if there is none */
    uint8_t counter_bytes[4]; /* the same as it stands in the image: for a second look */
    uint32_t key_wrap_off; /* payload of the key-wrap TLV, 0 if there is none */
    uint32_t signature_off; /* payload of the signature's TLV */
    uint32_t dependency_mask; /* of the components with ids below 32 that it depends on */
    uint16_t key_wrap_size;
    uint16_t key_wrap_type;
    uint16_t dependency_count;
    uint16_t signature_type; /* PFWU_TLV_... */
    uint16_t signature_size;
    uint8_t hash_size; /* of hash and key_hash: 32 for SHA-256, 48 for SHA-384 */
    bool has_counter;
    psa_fwu_image_version_t version;
    uint8_t hash[PFWU_IMAGE_HASH_MAX];
    uint8_t key_hash[PFWU_IMAGE_HASH_MAX];
} pfwu_image_t;

/** A dependency: component `id` must be at least of this version. */
typedef struct pfwu_dependency {
    uint8_t id;
    psa_fwu_image_version_t version;
} pfwu_dependency_t;

/** One record, as pfwu_image_tlv() walks them. */
typedef struct pfwu_tlv {
    bool is_protected;
    uint16_t type;
    uint16_t size;
    uint32_t off; /* of the payload, from the image's start */
} pfwu_tlv_t;

/** The header only; *image is zeroed on a fault. Sizes in it fit into the source. */
pfwu_image_fault_t pfwu_image_parse_header(const pfwu_image_source_t *source, pfwu_image_t *image);

/** Header and TLVs by every rule; *image is zeroed on a fault. Says nothing about authenticity. Reads in order, from
 *  the front to the end, no byte twice: what lies between two reads is of no interest to the parser. */
pfwu_image_fault_t pfwu_image_parse(const pfwu_image_source_t *source, pfwu_image_t *image);

/** The same, with the signature as a verifier takes it, ECDSA as r and s: *size bytes, 0 if there is not room enough in
 *  `capacity` bytes, which must be at least PFWU_IMAGE_SIGNATURE_MIN. */
pfwu_image_fault_t pfwu_image_parse_signature(const pfwu_image_source_t *source, pfwu_image_t *image, uint8_t *signature,
                                              uint32_t capacity, uint32_t *size);

/**
 * Walk the records of a parsed header: *cursor is 0 before the first. PFWU_IMAGE_OK with tlv->off 0 is the end.
 * Structure only: areas and records lie inside each other; types and payloads are for the caller.
 */
pfwu_image_fault_t pfwu_image_tlv(const pfwu_image_source_t *source, const pfwu_image_t *image, uint32_t *cursor,
                                  pfwu_tlv_t *tlv);

/** The index-th dependency of a parsed image, from 0 to dependency_count - 1. */
pfwu_image_fault_t pfwu_image_dependency(const pfwu_image_source_t *source, const pfwu_image_t *image, uint16_t index,
                                         pfwu_dependency_t *dependency);

/** Order of versions: below 0, 0 or above 0 as a is older than, equal to or newer than b. The build does not count. */
int pfwu_version_compare(const psa_fwu_image_version_t *a, const psa_fwu_image_version_t *b);

/** "1.2.3", or "1.2.3+4" if there is a build number, in at most 25 bytes with the final 0. */
void pfwu_version_text(const psa_fwu_image_version_t *version, char text[25]);

#endif /* PFWU_IMAGE_H */
