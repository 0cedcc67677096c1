/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The hash over the bytes to be signed, fed in pieces where they lie. Header only, for the one file of each archive that
 * signs or verifies.
 */
#ifndef PATT_COSE_HASH_H
#define PATT_COSE_HASH_H

#include "cbor.h"
#include "cose_alg.h"

/**
 * Hash of the Sig_structure ["Signature1", protected, h'', payload] (RFC 9052 section 4.4). The heads are those of
 * deterministic encoding whatever heads the token has; protected and payload are bytes of the token, used in place.
 */
#if defined(__GNUC__)
__attribute__((noinline)) /* its operation object must not lie on the stack while psa_sign_hash() runs */
#endif
static psa_status_t
patt_cose_hash(psa_algorithm_t hash, const uint8_t *protected_bytes, size_t protected_size, const uint8_t *payload,
               size_t payload_size, uint8_t digest[PATT_HASH_MAX], size_t *digest_size)
{
    static const char context[] = "Signature1";
    uint8_t opening[24];
    uint8_t middle[12];
    pcc_wr_t open_wr = pcc_wr(opening, sizeof(opening));
    pcc_wr_t middle_wr = pcc_wr(middle, sizeof(middle));
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;

    patt_cbor_put_head(&open_wr, PATT_CBOR_ARRAY, 4);
    patt_cbor_put_head(&open_wr, PATT_CBOR_TEXT, sizeof(context) - 1);
    pcc_wr_bytes(&open_wr, context, sizeof(context) - 1);
    patt_cbor_put_head(&open_wr, PATT_CBOR_BYTES, protected_size);
    patt_cbor_put_head(&middle_wr, PATT_CBOR_BYTES, 0);
    patt_cbor_put_head(&middle_wr, PATT_CBOR_BYTES, payload_size);

    *digest_size = 0;
    psa_status_t status = psa_hash_setup(&operation, hash);
    if (status == PSA_SUCCESS) {
        status = psa_hash_update(&operation, opening, open_wr.size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_update(&operation, protected_bytes, protected_size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_update(&operation, middle, middle_wr.size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_update(&operation, payload, payload_size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_finish(&operation, digest, PATT_HASH_MAX, digest_size);
    }
    if (status != PSA_SUCCESS) {
        /* The first error is the one to report; abort of a hash has nothing to add. */
        (void)psa_hash_abort(&operation);
    }
    return status;
}

#endif /* PATT_COSE_HASH_H */
