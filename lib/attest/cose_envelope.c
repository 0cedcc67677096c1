/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The COSE envelope: choice of the algorithm, opening, signature or tag.
 */
#include "cose_envelope.h"

#include "cbor_enc.h"
#include "cose_tbs.h"
#include "lib/crypto/owned_keys.h"

/* { 1: alg } is at most map head, label and a two-byte integer. */
#define PROTECTED_MAX 5u

#if defined(__GNUC__)
#define NOINLINE __attribute__((noinline))
#else
#define NOINLINE
#endif

/* The row for an ECC key of this size (0: for a MAC) whose policy has this hash, or the wildcard hash. */
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

/* The row of a key by its attributes, NULL if it is none of the profile; *alg is what to call with. */
static const patt_cose_alg_t *choose(const psa_key_attributes_t *attributes, psa_algorithm_t *alg)
{
    psa_algorithm_t policy = psa_get_key_algorithm(attributes);
    psa_key_usage_t usage = psa_get_key_usage_flags(attributes);
    psa_key_type_t type = psa_get_key_type(attributes);

    *alg = policy;
    if (type == PSA_KEY_TYPE_HMAC && (usage & PSA_KEY_USAGE_SIGN_MESSAGE) != 0 && PSA_ALG_IS_HMAC(policy) &&
        policy == PSA_ALG_FULL_LENGTH_MAC(policy)) { /* a truncated one is another COSE algorithm */
        return row_of_key(0, PSA_ALG_GET_HASH(policy));
    }
    if (type != PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) || (usage & PSA_KEY_USAGE_SIGN_HASH) == 0 ||
        !PSA_ALG_IS_ECDSA(policy)) {
        return NULL;
    }
    const patt_cose_alg_t *row = row_of_key(psa_get_key_bits(attributes), PSA_ALG_GET_HASH(policy));
    if (row != NULL) {
        *alg =
            PSA_ALG_IS_DETERMINISTIC_ECDSA(policy) ? PSA_ALG_DETERMINISTIC_ECDSA(row->hash) : PSA_ALG_ECDSA(row->hash);
    }
    return row;
}

psa_status_t patt_signer_open(int32_t owner, psa_key_id_t key, patt_signer_t *signer)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    memset(signer, 0, sizeof(*signer));
    psa_status_t status = pcrypto_owned_attributes(owner, key, &attributes);
    if (status != PSA_SUCCESS) {
        return status;
    }
    signer->owner = owner;
    signer->key = key;
    signer->cose = choose(&attributes, &signer->alg);
    psa_reset_key_attributes(&attributes);
    return signer->cose != NULL ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

static void write_protected(pcc_wr_t *wr, const patt_signer_t *signer)
{
    patt_cbor_put_map(wr, 1);
    patt_cbor_put_int(wr, PATT_COSE_LABEL_ALG);
    patt_cbor_put_int(wr, signer->cose->id);
}

void patt_envelope_begin(pcc_wr_t *wr, const patt_signer_t *signer, size_t payload_size)
{
    uint8_t header[PROTECTED_MAX];
    pcc_wr_t header_wr = pcc_wr(header, sizeof(header));

    write_protected(&header_wr, signer);
    patt_cbor_put_tag(wr, patt_cose_is_mac(signer->cose) ? PATT_TAG_COSE_MAC0 : PATT_TAG_COSE_SIGN1);
    patt_cbor_put_array(wr, 4);
    patt_cbor_put_bytes(wr, header, header_wr.size);
    /* No unprotected header: a verifier finds the key by the instance id (RFC 9783 section 5.1). */
    patt_cbor_put_map(wr, 0);
    patt_cbor_put_head(wr, PATT_CBOR_BYTES, payload_size);
}

size_t patt_envelope_size(const patt_signer_t *signer, size_t payload_size)
{
    pcc_wr_t measure = pcc_wr(NULL, 0);

    patt_envelope_begin(&measure, signer, payload_size);
    patt_cbor_put_head(&measure, PATT_CBOR_BYTES, signer->cose->size);
    return measure.size + payload_size + signer->cose->size;
}

/* Hash in pieces, then sign the hash. This and mac() stand apart, so that only what one of them needs is on the
 * stack. */
NOINLINE static psa_status_t sign(const patt_signer_t *signer, const patt_tbs_t *tbs, uint8_t *out, size_t *written)
{
    uint8_t digest[PATT_HASH_MAX];
    size_t digest_size = 0;

    psa_status_t status = patt_tbs_hash(tbs, signer->cose->hash, digest, &digest_size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_owned_sign_hash(signer->owner, signer->key, signer->alg, digest, digest_size, out,
                                         signer->cose->size, written);
    }
    return status;
}

NOINLINE static psa_status_t mac(const patt_signer_t *signer, const patt_tbs_t *tbs, uint8_t *out, size_t *written)
{
    psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;

    psa_status_t status = pcrypto_owned_mac_sign_setup(signer->owner, &operation, signer->key, signer->alg);
    for (size_t i = 0; status == PSA_SUCCESS && i < PATT_TBS_PIECES; i++) {
        status = psa_mac_update(&operation, tbs->piece[i], tbs->size[i]);
    }
    if (status == PSA_SUCCESS) {
        status = psa_mac_sign_finish(&operation, out, signer->cose->size, written);
    }
    if (status != PSA_SUCCESS) {
        (void)psa_mac_abort(&operation); /* the first error is the one to report */
    }
    return status;
}

psa_status_t patt_envelope_finish(pcc_wr_t *wr, const patt_signer_t *signer, size_t payload_size)
{
    uint8_t header[PROTECTED_MAX];
    pcc_wr_t header_wr = pcc_wr(header, sizeof(header));
    patt_tbs_t tbs;
    size_t written = 0;

    write_protected(&header_wr, signer);
    if (wr->bad || header_wr.bad || payload_size > wr->size) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    bool is_mac = patt_cose_is_mac(signer->cose);
    patt_tbs_init(&tbs, is_mac, header, header_wr.size, wr->p + (wr->size - payload_size), payload_size);
    patt_cbor_put_head(wr, PATT_CBOR_BYTES, signer->cose->size);
    uint8_t *out = pcc_wr_room(wr, signer->cose->size);
    if (out == NULL) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    psa_status_t status = is_mac ? mac(signer, &tbs, out, &written) : sign(signer, &tbs, out, &written);
    return status == PSA_SUCCESS && written != signer->cose->size ? PSA_ERROR_CORRUPTION_DETECTED : status;
}
