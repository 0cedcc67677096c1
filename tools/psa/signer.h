/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Signatures of images: by a private key at hand, or by a command that reaches one (--signer), such as an HSM's. What a
 * command answers is verified before it is believed.
 */
#ifndef SIGNER_H
#define SIGNER_H

#include "image_key.h"
#include "image_write.h"

/** Who signs: the ctx of signer_sign(). */
typedef struct signer {
    const image_key_t *key; /* its public half verifies; the private one signs, unless there is a command */
    const char *command;    /* for /bin/sh -c, or NULL */
    unsigned timeout;       /* of the command, seconds */
    bool sends_payload;     /* all that is signed goes to the command, not its hash */
    bool told;              /* out: an error line was printed */
} signer_t;

/**
 * An image_sign_t. The command finds what it is to sign on its standard input, which is the file $PSA_SIGN_FILE;
 * $PSA_SIGN_KEY names the kind of key (image_key_option()). That is the hash of the image, or all that is signed; with
 * Ed25519 and LMS the hash is the message. It writes the signature to its standard output: ECDSA in DER or as r and s,
 * others as they are.
 *
 * PSA_ERROR_COMMUNICATION_FAILURE after an error line: the command failed, took too long, or answered with something
 * else.
 */
psa_status_t signer_sign(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                         size_t *signature_size);

#endif /* SIGNER_H */
