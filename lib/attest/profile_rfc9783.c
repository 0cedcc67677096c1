/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The profile of RFC 9783.
 */
#include "profile.h"

#include "cose.h"

const patt_profile_def_t patt_profile_rfc9783 = {
    .name = PATT_PROFILE_TFM_TEXT,
    .name_size = sizeof(PATT_PROFILE_TFM_TEXT) - 1u,
    .reference_size = 19,
    .claims = {
        { PATT_KEY_NONCE, PATT_CLAIM_NONCE },
        { PATT_KEY_INSTANCE_ID, PATT_CLAIM_INSTANCE_ID },
        { PATT_KEY_PROFILE, PATT_CLAIM_PROFILE },
        { PATT_KEY_BOOT_SEED, PATT_CLAIM_BOOT_SEED },
        { PATT_KEY_CLIENT_ID, PATT_CLAIM_CLIENT_ID },
        { PATT_KEY_LIFECYCLE, PATT_CLAIM_LIFECYCLE },
        { PATT_KEY_IMPLEMENTATION_ID, PATT_CLAIM_IMPLEMENTATION_ID },
        { PATT_KEY_CERTIFICATION_REFERENCE, PATT_CLAIM_CERTIFICATION_REFERENCE },
        { PATT_KEY_SW_COMPONENTS, PATT_CLAIM_SW_COMPONENTS },
        { PATT_KEY_VERIFICATION_SERVICE, PATT_CLAIM_VERIFICATION_SERVICE },
    },
};
