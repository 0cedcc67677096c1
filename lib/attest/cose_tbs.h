/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The bytes that are signed or MACed, in pieces: two heads made here, and two runs of bytes of the token, used where
 * they lie. Header only, for the one file of each archive that signs or verifies.
 */
#ifndef PATT_COSE_TBS_H
#define PATT_COSE_TBS_H

#include "cbor.h"
#include "cose_alg.h"

/** The pieces in order: 0 opening, 1 protected header, 2 middle, 3 payload. */
#define PATT_TBS_PIECES 4u

typedef struct patt_tbs {
    const uint8_t *piece[PATT_TBS_PIECES];
    size_t size[PATT_TBS_PIECES];
    uint8_t opening[16];
    uint8_t middle[8];
} patt_tbs_t;

/**
 * Sig_structure ["Signature1", protected, h'', payload] (RFC 9052 section 4.4) or MAC_structure ["MAC0", ...] (section
 * 6.3). The heads are those of deterministic encoding whatever heads the token has. The object points into itself and
 * at the token.
 */
static void patt_tbs_init(patt_tbs_t *tbs, bool mac, const uint8_t *protected_bytes, size_t protected_size,
                          const uint8_t *payload, size_t payload_size)
{
    static const char signature1[] = "Signature1";
    static const char mac0[] = "MAC0";
    size_t context_size = (mac ? sizeof mac0 : sizeof signature1) - 1u;
    pcc_wr_t opening = pcc_wr(tbs->opening, sizeof(tbs->opening));
    pcc_wr_t middle = pcc_wr(tbs->middle, sizeof(tbs->middle));

    patt_cbor_put_head(&opening, PATT_CBOR_ARRAY, 4);
    patt_cbor_put_head(&opening, PATT_CBOR_TEXT, context_size);
    pcc_wr_bytes(&opening, mac ? mac0 : signature1, context_size);
    patt_cbor_put_head(&opening, PATT_CBOR_BYTES, protected_size);
    patt_cbor_put_head(&middle, PATT_CBOR_BYTES, 0);
    patt_cbor_put_head(&middle, PATT_CBOR_BYTES, payload_size);
    tbs->piece[0] = tbs->opening;
    tbs->size[0] = opening.size;
    tbs->piece[1] = protected_bytes;
    tbs->size[1] = protected_size;
    tbs->piece[2] = tbs->middle;
    tbs->size[2] = middle.size;
    tbs->piece[3] = payload;
    tbs->size[3] = payload_size;
}

/** Hash of the pieces. */
#if defined(__GNUC__)
__attribute__((noinline)) /* its operation object must not lie on the stack while psa_sign_hash() runs */
#endif
static psa_status_t
patt_tbs_hash(const patt_tbs_t *tbs, psa_algorithm_t hash, uint8_t digest[PATT_HASH_MAX], size_t *digest_size)
{
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;

    *digest_size = 0;
    psa_status_t status = psa_hash_setup(&operation, hash);
    for (size_t i = 0; status == PSA_SUCCESS && i < PATT_TBS_PIECES; i++) {
        status = psa_hash_update(&operation, tbs->piece[i], tbs->size[i]);
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

#endif /* PATT_COSE_TBS_H */
