/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The engine with the cryptography of a small stage (verify_core.c, cipher_core.c): images that imgtool signed and
 * encrypted boot and install, no changed byte of them does, and no key but the right one opens them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "include/pfwu.h"
#include "lib/fwu/cipher.h"
#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/verify.h"
#include "psa/update.h"
#include "tests/fwu/imgtool_device.h"
#include "tests/fwu/imgtool_images.h"
#include "tests/sim/sim.h"

#define DECRYPT_KEY 0x7fff1234u

static uint8_t point[PFWU_POINT_SIZE];
static pfwu_key_t keys[1];
static pfwu_component_t row = { .stage = 1,
                                .mode = PFWU_MODE_OVERWRITE,
                                .active_area = PLAT_AREA_SLOT_ACTIVE(0),
                                .second_area = PLAT_AREA_SLOT_SECOND(0),
                                .key_count = 1,
                                .keys = keys,
                                .counter_id = PLAT_COUNTER_FWU(0),
                                .measurement = "SPE" };
static pfwu_boot_result_t result;
static plat_builtin_key_t builtin;
static uint8_t material[1][PLAT_BUILTIN_KEY_SIZE_MAX];
static const size_t lengths[1] = { 32 };

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
    (void)imgtool_bytes(imgtool_point, point);
    (void)imgtool_bytes(decrypt_key_hex, material[0]);
    keys[0] = (pfwu_key_t){ .key = point, .size = PFWU_POINT_SIZE, .algorithm = PFWU_ECDSA_P256 };
    builtin = (plat_builtin_key_t){
        .id = DECRYPT_KEY, .type = 0x7112, .bits = 256, .usage = 0x4000, .algorithm = 0x09020109, .label = "update"
    };
    sim_set_builtin_keys(&builtin, 1, (const uint8_t(*)[PLAT_BUILTIN_KEY_SIZE_MAX])material, lengths);
    row.decrypt_key = 0;
    return 0;
}

static psa_status_t download(const char *hex)
{
    uint8_t image[512];
    uint32_t size = imgtool_bytes(hex, image);
    return imgtool_download(image, size);
}

static void boot__any_byte_changed__does_not_run(void **state)
{
    (void)state;
    uint8_t image[512];
    uint32_t size = imgtool_bytes(imgtool_image, image);
    assert_int_equal(boot(), PSA_SUCCESS);
    assert_non_null(result.run_area);
    for (uint32_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)(image[i] ^ 1u << i % 8u);
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), i, &byte, 1);
        assert_int_not_equal(boot(), PSA_SUCCESS);
        assert_null(result.run_area);
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), i, &image[i], 1);
    }
    assert_int_equal(boot(), PSA_SUCCESS);
}

static void boot__key_of_another_kind_or_no_point__does_not_run(void **state)
{
    (void)state;
    keys[0].algorithm = PFWU_ED25519;
    keys[0].size = 32;
    assert_int_equal(boot(), PSA_ERROR_INVALID_ARGUMENT);
    device(NULL);
    uint8_t hash[32] = { 1 }, signature[64] = { 0 };
    pfwu_bool_t good = PFWU_YES;
    assert_int_equal(pfwu_signature_check(&keys[0], hash, 48, signature, 64, &good), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(good, PFWU_NO);
    point[64] ^= 1; /* not on the curve */
    good = PFWU_YES;
    signature[31] = signature[63] = 1;
    assert_int_not_equal(pfwu_signature_check(&keys[0], hash, 32, signature, 64, &good), PSA_SUCCESS);
    assert_int_not_equal(good, PFWU_YES);
    uint8_t out[48];
    memset(out, 0xa5, sizeof out);
    assert_int_equal(pfwu_hash_begin(48), PSA_ERROR_NOT_SUPPORTED);
    assert_int_not_equal(pfwu_hash_finish(out, 48), PSA_SUCCESS);
    assert_int_equal(out[0] | out[47], 0);
}

static void update__encrypted_by_imgtool__installs(void **state)
{
    (void)state;
    uint8_t image[512], there[512];
    row.decrypt_key = DECRYPT_KEY;
    assert_int_equal(boot(), PSA_SUCCESS); /* the plain one, as programmed in the factory */
    assert_int_equal(download(imgtool_encrypted), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(boot(), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_INSTALLED);
    uint32_t size = imgtool_bytes(imgtool_encrypted, image);
    for (uint8_t i = 0; i < 48; i++) {
        image[32 + i] = i < 0x28 ? i : 0;
    }
    sim_flash_get(PLAT_AREA_SLOT_ACTIVE(0), 0, there, size);
    assert_memory_equal(there, image, size);
}

static void finish__any_byte_of_an_encrypted_image_changed__refused(void **state)
{
    (void)state;
    uint8_t image[512];
    uint32_t size = imgtool_bytes(imgtool_encrypted, image);
    row.decrypt_key = DECRYPT_KEY;
    assert_int_equal(boot(), PSA_SUCCESS);
    imgtool_expect_refusals(image, size);
}

static void finish__another_decryption_key__refused(void **state)
{
    (void)state;
    row.decrypt_key = DECRYPT_KEY;
    assert_int_equal(boot(), PSA_SUCCESS);
    material[0][31] ^= 1;
    assert_int_equal(download(imgtool_encrypted), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    material[0][31] ^= 1;
    builtin.usage = 0; /* its policy does not have this */
    assert_int_not_equal(download(imgtool_encrypted), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    builtin.usage = 0x4000;
    assert_int_equal(download(imgtool_encrypted), PSA_SUCCESS);
}

static void cipher__not_open_or_too_many__error_and_zeros(void **state)
{
    (void)state;
    pfwu_cipher_t none = { 0 }, ciphers[3];
    uint8_t image[512], bytes[4] = { 1, 2, 3, 4 };
    uint32_t size = imgtool_bytes(imgtool_encrypted, image);
    const uint8_t *wrap = &image[size - 113u];
    assert_int_not_equal(pfwu_cipher_apply(&none, 0, bytes, sizeof bytes), PSA_SUCCESS);
    assert_int_equal(bytes[0] | bytes[1] | bytes[2] | bytes[3], 0);
    for (unsigned i = 0; i < 3; i++) {
        psa_status_t status = pfwu_cipher_unwrap(DECRYPT_KEY, 0x32, wrap, 113, &ciphers[i]);
        assert_int_equal(status, i < 2 ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_MEMORY);
    }
    for (unsigned i = 0; i < 3; i++) {
        pfwu_cipher_end(&ciphers[i]);
    }
    assert_int_equal(pfwu_cipher_unwrap(DECRYPT_KEY, 0x32, wrap, 113, &ciphers[0]), PSA_SUCCESS);
    /* A piece from the middle decrypts as the whole does. */
    uint8_t whole[48], piece[48];
    memcpy(whole, image + 32, sizeof whole);
    memcpy(piece, image + 32, sizeof piece);
    assert_int_equal(pfwu_cipher_apply(&ciphers[0], 0, whole, sizeof whole), PSA_SUCCESS);
    assert_int_equal(pfwu_cipher_apply(&ciphers[0], 21, piece + 21, 20), PSA_SUCCESS);
    assert_memory_equal(piece + 21, whole + 21, 20);
    pfwu_cipher_end(&ciphers[0]);
    assert_int_equal(pfwu_cipher_unwrap(DECRYPT_KEY, 0x33, wrap, 113, &ciphers[0]), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(pfwu_cipher_unwrap(DECRYPT_KEY, 0x32, wrap, 112, &ciphers[0]), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(pfwu_cipher_unwrap(DECRYPT_KEY, 0x32, wrap, 3, &ciphers[0]), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(pfwu_cipher_unwrap(DECRYPT_KEY + 1u, 0x32, wrap, 113, &ciphers[0]), PSA_ERROR_NOT_SUPPORTED);
    assert_true(pfwu_cipher_takes(DECRYPT_KEY, 0x32));
    assert_false(pfwu_cipher_takes(DECRYPT_KEY, 0x33));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(boot__any_byte_changed__does_not_run, device),
        cmocka_unit_test_setup(boot__key_of_another_kind_or_no_point__does_not_run, device),
        cmocka_unit_test_setup(update__encrypted_by_imgtool__installs, device),
        cmocka_unit_test_setup(finish__any_byte_of_an_encrypted_image_changed__refused, device),
        cmocka_unit_test_setup(finish__another_decryption_key__refused, device),
        cmocka_unit_test_setup(cipher__not_open_or_too_many__error_and_zeros, device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
