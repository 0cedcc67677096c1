/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A device's attestation key: patt_key.h behind the options of psa device provision.
 */
#include "attestation_key.h"

#include <string.h>

#include "key_file.h"
#include "lib/crypto/core/ct.h"
#include "patt_key.h"
#include "token.h"
#include "tool.h"

/* The curves, with the hash that goes with each (RFC 9053 section 2.1). */
static const struct {
    const char *name;
    uint16_t bits;
    psa_algorithm_t hash;
} curves[] = {
    { "P-256", 256, PSA_ALG_SHA_256 },
    { "P-384", 384, PSA_ALG_SHA_384 },
    { "P-521", 521, PSA_ALG_SHA_512 },
};
#define CURVE_COUNT (sizeof(curves) / sizeof(curves[0]))

static size_t curve_of_name(const char *name)
{
    size_t i = 0;
    while (i < CURVE_COUNT && strcmp(curves[i].name, name) != 0) {
        i++;
    }
    return i;
}

int attestation_key_check(const char *path, const char *curve)
{
    if (path && curve) {
        return tool_usage(
            "--attestation-key brings its curve with it, --attestation-curve is for a key made on the device");
    }
    if (curve && curve_of_name(curve) == CURVE_COUNT) {
        return tool_usage("--attestation-curve '%s' is not P-256, P-384 or P-521", curve);
    }
    return TOOL_OK;
}

static psa_key_attributes_t curve_attributes(size_t bits)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    size_t i = 0;
    while (i + 1 < CURVE_COUNT && curves[i].bits != bits) {
        i++;
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, curves[i].bits);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(curves[i].hash));
    return attributes;
}

static bool report(psa_status_t status)
{
    if (status != PSA_SUCCESS) {
        tool_fail("no attestation key: %s", tool_status_text(status));
    }
    return status == PSA_SUCCESS;
}

static bool import_pair(const char *path, const tool_bytes_t *file)
{
    key_file_t key;
    if (!key_file_of_bytes(path, file, &key)) {
        return false;
    }
    bool ok = key.has_private;
    if (ok) {
        psa_key_attributes_t attributes = curve_attributes(key.bits);
        ok = report(patt_key_import(&attributes, key.private_key, key.private_size));
    } else {
        tool_fail("%s: a public key; a device signs with a private one", path);
    }
    key_file_wipe(&key);
    return ok;
}

/* The size of the secret decides the hash: one as long as its tags. */
static bool import_secret(const char *path, const tool_bytes_t *file)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t secret[TOKEN_SECRET_MAX];
    size_t size = 0;
    if (!token_secret_of_bytes(path, file, secret, &size)) {
        return false;
    }
    psa_algorithm_t hash = size == 32   ? PSA_ALG_SHA_256
                           : size == 48 ? PSA_ALG_SHA_384
                           : size == 64 ? PSA_ALG_SHA_512
                                        : PSA_ALG_NONE;
    bool ok = hash != PSA_ALG_NONE;
    if (ok) {
        psa_set_key_type(&attributes, PSA_KEY_TYPE_HMAC);
        psa_set_key_algorithm(&attributes, PSA_ALG_HMAC(hash));
        ok = report(patt_key_import(&attributes, secret, size));
    } else {
        tool_fail("%s: a secret of %zu bytes; one for HMAC-SHA-256, -384 or -512 has 32, 48 or 64", path, size);
    }
    pcc_wipe(secret, sizeof(secret));
    return ok;
}

bool attestation_key_install(const char *path, const char *curve)
{
    tool_bytes_t file;
    if (!path) {
        psa_key_attributes_t attributes = curve_attributes(curve ? curves[curve_of_name(curve)].bits : curves[0].bits);
        return report(patt_key_generate(&attributes));
    }
    if (!tool_read_file(path, &file)) {
        return false;
    }
    bool ok = token_key_is_secret(&file) ? import_secret(path, &file) : import_pair(path, &file);
    tool_bytes_free(&file);
    return ok;
}
