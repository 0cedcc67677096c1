/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * LMS and HSS public keys (Crypto API 1.5, "Leighton-Micali Signature keys").
 */
#include "key_material_hbs.h"

#include "lib/crypto/core/config.h"
#include "lib/crypto/core/lms.h"

psa_status_t pcrypto_hbs_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits)
{
    psa_status_t status = PSA_ERROR_NOT_SUPPORTED;

#if defined(PSA_WANT_KEY_TYPE_LMS_PUBLIC_KEY)
    if (type == PSA_KEY_TYPE_LMS_PUBLIC_KEY) {
        pcc_lms_key_t key;
        status = pcc_lms_read_public(material, size, &key);
        if (status == PSA_SUCCESS) {
            *bits = 8u * key.n;
        }
    }
#endif
#if defined(PSA_WANT_KEY_TYPE_HSS_PUBLIC_KEY)
    if (type == PSA_KEY_TYPE_HSS_PUBLIC_KEY) {
        pcc_hss_key_t key;
        status = pcc_hss_read_public(material, size, &key);
        if (status == PSA_SUCCESS) {
            *bits = 8u * key.top.n;
        }
    }
#endif
    return status;
}
