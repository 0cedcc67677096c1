/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the storage tests share: devices of the simulator, contents made from a seed, a reference model of items.
 */
#ifndef TESTS_ITS_ENV_H
#define TESTS_ITS_ENV_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/its/its_internal.h"
#include "psa/internal_trusted_storage.h"
#include "psa/protected_storage.h"
#include "tests/sim/sim.h"

/** PSA_TEST_FULL=1 is set: long campaigns. */
bool env_full(void);
/** How many of `count`: all, or with ITS_THIN=N in the environment (the build without a table, which is slow), and not
 *  env_full(), the N-th part, at least 1. */
uint32_t env_some(uint32_t count);

/** A new device whose ITS and PS areas have this shape; the library's RAM is forgotten. */
void env_device(uint32_t sectors, uint32_t erase_size, uint16_t prog_size);
/** Power off and on. */
void env_reboot(void);

/** A small generator, so that every failure can be run again from its seed. */
uint32_t env_random(uint32_t *state);

/** Content of version `version` of item uid. */
void env_fill(uint8_t *out, size_t size, uint64_t uid, uint32_t version);

/** The reference: what the items must be. */
#define ENV_ITEMS 600
#define ENV_SIZE_MAX 8192
typedef struct env_item {
    bool exists;
    uint32_t size;
    uint32_t version;
    psa_storage_create_flags_t flags;
} env_item_t;
typedef struct env_model {
    env_item_t items[ENV_ITEMS]; /* of uid 1 + i */
} env_model_t;

/** psa_its_set() of version `version`, without the model. */
psa_status_t env_set(uint32_t i, uint32_t size, uint32_t version);
/** Whether item i in storage is as *item says. */
bool env_is(uint32_t i, const env_item_t *item);
/** Every item of the model; `what` is printed with the first that differs. */
void env_check(const env_model_t *model, uint32_t count, const char *what);

/** Print what stands in the ITS area, for whoever looks into a failure. */
void env_dump(void);

#endif /* TESTS_ITS_ENV_H */
