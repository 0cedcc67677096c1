/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa token policy, psa token corim: reference values taken from built images, for our own verifier (a policy file) and
 * for verification services (CoRIM, profile tag:arm.com,2025:psa#1.0.0), so that the build feeds whoever judges tokens.
 */
#include <stdio.h>
#include <string.h>

#include "image_check.h"
#include "lib/attest/attest_internal.h"
#include "lib/attest/cbor_dec.h"
#include "lib/attest/cbor_enc.h"
#include "lib/attest/cose.h"
#include "patt_verify.h"
#include "psa/crypto.h"
#include "short_text.h"
#include "token.h"

#define IMAGES_MAX 16u
#define TYPE_MAX PLAT_MEASUREMENT_TYPE_MAX
_Static_assert(TYPE_MAX <= SHORT_TEXT_MAX, "a type is a short text");
#define CORIM_MAX 16384u

/* CBOR tags and keys of CoRIM, CoMID and the PSA profile (draft-ietf-rats-corim, draft-fdb-rats-psa-endorsements). */
#define TAG_CORIM 501
#define TAG_COMID 506
#define TAG_UEID 550
#define TAG_PEM_KEY 554
#define TAG_BYTES 560
#define TAG_URI 32
#define CORIM_PROFILE "tag:arm.com,2025:psa#1.0.0"
#define TRIPLES_REFERENCE 0
#define TRIPLES_KEY 3
#define MEASUREMENT_DIGESTS 2
#define MEASUREMENT_NAME 11
#define MEASUREMENT_SIGNERS 13

/* What one image says of itself, as the boot engine measures it. */
typedef struct reference {
    const char *type;
    size_t type_size;
    char version[IMAGE_VERSION_TEXT_SIZE];
    size_t hash_size;
    uint8_t value[PFWU_IMAGE_HASH_MAX];
    uint8_t signer[PFWU_IMAGE_HASH_MAX];
} reference_t;

typedef struct reference_options {
    const char *images[IMAGES_MAX];
    size_t count;
    const char *implementation, *key, *instance, *out;
    reference_t references[IMAGES_MAX];
    uint8_t implementation_bytes[32];
} reference_options_t;

/* TYPE=FILE: parsed strictly, and its hash compared, so that no reference value is one that no device can boot. */
static int read_image(const char *text, const char *out, reference_t *reference)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text || equals - text > (ptrdiff_t)TYPE_MAX) {
        return tool_usage("--image '%s' is not TYPE=FILE with a type of up to %u bytes", text, TYPE_MAX);
    }
    if (!short_text_is_good(text, (size_t)(equals - text))) {
        return tool_usage("--image: the type of %s is not text (UTF-8 without control characters)", equals + 1);
    }
    const char *path = equals + 1;
    if (tool_check_output(out, "an image", path) != TOOL_OK) {
        return TOOL_USAGE;
    }
    tool_bytes_t bytes = { NULL, 0 };
    if (!tool_read_file(path, &bytes)) {
        return TOOL_FAILED;
    }
    pfwu_image_source_t source = image_source(&bytes);
    pfwu_image_t image;
    pfwu_image_fault_t fault = pfwu_image_parse(&source, &image);
    int code = TOOL_OK;
    if (fault != PFWU_IMAGE_OK) {
        code = tool_fail("%s: not a valid image: %s", path, pfwu_image_fault_text(fault));
    } else if ((image.flags & PFWU_IMAGE_ENCRYPTED) == 0 && !image_hash_matches(&bytes, &image)) {
        code = tool_fail("%s: the hash in the image is not that of its bytes", path);
    } else {
        reference->type = text;
        reference->type_size = (size_t)(equals - text);
        pfwu_version_text(&image.version, reference->version);
        reference->hash_size = image.hash_size;
        memcpy(reference->value, image.hash, image.hash_size);
        memcpy(reference->signer, image.key_hash, image.hash_size);
    }
    tool_bytes_free(&bytes);
    return code;
}

static int read_images(reference_options_t *options)
{
    size_t size = 0;
    if (options->count == 0) {
        return tool_usage("which images? (--image TYPE=FILE)");
    }
    if (options->implementation &&
        (!tool_parse_hex(options->implementation, options->implementation_bytes, 32, &size) || size != 32)) {
        return tool_usage("--implementation-id '%s' is not hexadecimal of 32 bytes", options->implementation);
    }
    if (!tool_crypto_start()) {
        return TOOL_FAILED;
    }
    int code = TOOL_OK;
    for (size_t i = 0; code == TOOL_OK && i < options->count; i++) {
        code = read_image(options->images[i], options->out, &options->references[i]);
    }
    return code;
}

/* ------------------------------------------------------------------------------------------------------ Policy file */

static size_t put_hex(char *out, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        (void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    }
    return 2 * size;
}

static void put_text(pcc_wr_t *wr, const char *text)
{
    pcc_wr_bytes(wr, text, strlen(text));
}

/* A type as the reader takes it: in quotes where a bare word would be taken for something else or for several. */
static void put_type(pcc_wr_t *wr, const char *type, size_t size)
{
    bool bare = type[0] != '"' && type[0] != '#' && !(size == 1 && type[0] == '*') && memchr(type, ' ', size) == NULL;
    if (bare) {
        pcc_wr_bytes(wr, type, size);
        return;
    }
    put_text(wr, "\"");
    for (size_t i = 0; i < size; i++) {
        put_text(wr, type[i] == '"' || type[i] == '\\' ? "\\" : "");
        pcc_wr_bytes(wr, type + i, 1);
    }
    put_text(wr, "\"");
}

static int write_policy(const reference_options_t *options)
{
    char text[IMAGES_MAX * 384u];
    char hex[2 * PFWU_IMAGE_HASH_MAX + 1];
    pcc_wr_t wr = pcc_wr(text, sizeof(text));

    put_text(&wr, "# reference values of these builds; psa token verify --policy takes this file\n");
    if (options->implementation) {
        put_text(&wr, "implementation-id ");
        pcc_wr_bytes(&wr, hex, put_hex(hex, options->implementation_bytes, 32));
        put_text(&wr, "\n");
    }
    for (size_t i = 0; i < options->count; i++) {
        const reference_t *reference = &options->references[i];
        put_text(&wr, "component ");
        put_type(&wr, reference->type, reference->type_size);
        put_text(&wr, " required version=");
        put_text(&wr, reference->version);
        put_text(&wr, " signer=");
        pcc_wr_bytes(&wr, hex, put_hex(hex, reference->signer, reference->hash_size));
        put_text(&wr, " measurement=");
        pcc_wr_bytes(&wr, hex, put_hex(hex, reference->value, reference->hash_size));
        put_text(&wr, "\n");
    }
    if (wr.bad) {
        return tool_fail("policy: too many images");
    }
    return tool_write_file(options->out, text, wr.size, 0644) ? TOOL_OK : TOOL_FAILED;
}

int token_policy(int argc, char **argv)
{
    static reference_options_t given; /* static for its size */
    given = (reference_options_t){ .out = "-" };
    const tool_option_t options[] = {
        { "image", true, given.images, "TYPE=FILE", "measurement type (BL, App, ...) and image; may be repeated",
          &given.count, IMAGES_MAX },
        { "implementation-id", true, &given.implementation, "HEX", "only devices of this type", NULL, 0 },
        { "out", true, &given.out, "FILE", "write it there (default: standard output)", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, "psa token policy --image TYPE=FILE [options]", options, 3, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0) {
        return tool_usage("policy takes no words, found '%s'", argv[1]);
    }
    code = read_images(&given);
    return code == TOOL_OK ? write_policy(&given) : code;
}

/* ------------------------------------------------------------------------------------------------------------ CoRIM */

static void put_str(pcc_wr_t *wr, const char *text)
{
    patt_cbor_put_text(wr, text, strlen(text));
}

static void put_tagged_bytes(pcc_wr_t *wr, uint32_t tag, const uint8_t *bytes, size_t size)
{
    patt_cbor_put_tag(wr, tag);
    patt_cbor_put_bytes(wr, bytes, size);
}

/* An identifier that follows from the content: the same build gives the same CoRIM. UUID version 8 (RFC 9562). */
static bool make_uuid(const uint8_t *bytes, size_t size, const char *salt, size_t salt_size, uint8_t uuid[16])
{
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
    uint8_t hash[32];
    size_t length = 0;
    bool ok = psa_hash_setup(&operation, PSA_ALG_SHA_256) == PSA_SUCCESS &&
              psa_hash_update(&operation, (const uint8_t *)salt, salt_size) == PSA_SUCCESS &&
              psa_hash_update(&operation, bytes, size) == PSA_SUCCESS &&
              psa_hash_finish(&operation, hash, sizeof(hash), &length) == PSA_SUCCESS;
    (void)psa_hash_abort(&operation);
    if (ok) {
        memcpy(uuid, hash, 16);
        uuid[6] = (uint8_t)((uuid[6] & 0x0fu) | 0x80u);
        uuid[8] = (uint8_t)((uuid[8] & 0x3fu) | 0x80u);
    }
    return ok;
}

/* { 0: language, 1: { 0: tag id }, 4: { kind: [ ... one triple follows */
static void begin_comid(pcc_wr_t *wr, const uint8_t uuid[16], int kind)
{
    patt_cbor_put_map(wr, 3);
    patt_cbor_put_int(wr, 0);
    put_str(wr, "en-GB");
    patt_cbor_put_int(wr, 1);
    patt_cbor_put_map(wr, 1);
    patt_cbor_put_int(wr, 0);
    patt_cbor_put_bytes(wr, uuid, 16);
    patt_cbor_put_int(wr, 4);
    patt_cbor_put_map(wr, 1);
    patt_cbor_put_int(wr, kind);
    patt_cbor_put_array(wr, 1);
    patt_cbor_put_array(wr, 2);
}

/* { 0: { 0: implementation id } }: the class of device. */
static void put_class(pcc_wr_t *wr, const reference_options_t *options)
{
    patt_cbor_put_int(wr, 0);
    patt_cbor_put_map(wr, 1);
    patt_cbor_put_int(wr, 0);
    put_tagged_bytes(wr, TAG_BYTES, options->implementation_bytes, 32);
}

static void put_measurement(pcc_wr_t *wr, const reference_t *reference)
{
    patt_cbor_put_map(wr, 2);
    patt_cbor_put_int(wr, 0);
    put_str(wr, "psa.software-component");
    patt_cbor_put_int(wr, 1);
    patt_cbor_put_map(wr, 4);
    patt_cbor_put_int(wr, 0);
    patt_cbor_put_map(wr, 1);
    patt_cbor_put_int(wr, 0);
    put_str(wr, reference->version);
    patt_cbor_put_int(wr, MEASUREMENT_DIGESTS);
    patt_cbor_put_array(wr, 1);
    patt_cbor_put_array(wr, 2);
    /* sha-256, sha-384 and sha-512 in the Named Information registry */
    patt_cbor_put_int(wr, reference->hash_size == 32 ? 1 : reference->hash_size == 48 ? 7 : 8);
    patt_cbor_put_bytes(wr, reference->value, reference->hash_size);
    patt_cbor_put_int(wr, MEASUREMENT_NAME);
    patt_cbor_put_text(wr, reference->type, reference->type_size);
    patt_cbor_put_int(wr, MEASUREMENT_SIGNERS);
    patt_cbor_put_array(wr, 1);
    put_tagged_bytes(wr, TAG_BYTES, reference->signer, reference->hash_size);
}

static void put_reference_comid(pcc_wr_t *wr, const reference_options_t *options, const uint8_t uuid[16])
{
    begin_comid(wr, uuid, TRIPLES_REFERENCE);
    patt_cbor_put_map(wr, 1);
    put_class(wr, options);
    patt_cbor_put_array(wr, options->count);
    for (size_t i = 0; i < options->count; i++) {
        put_measurement(wr, &options->references[i]);
    }
}

static void put_key_comid(pcc_wr_t *wr, const reference_options_t *options, const uint8_t uuid[16],
                          const uint8_t instance[PATT_INSTANCE_ID_SIZE], const char *pem, size_t pem_size)
{
    begin_comid(wr, uuid, TRIPLES_KEY);
    patt_cbor_put_map(wr, 2);
    put_class(wr, options);
    patt_cbor_put_int(wr, 1);
    put_tagged_bytes(wr, TAG_UEID, instance, PATT_INSTANCE_ID_SIZE);
    patt_cbor_put_array(wr, 1);
    patt_cbor_put_tag(wr, TAG_PEM_KEY);
    patt_cbor_put_text(wr, pem, pem_size);
}

/* The device's key and instance id. False after an error line. */
static bool read_device(const reference_options_t *options, uint8_t instance[PATT_INSTANCE_ID_SIZE],
                        char pem[KEY_FILE_PEM_MAX], size_t *pem_size)
{
    key_file_t key;
    size_t size = 0;
    if (!key_file_read_curve(options->key, &key)) {
        return false;
    }
    bool ok = key_file_public_pem(key.point, key.point_size, pem, pem_size);
    if (ok && options->instance) {
        ok = tool_parse_hex(options->instance, instance, PATT_INSTANCE_ID_SIZE, &size) &&
             size == PATT_INSTANCE_ID_SIZE && instance[0] == PATT_UEID_RAND;
    } else if (ok) {
        ok = patt_instance_id_of(key.point, key.point_size, instance) == PSA_SUCCESS;
    }
    key_file_wipe(&key);
    if (!ok) {
        tool_fail("%s, --instance-id: not a key and 33 bytes that begin with 01", options->key);
    }
    return ok;
}

static int write_corim(const reference_options_t *options)
{
    static uint8_t comids[2][CORIM_MAX / 2u];
    static uint8_t out[CORIM_MAX];
    pcc_wr_t parts[2];
    char pem[KEY_FILE_PEM_MAX];
    uint8_t instance[PATT_INSTANCE_ID_SIZE], uuid[16] = { 0 };
    size_t pem_size = 0, count = options->key ? 2 : 1;

    if (options->key && !read_device(options, instance, pem, &pem_size)) {
        return TOOL_FAILED;
    }
    for (size_t i = 0; i < count; i++) {
        /* Written twice: the identifier is made of what stands there with the identifier zero. */
        for (unsigned pass = 0; pass < 2; pass++) {
            parts[i] = pcc_wr(comids[i], sizeof(comids[i]));
            if (i == 0) {
                put_reference_comid(&parts[i], options, uuid);
            } else {
                put_key_comid(&parts[i], options, uuid, instance, pem, pem_size);
            }
            if (parts[i].bad || (pass == 0 && !make_uuid(comids[i], parts[i].size, "comid", 5, uuid))) {
                return tool_fail("corim: too much for one file");
            }
        }
        memset(uuid, 0, sizeof(uuid));
    }
    /* The text of the key has no end but its size. */
    if (!make_uuid(comids[0], parts[0].size, options->key ? pem : "corim", options->key ? pem_size : 5u, uuid)) {
        return tool_fail("corim: no hash");
    }
    pcc_wr_t wr = pcc_wr(out, sizeof(out));
    patt_cbor_put_tag(&wr, TAG_CORIM);
    patt_cbor_put_map(&wr, 3);
    patt_cbor_put_int(&wr, 0);
    patt_cbor_put_bytes(&wr, uuid, sizeof(uuid));
    patt_cbor_put_int(&wr, 1);
    patt_cbor_put_array(&wr, count);
    for (size_t i = 0; i < count; i++) {
        put_tagged_bytes(&wr, TAG_COMID, comids[i], parts[i].size);
    }
    patt_cbor_put_int(&wr, 3);
    patt_cbor_put_tag(&wr, TAG_URI);
    put_str(&wr, CORIM_PROFILE);
    if (wr.bad) {
        return tool_fail("corim: too much for one file");
    }
    return tool_write_file(options->out, out, wr.size, 0644) ? TOOL_OK : TOOL_FAILED;
}

int token_corim(int argc, char **argv)
{
    static reference_options_t given; /* static for its size */
    given = (reference_options_t){ .out = "-" };
    const tool_option_t options[] = {
        { "image", true, given.images, "TYPE=FILE", "measurement type (BL, App, ...) and image; may be repeated",
          &given.count, IMAGES_MAX },
        { "implementation-id", true, &given.implementation, "HEX", "the type of device, 32 bytes", NULL, 0 },
        { "key", true, &given.key, "PUB.pem", "a device's public attestation key, to be registered too", NULL, 0 },
        { "instance-id", true, &given.instance, "HEX", "of that device (default: the one that follows from the key)",
          NULL, 0 },
        { "out", true, &given.out, "FILE", "write it there (default: standard output)", NULL, 0 },
    };
    const char *usage = "psa token corim --image TYPE=FILE --implementation-id HEX [options]";
    int words = 0;
    int code = tool_options(argc, argv, usage, options, 5, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0) {
        return tool_usage("corim takes no words, found '%s'", argv[1]);
    }
    if (!given.implementation) {
        return tool_usage("corim needs --implementation-id (usage: %s)", usage);
    }
    if (tool_check_output(given.out, "the key", given.key) != TOOL_OK) {
        return TOOL_USAGE;
    }
    code = read_images(&given);
    return code == TOOL_OK ? write_corim(&given) : code;
}
