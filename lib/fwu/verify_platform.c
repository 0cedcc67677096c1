/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Signatures of a boot stage by the port's hardware (PSA_FWU_CRYPTO=platform): ECDSA P-256, nothing else. A key of
 * another kind verifies nothing. What decides is in a file of its own: PSA_STAGE_LTO leaves it alone.
 */
#include "verify.h"

#include "platform/boot_crypto.h"

#define SHA_256_SIZE 32u
#define SIGNATURE_SIZE 64u /* r and s */

psa_status_t pfwu_signature_check(const pfwu_key_t *key, const uint8_t *hash, size_t hash_size,
                                  const uint8_t *signature, size_t size, pfwu_bool_t *good)
{
    *good = PFWU_NO;
    if (key->algorithm != PFWU_ECDSA_P256 || key->size != PFWU_POINT_SIZE || hash_size != SHA_256_SIZE ||
        size != SIGNATURE_SIZE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    /* In memory and read twice: see lib/fwu/DESIGN.md section 9. */
    volatile psa_status_t verdict = PSA_ERROR_CORRUPTION_DETECTED;
    verdict = plat_boot_verify(key->key, hash, signature);
    psa_status_t first = verdict, second = verdict;
    /* By arithmetic: a branch in front of it could be skipped, and a compiler drops a second one that asks the same. */
    *good = PFWU_YES ^ ((uint32_t)first | (uint32_t)second);
    return first;
}
