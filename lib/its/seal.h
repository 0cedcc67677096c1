/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The seam to the cipher: authenticated encryption of records under a key of this device and area. One file implements
 * it (PSA_ITS_SEAL); there is no plaintext one.
 */
#ifndef PITS_SEAL_H
#define PITS_SEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/platform.h"
#include "record.h"

#include "lib/crypto/core/ccm.h"

/** Bytes of the area key that stay in RAM between calls. */
#define PITS_KEY_SIZE 16u

/** The area key, ready for use. End it with pits_seal_close(). */
typedef struct pits_seal_key {
    pcc_block_t cipher;
} pits_seal_key_t;

/** One sealing or opening under way. Ends with pits_seal_finish() or pits_seal_verify(), or is wiped. */
typedef struct pits_seal {
    pcc_ccm_t ccm;
    psa_status_t status; /* of a cipher that can fail */
} pits_seal_t;

/** Derive the key of an area from the device key, once per mount. Errors are those of plat_device_key(). */
PLAT_MUST_USE psa_status_t pits_seal_derive(uint8_t area, uint8_t key[PITS_KEY_SIZE]);

/** The key must outlive *k. */
PLAT_MUST_USE psa_status_t pits_seal_open(pits_seal_key_t *k, const uint8_t key[PITS_KEY_SIZE]);
void pits_seal_close(pits_seal_key_t *k);

/** Begin with a record of `size` bytes of text, sealed to what pits_bind() says. */
void pits_seal_start(pits_seal_t *seal, pits_seal_key_t *k, bool encrypt, const uint8_t binding[PITS_BINDING_SIZE],
                     uint32_t size);
/** Text in pieces, in place. What opening delivers is not authentic before pits_seal_verify() succeeded. */
void pits_seal_update(pits_seal_t *seal, uint8_t *text, uint32_t size);
/** The tag, when sealing. What failed before fails here. */
PLAT_MUST_USE psa_status_t pits_seal_finish(pits_seal_t *seal, uint8_t tag[PITS_TAG_SIZE]);
/** PSA_ERROR_INVALID_SIGNATURE unless the tag is right, when opening. */
PLAT_MUST_USE psa_status_t pits_seal_verify(pits_seal_t *seal, const uint8_t tag[PITS_TAG_SIZE]);

#endif /* PITS_SEAL_H */
