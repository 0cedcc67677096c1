/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The example firmware (examples/stm32h5) on the emulated board, from the factory on: two boot stages, application,
 * storage, attestation, updates over the serial line. Any breach of the board's rules fails the test. Power cuts,
 * glitches and what goes wrong on the line: test_cuts.c, test_glitches.c, test_serial.c.
 *
 * usage: test_firmware FOLDER PSA: what examples/stm32h5/build left, and the psa tool that looks at the tokens.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include "tests/board/device.h"
#include "tests/port/device_dir.h"

#define CHALLENGE "libpsa example: no fresh nonce!"

static const char *psa;

/* --------------------------------------------------------------------------------------------------------- Boot --- */

static void boot__from_the_factory__application_at_level_3(void **state)
{
    (void)state;
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 3 version 1.0.0 status 0\r\n");
    device_expect("stage 2: component 0 version 1.0.0 status 0\r\n");
    device_expect("stage 2: component 1 version 1.0.0 status 0\r\n");
    device_expect("application 1\r\n");
    device_expect("booted BL2 1.0.0\r\nbooted App 1.0.0\r\nbooted Data 1.0.0\r\n");
    device_expect("starts 2\r\n"); /* the first one was in the factory */
    device_expect("storage: ok");
    device_expect("attestation: ok");
    assert_int_equal(board_hdpl(board), 3);
    print_message("%llu instructions to the application with nothing pending, then services\n",
                  (unsigned long long)board_counts(board)->instructions);
    board_power_off(board);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("starts 3\r\n");
}

static void write_public_key(const char *path)
{
    uint8_t point[65];
    for (unsigned i = 0; i < sizeof point; i++) {
        unsigned byte = 0;
        assert_int_equal(sscanf(device_attestation_key + 2 * i, "%2x", &byte), 1);
        point[i] = (uint8_t)byte;
    }
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    assert_true(OSSL_PARAM_BLD_push_utf8_string(build, "group", "prime256v1", 0));
    assert_true(OSSL_PARAM_BLD_push_octet_string(build, "pub", point, sizeof point));
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
    assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params), 1);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PUBKEY(file, key), 1);
    fclose(file);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(ctx);
}

static int verify(const char *work, const char *nonce)
{
    char command[2048];
    snprintf(command, sizeof command, "'%s' token verify --key '%s/iak.pem' --nonce %s '%s/token.cbor' >'%s/out' 2>&1",
             psa, work, nonce, work, work);
    return system(command);
}

static void token__of_the_closed_device__verifies(void **state)
{
    char path[512], nonce[65];
    (void)state;
    device_boot_until(DEVICE_READY);
    const char *hex = strstr(board_console(board), "token ");
    assert_non_null(hex);
    const char *work = device_dir_new();
    snprintf(path, sizeof path, "%s/iak.pem", work);
    write_public_key(path);
    snprintf(path, sizeof path, "%s/token.cbor", work);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    unsigned byte;
    for (hex += strlen("token "); sscanf(hex, "%2x", &byte) == 1 && *hex != '\r'; hex += 2) {
        fputc((int)byte, file);
    }
    fclose(file);
    for (unsigned i = 0; i < 32; i++) {
        snprintf(nonce + 2 * i, 3, "%02x", (uint8_t)CHALLENGE[i]);
    }
    assert_int_equal(verify(work, nonce), 0);
    nonce[0] = nonce[0] == '0' ? '1' : '0';
    assert_int_not_equal(verify(work, nonce), 0); /* or it verifies anything */
    device_dir_remove();
}

static void boot__active_image_changed__stops(void **state)
{
    static const struct {
        uint32_t address;
        const char *text;
    } cases[] = { { DEVICE_STAGE_2 + 0x1000, "stage 1: nothing to run: status -149" },
                  { DEVICE_APP + 0x1000, "stage 2: nothing to run: status -149" } };
    uint8_t byte;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        device_begin(NULL);
        assert_true(board_read(board, cases[i].address, &byte, 1));
        byte ^= 1;
        assert_true(board_load(board, cases[i].address, &byte, 1));
        device_boot_until(cases[i].text);
        assert_null(strstr(board_console(board), "application"));
    }
}

/* Every option byte of the runbook that stage 1 looks at, each a device that boots no further. */
static void boot__options_not_as_the_flash_map_needs__named(void **state)
{
    static const struct {
        board_option_t option;
        uint32_t clear, set;
        const char *line;
    } cases[] = {
        { BOARD_OPTSR, 0xffu << 22, 0xc3u << 22, "OPTSR.BOOT_UBE is 0xc3, must be 0xb4" },
        { BOARD_OPTSR, 0, 1u << 31, "OPTSR.SWAP_BANK is 0x1, must be 0x0" },
        { BOARD_OPTSR, 0xffu << 8, 0x9au << 8,
          "OPTSR.PRODUCT_STATE is 0x9a, must be 0xed, 0x17, 0x2e, 0xc6, 0x72 or 0x5c" },
        { BOARD_OPTSR2, 0xffu << 24, 0xb4u << 24, "OPTSR2.TZEN is 0xb4, must be 0xc3" },
        { BOARD_EDATA1, 0, 0x8007u, "EDATA1R is 0x8000, must be 0x0" },
        { BOARD_EDATA2, 0, 0x8000u, "EDATA2R is 0x8000, must be 0x0" },
        { BOARD_WRP1, 2u, 0, "WRP1R is 0xfffffffc, must be 0xfffffffe" },
        { BOARD_WRP2, 1u << 31, 0, "WRP2R is 0x7fffffff, must be 0xffffffff" },
        { BOARD_HDP1, 0x7fu << 16, 4u << 16, "HDP1R.END is 0x4, must be below 0x4" },
        { BOARD_HDP2, 0x7fu, 0, "HDP2R.STRT is 0x0, must be above 0x0" },
    };
    static uint8_t stage_1[0x8000];
    char line[128];
    (void)state;
    assert_true(board_read(board, 0x08000000u, stage_1, sizeof stage_1));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        device_begin(NULL);
        assert_true(board_load(board, 0x08100000u, stage_1, sizeof stage_1)); /* there when banks are exchanged */
        uint32_t value = board_option(board, cases[i].option);
        board_set_option(board, cases[i].option, (value & ~cases[i].clear) | cases[i].set);
        snprintf(line, sizeof line, "stage 1: nothing to run: %s\r\n", cases[i].line);
        device_boot_until(line);
        assert_string_equal(board_console(board), line);
    }
}

static void boot__another_part_or_revision__named(void **state)
{
    static const struct {
        uint32_t idcode;
        const char *line;
    } cases[] = { { 0x10070478u, "DBGMCU_IDCODE.DEV_ID is 0x478, must be 0x484" },
                  { 0x10010484u, "DBGMCU_IDCODE.REV_ID is 0x1001, must be 0x1007 or 0x100f" },
                  { 0x10ff0484u, "DBGMCU_IDCODE.REV_ID is 0x10ff, must be 0x1007 or 0x100f" } };
    char line[128];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        device_begin(NULL);
        board_set_idcode(board, cases[i].idcode);
        snprintf(line, sizeof line, "stage 1: nothing to run: %s\r\n", cases[i].line);
        device_boot_until(line);
        assert_string_equal(board_console(board), line);
    }
    board_set_idcode(board, 0);
}

static void update__over_the_serial_line__runs_and_is_accepted(void **state)
{
    (void)state;
    device_stage("app.img", "app_2.img");
    board_console_clear(board);
    device_boot_until(DEVICE_READY); /* the device has restarted itself */
    device_expect("stage 2: component 0 version 2.0.0 status 0, installed\r\n");
    device_expect("application 2\r\n");
    device_expect("booted App 2.0.0");
    device_expect("starts 3\r\n");
    device_expect("accept: ok");
    board_power_off(board);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("stage 2: component 0 version 2.0.0 status 0\r\n");
    device_expect("application 2\r\n");
}

static void update__changed_on_the_way__is_refused(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    (void)state;
    size_t size = device_read("app_2.img", bytes);
    bytes[0x2345] ^= 4;
    device_boot_until(DEVICE_READY);
    assert_false(device_send("app.img", bytes, size));
    device_boot_until("update failed -149");
    board_power_off(board);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("application 1\r\n");
}

static void update__of_stage_2__decrypted_by_stage_1_only(void **state)
{
    static uint8_t plain[DEVICE_IMAGE_MAX], active[DEVICE_IMAGE_MAX];
    (void)state;
    size_t size = device_read("stage_2.img", plain);
    assert_false(device_leaks_stage_2());
    assert_true(board_load(board, 0x081f0000u, plain + 0x400, 16384)); /* or the search finds nothing ever */
    assert_true(device_leaks_stage_2());
    device_begin(NULL);
    device_stage("stage.img", "stage_2_update.img");
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 3 version 2.0.0 status 0, installed\r\n");
    device_expect("booted BL2 2.0.0\r\nbooted App 1.0.0");
    device_expect("accept: ok");
    assert_false(device_leaks_stage_2());
    assert_true(board_read(board, DEVICE_STAGE_2, active, size));
    assert_memory_equal(active + 0x400, plain + 0x400, 4096); /* in plain where it runs */
    board_power_off(board);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 3 version 2.0.0 status 0\r\n");
}

static void update__of_stage_2__in_plain__is_refused(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    (void)state;
    size_t size = device_read("stage_2.img", bytes);
    device_boot_until(DEVICE_READY);
    assert_false(device_send("stage.img", bytes, size));
    device_boot_until("update failed");
}

#define CASE(f) cmocka_unit_test_setup(f, device_begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(boot__from_the_factory__application_at_level_3),
        CASE(token__of_the_closed_device__verifies),
        CASE(boot__active_image_changed__stops),
        CASE(boot__options_not_as_the_flash_map_needs__named),
        CASE(boot__another_part_or_revision__named),
        CASE(update__over_the_serial_line__runs_and_is_accepted),
        CASE(update__changed_on_the_way__is_refused),
        CASE(update__of_stage_2__decrypted_by_stage_1_only),
        CASE(update__of_stage_2__in_plain__is_refused),
    };
    if (argc != 3) {
        fprintf(stderr, "usage: test_firmware FOLDER PSA\n");
        return 2;
    }
    device_folder = argv[1];
    psa = argv[2];
    return cmocka_run_group_tests_name("firmware", tests, device_factory, device_end);
}
