/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a profile is to the attester: the keys of its claims in the order of the token, and its name. PATT_PROFILE
 * (config.h) names the one that is linked.
 */
#ifndef PATT_PROFILE_H
#define PATT_PROFILE_H

#include <stdint.h>

/** What a claim says. */
typedef enum patt_claim_kind {
    PATT_CLAIM_NONCE,
    PATT_CLAIM_INSTANCE_ID,
    PATT_CLAIM_PROFILE,
    PATT_CLAIM_BOOT_SEED,
    PATT_CLAIM_CLIENT_ID,
    PATT_CLAIM_LIFECYCLE,
    PATT_CLAIM_IMPLEMENTATION_ID,
    PATT_CLAIM_CERTIFICATION_REFERENCE,
    PATT_CLAIM_SW_COMPONENTS,
    PATT_CLAIM_VERIFICATION_SERVICE,
    PATT_CLAIM_COUNT,
} patt_claim_kind_t;

typedef struct patt_claim {
    int32_t key;   /* in the claims map */
    uint8_t claim; /* patt_claim_kind_t */
} patt_claim_t;

typedef struct patt_profile_def {
    const char *name;
    uint8_t name_size;
    uint8_t reference_size;                /* bytes of "EAN-13, dash, 5 digits" that the profile has */
    patt_claim_t claims[PATT_CLAIM_COUNT]; /* in deterministic order: by encoded key (RFC 8949 section 4.2.1) */
} patt_profile_def_t;

extern const patt_profile_def_t patt_profile_rfc9783; /* profile_rfc9783.c */
extern const patt_profile_def_t patt_profile_legacy;  /* profile_legacy.c */

#endif /* PATT_PROFILE_H */
