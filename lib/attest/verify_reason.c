/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Names and words for the reasons of a refusal.
 */
#include "patt_verify.h"

typedef struct reason_row {
    const char *name;
    const char *text;
} reason_row_t;

static const reason_row_t rows[PATT_REASON_COUNT] = {
    [PATT_VALID] = { "valid", "the token is valid" },

    [PATT_TOO_LARGE] = { "too-large", "the token is larger than this verifier reads" },
    [PATT_TRUNCATED] = { "truncated", "the bytes end inside an item" },
    [PATT_TRAILING_BYTES] = { "trailing-bytes", "bytes follow the last item" },
    [PATT_MALFORMED_CBOR] = { "malformed-cbor", "a head that CBOR does not define (RFC 8949 section 3)" },
    [PATT_INDEFINITE_LENGTH] = { "indefinite-length", "an item of indefinite length (RFC 9783 section 5.1.1)" },
    [PATT_INVALID_UTF8] = { "invalid-utf8", "a text that is not UTF-8 (RFC 8949 section 3.1)" },
    [PATT_DUPLICATE_KEY] = { "duplicate-key", "a map has the same key twice (RFC 8949 section 5.6)" },
    [PATT_TOO_DEEP] = { "too-deep", "items are nested deeper than this verifier follows" },
    [PATT_TOO_MANY_ENTRIES] = { "too-many-entries", "a map has more entries than this verifier reads" },

    [PATT_CWT_TAG] = { "cwt-tag", "the CWT tag 61 is not used (RFC 9783 section 5.1.1)" },
    [PATT_NO_COSE_TAG] = { "no-cose-tag", "not tagged as COSE_Sign1 (18) or COSE_Mac0 (17)" },
    [PATT_ENVELOPE_SHAPE] = { "envelope-shape", "the envelope is not an array of 4 (RFC 9052 section 4.2)" },
    [PATT_PROTECTED_TYPE] = { "protected-type", "the protected header is not a byte string" },
    [PATT_PROTECTED_NOT_MAP] = { "protected-not-map", "the protected header does not hold a map" },
    [PATT_UNPROTECTED_NOT_MAP] = { "unprotected-not-map", "the unprotected header is not a map" },
    [PATT_HEADER_LABEL] = { "header-label", "a header label is neither integer nor text (RFC 9052 section 1.5)" },
    [PATT_HEADER_IN_BOTH] = { "header-in-both", "a label is in both headers (RFC 9052 section 3)" },
    [PATT_HEADER_TYPE] = { "header-type", "a header parameter has the wrong type (RFC 9052 section 3.1)" },
    [PATT_CRITICAL_HEADER] = { "critical-header", "a critical header parameter that this verifier does not know" },
    [PATT_DETACHED_PAYLOAD] = { "detached-payload", "the payload is not in the token (RFC 9783 section 5.1.1)" },
    [PATT_PAYLOAD_TYPE] = { "payload-type", "the payload is not a byte string" },
    [PATT_SIGNATURE_TYPE] = { "signature-type", "the signature or MAC is not a byte string" },
    [PATT_ALG_NOT_PROTECTED] = { "alg-not-protected", "the protected header names no algorithm" },
    [PATT_ALG_UNSUPPORTED] = { "alg-unsupported", "the algorithm is none of the profile (RFC 9783 section 5.2)" },
    [PATT_ALG_WRONG_ENVELOPE] = { "alg-wrong-envelope", "a signature algorithm in COSE_Mac0 or a MAC in COSE_Sign1" },

    [PATT_NO_KEY] = { "no-key", "no key was given to check the token with" },
    [PATT_KEY_MISMATCH] = { "key-mismatch", "the key is not one for the token's algorithm" },
    [PATT_BAD_SIGNATURE] = { "bad-signature", "the signature is not that of the key over these bytes" },
    [PATT_ALG_NOT_IN_BUILD] = { "alg-not-in-build", "the algorithm is of the profile, but not in this build" },
    [PATT_CRYPTO_FAILED] = { "crypto-failed", "the signature could not be checked: a fault here, not in the token" },

    [PATT_PAYLOAD_NOT_MAP] = { "payload-not-map", "the claims are not a map (RFC 8392 section 1.1)" },
    [PATT_CLAIM_LABEL] = { "claim-label", "a claim key is neither integer nor text (RFC 8392 section 1.1)" },
    [PATT_PROFILE_TYPE] = { "profile-type", "the profile is not a text" },
    [PATT_UNKNOWN_PROFILE] = { "unknown-profile", "the profile is none that this verifier knows" },
    [PATT_MISSING_CLAIM] = { "missing-claim", "a mandatory claim is missing" },
    [PATT_NONCE_TYPE] = { "nonce-type", "the nonce is not a byte string (RFC 9783 section 4.1.1)" },
    [PATT_NONCE_LENGTH] = { "nonce-length", "the nonce is not 32, 48 or 64 bytes (RFC 9783 section 4.1.1)" },
    [PATT_UEID_CBOR_TYPE] = { "ueid-cbor-type", "the instance id is not a byte string (RFC 9783 section 4.2.1)" },
    [PATT_UEID_LENGTH] = { "ueid-length", "the instance id is not 33 bytes (RFC 9783 section 4.2.1)" },
    [PATT_UEID_TYPE] = { "ueid-type", "the instance id is not of type RAND, 0x01 (RFC 9783 section 4.2.1)" },
    [PATT_BOOT_SEED_TYPE] = { "boot-seed-type", "the boot seed is not a byte string (RFC 9783 section 4.3.2)" },
    [PATT_BOOT_SEED_LENGTH] = { "boot-seed-length", "the boot seed is not 8 to 32 bytes; legacy: not 32" },
    [PATT_CLIENT_ID_TYPE] = { "client-id-type", "the client id is not an integer (RFC 9783 section 4.1.2)" },
    [PATT_CLIENT_ID_RANGE] = { "client-id-range", "the client id is 0 or not of 32 bits (RFC 9783 section 4.1.2)" },
    [PATT_LIFECYCLE_TYPE] = { "lifecycle-type", "the life cycle is not an unsigned integer" },
    [PATT_LIFECYCLE_RANGE] = { "lifecycle-range", "the life cycle is no assigned state (RFC 9783 section 4.3.1)" },
    [PATT_IMPLEMENTATION_ID_TYPE] = { "implementation-id-type", "the implementation id is not a byte string" },
    [PATT_IMPLEMENTATION_ID_LENGTH] = { "implementation-id-length",
                                        "the implementation id is not 32 bytes (RFC 9783 section 4.2.2)" },
    [PATT_CERTIFICATION_REFERENCE_TYPE] = { "certification-reference-type",
                                            "the certification reference is not a text" },
    [PATT_CERTIFICATION_REFERENCE_FORMAT] = { "certification-reference-format",
                                              "the certification reference is not EAN-13, dash, 5 digits "
                                              "(RFC 9783 section 4.2.3)" },
    [PATT_VSI_TYPE] = { "vsi-type", "the verification service indicator is not a text (RFC 9783 section 4.5.1)" },
    [PATT_NO_SW_TYPE] = { "no-sw-type", "\"no software measurements\" is not an unsigned integer" },
    [PATT_NO_SW_VALUE] = { "no-sw-value", "\"no software measurements\" is not 1" },
    [PATT_NO_SW_WITH_COMPONENTS] = { "no-sw-with-components",
                                     "software components beside \"no software measurements\"" },
    [PATT_SW_COMPONENTS_TYPE] = { "sw-components-type", "the software components are not an array" },
    [PATT_SW_COMPONENTS_EMPTY] = { "sw-components-empty", "there is no software component (RFC 9783 section 4.4.1)" },
    [PATT_SW_COMPONENT_NOT_MAP] = { "sw-component-not-map", "a software component is not a map" },
    [PATT_SW_TYPE_TYPE] = { "sw-type-type", "the measurement type of a component is not a text" },
    [PATT_SW_MEASUREMENT_TYPE] = { "sw-measurement-type", "the measurement of a component is not a byte string" },
    [PATT_SW_MEASUREMENT_LENGTH] = { "sw-measurement-length",
                                     "the measurement of a component is not 32, 48 or 64 bytes" },
    [PATT_SW_VERSION_TYPE] = { "sw-version-type", "the version of a component is not a text" },
    [PATT_SW_SIGNER_TYPE] = { "sw-signer-type", "the signer id of a component is not a byte string" },
    [PATT_SW_SIGNER_LENGTH] = { "sw-signer-length", "the signer id of a component is not 32, 48 or 64 bytes" },
    [PATT_SW_DESCRIPTION_TYPE] = { "sw-description-type", "the measurement description is not a text" },
    [PATT_SW_MISSING_MEASUREMENT] = { "sw-missing-measurement", "a component has no measurement" },
    [PATT_SW_MISSING_SIGNER] = { "sw-missing-signer", "a component has no signer id" },

    [PATT_NONCE_MISMATCH] = { "nonce-mismatch", "the nonce is not the challenge that was sent" },
    [PATT_INSTANCE_ID_MISMATCH] = { "instance-id-mismatch", "the instance id is not the registered one" },
    [PATT_LIFECYCLE_UNTRUSTED] = { "lifecycle-untrusted",
                                   "the life cycle is one whose reports can't be trusted (RFC 9783 section 4.3.1)" },

    [PATT_POLICY_IMPLEMENTATION_ID] = { "policy-implementation-id", "the device is of another type than the policy's" },
    [PATT_POLICY_LIFECYCLE] = { "policy-lifecycle", "the life cycle is none that the policy takes" },
    [PATT_POLICY_UNKNOWN_COMPONENT] = { "policy-unknown-component", "the policy has no component of this type" },
    [PATT_POLICY_SIGNER] = { "policy-signer", "a component is signed by somebody whom the policy does not know" },
    [PATT_POLICY_VERSION] = { "policy-version", "a component is older than the policy takes" },
    [PATT_POLICY_MEASUREMENT] = { "policy-measurement", "a component is an image that the policy does not know" },
    [PATT_POLICY_MISSING_COMPONENT] = { "policy-missing-component", "a component that the policy requires is missing" },
};

static bool known(patt_reason_t reason)
{
    return (unsigned)reason < (unsigned)PATT_REASON_COUNT && rows[reason].name;
}

const char *patt_reason_name(patt_reason_t reason)
{
    return known(reason) ? rows[reason].name : "unknown-reason";
}

const char *patt_reason_text(patt_reason_t reason)
{
    return known(reason) ? rows[reason].text : "a reason that this version does not know";
}
