/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Cryptography of a boot stage straight over crypto-core (PSA_FWU_CRYPTO=core): SHA-256 and ECDSA P-256, nothing else.
 * No key slots, no policies: 2.4 KB less code on Cortex-M33 than verify_psa.c. A key of another kind verifies nothing.
 */
#include "verify.h"

#include <string.h>

#include "lib/crypto/core/curve.h"
#include "lib/crypto/core/ecc.h"
#include "lib/crypto/core/hash.h"

#define SHA_256_SIZE 32u
#define SIGNATURE_SIZE 64u /* r and s */

static pcc_hash_t operation;

psa_status_t pfwu_hash_begin(size_t size)
{
    pcc_hash_abort(&operation);
    return size == SHA_256_SIZE ? pcc_hash_start(&operation, PCC_HASH_SHA_256) : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pfwu_hash_update(const uint8_t *data, size_t size)
{
    return pcc_hash_update(&operation, data, size);
}

psa_status_t pfwu_hash_finish(uint8_t *hash, size_t size)
{
    psa_status_t status = size == SHA_256_SIZE ? pcc_hash_finish(&operation, hash) : PSA_ERROR_CORRUPTION_DETECTED;
    if (status != PSA_SUCCESS) {
        memset(hash, 0, size);
    }
    pcc_hash_abort(&operation);
    return status;
}

/* The verdict goes from the verification straight to memory: in a register it would stand where the last success stood,
 * and one skipped instruction would take that for it. It is read twice: see lib/fwu/DESIGN.md section 9. */
psa_status_t pfwu_signature_check(const pfwu_key_t *key, const uint8_t *hash, size_t hash_size,
                                  const uint8_t *signature, size_t size, pfwu_bool_t *good)
{
    *good = PFWU_NO;
    if (key->algorithm != PFWU_ECDSA_P256 || key->size != PFWU_POINT_SIZE || hash_size != SHA_256_SIZE ||
        size != SIGNATURE_SIZE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    volatile psa_status_t verdict = PSA_ERROR_CORRUPTION_DETECTED;
    pcc_ecc_memory_t memory;
    pcc_ecc_t ecc = { pcc_curve_find(PCC_FAMILY_SECP_R1, 256), &memory };
    psa_status_t status = ecc.curve != NULL ? pcc_ecc_load(&memory, ecc.curve) : PSA_ERROR_NOT_SUPPORTED;
    if (status != PSA_SUCCESS) {
        return status;
    }
    /* The point is checked first: Mbed TLS's arithmetic counts on that (p256-m checks it itself). */
    status = pcc_ecc_check_public(&ecc, key->key);
    if (status == PSA_SUCCESS) {
        verdict = pcc_ecc_verify(&ecc, key->key, hash, SHA_256_SIZE, signature);
    }
    pcc_ecc_unload(&memory, ecc.curve);
    psa_status_t first = verdict, second = verdict;
    /* By arithmetic: a branch in front of it could be skipped, and a compiler drops a second one that asks the same. */
    *good = PFWU_YES ^ ((uint32_t)first | (uint32_t)second);
    return status != PSA_SUCCESS ? status : first;
}
