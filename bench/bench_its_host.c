/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Internal trusted storage on a host, beside Mbed TLS 2.28's psa_its_file in the same folder, both durable: a set that
 * returned is on disk. psa_its_file does not see to that, so fclose() and rename() are replaced here by ones that do.
 * It stores plaintext; the target is its rate all the same.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "platform/posix/plat_posix.h"
#include "psa/internal_trusted_storage.h"

#include "bench.h"

#define ITEMS 10u
#define ROUNDS 9u /* ours and theirs in turn, as disks are noisy; the figures are medians */
#define SETS 150u /* a round */
#define GETS 5000u
#define SIZE 32u

int fclose(FILE *file)
{
    static int (*real)(FILE *);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "fclose");
    }
    if ((fcntl(fileno(file), F_GETFL) & O_ACCMODE) != O_RDONLY) {
        BENCH_CHECK(fflush(file) == 0);
        (void)fsync(fileno(file)); /* a pipe need not be */
    }
    return real(file);
}

int rename(const char *from, const char *to)
{
    int folder = open(".", O_RDONLY | O_DIRECTORY);
    int result = renameat(AT_FDCWD, from, AT_FDCWD, to);
    BENCH_CHECK(folder >= 0 && fsync(folder) == 0 && close(folder) == 0);
    return result;
}

typedef int32_t (*set_t)(uint64_t uid, uint32_t size, const void *data, uint32_t flags);
typedef int32_t (*get_t)(uint64_t uid, uint32_t offset, uint32_t size, void *data, size_t *length);

static int32_t our_set(uint64_t uid, uint32_t size, const void *data, uint32_t flags)
{
    return psa_its_set(uid, size, data, flags);
}

static int32_t our_get(uint64_t uid, uint32_t offset, uint32_t size, void *data, size_t *length)
{
    return psa_its_get(uid, offset, size, data, length);
}

static double now(void)
{
    struct timespec t;
    BENCH_CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double sets_per_second(set_t set)
{
    uint8_t data[SIZE] = { 0 };
    double start = now();
    for (uint32_t i = 0; i < SETS; i++) {
        memcpy(data, &i, sizeof i);
        BENCH_CHECK(set(1u + i % ITEMS, SIZE, data, 0) == 0);
    }
    return SETS / (now() - start);
}

static double gets_per_second(get_t get)
{
    uint8_t data[SIZE];
    size_t length;
    double start = now();
    for (uint32_t i = 0; i < GETS; i++) {
        BENCH_CHECK(get(1u + i % ITEMS, 0, SIZE, data, &length) == 0 && length == SIZE);
    }
    return GETS / (now() - start);
}

static int slower(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double rates[ROUNDS])
{
    qsort(rates, ROUNDS, sizeof *rates, slower);
    return rates[ROUNDS / 2];
}

/* What a store does a second, in median. */
typedef struct {
    double sets[ROUNDS], gets[ROUNDS];
} rates_t;

static void measure(rates_t *rates, uint32_t round, set_t set, get_t get)
{
    rates->sets[round] = sets_per_second(set);
    rates->gets[round] = gets_per_second(get);
}

int main(void)
{
    char folder[] = "bench-its-XXXXXX";
    BENCH_CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0);
    BENCH_CHECK(plat_posix_create("device", NULL) == PSA_SUCCESS && plat_posix_open("device") == PSA_SUCCESS);
    void *mbedtls =
        dlopen("libmbedcrypto.so.7", RTLD_NOW | RTLD_LOCAL); /* 2.28; 3.6 has psa_its_file, too, but other names */
    set_t their_set = NULL;
    get_t their_get = NULL;
    if (mbedtls) {
        *(void **)&their_set = dlsym(mbedtls, "psa_its_set");
        *(void **)&their_get = dlsym(mbedtls, "psa_its_get");
    }
    bool compared = their_set && their_get;
    static rates_t ours, theirs; /* of zeros: no target */
    for (uint32_t round = 0; round < ROUNDS; round++) {
        measure(&ours, round, our_set, our_get);
        if (compared) {
            measure(&theirs, round, their_set, their_get);
        }
    }
    plat_posix_close();
    if (!compared) {
        fprintf(stderr, "bench: no libmbedcrypto.so.7 to compare with\n");
    }
    bench_at_least("its",
                   compared ? "host, durable sets per second, psa_its_file as target" : "host, durable sets per second",
                   median(ours.sets), "sets/s", median(theirs.sets));
    bench_at_least("its", compared ? "host, gets per second, psa_its_file as target" : "host, gets per second",
                   median(ours.gets), "gets/s", median(theirs.gets));
    fflush(stdout);
    BENCH_CHECK(chdir("..") == 0);
    char command[64];
    snprintf(command, sizeof command, "rm -rf ./%s", folder);
    return system(command) == 0 ? 0 : 1;
}
