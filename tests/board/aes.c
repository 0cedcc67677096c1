/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES and SAES: ECB, CBC, CTR, GCM and CCM, key order, hardware keys, wrapping. Computed by OpenSSL. The DHUK of this
 * chip is a hash of its UID with what the real one depends on. BHK, shared keys and suspending are not modelled: using
 * them is a breach.
 */
#include "tests/board/board_internal.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#define CR_EN 1u
#define CR_DATATYPE(cr) ((cr) >> 1 & 3u)
#define CR_MODE(cr) ((cr) >> 3 & 3u)
#define CR_CHMOD(cr) (((cr) >> 5 & 3u) | ((cr) >> 16 & 1u) << 2)
#define CR_KEYSIZE(cr) ((cr) >> 18 & 1u)
#define CR_KMOD(cr) ((cr) >> 24 & 3u)
#define CR_KEYSEL(cr) ((cr) >> 28 & 7u)
#define CR_IPRST (1u << 31)
#define SR_RDERR 2u
#define SR_WRERR 4u
#define SR_BUSY 8u
#define SR_KEYVALID (1u << 7)
#define ISR_CCF 1u
#define ISR_RWEIF 2u
#define ISR_KEIF 4u
#define MODE_ENCRYPT 0u
#define MODE_DERIVE 1u
#define MODE_DECRYPT 2u
#define CHAIN_ECB 0u
#define CHAIN_CBC 1u
#define CHAIN_CTR 2u
#define CHAIN_GCM 3u
#define CHAIN_CCM 4u
#define CR_GCMPH(cr) ((cr) >> 13 & 3u)
#define CR_NPBLB(cr) ((cr) >> 20 & 0xfu)
#define CR_WHILE_ON (CR_EN | 3u << 13 | 0xfu << 20) /* phase and padding of a block may change while the unit is on */
#define PHASE_INIT 0u
#define PHASE_HEADER 1u
#define PHASE_PAYLOAD 2u
#define PHASE_FINAL 3u

static bool is_saes(const board_t *board, const struct aes_unit *aes)
{
    return aes == &board->saes;
}

void aes_reset(board_t *board, struct aes_unit *aes)
{
    uint32_t hangs = aes->hangs;
    OPENSSL_cleanse(aes, sizeof *aes);
    aes->hangs = hangs;
    aes->seeded = !is_saes(board, aes);
}

/* SAES takes a seed from the RNG first, and stays busy without. */
static bool busy(board_t *board, struct aes_unit *aes)
{
    if (!aes->seeded && rng_running(board)) {
        aes->seeded = true;
        aes->busy_until = board->now + 20;
    }
    return !aes->seeded || board->now < aes->busy_until;
}

static void put_be(uint8_t *out, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (uint8_t)(word >> (24 - 8 * i));
    }
}

static uint32_t get_be(const uint8_t *in)
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

static uint32_t swapped(uint32_t word, uint32_t datatype)
{
    switch (datatype) {
    case 0:
        return word;
    case 1:
        return word << 16 | word >> 16;
    case 2:
        return __builtin_bswap32(word);
    default: {
        uint32_t out = 0;
        for (unsigned i = 0; i < 32; i++) {
            out |= (word >> i & 1u) << (31 - i);
        }
        return out;
    }
    }
}

/* ECB on one block. */
static void block(const struct aes_unit *aes, bool encrypt, const uint8_t in[16], uint8_t out[16])
{
    uint8_t room[32];
    int size = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    const EVP_CIPHER *cipher = CR_KEYSIZE(aes->cr) ? EVP_aes_256_ecb() : EVP_aes_128_ecb();
    if (ctx == NULL || EVP_CipherInit_ex(ctx, cipher, NULL, aes->real_key, NULL, encrypt) != 1 ||
        EVP_CIPHER_CTX_set_padding(ctx, 0) != 1 || EVP_CipherUpdate(ctx, room, &size, in, 16) != 1 || size != 16) {
        abort();
    }
    memcpy(out, room, 16);
    EVP_CIPHER_CTX_free(ctx);
}

static void iv_bytes(const struct aes_unit *aes, uint8_t iv[16])
{
    for (unsigned i = 0; i < 4; i++) {
        put_be(iv + 4 * i, aes->iv[3 - i]);
    }
}

/* ------------------------------------------------------------------------------------------------- GCM and CCM --- */

/* GCM counts the bits of a block from the other end than OpenSSL's polynomials do. */
static void reflect(uint8_t bytes[16])
{
    for (unsigned i = 0; i < 16; i++) {
        uint8_t out = 0;
        for (unsigned b = 0; b < 8; b++) {
            out = (uint8_t)(out | ((unsigned)bytes[i] >> b & 1u) << (7u - b));
        }
        bytes[i] = out;
    }
}

/* x times h in GF(2^128) (SP 800-38D section 6.3). */
static void times_h(const uint8_t h[16], uint8_t x[16])
{
    static const int polynomial[] = { 128, 7, 2, 1, 0, -1 };
    uint8_t factor[16];
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *a = BN_new(), *b = BN_new();
    memcpy(factor, h, 16);
    reflect(factor);
    reflect(x);
    if (ctx == NULL || a == NULL || b == NULL || BN_lebin2bn(x, 16, a) == NULL || BN_lebin2bn(factor, 16, b) == NULL ||
        BN_GF2m_mod_mul_arr(a, a, b, polynomial, ctx) != 1 || BN_bn2lebinpad(a, x, 16) != 16) {
        abort();
    }
    reflect(x);
    BN_free(a);
    BN_free(b);
    BN_CTX_free(ctx);
}

static void mix(uint8_t a[16], const uint8_t b[16])
{
    for (unsigned i = 0; i < 16; i++) {
        a[i] ^= b[i];
    }
}

/* One block into the authentication. */
static void authenticate(struct aes_unit *aes, const uint8_t in[16])
{
    mix(aes->auth, in);
    if (CR_CHMOD(aes->cr) == CHAIN_GCM) {
        times_h(aes->h, aes->auth);
    } else {
        block(aes, true, aes->auth, aes->auth);
    }
}

static void finished(board_t *board, struct aes_unit *aes)
{
    aes->isr |= ISR_CCF;
    aes->busy_until = board->now + 4;
    if (aes->hangs > 0) {
        aes->hangs--;
        aes->busy_until = UINT64_MAX;
    }
}

/* The init phase: IVR holds the first counter block of GCM, B0 of CCM. EN drops at its end. */
static void start_auth(board_t *board, struct aes_unit *aes)
{
    uint8_t zero[16] = { 0 };
    iv_bytes(aes, aes->counter);
    memset(aes->auth, 0, sizeof aes->auth);
    if (CR_CHMOD(aes->cr) == CHAIN_GCM) {
        block(aes, true, zero, aes->h);
        if (aes->iv[0] != 2) {
            breach(board, "AES GCM: the counter in IVR0 does not begin with 2");
        }
        memcpy(aes->mask, aes->counter, 16);
        aes->mask[15] = 1;
        block(aes, true, aes->mask, aes->mask);
    } else {
        block(aes, true, aes->counter, aes->auth);
        unsigned q = (aes->counter[0] & 7u) + 1u;
        memset(aes->counter + 16 - q, 0, q);
        aes->counter[0] = (uint8_t)(q - 1u);
        block(aes, true, aes->counter, aes->mask);
        aes->counter[15] = 1;
    }
    aes->phase = PHASE_INIT;
    aes->auth_started = true;
    aes->cr &= ~CR_EN;
    finished(board, aes);
}

static void payload_block(board_t *board, struct aes_unit *aes, const uint8_t in[16], uint8_t out[16])
{
    bool encrypt = CR_MODE(aes->cr) == MODE_ENCRYPT, gcm = CR_CHMOD(aes->cr) == CHAIN_GCM;
    unsigned padding = CR_NPBLB(aes->cr);
    uint8_t stream[16], authenticated[16];
    if (padding != 0 && encrypt != gcm) {
        breach(board, "AES: NPBLB is for encryption with GCM and decryption with CCM only");
    }
    block(aes, true, aes->counter, stream);
    for (unsigned i = 0; i < 16; i++) {
        out[i] = in[i] ^ stream[i];
    }
    for (unsigned i = 15; i >= (gcm ? 12u : 1u) && ++aes->counter[i] == 0; i--) {
    }
    memcpy(authenticated, gcm == encrypt ? out : in, 16);
    memset(authenticated + 16 - padding, 0, padding);
    authenticate(aes, authenticated);
    aes->last_padding = padding;
}

/* The final phase gives the tag; GCM wants the lengths first. */
static void give_tag(board_t *board, struct aes_unit *aes)
{
    uint8_t tag[16];
    memcpy(tag, aes->auth, 16);
    mix(tag, aes->mask);
    for (unsigned i = 0; i < 4; i++) {
        aes->out[i] = swapped(get_be(tag + 4 * i), CR_DATATYPE(aes->cr));
    }
    aes->out_count = 4;
    aes->auth_started = false;
    finished(board, aes);
}

/* A block in one of the phases behind the first. */
static void auth_block(board_t *board, struct aes_unit *aes)
{
    uint8_t in[16], out[16];
    bool final = CR_GCMPH(aes->cr) == PHASE_FINAL;
    for (unsigned i = 0; i < 4; i++) {
        put_be(in + 4 * i, final ? aes->in[i] : swapped(aes->in[i], CR_DATATYPE(aes->cr)));
    }
    aes->in_count = 0;
    if (!aes->auth_started) {
        breach(board, "AES: data of GCM or CCM before the init phase or behind the final one");
        return;
    }
    if (CR_GCMPH(aes->cr) != PHASE_FINAL && aes->last_padding != 0) {
        breach(board, "AES: a block behind the last one of a payload (NPBLB)");
    }
    switch (CR_GCMPH(aes->cr)) {
    case PHASE_HEADER:
        authenticate(aes, in);
        finished(board, aes);
        break;
    case PHASE_PAYLOAD:
        payload_block(board, aes, in, out);
        for (unsigned i = 0; i < 4; i++) {
            aes->out[i] = swapped(get_be(out + 4 * i), CR_DATATYPE(aes->cr));
        }
        aes->out_count = 4;
        finished(board, aes);
        break;
    default:
        if (CR_CHMOD(aes->cr) == CHAIN_CCM) {
            breach(board, "AES CCM: the final phase takes no input");
            return;
        }
        authenticate(aes, in);
        give_tag(board, aes);
        break;
    }
}

/* What switching on, or another phase, begins. */
static void enter_phase(board_t *board, struct aes_unit *aes, bool was_on)
{
    uint32_t phase = CR_GCMPH(aes->cr);
    if (phase == PHASE_INIT) {
        if (was_on) {
            breach(board, "AES: back to the init phase while the unit is on");
            return;
        }
        aes->last_padding = 0;
        start_auth(board, aes);
        return;
    }
    if (!aes->auth_started || phase < aes->phase) {
        breach(board, "AES: phases of GCM or CCM in disorder");
        return;
    }
    bool first = phase != aes->phase;
    aes->phase = phase;
    if (first && phase == PHASE_FINAL && CR_CHMOD(aes->cr) == CHAIN_CCM) {
        give_tag(board, aes);
    }
}

static void chain(board_t *board, struct aes_unit *aes, const uint8_t in[16], uint8_t out[16])
{
    bool encrypt = CR_MODE(aes->cr) == MODE_ENCRYPT;
    uint8_t iv[16], mixed[16];
    iv_bytes(aes, iv);
    switch (CR_CHMOD(aes->cr)) {
    case CHAIN_ECB:
        block(aes, encrypt, in, out);
        break;
    case CHAIN_CBC:
        for (unsigned i = 0; i < 16; i++) {
            mixed[i] = encrypt ? in[i] ^ iv[i] : in[i];
        }
        block(aes, encrypt, mixed, out);
        for (unsigned i = 0; i < 16 && !encrypt; i++) {
            out[i] ^= iv[i];
        }
        for (unsigned i = 0; i < 4; i++) {
            aes->iv[3 - i] = get_be((encrypt ? out : in) + 4 * i);
        }
        break;
    case CHAIN_CTR:
        block(aes, true, iv, mixed);
        for (unsigned i = 0; i < 16; i++) {
            out[i] = in[i] ^ mixed[i];
        }
        aes->iv[0]++; /* 32 bits only */
        break;
    default:
        memset(out, 0, 16);
        breach(board, "AES chaining mode %u is not modelled", (unsigned)CR_CHMOD(aes->cr));
        break;
    }
}

/* An unwrapped key goes where nobody reads it. */
static void unwrapped(struct aes_unit *aes, const uint8_t out[16])
{
    unsigned half = aes->wrapped_out ? 1u : 0u, blocks = CR_KEYSIZE(aes->cr) ? 2u : 1u;
    static uint8_t key[32];
    memcpy(key + 16 * half, out, 16);
    aes->wrapped_out = !aes->wrapped_out;
    if (half + 1 == blocks) {
        memcpy(aes->real_key, key, sizeof key);
        memset(key, 0, sizeof key);
        aes->cr &= ~(7u << 28);
        aes->wrapped_out = aes->derived = false;
        aes->keysel_loaded = 0;
    }
}

static void process(board_t *board, struct aes_unit *aes)
{
    uint8_t in[16], out[16];
    uint32_t mode = CR_MODE(aes->cr);
    for (unsigned i = 0; i < 4; i++) {
        put_be(in + 4 * i, swapped(aes->in[i], CR_DATATYPE(aes->cr)));
    }
    aes->in_count = 0;
    if (mode == MODE_DECRYPT && CR_CHMOD(aes->cr) <= CHAIN_CBC && !aes->derived) {
        breach(board, "AES decryption without key derivation");
    }
    chain(board, aes, in, out);
    bool hidden = CR_KMOD(aes->cr) == 1 && mode == MODE_DECRYPT;
    for (unsigned i = 0; i < 4; i++) {
        aes->out[i] = hidden ? 0 : swapped(get_be(out + 4 * i), CR_DATATYPE(aes->cr));
    }
    if (hidden) {
        unwrapped(aes, out);
    }
    aes->out_count = 4;
    finished(board, aes);
}

static void forget_key(struct aes_unit *aes)
{
    memset(aes->key, 0, sizeof aes->key);
    memset(aes->real_key, 0, sizeof aes->real_key);
    aes->key_written = 0;
    aes->key_order = 0;
    aes->key_valid = aes->derived = aes->auth_started = false;
}

static void load_hardware_key(board_t *board, struct aes_unit *aes)
{
    uint32_t select = CR_KEYSEL(aes->cr), bits = CR_KEYSIZE(aes->cr), epoch = 0;
    if (select == aes->keysel_loaded && (select == 0 || aes->key_valid)) {
        return;
    }
    forget_key(aes);
    aes->keysel_loaded = select;
    if (select == 0) {
        return;
    }
    if (!is_saes(board, aes) || select != 1) {
        breach(board, "AES key source %u is not modelled", (unsigned)select);
        return;
    }
    if (board->epochsel == 0) {
        epoch = board->lasting.option[BOARD_NSEPOCH] & 0xffffffu;
    } else if (board->epochsel == 1) {
        epoch = board->lasting.option[BOARD_SECEPOCH] & 0xffffffu;
    }
    uint32_t inputs[] = { 0 /* non-secure */, board->hdpl + board->nexthdpl, board->epochsel, epoch, bits };
    chip_secret(board, "DHUK", inputs, sizeof inputs / sizeof inputs[0], aes->real_key);
    aes->key_valid = true;
    aes->busy_until = board->now + 20;
}

static void write_cr(board_t *board, struct aes_unit *aes, uint32_t value)
{
    if ((value & CR_IPRST) != 0) {
        bool seeded = aes->seeded;
        aes_reset(board, aes);
        aes->seeded = seeded;
        aes->cr = CR_IPRST;
        return;
    }
    if (busy(board, aes)) {
        breach(board, "AES_CR written while the unit is busy");
        return;
    }
    uint32_t before = aes->cr;
    if ((before & CR_EN) != 0) { /* the configuration stays */
        if ((before & ~CR_WHILE_ON) != (value & ~CR_WHILE_ON) && (value & CR_EN) != 0) {
            breach(board, "AES_CR: configuration changed while the unit is on");
        }
        aes->cr = (before & ~CR_WHILE_ON) | (value & CR_WHILE_ON);
    } else {
        if (CR_KEYSIZE(before) != CR_KEYSIZE(value)) {
            forget_key(aes);
            aes->keysel_loaded = 0;
        }
        aes->cr = value & ~CR_EN;
        load_hardware_key(board, aes);
        aes->cr |= value & CR_EN;
    }
    if ((before & CR_EN) == 0 && (aes->cr & CR_EN) != 0) {
        aes->in_count = aes->out_count = 0;
        if (!aes->key_valid) {
            aes->cr &= ~CR_EN;
            breach(board, "AES enabled without a valid key");
        } else if (CR_MODE(aes->cr) == MODE_DERIVE) {
            aes->derived = true;
            aes->cr &= ~CR_EN;
            finished(board, aes);
        } else if (CR_CHMOD(aes->cr) >= CHAIN_GCM) {
            enter_phase(board, aes, false);
        }
    } else if ((aes->cr & CR_EN) != 0 && CR_CHMOD(aes->cr) >= CHAIN_GCM && CR_GCMPH(aes->cr) != CR_GCMPH(before)) {
        if (aes->in_count != 0 || aes->out_count != 0 || (aes->isr & ISR_CCF) != 0) {
            breach(board, "AES: phase changed with a block under way");
        }
        enter_phase(board, aes, true);
    }
}

static void write_key(board_t *board, struct aes_unit *aes, unsigned index, uint32_t value)
{
    unsigned words = CR_KEYSIZE(aes->cr) ? 8 : 4;
    if ((aes->cr & CR_EN) != 0 || busy(board, aes) || CR_KEYSEL(aes->cr) != 0 || index >= words) {
        breach(board, "AES_KEYR%u written while busy, on, with a hardware key, or beyond the key size", index);
        return;
    }
    if (aes->key_valid || aes->key_written == 0) {
        forget_key(aes);
        aes->key_order = index == 0 ? 1 : -1;
        if (index != 0 && index != words - 1) {
            aes->isr |= ISR_KEIF;
            breach(board, "AES key words in disorder (KEIF)");
            return;
        }
    } else if ((int)index != (int)aes->key_last + aes->key_order) {
        aes->isr |= ISR_KEIF;
        breach(board, "AES key words in disorder (KEIF)");
        return;
    }
    aes->key_last = index;
    aes->key_written |= 1u << index;
    aes->key[index] = value;
    if (aes->key_written == (1u << words) - 1u) {
        for (unsigned i = 0; i < words; i++) {
            put_be(aes->real_key + 4 * i, aes->key[words - 1 - i]);
        }
        aes->key_valid = true;
        aes->key_written = 0;
        aes->busy_until = board->now + 4;
    }
}

uint32_t aes_read(board_t *board, struct aes_unit *aes, uint32_t offset)
{
    switch (offset) {
    case 0x00:
        return aes->cr;
    case 0x04:
        return aes->sr | (busy(board, aes) ? SR_BUSY : 0) | (aes->key_valid && !busy(board, aes) ? SR_KEYVALID : 0);
    case 0x0c:
        if (aes->out_count == 0 || (aes->isr & ISR_CCF) != 0) {
            aes->sr |= SR_RDERR;
            aes->isr |= ISR_RWEIF;
            breach(board, "AES_DOUTR read before CCF was seen and cleared");
            return 0;
        }
        return aes->out[4 - aes->out_count--];
    case 0x300:
        return aes->ier;
    case 0x304:
        return busy(board, aes) ? aes->isr & ~ISR_CCF : aes->isr;
    default:
        if (offset >= 0x20 && offset < 0x30) {
            return aes->iv[(offset - 0x20) / 4];
        }
        return 0; /* keys are never read */
    }
}

void aes_write(board_t *board, struct aes_unit *aes, uint32_t offset, uint32_t value)
{
    if (offset == 0x00) {
        write_cr(board, aes, value);
    } else if (offset == 0x08) {
        if ((aes->cr & CR_EN) == 0 || busy(board, aes) || aes->out_count != 0) {
            aes->sr |= SR_WRERR;
            aes->isr |= ISR_RWEIF;
            breach(board, "AES_DINR written while off, busy, or with output not read");
            return;
        }
        aes->in[aes->in_count++] = value;
        if ((aes->isr & ISR_CCF) != 0) {
            breach(board, "AES_DINR written before CCF of the last block was cleared");
        }
        if (aes->in_count == 4 && CR_CHMOD(aes->cr) >= CHAIN_GCM) {
            auth_block(board, aes);
        } else if (aes->in_count == 4) {
            process(board, aes);
        }
    } else if (offset >= 0x10 && offset < 0x20) {
        write_key(board, aes, (offset - 0x10) / 4, value);
    } else if (offset >= 0x30 && offset < 0x40) {
        write_key(board, aes, 4 + (offset - 0x30) / 4, value);
    } else if (offset >= 0x20 && offset < 0x30) {
        if ((aes->cr & CR_EN) != 0) {
            breach(board, "AES_IVR written while the unit is on");
            return;
        }
        aes->iv[(offset - 0x20) / 4] = value;
    } else if (offset == 0x300) {
        aes->ier = value;
    } else if (offset == 0x308) {
        aes->isr &= ~value;
    } else {
        breach(board, "no AES register to write at 0x%x, or suspending, which is not modelled", offset);
    }
}

void board_accelerator_hang(board_t *board, uint32_t count)
{
    board->aes.hangs = board->saes.hangs = board->hash.hangs = count;
}
