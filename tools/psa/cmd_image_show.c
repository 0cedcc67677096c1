/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa image show: everything that an image holds, in words or as JSON, and what is wrong with it, where.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "image_check.h"
#include "image_explain.h"
#include "lib/crypto/core/bytes.h"
#include "psa/crypto.h"

#define HEX_SHOWN 32u /* of a long record */

/* --- Payloads ----------------------------------------------------------------------------------------------------- */

/* A boot record (CBOR): pairs of a small number and a short text or bytes. */
typedef struct boot_record {
    char type[16], version[24], description[16];
    const uint8_t *signer;
    size_t signer_size;
} boot_record_t;

static bool get_string(pcc_rd_t *rd, uint8_t major, const uint8_t **bytes, size_t *size)
{
    uint8_t head = pcc_rd_u8(rd);
    *size = head & 0x1fu;
    if (*size == 24u) {
        *size = pcc_rd_u8(rd);
    } else if (*size > 24u) {
        return false;
    }
    *bytes = pcc_rd_bytes(rd, *size);
    return head >> 5 == major && *bytes != NULL;
}

static bool get_text(pcc_rd_t *rd, char *text, size_t room)
{
    const uint8_t *bytes = NULL;
    size_t size = 0;
    if (!get_string(rd, 3, &bytes, &size) || size >= room) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] < 0x20u || bytes[i] > 0x7eu) {
            return false;
        }
        text[i] = (char)bytes[i];
    }
    text[size] = '\0';
    return true;
}

static bool read_boot_record(const uint8_t *bytes, size_t size, boot_record_t *record)
{
    const uint8_t *value = NULL;
    size_t value_size = 0;
    pcc_rd_t rd = pcc_rd(bytes, size);
    bool ok = pcc_rd_u8(&rd) == 0xa5u;
    for (unsigned i = 0; ok && i < 5u; i++) {
        switch (pcc_rd_u8(&rd)) {
        case 1:
            ok = get_text(&rd, record->type, sizeof(record->type));
            break;
        case 4:
            ok = get_text(&rd, record->version, sizeof(record->version));
            break;
        case 5:
            ok = get_string(&rd, 2, &record->signer, &record->signer_size);
            break;
        case 6:
            ok = get_text(&rd, record->description, sizeof(record->description));
            break;
        case 2:
            ok = get_string(&rd, 2, &value, &value_size);
            break;
        default:
            ok = false;
            break;
        }
    }
    return ok && pcc_rd_done(&rd);
}

/* What a record says beyond its bytes; empty if nothing. */
static void describe(const uint8_t *p, const pfwu_tlv_t *tlv, char *text, size_t room)
{
    boot_record_t record = { .type = "" };
    uint16_t point = tlv->type == PFWU_TLV_ENC_EC256 ? 65u : 32u;
    uint16_t mac = tlv->type == PFWU_TLV_ENC_X25519_SHA512 ? 64u : 32u;
    text[0] = '\0';
    if (tlv->type == PFWU_TLV_SEC_CNT && tlv->size == 4) {
        snprintf(text, room, "%" PRIu32, pcc_get_le32(p));
    } else if (tlv->type == PFWU_TLV_DEPENDENCY && tlv->size == 12) {
        snprintf(text, room, "component %u at least %u.%u.%u+%" PRIu32, p[0], p[4], p[5], pcc_get_le16(p + 6),
                 pcc_get_le32(p + 8));
    } else if (tlv->type == PFWU_TLV_BOOT_RECORD && read_boot_record(p, tlv->size, &record)) {
        snprintf(text, room, "%s %s, measured with %s", record.type, record.version, record.description);
    } else if (tlv->type >= PFWU_TLV_ENC_EC256 && tlv->type <= PFWU_TLV_ENC_LAST && tlv->size > point + mac) {
        snprintf(text, room, "ephemeral public key of %u bytes, MAC of %u, AES-%u key", point, mac,
                 8u * (unsigned)(tlv->size - point - mac));
    }
}

/* --- What is found ------------------------------------------------------------------------------------------------ */

typedef enum hash_state { HASH_NONE, HASH_MATCHES, HASH_DIFFERS, HASH_ENCRYPTED } hash_state_t;
static const char *const hash_texts[] = { "not checked", "matches", "does not match", "of the plain text" };

/* An image as far as it can be read. */
typedef struct view {
    const char *path;
    const tool_bytes_t *bytes;
    bool has_header; /* and areas */
    pfwu_image_t image;
    image_finding_t finding;
    hash_state_t hash;
} view_t;

static const struct {
    uint32_t bit;
    const char *text;
} flag_names[] = {
    { PFWU_IMAGE_PIC, "position independent" },
    { PFWU_IMAGE_AES128, "encrypted with AES-128" },
    { PFWU_IMAGE_AES256, "encrypted with AES-256" },
    { PFWU_IMAGE_NON_BOOTABLE, "not bootable" },
    { PFWU_IMAGE_RAM_LOAD, "to RAM" },
    { PFWU_IMAGE_ROM_FIXED, "for a fixed address" },
};

/* With the hash of a well-formed image: whether it is in plain. */
static void look_at_hash(view_t *view)
{
    pfwu_image_source_t source = image_source(view->bytes);
    pfwu_image_t parsed;
    if (pfwu_image_parse(&source, &parsed) != PFWU_IMAGE_OK || psa_crypto_init() != PSA_SUCCESS) {
        return;
    }
    if (image_hash_matches(view->bytes, &parsed)) {
        view->hash = HASH_MATCHES;
    } else if ((parsed.flags & PFWU_IMAGE_ENCRYPTED) != 0) {
        view->hash = HASH_ENCRYPTED;
    } else {
        pfwu_tlv_t tlv = { .off = 0 };
        uint32_t cursor = 0;
        view->hash = HASH_DIFFERS;
        view->finding.fault = PFWU_IMAGE_HASH_WRONG;
        while (pfwu_image_tlv(&source, &parsed, &cursor, &tlv) == PFWU_IMAGE_OK && tlv.off != 0 &&
               (tlv.is_protected || (tlv.type != PFWU_TLV_SHA256 && tlv.type != PFWU_TLV_SHA384))) {
        }
        view->finding.offset = tlv.off != 0 ? tlv.off - PFWU_TLV_HEAD_SIZE : 0;
        snprintf(view->finding.detail, sizeof(view->finding.detail),
                 "TLV 0x%04x (%s) is not that of bytes 0 to %" PRIu32, tlv.type, image_tlv_text(tlv.type),
                 parsed.signed_size);
    }
}

static void look(const char *path, const tool_bytes_t *bytes, view_t *view)
{
    pfwu_image_source_t source = image_source(bytes);
    *view = (view_t){ .path = path, .bytes = bytes, .finding = image_find_fault(bytes) };
    view->has_header = pfwu_image_parse_header(&source, &view->image) == PFWU_IMAGE_OK;
    look_at_hash(view);
}

/* The next record, and its bytes; false at the end, also of what can be read. */
static bool next_record(const view_t *view, uint32_t *cursor, pfwu_tlv_t *tlv)
{
    pfwu_image_source_t source = image_source(view->bytes);
    return pfwu_image_tlv(&source, &view->image, cursor, tlv) == PFWU_IMAGE_OK && tlv->off != 0;
}

/* What stands behind the image. */
static const char *behind_text(const view_t *view)
{
    static const uint8_t magic[8] = { 0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80 };
    static const uint8_t magic_any[8] = { 0x8d, 0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a };
    const tool_bytes_t *bytes = view->bytes;
    size_t from = view->image.total_size;
    if (bytes->size - from >= 16u && (memcmp(bytes->p + bytes->size - 8u, magic, 8) == 0 ||
                                      memcmp(bytes->p + bytes->size - 8u, magic_any, 8) == 0)) {
        return "padded, with MCUboot's trailer";
    }
    for (size_t i = from; i < bytes->size; i++) {
        if (bytes->p[i] != 0xffu) {
            return "unknown";
        }
    }
    return "erased flash";
}

/* --- Words -------------------------------------------------------------------------------------------------------- */

static void print_flags(uint32_t flags)
{
    const char *between = " ";
    printf("          flags            0x%08" PRIx32, flags);
    for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++) {
        if ((flags & flag_names[i].bit) != 0) {
            printf("%s%s", between, flag_names[i].text);
            between = ", ";
        }
    }
    printf("\n");
}

static void print_header(const view_t *view)
{
    const pfwu_image_t *image = &view->image;
    char version[IMAGE_VERSION_TEXT_SIZE];
    const char *state = (image->flags & PFWU_IMAGE_ENCRYPTED) == 0 ? "in plain"
                        : view->hash == HASH_MATCHES               ? "in plain, for encryption"
                        : view->hash == HASH_ENCRYPTED             ? "encrypted, or changed"
                                                                   : "encrypted or in plain";
    pfwu_version_text(&image->version, version);
    printf("%s: version %s, %zu bytes\n", view->path, version, view->bytes->size);
    printf("  0x0000  header           %" PRIu32 " bytes, signed\n", image->header_size);
    printf("          version          %s\n", version);
    print_flags(image->flags);
    printf("          load address     0x%08" PRIx32 "\n", image->load_addr);
    printf("  0x%04" PRIx32 "  body             %" PRIu32 " bytes, signed, %s\n", image->header_size, image->body_size,
           state);
}

static void print_record(const view_t *view, const pfwu_tlv_t *tlv)
{
    char text[96];
    const uint8_t *p = view->bytes->p + tlv->off;
    bool hash = tlv->type == PFWU_TLV_KEYHASH || tlv->type == PFWU_TLV_SHA256 || tlv->type == PFWU_TLV_SHA384;
    uint32_t shown = hash || tlv->size < HEX_SHOWN ? tlv->size : HEX_SHOWN;
    describe(p, tlv, text, sizeof(text));
    printf("  0x%04" PRIx32 "    TLV 0x%04x     %u bytes: %s", tlv->off - PFWU_TLV_HEAD_SIZE, tlv->type, tlv->size,
           image_tlv_text(tlv->type));
    if (text[0] != '\0') {
        printf(": %s", text);
    } else if (tlv->size > 0) {
        printf(": ");
        tool_print_hex(p, shown);
        printf("%s", tlv->size > shown ? "..." : "");
    }
    if (tlv->type == PFWU_TLV_SHA256 || tlv->type == PFWU_TLV_SHA384) {
        printf(" (%s)", hash_texts[view->hash]);
    }
    printf("\n");
}

static void print_area(const char *name, uint32_t at, uint32_t size, const char *is_signed)
{
    printf("  0x%04" PRIx32 "  %-16s %" PRIu32 " bytes, %s\n", at, name, size, is_signed);
}

static void print_records(const view_t *view)
{
    const pfwu_image_t *image = &view->image;
    uint32_t cursor = 0;
    pfwu_tlv_t tlv;
    bool outside = false;
    if (image->protected_size != 0) {
        print_area("protected TLVs", image->signed_size - image->protected_size, image->protected_size, "signed");
    }
    while (next_record(view, &cursor, &tlv)) {
        if (!tlv.is_protected && !outside) {
            outside = true;
            print_area("unprotected TLVs", image->signed_size, image->total_size - image->signed_size, "not signed");
        }
        print_record(view, &tlv);
    }
    if (!outside && cursor >= image->signed_size) {
        print_area("unprotected TLVs", image->signed_size, image->total_size - image->signed_size, "not signed");
    }
    if (image->total_size < view->bytes->size) {
        printf("  0x%04" PRIx32 "  behind the image %zu bytes: %s\n", image->total_size,
               view->bytes->size - image->total_size, behind_text(view));
    }
}

static int show_words(const view_t *view)
{
    const image_finding_t *finding = &view->finding;
    if (view->has_header) {
        print_header(view);
        print_records(view);
    }
    if (finding->fault != PFWU_IMAGE_OK) {
        return tool_fail("%s: not a valid image: at offset 0x%04" PRIx32 ": %s%s%s", view->path, finding->offset,
                         pfwu_image_fault_text(finding->fault), finding->detail[0] ? ": " : "", finding->detail);
    }
    printf("  well formed; signature not checked (psa image verify)\n");
    return TOOL_OK;
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static void json_text(const char *name, const char *text)
{
    printf("\"%s\": \"", name);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            printf("\\%c", c);
        } else if (c < 0x20u || c > 0x7eu) {
            printf("\\u%04x", c);
        } else {
            putchar(c);
        }
    }
    printf("\"");
}

static void json_record(const view_t *view, const pfwu_tlv_t *tlv, const char *before)
{
    char text[96];
    const uint8_t *p = view->bytes->p + tlv->off;
    describe(p, tlv, text, sizeof(text));
    printf("%s\n    {\"offset\": %" PRIu32 ", \"type\": %u, \"size\": %u, \"protected\": %s, ", before,
           tlv->off - PFWU_TLV_HEAD_SIZE, tlv->type, tlv->size, tlv->is_protected ? "true" : "false");
    json_text("name", image_tlv_text(tlv->type));
    if (text[0] != '\0') {
        printf(", ");
        json_text("says", text);
    }
    printf(", \"value\": \"");
    tool_print_hex(p, tlv->size);
    printf("\"}");
}

static void json_image(const view_t *view)
{
    const pfwu_image_t *image = &view->image;
    char version[IMAGE_VERSION_TEXT_SIZE];
    uint32_t cursor = 0;
    const char *before = "";
    pfwu_tlv_t tlv;
    pfwu_version_text(&image->version, version);
    printf(",\n  \"version\": \"%s\", \"load-address\": %" PRIu32 ", \"flags\": %" PRIu32 ",\n", version,
           image->load_addr, image->flags);
    printf("  \"header-size\": %" PRIu32 ", \"body-size\": %" PRIu32 ", \"protected-size\": %" PRIu32
           ", \"signed-size\": %" PRIu32 ", \"total-size\": %" PRIu32 ",\n",
           image->header_size, image->body_size, image->protected_size, image->signed_size, image->total_size);
    printf("  \"hash\": \"%s\",\n  \"tlvs\": [", hash_texts[view->hash]);
    for (; next_record(view, &cursor, &tlv); before = ",") {
        json_record(view, &tlv, before);
    }
    printf("\n  ]");
    if (image->total_size < view->bytes->size) {
        printf(",\n  \"behind\": \"%s\"", behind_text(view));
    }
}

static int show_json(const view_t *view)
{
    const image_finding_t *finding = &view->finding;
    printf("{\n  ");
    json_text("file", view->path);
    printf(", \"size\": %zu, \"valid\": %s", view->bytes->size, finding->fault == PFWU_IMAGE_OK ? "true" : "false");
    if (finding->fault != PFWU_IMAGE_OK) {
        printf(",\n  \"fault\": {\"number\": %u, \"offset\": %" PRIu32 ", ", (unsigned)finding->fault, finding->offset);
        json_text("reason", pfwu_image_fault_text(finding->fault));
        printf(", ");
        json_text("detail", finding->detail);
        printf("}");
    }
    if (view->has_header) {
        json_image(view);
    }
    printf("\n}\n");
    return finding->fault == PFWU_IMAGE_OK ? TOOL_OK : TOOL_FAILED;
}

int image_show(int argc, char **argv)
{
    const char *usage = "psa image show [--json] IMAGE";
    const char *json = NULL;
    const tool_option_t options[] = { { "json", false, &json, NULL, "for programs: one JSON object", NULL, 0 } };
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 1, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 1) {
        return tool_usage("which image? (usage: %s)", usage);
    }
    tool_bytes_t bytes;
    view_t view;
    if (!tool_read_file(argv[1], &bytes)) {
        return TOOL_FAILED;
    }
    look(argv[1], &bytes, &view);
    code = json ? show_json(&view) : show_words(&view);
    tool_bytes_free(&bytes);
    return code;
}
