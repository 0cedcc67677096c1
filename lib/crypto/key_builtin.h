/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys that the implementation provides: by identifier (PLAT_KEY_ID_...) and by label (psa_attach_key()):
 * key_builtin_platform.c (PSA_CRYPTO_BUILTIN_KEYS=platform), or none, as constants.
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

#if !defined(PCRYPTO_NO_BUILTIN_KEYS)

/** Find a key of this owner by its identifier. PSA_ERROR_DOES_NOT_EXIST if there is none. */
psa_status_t pcrypto_builtin_by_id(psa_key_id_t id, int32_t owner, pcrypto_builtin_t *found);

/** The same by label. */
psa_status_t pcrypto_builtin_by_label(const uint8_t *label, size_t size, int32_t owner, pcrypto_builtin_t *found);

/** Bytes of material at the most. */
size_t pcrypto_builtin_size(const pcrypto_builtin_t *found);

/** Put the material into a slot of pcrypto_builtin_size(), whose attributes have type and size; on error its maker
 *  wipes it. May take PLAT_LOCK_CRYPTO, so it must not be held. */
psa_status_t pcrypto_builtin_read(const pcrypto_builtin_t *found, pcrypto_key_t *key);

#else

static inline psa_status_t pcrypto_builtin_by_id(psa_key_id_t id, int32_t owner, pcrypto_builtin_t *found)
{
    (void)id;
    (void)owner;
    (void)found;
    return PSA_ERROR_DOES_NOT_EXIST;
}

static inline psa_status_t pcrypto_builtin_by_label(const uint8_t *label, size_t size, int32_t owner,
                                                    pcrypto_builtin_t *found)
{
    (void)label;
    (void)size;
    (void)owner;
    (void)found;
    return PSA_ERROR_DOES_NOT_EXIST;
}

static inline size_t pcrypto_builtin_size(const pcrypto_builtin_t *found)
{
    (void)found;
    return 0;
}

static inline psa_status_t pcrypto_builtin_read(const pcrypto_builtin_t *found, pcrypto_key_t *key)
{
    (void)found;
    (void)key;
    return PSA_ERROR_DOES_NOT_EXIST;
}

#endif

/** The attributes of an attached key, in place: what the implementation provides and what the application asks for must
 *  agree where both speak, and both policies hold. PSA_ERROR_INVALID_ARGUMENT if they can't. */
psa_status_t pcrypto_attach_attributes(const psa_key_attributes_t *provided, psa_key_attributes_t *wanted);

#endif /* PCRYPTO_KEY_BUILTIN_H */
