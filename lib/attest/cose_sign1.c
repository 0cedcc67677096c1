/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The COSE_Sign1 envelope: choice of the algorithm, opening, signature.
 */
#include "cose_sign1.h"

#include "cbor_enc.h"
#include "cose_hash.h"

/* { 1: alg } is at most map head, label and a two-byte integer. */
#define PROTECTED_MAX 5u

/* The row for an ECC key of this size whose policy has this hash, or the wildcard hash. */
static const patt_cose_alg_t *row_of_key(size_t bits, psa_algorithm_t hash)
{
    for (size_t i = 0; i < PATT_COSE_ALG_COUNT; i++) {
        const patt_cose_alg_t *row = &patt_cose_algs[i];
        if (row->key_bits == bits && (hash == row->hash || hash == PSA_ALG_ANY_HASH)) {
            return row;
        }
    }
    return NULL;
}

psa_status_t patt_signer_open(psa_key_id_t key, patt_signer_t *signer)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    memset(signer, 0, sizeof(*signer));
    psa_status_t status = psa_get_key_attributes(key, &attributes);
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_key_type_t type = psa_get_key_type(&attributes);
    psa_algorithm_t policy = psa_get_key_algorithm(&attributes);
    psa_key_usage_t usage = psa_get_key_usage_flags(&attributes);
    size_t bits = psa_get_key_bits(&attributes);
    psa_reset_key_attributes(&attributes);

    if (type != PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) || (usage & PSA_KEY_USAGE_SIGN_HASH) == 0 ||
        !PSA_ALG_IS_ECDSA(policy)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    const patt_cose_alg_t *row = row_of_key(bits, PSA_ALG_GET_HASH(policy));
    if (row == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    signer->key = key;
    signer->cose = row;
    signer->alg =
        PSA_ALG_IS_DETERMINISTIC_ECDSA(policy) ? PSA_ALG_DETERMINISTIC_ECDSA(row->hash) : PSA_ALG_ECDSA(row->hash);
    return PSA_SUCCESS;
}

static size_t signature_size(const patt_signer_t *signer)
{
    return 2u * (size_t)signer->cose->coordinate;
}

static void write_protected(pcc_wr_t *wr, const patt_signer_t *signer)
{
    patt_cbor_put_map(wr, 1);
    patt_cbor_put_int(wr, PATT_COSE_LABEL_ALG);
    patt_cbor_put_int(wr, signer->cose->id);
}

void patt_sign1_begin(pcc_wr_t *wr, const patt_signer_t *signer, size_t payload_size)
{
    uint8_t header[PROTECTED_MAX];
    pcc_wr_t header_wr = pcc_wr(header, sizeof(header));

    write_protected(&header_wr, signer);
    patt_cbor_put_tag(wr, PATT_TAG_COSE_SIGN1);
    patt_cbor_put_array(wr, 4);
    patt_cbor_put_bytes(wr, header, header_wr.size);
    /* No unprotected header: a verifier finds the key by the instance id (RFC 9783 section 5.1). */
    patt_cbor_put_map(wr, 0);
    patt_cbor_put_head(wr, PATT_CBOR_BYTES, payload_size);
}

size_t patt_sign1_size(const patt_signer_t *signer, size_t payload_size)
{
    pcc_wr_t measure = pcc_wr(NULL, 0);

    patt_sign1_begin(&measure, signer, payload_size);
    patt_cbor_put_head(&measure, PATT_CBOR_BYTES, signature_size(signer));
    return measure.size + payload_size + signature_size(signer);
}

psa_status_t patt_sign1_finish(pcc_wr_t *wr, const patt_signer_t *signer, size_t payload_size)
{
    uint8_t header[PROTECTED_MAX];
    pcc_wr_t header_wr = pcc_wr(header, sizeof(header));
    uint8_t digest[PATT_HASH_MAX];
    size_t digest_size = 0;
    size_t written = 0;

    write_protected(&header_wr, signer);
    if (wr->bad || header_wr.bad || payload_size > wr->size) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    psa_status_t status = patt_cose_hash(signer->cose->hash, header, header_wr.size, wr->p + (wr->size - payload_size),
                                         payload_size, digest, &digest_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    patt_cbor_put_head(wr, PATT_CBOR_BYTES, signature_size(signer));
    uint8_t *signature = pcc_wr_room(wr, signature_size(signer));
    if (signature == NULL) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    status = psa_sign_hash(signer->key, signer->alg, digest, digest_size, signature, signature_size(signer), &written);
    if (status == PSA_SUCCESS && written != signature_size(signer)) {
        status = PSA_ERROR_CORRUPTION_DETECTED;
    }
    return status;
}
