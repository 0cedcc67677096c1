/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The campaign of skips.h: a first boot counts, a second one chooses, a third one is forked from.
 */
#define _POSIX_C_SOURCE 200809L
#include "tests/board/skips.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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
/* Instructions to the refusal, such as a signature in software takes: a sample has fewer of these. */
#define FAR 3000000u
#define SAMPLE_FAR 10u
#define DECIDING_FAR 50u /* each of so many */
#define SLICE 50000u
#define AHEAD 16u /* a run may end some instructions later, behind an IT block */

static bool in_loop[CODE_MAX / 2], decides[CODE_MAX / 2], always[CODE_MAX / 2];
static uint32_t first_seen[CODE_MAX / 2], times[CODE_MAX / 2];
static struct trial {
    uint64_t count;
    uint32_t pc;
} *trials;
static size_t trial_count;
static uint32_t code_start;
static uint64_t refused_at;

/* The code of these functions, as far as they are there: others are inlined. */
static void mark(bool marks[CODE_MAX / 2], const skips_names_t *names)
{
    unsigned found = 0;
    memset(marks, 0, CODE_MAX / 2 * sizeof marks[0]);
    for (size_t i = 0; i < names->count; i++) {
        uint32_t address = 0, size = 0;
        if (board_symbol(board, names->names[i], &address, &size) && address >= code_start) {
            found++;
            for (uint32_t at = address; at < address + size && at - code_start < CODE_MAX; at += 2) {
                marks[(at - code_start) / 2] = true;
            }
        }
    }
    assert_in_range(found, names->least, names->count);
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

/* Of the chosen skips, those to try: each `step`th; and in a sample, where it is decided, those of which much has to
 * run afterwards not each, but where a stage says so. */
static size_t step_of_trials(void)
{
    const char *step = getenv("PSA_GLITCH_STEP");
    if (step != NULL && atoi(step) > 0) {
        return (size_t)atoi(step);
    }
    return getenv("PSA_TEST_FULL") != NULL ? 1 : trial_count / (refused_at > FAR ? SAMPLE_FAR : SAMPLE);
}

static bool is_tried(size_t i, size_t step)
{
    const uint32_t at = (trials[i].pc - code_start) / 2;
    const bool is_far = refused_at - trials[i].count > FAR;
    return i % step == step / 2 || always[at] || (decides[at] && (!is_far || i % DECIDING_FAR == 0));
}

/* Refused in words; stopped without; a breach of what is shown here. */
typedef enum outcome { HELD = 0, QUIET, LEFT } outcome_t;

/* At a branch to itself, such as the end of the handler of faults: nothing comes of it any more. */
static bool stands_still(void)
{
    uint8_t code[2];
    return board_read(board, board_pc(board) & ~1u, code, sizeof code) && code[0] == 0xfe && code[1] == 0xe7;
}

/* In a process of its own: the skip, and what comes of it. */
static outcome_t skip_here(const char *name, const skips_stage_t *stage, uint64_t now, const struct trial *trial)
{
    const uint64_t until = now + 2 * refused_at;
    board_end_t end = BOARD_LIMIT;
    board_skip_at(board, trial->count);
    /* Slices: more work than without a fault is possible, not more than twice as much. */
    for (uint64_t at = now; at < until && end == BOARD_LIMIT && !device_says(stage->refusal); at += SLICE) {
        end = board_run(board, SLICE);
        if (board_hdpl(board) > stage->level || device_says(stage->next)) {
            fprintf(stderr, "%s: skipped instruction %llu at 0x%08x: the stage was left\n%s\n", name,
                    (unsigned long long)trial->count, trial->pc, board_console(board));
            return LEFT;
        }
        if (end == BOARD_LIMIT && stands_still()) {
            break;
        }
    }
    return device_says(stage->refusal) ? HELD : QUIET;
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
static void try_skips(const char *name, const skips_stage_t *stage, size_t *tried, size_t *held)
{
    const long most = sysconf(_SC_NPROCESSORS_ONLN);
    const size_t step = step_of_trials();
    const uint64_t first = getenv("PSA_GLITCH_FROM") != NULL ? strtoull(getenv("PSA_GLITCH_FROM"), NULL, 0) : 0;
    long running = 0;
    uint64_t now = 0; /* power is off */
    for (size_t i = 0; i < trial_count; i++) {
        const uint64_t at = trials[i].count;
        if (at < first || !is_tried(i, step)) {
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

void skips_everywhere(const char *name, const skips_stage_t *stage)
{
    size_t tried = 0, held = 0;
    char elf[512];
    board_snapshot_t *bad = board_snapshot_new(board);
    snprintf(elf, sizeof elf, "%s/%s", device_folder, stage->elf);
    assert_true(board_load_elf(board, elf)); /* for its symbols; flash is put back */
    code_start = stage->code;
    mark(in_loop, &stage->loops);
    mark(decides, &stage->deciding);
    mark(always, &stage->always);
    memset(times, 0, sizeof times);
    memset(first_seen, 0, sizeof first_seen);
    trial_count = 0;
    trials = trials != NULL ? trials : malloc(TRIALS_MAX * sizeof *trials);
    assert_non_null(trials);
    board_snapshot_restore(board, bad);
    run_to_refusal(stage->refusal, count_pc);
    board_snapshot_restore(board, bad);
    run_to_refusal(stage->refusal, choose_pc);
    assert_in_range(trial_count, 1000, TRIALS_MAX - 1);
    board_snapshot_restore(board, bad);
    board_console_clear(board);
    try_skips(name, stage, &tried, &held);
    print_message(
        "%s: %llu instructions to the refusal, %zu to skip, %zu skipped: %zu times refused in words, never left\n",
        name, (unsigned long long)refused_at, trial_count, tried, held);
    assert_true(tried > 0 && held > 0);
    board_snapshot_free(bad);
}

void skips_flip(uint32_t address)
{
    uint8_t byte;
    assert_true(board_read(board, address, &byte, 1));
    byte ^= 1;
    assert_true(board_load(board, address, &byte, 1));
}

/* The last byte of an image is its signature's. */
uint32_t skips_signature_of(const char *image, uint32_t address)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    return address + (uint32_t)device_read(image, bytes) - 5u;
}

/* A signature of the number 0 that verifies under a public key, from that key alone: r is the x coordinate of b Q, s
 * is r / b. */
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

/* Of the same size as the signature that it replaces. */
void skips_put_zero_signature(const char *image, const char *key_name, uint32_t address)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    uint8_t point[65], zero[32] = { 0 }, *der = NULL;
    char path[512];
    size_t size = device_read(image, bytes), length = 64, point_size = 0;
    while (length < 80 &&
           (bytes[size - length] != 0x30 || bytes[size - length - 4] != 0x22 || bytes[size - length - 2] != length)) {
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
