/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Consumer of the installed psa::fwu: the engine and the service are there, and an unknown component is refused.
 */
#include <pfwu.h>
#include <platform/posix/plat_posix.h>
#include <psa/crypto.h>
#include <psa/update.h>

/** A product with nothing to update. */
const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = 0;
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 2 || plat_posix_create(argv[1], NULL) != PSA_SUCCESS || plat_posix_open(argv[1]) != PSA_SUCCESS) {
        return 1;
    }
    psa_fwu_component_info_t info;
    return psa_crypto_init() == PSA_SUCCESS && psa_fwu_query(250, &info) == PSA_ERROR_DOES_NOT_EXIST ? 0 : 1;
}
