/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Entropy of the POSIX port: the kernel's generator, which waits until it was seeded; and the count of fork().
 */
#include "platform/posix/posix_internal.h"

#include <errno.h>
#include <pthread.h>
#include <sys/random.h>
#include <unistd.h>

psa_status_t plat_entropy(uint8_t *out, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = getrandom(&out[done], size - done, 0);
        if (got > 0) {
            done += (size_t)got; /* a signal cuts long requests short */
        } else if (got == 0 || errno != EINTR) {
            plat_px_wipe(out, size);
            (void)plat_px_fail_errno("getrandom", "");
            return PSA_ERROR_INSUFFICIENT_ENTROPY;
        }
    }
    return PSA_SUCCESS;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool counts;
static uint32_t forks; /* on the way from the first program to this one */

static void in_child(void)
{
    forks++;
}

static void start_to_count(void)
{
    counts = pthread_atfork(NULL, NULL, in_child) == 0;
}

uint32_t plat_copy_number(void)
{
    (void)pthread_once(&once, start_to_count);
    /* Without memory for the handler the process id serves: it comes again only after all others did. */
    return counts ? forks : (uint32_t)getpid();
}
