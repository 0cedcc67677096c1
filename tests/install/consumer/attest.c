/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Consumer of the installed psa::attest: a challenge of a wrong size is refused (Attestation 2.0, 3.4.2).
 */
#include <platform/posix/plat_posix.h>
#include <psa/crypto.h>
#include <psa/initial_attestation.h>

int main(int argc, char **argv)
{
    if (argc != 2 || plat_posix_create(argv[1], NULL) != PSA_SUCCESS || plat_posix_open(argv[1]) != PSA_SUCCESS) {
        return 1;
    }
    size_t size = 1;
    return psa_crypto_init() == PSA_SUCCESS &&
                   psa_initial_attest_get_token_size(31, &size) == PSA_ERROR_INVALID_ARGUMENT
               ? 0
               : 1;
}
