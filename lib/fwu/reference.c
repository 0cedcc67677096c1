/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * References, kept by the port.
 */
#include "reference.h"

static bool has_reference(const pfwu_component_t *component, const pfwu_image_t *image)
{
    return component->has_reference && image->hash_size == PLAT_REFERENCE_SIZE;
}

/** In how many bits two looks at the reference differ from what it must be; not 0 if there is none. The hash of the key
 *  is in it because the image's own does not cover that record: the one that an image names must be the one that signed
 *  it. */
static uint32_t differs_from_reference(const pfwu_component_t *component, const uint8_t hash[PFWU_HASH_MAX],
                                       const uint8_t key_hash[PFWU_HASH_MAX])
{
    uint32_t any = 0;
    for (unsigned look = 0; look < 2u; look++) {
        uint8_t reference[PLAT_REFERENCE_SIZE];
        any |= (uint32_t)plat_reference_get(component->id, reference);
        for (size_t i = 0; i < sizeof reference; i++) {
            any |= (uint32_t)(reference[i] ^ hash[i] ^ key_hash[i]);
        }
    }
    return any;
}

pfwu_bool_t pfwu_vouched_for(const pfwu_component_t *component, const pfwu_image_t *image,
                             const uint8_t hash[PFWU_HASH_MAX])
{
    return has_reference(component, image) ? PFWU_YES ^ differs_from_reference(component, hash, image->key_hash)
                                           : PFWU_NO;
}

void pfwu_refer(const pfwu_component_t *component, const pfwu_image_t *image)
{
    if (has_reference(component, image) && differs_from_reference(component, image->hash, image->key_hash) != 0) {
        uint8_t reference[PLAT_REFERENCE_SIZE];
        for (size_t i = 0; i < sizeof reference; i++) {
            reference[i] = image->hash[i] ^ image->key_hash[i];
        }
        psa_status_t status = plat_reference_set(component->id, reference);
        (void)status; /* without it the next boot checks the signature again */
    }
}
