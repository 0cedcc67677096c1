/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Vector files inside of the program, for tests that open them: there is no file system on the board.
 */
#undef fopen
#include <stdio.h>
#include <string.h>

FILE *embedded_open(const char *path, const char *mode);

#define EMBED(name)                                                                                                    \
    extern const char embedded_##name##_start[], embedded_##name##_end[];                                              \
    __asm__(".pushsection .rodata.embedded_" #name ",\"a\"\n.global embedded_" #name "_start\n.global embedded_" #name \
            "_end\nembedded_" #name "_start:\n.incbin \"" EMBEDDED_FOLDER "/" #name ".txt\"\nembedded_" #name          \
            "_end:\n.byte 0\n.popsection")

EMBED(sha2);
EMBED(hash);
EMBED(cipher);
EMBED(ccm);
EMBED(gcm);
EMBED(ecdsa);
EMBED(ecdsa_p256);
EMBED(ecdh);
EMBED(ecdh_p256);
EMBED(rsa_sign);

#define ROW(name) { #name ".txt", embedded_##name##_start, embedded_##name##_end }
static const struct {
    const char *name, *start, *end;
} files[] = { ROW(sha2),
              ROW(hash),
              ROW(cipher),
              ROW(ccm),
              ROW(gcm),
              ROW(ecdsa),
              ROW(ecdsa_p256),
              ROW(ecdh),
              ROW(ecdh_p256),
              ROW(rsa_sign) };

FILE *embedded_open(const char *path, const char *mode)
{
    const char *name = strrchr(path, '/');
    name = name != NULL ? name + 1 : path;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (strcmp(files[i].name, name) == 0) {
            return fmemopen((void *)(size_t)files[i].start, (size_t)(files[i].end - files[i].start), mode);
        }
    }
    return NULL;
}
