/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * data_image_damage IMAGE: examples/data_image meets every image that is one bit or some bytes short of a good one.
 * Each stands in memory of just its size, so that a sanitizer sees a read beyond it.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "examples/data_image/data_image.h"
#include "pfwu.h"

extern const pfwu_key_t data_key;

static uint8_t good[8192], original[8192]; /* good_image points into the latter */
static data_image_t good_image;
static unsigned failures;

static void fail(const char *what, size_t at)
{
    printf("FAILED: %s at %zu\n", what, at);
    failures++;
}

static psa_status_t open_copy(const uint8_t *bytes, size_t size, psa_key_id_t key, bool *same)
{
    data_image_t image;
    uint8_t *copy = malloc(size > 0 ? size : 1u);
    if (copy == NULL) {
        exit(1);
    }
    memcpy(copy, bytes, size);
    psa_status_t status = data_image_open(copy, size, key, 7, &image);
    *same = status == PSA_SUCCESS && image.body_size == good_image.body_size && image.counter == good_image.counter &&
            image.major == good_image.major && image.minor == good_image.minor &&
            image.revision == good_image.revision && image.build == good_image.build &&
            memcmp(image.body, good_image.body, image.body_size) == 0;
    if (status != PSA_SUCCESS && (image.body != NULL || image.body_size != 0)) {
        fail("something is left after a refusal", size);
    }
    free(copy);
    return status;
}

int main(int argc, char **argv)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    size_t size = file != NULL ? fread(good, 1, sizeof good, file) : 0;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_MESSAGE);
    if (file == NULL || fclose(file) != 0 || psa_crypto_init() != PSA_SUCCESS ||
        psa_import_key(&attributes, data_key.key, data_key.size, &key) != PSA_SUCCESS ||
        data_image_open(memcpy(original, good, sizeof good), size, key, 7, &good_image) != PSA_SUCCESS ||
        good_image.body_size == 0) {
        printf("FAILED: the good image\n");
        return 1;
    }
    size_t signed_size = (size_t)(good_image.body - original) + good_image.body_size + good[10];
    bool same = false;
    unsigned passed_over = 0;
    for (size_t bit = 0; bit < 8u * size; bit++) {
        good[bit / 8u] ^= (uint8_t)(1u << bit % 8u);
        psa_status_t status = open_copy(good, size, key, &same);
        if (status == PSA_SUCCESS && bit / 8u < signed_size) {
            fail("a changed signed bit is taken", bit);
        } else if (status == PSA_SUCCESS && !same) {
            fail("an image is read otherwise", bit);
        }
        passed_over += status == PSA_SUCCESS;
        good[bit / 8u] ^= (uint8_t)(1u << bit % 8u);
    }
    for (size_t length = 0; length < size; length++) {
        if (open_copy(good, length, key, &same) == PSA_SUCCESS) {
            fail("a part of an image is taken", length);
        }
    }
    /* Hash and key hash, 72 bytes, are for others. */
    if (passed_over > 8u * 72u || open_copy(good, size, key, &same) != PSA_SUCCESS || !same) {
        fail("bits that do not count", passed_over);
    }
    printf("%zu images, %u failed\n", 9u * size, failures);
    return failures == 0 ? 0 : 1;
}
