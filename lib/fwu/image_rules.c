/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * TLV types of images, all of them. The order is that of the search: those outside the signed part come first.
 */
#include "image_rules.h"

const pfwu_rule_t *pfwu_rule_of(uint16_t type)
{
    static const pfwu_rule_t rules[] = {
        { PFWU_TLV_KEYHASH, 0, PFWU_SEEN_KEY, PFWU_TAKE_KEY_HASH },
        { PFWU_TLV_PUBKEY, 0, PFWU_SEEN_KEY, PFWU_TAKE_REFUSED },
        { PFWU_TLV_SHA256, 32, PFWU_SEEN_HASH, PFWU_TAKE_HASH },
        { PFWU_TLV_SHA384, 48, PFWU_SEEN_HASH, PFWU_TAKE_HASH },
        { PFWU_TLV_SHA512, 0, PFWU_SEEN_HASH, PFWU_TAKE_REFUSED },
        { PFWU_TLV_RSA2048, 256, PFWU_SEEN_SIGNATURE, PFWU_TAKE_SIGNATURE },
        { PFWU_TLV_ECDSA_P224, 0, PFWU_SEEN_SIGNATURE, PFWU_TAKE_REFUSED },
        { PFWU_TLV_ECDSA, 0, PFWU_SEEN_SIGNATURE, PFWU_TAKE_SIGNATURE },
        { PFWU_TLV_RSA3072, 384, PFWU_SEEN_SIGNATURE, PFWU_TAKE_SIGNATURE },
        { PFWU_TLV_ED25519, 64, PFWU_SEEN_SIGNATURE, PFWU_TAKE_SIGNATURE },
        { PFWU_TLV_SIG_PURE, 0, 0, PFWU_TAKE_REFUSED },
        { PFWU_TLV_LMS, 0, PFWU_SEEN_SIGNATURE, PFWU_TAKE_SIGNATURE },
        { PFWU_TLV_ENC_RSA2048, 0, PFWU_SEEN_KEY_WRAP, PFWU_TAKE_REFUSED },
        { PFWU_TLV_ENC_KW, 0, PFWU_SEEN_KEY_WRAP, PFWU_TAKE_REFUSED },
        /* Ephemeral public key and MAC; behind them the image key. */
        { PFWU_TLV_ENC_EC256, 65 + 32, PFWU_SEEN_KEY_WRAP, PFWU_TAKE_KEY_WRAP },
        { PFWU_TLV_ENC_X25519, 32 + 32, PFWU_SEEN_KEY_WRAP, PFWU_TAKE_KEY_WRAP },
        { PFWU_TLV_ENC_X25519_SHA512, 32 + 64, PFWU_SEEN_KEY_WRAP, PFWU_TAKE_KEY_WRAP },
        PFWU_RULES_INSIDE,
    };
    return pfwu_rule_among(rules, sizeof rules / sizeof rules[0], type);
}
