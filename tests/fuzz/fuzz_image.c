/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any bytes as a firmware image, and what a good parse promises: everything that the result points to lies
 * inside the bytes, and the records can be walked to their end.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/fwu/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct bytes {
    const uint8_t *p;
    size_t size;
} bytes_t;

static void require(bool promise)
{
    if (!promise) {
        abort();
    }
}

static psa_status_t read_bytes(const void *ctx, uint32_t off, void *dst, uint32_t size)
{
    const bytes_t *bytes = ctx;
    require(off <= bytes->size && size <= bytes->size - off); /* the parser asks for nothing outside */
    if (size > 0) {
        memcpy(dst, bytes->p + off, size);
    }
    return PSA_SUCCESS;
}

static void walk(const pfwu_image_source_t *source, const pfwu_image_t *image)
{
    uint32_t cursor = 0;
    uint32_t records = 0;
    pfwu_tlv_t tlv;
    do {
        require(pfwu_image_tlv(source, image, &cursor, &tlv) == PFWU_IMAGE_OK);
        require(tlv.off <= source->size && tlv.size <= source->size - tlv.off);
        require(++records <= source->size);
    } while (tlv.off != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bytes_t bytes = { data, size };
    pfwu_image_source_t source = { read_bytes, &bytes, (uint32_t)size };
    pfwu_image_t image;
    if (pfwu_image_parse(&source, &image) != PFWU_IMAGE_OK) {
        return 0;
    }
    require(image.header_size <= image.signed_size && image.signed_size <= image.total_size &&
            image.total_size <= size);
    require(image.key_wrap_off <= size && image.key_wrap_size <= size - image.key_wrap_off);
    uint8_t signature[8192];
    uint32_t signature_size = 0;
    pfwu_image_t again;
    require(pfwu_image_parse_signature(&source, &again, signature, sizeof signature, &signature_size) == PFWU_IMAGE_OK);
    require(signature_size != 0 || image.signature_size == 0 || image.signature_size > sizeof signature);
    require(signature_size <= sizeof signature && memcmp(again.hash, image.hash, sizeof image.hash) == 0);
    walk(&source, &image);
    for (uint16_t i = 0; i < image.dependency_count; i++) {
        pfwu_dependency_t dependency;
        require(pfwu_image_dependency(&source, &image, i, &dependency) == PFWU_IMAGE_OK);
    }
    return 0;
}
