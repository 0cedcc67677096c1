/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The table of the key derivation algorithms of this build.
 */
#include "kdf.h"

#include <string.h>

#include "crypto_internal.h"

/* The low byte of an algorithm: a hash function that HMAC is defined with, or a fixed value. */
#define HASH 0xffu

typedef struct row {
    const pcrypto_kdf_t *kdf;
    psa_algorithm_t base;
    uint8_t low;
} row_t;

static const row_t rows[] = {
#if defined(PSA_WANT_ALG_HKDF)
    { &pcrypto_kdf_hkdf, PSA_ALG_HKDF(0), HASH },
#endif
#if defined(PSA_WANT_ALG_HKDF_EXTRACT)
    { &pcrypto_kdf_hkdf_extract, PSA_ALG_HKDF_EXTRACT(0), HASH },
#endif
#if defined(PSA_WANT_ALG_HKDF_EXPAND)
    { &pcrypto_kdf_hkdf_expand, PSA_ALG_HKDF_EXPAND(0), HASH },
#endif
#if defined(PSA_WANT_ALG_SP800_108_COUNTER_HMAC)
    { &pcrypto_kdf_counter_hmac, PSA_ALG_SP800_108_COUNTER_HMAC(0), HASH },
#endif
#if defined(PSA_WANT_ALG_SP800_108_COUNTER_CMAC)
    { &pcrypto_kdf_counter_cmac, PSA_ALG_SP800_108_COUNTER_CMAC, 0 },
#endif
#if defined(PSA_WANT_ALG_TLS12_PRF)
    { &pcrypto_kdf_tls12_prf, PSA_ALG_TLS12_PRF(0), HASH },
#endif
#if defined(PSA_WANT_ALG_TLS12_PSK_TO_MS)
    { &pcrypto_kdf_tls12_psk_to_ms, PSA_ALG_TLS12_PSK_TO_MS(0), HASH },
#endif
#if defined(PSA_WANT_ALG_TLS12_ECJPAKE_TO_PMS)
    { &pcrypto_kdf_tls12_ecjpake_to_pms, PSA_ALG_TLS12_ECJPAKE_TO_PMS & ~0xffu, PSA_ALG_TLS12_ECJPAKE_TO_PMS & 0xffu },
#endif
#if defined(PSA_WANT_ALG_PBKDF2_HMAC)
    { &pcrypto_kdf_pbkdf2_hmac, PSA_ALG_PBKDF2_HMAC(0), HASH },
#endif
#if defined(PSA_WANT_ALG_PBKDF2_AES_CMAC_PRF_128)
    { &pcrypto_kdf_pbkdf2_cmac, PSA_ALG_PBKDF2_AES_CMAC_PRF_128, 0 },
#endif
#if defined(PSA_WANT_ALG_WPA3_SAE_H2E)
    { &pcrypto_kdf_sae_h2e, PSA_ALG_WPA3_SAE_H2E(0), HASH },
#endif
};

const pcrypto_kdf_t *pcrypto_kdf_of(psa_algorithm_t kdf)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if ((kdf & ~0xffu) == rows[i].base) {
            bool fits =
                rows[i].low == HASH ? pcc_hash_block_size(pcrypto_hash_of(kdf)) != 0 : (kdf & 0xffu) == rows[i].low;
            return fits ? rows[i].kdf : NULL;
        }
    }
    return NULL;
}

psa_status_t pcrypto_kdf_text(pcrypto_kdf_op_t *op, const uint8_t *data, size_t size)
{
    if (size > sizeof op->text - op->text_size) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (size > 0) {
        memcpy(op->text + op->text_size, data, size);
    }
    op->text_size = (uint16_t)(op->text_size + size);
    return PSA_SUCCESS;
}
