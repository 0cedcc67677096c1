/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The parser of MCUboot images. It refuses what imgtool never writes: each rule has its own fault, so that a refusal
 * can be explained. One record at a time is in memory.
 */
#include "image.h"

#include <string.h>

#include "algorithm.h"
#include "image_rules.h"
#include "lib/crypto/core/bytes.h"

#define ECDSA_DER_MIN 8u
#define ECDSA_DER_MAX PFWU_IMAGE_SIGNATURE_MIN /* P-384 */
#define ECDSA_DER_PAD 2u                       /* zeros that old tools wrote behind it */

/** What a walk over the records has met. */
typedef struct seen {
    uint32_t types; /* PFWU_SEEN_... */
    uint8_t key_hash_size;
    uint8_t *signature; /* room for one as it stands in its TLV, at least ECDSA_DER_MAX */
    uint32_t capacity;
} seen_t;

static bool read_at(const pfwu_image_source_t *source, uint32_t off, void *dst, uint32_t size)
{
    return off <= source->size && size <= source->size - off && source->read(source->ctx, off, dst, size) >= 0;
}

static psa_fwu_image_version_t get_version(const uint8_t bytes[8])
{
    return (psa_fwu_image_version_t){ bytes[0], bytes[1], pcc_get_le16(&bytes[2]), pcc_get_le32(&bytes[4]) };
}

/* ------------------------------------------------------------------------------------------------------ Header --- */

static pfwu_image_fault_t check_flags(uint32_t flags)
{
    const uint32_t known = PFWU_IMAGE_PIC | PFWU_IMAGE_AES128 | PFWU_IMAGE_AES256 | PFWU_IMAGE_NON_BOOTABLE |
                           PFWU_IMAGE_RAM_LOAD | PFWU_IMAGE_ROM_FIXED;
    if ((flags & ~known) != 0) {
        return PFWU_IMAGE_FLAGS_UNKNOWN;
    }
    if ((flags & PFWU_IMAGE_AES128) != 0 && (flags & PFWU_IMAGE_AES256) != 0) {
        return PFWU_IMAGE_FLAGS_CONFLICT;
    }
    return PFWU_IMAGE_OK;
}

/** The 32 fixed bytes, and the sums of the sizes in them, which fit into the source without wrapping. */
static pfwu_image_fault_t parse_fixed(const pfwu_image_source_t *source, pfwu_image_t *image)
{
    uint8_t bytes[PFWU_IMAGE_HEADER_SIZE];
    if (source->size < sizeof bytes) {
        return PFWU_IMAGE_TOO_SHORT;
    }
    if (!read_at(source, 0, bytes, sizeof bytes)) {
        return PFWU_IMAGE_UNREADABLE;
    }
    if (pcc_get_le32(bytes) != PFWU_IMAGE_MAGIC) {
        return PFWU_IMAGE_NO_MAGIC;
    }
    image->load_addr = pcc_get_le32(&bytes[4]);
    image->header_size = pcc_get_le16(&bytes[8]);
    image->protected_size = pcc_get_le16(&bytes[10]);
    image->body_size = pcc_get_le32(&bytes[12]);
    image->flags = pcc_get_le32(&bytes[16]);
    image->version = get_version(&bytes[20]);
    if (pcc_get_le32(&bytes[28]) != 0) {
        return PFWU_IMAGE_PAD_NOT_ZERO;
    }
    if (image->header_size < PFWU_IMAGE_HEADER_SIZE || image->header_size % 4u != 0) {
        return PFWU_IMAGE_HEADER_SIZE_BAD;
    }
    if (image->protected_size != 0 && image->protected_size < PFWU_TLV_INFO_SIZE) {
        return PFWU_IMAGE_PROTECTED_BAD;
    }
    uint64_t signed_size = (uint64_t)image->header_size + image->body_size + image->protected_size;
    if (signed_size + PFWU_TLV_INFO_SIZE > source->size) {
        return PFWU_IMAGE_TOO_LARGE;
    }
    image->signed_size = (uint32_t)signed_size;
    return check_flags(image->flags);
}

/** The 4-byte info at `at`, in front of a TLV area: magic in the lower half, size in the upper one. */
static pfwu_image_fault_t read_info(const pfwu_image_source_t *source, uint32_t at, uint32_t *info)
{
    uint8_t bytes[PFWU_TLV_INFO_SIZE];
    if (!read_at(source, at, bytes, sizeof bytes)) {
        return PFWU_IMAGE_UNREADABLE;
    }
    *info = pcc_get_le32(bytes);
    return PFWU_IMAGE_OK;
}

/** That of the protected TLV area, if there is one. */
static pfwu_image_fault_t parse_protected_info(const pfwu_image_source_t *source, const pfwu_image_t *image)
{
    uint32_t info = 0;
    if (image->protected_size == 0) {
        return PFWU_IMAGE_OK;
    }
    pfwu_image_fault_t fault = read_info(source, image->signed_size - image->protected_size, &info);
    if (fault != PFWU_IMAGE_OK) {
        return fault;
    }
    return info == (PFWU_TLV_MAGIC_PROTECTED | image->protected_size << 16) ? PFWU_IMAGE_OK : PFWU_IMAGE_PROTECTED_BAD;
}

/** That of the other TLV area, which ends the image. */
static pfwu_image_fault_t parse_info(const pfwu_image_source_t *source, pfwu_image_t *image)
{
    uint32_t info = 0;
    pfwu_image_fault_t fault = read_info(source, image->signed_size, &info);
    if (fault != PFWU_IMAGE_OK) {
        return fault;
    }
    uint32_t size = info >> 16;
    uint16_t magic = (uint16_t)info;
    if (magic == PFWU_TLV_MAGIC_PROTECTED) {
        return PFWU_IMAGE_PROTECTED_SURPRISE;
    }
    if (magic != PFWU_TLV_MAGIC_UNPROTECTED || size < PFWU_TLV_INFO_SIZE) {
        return PFWU_IMAGE_TLV_INFO_BAD;
    }
    if (size > source->size - image->signed_size) {
        return PFWU_IMAGE_TOO_LARGE;
    }
    image->total_size = image->signed_size + size;
    return PFWU_IMAGE_OK;
}

/* -------------------------------------------------------------------------------------------------------- TLVs --- */

/** The record at `at` of an area that ends at `end`. */
static pfwu_image_fault_t read_record(const pfwu_image_source_t *source, uint32_t at, uint32_t end, pfwu_tlv_t *tlv)
{
    uint8_t head[PFWU_TLV_HEAD_SIZE];
    if (at > end || end - at < sizeof head) {
        return PFWU_IMAGE_TLV_CROSSES;
    }
    if (!read_at(source, at, head, sizeof head)) {
        return PFWU_IMAGE_UNREADABLE;
    }
    uint32_t size = pcc_get_le16(&head[2]);
    if (size > end - at - sizeof head) {
        return PFWU_IMAGE_TLV_CROSSES;
    }
    tlv->type = pcc_get_le16(head);
    tlv->size = (uint16_t)size;
    tlv->off = at + PFWU_TLV_HEAD_SIZE;
    return PFWU_IMAGE_OK;
}

pfwu_image_fault_t pfwu_image_tlv(const pfwu_image_source_t *source, const pfwu_image_t *image, uint32_t *cursor,
                                  pfwu_tlv_t *tlv)
{
    uint32_t at = *cursor;
    memset(tlv, 0, sizeof *tlv);
    if (at == 0) {
        at = image->signed_size - image->protected_size + PFWU_TLV_INFO_SIZE;
    }
    if (image->protected_size != 0 && at == image->signed_size) {
        at += PFWU_TLV_INFO_SIZE;
    }
    *cursor = at;
    if (at == image->total_size) {
        return PFWU_IMAGE_OK;
    }
    bool is_protected = at < image->signed_size;
    pfwu_image_fault_t fault = read_record(source, at, is_protected ? image->signed_size : image->total_size, tlv);
    if (fault == PFWU_IMAGE_OK) {
        tlv->is_protected = is_protected;
        *cursor = tlv->off + tlv->size;
    }
    return fault;
}

/** A DER INTEGER above 0 that is minimal and fits `size` bytes: right-aligned into out. */
static bool get_der_integer(pcc_rd_t *rd, uint8_t *out, size_t size)
{
    uint8_t tag = pcc_rd_u8(rd);
    uint8_t length = pcc_rd_u8(rd);
    const uint8_t *p = pcc_rd_bytes(rd, length);
    if (p == NULL || tag != 0x02 || length == 0 || (p[0] & 0x80u) != 0) {
        return false;
    }
    if (p[0] == 0) {
        if (length == 1u || (p[1] & 0x80u) == 0) {
            return false; /* 0, or a zero that the sign does not need */
        }
        p++;
        length--;
    }
    if (length > size) {
        return false;
    }
    memset(out, 0, size);
    memcpy(&out[size - length], p, length);
    return true;
}

/** ECDSA-Sig-Value (RFC 3279 section 2.2.3) to r and s of `scalar` bytes each. Old tools pad it with up to two zero
 *  bytes. */
static bool get_signature(const uint8_t *der, size_t size, uint8_t *out, size_t scalar)
{
    pcc_rd_t rd = pcc_rd(der, size);
    uint8_t tag = pcc_rd_u8(&rd);
    uint8_t inner = pcc_rd_u8(&rd);
    if (rd.bad || tag != 0x30 || inner > rd.left || rd.left - inner > ECDSA_DER_PAD) {
        return false;
    }
    for (size_t i = inner; i < rd.left; i++) {
        if (rd.p[i] != 0) {
            return false;
        }
    }
    rd.left = inner;
    return get_der_integer(&rd, out, scalar) && get_der_integer(&rd, &out[scalar], scalar) && pcc_rd_done(&rd) &&
           pfwu_is_scalar(out, scalar) && pfwu_is_scalar(&out[scalar], scalar);
}

/** The signature as verifiers take it, in place of its DER. */
static pfwu_image_fault_t open_ecdsa(const pfwu_image_t *image, uint8_t *signature)
{
    uint8_t scalars[PFWU_IMAGE_ECDSA_MAX];
    if (image->signature_size > 2u * image->hash_size + 8u) {
        return PFWU_IMAGE_TLV_SIZE_BAD;
    }
    if (!get_signature(signature, image->signature_size, scalars, image->hash_size)) {
        return PFWU_IMAGE_SIGNATURE_BAD;
    }
    memcpy(signature, scalars, 2u * image->hash_size);
    return PFWU_IMAGE_OK;
}

/** Hash, key hash and signature belong together: SHA-384 goes with ECDSA on P-384 only. */
static pfwu_image_fault_t check_kinds(const pfwu_image_t *image, const seen_t *seen)
{
    bool ecdsa = image->signature_type == PFWU_TLV_ECDSA;
    if (image->hash_size != seen->key_hash_size || (image->hash_size != 32u && !ecdsa)) {
        return PFWU_IMAGE_HASH_KIND_BAD;
    }
    return ecdsa ? open_ecdsa(image, seen->signature) : PFWU_IMAGE_OK;
}

/** Whether a signature may have that size, and stands behind its key hash. */
static pfwu_image_fault_t take_signature(const pfwu_tlv_t *tlv, const seen_t *seen, pfwu_image_t *image)
{
    if (tlv->type == PFWU_TLV_ECDSA && (tlv->size < ECDSA_DER_MIN || tlv->size > ECDSA_DER_MAX)) {
        return PFWU_IMAGE_TLV_SIZE_BAD;
    }
    if ((seen->types & PFWU_SEEN_KEY) == 0) {
        return PFWU_IMAGE_ORDER_BAD;
    }
    image->signature_type = tlv->type;
    image->signature_size = tlv->size;
    image->signature_off = tlv->off;
    return PFWU_IMAGE_OK;
}

/** The 4 bytes in front of the version. */
static pfwu_image_fault_t take_dependency(uint32_t id, pfwu_image_t *image)
{
    if (id > UINT8_MAX) {
        return PFWU_IMAGE_TLV_SIZE_BAD;
    }
    image->dependency_count++;
    image->dependency_mask |= id < 32u ? 1u << id : 0;
    return PFWU_IMAGE_OK;
}

/** A record of the right place, and the first if it may come once. */
static pfwu_image_fault_t take_payload(const pfwu_image_source_t *source, const pfwu_tlv_t *tlv, pfwu_take_t take,
                                       seen_t *seen, pfwu_image_t *image)
{
    pfwu_image_fault_t fault = PFWU_IMAGE_OK;
    uint8_t dependency[4];
    uint8_t *to = NULL; /* what of it is read */
    uint32_t size = tlv->size;
    switch (take) {
    case PFWU_TAKE_HASH:
        image->hash_size = (uint8_t)size;
        to = image->hash;
        break;
    case PFWU_TAKE_KEY_HASH:
        fault = size == 32u || size == PFWU_IMAGE_HASH_MAX ? PFWU_IMAGE_OK : PFWU_IMAGE_TLV_SIZE_BAD;
        seen->key_hash_size = (uint8_t)size;
        to = image->key_hash;
        break;
    case PFWU_TAKE_SIGNATURE:
        fault = take_signature(tlv, seen, image);
        to = size <= seen->capacity ? seen->signature : NULL; /* one that there is no room for is not read */
        break;
    case PFWU_TAKE_KEY_WRAP:
        image->key_wrap_off = tlv->off;
        image->key_wrap_size = tlv->size;
        image->key_wrap_type = tlv->type;
        break;
    case PFWU_TAKE_DEPENDENCY:
        to = dependency;
        size = sizeof dependency;
        break;
    case PFWU_TAKE_COUNTER:
        image->has_counter = true;
        to = image->counter_bytes;
        break;
    case PFWU_TAKE_REFUSED:
        return PFWU_IMAGE_ALG_UNSUPPORTED;
    case PFWU_TAKE_NOTHING:
    default:
        break;
    }
    if (fault == PFWU_IMAGE_OK && to != NULL && !read_at(source, tlv->off, to, size)) {
        fault = PFWU_IMAGE_UNREADABLE;
    }
    return fault == PFWU_IMAGE_OK && to == dependency ? take_dependency(pcc_get_le32(dependency), image) : fault;
}

static pfwu_image_fault_t take(const pfwu_image_source_t *source, const pfwu_tlv_t *tlv, seen_t *seen,
                               pfwu_image_t *image)
{
    const pfwu_rule_t *rule = pfwu_rule_of(tlv->type);
    if (rule == NULL) {
        return PFWU_IMAGE_TLV_UNKNOWN;
    }
    if (tlv->is_protected != (rule->take >= PFWU_TAKE_INSIDE)) {
        return tlv->is_protected ? PFWU_IMAGE_TLV_MISPLACED : PFWU_IMAGE_TLV_NOT_PROTECTED;
    }
    if ((seen->types & rule->once) != 0) {
        return (rule->once & (PFWU_SEEN_KEY | PFWU_SEEN_SIGNATURE)) != 0 ? PFWU_IMAGE_SIGNED_TWICE
                                                                         : PFWU_IMAGE_TLV_TWICE;
    }
    uint32_t size = rule->size;
    if (rule->take == PFWU_TAKE_KEY_WRAP) {
        if ((image->flags & PFWU_IMAGE_ENCRYPTED) == 0) {
            return PFWU_IMAGE_KEY_WRAP_CONFLICT;
        }
        size += (image->flags & PFWU_IMAGE_AES256) != 0 ? 32u : 16u;
    }
    if (size != 0 && tlv->size != size) {
        return PFWU_IMAGE_TLV_SIZE_BAD;
    }
    seen->types |= rule->once;
    return take_payload(source, tlv, (pfwu_take_t)rule->take, seen, image);
}

/** The records from `at` to the end of an area, in order, each byte once. seen NULL: they are of no interest. */
static pfwu_image_fault_t parse_records(const pfwu_image_source_t *source, uint32_t at, bool is_protected, seen_t *seen,
                                        pfwu_image_t *image)
{
    uint32_t end = is_protected ? image->signed_size : image->total_size;
    while (at != end && seen != NULL) {
        pfwu_tlv_t tlv;
        pfwu_image_fault_t fault = read_record(source, at, end, &tlv);
        if (fault == PFWU_IMAGE_OK) {
            tlv.is_protected = is_protected;
            fault = take(source, &tlv, seen, image);
        }
        if (fault != PFWU_IMAGE_OK) {
            return fault;
        }
        at = tlv.off + tlv.size;
    }
    return PFWU_IMAGE_OK;
}

/** What an image must have. */
static pfwu_image_fault_t check_seen(const pfwu_image_t *image, const seen_t *seen)
{
    if ((seen->types & PFWU_SEEN_HASH) == 0) {
        return PFWU_IMAGE_NO_HASH;
    }
    if ((seen->types & PFWU_SEEN_KEY) == 0) {
        return PFWU_IMAGE_NO_KEY;
    }
    if ((image->flags & PFWU_IMAGE_ENCRYPTED) != 0 && (seen->types & PFWU_SEEN_KEY_WRAP) == 0) {
        return PFWU_IMAGE_NO_KEY_WRAP;
    }
    if ((seen->types & PFWU_SEEN_SIGNATURE) == 0) {
        return PFWU_IMAGE_NO_SIGNATURE;
    }
    return check_kinds(image, seen);
}

static pfwu_image_fault_t parse(const pfwu_image_source_t *source, pfwu_image_t *image, seen_t *seen)
{
    memset(image, 0, sizeof *image);
    pfwu_image_fault_t fault = parse_fixed(source, image);
    if (fault == PFWU_IMAGE_OK) {
        fault = parse_protected_info(source, image);
    }
    if (fault == PFWU_IMAGE_OK && image->protected_size != 0) {
        uint32_t at = image->signed_size - image->protected_size + PFWU_TLV_INFO_SIZE;
        fault = parse_records(source, at, true, seen, image);
    }
    if (fault == PFWU_IMAGE_OK) {
        fault = parse_info(source, image);
    }
    if (fault == PFWU_IMAGE_OK) {
        fault = parse_records(source, image->signed_size + PFWU_TLV_INFO_SIZE, false, seen, image);
    }
    image->counter = pcc_get_le32(image->counter_bytes);
    if (fault == PFWU_IMAGE_OK && seen != NULL) {
        fault = check_seen(image, seen);
    }
    if (fault != PFWU_IMAGE_OK) {
        memset(image, 0, sizeof *image);
    }
    return fault;
}

pfwu_image_fault_t pfwu_image_parse_header(const pfwu_image_source_t *source, pfwu_image_t *image)
{
    return parse(source, image, NULL);
}

pfwu_image_fault_t pfwu_image_parse(const pfwu_image_source_t *source, pfwu_image_t *image)
{
    uint8_t der[ECDSA_DER_MAX];
    seen_t seen = { .signature = der, .capacity = sizeof der };
    return parse(source, image, &seen);
}

pfwu_image_fault_t pfwu_image_parse_signature(const pfwu_image_source_t *source, pfwu_image_t *image, uint8_t *signature,
                                              uint32_t capacity, uint32_t *size)
{
    seen_t seen = { .signature = signature, .capacity = capacity };
    *size = 0;
    if (capacity < ECDSA_DER_MAX) {
        memset(image, 0, sizeof *image);
        return PFWU_IMAGE_ALG_UNSUPPORTED;
    }
    pfwu_image_fault_t fault = parse(source, image, &seen);
    if (fault == PFWU_IMAGE_OK && image->signature_size <= capacity) {
        *size = image->signature_type == PFWU_TLV_ECDSA ? 2u * image->hash_size : image->signature_size;
    }
    return fault;
}

pfwu_image_fault_t pfwu_image_dependency(const pfwu_image_source_t *source, const pfwu_image_t *image, uint16_t index,
                                         pfwu_dependency_t *dependency)
{
    uint32_t cursor = 0;
    memset(dependency, 0, sizeof *dependency);
    for (;;) {
        pfwu_tlv_t tlv;
        uint8_t bytes[PFWU_DEPENDENCY_SIZE];
        pfwu_image_fault_t fault = pfwu_image_tlv(source, image, &cursor, &tlv);
        if (fault != PFWU_IMAGE_OK) {
            return fault;
        }
        if (tlv.off == 0) {
            return PFWU_IMAGE_TLV_SIZE_BAD; /* there are fewer than the caller believes */
        }
        if (!tlv.is_protected || tlv.type != PFWU_TLV_DEPENDENCY || index-- != 0) {
            continue;
        }
        if (tlv.size != sizeof bytes || !read_at(source, tlv.off, bytes, sizeof bytes)) {
            return PFWU_IMAGE_UNREADABLE;
        }
        dependency->id = bytes[0];
        dependency->version = get_version(&bytes[4]);
        return PFWU_IMAGE_OK;
    }
}

/* ---------------------------------------------------------------------------------------------------- Versions --- */

static uint32_t version_number(const psa_fwu_image_version_t *version)
{
    return (uint32_t)version->major << 24 | (uint32_t)version->minor << 16 | version->patch;
}

int pfwu_version_compare(const psa_fwu_image_version_t *a, const psa_fwu_image_version_t *b)
{
    uint32_t x = version_number(a);
    uint32_t y = version_number(b);
    return (x > y) - (x < y);
}

static char *put_decimal(char *at, uint32_t value)
{
    char digits[10];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + value % 10u);
        value /= 10u;
    } while (value != 0);
    while (count > 0) {
        *at++ = digits[--count];
    }
    return at;
}

void pfwu_version_text(const psa_fwu_image_version_t *version, char text[25])
{
    char *at = put_decimal(text, version->major);
    *at++ = '.';
    at = put_decimal(at, version->minor);
    *at++ = '.';
    at = put_decimal(at, version->patch);
    if (version->build != 0) {
        *at++ = '+';
        at = put_decimal(at, version->build);
    }
    *at = '\0';
}
