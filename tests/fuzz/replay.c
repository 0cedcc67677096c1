/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Runs a fuzz target without libFuzzer: every file of the corpus folder as it is, then a fixed number of mutations of
 * each (cut short, bytes changed, bits turned, pieces doubled), the same ones at every run.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 65536u
#define MUTATIONS 400u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t state = 0x9E3779B97F4A7C15u;

/* xorshift64: repeatable, not random. */
static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

/* The target gets a block of exactly the input's size, so that a sanitizer sees the first byte read past it. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    if (exact == NULL) {
        perror("replay");
        exit(1);
    }
    memcpy(exact, data, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static size_t mutate(uint8_t *data, size_t size)
{
    for (uint32_t changes = 1 + draw(4); changes > 0 && size > 0; changes--) {
        size_t at = draw((uint32_t)size);
        switch (draw(5)) {
        case 0:
            data[at] = (uint8_t)draw(256);
            break;
        case 1:
            data[at] ^= (uint8_t)(1u << draw(8));
            break;
        case 2:
            data[at] = draw(2) ? 0xFF : 0x00;
            break;
        case 3:
            size = at;
            break;
        default:
            if (size + (size - at) <= INPUT_MAX) {
                memmove(data + size, data + at, size - at);
                size += size - at;
            }
            break;
        }
    }
    return size;
}

static size_t load(const char *path, uint8_t *data)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    size_t size = fread(data, 1, INPUT_MAX, file);
    fclose(file);
    return size;
}

int main(int argc, char **argv)
{
    static uint8_t seed[INPUT_MAX];
    static uint8_t data[INPUT_MAX];
    unsigned files = 0;
    DIR *corpus = argc == 2 ? opendir(argv[1]) : NULL;
    if (corpus == NULL) {
        fprintf(stderr, "replay: give the corpus folder\n");
        return 2;
    }
    run(seed, 0);
    for (struct dirent *entry; (entry = readdir(corpus)) != NULL;) {
        char path[4096];
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        size_t size = load(path, seed);
        run(seed, size);
        for (uint32_t i = 0; i < MUTATIONS; i++) {
            memcpy(data, seed, size);
            run(data, mutate(data, size));
        }
        files++;
    }
    closedir(corpus);
    printf("%u inputs and %u mutations\n", files, files * MUTATIONS);
    return files > 0 ? 0 : 1;
}
