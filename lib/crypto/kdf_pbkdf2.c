/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PBKDF2 (RFC 8018 section 5.2) with HMAC, and with AES-CMAC-PRF-128 (RFC 4615).
 */
#include <string.h>

#include "crypto_internal.h"
#include "kdf.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/pbkdf2.h"

/* RFC 8018: blocks have 32-bit numbers. */
static void set_sizes(pcrypto_kdf_op_t *op, size_t block_size)
{
    uint64_t capacity = 0xffffffffu * (uint64_t)block_size;

    op->block_size = (uint8_t)block_size;
    op->capacity = capacity < SIZE_MAX ? (size_t)capacity : SIZE_MAX;
}

static const pcrypto_kdf_step_t steps[] = {
    { PSA_KEY_DERIVATION_INPUT_COST, 0, PCRYPTO_KDF_IS_NUMBER },
    { PSA_KEY_DERIVATION_INPUT_SALT, PCRYPTO_KDF_RAW_DATA | PCRYPTO_KDF_PEPPER, PCRYPTO_KDF_REPEATED },
    { PSA_KEY_DERIVATION_INPUT_PASSWORD, PCRYPTO_KDF_DERIVE | PCRYPTO_KDF_PASSWORD, PCRYPTO_KDF_AGREED },
    { 0, 0, 0 },
};

#if defined(PSA_WANT_ALG_PBKDF2_HMAC)
static psa_status_t setup_hmac(pcrypto_kdf_op_t *op)
{
    set_sizes(op, pcc_hash_size(pcrypto_hash_of(op->kdf)));
    return PSA_SUCCESS;
}

static psa_status_t input_hmac(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                               const uint8_t *data, size_t size)
{
    (void)type;
    return step == PSA_KEY_DERIVATION_INPUT_SALT ? pcrypto_kdf_text(op, data, size)
                                                 : pcc_hmac_start(&op->u.hmac, pcrypto_hash_of(op->kdf), data, size);
}

static psa_status_t next_hmac(pcrypto_kdf_op_t *op)
{
    return pcc_pbkdf2_hmac_block(&op->u.hmac, op->text, op->text_size, (uint32_t)op->number, op->block_count,
                                 op->block);
}

const pcrypto_kdf_t pcrypto_kdf_pbkdf2_hmac = { steps, setup_hmac, input_hmac, NULL, next_hmac, false, false, NULL };
#endif

#if defined(PSA_WANT_ALG_PBKDF2_AES_CMAC_PRF_128)
static psa_status_t setup_cmac(pcrypto_kdf_op_t *op)
{
    set_sizes(op, PCC_PBKDF2_CMAC_SIZE);
    return PSA_SUCCESS;
}

static psa_status_t input_cmac(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                               const uint8_t *data, size_t size)
{
    (void)type;
    return step == PSA_KEY_DERIVATION_INPUT_SALT ? pcrypto_kdf_text(op, data, size)
                                                 : pcc_pbkdf2_cmac_key(data, size, op->u.cipher.key);
}

static psa_status_t next_cmac(pcrypto_kdf_op_t *op)
{
    return pcc_pbkdf2_cmac_block(op->u.cipher.key, op->text, op->text_size, (uint32_t)op->number, op->block_count,
                                 op->block);
}

const pcrypto_kdf_t pcrypto_kdf_pbkdf2_cmac = { steps, setup_cmac, input_cmac, NULL, next_cmac, false, false, NULL };
#endif
