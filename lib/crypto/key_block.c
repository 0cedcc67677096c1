/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Block cipher keys, expanded once and kept where there is room.
 */
#include "key_block.h"

#include "key_kept.h"

_Static_assert(sizeof(pcc_block_t) <= PCRYPTO_KEPT_SIZE || PCRYPTO_KEPT_COUNT == 0, "an expanded key can't be kept");

static psa_status_t expand(pcrypto_key_t *held, size_t key_size, bool decrypt, pcc_block_t *block)
{
    pcc_block_alg_t alg = (pcc_block_alg_t)psa_get_key_type(&held->attributes);

    return PCC_HAVE_BLOCK_DECRYPT && decrypt ? pcc_block_set_decrypt_key(block, alg, held->material, key_size)
                   : pcc_block_set_key(block, alg, held->material, key_size);
}

psa_status_t pcrypto_block_expand(pcrypto_key_t *held, size_t key_size, bool decrypt, pcc_block_t *own,
                                  pcc_block_t **block)
{
    const uint8_t kind = PCC_HAVE_BLOCK_DECRYPT && decrypt ? PCRYPTO_KEPT_BLOCK_DECRYPT : PCRYPTO_KEPT_BLOCK;

    if (pcc_block_size((pcc_block_alg_t)psa_get_key_type(&held->attributes)) == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    /* The adapters write to an expanded key only if it was moved, and what is kept is not. */
    *block = (pcc_block_t *)pcrypto_kept(held, kind);
    if (*block != NULL) {
        return PSA_SUCCESS;
    }
    pcc_block_t *fresh = (pcc_block_t *)pcrypto_kept_begin(held, kind, sizeof *fresh);
    *block = fresh != NULL ? fresh : own;
    psa_status_t status = expand(held, key_size, decrypt, *block);
    if (fresh != NULL) {
        pcrypto_kept_end(held, status == PSA_SUCCESS);
    }
    return status;
}
