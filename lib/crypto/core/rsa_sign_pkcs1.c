/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * EMSA-PKCS1-v1_5 (RFC 8017 section 9.2).
 */
#include <string.h>

#include "bytes.h"
#include "rsa_sign.h"

#define PADDING_MIN 11u /* 00 01, eight ff at least, 00 */
#define OID_SIZE_MAX 9u

/* Low bytes of the PSA algorithms. */
enum { MD2 = 1, MD4, MD5, RIPEMD160, SHA_1, SHA_224 = 8, SM3 = 20 };

/* Object identifiers, content only (Crypto API 1.5, table "OID to use for RSA PKCS#1 v1.5"), by function. Those of
 * NIST differ in the last byte alone. */
static size_t oid_of(uint8_t function, uint8_t oid[OID_SIZE_MAX])
{
    static const uint8_t nist[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02 };
    static const uint8_t nist_last[] = { 4, 1, 2, 3, 5, 6, 0, 0, 7, 8, 9, 10 }; /* from SHA-224 on */
    static const uint8_t rsadsi[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02 };
    static const uint8_t ripemd160[] = { 0x2b, 0x24, 0x03, 0x02, 0x01 }, sha_1[] = { 0x2b, 0x0e, 0x03, 0x02, 0x1a };
    static const uint8_t sm3[] = { 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x78 };
    pcc_wr_t wr = pcc_wr(oid, OID_SIZE_MAX);

    if (function >= SHA_224 && function - SHA_224 < (int)sizeof nist_last && nist_last[function - SHA_224] != 0) {
        pcc_wr_bytes(&wr, nist, sizeof nist);
        pcc_wr_u8(&wr, nist_last[function - SHA_224]);
        return wr.size;
    }
    switch (function) {
    case MD2:
    case MD4:
    case MD5:
        pcc_wr_bytes(&wr, rsadsi, sizeof rsadsi);
        pcc_wr_u8(&wr, function == MD2 ? 2 : function == MD4 ? 4 : 5);
        break;
    case RIPEMD160:
        pcc_wr_bytes(&wr, ripemd160, sizeof ripemd160);
        break;
    case SHA_1:
        pcc_wr_bytes(&wr, sha_1, sizeof sha_1);
        break;
    case SM3:
        pcc_wr_bytes(&wr, sm3, sizeof sm3);
        break;
    default:
        break;
    }
    return wr.size;
}

/* The DER of a DigestInfo up to the hash itself: SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }. */
static void write_digest_info(pcc_wr_t *wr, const uint8_t *oid, size_t oid_size, size_t hash_size)
{
    const uint8_t head[] = { 0x30, (uint8_t)(8 + oid_size + hash_size),
                             0x30, (uint8_t)(4 + oid_size),
                             0x06, (uint8_t)oid_size };
    const uint8_t tail[] = { 0x05, 0x00, 0x04, (uint8_t)hash_size };

    pcc_wr_bytes(wr, head, sizeof head);
    pcc_wr_bytes(wr, oid, oid_size);
    pcc_wr_bytes(wr, tail, sizeof tail);
}

psa_status_t pcc_rsa_pkcs1_sign_encode(uint8_t function, const uint8_t *data, size_t size, uint8_t *em, size_t em_size)
{
    uint8_t info[10 + OID_SIZE_MAX], oid[OID_SIZE_MAX];
    pcc_wr_t head = pcc_wr(info, sizeof info);

    if (function != 0) {
        size_t oid_size = oid_of(function, oid);
        if (oid_size == 0) {
            return PSA_ERROR_NOT_SUPPORTED;
        }
        write_digest_info(&head, oid, oid_size, size);
    }
    if (size > em_size || em_size - size < head.size + PADDING_MIN) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    uint8_t *t = em + em_size - size - head.size;
    memset(em, 0xff, em_size);
    em[0] = 0x00;
    em[1] = 0x01;
    t[-1] = 0x00;
    memcpy(t, info, head.size);
    if (size != 0) {
        memcpy(t + head.size, data, size);
    }
    return PSA_SUCCESS;
}
