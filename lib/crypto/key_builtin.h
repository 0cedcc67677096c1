/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys that the implementation provides: by identifier (PLAT_KEY_ID_...) and by label (psa_attach_key()). CMake compiles
 * one implementation (PSA_CRYPTO_BUILTIN_KEYS): key_builtin_platform.c or key_builtin_none.c.
 */
#ifndef PCRYPTO_KEY_BUILTIN_H
#define PCRYPTO_KEY_BUILTIN_H

#include "key_slots.h"
#include "platform/platform.h"

/** A provided key that was found, without its material. */
typedef struct pcrypto_builtin {
    psa_key_attributes_t attributes; /* what is provided; type NONE and bits 0: the application's choice */
    const plat_builtin_key_t *row;   /* of the port; NULL: derived from the device key */
    int32_t owner;
    const uint8_t *label; /* what tells derived keys apart */
    size_t label_size;
} pcrypto_builtin_t;

/** Find a key of this owner by its identifier. PSA_ERROR_DOES_NOT_EXIST if there is none. */
psa_status_t pcrypto_builtin_by_id(psa_key_id_t id, int32_t owner, pcrypto_builtin_t *found);

/** The same by label. */
psa_status_t pcrypto_builtin_by_label(const uint8_t *label, size_t size, int32_t owner, pcrypto_builtin_t *found);

/** Bytes of material at the most. */
size_t pcrypto_builtin_size(const pcrypto_builtin_t *found);

/** The attributes of an attached key, in place: what the implementation provides and what the application asks for must agree
 *  where both speak, and both policies hold. PSA_ERROR_INVALID_ARGUMENT if they can't. */
psa_status_t pcrypto_attach_attributes(const psa_key_attributes_t *provided, psa_key_attributes_t *wanted);

/** Put the material into a slot, whose attributes have type and size. May be called with PLAT_LOCK_CRYPTO held. */
psa_status_t pcrypto_builtin_read(const pcrypto_builtin_t *found, pcrypto_key_t *key);

#endif /* PCRYPTO_KEY_BUILTIN_H */
