/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The engine with real cryptography: an image that imgtool signed boots, no changed byte of it does, and an image
 * signed through the PSA Crypto API goes through a whole update.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "include/pfwu.h"
#include "psa/crypto.h"
#include "psa/update.h"
#include "tests/fwu/imgtool_device.h"
#include "tests/fwu/imgtool_images.h"
#include "tests/sim/sim.h"
#include "tools/psa/image_write.h"

static uint8_t points[2][PFWU_POINT_SIZE];
static pfwu_key_t keys[2];
static pfwu_component_t row = { .stage = 1,
                                .needs_trial = true,
                                .active_area = PLAT_AREA_SLOT_ACTIVE(0),
                                .second_area = PLAT_AREA_SLOT_SECOND(0),
                                .key_count = 2,
                                .keys = keys,
                                .counter_id = PLAT_COUNTER_FWU(0),
                                .measurement = "SPE" };
static pfwu_boot_result_t result;

const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = 1;
    return &row;
}

static psa_status_t boot(void)
{
    return imgtool_boot(&result);
}

static int device(void **state)
{
    (void)state;
    imgtool_device(imgtool_image);
    memset(points, 0, sizeof points);
    for (unsigned i = 0; i < 2; i++) {
        keys[i] = (pfwu_key_t){ .key = points[i], .size = PFWU_POINT_SIZE, .algorithm = PFWU_ECDSA_P256 };
    }
    points[1][0] = 4;
    (void)imgtool_bytes(imgtool_point, points[0]);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    row.decrypt_key = 0;
    return 0;
}

static psa_key_id_t import_decrypt_key(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    uint8_t bytes[32];
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&attributes, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)));
    (void)imgtool_bytes(decrypt_key_hex, bytes);
    assert_int_equal(psa_import_key(&attributes, bytes, sizeof bytes, &key), PSA_SUCCESS);
    return key;
}

/** A device whose images come encrypted. */
static int device_encrypting(void **state)
{
    device(state);
    row.decrypt_key = import_decrypt_key();
    assert_int_equal(boot(), PSA_SUCCESS); /* the plain one, as programmed in the factory */
    return 0;
}

static int device_gone(void **state)
{
    (void)state;
    return psa_destroy_key(row.decrypt_key) == PSA_SUCCESS ? 0 : -1;
}

static void update__encrypted_by_imgtool__installs_and_goes_back(void **state)
{
    (void)state;
    uint8_t old[512], image[512], there[512];
    uint32_t size = imgtool_bytes(imgtool_encrypted, image);
    assert_int_equal(imgtool_download(image, size), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(boot(), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_INSTALLED);
    for (uint8_t i = 0; i < 48; i++) {
        image[32 + i] = i < 0x28 ? i : 0;
    }
    sim_flash_get(PLAT_AREA_SLOT_ACTIVE(0), 0, there, size);
    assert_memory_equal(there, image, size);
    /* The backup: header and TLVs of the old image, its body under a key of its own. */
    uint32_t old_size = imgtool_bytes(imgtool_image, old);
    sim_flash_get(PLAT_AREA_SLOT_SECOND(0), 0, there, old_size);
    assert_memory_equal(there, old, 32);
    assert_memory_not_equal(&there[32], &old[32], 16);
    assert_memory_equal(&there[32 + 0x28], &old[32 + 0x28], old_size - 32 - 0x28);
    assert_int_equal(boot(), PSA_SUCCESS); /* nobody accepted */
    assert_int_equal(result.component[0].event, PFWU_EVENT_ROLLED_BACK);
    sim_flash_get(PLAT_AREA_SLOT_ACTIVE(0), 0, there, old_size);
    assert_memory_equal(there, old, old_size);
}

/** Every byte of header, ciphertext, TLVs, wrapped key and its MAC. */
static void finish__any_byte_of_an_encrypted_image_changed__refused(void **state)
{
    (void)state;
    uint8_t image[512];
    uint32_t size = imgtool_bytes(imgtool_encrypted, image);
    imgtool_expect_refusals(image, size);
}

static void boot__image_signed_by_imgtool__runs(void **state)
{
    (void)state;
    plat_measurement_t measurement;
    uint8_t image[512];
    assert_int_equal(boot(), PSA_SUCCESS);
    assert_int_equal(result.run_header_size, 32);
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_SUCCESS);
    assert_string_equal(measurement.version, "1.2.3+4");
    (void)imgtool_bytes(imgtool_image, image);
    assert_memory_equal(measurement.value, &image[203], 32);
    assert_memory_equal(measurement.signer, &image[239], 32);
}

static void boot__any_byte_changed__does_not_run(void **state)
{
    (void)state;
    uint8_t image[512];
    uint32_t size = imgtool_bytes(imgtool_image, image);
    for (uint32_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)(image[i] ^ 1u << i % 8u);
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), i, &byte, 1);
        assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
        assert_null(result.run_area);
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), i, &image[i], 1);
    }
    assert_int_equal(boot(), PSA_SUCCESS);
}

static void boot__key_not_in_the_table__does_not_run(void **state)
{
    (void)state;
    points[0][64] ^= 1;
    assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
}

/** A row that claims the image's key hash for another key gets to the signature check, and no further. */
static void boot__key_hash_of_another_key__does_not_run(void **state)
{
    (void)state;
    uint8_t image[512];
    (void)imgtool_bytes(imgtool_image, image);
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    size_t size;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    assert_int_equal(psa_generate_key(&attributes, &key), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(key, points[0], sizeof points[0], &size), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    memcpy(keys[0].key_hash, &image[239], 32);
    assert_int_equal(boot(), PSA_ERROR_INVALID_SIGNATURE);
}

static psa_status_t sign(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                         size_t *signature_size)
{
    const psa_key_id_t *key = ctx;
    size_t length;
    psa_status_t status = psa_hash_compute(PSA_ALG_SHA_256, region, size, hash, 32, &length);
    return status != PSA_SUCCESS ? status
                                 : psa_sign_hash(*key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature,
                                                 *signature_size, signature_size);
}

static void update__signed_with_the_psa_api__installs(void **state)
{
    (void)state;
    static const uint8_t spki[26] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                      0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    size_t size;
    uint8_t der[91], body[700], image[1024];
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    assert_int_equal(psa_generate_key(&attributes, &key), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(key, points[1], sizeof points[1], &size), PSA_SUCCESS);
    image_spec_t spec = {
        .header_size = 64, .header_fill = 0xff, .has_counter = true, .counter = 9, .version = { 1, 3, 0, 0 }
    };
    memcpy(der, spki, sizeof spki);
    memcpy(&der[26], points[1], 65);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, der, sizeof der, spec.key_hash, 32, &size), PSA_SUCCESS);
    memset(body, 0x5a, sizeof body);
    assert_int_equal(image_write(&spec, body, sizeof body, sign, &key, image, sizeof image, &size), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);

    assert_int_equal(boot(), PSA_SUCCESS);
    assert_int_equal(imgtool_download(image, size), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(boot(), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_INSTALLED);
    assert_int_equal(result.run_header_size, 64);
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(boot(), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
}

#ifdef PSA_WANT_ECC_MONTGOMERY_255
/** Who an image is encrypted for, and with which hash. */
typedef struct recipient {
    uint8_t point[32];
    psa_algorithm_t hash;
    size_t key_size;
} recipient_t;

static psa_key_id_t import(psa_key_type_t type, psa_algorithm_t alg, psa_key_usage_t usage, const uint8_t *bytes,
                           size_t size)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    psa_set_key_type(&attributes, type);
    psa_set_key_algorithm(&attributes, alg);
    psa_set_key_usage_flags(&attributes, usage);
    assert_int_equal(psa_import_key(&attributes, bytes, size, &key), PSA_SUCCESS);
    return key;
}

/** AES-CTR from counter 0, written here once more, without the library's. */
static void ctr(const uint8_t *key_bytes, size_t key_size, uint8_t *bytes, size_t size)
{
    static const uint8_t zeros[16];
    static uint8_t out[2048];
    size_t length = 0;
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    psa_key_id_t key = import(PSA_KEY_TYPE_AES, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT, key_bytes, key_size);
    assert_int_equal(psa_cipher_encrypt_setup(&operation, key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&operation, zeros, 16), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&operation, bytes, size, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_int_equal(psa_cipher_abort(&operation), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    memcpy(bytes, out, size);
}

/** image_encrypt_t: ephemeral public key, MAC, wrapped key. */
static psa_status_t encrypt_x25519(void *ctx, uint8_t *body, size_t size, uint8_t *wrap, size_t wrap_size)
{
    const recipient_t *to = ctx;
    static const uint8_t info[] = "MCUBoot_ECIES_v1";
    const size_t mac_size = to->hash == PSA_ALG_SHA_512 ? 64 : 32;
    uint8_t scalar[32], image_key[32], okm[32 + 64];
    size_t length;
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_algorithm_t alg = PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(to->hash));
    assert_int_equal(wrap_size, 32 + mac_size + to->key_size);
    assert_int_equal(psa_generate_random(scalar, sizeof scalar), PSA_SUCCESS);
    assert_int_equal(psa_generate_random(image_key, to->key_size), PSA_SUCCESS);
    psa_key_id_t key =
        import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), alg, PSA_KEY_USAGE_DERIVE, scalar, 32);
    assert_int_equal(psa_export_public_key(key, wrap, 32, &length), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_setup(&operation, alg), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, key, to->point, 32),
                     PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_INFO, info, 16), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&operation, okm, to->key_size + mac_size), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&operation), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    memcpy(&wrap[32 + mac_size], image_key, to->key_size);
    ctr(okm, to->key_size, &wrap[32 + mac_size], to->key_size);
    key = import(PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(to->hash), PSA_KEY_USAGE_SIGN_MESSAGE, &okm[to->key_size], mac_size);
    assert_int_equal(
        psa_mac_compute(key, PSA_ALG_HMAC(to->hash), &wrap[32 + mac_size], to->key_size, &wrap[32], mac_size, &length),
        PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    ctr(image_key, to->key_size, body, size);
    return PSA_SUCCESS;
}

/** ECIES-X25519 in its three forms; the device's key has the policy of the hash. */
static void update__encrypted_with_x25519__installs_and_goes_back(void **state)
{
    static const struct {
        uint16_t type;
        psa_algorithm_t hash;
        size_t key_size;
    } forms[] = { { PFWU_TLV_ENC_X25519, PSA_ALG_SHA_256, 16 },
                  { PFWU_TLV_ENC_X25519, PSA_ALG_SHA_256, 32 },
                  { PFWU_TLV_ENC_X25519_SHA512, PSA_ALG_SHA_512, 16 } };
    static const uint8_t spki[26] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                      0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t signer = PSA_KEY_ID_NULL;
        recipient_t to = { .hash = forms[i].hash, .key_size = forms[i].key_size };
        uint8_t scalar[32] = { 0x11, 0x22, 0x33 }, der[91], body[700], there[1024], image[1024];
        size_t size;
        device(state);
        row.decrypt_key = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY),
                                 PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(forms[i].hash)), PSA_KEY_USAGE_DERIVE,
                                 scalar, sizeof scalar);
        assert_int_equal(psa_export_public_key(row.decrypt_key, to.point, sizeof to.point, &size), PSA_SUCCESS);
        psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
        psa_set_key_bits(&attributes, 256);
        psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
        psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
        assert_int_equal(psa_generate_key(&attributes, &signer), PSA_SUCCESS);
        assert_int_equal(psa_export_public_key(signer, points[1], sizeof points[1], &size), PSA_SUCCESS);
        image_spec_t spec = { .header_size = 32,
                              .flags = forms[i].key_size == 32 ? PFWU_IMAGE_AES256 : PFWU_IMAGE_AES128,
                              .version = { 1, 3, 0, 0 },
                              .has_counter = true,
                              .counter = 9,
                              .encrypt = encrypt_x25519,
                              .encrypt_ctx = &to,
                              .wrap_type = forms[i].type,
                              .wrap_size = 32u + (forms[i].hash == PSA_ALG_SHA_512 ? 64u : 32u) + forms[i].key_size };
        memcpy(der, spki, sizeof spki);
        memcpy(&der[26], points[1], 65);
        assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, der, sizeof der, spec.key_hash, 32, &size), PSA_SUCCESS);
        memset(body, 0x5a, sizeof body);
        assert_int_equal(image_write(&spec, body, sizeof body, sign, &signer, image, sizeof image, &size), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(signer), PSA_SUCCESS);
        assert_int_equal(boot(), PSA_SUCCESS);
        assert_int_equal(imgtool_download(image, size), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        assert_int_equal(boot(), PSA_SUCCESS);
        assert_int_equal(result.component[0].event, PFWU_EVENT_INSTALLED);
        sim_flash_get(PLAT_AREA_SLOT_ACTIVE(0), 32, there, sizeof body);
        assert_memory_equal(there, body, sizeof body);
        assert_int_equal(boot(), PSA_SUCCESS);
        assert_int_equal(result.component[0].event, PFWU_EVENT_ROLLED_BACK);
        assert_int_equal(psa_destroy_key(row.decrypt_key), PSA_SUCCESS);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(boot__image_signed_by_imgtool__runs, device),
        cmocka_unit_test_setup(boot__any_byte_changed__does_not_run, device),
        cmocka_unit_test_setup(boot__key_not_in_the_table__does_not_run, device),
        cmocka_unit_test_setup(boot__key_hash_of_another_key__does_not_run, device),
        cmocka_unit_test_setup(update__signed_with_the_psa_api__installs, device),
#ifdef PSA_WANT_ECC_MONTGOMERY_255
        cmocka_unit_test_setup(update__encrypted_with_x25519__installs_and_goes_back, device),
#endif
        cmocka_unit_test_setup_teardown(update__encrypted_by_imgtool__installs_and_goes_back, device_encrypting,
                                        device_gone),
        cmocka_unit_test_setup_teardown(finish__any_byte_of_an_encrypted_image_changed__refused, device_encrypting,
                                        device_gone),
    };
    return cmocka_run_group_tests_name("fwu.psa", tests, NULL, NULL);
}
