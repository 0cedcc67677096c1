/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PKA of parts where it does more than verify: points and signatures.
 */
#include <string.h>

#include "pka_ram.h"

#define MODE_MONTGOMERY 0x01u
#define MODE_MULTIPLY 0x20u
#define MODE_SIGN 0x24u
#define MODE_POINT_CHECK 0x28u

/* ------------------------------------------------------------------------------------------------------ Curves --- */

static void put_curve(const plat_h5_curve_t *curve, uint32_t p_at)
{
    plat_h5_pka_put_word(0x400, curve->bits);
    plat_h5_pka_put_word(0x408, curve->bits);
    plat_h5_pka_put_word(0x410, 1);
    plat_h5_pka_put_three(0x418, curve->bytes);
    plat_h5_pka_put(0x520, curve->b, curve->bytes);
    plat_h5_pka_put(p_at, curve->p, curve->bytes);
}

psa_status_t plat_h5_pka_check_point(const plat_h5_curve_t *curve, const uint8_t *q)
{
    uint32_t parameter[18], status = 0;
    const size_t words = curve->bytes / 4u;
    bool good = words <= sizeof parameter / sizeof parameter[0] && plat_h5_pka_take();
    if (good) { /* the Montgomery parameter first */
        plat_h5_pka_put_word(0x408, curve->bits);
        plat_h5_pka_put(0x1088, curve->p, curve->bytes);
        good = plat_h5_pka_run(MODE_MONTGOMERY, PKA_POLLS_CURVE);
    }
    if (good) {
        for (uint32_t i = 0; i < words; i++) {
            parameter[i] = PKA_RAM(0x620 + 4u * i);
        }
        put_curve(curve, 0x470);
        plat_h5_pka_put(0x578, q, curve->bytes);
        plat_h5_pka_put(0x5d0, q + curve->bytes, curve->bytes);
        for (uint32_t i = 0; i < words; i++) {
            PKA_RAM(0x4c8 + 4u * i) = parameter[i];
        }
        plat_h5_pka_put_word(0x4c8 + 4u * (uint32_t)words, 0);
        good = plat_h5_pka_run(MODE_POINT_CHECK, PKA_POLLS_CURVE);
    }
    if (good) {
        status = PKA_RAM(0x680);
        good = status == PKA_STATUS_OK || status == PKA_STATUS_INVALID || status == PKA_STATUS_TOO_LARGE;
    }
    return plat_h5_pka_end(good, status == PKA_STATUS_OK ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
}

psa_status_t plat_h5_pka_multiply(const plat_h5_curve_t *curve, const uint8_t *k, const uint8_t *q, uint8_t *out)
{
    const size_t size = curve->bytes;
    bool good = plat_h5_pka_take();
    if (good) {
        put_curve(curve, 0x1088);
        plat_h5_pka_put(0xf88, curve->n, size);
        plat_h5_pka_put(0x12a0, k, size);
        plat_h5_pka_put(0x578, q != NULL ? q : curve->gx, size);
        plat_h5_pka_put(0x470, q != NULL ? q + size : curve->gy, size);
        good = plat_h5_pka_run(MODE_MULTIPLY, PKA_POLLS_CURVE) && PKA_RAM(0x680) == PKA_STATUS_OK;
    }
    if (good) {
        plat_h5_pka_get(0x578, out, size);
        plat_h5_pka_get(0x5d0, out + size, size);
    } else {
        memset(out, 0, 2u * size);
    }
    return plat_h5_pka_end(good, PSA_SUCCESS);
}

psa_status_t plat_h5_pka_sign(const plat_h5_curve_t *curve, const uint8_t *d, const uint8_t *k, const uint8_t *z,
                              uint8_t *signature)
{
    const size_t size = curve->bytes;
    uint32_t status = 0;
    bool good = plat_h5_pka_take();
    if (good) {
        put_curve(curve, 0x1088);
        plat_h5_pka_put(0xf88, curve->n, size);
        plat_h5_pka_put(0x12a0, k, size);
        plat_h5_pka_put(0x578, curve->gx, size);
        plat_h5_pka_put(0x470, curve->gy, size);
        plat_h5_pka_put(0xfe8, z, size);
        plat_h5_pka_put(0xf28, d, size);
        good = plat_h5_pka_run(MODE_SIGN, PKA_POLLS_CURVE);
    }
    if (good) {
        status = PKA_RAM(0xfe0);
        good = status == PKA_STATUS_OK || status == PKA_STATUS_INVALID || status == PKA_STATUS_TOO_LARGE;
    }
    memset(signature, 0, 2u * size);
    if (good && status == PKA_STATUS_OK) {
        plat_h5_pka_get(0x730, signature, size);
        plat_h5_pka_get(0x788, signature + size, size);
    }
    return plat_h5_pka_end(good, status == PKA_STATUS_OK ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR);
}
