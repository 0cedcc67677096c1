/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What RSA encrypts: the encodings of RFC 8017, EME-PKCS1-v1_5 (7.2) and EME-OAEP (7.1). Encoded messages have the size
 * of the modulus.
 *
 * Decoding takes the same time whatever the encoded message is: nothing tells outside whether it was well formed, and
 * how long the message is, but the status and the length. What the caller does with these is for him to hide.
 */
#ifndef PCC_RSA_CRYPT_H
#define PCC_RSA_CRYPT_H

#include "hash.h"
#include "rng.h"

/** EME-PKCS1-v1_5. PSA_ERROR_INVALID_ARGUMENT: the message is longer than em_size - 11. */
psa_status_t pcc_rsa_pkcs1_crypt_encode(const uint8_t *message, size_t size, uint8_t *em, size_t em_size,
                                        const pcc_rng_t *rng);

/**
 * Take the message out of `em`, which is overwritten. PSA_ERROR_INVALID_PADDING: there is none.
 * PSA_ERROR_BUFFER_TOO_SMALL: it is longer than out_size. Then *size is 0 and out zeros. em_size is 11 or more.
 */
psa_status_t pcc_rsa_pkcs1_crypt_decode(uint8_t *em, size_t em_size, uint8_t *out, size_t out_size, size_t *size);

/** EME-OAEP with a hash function for the label and for MGF1. PSA_ERROR_INVALID_ARGUMENT: the message is longer than
 *  em_size less two hashes less 2. */
psa_status_t pcc_rsa_oaep_encode(pcc_hash_alg_t alg, const uint8_t *label, size_t label_size, const uint8_t *message,
                                 size_t size, uint8_t *em, size_t em_size, const pcc_rng_t *rng);

/** As pcc_rsa_pkcs1_crypt_decode(). PSA_ERROR_INVALID_ARGUMENT: em_size is less than two hashes and 2. */
psa_status_t pcc_rsa_oaep_decode(pcc_hash_alg_t alg, const uint8_t *label, size_t label_size, uint8_t *em,
                                 size_t em_size, uint8_t *out, size_t out_size, size_t *size);

/**
 * For the decoders: out = the last `size` of the room bytes at `data`, which are overwritten; or
 * PSA_ERROR_INVALID_PADDING if the mask `bad` is set. `size`, at most `room`, `bad` and the bytes are secret. room is
 * below 2^16.
 */
psa_status_t pcc_rsa_deliver(uint8_t *data, size_t room, uint32_t size, uint32_t bad, uint8_t *out, size_t out_size,
                             size_t *out_length);

#endif /* PCC_RSA_CRYPT_H */
