/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The same for the other signatures that a stage for Cortex-M33 can check: ECDSA P-384, RSA-PSS 3072, Ed25519, LMS.
 * What is skipped is every instruction from the comparison that ends the arithmetic to the end of the boot, each time
 * that it is run, and, once, the instructions of the functions that lead to the arithmetic; what comes before them is
 * in glitch.c.
 *
 *     glitch_others STAGE.elf [--holes]
 *
 * By default a sample of the latter; PSA_TEST_FULL=1: all, and all of RSA's arithmetic, the first and the last
 * time that it is run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "include/pfwu.h"
#include "psa/crypto.h"
#include "tests/fwu/lms_sign.h"
#include "tools/psa/image_write.h"

#define SECTOR 1024u /* as firmware.c has it */
#define IMAGE_MAX 3072u

/** An algorithm and how a test signs with it. */
typedef struct way {
    const char *name;
    pfwu_algorithm_t algorithm;
    psa_key_type_t type; /* 0: LMS */
    size_t bits;
    psa_algorithm_t alg;
    uint16_t signature_type, hash_type;
    size_t hash_size;
    const uint8_t *head; /* in front of the key when it is hashed */
    size_t head_size;
    const char *functions[8]; /* that lead to the arithmetic */
    bool traced;              /* the first of them can be traced to the end */
    unsigned sample;          /* of their instructions one in so many: the arithmetic takes its time */
} way_t;

static const uint8_t spki_p384[] = { 0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
                                     0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00 };
static const uint8_t spki_ed25519[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };
static const way_t ways[] = {
    { "ECDSA P-384",
      PFWU_ECDSA_P384,
      PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
      384,
      PSA_ALG_ECDSA(PSA_ALG_SHA_384),
      0,
      PFWU_TLV_SHA384,
      48,
      spki_p384,
      sizeof spki_p384,
      { "pcrypto_ecdsa_verify", "pcc_ecc_verify", "pcc_ecp_verify", "read_verify_numbers", "recover_x", "x_modulo_n" },
      false,
      16 },
    { "RSA-PSS 3072",
      PFWU_RSA_PSS_3072,
      PSA_KEY_TYPE_RSA_KEY_PAIR,
      3072,
      PSA_ALG_RSA_PSS(PSA_ALG_SHA_256),
      PFWU_TLV_RSA3072,
      0,
      32,
      NULL,
      0,
      { "pcrypto_rsa_verify", "pcrypto_rsa_read", "pcc_rsa_public", "pcc_rsa_pss_verify" },
      true,
      4 },
    { "Ed25519",
      PFWU_ED25519,
      PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS),
      255,
      PSA_ALG_PURE_EDDSA,
      PFWU_TLV_ED25519,
      0,
      32,
      spki_ed25519,
      sizeof spki_ed25519,
      { "pcrypto_eddsa_verify", "pcrypto_eddsa_begin", "pcc_ed25519_verify", "verify", "pcrypto_verify_begin" },
      false,
      4 },
    { "LMS",
      PFWU_LMS,
      0,
      0,
      0,
      PFWU_TLV_LMS,
      0,
      32,
      NULL,
      0,
      { "pcrypto_lms_verify", "pcrypto_lms_begin", "pcc_lms_verify", "pcc_lms_check", "verify",
        "pcrypto_verify_begin" },
      false,
      8 },
};

static const way_t *way;
static psa_key_id_t key;
static uint8_t public_key[512];
static size_t public_size;
static uint8_t image[IMAGE_MAX];
static size_t image_size;

static void must(psa_status_t status, const char *what)
{
    if (status != PSA_SUCCESS) {
        fprintf(stderr, "glitch: %s: %s: %d\n", way->name, what, (int)status);
        exit(2);
    }
}

static void hash_of(const uint8_t *bytes, size_t size, uint8_t *out)
{
    size_t length;
    must(psa_hash_compute(way->hash_size == 48 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_256, bytes, size, out, way->hash_size,
                          &length),
         "hash");
}

static void make_key(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    if (way->type == 0) {
        lms_test_public(public_key);
        public_size = 56;
        return;
    }
    psa_set_key_type(&attributes, way->type);
    psa_set_key_bits(&attributes, way->bits);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, way->alg);
    must(psa_generate_key(&attributes, &key), "key");
    must(psa_export_public_key(key, public_key, sizeof public_key, &public_size), "public key");
}

static psa_status_t sign(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                         size_t *signature_size)
{
    (void)ctx;
    hash_of(region, size, hash);
    if (way->type == 0) {
        *signature_size = lms_test_sign(hash, signature);
        return PSA_SUCCESS;
    }
    return way->alg == PSA_ALG_PURE_EDDSA
               ? psa_sign_message(key, way->alg, hash, way->hash_size, signature, *signature_size, signature_size)
               : psa_sign_hash(key, way->alg, hash, way->hash_size, signature, *signature_size, signature_size);
}

static size_t make(uint8_t fill, uint8_t *out)
{
    uint8_t body[150], spki[560];
    size_t size = 0;
    image_spec_t spec = { .header_size = 32, .version = { 2, 0, 0, 0 }, .has_counter = true, .counter = 5 };
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] = (uint8_t)(fill + 73u * i + (i * i) / 5u);
    }
    spec.signature_type = way->signature_type;
    spec.hash_type = way->hash_type;
    if (way->head_size != 0) {
        memcpy(spki, way->head, way->head_size);
    }
    memcpy(&spki[way->head_size], public_key, public_size);
    hash_of(spki, way->head_size + public_size, spec.key_hash);
    must(image_write(&spec, body, sizeof body, sign, NULL, out, IMAGE_MAX, &size), "image");
    return size;
}

/** The image that runs; or another body and its hash, under the signature of the first: the signature is the last
 *  record. */
static void make_image(bool good)
{
    static uint8_t other[IMAGE_MAX];
    size_t other_size;
    image_size = make(0x22, image);
    if (good) {
        return;
    }
    do { /* DER comes in several sizes */
        other_size = make(0x33, other);
    } while (other_size != image_size);
    size_t unsigned_size = 32 + 150 + 4 + 8; /* header, body, protected TLVs with a counter */
    size_t signature = unsigned_size + 4 + 2 * (4 + way->hash_size) + 4;
    memcpy(image, other, signature);
}

static void put(const char *symbol, uint32_t value)
{
    memcpy(emu_bytes(emu_symbol(symbol)), &value, sizeof value);
}

/** Reset, up to main(), flash and variables as the attack has them. */
static void set_up(void)
{
    emu_reset();
    if (!emu_run_to(emu_symbol("main"), 1000000u)) {
        fprintf(stderr, "glitch: main() is not reached\n");
        exit(2);
    }
    memset(emu_bytes(emu_symbol("glitch_journal")), 0xff, 2 * SECTOR);
    memset(emu_bytes(emu_symbol("glitch_active")), 0xff, 3 * SECTOR);
    memset(emu_bytes(emu_symbol("glitch_second")), 0xff, 4 * SECTOR);
    memcpy(emu_bytes(emu_symbol("glitch_active")), image, image_size);
    memcpy(emu_bytes(emu_symbol("glitch_key")), public_key, public_size);
    put("glitch_key_size", (uint32_t)public_size);
    put("glitch_algorithm", way->algorithm);
    put("glitch_counter", 4);
    put("glitch_verify_only", 1);
}

static bool runs_bad(void)
{
    return memcmp(emu_bytes(emu_symbol("glitch_active")), image, image_size) == 0;
}

static void check_plain(bool good)
{
    make_image(good);
    set_up();
    emu_end_t end = emu_run(2000000000u);
    if (end != (good ? EMU_JUMPED : EMU_STOPPED)) {
        fprintf(stderr, "glitch: %s: ends with %d without a fault\n", way->name, (int)end);
        exit(2);
    }
}

/** From a function on to the end. */
static unsigned from(const char *function, unsigned firsts, unsigned sample)
{
    tally_t tally = { 0 };
    size_t length = 0;
    set_up();
    if (!emu_run_to(emu_symbol(function), 2000000000u)) {
        fprintf(stderr, "glitch: %s: %s is not reached\n", way->name, function);
        exit(2);
    }
    campaign(firsts, sample, sample, 0, runs_bad, &tally, &length);
    campaign_tell(way->name, function, length, &tally);
    return tally.jumped;
}

/** Each instruction of a function, the first time that it is run; one in `sample`. */
static unsigned within(const char *function, unsigned sample)
{
    tally_t tally = { 0 };
    if (emu_size(function) == 0) {
        return 0; /* the compiler put it into its caller */
    }
    uint32_t at = emu_symbol(function), end = at + emu_size(function), block = 0, block_end = 0;
    emu_state_t *start = emu_state_new();
    set_up();
    if (!emu_run_to(at, 2000000000u)) {
        fprintf(stderr, "glitch: %s: %s is not called\n", way->name, function);
        exit(2);
    }
    emu_save(start);
    for (unsigned number = 0; at < end; at += emu_width(at), number++) {
        if (at >= block_end && emu_conditional_end(at) != 0) {
            block = at;
            block_end = emu_conditional_end(at);
        }
        bool conditional = at < block_end && at != block;
        emu_restore(start);
        if (number % sample != 0 || !emu_run_to(conditional ? block : at, 2000000000u)) {
            continue;
        }
        emu_skip(at, conditional ? (block_end - block) / 2u : 1u);
        campaign_count(runs_bad, &tally, emu_run(2000000000u), at, number);
    }
    emu_state_free(start);
    campaign_tell(way->name, function, 0, &tally);
    return tally.jumped;
}

static void may_pause(void)
{
    emu_may_pause(emu_symbol("main"), 2);
    emu_may_pause(emu_symbol("pcc_verdict_twice"), 2);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        for (size_t k = 0; k < 8 && ways[i].functions[k] != NULL; k++) {
            if (emu_size(ways[i].functions[k]) != 0) {
                emu_may_pause(emu_symbol(ways[i].functions[k]), emu_size(ways[i].functions[k]));
            }
        }
    }
}

int main(int argc, char **argv)
{
    bool holes = argc > 2 && strcmp(argv[2], "--holes") == 0;
    bool full = getenv("PSA_TEST_FULL") != NULL;
    unsigned without = 0, booted = 0;
    if (argc < 2 || (argc > 2 && !holes)) {
        fprintf(stderr, "usage: glitch_others STAGE.elf [--holes]\n");
        return 2;
    }
    way = ways;
    must(psa_crypto_init(), "crypto");
    emu_load(argv[1]);
    may_pause();
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        way = &ways[i];
        make_key();
        check_plain(true);
        check_plain(false);
        unsigned found = from("pcc_verdict_twice", UINT32_MAX, 1);
        for (size_t k = 0; !holes && k < 8 && way->functions[k] != NULL; k++) {
            found += within(way->functions[k], full ? 1 : way->sample);
        }
        if (full && !holes && way->traced) {
            found += from(way->functions[0], 1, 1);
        }
        booted += found;
        without += found == 0;
    }
    printf("%u skips booted an image that must not run\n", booted);
    if (holes) {
        return without == 0 ? 0 : 1; /* each of them has some */
    }
    return booted == 0 ? 0 : 1;
}
