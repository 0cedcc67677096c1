/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the command line of psa image create and sign says of an image: texts of options to what the writer takes. Names
 * are imgtool's, where it has them.
 */
#ifndef IMAGE_OPTIONS_H
#define IMAGE_OPTIONS_H

#include "image_encrypt.h"
#include "image_write.h"
#include "key_seal.h"
#include "tool.h"

#define IMAGE_DEPENDENCIES_MAX 8u
#define IMAGE_CUSTOM_MAX 8u
#define IMAGE_CUSTOM_SIZE_MAX 1024u

/** The file with the passphrase of sealed keys. */
#define IMAGE_PASSPHRASE_OPTION(variable)                                                                              \
    {                                                                                                                  \
        "passphrase-file", true, &(variable), "FILE", "its first line opens an encrypted key", NULL, 0                 \
    }

/** The first line of the file, NULL: an empty passphrase. False after an error line. */
bool image_passphrase(const char *path, passphrase_t *passphrase);

/** "major.minor.revision" or "major.minor.revision+build"; false if it is none. */
bool image_version(const char *text, psa_fwu_image_version_t *version);

/** What of an image stands in options. The texts are NULL where nothing was said. */
typedef struct image_order {
    const char *version, *header_size, *no_pad_header, *slot_size, *counter, *boot_record, *load_addr, *rom_fixed;
    const char *non_bootable, *erased, *vid, *cid;
    const char *encrypt_path, *key_bits, *hmac_sha, *clear;
    const char *pad, *confirm, *overwrite_only, *align, *max_align, *max_sectors;
    const char *dependency_texts[IMAGE_DEPENDENCIES_MAX], *custom_texts[IMAGE_CUSTOM_MAX];
    size_t dependency_count, custom_count;
    /* Parsed */
    image_spec_t spec;
    image_recipient_t recipient;
    uint32_t slot_bytes; /* 0: not said */
    uint32_t align_bytes, max_align_bytes, sectors;
    pfwu_dependency_t dependencies[IMAGE_DEPENDENCIES_MAX];
    uint8_t uuids[2][16];
    uint8_t custom[IMAGE_CUSTOM_MAX][IMAGE_CUSTOM_SIZE_MAX];
    image_tlv_t extra[2 + IMAGE_CUSTOM_MAX];
} image_order_t;

/** The options of an order, IMAGE_ORDER_OPTIONS of them, into a table for tool_options(). */
#define IMAGE_ORDER_OPTIONS 24u
void image_order_options(image_order_t *order, tool_option_t options[IMAGE_ORDER_OPTIONS]);

/** Whether any of them but --version was given. */
bool image_order_says_more(const image_order_t *order);

/** Texts to spec, all but keys. TOOL_OK, or TOOL_USAGE after an error line. */
int image_order_parse(image_order_t *order);

/** The key of --encrypt. False after an error line. */
bool image_order_recipient(image_order_t *order);

/** Takes the zeros off a body that stand in place of its header (--no-pad-header). False after an error line. */
bool image_order_body(const image_order_t *order, const char *path, const tool_bytes_t *in, const uint8_t **body,
                      size_t *size);

/** Checks an image against its slot, and fills it up to the slot with a trailer if that is wanted; *image is allocated
 *  anew then. False after an error line. */
bool image_order_fit(const image_order_t *order, const char *path, tool_bytes_t *image);

#endif /* IMAGE_OPTIONS_H */
