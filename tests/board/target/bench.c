/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * On the bench the port is the simulated one (tests/sim), but for its random bytes, which are drawn from the RNG: PKA
 * and SAES don't work without it. Linked with --wrap=plat_entropy; the port's own is called h5_entropy here.
 */
#include "platform/platform.h"

psa_status_t h5_entropy(uint8_t *out, size_t size);
psa_status_t __real_plat_entropy(uint8_t *out, size_t size);
psa_status_t __wrap_plat_entropy(uint8_t *out, size_t size);

/* tests/sim counts the call, and lets it fail where a test wants that. */
psa_status_t __wrap_plat_entropy(uint8_t *out, size_t size)
{
    psa_status_t status = __real_plat_entropy(out, size);
    return status == PSA_SUCCESS ? h5_entropy(out, size) : status;
}
