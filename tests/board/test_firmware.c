/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The example firmware (examples/stm32h5) on the emulated board, from the factory on: two boot stages, application,
 * storage, attestation, updates over the serial line, power cuts, glitches. Any breach of the board's rules fails the
 * test.
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

#include "tests/board/board.h"
#include "tests/port/device_dir.h"

#define STAGE_2 0x08008000u
#define APP 0x08020000u
#define DATA 0x080e8000u
#define BOOT_LIMIT 400000000u
#define IMAGE_MAX 0x20000u
#define STATE_PROVISIONED 0x2e
#define STATE_CLOSED 0x72
#define CHALLENGE "libpsa example: no fresh nonce!"

static const char *folder, *psa;
static board_t *board;
static board_snapshot_t *from_factory;
static char attestation_key[131];

static size_t read_image(const char *name, uint8_t *bytes)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s: can't be opened", path);
    }
    size_t size = fread(bytes, 1, IMAGE_MAX, file);
    fclose(file);
    assert_in_range(size, 1, IMAGE_MAX - 1);
    return size;
}

static void load(uint32_t address, const char *name)
{
    static uint8_t bytes[IMAGE_MAX];
    size_t size = read_image(name, bytes);
    assert_true(board_load(board, address, bytes, size));
}

/** Run until the console says it. What else ends a run is told. */
static board_end_t run_until(const char *text, uint64_t limit)
{
    board_end_t end = BOARD_LIMIT;
    for (uint64_t run = 0; run < limit && end == BOARD_LIMIT; run += 500000) {
        end = board_run(board, 500000);
        if (strstr(board_console(board), text) != NULL) {
            return BOARD_STOPPED;
        }
    }
    return end;
}

static void expect(const char *text)
{
    if (strstr(board_console(board), text) == NULL) {
        fail_msg("the console lacks '%s':\n%s", text, board_console(board));
    }
}

static void boot_until(const char *text)
{
    board_end_t end = run_until(text, BOOT_LIMIT);
    if (end != BOARD_STOPPED) {
        fail_msg("'%s' did not come; %s %s, PC 0x%08x\n%s", text, board_end_name(end), board_breach(board),
                 board_pc(board), board_console(board));
    }
}

/** A device from the factory, power off. */
static int begin(void **state)
{
    (void)state;
    board_snapshot_restore(board, from_factory);
    board_console_clear(board);
    return 0;
}

static int factory(void **state)
{
    char path[512];
    (void)state;
    board = board_new(BOARD_H573);
    snprintf(path, sizeof path, "%s/stage_1.elf", folder);
    if (!board_load_elf(board, path)) {
        fail_msg("%s", board_error(board));
    }
    load(STAGE_2, "stage_2.img");
    load(APP, "app_1.img");
    load(DATA, "data_1.img");
    board_set_option(board, BOARD_HDP1, 0u | 3u << 16); /* stage 1 is hidden when it is over */
    board_set_product_state(board, STATE_PROVISIONED);
    boot_until("waiting for updates");
    expect("provision: ok");
    const char *key = strstr(board_console(board), "attestation key ");
    assert_non_null(key);
    snprintf(attestation_key, sizeof attestation_key, "%.130s", key + strlen("attestation key "));
    board_power_off(board);
    board_set_product_state(board, STATE_CLOSED);
    from_factory = board_snapshot_new(board);
    return 0;
}

static int end_all(void **state)
{
    (void)state;
    board_snapshot_free(from_factory);
    board_free(board);
    return 0;
}

/* --------------------------------------------------------------------------------------------------------- Boot --- */

static void boot__from_the_factory__application_at_level_3(void **state)
{
    (void)state;
    boot_until("waiting for updates");
    expect("stage 1: component 3 version 1.0.0 status 0\r\n");
    expect("stage 2: component 0 version 1.0.0 status 0\r\n");
    expect("stage 2: component 1 version 1.0.0 status 0\r\n");
    expect("application 1\r\n");
    expect("booted BL2 1.0.0\r\nbooted App 1.0.0\r\nbooted Data 1.0.0\r\n");
    expect("starts 2\r\n"); /* the first one was in the factory */
    expect("storage: ok");
    expect("attestation: ok");
    assert_int_equal(board_hdpl(board), 3);
    print_message("%llu instructions to the application with nothing pending, then services\n",
                  (unsigned long long)board_counts(board)->instructions);
    board_power_off(board);
    board_console_clear(board);
    boot_until("waiting for updates");
    expect("starts 3\r\n");
}

static void write_public_key(const char *path)
{
    uint8_t point[65];
    for (unsigned i = 0; i < sizeof point; i++) {
        unsigned byte = 0;
        assert_int_equal(sscanf(attestation_key + 2 * i, "%2x", &byte), 1);
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
    boot_until("waiting for updates");
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
    } cases[] = { { STAGE_2 + 0x1000, "stage 1: nothing to run: status -149" },
                  { APP + 0x1000, "stage 2: nothing to run: status -149" } };
    uint8_t byte;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(NULL);
        assert_true(board_read(board, cases[i].address, &byte, 1));
        byte ^= 1;
        assert_true(board_load(board, cases[i].address, &byte, 1));
        boot_until(cases[i].text);
        assert_null(strstr(board_console(board), "application"));
    }
}

static void boot__options_not_as_built_for__named(void **state)
{
    (void)state;
    uint32_t optsr = board_option(board, BOARD_OPTSR);
    board_set_option(board, BOARD_OPTSR, (optsr & ~(0xffu << 22)) | 0xc3u << 22);
    boot_until("stage 1: nothing to run: ST's boot stage is selected (OPTSR.BOOT_UBE)");
}

/* ------------------------------------------------------------------------------------------------------- Updates ---
 */

#define SOH 0x01
#define STX 0x02
#define EOT 0x04
#define ACK 0x06
#define NAK 0x15
#define CAN 0x18

static size_t heard; /* bytes of the console that were looked at */

/** The next of these bytes that the device sends; -1: none comes. */
static int wait_for(const char *bytes)
{
    for (unsigned slice = 0; slice < 20000; slice++) {
        const char *console = board_console(board);
        for (; console[heard] != 0; heard++) {
            if (strchr(bytes, console[heard]) != NULL) {
                return console[heard++];
            }
        }
        if (board_run(board, 20000) != BOARD_LIMIT) {
            return -1;
        }
    }
    return -1;
}

static bool send_block(uint8_t number, const uint8_t *bytes, size_t size)
{
    uint8_t frame[3 + 1024 + 2] = { size == 128 ? SOH : STX, number, (uint8_t)~number };
    uint32_t crc = 0;
    memcpy(frame + 3, bytes, size);
    for (size_t i = 0; i < size; i++) {
        crc ^= (uint32_t)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc << 1 ^ ((crc & 0x8000u) != 0 ? 0x1021u : 0);
        }
    }
    frame[3 + size] = (uint8_t)(crc >> 8);
    frame[4 + size] = (uint8_t)crc;
    board_input(board, frame, size + 5);
    return wait_for("\x06\x15\x18") == ACK;
}

/** Send a file as YMODEM does. False: the device did not want it. */
static bool send_file(const char *name, const uint8_t *bytes, size_t size)
{
    uint8_t block[1024] = { 0 };
    heard = (size_t)(strstr(board_console(board), "waiting for updates") - board_console(board)) + 19;
    snprintf((char *)block, sizeof block, "%s", name);
    snprintf((char *)block + strlen(name) + 1, 20, "%zu", size);
    if (wait_for("C") < 0 || !send_block(0, block, 128) || wait_for("C") < 0) {
        return false;
    }
    for (size_t at = 0; at < size; at += sizeof block) {
        size_t piece = size - at < sizeof block ? size - at : sizeof block;
        memset(block, 0x1a, sizeof block);
        memcpy(block, bytes + at, piece);
        if (!send_block((uint8_t)(at / 1024 + 1), block, sizeof block)) {
            return false;
        }
    }
    for (unsigned i = 0; i < 2; i++) {
        board_input(board, "\x04", 1);
        int answer = wait_for("\x06\x15\x18");
        if (answer == ACK) {
            break;
        } else if (answer != NAK || i == 1) {
            return false;
        }
    }
    memset(block, 0, sizeof block);
    return wait_for("C") >= 0 && send_block(0, block, 128);
}

static void stage_update(const char *image)
{
    static uint8_t bytes[IMAGE_MAX];
    size_t size = read_image(image, bytes);
    boot_until("waiting for updates");
    if (!send_file("app.img", bytes, size)) {
        fail_msg("%s was not taken: %s\n%s", image, board_breach(board), board_console(board));
    }
    boot_until("update staged");
}

static void update__over_the_serial_line__runs_and_is_accepted(void **state)
{
    (void)state;
    stage_update("app_2.img");
    board_console_clear(board);
    boot_until("waiting for updates"); /* the device has restarted itself */
    expect("stage 2: component 0 version 2.0.0 status 0, installed\r\n");
    expect("application 2\r\n");
    expect("booted App 2.0.0");
    expect("starts 3\r\n");
    expect("accept: ok");
    board_power_off(board);
    board_console_clear(board);
    boot_until("waiting for updates");
    expect("stage 2: component 0 version 2.0.0 status 0\r\n");
    expect("application 2\r\n");
}

static void update__changed_on_the_way__is_refused(void **state)
{
    static uint8_t bytes[IMAGE_MAX];
    (void)state;
    size_t size = read_image("app_2.img", bytes);
    bytes[0x2345] ^= 4;
    boot_until("waiting for updates");
    assert_false(send_file("app.img", bytes, size));
    boot_until("update failed -149");
    board_power_off(board);
    board_console_clear(board);
    boot_until("waiting for updates");
    expect("application 1\r\n");
}

/** Power cuts at flash operations all over the installation: afterwards one of the two images runs, and all is well. */
static void update__power_cut_while_installing__one_of_both_runs(void **state)
{
    (void)state;
    stage_update("app_2.img");
    board_power_off(board);
    board_snapshot_t *staged = board_snapshot_new(board);
    uint32_t before = board_counts(board)->flash_operations;
    board_console_clear(board);
    boot_until("waiting for updates");
    uint32_t operations = board_counts(board)->flash_operations - before;
    unsigned points = getenv("PSA_TEST_FULL") != NULL ? 200 : 2, old = 0, new = 0;
    for (unsigned i = 0; i < points; i++) {
        board_snapshot_restore(board, staged);
        board_console_clear(board);
        board_seed(board, i);
        board_cut_at_flash(board, 1 + (uint32_t)((uint64_t)operations * (2 * i + 1) / (2 * points)), BOARD_TEAR_RANDOM);
        board_end_t end = run_until("waiting for updates", BOOT_LIMIT);
        if (end != BOARD_CUT) {
            fail_msg("point %u: %s %s", i, board_end_name(end), board_breach(board));
        }
        board_console_clear(board);
        boot_until("waiting for updates");
        expect("storage: ok");
        expect("attestation: ok");
        old += strstr(board_console(board), "application 1") != NULL;
        new += strstr(board_console(board), "application 2") != NULL;
    }
    print_message("%u flash operations, %u cuts: %u times the old one, %u times the new one\n", operations, points, old,
                  new);
    assert_int_equal(old + new, points);
    board_snapshot_free(staged);
}

/* ------------------------------------------------------------------------------------------------------- Glitches ---
 */

/** With a second stage that must not run, skip instructions up to where stage 1 begins to say so. None lets it run. */
static void skip_in_the_decision(uint64_t window, unsigned tries)
{
    board_snapshot_t *bad = board_snapshot_new(board);
    while (strstr(board_console(board), "stage 1: ") == NULL) { /* when it begins to tell, it has decided */
        assert_int_equal(board_run(board, 200), BOARD_LIMIT);
    }
    uint64_t decided = board_counts(board)->instructions;
    unsigned held = 0;
    assert_true(decided > window);
    for (unsigned i = 0; i < tries; i++) {
        uint64_t at = decided - window + window * (i + 1) / (tries + 1);
        board_snapshot_restore(board, bad);
        board_console_clear(board);
        board_skip_at(board, at);
        board_end_t end = run_until("nothing to run", decided + 2000000);
        if (strstr(board_console(board), "stage 2") != NULL || strstr(board_console(board), "application") != NULL) {
            fail_msg("skipped instruction %llu: the bad image runs", (unsigned long long)at);
        }
        held += end == BOARD_STOPPED;
    }
    print_message(
        "%llu instructions to the refusal; %u of the last %llu skipped, %u times refused in words, never run\n",
        (unsigned long long)decided, tries, (unsigned long long)window, held);
    assert_true(held > 0);
    board_snapshot_free(bad);
}

static void glitch__hash_does_not_fit__never_runs(void **state)
{
    uint8_t byte;
    (void)state;
    assert_true(board_read(board, STAGE_2 + 0x1000, &byte, 1));
    byte ^= 1;
    assert_true(board_load(board, STAGE_2 + 0x1000, &byte, 1));
    skip_in_the_decision(4000, getenv("PSA_TEST_FULL") != NULL ? 2000 : 8);
}

static void glitch__signature_does_not_fit__never_runs(void **state)
{
    static uint8_t bytes[IMAGE_MAX];
    (void)state;
    size_t size = read_image("stage_2.img", bytes);
    bytes[size - 5] ^= 1; /* in the signature, which is the last of the image */
    assert_true(board_load(board, STAGE_2, bytes, size));
    skip_in_the_decision(4000, getenv("PSA_TEST_FULL") != NULL ? 500 : 4);
}

#define CASE(f) cmocka_unit_test_setup(f, begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(boot__from_the_factory__application_at_level_3),
        CASE(token__of_the_closed_device__verifies),
        CASE(boot__active_image_changed__stops),
        CASE(boot__options_not_as_built_for__named),
        CASE(update__over_the_serial_line__runs_and_is_accepted),
        CASE(update__changed_on_the_way__is_refused),
        CASE(update__power_cut_while_installing__one_of_both_runs),
        CASE(glitch__hash_does_not_fit__never_runs),
        CASE(glitch__signature_does_not_fit__never_runs),
    };
    if (argc != 3) {
        fprintf(stderr, "usage: test_firmware FOLDER PSA\n");
        return 2;
    }
    folder = argv[1];
    psa = argv[2];
    return cmocka_run_group_tests_name("firmware", tests, factory, end_all);
}
