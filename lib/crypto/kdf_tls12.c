/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The key derivations of TLS 1.2: its PRF (RFC 5246 section 5), and the PRF over the premaster secret of a pre-shared
 * key (RFC 4279, RFC 5489).
 */
#include <string.h>

#include "crypto_internal.h"
#include "kdf.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"

/* "It is based on HMAC and can be used with either SHA-256 or SHA-384"; the PRF has no end. */
static psa_status_t setup(pcrypto_kdf_op_t *op)
{
    pcc_hash_alg_t hash = pcrypto_hash_of(op->kdf);

    op->block_size = (uint8_t)pcc_hash_size(hash);
    op->capacity = PSA_KEY_DERIVATION_UNLIMITED_CAPACITY;
    return hash == PCC_HASH_SHA_256 || hash == PCC_HASH_SHA_384 ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

/* The seed comes first, the label last; the text is seed and label. */
static psa_status_t input_text(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, const uint8_t *data, size_t size)
{
    psa_status_t status = pcrypto_kdf_text(op, data, size);

    if (status == PSA_SUCCESS && step == PSA_KEY_DERIVATION_INPUT_SEED) {
        op->text_split = op->text_size;
    }
    return status;
}

/* HMAC(secret, [A] || label || seed) */
static psa_status_t hmac(const pcrypto_kdf_op_t *op, const uint8_t *a, size_t a_size, bool with_text, uint8_t *out)
{
    pcc_hmac_t hmac = op->u.hmac;
    psa_status_t status = pcc_hmac_update(&hmac, a, a_size);

    if (status == PSA_SUCCESS && with_text) {
        status = pcc_hmac_update(&hmac, op->text + op->text_split, (size_t)op->text_size - op->text_split);
    }
    if (status == PSA_SUCCESS && with_text) {
        status = pcc_hmac_update(&hmac, op->text, op->text_split);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, out);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

/* RFC 5246 section 5: A(1) = HMAC(secret, label || seed), A(i) = HMAC(secret, A(i - 1)); block i = HMAC(secret, A(i) || label
 * || seed). */
static psa_status_t next(pcrypto_kdf_op_t *op)
{
    bool first = op->block_count == 1;
    psa_status_t status = hmac(op, op->chain, first ? 0 : op->block_size, first, op->chain);

    return status == PSA_SUCCESS ? hmac(op, op->chain, op->block_size, true, op->block) : status;
}

#if defined(PSA_WANT_ALG_TLS12_PRF)
static psa_status_t input(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                          const uint8_t *data, size_t size)
{
    (void)type;
    return step == PSA_KEY_DERIVATION_INPUT_SECRET ? pcc_hmac_start(&op->u.hmac, pcrypto_hash_of(op->kdf), data, size)
                                                   : input_text(op, step, data, size);
}

static const pcrypto_kdf_step_t steps[] = {
    { PSA_KEY_DERIVATION_INPUT_SEED, PCRYPTO_KDF_RAW_DATA, 0 },
    { PSA_KEY_DERIVATION_INPUT_SECRET, PCRYPTO_KDF_DERIVE, PCRYPTO_KDF_AGREED },
    { PSA_KEY_DERIVATION_INPUT_LABEL, PCRYPTO_KDF_RAW_DATA, 0 },
    { 0, 0, 0 },
};

const pcrypto_kdf_t pcrypto_kdf_tls12_prf = { steps, setup, input, NULL, next, false, false, NULL };
#endif

#if defined(PSA_WANT_ALG_TLS12_PSK_TO_MS)
/* One part of the premaster secret: its length in 16 bits, and its bytes, or as many zeros (data NULL). */
static psa_status_t add_part(pcrypto_kdf_op_t *op, const uint8_t *data, size_t size)
{
    static const uint8_t zeros[PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE];
    uint8_t length[2];

    pcc_put_be16(length, (uint16_t)size);
    psa_status_t status = pcc_hmac_key_add(&op->u.hmac, length, sizeof length);
    return status == PSA_SUCCESS ? pcc_hmac_key_add(&op->u.hmac, data != NULL ? data : zeros, size) : status;
}

static psa_status_t begin_secret(pcrypto_kdf_op_t *op, const uint8_t *other, size_t size)
{
    psa_status_t status = pcc_hmac_key_begin(&op->u.hmac, pcrypto_hash_of(op->kdf));

    return status == PSA_SUCCESS ? add_part(op, other, size) : status;
}

/* RFC 4279 section 2: the premaster secret is the other secret and the pre-shared key; without another secret it is
 * zeros of the key's length. */
static psa_status_t input_psk(pcrypto_kdf_op_t *op, const uint8_t *psk, size_t size)
{
    psa_status_t status = PSA_SUCCESS;

    if (size > PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if ((op->steps & 2u) == 0) {
        status = begin_secret(op, NULL, size);
    }
    if (status == PSA_SUCCESS) {
        status = add_part(op, psk, size);
    }
    return status == PSA_SUCCESS ? pcc_hmac_key_end(&op->u.hmac) : status;
}

static psa_status_t input_psk_to_ms(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                                    const uint8_t *data, size_t size)
{
    (void)type;
    if (step == PSA_KEY_DERIVATION_INPUT_OTHER_SECRET) {
        return size > 0xffff ? PSA_ERROR_INVALID_ARGUMENT : begin_secret(op, data, size);
    }
    return step == PSA_KEY_DERIVATION_INPUT_SECRET ? input_psk(op, data, size) : input_text(op, step, data, size);
}

static const pcrypto_kdf_step_t steps_psk_to_ms[] = {
    { PSA_KEY_DERIVATION_INPUT_SEED, PCRYPTO_KDF_RAW_DATA, 0 },
    { PSA_KEY_DERIVATION_INPUT_OTHER_SECRET, PCRYPTO_KDF_RAW_DATA | PCRYPTO_KDF_DERIVE,
      PCRYPTO_KDF_OPTIONAL | PCRYPTO_KDF_AGREED },
    { PSA_KEY_DERIVATION_INPUT_SECRET, PCRYPTO_KDF_DERIVE, 0 },
    { PSA_KEY_DERIVATION_INPUT_LABEL, PCRYPTO_KDF_RAW_DATA, 0 },
    { 0, 0, 0 },
};

const pcrypto_kdf_t pcrypto_kdf_tls12_psk_to_ms = { steps_psk_to_ms, setup, input_psk_to_ms, NULL, next, false,
                                                    false,           NULL };
#endif
