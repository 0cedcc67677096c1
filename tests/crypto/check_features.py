#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_features.py TOP NM ARCHIVE WANTED [--write]

Holds the table of features in lib/crypto/README.md against the build, and both against the whole list of the specification:
97 algorithms, 36 key types, 33 curves (tests/headers/spec, and the curves of "Key types" below). WANTED are the features of
this build, separated by commas: they must be those of one of the two sets that the table is about. Of the 135 functions,
those that are not inline must be in ARCHIVE. --write puts the table into the README.
"""
import re
import subprocess
import sys

# Families and sizes of "Elliptic curve families" (Crypto API 1.5, chapter 9.2).
CURVES = {"SECP_K1": (192, 225, 256), "SECP_R1": (192, 224, 256, 384, 521), "SECP_R2": (160,),
          "SECT_K1": (163, 233, 239, 283, 409, 571), "SECT_R1": (163, 233, 283, 409, 571), "SECT_R2": (163,),
          "BRAINPOOL_P_R1": (160, 192, 224, 256, 320, 384, 512), "FRP": (256,), "MONTGOMERY": (255, 448),
          "TWISTED_EDWARDS": (255, 448)}
# Names of the macros that make or look at algorithms, and wildcards: no algorithms themselves.
NO_ALGORITHM = re.compile(r"IS_|GET_|AEAD_WITH_|AT_LEAST_|FULL_LENGTH_|TRUNCATED_|KEY_AGREEMENT|SIGN_SUPPORTS_|XOF_HAS_|"
                          r"NONE$|ANY_HASH$|CCM_STAR_ANY_TAG$|WPA3_SAE_ANY$")
NO_KEY_TYPE = re.compile(r"IS_|NONE$|\w*GET_FAMILY$|KEY_PAIR_OF|PUBLIC_KEY_OF")
# Features under another name than the macro's.
NAMES = {"ALG_ECDSA_ANY": "ALG_ECDSA"}
BEGIN, END = "<!-- features: tests/crypto/check_features.py -->\n", "<!-- end of features -->\n"


def spec(top):
    with open(f"{top}/tests/headers/spec/crypto-macros.tsv", encoding="utf-8") as file:
        macros = [line.split("\t")[0] for line in file if not line.startswith("#")]
    algorithms = [m[8:] for m in macros if m.startswith("PSA_ALG_") and not NO_ALGORITHM.match(m[8:])]
    types = [m[13:] for m in macros if m.startswith("PSA_KEY_TYPE_") and not NO_KEY_TYPE.match(m[13:])]
    curves = [f"{family}_{bits}" for family, sizes in CURVES.items() for bits in sizes]
    return {"algorithms": ("ALG_", algorithms, 97), "key types": ("KEY_TYPE_", types, 36),
            "curves": ("ECC_", curves, 33)}


def defined(path, seen=frozenset()):
    with open(path, encoding="utf-8") as file:
        return {name for name in re.findall(r"^#define PSA_WANT_(\w+)", file.read(), re.M)} | seen


def has(features, prefix, name):
    feature = NAMES.get(prefix + name, prefix + name)
    return feature in features or feature + "_BASIC" in features


def words(prefix, names):
    return ", ".join(names) if names else "none"


def table(kinds, default, more):
    rows = ["| Of the specification's | In | With Mbed TLS 3.6 also | Not in |", "|---|---|---|---|"]
    for kind, (prefix, names, count) in kinds.items():
        here = [n for n in names if has(default, prefix, n)]
        also = [n for n in names if not has(default, prefix, n) and has(more, prefix, n)]
        rest = [n for n in names if not has(more, prefix, n)]
        rows.append(f"| {count} {kind} | **{len(here)}**: {words(prefix, here)} | **{len(also)}**: {words(prefix, also)} | "
                    f"**{len(rest)}**: {words(prefix, rest)} |")
    return "\n".join(rows) + "\n"


def functions(top, nm, archive):
    """What is neither in the archive nor inline in a header."""
    with open(f"{top}/tests/headers/spec/crypto-functions.tsv", encoding="utf-8") as file:
        names = {line.split("\t")[0] for line in file if line.startswith("psa_")}
    symbols = subprocess.run([nm, "--defined-only", archive], capture_output=True, text=True, check=True).stdout
    found = set(re.findall(r" T (psa_\w+)", symbols))
    for header in ("crypto.h", "crypto_struct.h"):
        with open(f"{top}/include/psa/{header}", encoding="utf-8") as file:
            found |= set(re.findall(r"^static inline [\w ]+?\b(psa_\w+)\(", file.read(), re.M))
    return names, names - found


def main():
    top, nm, archive, wanted = sys.argv[1:5]
    faults = []
    kinds = spec(top)
    for kind, (_, names, count) in kinds.items():
        if len(names) != count or len(set(names)) != count:
            faults.append(f"{len(names)} {kind} in the lists, {count} expected")
    default = defined(f"{top}/include/psa/crypto_config.h")
    more = defined(f"{top}/tests/crypto/features/all_mbedtls3.h", default)
    if set(wanted.split(",")) not in (default, more):
        faults.append("the build has another feature set than the default one and all_mbedtls3.h")
    names, missing = functions(top, nm, archive)
    allowed = {"psa_xof_setup", "psa_xof_set_context", "psa_xof_update", "psa_xof_output", "psa_xof_abort"}
    if len(names) != 135:
        faults.append(f"{len(names)} functions in the list, 135 expected")
    if set(wanted.split(",")) == more:
        allowed = set()
    if missing - allowed:
        faults.append(f"functions not there: {', '.join(sorted(missing - allowed))}")
    readme = f"{top}/lib/crypto/README.md"
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    if BEGIN not in text or END not in text:
        faults.append(f"{readme} has no marks for the table")
    else:
        before, rest = text.split(BEGIN)
        old, after = rest.split(END)
        new = table(kinds, default, more)
        if "--write" in sys.argv and old != new:
            with open(readme, "w", encoding="utf-8") as file:
                file.write(before + BEGIN + new + END + after)
        elif old != new:
            faults.append(f"{readme} says something else than the build: run {sys.argv[0]} with --write")
    print("\n".join(faults) or f"table and build agree; {135 - len(missing)} of 135 functions in this build")
    return 1 if faults else 0


sys.exit(main())
