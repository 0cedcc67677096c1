/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Components whose manifests come detached: psa_fwu_start() wants the manifest before the body, but in an image its
 * TLVs stand at the end. So their files are made by `psa image detach`: the image without its body, zeros up to a
 * multiple of 16, the body. What can't be authentic, or is too old, is refused before its body is sent.
 *
 * Over the stream protocol a transfer goes on as usual. YMODEM does not tell which file it is, so one that broke off
 * begins anew.
 */
#ifndef AGENT_MANIFEST_H
#define AGENT_MANIFEST_H

#include "agent.h"

/** From now on the files of these components, one bit each, are so. bytes: room for the largest manifest with what
 *  fills it up, some 500 bytes (RSA, LMS: its signature more); the caller's for as long as the agent lives. After
 *  agent_init(). */
void agent_manifests(agent_t *agent, agent_manifest_t *manifests, uint32_t components, uint8_t *bytes, size_t capacity);

#endif /* AGENT_MANIFEST_H */
