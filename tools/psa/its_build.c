/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa its build: factory data as the image of a storage area. The storage library itself writes it, on a twin of the
 * device, so that the image is what the device would have written.
 */
#include "its.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intel_hex.h"
#include "its_description.h"
#include "its_twin.h"
#include "lib/crypto/core/ct.h"
#include "lib/its/its_internal.h"
#include "lib/its/record.h"
#include "platform/posix/plat_posix.h"

#define ITEMS_DEFAULT 128u /* PITS_INDEX of firmware, where nobody sets another */

/* What the command line asked for. */
typedef struct order {
    const char *key_path;
    const char *device;
    const char *layout;
    const char *area;
    const char *items_text;
    const char *address_text;
    const char *hex_path;
    const char *out_path;
    its_shape_t shape;
    uint32_t address;
    uint32_t items; /* that the device takes; 0: any number */
    uint8_t key[PLAT_DEVICE_KEY_SIZE];
} order_t;

/* Content of the largest item that a sector of this shape takes. */
static uint32_t largest_item(const its_shape_t *shape)
{
    uint32_t cell = pits_cell_size(shape->unit);
    uint32_t room = (shape->sector_size / cell - PITS_RECORD_CELLS_MIN - 1u) * cell - PITS_TAG_SIZE;
    return room < PITS_LEN_MAX ? room : PITS_LEN_MAX;
}

/* A device whose table has no room for all items mounts none of them (lib/its/config.h). */
static bool check_count(const order_t *order, const its_description_t *description)
{
    return order->items == 0 || description->count <= order->items ||
           its_description_fault(description, description->items[order->items].line,
                                 "%zu items, and a device with a table of %" PRIu32
                                 " reads none of them (--items, PITS_INDEX)",
                                 description->count, order->items);
}

static bool store_items(const order_t *order, const its_description_t *description)
{
    const pits_store_t *store = order->shape.area == PLAT_AREA_PS ? &pits_store_ps : &pits_store_its;
    uint32_t largest = largest_item(&order->shape);
    for (size_t i = 0; i < description->count; i++) {
        const its_item_t *item = &description->items[i];
        if (item->content.size > largest) {
            return its_description_fault(description, item->line,
                                         "the item has %zu bytes, a sector takes at most %" PRIu32, item->content.size,
                                         largest);
        }
        psa_status_t status = pits_set(store, item->owner, item->uid, item->content.size, item->content.p, item->flags);
        if (status == PSA_ERROR_INSUFFICIENT_STORAGE) {
            return its_description_fault(description, item->line,
                                         "no room in the area for this item of %zu bytes behind %zu others",
                                         item->content.size, i);
        }
        if (status != PSA_SUCCESS) {
            return its_description_fault(description, item->line, "%s", tool_status_text(status));
        }
    }
    return true;
}

/* Store everything on the twin and take its area. */
static bool make_image(const order_t *order, const its_description_t *description, tool_bytes_t *image)
{
    its_twin_t twin;
    uint32_t size = its_shape_size(&order->shape);
    *image = (tool_bytes_t){ malloc(size), size };
    if (image->p == NULL) {
        tool_fail("out of memory");
        return false;
    }
    if (!its_twin_open(&twin, &order->shape, order->key)) {
        return false;
    }
    bool ok = store_items(order, description);
    if (ok && plat_flash_read(plat_flash_area(order->shape.area), 0, image->p, size) != PSA_SUCCESS) {
        tool_fail("%s", plat_posix_error());
        ok = false;
    }
    its_twin_close(&twin);
    return ok;
}

/* Programmed cells only: to program an erased unit with its erased value would use it up on parts with ECC. */
static bool make_hex(const order_t *order, const tool_bytes_t *image, intel_hex_t *hex)
{
    uint32_t cell = pits_cell_size(order->shape.unit), sector_size = order->shape.sector_size;
    for (uint32_t sector = 0; sector < order->shape.sectors; sector++) {
        for (uint32_t in = 0; in + cell <= sector_size; in += cell) {
            const uint8_t *bytes = image->p + sector * sector_size + in;
            bool blank = true;
            for (uint32_t i = 0; blank && i < cell; i++) {
                blank = bytes[i] == order->shape.erased;
            }
            if (!blank) {
                intel_hex_data(hex, order->address + sector * sector_size + in, bytes, cell);
            }
        }
    }
    if (!intel_hex_end(hex)) {
        tool_fail("out of memory");
        return false;
    }
    return true;
}

static int build(const order_t *order, const char *description_path)
{
    its_description_t description;
    tool_bytes_t image = { NULL, 0 };
    intel_hex_t hex = { 0 };
    if (!its_description_read(description_path, &description)) {
        return TOOL_FAILED;
    }
    bool ok = check_count(order, &description) && make_image(order, &description, &image) &&
              (!order->hex_path || make_hex(order, &image, &hex));
    ok = ok && (!order->out_path || tool_write_file(order->out_path, image.p, image.size, 0644));
    ok = ok && (!order->hex_path || tool_write_file(order->hex_path, hex.text, hex.size, 0644));
    if (ok && !(order->out_path && strcmp(order->out_path, "-") == 0) &&
        !(order->hex_path && strcmp(order->hex_path, "-") == 0)) {
        printf("%zu items in %" PRIu32 " sectors of %" PRIu32 " bytes\n", description.count, order->shape.sectors,
               order->shape.sector_size);
    }
    intel_hex_free(&hex);
    tool_bytes_free(&image);
    its_description_free(&description);
    return ok ? TOOL_OK : TOOL_FAILED;
}

/* The address of the area, if a HEX file is wanted. */
static int parse_address(order_t *order)
{
    uint64_t number = 0;
    if (!order->address_text) {
        return order->hex_path ? tool_usage("--hex needs --address: where the area begins in the device's memory")
                               : TOOL_OK;
    }
    if (!tool_parse_number(order->address_text, UINT32_MAX, &number) || number % order->shape.unit != 0 ||
        number + its_shape_size(&order->shape) > (uint64_t)UINT32_MAX + 1u) {
        return tool_usage("--address '%s' is not where such an area can begin", order->address_text);
    }
    order->address = (uint32_t)number;
    return TOOL_OK;
}

/* How many items a device of this layout has a table for. A POSIX device has one like this tool's. */
static int parse_items(order_t *order)
{
    uint64_t number = ITEMS_DEFAULT;
    if (order->items_text && order->device) {
        return tool_usage("--items goes with --key, --device has its own");
    }
    if (order->items_text && !tool_parse_number(order->items_text, UINT32_MAX, &number)) {
        return tool_usage("--items '%s' is not a number of items (0: any)", order->items_text);
    }
    order->items = order->device ? 0 : (uint32_t)number;
    return TOOL_OK;
}

/* No output over the other, nor over an input. */
static int check_outputs(const order_t *order, const char *description_path)
{
    const char *const outputs[] = { order->out_path, order->hex_path };
    const char *const others[] = { order->key_path, description_path, order->hex_path };
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; outputs[i] && j < 3u - i; j++) {
            if (others[j] && (tool_same_file(outputs[i], others[j]) || strcmp(outputs[i], others[j]) == 0)) {
                return tool_usage("%s would be written over %s", outputs[i], others[j]);
            }
        }
    }
    return TOOL_OK;
}

/* Shape and key, from the options or from a device. */
static int complete(order_t *order, const char *description_path)
{
    int code = its_parse_area(order->area, &order->shape.area);
    if (code == TOOL_OK && !order->key_path == !order->device) {
        code = tool_usage("build needs either --key or --device");
    }
    if (code == TOOL_OK && !order->layout == !order->device) {
        code = tool_usage("--key goes with --layout, --device has its own");
    }
    if (code == TOOL_OK && !order->hex_path && !order->out_path) {
        code = tool_usage("build needs --out, --hex or both");
    }
    if (code == TOOL_OK && order->layout) {
        code = its_parse_layout(order->layout, &order->shape);
    }
    code = code == TOOL_OK ? parse_items(order) : code;
    code = code == TOOL_OK ? check_outputs(order, description_path) : code;
    if (code != TOOL_OK) {
        return code;
    }
    if (order->device) {
        if (!its_open_device(order->device, &order->shape, order->key)) {
            return TOOL_FAILED;
        }
        uint16_t lifecycle = PLAT_LIFECYCLE_MAJOR(plat_lifecycle());
        plat_posix_close();
        if (lifecycle != PLAT_LIFECYCLE_PSA_ROT_PROVISIONING && lifecycle != PLAT_LIFECYCLE_SECURED) {
            return tool_fail("%s: in its life cycle 0x%04x the device has another key than later", order->device,
                             (unsigned)lifecycle);
        }
    }
    if (!its_shape_check(&order->shape)) {
        return TOOL_USAGE;
    }
    code = parse_address(order);
    return code == TOOL_OK && order->key_path && !its_read_key(order->key_path, order->key) ? TOOL_FAILED : code;
}

static const char description_help[] =
    "\nDESCRIPTION has one item a line, UID OWNER FLAGS CONTENT, and lines that begin with #:\n"
    "  1  -1  none        text Hello\\n\n"
    "  2  -1  write-once  hex 00 01 0a0b\n"
    "  3  -1  none        file calibration.bin\n"
    "  4   7  none        empty\n"
    "OWNER is the client id of the caller that the item belongs to, -1 where there is one caller.\n"
    "FLAGS are none, write-once, no-confidentiality, no-replay-protection, joined by commas.\n"
    "docs/factory-data.md says more.\n";

int its_build(int argc, char **argv)
{
    order_t order = { .shape = ITS_SHAPE_DEFAULT };
    const tool_option_t options[] = {
        { "key", true, &order.key_path, "FILE", "device key: 32 bytes, 64 digits, or a POSIX device's device-key", NULL,
          0 },
        { "layout", true, &order.layout, "sectors=8,...", "also sector-size=8192, unit=16 (the default values)", NULL,
          0 },
        { "items", true, &order.items_text, "N", "items that the device takes, its PITS_INDEX (default 128; 0: any)",
          NULL, 0 },
        { "device", true, &order.device, "DIR", "a POSIX device, instead of --key and --layout", NULL, 0 },
        { "area", true, &order.area, "its|ps", "the area that it is for (default: its)", NULL, 0 },
        { "address", true, &order.address_text, "0x...", "where the area begins, for --hex", NULL, 0 },
        { "hex", true, &order.hex_path, "OUT.hex", "write Intel HEX, without the erased units", NULL, 0 },
        { "out", true, &order.out_path, "OUT.bin", "write the area whole, erased units too", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, "psa its build [options] DESCRIPTION", options,
                            sizeof(options) / sizeof(options[0]), &words);
    if (code < 0) {
        fputs(description_help, stdout);
        return TOOL_OK;
    }
    if (code != TOOL_OK) {
        return code;
    }
    if (words != 1) {
        return tool_usage("build needs one description (see psa its build --help)");
    }
    code = complete(&order, argv[1]);
    code = code == TOOL_OK ? build(&order, argv[1]) : code;
    pcc_wipe(order.key, sizeof(order.key));
    return code;
}
