/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Instructions of crypto calls on a Cortex-M33, under QEMU with one instruction a tick of virtual time: what a call
 * costs, and what it costs over the algorithm below it called directly. Preset bench-m33, run by scripts/bench.
 */
#include <stdio.h>
#include <string.h>

#include "lib/crypto/core/aes.h"
#include "lib/crypto/core/ccm.h"
#include "lib/crypto/core/gcm.h"
#include "lib/crypto/core/hash.h"
#include "lib/crypto/core/hmac.h"
#include "psa/crypto.h"

#include "bench.h"
#include "m33_instructions.h"

#define FIGURE "crypto, M33"
#define HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define ECDSA PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define PART_OF_TICK 1000u

static const uint8_t bytes[64] = { 1, 2, 3 };
static uint8_t out[80];
static size_t length;
static psa_key_id_t gcm_key, ccm_key, ctr_key, hmac_key, verify_key;

/* ------------------------------------------------------------------------------------------------- What is done --- */

static void hash_psa(void)
{
    BENCH_CHECK(psa_hash_compute(PSA_ALG_SHA_256, bytes, 16, out, 32, &length) == PSA_SUCCESS);
}

static void hash_core(void)
{
    pcc_hash_t hash;
    BENCH_CHECK(pcc_hash_start(&hash, PCC_HASH_SHA_256) == PSA_SUCCESS);
    BENCH_CHECK(pcc_hash_update(&hash, bytes, 16) == PSA_SUCCESS);
    BENCH_CHECK(pcc_hash_finish(&hash, out) == PSA_SUCCESS);
    pcc_hash_abort(&hash);
}

static void mac_psa(void)
{
    BENCH_CHECK(psa_mac_compute(hmac_key, HMAC, bytes, 16, out, 32, &length) == PSA_SUCCESS);
}

static void mac_core(void)
{
    pcc_hmac_t hmac;
    BENCH_CHECK(pcc_hmac_start(&hmac, PCC_HASH_SHA_256, bytes, 32) == PSA_SUCCESS);
    BENCH_CHECK(pcc_hmac_update(&hmac, bytes, 16) == PSA_SUCCESS);
    BENCH_CHECK(pcc_hmac_finish(&hmac, out) == PSA_SUCCESS);
    pcc_hmac_abort(&hmac);
}

static void gcm_psa(void)
{
    BENCH_CHECK(psa_aead_encrypt(gcm_key, PSA_ALG_GCM, bytes, 12, NULL, 0, bytes, 16, out, 32, &length) == PSA_SUCCESS);
}

static void ccm_psa(void)
{
    BENCH_CHECK(psa_aead_encrypt(ccm_key, PSA_ALG_CCM, bytes, 12, NULL, 0, bytes, 16, out, 32, &length) == PSA_SUCCESS);
}

static void ctr_psa(void)
{
    BENCH_CHECK(psa_cipher_decrypt(ctr_key, PSA_ALG_CTR, bytes, 32, out, 16, &length) == PSA_SUCCESS);
}

static void verify_psa(void)
{
    BENCH_CHECK(psa_verify_hash(verify_key, ECDSA, bytes, 32, out, 64) == PSA_ERROR_INVALID_SIGNATURE);
}

static void attributes_psa(void)
{
    psa_key_attributes_t attributes;
    BENCH_CHECK(psa_get_key_attributes(gcm_key, &attributes) == PSA_SUCCESS);
}

static void import_psa(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
    BENCH_CHECK(psa_import_key(&attributes, bytes, 16, &key) == PSA_SUCCESS);
    BENCH_CHECK(psa_destroy_key(key) == PSA_SUCCESS);
}

static psa_key_id_t make(psa_key_type_t type, size_t size, psa_algorithm_t alg)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&attributes, type);
    psa_set_key_usage_flags(&attributes, 0x3f00u);
    psa_set_key_algorithm(&attributes, alg);
    BENCH_CHECK(psa_import_key(&attributes, bytes, size, &key) == PSA_SUCCESS);
    return key;
}

/* The cost of dispatch: the call without the algorithm that it calls. */
static void dispatch(const char *name, void (*psa)(void), void (*core)(void))
{
    bench_at_most(FIGURE, name, m33_instructions(psa, PART_OF_TICK) - m33_instructions(core, PART_OF_TICK),
                  "instructions over the algorithm", 250);
}

int main(void)
{
    BENCH_CHECK(psa_crypto_init() == PSA_SUCCESS);
    m33_calibrate();
    gcm_key = make(PSA_KEY_TYPE_AES, 16, PSA_ALG_GCM);
    ccm_key = make(PSA_KEY_TYPE_AES, 16, PSA_ALG_CCM);
    ctr_key = make(PSA_KEY_TYPE_AES, 16, PSA_ALG_CTR);
    hmac_key = make(PSA_KEY_TYPE_HMAC, 32, HMAC);
    verify_key = make(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 32, ECDSA);

    dispatch("dispatch of psa_hash_compute", hash_psa, hash_core);
    dispatch("dispatch of psa_mac_compute", mac_psa, mac_core);
    bench_at_most(FIGURE, "AES-128-GCM of 16 bytes, key in a slot", m33_instructions(gcm_psa, 100), "instructions",
                  7500);
    bench_figure(FIGURE, "AES-128-CCM of 16 bytes, key in a slot", m33_instructions(ccm_psa, 100), "instructions");
    bench_figure(FIGURE, "AES-128-CTR of 16 bytes, key in a slot", m33_instructions(ctr_psa, 100), "instructions");
    bench_figure(FIGURE, "SHA-256 of 16 bytes", m33_instructions(hash_psa, 100), "instructions");
    bench_figure(FIGURE, "HMAC-SHA-256 of 16 bytes", m33_instructions(mac_psa, 100), "instructions");
    bench_figure(FIGURE, "get_key_attributes", m33_instructions(attributes_psa, PART_OF_TICK), "instructions");
    bench_figure(FIGURE, "import and destroy an AES key", m33_instructions(import_psa, PART_OF_TICK), "instructions");
    bench_figure(FIGURE, "ECDSA P-256 verification", m33_instructions(verify_psa, 1), "instructions");
    return 0;
}
