/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * LMS and LM-OTS (RFC 8554 sections 4 and 5).
 */
#include "lms.h"

#include <stdbool.h>
#include <string.h>

#include "bytes.h"
#include "ct.h"
#include "lms_internal.h"

#define D_PBLK 0x8080u
#define D_MESG 0x8181u
#define D_LEAF 0x8282u
#define D_INTR 0x8383u
#define IDENTIFIER_SIZE 16u

/* --------------------------------------------------------------------------------------------------- Parameters --- */

/* Parameter sets come in four families, in this order (RFC 8554, RFC 9858): LMS types from 5 on, five heights each,
 * LM-OTS types from 1 on, four widths each. */
static const struct {
    pcc_hash_alg_t alg;
    uint8_t n;
} families[] = {
    { PCC_HASH_SHA_256, 32 }, { PCC_HASH_SHA_256, 24 }, { PCC_HASH_SHAKE256_256, 32 }, { PCC_HASH_SHAKE256_256, 24 }
};

#define FIRST_LMS 5u
#define HEIGHTS 5u
#define FIRST_OTS 1u
#define WIDTHS 4u

/* Chains of a one-time signature: the hash in numbers of w bits, and its checksum, which has at most (2^w - 1) u. */
static uint16_t count_chains(unsigned n, unsigned width)
{
    unsigned u = 8 * n / width, sum = ((1u << width) - 1) * u, bits = 0;

    while (sum >> bits != 0) {
        bits++;
    }
    return (uint16_t)(u + (bits + width - 1) / width);
}

static psa_status_t take_parameters(pcc_lms_key_t *key)
{
    uint32_t family = (key->lms_type - FIRST_LMS) / HEIGHTS, width = (key->ots_type - FIRST_OTS) % WIDTHS;

    if (key->lms_type < FIRST_LMS || key->ots_type < FIRST_OTS || family >= sizeof families / sizeof families[0] ||
        family != (key->ots_type - FIRST_OTS) / WIDTHS || pcc_hash_size(families[family].alg) == 0) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    key->alg = families[family].alg;
    key->n = families[family].n;
    key->height = (uint8_t)(5 * (1 + (key->lms_type - FIRST_LMS) % HEIGHTS));
    key->width = (uint8_t)(1u << width);
    key->chains = count_chains(key->n, key->width);
    return PSA_SUCCESS;
}

psa_status_t pcc_lms_take_public(pcc_rd_t *rd, pcc_lms_key_t *key)
{
    key->lms_type = pcc_rd_be32(rd);
    key->ots_type = pcc_rd_be32(rd);
    if (rd->bad) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = take_parameters(key);
    if (status != PSA_SUCCESS) {
        return status;
    }
    key->identifier = pcc_rd_bytes(rd, IDENTIFIER_SIZE);
    key->root = pcc_rd_bytes(rd, key->n);
    return rd->bad ? PSA_ERROR_INVALID_ARGUMENT : PSA_SUCCESS;
}

psa_status_t pcc_lms_read_public(const uint8_t *data, size_t size, pcc_lms_key_t *key)
{
    pcc_rd_t rd = pcc_rd(data, size);

    psa_status_t status = pcc_lms_take_public(&rd, key);
    return status == PSA_SUCCESS && !pcc_rd_done(&rd) ? PSA_ERROR_INVALID_ARGUMENT : status;
}

/* ------------------------------------------------------------------------------------------------------ Parsing --- */

bool pcc_lms_take_signature(pcc_rd_t *rd, const pcc_lms_key_t *key, pcc_lms_signature_t *signature)
{
    signature->leaf = pcc_rd_be32(rd);
    bool right = pcc_rd_be32(rd) == key->ots_type;
    signature->random = pcc_rd_bytes(rd, key->n);
    signature->chains = pcc_rd_bytes(rd, (size_t)key->chains * key->n);
    right = right && pcc_rd_be32(rd) == key->lms_type;
    signature->path = pcc_rd_bytes(rd, (size_t)key->height * key->n);
    return right && !rd->bad && signature->leaf < (uint32_t)1 << key->height;
}

static bool read_signature(const pcc_lms_key_t *key, const uint8_t *data, size_t size, pcc_lms_signature_t *signature)
{
    pcc_rd_t rd = pcc_rd(data, size);

    return pcc_lms_take_signature(&rd, key, signature) && pcc_rd_done(&rd);
}

/* ------------------------------------------------------------------------------------------------------ Hashing --- */

/* Every hash begins with the identifier, a number and what it is for: the number of a chain, or one of D_... */
static psa_status_t start(pcc_hash_t *hash, const pcc_lms_key_t *key, uint32_t number, unsigned purpose)
{
    uint8_t head[6];

    pcc_put_be32(head, number);
    pcc_put_be16(head + 4, (uint16_t)purpose);
    psa_status_t status = pcc_hash_start(hash, key->alg);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(hash, key->identifier, IDENTIFIER_SIZE);
    }
    return status == PSA_SUCCESS ? pcc_hash_update(hash, head, sizeof head) : status;
}

psa_status_t pcc_lms_start_message(const pcc_lms_key_t *key, const pcc_lms_signature_t *signature, pcc_hash_t *hash)
{
    psa_status_t status = start(hash, key, signature->leaf, D_MESG);

    return status == PSA_SUCCESS ? pcc_hash_update(hash, signature->random, key->n) : status;
}

/* value = the first n bytes of the hash; value has PCC_LMS_HASH_MAX bytes. */
static psa_status_t step(const pcc_lms_key_t *key, uint32_t leaf, unsigned chain, unsigned number, uint8_t *value)
{
    uint8_t byte = (uint8_t)number;
    pcc_hash_t hash;

    psa_status_t status = start(&hash, key, leaf, chain);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, &byte, 1);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, value, key->n);
    }
    return status == PSA_SUCCESS ? pcc_hash_finish(&hash, value) : status;
}

/* The i-th number of `width` bits. */
static unsigned coefficient(const uint8_t *bytes, unsigned i, unsigned width)
{
    unsigned bit = i * width;

    return ((unsigned)bytes[bit / 8] >> (8 - width - bit % 8)) & ((1u << width) - 1);
}

/* Behind the hash goes the sum of what its numbers lack to the largest, its own bits from the top of 16. */
static void add_checksum(const pcc_lms_key_t *key, uint8_t digits[PCC_LMS_HASH_MAX + 2])
{
    unsigned u = 8u * key->n / key->width, sum = 0, largest = (1u << key->width) - 1;

    for (unsigned i = 0; i < u; i++) {
        sum += largest - coefficient(digits, i, key->width);
    }
    pcc_put_be16(digits + key->n, (uint16_t)(sum << (16 - (key->chains - u) * key->width)));
}

/* The one-time public key that the signature would be by (algorithm 4b). */
static psa_status_t recover_ots_key(const pcc_lms_key_t *key, const uint8_t *message_hash,
                                    const pcc_lms_signature_t *signature, uint8_t out[PCC_LMS_HASH_MAX])
{
    uint8_t digits[PCC_LMS_HASH_MAX + 2], value[PCC_LMS_HASH_MAX];
    pcc_hash_t hash;

    memcpy(digits, message_hash, key->n);
    add_checksum(key, digits);
    psa_status_t status = start(&hash, key, signature->leaf, D_PBLK);
    for (unsigned i = 0; i < key->chains && status == PSA_SUCCESS; i++) {
        memcpy(value, signature->chains + (size_t)i * key->n, key->n);
        unsigned last = (1u << key->width) - 1;
        for (unsigned j = coefficient(digits, i, key->width); j < last && status == PSA_SUCCESS; j++) {
            status = step(key, signature->leaf, i, j, value);
        }
        if (status == PSA_SUCCESS) {
            status = pcc_hash_update(&hash, value, key->n);
        }
    }
    return status == PSA_SUCCESS ? pcc_hash_finish(&hash, out) : status;
}

static psa_status_t hash_node(const pcc_lms_key_t *key, uint32_t node, unsigned purpose, const uint8_t *left,
                              const uint8_t *right, uint8_t out[PCC_LMS_HASH_MAX])
{
    pcc_hash_t hash;

    psa_status_t status = start(&hash, key, node, purpose);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, left, key->n);
    }
    if (status == PSA_SUCCESS && right != NULL) {
        status = pcc_hash_update(&hash, right, key->n);
    }
    return status == PSA_SUCCESS ? pcc_hash_finish(&hash, out) : status;
}

/* From the leaf to the root (algorithm 6a). */
psa_status_t pcc_lms_check(const pcc_lms_key_t *key, const uint8_t *message_hash, const pcc_lms_signature_t *signature)
{
    uint32_t node = ((uint32_t)1 << key->height) + signature->leaf;
    const uint8_t *sibling = signature->path;
    uint8_t value[PCC_LMS_HASH_MAX];

    psa_status_t status = recover_ots_key(key, message_hash, signature, value);
    if (status == PSA_SUCCESS) {
        status = hash_node(key, node, D_LEAF, value, NULL, value);
    }
    for (; node > 1 && status == PSA_SUCCESS; node /= 2) {
        status = node % 2 != 0 ? hash_node(key, node / 2, D_INTR, sibling, value, value)
                               : hash_node(key, node / 2, D_INTR, value, sibling, value);
        sibling += key->n;
    }
    if (status != PSA_SUCCESS) {
        return pcc_refused(status);
    }
    return pcc_verdict_twice(value, key->root, key->n, PSA_ERROR_INVALID_SIGNATURE);
}

/* ---------------------------------------------------------------------------------------------------------- LMS --- */

psa_status_t pcc_lms_begin(const pcc_lms_key_t *key, const uint8_t *signature, size_t size, pcc_hash_t *hash)
{
    pcc_lms_signature_t parts;

    return read_signature(key, signature, size, &parts) ? pcc_lms_start_message(key, &parts, hash)
                                                        : PSA_ERROR_INVALID_SIGNATURE;
}

psa_status_t pcc_lms_verify(const pcc_lms_key_t *key, const uint8_t *hash, const uint8_t *signature, size_t size)
{
    pcc_lms_signature_t parts;

    return read_signature(key, signature, size, &parts) ? pcc_lms_check(key, hash, &parts)
                                                        : PSA_ERROR_INVALID_SIGNATURE;
}
