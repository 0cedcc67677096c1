/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Images in words. The parser tells what is wrong, not where: that is where it read last.
 */
#include "image_explain.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "image_check.h"
#include "lib/crypto/core/bytes.h"

static const struct {
    uint16_t type;
    uint16_t size; /* that it must have; 0: several */
    const char *text;
} names[] = {
    { PFWU_TLV_KEYHASH, 0, "hash of the signing key" },
    { PFWU_TLV_PUBKEY, 0, "signing key, whole" },
    { PFWU_TLV_SHA256, 32, "SHA-256 of what is signed" },
    { PFWU_TLV_SHA384, 48, "SHA-384 of what is signed" },
    { PFWU_TLV_SHA512, 64, "SHA-512 of what is signed" },
    { PFWU_TLV_RSA2048, 256, "RSA-2048 PSS signature" },
    { 0x21, 0, "ECDSA P-224 signature (obsolete)" },
    { PFWU_TLV_ECDSA, 0, "ECDSA signature" },
    { PFWU_TLV_RSA3072, 384, "RSA-3072 PSS signature" },
    { PFWU_TLV_ED25519, 64, "Ed25519 signature" },
    { PFWU_TLV_SIG_PURE, 1, "signature is over the image itself, not its hash" },
    { 0x30, 0, "image key, wrapped with RSA-OAEP" },
    { 0x31, 0, "image key, wrapped with AES-KW" },
    { PFWU_TLV_ENC_EC256, 0, "image key, wrapped with ECIES-P256" },
    { PFWU_TLV_ENC_X25519, 0, "image key, wrapped with ECIES-X25519" },
    { PFWU_TLV_ENC_X25519_SHA512, 0, "image key, wrapped with ECIES-X25519 and SHA-512" },
    { PFWU_TLV_DEPENDENCY, 12, "needs another component" },
    { PFWU_TLV_SEC_CNT, 4, "security counter" },
    { PFWU_TLV_BOOT_RECORD, 0, "boot record" },
    { 0x70, 4, "size after decompression" },
    { 0x71, 0, "hash after decompression" },
    { 0x72, 0, "signature after decompression" },
    { 0x73, 4, "size of the compressed image after decryption" },
    { PFWU_TLV_UUID_VID, 16, "vendor id" },
    { PFWU_TLV_UUID_CID, 16, "class id" },
    { PFWU_TLV_LMS, 0, "LMS signature (libpsa)" },
};
#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

static uint16_t fixed_size(uint16_t type)
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (names[i].type == type) {
            return names[i].size;
        }
    }
    return 0;
}

const char *image_tlv_text(uint16_t type)
{
    static char vendor[64];
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (names[i].type == type) {
            return names[i].text;
        }
    }
    if ((type & 0xffu) >= 0xa0u && type != 0xffffu) {
        snprintf(vendor, sizeof(vendor), "of a vendor, range 0x%02xa0 to 0x%02xff", type >> 8, type >> 8);
        return vendor;
    }
    return "unknown";
}

/* --- Where the parser stood --------------------------------------------------------------------------------------- */

typedef struct trace {
    const tool_bytes_t *bytes;
    uint32_t *last; /* offset of the last read */
} trace_t;

static psa_status_t read_traced(const void *ctx, uint32_t off, void *dst, uint32_t size)
{
    const trace_t *trace = ctx;
    *trace->last = off;
    memcpy(dst, trace->bytes->p + off, size); /* the parser stays inside the source */
    return PSA_SUCCESS;
}

TOOL_PRINTF(3, 4) static void say(image_finding_t *finding, uint32_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(finding->detail, sizeof(finding->detail), format, args);
    va_end(args);
    finding->offset = offset;
}

/* --- Header ------------------------------------------------------------------------------------------------------- */

static uint32_t signed_size(const uint8_t *p)
{
    return (uint32_t)((uint64_t)pcc_get_le16(p + 8) + pcc_get_le32(p + 12) + pcc_get_le16(p + 10));
}

static void say_too_large(const tool_bytes_t *bytes, image_finding_t *finding)
{
    const uint8_t *p = bytes->p;
    uint64_t sum = (uint64_t)pcc_get_le16(p + 8) + pcc_get_le32(p + 12) + pcc_get_le16(p + 10);
    if (sum + PFWU_TLV_INFO_SIZE > bytes->size) {
        say(finding, 12,
            "header of %u, body of %" PRIu32 " and protected TLVs of %u bytes end at %" PRIu64
            ", where no TLV area fits into the %zu bytes of the file",
            pcc_get_le16(p + 8), pcc_get_le32(p + 12), pcc_get_le16(p + 10), sum, bytes->size);
    } else {
        say(finding, (uint32_t)sum + 2u,
            "unprotected TLVs of %u bytes at %" PRIu64 " go past the %zu bytes of the file", pcc_get_le16(p + sum + 2),
            sum, bytes->size);
    }
}

/* Faults of the header and of the infos in front of both areas. False: it is none of them. */
static bool say_header(const tool_bytes_t *bytes, image_finding_t *finding)
{
    const uint8_t *p = bytes->p;
    const uint32_t known =
        PFWU_IMAGE_PIC | PFWU_IMAGE_ENCRYPTED | PFWU_IMAGE_NON_BOOTABLE | PFWU_IMAGE_RAM_LOAD | PFWU_IMAGE_ROM_FIXED;
    uint32_t at = 0;
    switch (finding->fault) {
    case PFWU_IMAGE_TOO_SHORT:
        say(finding, 0, "%zu bytes, and a header has %u", bytes->size, PFWU_IMAGE_HEADER_SIZE);
        return true;
    case PFWU_IMAGE_NO_MAGIC:
        say(finding, 0, "0x%08" PRIx32 " instead of 0x%08" PRIx32, pcc_get_le32(p), (uint32_t)PFWU_IMAGE_MAGIC);
        return true;
    case PFWU_IMAGE_HEADER_SIZE_BAD:
        say(finding, 8, "header size %u", pcc_get_le16(p + 8));
        return true;
    case PFWU_IMAGE_FLAGS_UNKNOWN:
        say(finding, 16, "flags 0x%08" PRIx32 ", of which 0x%08" PRIx32 " have no meaning", pcc_get_le32(p + 16),
            pcc_get_le32(p + 16) & ~known);
        return true;
    case PFWU_IMAGE_FLAGS_CONFLICT:
        say(finding, 16, "flags 0x%08" PRIx32, pcc_get_le32(p + 16));
        return true;
    case PFWU_IMAGE_PAD_NOT_ZERO:
        say(finding, 28, "0x%08" PRIx32, pcc_get_le32(p + 28));
        return true;
    case PFWU_IMAGE_TOO_LARGE:
        say_too_large(bytes, finding);
        return true;
    case PFWU_IMAGE_PROTECTED_BAD:
        if (pcc_get_le16(p + 10) < PFWU_TLV_INFO_SIZE) {
            say(finding, 10, "protected TLVs of %u bytes, less than their info", pcc_get_le16(p + 10));
        } else {
            at = signed_size(p) - pcc_get_le16(p + 10);
            say(finding, at, "info 0x%04x of %u bytes instead of 0x%04x of %u", pcc_get_le16(p + at),
                pcc_get_le16(p + at + 2), PFWU_TLV_MAGIC_PROTECTED, pcc_get_le16(p + 10));
        }
        return true;
    case PFWU_IMAGE_PROTECTED_SURPRISE:
    case PFWU_IMAGE_TLV_INFO_BAD:
        at = signed_size(p);
        say(finding, at, "info 0x%04x of %u bytes instead of 0x%04x", pcc_get_le16(p + at), pcc_get_le16(p + at + 2),
            PFWU_TLV_MAGIC_UNPROTECTED);
        return true;
    default:
        return false;
    }
}

/* --- Records ------------------------------------------------------------------------------------------------------ */

static void say_record(const pfwu_tlv_t *tlv, image_finding_t *finding)
{
    uint16_t size = fixed_size(tlv->type);
    char must[32] = "";
    if (finding->fault == PFWU_IMAGE_TLV_SIZE_BAD && size != 0 && size != tlv->size) {
        snprintf(must, sizeof(must), " instead of %u", size);
    }
    say(finding, tlv->off - PFWU_TLV_HEAD_SIZE, "TLV 0x%04x (%s) of %u bytes%s, %s", tlv->type,
        image_tlv_text(tlv->type), tlv->size, must, tlv->is_protected ? "protected" : "unprotected");
}

/* The record that holds an offset; the walk's end where it breaks off. */
static bool find_record(const tool_bytes_t *bytes, const pfwu_image_t *image, uint32_t offset, pfwu_tlv_t *found)
{
    pfwu_image_source_t source = image_source(bytes);
    uint32_t cursor = 0;
    while (pfwu_image_tlv(&source, image, &cursor, found) == PFWU_IMAGE_OK && found->off != 0) {
        if (offset >= found->off - PFWU_TLV_HEAD_SIZE && offset < found->off + (found->size ? found->size : 1u)) {
            return true;
        }
    }
    return false;
}

/* The first record of a type outside the signature. */
static bool find_type(const tool_bytes_t *bytes, const pfwu_image_t *image, uint16_t type, pfwu_tlv_t *found)
{
    pfwu_image_source_t source = image_source(bytes);
    uint32_t cursor = 0;
    while (pfwu_image_tlv(&source, image, &cursor, found) == PFWU_IMAGE_OK && found->off != 0) {
        if (found->type == type && !found->is_protected) {
            return true;
        }
    }
    return false;
}

static void say_crossing(const tool_bytes_t *bytes, const pfwu_image_t *image, image_finding_t *finding)
{
    pfwu_image_source_t source = image_source(bytes);
    uint32_t cursor = 0;
    pfwu_tlv_t tlv;
    while (pfwu_image_tlv(&source, image, &cursor, &tlv) == PFWU_IMAGE_OK && tlv.off != 0) {
    }
    bool is_protected = cursor < image->signed_size;
    uint32_t end = is_protected ? image->signed_size : image->total_size;
    const char *area = is_protected ? "protected" : "unprotected";
    if (cursor > end || end - cursor < PFWU_TLV_HEAD_SIZE) {
        say(finding, cursor, "%" PRIu32 " bytes are left of the %s area, which are no TLV", end - cursor, area);
        return;
    }
    const uint8_t *p = bytes->p + cursor;
    say(finding, cursor, "TLV 0x%04x (%s) of %u bytes, and %" PRIu32 " are left of the %s area", pcc_get_le16(p),
        image_tlv_text(pcc_get_le16(p)), pcc_get_le16(p + 2), end - cursor - PFWU_TLV_HEAD_SIZE, area);
}

static void say_kinds(const tool_bytes_t *bytes, const pfwu_image_t *image, image_finding_t *finding)
{
    static const uint16_t signatures[] = { PFWU_TLV_ECDSA, PFWU_TLV_RSA2048, PFWU_TLV_RSA3072, PFWU_TLV_ED25519,
                                           PFWU_TLV_LMS };
    pfwu_tlv_t hash, key, signature = { .type = 0 };
    bool is_256 = find_type(bytes, image, PFWU_TLV_SHA256, &hash);
    if (!is_256 && !find_type(bytes, image, PFWU_TLV_SHA384, &hash)) {
        return;
    }
    for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
        if (find_type(bytes, image, signatures[i], &signature)) {
            break;
        }
    }
    if (find_type(bytes, image, PFWU_TLV_KEYHASH, &key)) {
        say(finding, hash.off - PFWU_TLV_HEAD_SIZE, "%s, a key hash of %u bytes, and %s",
            is_256 ? "SHA-256" : "SHA-384", key.size, image_tlv_text(signature.type));
    }
}

/* A DER signature for the image's hash: 8 bytes at least, 72 with SHA-256, 104 with SHA-384 at most. */
static bool ecdsa_fits(const tool_bytes_t *bytes, const pfwu_image_t *image, const pfwu_tlv_t *tlv)
{
    pfwu_tlv_t hash;
    return tlv->size >= 8u && tlv->size <= (find_type(bytes, image, PFWU_TLV_SHA384, &hash) ? 104u : 72u);
}

static void say_tlvs(const tool_bytes_t *bytes, uint32_t last, image_finding_t *finding)
{
    pfwu_image_source_t source = image_source(bytes);
    pfwu_image_t image;
    pfwu_tlv_t tlv;
    if (pfwu_image_parse_header(&source, &image) != PFWU_IMAGE_OK) {
        return;
    }
    switch (finding->fault) {
    case PFWU_IMAGE_TLV_CROSSES:
        say_crossing(bytes, &image, finding);
        return;
    case PFWU_IMAGE_NO_HASH:
    case PFWU_IMAGE_NO_KEY:
    case PFWU_IMAGE_NO_SIGNATURE:
    case PFWU_IMAGE_NO_KEY_WRAP:
        say(finding, image.signed_size, "unprotected TLVs of %" PRIu32 " bytes", image.total_size - image.signed_size);
        return;
    case PFWU_IMAGE_HASH_KIND_BAD:
        say_kinds(bytes, &image, finding);
        return;
    default:
        break;
    }
    bool found = find_record(bytes, &image, last, &tlv);
    pfwu_tlv_t ecdsa;
    if (finding->fault == PFWU_IMAGE_TLV_SIZE_BAD && found && tlv.off + tlv.size == image.total_size &&
        find_type(bytes, &image, PFWU_TLV_ECDSA, &ecdsa) && !ecdsa_fits(bytes, &image, &ecdsa)) {
        tlv = ecdsa; /* its size is looked at when all records are known */
    }
    if (found) {
        say_record(&tlv, finding);
    }
}

image_finding_t image_find_fault(const tool_bytes_t *bytes)
{
    uint32_t last = 0;
    trace_t trace = { bytes, &last };
    pfwu_image_source_t source = { read_traced, &trace, (uint32_t)bytes->size };
    pfwu_image_t image;
    image_finding_t finding = { .fault = pfwu_image_parse(&source, &image) };
    if (finding.fault != PFWU_IMAGE_OK && !say_header(bytes, &finding)) {
        say_tlvs(bytes, last, &finding);
    }
    return finding;
}
