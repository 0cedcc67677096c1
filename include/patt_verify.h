/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The relying party's side of PSA attestation: take a token from a device, say what it claims and whether that can be
 * believed. Knows the profile of RFC 9783 ("tag:psacertified.org,2023:psa#tfm") and PSA_IOT_PROFILE_1 of Attestation
 * API 1.0.
 *
 *     patt_token_t token;
 *     patt_check_t check = { .point = registered_key, .point_size = 65, .nonce = what_i_sent, .nonce_size = 32 };
 *     patt_reason_t reason = patt_token_verify(bytes, size, &check, &token);
 *     if (reason != PATT_VALID) {
 *         printf("refused: %s\n", patt_reason_text(reason));
 *     }
 *
 * A token is hostile until its signature was checked: no input reads outside its bytes, recurses or takes memory that
 * grows with it. Nothing is on the heap. Results point into the token, which must stay where it is.
 */
#ifndef PATT_VERIFY_H
#define PATT_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PATT_MUST_USE __attribute__((warn_unused_result))
#else
#define PATT_MUST_USE
#endif

/** What is larger is refused unread: bytes in a token, entries in one map, levels of nesting. */
#define PATT_TOKEN_SIZE_MAX 16384u
#define PATT_MAP_ENTRIES_MAX 64u
#define PATT_NESTING_MAX 8u

/** Size of an instance id (bytes). */
#define PATT_VERIFY_INSTANCE_ID_SIZE 33u

/** Why a token is refused: one code a rule. patt_reason_text() has each in words with its source. */
typedef enum patt_reason {
    PATT_VALID = 0,

    /* CBOR (RFC 8949, restricted by RFC 9783 section 5.1) */
    PATT_TOO_LARGE,
    PATT_TRUNCATED,
    PATT_TRAILING_BYTES,
    PATT_MALFORMED_CBOR,
    PATT_INDEFINITE_LENGTH,
    PATT_INVALID_UTF8,
    PATT_DUPLICATE_KEY,
    PATT_TOO_DEEP,
    PATT_TOO_MANY_ENTRIES,

    /* Envelope (RFC 9052) */
    PATT_CWT_TAG,
    PATT_NO_COSE_TAG,
    PATT_ENVELOPE_SHAPE,
    PATT_PROTECTED_TYPE,
    PATT_PROTECTED_NOT_MAP,
    PATT_UNPROTECTED_NOT_MAP,
    PATT_HEADER_LABEL,
    PATT_HEADER_IN_BOTH,
    PATT_HEADER_TYPE,
    PATT_CRITICAL_HEADER,
    PATT_DETACHED_PAYLOAD,
    PATT_PAYLOAD_TYPE,
    PATT_SIGNATURE_TYPE,
    PATT_ALG_NOT_PROTECTED,
    PATT_ALG_UNSUPPORTED,
    PATT_ALG_WRONG_ENVELOPE,

    /* Signature */
    PATT_NO_KEY,
    PATT_KEY_MISMATCH,
    PATT_BAD_SIGNATURE,
    PATT_ALG_NOT_IN_BUILD,
    PATT_CRYPTO_FAILED,

    /* Claims (RFC 9783 section 4; Attestation API 1.0 for the legacy profile) */
    PATT_PAYLOAD_NOT_MAP,
    PATT_CLAIM_LABEL,
    PATT_PROFILE_TYPE,
    PATT_UNKNOWN_PROFILE,
    PATT_MISSING_CLAIM,
    PATT_NONCE_TYPE,
    PATT_NONCE_LENGTH,
    PATT_UEID_CBOR_TYPE,
    PATT_UEID_LENGTH,
    PATT_UEID_TYPE,
    PATT_BOOT_SEED_TYPE,
    PATT_BOOT_SEED_LENGTH,
    PATT_CLIENT_ID_TYPE,
    PATT_CLIENT_ID_RANGE,
    PATT_LIFECYCLE_TYPE,
    PATT_LIFECYCLE_RANGE,
    PATT_IMPLEMENTATION_ID_TYPE,
    PATT_IMPLEMENTATION_ID_LENGTH,
    PATT_CERTIFICATION_REFERENCE_TYPE,
    PATT_CERTIFICATION_REFERENCE_FORMAT,
    PATT_VSI_TYPE,
    PATT_NO_SW_TYPE,
    PATT_NO_SW_VALUE,
    PATT_NO_SW_WITH_COMPONENTS,
    PATT_SW_COMPONENTS_TYPE,
    PATT_SW_COMPONENTS_EMPTY,
    PATT_SW_COMPONENT_NOT_MAP,
    PATT_SW_TYPE_TYPE,
    PATT_SW_MEASUREMENT_TYPE,
    PATT_SW_MEASUREMENT_LENGTH,
    PATT_SW_VERSION_TYPE,
    PATT_SW_SIGNER_TYPE,
    PATT_SW_SIGNER_LENGTH,
    PATT_SW_DESCRIPTION_TYPE,
    PATT_SW_MISSING_MEASUREMENT,
    PATT_SW_MISSING_SIGNER,

    /* What the relying party expected */
    PATT_NONCE_MISMATCH,
    PATT_INSTANCE_ID_MISMATCH,
    PATT_LIFECYCLE_UNTRUSTED,

    /* Its policy of reference values */
    PATT_POLICY_IMPLEMENTATION_ID,
    PATT_POLICY_LIFECYCLE,
    PATT_POLICY_UNKNOWN_COMPONENT,
    PATT_POLICY_SIGNER,
    PATT_POLICY_VERSION,
    PATT_POLICY_MEASUREMENT,
    PATT_POLICY_MISSING_COMPONENT,

    PATT_REASON_COUNT
} patt_reason_t;

/** A short name for logs and scripts ("nonce-length"); "unknown-reason" for a number that is none. */
const char *patt_reason_name(patt_reason_t reason);
/** The reason in words. */
const char *patt_reason_text(patt_reason_t reason);

/** Bytes or text of the token, in place, without an end mark. p is NULL if the token has no such item. */
typedef struct patt_span {
    const uint8_t *p;
    size_t size;
} patt_span_t;

typedef enum patt_envelope {
    PATT_ENVELOPE_NONE = 0,
    PATT_ENVELOPE_SIGN1,
    PATT_ENVELOPE_MAC0,
} patt_envelope_t;

typedef enum patt_profile {
    PATT_PROFILE_NONE = 0,
    PATT_PROFILE_RFC9783,
    PATT_PROFILE_LEGACY,
} patt_profile_t;

/**
 * Deviations from the profiles that devices in the field are known for. A verifier is strict unless the relying party
 * names what it takes all the same; the result says which of them the token had.
 */
#define PATT_LENIENT_LEGACY_SERVICE_BYTES                                                                              \
    0x01u                                   /* legacy: verification service as bytes (table of API 1.0.0 to 1.0.2) */
#define PATT_LENIENT_LEGACY_LENGTHS 0x02u   /* legacy: implementation id, boot seed over 32 bytes (API 1.0, table) */
#define PATT_LENIENT_HARDWARE_VERSION 0x04u /* certification reference or hardware version: any text */
#define PATT_LENIENT_DRAFT_PROFILE 0x08u    /* the profile name of the drafts, http://arm.com/psa/2.0.0 */
#define PATT_LENIENT_DRAFT_BOOT_SEED 0x10u  /* boot seed under 2397, as the drafts had it, if there is none under 268 */
#define PATT_LENIENT_NO_SIGNER 0x20u        /* components without signer id (optional in RFC 9783's words) */
#define PATT_LENIENT_ALL 0x3fu

/** One software component. Texts that are not there have p NULL. */
typedef struct patt_component {
    patt_span_t type;  /* "BL", "PRoT", ... */
    patt_span_t value; /* the measurement */
    patt_span_t version;
    patt_span_t signer;
    patt_span_t description; /* name of the hash */
} patt_component_t;

/**
 * What a token says. After a refusal it holds what was read so far, which nobody should act on: see `authentic`.
 */
typedef struct patt_token {
    patt_reason_t reason;   /* as returned */
    int64_t fault_key;      /* key of the claim that `reason` is about, 0 if none */
    size_t fault_component; /* index of the component that `reason` is about, SIZE_MAX if none */
    bool authentic;         /* the signature was checked and is good: claims are the key holder's words */
    uint32_t lenient;       /* PATT_LENIENT_... as asked for */
    uint32_t deviations;    /* those of them that the token has */

    patt_envelope_t envelope;
    int64_t alg; /* COSE algorithm, from the protected header */
    patt_span_t protected_header;
    patt_span_t unprotected_header; /* whole encoded map. Not signed: anybody on the way may have changed it */
    patt_span_t kid; /* key id, from either header; a hint, in the unprotected one as little to be believed as that */
    patt_span_t
        x5chain; /* certificates (RFC 9360), a hint alike: an encoded byte string, or array of them. Their check is the
                            relying party's; the key that verifies is the one in patt_check_t */
    patt_span_t payload;
    patt_span_t signature;

    patt_profile_t profile;
    patt_span_t profile_text;
    patt_span_t nonce;
    patt_span_t instance_id;
    patt_span_t boot_seed;
    patt_span_t implementation_id;
    patt_span_t certification_reference; /* legacy: hardware version */
    patt_span_t verification_service;    /* a hint: never to be followed unasked (RFC 9783 section 4.5.1) */
    int32_t client_id;                   /* negative: non-secure caller, positive: secure one */
    uint16_t lifecycle;
    bool no_software_measurements; /* legacy only */
    size_t component_count;
    patt_span_t components; /* for patt_token_component() */
} patt_token_t;

/**
 * A reference value: one software component as the relying party takes it. What is NULL or has size 0 may be anything.
 * Texts end with 0.
 */
typedef struct patt_reference {
    const char *type;      /* measurement type ("App") */
    const uint8_t *signer; /* signer id */
    size_t signer_size;
    const char *version_min; /* "a", "a.b", "a.b.c" or "a.b.c+d": this version or a later one, number by number */
    const uint8_t *value;    /* measurement */
    size_t value_size;
    bool required; /* some component of the token must match this */
} patt_reference_t;

/**
 * What the relying party takes. Each component of the token must match a reference, and each required reference a
 * component; with no references components are not looked at.
 */
typedef struct patt_policy {
    const uint8_t *implementation_id; /* 32 bytes, or NULL: any */
    uint8_t lifecycles;               /* bit n: state 0xn000 (bit 3: SECURED); 0: those that can be trusted */
    const patt_reference_t *references;
    size_t reference_count;
} patt_policy_t;

/** What a token is checked against. Give the key one way; all else is optional. */
typedef struct patt_check {
    uint32_t key_id;      /* PSA key that may verify (VERIFY_HASH with ECDSA, VERIFY_MESSAGE with HMAC), or 0 */
    const uint8_t *point; /* or the public key as uncompressed point 04 || X || Y, for COSE_Sign1 */
    size_t point_size;
    const uint8_t *secret; /* or the secret key, for COSE_Mac0; a point is never taken for one */
    size_t secret_size;
    const uint8_t *nonce; /* the challenge that was sent, or NULL */
    size_t nonce_size;
    const uint8_t *instance_id;  /* PATT_VERIFY_INSTANCE_ID_SIZE bytes as registered, or NULL */
    bool any_lifecycle;          /* also life cycles in which the report can't be trusted, if the policy names none */
    uint32_t lenient;            /* PATT_LENIENT_... */
    const patt_policy_t *policy; /* or NULL */
} patt_check_t;

/**
 * Read a token: envelope, claims and every rule of its profile, but neither signature nor expectations. For tools, and
 * to learn the instance id by which the key is found. Needs no cryptography. PATT_VALID here means "well formed".
 */
PATT_MUST_USE patt_reason_t patt_token_parse(const uint8_t *token, size_t size, patt_token_t *out);

/** The same, with the deviations that the relying party takes (PATT_LENIENT_...). */
PATT_MUST_USE patt_reason_t patt_token_parse_lenient(const uint8_t *token, size_t size, uint32_t lenient,
                                                     patt_token_t *out);

/**
 * Verify a token: envelope, signature, claims, expectations, in this order, so that a complaint about a claim is a
 * complaint about its signer. psa_crypto_init() must have succeeded.
 */
PATT_MUST_USE patt_reason_t patt_token_verify(const uint8_t *token, size_t size, const patt_check_t *check,
                                              patt_token_t *out);

/** The index-th software component of a parsed token. False if there is none; *out is then empty. */
PATT_MUST_USE bool patt_token_component(const patt_token_t *token, size_t index, patt_component_t *out);

/**
 * Appraise a token that was read against a policy; patt_token_verify() does so with patt_check_t.policy. On a refusal
 * token->fault_component is the component that it is about, or for PATT_POLICY_MISSING_COMPONENT the reference.
 */
PATT_MUST_USE patt_reason_t patt_policy_appraise(patt_token_t *token, const patt_policy_t *policy);

/** References that a policy text can name. */
#define PATT_POLICY_REFERENCES_MAX 64u

/** A policy that was read from text; it points into this object and into the text. */
typedef struct patt_policy_text {
    patt_policy_t policy;
    unsigned fault_line;    /* 0: none */
    const char *fault;      /* what is wrong there, in words */
    const char *fault_word; /* with this word of the text; "" if none */
    uint8_t implementation_id[32];
    patt_reference_t references[PATT_POLICY_REFERENCES_MAX];
    uint8_t signers[PATT_POLICY_REFERENCES_MAX][64];
    uint8_t values[PATT_POLICY_REFERENCES_MAX][64];
} patt_policy_text_t;

/**
 * Read a policy as text (docs/attestation.md has the form). `text` ends with 0, is changed (words are ended in place),
 * and must stay where it is. False if a line is wrong or no component is named: fault_line, fault and fault_word say
 * what, and the policy must not be used.
 */
PATT_MUST_USE bool patt_policy_read(char *text, patt_policy_text_t *out);

/** Name of the life cycle state ("SECURED"), "INVALID" outside the assigned ranges. */
const char *patt_lifecycle_text(uint16_t lifecycle);

/** True for the states in which the root of trust vouches for the report: SECURED and NON_PSA_ROT_DEBUG. */
bool patt_lifecycle_trusted(uint16_t lifecycle);

#ifdef __cplusplus
}
#endif

#endif /* PATT_VERIFY_H */
