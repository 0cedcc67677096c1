/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Files of the POSIX port: whole transfers, small checked files that are replaced whole, and their CRC.
 */
#include "platform/posix/posix_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Small file: kind[8] | version | payload size | payload | CRC-32 of all before; integers little-endian. */
#define VERSION 1u
#define HEAD_SIZE 16u
#define FILE_MAX (HEAD_SIZE + POSIX_PAYLOAD_MAX + 4u)

uint32_t plat_px_get32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

uint64_t plat_px_get64(const uint8_t *bytes)
{
    return (uint64_t)plat_px_get32(bytes) | (uint64_t)plat_px_get32(&bytes[4]) << 32;
}

void plat_px_put32(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}

void plat_px_put64(uint8_t *bytes, uint64_t value)
{
    plat_px_put32(bytes, (uint32_t)value);
    plat_px_put32(&bytes[4], (uint32_t)(value >> 32));
}

uint32_t plat_px_crc32(uint32_t crc, const void *bytes, size_t size)
{
    /* the reflected polynomial 0xedb88320, four bits at a time */
    static const uint32_t table[16] = { 0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
                                        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c };
    const uint8_t *in = bytes;
    crc = ~crc;
    for (size_t i = 0; i < size; i++) {
        crc ^= in[i];
        crc = crc >> 4 ^ table[crc & 15u];
        crc = crc >> 4 ^ table[crc & 15u];
    }
    return ~crc;
}

void plat_px_wipe(void *memory, size_t size)
{
    volatile uint8_t *bytes = memory;
    while (size > 0) {
        bytes[--size] = 0;
    }
}

bool plat_px_pread_all(int file, void *bytes, size_t size, uint64_t off)
{
    uint8_t *to = bytes;
    while (size > 0) {
        ssize_t done = pread(file, to, size, (off_t)off);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            errno = done == 0 ? EIO : errno;
            return false;
        }
        to += done;
        size -= (size_t)done;
        off += (uint64_t)done;
    }
    return true;
}

bool plat_px_pwrite_all(int file, const void *bytes, size_t size, uint64_t off)
{
    const uint8_t *from = bytes;
    while (size > 0) {
        ssize_t done = pwrite(file, from, size, (off_t)off);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            errno = done == 0 ? EIO : errno;
            return false;
        }
        from += done;
        size -= (size_t)done;
        off += (uint64_t)done;
    }
    return true;
}

int plat_px_open(int dir, const char *name, int flags)
{
    int file = openat(dir, name, flags | O_CLOEXEC);
    if (file < 0 || file > STDERR_FILENO) {
        return file;
    }
    int moved = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int why = errno;
    close(file);
    errno = why;
    return moved;
}

/** Write a new file and bring it to the disk. */
static bool write_new(int dir, const char *name, const uint8_t *bytes, size_t size)
{
    int file = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return false;
    }
    bool good = plat_px_pwrite_all(file, bytes, size, 0) && fsync(file) == 0;
    int why = errno;
    if (close(file) != 0 && good) {
        good = false;
        why = errno;
    }
    errno = why;
    return good;
}

bool plat_px_sync_dir(int dir)
{
    /* file systems that have no such operation say EINVAL: there is nothing to do on them */
    return fsync(dir) == 0 || errno == EINVAL;
}

psa_status_t plat_px_store(int dir, const char *dir_name, const char *name, const char kind[8], const uint8_t *payload,
                           size_t size)
{
    uint8_t bytes[FILE_MAX];
    char temporary[64];
    PLAT_ASSERT(size <= POSIX_PAYLOAD_MAX);
    memcpy(bytes, kind, 8);
    plat_px_put32(&bytes[8], VERSION);
    plat_px_put32(&bytes[12], (uint32_t)size);
    memcpy(&bytes[HEAD_SIZE], payload, size);
    plat_px_put32(&bytes[HEAD_SIZE + size], plat_px_crc32(0, bytes, HEAD_SIZE + size));
    snprintf(temporary, sizeof temporary, "%s.new", name);
    psa_status_t status = PSA_SUCCESS;
    if (!write_new(dir, temporary, bytes, HEAD_SIZE + size + 4)) {
        status = plat_px_fail_errno(dir_name, temporary);
        (void)unlinkat(dir, temporary, 0); /* else the next store replaces it */
    } else if (renameat(dir, temporary, dir, name) != 0 || !plat_px_sync_dir(dir)) {
        status = plat_px_fail_errno(dir_name, name);
    }
    plat_px_wipe(bytes, sizeof bytes);
    return status;
}

/** Read a file of at most FILE_MAX bytes whole. */
static psa_status_t read_small(int dir, const char *dir_name, const char *name, uint8_t bytes[FILE_MAX], size_t *length)
{
    int file = openat(dir, name, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return plat_px_fail_errno(dir_name, name);
    }
    struct stat facts;
    psa_status_t status = PSA_SUCCESS;
    if (fstat(file, &facts) != 0) {
        status = plat_px_fail_errno(dir_name, name);
    } else if (!S_ISREG(facts.st_mode) || facts.st_size < (off_t)(HEAD_SIZE + 4) || facts.st_size > (off_t)FILE_MAX) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: %lld bytes can't be its size", dir_name, name,
                              (long long)facts.st_size);
    } else if (!plat_px_pread_all(file, bytes, (size_t)facts.st_size, 0)) {
        status = plat_px_fail_errno(dir_name, name);
    } else {
        *length = (size_t)facts.st_size;
    }
    close(file);
    return status;
}

/** Whether bytes are a small file of this kind, and the size of the payload. */
static psa_status_t check_small(const char *dir_name, const char *name, const char kind[8], const uint8_t *bytes,
                                size_t length, size_t size)
{
    if (memcmp(bytes, kind, 8) != 0) {
        return plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: is not such a file (wrong first bytes)", dir_name, name);
    }
    if (plat_px_get32(&bytes[8]) != VERSION) {
        return plat_px_fail(PSA_ERROR_DATA_INVALID, "%s/%s: file has version %u, this program reads %u", dir_name, name,
                            (unsigned)plat_px_get32(&bytes[8]), VERSION);
    }
    size_t payload = length - HEAD_SIZE - 4;
    if (plat_px_get32(&bytes[12]) != payload || payload > size ||
        plat_px_get32(&bytes[length - 4]) != plat_px_crc32(0, bytes, length - 4)) {
        return plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: its check does not match", dir_name, name);
    }
    return PSA_SUCCESS;
}

psa_status_t plat_px_load(int dir, const char *dir_name, const char *name, const char kind[8], uint8_t *payload,
                          size_t size, size_t *length)
{
    uint8_t bytes[FILE_MAX] = { 0 };
    size_t got = 0;
    *length = 0;
    psa_status_t status = read_small(dir, dir_name, name, bytes, &got);
    if (status == PSA_SUCCESS) {
        status = check_small(dir_name, name, kind, bytes, got, size);
    }
    if (status == PSA_SUCCESS) {
        *length = got - HEAD_SIZE - 4;
        memcpy(payload, &bytes[HEAD_SIZE], *length);
    }
    plat_px_wipe(bytes, sizeof bytes);
    return status;
}
