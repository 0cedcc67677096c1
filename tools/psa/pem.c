/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PEM armour.
 */
#include "pem.h"

#include <stdio.h>
#include <string.h>

#include <mbedtls/base64.h>

#include "lib/crypto/core/ct.h"

#define LINE_SIZE 64u
#define BASE64_MAX (PEM_DER_MAX / 3u * 4u + 8u)
#define TEXT_MAX (BASE64_MAX + BASE64_MAX / LINE_SIZE + 160u)

static const char *find(const char *text, size_t size, const char *what)
{
    size_t length = strlen(what);
    for (size_t i = 0; size >= length && i <= size - length; i++) {
        if (memcmp(text + i, what, length) == 0) {
            return text + i;
        }
    }
    return NULL;
}

bool pem_has(const tool_bytes_t *file, const char *text)
{
    return find((const char *)file->p, file->size, text) != NULL;
}

pem_result_t pem_decode(const tool_bytes_t *file, const char *label, uint8_t der[PEM_DER_MAX], size_t *der_size)
{
    const char *text = (const char *)file->p;
    char line[64];
    *der_size = 0;
    snprintf(line, sizeof(line), "-----BEGIN %s-----", label);
    const char *begin = find(text, file->size, line);
    if (begin == NULL) {
        return PEM_ABSENT;
    }
    begin += strlen(line);
    snprintf(line, sizeof(line), "-----END %s-----", label);
    const char *end = find(begin, file->size - (size_t)(begin - text), line);
    return end != NULL &&
                   mbedtls_base64_decode(der, PEM_DER_MAX, der_size, (const uint8_t *)begin, (size_t)(end - begin)) == 0
               ? PEM_DONE
               : PEM_DAMAGED;
}

bool pem_encode(const char *label, const uint8_t *der, size_t size, pcc_wr_t *wr)
{
    uint8_t base64[BASE64_MAX];
    size_t base64_size = 0;
    if (mbedtls_base64_encode(base64, sizeof(base64), &base64_size, der, size) != 0) {
        return false;
    }
    char line[64];
    int length = snprintf(line, sizeof(line), "-----BEGIN %s-----\n", label);
    pcc_wr_bytes(wr, line, (size_t)length);
    for (size_t at = 0; at < base64_size; at += LINE_SIZE) {
        pcc_wr_bytes(wr, base64 + at, base64_size - at < LINE_SIZE ? base64_size - at : LINE_SIZE);
        pcc_wr_u8(wr, '\n');
    }
    length = snprintf(line, sizeof(line), "-----END %s-----\n", label);
    pcc_wr_bytes(wr, line, (size_t)length);
    pcc_wipe(base64, sizeof(base64));
    return !wr->bad;
}

bool pem_write(const char *path, const char *label, const uint8_t *der, size_t size, unsigned mode)
{
    char pem[TEXT_MAX];
    pcc_wr_t wr = pcc_wr(pem, sizeof(pem));
    bool ok = pem_encode(label, der, size, &wr);
    if (!ok) {
        tool_fail("%s: too large to be written as PEM", path);
    }
    ok = ok && tool_write_file(path, pem, wr.size, mode);
    pcc_wipe(pem, sizeof(pem));
    return ok;
}
