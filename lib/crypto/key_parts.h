/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Which key pairs a feature set brings in and reads out (PSA_WANT_KEY_TYPE_..._KEY_PAIR_IMPORT, _EXPORT). Pairs that
 * the device was made with, or that are stored, need neither. Inline: with all of them it is the constant `true`.
 */
#ifndef PCRYPTO_KEY_PARTS_H
#define PCRYPTO_KEY_PARTS_H

#include <stdbool.h>

#include "lib/crypto/core/config.h"
#include "psa/crypto.h"

static inline bool pcrypto_is_brought_in(psa_key_type_t type)
{
    bool is_not = false;

#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_IMPORT)
    is_not |= PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type);
#endif
#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_IMPORT)
    is_not |= type == PSA_KEY_TYPE_RSA_KEY_PAIR;
#endif
#if defined(PSA_WANT_KEY_TYPE_DH_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_DH_KEY_PAIR_IMPORT)
    is_not |= PSA_KEY_TYPE_IS_DH_KEY_PAIR(type);
#endif
#if defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_IMPORT)
    is_not |= PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR(type);
#endif
#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_IMPORT)
    is_not |= PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR(type);
#endif
    (void)type;
    return !is_not;
}

static inline bool pcrypto_is_read_out(psa_key_type_t type)
{
    bool is_not = false;

#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_EXPORT)
    is_not |= PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type);
#endif
#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_EXPORT)
    is_not |= type == PSA_KEY_TYPE_RSA_KEY_PAIR;
#endif
#if defined(PSA_WANT_KEY_TYPE_DH_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_DH_KEY_PAIR_EXPORT)
    is_not |= PSA_KEY_TYPE_IS_DH_KEY_PAIR(type);
#endif
#if defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_EXPORT)
    is_not |= PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR(type);
#endif
#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC) && !defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_EXPORT)
    is_not |= PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR(type);
#endif
    (void)type;
    return !is_not;
}

#endif /* PCRYPTO_KEY_PARTS_H */
