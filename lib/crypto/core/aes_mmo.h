/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The hash function of Zigbee: Matyas-Meyer-Oseas over AES-128 (Zigbee specification, annex B.6).
 */
#ifndef PCC_AES_MMO_H
#define PCC_AES_MMO_H

#include "hash_family.h"

/** Running state; may be moved and copied as bytes. */
typedef struct pcc_aes_mmo {
    uint8_t hash[16];
    uint8_t block[16];
    uint32_t total; /* bytes of message so far */
} pcc_aes_mmo_t;

extern const pcc_hash_family_t pcc_aes_mmo;

#endif /* PCC_AES_MMO_H */
