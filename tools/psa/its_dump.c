/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa its dump: an area for people, and its first fault. What storage itself says of the area is asked, too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "its.h"
#include "its_scan.h"
#include "its_twin.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "lib/its/its_internal.h"
#include "platform/posix/plat_posix.h"
#include "psa/storage_common.h"

/* What the command line asked for, and what goes with it. */
typedef struct order {
    const char *path;
    const char *device;
    const char *key_path;
    const char *layout;
    const char *area;
    const char *content;
    its_image_t image;
    uint8_t key[PLAT_DEVICE_KEY_SIZE];
    bool keyed; /* a device is open whose key is that of the image */
} order_t;

/* --------------------------------------------------------------------------------------------------------- Printing */

static void print_flags(uint8_t flags)
{
    static const char *const names[] = { "write-once", "no-confidentiality", "no-replay-protection" };
    const char *before = " flags ";
    for (unsigned bit = 0; bit < 3; bit++) {
        if ((unsigned)flags >> bit & 1u) {
            printf("%s%s", before, names[bit]);
            before = ",";
        }
    }
}

static void print_proof(const its_entry_t *entry)
{
    static const char *const words[] = {
        [ITS_UNCHECKED] = "", [ITS_TORN] = ", torn", [ITS_AUTHENTIC] = ", authentic", [ITS_FALSE] = ", not authentic"
    };
    printf("%s%s", words[entry->proof], entry->live ? ", live" : "");
}

/* As text between quotes if all of it can be printed, else as hexadecimal. */
static void print_content(const uint8_t *p, uint32_t size)
{
    bool printable = size > 0;
    for (uint32_t i = 0; printable && i < size; i++) {
        printable = (p[i] >= 0x20 && p[i] < 0x7f) || p[i] == '\n' || p[i] == '\t';
    }
    printf("    %s", size == 0 ? "empty" : printable ? "text \"" : "hex ");
    for (uint32_t i = 0; i < size; i++) {
        if (!printable) {
            printf("%02x", p[i]);
        } else if (p[i] == '\n' || p[i] == '\t') {
            fputs(p[i] == '\n' ? "\\n" : "\\t", stdout);
        } else {
            printf("%s%c", p[i] == '\\' || p[i] == '"' ? "\\" : "", p[i]);
        }
    }
    puts(printable ? "\"" : "");
}

static void print_record(its_scan_t *scan, const its_entry_t *entry, bool content)
{
    static const char *const types[] = { "session", "item", "reserved", "tombstone" };
    printf("%s uid 0x%" PRIx64 " owner %" PRId32 " size %" PRIu32,
           its_is_lost(&entry->header) ? "lost" : types[entry->header.type], entry->header.uid, entry->header.owner,
           entry->header.len);
    print_flags(entry->header.flags);
    printf("%s", entry->header.copy ? ", copy" : "");
    print_proof(entry);
    puts("");
    bool reserved = entry->header.type == PITS_RESERVED;
    if (!content || entry->header.type == PITS_TOMBSTONE || (reserved && entry->header.len < 4u) ||
        !its_scan_open(scan, entry)) {
        return;
    }
    const uint8_t *p = scan->text;
    uint32_t size = entry->header.len;
    if (reserved) {
        uint32_t capacity = size - 4u;
        size = pcc_get_le32(p) < capacity ? pcc_get_le32(p) : capacity;
        p += 4;
    }
    print_content(p, size);
    pcc_wipe(scan->text, entry->header.len);
}

static void print_salt(const its_entry_t *entry)
{
    printf(" salt ");
    tool_print_hex(entry->salt, sizeof(entry->salt));
}

static void print_entry(its_scan_t *scan, const its_entry_t *entry, bool content)
{
    bool whole = entry->cell == 0;
    if (whole) {
        printf("sector %" PRIu32 ": ", entry->sector);
    } else {
        printf("  0x%04" PRIx32 " ", entry->cell * scan->cell);
    }
    switch (entry->kind) {
    case ITS_SECTOR:
        printf("epoch %" PRIu32, entry->epoch);
        print_salt(entry);
        print_proof(entry);
        puts("");
        break;
    case ITS_SESSION:
        printf("session");
        print_salt(entry);
        print_proof(entry);
        puts("");
        break;
    case ITS_RECORD:
        print_record(scan, entry, content);
        break;
    default:
        printf("%s", entry->kind == ITS_SCRAP ? (whole ? "no sector header" : "no record") : "erased");
        printf(whole ? "\n" : ", %" PRIu32 " cells\n", entry->cells);
        break;
    }
    if (entry->fault) {
        printf("  %s: %s (%s)\n", entry->harmless ? "note" : "fault", its_fault_text(entry->fault),
               its_fault_row(entry->fault));
    }
}

/* ---------------------------------------------------------------------------------------------------------- Loading */

static bool load_image(order_t *order, tool_bytes_t *bytes)
{
    its_shape_t *shape = &order->image.shape;
    if (!tool_read_file(order->path, bytes)) {
        return false;
    }
    if (shape->sectors == 0) {
        shape->sectors = (uint32_t)(bytes->size / shape->sector_size);
        if (bytes->size == 0 || bytes->size % shape->sector_size != 0) {
            tool_fail("%s: %zu bytes are not sectors of %" PRIu32 " (see --layout)", order->path, bytes->size,
                      shape->sector_size);
            return false;
        }
    }
    if (bytes->size == 0 || bytes->size != (uint64_t)shape->sectors * shape->sector_size) {
        tool_fail("%s: %zu bytes are not %" PRIu32 " sectors of %" PRIu32 " (see --layout)", order->path, bytes->size,
                  shape->sectors, shape->sector_size);
        return false;
    }
    return its_shape_check(shape);
}

/* Cell by cell, so that a unit that can't be read costs no other. */
static bool load_device(order_t *order, tool_bytes_t *bytes)
{
    const its_shape_t *shape = &order->image.shape;
    const plat_flash_area_t *area = plat_flash_area(shape->area);
    uint32_t cell = pits_cell_size(shape->unit), cells = shape->sector_size / cell;
    *bytes = (tool_bytes_t){ calloc(1, its_shape_size(shape)), its_shape_size(shape) };
    order->image.unreadable = calloc((size_t)shape->sectors * cells, sizeof(bool));
    if (bytes->p == NULL || order->image.unreadable == NULL) {
        tool_fail("out of memory");
        return false;
    }
    for (uint32_t i = 0; i < shape->sectors * cells; i++) {
        uint32_t at = i / cells * shape->sector_size + i % cells * cell;
        psa_status_t status = plat_flash_read(area, at, bytes->p + at, cell);
        order->image.unreadable[i] = status == PSA_ERROR_DATA_CORRUPT;
        if (status < 0 && status != PSA_ERROR_DATA_CORRUPT) {
            tool_fail("%s", plat_posix_error());
            return false;
        }
    }
    return true;
}

/* --------------------------------------------------------------------------------------------------------- Verdict */

/* What storage says when it mounts the area of the open device: number of items, or its refusal. It writes nothing. */
static psa_status_t ask_storage(uint8_t area, size_t *items)
{
    const pits_store_t *store = area == PLAT_AREA_PS ? &pits_store_ps : &pits_store_its;
    uint32_t cursor = 0;
    pits_entry_t entry;
    psa_status_t status;
    *items = 0;
    while ((status = pits_list(store, &cursor, &entry)) == PSA_SUCCESS) {
        ++*items;
    }
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
}

static int verdict(const order_t *order, const its_scan_t *scan)
{
    size_t live = 0, items = 0;
    const its_entry_t *first = NULL;
    for (size_t i = 0; i < scan->count; i++) {
        const its_entry_t *entry = &scan->entries[i];
        live += entry->live;
        first = !first && entry->fault && !entry->harmless ? entry : first;
    }
    printf("%zu items\n", live);
    fflush(stdout);
    const char *name = order->path ? order->path : order->device;
    if (first) {
        return tool_fail("%s: sector %" PRIu32 ", offset 0x%" PRIx32 ": %s (%s)", name, first->sector,
                         first->cell * scan->cell, its_fault_text(first->fault), its_fault_row(first->fault));
    }
    if (order->keyed) {
        psa_status_t status = ask_storage(order->image.shape.area, &items);
        if (status != PSA_SUCCESS) {
            return tool_fail("%s: storage refuses the area: %s", name, tool_status_text(status));
        }
        if (items != live) {
            return tool_fail("%s: storage finds %zu items: the opening of the newest sector was cut (I11)", name,
                             items);
        }
    }
    return TOOL_OK;
}

static int show(order_t *order)
{
    const its_shape_t *shape = &order->image.shape;
    its_scan_t scan;
    pits_seal_key_t seal;
    uint8_t area_key[PITS_KEY_SIZE];
    bool opened = order->keyed && pits_seal_derive(shape->area, area_key) == PSA_SUCCESS &&
                  pits_seal_open(&seal, area_key) == PSA_SUCCESS;
    pcc_wipe(area_key, sizeof(area_key));
    if (order->keyed && !opened) {
        return tool_fail("the key of the area can't be derived");
    }
    int code = TOOL_FAILED;
    if (its_scan(&scan, &order->image, opened ? &seal : NULL)) {
        printf("area 0x%02x: %" PRIu32 " sectors of %" PRIu32 " bytes, unit %u, cell %" PRIu32 "\n",
               (unsigned)shape->area, shape->sectors, shape->sector_size, (unsigned)shape->unit, scan.cell);
        for (size_t i = 0; i < scan.count; i++) {
            print_entry(&scan, &scan.entries[i], order->content != NULL);
        }
        code = verdict(order, &scan);
    }
    its_scan_end(&scan);
    if (opened) {
        pits_seal_close(&seal);
    }
    return code;
}

static int dump_image(order_t *order)
{
    tool_bytes_t bytes;
    its_twin_t twin;
    if (!load_image(order, &bytes)) {
        tool_bytes_free(&bytes);
        return TOOL_FAILED;
    }
    order->image.bytes = bytes.p;
    order->keyed = order->key_path != NULL;
    int code = TOOL_FAILED;
    if (!order->keyed) {
        code = show(order);
    } else if (its_read_key(order->key_path, order->key) && its_twin_open(&twin, &order->image.shape, order->key)) {
        code = its_program(order->image.shape.area, &bytes) ? show(order) : TOOL_FAILED;
        its_twin_close(&twin);
    }
    tool_bytes_free(&bytes);
    return code;
}

static int dump_device(order_t *order)
{
    tool_bytes_t bytes = { NULL, 0 };
    int code = TOOL_FAILED;
    if (!its_open_device(order->device, &order->image.shape, NULL)) {
        return TOOL_FAILED;
    }
    order->keyed = plat_device_key(order->key) == PSA_SUCCESS;
    if (!order->keyed) {
        printf("no device key: %s\n", plat_posix_error());
    }
    if (its_shape_check(&order->image.shape) && load_device(order, &bytes)) {
        order->image.bytes = bytes.p;
        code = show(order);
    }
    plat_posix_close();
    tool_bytes_free(&bytes);
    free(order->image.unreadable);
    return code;
}

int its_dump(int argc, char **argv)
{
    order_t order = { .image.shape = ITS_SHAPE_DEFAULT };
    const tool_option_t options[] = {
        { "device", true, &order.device, "DIR", "the area of a POSIX device, instead of an image", NULL, 0 },
        { "key", true, &order.key_path, "FILE", "device key: shows what authenticates and what counts", NULL, 0 },
        { "layout", true, &order.layout, "sector-size=8192,unit=16", "the image's (these are the default values)", NULL,
          0 },
        { "area", true, &order.area, "its|ps", "which area it is (default: its)", NULL, 0 },
        { "content", false, &order.content, NULL, "show the content of items, too (needs the key)", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, "psa its dump (IMAGE | --device DIR) [options]", options,
                            sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words > 1 || (words == 1) == (order.device != NULL)) {
        return tool_usage("dump needs either an image or --device (see psa its dump --help)");
    }
    if (order.device && (order.layout || order.key_path)) {
        return tool_usage("a device has its own %s", order.layout ? "layout" : "key");
    }
    if (order.content && !order.device && !order.key_path) {
        return tool_usage("--content needs --key");
    }
    code = its_parse_area(order.area, &order.image.shape.area);
    code = code == TOOL_OK && order.layout ? its_parse_layout(order.layout, &order.image.shape) : code;
    if (code != TOOL_OK) {
        return code;
    }
    order.path = words == 1 ? argv[1] : NULL;
    code = order.path ? dump_image(&order) : dump_device(&order);
    pcc_wipe(order.key, sizeof(order.key));
    return code;
}
