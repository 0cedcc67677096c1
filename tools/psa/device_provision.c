/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device provision: a whole device or none. It is built in a directory beside the wanted place and renamed at the end.
 */
#include "device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "attestation_key.h"
#include "image_check.h"
#include "its_twin.h"
#include "lib/crypto/core/ct.h"
#include "lib/its/its_internal.h"
#include "platform/posix/plat_posix.h"
#include "psa/crypto.h"
#include "work_dir.h"

/* What the command line asked for. */
typedef struct order {
    const char *dir;
    const char *implementation_id;
    const char *certification_reference;
    const char *verification_service;
    const char *key_paths[DEVICE_COMPONENTS];
    const char *image_paths[DEVICE_COMPONENTS];
    const char *device_key_path;
    const char *its_path;
    const char *attestation_key, *attestation_curve;
} order_t;

/* What it needs, read before anything is made. */
typedef struct parts {
    key_file_t keys[DEVICE_COMPONENTS];
    tool_bytes_t images[DEVICE_COMPONENTS];
    tool_bytes_t its;
    uint8_t device_key[PLAT_DEVICE_KEY_SIZE];
} parts_t;

/* Options "ID=PATH" into a table. */
static int assign_paths(const char *option, const char *const *texts, size_t count,
                        const char *paths[DEVICE_COMPONENTS])
{
    for (size_t i = 0; i < count; i++) {
        const char *text = texts[i];
        if (text[0] < '0' || text[0] >= '0' + (char)DEVICE_COMPONENTS || text[1] != '=' || text[2] == '\0') {
            return tool_usage("--%s '%s' is not COMPONENT=FILE with component 0 (application) or 1 (data)", option,
                              text);
        }
        paths[text[0] - '0'] = text + 2;
    }
    return TOOL_OK;
}

static bool read_parts(const order_t *order, parts_t *parts)
{
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        if (order->key_paths[c] && !key_file_read(order->key_paths[c], &parts->keys[c])) {
            return false;
        }
        for (size_t other = 0; order->key_paths[c] && other < c; other++) {
            if (order->key_paths[other] &&
                memcmp(parts->keys[c].point, parts->keys[other].point, sizeof(parts->keys[c].point)) == 0) {
                tool_fail("%s: component %zu has this key too; an image is told from another's by who signed it",
                          order->key_paths[c], other);
                return false;
            }
        }
        if (!order->image_paths[c]) {
            continue;
        }
        if (!order->key_paths[c]) {
            tool_fail("%s: component %zu has no --key to verify it with", order->image_paths[c], c);
            return false;
        }
        if (!tool_read_file(order->image_paths[c], &parts->images[c]) ||
            !image_check(order->image_paths[c], &parts->images[c], &parts->keys[c], NULL)) {
            return false;
        }
    }
    return (!order->device_key_path || its_read_key(order->device_key_path, parts->device_key)) &&
           (!order->its_path || tool_read_file(order->its_path, &parts->its));
}

static void free_parts(parts_t *parts)
{
    pcc_wipe(parts->device_key, sizeof(parts->device_key));
    tool_bytes_free(&parts->its);
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        key_file_wipe(&parts->keys[c]);
        tool_bytes_free(&parts->images[c]);
    }
}

/* 32 bytes in hexadecimal, or any name, of which the SHA-256 is taken. */
static bool make_implementation_id(const char *text, uint8_t id[32])
{
    size_t size = 0;
    if (tool_parse_hex(text, id, 32, &size) && size == 32) {
        return true;
    }
    return psa_hash_compute(PSA_ALG_SHA_256, (const uint8_t *)text, strlen(text), id, 32, &size) == PSA_SUCCESS;
}

/* Bytes written at once, a multiple of every program unit. */
#define WRITE_SIZE 4096u

/* The factory's image goes straight into the erased active slot, as a programmer would put it there. */
static bool write_image(size_t component, const tool_bytes_t *image)
{
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_SLOT_ACTIVE((unsigned)component));
    if (area == NULL || image->size > area->size) {
        tool_fail("the image of component %zu does not fit into its slot", component);
        return false;
    }
    uint8_t block[WRITE_SIZE];
    for (size_t at = 0; at < image->size; at += sizeof(block)) {
        size_t part = image->size - at < sizeof(block) ? image->size - at : sizeof(block);
        size_t units = (part + area->prog_size - 1u) / area->prog_size;
        memset(block, area->erased, sizeof(block));
        memcpy(block, image->p + at, part);
        if (plat_flash_prog(area, (uint32_t)at, block, (uint32_t)(units * area->prog_size)) != PSA_SUCCESS) {
            tool_fail("%s", plat_posix_error());
            return false;
        }
    }
    return true;
}

/* Factory data goes into the erased area as a programmer would put it there; storage must then read all of it. */
static bool write_factory_data(const order_t *order, const parts_t *parts)
{
    uint32_t cursor = 0;
    pits_entry_t entry = { .status = PSA_SUCCESS };
    psa_status_t status = PSA_SUCCESS;
    if (order->device_key_path && plat_posix_set_device_key(parts->device_key) != PSA_SUCCESS) {
        tool_fail("%s", plat_posix_error());
        return false;
    }
    if (!order->its_path) {
        return true;
    }
    if (!its_program(PLAT_AREA_ITS, &parts->its)) {
        return false;
    }
    while (status == PSA_SUCCESS && entry.status == PSA_SUCCESS) {
        status = pits_list(&pits_store_its, &cursor, &entry);
    }
    status = status == PSA_SUCCESS ? entry.status : status;
    if (status != PSA_ERROR_DOES_NOT_EXIST || cursor == 0) {
        tool_fail("%s: storage does not take it: %s", order->its_path,
                  status == PSA_ERROR_DOES_NOT_EXIST ? "it holds nothing" : tool_status_text(status));
        return false;
    }
    return true;
}

static bool set_identity(const order_t *order)
{
    plat_identity_t identity = {
        .certification_reference = order->certification_reference,
        .verification_service = order->verification_service,
    };
    if (!make_implementation_id(order->implementation_id, identity.implementation_id)) {
        tool_fail("the implementation id can't be made");
        return false;
    }
    if (plat_posix_set_identity(&identity) != PSA_SUCCESS) {
        tool_fail("%s", plat_posix_error());
        return false;
    }
    return true;
}

/* All steps inside a device that is open. */
static bool fill_device(const char *dir, const order_t *order, const parts_t *parts)
{
    const key_file_t *keys[DEVICE_COMPONENTS];
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        keys[c] = order->key_paths[c] ? &parts->keys[c] : NULL;
    }
    if (!write_factory_data(order, parts) || !set_identity(order) || !device_components_store(dir, keys) ||
        !attestation_key_install(order->attestation_key, order->attestation_curve)) {
        return false;
    }
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        if (order->image_paths[c] && !write_image(c, &parts->images[c])) {
            return false;
        }
    }
    if (plat_posix_set_lifecycle(PLAT_LIFECYCLE_SECURED) != PSA_SUCCESS) {
        tool_fail("%s", plat_posix_error());
        return false;
    }
    return true;
}

static int provision(const order_t *order, const parts_t *parts)
{
    struct stat info;
    if (stat(order->dir, &info) == 0) {
        return tool_fail("%s: exists already; a device is never overwritten", order->dir);
    }
    char prefix[4096];
    work_dir_t building;
    size_t name_size = strlen(order->dir);
    while (name_size > 1 && order->dir[name_size - 1] == '/') {
        name_size--;
    }
    int length =
        name_size < sizeof(prefix) ? snprintf(prefix, sizeof(prefix), "%.*s.new", (int)name_size, order->dir) : -1;
    if (length < 0 || (size_t)length >= sizeof(prefix)) {
        return tool_fail("%s: the path is too long", order->dir);
    }
    if (!work_dir_open(&building, prefix)) {
        return TOOL_FAILED;
    }
    bool ok =
        plat_posix_create(building.device, NULL) == PSA_SUCCESS && plat_posix_open(building.device) == PSA_SUCCESS;
    if (!ok) {
        tool_fail("%s", plat_posix_error());
    }
    ok = ok && fill_device(building.device, order, parts);
    plat_posix_close();
    if (ok && rename(building.device, order->dir) != 0) {
        tool_fail("%s: %s", order->dir, strerror(errno));
        ok = false;
    }
    work_dir_close(&building);
    if (!ok) {
        return TOOL_FAILED;
    }
    printf("%s: provisioned, life cycle SECURED\n", order->dir);
    return TOOL_OK;
}

int device_provision(int argc, char **argv)
{
    order_t order = { .implementation_id = "libpsa posix", .certification_reference = "", .verification_service = "" };
    const char *keys[DEVICE_COMPONENTS], *images[DEVICE_COMPONENTS];
    size_t key_count = 0, image_count = 0;
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(order.dir),
        { "implementation-id", true, &order.implementation_id, "ID", "32 bytes in hexadecimal, or a name to be hashed",
          NULL, 0 },
        { "certification-reference", true, &order.certification_reference, "TEXT", "13 digits, a dash, 5 digits", NULL,
          0 },
        { "verification-service", true, &order.verification_service, "URL", "the verifier that tokens name", NULL, 0 },
        { "key", true, keys, "ID=PUB.pem", "the key that signs a component's images", &key_count, DEVICE_COMPONENTS },
        { "image", true, images, "ID=IMAGE", "a component's factory image", &image_count, DEVICE_COMPONENTS },
        { "device-key", true, &order.device_key_path, "FILE", "its device key (default: a fresh one)", NULL, 0 },
        { "attestation-key", true, &order.attestation_key, "FILE",
          "its attestation key: private in PEM, or a MAC key in hexadecimal (default: made on the device)", NULL, 0 },
        { "attestation-curve", true, &order.attestation_curve, "CURVE", "P-256 (default), P-384 or P-521", NULL, 0 },
        { "its", true, &order.its_path, "IMAGE", "factory data for storage, made by psa its build with that key", NULL,
          0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, "psa device provision [options]", options, sizeof(options) / sizeof(options[0]), &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0) {
        return tool_usage("provision takes no words, found '%s'", argv[1]);
    }
    if (order.its_path && !order.device_key_path) {
        return tool_usage("--its needs --device-key: the key that the factory data is sealed with");
    }
    order.dir = device_dir(order.dir);
    if (order.dir == NULL) {
        return TOOL_USAGE;
    }
    code = attestation_key_check(order.attestation_key, order.attestation_curve);
    if (code != TOOL_OK) {
        return code;
    }
    code = assign_paths("key", keys, key_count, order.key_paths);
    code = code == TOOL_OK ? assign_paths("image", images, image_count, order.image_paths) : code;
    if (code != TOOL_OK) {
        return code;
    }
    parts_t parts = { 0 };
    code = tool_crypto_start() && read_parts(&order, &parts) ? provision(&order, &parts) : TOOL_FAILED;
    free_parts(&parts);
    return code;
}
