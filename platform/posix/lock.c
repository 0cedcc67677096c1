/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Locks of the POSIX port: one mutex each, their order checked where asserts are on. And the end of a failed assert.
 */
#include "platform/posix/posix_internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define LOCK_COUNT 4u

static pthread_mutex_t locks[LOCK_COUNT] = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                             PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER };

/** Bit per lock that this thread holds. */
static _Thread_local unsigned held;

void plat_lock(plat_lock_id_t id)
{
    unsigned lock = (unsigned)id;
    PLAT_ASSERT(lock < LOCK_COUNT);
    PLAT_ASSERT(held >> lock == 0); /* neither this one nor one of a higher number */
    int failed = pthread_mutex_lock(&locks[lock]);
    PLAT_ASSERT(failed == 0);
    (void)failed;
    held |= 1u << lock;
}

void plat_unlock(plat_lock_id_t id)
{
    unsigned lock = (unsigned)id;
    PLAT_ASSERT(lock < LOCK_COUNT);
    PLAT_ASSERT((held >> lock & 1u) != 0);
    held &= ~(1u << lock);
    int failed = pthread_mutex_unlock(&locks[lock]);
    PLAT_ASSERT(failed == 0);
    (void)failed;
}

PLAT_NORETURN void plat_assert_failed(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, what);
    abort();
}
