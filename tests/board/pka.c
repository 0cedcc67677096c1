/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PKA: the public key accelerator. Operands lie in its RAM at the places of each operation, least significant word
 * first, with words of zero behind them; OpenSSL computes. Parts whose PKA is limited have the verification of ECDSA
 * only. The complete addition, the ladder and the conversion from projective coordinates are not modelled: using them
 * is a breach.
 */
#include "tests/board/board_internal.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/ec.h>

#define RAM_FIRST 0x400u
#define RAM_END (RAM_FIRST + 4u * PKA_RAM_WORDS)
#define CR_EN 1u
#define CR_START 2u
#define CR_MODE(cr) ((cr) >> 8 & 0x3fu)
#define CR_MODE_MASK (0x3fu << 8)
#define SR_INITOK 1u
#define SR_LMF 2u
#define SR_BUSY (1u << 16)
#define SR_PROCENDF (1u << 17)
#define SR_OPERRF (1u << 21)
#define SR_FLAGS (SR_PROCENDF | 1u << 19 | 1u << 20 | SR_OPERRF)
#define WIPE_TIME 60u
#define START_TIME 40u /* from EN to INITOK */
#define RUN_TIME 200u
#define OK 0xD60Du
#define FAILED 0xCBC9u
#define NOT_ON_CURVE 0xA3B7u /* also: r is 0, signature invalid */
#define TOO_LARGE 0xF946u    /* also: s is 0 */

enum mode {
    MODEXP = 0x00,
    MONTGOMERY_R2 = 0x01,
    MODEXP_FAST = 0x02,
    MODEXP_PROTECTED = 0x03,
    RSA_CRT = 0x07,
    MODINV = 0x08,
    ADD = 0x09,
    SUBTRACT = 0x0a,
    MULTIPLY = 0x0b,
    COMPARE = 0x0c,
    REDUCE = 0x0d,
    MODADD = 0x0e,
    MODSUB = 0x0f,
    MONTGOMERY_MUL = 0x10,
    ECC_MUL = 0x20,
    ECDSA_SIGN = 0x24,
    ECDSA_VERIFY = 0x26,
    POINT_CHECK = 0x28
};

void pka_reset(board_t *board)
{
    uint32_t error_bits = board->pka.error_bits, error_count = board->pka.error_count;
    memset(&board->pka, 0, sizeof board->pka);
    board->pka.error_bits = error_bits;
    board->pka.error_count = error_count;
    for (unsigned i = 0; i < PKA_RAM_WORDS; i++) {
        board->pka.ram[i] = (uint32_t)draw(&board->random);
    }
}

/* ---------------------------------------------------------------------------------------------------- Operands --- */

/* What one operation works with; freed at its end. */
struct work {
    board_t *board;
    BN_CTX *ctx;
    uint32_t out[PKA_RAM_WORDS]; /* the RAM after it */
    bool wrong;
};

static void must(int good)
{
    if (!good) {
        abort();
    }
}

static uint32_t word_at(const board_t *board, uint32_t at)
{
    return board->pka.ram[(at - RAM_FIRST) / 4];
}

static uint32_t words_of(uint32_t bits)
{
    return 2 * ((bits + 63) / 64); /* 64-bit words count */
}

static BIGNUM *get(struct work *work, uint32_t at, uint32_t bits)
{
    uint8_t bytes[4 * 132];
    uint32_t words = words_of(bits);
    BIGNUM *number = BN_CTX_get(work->ctx);
    must(number != NULL);
    if (bits == 0 || words > 132 || at + 4 * words + 8 > RAM_END) {
        breach(work->board, "PKA: operand at 0x%x of %u bits", at, bits);
        work->wrong = true;
        return number;
    }
    for (uint32_t i = 0; i < words; i++) {
        uint32_t word = word_at(work->board, at + 4 * i);
        for (unsigned b = 0; b < 4; b++) {
            bytes[4 * i + b] = (uint8_t)(word >> 8 * b);
        }
    }
    must(BN_lebin2bn(bytes, (int)(4 * words), number) != NULL);
    if ((word_at(work->board, at + 4 * words) | word_at(work->board, at + 4 * words + 4)) != 0 ||
        BN_num_bits(number) > (int)bits) {
        breach(work->board, "PKA: operand at 0x%x has no word of zero at its end", at);
        work->wrong = true;
    }
    return number;
}

static BIGNUM *get_below(struct work *work, uint32_t at, uint32_t bits, const BIGNUM *limit)
{
    BIGNUM *number = get(work, at, bits);
    if (!work->wrong && BN_cmp(number, limit) >= 0) {
        breach(work->board, "PKA: operand at 0x%x is not below its modulus", at);
        work->wrong = true;
    }
    return number;
}

static void put_word(struct work *work, uint32_t at, uint32_t value)
{
    work->out[(at - RAM_FIRST) / 4] = value;
    work->out[(at - RAM_FIRST) / 4 + 1] = 0;
}

static void put(struct work *work, uint32_t at, const BIGNUM *number, uint32_t bits)
{
    uint8_t bytes[4 * 264];
    uint32_t words = words_of(bits);
    must(words <= 264 && BN_bn2lebinpad(number, bytes, (int)(4 * words)) >= 0);
    for (uint32_t i = 0; i < words; i++) {
        work->out[(at - RAM_FIRST) / 4 + i] = (uint32_t)bytes[4 * i] | (uint32_t)bytes[4 * i + 1] << 8 |
                                              (uint32_t)bytes[4 * i + 2] << 16 | (uint32_t)bytes[4 * i + 3] << 24;
    }
}

/* Exact size, as the manual asks of moduli and orders. */
static void check_modulus(struct work *work, const BIGNUM *modulus, uint32_t bits, bool exact)
{
    if (!work->wrong && (!BN_is_odd(modulus) || (exact && BN_num_bits(modulus) != (int)bits))) {
        breach(work->board, "PKA: modulus is even or not of %u bits", bits);
        work->wrong = true;
    }
}

/* R^2 modulo the modulus, where R is a power of 2 that only the hardware has to know. */
static BIGNUM *montgomery(struct work *work, const BIGNUM *modulus, uint32_t bits)
{
    BIGNUM *r2 = BN_CTX_get(work->ctx);
    must(r2 != NULL && BN_set_word(r2, 1) && BN_lshift(r2, r2, (int)(64 * words_of(bits))) &&
         BN_mod(r2, r2, modulus, work->ctx));
    return r2;
}

/* The protected operations leave nothing in RAM but results; others leave whatever they worked with. */
static void begin(struct work *work, bool protected_mode)
{
    for (unsigned i = 0; i < PKA_RAM_WORDS; i++) {
        work->out[i] = protected_mode ? 0 : (uint32_t)draw(&work->board->random);
    }
}

/* ------------------------------------------------------------------------------------------------- Big numbers --- */

static void modexp(struct work *work, uint32_t mode)
{
    board_t *board = work->board;
    bool guarded = mode == MODEXP_PROTECTED;
    uint32_t exponent_bits = word_at(board, 0x400), bits = word_at(board, 0x408);
    BIGNUM *modulus = get(work, guarded ? 0x838 : 0x1088, bits);
    check_modulus(work, modulus, bits, false);
    BIGNUM *base = get_below(work, guarded ? 0x16c8 : 0xc68, bits, modulus);
    BIGNUM *exponent = get(work, guarded ? 0x14b8 : 0xe78, exponent_bits);
    BIGNUM *phi = guarded ? get(work, 0xc68, bits) : NULL;
    BIGNUM *r2 = mode == MODEXP_FAST ? get(work, 0x620, bits) : NULL;
    BIGNUM *result = BN_CTX_get(work->ctx), *one = BN_CTX_get(work->ctx);
    begin(work, guarded);
    if (work->wrong) {
        return;
    }
    must(one != NULL && BN_mod_exp(result, base, exponent, modulus, work->ctx));
    if (r2 != NULL && BN_cmp(r2, montgomery(work, modulus, bits)) != 0) {
        must(BN_bin2bn((const uint8_t *)"\x01", 1, result) != NULL); /* a wrong parameter: a wrong result */
    }
    if (guarded) { /* the exponent is blinded with phi: a wrong one spoils the result */
        must(BN_mod_exp(one, base, phi, modulus, work->ctx));
        put_word(work, 0x1298, BN_is_one(one) || BN_is_zero(base) ? OK : FAILED);
    }
    put(work, 0x838, result, bits);
}

static void rsa_crt(struct work *work)
{
    uint32_t bits = word_at(work->board, 0x408), half = bits / 2;
    BIGNUM *dp = get(work, 0x730, half), *dq = get(work, 0xe78, half), *qinv = get(work, 0x948, half);
    BIGNUM *p = get(work, 0xb60, half), *q = get(work, 0x1088, half), *base = get(work, 0x12a0, bits);
    BIGNUM *m1 = BN_CTX_get(work->ctx), *m2 = BN_CTX_get(work->ctx);
    begin(work, false);
    if (work->wrong) {
        return;
    }
    must(m2 != NULL && BN_mod_exp(m1, base, dp, p, work->ctx) && BN_mod_exp(m2, base, dq, q, work->ctx) &&
         BN_mod_sub(m1, m1, m2, p, work->ctx) && BN_mod_mul(m1, m1, qinv, p, work->ctx) &&
         BN_mul(m1, m1, q, work->ctx) && BN_add(m1, m1, m2));
    put(work, 0x838, m1, bits);
}

static void arithmetic(struct work *work, uint32_t mode)
{
    board_t *board = work->board;
    uint32_t bits = word_at(board, 0x408), operand_bits = mode == REDUCE ? word_at(board, 0x400) : bits;
    bool modular = mode == MODINV || mode == REDUCE || mode >= MODADD;
    BIGNUM *modulus = modular ? get(work, mode >= MODADD ? 0x1088 : 0xc68, bits) : NULL;
    if (modular) {
        check_modulus(work, modulus, bits, false);
    }
    BIGNUM *a = get(work, 0xa50, operand_bits);
    BIGNUM *b = mode == MODINV || mode == REDUCE ? NULL : get(work, 0xc68, bits);
    BIGNUM *result = BN_CTX_get(work->ctx), *r = BN_CTX_get(work->ctx);
    uint32_t compared = 0;
    begin(work, false);
    if (work->wrong) {
        return;
    }
    must(r != NULL);
    switch (mode) {
    case MODINV:
        must(BN_mod_inverse(result, a, modulus, work->ctx) != NULL);
        break;
    case ADD:
        must(BN_add(result, a, b));
        bits += 1;
        break;
    case SUBTRACT:
        must(BN_sub(result, a, b));
        if (BN_is_negative(result)) {
            must(BN_set_bit(r, (int)(32 * words_of(bits))) && BN_add(result, result, r));
        }
        break;
    case MULTIPLY:
        must(BN_mul(result, a, b, work->ctx));
        bits *= 2;
        break;
    case COMPARE:
        compared = BN_cmp(a, b) == 0 ? 0xed2cu : BN_cmp(a, b) > 0 ? 0x7af8u : 0x916au;
        put_word(work, 0xe78, compared);
        return;
    case REDUCE:
        must(BN_mod(result, a, modulus, work->ctx));
        break;
    case MODADD:
        must(BN_mod_add(result, a, b, modulus, work->ctx));
        break;
    case MODSUB:
        must(BN_mod_sub(result, a, b, modulus, work->ctx));
        break;
    default: /* Montgomery: without one factor R */
        must(BN_set_bit(r, (int)(32 * words_of(bits))) && BN_mod_inverse(r, r, modulus, work->ctx) != NULL &&
             BN_mod_mul(result, a, b, modulus, work->ctx) && BN_mod_mul(result, result, r, modulus, work->ctx));
        break;
    }
    put(work, 0xe78, result, bits);
}

/* ------------------------------------------------------------------------------------------------------ Curves --- */

static BIGNUM *signed_a(struct work *work, uint32_t sign, uint32_t at, uint32_t bits, const BIGNUM *p)
{
    BIGNUM *a = get_below(work, at, bits, p);
    if (!work->wrong && sign > 1) {
        breach(work->board, "PKA: sign of a is %u", sign);
        work->wrong = true;
    }
    if (!work->wrong && sign == 1 && !BN_is_zero(a)) {
        must(BN_sub(a, p, a));
    }
    return a;
}

/* y^2 - x^3 - a x: what b has to be for the point to be on the curve. */
static BIGNUM *b_of_point(struct work *work, const BIGNUM *x, const BIGNUM *y, const BIGNUM *a, const BIGNUM *p)
{
    BIGNUM *b = BN_CTX_get(work->ctx), *t = BN_CTX_get(work->ctx);
    must(t != NULL && BN_mod_sqr(t, x, p, work->ctx) && BN_mod_add(t, t, a, p, work->ctx) &&
         BN_mod_mul(t, t, x, p, work->ctx) && BN_mod_sqr(b, y, p, work->ctx) && BN_mod_sub(b, b, t, p, work->ctx));
    return b;
}

/* The group; x and y are a point on it. NULL: OpenSSL takes no such curve. */
static EC_GROUP *group_of(struct work *work, const BIGNUM *p, const BIGNUM *a, const BIGNUM *x, const BIGNUM *y)
{
    return EC_GROUP_new_curve_GFp(p, a, b_of_point(work, x, y, a, p), work->ctx);
}

/* scalar * (x, y) to (out_x, out_y); false: infinity. */
static bool multiply(struct work *work, const EC_GROUP *group, const BIGNUM *scalar, const BIGNUM *x, const BIGNUM *y,
                     BIGNUM *out_x, BIGNUM *out_y)
{
    EC_POINT *point = EC_POINT_new(group), *result = EC_POINT_new(group);
    must(point != NULL && result != NULL && EC_POINT_set_affine_coordinates(group, point, x, y, work->ctx) &&
         EC_POINT_mul(group, result, NULL, point, scalar, work->ctx));
    bool finite = !EC_POINT_is_at_infinity(group, result);
    must(!finite || EC_POINT_get_affine_coordinates(group, result, out_x, out_y, work->ctx));
    EC_POINT_free(point);
    EC_POINT_free(result);
    return finite;
}

/* What scalar multiplication and signature begin with. */
struct curve {
    uint32_t p_bits, n_bits;
    BIGNUM *p, *n, *x, *y, *k, *out_x, *out_y;
    EC_GROUP *group;
};

static bool get_curve(struct work *work, struct curve *curve)
{
    board_t *board = work->board;
    curve->n_bits = word_at(board, 0x400);
    curve->p_bits = word_at(board, 0x408);
    curve->group = NULL;
    curve->p = get(work, 0x1088, curve->p_bits);
    curve->n = get(work, 0xf88, curve->n_bits);
    check_modulus(work, curve->p, curve->p_bits, true);
    check_modulus(work, curve->n, curve->n_bits, true);
    BIGNUM *a = signed_a(work, word_at(board, 0x410), 0x418, curve->p_bits, curve->p);
    BIGNUM *b = get_below(work, 0x520, curve->p_bits, curve->p);
    curve->k = get_below(work, 0x12a0, curve->n_bits, curve->n);
    curve->x = get_below(work, 0x578, curve->p_bits, curve->p);
    curve->y = get_below(work, 0x470, curve->p_bits, curve->p);
    curve->out_x = BN_CTX_get(work->ctx);
    curve->out_y = BN_CTX_get(work->ctx);
    must(curve->out_y != NULL);
    if (work->wrong) {
        return false;
    }
    if (BN_cmp(b, b_of_point(work, curve->x, curve->y, a, curve->p)) != 0) {
        breach(board, "PKA: multiplication of a point that is not on the curve (tamper event)");
        return false;
    }
    curve->group = group_of(work, curve->p, a, curve->x, curve->y);
    must(curve->group != NULL);
    return true;
}

static void ecc_mul(struct work *work)
{
    struct curve curve;
    bool good = get_curve(work, &curve);
    begin(work, true);
    if (good) {
        bool finite = multiply(work, curve.group, curve.k, curve.x, curve.y, curve.out_x, curve.out_y);
        put(work, 0x578, curve.out_x, curve.p_bits);
        put(work, 0x5d0, curve.out_y, curve.p_bits);
        put_word(work, 0x680, finite ? OK : FAILED);
    }
    EC_GROUP_free(curve.group);
}

static void ecdsa_sign(struct work *work)
{
    struct curve curve;
    bool good = get_curve(work, &curve);
    BIGNUM *z = get(work, 0xfe8, curve.n_bits), *d = get_below(work, 0xf28, curve.n_bits, curve.n);
    BIGNUM *r = BN_CTX_get(work->ctx), *s = BN_CTX_get(work->ctx);
    begin(work, true);
    if (good && !work->wrong) {
        must(s != NULL);
        bool finite = multiply(work, curve.group, curve.k, curve.x, curve.y, curve.out_x, curve.out_y);
        uint32_t status = FAILED;
        if (finite) {
            must(BN_mod(r, curve.out_x, curve.n, work->ctx) && BN_mod_mul(s, r, d, curve.n, work->ctx) &&
                 BN_mod_add(s, s, z, curve.n, work->ctx) &&
                 BN_mod_inverse(curve.k, curve.k, curve.n, work->ctx) != NULL &&
                 BN_mod_mul(s, s, curve.k, curve.n, work->ctx));
            status = BN_is_zero(r) ? NOT_ON_CURVE : BN_is_zero(s) ? TOO_LARGE : OK;
        }
        put(work, 0x730, r, curve.n_bits);
        put(work, 0x788, s, curve.n_bits);
        put(work, 0x1400, curve.out_x, curve.p_bits);
        put(work, 0x1458, curve.out_y, curve.p_bits);
        put_word(work, 0xfe0, status);
    }
    EC_GROUP_free(curve.group);
}

static void ecdsa_verify(struct work *work)
{
    board_t *board = work->board;
    uint32_t n_bits = word_at(board, 0x408), p_bits = word_at(board, 0x4c8), status = NOT_ON_CURVE;
    BIGNUM *p = get(work, 0x4d0, p_bits), *n = get(work, 0x1088, n_bits);
    check_modulus(work, p, p_bits, true);
    check_modulus(work, n, n_bits, true);
    BIGNUM *a = signed_a(work, word_at(board, 0x468), 0x470, p_bits, p);
    BIGNUM *gx = get_below(work, 0x678, p_bits, p), *gy = get_below(work, 0x6d0, p_bits, p);
    BIGNUM *qx = get_below(work, 0x12f8, p_bits, p), *qy = get_below(work, 0x1350, p_bits, p);
    BIGNUM *r = get(work, 0x10e0, n_bits), *s = get(work, 0xc68, n_bits), *z = get(work, 0x13a8, n_bits);
    BIGNUM *w = BN_CTX_get(work->ctx), *u = BN_CTX_get(work->ctx), *v = BN_CTX_get(work->ctx);
    begin(work, false);
    if (work->wrong) {
        return;
    }
    must(v != NULL);
    /* Numbers that make no group, which a skipped instruction can put there, have no signatures. */
    EC_GROUP *group = group_of(work, p, a, gx, gy);
    EC_POINT *g = NULL, *q = NULL, *sum = NULL;
    if (group != NULL) {
        g = EC_POINT_new(group), q = EC_POINT_new(group), sum = EC_POINT_new(group);
        must(g != NULL && q != NULL && sum != NULL);
    }
    bool inputs = group != NULL && EC_POINT_set_affine_coordinates(group, g, gx, gy, work->ctx) == 1 &&
                  EC_GROUP_set_generator(group, g, n, BN_value_one()) == 1 &&
                  EC_POINT_set_affine_coordinates(group, q, qx, qy, work->ctx) == 1 && !BN_is_zero(r) &&
                  !BN_is_zero(s) && BN_cmp(r, n) < 0 && BN_cmp(s, n) < 0;
    inputs = inputs && BN_mod_inverse(w, s, n, work->ctx) != NULL && BN_mod_mul(u, z, w, n, work->ctx) &&
             BN_mod_mul(v, r, w, n, work->ctx) && EC_POINT_mul(group, sum, u, q, v, work->ctx) &&
             !EC_POINT_is_at_infinity(group, sum) && EC_POINT_get_affine_coordinates(group, sum, u, NULL, work->ctx) &&
             BN_mod(u, u, n, work->ctx);
    if (inputs) {
        status = BN_cmp(u, r) == 0 ? OK : NOT_ON_CURVE;
        put(work, 0x578, u, n_bits);
    }
    put_word(work, 0x5d0, status);
    EC_POINT_free(g);
    EC_POINT_free(q);
    EC_POINT_free(sum);
    EC_GROUP_free(group);
}

static void point_check(struct work *work)
{
    board_t *board = work->board;
    uint32_t bits = word_at(board, 0x408), status = OK;
    BIGNUM *p = get(work, 0x470, bits);
    check_modulus(work, p, bits, true);
    BIGNUM *a = signed_a(work, word_at(board, 0x410), 0x418, bits, p), *b = get_below(work, 0x520, bits, p);
    BIGNUM *x = get(work, 0x578, bits), *y = get(work, 0x5d0, bits), *r2 = get(work, 0x4c8, bits);
    begin(work, false);
    if (work->wrong) {
        return;
    }
    if (BN_cmp(x, p) >= 0 || BN_cmp(y, p) >= 0) {
        status = TOO_LARGE;
    } else if (BN_cmp(b, b_of_point(work, x, y, a, p)) != 0 || BN_cmp(r2, montgomery(work, p, bits)) != 0) {
        status = NOT_ON_CURVE;
    }
    put_word(work, 0x680, status);
}

static void montgomery_r2(struct work *work)
{
    uint32_t bits = word_at(work->board, 0x408);
    BIGNUM *modulus = get(work, 0x1088, bits);
    check_modulus(work, modulus, bits, false);
    begin(work, false);
    if (!work->wrong) {
        put(work, 0x620, montgomery(work, modulus, bits), bits);
    }
}

static bool mode_exists(uint32_t mode)
{
    return mode <= MODEXP_PROTECTED || (mode >= RSA_CRT && mode <= MONTGOMERY_MUL) || mode == ECC_MUL ||
           mode == ECDSA_SIGN || mode == ECDSA_VERIFY || mode == POINT_CHECK;
}

static void run(board_t *board, uint32_t mode)
{
    static struct work work;
    work.board = board;
    work.wrong = false;
    work.ctx = BN_CTX_new();
    must(work.ctx != NULL);
    BN_CTX_start(work.ctx);
    switch (mode) {
    case MONTGOMERY_R2:
        montgomery_r2(&work);
        break;
    case MODEXP:
    case MODEXP_FAST:
    case MODEXP_PROTECTED:
        modexp(&work, mode);
        break;
    case RSA_CRT:
        rsa_crt(&work);
        break;
    case ECC_MUL:
        ecc_mul(&work);
        break;
    case ECDSA_SIGN:
        ecdsa_sign(&work);
        break;
    case ECDSA_VERIFY:
        ecdsa_verify(&work);
        break;
    case POINT_CHECK:
        point_check(&work);
        break;
    default:
        arithmetic(&work, mode);
        break;
    }
    BN_CTX_end(work.ctx);
    BN_CTX_free(work.ctx);
    memcpy(board->pka.ram, work.out, sizeof work.out);
}

/* --------------------------------------------------------------------------------------------------- Registers --- */

static bool busy(const board_t *board)
{
    return board->now < board->pka.busy_until;
}

/* The RAM is wiped first, then EN holds; INITOK comes with numbers from the RNG. */
static void advance(board_t *board)
{
    struct pka *pka = &board->pka;
    if (pka->running && !busy(board)) {
        pka->running = false;
        pka->sr |= pka->ending;
    }
    if ((pka->cr & CR_EN) != 0 && (pka->sr & SR_INITOK) == 0 && rng_running(board)) {
        if (pka->ready_at == 0) {
            pka->ready_at = board->now + START_TIME;
        } else if (board->now >= pka->ready_at) {
            pka->sr |= SR_INITOK;
        }
    }
}

static void start(board_t *board)
{
    struct pka *pka = &board->pka;
    if ((pka->sr & SR_INITOK) == 0) {
        breach(board, "PKA started before INITOK");
        return;
    }
    if (pka->running) {
        breach(board, "PKA started while it is busy");
        return;
    }
    if ((pka->sr & SR_FLAGS) != 0) {
        breach(board, "PKA started with flags of the last operation not cleared");
        return;
    }
    pka->running = true;
    pka->ending = SR_PROCENDF;
    pka->busy_until = board->now + RUN_TIME;
    if (pka->error_count > 0) {
        pka->error_count--;
        pka->ending = pka->error_bits;
        for (unsigned i = 0; i < PKA_RAM_WORDS; i++) {
            pka->ram[i] = (uint32_t)draw(&board->random);
        }
        if (pka->error_bits == 0) { /* it does not end */
            pka->busy_until = UINT64_MAX;
        }
        return;
    }
    run(board, CR_MODE(pka->cr));
}

static void write_cr(board_t *board, uint32_t value)
{
    struct pka *pka = &board->pka;
    if ((pka->cr & CR_EN) == 0 && (value & CR_EN) != 0) {
        if (pka->wiped_at == 0) {
            memset(pka->ram, 0, sizeof pka->ram);
            pka->wiped_at = board->now + WIPE_TIME;
        }
        if (board->now < pka->wiped_at) { /* not yet: EN reads 0 */
            return;
        }
        pka->ready_at = 0;
        pka->sr &= ~SR_INITOK;
    }
    if ((value & CR_EN) == 0) {
        if (pka->running) {
            breach(board, "PKA switched off while it is busy");
        }
        pka->cr = value & CR_MODE_MASK;
        pka->sr &= ~SR_INITOK;
        pka->wiped_at = 0;
        return;
    }
    uint32_t mode = CR_MODE(value);
    if (mode != CR_MODE(pka->cr) || (value & CR_START) != 0) {
        if (!board->part->pka_signs && mode != ECDSA_VERIFY && mode != 0) {
            breach(board, "PKA mode 0x%02x on a part whose PKA only verifies (OPERRF)", mode);
            return;
        }
        if (!mode_exists(mode)) {
            breach(board, "PKA mode 0x%02x is not there or not modelled (OPERRF)", mode);
            return;
        }
    }
    if (pka->running && mode != CR_MODE(pka->cr)) {
        breach(board, "PKA mode changed while it is busy");
        return;
    }
    pka->cr = (value & CR_MODE_MASK) | CR_EN;
    if ((value & CR_START) != 0) {
        start(board);
    }
}

static bool ram_word(board_t *board, uint32_t offset, uint32_t **word)
{
    struct pka *pka = &board->pka;
    if (offset < RAM_FIRST || offset >= RAM_END) {
        breach(board, "PKA has nothing at 0x%x (ADDRERRF)", offset);
        return false;
    }
    if (pka->running || board->now < pka->wiped_at) {
        breach(board, "PKA RAM at 0x%x while it is busy (RAMERRF)", offset);
        return false;
    }
    *word = &pka->ram[(offset - RAM_FIRST) / 4];
    return true;
}

uint32_t pka_read(board_t *board, uint32_t offset)
{
    uint32_t *word = NULL;
    advance(board);
    if (offset == 0x00) {
        return board->pka.cr;
    }
    if (offset == 0x04) {
        return board->pka.sr | (board->pka.running ? SR_BUSY : 0) |
               ((board->pka.cr & CR_EN) != 0 && !board->part->pka_signs ? SR_LMF : 0);
    }
    return ram_word(board, offset, &word) ? *word : 0;
}

void pka_write(board_t *board, uint32_t offset, uint32_t value)
{
    uint32_t *word = NULL;
    advance(board);
    if (offset == 0x00) {
        write_cr(board, value);
    } else if (offset == 0x08) {
        board->pka.sr &= ~(value & SR_FLAGS);
    } else if ((board->pka.cr & CR_EN) == 0) {
        breach(board, "PKA RAM at 0x%x written while it is off", offset);
    } else if (ram_word(board, offset, &word)) {
        *word = value;
    }
}

void board_pka_error(board_t *board, uint32_t sr_bits, uint32_t count)
{
    board->pka.error_bits = sr_bits;
    board->pka.error_count = count;
}
