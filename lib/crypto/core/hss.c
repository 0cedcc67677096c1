/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HSS (RFC 8554 section 6): a signature is a chain of LMS keys, each signed by the one above, and the signature of the
 * message by the last.
 */
#include "bytes.h"
#include "lms_internal.h"

psa_status_t pcc_hss_read_public(const uint8_t *data, size_t size, pcc_hss_key_t *key)
{
    pcc_rd_t rd = pcc_rd(data, size);

    key->levels = pcc_rd_be32(&rd);
    if (rd.bad) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (key->levels == 0 || key->levels > PCC_HSS_LEVELS_MAX) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = pcc_lms_take_public(&rd, &key->top);
    return status == PSA_SUCCESS && !pcc_rd_done(&rd) ? PSA_ERROR_INVALID_ARGUMENT : status;
}

static psa_status_t verify_key(const pcc_lms_key_t *key, const pcc_lms_signature_t *signature,
                               const uint8_t *signed_key, size_t size)
{
    uint8_t digest[PCC_HASH_SIZE_MAX];
    pcc_hash_t hash;

    psa_status_t status = pcc_lms_start_message(key, signature, &hash);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, signed_key, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, digest);
    }
    return status == PSA_SUCCESS ? pcc_lms_check(key, digest, signature) : status;
}

/* One level down: read the signature of the next key and that key; check it if `check`. *key becomes the next. */
static psa_status_t descend(pcc_rd_t *rd, pcc_lms_key_t *key, bool check)
{
    pcc_lms_signature_t signature;
    pcc_lms_key_t next;

    if (!pcc_lms_take_signature(rd, key, &signature)) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    const uint8_t *signed_key = rd->p;
    if (pcc_lms_take_public(rd, &next) != PSA_SUCCESS || next.alg != key->alg || next.n != key->n) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = check ? verify_key(key, &signature, signed_key, (size_t)(rd->p - signed_key)) : PSA_SUCCESS;
    *key = next;
    return status;
}

/* Go down to the last level: its key and the signature of the message. */
static psa_status_t walk(const pcc_hss_key_t *key, const uint8_t *data, size_t size, bool check, pcc_lms_key_t *last,
                         pcc_lms_signature_t *signature)
{
    pcc_rd_t rd = pcc_rd(data, size);
    psa_status_t status = pcc_rd_be32(&rd) == key->levels - 1 ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;

    *last = key->top;
    for (uint32_t level = 1; level < key->levels && status == PSA_SUCCESS; level++) {
        status = descend(&rd, last, check);
    }
    if (status == PSA_SUCCESS && (!pcc_lms_take_signature(&rd, last, signature) || !pcc_rd_done(&rd))) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    return status;
}

psa_status_t pcc_hss_begin(const pcc_hss_key_t *key, const uint8_t *signature, size_t size, pcc_hash_t *hash)
{
    pcc_lms_signature_t parts;
    pcc_lms_key_t last;

    psa_status_t status = walk(key, signature, size, false, &last, &parts);
    return status == PSA_SUCCESS ? pcc_lms_start_message(&last, &parts, hash) : status;
}

psa_status_t pcc_hss_verify(const pcc_hss_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size)
{
    pcc_lms_signature_t parts;
    pcc_lms_key_t last;

    psa_status_t status = walk(key, signature, size, true, &last, &parts);
    return status == PSA_SUCCESS ? pcc_lms_check(&last, hash, &parts) : status;
}
