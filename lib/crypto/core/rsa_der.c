/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RSA keys as DER: a strict reader and a writer of the two structures of RFC 8017 appendix A.1.
 */
#include "bytes.h"
#include "rsa.h"

#define TAG_INTEGER 0x02u
#define TAG_SEQUENCE 0x30u

/* ------------------------------------------------------------------------------------------------------ Reading --- */

/* A length in DER: one byte below 128, else 0x81 or 0x82 and the fewest bytes that hold it. No key needs a third. */
static size_t read_length(pcc_rd_t *rd)
{
    size_t first = pcc_rd_u8(rd), length = first;

    if (first == 0x81) {
        length = pcc_rd_u8(rd);
        rd->bad = rd->bad || length < 0x80;
    } else if (first == 0x82) {
        length = pcc_rd_be16(rd);
        rd->bad = rd->bad || length < 0x100;
    } else if (first >= 0x80) {
        rd->bad = true;
    }
    return length;
}

/* The content of the next element, in place. */
static pcc_rd_t read_element(pcc_rd_t *rd, uint8_t tag)
{
    bool right = pcc_rd_u8(rd) == tag;
    size_t length = read_length(rd);
    const uint8_t *content = right ? pcc_rd_bytes(rd, length) : NULL;

    rd->bad = rd->bad || content == NULL;
    return pcc_rd(content, content != NULL ? length : 0);
}

/* An INTEGER that is not negative; the one zero byte that says so is taken off. */
static pcc_rsa_number_t read_number(pcc_rd_t *rd)
{
    pcc_rd_t content = read_element(rd, TAG_INTEGER);
    pcc_rsa_number_t number = { content.p, content.left };

    if (rd->bad || number.size == 0 || (number.p[0] & 0x80u) != 0) {
        rd->bad = true;
        return number;
    }
    if (number.p[0] == 0) {
        number.p++;
        number.size--;
        rd->bad = number.size != 0 && (number.p[0] & 0x80u) == 0;
    }
    return number;
}

static size_t bits_of(const pcc_rsa_number_t *number)
{
    size_t bits = 8 * number->size;

    for (unsigned top = number->size != 0 ? number->p[0] : 0x80u; (top & 0x80u) == 0; top <<= 1) {
        bits--;
    }
    return bits;
}

static bool is_odd(const pcc_rsa_number_t *number)
{
    return number->size != 0 && (number->p[number->size - 1] & 1u) != 0;
}

size_t pcc_rsa_bits(const pcc_rsa_key_t *key)
{
    return bits_of(&key->n);
}

static psa_status_t check_public(const pcc_rsa_key_t *key)
{
    if (!is_odd(&key->n) || !is_odd(&key->e) || (key->e.size == 1 && key->e.p[0] < 3)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    size_t bits = bits_of(&key->n);
    if (bits < PCC_RSA_BITS_MIN || bits > PCC_RSA_BITS_MAX || key->e.size > 4) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return PSA_SUCCESS;
}

psa_status_t pcc_rsa_read_public(const uint8_t *der, size_t size, pcc_rsa_key_t *key)
{
    const pcc_rsa_key_t none = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 },
                                 { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
    pcc_rd_t rd = pcc_rd(der, size);
    pcc_rd_t content = read_element(&rd, TAG_SEQUENCE);

    *key = none;
    key->n = read_number(&content);
    key->e = read_number(&content);
    if (!pcc_rd_done(&rd) || !pcc_rd_done(&content)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return check_public(key);
}

psa_status_t pcc_rsa_read_pair(const uint8_t *der, size_t size, pcc_rsa_key_t *key)
{
    pcc_rd_t rd = pcc_rd(der, size);
    pcc_rd_t content = read_element(&rd, TAG_SEQUENCE);
    pcc_rsa_number_t version = read_number(&content);

    key->n = read_number(&content);
    key->e = read_number(&content);
    key->d = read_number(&content);
    key->p = read_number(&content);
    key->q = read_number(&content);
    key->dp = read_number(&content);
    key->dq = read_number(&content);
    key->qp = read_number(&content);
    if (!pcc_rd_done(&rd) || !pcc_rd_done(&content) || version.size != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = check_public(key);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!is_odd(&key->p) || !is_odd(&key->q) || key->d.size == 0 || key->dp.size == 0 || key->dq.size == 0 ||
        key->qp.size == 0 || key->d.size > key->n.size || key->dp.size > key->p.size || key->dq.size > key->q.size ||
        key->qp.size > key->p.size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    size_t half = (bits_of(&key->n) + 1) / 2;
    return bits_of(&key->p) <= half && bits_of(&key->q) <= half ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

/* ------------------------------------------------------------------------------------------------------ Writing --- */

static size_t header_size(size_t length)
{
    return length < 0x80 ? 2u : length < 0x100 ? 3u : 4u;
}

static void write_header(pcc_wr_t *wr, uint8_t tag, size_t length)
{
    pcc_wr_u8(wr, tag);
    if (length >= 0x100) {
        pcc_wr_u8(wr, 0x82);
        pcc_wr_be16(wr, (uint16_t)length);
    } else {
        if (length >= 0x80) {
            pcc_wr_u8(wr, 0x81);
        }
        pcc_wr_u8(wr, (uint8_t)length);
    }
}

/* Bytes of the content of an INTEGER: a zero before a set top bit, and for the number 0. */
static size_t content_size(const pcc_rsa_number_t *number)
{
    return number->size + (number->size == 0 || (number->p[0] & 0x80u) != 0);
}

static void write_number(pcc_wr_t *wr, const pcc_rsa_number_t *number)
{
    write_header(wr, TAG_INTEGER, content_size(number));
    if (content_size(number) != number->size) {
        pcc_wr_u8(wr, 0);
    }
    pcc_wr_bytes(wr, number->p, number->size);
}

static psa_status_t write_numbers(const pcc_rsa_number_t *const *numbers, size_t count, uint8_t *der, size_t capacity,
                                  size_t *size)
{
    pcc_wr_t wr = pcc_wr(der, capacity);
    size_t length = 0;

    for (size_t i = 0; i < count; i++) {
        length += header_size(content_size(numbers[i])) + content_size(numbers[i]);
    }
    if (header_size(length) + length > capacity) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    write_header(&wr, TAG_SEQUENCE, length);
    for (size_t i = 0; i < count; i++) {
        write_number(&wr, numbers[i]);
    }
    *size = wr.size;
    return PSA_SUCCESS;
}

psa_status_t pcc_rsa_write_public(const pcc_rsa_key_t *key, uint8_t *der, size_t capacity, size_t *size)
{
    const pcc_rsa_number_t *const numbers[] = { &key->n, &key->e };

    return write_numbers(numbers, sizeof numbers / sizeof numbers[0], der, capacity, size);
}

psa_status_t pcc_rsa_write_pair(const pcc_rsa_key_t *key, uint8_t *der, size_t capacity, size_t *size)
{
    const pcc_rsa_number_t version = { NULL, 0 };
    const pcc_rsa_number_t *const numbers[] = { &version, &key->n,  &key->e,  &key->d, &key->p,
                                                &key->q,  &key->dp, &key->dq, &key->qp };

    return write_numbers(numbers, sizeof numbers / sizeof numbers[0], der, capacity, size);
}
