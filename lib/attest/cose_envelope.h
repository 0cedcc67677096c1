/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The COSE envelope (COSE_Sign1, RFC 9052 section 4.2, or COSE_Mac0, section 6.2) around a payload that is written
 * straight into the token, and the choice of the algorithm by the attributes of the key.
 */
#ifndef PATT_COSE_ENVELOPE_H
#define PATT_COSE_ENVELOPE_H

#include "platform/platform.h"

#include "cbor.h"
#include "cose_alg.h"

/** Who signs, and how. */
typedef struct patt_signer {
    int32_t owner; /* of the key: the service, or whoever calls */
    psa_key_id_t key;
    psa_algorithm_t alg; /* as the key's policy has it, with its hash: ECDSA randomised or deterministic, or HMAC */
    const patt_cose_alg_t *cose;
} patt_signer_t;

/**
 * Look the key up. PSA_ERROR_INVALID_HANDLE: there is none. PSA_ERROR_NOT_SUPPORTED: its type, size, usage or algorithm
 * is none of the profile.
 */
PLAT_MUST_USE psa_status_t patt_signer_open(int32_t owner, psa_key_id_t key, patt_signer_t *signer);

/** Size of the whole token around a payload of this size, by arithmetic. */
size_t patt_envelope_size(const patt_signer_t *signer, size_t payload_size);

/** Write everything before the payload; payload_size bytes of payload must follow. */
void patt_envelope_begin(pcc_wr_t *wr, const patt_signer_t *signer, size_t payload_size);

/**
 * Sign what patt_envelope_begin() and the caller wrote into wr, which began empty, and write the signature or tag
 * behind it. payload_size as in patt_envelope_begin().
 */
PLAT_MUST_USE psa_status_t patt_envelope_finish(pcc_wr_t *wr, const patt_signer_t *signer, size_t payload_size);

#endif /* PATT_COSE_ENVELOPE_H */
