/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Skipped instructions in the boot stages of the example firmware, over an image that must not run: its body was changed, its
 * signature was changed, its signature is one of the number 0 in place of its hash, or it is older than the device's counter.
 * Whatever instruction between reset and refusal does nothing, the stage is never left.
 *
 * Inside the loops (feeding HASH and PKA, copying, reading flash) every address is skipped at its first, its last and one more
 * execution; everywhere else at each of its executions. A sample of these by default, but each where it is decided what runs.
 *
 * A boot with the bad image goes on once; where an instruction is to be skipped a process forks off and goes its own way.
 *
 * usage: test_glitches FOLDER. A sample by default; PSA_TEST_FULL=1: all of it, hours; PSA_GLITCH_STEP: every so many;
 * PSA_GLITCH_FROM: from this instruction on. PSA_GLITCH_CASE: a pattern of cases.
 */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "tests/board/device.h"

#define CODE_MAX 0x10000u /* bytes of a stage */
#define TRIALS_MAX 2000000u
#define SAMPLE 50u
#define SLICE 50000u
#define AHEAD 16u /* a run may end some instructions later, behind an IT block */

/* Where instructions are executed by the thousands without a decision. */
static const char *const loops[] = {
    "plat_boot_hash_update", "plat_h5_pka_put", "difference", "give_back", "memcpy", "memset", "memcmp", "plat_h5_read_unit", "plat_flash_read", "plat_h5_crc32",
    "plat_h5_obk_read", "plat_h5_level_enter", "plat_h5_level_leave", "plat_h5_level", "plat_stm32h5_console_write",
    "plat_h5_invalidate_cache", "scan_log", "plat_stm32h5_reset", "memchr", "barrier", "pcc_wipe", "plat_h5_wipe"
};

/* Where it is decided what runs: skipped everywhere in the sample, too. What is inlined counts where it is; not in every stage
 * each of them stands alone. */
static const char *const deciding[] = {
    "pfwu_stage_end", "pfwu_stage_next", "pfwu_stage_verify", "pfwu_stage_verified", "pfwu_authorize", "pfwu_authenticate",
    "pfwu_find_key", "pfwu_check_counter", "pfwu_signature_check", "differs_from", "plat_h5_pka_verify", "plat_leave_stage"
};

static bool in_loop[CODE_MAX / 2], decides[CODE_MAX / 2];
static uint32_t first_seen[CODE_MAX / 2], times[CODE_MAX / 2];
static struct trial {
    uint64_t count;
    uint32_t pc;
} *trials;
static size_t trial_count;
static uint32_t code_start;
static uint64_t refused_at;

/* The code of these functions. How many of them there are: others are inlined. */
static unsigned mark(bool marks[CODE_MAX / 2], const char *const names[], size_t count)
{
    unsigned found = 0;
    memset(marks, 0, CODE_MAX / 2 * sizeof marks[0]);
    for (size_t i = 0; i < count; i++) {
        uint32_t address = 0, size = 0;
        if (board_symbol(board, names[i], &address, &size) && address >= code_start) {
            found++;
            for (uint32_t at = address; at < address + size && at - code_start < CODE_MAX; at += 2) {
                marks[(at - code_start) / 2] = true;
            }
        }
    }
    return found;
}

/* First pass: how often each address runs. */
static void count_pc(void *ctx, uint32_t pc, uint64_t count)
{
    (void)ctx;
    (void)count;
    if (pc - code_start < CODE_MAX) {
        times[(pc - code_start) / 2]++;
    }
}

/* Second pass: the executions to skip. */
static void choose_pc(void *ctx, uint32_t pc, uint64_t count)
{
    (void)ctx;
    if (pc - code_start >= CODE_MAX || trial_count == TRIALS_MAX) {
        return;
    }
    uint32_t i = (pc - code_start) / 2, seen = ++first_seen[i];
    if (!in_loop[i] || seen == 1 || seen == times[i] || seen == times[i] / 2) {
        trials[trial_count++] = (struct trial){ count, pc };
    }
}

/* Up to the refusal in words. */
static void run_to_refusal(const char *refusal, board_trace_t trace)
{
    board_console_clear(board);
    board_trace(board, trace, NULL);
    while (!device_says(refusal)) {
        assert_int_equal(board_run(board, 1000), BOARD_LIMIT);
    }
    board_trace(board, NULL, NULL);
    refused_at = board_counts(board)->instructions;
}

/* The skips to try of the chosen ones: each `step`th. */
static size_t step_of_trials(void)
{
    const char *step = getenv("PSA_GLITCH_STEP");
    if (step != NULL && atoi(step) > 0) {
        return (size_t)atoi(step);
    }
    return getenv("PSA_TEST_FULL") != NULL ? 1 : trial_count / SAMPLE;
}

typedef enum outcome { HELD = 0, QUIET, LEFT } outcome_t; /* refused in words; stopped without; a breach of what is shown here */

/* In a process of its own: the skip, and what comes of it. */
static outcome_t skip_here(const char *name, unsigned stage, uint64_t now, const struct trial *trial)
{
    static const char *const next[] = { "", "stage 2", "application" };
    const uint64_t until = now + 2 * refused_at;
    board_end_t end = BOARD_LIMIT;
    board_skip_at(board, trial->count);
    /* Slices: more work than without a fault is possible, not more than twice as much. */
    for (uint64_t at = now; at < until && end == BOARD_LIMIT && !device_says("nothing to run"); at += SLICE) {
        end = board_run(board, SLICE);
        if (board_hdpl(board) > stage || device_says(next[stage])) {
            fprintf(stderr, "%s: skipped instruction %llu at 0x%08x: stage %u was left\n%s\n", name,
                    (unsigned long long)trial->count, trial->pc, stage, board_console(board));
            return LEFT;
        }
    }
    return device_says("nothing to run") ? HELD : QUIET;
}

/* The end of one of the processes. */
static void collect(size_t *held)
{
    int status = 0;
    assert_true(wait(&status) > 0);
    assert_true(WIFEXITED(status));
    assert_in_range(WEXITSTATUS(status), HELD, QUIET);
    *held += WEXITSTATUS(status) == HELD;
}

/* One boot with the bad image, and at each of the instructions chosen a process that goes on with it skipped. */
static void try_skips(const char *name, unsigned stage, size_t *tried, size_t *held)
{
    const long most = sysconf(_SC_NPROCESSORS_ONLN);
    const size_t step = step_of_trials();
    const uint64_t first = getenv("PSA_GLITCH_FROM") != NULL ? strtoull(getenv("PSA_GLITCH_FROM"), NULL, 0) : 0;
    long running = 0;
    uint64_t now = 0; /* power is off */
    for (size_t i = 0; i < trial_count; i++) {
        const uint64_t at = trials[i].count;
        if (at < first || (i % step != step / 2 && !decides[(trials[i].pc - code_start) / 2])) {
            continue;
        }
        if (at > now + AHEAD) {
            assert_int_equal(board_run(board, at - now - AHEAD), BOARD_LIMIT);
            now = board_counts(board)->instructions;
        }
        assert_true(now < at);
        if (running == most) {
            collect(held);
            running--;
        }
        fflush(NULL);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            _exit((int)skip_here(name, stage, now, &trials[i]));
        }
        running++;
        if (++*tried % 1000 == 0) {
            fprintf(stderr, "%s: %zu begun, instruction %zu of %zu\n", name, *tried, i, trial_count);
        }
    }
    for (; running > 0; running--) {
        collect(held);
    }
}

/* The device is off, with an image that `stage` must refuse. */
static void skip_everywhere(const char *name, unsigned stage, uint32_t start, const char *refusal)
{
    size_t tried = 0, held = 0;
    char elf[512];
    board_snapshot_t *bad = board_snapshot_new(board);
    snprintf(elf, sizeof elf, "%s/stage_%u/stage_%u.elf", device_folder, stage, stage);
    assert_true(board_load_elf(board, elf)); /* for its symbols; flash is put back */
    code_start = start;
    assert_true(mark(in_loop, loops, sizeof loops / sizeof loops[0]) > 8);
    assert_true(mark(decides, deciding, sizeof deciding / sizeof deciding[0]) >= 10);
    memset(times, 0, sizeof times);
    memset(first_seen, 0, sizeof first_seen);
    trial_count = 0;
    trials = trials != NULL ? trials : malloc(TRIALS_MAX * sizeof *trials);
    assert_non_null(trials);
    board_snapshot_restore(board, bad);
    run_to_refusal(refusal, count_pc);
    board_snapshot_restore(board, bad);
    run_to_refusal(refusal, choose_pc);
    assert_in_range(trial_count, 1000, TRIALS_MAX - 1);
    board_snapshot_restore(board, bad);
    board_console_clear(board);
    try_skips(name, stage, &tried, &held);
    print_message("%s: %llu instructions to the refusal, %zu to skip, %zu skipped: %zu times refused in words, never left\n", name,
                  (unsigned long long)refused_at, trial_count, tried, held);
    assert_true(tried > 0 && held > 0);
    board_snapshot_free(bad);
}

static void flip(uint32_t address)
{
    uint8_t byte;
    assert_true(board_read(board, address, &byte, 1));
    byte ^= 1;
    assert_true(board_load(board, address, &byte, 1));
}

/* The last byte of an image is its signature's. */
static uint32_t signature_of(const char *image, uint32_t address)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    return address + (uint32_t)device_read(image, bytes) - 5u;
}

static void stage_1__body_changed__never_left(void **state)
{
    (void)state;
    flip(DEVICE_STAGE_2 + 0x1000);
    skip_everywhere("stage 1, body changed", 1, 0x08000000u, "stage 1: nothing to run");
}

static void stage_1__signature_changed__never_left(void **state)
{
    (void)state;
    flip(signature_of("stage_2.img", DEVICE_STAGE_2));
    skip_everywhere("stage 1, signature changed", 1, 0x08000000u, "stage 1: nothing to run");
}

/* A signature of the number 0 that verifies under a public key, from that key alone: r is the x coordinate of b Q, s is r / b. */
static ECDSA_SIG *sign_zero(const EC_GROUP *group, const EC_POINT *q, BN_CTX *ctx)
{
    const BIGNUM *n = EC_GROUP_get0_order(group);
    BIGNUM *b = BN_new(), *r = BN_new(), *s = BN_new();
    EC_POINT *product = EC_POINT_new(group);
    ECDSA_SIG *signature = ECDSA_SIG_new();
    assert_true(BN_rand_range(b, n) && EC_POINT_mul(group, product, NULL, q, b, ctx));
    assert_true(EC_POINT_get_affine_coordinates(group, product, r, NULL, ctx) && BN_nnmod(r, r, n, ctx));
    assert_true(BN_mod_inverse(s, b, n, ctx) != NULL && BN_mod_mul(s, s, r, n, ctx));
    assert_true(ECDSA_SIG_set0(signature, r, s));
    BN_free(b);
    EC_POINT_free(product);
    return signature;
}

/* In place of the signature of the image at an address, of the same size. */
static void put_zero_signature(const char *image, const char *key_name, uint32_t address)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    uint8_t point[65], zero[32] = { 0 }, *der = NULL;
    char path[512];
    size_t size = device_read(image, bytes), length = 64, point_size = 0;
    while (length < 80 && (bytes[size - length] != 0x30 || bytes[size - length - 4] != 0x22 || bytes[size - length - 2] != length)) {
        length++;
    }
    assert_true(length < 80);
    snprintf(path, sizeof path, "%s/keys/%s.pem", device_folder, key_name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    assert_true(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &point_size) == 1);
    assert_int_equal(point_size, sizeof point);
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *q = EC_POINT_new(group);
    BN_CTX *ctx = BN_CTX_new();
    assert_true(EC_POINT_oct2point(group, q, point, sizeof point, ctx));
    ECDSA_SIG *signature = NULL;
    do { /* DER has different sizes */
        ECDSA_SIG_free(signature);
        OPENSSL_free(der);
        der = NULL;
        signature = sign_zero(group, q, ctx);
    } while (i2d_ECDSA_SIG(signature, &der) != (int)length);
    /* it is what it is called */
    EVP_PKEY_CTX *check = EVP_PKEY_CTX_new(key, NULL);
    assert_true(EVP_PKEY_verify_init(check) == 1 && EVP_PKEY_verify(check, der, length, zero, sizeof zero) == 1);
    memcpy(&bytes[size - length], der, length);
    assert_true(board_load(board, address, bytes, size));
    EVP_PKEY_CTX_free(check);
    ECDSA_SIG_free(signature);
    OPENSSL_free(der);
    EC_POINT_free(q);
    EC_GROUP_free(group);
    BN_CTX_free(ctx);
    EVP_PKEY_free(key);
}

static void stage_1__signature_of_zero__never_left(void **state)
{
    (void)state;
    put_zero_signature("stage_2.img", "stage_2", DEVICE_STAGE_2);
    skip_everywhere("stage 1, signature of zero", 1, 0x08000000u, "stage 1: nothing to run");
}

static void put_back(const char *image, uint32_t address)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    size_t size = device_read(image, bytes);
    assert_true(board_load(board, address, bytes, size));
}

static void update(const char *file, const char *image, const char *booted)
{
    device_stage(file, image);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect(booted);
    device_expect("accept: ok");
    board_power_off(board);
}

static void stage_1__older_than_the_counter__never_left(void **state)
{
    (void)state;
    update("stage.img", "stage_2_update.img", "booted BL2 2.0.0");
    put_back("stage_2.img", DEVICE_STAGE_2);
    skip_everywhere("stage 1, downgrade", 1, 0x08000000u, "stage 1: nothing to run");
}

static void stage_2__body_changed__never_left(void **state)
{
    (void)state;
    flip(DEVICE_APP + 0x1000);
    skip_everywhere("stage 2, body changed", 2, DEVICE_STAGE_2, "stage 2: nothing to run");
}

static void stage_2__signature_changed__never_left(void **state)
{
    (void)state;
    flip(signature_of("app_1.img", DEVICE_APP));
    skip_everywhere("stage 2, signature changed", 2, DEVICE_STAGE_2, "stage 2: nothing to run");
}

static void stage_2__signature_of_zero__never_left(void **state)
{
    (void)state;
    put_zero_signature("app_1.img", "app", DEVICE_APP);
    skip_everywhere("stage 2, signature of zero", 2, DEVICE_STAGE_2, "stage 2: nothing to run");
}

static void stage_2__older_than_the_counter__never_left(void **state)
{
    (void)state;
    update("app.img", "app_2.img", "booted App 2.0.0");
    put_back("app_1.img", DEVICE_APP);
    skip_everywhere("stage 2, downgrade", 2, DEVICE_STAGE_2, "stage 2: nothing to run");
}

#define CASE(f) cmocka_unit_test_setup(f, device_begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(stage_1__body_changed__never_left),           CASE(stage_1__signature_changed__never_left),
        CASE(stage_1__signature_of_zero__never_left),      CASE(stage_2__signature_of_zero__never_left),
        CASE(stage_1__older_than_the_counter__never_left), CASE(stage_2__body_changed__never_left),
        CASE(stage_2__signature_changed__never_left),      CASE(stage_2__older_than_the_counter__never_left),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_glitches FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    if (getenv("PSA_GLITCH_CASE") != NULL) {
        cmocka_set_test_filter(getenv("PSA_GLITCH_CASE"));
    }
    return cmocka_run_group_tests(tests, device_factory, device_end);
}
