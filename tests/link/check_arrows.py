#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The arrows of the design, read from the #include lines.

check_arrows.py ROOT

Every project header that a source includes is resolved to a file and must lie where its library may look. A header is
looked for as the compiler does: beside the file, in its library's folders, in include/, in the root.
"""
import os
import re
import sys

CORE = "lib/crypto/core/"
BYTES = CORE + "bytes.h"
PORT = "platform/platform.h"
BOOT_CRYPTO = "platform/boot_crypto.h"
ERROR = "include/psa/error.h"
CRYPTO_API = "include/psa/crypto"
ITS_API = ("include/psa/internal_trusted_storage.h", "include/psa/protected_storage.h", "include/psa/storage_common.h")

# folder: what its files may include beside their own folder (a file or a prefix). The first folder that fits counts.
ARROWS = {
    CORE: (ERROR, "include/psa/crypto_config.h"),
    "lib/crypto/": (CORE, PORT, ERROR, CRYPTO_API),
    "lib/its/": (CORE, PORT, ERROR, *ITS_API),
    "lib/fwu/": (BYTES, PORT, ERROR, CRYPTO_API, "include/psa/update.h", "include/pfwu.h",
                 "include/pfwu_reason.h"),
    "lib/attest/": (BYTES, PORT, ERROR, CRYPTO_API, "include/psa/initial_attestation.h", "include/patt_key.h",
                    "include/patt_verify.h", "lib/crypto/owned_keys.h"),
    "platform/posix/": (PORT, ERROR),
    # compiled into the crypto library, over the accelerators of the port
    "platform/stm32h5/driver/": (CORE, "lib/crypto/drbg.h", "platform/stm32h5/accelerators.h", CRYPTO_API, ERROR),
    "platform/stm32h5/": (PORT, BOOT_CRYPTO, ERROR),
    "include/": ("include/", PORT),
    PORT: (ERROR,),
    BOOT_CRYPTO: (PORT,),
}
# One file is the seam: only it may look further.
SEAMS = {
    "lib/crypto/key_store_its.c": ("lib/its/its_internal.h", *ITS_API),
    # a boot stage without the Crypto API (PSA_FWU_CRYPTO=core)
    "lib/fwu/verify_core.c": (CORE,),
    "lib/fwu/cipher_core.c": (CORE,),
    "lib/fwu/ecies.c": (CORE,),
    "lib/fwu/verify_platform.c": (BOOT_CRYPTO,),
    "lib/fwu/hash_platform.c": (BOOT_CRYPTO,),
    "lib/fwu/cipher_platform.c": (BOOT_CRYPTO,),
}
# The low-level Mbed TLS headers are for the adapters, and no adapter sees psa/crypto.h (theirs and ours would meet).
MBEDTLS = re.compile(r"mbedtls/|p256-m\.h")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def sources(root):
    for top in ("lib", "platform", "include"):
        for folder, _, files in os.walk(os.path.join(root, top)):
            for name in sorted(files):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def resolve(root, source, name):
    folder = os.path.dirname(source)
    # part.h, map.h, area_its.h and banks.h are of folders that the build chooses (PSA_STM32H5_PART, _ITS, _BANKS)
    for base in (folder, "include", "", "platform/stm32h5/parts/h573", "platform/stm32h5/parts/h503/its_main",
                 "platform/stm32h5/its_main", "platform/stm32h5/banks_fixed",
                 *(f for f in ARROWS if f.startswith("lib/"))):
        path = os.path.normpath(os.path.join(base, name))
        if os.path.isfile(os.path.join(root, path)):
            return path
    return None


def main():
    root = sys.argv[1]
    faults, count = [], 0
    for source in sources(root):
        owner = next((folder for folder in ARROWS if source.startswith(folder)), None)
        if owner is None:
            faults.append(f"{source}: its folder has no arrows")
            continue
        allowed = (owner, *ARROWS[owner], *SEAMS.get(source, ()))
        with open(os.path.join(root, source), encoding="utf-8") as file:
            lines = file.read().splitlines()
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            quote, name = match.groups()
            if MBEDTLS.search(name):
                if owner != CORE:
                    faults.append(f"{source}:{number}: only the adapters in {CORE} include {name}")
                continue
            path = resolve(root, source, name)
            if path is None:
                if quote == '"':
                    faults.append(f"{source}:{number}: {name} is not in the project")
                continue
            count += 1
            if not path.startswith(allowed):
                faults.append(f"{source}:{number}: {owner} may not include {path}")
    for fault in faults:
        print(fault)
    print(f"{count} include lines, {len(faults)} against the arrows")
    sys.exit(1 if faults or count == 0 else 0)


main()
