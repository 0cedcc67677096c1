/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The rules of PKA, HASH and AES beyond their simple use: operands, order of steps, context, GCM and CCM.
 */
#include <stddef.h>

#include "case.h"

#define ENABLE(bit)                                                                                                    \
    do {                                                                                                               \
        RCC_AHB2ENR |= 1u << (bit);                                                                                    \
        (void)RCC_AHB2ENR;                                                                                             \
    } while (0)

/* ---------------------------------------------------------------------------------------------------------- PKA --- */

#define PKA(off) REG32(0x420C2000u + (off))
#define PROCENDF (1u << 17)
#define OK 0xD60Du

/* P-256, and the first signature of RFC 6979 A.2.5 with SHA-256; most significant word first */
static const uint32_t p256_p[8] = { 0xffffffff, 0x00000001, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff };
static const uint32_t p256_n[8] = { 0xffffffff, 0x00000000, 0xffffffff, 0xffffffff,
                                    0xbce6faad, 0xa7179e84, 0xf3b9cac2, 0xfc632551 };
static const uint32_t p256_b[8] = { 0x5ac635d8, 0xaa3a93e7, 0xb3ebbd55, 0x769886bc,
                                    0x651d06b0, 0xcc53b0f6, 0x3bce3c3e, 0x27d2604b };
static const uint32_t p256_gx[8] = { 0x6b17d1f2, 0xe12c4247, 0xf8bce6e5, 0x63a440f2,
                                     0x77037d81, 0x2deb33a0, 0xf4a13945, 0xd898c296 };
static const uint32_t p256_gy[8] = { 0x4fe342e2, 0xfe1a7f9b, 0x8ee7eb4a, 0x7c0f9e16,
                                     0x2bce3357, 0x6b315ece, 0xcbb64068, 0x37bf51f5 };
static const uint32_t three[8] = { 0, 0, 0, 0, 0, 0, 0, 3 };
static const uint32_t key_d[8] = { 0xc9afa9d8, 0x45ba7516, 0x6b5c2157, 0x67b1d693,
                                   0x4e50c3db, 0x36e89b12, 0x7b8a622b, 0x120f6721 };
static const uint32_t key_x[8] = { 0x60fed4ba, 0x255a9d31, 0xc961eb74, 0xc6356d68,
                                   0xc049b892, 0x3b61fa6c, 0xe669622e, 0x60f29fb6 };
static const uint32_t key_y[8] = { 0x7903fe10, 0x08b8bc99, 0xa41ae9e9, 0x5628bc64,
                                   0xf2f1b20c, 0x2d7e9f51, 0x77a3c294, 0xd4462299 };
static const uint32_t sample_z[8] = { 0xaf2bdbe1, 0xaa9b6ec1, 0xe2ade1d6, 0x94f41fc7,
                                      0x1a831d02, 0x68e98915, 0x62113d8a, 0x62add1bf };
static const uint32_t sample_k[8] = { 0xa6e3c57d, 0xd01abe90, 0x08653839, 0x8355dd4c,
                                      0x3b17aa87, 0x3382b0f2, 0x4d612949, 0x3d8aad60 };
static const uint32_t sample_r[8] = { 0xefd48b2a, 0xacb6a8fd, 0x1140dd9c, 0xd45e81d6,
                                      0x9d2c877b, 0x56aaf991, 0xc34d0ea8, 0x4eaf3716 };
static const uint32_t sample_s[8] = { 0xf7cb1c94, 0x2d657c41, 0xd436c7a1, 0xb6e29f65,
                                      0xf3e900db, 0xb9aff406, 0x4dc4ab2f, 0x843acda8 };

static void pka_on(void)
{
    rng_start();
    ENABLE(19);
    while ((PKA(0) & 1u) == 0) {
        PKA(0) = 1;
    }
    while ((PKA(4) & 1u) == 0) {
    }
}

static void operand(uint32_t at, const uint32_t words[8])
{
    for (uint32_t i = 0; i < 8; i++) {
        PKA(at + 4 * i) = words[7 - i];
    }
    PKA(at + 32) = PKA(at + 36) = 0;
}

static uint32_t same(uint32_t at, const uint32_t words[8])
{
    for (uint32_t i = 0; i < 8; i++) {
        if (PKA(at + 4 * i) != words[7 - i]) {
            return 0;
        }
    }
    return 1;
}

static void go(uint32_t mode)
{
    PKA(0) = 1u | 2u | mode << 8;
    while ((PKA(4) & PROCENDF) == 0) {
    }
    PKA(8) = PROCENDF;
}

/* What multiplication, signature and point check share. */
static void curve(uint32_t p_at)
{
    PKA(0x400) = PKA(0x408) = 256;
    PKA(0x410) = 1;
    operand(0x418, three);
    operand(0x520, p256_b);
    operand(p_at, p256_p);
}

static void sign_operands(void)
{
    curve(0x1088);
    operand(0xf88, p256_n);
    operand(0x12a0, sample_k);
    operand(0x578, p256_gx);
    operand(0x470, p256_gy);
    operand(0xfe8, sample_z);
    operand(0xf28, key_d);
}

static void verify_operands(void)
{
    PKA(0x408) = PKA(0x4c8) = 256;
    PKA(0x468) = 1;
    operand(0x470, three);
    operand(0x4d0, p256_p);
    operand(0x678, p256_gx);
    operand(0x6d0, p256_gy);
    operand(0x12f8, key_x);
    operand(0x1350, key_y);
    operand(0x10e0, sample_r);
    operand(0xc68, sample_s);
    operand(0x13a8, sample_z);
    operand(0x1088, p256_n);
}

CASE(pka_sign)
{
    pka_on();
    sign_operands();
    go(0x24);
    if (PKA(0xfe0) != OK || !same(0x730, sample_r) || !same(0x788, sample_s)) {
        return 1;
    }
    return PKA(0xf28) == 0 && PKA(0x12a0) == 0 ? 0 : 2; /* a protected mode leaves no secrets */
}

CASE(pka_verify)
{
    pka_on();
    verify_operands();
    go(0x26);
    if (PKA(0x5d0) != OK || !same(0x578, sample_r)) {
        return 1;
    }
    verify_operands();
    PKA(0x13a8) = sample_z[7] ^ 1u;
    go(0x26);
    return PKA(0x5d0) == OK;
}

static void multiply_operands(void)
{
    curve(0x1088);
    operand(0xf88, p256_n);
    operand(0x12a0, key_d);
    operand(0x578, p256_gx);
    operand(0x470, p256_gy);
}

CASE(pka_multiply)
{
    pka_on();
    multiply_operands();
    go(0x20);
    return PKA(0x680) == OK && same(0x578, key_x) && same(0x5d0, key_y) ? 0 : 1;
}

static uint32_t point_check(const uint32_t x[8], const uint32_t y[8])
{
    uint32_t r2[8];
    PKA(0x408) = 256;
    operand(0x1088, p256_p);
    go(0x01);
    for (uint32_t i = 0; i < 8; i++) {
        r2[7 - i] = PKA(0x620 + 4 * i);
    }
    curve(0x470);
    operand(0x578, x);
    operand(0x5d0, y);
    operand(0x4c8, r2);
    go(0x28);
    return PKA(0x680);
}

CASE(pka_point_check)
{
    pka_on();
    return point_check(key_x, key_y) == OK && point_check(key_x, key_x) == 0xA3B7u &&
                   point_check(p256_p, key_y) == 0xF946u
               ? 0
               : 1;
}

/* 3^5 modulo p, and with the protection, which wants p - 1 */
CASE(pka_modexp)
{
    static const uint32_t five[8] = { 0, 0, 0, 0, 0, 0, 0, 5 };
    uint32_t phi[8];
    for (uint32_t i = 0; i < 8; i++) {
        phi[i] = p256_p[i];
    }
    phi[7] -= 1;
    pka_on();
    PKA(0x400) = 3;
    PKA(0x408) = 256;
    operand(0xc68, three);
    operand(0xe78, five);
    operand(0x1088, p256_p);
    go(0x00);
    if (PKA(0x838) != 243 || PKA(0x83c) != 0) {
        return 1;
    }
    PKA(0x400) = 3;
    PKA(0x408) = 256;
    operand(0x16c8, three);
    operand(0x14b8, five);
    operand(0x838, p256_p);
    operand(0xc68, phi);
    go(0x03);
    return PKA(0x838) == 243 && PKA(0x1298) == OK ? 0 : 2;
}

CASE(pka_without_rng)
{
    ENABLE(19);
    for (uint32_t i = 0; i < 1000; i++) {
        PKA(0) = 1;
        if ((PKA(4) & 1u) != 0) {
            return 1;
        }
    }
    return 0;
}

CASE(pka_without_clock)
{
    return PKA(4);
}

CASE(pka_started_early)
{
    rng_start();
    ENABLE(19);
    while ((PKA(0) & 1u) == 0) {
        PKA(0) = 1;
    }
    PKA(0) = 3u | 0x26u << 8;
    return 0;
}

CASE(pka_ram_while_wiped)
{
    rng_start();
    ENABLE(19);
    PKA(0) = 1;
    return PKA(0x400);
}

CASE(pka_ram_while_busy)
{
    pka_on();
    verify_operands();
    PKA(0) = 3u | 0x26u << 8;
    return PKA(0x5d0);
}

CASE(pka_started_twice)
{
    pka_on();
    verify_operands();
    PKA(0) = 3u | 0x26u << 8;
    PKA(0) = 3u | 0x26u << 8;
    return 0;
}

CASE(pka_off_while_busy)
{
    pka_on();
    verify_operands();
    PKA(0) = 3u | 0x26u << 8;
    PKA(0) = 0;
    return 0;
}

CASE(pka_flag_left)
{
    pka_on();
    verify_operands();
    PKA(0) = 3u | 0x26u << 8;
    while ((PKA(4) & PROCENDF) == 0) {
    }
    verify_operands();
    PKA(0) = 3u | 0x26u << 8;
    return 0;
}

CASE(pka_no_such_mode)
{
    pka_on();
    PKA(0) = 1u | 0x3du << 8;
    return 0;
}

CASE(pka_no_end_of_operand)
{
    pka_on();
    verify_operands();
    PKA(0x13a8 + 32) = 1;
    PKA(0) = 3u | 0x26u << 8;
    return 0;
}

CASE(pka_operand_too_large)
{
    pka_on();
    sign_operands();
    operand(0x12a0, p256_n);
    PKA(0) = 3u | 0x24u << 8;
    return 0;
}

CASE(pka_order_of_other_size)
{
    pka_on();
    sign_operands();
    PKA(0x400) = 255;
    PKA(0) = 3u | 0x24u << 8;
    return 0;
}

CASE(pka_point_off_the_curve)
{
    pka_on();
    multiply_operands();
    operand(0x470, p256_gx);
    PKA(0) = 3u | 0x20u << 8;
    return 0;
}

CASE(pka_operands_not_there)
{
    pka_on();
    sign_operands();
    go(0x24);
    PKA(0) = 3u | 0x24u << 8; /* the RAM was erased: no curve */
    return 0;
}

CASE(pka_beyond_ram)
{
    pka_on();
    return PKA(0x18d8);
}

CASE(pka_written_while_off)
{
    pka_on();
    PKA(0) = 0;
    PKA(0x400) = 1;
    return 0;
}

/* --------------------------------------------------------------------------------------------------------- HASH --- */

#define HASH(off) REG32(0x420C0400u + (off))
#define SHA_256 (3u << 17 | 2u << 4)
#define INIT 4u
#define HMAC (1u << 6)
#define LKEY (1u << 16)
#define CSR_WORDS 103u

static void hash_ready(uint32_t flag)
{
    while ((HASH(0x24) & flag) == 0) {
    }
}

/* "Jefe", "what do ya want for nothing?" (RFC 4231, case 2) */
static void hmac(uint32_t cr, uint32_t second_key)
{
    static const uint32_t text[7] = { 0x74616877, 0x206f6420, 0x77206179, 0x20746e61,
                                      0x20726f66, 0x68746f6e, 0x3f676e69 };
    ENABLE(17);
    HASH(0) = cr | INIT;
    HASH(4) = 0x6566654a;
    HASH(8) = 1u << 8;
    hash_ready(1);
    for (uint32_t i = 0; i < 7; i++) {
        HASH(4) = text[i];
    }
    HASH(8) = 1u << 8;
    hash_ready(1);
    HASH(4) = second_key;
    HASH(8) = 1u << 8;
    hash_ready(2);
}

CASE(hash_hmac)
{
    hmac(SHA_256 | HMAC, 0x6566654a);
    return HASH(0x310) == 0x5bdcc146u && HASH(0x32c) == 0x64ec3843u ? 0 : 1;
}

CASE(hash_hmac_other_key)
{
    hmac(SHA_256 | HMAC, 0x6566654b);
    return 0;
}

CASE(hash_hmac_long_key_flag)
{
    hmac(SHA_256 | HMAC | LKEY, 0x6566654a);
    return 0;
}

static uint32_t context[CSR_WORDS];

static void save(void)
{
    hash_ready(1);
    for (uint32_t i = 0; i < CSR_WORDS; i++) {
        context[i] = HASH(0xf8 + 4 * i);
    }
}

static void restore(void)
{
    HASH(0) = SHA_256;
    HASH(0) = SHA_256 | INIT;
    for (uint32_t i = 0; i < CSR_WORDS; i++) {
        HASH(0xf8 + 4 * i) = context[i];
    }
}

/* 17 words and 3 bytes; another message in between */
static void hash_words(uint32_t from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        HASH(4) = 0x03020100u + 0x04040404u * (from + i);
    }
}

CASE(hash_context)
{
    ENABLE(17);
    HASH(0) = SHA_256 | INIT;
    hash_words(0, 17);
    save();
    HASH(0) = SHA_256 | INIT;
    hash_words(7, 3);
    restore();
    hash_words(17, 1);
    HASH(8) = 24u;
    HASH(8) = 24u | 1u << 8;
    hash_ready(2);
    /* SHA-256 of the bytes 0 to 70, by OpenSSL */
    return HASH(0x310) == 0x8189e3d5u && HASH(0x32c) == 0xc9bd2087u ? 0 : 1;
}

CASE(hash_context_inside_a_block)
{
    ENABLE(17);
    HASH(0) = SHA_256 | INIT;
    hash_words(0, 18);
    save();
    return 0;
}

CASE(hash_context_while_busy)
{
    ENABLE(17);
    HASH(0) = SHA_256 | INIT;
    hash_words(0, 17);
    return HASH(0xf8);
}

CASE(hash_context_changed)
{
    ENABLE(17);
    HASH(0) = SHA_256 | INIT;
    hash_words(0, 17);
    save();
    context[50] ^= 1u;
    restore();
    return 0;
}

CASE(hash_half_a_context)
{
    ENABLE(17);
    HASH(0) = SHA_256 | INIT;
    hash_words(0, 17);
    save();
    HASH(0) = SHA_256 | INIT;
    HASH(0xf8) = context[0];
    HASH(4) = 1;
    return 0;
}

CASE(hash_partial_word_of_nothing)
{
    ENABLE(17);
    HASH(0) = SHA_256 | INIT;
    HASH(8) = 8u | 1u << 8;
    return 0;
}

/* ---------------------------------------------------------------------------------------------------------- AES --- */

#define AES(off) REG32(0x420C0000u + (off))
#define EN 1u
#define BYTES (2u << 1)
#define DECRYPT (2u << 3)
#define GCM (3u << 5)
#define CCM (1u << 16)
#define PHASE(n) ((uint32_t)(n) << 13)
#define NPBLB(n) ((uint32_t)(n) << 20)

static void ccf(void)
{
    while ((AES(0x304) & 1u) == 0) {
    }
    AES(0x308) = 1;
}

static void idle(void)
{
    while ((AES(4) & 8u) != 0) {
    }
}

static void aes_in(const uint32_t words[4])
{
    for (uint32_t i = 0; i < 4; i++) {
        AES(8) = words[i];
    }
    ccf();
}

static void aes_out(uint32_t words[4])
{
    for (uint32_t i = 0; i < 4; i++) {
        words[i] = AES(0x0c);
    }
    idle();
}

/* Key and first counter, or B0; most significant word first. */
static void aes_begin(uint32_t mode, const uint32_t key[4], const uint32_t iv[4])
{
    ENABLE(16);
    AES(0) = mode | BYTES;
    for (uint32_t i = 0; i < 4; i++) {
        AES(0x1c - 4 * i) = key[i];
    }
    idle();
    for (uint32_t i = 0; i < 4; i++) {
        AES(0x2c - 4 * i) = iv[i];
    }
    AES(0) = mode | BYTES | EN;
    ccf();
    idle();
}

/* The GCM specification, test case 4: 20 bytes of header, 60 of payload */
static const uint32_t gcm_key[4] = { 0xfeffe992, 0x8665731c, 0x6d6a8f94, 0x67308308 };
static const uint32_t gcm_iv[4] = { 0xcafebabe, 0xfacedbad, 0xdecaf888, 2 };
static const uint32_t gcm_ad[8] = { 0xcefaedfe, 0xefbeadde, 0xcefaedfe, 0xefbeadde, 0xd2daadab, 0, 0, 0 };
static const uint32_t gcm_plain[16] = { 0x253231d9, 0xe50684f8, 0xc50959a5, 0x9a26f5af, 0x53a9a786, 0xdaf73415,
                                        0x3d304c2e, 0x728a318a, 0x950c3c1c, 0x53096895, 0x240ecf2f, 0x25b5a649,
                                        0xf5ed6ab1, 0x57e60daa, 0x397b63ba, 0 };

/* decrypt: the bits of CR; npblb: of the last block */
static void gcm(const uint32_t *in, uint32_t decrypt, uint32_t npblb, uint32_t out[16], uint32_t tag[4])
{
    const uint32_t lengths[4] = { 0, 160, 0, 480 };
    const uint32_t mode = GCM | decrypt;
    aes_begin(mode, gcm_key, gcm_iv);
    AES(0) = mode | BYTES | PHASE(1) | EN;
    aes_in(gcm_ad);
    idle();
    aes_in(gcm_ad + 4);
    idle();
    AES(0) = mode | BYTES | PHASE(2) | EN;
    for (uint32_t i = 0; i < 4; i++) {
        if (i == 3) {
            AES(0) = mode | BYTES | PHASE(2) | NPBLB(npblb) | EN;
        }
        aes_in(in + 4 * i);
        aes_out(out + 4 * i);
    }
    AES(0) = mode | BYTES | PHASE(3) | EN;
    aes_in(lengths);
    aes_out(tag);
    AES(0) = 0;
}

#define TAG_GOOD(tag) ((tag)[0] == 0xbc4fc95bu && (tag)[3] == 0x471a12e7u) /* 5bc94fbc 3221a5db 94fae95a e7121a47 */

CASE(aes_gcm)
{
    uint32_t out[16], back[16], tag[4];
    gcm(gcm_plain, 0, 4, out, tag);
    if (out[0] != 0xc21e8342u || out[14] != 0x91e0583du || !TAG_GOOD(tag)) {
        return 1;
    }
    out[15] = 0;
    gcm(out, DECRYPT, 0, back, tag);
    return back[0] == gcm_plain[0] && back[14] == gcm_plain[14] && TAG_GOOD(tag) ? 0 : 2;
}

CASE(aes_gcm_without_npblb)
{
    uint32_t out[16], tag[4];
    gcm(gcm_plain, 0, 0, out, tag);
    return TAG_GOOD(tag); /* the rest of the last block is authenticated too: another tag */
}

CASE(aes_gcm_npblb_of_decryption)
{
    uint32_t out[16], tag[4];
    gcm(gcm_plain, DECRYPT, 4, out, tag);
    return 0;
}

CASE(aes_gcm_counter)
{
    const uint32_t iv[4] = { 1, 2, 3, 1 };
    aes_begin(GCM, gcm_key, iv);
    return 0;
}

CASE(aes_gcm_no_init)
{
    ENABLE(16);
    AES(0) = GCM | BYTES | PHASE(2);
    for (uint32_t i = 0; i < 4; i++) {
        AES(0x1c - 4 * i) = gcm_key[i];
    }
    idle();
    AES(0) = GCM | BYTES | PHASE(2) | EN;
    return 0;
}

CASE(aes_gcm_header_behind_payload)
{
    uint32_t out[4];
    aes_begin(GCM, gcm_key, gcm_iv);
    AES(0) = GCM | BYTES | PHASE(2) | EN;
    aes_in(gcm_plain);
    aes_out(out);
    AES(0) = GCM | BYTES | PHASE(1) | EN;
    return 0;
}

CASE(aes_configuration_while_on)
{
    aes_begin(GCM, gcm_key, gcm_iv);
    AES(0) = GCM | BYTES | PHASE(1) | EN;
    AES(0) = GCM | PHASE(1) | EN;
    return 0;
}

CASE(aes_flag_left)
{
    aes_begin(GCM, gcm_key, gcm_iv);
    AES(0) = GCM | BYTES | PHASE(1) | EN;
    for (uint32_t i = 0; i < 4; i++) {
        AES(8) = gcm_ad[i];
    }
    idle();
    AES(8) = 0;
    return 0;
}

CASE(aes_suspend)
{
    ENABLE(16);
    AES(0x40) = 0;
    return 0;
}

/* SP 800-38C, example 2: 16 bytes of header, of payload 16, tag of 6 */
static const uint32_t ccm_key[4] = { 0x40414243, 0x44454647, 0x48494a4b, 0x4c4d4e4f };
static const uint32_t ccm_b0[4] = { 0x56101112, 0x13141516, 0x17000000, 0x00000010 };
static const uint32_t ccm_ad[8] = { 0x01001000, 0x05040302, 0x09080706, 0x0d0c0b0a, 0x00000f0e, 0, 0, 0 };
static const uint32_t ccm_plain[4] = { 0x23222120, 0x27262524, 0x2b2a2928, 0x2f2e2d2c };

static void ccm(const uint32_t in[4], uint32_t mode, uint32_t out[4], uint32_t tag[4])
{
    aes_begin(mode, ccm_key, ccm_b0);
    AES(0) = mode | BYTES | PHASE(1) | EN;
    aes_in(ccm_ad);
    idle();
    aes_in(ccm_ad + 4);
    idle();
    AES(0) = mode | BYTES | PHASE(2) | EN;
    aes_in(in);
    aes_out(out);
    AES(0) = mode | BYTES | PHASE(3) | EN;
    ccf();
    aes_out(tag);
    AES(0) = 0;
}

CASE(aes_ccm)
{
    uint32_t out[4], back[4], tag[4];
    ccm(ccm_plain, CCM, out, tag);
    /* d2a1f0e0 51ea5f62 081a7792 073d593d, 1fc64fbf accd */
    if (out[0] != 0xe0f0a1d2u || out[3] != 0x3d593d07u || tag[0] != 0xbf4fc61fu || (tag[1] & 0xffffu) != 0xcdacu) {
        return 1;
    }
    ccm(out, CCM | DECRYPT, back, tag);
    return back[0] == ccm_plain[0] && back[3] == ccm_plain[3] && tag[0] == 0xbf4fc61fu ? 0 : 2;
}

CASE(aes_ccm_input_at_the_end)
{
    uint32_t out[4];
    aes_begin(CCM, ccm_key, ccm_b0);
    AES(0) = CCM | BYTES | PHASE(2) | EN;
    aes_in(ccm_plain);
    aes_out(out);
    AES(0) = CCM | BYTES | PHASE(3) | EN;
    ccf();
    aes_out(out);
    aes_in(ccm_plain);
    return 0;
}
