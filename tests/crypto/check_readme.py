#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What tests/crypto/README.md names exists: programs as ctest names, cases in the sources of these tests.
usage: check_readme.py FOLDER BUILD_FOLDER"""
import pathlib
import re
import subprocess
import sys

folder, build = pathlib.Path(sys.argv[1]), sys.argv[2]
text = (folder / "README.md").read_text(encoding="utf-8")
listing = subprocess.run(["ctest", "-N", "--test-dir", build], capture_output=True, text=True, check=True).stdout
programs = set(re.findall(r"Test +#\d+: (\S+)", listing))
code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("test_*.c"))
cases = set(re.findall(r"\b[a-z0-9_]+__[a-z0-9_]+", code))

missing, count = [], 0
for name in re.findall(r"`([^`\n]+)`", text):
    if re.fullmatch(r"(crypto|fuzz|link|headers)\.[a-z0-9_.]+", name):
        # Programs that this build's feature set has no part for are told by their source.
        found = name in programs or (folder / f"test_crypto_{name.split('.')[1]}.c").exists()
        if name.startswith("crypto.features."):
            found = found or (folder / "features" / f"{name.split('.')[-1]}.h").exists()
        found = found or (name.startswith("fuzz.") and (folder.parent / "fuzz" / f"fuzz_{name[5:]}.c").exists())
    elif "__" in name:
        stem = name.removesuffix("...")
        found = any(case.startswith(stem) if name.endswith("...") else case == stem for case in cases)
    else:
        continue
    count += 1
    if not found:
        missing.append(name)
print(f"{count} names, missing: {missing}")
sys.exit(1 if missing or count < 60 else 0)
