/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-3 and SHAKE on the sponge of Mbed TLS 3.6. Mbed TLS has SHA-3 only, but its update() is the whole of what a
 * sponge needs: it adds bytes to the state and permutes at the end of each block. The padding, which tells SHA-3 from
 * SHAKE, and the output are done here.
 */
#include "hash.h"

/* SHAKE needs the state and the rate of the sponge, which 3.6 calls private. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/sha3.h>

#include "ct.h"

typedef struct sponge {
    mbedtls_sha3_context context;
    uint8_t domain;   /* first bits of the padding, FIPS 202 section 6 */
    uint8_t position; /* in the block of output */
    bool squeezing;
} sponge_t;

#define DOMAIN_SHA3 0x06u
#define DOMAIN_SHAKE 0x1fu

_Static_assert(sizeof(sponge_t) <= sizeof(pcc_sha3_t), "pcc_sha3_t too small");
_Static_assert(_Alignof(sponge_t) <= _Alignof(pcc_sha3_t), "pcc_sha3_t not aligned");

static psa_status_t to_status(int result)
{
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
}

/* Begin with a rate in bytes, which Mbed TLS only knows how to set for SHA-3. */
static psa_status_t begin(sponge_t *s, uint16_t rate, uint8_t domain)
{
    mbedtls_sha3_init(&s->context);
    psa_status_t status = to_status(mbedtls_sha3_starts(&s->context, MBEDTLS_SHA3_256));
    s->context.max_block_size = rate;
    s->domain = domain;
    s->position = 0;
    s->squeezing = false;
    return status;
}

/* Permute a state in which nothing is left to add: a zero as the last byte of the block changes nothing. */
static psa_status_t permute(sponge_t *s)
{
    static const uint8_t zero = 0;

    s->context.index = s->context.max_block_size - 1u;
    return to_status(mbedtls_sha3_update(&s->context, &zero, 1));
}

static void add_byte(sponge_t *s, uint32_t at, uint8_t byte)
{
    s->context.state[at / 8] ^= (uint64_t)byte << (8 * (at % 8));
}

/* FIPS 202 section 5.1: the domain's bits, a 1, zeros, a 1 at the end of the block. */
static psa_status_t end_input(sponge_t *s)
{
    add_byte(s, s->context.index, s->domain);
    add_byte(s, s->context.max_block_size - 1u, 0x80);
    s->squeezing = true;
    return permute(s);
}

static psa_status_t squeeze(sponge_t *s, uint8_t *out, size_t size)
{
    psa_status_t status = PSA_SUCCESS;

    for (size_t i = 0; i < size && status == PSA_SUCCESS; i++) {
        if (s->position == s->context.max_block_size) {
            status = permute(s);
            s->position = 0;
        }
        out[i] = (uint8_t)(s->context.state[s->position / 8] >> (8 * (s->position % 8)));
        s->position++;
    }
    return status;
}

static psa_status_t start(void *state, unsigned alg)
{
    sponge_t *s = (sponge_t *)state;

    /* The capacity is twice the strength: 200 bytes less that (FIPS 202 sections 6.1 and 6.2). */
    switch (alg) {
    case PCC_HASH_SHA3_224:
        return begin(s, 144, DOMAIN_SHA3);
    case PCC_HASH_SHA3_256:
        return begin(s, 136, DOMAIN_SHA3);
    case PCC_HASH_SHA3_384:
        return begin(s, 104, DOMAIN_SHA3);
    case PCC_HASH_SHA3_512:
        return begin(s, 72, DOMAIN_SHA3);
    case PCC_HASH_SHAKE128_256:
        return begin(s, 168, DOMAIN_SHAKE);
    default:
        return begin(s, 136, DOMAIN_SHAKE);
    }
}

static psa_status_t update(void *state, const uint8_t *in, size_t size)
{
    return to_status(mbedtls_sha3_update(&((sponge_t *)state)->context, in, size));
}

static psa_status_t finish(void *state, uint8_t *out, size_t size)
{
    sponge_t *s = (sponge_t *)state;
    psa_status_t status = end_input(s);

    /* All that a hash of this family can want is less than one block. */
    return status == PSA_SUCCESS ? squeeze(s, out, size) : status;
}

const pcc_hash_family_t pcc_sha3 = { start, update, finish };

psa_status_t pcc_xof_start(pcc_sha3_t *xof, pcc_xof_alg_t alg)
{
    sponge_t *s = (sponge_t *)(void *)xof;

#if defined(PSA_WANT_ALG_SHAKE128)
    if (alg == PCC_XOF_SHAKE128) {
        return begin(s, 168, DOMAIN_SHAKE);
    }
#endif
#if defined(PSA_WANT_ALG_SHAKE256)
    if (alg == PCC_XOF_SHAKE256) {
        return begin(s, 136, DOMAIN_SHAKE);
    }
#endif
    (void)s;
    (void)alg;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcc_xof_update(pcc_sha3_t *xof, const uint8_t *in, size_t size)
{
    return update(xof, in, size);
}

psa_status_t pcc_xof_output(pcc_sha3_t *xof, uint8_t *out, size_t size)
{
    sponge_t *s = (sponge_t *)(void *)xof;
    psa_status_t status = PSA_SUCCESS;

    if (!s->squeezing) {
        status = end_input(s);
    }
    if (status == PSA_SUCCESS) {
        status = squeeze(s, out, size);
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, size);
    }
    return status;
}
