#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stack of the calls of the crypto library on Cortex-M33, with crypto-core, Mbed TLS and storage below (a key may have
to be loaded), compiled as preset stm32h5 does but without link-time optimisation. A figure is the deepest sum of frames
on a path of the compiler's call graph, whatever the arguments; frames of the C library (memcpy() and the like) and of
the port are not in it. Operation objects are the caller's.
usage: crypto_stack.py STM32H5_FOLDER; prints lines as scripts/bench describes."""
import os
import sys
import tempfile

from callgraph import compile_chosen, stack

MBEDTLS = {"aes.c", "sha256.c", "sha512.c", "platform_util.c", "constant_time.c"}

# Calls through pointers: who makes them, and what they reach with the feature set of the firmware.
FAMILIES = ["sha256.c", "sha512.c"]
TABLES = {
    "pcc_hash_start": [f"{file}:start" for file in FAMILIES],
    "pcc_hash_update": [f"{file}:update" for file in FAMILIES],
    "pcc_hash_finish": [f"{file}:finish" for file in FAMILIES],
    "pcc_hash_save": ["pcc_sha256_save", "pcc_sha512_save"],
    "pcc_hash_load": ["pcc_sha256_load", "pcc_sha512_load"],
    "pcc_scalar_generate": ["drbg.c:fill"],
    "psa_key_derivation_setup": ["kdf_hkdf.c:setup"],
    "psa_kdf.c:input": ["kdf_hkdf.c:input"],
    "psa_kdf.c:take": [],  # begin(): no algorithm of this feature set has one
    "psa_kdf.c:next_bytes": ["kdf_hkdf.c:next", "kdf_hkdf.c:next_extract"],
    "mbedtls_platform_zeroize": [],  # memset()
}

CALLS = [
    "psa_hash_compute", "psa_hash_update", "psa_hash_finish", "psa_mac_compute", "psa_mac_sign_setup", "psa_mac_update",
    "psa_mac_sign_finish", "psa_cipher_encrypt", "psa_cipher_decrypt", "psa_cipher_encrypt_setup", "psa_cipher_update",
    "psa_cipher_finish", "psa_aead_encrypt", "psa_aead_decrypt", "psa_aead_encrypt_setup", "psa_aead_update",
    "psa_aead_finish", "psa_aead_verify", "psa_key_derivation_input_key", "psa_key_derivation_key_agreement",
    "psa_key_derivation_output_bytes", "psa_key_derivation_output_key", "psa_sign_hash", "psa_sign_message",
    "psa_sign_finish", "psa_verify_hash", "psa_verify_message", "psa_verify_finish", "psa_raw_key_agreement",
    "psa_generate_random", "psa_import_key", "psa_generate_key", "psa_copy_key", "psa_export_key",
    "psa_export_public_key", "psa_get_key_attributes", "psa_destroy_key"]


def choose(path):
    folder, name = os.path.split(path)
    for part in ("lib/crypto/core", "lib/crypto", "lib/its"):
        if folder.endswith(part):
            return f"{part.replace('/', '_')}_{name[:-2]}"
    return f"mbedtls_{name[:-2]}" if name in MBEDTLS and folder.endswith("/library") else None


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as out:
        compile_chosen(sys.argv[1], out, choose)
        for call in CALLS:
            print(f"figure\tcrypto: M33 stack of {call}\t{stack(out, call, tables=TABLES)}\tbytes\t-\t-")


main()
