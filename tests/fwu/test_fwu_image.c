/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The image parser: an image made by upstream imgtool, what our writer makes, and every strict rule broken in turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/bytes.h"
#include "lib/fwu/image.h"
#include "tools/psa/image_write.h"

/** Made by imgtool 2.4 with a throw-away TEST key: header 0x20, body 00..27, version 1.2.3+4, counter 7, dependency
 *  (1, 2.0.5), boot record "SPE". */
static const char imgtool_image[] =
    "3db8f3960000000020007b002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f1011121314151617"
    "18191a1b1c1d1e1f202122232425262708697b00500004000700000060005b00a501635350450465312e322e33055820085b606ca4b651b1"
    "1efe29fcd269a72f56e5f31eeb3d08a6ab6f3fe87eabf38b0666534841323536025820000000000000000000000000000000000000000000"
    "000000000000000000000040000c00010000000200050000000000076997001000200021d7e975e6d4391d40879b744ae32748fbe6340b5d"
    "f41d04505ae06e3bddb1b101002000085b606ca4b651b11efe29fcd269a72f56e5f31eeb3d08a6ab6f3fe87eabf38b220047003045022100"
    "e2a73e105247d8aa7ca87555d480c4f1e501b77a9a061ec587b8b44199481fb5022050e1164897f67f413515bb0b2052a4f1b0d20143ac0d"
    "81a0296221b6d81c5fa3";

static uint8_t vector[512];
static uint32_t vector_size;

static uint8_t work[1024];
static uint32_t work_size;

static unsigned nibble(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a') + 10u;
}

static int load_vector(void **state)
{
    (void)state;
    vector_size = (uint32_t)(strlen(imgtool_image) / 2u);
    for (uint32_t i = 0; i < vector_size; i++) {
        vector[i] = (uint8_t)(nibble(imgtool_image[2u * i]) << 4 | nibble(imgtool_image[2u * i + 1u]));
    }
    memcpy(work, vector, vector_size);
    work_size = vector_size;
    return 0;
}

/** While an image is parsed: up to where it was read. */
static bool parsing;
static uint32_t read_to;

static psa_status_t read_memory(const void *ctx, uint32_t off, void *dst, uint32_t size)
{
    assert_true(off <= work_size && size <= work_size - off); /* the parser never reads outside */
    assert_true(!parsing || off >= read_to);                  /* nor back, nor twice */
    read_to = off + size;
    memcpy(dst, (const uint8_t *)ctx + off, size);
    return PSA_SUCCESS;
}

static pfwu_image_fault_t parse(pfwu_image_t *image)
{
    pfwu_image_source_t source = { read_memory, work, work_size };
    parsing = true;
    read_to = 0;
    pfwu_image_fault_t fault = pfwu_image_parse(&source, image);
    parsing = false;
    return fault;
}

static void expect_fault(pfwu_image_fault_t expected)
{
    static const pfwu_image_t zero;
    pfwu_image_t image;
    memset(&image, 0xa5, sizeof image);
    pfwu_image_fault_t fault = parse(&image);
    if (fault != expected) {
        print_error("got: %s, expected: %s\n", pfwu_image_fault_text(fault), pfwu_image_fault_text(expected));
    }
    assert_int_equal(fault, expected);
    assert_memory_equal(&image.hash, &zero.hash, sizeof zero.hash);
    assert_int_equal(image.total_size, 0);
}

/* ---------------------------------------------------------------------------------------------------- Surgery --- */

/** Offsets in the vector. */
enum {
    PROTECTED = 72,
    COUNTER = 76,
    RECORD = 84,
    DEPENDENCY = 179,
    UNPROTECTED = 195,
    HASH = 199,
    KEY = 235,
    SIG = 271
};

/** Insert a TLV before `at`, with the sizes of the areas mended. */
static void insert_tlv(uint32_t at, uint16_t type, const void *payload, uint16_t size)
{
    uint16_t grow = (uint16_t)(size + 4u);
    memmove(&work[at + grow], &work[at], work_size - at);
    pcc_put_le16(&work[at], type);
    pcc_put_le16(&work[at + 2u], size);
    memcpy(&work[at + 4u], payload, size);
    work_size += grow;
    if (at <= UNPROTECTED) {
        pcc_put_le16(&work[10], (uint16_t)(pcc_get_le16(&work[10]) + grow));
        pcc_put_le16(&work[PROTECTED + 2], (uint16_t)(pcc_get_le16(&work[PROTECTED + 2]) + grow));
    } else {
        pcc_put_le16(&work[UNPROTECTED + 2], (uint16_t)(pcc_get_le16(&work[UNPROTECTED + 2]) + grow));
    }
}

/** Take a TLV of the unprotected area out. */
static void remove_unprotected(uint32_t at)
{
    uint32_t size = 4u + pcc_get_le16(&work[at + 2u]);
    memmove(&work[at], &work[at + size], work_size - at - size);
    work_size -= size;
    pcc_put_le16(&work[UNPROTECTED + 2], (uint16_t)(pcc_get_le16(&work[UNPROTECTED + 2]) - size));
}

/** Put another signature payload in place. */
static void set_signature(const uint8_t *der, uint16_t size)
{
    remove_unprotected(SIG);
    insert_tlv(SIG, PFWU_TLV_ECDSA, der, size);
}

/* ------------------------------------------------------------------------------------------------------ Good --- */

static void image_parse__imgtool_vector__all_fields(void **state)
{
    (void)state;
    pfwu_image_t image;
    assert_int_equal(vector_size, 346);
    assert_int_equal(parse(&image), PFWU_IMAGE_OK);
    assert_int_equal(image.header_size, 32);
    assert_int_equal(image.body_size, 40);
    assert_int_equal(image.signed_size, 195);
    assert_int_equal(image.total_size, 346);
    assert_int_equal(image.protected_size, 123);
    assert_true(image.has_counter);
    assert_int_equal(image.counter, 7);
    assert_int_equal(image.version.major, 1);
    assert_int_equal(image.version.minor, 2);
    assert_int_equal(image.version.patch, 3);
    assert_int_equal(image.version.build, 4);
    assert_memory_equal(image.hash, &vector[HASH + 4], 32);
    assert_memory_equal(image.key_hash, &vector[KEY + 4], 32);
    assert_int_equal(image.hash_size, 32);
    assert_int_equal(image.signature_type, PFWU_TLV_ECDSA);
    pfwu_image_source_t source = { read_memory, work, work_size };
    uint8_t signature[PFWU_IMAGE_SIGNATURE_MIN];
    uint32_t size = 0;
    pfwu_image_t again;
    assert_int_equal(pfwu_image_parse_signature(&source, &again, signature, sizeof signature, &size), PFWU_IMAGE_OK);
    assert_int_equal(again.counter, 7);
    assert_memory_equal(again.counter_bytes, "\x07\0\0", 4);
    assert_int_equal(size, 64);
    assert_memory_equal(signature, &vector[SIG + 4 + 5], 32);
    assert_memory_equal(&signature[32], &vector[SIG + 4 + 39], 32);
    assert_int_equal(pfwu_image_parse_signature(&source, &again, signature, sizeof signature - 1u, &size),
                     PFWU_IMAGE_ALG_UNSUPPORTED);
    assert_int_equal(size, 0);
    assert_int_equal(image.dependency_count, 1);
    pfwu_dependency_t dependency;
    assert_int_equal(pfwu_image_dependency(&source, &image, 0, &dependency), PFWU_IMAGE_OK);
    assert_int_equal(dependency.id, 1);
    assert_int_equal(dependency.version.major, 2);
    assert_int_equal(dependency.version.patch, 5);
    assert_int_not_equal(pfwu_image_dependency(&source, &image, 1, &dependency), PFWU_IMAGE_OK);
}

static psa_status_t sign_like_vector(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                                     size_t *signature_size)
{
    (void)ctx;
    *signature_size = 64;
    assert_int_equal(size, 195);
    assert_memory_equal(region, vector, 195);
    memcpy(hash, &vector[HASH + 4], 32);
    memcpy(signature, &vector[SIG + 4 + 5], 32);
    memcpy(&signature[32], &vector[SIG + 4 + 39], 32);
    return PSA_SUCCESS;
}

static void image_write__spec_of_vector__same_bytes(void **state)
{
    (void)state;
    pfwu_dependency_t dependency = { 1, { 2, 0, 5, 0 } };
    image_spec_t spec = { .header_size = 32,
                          .has_counter = true,
                          .counter = 7,
                          .version = { 1, 2, 3, 4 },
                          .dependencies = &dependency,
                          .dependency_count = 1,
                          .boot_record = "SPE" };
    uint8_t out[512];
    size_t size;
    memcpy(spec.key_hash, &vector[KEY + 4], 32);
    assert_int_equal(image_write(&spec, &vector[32], 40, sign_like_vector, NULL, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(size, vector_size);
    assert_memory_equal(out, vector, vector_size);
    assert_int_equal(image_write(&spec, &vector[32], 40, sign_like_vector, NULL, out, 100, &size),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_true(size >= vector_size);
}

static void image_parse__vendor_and_uuid_tlvs__accepted(void **state)
{
    (void)state;
    pfwu_image_t image;
    uint8_t uuid[16] = { 1 };
    insert_tlv(UNPROTECTED, 0x00a4, uuid, 16);
    insert_tlv(DEPENDENCY, PFWU_TLV_UUID_VID, uuid, 16);
    insert_tlv(DEPENDENCY, PFWU_TLV_UUID_CID, uuid, 16);
    assert_int_equal(parse(&image), PFWU_IMAGE_OK);
    assert_int_equal(image.counter, 7);
}

static void image_parse__padded_signature__accepted(void **state)
{
    (void)state;
    pfwu_image_t image;
    uint8_t der[73] = { 0 };
    memcpy(der, &vector[SIG + 4], 71);
    set_signature(der, 72);
    assert_int_equal(parse(&image), PFWU_IMAGE_OK);
    der[71] = 1;
    set_signature(der, 72);
    expect_fault(PFWU_IMAGE_SIGNATURE_BAD);
}

/* ------------------------------------------------------------------------------------------------------ Header --- */

static void image_parse__header_faults__each_named(void **state)
{
    static const struct {
        uint8_t at, value;
        pfwu_image_fault_t fault;
    } cases[] = {
        { 0, 0x3c, PFWU_IMAGE_NO_MAGIC },
        { 28, 1, PFWU_IMAGE_PAD_NOT_ZERO },
        { 31, 0x80, PFWU_IMAGE_PAD_NOT_ZERO },
        { 8, 31, PFWU_IMAGE_HEADER_SIZE_BAD },
        { 8, 28, PFWU_IMAGE_HEADER_SIZE_BAD },
        { 8, 34, PFWU_IMAGE_HEADER_SIZE_BAD },
        { 9, 0xff, PFWU_IMAGE_TOO_LARGE },
        { 15, 0xff, PFWU_IMAGE_TOO_LARGE },
        { 13, 1, PFWU_IMAGE_TOO_LARGE },
        { 10, 3, PFWU_IMAGE_PROTECTED_BAD },
        { 10, 122, PFWU_IMAGE_PROTECTED_BAD },
        { 10, 0, PFWU_IMAGE_PROTECTED_SURPRISE },
        { 16, 0x0c, PFWU_IMAGE_FLAGS_CONFLICT },
        { 16, 0x02, PFWU_IMAGE_FLAGS_UNKNOWN },
        { 17, 0x02, PFWU_IMAGE_FLAGS_UNKNOWN },
        { 19, 0x20, PFWU_IMAGE_FLAGS_UNKNOWN },
        { PROTECTED, 0x07, PFWU_IMAGE_PROTECTED_BAD },
        { PROTECTED + 2, 0x7a, PFWU_IMAGE_PROTECTED_BAD },
        { UNPROTECTED, 0x09, PFWU_IMAGE_TLV_INFO_BAD },
        { UNPROTECTED + 2, 3, PFWU_IMAGE_TLV_INFO_BAD },
        { UNPROTECTED + 3, 0xff, PFWU_IMAGE_TOO_LARGE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        load_vector(state);
        work[cases[i].at] = cases[i].value;
        expect_fault(cases[i].fault);
    }
}

/** Sums of header, body and protected area that come out small again modulo 2^32. */
static void image_parse__sizes_that_wrap__too_large(void **state)
{
    for (uint32_t sum = 0; sum <= 346; sum++) {
        load_vector(state);
        pcc_put_le32(&work[12], sum - 32u - 123u);
        if (sum != 195u) {
            pfwu_image_t image;
            assert_int_not_equal(parse(&image), PFWU_IMAGE_OK);
        }
        if (sum < 32u + 123u) {
            expect_fault(PFWU_IMAGE_TOO_LARGE);
        }
    }
}

static void image_parse__every_truncation__refused(void **state)
{
    pfwu_image_t image;
    for (uint32_t size = 0; size < 346; size++) {
        load_vector(state);
        work_size = size;
        assert_int_not_equal(parse(&image), PFWU_IMAGE_OK);
    }
}

/* -------------------------------------------------------------------------------------------------------- TLVs --- */

static void image_parse__tlv_crosses_its_area__refused(void **state)
{
    work[HASH + 3] = 0x01; /* hash of 288 bytes */
    expect_fault(PFWU_IMAGE_TLV_CROSSES);
    load_vector(state);
    work[DEPENDENCY + 2] = 13; /* from the protected area into the other */
    expect_fault(PFWU_IMAGE_TLV_CROSSES);
    load_vector(state);
    work[UNPROTECTED + 2]--; /* the area ends inside the last record */
    expect_fault(PFWU_IMAGE_TLV_CROSSES);
    load_vector(state);
    work[UNPROTECTED + 2] += 3; /* and 3 bytes that are no record */
    work_size += 3;
    expect_fault(PFWU_IMAGE_TLV_CROSSES);
}

static void image_parse__second_of_a_single_type__refused(void **state)
{
    static const uint8_t payload[113];
    static const struct {
        uint32_t at;
        uint16_t type, size;
    } cases[] = {
        { KEY, PFWU_TLV_SHA256, 32 },
        { KEY, PFWU_TLV_SHA512, 64 },
        { DEPENDENCY, PFWU_TLV_SEC_CNT, 4 },
        { DEPENDENCY, PFWU_TLV_BOOT_RECORD, 4 },
        { UNPROTECTED, PFWU_TLV_UUID_VID, 16 },
        { UNPROTECTED, PFWU_TLV_UUID_CID, 16 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        load_vector(state);
        insert_tlv(cases[i].at, cases[i].type, payload, cases[i].size);
        if (cases[i].at == UNPROTECTED) { /* none was there */
            insert_tlv(cases[i].at, cases[i].type, payload, cases[i].size);
        }
        expect_fault(PFWU_IMAGE_TLV_TWICE);
    }
    load_vector(state);
    work[16] = PFWU_IMAGE_AES128;
    insert_tlv(346, 0x32, payload, 113);
    insert_tlv(346, 0x33, payload, 80);
    expect_fault(PFWU_IMAGE_TLV_TWICE);
}

/** One image, one signer: neither the first nor the last signature wins, nor any of them. */
static void image_parse__several_signatures_or_keys__refused(void **state)
{
    static const uint8_t payload[256];
    static const struct {
        uint32_t at;
        uint16_t type, size;
    } cases[] = {
        { SIG, PFWU_TLV_KEYHASH, 32 }, { SIG, PFWU_TLV_PUBKEY, 32 },   { 346, PFWU_TLV_KEYHASH, 32 },
        { 346, PFWU_TLV_ECDSA, 72 },   { 346, PFWU_TLV_RSA2048, 256 }, { 346, PFWU_TLV_ED25519, 64 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        load_vector(state);
        insert_tlv(cases[i].at, cases[i].type, payload, cases[i].size);
        expect_fault(PFWU_IMAGE_SIGNED_TWICE);
    }
    /* A whole second pair, of the same key, and both good */
    load_vector(state);
    insert_tlv(346, PFWU_TLV_KEYHASH, &vector[KEY + 4], 32);
    insert_tlv(346 + 36, PFWU_TLV_ECDSA, &vector[SIG + 4], 71);
    expect_fault(PFWU_IMAGE_SIGNED_TWICE);
}

static void image_parse__tlv_in_the_wrong_area__refused(void **state)
{
    static const uint8_t payload[64];
    insert_tlv(HASH, PFWU_TLV_SEC_CNT, payload, 4);
    expect_fault(PFWU_IMAGE_TLV_NOT_PROTECTED);
    load_vector(state);
    insert_tlv(HASH, PFWU_TLV_DEPENDENCY, payload, 12);
    expect_fault(PFWU_IMAGE_TLV_NOT_PROTECTED);
    load_vector(state);
    insert_tlv(HASH, 0x00a4, payload, 4);
    expect_fault(PFWU_IMAGE_TLV_NOT_PROTECTED);
    load_vector(state);
    insert_tlv(COUNTER, PFWU_TLV_SHA256, payload, 32);
    expect_fault(PFWU_IMAGE_TLV_MISPLACED);
    load_vector(state);
    insert_tlv(COUNTER, PFWU_TLV_KEYHASH, payload, 32);
    expect_fault(PFWU_IMAGE_TLV_MISPLACED);
}

static void image_parse__unknown_type__refused(void **state)
{
    static const uint8_t payload[4];
    static const uint16_t types[] = { 0x00, 0x03, 0x13, 0x26, 0x35, 0x41, 0x51, 0x70, 0x80, 0x9f, 0xffff };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        load_vector(state);
        insert_tlv(COUNTER, types[i], payload, 4);
        expect_fault(PFWU_IMAGE_TLV_UNKNOWN);
        load_vector(state);
        insert_tlv(HASH, types[i], payload, 4);
        expect_fault(PFWU_IMAGE_TLV_UNKNOWN);
    }
}

static void image_parse__payload_size_or_form__refused(void **state)
{
    uint8_t payload[16] = { 0 };
    insert_tlv(DEPENDENCY, PFWU_TLV_DEPENDENCY, payload, 11);
    expect_fault(PFWU_IMAGE_TLV_SIZE_BAD);
    load_vector(state);
    payload[3] = 1; /* must be zero */
    insert_tlv(DEPENDENCY, PFWU_TLV_DEPENDENCY, payload, 12);
    expect_fault(PFWU_IMAGE_TLV_SIZE_BAD);
    load_vector(state);
    insert_tlv(DEPENDENCY, PFWU_TLV_UUID_VID, payload, 15);
    expect_fault(PFWU_IMAGE_TLV_SIZE_BAD);
    load_vector(state);
    remove_unprotected(HASH);
    insert_tlv(HASH, PFWU_TLV_SHA256, payload, 16);
    expect_fault(PFWU_IMAGE_TLV_SIZE_BAD);
}

static void image_parse__missing_or_unsupported_parts__refused(void **state)
{
    static const uint8_t payload[64];
    remove_unprotected(HASH);
    expect_fault(PFWU_IMAGE_NO_HASH);
    insert_tlv(HASH, PFWU_TLV_SHA512, payload, 64);
    expect_fault(PFWU_IMAGE_ALG_UNSUPPORTED);
    load_vector(state);
    remove_unprotected(HASH);
    insert_tlv(HASH, PFWU_TLV_SHA384, payload, 48); /* the key hash is a SHA-256, the signature one of P-256 */
    expect_fault(PFWU_IMAGE_HASH_KIND_BAD);
    load_vector(state);
    remove_unprotected(SIG);
    expect_fault(PFWU_IMAGE_NO_SIGNATURE);
    remove_unprotected(KEY);
    expect_fault(PFWU_IMAGE_NO_KEY);
    load_vector(state);
    remove_unprotected(KEY);
    expect_fault(PFWU_IMAGE_ORDER_BAD);
    load_vector(state);
    insert_tlv(HASH, PFWU_TLV_SIG_PURE, payload, 1);
    expect_fault(PFWU_IMAGE_ALG_UNSUPPORTED);
    load_vector(state);
    insert_tlv(346, 0x32, payload, 64);
    expect_fault(PFWU_IMAGE_KEY_WRAP_CONFLICT);
}

static void image_parse__key_wrap_with_flag__told(void **state)
{
    (void)state;
    static const uint8_t payload[113];
    pfwu_image_t image;
    work[16] = PFWU_IMAGE_AES128;
    insert_tlv(346, 0x32, payload, 113);
    assert_int_equal(parse(&image), PFWU_IMAGE_OK);
    assert_int_equal(image.key_wrap_type, 0x32);
    assert_int_equal(image.key_wrap_size, 113);
    assert_int_equal(image.key_wrap_off, 350);
}

/** Sizes of facts: point, MAC, key. The key is as long as the flag says. */
static void image_parse__key_wrap_of_another_size_or_none__refused(void **state)
{
    static const uint8_t payload[160];
    static const struct {
        uint8_t type, flag;
        uint16_t size;
    } good[] = {
        { 0x32, PFWU_IMAGE_AES128, 113 }, { 0x32, PFWU_IMAGE_AES256, 129 }, { 0x33, PFWU_IMAGE_AES128, 80 },
        { 0x33, PFWU_IMAGE_AES256, 96 },  { 0x34, PFWU_IMAGE_AES128, 112 }, { 0x34, PFWU_IMAGE_AES256, 128 },
    };
    pfwu_image_t image;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        for (uint16_t size = 0; size <= sizeof payload; size++) {
            load_vector(state);
            work[16] = good[i].flag;
            insert_tlv(346, good[i].type, payload, size);
            assert_int_equal(parse(&image), size == good[i].size ? PFWU_IMAGE_OK : PFWU_IMAGE_TLV_SIZE_BAD);
        }
        load_vector(state);
        work[16] = good[i].flag;
        expect_fault(PFWU_IMAGE_NO_KEY_WRAP);
    }
    for (uint16_t type = 0x30; type <= 0x31; type++) { /* RSA-OAEP and AES-KW */
        load_vector(state);
        work[16] = PFWU_IMAGE_AES128;
        insert_tlv(346, type, payload, 24);
        expect_fault(PFWU_IMAGE_ALG_UNSUPPORTED);
    }
}

/* -------------------------------------------------------------------------------------------------- Signatures --- */

static void image_parse__signature_not_strict_der__refused(void **state)
{
    static const uint8_t order[] = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                     0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };
    static const struct {
        uint8_t bytes[16], size;
        pfwu_image_fault_t fault;
    } small[] = {
        { { 0x30, 6, 2, 1, 1, 2, 1, 1 }, 8, PFWU_IMAGE_OK },
        { { 0x31, 6, 2, 1, 1, 2, 1, 1 }, 8, PFWU_IMAGE_SIGNATURE_BAD },           /* no SEQUENCE */
        { { 0x30, 6, 2, 1, 0, 2, 1, 1 }, 8, PFWU_IMAGE_SIGNATURE_BAD },           /* r = 0 */
        { { 0x30, 6, 2, 1, 1, 2, 1, 0 }, 8, PFWU_IMAGE_SIGNATURE_BAD },           /* s = 0 */
        { { 0x30, 6, 2, 1, 0x81, 2, 1, 1 }, 8, PFWU_IMAGE_SIGNATURE_BAD },        /* negative */
        { { 0x30, 7, 2, 2, 0, 1, 2, 1, 1 }, 9, PFWU_IMAGE_SIGNATURE_BAD },        /* not minimal */
        { { 0x30, 6, 3, 1, 1, 2, 1, 1 }, 8, PFWU_IMAGE_SIGNATURE_BAD },           /* no INTEGER */
        { { 0x30, 6, 2, 0, 2, 2, 1, 1 }, 8, PFWU_IMAGE_SIGNATURE_BAD },           /* empty INTEGER */
        { { 0x30, 7, 2, 1, 1, 2, 1, 1 }, 8, PFWU_IMAGE_SIGNATURE_BAD },           /* longer than it is */
        { { 0x30, 7, 2, 1, 1, 2, 1, 1, 0 }, 9, PFWU_IMAGE_SIGNATURE_BAD },        /* rest inside the SEQUENCE */
        { { 0x30, 0x81, 6, 2, 1, 1, 2, 1, 1 }, 9, PFWU_IMAGE_SIGNATURE_BAD },     /* long form of the length */
        { { 0x30, 6, 2, 1, 1, 2, 1, 1, 0, 0, 0 }, 11, PFWU_IMAGE_SIGNATURE_BAD }, /* more padding than any tool made */
        { { 0x30, 5, 2, 1, 1, 2, 1 }, 7, PFWU_IMAGE_TLV_SIZE_BAD },
    };
    pfwu_image_t image;
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        load_vector(state);
        set_signature(small[i].bytes, small[i].size);
        assert_int_equal(parse(&image), small[i].fault);
    }
    uint8_t der[40] = { 0x30, 38, 2, 33, 0 }; /* r = order of the curve */
    memcpy(&der[5], order, 32);
    memcpy(&der[37], (const uint8_t[]){ 2, 1, 1 }, 3);
    load_vector(state);
    set_signature(der, 40);
    expect_fault(PFWU_IMAGE_SIGNATURE_BAD);
    der[36]--; /* order - 1 */
    set_signature(der, 40);
    assert_int_equal(parse(&image), PFWU_IMAGE_OK);
    set_signature(vector, 73);
    expect_fault(PFWU_IMAGE_TLV_SIZE_BAD);
}

/* ------------------------------------------------------------------------------------------------ Hostile bytes --- */

static void image_parse__random_bytes_in_a_good_image__never_reads_outside(void **state)
{
    uint32_t random = 1;
    pfwu_image_t image;
    for (uint32_t round = 0; round < 20000; round++) {
        load_vector(state);
        for (uint32_t i = 0; i <= round % 4u; i++) {
            random = random * 1664525u + 1013904223u;
            work[(random >> 8) % vector_size] = (uint8_t)(random >> 24);
        }
        if (parse(&image) == PFWU_IMAGE_OK) {
            assert_true(image.total_size <= work_size);
            assert_true(image.signed_size < image.total_size);
        }
    }
}

static void version_text_and_order(void **state)
{
    (void)state;
    char text[25];
    pfwu_version_text(&(psa_fwu_image_version_t){ 255, 255, 65535, 4294967295u }, text);
    assert_string_equal(text, "255.255.65535+4294967295");
    pfwu_version_text(&(psa_fwu_image_version_t){ 1, 2, 3, 0 }, text);
    assert_string_equal(text, "1.2.3");
    psa_fwu_image_version_t a = { 1, 2, 3, 9 };
    psa_fwu_image_version_t b = { 1, 2, 4, 0 };
    assert_true(pfwu_version_compare(&a, &b) < 0);
    b.patch = 3;
    assert_int_equal(pfwu_version_compare(&a, &b), 0);
    b.minor = 1;
    assert_true(pfwu_version_compare(&a, &b) > 0);
    a = (psa_fwu_image_version_t){ 1, 1, 0, 0 };
    b = (psa_fwu_image_version_t){ 1, 0, 65535, 0 };
    assert_true(pfwu_version_compare(&a, &b) > 0);
    a = (psa_fwu_image_version_t){ 128, 0, 0, 0 };
    b = (psa_fwu_image_version_t){ 127, 255, 65535, 0 };
    assert_true(pfwu_version_compare(&a, &b) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(image_parse__imgtool_vector__all_fields, load_vector),
        cmocka_unit_test_setup(image_write__spec_of_vector__same_bytes, load_vector),
        cmocka_unit_test_setup(image_parse__vendor_and_uuid_tlvs__accepted, load_vector),
        cmocka_unit_test_setup(image_parse__padded_signature__accepted, load_vector),
        cmocka_unit_test_setup(image_parse__header_faults__each_named, load_vector),
        cmocka_unit_test_setup(image_parse__sizes_that_wrap__too_large, load_vector),
        cmocka_unit_test_setup(image_parse__every_truncation__refused, load_vector),
        cmocka_unit_test_setup(image_parse__tlv_crosses_its_area__refused, load_vector),
        cmocka_unit_test_setup(image_parse__second_of_a_single_type__refused, load_vector),
        cmocka_unit_test_setup(image_parse__several_signatures_or_keys__refused, load_vector),
        cmocka_unit_test_setup(image_parse__tlv_in_the_wrong_area__refused, load_vector),
        cmocka_unit_test_setup(image_parse__unknown_type__refused, load_vector),
        cmocka_unit_test_setup(image_parse__payload_size_or_form__refused, load_vector),
        cmocka_unit_test_setup(image_parse__missing_or_unsupported_parts__refused, load_vector),
        cmocka_unit_test_setup(image_parse__key_wrap_with_flag__told, load_vector),
        cmocka_unit_test_setup(image_parse__key_wrap_of_another_size_or_none__refused, load_vector),
        cmocka_unit_test_setup(image_parse__signature_not_strict_der__refused, load_vector),
        cmocka_unit_test_setup(image_parse__random_bytes_in_a_good_image__never_reads_outside, load_vector),
        cmocka_unit_test(version_text_and_order),
    };
    return cmocka_run_group_tests_name("fwu.image", tests, NULL, NULL);
}
