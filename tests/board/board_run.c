/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Run a program on the emulated board: its console is standard output, its exit status that of this process. 99 and a
 * line on standard error if anything but the program ended it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/board/board.h"

#define LIMIT_DEFAULT 20000000000u
#define SLICE 500000u

static int usage(void)
{
    fputs("usage: board_run [--part h573] [--boot ADDRESS] [--limit INSTRUCTIONS] [--counts]\n"
          "                 [--state PRODUCT_STATE] [--until TEXT] [--load ADDRESS=FILE]... PROGRAM.elf...\n",
          stderr);
    return 2;
}

static void counts(const board_t *board)
{
    const board_counts_t *c = board_counts(board);
    fprintf(stderr,
            "board: %llu instructions, %u resets, %u NMIs, %u units programmed, %u sectors erased, %u OBK operations\n",
            (unsigned long long)c->instructions, c->resets, c->nmis, c->programs, c->erases, c->keys);
    if (c->faults > c->nmis) {
        fprintf(stderr, "board: last HardFault at 0x%08x\n", c->fault_pc);
    }
}

/* "ADDRESS=FILE": the bytes of a file, into flash. */
static bool load_file(board_t *board, const char *argument)
{
    static uint8_t bytes[0x200000];
    const char *name = strchr(argument, '=');
    FILE *file = name != NULL ? fopen(name + 1, "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "board: %s: can't be opened\n", argument);
        return false;
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (!board_load(board, (uint32_t)strtoul(argument, NULL, 0), bytes, size)) {
        fprintf(stderr, "board: %s: %s\n", argument, board_error(board));
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    const char *files[8];
    size_t file_count = 0;
    uint32_t state = 0xed;
    const char *until = NULL;
    board_part_id_t part = BOARD_H573;
    unsigned long long limit = LIMIT_DEFAULT;
    uint32_t boot = 0x08000000u;
    bool count = false;
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--counts") == 0) {
            count = true;
        } else if (i + 1 == argc) {
            return usage();
        } else if (strcmp(argv[i], "--part") == 0 && board_part_by_name(argv[i + 1], &part)) {
            i++;
        } else if (strcmp(argv[i], "--boot") == 0) {
            boot = (uint32_t)strtoul(argv[++i], NULL, 0);
        } else if (strcmp(argv[i], "--state") == 0) {
            state = (uint32_t)strtoul(argv[++i], NULL, 0);
        } else if (strcmp(argv[i], "--until") == 0) {
            until = argv[++i];
        } else if (strcmp(argv[i], "--load") == 0 && file_count < sizeof files / sizeof files[0]) {
            files[file_count++] = argv[++i];
        } else if (strcmp(argv[i], "--limit") == 0) {
            limit = strtoull(argv[++i], NULL, 0);
        } else {
            return usage();
        }
    }
    if (i == argc) {
        return usage();
    }
    board_t *board = board_new(part);
    for (; i < argc; i++) {
        if (!board_load_elf(board, argv[i])) {
            fprintf(stderr, "board: %s\n", board_error(board));
            return 99;
        }
    }
    for (size_t f = 0; f < file_count; f++) {
        if (!load_file(board, files[f])) {
            return 99;
        }
    }
    board_set_product_state(board, (uint8_t)state);
    board_set_option(board, BOARD_NSBOOTR, (boot & 0xffffff00u) | 0xc3u);
    board_console_echo(board, true);
    board_end_t end = BOARD_LIMIT;
    bool said = false;
    for (unsigned long long run = 0; run < limit && end == BOARD_LIMIT && !said; run += SLICE) {
        end = board_run(board, until != NULL || limit < SLICE ? (limit < SLICE ? limit : SLICE) : limit);
        said = until != NULL && strstr(board_console(board), until) != NULL;
        run += until == NULL ? limit : 0;
    }
    if (count) {
        counts(board);
    }
    int status = end == BOARD_EXIT ? (int)(board_exit_status(board) & 0x7fu) : 99;
    if (said) {
        status = 0;
    } else if (end != BOARD_EXIT) {
        fprintf(stderr, "board: %s%s%s, PC 0x%08x, LR 0x%08x\n", board_end_name(end), end == BOARD_BREACH ? ": " : "",
                board_breach(board), board_pc(board), board_register(board, 14));
    }
    board_free(board);
    return status;
}
