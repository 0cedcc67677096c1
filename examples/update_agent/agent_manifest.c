/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The front of a file with a detached manifest. Only sizes are looked at here: the update service judges the rest.
 */
#include "agent_manifest.h"

#include <string.h>

#define ALIGN (1u << PSA_FWU_LOG2_WRITE_ALIGN)
#define HEADER_SIZE 32u /* of an MCUboot image; sizes in it: header at 8, protected TLVs at 10, body at 12 */
#define SIZES_END 16u

static uint32_t get16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

/** Bytes in front of the body, 0 if there can't be so many. */
static uint32_t size_in_front(const agent_t *agent)
{
    const agent_manifest_t *manifest = agent->manifests;
    const uint32_t body = get16(&manifest->bytes[12]) | get16(&manifest->bytes[14]) << 16;
    const uint32_t front = body < agent->size ? agent->size - body : 0;
    return body != 0 && front > HEADER_SIZE && front <= manifest->capacity && front % ALIGN == 0 ? front : 0;
}

/** Bytes of the manifest itself, 0 if what follows it is not just enough to fill it up. */
static uint32_t manifest_size(const agent_manifest_t *manifest)
{
    const uint32_t tlvs = get16(&manifest->bytes[8]) + get16(&manifest->bytes[10]);
    if (tlvs > manifest->have - 4u) {
        return 0;
    }
    const uint32_t size = tlvs + get16(&manifest->bytes[tlvs + 2u]);
    return size <= manifest->have && manifest->have - size < ALIGN ? size : 0;
}

/** Bytes up to `end` of the manifest. */
static void copy(agent_manifest_t *manifest, uint32_t end, const uint8_t *bytes, size_t size, size_t *taken)
{
    size_t part = manifest->have < end ? end - manifest->have : 0;
    part = part < size - *taken ? part : size - *taken;
    memcpy(&manifest->bytes[manifest->have], &bytes[*taken], part);
    manifest->have += (uint32_t)part;
    *taken += part;
}

static psa_status_t take(agent_t *agent, const uint8_t *bytes, size_t size, size_t *taken)
{
    agent_manifest_t *manifest = agent->manifests;
    *taken = 0;
    copy(manifest, SIZES_END, bytes, size, taken);
    if (manifest->have < SIZES_END) {
        return PSA_SUCCESS;
    }
    const uint32_t front = size_in_front(agent);
    if (front == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    copy(manifest, front, bytes, size, taken);
    if (manifest->have < front) {
        return PSA_SUCCESS;
    }
    agent->manifest_size = (uint16_t)manifest_size(manifest);
    agent->base = front;
    return agent->manifest_size != 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

void agent_manifests(agent_t *agent, agent_manifest_t *manifests, uint32_t components, uint8_t *bytes, size_t capacity)
{
    const size_t most = UINT16_MAX / ALIGN * ALIGN;
    *manifests = (agent_manifest_t){ .components = capacity < SIZES_END ? 0 : components,
                                     .bytes = bytes,
                                     .capacity = (uint32_t)(capacity < most ? capacity : most),
                                     .take = take };
    agent->manifests = manifests;
}
