/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Entropy of the POSIX port: the kernel's generator, which waits until it was seeded.
 */
#include "platform/posix/posix_internal.h"

#include <errno.h>
#include <sys/random.h>

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
