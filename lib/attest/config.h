/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a product sets about its attestation, on the compiler's command line (-DPATT_KEY_ID=...).
 */
#ifndef PATT_CONFIG_H
#define PATT_CONFIG_H

/**
 * PSA key identifier of the attestation key: a key pair in the key store (or behind an accelerator) with the usage
 * PSA_KEY_USAGE_SIGN_HASH and one of the algorithms of cose_alg.h, ECDSA or deterministic ECDSA. SIGN_HASH, because the
 * bytes to be signed are hashed where they lie, in pieces, and never stand in one buffer. Nobody else may use the key:
 * whoever can sign with it can make tokens. The default is a user identifier near the end of the user range.
 */
#ifndef PATT_KEY_ID
#define PATT_KEY_ID 0x3fff0001u
#endif

#endif /* PATT_CONFIG_H */
