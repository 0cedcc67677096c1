/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Encrypted images of small stages (PSA_FWU_CRYPTO=core and =platform): MCUboot's ECIES on P-256, decryption keys that
 * are built in (plat_builtin_key()). For boot stages whose components are overwritten: there are no backups. Image keys
 * stand in this file's memory while a body is open, and are expanded for each piece.
 */
#include "ecies.h"

#include <string.h>

#include "cipher.h"
#include "image.h"
#include "lib/crypto/core/ct.h"

#define HASH_SIZE 32u  /* SHA-256 */
#define POINT_SIZE 65u /* P-256, uncompressed */
#define SECRET_SIZE 32u
#define KEY_MAX 32u /* AES-256 */
#define SLOTS 2u    /* bodies that are open at a time: of a check, and of the copy it is made for */
/* In numbers, since no header of the Crypto API is here: PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
 * PSA_KEY_USAGE_DERIVE, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)). */
#define KEY_TYPE 0x7112u
#define USAGE_DERIVE 0x00004000u
#define ALGORITHM 0x09020109u

static struct {
    uint8_t key[KEY_MAX];
    uint8_t size; /* 0: free */
} slots[SLOTS];

static psa_status_t hold(const uint8_t *key, size_t size, pfwu_cipher_t *cipher)
{
    for (uint32_t i = 0; i < SLOTS; i++) {
        if (slots[i].size == 0) {
            memcpy(slots[i].key, key, size);
            slots[i].size = (uint8_t)size;
            cipher->key = i + 1u;
            return PSA_SUCCESS;
        }
    }
    return PSA_ERROR_INSUFFICIENT_MEMORY;
}

static const plat_builtin_key_t *find(uint32_t id)
{
    const plat_builtin_key_t *key;
    for (uint32_t i = 0; (key = plat_builtin_key(i)) != NULL; i++) {
        if (key->id == id) {
            bool fits = key->type == KEY_TYPE && key->bits == 256u && (key->usage & USAGE_DERIVE) != 0 &&
                        key->algorithm == ALGORITHM && key->location == 0;
            return fits ? key : NULL;
        }
    }
    return NULL;
}

/** The x coordinate of the point times the decryption key. */
static psa_status_t agree(uint32_t decrypt_key, const uint8_t *point, uint8_t secret[SECRET_SIZE])
{
    uint8_t scalar[PLAT_BUILTIN_KEY_SIZE_MAX];
    size_t length = 0;
    const plat_builtin_key_t *key = find(decrypt_key);
    if (key == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = plat_builtin_key_read(key, scalar, &length);
    if (status == PSA_SUCCESS && length != SECRET_SIZE) {
        status = PSA_ERROR_NOT_SUPPORTED;
    }
    if (status == PSA_SUCCESS) {
        status = pfwu_ecies_agree(scalar, point, secret);
    }
    pcc_wipe(scalar, sizeof scalar);
    return status;
}

/** HKDF-SHA-256 (RFC 5869) without a salt, two blocks of it: the AES key, then the MAC key. */
static psa_status_t derive(const uint8_t secret[SECRET_SIZE], uint8_t okm[2u * HASH_SIZE])
{
    static const uint8_t info[] = { 'M', 'C', 'U', 'B', 'o', 'o', 't', '_', 'E', 'C', 'I', 'E', 'S', '_', 'v', '1' };
    uint8_t prk[HASH_SIZE];
    uint8_t message[HASH_SIZE + sizeof info + 1u]; /* the block before, info, number */
    psa_status_t status = pfwu_ecies_mac(NULL, 0, secret, SECRET_SIZE, prk);
    memcpy(&message[HASH_SIZE], info, sizeof info);
    for (uint8_t number = 1; number <= 2u && status == PSA_SUCCESS; number++) {
        const size_t skip = number == 1u ? HASH_SIZE : 0; /* there is none before the first */
        message[sizeof message - 1u] = number;
        status = pfwu_ecies_mac(prk, sizeof prk, &message[skip], sizeof message - skip, okm);
        memcpy(message, okm, HASH_SIZE);
        okm += HASH_SIZE;
    }
    pcc_wipe(prk, sizeof prk);
    pcc_wipe(message, sizeof message);
    return status;
}

/** The payload of the TLV: ephemeral point, MAC, and the image key under the AES key. */
static psa_status_t open_wrap(const uint8_t okm[2u * HASH_SIZE], const uint8_t *wrap, size_t key_size,
                              pfwu_cipher_t *cipher)
{
    uint8_t bytes[KEY_MAX > HASH_SIZE ? KEY_MAX : HASH_SIZE];
    const uint8_t *mac = &wrap[POINT_SIZE];
    const uint8_t *wrapped = &mac[HASH_SIZE];
    psa_status_t status = pfwu_ecies_mac(&okm[key_size], HASH_SIZE, wrapped, key_size, bytes);
    if (status == PSA_SUCCESS && !pcc_equal(bytes, mac, HASH_SIZE)) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    if (status == PSA_SUCCESS) {
        memcpy(bytes, wrapped, key_size);
        status = pfwu_ecies_stream(okm, key_size, 0, bytes, key_size);
    }
    if (status == PSA_SUCCESS) {
        status = hold(bytes, key_size, cipher);
    }
    pcc_wipe(bytes, sizeof bytes);
    return status;
}

psa_status_t pfwu_cipher_unwrap(uint32_t decrypt_key, uint16_t type, const uint8_t *wrap, size_t size,
                                pfwu_cipher_t *cipher)
{
    uint8_t secret[SECRET_SIZE];
    uint8_t okm[2u * HASH_SIZE];
    size_t key_size = size - POINT_SIZE - HASH_SIZE;
    cipher->key = 0;
    if (type != PFWU_TLV_ENC_EC256 || (key_size != 16u && key_size != KEY_MAX)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = agree(decrypt_key, wrap, secret);
    if (status == PSA_SUCCESS) {
        status = derive(secret, okm);
    }
    if (status == PSA_SUCCESS) {
        status = open_wrap(okm, wrap, key_size, cipher);
    }
    pcc_wipe(secret, sizeof secret);
    pcc_wipe(okm, sizeof okm);
    return status == PSA_ERROR_INVALID_ARGUMENT ? PSA_ERROR_INVALID_SIGNATURE : status; /* a point that is none */
}

bool pfwu_cipher_takes(uint32_t decrypt_key, uint16_t type)
{
    return type == PFWU_TLV_ENC_EC256 && find(decrypt_key) != NULL;
}

psa_status_t pfwu_cipher_backup(uint32_t decrypt_key, uint8_t component, const uint8_t hash[32], pfwu_cipher_t *cipher)
{
    (void)decrypt_key;
    (void)component;
    (void)hash;
    cipher->key = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pfwu_cipher_apply(const pfwu_cipher_t *cipher, uint32_t pos, uint8_t *bytes, size_t size)
{
    psa_status_t status = PSA_ERROR_INVALID_HANDLE;
    if (cipher->key - 1u < SLOTS && slots[cipher->key - 1u].size != 0) {
        status = pfwu_ecies_stream(slots[cipher->key - 1u].key, slots[cipher->key - 1u].size, pos, bytes, size);
    }
    if (status != PSA_SUCCESS) {
        memset(bytes, 0, size);
    }
    return status;
}

void pfwu_cipher_end(pfwu_cipher_t *cipher)
{
    if (cipher->key - 1u < SLOTS) {
        pcc_wipe(&slots[cipher->key - 1u], sizeof slots[0]);
    }
    cipher->key = 0;
}
