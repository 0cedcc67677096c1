/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PKA of parts where it does more than verify: the two operations of RSA. The private one is the unit's protected
 * exponentiation, which wants (p - 1)(q - 1), and not the one by the Chinese remainder, which is not protected. That
 * product is computed by the unit and does not leave its RAM.
 */
#include <string.h>

#include "pka_ram.h"

#define MODE_EXPONENTIATE 0x00u
#define MODE_EXPONENTIATE_PROTECTED 0x03u
#define MODE_MULTIPLY_NUMBERS 0x0Bu
#define PKA_POLLS_RSA 0x20000000u /* at least 5 s at 250 MHz */

static void put_word(uint32_t at, size_t value)
{
    PKA_RAM(at) = (uint32_t)value;
    PKA_RAM(at + 4u) = 0;
}

static void put_sizes(size_t exponent_size, size_t size)
{
    put_word(0x400, 8u * exponent_size);
    put_word(0x408, 8u * size);
}

/* What every use of a key here can rely on: its operands fit, and the number is below the modulus. */
static bool fits(const plat_h5_rsa_t *key, const uint8_t *in)
{
    return key->size <= PLAT_H5_RSA_SIZE_MAX && key->size % 8u == 0 && key->e_size >= 1u && key->e_size <= 4u &&
           memcmp(in, key->n, key->size) < 0;
}

psa_status_t plat_h5_pka_rsa_public(const plat_h5_rsa_t *key, const uint8_t *in, uint8_t *out)
{
    if (!fits(key, in)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    bool good = plat_h5_pka_take();
    if (good) {
        put_sizes(key->e_size, key->size);
        plat_h5_pka_put(0xe78, key->e, key->e_size, key->size);
        plat_h5_pka_put(0xc68, in, key->size, key->size);
        plat_h5_pka_put(0x1088, key->n, key->size, key->size);
        good = plat_h5_pka_run(MODE_EXPONENTIATE, PKA_POLLS_RSA);
    }
    if (good) {
        plat_h5_pka_get(0x838, out, key->size);
    } else {
        memset(out, 0, key->size);
    }
    return plat_h5_pka_end(good, PSA_SUCCESS);
}

/* (p - 1)(q - 1) to where the protected exponentiation wants it. Both are odd. */
static bool put_phi(const plat_h5_rsa_t *key)
{
    const uint32_t words = (uint32_t)key->size / 4u;
    put_word(0x408, 4u * key->size);
    plat_h5_pka_put(0xa50, key->p, key->size / 2u, key->size / 2u);
    plat_h5_pka_put(0xc68, key->q, key->size / 2u, key->size / 2u);
    PKA_RAM(0xa50) &= ~1u;
    PKA_RAM(0xc68) &= ~1u;
    bool good = plat_h5_pka_run(MODE_MULTIPLY_NUMBERS, PKA_POLLS_RSA);
    for (uint32_t i = 0; good && i < words + 2u; i++) {
        PKA_RAM(0xc68 + 4u * i) = i < words ? PKA_RAM(0xe78 + 4u * i) : 0;
    }
    return good;
}

static psa_status_t exponentiate_protected(const plat_h5_rsa_t *key, const uint8_t *in, uint8_t *out)
{
    bool good = plat_h5_pka_take() && put_phi(key);
    if (good) {
        put_sizes(key->size, key->size);
        plat_h5_pka_put(0x16c8, in, key->size, key->size);
        plat_h5_pka_put(0x14b8, key->d, key->d_size, key->size);
        plat_h5_pka_put(0x838, key->n, key->size, key->size);
        good = plat_h5_pka_run(MODE_EXPONENTIATE_PROTECTED, PKA_POLLS_RSA) && PKA_RAM(0x1298) == PKA_STATUS_OK;
    }
    if (good) {
        plat_h5_pka_get(0x838, out, key->size);
    }
    return plat_h5_pka_end(good, PSA_SUCCESS);
}

psa_status_t plat_h5_pka_rsa_private(const plat_h5_rsa_t *key, const uint8_t *in, uint8_t *out)
{
    uint8_t back[PLAT_H5_RSA_SIZE_MAX];
    if (!fits(key, in) || key->d_size > key->size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = exponentiate_protected(key, in, out);
    if (status == PSA_SUCCESS) { /* a result that is wrong must not leave: it may tell of the key */
        status = plat_h5_pka_rsa_public(key, out, back);
    }
    if (status == PSA_SUCCESS && memcmp(back, in, key->size) != 0) {
        status = PSA_ERROR_HARDWARE_FAILURE;
    }
    if (status != PSA_SUCCESS) {
        memset(out, 0, key->size);
        status = PSA_ERROR_HARDWARE_FAILURE;
    }
    return status;
}
