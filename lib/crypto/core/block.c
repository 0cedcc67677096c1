/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Dispatch to the block ciphers of this build.
 */
#include "block.h"

#include "ct.h"

size_t pcc_block_size(pcc_block_alg_t alg)
{
    switch (alg) {
    case PCC_BLOCK_AES:
        return PCC_AES_BLOCK_SIZE;
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    case PCC_BLOCK_ARIA:
        return PCC_ARIA_BLOCK_SIZE;
#endif
#if defined(PSA_WANT_KEY_TYPE_CAMELLIA)
    case PCC_BLOCK_CAMELLIA:
        return PCC_CAMELLIA_BLOCK_SIZE;
#endif
#if defined(PSA_WANT_KEY_TYPE_DES)
    case PCC_BLOCK_DES:
        return PCC_DES_BLOCK_SIZE;
#endif
    default:
        return 0;
    }
}

static void set_alg(pcc_block_t *block, pcc_block_alg_t alg)
{
    block->alg = (uint16_t)alg;
    block->size = (uint8_t)pcc_block_size(alg);
}

psa_status_t pcc_block_set_key(pcc_block_t *block, pcc_block_alg_t alg, const uint8_t *key, size_t key_size)
{
    set_alg(block, alg);
    switch (alg) {
    case PCC_BLOCK_AES:
        return pcc_aes_set_key(&block->u.aes, key, key_size);
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    case PCC_BLOCK_ARIA:
        return pcc_aria_set_key(&block->u.aria, key, key_size);
#endif
#if defined(PSA_WANT_KEY_TYPE_CAMELLIA)
    case PCC_BLOCK_CAMELLIA:
        return pcc_camellia_set_key(&block->u.camellia, key, key_size);
#endif
#if defined(PSA_WANT_KEY_TYPE_DES)
    case PCC_BLOCK_DES:
        return pcc_des_set_key(&block->u.des, key, key_size);
#endif
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}

psa_status_t pcc_block_set_decrypt_key(pcc_block_t *block, pcc_block_alg_t alg, const uint8_t *key, size_t key_size)
{
    set_alg(block, alg);
    switch (alg) {
    case PCC_BLOCK_AES:
        return pcc_aes_set_decrypt_key(&block->u.aes, key, key_size);
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    case PCC_BLOCK_ARIA:
        return pcc_aria_set_decrypt_key(&block->u.aria, key, key_size);
#endif
#if defined(PSA_WANT_KEY_TYPE_CAMELLIA)
    case PCC_BLOCK_CAMELLIA:
        return pcc_camellia_set_decrypt_key(&block->u.camellia, key, key_size);
#endif
#if defined(PSA_WANT_KEY_TYPE_DES)
    case PCC_BLOCK_DES:
        return pcc_des_set_decrypt_key(&block->u.des, key, key_size);
#endif
    default:
        return PSA_ERROR_NOT_SUPPORTED;
    }
}

/* The ciphers whose direction lies in the expanded key. */
#if defined(PSA_WANT_KEY_TYPE_ARIA) || defined(PSA_WANT_KEY_TYPE_CAMELLIA) || defined(PSA_WANT_KEY_TYPE_DES)
static psa_status_t run_other(pcc_block_t *block, const uint8_t *in, uint8_t *out)
{
    switch (block->alg) {
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    case PCC_BLOCK_ARIA:
        return pcc_aria_block(&block->u.aria, in, out);
#endif
#if defined(PSA_WANT_KEY_TYPE_CAMELLIA)
    case PCC_BLOCK_CAMELLIA:
        return pcc_camellia_block(&block->u.camellia, in, out);
#endif
#if defined(PSA_WANT_KEY_TYPE_DES)
    case PCC_BLOCK_DES:
        return pcc_des_block(&block->u.des, in, out);
#endif
    default:
        pcc_wipe(out, block->size);
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
}
#else
static psa_status_t run_other(pcc_block_t *block, const uint8_t *in, uint8_t *out)
{
    (void)in;
    pcc_wipe(out, block->size);
    return PSA_ERROR_CORRUPTION_DETECTED;
}
#endif

psa_status_t pcc_block_encrypt(pcc_block_t *block, const uint8_t *in, uint8_t *out)
{
    return block->alg == PCC_BLOCK_AES ? pcc_aes_encrypt_block(&block->u.aes, in, out) : run_other(block, in, out);
}

psa_status_t pcc_block_decrypt(pcc_block_t *block, const uint8_t *in, uint8_t *out)
{
    return block->alg == PCC_BLOCK_AES ? pcc_aes_decrypt_block(&block->u.aes, in, out) : run_other(block, in, out);
}

void pcc_block_wipe(pcc_block_t *block)
{
    pcc_wipe(block, sizeof *block);
}
