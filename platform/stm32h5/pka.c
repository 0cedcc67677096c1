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

#define COUNT_OF(operands) (sizeof(operands) / sizeof(operands)[0])

/* Where the same goes in every operation here. */
#define FIELD                                                                                                          \
    { 0x400, PLAT_H5_CURVE_BITS, 0 },                                                                                  \
    {                                                                                                                  \
        0x408, PLAT_H5_CURVE_BITS, 0                                                                                   \
    }
#define FACTOR_A                                                                                                       \
    { 0x410, PLAT_H5_CURVE_ONE, 0 },                                                                                   \
    {                                                                                                                  \
        0x418, PLAT_H5_CURVE_THREE, 0                                                                                  \
    }
#define FACTOR_B                                                                                                       \
    {                                                                                                                  \
        0x520, PLAT_H5_CURVE_B, 0                                                                                      \
    }

psa_status_t plat_h5_pka_check_point(const plat_h5_curve_t *curve, const uint8_t *q)
{
    enum { Q = PLAT_H5_PKA_GIVEN, PARAMETER };
    static const plat_h5_pka_operand_t montgomery[] = { FIELD, { 0x1088, PLAT_H5_CURVE_P, 0 } };
    static const plat_h5_pka_operand_t operands[] = {
        FIELD,           FACTOR_A,       { 0x470, PLAT_H5_CURVE_P, 0 }, { 0x4c8, PARAMETER, 0 }, FACTOR_B,
        { 0x578, Q, 0 }, { 0x5d0, Q, 1 }
    };
    uint8_t parameter[PLAT_H5_FIELD_MAX];
    const uint8_t *const given[] = { q, parameter };
    uint32_t status = 0;
    bool good = plat_h5_pka_take() && plat_h5_pka_load(curve, montgomery, COUNT_OF(montgomery), NULL) == 0 &&
                plat_h5_pka_run(MODE_MONTGOMERY, PKA_POLLS_CURVE);
    if (good) {
        plat_h5_pka_get(0x620, parameter, curve->bytes);
        good = plat_h5_pka_load(curve, operands, COUNT_OF(operands), given) == 0 &&
               plat_h5_pka_run(MODE_POINT_CHECK, PKA_POLLS_CURVE);
    }
    if (good) {
        status = PKA_RAM(0x680);
        good = status == PKA_STATUS_OK || status == PKA_STATUS_INVALID || status == PKA_STATUS_TOO_LARGE;
    }
    return plat_h5_pka_end(good, status == PKA_STATUS_OK ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
}

psa_status_t plat_h5_pka_multiply(const plat_h5_curve_t *curve, const uint8_t *k, const uint8_t *q, uint8_t *out)
{
    enum { K = PLAT_H5_PKA_GIVEN, Q };
    static const plat_h5_pka_operand_t operands[] = {
        FIELD,
        FACTOR_A,
        { 0x470, Q, 1 },
        FACTOR_B,
        { 0x578, Q, 0 },
        { 0xf88, PLAT_H5_CURVE_N, 0 },
        { 0x1088, PLAT_H5_CURVE_P, 0 },
        { 0x12a0, K, 0 },
    };
    const uint8_t *const given[] = { k, q != NULL ? q : curve->number[PLAT_H5_CURVE_G] };
    bool good = plat_h5_pka_take() && plat_h5_pka_load(curve, operands, COUNT_OF(operands), given) == 0 &&
                plat_h5_pka_run(MODE_MULTIPLY, PKA_POLLS_CURVE) && PKA_RAM(0x680) == PKA_STATUS_OK;
    if (good) {
        plat_h5_pka_get(0x578, out, curve->bytes);
        plat_h5_pka_get(0x5d0, out + curve->bytes, curve->bytes);
    } else {
        memset(out, 0, 2u * curve->bytes);
    }
    return plat_h5_pka_end(good, PSA_SUCCESS);
}

psa_status_t plat_h5_pka_sign(const plat_h5_curve_t *curve, const uint8_t *d, const uint8_t *k, const uint8_t *z,
                              uint8_t *signature)
{
    enum { D = PLAT_H5_PKA_GIVEN, K, Z };
    static const plat_h5_pka_operand_t operands[] = {
        FIELD,
        FACTOR_A,
        { 0x470, PLAT_H5_CURVE_G, 1 },
        FACTOR_B,
        { 0x578, PLAT_H5_CURVE_G, 0 },
        { 0xf28, D, 0 },
        { 0xf88, PLAT_H5_CURVE_N, 0 },
        { 0xfe8, Z, 0 },
        { 0x1088, PLAT_H5_CURVE_P, 0 },
        { 0x12a0, K, 0 },
    };
    const uint8_t *const given[] = { d, k, z };
    const size_t size = curve->bytes;
    uint32_t status = 0;
    bool good = plat_h5_pka_take() && plat_h5_pka_load(curve, operands, COUNT_OF(operands), given) == 0 &&
                plat_h5_pka_run(MODE_SIGN, PKA_POLLS_CURVE);
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
