/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Options of an image.
 */
#include "image_options.h"

#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/ct.h"
#include "short_text.h"

bool image_passphrase(const char *path, passphrase_t *passphrase)
{
    tool_bytes_t file;
    *passphrase = (passphrase_t){ .size = 0 };
    if (path == NULL) {
        return true;
    }
    if (!tool_read_file(path, &file)) {
        return false;
    }
    while (passphrase->size < file.size && file.p[passphrase->size] != '\n' && file.p[passphrase->size] != '\r') {
        passphrase->size++;
    }
    bool ok = passphrase->size > 0 && passphrase->size <= sizeof(passphrase->bytes);
    if (ok) {
        memcpy(passphrase->bytes, file.p, passphrase->size);
    } else {
        tool_fail("%s: its first line is no passphrase of 1 to %zu bytes", path, sizeof(passphrase->bytes));
    }
    tool_bytes_free(&file);
    return ok;
}

void image_order_options(image_order_t *o, tool_option_t options[IMAGE_ORDER_OPTIONS])
{
    const tool_option_t rows[IMAGE_ORDER_OPTIONS] = {
        { "version", true, &o->version, "VERSION", "major.minor.revision, +build if wanted", NULL, 0 },
        { "header-size", true, &o->header_size, "BYTES", "header with filler, 0x400 for code on STM32H5 (default 0x20)",
          NULL, 0 },
        { "no-pad-header", false, &o->no_pad_header, NULL, "the input begins with so many zeros, room for the header",
          NULL, 0 },
        { "slot-size", true, &o->slot_size, "BYTES", "the image must fit into it", NULL, 0 },
        { "security-counter", true, &o->counter, "N|auto", "refused below the device's counter; auto: from the version",
          NULL, 0 },
        { "dependency", true, o->dependency_texts, "ID:VERSION", "needs another component of at least this version",
          &o->dependency_count, IMAGE_DEPENDENCIES_MAX },
        { "boot-record", true, &o->boot_record, "TYPE", "boot record with this software type, up to 12 characters",
          NULL, 0 },
        { "load-addr", true, &o->load_addr, "ADDRESS", "to be copied to RAM (libpsa's boot engine refuses it)", NULL,
          0 },
        { "rom-fixed", true, &o->rom_fixed, "ADDRESS", "for this flash address only (refused as well)", NULL, 0 },
        { "non-bootable", false, &o->non_bootable, NULL, "data, not code", NULL, 0 },
        { "erased-val", true, &o->erased, "BYTE", "filler of header and slot (default 0xff)", NULL, 0 },
        { "vid", true, &o->vid, "HEX", "vendor id, 16 bytes in hexadecimal", NULL, 0 },
        { "cid", true, &o->cid, "HEX", "class id, 16 bytes in hexadecimal", NULL, 0 },
        { "custom-tlv", true, o->custom_texts, "TYPE=VALUE", "a vendor's record, signed; 0x before VALUE: hexadecimal",
          &o->custom_count, IMAGE_CUSTOM_MAX },
        { "encrypt", true, &o->encrypt_path, "PUB.pem", "for the device with this P-256 or X25519 key", NULL, 0 },
        { "encrypt-keylen", true, &o->key_bits, "BITS", "AES key of 128 (default) or 256 bits", NULL, 0 },
        { "hmac-sha", true, &o->hmac_sha, "256|512", "hash of the key wrap with X25519 (default 256)", NULL, 0 },
        { "clear", false, &o->clear, NULL, "flag it as encrypted, but leave it in plain, for factory programming", NULL,
          0 },
        { "pad", false, &o->pad, NULL, "fill up --slot-size, with MCUboot's trailer (not for libpsa's boot engine)",
          NULL, 0 },
        { "confirm", false, &o->confirm, NULL, "the same, the image being confirmed already", NULL, 0 },
        { "overwrite-only", false, &o->overwrite_only, NULL, "the trailer of a boot loader that does not swap", NULL,
          0 },
        { "align", true, &o->align, "BYTES", "program unit, for the trailer: 1 (default) to 32", NULL, 0 },
        { "max-align", true, &o->max_align, "BYTES", "unit of its fields: 8, 16 or 32 (default: --align, from 8)", NULL,
          0 },
        { "max-sectors", true, &o->max_sectors, "N", "sectors that it has room for (default 128)", NULL, 0 },
    };
    memcpy(options, rows, sizeof(rows));
}

bool image_order_says_more(const image_order_t *o)
{
    return o->header_size || o->no_pad_header || o->counter || o->boot_record || o->load_addr || o->rom_fixed ||
           o->non_bootable || o->vid || o->cid || o->encrypt_path || o->key_bits || o->hmac_sha || o->clear ||
           o->dependency_count > 0 || o->custom_count > 0;
}

/* --- Texts -------------------------------------------------------------------------------------------------------- */

/* One number of a version text, ended by `end`; false if it is not one. */
static bool version_part(const char **text, char end, uint64_t max, uint64_t *value)
{
    size_t digits = strspn(*text, "0123456789");
    char number[12];
    if (digits == 0 || digits >= sizeof(number) || (*text)[digits] != end) {
        return false;
    }
    memcpy(number, *text, digits);
    number[digits] = '\0';
    *text += digits + (end != '\0');
    return tool_parse_number(number, max, value);
}

bool image_version(const char *text, psa_fwu_image_version_t *version)
{
    uint64_t major = 0, minor = 0, patch = 0, build = 0;
    bool has_build = strchr(text, '+') != NULL;
    bool ok = version_part(&text, '.', UINT8_MAX, &major) && version_part(&text, '.', UINT8_MAX, &minor) &&
              version_part(&text, has_build ? '+' : '\0', UINT16_MAX, &patch) &&
              (!has_build || version_part(&text, '\0', UINT32_MAX, &build));
    *version = (psa_fwu_image_version_t){ (uint8_t)major, (uint8_t)minor, (uint16_t)patch, (uint32_t)build };
    return ok;
}

static int parse_dependencies(image_order_t *order)
{
    for (size_t i = 0; i < order->dependency_count; i++) {
        const char *text = order->dependency_texts[i];
        uint64_t id = 0;
        if (!version_part(&text, ':', 31, &id) || !image_version(text, &order->dependencies[i].version)) {
            return tool_usage("--dependency must be COMPONENT:VERSION, as in 1:2.0.0");
        }
        order->dependencies[i].id = (uint8_t)id;
    }
    order->spec.dependencies = order->dependencies;
    order->spec.dependency_count = order->dependency_count;
    return TOOL_OK;
}

static void add_extra(image_order_t *order, uint16_t type, const uint8_t *bytes, size_t size)
{
    order->extra[order->spec.extra_count++] = (image_tlv_t){ type, (uint16_t)size, bytes };
}

/* "TYPE=VALUE" of the i-th --custom-tlv. */
static bool parse_custom(image_order_t *order, size_t i)
{
    char number[12];
    uint64_t type = 0;
    const char *text = order->custom_texts[i];
    const char *value = strchr(text, '=');
    size_t length = value ? (size_t)(value - text) : 0;
    if (length == 0 || length >= sizeof(number)) {
        return false;
    }
    memcpy(number, text, length);
    number[length] = '\0';
    value++;
    if (!tool_parse_number(number, 0xfffe, &type) || (type & 0xffu) < 0xa0u || type == PFWU_TLV_LMS) {
        return false;
    }
    size_t size = strlen(value);
    if (strncmp(value, "0x", 2) == 0) {
        if (!tool_parse_hex(value + 2, order->custom[i], IMAGE_CUSTOM_SIZE_MAX, &size)) {
            return false;
        }
    } else if (size <= IMAGE_CUSTOM_SIZE_MAX) {
        memcpy(order->custom[i], value, size);
    } else {
        return false;
    }
    add_extra(order, (uint16_t)type, order->custom[i], size);
    return true;
}

static int parse_extra(image_order_t *order)
{
    const char *texts[2] = { order->vid, order->cid };
    order->spec.extra = order->extra;
    for (size_t i = 0; i < 2; i++) {
        size_t size = 0;
        if (texts[i] && (!tool_parse_hex(texts[i], order->uuids[i], 16, &size) || size != 16)) {
            return tool_usage("--%s '%s' is not 16 bytes in hexadecimal", i == 0 ? "vid" : "cid", texts[i]);
        }
        if (texts[i]) {
            add_extra(order, i == 0 ? PFWU_TLV_UUID_VID : PFWU_TLV_UUID_CID, order->uuids[i], 16);
        }
    }
    for (size_t i = 0; i < order->custom_count; i++) {
        if (!parse_custom(order, i)) {
            return tool_usage(
                "--custom-tlv '%s' is not TYPE=VALUE with a vendor's type (0x..a0 to 0x..ff) and up to %u "
                "bytes",
                order->custom_texts[i], IMAGE_CUSTOM_SIZE_MAX);
        }
    }
    return TOOL_OK;
}

static int parse_counter(image_order_t *order)
{
    image_spec_t *spec = &order->spec;
    uint64_t number = (uint64_t)spec->version.major << 24 | (uint64_t)spec->version.minor << 16 | spec->version.patch;
    if (order->counter == NULL) {
        return TOOL_OK;
    }
    if (strcmp(order->counter, "auto") != 0 && !tool_parse_number(order->counter, UINT32_MAX, &number)) {
        return tool_usage("--security-counter '%s' is neither a number nor auto", order->counter);
    }
    spec->has_counter = true;
    spec->counter = (uint32_t)number;
    return TOOL_OK;
}

static int parse_header(image_order_t *order)
{
    image_spec_t *spec = &order->spec;
    uint64_t size = 0x20, erased = 0xff, address = 0;
    const char *address_text = order->load_addr ? order->load_addr : order->rom_fixed;
    if (order->header_size && (!tool_parse_number(order->header_size, UINT16_MAX, &size) || size < 32 || size % 4)) {
        return tool_usage("--header-size '%s' is not a multiple of 4 from 32 to 65532", order->header_size);
    }
    if (order->erased && !tool_parse_number(order->erased, 0xff, &erased)) {
        return tool_usage("--erased-val '%s' is not a byte", order->erased);
    }
    if (order->load_addr && order->rom_fixed) {
        return tool_usage("--load-addr and --rom-fixed exclude each other");
    }
    if (address_text && !tool_parse_number(address_text, UINT32_MAX, &address)) {
        return tool_usage("'%s' is not an address", address_text);
    }
    spec->header_size = (uint32_t)size;
    spec->header_fill = order->no_pad_header ? 0 : (uint8_t)erased;
    spec->load_addr = (uint32_t)address;
    spec->flags = order->load_addr ? PFWU_IMAGE_RAM_LOAD : order->rom_fixed ? PFWU_IMAGE_ROM_FIXED : 0;
    spec->flags |= order->non_bootable ? PFWU_IMAGE_NON_BOOTABLE : 0;
    if (order->boot_record && strlen(order->boot_record) > 12) {
        return tool_usage("--boot-record '%s' has more than 12 characters", order->boot_record);
    }
    if (order->boot_record && !short_text_is_good(order->boot_record, strlen(order->boot_record))) {
        return tool_usage("--boot-record is not text (UTF-8 without control characters)");
    }
    spec->boot_record = order->boot_record;
    return TOOL_OK;
}

static int parse_encryption(const image_order_t *order)
{
    if (!order->encrypt_path && (order->key_bits || order->clear || order->hmac_sha)) {
        return tool_usage("--encrypt-keylen, --hmac-sha and --clear go with --encrypt");
    }
    if (order->key_bits && strcmp(order->key_bits, "128") != 0 && strcmp(order->key_bits, "256") != 0) {
        return tool_usage("--encrypt-keylen '%s' is neither 128 nor 256", order->key_bits);
    }
    if (order->hmac_sha && strcmp(order->hmac_sha, "256") != 0 && strcmp(order->hmac_sha, "512") != 0) {
        return tool_usage("--hmac-sha '%s' is neither 256 nor 512", order->hmac_sha);
    }
    return TOOL_OK;
}

static bool is_unit(uint64_t number, uint64_t least)
{
    return number >= least && number <= 32u && (number & (number - 1u)) == 0;
}

static int parse_slot(image_order_t *order)
{
    uint64_t slot = 0, align = 1, max_align = 0, sectors = 128;
    bool pads = order->pad || order->confirm;
    if (order->slot_size && (!tool_parse_number(order->slot_size, TOOL_FILE_MAX, &slot) || slot == 0)) {
        return tool_usage("--slot-size '%s' is not a size up to %u", order->slot_size, TOOL_FILE_MAX);
    }
    if (pads && slot == 0) {
        return tool_usage("--pad and --confirm need --slot-size");
    }
    if (!pads && (order->overwrite_only || order->align || order->max_align || order->max_sectors)) {
        return tool_usage("--align, --max-align, --max-sectors and --overwrite-only go with --pad");
    }
    if (order->align && (!tool_parse_number(order->align, 32, &align) || !is_unit(align, 1))) {
        return tool_usage("--align '%s' is not 1, 2, 4, 8, 16 or 32", order->align);
    }
    max_align = align > 8 ? align : 8;
    if (order->max_align && (!tool_parse_number(order->max_align, 32, &max_align) || !is_unit(max_align, 8))) {
        return tool_usage("--max-align '%s' is not 8, 16 or 32", order->max_align);
    }
    if (order->max_sectors && !tool_parse_number(order->max_sectors, 65535, &sectors)) {
        return tool_usage("--max-sectors '%s' is not a number up to 65535", order->max_sectors);
    }
    order->slot_bytes = (uint32_t)slot;
    order->align_bytes = (uint32_t)align;
    order->max_align_bytes = (uint32_t)max_align;
    order->sectors = (uint32_t)sectors;
    return TOOL_OK;
}

int image_order_parse(image_order_t *order)
{
    if (!image_version(order->version, &order->spec.version)) {
        return tool_usage("--version '%s' is not a version (major.minor.revision+build)", order->version);
    }
    int code = parse_header(order);
    code = code == TOOL_OK ? parse_counter(order) : code;
    code = code == TOOL_OK ? parse_dependencies(order) : code;
    code = code == TOOL_OK ? parse_extra(order) : code;
    code = code == TOOL_OK ? parse_encryption(order) : code;
    return code == TOOL_OK ? parse_slot(order) : code;
}

bool image_order_recipient(image_order_t *order)
{
    image_spec_t *spec = &order->spec;
    image_recipient_t *recipient = &order->recipient;
    if (!order->encrypt_path) {
        return true;
    }
    if (!image_key_read(order->encrypt_path, NULL, &recipient->key)) {
        return false;
    }
    bool sha512 = order->hmac_sha && strcmp(order->hmac_sha, "512") == 0;
    recipient->wrap_type = image_wrap_type(recipient->key.kind, sha512);
    if (recipient->wrap_type == 0) {
        image_key_kind_t kind = recipient->key.kind;
        bool takes_256 = image_wrap_type(kind, false) != 0;
        tool_fail("%s: %s %s key, %s", order->encrypt_path, image_key_article(kind), image_key_name(kind),
                  takes_256 ? "which goes with --hmac-sha 256 only" : "images are encrypted with P-256 or X25519");
        return false;
    }
    recipient->key_size = order->key_bits && strcmp(order->key_bits, "256") == 0 ? 32 : 16;
    spec->flags |= recipient->key_size == 32 ? PFWU_IMAGE_AES256 : PFWU_IMAGE_AES128;
    spec->encrypt = image_encrypt_body;
    spec->encrypt_ctx = recipient;
    spec->wrap_type = recipient->wrap_type;
    spec->wrap_size = image_wrap_size(recipient->wrap_type, recipient->key_size);
    spec->clear = order->clear != NULL;
    return true;
}

bool image_order_body(const image_order_t *order, const char *path, const tool_bytes_t *in, const uint8_t **body,
                      size_t *size)
{
    size_t skip = order->no_pad_header ? order->spec.header_size : 0;
    if (in->size < skip) {
        tool_fail("%s: shorter than the header that it has room for", path);
        return false;
    }
    for (size_t i = 0; i < skip; i++) {
        if (in->p[i] != 0) {
            tool_fail("%s: does not begin with %zu zeros, the room for the header (byte %zu is 0x%02x)", path, skip, i,
                      in->p[i]);
            return false;
        }
    }
    *body = in->p + skip;
    *size = in->size - skip;
    return true;
}

/* --- Slot --------------------------------------------------------------------------------------------------------- */

/* MCUboot's trailer as imgtool makes it: from the slot's end backwards the magic, image_ok, copy_done, swap_info and
 * swap_size, two keys if the image is encrypted, three states for each sector. */
static uint32_t trailer_size(const image_order_t *order)
{
    uint32_t unit = order->max_align_bytes;
    uint32_t magic = unit > 16u ? unit : 16u;
    uint32_t keys = order->encrypt_path ? 2u * magic : 0;
    return order->overwrite_only ? 2u * unit + magic
                                 : order->sectors * 3u * order->align_bytes + keys + 4u * unit + magic;
}

static void put_trailer(const image_order_t *order, uint8_t *end)
{
    static const uint8_t magic_8[16] = { 0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f,
                                         0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80 };
    static const uint8_t magic_any[14] = { 0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d,
                                           0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a };
    uint32_t unit = order->max_align_bytes;
    uint32_t magic = unit > 16u ? unit : 16u;
    if (unit == 8u) {
        memcpy(end - 16, magic_8, sizeof(magic_8));
    } else {
        end[-16] = (uint8_t)unit;
        end[-15] = 0;
        memcpy(end - 14, magic_any, sizeof(magic_any));
    }
    if (order->confirm && !order->overwrite_only) {
        *(end - magic - unit) = 1; /* image_ok */
    }
}

bool image_order_fit(const image_order_t *order, const char *path, tool_bytes_t *image)
{
    bool pads = order->pad || order->confirm;
    uint32_t trailer = pads ? trailer_size(order) : 0;
    if (order->slot_bytes == 0) {
        return true;
    }
    if (image->size > order->slot_bytes || trailer > order->slot_bytes - image->size) {
        tool_fail("%s: the image has %zu bytes%s, too many for a slot of %u", path, image->size,
                  pads ? " and a trailer" : "", (unsigned)order->slot_bytes);
        return false;
    }
    if (!pads) {
        return true;
    }
    uint8_t *grown = malloc(order->slot_bytes);
    if (grown == NULL) {
        tool_fail("out of memory");
        return false;
    }
    uint64_t erased = 0xff;
    if (order->erased) {
        (void)tool_parse_number(order->erased, 0xff, &erased);
    }
    memset(grown, (int)erased, order->slot_bytes);
    memcpy(grown, image->p, image->size);
    put_trailer(order, grown + order->slot_bytes);
    tool_bytes_free(image);
    *image = (tool_bytes_t){ grown, order->slot_bytes };
    return true;
}
