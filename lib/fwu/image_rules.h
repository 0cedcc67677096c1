/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the parser of images knows of TLV types: image_rules.c has all, image_rules_p256.c is for stages whose
 * cryptography is ECDSA P-256 (PSA_FWU_CRYPTO=core and =platform), to which the rest is unknown.
 */
#ifndef PFWU_IMAGE_RULES_H
#define PFWU_IMAGE_RULES_H

#include "image.h"

/** Types that may come once: bits of pfwu_rule_t.once. */
#define PFWU_SEEN_HASH 0x01u
#define PFWU_SEEN_KEY 0x02u
#define PFWU_SEEN_SIGNATURE 0x04u
#define PFWU_SEEN_COUNTER 0x08u
#define PFWU_SEEN_BOOT_RECORD 0x10u
#define PFWU_SEEN_KEY_WRAP 0x20u
#define PFWU_SEEN_VID 0x40u
#define PFWU_SEEN_CID 0x80u

#define PFWU_DEPENDENCY_SIZE 12u

/** What is done with a record. Those of the signed part come last. */
typedef enum pfwu_take {
    PFWU_TAKE_HASH,
    PFWU_TAKE_KEY_HASH,
    PFWU_TAKE_SIGNATURE,
    PFWU_TAKE_KEY_WRAP,
    PFWU_TAKE_REFUSED, /* known, and nothing that is verified here */
    PFWU_TAKE_DEPENDENCY,
    PFWU_TAKE_COUNTER,
    PFWU_TAKE_NOTHING,
} pfwu_take_t;
#define PFWU_TAKE_INSIDE PFWU_TAKE_DEPENDENCY /* the first of them */

/** What is known of a type. */
typedef struct pfwu_rule {
    uint16_t type;
    uint16_t size; /* of the payload, of a key wrap without the image key; 0: any, or its taker looks */
    uint8_t once;  /* PFWU_SEEN_..., or 0: may come several times */
    uint8_t take;
} pfwu_rule_t;

/** The records of the signed part, whatever the cryptography; the last is of vendors' types, which are not ours. */
#define PFWU_RULES_INSIDE                                                                                              \
    { PFWU_TLV_DEPENDENCY, PFWU_DEPENDENCY_SIZE, 0, PFWU_TAKE_DEPENDENCY },                                            \
        { PFWU_TLV_SEC_CNT, 4, PFWU_SEEN_COUNTER, PFWU_TAKE_COUNTER },                                                 \
        { PFWU_TLV_BOOT_RECORD, 0, PFWU_SEEN_BOOT_RECORD,                                                              \
          PFWU_TAKE_NOTHING }, /* ours is made from what was verified */                                               \
        { PFWU_TLV_UUID_VID, 16, PFWU_SEEN_VID, PFWU_TAKE_NOTHING },                                                   \
        { PFWU_TLV_UUID_CID, 16, PFWU_SEEN_CID, PFWU_TAKE_NOTHING },                                                   \
    {                                                                                                                  \
        0, 0, 0, PFWU_TAKE_NOTHING                                                                                     \
    }

/** Among rules that end with PFWU_RULES_INSIDE. NULL: unknown. */
static inline const pfwu_rule_t *pfwu_rule_among(const pfwu_rule_t *rules, size_t count, uint16_t type)
{
    const pfwu_rule_t *vendor = &rules[count - 1u];
    for (; rules != vendor; rules++) {
        if (rules->type == type) {
            return rules;
        }
    }
    return (type & 0xffu) >= 0xa0u && type != 0xffffu ? vendor : NULL;
}

/** The rule of a type, or NULL. */
const pfwu_rule_t *pfwu_rule_of(uint16_t type);

#endif /* PFWU_IMAGE_RULES_H */
