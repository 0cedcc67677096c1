/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Instructions of the size query of attestation on a Cortex-M33: the first one in a boot, which asks for every fact,
 * and those after it. A program of its own, so that what it links changes nothing in bench_m33. Preset bench-m33, run
 * by scripts/bench.
 */
#include "lib/attest/attest_internal.h"
#include "psa/crypto.h"
#include "psa/initial_attestation.h"

#include "bench.h"
#include "m33_instructions.h"

#define FIGURE "attest, M33"

static void token_size(void)
{
    size_t size = 0;
    BENCH_CHECK(psa_initial_attest_get_token_size(32, &size) == PSA_SUCCESS && size == 608);
}

static void token_size_first(void)
{
    patt_reset();
    token_size();
}

int main(void)
{
    BENCH_CHECK(psa_crypto_init() == PSA_SUCCESS);
    m33_calibrate();
    bench_at_most(FIGURE, "psa_initial_attest_get_token_size", m33_instructions(token_size, 1000), "instructions", 300);
    bench_figure(FIGURE, "psa_initial_attest_get_token_size, first in a boot", m33_instructions(token_size_first, 100),
                 "instructions");
    return 0;
}
