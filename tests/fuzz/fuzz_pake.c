/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: a PAKE peer that says anything, and a caller that calls in any order. No sequence brings the library
 * down, an error is followed by errors until abort, and no key comes out before the other side has proved its
 * knowledge.
 *
 * Input: which protocol, curve and role, then calls: one byte each, for messages followed by a length and so many
 * bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "psa/crypto.h"
#include "tests/sim/sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

#define P256 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256)
#define EDWARDS PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_TWISTED_EDWARDS, 255)
#define DH_2048 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC3526, 2048)
#define DH_3072 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC3526, 3072)
#define JPAKE PSA_ALG_JPAKE(PSA_ALG_SHA_256)
#define SAE PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256)
#define SAE_384 PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_384)
#define SPAKE2P PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_256)

static psa_key_id_t import(psa_key_type_t type, psa_algorithm_t alg, const uint8_t *data, size_t size)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&a, alg);
    check(psa_import_key(&a, data, size, &key) == PSA_SUCCESS);
    return key;
}

static psa_key_id_t password, prover, edwards, looping, token, field_token;

static void start(void)
{
    static const uint8_t secret[] = { 's', 'e', 'c', 'r', 'e', 't' };
    static const uint8_t base[] = {
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
        0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
        0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
        0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
    };
    uint8_t pair[64] = { 0 };
    pair[31] = 7;
    pair[63] = 9;
    sim_init(NULL);
    check(psa_crypto_init() == PSA_SUCCESS);
    password = import(PSA_KEY_TYPE_PASSWORD, JPAKE, secret, sizeof secret);
    looping = import(PSA_KEY_TYPE_PASSWORD, SAE, secret, sizeof secret);
    /* The base point does for a token. */
    token = import(PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_SECP_R1), SAE, base, sizeof base);
    static uint8_t square[384];
    square[383] = 4;
    field_token = import(PSA_KEY_TYPE_WPA3_SAE_DH(PSA_DH_FAMILY_RFC3526), SAE_384, square, sizeof square);
    prover = import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_SPAKE2P_MATTER, pair, sizeof pair);
    edwards = import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), SPAKE2P, pair, sizeof pair);
}

/* One call; the message of an input is the next bytes of the data, or what this side said last. */
static psa_status_t call(psa_pake_operation_t *op, uint8_t what, pcc_rd_t *rd)
{
    static uint8_t said[PSA_PAKE_OUTPUT_MAX_SIZE];
    static size_t said_size;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    size_t n = 0;
    const uint8_t *bytes = NULL;

    if (what % 8 >= 2 && what % 8 < 7) {
        n = pcc_rd_u8(rd);
        n = n == 255 ? 256 : n == 254 ? 768 : n; /* an element of DH_2048, a commit of DH_3072 */
        n = n < rd->left ? n : rd->left;
        bytes = pcc_rd_bytes(rd, n);
    }
    switch (what % 8) {
    case 0:
        return psa_pake_output(op, what / 8 % 9, said, sizeof said, &said_size);
    case 1:
        return psa_pake_input(op, what / 8 % 9, said, said_size);
    case 2:
        return psa_pake_input(op, what / 8 % 9, bytes, n);
    case 3:
        return psa_pake_set_user(op, bytes, n);
    case 4:
        return psa_pake_set_peer(op, bytes, n);
    case 5:
        return psa_pake_set_context(op, bytes, n);
    case 6:
        return psa_pake_set_role(op, (psa_pake_role_t)(n == 0 ? PSA_PAKE_ROLE_NONE : bytes[0]));
    default:
        psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
        psa_status_t status = psa_pake_get_shared_key(op, &a, &key);
        check((key != PSA_KEY_ID_NULL) == (status == PSA_SUCCESS));
        /* Nobody here computes a proof or a confirmation for the other side. */
        check(status != PSA_SUCCESS);
        return status;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    psa_pake_operation_t op = PSA_PAKE_OPERATION_INIT;
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    static const uint8_t names[2][6] = { { 'a' }, { 'b' } };

    if (password == PSA_KEY_ID_NULL) {
        start();
    }
    if (size < 1 || size > 2000) {
        return 0;
    }
    pcc_rd_t rd = pcc_rd(data + 1, size - 1);
    int sae = data[0] & 0x40, jpake = !sae && (data[0] & 1), on_edwards = !sae && !jpake && (data[0] & 8);
    int in_field = (sae || jpake) && (data[0] & 0x30) == 0x30;
    psa_algorithm_t alg = sae ? (in_field && !(data[0] & 1) ? SAE_384 : SAE) : jpake ? JPAKE : on_edwards ? SPAKE2P : PSA_ALG_SPAKE2P_MATTER;
    psa_key_id_t for_token = in_field ? field_token : token;
    psa_key_id_t key = sae ? (data[0] & 1 ? looping : for_token) : jpake ? password : on_edwards ? edwards : prover;
    psa_pake_cs_set_algorithm(&suite, alg);
    psa_pake_cs_set_primitive(&suite, on_edwards ? EDWARDS : in_field ? (sae ? DH_3072 : DH_2048) : P256);
    psa_pake_cs_set_key_confirmation(&suite, jpake ? PSA_PAKE_UNCONFIRMED_KEY : PSA_PAKE_CONFIRMED_KEY);
    check(psa_pake_setup(&op, key, &suite) == PSA_SUCCESS);
    if (data[0] & 2) { /* set up already */
        check(psa_pake_set_user(&op, names[0], sae ? 6 : 1) == PSA_SUCCESS);
        check(psa_pake_set_peer(&op, names[1], sae ? 6 : 1) == PSA_SUCCESS);
        psa_pake_role_t role = data[0] & 4 ? PSA_PAKE_ROLE_CLIENT : PSA_PAKE_ROLE_SERVER;
        check(psa_pake_set_role(&op, jpake || sae ? PSA_PAKE_ROLE_NONE : role) == PSA_SUCCESS);
    }
    int failed = 0;
    for (int left = in_field ? 6 : 2000; rd.left > 0 && left > 0; left--) {
        psa_status_t status = call(&op, pcc_rd_u8(&rd), &rd);
        check(!failed || status == PSA_ERROR_BAD_STATE);
        failed |= status != PSA_SUCCESS;
    }
    check(psa_pake_abort(&op) == PSA_SUCCESS);
    return 0;
}
