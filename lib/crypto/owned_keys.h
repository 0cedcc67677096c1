/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Calls of the Crypto API with the owner of the key named instead of taken from plat_caller(), for the other services
 * of the root of trust: libpsa-attest signs with its own key whoever asks for a token, and no caller reaches that key
 * through psa_*. Arguments, rules and status codes are those of the psa_* call named the same. A gateway never offers
 * these to callers.
 *
 * An owner is a client id that plat_caller() never returns (PLAT_CLIENT_ATTESTATION).
 */
#ifndef PCRYPTO_OWNED_KEYS_H
#define PCRYPTO_OWNED_KEYS_H

#include "psa/crypto.h"

psa_status_t pcrypto_owned_import(int32_t owner, const psa_key_attributes_t *attributes, const uint8_t *data,
                                  size_t data_length, psa_key_id_t *key);
psa_status_t pcrypto_owned_generate(int32_t owner, const psa_key_attributes_t *attributes, psa_key_id_t *key);
psa_status_t pcrypto_owned_destroy(int32_t owner, psa_key_id_t key);
psa_status_t pcrypto_owned_attributes(int32_t owner, psa_key_id_t key, psa_key_attributes_t *attributes);
psa_status_t pcrypto_owned_export(int32_t owner, psa_key_id_t key, uint8_t *data, size_t data_size,
                                  size_t *data_length);
psa_status_t pcrypto_owned_export_public(int32_t owner, psa_key_id_t key, uint8_t *data, size_t data_size,
                                         size_t *data_length);
psa_status_t pcrypto_owned_sign_hash(int32_t owner, psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                     size_t hash_length, uint8_t *signature, size_t signature_size,
                                     size_t *signature_length);
/** psa_mac_sign_setup(): update, finish and abort are those of psa_*, since the operation has what it needs of the
 *  key. */
psa_status_t pcrypto_owned_mac_sign_setup(int32_t owner, psa_mac_operation_t *operation, psa_key_id_t key,
                                          psa_algorithm_t alg);

#endif /* PCRYPTO_OWNED_KEYS_H */
