/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Detached manifests. The download area gets the image as if it had come in one piece: the header goes in with the
 * first block of the body, the TLVs with the last one, whose end may share a unit with them.
 */
#include "manifest.h"

#include <string.h>

#include "download.h"
#include "lib/crypto/core/bytes.h"

#define ALIGN (1u << PSA_FWU_LOG2_WRITE_ALIGN)
/** Bytes of the manifest that go to flash at once. */
#define CHUNK (ALIGN > 64u ? ALIGN : 64u / ALIGN * ALIGN)

/** Bytes of the manifest itself. */
static psa_status_t read_manifest(const pfwu_manifest_t *manifest, uint32_t at, void *dst, uint32_t size)
{
    if (at > manifest->size || size > manifest->size - at) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (manifest->bytes == NULL) {
        return pfwu_flash_read(manifest->area, at, dst, size);
    }
    memcpy(dst, &manifest->bytes[at], size);
    return PSA_SUCCESS;
}

/** The parser's reading function: offsets are the image's, of which no byte of the body can be read. */
static psa_status_t read_image(const void *ctx, uint32_t off, void *dst, uint32_t size)
{
    const pfwu_manifest_t *manifest = ctx;
    if (off >= manifest->header_size) {
        if (off - manifest->header_size < manifest->body_size) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
        off -= manifest->body_size;
    }
    return read_manifest(manifest, off, dst, size);
}

static pfwu_image_source_t source_of(const pfwu_manifest_t *manifest)
{
    return (pfwu_image_source_t){ read_image, manifest, manifest->size + manifest->body_size };
}

/** The sizes in its header, if the image that it tells of fits the component. */
static bool take_sizes(const pfwu_component_t *component, const uint8_t header[PFWU_IMAGE_HEADER_SIZE],
                       pfwu_manifest_t *manifest)
{
    uint32_t room = pfwu_place_download(component).size;
    manifest->header_size = pcc_get_le16(&header[8]);
    manifest->body_size = pcc_get_le32(&header[12]);
    return manifest->header_size >= PFWU_IMAGE_HEADER_SIZE && manifest->header_size % ALIGN == 0 &&
           manifest->header_size <= manifest->size && manifest->body_size != 0 && manifest->size <= room &&
           manifest->body_size <= room - manifest->size;
}

psa_status_t pfwu_manifest_open(const pfwu_component_t *component, const uint8_t *bytes, size_t size,
                                pfwu_manifest_t *manifest)
{
    const plat_flash_area_t *area = plat_flash_area(component->second_area);
    memset(manifest, 0, sizeof *manifest);
    if (bytes == NULL || size < PFWU_IMAGE_HEADER_SIZE || size > area->erase_size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    manifest->bytes = bytes;
    manifest->size = (uint32_t)size;
    return take_sizes(component, bytes, manifest) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pfwu_manifest_stored(const pfwu_component_t *component, pfwu_manifest_t *manifest)
{
    uint8_t header[PFWU_IMAGE_HEADER_SIZE];
    pfwu_image_t image;
    memset(manifest, 0, sizeof *manifest);
    manifest->area = plat_flash_area(component->second_area);
    manifest->size = manifest->area->erase_size;
    psa_status_t status = pfwu_flash_read(manifest->area, 0, header, sizeof header);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    /* How long it is stands in its TLVs. Until they are read it may be as long as there is room for. */
    uint32_t room = pfwu_place_download(component).size;
    uint32_t body = pcc_get_le32(&header[12]);
    manifest->size = body < room && room - body < manifest->size ? room - body : manifest->size;
    if (!take_sizes(component, header, manifest)) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    pfwu_image_source_t source = source_of(manifest);
    if (pfwu_image_parse_header(&source, &image) != PFWU_IMAGE_OK) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    manifest->size = image.total_size - image.body_size;
    return PSA_SUCCESS;
}

psa_status_t pfwu_manifest_check(const pfwu_component_t *component, const pfwu_manifest_t *manifest)
{
    pfwu_image_source_t source = source_of(manifest);
    return pfwu_check_promise(component, &source);
}

psa_status_t pfwu_manifest_store(const pfwu_component_t *component, const pfwu_manifest_t *manifest)
{
    const plat_flash_area_t *area = plat_flash_area(component->second_area);
    for (uint32_t at = 0; at < manifest->size; at += area->prog_size) {
        uint8_t unit[PLAT_FLASH_PROG_SIZE_MAX];
        uint32_t part = manifest->size - at < area->prog_size ? manifest->size - at : area->prog_size;
        memset(unit, area->erased, sizeof unit);
        psa_status_t status = read_manifest(manifest, at, unit, part);
        if (status == PSA_SUCCESS) {
            status = pfwu_write_unit(area, at, unit); /* whatever the journal says of the sector */
        }
        if (status != PSA_SUCCESS) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return PSA_SUCCESS;
}

/** Bytes from..end of the manifest to `off` of the image, behind `before` bytes that share their first unit. */
static psa_status_t write_part(const pfwu_component_t *component, const pfwu_manifest_t *manifest, uint32_t from,
                               uint32_t end, uint32_t off, const uint8_t *before, uint32_t before_size)
{
    uint8_t chunk[CHUNK];
    memcpy(chunk, before, before_size);
    while (from < end) {
        uint32_t part = end - from < CHUNK - before_size ? end - from : CHUNK - before_size;
        if (read_manifest(manifest, from, &chunk[before_size], part) != PSA_SUCCESS) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
        psa_status_t status = pfwu_download_write(component, off, chunk, before_size + part);
        if (status != PSA_SUCCESS) {
            return status;
        }
        off += before_size + part;
        from += part;
        before_size = 0;
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_manifest_write(const pfwu_component_t *component, const pfwu_manifest_t *manifest, uint32_t off,
                                 const uint8_t *block, uint32_t size)
{
    psa_status_t status = PSA_SUCCESS;
    bool last = off + size == manifest->body_size;
    uint32_t rest = last ? size % ALIGN : 0;
    if (off == 0) {
        status = write_part(component, manifest, 0, manifest->header_size, 0, block, 0);
    }
    if (status == PSA_SUCCESS && size != rest) {
        status = pfwu_download_write(component, manifest->header_size + off, block, size - rest);
    }
    if (status == PSA_SUCCESS && last) {
        status = write_part(component, manifest, manifest->header_size, manifest->size,
                            manifest->header_size + manifest->body_size - rest, &block[size - rest], rest);
    }
    return status;
}

uint32_t pfwu_manifest_written(const pfwu_component_t *component, const pfwu_manifest_t *manifest)
{
    uint32_t written = pfwu_download_written(component);
    if (written >= manifest->size + manifest->body_size) {
        return manifest->body_size;
    }
    uint32_t body = written < manifest->header_size ? 0 : written - manifest->header_size;
    uint32_t last = (manifest->body_size - 1u) / ALIGN * ALIGN; /* its block brings the TLVs */
    return body < last ? body : last;
}
