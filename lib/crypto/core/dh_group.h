/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The Diffie-Hellman groups of this build: safe primes p, generator 2 of the subgroup of order q = (p - 1) / 2.
 */
#ifndef PCC_DH_GROUP_H
#define PCC_DH_GROUP_H

#include <stddef.h>
#include <stdint.h>

/** Families of groups; the values are those of the PSA families (PSA_DH_FAMILY_RFC7919 and so on). */
#define PCC_DH_FAMILY_RFC7919 0x03u
#define PCC_DH_FAMILY_RFC3526 0x05u

/** A group: `family` and `bits` name it. */
typedef struct pcc_dh_group {
    const uint8_t *digits; /* of e or pi */
    uint32_t x;
    uint16_t bits; /* of p, a multiple of 8 */
    uint8_t family;
    uint8_t
        exponent_size; /* bytes of a random private key that counts: twice the strength of the group (RFC 7919, A) */
} pcc_dh_group_t;

/** The group of a family and size, NULL if this build does not have it. */
const pcc_dh_group_t *pcc_dh_group_find(unsigned family, size_t bits);

/** Write p, big-endian; returns its bytes, group->bits / 8. */
size_t pcc_dh_prime(const pcc_dh_group_t *group, uint8_t *p);

#endif /* PCC_DH_GROUP_H */
