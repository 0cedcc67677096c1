/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * read_calibration IMAGE [MIN-COUNTER]: verifies a data image with the key that is compiled in, and prints what is in
 * it. Exit status: 0 authentic, 1 refused.
 */
#include <stdio.h>
#include <stdlib.h>

#include "data_image.h"
#include "pfwu.h"

#define IMAGE_MAX 65536u

/** Made by psa image pubkey --c-name data_key. */
extern const pfwu_key_t data_key;

static psa_status_t import_key(psa_key_id_t *id)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_MESSAGE);
    return psa_import_key(&attributes, data_key.key, data_key.size, id);
}

int main(int argc, char **argv)
{
    static uint8_t bytes[IMAGE_MAX];
    FILE *file = argc >= 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: read_calibration IMAGE [MIN-COUNTER]\n");
        return 1;
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);

    data_image_t image;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    psa_status_t status = psa_crypto_init();
    if (status == PSA_SUCCESS) {
        status = import_key(&key);
    }
    if (status == PSA_SUCCESS) {
        status = data_image_open(bytes, size, key, argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 0) : 0, &image);
    }
    if (status != PSA_SUCCESS) {
        fprintf(stderr, "refused: %s\n",
                status == PSA_ERROR_INVALID_SIGNATURE  ? "not signed with our key, or changed"
                : status == PSA_ERROR_INVALID_ARGUMENT ? "not a data image of our form"
                : status == PSA_ERROR_NOT_PERMITTED    ? "too old"
                                                       : "the cryptography failed");
        return 1;
    }
    printf("calibration %u.%u.%u, counter %u, %zu bytes:\n", image.major, image.minor, image.revision,
           (unsigned)image.counter, image.body_size);
    return fwrite(image.body, 1, image.body_size, stdout) == image.body_size ? 0 : 1;
}
