/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Private keys under a passphrase.
 */
#include "key_seal.h"

#include <string.h>

#include "der.h"
#include "lib/crypto/core/ct.h"
#include "psa/crypto.h"

#define IV_SIZE 16u
#define SALT_SIZE 16u
#define ROUNDS 600000u
#define ROUNDS_MAX 10000000u /* of a file that is read: half a minute */

static const uint8_t oid_pbes2[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d };
static const uint8_t oid_pbkdf2[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c };
static const uint8_t oid_hmac[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02 };      /* and one of the hash */
static const uint8_t oid_aes[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01 }; /* and one of size and mode */
static const struct {
    uint8_t arc;
    psa_algorithm_t hash;
} hashes[] = { { 7, PSA_ALG_SHA_1 },
               { 8, PSA_ALG_SHA_224 },
               { 9, PSA_ALG_SHA_256 },
               { 10, PSA_ALG_SHA_384 },
               { 11, PSA_ALG_SHA_512 } };
static const struct {
    uint8_t arc, size;
} ciphers[] = { { 2, 16 }, { 22, 24 }, { 42, 32 } };
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* How a key is sealed. */
typedef struct scheme {
    uint8_t salt[64];
    size_t salt_size;
    uint32_t rounds;
    psa_algorithm_t hash;
    size_t key_size;
    uint8_t iv[IV_SIZE];
} scheme_t;

static psa_status_t derive(const scheme_t *scheme, const passphrase_t *passphrase, uint8_t key[32])
{
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_status_t status = psa_key_derivation_setup(&operation, PSA_ALG_PBKDF2_HMAC(scheme->hash));
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_integer(&operation, PSA_KEY_DERIVATION_INPUT_COST, scheme->rounds);
    }
    if (status == PSA_SUCCESS) {
        status =
            psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_SALT, scheme->salt, scheme->salt_size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_bytes(&operation, PSA_KEY_DERIVATION_INPUT_PASSWORD, passphrase->bytes,
                                                passphrase->size);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_output_bytes(&operation, key, scheme->key_size);
    }
    psa_status_t aborted = psa_key_derivation_abort(&operation);
    return status != PSA_SUCCESS ? status : aborted;
}

static psa_status_t import(const scheme_t *scheme, const passphrase_t *passphrase, psa_key_usage_t usage,
                           psa_key_id_t *id)
{
    uint8_t key[32];
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
    psa_set_key_algorithm(&attributes, PSA_ALG_CBC_PKCS7);
    psa_set_key_usage_flags(&attributes, usage);
    psa_status_t status = derive(scheme, passphrase, key);
    if (status == PSA_SUCCESS) {
        status = psa_import_key(&attributes, key, scheme->key_size, id);
    }
    pcc_wipe(key, sizeof(key));
    return status;
}

/* AES-CBC in one go: `in` to `out`, the IV being the scheme's. */
static psa_status_t cipher(bool encrypts, const scheme_t *scheme, const passphrase_t *passphrase, const uint8_t *in,
                           size_t size, uint8_t *out, size_t capacity, size_t *out_size)
{
    psa_key_id_t id = PSA_KEY_ID_NULL;
    psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
    size_t first = 0, last = 0;
    psa_status_t status = import(scheme, passphrase, encrypts ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT, &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = encrypts ? psa_cipher_encrypt_setup(&operation, id, PSA_ALG_CBC_PKCS7)
                      : psa_cipher_decrypt_setup(&operation, id, PSA_ALG_CBC_PKCS7);
    if (status == PSA_SUCCESS) {
        status = psa_cipher_set_iv(&operation, scheme->iv, IV_SIZE);
    }
    if (status == PSA_SUCCESS) {
        status = psa_cipher_update(&operation, in, size, out, capacity, &first);
    }
    if (status == PSA_SUCCESS) {
        status = psa_cipher_finish(&operation, out + first, capacity - first, &last);
    }
    psa_status_t aborted = psa_cipher_abort(&operation);
    psa_status_t destroyed = psa_destroy_key(id);
    *out_size = status == PSA_SUCCESS ? first + last : 0;
    return status != PSA_SUCCESS ? status : aborted != PSA_SUCCESS ? aborted : destroyed;
}

/* An identifier of a family: the number behind its prefix, 0 if it is of another. */
static uint8_t last_arc(der_reader_t *der, const uint8_t *prefix, size_t size)
{
    der_reader_t oid = der_enter(der, DER_OID);
    return der_left(&oid) == size + 1u && memcmp(oid.p, prefix, size) == 0 ? oid.p[size] : 0;
}

static bool get_octets(der_reader_t *der, uint8_t *out, size_t max, size_t *size)
{
    der_reader_t octets = der_enter(der, DER_OCTET_STRING);
    *size = der_left(&octets);
    if (octets.bad || *size == 0 || *size > max) {
        return false;
    }
    memcpy(out, octets.p, *size);
    return true;
}

/* PBKDF2-params; the hash is SHA-1 where none is named. */
static bool read_pbkdf2(der_reader_t *der, scheme_t *scheme)
{
    scheme->hash = PSA_ALG_SHA_1;
    der_expect(der, DER_OID, oid_pbkdf2, sizeof(oid_pbkdf2));
    der_reader_t parameters = der_enter(der, DER_SEQUENCE);
    if (!get_octets(&parameters, scheme->salt, sizeof(scheme->salt), &scheme->salt_size)) {
        return false;
    }
    scheme->rounds = der_get_number(&parameters);
    if (der_is(&parameters, DER_INTEGER)) {
        (void)der_get_number(&parameters); /* the key's size, which the cipher tells as well */
    }
    if (der_is(&parameters, DER_SEQUENCE)) {
        der_reader_t prf = der_enter(&parameters, DER_SEQUENCE);
        uint8_t arc = last_arc(&prf, oid_hmac, sizeof(oid_hmac));
        scheme->hash = 0;
        for (size_t i = 0; i < COUNT(hashes); i++) {
            scheme->hash = hashes[i].arc == arc ? hashes[i].hash : scheme->hash;
        }
    }
    return der_done(&parameters) && der_done(der) && scheme->hash != 0 && scheme->rounds > 0 &&
           scheme->rounds <= ROUNDS_MAX;
}

static bool read_cipher(der_reader_t *der, scheme_t *scheme)
{
    uint8_t arc = last_arc(der, oid_aes, sizeof(oid_aes));
    size_t size = 0;
    for (size_t i = 0; i < COUNT(ciphers); i++) {
        scheme->key_size = ciphers[i].arc == arc ? ciphers[i].size : scheme->key_size;
    }
    return scheme->key_size != 0 && get_octets(der, scheme->iv, IV_SIZE, &size) && size == IV_SIZE && der_done(der);
}

psa_status_t key_seal_open(uint8_t *der, size_t size, const passphrase_t *passphrase, uint8_t *out, size_t capacity,
                           size_t *out_size)
{
    scheme_t scheme = { .key_size = 0 };
    der_reader_t file = der_reader(der, size);
    der_reader_t info = der_enter(&file, DER_SEQUENCE);
    der_reader_t algorithm = der_enter(&info, DER_SEQUENCE);
    der_reader_t sealed = der_enter(&info, DER_OCTET_STRING);
    *out_size = 0;
    if (!der_done(&info) || !der_done(&file)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    der_expect(&algorithm, DER_OID, oid_pbes2, sizeof(oid_pbes2));
    der_reader_t parameters = der_enter(&algorithm, DER_SEQUENCE);
    der_reader_t derivation = der_enter(&parameters, DER_SEQUENCE);
    der_reader_t encryption = der_enter(&parameters, DER_SEQUENCE);
    if (!read_pbkdf2(&derivation, &scheme) || !read_cipher(&encryption, &scheme) || !der_done(&parameters)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = cipher(false, &scheme, passphrase, sealed.p, der_left(&sealed), out, capacity, out_size);
    return status == PSA_ERROR_INVALID_PADDING || status == PSA_ERROR_INVALID_ARGUMENT ? PSA_ERROR_INVALID_SIGNATURE
                                                                                       : status;
}

static void put_algorithm(der_writer_t *der, const scheme_t *scheme)
{
    size_t end = der->start;
    uint8_t oid[sizeof(oid_aes) + 1u];
    memcpy(oid, oid_aes, sizeof(oid_aes));
    oid[sizeof(oid_aes)] = 42;
    der_element(der, DER_OCTET_STRING, scheme->iv, IV_SIZE);
    der_element(der, DER_OID, oid, sizeof(oid));
    der_head(der, DER_SEQUENCE, end);
    size_t derivation_end = der->start;
    memcpy(oid, oid_hmac, sizeof(oid_hmac));
    oid[sizeof(oid_hmac)] = 9;
    der_element(der, DER_NULL, NULL, 0);
    der_element(der, DER_OID, oid, sizeof(oid_hmac) + 1u);
    der_head(der, DER_SEQUENCE, derivation_end);
    der_number(der, scheme->rounds);
    der_element(der, DER_OCTET_STRING, scheme->salt, scheme->salt_size);
    der_head(der, DER_SEQUENCE, derivation_end);
    der_element(der, DER_OID, oid_pbkdf2, sizeof(oid_pbkdf2));
    der_head(der, DER_SEQUENCE, derivation_end);
    der_head(der, DER_SEQUENCE, end);
    der_element(der, DER_OID, oid_pbes2, sizeof(oid_pbes2));
    der_head(der, DER_SEQUENCE, end);
}

psa_status_t key_seal_make(const uint8_t *pkcs8, size_t size, const passphrase_t *passphrase, uint8_t *out,
                           size_t capacity, size_t *out_size)
{
    scheme_t scheme = { .salt_size = SALT_SIZE, .rounds = ROUNDS, .hash = PSA_ALG_SHA_256, .key_size = 32 };
    size_t sealed = 0;
    *out_size = 0;
    psa_status_t status = psa_generate_random(scheme.salt, SALT_SIZE);
    if (status == PSA_SUCCESS) {
        status = psa_generate_random(scheme.iv, IV_SIZE);
    }
    if (status == PSA_SUCCESS) {
        status = cipher(true, &scheme, passphrase, pkcs8, size, out, capacity, &sealed);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    der_writer_t der = der_writer(out, capacity);
    if (sealed > capacity) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memmove(out + capacity - sealed, out, sealed); /* where a writer from the end has it */
    der.start = capacity - sealed;
    der_head(&der, DER_OCTET_STRING, capacity);
    put_algorithm(&der, &scheme);
    der_head(&der, DER_SEQUENCE, capacity);
    if (der.bad) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    *out_size = capacity - der.start;
    memmove(out, out + der.start, *out_size);
    return PSA_SUCCESS;
}
