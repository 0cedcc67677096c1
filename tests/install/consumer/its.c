/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Consumer of the installed psa::its: store an item and read it back.
 */
#include <platform/posix/plat_posix.h>
#include <psa/internal_trusted_storage.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc != 2 || plat_posix_create(argv[1], NULL) != PSA_SUCCESS || plat_posix_open(argv[1]) != PSA_SUCCESS) {
        return 1;
    }
    static const char text[] = "kept";
    char back[sizeof text];
    size_t size = 0;
    if (psa_its_set(1, sizeof text, text, PSA_STORAGE_FLAG_NONE) != PSA_SUCCESS ||
        psa_its_get(1, 0, sizeof back, back, &size) != PSA_SUCCESS) {
        return 1;
    }
    return size == sizeof text && memcmp(back, text, sizeof text) == 0 ? 0 : 1;
}
