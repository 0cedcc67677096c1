/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the files of the seam (driver.c, driver_hash.c, ...) share: who is asked, and what may come back.
 */
#ifndef PCRYPTO_DRIVER_PARTS_H
#define PCRYPTO_DRIVER_PARTS_H

#include "driver.h"
#include "driver_entries.h"

/** Where an operation's output goes. */
typedef struct pcrypto_driver_output {
    uint8_t *data;
    size_t size;
    size_t *length;
} pcrypto_driver_output_t;

/** What a driver says, if callers know it, else PSA_ERROR_GENERIC_ERROR. */
psa_status_t pcrypto_driver_narrow(psa_status_t status);

/** The end of a driver's call with an output: nothing of a failed call is given out, a length is within the buffer. */
psa_status_t pcrypto_driver_finish(psa_status_t status, const pcrypto_driver_output_t *out);

/** The same for a call that can't fall back any more: PSA_ERROR_NOT_SUPPORTED leaves nothing in the output either. */
psa_status_t pcrypto_driver_part(psa_status_t status, const pcrypto_driver_output_t *out);

/** Hold a key whose policy allows the operation. */
psa_status_t pcrypto_driver_hold(int32_t owner, psa_key_id_t id, psa_key_usage_t usage, psa_algorithm_t alg,
                                 pcrypto_key_t **key);

/** Let it go; true when the call is settled: always with a location's key, else unless the driver falls back. */
bool pcrypto_driver_settle(pcrypto_key_t *key, psa_status_t status);

/* pcrypto_op_t.driver: whose operation it is, and of which kind. 0: the library's own. */
#define DRIVEN 0x01u
#define DRIVEN_OPAQUE 0x02u /* by the driver of the key's location */
#define DRIVEN_ENCRYPTS 0x04u
#define DRIVEN_COMPARES 0x08u /* verifies by computing */
#define DRIVEN_LENGTHS 0x10u  /* lengths come before the nonce, which is the shorter the longer the text may be */

/** The three parameters that are a key. */
#define KEY(k) &(k)->attributes, (k)->material, (k)->size
/** One entry point or the other, by the key. */
#define ASK(k, entry, ...)                                                                                             \
    (pcrypto_is_opaque(k) ? PCRYPTO_OPAQUE_##entry(__VA_ARGS__) : PCRYPTO_TRANSPARENT_##entry(__VA_ARGS__))
/** The same for an operation, by its kind: the context and the other parameters, if any. */
#define ASK_OP0(kind, c, entry)                                                                                        \
    (((kind)&DRIVEN_OPAQUE) != 0 ? PCRYPTO_OPAQUE_##entry(&(c)->opaque)                                                \
                                 : PCRYPTO_TRANSPARENT_##entry(&(c)->transparent))
#define ASK_OP(kind, c, entry, ...)                                                                                    \
    (((kind)&DRIVEN_OPAQUE) != 0 ? PCRYPTO_OPAQUE_##entry(&(c)->opaque, __VA_ARGS__)                                   \
                                 : PCRYPTO_TRANSPARENT_##entry(&(c)->transparent, __VA_ARGS__))

/* Single-part calls by the entry points of several, for a driver that has only those; PSA_ERROR_NOT_SUPPORTED: it has
 * not. */
psa_status_t pcrypto_driven_hash(psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                 const pcrypto_driver_output_t *hash);
psa_status_t pcrypto_driven_mac(const pcrypto_key_t *key, psa_algorithm_t alg, const uint8_t *input,
                                size_t input_length, const pcrypto_driver_output_t *mac);
psa_status_t pcrypto_driven_mac_verify(const pcrypto_key_t *key, psa_algorithm_t alg, const uint8_t *input,
                                       size_t input_length, const uint8_t *mac, size_t mac_length);
psa_status_t pcrypto_driven_cipher(const pcrypto_key_t *key, psa_algorithm_t alg, bool encrypt, const uint8_t *input,
                                   size_t input_length, const pcrypto_driver_output_t *output);
psa_status_t pcrypto_driven_aead(const pcrypto_key_t *key, psa_algorithm_t alg, bool encrypt, const uint8_t *nonce,
                                 size_t nonce_length, const uint8_t *ad, size_t ad_length, const uint8_t *input,
                                 size_t input_length, const pcrypto_driver_output_t *output);

#endif /* PCRYPTO_DRIVER_PARTS_H */
