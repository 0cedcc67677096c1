/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What is in a PAKE operation object, and the protocols behind psa_pake.c: a file each, chosen by algorithm.
 */
#ifndef PCRYPTO_PAKE_H
#define PCRYPTO_PAKE_H

#include "ecc.h"
#include "key_slots.h"
#include "key_use.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/pake_group.h"
#include "lib/crypto/core/sae.h"
#include "lib/crypto/core/spake2p.h"

/* An operation notes their sizes in a byte each; no bytes of a password are a token. */
#if PCRYPTO_PAKE_ID_SIZE_MAX < 1 || PCRYPTO_PAKE_ID_SIZE_MAX > 255 || PCRYPTO_PAKE_CONTEXT_SIZE_MAX < 1 ||             \
    PCRYPTO_PAKE_CONTEXT_SIZE_MAX > 255 || PCRYPTO_PAKE_PASSWORD_SIZE_MAX < 1 || PCRYPTO_PAKE_PASSWORD_SIZE_MAX > 255
#error "PCRYPTO_PAKE_ID_SIZE_MAX, PCRYPTO_PAKE_CONTEXT_SIZE_MAX and PCRYPTO_PAKE_PASSWORD_SIZE_MAX must be 1 to 255"
#endif

/** Of a J-PAKE run (RFC 8236), with this side as Alice: x1 and x2 are its own, g3 and g4 the peer's. */
typedef struct pcrypto_jpake {
    uint8_t s[PCC_PAKE_SCALAR_MAX];           /* the password as a scalar */
    uint8_t x2[PCC_PAKE_SCALAR_MAX];          /* of g2, kept to the end */
    uint8_t x[PCC_PAKE_SCALAR_MAX];           /* secret of the share whose proof is being made */
    uint8_t v[PCC_PAKE_SCALAR_MAX];           /* of that proof */
    uint8_t g[4][PCC_PAKE_ELEMENT_MAX];       /* g1, g2, g3, g4 */
    uint8_t share[PCC_PAKE_ELEMENT_MAX];      /* A */
    uint8_t commitment[PCC_PAKE_ELEMENT_MAX]; /* V of the proof that is being made or checked */
    uint8_t b[PCC_PAKE_ELEMENT_MAX];
} pcrypto_jpake_t;

/** Of a SPAKE2+ run (RFC 9383). */
typedef struct pcrypto_spake2p {
    uint8_t w0[PCC_SCALAR_SIZE_MAX];
    uint8_t w1_or_l[PCC_POINT_SIZE_MAX];
    uint8_t secret[PCC_SCALAR_SIZE_MAX]; /* x of the prover, y of the verifier */
    uint8_t share_p[PCC_POINT_SIZE_MAX];
    uint8_t share_v[PCC_POINT_SIZE_MAX];
    uint8_t context[PCRYPTO_PAKE_CONTEXT_SIZE_MAX];
    uint8_t context_size;
    bool has_l; /* the key is a public key */
    pcc_spake2p_keys_t keys;
} pcrypto_spake2p_t;

/** Of a WPA3-SAE run. Commits are as they are sent: a scalar and an element. */
typedef struct pcrypto_sae {
    union {
        uint8_t element[PCC_PAKE_ELEMENT_MAX]; /* the token; from the first commit on the password element */
#if PCC_HAVE_SAE_LOOP
        uint8_t password[PCRYPTO_PAKE_PASSWORD_SIZE_MAX];
#endif
    } from;
    uint8_t rand[PCC_PAKE_SCALAR_MAX]; /* secret of our commit */
    uint8_t own[PCC_SAE_COMMIT_MAX];
    uint8_t peer[PCC_SAE_COMMIT_MAX];
    uint8_t sum[PCC_PAKE_ELEMENT_MAX]; /* what the shared secret is made of */
    uint8_t count[PCC_SAE_COUNT_SIZE]; /* for the next confirm */
    uint8_t done;                      /* steps */
    uint8_t password_size;             /* 0 with a token */
    pcc_sae_keys_t keys;
} pcrypto_sae_t;

/** psa_pake_operation_t. */
typedef struct pcrypto_pake {
    pcrypto_op_t op; /* state: PCRYPTO_PAKE_... */
    const pcc_curve_t *curve;
    const pcc_dh_group_t *dh; /* instead of the curve */
    psa_algorithm_t alg;
    uint8_t set; /* PCRYPTO_PAKE_HAS_... */
    uint8_t role;
    uint8_t sent;  /* steps of output that are done */
    uint8_t taken; /* steps of input that are done */
    uint8_t user_size, peer_size;
    uint8_t user[PCRYPTO_PAKE_ID_SIZE_MAX];
    uint8_t peer[PCRYPTO_PAKE_ID_SIZE_MAX];
    union {
#if defined(PSA_WANT_ALG_JPAKE)
        pcrypto_jpake_t jpake;
#endif
        pcrypto_spake2p_t spake2p;
#if PCC_HAVE_SAE
        pcrypto_sae_t sae;
#endif
    } u;
} pcrypto_pake_t;

/* States between those of every operation. */
#define PCRYPTO_PAKE_SETUP 1u    /* still to be told of role, names and context */
#define PCRYPTO_PAKE_EXCHANGE 2u /* the first step was asked for */

#define PCRYPTO_PAKE_HAS_ROLE 0x01u
#define PCRYPTO_PAKE_HAS_USER 0x02u
#define PCRYPTO_PAKE_HAS_PEER 0x04u
#define PCRYPTO_PAKE_HAS_CONTEXT 0x08u

/** A protocol. Errors are those of the psa_pake_ function of the name; the caller keeps the operation's states. */
typedef struct pcrypto_pake_protocol {
    /** Take the password key, of this cipher suite; op->curve or op->dh, and op->alg are set. */
    psa_status_t (*setup)(pcrypto_pake_t *op, const pcrypto_key_t *key, const psa_pake_cipher_suite_t *suite);
    psa_status_t (*set_role)(pcrypto_pake_t *op, psa_pake_role_t role);
    /** After user and peer were set: whether they go together. */
    psa_status_t (*check_names)(const pcrypto_pake_t *op);
    psa_status_t (*set_context)(pcrypto_pake_t *op, const uint8_t *context, size_t size);
    /** Write a step to `out`, of PSA_PAKE_OUTPUT_MAX_SIZE, and count it. */
    psa_status_t (*output)(pcrypto_pake_t *op, psa_pake_step_t step, uint8_t *out, size_t *size);
    /** Take a step, and count it. `in` is read once. */
    psa_status_t (*input)(pcrypto_pake_t *op, psa_pake_step_t step, const uint8_t *in, size_t size);
    /** The shared secret, PCRYPTO_PAKE_SECRET_SIZE_MAX; PSA_ERROR_BAD_STATE before the last step. */
    psa_status_t (*secret)(pcrypto_pake_t *op, uint8_t *secret, size_t *size);
    /** Whether the secret may become a key of this type. */
    bool (*allows_type)(psa_key_type_t type);
} pcrypto_pake_protocol_t;

/** Largest output of a step. */
#if PCC_HAVE_SAE
#define PCRYPTO_PAKE_STEP_SIZE_MAX                                                                                     \
    (PCC_SAE_COMMIT_MAX > PCC_HASH_SIZE_MAX + PCC_SAE_COUNT_SIZE ? PCC_SAE_COMMIT_MAX                                  \
                                                                 : PCC_HASH_SIZE_MAX + PCC_SAE_COUNT_SIZE)
#else
#define PCRYPTO_PAKE_STEP_SIZE_MAX PCRYPTO_PAKE_SECRET_SIZE_MAX
#endif

/** Types that a pseudorandom secret may become a key of: to derive from, and to encrypt with. */
bool pcrypto_pake_any_type(psa_key_type_t type);

/** The group of an operation to compute in: its curve is loaded on first use. */
psa_status_t pcrypto_pake_group(const pcrypto_pake_t *op, pcc_pake_group_t *group);

#define PCRYPTO_PAKE_SECRET_SIZE_MAX                                                                                   \
    (PCC_PAKE_ELEMENT_MAX > PCC_HASH_SIZE_MAX ? PCC_PAKE_ELEMENT_MAX : PCC_HASH_SIZE_MAX)

extern const pcrypto_pake_protocol_t pcrypto_pake_jpake;
extern const pcrypto_pake_protocol_t pcrypto_pake_spake2p;
extern const pcrypto_pake_protocol_t pcrypto_pake_sae;

#endif /* PCRYPTO_PAKE_H */
