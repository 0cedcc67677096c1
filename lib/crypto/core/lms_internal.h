/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What HSS takes of LMS.
 */
#ifndef PCC_LMS_INTERNAL_H
#define PCC_LMS_INTERNAL_H

#include <stdbool.h>

#include "bytes.h"
#include "lms.h"

/** An LMS signature; its parts are where they were read from. */
typedef struct pcc_lms_signature {
    uint32_t leaf;
    const uint8_t *random; /* n bytes */
    const uint8_t *chains; /* n bytes each */
    const uint8_t *path;   /* n bytes a level of the tree */
} pcc_lms_signature_t;

/** Read a public key off the cursor. As pcc_lms_read_public(). */
psa_status_t pcc_lms_take_public(pcc_rd_t *rd, pcc_lms_key_t *key);

/** Read a signature with the parameters of the key off the cursor; false: there is none. */
bool pcc_lms_take_signature(pcc_rd_t *rd, const pcc_lms_key_t *key, pcc_lms_signature_t *signature);

/** Begin the hash of the message. */
psa_status_t pcc_lms_start_message(const pcc_lms_key_t *key, const pcc_lms_signature_t *signature, pcc_hash_t *hash);

/** Verify the signature of the message with this hash. */
psa_status_t pcc_lms_check(const pcc_lms_key_t *key, const uint8_t *message_hash, const pcc_lms_signature_t *signature);

#endif /* PCC_LMS_INTERNAL_H */
