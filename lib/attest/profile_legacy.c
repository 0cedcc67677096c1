/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PSA_IOT_PROFILE_1 of Attestation API 1.0, for verifiers that know nothing newer. Its hardware version is the EAN-13
 * alone.
 */
#include "profile.h"

#include "cose.h"

const patt_profile_def_t patt_profile_legacy = {
    .name = PATT_PROFILE_LEGACY_TEXT,
    .name_size = sizeof(PATT_PROFILE_LEGACY_TEXT) - 1u,
    .reference_size = 13,
    .claims = {
        { PATT_LEGACY_PROFILE, PATT_CLAIM_PROFILE },
        { PATT_LEGACY_CLIENT_ID, PATT_CLAIM_CLIENT_ID },
        { PATT_LEGACY_LIFECYCLE, PATT_CLAIM_LIFECYCLE },
        { PATT_LEGACY_IMPLEMENTATION_ID, PATT_CLAIM_IMPLEMENTATION_ID },
        { PATT_LEGACY_BOOT_SEED, PATT_CLAIM_BOOT_SEED },
        { PATT_LEGACY_HARDWARE_VERSION, PATT_CLAIM_CERTIFICATION_REFERENCE },
        { PATT_LEGACY_SW_COMPONENTS, PATT_CLAIM_SW_COMPONENTS },
        { PATT_LEGACY_NONCE, PATT_CLAIM_NONCE },
        { PATT_LEGACY_INSTANCE_ID, PATT_CLAIM_INSTANCE_ID },
        { PATT_LEGACY_VERIFICATION_SERVICE, PATT_CLAIM_VERIFICATION_SERVICE },
    },
};
