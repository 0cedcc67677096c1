/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The claims of a token: gathered from the port, checked against RFC 9783, written as deterministic CBOR. DESIGN.md has
 * the table of claims and sources.
 */
#ifndef PATT_CLAIMS_H
#define PATT_CLAIMS_H

#include "platform/platform.h"

#include "cbor_enc.h"
#include "cose.h"
#include "patt_key.h"

/** The facts that may change while the device runs. */
typedef struct patt_state {
    int32_t client_id;
    uint16_t lifecycle;
} patt_state_t;

/** What the token says, without the software components, which stay in the boot record and are read when written. */
typedef struct patt_facts {
    plat_identity_t identity;
    size_t certification_reference_size; /* 0: no such claim */
    size_t verification_service_size;    /* 0: no such claim */
    size_t components_size;              /* bytes of the encoded components, without the head of their array */
    uint32_t component_count;            /* at least 1 */
    patt_state_t state;
    uint8_t boot_seed[PLAT_BOOT_SEED_SIZE];
    uint8_t instance_id[PATT_INSTANCE_ID_SIZE]; /* the caller's to fill; its size alone counts before that */
} patt_facts_t;

/**
 * Ask the port for every fact and check it. No fact is invented:
 * PSA_ERROR_DOES_NOT_EXIST  no identity, boot seed, boot record or readable life cycle
 * PSA_ERROR_DATA_INVALID    a fact breaks a rule of RFC 9783 or of the port contract
 * others                    as the port says, PSA_ERROR_DATA_CORRUPT for a damaged boot record
 */
PLAT_MUST_USE psa_status_t patt_facts_gather(patt_facts_t *facts);

/** Of these facts the state alone. Errors as above. */
PLAT_MUST_USE psa_status_t patt_state_gather(patt_state_t *state);

/** Size of the claims map for a challenge of this size, by arithmetic. */
size_t patt_claims_size(const patt_facts_t *facts, size_t challenge_size);

/**
 * Write the claims map. PSA_ERROR_CORRUPTION_DETECTED: the boot record has not the components that patt_facts_gather()
 * saw; others as the port says. The caller checks that it was patt_claims_size() bytes.
 */
PLAT_MUST_USE psa_status_t patt_claims_write(pcc_wr_t *wr, const patt_facts_t *facts, const uint8_t *challenge,
                                             size_t challenge_size);

#endif /* PATT_CLAIMS_H */
