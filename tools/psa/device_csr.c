/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device csr: a certificate request (PKCS#10, RFC 2986) for the device's attestation key, signed by that key, so
 * that a manufacturer's CA can certify what a device reports with.
 */
#include "device.h"

#include <stdio.h>
#include <string.h>

#include "der.h"
#include "lib/attest/attest_internal.h"
#include "lib/attest/cose_envelope.h"
#include "lib/attest/config.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/owned_keys.h"
#include "psa/crypto.h"

#define SUBJECT_MAX 64u
#define DER_MAX 1024u

/* Identifiers (RFC 5280, RFC 5758), with their own heads. */
static const uint8_t oid_common_name[] = { 0x06, 0x03, 0x55, 0x04, 0x03 };
static const uint8_t oid_ecdsa_sha2[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03 }; /* and 02, 03, 04 */

static void der_byte(der_writer_t *der, uint8_t byte)
{
    der_put(der, &byte, 1);
}

/* A positive integer of fixed width: without leading zeros, with one where the first bit is set. */
static void der_integer(der_writer_t *der, const uint8_t *bytes, size_t size)
{
    size_t end = der->start;
    while (size > 1 && bytes[0] == 0) {
        bytes++;
        size--;
    }
    der_put(der, bytes, size);
    if (bytes[0] & 0x80u) {
        der_byte(der, 0);
    }
    der_head(der, 0x02, end);
}

/* CertificationRequestInfo { 0, CN=subject, key, no attributes }. */
static void put_info(der_writer_t *der, const char *subject, const uint8_t *spki, size_t spki_size)
{
    size_t end = der->start;
    der_byte(der, 0x00); /* attributes [0]: empty */
    der_byte(der, 0xa0);
    der_put(der, spki, spki_size);
    size_t name = der->start;
    der_put(der, subject, strlen(subject));
    der_head(der, 0x0c, name); /* UTF8String */
    der_put(der, oid_common_name, sizeof(oid_common_name));
    der_head(der, 0x30, name);
    der_head(der, 0x31, name);
    der_head(der, 0x30, name);
    static const uint8_t version[] = { 0x02, 0x01, 0x00 };
    der_put(der, version, sizeof(version));
    der_head(der, 0x30, end);
}

/* Hash and sign the info, and put the whole request together in *out. */
static psa_status_t sign_request(const patt_signer_t *signer, const der_writer_t *info, der_writer_t *out)
{
    uint8_t hash[PATT_HASH_MAX], signature[2 * PATT_COORDINATE_MAX];
    size_t hash_size = 0, size = 0;
    const uint8_t *bytes = info->bytes + info->start;
    psa_status_t status =
        psa_hash_compute(signer->cose->hash, bytes, DER_MAX - info->start, hash, sizeof(hash), &hash_size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_owned_sign_hash(signer->owner, signer->key, signer->alg, hash, hash_size, signature,
                                         sizeof(signature), &size);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    size_t end = out->start;
    der_integer(out, signature + size / 2, size / 2);
    der_integer(out, signature, size / 2);
    der_head(out, 0x30, end);
    der_byte(out, 0); /* no unused bits */
    der_head(out, 0x03, end);
    size_t alg = out->start;
    der_byte(out, signer->cose->hash == PSA_ALG_SHA_256 ? 0x02 : signer->cose->hash == PSA_ALG_SHA_384 ? 0x03 : 0x04);
    der_put(out, oid_ecdsa_sha2, sizeof(oid_ecdsa_sha2));
    der_head(out, 0x30, alg);
    der_put(out, bytes, DER_MAX - info->start);
    der_head(out, 0x30, end);
    return out->bad ? PSA_ERROR_INSUFFICIENT_MEMORY : PSA_SUCCESS;
}

static int make_request(const char *subject, const char *path)
{
    static uint8_t info_bytes[DER_MAX], request_bytes[DER_MAX];
    der_writer_t info = der_writer(info_bytes, DER_MAX), request = der_writer(request_bytes, DER_MAX);
    uint8_t point[PATT_POINT_MAX], spki[KEY_FILE_SPKI_MAX];
    size_t point_size = 0;
    patt_signer_t signer;
    psa_status_t status = patt_signer_open(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID, &signer);
    if (status == PSA_SUCCESS && patt_cose_is_mac(signer.cose)) {
        return tool_fail("csr: the attestation key is a MAC key, which nobody can certify");
    }
    if (status == PSA_SUCCESS) {
        status = patt_public_key(point, sizeof(point), &point_size);
    }
    if (status == PSA_SUCCESS) {
        put_info(&info, subject, spki, key_file_spki_curve(point, point_size, spki));
        status = info.bad ? PSA_ERROR_INSUFFICIENT_MEMORY : sign_request(&signer, &info, &request);
    }
    if (status != PSA_SUCCESS) {
        return tool_fail("csr: %s", tool_status_text(status));
    }
    return key_file_write_request(path, request.bytes + request.start, DER_MAX - request.start) ? TOOL_OK : TOOL_FAILED;
}

/* The instance id: what a verifier finds the device by. */
static int default_subject(char subject[SUBJECT_MAX + 1])
{
    uint8_t id[PATT_INSTANCE_ID_SIZE];
    psa_status_t status = patt_instance_id(id);
    if (status != PSA_SUCCESS) {
        return tool_fail("csr: %s", tool_status_text(status));
    }
    /* A common name has 64 characters at the most (RFC 5280, ub-common-name): all but the type byte. */
    for (size_t i = 1; i < sizeof(id); i++) {
        (void)snprintf(subject + 2 * (i - 1), 3, "%02x", id[i]);
    }
    return TOOL_OK;
}

int device_csr(int argc, char **argv)
{
    const char *dir = NULL, *given = NULL, *out = "-";
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "subject", true, &given, "TEXT", "common name (default: the instance id without its first byte)", NULL, 0 },
        { "out", true, &out, "FILE", "write the request there as PEM (default: standard output)", NULL, 0 },
    };
    char subject[SUBJECT_MAX + 1] = "";
    int words = 0;
    int code = tool_options(argc, argv, "psa device csr [options]", options, 3, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0) {
        return tool_usage("csr takes no words, found '%s'", argv[1]);
    }
    if (given && (given[0] == '\0' || strlen(given) > SUBJECT_MAX)) {
        return tool_usage("--subject takes 1 to %u characters", SUBJECT_MAX);
    }
    code = device_open(dir);
    if (code == TOOL_OK && given) {
        memcpy(subject, given, strlen(given) + 1);
    } else if (code == TOOL_OK) {
        code = default_subject(subject);
    }
    return code == TOOL_OK ? make_request(subject, out) : code;
}
