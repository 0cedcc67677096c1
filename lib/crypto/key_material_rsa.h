/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RSA keys. CMake compiles key_material_rsa.c only if RSA is wanted (PCC_HAVE_RSA).
 */
#ifndef PCRYPTO_KEY_MATERIAL_RSA_H
#define PCRYPTO_KEY_MATERIAL_RSA_H

#include <stdbool.h>

#include "key_slots.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/rsa.h"

/** The exponent of psa_generate_key(). */
#define PCRYPTO_RSA_EXPONENT 65537u

/** Check a public key or key pair in its import format; *bits is the size of its modulus. */
psa_status_t pcrypto_rsa_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits);

/** Whether material of a key of this type and size can be of so many bytes. */
bool pcrypto_rsa_size_is_valid(psa_key_type_t type, size_t bits, size_t size);

/** Room for a new key pair of this size, PSA_ERROR_... if it can't be made. */
psa_status_t pcrypto_rsa_generated_size(size_t bits, size_t *size);

/** The exponent in the data of psa_generate_key_custom(), little-endian; the default one if there is none. */
psa_status_t pcrypto_rsa_read_exponent(const uint8_t *data, size_t size, uint32_t *exponent);

/** Make a key pair of the size in its attributes. */
psa_status_t pcrypto_rsa_generate(pcrypto_key_t *key, uint32_t exponent);

/** The numbers of a key of either type; they stay in its material. */
psa_status_t pcrypto_rsa_read(const pcrypto_key_t *key, pcc_rsa_key_t *rsa);

/** The public key of a key pair. */
psa_status_t pcrypto_rsa_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length);

#endif /* PCRYPTO_KEY_MATERIAL_RSA_H */
