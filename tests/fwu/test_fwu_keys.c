/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Several signing keys of a component, their revocation, and references that spare the boot a signature.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/image.h"
#include "tests/fwu/fwu_device.h"

static test_image_t v1, v2, v3; /* signed with keys 1, 0, 1 */
static pfwu_boot_result_t result;

static int device(void **state)
{
    (void)state;
    device_init(2, 4, 512, 2);
    device_row(0)->keys_counter = PLAT_COUNTER_FWU_KEYS(0);
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 900 });
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 1, .body_size = 800 });
    device_make(&v3, &(test_spec_t){ .major = 3, .counter = 1, .body_size = 700 });
    device_provision(0, &v1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    return 0;
}

static uint32_t revoked(void)
{
    uint32_t value = 77;
    assert_int_equal(plat_counter_read(PLAT_COUNTER_FWU_KEYS(0), &value), PSA_SUCCESS);
    return value;
}

static void keys__either_of_two__signs_updates(void **state)
{
    (void)state;
    test_image_t *updates[] = { &v2, &v3 };
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(device_download(0, updates[i], 256), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, updates[i]));
        assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    }
}

static void revoke__first_key__its_images_are_refused_everywhere(void **state)
{
    (void)state;
    assert_int_equal(pfwu_revoke_keys(0, 1), PSA_SUCCESS);
    assert_int_equal(revoked(), 1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS); /* the active image is of key 1 */
    assert_int_equal(device_download(0, &v2, 256), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    assert_int_equal(device_download(0, &v3, 256), PSA_SUCCESS);
    assert_int_equal(pfwu_revoke_keys(0, 1), PSA_SUCCESS); /* again */
    assert_int_equal(pfwu_revoke_keys(0, 0), PSA_SUCCESS); /* nothing to do, and never back */
    assert_int_equal(revoked(), 1);
    device_provision(0, &v2);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
}

/** It was verified and staged before its key was revoked. */
static void revoke__between_install_and_boot__not_installed(void **state)
{
    (void)state;
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(pfwu_revoke_keys(0, 1), PSA_ERROR_BAD_STATE);
    sim_set_counter(PLAT_COUNTER_FWU_KEYS(0), 1); /* another client's doing */
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].error, PSA_ERROR_INVALID_SIGNATURE);
    assert_true(device_runs(0, &v1));
}

static void revoke__what_must_not_be__refused_and_nothing_changes(void **state)
{
    (void)state;
    assert_int_equal(pfwu_revoke_keys(7, 1), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(pfwu_revoke_keys(1, 1), PSA_ERROR_DOES_NOT_EXIST); /* it has no counter for that */
    assert_int_equal(pfwu_revoke_keys(0, 2), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pfwu_revoke_keys(0, UINT32_MAX), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(pfwu_revoke_keys(0, 1), PSA_ERROR_BAD_STATE); /* on trial */
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(pfwu_revoke_keys(0, 1), PSA_ERROR_NOT_PERMITTED); /* it signed what runs */
    uint8_t byte = (uint8_t)~v2.plain[50];
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 50, &byte, 1);
    assert_int_equal(pfwu_revoke_keys(0, 1), PSA_ERROR_NOT_PERMITTED);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 50, &v2.plain[50], 1);
    sim_counter_supported(PLAT_COUNTER_FWU_KEYS(0), false);
    assert_int_equal(pfwu_revoke_keys(0, 1), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(device_boot(&result), PSA_SUCCESS); /* without the counter no key is revoked */
    sim_counter_supported(PLAT_COUNTER_FWU_KEYS(0), true);
    assert_int_equal(revoked(), 0);
    device_provision(0, &v1);
    sim_fail_from(SIM_CALL_COUNTER_RAISE, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(pfwu_revoke_keys(0, 1), PSA_ERROR_STORAGE_FAILURE);
    sim_fail_off();
}

/** Fail closed: a counter that can't be read may have revoked the key. */
static void boot__revocations_can_not_be_read__does_not_run(void **state)
{
    (void)state;
    sim_fail_from(SIM_CALL_COUNTER_READ, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(result.component[0].status, PSA_ERROR_STORAGE_FAILURE);
    sim_fail_off();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
}

/** A key is used for nothing but signatures of its own kind. */
static void key__of_another_algorithm__verifies_nothing(void **state)
{
    (void)state;
    device_keys(0)[1].algorithm = PFWU_RSA_PSS_3072;
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
    device_keys(0)[1].algorithm = PFWU_RSA_PSS_2048 + 1;
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
    device_keys(0)[1].algorithm = PFWU_ECDSA_P384; /* of 65 bytes: the table is wrong */
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
    device_keys(0)[1].algorithm = PFWU_ECDSA_P256;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
}

/* -------------------------------------------------------------------------------------------------- References --- */

static uint32_t checks_of_boot(psa_status_t expected)
{
    uint32_t before = fake_checks();
    assert_int_equal(device_boot(&result), expected);
    return fake_checks() - before;
}

static void reference__image_seen_before__no_signature_checked(void **state)
{
    (void)state;
    assert_int_equal(checks_of_boot(PSA_SUCCESS), 1);
    device_row(0)->has_reference = true;
    assert_int_equal(checks_of_boot(PSA_SUCCESS), 1);
    assert_int_equal(checks_of_boot(PSA_SUCCESS), 0);
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_true(checks_of_boot(PSA_SUCCESS) > 0); /* in the second area, and in place */
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(checks_of_boot(PSA_SUCCESS), 0);
    assert_true(device_runs(0, &v2));
}

/** The reference stands for the signature, for nothing else. */
static void reference__of_what_changed__does_not_help(void **state)
{
    (void)state;
    uint8_t hash[PLAT_REFERENCE_SIZE];
    device_row(0)->has_reference = true;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    uint8_t byte = (uint8_t)~v1.plain[100];
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 100, &byte, 1);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 100, &v1.plain[100], 1);
    assert_int_equal(checks_of_boot(PSA_SUCCESS), 0);
    sim_set_counter(PLAT_COUNTER_FWU(0), 2);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE); /* too old */
    sim_set_counter(PLAT_COUNTER_FWU(0), 1);
    sim_set_counter(PLAT_COUNTER_FWU_KEYS(0), 2);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE); /* key revoked */
    sim_set_counter(PLAT_COUNTER_FWU_KEYS(0), 0);
    for (size_t i = 0; i < sizeof hash; i++) { /* another hash in it: the signature is checked, and it is made good */
        assert_int_equal(plat_reference_get(0, hash), PSA_SUCCESS);
        hash[i] ^= 0x10u;
        assert_int_equal(plat_reference_set(0, hash), PSA_SUCCESS);
        assert_int_equal(checks_of_boot(PSA_SUCCESS), 1);
    }
    assert_int_equal(checks_of_boot(PSA_SUCCESS), 0);
}

/** Where the hash of the signing key stands in an image: in a TLV outside the signature. */
static uint32_t key_hash_of(const test_image_t *image)
{
    static const uint8_t head[] = { PFWU_TLV_KEYHASH, 0, 32, 0 };
    uint32_t at = image->body_off + image->whole_body;
    while (memcmp(&image->plain[at], head, sizeof head) != 0) {
        at++;
        assert_true(at + sizeof head < image->size);
    }
    return at + (uint32_t)sizeof head;
}

/** An image that names another key than the one that signed it: the token would say so, and that key may be valid for
 *  longer. */
static void reference__another_key_named__does_not_run(void **state)
{
    (void)state;
    plat_measurement_t measurement;
    device_row(0)->has_reference = true;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(checks_of_boot(PSA_SUCCESS), 0);
    uint32_t at = key_hash_of(&v1);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), at, &v2.plain[key_hash_of(&v2)], 32);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_ERROR_DOES_NOT_EXIST);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), at, &v1.plain[at], 32);
    assert_int_equal(checks_of_boot(PSA_SUCCESS), 0);
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_SUCCESS);
    assert_memory_equal(measurement.signer, &v1.plain[at], 32);
}

static void reference__port_fails__signature_checked(void **state)
{
    (void)state;
    static const psa_status_t faults[] = { PSA_ERROR_STORAGE_FAILURE, PSA_ERROR_NOT_SUPPORTED };
    device_row(0)->has_reference = true;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    for (uint32_t n = 1; n <= 2; n++) {
        for (size_t i = 0; i < 2; i++) {
            sim_fail_from(SIM_CALL_REFERENCE_GET, n, faults[i]);
            assert_int_equal(checks_of_boot(PSA_SUCCESS), 1);
            sim_fail_off();
        }
    }
    sim_fail_from(SIM_CALL_REFERENCE_SET, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_fail_off();
    assert_true(device_runs(0, &v2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(keys__either_of_two__signs_updates, device),
        cmocka_unit_test_setup(revoke__first_key__its_images_are_refused_everywhere, device),
        cmocka_unit_test_setup(revoke__between_install_and_boot__not_installed, device),
        cmocka_unit_test_setup(revoke__what_must_not_be__refused_and_nothing_changes, device),
        cmocka_unit_test_setup(boot__revocations_can_not_be_read__does_not_run, device),
        cmocka_unit_test_setup(key__of_another_algorithm__verifies_nothing, device),
        cmocka_unit_test_setup(reference__image_seen_before__no_signature_checked, device),
        cmocka_unit_test_setup(reference__of_what_changed__does_not_help, device),
        cmocka_unit_test_setup(reference__another_key_named__does_not_run, device),
        cmocka_unit_test_setup(reference__port_fails__signature_checked, device),
    };
    return cmocka_run_group_tests_name("fwu.keys", tests, NULL, NULL);
}
