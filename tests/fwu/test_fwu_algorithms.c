/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Images signed with each algorithm that a component's key may have, through the PSA Crypto API: what is signed so
 * boots, no changed byte of it does, and a key of one algorithm takes no image of another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "include/pfwu.h"
#include "lib/fwu/fwu_internal.h"
#include "psa/crypto.h"
#include "psa/update.h"
#include "tests/fwu/lms_sign.h"
#include "tests/sim/sim.h"
#include "tools/psa/image_write.h"

static uint8_t public_key[512];
static pfwu_key_t key;
static pfwu_component_t row = { .stage = 1,
                                .needs_trial = true,
                                .active_area = PLAT_AREA_SLOT_ACTIVE(0),
                                .second_area = PLAT_AREA_SLOT_SECOND(0),
                                .key_count = 1,
                                .keys = &key,
                                .measurement = "App" };
static pfwu_boot_result_t result;
static uint8_t image[8192];
static size_t image_size;

const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = 1;
    return &row;
}

static psa_status_t boot(void)
{
    sim_reboot();
    pfwu_reset();
    return pfwu_boot(1, &result);
}

static int device(void **state)
{
    (void)state;
    sim_config_t config;
    memset(&config, 0, sizeof config);
    sim_config_area(&config, PLAT_AREA_FWU_JOURNAL, 2, 512, 16);
    sim_config_area(&config, PLAT_AREA_SLOT_ACTIVE(0), 8, 1024, 16);
    sim_config_area(&config, PLAT_AREA_SLOT_SECOND(0), 9, 1024, 16);
    sim_init(&config);
    memset(&key, 0, sizeof key);
    key.key = public_key;
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    return 0;
}

/** How a test signs. */
typedef struct signer {
    psa_key_id_t key; /* 0: LMS, which the API does not sign with */
    psa_algorithm_t alg;
    size_t hash_size;
} signer_t;

static void hash(size_t size, const uint8_t *in, size_t in_size, uint8_t *out)
{
    size_t length;
    psa_algorithm_t alg = size == 48 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_256;
    assert_int_equal(psa_hash_compute(alg, in, in_size, out, size, &length), PSA_SUCCESS);
}

static psa_status_t sign(void *ctx, const uint8_t *region, size_t size, uint8_t *digest, uint8_t *signature,
                         size_t *signature_size)
{
    const signer_t *signer = ctx;
    hash(signer->hash_size, region, size, digest);
#ifdef PSA_WANT_ALG_LMS
    if (signer->key == PSA_KEY_ID_NULL) {
        *signature_size = lms_test_sign(digest, signature);
        return PSA_SUCCESS;
    }
#endif
    return PSA_ALG_IS_SIGN_HASH(signer->alg) ? psa_sign_hash(signer->key, signer->alg, digest, signer->hash_size,
                                                             signature, *signature_size, signature_size)
                                             : psa_sign_message(signer->key, signer->alg, digest, signer->hash_size,
                                                                signature, *signature_size, signature_size);
}

/** Make a key pair, put its public key into the component's table, sign an image with it. */
static void make_image(uint8_t algorithm, psa_key_type_t type, size_t bits, psa_algorithm_t alg,
                       uint16_t signature_type, const uint8_t *head, size_t head_size)
{
    static uint8_t body[900], spki[600];
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    signer_t signer = { PSA_KEY_ID_NULL, alg, algorithm == PFWU_ECDSA_P384 ? 48 : 32 };
    size_t size = 0;
    image_spec_t spec = { .header_size = 32,
                          .version = { 1, 2, 3, 0 },
                          .hash_type = algorithm == PFWU_ECDSA_P384 ? PFWU_TLV_SHA384 : 0,
                          .signature_type = signature_type };
    if (type != 0) {
        psa_set_key_type(&attributes, type);
        psa_set_key_bits(&attributes, bits);
        psa_set_key_usage_flags(&attributes,
                                PSA_ALG_IS_SIGN_HASH(alg) ? PSA_KEY_USAGE_SIGN_HASH : PSA_KEY_USAGE_SIGN_MESSAGE);
        psa_set_key_algorithm(&attributes, alg);
        assert_int_equal(psa_generate_key(&attributes, &signer.key), PSA_SUCCESS);
        assert_int_equal(psa_export_public_key(signer.key, public_key, sizeof public_key, &size), PSA_SUCCESS);
    } else {
#ifdef PSA_WANT_ALG_LMS
        lms_test_public(public_key);
        size = 56;
#endif
    }
    key.size = (uint16_t)size;
    key.algorithm = algorithm;
    if (head_size != 0) {
        memcpy(spki, head, head_size);
    }
    memcpy(&spki[head_size], public_key, size);
    hash(signer.hash_size, spki, head_size + size, spec.key_hash);
    memset(body, 0x5a, sizeof body);
    assert_int_equal(image_write(&spec, body, sizeof body, sign, &signer, image, sizeof image, &image_size),
                     PSA_SUCCESS);
    if (signer.key != PSA_KEY_ID_NULL) {
        assert_int_equal(psa_destroy_key(signer.key), PSA_SUCCESS);
    }
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 0, image, (uint32_t)image_size);
}

/** It runs, and is measured with hashes of its kind; whatever byte of its TLVs is changed, it does not. */
static void expect_authentic(size_t hash_size, uint32_t stride)
{
    plat_measurement_t measurement;
    sim_stats_t stats;
    sim_stats_reset();
    assert_int_equal(boot(), PSA_SUCCESS);
    sim_stats_area(PLAT_AREA_SLOT_ACTIVE(0), &stats);
    assert_int_equal(stats.bytes_read, image_size); /* each byte once */
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_SUCCESS);
    assert_int_equal(measurement.value_size, hash_size);
    assert_int_equal(measurement.signer_size, hash_size);
    assert_memory_equal(measurement.value, &image[32 + 900 + 8], hash_size);
    for (uint32_t i = 0; i < image_size; i += i < 32 + 900 ? 97u : stride) {
        uint8_t byte = (uint8_t)(image[i] ^ 1u << i % 8u);
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), i, &byte, 1);
        assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), i, &image[i], 1);
    }
    assert_int_equal(boot(), PSA_SUCCESS);
    public_key[key.size / 2u] ^= 1u; /* the key hash in the image is not this one's */
    assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
    public_key[key.size / 2u] ^= 1u;
    /* A whole update */
    assert_int_equal(boot(), PSA_SUCCESS);
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (uint32_t off = 0; off < image_size; off += 512) {
        size_t size = image_size - off < 512 ? image_size - off : 512;
        assert_int_equal(psa_fwu_write(0, off, &image[off], size), PSA_SUCCESS);
    }
    assert_int_equal(psa_fwu_finish(0), PSA_SUCCESS);
    psa_fwu_component_info_t info;
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_memory_equal(info.impl.candidate_digest, &image[32 + 900 + 8], hash_size);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(boot(), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_INSTALLED);
    /* Another algorithm of the same hash, the key as it is: not for this signature */
    key.algorithm = key.algorithm == PFWU_LMS ? PFWU_RSA_PSS_3072 : PFWU_LMS;
    assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
}

static const uint8_t spki_p256[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                     0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };

static void image__ecdsa_p256__authentic(void **state)
{
    (void)state;
    make_image(PFWU_ECDSA_P256, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_ALG_ECDSA(PSA_ALG_SHA_256),
               0, spki_p256, sizeof spki_p256);
    expect_authentic(32, 1);
}

#ifdef PSA_WANT_ECC_SECP_R1_384
static void image__ecdsa_p384__authentic(void **state)
{
    (void)state;
    static const uint8_t spki[] = { 0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
                                    0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00 };
    make_image(PFWU_ECDSA_P384, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 384, PSA_ALG_ECDSA(PSA_ALG_SHA_384),
               0, spki, sizeof spki);
    expect_authentic(48, 3);
}
#endif

#ifdef PSA_WANT_ECC_SECP_R1_384
/** Keys of both kinds of hashes: which one it is has to be read first, so all but the body is read twice. */
static void image__of_either_hash__authentic(void **state)
{
    (void)state;
    static const uint8_t spki[] = { 0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
                                    0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00 };
    static uint8_t first_public[65], first_image[2048];
    pfwu_key_t both[2];
    sim_stats_t stats;
    make_image(PFWU_ECDSA_P256, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_ALG_ECDSA(PSA_ALG_SHA_256),
               0, spki_p256, sizeof spki_p256);
    both[0] = key;
    memcpy(first_public, public_key, sizeof first_public);
    both[0].key = first_public;
    uint32_t first_size = (uint32_t)image_size;
    assert_true(first_size <= sizeof first_image);
    memcpy(first_image, image, first_size);
    make_image(PFWU_ECDSA_P384, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 384, PSA_ALG_ECDSA(PSA_ALG_SHA_384),
               0, spki, sizeof spki);
    both[1] = key;
    row.keys = both;
    row.key_count = 2;
    sim_stats_reset();
    assert_int_equal(boot(), PSA_SUCCESS);
    sim_stats_area(PLAT_AREA_SLOT_ACTIVE(0), &stats);
    assert_int_equal(stats.bytes_read, 2u * image_size - 900u);
    uint8_t byte = (uint8_t)(image[500] ^ 4u);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 500, &byte, 1);
    assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 0, first_image, first_size);
    assert_int_equal(boot(), PSA_SUCCESS);
    byte = (uint8_t)(first_image[500] ^ 4u);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 500, &byte, 1);
    assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
    row.keys = &key;
    row.key_count = 1;
}
#endif

#ifdef PSA_WANT_ALG_RSA_PSS
static void image__rsa_pss_3072__authentic(void **state)
{
    (void)state;
    make_image(PFWU_RSA_PSS_3072, PSA_KEY_TYPE_RSA_KEY_PAIR, 3072, PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), PFWU_TLV_RSA3072,
               NULL, 0);
    assert_int_equal(key.size, 398);
    expect_authentic(32, 3);
}

static void image__rsa_pss_2048__authentic(void **state)
{
    (void)state;
    make_image(PFWU_RSA_PSS_2048, PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), PFWU_TLV_RSA2048,
               NULL, 0);
    assert_int_equal(key.size, 270);
    expect_authentic(32, 3);
}

/** Nothing but the bits that the TLV says. */
static void image__rsa_of_another_size__does_not_run(void **state)
{
    (void)state;
    make_image(PFWU_RSA_PSS_3072, PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), PFWU_TLV_RSA3072,
               NULL, 0);
    assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
    key.algorithm = PFWU_RSA_PSS_2048;
    assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
}
#endif

#ifdef PSA_WANT_ALG_PURE_EDDSA
static void image__ed25519__authentic(void **state)
{
    (void)state;
    static const uint8_t spki[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };
    make_image(PFWU_ED25519, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), 255, PSA_ALG_PURE_EDDSA,
               PFWU_TLV_ED25519, spki, sizeof spki);
    expect_authentic(32, 1);
}
#endif

#ifdef PSA_WANT_ALG_LMS
static void image__lms__authentic(void **state)
{
    (void)state;
    make_image(PFWU_LMS, 0, 0, 0, PFWU_TLV_LMS, NULL, 0);
    expect_authentic(32, 7);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(image__ecdsa_p256__authentic, device),
#ifdef PSA_WANT_ECC_SECP_R1_384
        cmocka_unit_test_setup(image__ecdsa_p384__authentic, device),
        cmocka_unit_test_setup(image__of_either_hash__authentic, device),
#endif
#ifdef PSA_WANT_ALG_RSA_PSS
        cmocka_unit_test_setup(image__rsa_pss_3072__authentic, device),
        cmocka_unit_test_setup(image__rsa_pss_2048__authentic, device),
        cmocka_unit_test_setup(image__rsa_of_another_size__does_not_run, device),
#endif
#ifdef PSA_WANT_ALG_PURE_EDDSA
        cmocka_unit_test_setup(image__ed25519__authentic, device),
#endif
#ifdef PSA_WANT_ALG_LMS
        cmocka_unit_test_setup(image__lms__authentic, device),
#endif
    };
    return cmocka_run_group_tests_name("fwu.algorithms", tests, NULL, NULL);
}
