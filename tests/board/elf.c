/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Loading 32-bit little-endian ARM ELF files. The file is checked as one that an enemy made: every offset is bounded.
 */
#include "tests/board/board_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (16u * 1024u * 1024u)
#define SYMBOLS_MAX 100000u

struct file {
    uint8_t *bytes;
    uint32_t size;
};

static bool refuse(board_t *board, const char *path, const char *why)
{
    snprintf(board->error, sizeof board->error, "%s: %s", path, why);
    return false;
}

static bool within(const struct file *file, uint32_t off, uint32_t size)
{
    return off <= file->size && size <= file->size - off;
}

static uint32_t get16(const struct file *file, uint32_t off)
{
    return (uint32_t)file->bytes[off] | (uint32_t)file->bytes[off + 1] << 8;
}

static uint32_t get32(const struct file *file, uint32_t off)
{
    return get16(file, off) | get16(file, off + 2) << 16;
}

static bool read_file(board_t *board, const char *path, struct file *file)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return refuse(board, path, "can't be opened");
    }
    file->bytes = malloc(FILE_MAX);
    if (file->bytes == NULL) {
        fclose(stream);
        return refuse(board, path, "out of memory");
    }
    size_t size = fread(file->bytes, 1, FILE_MAX, stream);
    bool whole = ferror(stream) == 0 && size < FILE_MAX;
    fclose(stream);
    file->size = (uint32_t)size;
    return whole ? true : refuse(board, path, "can't be read, or is too large");
}

bool board_load(board_t *board, uint32_t address, const void *bytes, size_t size)
{
    const uint8_t *in = bytes;
    uint32_t bank, unit;
    if (board->powered) {
        snprintf(board->error, sizeof board->error, "power is on");
        return false;
    }
    uint8_t *external = size <= BENCH_SIZE ? bench_memory(board, address, (uint32_t)size) : NULL;
    if (external != NULL) {
        memcpy(external, bytes, size);
        return true;
    }
    for (size_t i = 0; i < size; i++) {
        uint32_t at = address + (uint32_t)i;
        if (!flash_locate(board, at, &bank, &unit)) {
            snprintf(board->error, sizeof board->error, "0x%08x is not in the flash", at);
            return false;
        }
    }
    for (size_t i = 0; i < size; i++) {
        uint32_t at = address + (uint32_t)i;
        (void)flash_locate(board, at, &bank, &unit);
        board->lasting.bank[bank][unit * UNIT_SIZE + at % UNIT_SIZE] = in[i];
        board->lasting.unit[bank][unit] = UNIT_VALID;
    }
    return true;
}

void elf_forget(board_t *board)
{
    for (size_t i = 0; i < board->symbol_count; i++) {
        free(board->symbols[i].name);
    }
    free(board->symbols);
    board->symbols = NULL;
    board->symbol_count = 0;
}

static void read_symbols(board_t *board, const struct file *file, uint32_t symtab, uint32_t size, uint32_t strtab,
                         uint32_t names)
{
    uint32_t count = size / 16 < SYMBOLS_MAX ? size / 16 : SYMBOLS_MAX;
    elf_forget(board);
    board->symbols = calloc(count + 1, sizeof board->symbols[0]);
    for (uint32_t i = 0; board->symbols != NULL && i < count; i++) {
        uint32_t at = symtab + 16 * i, name = get32(file, at), type = file->bytes[at + 12] & 0xfu;
        if (type > 2 || name == 0 || name >= names || memchr(file->bytes + strtab + name, 0, names - name) == NULL ||
            file->bytes[strtab + name] == '$') {
            continue;
        }
        struct symbol *symbol = &board->symbols[board->symbol_count];
        symbol->name = strdup((const char *)file->bytes + strtab + name);
        symbol->address = get32(file, at + 4) & (type == 2 ? ~1u : ~0u);
        symbol->size = get32(file, at + 8);
        board->symbol_count += symbol->name != NULL;
    }
}

static void find_symbols(board_t *board, const struct file *file)
{
    uint32_t table = get32(file, 32), each = get16(file, 46), count = get16(file, 48);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = table + (uint64_t)each * i;
        if (each < 40 || at > file->size || !within(file, (uint32_t)at, 40)) {
            return;
        }
        uint32_t section = (uint32_t)at;
        if (get32(file, section + 4) != 2) { /* SHT_SYMTAB */
            continue;
        }
        uint32_t off = get32(file, section + 16), size = get32(file, section + 20), link = get32(file, section + 24);
        uint64_t strings = table + (uint64_t)each * link;
        if (link >= count || strings > file->size || !within(file, (uint32_t)strings, 40) || !within(file, off, size)) {
            return;
        }
        uint32_t names = get32(file, (uint32_t)strings + 16), names_size = get32(file, (uint32_t)strings + 20);
        if (within(file, names, names_size)) {
            read_symbols(board, file, off, size, names, names_size);
        }
        return;
    }
}

/* Check (load false) or load the segments. */
static bool segments(board_t *board, const char *path, const struct file *file, bool load)
{
    uint32_t table = get32(file, 28), each = get16(file, 42), count = get16(file, 44), loaded = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = table + (uint64_t)each * i;
        if (each < 32 || at > file->size || !within(file, (uint32_t)at, 32)) {
            return refuse(board, path, "program headers out of the file");
        }
        uint32_t header = (uint32_t)at, off = get32(file, header + 4), address = get32(file, header + 12),
                 size = get32(file, header + 16), bank, unit;
        if (get32(file, header) != 1 || size == 0) {
            continue;
        }
        if (!within(file, off, size)) {
            return refuse(board, path, "a segment lies out of the file");
        }
        if (bench_memory(board, address, size) == NULL &&
            (size > 4u * 1024u * 1024u || !flash_locate(board, address, &bank, &unit) ||
             !flash_locate(board, address + size - 1, &bank, &unit))) {
            return refuse(board, path, "a segment lies out of the flash");
        }
        loaded++;
        if (load && !board_load(board, address, file->bytes + off, size)) {
            return false;
        }
    }
    return loaded > 0 ? true : refuse(board, path, "nothing to load");
}

bool board_load_elf(board_t *board, const char *path)
{
    static const uint8_t ident[7] = { 0x7f, 'E', 'L', 'F', 1, 1, 1 };
    struct file file = { NULL, 0 };
    bool good = read_file(board, path, &file);
    if (good && (!within(&file, 0, 52) || memcmp(file.bytes, ident, sizeof ident) != 0 || get16(&file, 16) != 2 ||
                 get16(&file, 18) != 40)) {
        good = refuse(board, path, "not a 32-bit little-endian ARM program");
    }
    if (good && board->powered) {
        good = refuse(board, path, "power is on");
    }
    good = good && segments(board, path, &file, false) && segments(board, path, &file, true);
    if (good) {
        find_symbols(board, &file);
    }
    free(file.bytes);
    return good;
}

bool board_symbol(const board_t *board, const char *name, uint32_t *address, uint32_t *size)
{
    for (size_t i = 0; i < board->symbol_count; i++) {
        if (strcmp(board->symbols[i].name, name) == 0) {
            *address = board->symbols[i].address;
            *size = board->symbols[i].size;
            return true;
        }
    }
    return false;
}
