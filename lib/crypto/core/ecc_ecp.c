/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Elliptic curves on Mbed TLS 2.28 or 3.6. Big numbers are on Mbed TLS's heap; each function gives all back before it
 * returns.
 */
#include "ecc.h"

#include <mbedtls/ecdh.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/version.h>

#include "ct.h"
#include "rng_adapter.h"
#include "scalar.h"

_Static_assert(sizeof(mbedtls_ecp_group) <= sizeof(pcc_ecc_memory_t), "pcc_ecc_memory_t too small");
_Static_assert(_Alignof(mbedtls_ecp_group) <= _Alignof(pcc_ecc_memory_t), "pcc_ecc_memory_t not aligned");

/* Mbed TLS takes the group as variable because 2.28 keeps a table in it when it first multiplies the base point; that
 * was done in pcc_ecp_load(), so it only reads from then on. */
static mbedtls_ecp_group *group_of(const pcc_ecc_memory_t *memory)
{
    return (mbedtls_ecp_group *)(void *)(uintptr_t)memory;
}

static psa_status_t to_status(int result, const pcc_rng_adapter_t *adapter)
{
    if (adapter != NULL && adapter->status != PSA_SUCCESS) {
        return adapter->status;
    }
    switch (result) {
    case 0:
        return PSA_SUCCESS;
    case MBEDTLS_ERR_MPI_ALLOC_FAILED:
    case MBEDTLS_ERR_ECP_ALLOC_FAILED:
    case MBEDTLS_ERR_MD_ALLOC_FAILED: /* 2.28 blinds by a generator of its own where it is given none */
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    case MBEDTLS_ERR_ECP_VERIFY_FAILED:
        return PSA_ERROR_INVALID_SIGNATURE;
    case MBEDTLS_ERR_ECP_RANDOM_FAILED:
        return PSA_ERROR_INSUFFICIENT_ENTROPY;
    case MBEDTLS_ERR_ECP_INVALID_KEY:
    case MBEDTLS_ERR_ECP_BAD_INPUT_DATA:
    case MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE:
        return PSA_ERROR_INVALID_ARGUMENT;
    default:
        return PSA_ERROR_GENERIC_ERROR;
    }
}

/* Mbed TLS's name of a curve. */
static mbedtls_ecp_group_id group_id(const pcc_curve_t *curve)
{
    switch ((unsigned)curve->family << 16 | curve->bits) {
    case PCC_FAMILY_SECP_R1 << 16 | 192:
        return MBEDTLS_ECP_DP_SECP192R1;
    case PCC_FAMILY_SECP_R1 << 16 | 224:
        return MBEDTLS_ECP_DP_SECP224R1;
    case PCC_FAMILY_SECP_R1 << 16 | 256:
        return MBEDTLS_ECP_DP_SECP256R1;
    case PCC_FAMILY_SECP_R1 << 16 | 384:
        return MBEDTLS_ECP_DP_SECP384R1;
    case PCC_FAMILY_SECP_R1 << 16 | 521:
        return MBEDTLS_ECP_DP_SECP521R1;
    case PCC_FAMILY_SECP_K1 << 16 | 192:
        return MBEDTLS_ECP_DP_SECP192K1;
    case PCC_FAMILY_SECP_K1 << 16 | 225:
        return MBEDTLS_ECP_DP_SECP224K1;
    case PCC_FAMILY_SECP_K1 << 16 | 256:
        return MBEDTLS_ECP_DP_SECP256K1;
    case PCC_FAMILY_BRAINPOOL_P_R1 << 16 | 256:
        return MBEDTLS_ECP_DP_BP256R1;
    case PCC_FAMILY_BRAINPOOL_P_R1 << 16 | 384:
        return MBEDTLS_ECP_DP_BP384R1;
    case PCC_FAMILY_BRAINPOOL_P_R1 << 16 | 512:
        return MBEDTLS_ECP_DP_BP512R1;
    case PCC_FAMILY_MONTGOMERY << 16 | 255:
        return MBEDTLS_ECP_DP_CURVE25519;
    case PCC_FAMILY_MONTGOMERY << 16 | 448:
        return MBEDTLS_ECP_DP_CURVE448;
    default:
        return MBEDTLS_ECP_DP_NONE;
    }
}

psa_status_t pcc_ecp_load(pcc_ecc_memory_t *memory, const pcc_curve_t *curve)
{
    mbedtls_ecp_group *group = group_of(memory);

    mbedtls_ecp_group_init(group);
    int result = mbedtls_ecp_group_load(group, group_id(curve));
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    /* 2.28 makes the table of multiples of the base point now and keeps it; 3.6 has it in constant memory. */
    if (!pcc_curve_is_montgomery(curve)) {
        mbedtls_ecp_point product;
        mbedtls_mpi two;
        mbedtls_ecp_point_init(&product);
        mbedtls_mpi_init(&two);
        if (result == 0) {
            result = mbedtls_mpi_lset(&two, 2);
        }
        if (result == 0) {
            result = mbedtls_ecp_mul(group, &product, &two, &group->G, NULL, NULL);
        }
        mbedtls_mpi_free(&two);
        mbedtls_ecp_point_free(&product);
    }
#endif
    if (result != 0) {
        pcc_ecp_unload(memory);
    }
    return to_status(result, NULL);
}

void pcc_ecp_unload(pcc_ecc_memory_t *memory)
{
    mbedtls_ecp_group_free(group_of(memory));
}

static int read_scalar(const pcc_curve_t *curve, mbedtls_mpi *number, const uint8_t *scalar)
{
    return pcc_curve_is_montgomery(curve) ? mbedtls_mpi_read_binary_le(number, scalar, curve->scalar_size)
                                          : mbedtls_mpi_read_binary(number, scalar, curve->scalar_size);
}

/* Read and check a public key. */
static int read_public(const pcc_ecc_t *ecc, mbedtls_ecp_point *point, const uint8_t *public_key)
{
    mbedtls_ecp_group *group = group_of(ecc->memory);

    if (!pcc_curve_is_montgomery(ecc->curve) && public_key[0] != 0x04) {
        return MBEDTLS_ERR_ECP_INVALID_KEY;
    }
    int result = mbedtls_ecp_point_read_binary(group, point, public_key, pcc_curve_public_size(ecc->curve));
    if (result == 0) {
        result = mbedtls_ecp_check_pubkey(group, point);
    }
    return result;
}

psa_status_t pcc_ecp_check_public(const pcc_ecc_t *ecc, const uint8_t *public_key)
{
    mbedtls_ecp_point point;

    mbedtls_ecp_point_init(&point);
    int result = read_public(ecc, &point, public_key);
    mbedtls_ecp_point_free(&point);
    return to_status(result, NULL);
}

psa_status_t pcc_ecp_public(const pcc_ecc_t *ecc, const uint8_t *private_key, uint8_t *public_key, const pcc_rng_t *rng)
{
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_ecp_group *group = group_of(ecc->memory);
    size_t public_size = pcc_curve_public_size(ecc->curve);
    mbedtls_ecp_point point;
    mbedtls_mpi d;
    size_t size = 0;

    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&d);
    int result = read_scalar(ecc->curve, &d, private_key);
    if (result == 0) {
        result = mbedtls_ecp_mul(group, &point, &d, &group->G, pcc_rng_fill, &adapter);
    }
    if (result == 0) {
        result =
            mbedtls_ecp_point_write_binary(group, &point, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, public_key, public_size);
    }
    mbedtls_mpi_free(&d);
    mbedtls_ecp_point_free(&point);
    if (result != 0) {
        pcc_wipe(public_key, public_size);
    }
    return to_status(result, &adapter);
}

/* Write the x of a shared point; all zeros are refused on a Montgomery curve. */
static int write_secret(const pcc_curve_t *curve, const mbedtls_mpi *z, uint8_t *secret)
{
    uint32_t any = 0;

    if (!pcc_curve_is_montgomery(curve)) {
        return mbedtls_mpi_write_binary(z, secret, curve->field_size);
    }
    int result = mbedtls_mpi_write_binary_le(z, secret, curve->field_size);
    for (size_t i = 0; i < curve->field_size; i++) {
        any |= secret[i];
    }
    return result == 0 && any == 0 ? MBEDTLS_ERR_ECP_INVALID_KEY : result;
}

psa_status_t pcc_ecp_ecdh(const pcc_ecc_t *ecc, const uint8_t *private_key, const uint8_t *peer, uint8_t *secret,
                          const pcc_rng_t *rng)
{
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_ecp_point point;
    mbedtls_mpi d, z;

    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&d);
    mbedtls_mpi_init(&z);
    int result = read_public(ecc, &point, peer);
    if (result == 0) {
        result = read_scalar(ecc->curve, &d, private_key);
    }
    if (result == 0) {
        result = mbedtls_ecdh_compute_shared(group_of(ecc->memory), &z, &point, &d, pcc_rng_fill, &adapter);
    }
    if (result == 0) {
        result = write_secret(ecc->curve, &z, secret);
    }
    mbedtls_mpi_free(&z);
    mbedtls_mpi_free(&d);
    mbedtls_ecp_point_free(&point);
    if (result != 0) {
        pcc_wipe(secret, ecc->curve->field_size);
    }
    return to_status(result, &adapter);
}

/* x of a point that is not at infinity, modulo n. */
static int x_modulo_n(const pcc_ecc_t *ecc, const mbedtls_ecp_point *point, mbedtls_mpi *x)
{
    mbedtls_ecp_group *group = group_of(ecc->memory);
    uint8_t bytes[PCC_POINT_SIZE_MAX];
    size_t size = 0;

    int result =
        mbedtls_ecp_point_write_binary(group, point, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, bytes, sizeof bytes);
    if (result == 0) {
        result = mbedtls_mpi_read_binary(x, bytes + 1, ecc->curve->field_size);
    }
    return result == 0 ? mbedtls_mpi_mod_mpi(x, x, &group->N) : result;
}

/* r = x of nonce * G, modulo n. */
static int make_r(const pcc_ecc_t *ecc, const mbedtls_mpi *k, mbedtls_mpi *r, pcc_rng_adapter_t *adapter)
{
    mbedtls_ecp_group *group = group_of(ecc->memory);
    mbedtls_ecp_point point;

    mbedtls_ecp_point_init(&point);
    int result = mbedtls_ecp_mul(group, &point, k, &group->G, pcc_rng_fill, adapter);
    if (result == 0) {
        result = x_modulo_n(ecc, &point, r);
    }
    mbedtls_ecp_point_free(&point);
    return result;
}

/* a = a * b modulo n. */
static int multiply(const mbedtls_ecp_group *group, mbedtls_mpi *a, const mbedtls_mpi *b)
{
    int result = mbedtls_mpi_mul_mpi(a, a, b);

    return result == 0 ? mbedtls_mpi_mod_mpi(a, a, &group->N) : result;
}

/* s = t (e + r d) / (t k), modulo n. The random t hides k from the inversion and the key from the reductions, whose
 * time depends on their operands. e is lost, k too. */
static int make_s(const mbedtls_ecp_group *group, mbedtls_mpi *e, const mbedtls_mpi *r, const mbedtls_mpi *d,
                  mbedtls_mpi *k, const mbedtls_mpi *t, mbedtls_mpi *s)
{
    int result = mbedtls_mpi_mul_mpi(s, r, d);
    if (result == 0) {
        result = mbedtls_mpi_add_mpi(e, e, s);
    }
    if (result == 0) {
        result = multiply(group, e, t);
    }
    if (result == 0) {
        result = multiply(group, k, t);
    }
    if (result == 0) {
        result = mbedtls_mpi_inv_mod(s, k, &group->N);
    }
    return result == 0 ? multiply(group, s, e) : result;
}

/* The numbers of a signature. */
typedef struct sign_numbers {
    mbedtls_mpi d, k, e, t, r, s;
} sign_numbers_t;

static int read_numbers(const pcc_curve_t *curve, sign_numbers_t *m, const uint8_t *private_key, const uint8_t *nonce,
                        const uint8_t *number, const uint8_t *blind)
{
    mbedtls_mpi_init(&m->d);
    mbedtls_mpi_init(&m->k);
    mbedtls_mpi_init(&m->e);
    mbedtls_mpi_init(&m->t);
    mbedtls_mpi_init(&m->r);
    mbedtls_mpi_init(&m->s);
    int result = read_scalar(curve, &m->d, private_key);
    if (result == 0) {
        result = read_scalar(curve, &m->k, nonce);
    }
    if (result == 0) {
        result = read_scalar(curve, &m->e, number);
    }
    return result == 0 ? read_scalar(curve, &m->t, blind) : result;
}

static void free_numbers(sign_numbers_t *m)
{
    mbedtls_mpi_free(&m->d);
    mbedtls_mpi_free(&m->k);
    mbedtls_mpi_free(&m->e);
    mbedtls_mpi_free(&m->t);
    mbedtls_mpi_free(&m->r);
    mbedtls_mpi_free(&m->s);
}

psa_status_t pcc_ecp_sign_number(const pcc_ecc_t *ecc, const uint8_t *private_key, const uint8_t *nonce,
                                 const uint8_t *number, uint8_t *signature, const pcc_rng_t *rng)
{
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    const mbedtls_ecp_group *group = group_of(ecc->memory);
    size_t size = ecc->curve->scalar_size;
    uint8_t blind[PCC_SCALAR_SIZE_MAX];
    sign_numbers_t m;

    psa_status_t status = pcc_scalar_generate(ecc->curve, blind, rng);
    if (status != PSA_SUCCESS) {
        return status;
    }
    int result = read_numbers(ecc->curve, &m, private_key, nonce, number, blind);
    pcc_wipe(blind, sizeof blind);
    if (result == 0) {
        result = make_r(ecc, &m.k, &m.r, &adapter);
    }
    if (result == 0) {
        result = make_s(group, &m.e, &m.r, &m.d, &m.k, &m.t, &m.s);
    }
    if (result == 0 && (mbedtls_mpi_cmp_int(&m.r, 0) == 0 || mbedtls_mpi_cmp_int(&m.s, 0) == 0)) {
        result = MBEDTLS_ERR_MPI_BAD_INPUT_DATA;
    }
    if (result == 0) {
        result = mbedtls_mpi_write_binary(&m.r, signature, size);
    }
    if (result == 0) {
        result = mbedtls_mpi_write_binary(&m.s, signature + size, size);
    }
    free_numbers(&m);
    return to_status(result, &adapter);
}

/* The numbers of a verification. */
typedef struct verify_numbers {
    mbedtls_ecp_point key, point;
    mbedtls_mpi r, u1, u2, w;
} verify_numbers_t;

static int read_verify_numbers(const pcc_ecc_t *ecc, const uint8_t *public_key, const uint8_t *hash, size_t hash_size,
                          const uint8_t *signature, verify_numbers_t *m)
{
    mbedtls_ecp_group *group = group_of(ecc->memory);
    size_t size = ecc->curve->scalar_size;
    uint8_t number[PCC_SCALAR_SIZE_MAX];

    pcc_scalar_of_hash(ecc->curve, hash, hash_size, number);
    int result = mbedtls_ecp_point_read_binary(group, &m->key, public_key, pcc_curve_public_size(ecc->curve));
    if (result == 0) {
        result = mbedtls_mpi_read_binary(&m->r, signature, size);
    }
    if (result == 0) {
        result = mbedtls_mpi_read_binary(&m->w, signature + size, size);
    }
    if (result == 0) {
        result = mbedtls_mpi_read_binary(&m->u1, number, size);
    }
    if (result == 0 &&
        (mbedtls_mpi_cmp_int(&m->r, 1) < 0 || mbedtls_mpi_cmp_mpi(&m->r, &group->N) >= 0 ||
         mbedtls_mpi_cmp_int(&m->w, 1) < 0 || mbedtls_mpi_cmp_mpi(&m->w, &group->N) >= 0)) {
        result = MBEDTLS_ERR_ECP_VERIFY_FAILED;
    }
    return result;
}

/* x = that of (e / s) G + (r / s) Q, modulo n, in bytes. */
static int recover_x(const pcc_ecc_t *ecc, verify_numbers_t *m, uint8_t *x)
{
    mbedtls_ecp_group *group = group_of(ecc->memory);

    int result = mbedtls_mpi_inv_mod(&m->w, &m->w, &group->N);
    if (result == 0) {
        result = multiply(group, &m->u1, &m->w);
    }
    if (result == 0) {
        result = mbedtls_mpi_copy(&m->u2, &m->r);
    }
    if (result == 0) {
        result = multiply(group, &m->u2, &m->w);
    }
    if (result == 0) {
        result = mbedtls_ecp_muladd(group, &m->point, &m->u1, &group->G, &m->u2, &m->key);
    }
    if (result == 0 && mbedtls_ecp_is_zero(&m->point)) {
        result = MBEDTLS_ERR_ECP_VERIFY_FAILED;
    }
    if (result == 0) {
        result = x_modulo_n(ecc, &m->point, &m->w);
    }
    return result == 0 ? mbedtls_mpi_write_binary(&m->w, x, ecc->curve->scalar_size) : result;
}

/* SEC 1 section 4.1.4. Mbed TLS's own ends in one comparison, of which one skipped instruction makes a good signature
 * (tests/glitch): this one compares twice. All of it is public. */
psa_status_t pcc_ecp_verify(const pcc_ecc_t *ecc, const uint8_t *public_key, const uint8_t *hash, size_t hash_size,
                            const uint8_t *signature)
{
    uint8_t x[PCC_SCALAR_SIZE_MAX];
    verify_numbers_t m;

    for (size_t i = 0; i < ecc->curve->scalar_size; i++) {
        x[i] = (uint8_t)~signature[i]; /* what is not written is no match */
    }
    mbedtls_ecp_point_init(&m.key);
    mbedtls_ecp_point_init(&m.point);
    mbedtls_mpi_init(&m.r);
    mbedtls_mpi_init(&m.u1);
    mbedtls_mpi_init(&m.u2);
    mbedtls_mpi_init(&m.w);
    int result = read_verify_numbers(ecc, public_key, hash, hash_size, signature, &m);
    if (result == 0) {
        result = recover_x(ecc, &m, x);
    }
    mbedtls_mpi_free(&m.w);
    mbedtls_mpi_free(&m.u2);
    mbedtls_mpi_free(&m.u1);
    mbedtls_mpi_free(&m.r);
    mbedtls_ecp_point_free(&m.point);
    mbedtls_ecp_point_free(&m.key);
    if (result != 0) {
        return pcc_refused(to_status(result, NULL));
    }
    return pcc_verdict_twice(x, signature, ecc->curve->scalar_size, PSA_ERROR_INVALID_SIGNATURE);
}

/* Write a point that is a public key; the point at infinity is an error. */
static int write_public(const pcc_ecc_t *ecc, const mbedtls_ecp_point *point, uint8_t *out)
{
    size_t public_size = pcc_curve_public_size(ecc->curve), size = 0;
    int result = mbedtls_ecp_point_write_binary(group_of(ecc->memory), point, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, out,
                                                public_size);

    return result == 0 && size != public_size ? MBEDTLS_ERR_ECP_INVALID_KEY : result;
}

psa_status_t pcc_ecp_base(const pcc_ecc_t *ecc, uint8_t *out)
{
    return to_status(write_public(ecc, &group_of(ecc->memory)->G, out), NULL);
}

psa_status_t pcc_ecp_multiply(const pcc_ecc_t *ecc, const uint8_t *scalar, const uint8_t *point, uint8_t *out,
                              const pcc_rng_t *rng)
{
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_ecp_group *group = group_of(ecc->memory);
    mbedtls_ecp_point p;
    mbedtls_mpi k;

    mbedtls_ecp_point_init(&p);
    mbedtls_mpi_init(&k);
    int result = point != NULL ? read_public(ecc, &p, point) : 0;
    if (result == 0) {
        result = read_scalar(ecc->curve, &k, scalar);
    }
    if (result == 0) {
        result = mbedtls_ecp_mul(group, &p, &k, point != NULL ? &p : &group->G, pcc_rng_fill, &adapter);
    }
    if (result == 0) {
        result = write_public(ecc, &p, out);
    }
    mbedtls_mpi_free(&k);
    mbedtls_ecp_point_free(&p);
    if (result != 0) {
        pcc_wipe(out, pcc_curve_public_size(ecc->curve));
    }
    return to_status(result, &adapter);
}

/* 1 a +- 1 b: the sum alone, without a multiplication whose time would tell of a scalar. */
psa_status_t pcc_ecp_add(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out)
{
    mbedtls_ecp_group *group = group_of(ecc->memory);
    mbedtls_ecp_point p, q;
    mbedtls_mpi one, sign;

    mbedtls_ecp_point_init(&p);
    mbedtls_ecp_point_init(&q);
    mbedtls_mpi_init(&one);
    mbedtls_mpi_init(&sign);
    int result = read_public(ecc, &p, a);
    if (result == 0) {
        result = read_public(ecc, &q, b);
    }
    if (result == 0) {
        result = mbedtls_mpi_lset(&one, 1);
    }
    if (result == 0) {
        result = mbedtls_mpi_lset(&sign, subtract ? -1 : 1);
    }
    if (result == 0) {
        result = mbedtls_ecp_muladd(group, &p, &one, &p, &sign, &q);
    }
    if (result == 0) {
        result = write_public(ecc, &p, out);
    }
    mbedtls_mpi_free(&sign);
    mbedtls_mpi_free(&one);
    mbedtls_ecp_point_free(&q);
    mbedtls_ecp_point_free(&p);
    if (result != 0) {
        pcc_wipe(out, pcc_curve_public_size(ecc->curve));
    }
    return to_status(result, NULL);
}

/* a + t n for a random t: the same modulo n, and the time of what follows tells nothing of a. */
static int blind(const mbedtls_ecp_group *group, mbedtls_mpi *a, pcc_rng_adapter_t *adapter)
{
    mbedtls_mpi t;

    mbedtls_mpi_init(&t);
    int result = mbedtls_mpi_fill_random(&t, 16, pcc_rng_fill, adapter);
    if (result == 0) {
        result = mbedtls_mpi_mul_mpi(&t, &t, &group->N);
    }
    if (result == 0) {
        result = mbedtls_mpi_add_mpi(a, a, &t);
    }
    mbedtls_mpi_free(&t);
    return result;
}

psa_status_t pcc_ecp_multiply_scalars(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, const uint8_t *from,
                                      uint8_t *out, const pcc_rng_t *rng)
{
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_ecp_group *group = group_of(ecc->memory);
    mbedtls_mpi x, y, z;

    mbedtls_mpi_init(&x);
    mbedtls_mpi_init(&y);
    mbedtls_mpi_init(&z);
    int result = read_scalar(ecc->curve, &x, a);
    if (result == 0) {
        result = read_scalar(ecc->curve, &y, b);
    }
    if (result == 0 && from != NULL) {
        result = read_scalar(ecc->curve, &z, from);
    }
    if (result == 0) {
        result = blind(group, &x, &adapter);
    }
    if (result == 0) {
        result = mbedtls_mpi_mul_mpi(&x, &x, &y);
    }
    if (result == 0 && from != NULL) {
        result = mbedtls_mpi_sub_mpi(&x, &z, &x);
    }
    if (result == 0) {
        result = mbedtls_mpi_mod_mpi(&x, &x, &group->N);
    }
    if (result == 0) {
        result = mbedtls_mpi_write_binary(&x, out, ecc->curve->scalar_size);
    }
    mbedtls_mpi_free(&z);
    mbedtls_mpi_free(&y);
    mbedtls_mpi_free(&x);
    if (result != 0) {
        pcc_wipe(out, ecc->curve->scalar_size);
    }
    return to_status(result, &adapter);
}
