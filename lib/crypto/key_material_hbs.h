/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Public keys of hash-based signatures. CMake compiles key_material_hbs.c only if one of them is wanted (PCC_HAVE_HBS).
 */
#ifndef PCRYPTO_KEY_MATERIAL_HBS_H
#define PCRYPTO_KEY_MATERIAL_HBS_H

#include <stdbool.h>

#include "key_slots.h"

/** Whether it is a type of these, in this build or not. */
static inline bool pcrypto_hbs_is(psa_key_type_t type)
{
    return type == PSA_KEY_TYPE_LMS_PUBLIC_KEY || type == PSA_KEY_TYPE_HSS_PUBLIC_KEY ||
           type == PSA_KEY_TYPE_XMSS_PUBLIC_KEY || type == PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY;
}

/** Check a public key in its import format; *bits is the size of its hashes. */
psa_status_t pcrypto_hbs_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits);

#endif /* PCRYPTO_KEY_MATERIAL_HBS_H */
