/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Faults in the boot decision: an image that must not run, and every instruction of the boot skipped in turn. None may
 * boot it.
 *
 *     glitch STAGE.elf [--holes]    --holes: this build is without redundancy, and must be found to have holes
 *
 * Outside of the signature's arithmetic, which the host does: every instruction of pfwu_boot_verify(), where it is run
 * more than once (loops, calls) the first and the last time; of pfwu_boot() one in five. Inside of the arithmetic: one
 * in five the last time that it is run, one in 127 the first time. PSA_TEST_FULL=1: every instruction, the first eight
 * times and the last, in the arithmetic the first and the last.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "emulator.h"
#include "include/pfwu.h"
#include "psa/crypto.h"
#include "tools/psa/image_write.h"

#define BODY_SIZE 150u
#define SECTOR 1024u /* as firmware.c has it */

static psa_key_id_t good_key, other_key;
static uint8_t good_point[65], other_point[65];
static bool full;

static void must(psa_status_t status, const char *what)
{
    if (status != PSA_SUCCESS) {
        fprintf(stderr, "glitch: %s: %d\n", what, (int)status);
        exit(2);
    }
}

/* ------------------------------------------------------------------------------------------------------- Images --- */

static void make_key(psa_key_id_t *key, uint8_t point[65])
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    size_t length;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    must(psa_generate_key(&attributes, key), "key");
    must(psa_export_public_key(*key, point, 65, &length), "public key");
}

static void key_hash(const uint8_t point[65], uint8_t hash[32])
{
    static const uint8_t head[26] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                      0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };
    uint8_t key[91];
    size_t length;
    memcpy(key, head, sizeof head);
    memcpy(&key[26], point, 65);
    must(psa_hash_compute(PSA_ALG_SHA_256, key, sizeof key, hash, 32, &length), "hash");
}

static psa_status_t sign(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                         size_t *signature_size)
{
    size_t length;
    must(psa_hash_compute(PSA_ALG_SHA_256, region, size, hash, 32, &length), "hash");
    return psa_sign_hash(*(psa_key_id_t *)ctx, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, *signature_size,
                         signature_size);
}

/** An image; its key hash is that of `named`, its signature `signer`'s. */
static size_t make(uint8_t version, uint32_t counter, uint8_t fill, psa_key_id_t *signer, const uint8_t *named,
                   uint8_t *out)
{
    uint8_t body[BODY_SIZE];
    size_t size = 0;
    image_spec_t spec = { .header_size = 32, .version = { version, 0, 0, 0 }, .has_counter = true, .counter = counter };
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] = (uint8_t)(fill + 73u * i + (i * i) / 5u); /* no byte like its neighbours */
    }
    key_hash(named, spec.key_hash);
    must(image_write(&spec, body, sizeof body, sign, signer, out, 1024, &size), "image");
    return size;
}

/** The attacks. Each leaves an image that must not run. */
typedef struct attack {
    const char *name;
    bool staged; /* it is a download; a good image is active */
} attack_t;

static const attack_t attacks[] = {
    { "image that runs: for comparison", false },
    { "signature of another key", false },
    { "body changed, hash and signature of the original", false },
    { "body and hash changed, signature of the original", false },
    { "security counter too low", false },
    { "key that the component does not have", false },
    { "signature of another key, staged", true },
    { "body changed, staged", true },
    { "security counter too low, staged", true },
};
#define ATTACKS (sizeof attacks / sizeof attacks[0])

/** Bytes of the signature TLV's payload, which is the last: behind its type 0x22 and its size. */
static size_t signature_room(const uint8_t *image, size_t size)
{
    for (size_t room = 64; room < 80; room++) {
        const uint8_t *tlv = &image[size - room - 4u];
        if (tlv[0] == 0x22 && tlv[1] == 0 && tlv[2] == room && tlv[3] == 0) {
            return room;
        }
    }
    fprintf(stderr, "glitch: no signature\n");
    exit(2);
}

static size_t bad_image(size_t attack, uint8_t *out)
{
    uint8_t other[1024];
    size_t other_size;
    size_t size = make(2, 5, 0x22, &good_key, good_point, out);
    switch (attack) {
    case 1:
    case 6:
        return make(2, 5, 0x66, &other_key, good_point, out);
    case 2:
    case 7:
        out[100] ^= 0x40; /* the hash in the TLV is the one that was signed */
        return size;
    case 3:
        do { /* signatures in DER are of several sizes */
            other_size = make(2, 5, 0x33, &good_key, good_point, other);
        } while (other_size != size);
        memcpy(&other[size - signature_room(out, size)], &out[size - signature_room(out, size)],
               signature_room(out, size));
        memcpy(out, other, size);
        return size;
    case 4:
    case 8:
        return make(2, 3, 0x44, &good_key, good_point, out);
    case 5:
        return make(2, 5, 0x55, &other_key, other_point, out);
    default:
        return size;
    }
}

static void put_journal(void);

/** Reset, and flash as the attack has it. */
static uint8_t attack_image[1024];
static size_t attack_size;
static void set_up(size_t attack, bool verify_only)
{
    uint8_t good[1024];
    emu_reset();
    /* The start code clears .bss, and these are in it: run up to main() first. */
    uint32_t main_address = emu_symbol("main");
    size_t count = 0;
    static uint32_t start[1000000];
    if (emu_trace(start, sizeof start / sizeof start[0], &count) == EMU_REACHED) {
        fprintf(stderr, "glitch: no end\n");
        exit(2);
    }
    size_t at = 0;
    while (at < count && start[at] != main_address) {
        at++;
    }
    emu_reset();
    if (emu_steps(at) != EMU_REACHED) {
        fprintf(stderr, "glitch: main() is not reached\n");
        exit(2);
    }
    memset(emu_bytes(emu_symbol("glitch_journal")), 0xff, 2 * SECTOR);
    memset(emu_bytes(emu_symbol("glitch_active")), 0xff, 3 * SECTOR);
    memset(emu_bytes(emu_symbol("glitch_second")), 0xff, 4 * SECTOR);
    memcpy(emu_bytes(emu_symbol("glitch_key")), good_point, sizeof good_point);
    uint32_t value = sizeof good_point;
    memcpy(emu_bytes(emu_symbol("glitch_key_size")), &value, sizeof value);
    value = PFWU_ECDSA_P256;
    memcpy(emu_bytes(emu_symbol("glitch_algorithm")), &value, sizeof value);
    value = 4;
    memcpy(emu_bytes(emu_symbol("glitch_counter")), &value, sizeof value);
    value = verify_only;
    memcpy(emu_bytes(emu_symbol("glitch_verify_only")), &value, sizeof value);
    attack_size = bad_image(attack, attack_image);
    if (attacks[attack].staged) {
        size_t size = make(1, 4, 0x11, &good_key, good_point, good);
        memcpy(emu_bytes(emu_symbol("glitch_active")), good, size);
        memcpy(emu_bytes(emu_symbol("glitch_second") + SECTOR), attack_image, attack_size);
        put_journal();
    } else {
        memcpy(emu_bytes(emu_symbol("glitch_active")), attack_image, attack_size);
    }
}

/** Words of lib/fwu/DESIGN.md section 3.3: head, snapshot (STAGED, extents), certain. */
static void put_word(unsigned index, uint8_t type, uint8_t component, uint16_t a, uint32_t b)
{
    uint8_t *word = emu_bytes(emu_symbol("glitch_journal") + 16u * index);
    uint32_t sequence = 1u + index;
    uint32_t crc = 0x50465755u;
    uint8_t bytes[16] = { (uint8_t)sequence, 0, 0, 0, type, component, (uint8_t)a, (uint8_t)(a >> 8), (uint8_t)b,
                          (uint8_t)(b >> 8), (uint8_t)(b >> 16), (uint8_t)(b >> 24) };
    for (unsigned i = 0; i < 12; i++) {
        crc ^= bytes[i];
        for (unsigned k = 0; k < 8; k++) {
            crc = crc >> 1 ^ (0xedb88320u & (0u - (crc & 1u)));
        }
    }
    crc = ~crc;
    for (unsigned i = 0; i < 4; i++) {
        bytes[12 + i] = (uint8_t)(crc >> 8u * i);
    }
    memcpy(word, bytes, sizeof bytes);
}

static void put_journal(void)
{
    uint16_t sectors = (uint16_t)((attack_size + SECTOR - 1u) / SECTOR);
    put_word(0, 0x48, 1, 2, 1);
    put_word(1, 0x53, 0, PSA_FWU_STAGED | 1u << 8, 0);
    put_word(2, 0x50, 0, sectors, sectors);
    put_word(3, 0x43, 0, 0, 0);
    put_word(4, 0x44, 0, 0, 0);
}

/* ----------------------------------------------------------------------------------------------------- Campaign --- */

/** The signature's arithmetic, by the host: pcc_p256_verify(public_key, hash, hash_size, signature). */
static uint32_t verify(const uint32_t registers[4])
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    const uint8_t *point = emu_bytes(registers[0]), *hash = emu_bytes(registers[1]),
                  *signature = emu_bytes(registers[3]);
    if (point == NULL || hash == NULL || signature == NULL || registers[2] > 64u ||
        emu_bytes(registers[0] + 64u) == NULL || emu_bytes(registers[1] + registers[2]) == NULL ||
        emu_bytes(registers[3] + 63u) == NULL) {
        return (uint32_t)PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH));
    if (psa_import_key(&attributes, point, 65, &key) != PSA_SUCCESS) {
        return (uint32_t)PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = registers[2] == 32u
                              ? psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64)
                              : PSA_ERROR_INVALID_SIGNATURE;
    must(psa_destroy_key(key), "destroy");
    return (uint32_t)status;
}

/** Whether the bad image is what would run. */
static bool runs_bad(void)
{
    return memcmp(emu_bytes(emu_symbol("glitch_active")), attack_image, attack_size) == 0;
}

/** The run without a fault ends as it should. */
static void check_plain(size_t attack, bool verify_only)
{
    set_up(attack, verify_only);
    emu_end_t end = emu_run(100000000u);
    bool good = attack == 0 ? end == EMU_JUMPED && runs_bad()
                            : attacks[attack].staged ? end == EMU_JUMPED && !runs_bad() : end == EMU_STOPPED;
    if (!good) {
        fprintf(stderr, "glitch: %s: ends with %d without a fault\n", attacks[attack].name, (int)end);
        exit(2);
    }
}

/** Everything but the signature's arithmetic. */
static unsigned outside(size_t attack, bool verify_only)
{
    tally_t tally = { 0 };
    size_t length;
    uint32_t function = emu_symbol("pcc_p256_verify");
    emu_answer(function, verify);
    check_plain(attack, verify_only);
    set_up(attack, verify_only);
    unsigned sample = full || verify_only ? 1u : 5u; /* most of pfwu_boot() is what pfwu_boot_verify() does, too */
    campaign(full ? 8u : 1u, sample, sample, function, runs_bad, &tally, &length);
    campaign_tell(attacks[attack].name, verify_only ? "pfwu_boot_verify()" : "pfwu_boot()", length, &tally);
    emu_answer(function, NULL);
    return tally.jumped;
}

/** The arithmetic itself, up to the end. */
static unsigned inside(size_t attack)
{
    tally_t tally = { 0 };
    size_t length, count;
    uint32_t function = emu_symbol("pcc_p256_verify");
    emu_answer(function, NULL);
    set_up(attack, true);
    emu_state_t *start = emu_state_new();
    emu_save(start);
    const uint32_t *trace = campaign_trace(&count);
    size_t at = 0;
    while (at < count && trace[at] != function) {
        at++;
    }
    emu_restore(start);
    if (at == count || emu_steps(at) != EMU_REACHED) {
        fprintf(stderr, "glitch: no signature is checked\n");
        exit(2);
    }
    emu_state_free(start);
    campaign(1, full ? 1u : 127u, full ? 1u : 5u, 0, runs_bad, &tally, &length);
    campaign_tell(attacks[attack].name, "signature", length, &tally);
    return tally.jumped;
}

int main(int argc, char **argv)
{
    bool holes = argc > 2 && strcmp(argv[2], "--holes") == 0;
    unsigned booted = 0;
    if (argc < 2 || (argc > 2 && !holes)) {
        fprintf(stderr, "usage: glitch STAGE.elf [--holes]\n");
        return 2;
    }
    full = getenv("PSA_TEST_FULL") != NULL;
    must(psa_crypto_init(), "crypto");
    make_key(&good_key, good_point);
    make_key(&other_key, other_point);
    emu_load(argv[1]);
    emu_answer(emu_symbol("pcc_p256_verify"), verify);
    check_plain(0, true);
    check_plain(0, false);
    for (size_t attack = 1; attack < ATTACKS; attack++) {
        booted += attacks[attack].staged ? 0 : outside(attack, true);
        booted += outside(attack, false);
    }
    if (!holes) {
        booted += inside(1);
        booted += full ? inside(3) : 0;
    }
    printf("%u skips booted an image that must not run\n", booted);
    if (holes) {
        return booted > 0 ? 0 : 1;
    }
    return booted == 0 ? 0 : 1;
}
