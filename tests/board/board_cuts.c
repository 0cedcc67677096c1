/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The bench's half of the power cuts of internal trusted storage on the board (tests/board/target/test_its_cuts.c is
 * the device's): power is cut in flash operations of its history, and sometimes again in the recovery; then the
 * device looks at what is there. Every operation with PSA_TEST_FULL=1, else SAMPLE of them, and among those all
 * around each erase.
 *
 * usage: board_cuts --part PART --boot ADDRESS PROGRAM.elf
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/board/board.h"

#define LIMIT 2000000000u
#define SAMPLE 24u

static board_t *board;
static unsigned failures;

/* One start, until its end. */
static board_end_t start(const char *typed)
{
    board_console_clear(board);
    board_input(board, typed, strlen(typed));
    return board_run(board, LIMIT);
}

static bool is_good(board_end_t how)
{
    return how == BOARD_EXIT && board_exit_status(board) == 0;
}

static void tell(const char *what, uint32_t n, board_end_t how)
{
    fprintf(stderr, "operation %u: %s: %s, status %u %s\n%s\n", n, what, board_end_name(how), board_exit_status(board),
            board_breach(board), board_console(board));
    failures++;
}

/* The letter of the step that was told last. */
static char last_step(void)
{
    char last = 'a';
    for (const char *at = board_console(board); (at = strstr(at, "step ")) != NULL; at += 5) {
        last = at[5];
    }
    return last;
}

static void cut(const board_snapshot_t *prepared, uint32_t n)
{
    board_snapshot_restore(board, prepared);
    board_seed(board, n);
    board_cut_at_flash(board, n, BOARD_TEAR_RANDOM);
    board_end_t how = start("1");
    if (how != BOARD_CUT) {
        tell("was to be cut", n, how);
        return;
    }
    const char check[3] = { '2', last_step(), 0 };
    if (n % 3u == 0) { /* again while it recovers, or goes on */
        board_cut_at_flash(board, 1u + n / 3u % 7u, BOARD_TEAR_RANDOM);
        how = start(check);
        if (how != BOARD_CUT && !is_good(how)) {
            tell("recovery", n, how);
            return;
        }
        board_power_off(board);
    }
    board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
    how = start(check);
    if (!is_good(how)) {
        tell("afterwards", n, how);
    }
}

/* Marks the operations that erase a sector, their neighbours, and `stride` apart all others. */
static uint32_t choose(const board_snapshot_t *prepared, uint32_t operations, bool *chosen)
{
    uint32_t erases = board_counts(board)->erases, found = 0;
    const bool full = getenv("PSA_TEST_FULL") != NULL;
    uint32_t stride = full ? 1u : operations / SAMPLE + 1u;
    board_snapshot_restore(board, prepared);
    uint32_t first = board_counts(board)->flash_operations;
    board_console_clear(board);
    board_input(board, "1", 1);
    for (uint32_t n = 1; n <= operations; n++) {
        chosen[n] = chosen[n] || n % stride == 0;
    }
    while (board_run(board, 20) == BOARD_LIMIT) {
        if (board_counts(board)->erases != erases) {
            uint32_t n = board_counts(board)->flash_operations - first;
            erases = board_counts(board)->erases;
            found++;
            for (uint32_t near = n > 1 ? n - 1 : 1; near <= n + 1 && near <= operations; near++) {
                chosen[near] = true;
            }
        }
    }
    return found;
}

/* The device as it is before its history, which has to have an erase: items are written again until it has. */
static board_snapshot_t *prepare(uint32_t *operations)
{
    board_end_t how = start("0");
    for (uint32_t i = 0; is_good(how) && i < 100u; i++) {
        board_snapshot_t *prepared = board_snapshot_new(board);
        uint32_t first = board_counts(board)->flash_operations, erases = board_counts(board)->erases;
        how = start("1");
        *operations = board_counts(board)->flash_operations - first;
        if (!is_good(how)) {
            board_snapshot_free(prepared);
            break;
        }
        const char check[3] = { '2', last_step(), 0 };
        if (board_counts(board)->erases != erases) {
            how = start(check);
            if (!is_good(how)) {
                tell("the history without a cut", 0, how);
            }
            return prepared;
        }
        board_snapshot_restore(board, prepared);
        board_snapshot_free(prepared);
        how = start("3");
    }
    tell("preparation", 0, how);
    return NULL;
}

static int campaign(void)
{
    uint32_t operations = 0, cuts = 0;
    board_snapshot_t *prepared = prepare(&operations);
    bool *chosen = calloc(operations + 2u, sizeof *chosen);
    uint32_t erases = prepared != NULL && chosen != NULL ? choose(prepared, operations, chosen) : 0;
    for (uint32_t n = 1; erases > 0 && n <= operations && failures < 5u; n++) {
        if (chosen[n]) {
            cut(prepared, n);
            cuts++;
        }
    }
    printf("%u flash operations, %u of them erase a sector; %u cuts, %u failures\n", operations, erases, cuts,
           failures);
    board_snapshot_free(prepared);
    free(chosen);
    return failures == 0 && erases > 0 && cuts >= SAMPLE / 2u ? 0 : 1;
}

int main(int argc, char **argv)
{
    board_part_id_t part;
    if (argc != 6 || strcmp(argv[1], "--part") != 0 || !board_part_by_name(argv[2], &part) ||
        strcmp(argv[3], "--boot") != 0) {
        fprintf(stderr, "usage: board_cuts --part PART --boot ADDRESS PROGRAM.elf\n");
        return 2;
    }
    const uint32_t boot = (uint32_t)strtoul(argv[4], NULL, 0);
    board = board_new(part);
    if (boot >= BOARD_BENCH_BASE) {
        board_memory(board); /* the program is larger than the part */
    }
    if (!board_load_elf(board, argv[5])) {
        fprintf(stderr, "board_cuts: %s\n", board_error(board));
        return 2;
    }
    board_set_option(board, BOARD_NSBOOTR, (boot & 0xffffff00u) | 0xc3u);
    int result = campaign();
    board_free(board);
    return result;
}
