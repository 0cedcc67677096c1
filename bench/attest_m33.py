#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Code, stack and static RAM of attestation on Cortex-M33, compiled as preset stm32h5 does. Code counts both profiles and all
algorithms, without crypto and port; provisioning of the key (patt_key.h) is a line of its own, since a program that only makes
tokens does not link it; the verifier's counts without its words (verify_reason) and the reader of policy texts,
which a program links only if it prints reasons or reads policies. Stack counts the attester's own frames while
the key store signs.
usage: attest_m33.py BUILD_FOLDER; prints lines as scripts/bench describes."""
import os
import subprocess
import sys
import tempfile

from callgraph import compile_chosen, stack

WORDS = {"verify_reason", "verify_policy_text"}
PROVISIONING = {"key"}


def line(name, value, target=None):
    judged = "-\t-" if target is None else f"<={target}\t{'met' if value <= target else 'missed'}"
    print(f"figure\tattest: {name}\t{value}\tbytes\t{judged}")


def sizes(objects):
    """Code with constants, and static RAM, of each object."""
    result = {}
    for name, path in objects.items():
        row = subprocess.run(["arm-none-eabi-size", path], check=True, capture_output=True,
                             text=True).stdout.split("\n")[1]
        text, data, bss = (int(word) for word in row.split()[:3])
        result[name] = (text + data, data + bss)
    return result


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as out:
        objects = compile_chosen(sys.argv[1], out,
                                 lambda path: os.path.basename(path)[:-2] if "/lib/attest/" in path else None)
        size = sizes(objects)
        verifier = {name for name in size if name.startswith("verify_") or name == "cbor_dec"}
        line("M33 code of the attester, both profiles, all algorithms",
             sum(size[name][0] for name in size if name not in verifier | PROVISIONING), 4000)
        line("M33 code of provisioning, beside the attester", sum(size[name][0] for name in PROVISIONING))
        line("M33 code of the verifier, without words", sum(size[name][0] for name in verifier - WORDS), 8000)
        line("M33 static RAM of the attester", sum(size[name][1] for name in size if name not in verifier), 128)
        line("M33 stack of get_token beyond the signature",
             stack(out, "psa_initial_attest_get_token", "pcrypto_owned_sign_hash"), 600)


main()
