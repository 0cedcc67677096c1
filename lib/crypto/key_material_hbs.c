/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * LMS, HSS, XMSS and XMSS^MT public keys (Crypto API 1.5, "Leighton-Micali Signature keys", "XMSS and XMSS^MT keys").
 */
#include "key_material_hbs.h"

#include "lib/crypto/core/config.h"
#include "lib/crypto/core/lms.h"
#include "lib/crypto/core/xmss.h"

#if PCC_HAVE_XMSS
static bool is_wanted_xmss(bool multi)
{
#if defined(PSA_WANT_KEY_TYPE_XMSS_PUBLIC_KEY)
    if (!multi) {
        return true;
    }
#endif
#if defined(PSA_WANT_KEY_TYPE_XMSS_MT_PUBLIC_KEY)
    if (multi) {
        return true;
    }
#endif
    return false;
}
#endif

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
#if PCC_HAVE_XMSS
    if (type == PSA_KEY_TYPE_XMSS_PUBLIC_KEY || type == PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY) {
        bool multi = type == PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY;
        pcc_xmss_key_t key;
        status = is_wanted_xmss(multi) ? pcc_xmss_read_public(material, size, multi, &key) : PSA_ERROR_NOT_SUPPORTED;
        if (status == PSA_SUCCESS) {
            *bits = 8u * key.n;
        }
    }
#endif
    return status;
}
