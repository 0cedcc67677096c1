/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device identity, psa device token: the device's attestation identity and tokens from the shell.
 */
#include "device.h"

#include <stdio.h>

#include "lib/attest/attest_internal.h"
#include "platform/platform.h"
#include "platform/posix/plat_posix.h"
#include "psa/crypto.h"
#include "psa/initial_attestation.h"

static int print_identity(const char *public_path)
{
    plat_identity_t identity;
    psa_status_t status = plat_identity(&identity);
    uint8_t instance[PATT_INSTANCE_ID_SIZE];
    uint8_t point[PSA_EXPORT_PUBLIC_KEY_MAX_SIZE];
    size_t point_size = 0;
    if (status == PSA_SUCCESS) {
        status = patt_instance_id(instance);
    }
    bool mac = false;
    if (status == PSA_SUCCESS) {
        status = patt_public_key(point, sizeof(point), &point_size);
        mac = status == PSA_ERROR_INVALID_ARGUMENT; /* a MAC key, which has no public half */
        status = mac ? PSA_SUCCESS : status;
    }
    if (status == PSA_SUCCESS && mac && public_path) {
        return tool_fail("identity: the attestation key is a MAC key and has no public half to write");
    }
    if (status != PSA_SUCCESS) {
        return tool_fail("the device has no identity: %s", tool_status_text(status));
    }
    printf("implementation id  ");
    tool_print_hex(identity.implementation_id, sizeof(identity.implementation_id));
    printf("\ninstance id        ");
    tool_print_hex(instance, sizeof(instance));
    if (mac) {
        printf("\npublic key         none: a MAC key, which the verifier has");
    } else {
        printf("\npublic key         ");
        tool_print_hex(point, point_size);
    }
    printf("\nlife cycle         0x%04x\n", plat_lifecycle());
    return !public_path || key_file_write_public(public_path, point, point_size) ? TOOL_OK : TOOL_FAILED;
}

int device_identity(int argc, char **argv)
{
    const char *dir = NULL, *public_path = NULL;
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "public", true, &public_path, "PUB.pem", "write the attestation public key there", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, "psa device identity [options]", options, 2, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0) {
        return tool_usage("identity takes no words, found '%s'", argv[1]);
    }
    code = device_open(dir);
    return code == TOOL_OK ? print_identity(public_path) : code;
}

/* The challenge: given, or drawn here for a look at the token. */
static int get_challenge(const char *text, uint8_t *challenge, size_t *size)
{
    if (text) {
        return tool_parse_hex(text, challenge, PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64, size) &&
                       (*size == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_32 ||
                        *size == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_48 || *size == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64)
                   ? TOOL_OK
                   : tool_usage("--nonce '%s' is not hexadecimal of 32, 48 or 64 bytes", text);
    }
    *size = PSA_INITIAL_ATTEST_CHALLENGE_SIZE_32;
    psa_status_t status = psa_generate_random(challenge, *size);
    return status == PSA_SUCCESS ? TOOL_OK : tool_fail("random: %s", tool_status_text(status));
}

static int make_token(const char *nonce, const char *out)
{
    uint8_t challenge[PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64];
    size_t challenge_size = 0;
    int code = get_challenge(nonce, challenge, &challenge_size);
    if (code != TOOL_OK) {
        return code;
    }
    uint8_t seed[PLAT_BOOT_SEED_SIZE];
    if (plat_boot_seed(seed) != PSA_SUCCESS) {
        return tool_fail("token: no record of a boot (%s); psa device boot makes one", plat_posix_error());
    }
    uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    size_t size = 0;
    psa_status_t status = psa_initial_attest_get_token(challenge, challenge_size, token, sizeof(token), &size);
    if (status != PSA_SUCCESS) {
        return tool_fail("token: %s", tool_status_text(status));
    }
    if (!tool_write_file(out, token, size, 0644)) {
        return TOOL_FAILED;
    }
    fprintf(stderr, "token of %zu bytes\n", size);
    return TOOL_OK;
}

int device_token(int argc, char **argv)
{
    const char *dir = NULL, *nonce = NULL, *out = "-";
    const tool_option_t options[] = {
        DEVICE_DIR_OPTION(dir),
        { "nonce", true, &nonce, "HEX", "the verifier's challenge of 32, 48 or 64 bytes (default: random)", NULL, 0 },
        { "out", true, &out, "FILE", "write it there (default: standard output)", NULL, 0 },
    };
    int words = 0;
    int code = tool_options(argc, argv, "psa device token [options]", options, 3, &words);
    if (code != TOOL_OK) {
        return code < 0 ? TOOL_OK : code;
    }
    if (words != 0) {
        return tool_usage("token takes no words, found '%s'", argv[1]);
    }
    code = device_open(dir);
    return code == TOOL_OK ? make_token(nonce, out) : code;
}
