/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The signature algorithms of the profile in terms of PSA Crypto, and the hash over the bytes to be signed, fed in
 * pieces where they lie. Header only: the attester and the verifier are archives that do not need each other.
 */
#ifndef PATT_COSE_ALG_H
#define PATT_COSE_ALG_H

#include "psa/crypto.h"

#include "lib/attest/cbor.h"
#include "lib/attest/cose.h"

/** The largest values over all rows (bytes): coordinate, uncompressed point, hash. */
#define PATT_COORDINATE_MAX 66u
#define PATT_POINT_MAX (1u + 2u * PATT_COORDINATE_MAX)
#define PATT_HASH_MAX 64u

/** One COSE signature algorithm. What the crypto library at hand can't do, it refuses with PSA_ERROR_NOT_SUPPORTED. */
typedef struct patt_cose_alg {
    int16_t id;           /* COSE algorithm */
    uint16_t key_bits;    /* of the curve, PSA_ECC_FAMILY_SECP_R1 */
    psa_algorithm_t hash; /* over the bytes to be signed */
    uint8_t coordinate;   /* bytes; a signature is two of them (RFC 9053 section 2.1) */
    uint8_t curve;        /* COSE elliptic curve (RFC 9053 section 7.1) */
} patt_cose_alg_t;

static const patt_cose_alg_t patt_cose_algs[] = {
    { PATT_COSE_ES256, 256, PSA_ALG_SHA_256, 32, 1 },
    { PATT_COSE_ES384, 384, PSA_ALG_SHA_384, 48, 2 },
    { PATT_COSE_ES512, 521, PSA_ALG_SHA_512, 66, 3 },
};
#define PATT_COSE_ALG_COUNT (sizeof(patt_cose_algs) / sizeof(patt_cose_algs[0]))

/**
 * Hash of the Sig_structure ["Signature1", protected, h'', payload] (RFC 9052 section 4.4). The heads are those of
 * deterministic encoding whatever heads the token has; protected and payload are bytes of the token, used in place.
 */
static inline psa_status_t patt_cose_hash(psa_algorithm_t hash, const uint8_t *protected_bytes, size_t protected_size,
                                          const uint8_t *payload, size_t payload_size, uint8_t digest[PATT_HASH_MAX],
                                          size_t *digest_size)
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

#endif /* PATT_COSE_ALG_H */
