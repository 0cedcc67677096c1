/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Persistent keys: they outlive a reboot whole, leave RAM when they must, and survive a store that fails or loses
 * power.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/config.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/key_format.h"
#include "lib/its/its_internal.h"
#include "platform/platform.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define KEY_ID 0x1234u

static const uint8_t bytes[32] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

static void reboot(void)
{
    pcrypto_reset();
    pits_reset();
    sim_reboot();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

static psa_key_attributes_t attributes(psa_key_id_t id, psa_key_usage_t usage)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, PSA_ALG_GCM);
    psa_set_key_id(&a, id);
    return a;
}

static psa_status_t import(psa_key_id_t id, psa_key_usage_t usage)
{
    psa_key_attributes_t a = attributes(id, usage);
    psa_key_id_t key;
    psa_status_t status = psa_import_key(&a, bytes, 32, &key);
    assert_int_equal(key, status == PSA_SUCCESS ? id : PSA_KEY_ID_NULL);
    return status;
}

static void assert_key_whole(psa_key_id_t id, psa_key_usage_t usage)
{
    psa_key_attributes_t a;
    uint8_t out[32];
    size_t length;
    assert_int_equal(psa_get_key_attributes(id, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_id(&a), id);
    assert_int_equal(psa_get_key_lifetime(&a), PSA_KEY_LIFETIME_PERSISTENT);
    assert_int_equal(psa_get_key_type(&a), PSA_KEY_TYPE_AES);
    assert_int_equal(psa_get_key_bits(&a), 256);
    assert_int_equal(psa_get_key_algorithm(&a), PSA_ALG_GCM);
    assert_int_equal(psa_get_key_usage_flags(&a), usage);
    assert_int_equal(psa_export_key(id, out, 32, &length), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 32);
}

static void import_key__persistent__whole_after_reboot(void **state)
{
    (void)state;
    psa_key_usage_t usage = PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_ENCRYPT;
    assert_int_equal(import(KEY_ID, usage), PSA_SUCCESS);
    assert_int_equal(import(PSA_KEY_ID_USER_MIN, usage | PSA_KEY_USAGE_CACHE), PSA_SUCCESS);
    assert_int_equal(import(PSA_KEY_ID_USER_MAX, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_SIGN_HASH), PSA_SUCCESS);
    for (int i = 0; i < 3; i++) {
        assert_key_whole(KEY_ID, usage);
        assert_key_whole(PSA_KEY_ID_USER_MIN, usage | PSA_KEY_USAGE_CACHE);
        assert_key_whole(PSA_KEY_ID_USER_MAX,
                         PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE);
        reboot();
    }
}

static void import_key__id_in_use__already_exists_and_old_key_kept(void **state)
{
    (void)state;
    assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT), PSA_SUCCESS);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_COPY), PSA_ERROR_ALREADY_EXISTS);
        assert_key_whole(KEY_ID, PSA_KEY_USAGE_EXPORT);
        reboot();
    }
}

static void destroy_key__persistent__gone_for_good(void **state)
{
    (void)state;
    const psa_key_usage_t usages[] = { PSA_KEY_USAGE_EXPORT, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE };
    for (size_t i = 0; i < 2; i++) {
        psa_key_attributes_t a;
        assert_int_equal(import(KEY_ID, usages[i]), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(KEY_ID), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(KEY_ID), PSA_ERROR_INVALID_HANDLE);
        reboot();
        assert_int_equal(psa_get_key_attributes(KEY_ID, &a), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(import(KEY_ID, usages[i]), PSA_SUCCESS);
        reboot();
        assert_int_equal(psa_destroy_key(KEY_ID), PSA_SUCCESS);
    }
}

/* Flash reads that a use of the key costs tell whether its material was in RAM. */
static uint64_t reads_of_a_use(void)
{
    sim_stats_t stats;
    uint8_t out[32];
    size_t length;
    sim_stats_reset();
    assert_int_equal(psa_export_key(KEY_ID, out, 32, &length), PSA_SUCCESS);
    sim_stats(&stats);
    return stats.bytes_read;
}

/* PSA_KEY_USAGE_CACHE: "If this usage flag is not present, the implementation must ensure key material is removed from
 * memory as soon as it is not required". */
static void cache_flag__absent_or_present__leaves_ram_or_stays_until_purged(void **state)
{
    (void)state;
    assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT), PSA_SUCCESS);
    assert_true(reads_of_a_use() > 0);
    assert_true(reads_of_a_use() > 0);
    assert_int_equal(psa_purge_key(KEY_ID), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(KEY_ID), PSA_SUCCESS);
    assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE), PSA_SUCCESS);
    assert_int_equal(reads_of_a_use(), 0);
    assert_int_equal(psa_purge_key(KEY_ID), PSA_SUCCESS);
    assert_true(reads_of_a_use() > 0);
    assert_int_equal(reads_of_a_use(), 0);
    assert_int_equal(psa_purge_key(KEY_ID + 1), PSA_ERROR_INVALID_HANDLE);
}

/* More persistent keys than slots, cached ones give way; volatile ones never do. */
static void slots__more_keys_than_slots__cached_keys_give_way(void **state)
{
    (void)state;
    psa_key_attributes_t a = attributes(0, PSA_KEY_USAGE_EXPORT);
    psa_key_id_t key;
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
    for (psa_key_id_t id = 1; id <= 2 * PCRYPTO_KEY_COUNT; id++) {
        assert_int_equal(import(id, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE), PSA_SUCCESS);
    }
    for (size_t i = 0; i + 1 < PCRYPTO_KEY_COUNT; i++) {
        assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_SUCCESS);
    }
    for (psa_key_id_t id = 1; id <= 2 * PCRYPTO_KEY_COUNT; id++) {
        assert_key_whole(id, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE);
    }
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_SUCCESS);
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_ERROR_INSUFFICIENT_MEMORY);
    uint8_t out[32];
    size_t length;
    assert_int_equal(psa_export_key(1, out, 32, &length), PSA_ERROR_INSUFFICIENT_MEMORY);
}

static void copy_key__to_persistent_and_back__same_key(void **state)
{
    (void)state;
    psa_key_attributes_t a = attributes(0, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY);
    psa_key_id_t key, copy;
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_SUCCESS);
    psa_set_key_id(&a, KEY_ID);
    assert_int_equal(psa_copy_key(key, &a, &copy), PSA_SUCCESS);
    assert_int_equal(copy, KEY_ID);
    assert_int_equal(psa_copy_key(key, &a, &copy), PSA_ERROR_ALREADY_EXISTS);
    reboot();
    assert_key_whole(KEY_ID, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
    assert_int_equal(psa_copy_key(KEY_ID, &a, &copy), PSA_SUCCESS);
    assert_true(copy >= PSA_KEY_ID_VENDOR_MIN);
}

/* ------------------------------------------------------------------------------------------------------ Faults --- */

/* The life of a key; its statuses are free, its promise is not: a key is whole or not there. */
static psa_status_t life(void)
{
    psa_status_t status = import(KEY_ID, PSA_KEY_USAGE_EXPORT);
    uint8_t out[32];
    size_t length;

    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_export_key(KEY_ID, out, 32, &length);
    if (status == PSA_SUCCESS) {
        assert_memory_equal(out, bytes, 32);
        status = psa_destroy_key(KEY_ID);
    } else {
        assert_int_equal(length, 0);
    }
    return status;
}

/* Every call of the port fails once, at every place: the status comes up, and after a reboot the key is whole or gone
 * and its id can be used. */
static void port_call_fails__at_every_place__key_whole_or_gone(void **state)
{
    (void)state;
    const sim_call_t calls[] = { SIM_CALL_FLASH_READ, SIM_CALL_FLASH_PROG, SIM_CALL_FLASH_ERASE, SIM_CALL_ENTROPY,
                                 SIM_CALL_DEVICE_KEY };
    size_t struck = 0;
    for (size_t c = 0; c < sizeof calls / sizeof calls[0]; c++) {
        for (uint32_t n = 1;; n++) {
            sim_init(NULL);
            pcrypto_reset();
            pits_reset();
            assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
            sim_fail_at(calls[c], n, PSA_ERROR_HARDWARE_FAILURE);
            psa_status_t status = life();
            bool past_the_last = !sim_fail_struck();
            sim_fail_off();
            if (past_the_last) {
                assert_int_equal(status, PSA_SUCCESS);
                break;
            }
            struck++;
            reboot();
            psa_key_attributes_t a;
            status = psa_get_key_attributes(KEY_ID, &a);
            if (status == PSA_SUCCESS) {
                assert_key_whole(KEY_ID, PSA_KEY_USAGE_EXPORT);
                assert_int_equal(psa_destroy_key(KEY_ID), PSA_SUCCESS);
            } else {
                assert_int_equal(status, PSA_ERROR_INVALID_HANDLE);
            }
            assert_int_equal(life(), PSA_SUCCESS);
        }
    }
    assert_true(struck > 5);
}

static void do_life(void *ctx)
{
    (void)ctx;
    (void)life();
}

/* Power is cut at every flash operation, in every torn variant: after the reboot the key is whole or gone. */
static void power_cut__at_every_place__key_whole_or_gone(void **state)
{
    (void)state;
    for (unsigned tear = 0; tear < SIM_TEAR_COUNT; tear++) {
        for (uint32_t n = 1;; n++) {
            sim_init(NULL);
            pcrypto_reset();
            pits_reset();
            assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
            sim_cut_at(n, (sim_tear_t)tear);
            sim_end_t end = sim_run(do_life, NULL);
            sim_cut_off();
            if (end == SIM_RETURNED) {
                assert_true(n > 4);
                break;
            }
            pcrypto_reset();
            pits_reset();
            assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
            psa_key_attributes_t a;
            psa_status_t status = psa_get_key_attributes(KEY_ID, &a);
            if (status == PSA_SUCCESS) {
                assert_key_whole(KEY_ID, PSA_KEY_USAGE_EXPORT);
                assert_int_equal(psa_destroy_key(KEY_ID), PSA_SUCCESS);
            } else if (status != PSA_ERROR_INVALID_HANDLE) {
                fail_msg("tear %s, cut %u: status %d", sim_tear_name((sim_tear_t)tear), (unsigned)n, (int)status);
            }
            assert_int_equal(life(), PSA_SUCCESS);
        }
    }
}

/* ------------------------------------------------------------------------------------------------ Stored bytes --- */

static pcrypto_key_t sample_key(void)
{
    static uint8_t material[PCRYPTO_KEY_SIZE_MAX];
    pcrypto_key_t key;
    memset(&key, 0, sizeof key);
    memset(material, 0, sizeof material);
    key.material = material;
    key.capacity = sizeof material;
    key.attributes = attributes(KEY_ID, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE);
    psa_set_key_bits(&key.attributes, 256);
    memcpy(key.material, bytes, 32);
    key.size = 32;
    return key;
}

/* DESIGN.md section 2, byte by byte: what is in the field is read for ever. */
static void key_format__version_1__these_bytes(void **state)
{
    (void)state;
    static const uint8_t golden[56] = {
        'P',  'S',  'K',  0x01, 0x00, 0x24, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x05, 0x00,
        0x00, 0x00, 0x00, 0x02, 0x50, 0x05, 0x20, 0x00, 0x00, 0x00, 1,    2,    3,    4,
        5,    6,    7,    8,    9,    10,   11,   12,   13,   14,   15,   16,
    };
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX];
    uint8_t material[32];
    pcrypto_key_t key = sample_key(), got;
    assert_int_equal(pcrypto_key_encode(&key, record), sizeof golden);
    assert_memory_equal(record, golden, sizeof golden);
    memset(&got, 0, sizeof got);
    got.material = material;
    got.capacity = sizeof material;
    assert_int_equal(pcrypto_key_decode(golden, sizeof golden, KEY_ID, &got), PSA_SUCCESS);
    assert_memory_equal(&got.attributes, &key.attributes, sizeof key.attributes);
    assert_int_equal(got.size, 32);
    assert_memory_equal(material, bytes, 32);
    /* One byte more than there is memory for. */
    got.capacity = 31;
    assert_int_equal(pcrypto_key_decode(golden, sizeof golden, KEY_ID, &got), PSA_ERROR_DATA_INVALID);
}

static void key_decode__damaged_record__data_invalid(void **state)
{
    (void)state;
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX + 1];
    pcrypto_key_t key = sample_key();
    size_t size = pcrypto_key_encode(&key, record);
    for (size_t cut = 0; cut < size; cut++) {
        assert_int_equal(pcrypto_key_decode(record, cut, KEY_ID, &key), PSA_ERROR_DATA_INVALID);
    }
    assert_int_equal(pcrypto_key_decode(record, size + 1, KEY_ID, &key), PSA_ERROR_DATA_INVALID);
    /* Magic, version, lifetime, unknown usage flags, size, the reserved field: each is looked at. */
    const size_t where[] = { 0, 1, 2, 3, 8, 9, 11, 15, 20, 21, 22, 23 };
    for (size_t i = 0; i < sizeof where / sizeof where[0]; i++) {
        record[where[i]] ^= 0x80;
        assert_int_equal(pcrypto_key_decode(record, size, KEY_ID, &key), PSA_ERROR_DATA_INVALID);
        record[where[i]] ^= 0x80;
    }
    assert_int_equal(pcrypto_key_decode(record, size, KEY_ID, &key), PSA_SUCCESS);
}

/* Type, bits and size of the material belong together: algorithms take as many bytes as the type has, and a key of one
 * type is exported where another is not. */
static void key_decode__material_not_of_the_type__data_invalid(void **state)
{
    (void)state;
    const psa_key_type_t pair = PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1);
    const psa_key_type_t point = PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1);
    const struct {
        psa_key_type_t type;
        uint16_t bits, size;
        bool good;
    } cases[] = {
        { PSA_KEY_TYPE_AES, 256, 32, true },
        { PSA_KEY_TYPE_AES, 128, 32, false },
        { PSA_KEY_TYPE_AES, 256, 31, false },
        { PSA_KEY_TYPE_AES, 8, 1, false },
        { PSA_KEY_TYPE_AES, 512, 64, false },
        { PSA_KEY_TYPE_HMAC, 8, 1, true },
        { PSA_KEY_TYPE_HMAC, 7, 1, false },
        { PSA_KEY_TYPE_HMAC, 0, 1, false },
        { PSA_KEY_TYPE_RAW_DATA, 1024, 128, true },
        { PSA_KEY_TYPE_DERIVE, 0xffff, 128, false },
        { PSA_KEY_TYPE_NONE, 256, 32, false },
        { pair, 256, 32, true },
        { pair, 256, 31, false },
        { pair, 256, 1, false },
        { pair, 255, 32, false },
        { point, 256, 65, true },
        { point, 256, 64, false },
        { point, 256, 32, false },
        { pair, 256, 65, false },
        { PSA_KEY_TYPE_RSA_KEY_PAIR, 256, 32, false },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECT_K1), 233, 30, false },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 521, 66, true },
        { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_K1), 225, 57, true },
        { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_K1), 225, 59, false },
        { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_MONTGOMERY), 448, 56, true },
    };
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pcrypto_key_t key = sample_key();
        psa_set_key_type(&key.attributes, cases[i].type);
        psa_set_key_bits(&key.attributes, cases[i].bits);
        key.size = cases[i].size;
        size_t size = pcrypto_key_encode(&key, record);
        psa_status_t status = pcrypto_key_decode(record, size, KEY_ID, &key);
        if (status != (cases[i].good ? PSA_SUCCESS : PSA_ERROR_DATA_INVALID)) {
            fail_msg("case %u: status %d", (unsigned)i, (int)status);
        }
    }
}

/* What lies in storage under a key's name but is no key of this library is no key: not to be used, exported or copied,
 * and yet it can be destroyed, so that the id is free again. */
static void stored_record__not_readable__data_invalid_until_destroyed(void **state)
{
    (void)state;
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX + 8] = { 0 };
    pcrypto_key_t key = sample_key();
    psa_storage_uid_t uid = (psa_storage_uid_t)(uint32_t)plat_caller() << 32 | KEY_ID;
    const size_t sizes[] = { 0, 23, 55, 56, 57, sizeof record };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t out[32];
        size_t length = 9;
        psa_key_attributes_t a;
        psa_key_id_t copy = 9;
        memset(record, 0, sizeof record);
        (void)pcrypto_key_encode(&key, record);
        record[3] = sizes[i] == 56 ? 2 : 1; /* whole, but of the next version */
        assert_int_equal(pits_set(&pits_store_its, PITS_OWNER_KEYS, uid, sizes[i], record, 0), PSA_SUCCESS);
        assert_int_equal(psa_export_key(KEY_ID, out, 32, &length), PSA_ERROR_DATA_INVALID);
        assert_int_equal(length, 0);
        assert_int_equal(psa_get_key_attributes(KEY_ID, &a), PSA_ERROR_DATA_INVALID);
        assert_int_equal(psa_get_key_type(&a), PSA_KEY_TYPE_NONE);
        a = attributes(1, PSA_KEY_USAGE_EXPORT);
        assert_int_equal(psa_copy_key(KEY_ID, &a, &copy), PSA_ERROR_DATA_INVALID);
        assert_int_equal(copy, PSA_KEY_ID_NULL);
        assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT), PSA_ERROR_ALREADY_EXISTS);
        assert_int_equal(psa_destroy_key(KEY_ID), PSA_SUCCESS);
        assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT), PSA_SUCCESS);
        assert_key_whole(KEY_ID, PSA_KEY_USAGE_EXPORT);
        assert_int_equal(psa_destroy_key(KEY_ID), PSA_SUCCESS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(import_key__persistent__whole_after_reboot, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(import_key__id_in_use__already_exists_and_old_key_kept, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(destroy_key__persistent__gone_for_good, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(cache_flag__absent_or_present__leaves_ram_or_stays_until_purged, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(slots__more_keys_than_slots__cached_keys_give_way, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(copy_key__to_persistent_and_back__same_key, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(port_call_fails__at_every_place__key_whole_or_gone, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(power_cut__at_every_place__key_whole_or_gone, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_format__version_1__these_bytes, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_decode__damaged_record__data_invalid, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_decode__material_not_of_the_type__data_invalid, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(stored_record__not_readable__data_invalid_until_destroyed, fixture_start,
                                        fixture_stop_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
