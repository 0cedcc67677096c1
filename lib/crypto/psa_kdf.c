/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key derivation (Crypto API 1.5, chapter 10.8): the states of an operation, the order of its inputs, what its keys
 * permit, its capacity, and what becomes of its output. The algorithms are in kdf_*.c.
 */
#include "crypto_internal.h"

#include <string.h>

#include "agree.h"
#include "driver.h"
#include "kdf.h"
#include "key_material.h"
#include "key_policy.h"
#include "key_slots.h"
#include "lib/crypto/core/ct.h"
#include "owned_keys.h"

#define OP_INPUT 1u  /* takes inputs */
#define OP_OUTPUT 2u /* has given output: no more inputs */

/* What the inputs allow. */
#define SECRET_WAS_KEY 1u /* keys may be derived */
#define VERIFY_ONLY 2u    /* a key came without PSA_KEY_USAGE_DERIVE: the output may only be compared */

typedef pcrypto_kdf_op_t kdf_op_t;

_Static_assert(sizeof(kdf_op_t) <= sizeof(psa_key_derivation_operation_t), "psa_key_derivation_operation_t too small");

static kdf_op_t *op_of(psa_key_derivation_operation_t *operation)
{
    return (kdf_op_t *)(void *)operation;
}

/* The operation is over, well or in its error state. */
static psa_status_t end(kdf_op_t *op, psa_status_t status)
{
    return pcrypto_op_end(&op->op, sizeof *op, status);
}

/* The end of a call after which the operation goes on, unless the call failed. */
static psa_status_t settle(kdf_op_t *op, psa_status_t status)
{
    return status == PSA_SUCCESS ? status : end(op, status);
}

/* Whether the keys that were inputs are still there. */
static bool keys_remain(const kdf_op_t *op, uint32_t *since)
{
    if (op->key_count > PCRYPTO_KDF_KEYS) {
        return *since == pcrypto_keys_destroyed();
    }
    return pcrypto_keys_remain(op->op.owner, op->keys, op->key_count, since);
}

/* Whether one of its keys was destroyed while it is used: by an operation that is used up, none is any more. */
static bool lost_a_key(const kdf_op_t *op, uint32_t *since)
{
    bool used_up = op->op.state == OP_OUTPUT && op->capacity == 0;

    return !used_up && !keys_remain(op, since);
}

/* Before a call that may come until the state `last`, of an active operation that lost no key. */
static psa_status_t enter(kdf_op_t *op, uint8_t last)
{
    bool good = op->op.state >= OP_INPUT && op->op.state <= last && !lost_a_key(op, &op->op.since);

    return good ? PSA_SUCCESS : PSA_ERROR_BAD_STATE;
}

/* A key is about to be an input. enter() was called before: what was destroyed until then counts for no key. */
static void note_key(kdf_op_t *op, psa_key_id_t key)
{
    if (op->key_count < PCRYPTO_KDF_KEYS) {
        op->keys[op->key_count] = key;
    }
    op->key_count = (uint8_t)(op->key_count < PCRYPTO_KDF_KEYS ? op->key_count + 1u : PCRYPTO_KDF_KEYS + 1u);
}

/* ---------------------------------------------------------------------------------------------- Setup, capacity --- */

/* True when one of the algorithm's inputs may be a shared secret. */
static bool takes_agreement(const pcrypto_kdf_t *algorithm)
{
    if (!PCRYPTO_KDF_WITH_UNAGREED) {
        return true;
    }
    for (const pcrypto_kdf_step_t *step = algorithm->steps; step->step != 0; step++) {
        if (step->rules & PCRYPTO_KDF_AGREED) {
            return true;
        }
    }
    return false;
}

static psa_status_t check_alg(psa_algorithm_t alg, psa_algorithm_t *kdf)
{
    bool agreed = PSA_ALG_IS_KEY_AGREEMENT(alg) && !PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg);

    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    *kdf = agreed ? PSA_ALG_KEY_AGREEMENT_GET_KDF(alg) : alg;
    if (agreed && !pcrypto_agreement_is_known(PSA_ALG_KEY_AGREEMENT_GET_BASE(alg))) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (!PSA_ALG_IS_KEY_DERIVATION(*kdf) || PSA_ALG_GET_HASH(*kdf) == PSA_ALG_ANY_HASH) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const pcrypto_kdf_t *algorithm = pcrypto_kdf_of(*kdf);
    return algorithm != NULL && (!agreed || takes_agreement(algorithm)) ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t psa_key_derivation_setup(psa_key_derivation_operation_t *operation, psa_algorithm_t alg)
{
    kdf_op_t *op = op_of(operation);
    psa_algorithm_t kdf;

    psa_status_t status = pcrypto_op_begin(&op->op, PSA_KEY_ID_NULL, plat_caller());
    if (status != PSA_SUCCESS) {
        return status; /* one in use stays as it is */
    }
    status = check_alg(alg, &kdf);
    if (status == PSA_SUCCESS) {
        op->alg = alg;
        op->kdf = kdf;
        op->op.state = OP_INPUT;
        status = pcrypto_kdf_of(kdf)->setup(op);
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(op, sizeof *op);
    }
    return status;
}

psa_status_t psa_key_derivation_get_capacity(const psa_key_derivation_operation_t *operation, size_t *capacity)
{
    const kdf_op_t *op = (const kdf_op_t *)(const void *)operation;
    uint32_t since = op->op.since;

    *capacity = 0;
    if ((op->op.state != OP_INPUT && op->op.state != OP_OUTPUT) || lost_a_key(op, &since)) {
        return PSA_ERROR_BAD_STATE;
    }
    *capacity = op->capacity;
    return PSA_SUCCESS;
}

psa_status_t psa_key_derivation_set_capacity(psa_key_derivation_operation_t *operation, size_t capacity)
{
    kdf_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_OUTPUT);
    if (PCRYPTO_KDF_WITH_CAPACITY && status == PSA_SUCCESS && op->op.state == OP_OUTPUT &&
        pcrypto_kdf_of(op->kdf)->capacity_counts) {
        status = PSA_ERROR_BAD_STATE;
    }
    if (status != PSA_SUCCESS) {
        return end(op, status);
    }
    if (capacity > op->capacity) {
        return PSA_ERROR_INVALID_ARGUMENT; /* the one error that leaves the operation as it is */
    }
    op->capacity = capacity;
    return PSA_SUCCESS;
}

/* ------------------------------------------------------------------------------------------------------- Inputs --- */

/* The place of a step in the algorithm's list, whose end (step 0) it is for a step that the algorithm does not have. */
static size_t place_of(const pcrypto_kdf_t *algorithm, psa_key_derivation_step_t step)
{
    size_t at = 0;

    while (algorithm->steps[at].step != 0 && algorithm->steps[at].step != step) {
        at++;
    }
    return at;
}

/* Whether an input has its turn: it is new, all before it that must come have come, and none after it has. */
static bool is_in_turn(const kdf_op_t *op, const pcrypto_kdf_step_t *steps, size_t at)
{
    bool again = (op->steps >> at & 1u) != 0;

    if (steps[at].rules & PCRYPTO_KDF_ANY_TIME) {
        return !again;
    }
    if (again && (!PCRYPTO_KDF_WITH_REPEATED || (steps[at].rules & PCRYPTO_KDF_REPEATED) == 0)) {
        return false;
    }
    for (size_t i = 0; steps[i].step != 0; i++) {
        bool came = (op->steps >> i & 1u) != 0;
        uint8_t rules = steps[i].rules;
        if (rules & PCRYPTO_KDF_ANY_TIME) {
            continue;
        }
        /* In a combined algorithm the agreed secret is not optional. */
        bool must = (rules & PCRYPTO_KDF_OPTIONAL) == 0 || ((rules & PCRYPTO_KDF_AGREED) != 0 && op->alg != op->kdf);
        if (i < at ? !came && must : i > at && came) {
            return false;
        }
    }
    return true;
}

/* Where an input comes from. */
typedef enum source { FROM_BYTES, FROM_KEY, FROM_AGREEMENT } source_t;

/* Whether a step takes what comes from there. The secret of a combined algorithm may come from elsewhere than its key
 * agreement: psa-arch-tests has it come as bytes and as a key. */
static bool source_is_valid(const kdf_op_t *op, const pcrypto_kdf_step_t *step, source_t source)
{
    if (step->step == 0 || (PCRYPTO_KDF_WITH_NUMBER && (step->rules & PCRYPTO_KDF_IS_NUMBER))) {
        return false;
    }
    if (source == FROM_AGREEMENT) {
        return (step->rules & PCRYPTO_KDF_AGREED) != 0 && op->alg != op->kdf;
    }
    return source != FROM_BYTES || (step->rules & PCRYPTO_KDF_ONLY_KEY) == 0;
}

static psa_status_t input(kdf_op_t *op, psa_key_derivation_step_t step, source_t source, psa_key_type_t type,
                          const uint8_t *data, size_t size)
{
    const pcrypto_kdf_t *algorithm = pcrypto_kdf_of(op->kdf);
    size_t at = place_of(algorithm, step);

    if (!source_is_valid(op, &algorithm->steps[at], source)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!is_in_turn(op, algorithm->steps, at)) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = algorithm->input(op, step, type, data, size);
    op->steps |= (uint8_t)(1u << at);
    if (source != FROM_BYTES &&
        (step == PSA_KEY_DERIVATION_INPUT_SECRET || step == PSA_KEY_DERIVATION_INPUT_PASSWORD)) {
        op->flags |= SECRET_WAS_KEY;
    }
    return status;
}

psa_status_t psa_key_derivation_input_bytes(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                            const uint8_t *data, size_t data_length)
{
    kdf_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_INPUT);
    if (status == PSA_SUCCESS) {
        status = input(op, step, FROM_BYTES, PSA_KEY_TYPE_NONE, data, data_length);
    }
    return settle(op, status);
}

/* The one number that there is: a cost from 1 to what 32 bits hold. */
static psa_status_t input_number(kdf_op_t *op, psa_key_derivation_step_t step, uint64_t value)
{
    const pcrypto_kdf_t *algorithm = pcrypto_kdf_of(op->kdf);
    size_t at = place_of(algorithm, step);

    if (!PCRYPTO_KDF_WITH_NUMBER || (algorithm->steps[at].rules & PCRYPTO_KDF_IS_NUMBER) == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!is_in_turn(op, algorithm->steps, at)) {
        return PSA_ERROR_BAD_STATE;
    }
    if (value == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (value > UINT32_MAX) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    op->number = value;
    op->steps |= (uint8_t)(1u << at);
    return PSA_SUCCESS;
}

psa_status_t psa_key_derivation_input_integer(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                              uint64_t value)
{
    kdf_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_INPUT);
    if (status == PSA_SUCCESS) {
        status = input_number(op, step, value);
    }
    return settle(op, status);
}

/* The flag of a type of keys that an input may be; 0 for the others, and for what is no type or no input in this
 * build. */
static uint8_t flag_of(psa_key_type_t type)
{
    switch (type) {
    case PSA_KEY_TYPE_RAW_DATA:
        return PCRYPTO_KDF_RAW_DATA;
    case PSA_KEY_TYPE_DERIVE:
        return PCRYPTO_KDF_DERIVE;
#if defined(PSA_WANT_ALG_SP800_108_COUNTER_HMAC)
    case PSA_KEY_TYPE_HMAC:
        return PCRYPTO_KDF_HMAC;
#endif
#if defined(PSA_WANT_KEY_TYPE_PASSWORD)
    case PSA_KEY_TYPE_PASSWORD:
        return PCRYPTO_KDF_PASSWORD;
#endif
#if defined(PSA_WANT_KEY_TYPE_PEPPER)
    case PSA_KEY_TYPE_PEPPER:
        return PCRYPTO_KDF_PEPPER;
#endif
#if defined(PSA_WANT_ALG_SP800_108_COUNTER_CMAC)
    case PSA_KEY_TYPE_AES:
    case PSA_KEY_TYPE_ARIA:
    case PSA_KEY_TYPE_CAMELLIA:
        return PCRYPTO_KDF_CIPHER;
#endif
    default:
        return 0;
    }
}

/* Room for what a driver exports; a byte where there is none. */
#define SECRET_SIZE (PCRYPTO_HAS_DRIVER ? PCRYPTO_KEY_SIZE_MAX : 1u)

/* A held key as input: its policy says what may be done with the output. */
static psa_status_t input_held(kdf_op_t *op, psa_key_derivation_step_t step, const pcrypto_key_t *key)
{
    const pcrypto_kdf_t *algorithm = pcrypto_kdf_of(op->kdf);
    psa_key_usage_t usage = psa_get_key_usage_flags(&key->attributes);
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if ((usage & (PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_VERIFY_DERIVATION)) == 0) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    if ((algorithm->steps[place_of(algorithm, step)].types & flag_of(type)) == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if ((usage & PSA_KEY_USAGE_DERIVE) == 0) {
        op->flags |= VERIFY_ONLY;
    }
    return input(op, step, FROM_KEY, type, key->material, key->size);
}

/* No state for an input. Of two errors the key's is told: that it is not there, as one that was destroyed. */
static psa_status_t refusal_of(psa_key_id_t key)
{
    pcrypto_key_t *held;
    psa_status_t status = pcrypto_key_get(key, &held);

    if (status == PSA_SUCCESS) {
        pcrypto_key_put(held);
    }
    return status == PSA_ERROR_INVALID_HANDLE ? status : PSA_ERROR_BAD_STATE;
}

static psa_status_t input_key(kdf_op_t *op, psa_key_derivation_step_t step, psa_key_id_t key)
{
    uint8_t secret[SECRET_SIZE];
    pcrypto_key_t *held, clear;
    psa_status_t status;

    note_key(op, key);
    if (pcrypto_driver_secret(key, 0, op->alg, &clear, secret, sizeof secret, &status)) {
        if (status == PSA_SUCCESS) {
            status = input_held(op, step, &clear);
        }
        pcc_wipe(secret, sizeof secret);
        return status;
    }
    status = pcrypto_key_get_for(key, 0, op->alg, &held);
    if (status == PSA_SUCCESS) {
        status = input_held(op, step, held);
        pcrypto_key_put(held);
    }
    return status;
}

psa_status_t psa_key_derivation_input_key(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                          psa_key_id_t key)
{
    kdf_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_INPUT);
    status = status == PSA_SUCCESS ? input_key(op, step, key) : refusal_of(key);
    return settle(op, status);
}

#if defined(PSA_WANT_ALG_ECDH) || defined(PSA_WANT_ALG_FFDH)
static psa_status_t input_agreement(kdf_op_t *op, psa_key_derivation_step_t step, psa_key_id_t private_key,
                                    const uint8_t *peer_key, size_t peer_key_length)
{
    const pcrypto_kdf_t *algorithm = pcrypto_kdf_of(op->kdf);
    uint8_t secret[PCRYPTO_SECRET_SIZE_MAX];
    size_t size;

    if (!source_is_valid(op, &algorithm->steps[place_of(algorithm, step)], FROM_AGREEMENT)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    note_key(op, private_key);
    psa_status_t status = pcrypto_agree(private_key, op->alg, peer_key, peer_key_length, secret, &size);
    if (status == PSA_SUCCESS) {
        status = input(op, step, FROM_AGREEMENT, PSA_KEY_TYPE_NONE, secret, size);
    }
    pcc_wipe(secret, sizeof secret);
    return status;
}

psa_status_t psa_key_derivation_key_agreement(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                              psa_key_id_t private_key, const uint8_t *peer_key, size_t peer_key_length)
{
    kdf_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_INPUT);
    status = status == PSA_SUCCESS ? input_agreement(op, step, private_key, peer_key, peer_key_length)
                                   : refusal_of(private_key);
    return settle(op, status);
}
#endif

/* ------------------------------------------------------------------------------------------------------- Output --- */

static bool inputs_are_complete(const kdf_op_t *op)
{
    const pcrypto_kdf_step_t *steps = pcrypto_kdf_of(op->kdf)->steps;

    for (size_t i = 0; steps[i].step != 0; i++) {
        if ((steps[i].rules & PCRYPTO_KDF_OPTIONAL) == 0 && (op->steps >> i & 1u) == 0) {
            return false;
        }
    }
    return true;
}

/* Before an output: all inputs came. */
static psa_status_t enter_output(kdf_op_t *op)
{
    psa_status_t status = enter(op, OP_OUTPUT);

    return status == PSA_SUCCESS && !inputs_are_complete(op) ? PSA_ERROR_BAD_STATE : status;
}

/* The end of an output: too little data empties the operation but does not spoil it. */
static PCRYPTO_APART psa_status_t settle_output(kdf_op_t *op, psa_status_t status)
{
    return status == PSA_ERROR_INSUFFICIENT_DATA ? status : settle(op, status);
}

/* What the first output needs. */
static psa_status_t begin_output(kdf_op_t *op)
{
    const pcrypto_kdf_t *algorithm = pcrypto_kdf_of(op->kdf);

    if (op->op.state == OP_OUTPUT) {
        return PSA_SUCCESS;
    }
    op->op.state = OP_OUTPUT;
    return algorithm->begin != NULL ? algorithm->begin(op) : PSA_SUCCESS;
}

/* Whether the algorithm gives one key and no bytes. */
static const pcrypto_kdf_token_t *token_of(const kdf_op_t *op)
{
    return PCRYPTO_KDF_WITH_TOKEN ? pcrypto_kdf_of(op->kdf)->token : NULL;
}

/* Begin to take `size` bytes. */
static psa_status_t take(kdf_op_t *op, size_t size)
{
    if (token_of(op) != NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = begin_output(op);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (size > op->capacity) {
        op->capacity = 0;
        return PSA_ERROR_INSUFFICIENT_DATA;
    }
    if (PCRYPTO_KDF_WITH_AT_ONCE && pcrypto_kdf_of(op->kdf)->at_once && op->capacity != 0 && size != op->block_size) {
        return PSA_ERROR_INVALID_ARGUMENT; /* a part of it, also where the capacity is no more */
    }
    op->capacity -= size;
    return PSA_SUCCESS;
}

/* The next bytes of output, at most to the end of a block: *out points at them. take() counted them. */
static psa_status_t next_bytes(kdf_op_t *op, size_t wanted, const uint8_t **out, size_t *size)
{
    if (op->block_count == 0 || op->block_used == op->block_size) {
        /* Who counts blocks has no more of them; TLS's PRF asks for the first one only. */
        op->block_count += op->block_count != UINT32_MAX;
        op->block_used = 0;
        psa_status_t status = pcrypto_kdf_of(op->kdf)->next(op);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    size_t left = (size_t)op->block_size - op->block_used;
    *out = op->block + op->block_used;
    *size = left < wanted ? left : wanted;
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

    psa_status_t status = enter_output(op);
    if (status == PSA_SUCCESS && (op->flags & VERIFY_ONLY)) {
        status = PSA_ERROR_NOT_PERMITTED;
    }
    if (status == PSA_SUCCESS) {
        status = take(op, output_length);
    }
    if (status == PSA_SUCCESS) {
        status = read_bytes(op, output, output_length);
    }
    return settle_output(op, status);
}

/* Compare the next bytes of output, in a time that does not tell where they differ. */
static psa_status_t verify(kdf_op_t *op, const uint8_t *expected, size_t size)
{
    bool same = true;

    psa_status_t status = inputs_are_complete(op) ? take(op, size) : PSA_ERROR_BAD_STATE;
    for (size_t at = 0; at < size && status == PSA_SUCCESS;) {
        const uint8_t *from;
        size_t n = 0;
        status = next_bytes(op, size - at, &from, &n);
        if (status == PSA_SUCCESS) {
            same &= pcc_equal(from, expected + at, n);
        }
        at += n;
    }
    return status == PSA_SUCCESS && !same ? PSA_ERROR_INVALID_SIGNATURE : status;
}

psa_status_t psa_key_derivation_verify_bytes(psa_key_derivation_operation_t *operation, const uint8_t *expected_output,
                                             size_t output_length)
{
    kdf_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_OUTPUT);
    if (status == PSA_SUCCESS) {
        status = verify(op, expected_output, output_length);
    }
    return settle_output(op, status);
}

/* Whether a key is a password hash. What there is none of in this build is not compiled. */
static bool is_password_hash(const psa_key_attributes_t *attributes)
{
    return PCRYPTO_KDF_WITH_PASSWORD_HASH && psa_get_key_type(attributes) == PSA_KEY_TYPE_PASSWORD_HASH;
}

/* Compare the next bytes of output with a held key. */
static psa_status_t verify_held(kdf_op_t *op, const pcrypto_key_t *expected)
{
    return is_password_hash(&expected->attributes) ? verify(op, expected->material, expected->size)
                                                   : PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t verify_key(kdf_op_t *op, psa_key_id_t expected)
{
    uint8_t secret[SECRET_SIZE];
    pcrypto_key_t *held, clear;
    psa_status_t status;

    if (pcrypto_driver_secret(expected, PSA_KEY_USAGE_VERIFY_DERIVATION, op->alg, &clear, secret, sizeof secret,
                              &status)) {
        if (status == PSA_SUCCESS) {
            status = verify_held(op, &clear);
        }
        pcc_wipe(secret, sizeof secret);
        return status;
    }
    status = pcrypto_key_get_for(expected, PSA_KEY_USAGE_VERIFY_DERIVATION, op->alg, &held);
    if (status == PSA_SUCCESS) {
        status = verify_held(op, held);
        pcrypto_key_put(held);
    }
    return status;
}

psa_status_t psa_key_derivation_verify_key(psa_key_derivation_operation_t *operation, psa_key_id_t expected)
{
    kdf_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_OUTPUT);
    if (status == PSA_SUCCESS) {
        status = verify_key(op, expected); /* an input that is missing comes after the key: psa-arch-tests, c068 */
    }
    return settle_output(op, status);
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

/* The one key of an algorithm that gives no bytes. */
static psa_status_t derive_token(kdf_op_t *op, pcrypto_key_t *key, size_t size)
{
    size_t capacity = op->capacity;

    op->capacity = 0;
    op->op.state = OP_OUTPUT;
    return size <= capacity ? token_of(op)->make(op, key) : PSA_ERROR_INSUFFICIENT_DATA;
}

/* A password hash is for the algorithm that made it, or for none. */
static bool hash_policy_is_valid(const kdf_op_t *op, const psa_key_attributes_t *attributes)
{
    psa_algorithm_t alg = psa_get_key_algorithm(attributes);

    return !is_password_hash(attributes) || alg == op->alg || alg == PSA_ALG_NONE;
}

/* The key that is derived first, in local storage, where a driver imports it into its location. */
static psa_key_attributes_t without_location(const psa_key_attributes_t *attributes)
{
    psa_key_attributes_t local = PSA_KEY_ATTRIBUTES_INIT;

    psa_set_key_type(&local, psa_get_key_type(attributes));
    psa_set_key_bits(&local, psa_get_key_bits(attributes));
    return local;
}

static psa_status_t output_key(kdf_op_t *op, const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    bool leaves = pcrypto_driver_has_location(PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(attributes)));
    psa_key_attributes_t local;
    const pcrypto_kdf_token_t *token = token_of(op);
    pcrypto_key_t *slot;
    size_t size;

    if (!(op->flags & SECRET_WAS_KEY) || (op->flags & VERIFY_ONLY)) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    if (!hash_policy_is_valid(op, attributes)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (leaves) {
        local = without_location(attributes);
    }
    psa_status_t status =
        token != NULL ? token->check(op, attributes, &size) : pcrypto_material_derived_size(attributes, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_key_new(leaves ? &local : attributes, size, &slot);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = token != NULL ? derive_token(op, slot, size) : derive_material(op, slot, size);
    if (status == PSA_SUCCESS && leaves) {
        status = pcrypto_owned_import(op->op.owner, attributes, slot->material, slot->size, key);
        pcrypto_key_drop(slot);
        return status;
    }
    return pcrypto_key_commit(slot, status, key);
}

psa_status_t psa_key_derivation_output_key(const psa_key_attributes_t *attributes,
                                           psa_key_derivation_operation_t *operation, psa_key_id_t *key)
{
    kdf_op_t *op = op_of(operation);

    *key = PSA_KEY_ID_NULL;
    psa_status_t status = enter_output(op);
    if (status == PSA_SUCCESS) {
        status = output_key(op, attributes, key);
    }
    return settle_output(op, status);
}

psa_status_t psa_key_derivation_output_key_custom(const psa_key_attributes_t *attributes,
                                                  psa_key_derivation_operation_t *operation,
                                                  const psa_custom_key_parameters_t *custom, const uint8_t *custom_data,
                                                  size_t custom_data_length, psa_key_id_t *key)
{
    (void)custom_data;
    *key = PSA_KEY_ID_NULL;
    if (custom->flags != 0 || custom_data_length != 0) {
        return end(op_of(operation), PSA_ERROR_INVALID_ARGUMENT);
    }
    return psa_key_derivation_output_key(attributes, operation, key);
}

psa_status_t psa_key_derivation_abort(psa_key_derivation_operation_t *operation)
{
    return end(op_of(operation), PSA_SUCCESS);
}
