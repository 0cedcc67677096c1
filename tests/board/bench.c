/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The bench: external RAM for programs that are too large for the part, and a debugger that serves them the host's
 * files (Arm semihosting), for reading only. Standard output is this process's.
 */
#include "tests/board/board_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 16u
#define ACCESS_TIME 8u /* instructions from one access to the next, about */
#define STACK_SIZE 0x40000u
#define CONSOLE 1u /* the handle of ":tt"; files are FIRST_FILE and up */
#define FIRST_FILE 2u
#define FAILED 0xffffffffu
#define MODE_RB 1u /* of SYS_OPEN: 0 "r", 1 "rb", above: writing, or with '+' */

enum semihosting {
    SYS_OPEN = 1,
    SYS_CLOSE,
    SYS_WRITEC,
    SYS_WRITE0,
    SYS_WRITE,
    SYS_READ,
    SYS_READC,
    SYS_ISERROR,
    SYS_ISTTY,
    SYS_SEEK,
    SYS_FLEN = 0xc,
    SYS_CLOCK = 0x10,
    SYS_TIME,
    SYS_ERRNO = 0x13,
    SYS_GET_CMDLINE = 0x15,
    SYS_HEAPINFO
};

/* What is served beyond the first version: the status of an exit, without which every one is good, and standard output
 * by the mode of ":tt". */
static char features[] = { 'S', 'H', 'F', 'B', 3 };

struct bench {
    uint8_t *ram;
    FILE *files[FILES_MAX];
    char arguments[256];
};

void board_memory(board_t *board)
{
    board->bench = calloc(1, sizeof *board->bench);
    void *ram = NULL;
    if (board->bench == NULL || posix_memalign(&ram, 4096, BENCH_SIZE) != 0) {
        fputs("board: out of memory\n", stderr);
        abort();
    }
    memset(ram, 0, BENCH_SIZE);
    board->bench->ram = ram;
}

void board_bench(board_t *board, const char *arguments)
{
    board_memory(board);
    board->unwatched = true;
    (void)snprintf(board->bench->arguments, sizeof board->bench->arguments, "%s", arguments);
}

void bench_free(board_t *board)
{
    if (board->bench == NULL) {
        return;
    }
    for (unsigned i = 0; i < FILES_MAX; i++) {
        if (board->bench->files[i] != NULL) {
            (void)fclose(board->bench->files[i]);
        }
    }
    free(board->bench->ram);
    free(board->bench);
}

uint8_t *bench_memory(board_t *board, uint32_t address, uint32_t size)
{
    if (board->bench != NULL && address - BENCH_BASE < BENCH_SIZE && size <= BENCH_SIZE - (address - BENCH_BASE)) {
        return board->bench->ram + (address - BENCH_BASE);
    }
    return NULL;
}

void bench_tick(board_t *board)
{
    board->now += board->unwatched ? ACCESS_TIME : 0;
}

/* What a program may give a debugger: external RAM, or the part's. */
static uint8_t *memory(board_t *board, uint32_t address, uint32_t size)
{
    uint8_t *external = bench_memory(board, address, size);
    if (external != NULL) {
        return external;
    }
    uint32_t off = address - SRAM_BASE;
    return off < board->part->sram_size && size <= board->part->sram_size - off ? board->sram + off : NULL;
}

static FILE *file_of(const board_t *board, uint32_t handle)
{
    return handle - FIRST_FILE < FILES_MAX ? board->bench->files[handle - FIRST_FILE] : NULL;
}

static uint32_t open_file(board_t *board, const char *name, uint32_t mode)
{
    if (strcmp(name, ":tt") == 0) {
        return CONSOLE;
    }
    const bool asks = strcmp(name, ":semihosting-features") == 0;
    for (uint32_t i = 0; i < FILES_MAX && mode <= MODE_RB; i++) {
        if (board->bench->files[i] == NULL) {
            board->bench->files[i] = asks ? fmemopen(features, sizeof features, "rb") : fopen(name, "rb");
            return board->bench->files[i] != NULL ? FIRST_FILE + i : FAILED;
        }
    }
    return FAILED;
}

static uint32_t close_file(board_t *board, uint32_t handle)
{
    FILE *file = file_of(board, handle);
    if (file == NULL) {
        return handle == CONSOLE ? 0 : FAILED;
    }
    (void)fclose(file);
    board->bench->files[handle - FIRST_FILE] = NULL;
    return 0;
}

static uint32_t length_of(FILE *file)
{
    if (file == NULL) {
        return FAILED;
    }
    long at = ftell(file);
    bool good = at >= 0 && fseek(file, 0, SEEK_END) == 0;
    long length = good ? ftell(file) : -1;
    return length >= 0 && fseek(file, at, SEEK_SET) == 0 ? (uint32_t)length : FAILED;
}

static uint32_t seek(FILE *file, uint32_t to)
{
    return file != NULL && fseek(file, (long)to, SEEK_SET) == 0 ? 0 : FAILED;
}

/* The bytes that were not written, or not read. */
static uint32_t transfer(board_t *board, bool write, uint32_t handle, uint32_t address, uint32_t size)
{
    uint8_t *bytes = memory(board, address, size);
    if (bytes == NULL) {
        return size;
    }
    if (write) {
        return handle == CONSOLE && fwrite(bytes, 1, size, stdout) == size ? 0 : size;
    }
    FILE *file = file_of(board, handle);
    return file != NULL ? size - (uint32_t)fread(bytes, 1, size, file) : size;
}

static uint32_t command_line(board_t *board, uint32_t block, const uint32_t *word)
{
    size_t size = strlen(board->bench->arguments) + 1u;
    uint8_t *out = size <= word[1] ? memory(board, word[0], (uint32_t)size) : NULL;
    uint8_t *length = memory(board, block + 4u, 4);
    if (out == NULL || length == NULL) {
        return FAILED;
    }
    const uint32_t used = (uint32_t)size - 1u;
    memcpy(out, board->bench->arguments, size);
    memcpy(length, &used, sizeof used);
    return 0;
}

/* Heap from the program's end on, stack down from that of external RAM. newlib wants the one below the other. */
static uint32_t heap(board_t *board, uint32_t address)
{
    static const uint32_t info[4] = { 0, BENCH_BASE + BENCH_SIZE - STACK_SIZE, BENCH_BASE + BENCH_SIZE, 0 };
    uint8_t *out = memory(board, address, sizeof info);
    if (out != NULL) {
        memcpy(out, info, sizeof info);
    }
    return 0;
}

bool bench_call(board_t *board, uint32_t call, uint32_t argument, uint32_t *result)
{
    uint32_t word[3] = { 0, 0, 0 };
    if (!board->unwatched) {
        return false;
    }
    /* Most take the address of a block of one to three words. */
    const uint8_t *block = memory(board, argument, sizeof word);
    if (block != NULL) {
        memcpy(word, block, sizeof word);
    }
    const char *name = (const char *)memory(board, word[0], word[2] + 1u);
    switch ((enum semihosting)call) {
    case SYS_OPEN:
        *result = name != NULL && word[2] < 4096u && name[word[2]] == 0 ? open_file(board, name, word[1]) : FAILED;
        return true;
    case SYS_CLOSE:
        *result = close_file(board, word[0]);
        return true;
    case SYS_WRITE:
    case SYS_READ:
        *result = transfer(board, call == SYS_WRITE, word[0], word[1], word[2]);
        return true;
    case SYS_ISTTY:
        *result = word[0] == CONSOLE;
        return true;
    case SYS_SEEK:
        *result = seek(file_of(board, word[0]), word[1]);
        return true;
    case SYS_FLEN:
        *result = length_of(file_of(board, word[0]));
        return true;
    case SYS_GET_CMDLINE:
        *result = command_line(board, argument, word);
        return true;
    case SYS_HEAPINFO:
        *result = heap(board, word[0]);
        return true;
    case SYS_CLOCK:
    case SYS_TIME:
    case SYS_ERRNO:
    case SYS_ISERROR:
        *result = 0;
        return true;
    default:
        return false;
    }
}
