/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Numbers of COSE (RFC 9052, RFC 9053) and of the PSA token (RFC 9783) that both archives of this folder use.
 */
#ifndef PATT_COSE_H
#define PATT_COSE_H

/** CBOR tags of the two envelopes, and the one of a CWT, which a PSA token does not carry (RFC 9783 section 5.1). */
#define PATT_TAG_COSE_MAC0 17u
#define PATT_TAG_COSE_SIGN1 18u
#define PATT_TAG_CWT 61u

/** Header labels (RFC 9052 section 3.1; RFC 9360 for the chain). */
#define PATT_COSE_LABEL_ALG 1
#define PATT_COSE_LABEL_CRIT 2
#define PATT_COSE_LABEL_KID 4
#define PATT_COSE_LABEL_X5CHAIN 33

/** Algorithms of the profile (RFC 9783 section 5.2, RFC 9053 sections 2.1 and 3.1). */
#define PATT_COSE_ES256 (-7)
#define PATT_COSE_ES384 (-35)
#define PATT_COSE_ES512 (-36)
#define PATT_COSE_HMAC256 5
#define PATT_COSE_HMAC384 6
#define PATT_COSE_HMAC512 7

/** Profile strings (RFC 9783 section 4.5.2; Attestation API 1.0). */
#define PATT_PROFILE_TFM_TEXT "tag:psacertified.org,2023:psa#tfm"
#define PATT_PROFILE_LEGACY_TEXT "PSA_IOT_PROFILE_1"
/** The name in the drafts of RFC 9783 from 2021 to October 2023. */
#define PATT_PROFILE_DRAFT_TEXT "http://arm.com/psa/2.0.0"

/** Claim keys of RFC 9783 (section 4, table in section 9). 2397 is not assigned: drafts had the boot seed there. */
#define PATT_KEY_NONCE 10
#define PATT_KEY_INSTANCE_ID 256
#define PATT_KEY_PROFILE 265
#define PATT_KEY_BOOT_SEED 268
#define PATT_KEY_CLIENT_ID 2394
#define PATT_KEY_LIFECYCLE 2395
#define PATT_KEY_IMPLEMENTATION_ID 2396
#define PATT_KEY_DRAFT_BOOT_SEED 2397
#define PATT_KEY_CERTIFICATION_REFERENCE 2398
#define PATT_KEY_SW_COMPONENTS 2399
#define PATT_KEY_VERIFICATION_SERVICE 2400

/** Claim keys of PSA_IOT_PROFILE_1 (Attestation API 1.0). */
#define PATT_LEGACY_PROFILE (-75000)
#define PATT_LEGACY_CLIENT_ID (-75001)
#define PATT_LEGACY_LIFECYCLE (-75002)
#define PATT_LEGACY_IMPLEMENTATION_ID (-75003)
#define PATT_LEGACY_BOOT_SEED (-75004)
#define PATT_LEGACY_HARDWARE_VERSION (-75005)
#define PATT_LEGACY_SW_COMPONENTS (-75006)
#define PATT_LEGACY_NO_SW_MEASUREMENTS (-75007)
#define PATT_LEGACY_NONCE (-75008)
#define PATT_LEGACY_INSTANCE_ID (-75009)
#define PATT_LEGACY_VERIFICATION_SERVICE (-75010)

/** Keys in the map of a software component, the same in both profiles. */
#define PATT_SW_TYPE 1
#define PATT_SW_VALUE 2
#define PATT_SW_VERSION 4
#define PATT_SW_SIGNER 5
#define PATT_SW_DESCRIPTION 6

/** An instance id begins with the EAT type byte "RAND" (RFC 9783 section 4.2.1). */
#define PATT_UEID_RAND 0x01u

#endif /* PATT_COSE_H */
