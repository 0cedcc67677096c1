/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a module with another PSA layer offers to bench_crypto, under the name mbed_psa. Functions return whether it
 * worked.
 */
#ifndef BENCH_MBED_PSA_H
#define BENCH_MBED_PSA_H

enum { WORK_SHA256, WORK_GCM, WORK_CBC, WORK_HKDF, WORK_SIGN, WORK_COUNT };

typedef struct mbed_psa {
    int (*start)(void);
    int (*work[WORK_COUNT])(void);
} mbed_psa_t;

extern const mbed_psa_t mbed_psa;

#endif /* BENCH_MBED_PSA_H */
