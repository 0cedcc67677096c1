/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the material of each key type is: its format, sizes, how it is checked and made (Crypto API 1.5, "Key types").
 */
#ifndef PCRYPTO_KEY_MATERIAL_H
#define PCRYPTO_KEY_MATERIAL_H

#include "key_slots.h"

/** Check bytes in the import format of key->attributes' type and take them as the key's material, with its size in
 *  bits. */
psa_status_t pcrypto_material_import(pcrypto_key_t *key, const uint8_t *data, size_t size);

/** The same for bytes that are in the key already, key->size of them. */
psa_status_t pcrypto_material_check(pcrypto_key_t *key);

/** True when material of this many bytes is what the type and size in bits of a stored key say. Algorithms take as many
 *  bytes as the type has. */
bool pcrypto_material_size_is_valid(const psa_key_attributes_t *attributes, size_t size);

/** The most bytes that generating a key of this type and size makes, PSA_ERROR_... if it can't be generated. */
psa_status_t pcrypto_material_generated_size(const psa_key_attributes_t *attributes, size_t *size);

/** Make material of the type and size in key->attributes at random. `custom` is the data of psa_generate_key_custom():
 *  the exponent of an RSA key; other types have none. */
psa_status_t pcrypto_material_generate(pcrypto_key_t *key, const uint8_t *custom, size_t custom_size);

/** Bytes that a key of this type and size is derived from, PSA_ERROR_... if it can't be. */
psa_status_t pcrypto_material_derived_size(const psa_key_attributes_t *attributes, size_t *size);

/** Make key material of derived bytes, in place. PSA_ERROR_DOES_NOT_EXIST: no key comes of these; derive the last
 *  *missing bytes anew. */
psa_status_t pcrypto_material_from_derived(pcrypto_key_t *key, size_t *missing);

/** The public key of a key pair, or a public key itself. PSA_ERROR_INVALID_ARGUMENT for other types. */
psa_status_t pcrypto_material_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length);

#endif /* PCRYPTO_KEY_MATERIAL_H */
