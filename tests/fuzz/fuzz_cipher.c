/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: multi-part ciphers and AEADs, called with pieces of any sizes, with input and output that overlap in any
 * way, give what one piece gives, and the same verdict on the length of the text.
 *
 * Input: mode and direction, length of the text, then two bytes a piece: its size, and where its output lies.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "psa/crypto.h"
#include "tests/sim/sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TEXT_MAX 255u
#define REACH 64u /* of the output before and behind the input */

static const struct mode {
    psa_algorithm_t alg;
    psa_key_type_t type;
    size_t key_size, iv_size;
} modes[] = {
    { PSA_ALG_ECB_NO_PADDING, PSA_KEY_TYPE_AES, 16, 0 },
    { PSA_ALG_CBC_NO_PADDING, PSA_KEY_TYPE_AES, 16, 16 },
    { PSA_ALG_CBC_PKCS7, PSA_KEY_TYPE_AES, 16, 16 },
    { PSA_ALG_CTR, PSA_KEY_TYPE_AES, 16, 16 },
    { PSA_ALG_CFB, PSA_KEY_TYPE_AES, 16, 16 },
    { PSA_ALG_OFB, PSA_KEY_TYPE_AES, 16, 16 },
    { PSA_ALG_XTS, PSA_KEY_TYPE_AES, 32, 16 },
    { PSA_ALG_CCM_STAR_NO_TAG, PSA_KEY_TYPE_AES, 16, 13 },
    { PSA_ALG_STREAM_CIPHER, PSA_KEY_TYPE_CHACHA20, 32, 12 },
    { PSA_ALG_STREAM_CIPHER, PSA_KEY_TYPE_XCHACHA20, 32, 24 },
    { PSA_ALG_CBC_PKCS7, PSA_KEY_TYPE_DES, 8, 8 },
    { PSA_ALG_CCM, PSA_KEY_TYPE_AES, 16, 13 },
    { PSA_ALG_GCM, PSA_KEY_TYPE_AES, 16, 12 },
    { PSA_ALG_CHACHA20_POLY1305, PSA_KEY_TYPE_CHACHA20, 32, 12 },
    { PSA_ALG_XCHACHA20_POLY1305, PSA_KEY_TYPE_XCHACHA20, 32, 24 },
};
#define MODES (sizeof modes / sizeof modes[0])

static psa_key_id_t keys[MODES];
static const uint8_t iv[24] = { 1, 2, 3 };

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void make_keys(void)
{
    static const uint8_t bytes[32] = { 0x01, 0x02, 0x04, 0x07, 0x08, 0x0b, 0x0d, 0x0e, 0x10 };

    sim_init(NULL);
    require(psa_crypto_init() == PSA_SUCCESS);
    for (size_t i = 0; i < MODES; i++) {
        psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
        psa_set_key_type(&a, modes[i].type);
        psa_set_key_algorithm(&a, modes[i].alg);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
        require(psa_import_key(&a, bytes, modes[i].key_size, &keys[i]) == PSA_SUCCESS);
    }
}

/* One operation under way, of either family, and what it has given. */
typedef struct run {
    const struct mode *mode;
    psa_cipher_operation_t cipher;
    psa_aead_operation_t aead;
    uint8_t out[TEXT_MAX + 64];
    size_t size;
    psa_status_t status; /* of the end */
} run_t;

static void begin(run_t *run, const struct mode *m, bool encrypt, size_t text_size)
{
    psa_key_id_t key = keys[m - modes];

    memset(run, 0, sizeof *run);
    run->mode = m;
    if (PSA_ALG_IS_AEAD(m->alg)) {
        require((encrypt ? psa_aead_encrypt_setup : psa_aead_decrypt_setup)(&run->aead, key, m->alg) == PSA_SUCCESS);
        require(psa_aead_set_lengths(&run->aead, 3, text_size) == PSA_SUCCESS);
        require(psa_aead_set_nonce(&run->aead, iv, m->iv_size) == PSA_SUCCESS);
        require(psa_aead_update_ad(&run->aead, iv, 3) == PSA_SUCCESS);
        return;
    }
    require((encrypt ? psa_cipher_encrypt_setup : psa_cipher_decrypt_setup)(&run->cipher, key, m->alg) == PSA_SUCCESS);
    if (m->iv_size > 0) {
        require(psa_cipher_set_iv(&run->cipher, iv, m->iv_size) == PSA_SUCCESS);
    }
}

/* The next piece, copied to where its output overlaps it by `where`. */
static void give(run_t *run, const uint8_t *text, size_t size, size_t where)
{
    static uint8_t arena[3 * REACH + 2 * TEXT_MAX + 64];
    uint8_t *in = arena + REACH, *out = arena + where % (2 * REACH);
    size_t length, room = PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE(size);

    memcpy(in, text, size);
    if (PSA_ALG_IS_AEAD(run->mode->alg)) {
        require(psa_aead_update(&run->aead, in, size, out, size, &length) == PSA_SUCCESS);
        require(length == size);
    } else {
        require(psa_cipher_update(&run->cipher, in, size, out, room, &length) == PSA_SUCCESS);
        require(length <= room);
    }
    require(run->size + length <= sizeof run->out);
    memcpy(run->out + run->size, out, length);
    run->size += length;
}

static void end(run_t *run, bool encrypt)
{
    size_t length = 0, tag_length = 0;
    uint8_t *out = run->out + run->size;

    if (!PSA_ALG_IS_AEAD(run->mode->alg)) {
        run->status = psa_cipher_finish(&run->cipher, out, sizeof run->out - run->size, &length);
        require(psa_cipher_abort(&run->cipher) == PSA_SUCCESS);
    } else if (encrypt) {
        run->status = psa_aead_finish(&run->aead, NULL, 0, &length, out, 16, &tag_length);
        require(psa_aead_abort(&run->aead) == PSA_SUCCESS);
    } else {
        run->status = psa_aead_verify(&run->aead, NULL, 0, &length, iv, 16);
        require(run->status == PSA_ERROR_INVALID_SIGNATURE);
        require(psa_aead_abort(&run->aead) == PSA_SUCCESS);
    }
    run->size += length + tag_length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static run_t pieces, whole;
    uint8_t text[TEXT_MAX];
    size_t given = 0;

    if (keys[0] == PSA_KEY_ID_NULL) {
        make_keys();
    }
    if (size < 2) {
        return 0;
    }
    const struct mode *m = &modes[(data[0] >> 1) % MODES];
    bool encrypt = data[0] & 1;
    size_t text_size = data[1];
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (uint8_t)(i * 7);
    }
    begin(&pieces, m, encrypt, text_size);
    for (size_t at = 2; at + 1 < size; at += 2) {
        size_t n = data[at] < text_size - given ? data[at] : text_size - given;
        give(&pieces, text + given, n, data[at + 1]);
        given += n;
    }
    give(&pieces, text + given, text_size - given, 0);
    end(&pieces, encrypt);

    begin(&whole, m, encrypt, text_size);
    give(&whole, text, text_size, REACH);
    end(&whole, encrypt);
    require(pieces.status == whole.status && pieces.size == whole.size);
    require(memcmp(pieces.out, whole.out, whole.size) == 0);
    return 0;
}
