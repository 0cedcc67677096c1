/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The mathematics of WPA3-SAE (IEEE 802.11 section 12.4): password elements, commits, keys and confirms.
 *
 * Elements are those of pake_group.h; in messages and keys they have no byte 4 before their coordinates. Scalars,
 * coordinates and numbers modulo p of a group all have the same size.
 */
#ifndef PCC_SAE_H
#define PCC_SAE_H

#include "hash.h"
#include "pake_group.h"

#define PCC_SAE_ADDRESS_SIZE 6u /* of a MAC address */
#define PCC_SAE_COUNT_SIZE 2u   /* of send-confirm */
#define PCC_SAE_ID_SIZE 16u     /* PMKID */
#define PCC_SAE_PMK_SIZE 32u    /* of a PMK of fixed size */

/** A text of the standard. */
typedef struct pcc_sae_label {
    const char *text;
    size_t size;
} pcc_sae_label_t;
#define PCC_SAE_LABEL(text)                                                                                            \
    {                                                                                                                  \
        (text), sizeof(text) - 1u                                                                                      \
    }

/** Largest commit: scalar and element. */
#define PCC_SAE_COMMIT_MAX                                                                                             \
    (2u * PCC_PAKE_DH_SIZE_MAX > 3u * PCC_SCALAR_SIZE_MAX ? 2u * PCC_PAKE_DH_SIZE_MAX : 3u * PCC_SCALAR_SIZE_MAX)

/** Keys of a run: for confirms, the PMK and its name. */
typedef struct pcc_sae_keys {
    uint8_t kck[PCC_HASH_SIZE_MAX];
    uint8_t pmk[PCC_HASH_SIZE_MAX];
    uint8_t pmkid[PCC_SAE_ID_SIZE];
} pcc_sae_keys_t;

/** The hash function that goes with a group in hash-to-element (table 12-1), PCC_HASH_NONE if the group is none of
 *  WPA3-SAE: those of IANA's IKE groups with primes of 256 bits and more, with finite fields of 3072 bits and more. */
pcc_hash_alg_t pcc_sae_hash(const pcc_pake_group_t *group);

/** Bytes of an element without the byte 4, and where they are in the form of pake_group.h. */
size_t pcc_sae_element_size(const pcc_pake_group_t *group);
size_t pcc_sae_element_at(const pcc_pake_group_t *group);

/** The larger MAC address, then the other. */
void pcc_sae_addresses(const uint8_t *one, const uint8_t *other, uint8_t *both);

/** Hash-to-element: the token PT of pwd-seed, which is a hash of the group's function. */
psa_status_t pcc_sae_token(const pcc_pake_group_t *group, const uint8_t *seed, uint8_t *token, const pcc_rng_t *rng);

/** The password element of a token, of addresses as pcc_sae_addresses() has them. */
psa_status_t pcc_sae_element_of_token(const pcc_pake_group_t *group, const uint8_t *token, const uint8_t *addresses,
                                      uint8_t *element, const pcc_rng_t *rng);

/** The password element by the looping method: hunting and pecking with SHA-256. On a curve 40 rounds are run whichever
 *  finds it; more only if none of them does, one password in 2^40, with Brainpool curves up to one in 400,000. */
psa_status_t pcc_sae_element_of_password(const pcc_pake_group_t *group, const uint8_t *password, size_t size,
                                         const uint8_t *addresses, uint8_t *element, const pcc_rng_t *rng);

/** Draw a commit, and rand, its secret. */
psa_status_t pcc_sae_commit(const pcc_pake_group_t *group, const uint8_t *element, uint8_t *rand, uint8_t *commit,
                            const pcc_rng_t *rng);

/** Take the peer's commit: PSA_ERROR_INVALID_ARGUMENT if it is none. `sum` is the element that the secret is made
 *  of. */
psa_status_t pcc_sae_take_commit(const pcc_pake_group_t *group, const uint8_t *element, const uint8_t *commit,
                                 uint8_t *sum, const pcc_rng_t *rng);

/** The keys, with a PMK of pmk_size bytes. `alg` is the run's hash function. */
psa_status_t pcc_sae_derive_keys(const pcc_pake_group_t *group, pcc_hash_alg_t alg, const uint8_t *rand,
                                 const uint8_t *sum, const uint8_t *own_commit, const uint8_t *peer_commit,
                                 const uint8_t *salt, size_t salt_size, size_t pmk_size, pcc_sae_keys_t *keys,
                                 const pcc_rng_t *rng);

/** The confirm of who sent `commit` to who sent `other`, a hash. */
psa_status_t pcc_sae_confirm(const pcc_pake_group_t *group, pcc_hash_alg_t alg, const uint8_t *kck,
                             const uint8_t *count, const uint8_t *commit, const uint8_t *other, uint8_t *confirm);

/** KDF-Hash-Length (IEEE 802.11 section 12.7.1.6.2): the bytes that `bits` bits begin in. */
psa_status_t pcc_sae_kdf(pcc_hash_alg_t alg, const uint8_t *key, const pcc_sae_label_t *label, const uint8_t *context,
                         size_t context_size, size_t bits, uint8_t *out);

/** HMAC over one text. */
psa_status_t pcc_sae_hmac(pcc_hash_alg_t alg, const uint8_t *key, size_t key_size, const uint8_t *text, size_t size,
                          uint8_t *out);

/** Write p. */
void pcc_sae_prime(const pcc_pake_group_t *group, uint8_t *p);

#endif /* PCC_SAE_H */
