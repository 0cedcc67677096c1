/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device provision: a whole device or none. It is built in a directory beside the wanted place and renamed at the
 * end.
 */
#include "device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "attestation_key.h"
#include "image_check.h"
#include "image_options.h"
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
    const char *key_texts[DEVICE_COMPONENTS * DEVICE_KEYS_MAX]; /* "ID=PATH" */
    size_t key_count;
    const char *image_paths[DEVICE_COMPONENTS];
    const char *decrypt_paths[DEVICE_COMPONENTS];
    const char *passphrase_path;
    const char *hmac_sha;
    const char *device_key_path;
    const char *its_path;
    const char *attestation_key, *attestation_curve;
} order_t;

/* What it needs, read before anything is made. */
typedef struct parts {
    device_keys_t keys[DEVICE_COMPONENTS];
    image_key_t decrypt_keys[DEVICE_COMPONENTS];
    tool_bytes_t images[DEVICE_COMPONENTS];
    tool_bytes_t its;
    uint8_t device_key[PLAT_DEVICE_KEY_SIZE];
} parts_t;

/* Whether an option is "ID=PATH"; if not, after an error line. */
static bool is_assignment(const char *option, const char *text)
{
    bool ok = text[0] >= '0' && text[0] < '0' + (char)DEVICE_COMPONENTS && text[1] == '=' && text[2] != '\0';
    if (!ok) {
        tool_usage("--%s '%s' is not COMPONENT=FILE with component 0 (application) or 1 (data)", option, text);
    }
    return ok;
}

/* Options "ID=PATH" into a table, the last one of each component. */
static int assign_paths(const char *option, const char *const *texts, size_t count,
                        const char *paths[DEVICE_COMPONENTS])
{
    for (size_t i = 0; i < count; i++) {
        if (!is_assignment(option, texts[i])) {
            return TOOL_USAGE;
        }
        paths[texts[i][0] - '0'] = texts[i] + 2;
    }
    return TOOL_OK;
}

/* Whether a key is there already; after an error line. */
static bool is_known(const parts_t *parts, const image_key_t *key, const char *path)
{
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        for (size_t i = 0; i < parts->keys[c].count; i++) {
            const image_key_t *other = &parts->keys[c].keys[i];
            if (other->public_size == key->public_size &&
                memcmp(other->public_key, key->public_key, key->public_size) == 0) {
                tool_fail("%s: component %zu has this key too; an image is told from another's by who signed it", path,
                          c);
                return true;
            }
        }
    }
    return false;
}

/* The keys that sign, in the order of the command line. */
static bool read_keys(const order_t *order, parts_t *parts)
{
    for (size_t i = 0; i < order->key_count; i++) {
        const char *path = order->key_texts[i] + 2;
        device_keys_t *to = &parts->keys[order->key_texts[i][0] - '0'];
        if (to->count == DEVICE_KEYS_MAX) {
            tool_fail("%s: a component has %u keys at most", path, DEVICE_KEYS_MAX);
            return false;
        }
        image_key_t *key = &to->keys[to->count];
        if (!image_key_read(path, NULL, key)) {
            return false;
        }
        if (!image_key_signs(key->kind)) {
            tool_fail("%s: %s %s key signs no images (--decrypt-key takes it)", path, image_key_article(key->kind),
                      image_key_name(key->kind));
            return false;
        }
        if (is_known(parts, key, path)) {
            return false;
        }
        to->count++;
    }
    return true;
}

/* The keys that open images, with their private halves. */
static bool read_decrypt_keys(const order_t *order, parts_t *parts)
{
    passphrase_t passphrase;
    bool ok = image_passphrase(order->passphrase_path, &passphrase);
    for (size_t c = 0; ok && c < DEVICE_COMPONENTS; c++) {
        const char *path = order->decrypt_paths[c];
        image_key_t *key = &parts->decrypt_keys[c];
        if (!path) {
            continue;
        }
        ok = image_key_read(path, &passphrase, key);
        if (ok && parts->keys[c].count == 0) {
            tool_fail("%s: component %zu has no --key to verify images with", path, c);
            ok = false;
        } else if (ok && !key->has_private) {
            tool_fail("%s: has no private key to decrypt with", path);
            ok = false;
        } else if (ok && key->kind != IMAGE_KEY_P256 && key->kind != IMAGE_KEY_X25519) {
            tool_fail("%s: %s %s key, images are encrypted with P-256 or X25519", path, image_key_article(key->kind),
                      image_key_name(key->kind));
            ok = false;
        }
        parts->keys[c].decrypt_key = DEVICE_DECRYPT_KEY((uint32_t)c);
    }
    pcc_wipe(&passphrase, sizeof(passphrase));
    return ok;
}

static bool read_images(const order_t *order, parts_t *parts)
{
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        const char *path = order->image_paths[c];
        if (!path) {
            continue;
        }
        if (parts->keys[c].count == 0) {
            tool_fail("%s: component %zu has no --key to verify it with", path, c);
            return false;
        }
        pfwu_image_t image;
        if (!tool_read_file(path, &parts->images[c]) ||
            !image_check(path, &parts->images[c], parts->keys[c].keys, parts->keys[c].count, &image)) {
            return false;
        }
        if ((image.flags & PFWU_IMAGE_ENCRYPTED) != 0 && parts->keys[c].decrypt_key == 0) {
            tool_fail("%s: refused: %s", path, pfwu_image_fault_text(PFWU_IMAGE_NO_DECRYPT_KEY));
            return false;
        }
    }
    return true;
}

static bool read_parts(const order_t *order, parts_t *parts)
{
    return read_keys(order, parts) && read_decrypt_keys(order, parts) && read_images(order, parts) &&
           (!order->device_key_path || its_read_key(order->device_key_path, parts->device_key)) &&
           (!order->its_path || tool_read_file(order->its_path, &parts->its));
}

static void free_parts(parts_t *parts)
{
    pcc_wipe(parts->device_key, sizeof(parts->device_key));
    tool_bytes_free(&parts->its);
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        image_key_wipe(&parts->decrypt_keys[c]);
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

/* All zeros or all ones. */
static bool is_blank(const uint8_t id[32])
{
    size_t same = 1;
    while (same < 32 && id[same] == id[0]) {
        same++;
    }
    return same == 32 && (id[0] == 0 || id[0] == 0xff);
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

/* The key that opens a component's images, into the key store: firmware would have it there from the factory as
 * well. */
static bool store_decrypt_key(size_t component, const image_key_t *key, bool sha512)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t id = PSA_KEY_ID_NULL;
    psa_algorithm_t hash = sha512 ? PSA_ALG_SHA_512 : PSA_ALG_SHA_256;
    psa_set_key_id(&attributes, DEVICE_DECRYPT_KEY((uint32_t)component));
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(key->kind == IMAGE_KEY_X25519 ? PSA_ECC_FAMILY_MONTGOMERY
                                                                                          : PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_algorithm(&attributes, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(hash)));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    psa_status_t status = psa_import_key(&attributes, key->private_key, key->private_size, &id);
    if (status != PSA_SUCCESS) {
        tool_fail("no decryption key of component %zu: %s", component, tool_status_text(status));
    }
    return status == PSA_SUCCESS;
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
    if (is_blank(identity.implementation_id)) {
        tool_fail("--implementation-id: memory that was never written reads so; no token would be made with it");
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
    if (!write_factory_data(order, parts) || !set_identity(order) || !device_components_store(dir, parts->keys) ||
        !attestation_key_install(order->attestation_key, order->attestation_curve)) {
        return false;
    }
    for (size_t c = 0; c < DEVICE_COMPONENTS; c++) {
        bool sha512 = order->hmac_sha && strcmp(order->hmac_sha, "512") == 0;
        if ((order->decrypt_paths[c] && !store_decrypt_key(c, &parts->decrypt_keys[c], sha512)) ||
            (order->image_paths[c] && !write_image(c, &parts->images[c]))) {
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
    const char *images[DEVICE_COMPONENTS], *decrypt_keys[DEVICE_COMPONENTS];
    size_t image_count = 0, decrypt_count = 0;
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(order.dir),
        { "implementation-id", true, &order.implementation_id, "ID", "32 bytes in hexadecimal, or a name to be hashed",
          NULL, 0 },
        { "certification-reference", true, &order.certification_reference, "TEXT", "13 digits, a dash, 5 digits", NULL,
          0 },
        { "verification-service", true, &order.verification_service, "URL", "the verifier that tokens name", NULL, 0 },
        { "key", true, order.key_texts, "ID=PUB.pem", "a key that signs a component's images; several: any of them",
          &order.key_count, DEVICE_COMPONENTS * DEVICE_KEYS_MAX },
        { "decrypt-key", true, decrypt_keys, "ID=KEY.pem", "the key that opens its images, which then come encrypted",
          &decrypt_count, DEVICE_COMPONENTS },
        { "passphrase-file", true, &order.passphrase_path, "FILE", "its first line opens encrypted decryption keys",
          NULL, 0 },
        { "hmac-sha", true, &order.hmac_sha, "256|512", "hash of the key wrap of X25519 (default 256)", NULL, 0 },
        { "image", true, images, "ID=IMAGE", "a component's factory image", &image_count, DEVICE_COMPONENTS },
        { "device-key", true, &order.device_key_path, "FILE", "its device key (default: a fresh one)", NULL, 0 },
        { "attestation-key", true, &order.attestation_key, "FILE",
          "its attestation key: private in PEM, or a MAC key in hexadecimal (default: made on the device)", NULL, 0 },
        { "attestation-curve", true, &order.attestation_curve, "CURVE", "P-256 (default), P-384 or P-521", NULL, 0 },
        { "its", true, &order.its_path, "IMAGE", "factory data for storage, made by psa its build with that key", NULL,
          0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, "psa device provision [options]", options, sizeof(options) / sizeof(options[0]),
                            &words);
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
    for (size_t i = 0; i < order.key_count && code == TOOL_OK; i++) {
        code = is_assignment("key", order.key_texts[i]) ? TOOL_OK : TOOL_USAGE;
    }
    code = code == TOOL_OK ? assign_paths("decrypt-key", decrypt_keys, decrypt_count, order.decrypt_paths) : code;
    code = code == TOOL_OK ? assign_paths("image", images, image_count, order.image_paths) : code;
    if (code == TOOL_OK && order.hmac_sha && strcmp(order.hmac_sha, "256") != 0 && strcmp(order.hmac_sha, "512") != 0) {
        code = tool_usage("--hmac-sha '%s' is neither 256 nor 512", order.hmac_sha);
    }
    if (code != TOOL_OK) {
        return code;
    }
    static parts_t parts;
    code = tool_crypto_start() && read_parts(&order, &parts) ? provision(&order, &parts) : TOOL_FAILED;
    free_parts(&parts);
    return code;
}
