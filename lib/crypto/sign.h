/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Signatures behind one interface: psa_sign.c knows the rules of the calls, a file per family (sign_ecdsa.c and so on)
 * makes and checks the signatures, sign.c chooses the family.
 */
#ifndef PCRYPTO_SIGN_H
#define PCRYPTO_SIGN_H

#include <stdbool.h>

#include "key_slots.h"
#include "lib/crypto/core/hash.h"

/** What is signed. For algorithms that hash and sign and for specialised ones (ECDSA_ANY, PKCS1V15_SIGN_RAW) a hash;
 *  for those that sign messages, the message to sign it, and to verify it the hash that pcrypto_verify_begin() began.
 *  Bytes of the caller: read once, but for messages that PureEdDSA or SLH-DSA signs. */
typedef struct pcrypto_signed {
    psa_algorithm_t alg;
    const uint8_t *data;
    size_t size;
    const uint8_t *context; /* 0 to 255 bytes, 0 if the algorithm has none */
    size_t context_size;
} pcrypto_signed_t;

/**
 * Whether this build signs with `alg` (verifies, if not `signing`): PSA_SUCCESS or PSA_ERROR_NOT_SUPPORTED. `alg` is a
 * concrete signature algorithm. PSA_ERROR_INVALID_ARGUMENT: the key is not of a type for it.
 */
psa_status_t pcrypto_sign_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing);

/** Sign with a held key that passed pcrypto_sign_check(). PSA_ERROR_BUFFER_TOO_SMALL: signature_size is less than the
 *  signature of this key has. The signature may overlap what is signed. On error *signature_length is not set. */
psa_status_t pcrypto_sign_with(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                               size_t signature_size, size_t *signature_length);

/**
 * Begin the hash of a message of which a signature is to be verified, with what the algorithm puts before the message.
 * Data and size of *what are of no matter. PSA_ERROR_INVALID_SIGNATURE: it is no signature, of whatever message.
 */
psa_status_t pcrypto_verify_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                  size_t signature_length, pcc_hash_t *hash);

/** Whether there are valid signatures of this algorithm that a psa_verify_operation_t has no room for. */
bool pcrypto_signature_may_be_longer(psa_algorithm_t alg);

/** Verify with a held key, of either half, that passed pcrypto_sign_check(). */
psa_status_t pcrypto_verify_with(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                 size_t signature_length);

/* The families; the contracts are those above. */
psa_status_t pcrypto_ecdsa_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing);
psa_status_t pcrypto_ecdsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                                size_t signature_size, size_t *signature_length);
psa_status_t pcrypto_ecdsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                  size_t signature_length);

psa_status_t pcrypto_rsa_sign_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing);
psa_status_t pcrypto_rsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                              size_t signature_size, size_t *signature_length);
psa_status_t pcrypto_rsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                size_t signature_length);

psa_status_t pcrypto_eddsa_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing);
psa_status_t pcrypto_eddsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                                size_t signature_size, size_t *signature_length);
psa_status_t pcrypto_eddsa_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                 size_t signature_length, pcc_hash_t *hash);
psa_status_t pcrypto_eddsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                  size_t signature_length);
psa_status_t pcrypto_lms_sign_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing);
psa_status_t pcrypto_lms_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                               size_t signature_length, pcc_hash_t *hash);
psa_status_t pcrypto_lms_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                size_t signature_length);

psa_status_t pcrypto_xmss_sign_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing);
psa_status_t pcrypto_xmss_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                size_t signature_length, pcc_hash_t *hash);
psa_status_t pcrypto_xmss_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                 size_t signature_length);

psa_status_t pcrypto_slh_dsa_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing);
psa_status_t pcrypto_slh_dsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                                  size_t signature_size, size_t *signature_length);
psa_status_t pcrypto_slh_dsa_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                   size_t signature_length, pcc_hash_t *hash);
psa_status_t pcrypto_slh_dsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                    size_t signature_length);
/** Whether the hash function of HashSLH-DSA has a name; SLH-DSA needs none. */
bool pcrypto_slh_dsa_has_hash(psa_algorithm_t alg);

#endif /* PCRYPTO_SIGN_H */
