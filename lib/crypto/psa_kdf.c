/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key derivation (Crypto API 1.5, chapter 10.6): HKDF whole and in its halves.
 */
#include "crypto_internal.h"

#include <string.h>

#include "agree.h"
#include "key_material.h"
#include "key_policy.h"
#include "key_slots.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/hkdf.h"

#define OP_INPUT 1u  /* takes inputs */
#define OP_OUTPUT 2u /* has given output: no more inputs */

/* Inputs that came. */
#define HAS_SALT 1u
#define HAS_SECRET 2u
#define HAS_INFO 4u
/* What they allow. */
#define SECRET_WAS_KEY 8u /* keys may be derived */
#define VERIFY_ONLY 16u   /* a key came without PSA_KEY_USAGE_DERIVE: the output may only be compared */

/* Longest info string. RFC 8446's labels have at most 512 in theory, under 100 in practice. */
#define INFO_SIZE_MAX 288u

typedef struct kdf_op {
    psa_algorithm_t alg; /* as set up, perhaps with a key agreement */
    psa_algorithm_t kdf; /* without it */
    size_t capacity;
    union {
        pcc_hmac_t extract; /* from the salt to the secret */
        struct {
            uint8_t prk[PCC_HASH_SIZE_MAX];
            uint8_t block[PCC_HASH_SIZE_MAX];
        } expand;
    } u;
    uint16_t info_size;
    uint8_t prk_size;
    uint8_t block_number; /* of u.expand.block, 0 before the first */
    uint8_t block_used;   /* bytes of it that were given out */
    uint8_t flags;
    uint8_t state;
    uint8_t info[INFO_SIZE_MAX];
} kdf_op_t;

_Static_assert(sizeof(kdf_op_t) <= sizeof(psa_key_derivation_operation_t), "psa_key_derivation_operation_t too small");

static kdf_op_t *op_of(psa_key_derivation_operation_t *operation)
{
    return (kdf_op_t *)(void *)operation;
}

static psa_status_t end_in_error(kdf_op_t *op, psa_status_t status)
{
    pcc_wipe(op, sizeof *op);
    op->state = PCRYPTO_OP_ERROR;
    return status;
}

static bool is_active(const kdf_op_t *op)
{
    return op->state == OP_INPUT || op->state == OP_OUTPUT;
}

static bool is_wanted(psa_algorithm_t kdf)
{
#if defined(PSA_WANT_ALG_HKDF)
    if (PSA_ALG_IS_HKDF(kdf)) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_HKDF_EXTRACT)
    if (PSA_ALG_IS_HKDF_EXTRACT(kdf)) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_HKDF_EXPAND)
    if (PSA_ALG_IS_HKDF_EXPAND(kdf)) {
        return true;
    }
#endif
    return false;
}

static psa_status_t check_alg(psa_algorithm_t alg, psa_algorithm_t *kdf)
{
    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    *kdf = alg;
    if (PSA_ALG_IS_KEY_AGREEMENT(alg) && !PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg)) {
        *kdf = PSA_ALG_KEY_AGREEMENT_GET_KDF(alg);
        if (!pcrypto_agreement_is_known(PSA_ALG_KEY_AGREEMENT_GET_BASE(alg))) {
            return PSA_ERROR_NOT_SUPPORTED;
        }
    }
    if (!PSA_ALG_IS_KEY_DERIVATION(*kdf) || PSA_ALG_IS_WILDCARD(*kdf)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return is_wanted(*kdf) && pcrypto_hash_of(*kdf) != PCC_HASH_NONE ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t psa_key_derivation_setup(psa_key_derivation_operation_t *operation, psa_algorithm_t alg)
{
    kdf_op_t *op = op_of(operation);
    psa_algorithm_t kdf;

    if (op->state != PCRYPTO_OP_INACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = check_alg(alg, &kdf);
    if (status == PSA_SUCCESS) {
        size_t hash_size = pcc_hash_size(pcrypto_hash_of(kdf));
        op->alg = alg;
        op->kdf = kdf;
        /* RFC 5869 section 2.3: 255 blocks. Extract gives one. */
        op->capacity = PSA_ALG_IS_HKDF_EXTRACT(kdf) ? hash_size : 255 * hash_size;
        op->state = OP_INPUT;
    }
    return status;
}

psa_status_t psa_key_derivation_get_capacity(const psa_key_derivation_operation_t *operation, size_t *capacity)
{
    const kdf_op_t *op = (const kdf_op_t *)(const void *)operation;

    *capacity = 0;
    if (!is_active(op)) {
        return PSA_ERROR_BAD_STATE;
    }
    *capacity = op->capacity;
    return PSA_SUCCESS;
}

psa_status_t psa_key_derivation_set_capacity(psa_key_derivation_operation_t *operation, size_t capacity)
{
    kdf_op_t *op = op_of(operation);

    if (!is_active(op)) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    if (capacity > op->capacity) {
        return PSA_ERROR_INVALID_ARGUMENT; /* the one error that leaves the operation as it is */
    }
    op->capacity = capacity;
    return PSA_SUCCESS;
}

/* Salt: once, before the secret; not for expand. */
static psa_status_t input_salt(kdf_op_t *op, const uint8_t *data, size_t size)
{
    if (PSA_ALG_IS_HKDF_EXPAND(op->kdf)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (op->flags & (HAS_SALT | HAS_SECRET)) {
        return PSA_ERROR_BAD_STATE;
    }
    op->flags |= HAS_SALT;
    return pcc_hmac_start(&op->u.extract, pcrypto_hash_of(op->kdf), data, size);
}

/* The secret of expand is the pseudorandom key itself: at least a hash long (RFC 5869 section 2.3). */
static psa_status_t take_prk(kdf_op_t *op, const uint8_t *data, size_t size)
{
    if (size < pcc_hash_size(pcrypto_hash_of(op->kdf))) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size > sizeof op->u.expand.prk) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    memcpy(op->u.expand.prk, data, size);
    op->prk_size = (uint8_t)size;
    return PSA_SUCCESS;
}

/* RFC 5869 section 2.2: PRK = HMAC(salt, secret). */
static psa_status_t extract(kdf_op_t *op, const uint8_t *data, size_t size)
{
    uint8_t prk[PCC_HASH_SIZE_MAX];
    psa_status_t status = pcc_hmac_update(&op->u.extract, data, size);

    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&op->u.extract, prk);
    }
    pcc_wipe(&op->u, sizeof op->u);
    if (status == PSA_SUCCESS) {
        op->prk_size = (uint8_t)pcc_hash_size(pcrypto_hash_of(op->kdf));
        memcpy(op->u.expand.prk, prk, op->prk_size);
    }
    pcc_wipe(prk, sizeof prk);
    return status;
}

/* Secret: once; for HKDF an absent salt is an empty one, for extract it is an error. */
static psa_status_t input_secret(kdf_op_t *op, const uint8_t *data, size_t size)
{
    psa_status_t status = PSA_SUCCESS;

    if ((op->flags & HAS_SECRET) || (PSA_ALG_IS_HKDF_EXTRACT(op->kdf) && !(op->flags & HAS_SALT))) {
        return PSA_ERROR_BAD_STATE;
    }
    if (PSA_ALG_IS_HKDF_EXPAND(op->kdf)) {
        status = take_prk(op, data, size);
    } else {
        if (!(op->flags & HAS_SALT)) {
            status = input_salt(op, NULL, 0);
        }
        if (status == PSA_SUCCESS) {
            status = extract(op, data, size);
        }
    }
    op->flags |= HAS_SECRET;
    return status;
}

/* Info: once, any time before output; for expand after the secret; not for extract. */
static psa_status_t input_info(kdf_op_t *op, const uint8_t *data, size_t size)
{
    if (PSA_ALG_IS_HKDF_EXTRACT(op->kdf)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if ((op->flags & HAS_INFO) || (PSA_ALG_IS_HKDF_EXPAND(op->kdf) && !(op->flags & HAS_SECRET))) {
        return PSA_ERROR_BAD_STATE;
    }
    if (size > sizeof op->info) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (size > 0) {
        memcpy(op->info, data, size);
    }
    op->info_size = (uint16_t)size;
    op->flags |= HAS_INFO;
    return PSA_SUCCESS;
}

static psa_status_t input(kdf_op_t *op, psa_key_derivation_step_t step, const uint8_t *data, size_t size)
{
    switch (step) {
    case PSA_KEY_DERIVATION_INPUT_SALT:
        return input_salt(op, data, size);
    case PSA_KEY_DERIVATION_INPUT_SECRET:
        return input_secret(op, data, size);
    case PSA_KEY_DERIVATION_INPUT_INFO:
        return input_info(op, data, size);
    default:
        return PSA_ERROR_INVALID_ARGUMENT;
    }
}

/* The secret of a combined algorithm comes from its key agreement only. */
static bool secret_must_be_agreed(const kdf_op_t *op, psa_key_derivation_step_t step)
{
    return step == PSA_KEY_DERIVATION_INPUT_SECRET && op->alg != op->kdf;
}

psa_status_t psa_key_derivation_input_bytes(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                            const uint8_t *data, size_t data_length)
{
    kdf_op_t *op = op_of(operation);
    psa_status_t status = PSA_ERROR_INVALID_ARGUMENT;

    if (op->state != OP_INPUT) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    if (!secret_must_be_agreed(op, step)) {
        status = input(op, step, data, data_length);
    }
    return status == PSA_SUCCESS ? status : end_in_error(op, status);
}

/* Which type of key an input may be. */
static bool type_is_valid(psa_key_derivation_step_t step, psa_key_type_t type)
{
    return type == (step == PSA_KEY_DERIVATION_INPUT_SECRET ? PSA_KEY_TYPE_DERIVE : PSA_KEY_TYPE_RAW_DATA);
}

/* A held key as input: its policy says what may be done with the output. */
static psa_status_t input_held(kdf_op_t *op, psa_key_derivation_step_t step, const pcrypto_key_t *key)
{
    psa_key_usage_t usage = psa_get_key_usage_flags(&key->attributes);

    if ((usage & (PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_VERIFY_DERIVATION)) == 0) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    if (secret_must_be_agreed(op, step) || !type_is_valid(step, psa_get_key_type(&key->attributes))) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = input(op, step, key->material, key->size);
    if (step == PSA_KEY_DERIVATION_INPUT_SECRET) {
        op->flags |= SECRET_WAS_KEY;
    }
    if ((usage & PSA_KEY_USAGE_DERIVE) == 0) {
        op->flags |= VERIFY_ONLY;
    }
    return status;
}

psa_status_t psa_key_derivation_input_key(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                          psa_key_id_t key)
{
    kdf_op_t *op = op_of(operation);
    pcrypto_key_t *held;

    if (op->state != OP_INPUT) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    psa_status_t status = pcrypto_key_get_for(key, 0, op->alg, &held);
    if (status == PSA_SUCCESS) {
        status = input_held(op, step, held);
        pcrypto_key_put(held);
    }
    return status == PSA_SUCCESS ? status : end_in_error(op, status);
}

#if defined(PSA_WANT_ALG_ECDH) || defined(PSA_WANT_ALG_FFDH)
psa_status_t psa_key_derivation_key_agreement(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                              psa_key_id_t private_key, const uint8_t *peer_key, size_t peer_key_length)
{
    kdf_op_t *op = op_of(operation);
    uint8_t secret[PCRYPTO_SECRET_SIZE_MAX];
    size_t size;

    if (op->state != OP_INPUT) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    psa_status_t status = PSA_ERROR_INVALID_ARGUMENT;
    if (secret_must_be_agreed(op, step)) {
        status = pcrypto_agree(private_key, op->alg, peer_key, peer_key_length, secret, &size);
        if (status == PSA_SUCCESS) {
            status = input(op, step, secret, size);
            op->flags |= SECRET_WAS_KEY;
        }
        pcc_wipe(secret, sizeof secret);
    }
    return status == PSA_SUCCESS ? status : end_in_error(op, status);
}
#endif

static bool inputs_are_complete(const kdf_op_t *op)
{
    uint8_t needed = HAS_SECRET | HAS_INFO;

    if (PSA_ALG_IS_HKDF_EXTRACT(op->kdf)) {
        needed = HAS_SALT | HAS_SECRET;
    }
    return (op->flags & needed) == needed;
}

/* Begin to take `size` bytes: PSA_ERROR_INSUFFICIENT_DATA empties the operation but does not spoil it. */
static psa_status_t take(kdf_op_t *op, size_t size)
{
    if (!is_active(op) || !inputs_are_complete(op)) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    op->state = OP_OUTPUT;
    if (size > op->capacity) {
        op->capacity = 0;
        return PSA_ERROR_INSUFFICIENT_DATA;
    }
    op->capacity -= size;
    return PSA_SUCCESS;
}

/* The next block of output. */
static psa_status_t next_block(kdf_op_t *op)
{
    pcc_hash_alg_t hash = pcrypto_hash_of(op->kdf);

    op->block_number++;
    op->block_used = 0;
    if (PSA_ALG_IS_HKDF_EXTRACT(op->kdf)) {
        memcpy(op->u.expand.block, op->u.expand.prk, op->prk_size);
        return PSA_SUCCESS;
    }
    return pcc_hkdf_block(hash, op->u.expand.prk, op->prk_size, op->info, op->info_size, op->block_number,
                          op->u.expand.block);
}

/* The next bytes of output, at most to the end of a block: *out points at them. take() counted them. */
static psa_status_t next_bytes(kdf_op_t *op, size_t wanted, const uint8_t **out, size_t *size)
{
    size_t block_size = pcc_hash_size(pcrypto_hash_of(op->kdf));

    if (op->block_number == 0 || op->block_used == block_size) {
        psa_status_t status = next_block(op);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    *out = op->u.expand.block + op->block_used;
    *size = block_size - op->block_used < wanted ? block_size - op->block_used : wanted;
    op->block_used = (uint8_t)(op->block_used + *size);
    return PSA_SUCCESS;
}

static psa_status_t read_bytes(kdf_op_t *op, uint8_t *output, size_t size)
{
    for (size_t at = 0; at < size;) {
        const uint8_t *from;
        size_t n;
        psa_status_t status = next_bytes(op, size - at, &from, &n);
        if (status != PSA_SUCCESS) {
            pcc_wipe(output, size);
            return status;
        }
        memcpy(output + at, from, n);
        at += n;
    }
    return PSA_SUCCESS;
}

psa_status_t psa_key_derivation_output_bytes(psa_key_derivation_operation_t *operation, uint8_t *output,
                                             size_t output_length)
{
    kdf_op_t *op = op_of(operation);

    if (is_active(op) && inputs_are_complete(op) && (op->flags & VERIFY_ONLY)) {
        return end_in_error(op, PSA_ERROR_NOT_PERMITTED);
    }
    psa_status_t status = take(op, output_length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = read_bytes(op, output, output_length);
    return status == PSA_SUCCESS ? status : end_in_error(op, status);
}

psa_status_t psa_key_derivation_verify_bytes(psa_key_derivation_operation_t *operation, const uint8_t *expected_output,
                                             size_t output_length)
{
    kdf_op_t *op = op_of(operation);
    bool same = true;

    psa_status_t status = take(op, output_length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    for (size_t at = 0; at < output_length && status == PSA_SUCCESS;) {
        const uint8_t *from;
        size_t n = 0;
        status = next_bytes(op, output_length - at, &from, &n);
        if (status == PSA_SUCCESS) {
            same &= pcc_equal(from, expected_output + at, n);
        }
        at += n;
    }
    if (status == PSA_SUCCESS && !same) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    return status == PSA_SUCCESS ? status : end_in_error(op, status);
}

/* Fill the material of a new key with output, again while the bytes are no key of its type (a number out of range). */
static psa_status_t derive_material(kdf_op_t *op, pcrypto_key_t *key, size_t size)
{
    psa_status_t status;
    size_t missing = size;

    key->size = (uint16_t)size;
    do {
        status = take(op, missing);
        if (status == PSA_SUCCESS) {
            status = read_bytes(op, key->material + size - missing, missing);
        }
        if (status == PSA_SUCCESS) {
            status = pcrypto_material_from_derived(key, &missing);
        }
    } while (status == PSA_ERROR_DOES_NOT_EXIST);
    return status;
}

static psa_status_t output_key(kdf_op_t *op, const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    pcrypto_key_t *slot;
    size_t size;

    if (!(op->flags & SECRET_WAS_KEY) || (op->flags & VERIFY_ONLY)) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    psa_status_t status = pcrypto_material_derived_size(attributes, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_key_new(attributes, size, &slot);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = derive_material(op, slot, size);
    if (status != PSA_SUCCESS) {
        pcrypto_key_drop(slot);
        return status;
    }
    return pcrypto_key_commit(slot, key);
}

psa_status_t psa_key_derivation_output_key(const psa_key_attributes_t *attributes,
                                           psa_key_derivation_operation_t *operation, psa_key_id_t *key)
{
    kdf_op_t *op = op_of(operation);

    *key = PSA_KEY_ID_NULL;
    if (!is_active(op) || !inputs_are_complete(op)) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    psa_status_t status = output_key(op, attributes, key);
    if (status != PSA_SUCCESS && status != PSA_ERROR_INSUFFICIENT_DATA) {
        end_in_error(op, status);
    }
    return status;
}

psa_status_t psa_key_derivation_output_key_custom(const psa_key_attributes_t *attributes,
                                                  psa_key_derivation_operation_t *operation,
                                                  const psa_custom_key_parameters_t *custom, const uint8_t *custom_data,
                                                  size_t custom_data_length, psa_key_id_t *key)
{
    (void)custom_data;
    *key = PSA_KEY_ID_NULL;
    if (custom->flags != 0 || custom_data_length != 0) {
        return end_in_error(op_of(operation), PSA_ERROR_INVALID_ARGUMENT);
    }
    return psa_key_derivation_output_key(attributes, operation, key);
}

psa_status_t psa_key_derivation_abort(psa_key_derivation_operation_t *operation)
{
    pcc_wipe(operation, sizeof *operation);
    return PSA_SUCCESS;
}
