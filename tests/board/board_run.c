/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Run a program on the emulated board: its console is standard output, its exit status that of this process. 99 and a
 * line on standard error if anything but the program ended it. `psa board run` executes this.
 */
#define _POSIX_C_SOURCE 200809L

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

#include "tests/board/board.h"

#define LIMIT_DEFAULT 20000000000u
#define SLICE 500000u

static int usage(void)
{
    fputs("usage: board_run [--part h573] [--boot ADDRESS] [--limit INSTRUCTIONS] [--counts]\n"
          "                 [--state PRODUCT_STATE] [--until TEXT] [--load ADDRESS=FILE]... [--keep FILE] [--status]\n"
          "                 [--interactive] PROGRAM.elf...\n"
          "       board_run [--part h573] --bench PROGRAM.elf [ARGUMENT]...\n"
          "  --keep FILE    the board as it is without power (flash, option bytes, keys): begins as the file has it, if it is\n"
          "                 there, and is written to it at the end; no PROGRAM is needed then\n"
          "  --status       tell the state of the board at the end\n"
          "  --interactive  what is typed goes to the USARTs\n"
          "  --bench        PROGRAM begins in external RAM at 0x60000000 and reads the host's files by semihosting\n",
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

static const char *state_name(uint32_t state)
{
    static const struct {
        uint32_t state;
        const char *name;
    } rows[] = { { 0xed, "Open" },           { 0x17, "Provisioning" }, { 0x2e, "iROT-Provisioned" },
                 { 0xc6, "TZ-Closed" },      { 0x72, "Closed" },       { 0x5c, "Locked" },
                 { 0x9a, "Regression" },     { 0xa3, "NS-Regression" } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].state == state) {
            return rows[i].name;
        }
    }
    return "no product state";
}

static void status(board_t *board, board_end_t end)
{
    const board_counts_t *c = board_counts(board);
    uint32_t optsr = board_option(board, BOARD_OPTSR);
    fprintf(stderr,
            "board: %s, %s; product state 0x%02x (%s), boot address 0x%08x, banks %s, TZEN 0x%02x, level %u\n"
            "board: PC 0x%08x, LR 0x%08x, SP 0x%08x, %u faults, %u NMIs, %u flash operations, %u option changes\n",
            board_part_name(board), board_end_name(end), optsr >> 8 & 0xffu, state_name(optsr >> 8 & 0xffu),
            board_option(board, BOARD_NSBOOTR) & 0xffffff00u, optsr >> 31 != 0 ? "exchanged" : "as built",
            board_option(board, BOARD_OPTSR2) >> 24, board_hdpl(board), board_pc(board), board_register(board, 14),
            board_register(board, 13), c->faults, c->nmis, c->flash_operations, c->options);
}

/* What was typed since. */
static void type(board_t *board)
{
    struct pollfd wait = { .fd = STDIN_FILENO, .events = POLLIN };
    char bytes[256];
    if (poll(&wait, 1, 0) > 0 && (wait.revents & (POLLIN | POLLHUP)) != 0) {
        ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
        if (got > 0) {
            board_input(board, bytes, (size_t)got);
        }
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

static int give_up(board_t *board)
{
    fprintf(stderr, "board: %s\n", board_error(board));
    board_free(board);
    return 99;
}

/* The program and its arguments, as one line. */
static void set_up_bench(board_t *board, int count, char **words)
{
    char line[256] = "";
    size_t size = 0;
    for (int i = 0; i < count && size < sizeof line; i++) {
        size += (size_t)snprintf(line + size, sizeof line - size, "%s%s", i > 0 ? " " : "", words[i]);
    }
    board_bench(board, line);
}

int main(int argc, char **argv)
{
    const char *files[8];
    size_t file_count = 0;
    uint32_t state = 0; /* as it is */
    const char *until = NULL, *keep = NULL;
    bool tells = false, interactive = false, bench = false;
    board_part_id_t part = BOARD_H573;
    unsigned long long limit = LIMIT_DEFAULT;
    uint32_t boot = 0;
    bool count = false;
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--counts") == 0) {
            count = true;
        } else if (strcmp(argv[i], "--status") == 0) {
            tells = true;
        } else if (strcmp(argv[i], "--interactive") == 0) {
            interactive = true;
        } else if (strcmp(argv[i], "--bench") == 0) {
            bench = true;
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
        } else if (strcmp(argv[i], "--keep") == 0) {
            keep = argv[++i];
        } else if (strcmp(argv[i], "--limit") == 0) {
            limit = strtoull(argv[++i], NULL, 0);
        } else {
            return usage();
        }
    }
    if (i == argc && (keep == NULL || access(keep, F_OK) != 0)) {
        return usage();
    }
    board_t *board = board_new(part);
    bool is_new = keep == NULL || access(keep, F_OK) != 0;
    if (!is_new && !board_restore(board, keep)) {
        return give_up(board);
    }
    if (bench && i < argc) {
        set_up_bench(board, argc - i, &argv[i]);
        boot = BOARD_BENCH_BASE;
        argc = i + 1;
    }
    if (!bench && boot >= BOARD_BENCH_BASE) {
        board_memory(board); /* the program is larger than the part */
    }
    for (; i < argc; i++) {
        if (!board_load_elf(board, argv[i])) {
            return give_up(board);
        }
    }
    for (size_t f = 0; f < file_count; f++) {
        if (!load_file(board, files[f])) {
            board_free(board);
            return 99;
        }
    }
    if (state != 0) {
        board_set_product_state(board, (uint8_t)state);
    }
    if (boot != 0) {
        board_set_option(board, BOARD_NSBOOTR, (boot & 0xffffff00u) | 0xc3u);
    }
    board_console_echo(board, true);
    board_end_t end = BOARD_LIMIT;
    bool said = false;
    for (unsigned long long run = 0; run < limit && end == BOARD_LIMIT && !said; run += SLICE) {
        bool sliced = until != NULL || interactive;
        if (interactive) {
            type(board);
        }
        end = board_run(board, sliced || limit < SLICE ? (limit < SLICE ? limit : SLICE) : limit);
        said = until != NULL && strstr(board_console(board), until) != NULL;
        run += sliced ? 0 : limit;
    }
    if (count) {
        counts(board);
    }
    if (tells) {
        status(board, end);
    }
    int result = end == BOARD_EXIT ? (int)(board_exit_status(board) & 0x7fu) : 99;
    if (said) {
        result = 0;
    } else if (end != BOARD_EXIT) {
        fprintf(stderr, "board: %s%s%s, PC 0x%08x, LR 0x%08x\n", board_end_name(end), end == BOARD_BREACH ? ": " : "",
                board_breach(board), board_pc(board), board_register(board, 14));
    }
    board_power_off(board);
    if (keep != NULL && !board_save(board, keep)) {
        fprintf(stderr, "board: %s\n", board_error(board));
        result = 99;
    }
    board_free(board);
    return result;
}
