/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The counter-mode KDF of SP 800-108r1 section 4.1 over HMAC and over CMAC, as the Crypto API 1.5 defines it: counter
 * and output length in 32 bits big-endian, the length in bits of all the output, K0 with CMAC.
 */
#include <string.h>

#include "crypto_internal.h"
#include "kdf.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/cmac.h"
#include "lib/crypto/core/ct.h"

/* Bytes of output whose bits still have a 32-bit number. */
#define CAPACITY 0x1fffffffu

static bool has_zero(const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == 0) {
            return true;
        }
    }
    return false;
}

/* A label of bytes other than zero, then the context. */
static psa_status_t input_text(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, const uint8_t *data, size_t size)
{
    psa_status_t status = pcrypto_kdf_text(op, data, size);

    if (status == PSA_SUCCESS && step == PSA_KEY_DERIVATION_INPUT_LABEL) {
        op->text_split = op->text_size;
        /* Looked for in our own copy: a caller's buffer may change. */
        if (has_zero(op->text, op->text_size)) {
            status = PSA_ERROR_INVALID_ARGUMENT;
        }
    }
    return status;
}

/* The length that goes into every block. */
static psa_status_t begin(pcrypto_kdf_op_t *op)
{
    op->number = 8u * (uint64_t)op->capacity;
    return PSA_SUCCESS;
}

/* What is authenticated: [i] || label || 0 || context || [L], in pieces. */
typedef struct piece {
    const uint8_t *data;
    size_t size;
} piece_t;

#define PIECES 5u

static void input_of_block(const pcrypto_kdf_op_t *op, uint8_t numbers[8], piece_t pieces[PIECES])
{
    static const uint8_t zero = 0;

    pcc_put_be32(numbers, op->block_count);
    pcc_put_be32(numbers + 4, (uint32_t)op->number);
    pieces[0] = (piece_t){ numbers, op->block_count != 0 ? 4u : 0u }; /* K0 has none */
    pieces[1] = (piece_t){ op->text, op->text_split };
    pieces[2] = (piece_t){ &zero, 1 };
    pieces[3] = (piece_t){ op->text + op->text_split, (size_t)op->text_size - op->text_split };
    pieces[4] = (piece_t){ numbers + 4, 4 };
}

#if defined(PSA_WANT_ALG_SP800_108_COUNTER_HMAC)
static psa_status_t setup_hmac(pcrypto_kdf_op_t *op)
{
    op->block_size = (uint8_t)pcc_hash_size(pcrypto_hash_of(op->kdf));
    op->capacity = CAPACITY;
    return PSA_SUCCESS;
}

static psa_status_t input_hmac(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                               const uint8_t *data, size_t size)
{
    (void)type;
    return step == PSA_KEY_DERIVATION_INPUT_SECRET ? pcc_hmac_start(&op->u.hmac, pcrypto_hash_of(op->kdf), data, size)
                                                   : input_text(op, step, data, size);
}

static psa_status_t next_hmac(pcrypto_kdf_op_t *op)
{
    pcc_hmac_t hmac = op->u.hmac;
    uint8_t numbers[8];
    piece_t pieces[PIECES];
    psa_status_t status = PSA_SUCCESS;

    input_of_block(op, numbers, pieces);
    for (size_t i = 0; i < PIECES && status == PSA_SUCCESS; i++) {
        status = pcc_hmac_update(&hmac, pieces[i].data, pieces[i].size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, op->block);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

static const pcrypto_kdf_step_t steps_hmac[] = {
    { PSA_KEY_DERIVATION_INPUT_SECRET, PCRYPTO_KDF_DERIVE | PCRYPTO_KDF_HMAC, PCRYPTO_KDF_AGREED },
    { PSA_KEY_DERIVATION_INPUT_LABEL, PCRYPTO_KDF_RAW_DATA, PCRYPTO_KDF_OPTIONAL },
    { PSA_KEY_DERIVATION_INPUT_CONTEXT, PCRYPTO_KDF_RAW_DATA, PCRYPTO_KDF_OPTIONAL },
    { 0, 0, 0 },
};

const pcrypto_kdf_t pcrypto_kdf_counter_hmac = {
    steps_hmac, setup_hmac, input_hmac, begin, next_hmac, true, false, NULL
};
#endif

#if defined(PSA_WANT_ALG_SP800_108_COUNTER_CMAC)
static psa_status_t setup_cmac(pcrypto_kdf_op_t *op)
{
    op->block_size = PCC_BLOCK_SIZE_MAX;
    op->capacity = CAPACITY;
    return PSA_SUCCESS;
}

/* The key is expanded anew for each block: an expanded one is ten times as large. */
static psa_status_t input_key(pcrypto_kdf_op_t *op, psa_key_type_t type, const uint8_t *key, size_t size)
{
    if (size > sizeof op->u.cipher.key) {
        return PSA_ERROR_INVALID_ARGUMENT; /* two keys in one: their policy, XTS, does not let them come here */
    }
    memcpy(op->u.cipher.key, key, size);
    op->u.cipher.key_size = (uint8_t)size;
    op->u.cipher.key_type = type;
    return PSA_SUCCESS;
}

static psa_status_t input_cmac(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                               const uint8_t *data, size_t size)
{
    return step == PSA_KEY_DERIVATION_INPUT_SECRET ? input_key(op, type, data, size) : input_text(op, step, data, size);
}

/* One CMAC over the block's input and a last piece. */
static psa_status_t cmac(pcrypto_kdf_op_t *op, const uint8_t *last, size_t last_size, uint8_t out[PCC_BLOCK_SIZE_MAX])
{
    uint8_t numbers[8];
    piece_t pieces[PIECES];
    pcc_block_t block;
    pcc_cmac_t mac;

    input_of_block(op, numbers, pieces);
    pcc_cmac_start(&mac, &block);
    psa_status_t status =
        pcc_block_set_key(&block, (pcc_block_alg_t)op->u.cipher.key_type, op->u.cipher.key, op->u.cipher.key_size);
    for (size_t i = 0; i < PIECES && status == PSA_SUCCESS; i++) {
        status = pcc_cmac_update(&mac, pieces[i].data, pieces[i].size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_update(&mac, last, last_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_finish(&mac, out);
    }
    pcc_cmac_abort(&mac);
    pcc_block_wipe(&block);
    return status;
}

/* SP 800-108r1 section 4.1, "key control security": K0 makes it hard to choose a block of output. */
static psa_status_t begin_cmac(pcrypto_kdf_op_t *op)
{
    psa_status_t status = begin(op);

    return status == PSA_SUCCESS ? cmac(op, NULL, 0, op->u.cipher.k0) : status;
}

static psa_status_t next_cmac(pcrypto_kdf_op_t *op)
{
    return cmac(op, op->u.cipher.k0, sizeof op->u.cipher.k0, op->block);
}

static const pcrypto_kdf_step_t steps_cmac[] = {
    { PSA_KEY_DERIVATION_INPUT_SECRET, PCRYPTO_KDF_CIPHER, PCRYPTO_KDF_ONLY_KEY },
    { PSA_KEY_DERIVATION_INPUT_LABEL, PCRYPTO_KDF_RAW_DATA, PCRYPTO_KDF_OPTIONAL },
    { PSA_KEY_DERIVATION_INPUT_CONTEXT, PCRYPTO_KDF_RAW_DATA, PCRYPTO_KDF_OPTIONAL },
    { 0, 0, 0 },
};

const pcrypto_kdf_t pcrypto_kdf_counter_cmac = { steps_cmac, setup_cmac, input_cmac, begin_cmac,
                                                 next_cmac,  true,       false,      NULL };
#endif
