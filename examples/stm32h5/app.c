/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The application: says what booted, counts its starts in internal trusted storage, prints an attestation token,
 * accepts itself if it runs on trial, and waits for updates over YMODEM on the console. In the factory's state it first
 * writes the device's identity and prints the attestation key's public half for the verifier.
 */
#include "app.h"
#include "agent_memory_its.h"
#include "patt_key.h"
#include "platform/stm32h5/plat_stm32h5.h"
#include "print.h"
#include "psa/crypto.h"
#include "psa/initial_attestation.h"
#include "psa/internal_trusted_storage.h"

#define UID_STARTS 1u

static psa_status_t print_attestation_key(void)
{
    uint8_t point[65];
    size_t size = 0;
    psa_status_t status = patt_public_key(point, sizeof point, &size);
    if (status == PSA_SUCCESS) {
        print("attestation key ");
        print_hex(point, size);
        print("\r\n");
    }
    return status;
}

static psa_status_t count_start(void)
{
    uint8_t stored[4] = { 0 };
    size_t size = 0;
    uint32_t starts = 1;
    psa_status_t status = psa_its_get(UID_STARTS, 0, sizeof stored, stored, &size);
    if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST) {
        return status;
    }
    for (size_t i = 0; i < sizeof stored; i++) {
        starts += (uint32_t)stored[i] << (8u * i);
    }
    for (size_t i = 0; i < sizeof stored; i++) {
        stored[i] = (uint8_t)(starts >> (8u * i));
    }
    print("starts ");
    print_number((int32_t)starts);
    print("\r\n");
    return psa_its_set(UID_STARTS, sizeof stored, stored, PSA_STORAGE_FLAG_NONE);
}

/* A verifier would send the challenge; here it is 32 bytes of the text below. */
static psa_status_t print_token(void)
{
    static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    static const uint8_t challenge[32] = "libpsa example: no fresh nonce!";
    size_t size = 0;
    psa_status_t status = psa_initial_attest_get_token(challenge, sizeof challenge, token, sizeof token, &size);
    if (status == PSA_SUCCESS) {
        print("token ");
        print_hex(token, size);
        print("\r\n");
    }
    return status;
}

int main(void)
{
    start();
    provision();
    tell_boot();
    report("crypto", psa_crypto_init());
    report("storage", count_start());
    if (PLAT_LIFECYCLE_MAJOR(plat_lifecycle()) == PLAT_LIFECYCLE_PSA_ROT_PROVISIONING) {
        report("attestation key", print_attestation_key());
    }
    report("attestation", print_token());
    take_updates(&agent_memory_its);
}
