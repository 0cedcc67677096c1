/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * TLV types of images signed with ECDSA P-256. A record that goes with another key is one that nobody here knows.
 */
#include "image_rules.h"

const pfwu_rule_t *pfwu_rule_of(uint16_t type)
{
    static const pfwu_rule_t rules[] = {
        { PFWU_TLV_KEYHASH, 32, PFWU_SEEN_KEY, PFWU_TAKE_KEY_HASH },
        { PFWU_TLV_SHA256, 32, PFWU_SEEN_HASH, PFWU_TAKE_HASH },
        { PFWU_TLV_ECDSA, 0, PFWU_SEEN_SIGNATURE, PFWU_TAKE_SIGNATURE },
        /* Ephemeral public key and MAC; behind them the image key. */
        { PFWU_TLV_ENC_EC256, 65 + 32, PFWU_SEEN_KEY_WRAP, PFWU_TAKE_KEY_WRAP },
        PFWU_RULES_INSIDE,
    };
    return pfwu_rule_among(rules, sizeof rules / sizeof rules[0], type);
}
