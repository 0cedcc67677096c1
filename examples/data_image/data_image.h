/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A data image (MCUboot format, signed with ECDSA P-256), verified by the application itself with nothing but the PSA
 * Crypto API.
 */
#ifndef DATA_IMAGE_H
#define DATA_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "psa/crypto.h"

/** What is in an image; body points into its bytes. */
typedef struct data_image {
    const uint8_t *body;
    size_t body_size;
    uint8_t major, minor;
    uint16_t revision;
    uint32_t build;
    uint32_t counter; /* security counter, 0 if it has none */
} data_image_t;

/**
 * Verify an image in memory and look into it.
 *
 * key         the signer's public key: ECC public key, SECP_R1, 256 bits, PSA_KEY_USAGE_VERIFY_MESSAGE, ECDSA with
 *             SHA-256
 * min_counter refuse an image whose security counter is lower, the last one that was accepted, say
 *
 * PSA_ERROR_INVALID_ARGUMENT   not an image, or not of this form: encrypted, signed in another way, damaged
 * PSA_ERROR_INVALID_SIGNATURE  not signed with this key, or changed
 * PSA_ERROR_NOT_PERMITTED      authentic, but its counter is too low
 * On error *image is zeroed. What psa_verify_message() returns beside these is passed on.
 */
psa_status_t data_image_open(const uint8_t *bytes, size_t size, psa_key_id_t key, uint32_t min_counter,
                             data_image_t *image);

#endif /* DATA_IMAGE_H */
