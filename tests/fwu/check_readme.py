#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What tests/fwu/README.md names exists: programs as ctest names, cases in the sources of tests.
usage: check_readme.py SOURCE_FOLDER BUILD_FOLDER"""
import pathlib
import re
import subprocess
import sys

top = pathlib.Path(sys.argv[1])
build = sys.argv[2]
text = (top / "tests/fwu/README.md").read_text(encoding="utf-8")
listing = subprocess.run(["ctest", "-N", "--test-dir", build], capture_output=True, text=True, check=True).stdout
programs = set(re.findall(r"Test +#\d+: (\S+)", listing))
sources = "\n".join(path.read_text(encoding="utf-8") for path in (top / "tests/fwu").glob("*.c"))
cases = set(re.findall(r"\b[a-z0-9_]+__[a-z0-9_]+", sources)) | set(re.findall(r"\b[a-z_]+_act_on_all\b", sources))
elsewhere = {"conformance.fwu_target"}  # preset m33
if not any(name.startswith("glitch.") for name in programs):
    elsewhere |= {"glitch.boot", "glitch.others", "glitch.holes_are_found", "glitch.others_holes"}  # without Unicorn
if not any("two_stage" in name for name in programs):
    elsewhere.add("examples.two_stage")  # not with sanitizers

missing, count, last = [], 0, ""
for name in re.findall(r"`([^`\n]+)`", text):
    if re.fullmatch(r"(fwu|conformance|examples|tools|glitch|fuzz|agent|demo)\.[a-z0-9_.\-]+", name):
        last = name
        found = name in programs or name in elsewhere
    elif re.fullmatch(r"\.[a-z\-]+", name):
        found = last.rsplit(".", 1)[0] + name in programs
    elif "__" in name or name.endswith("..."):
        stem = name.removesuffix("...")
        found = any(case.startswith(stem) if name.endswith("...") else case == stem for case in cases)
    else:
        continue
    count += 1
    if not found:
        missing.append(name)
print(f"{count} names, missing: {missing}")
sys.exit(1 if missing or count < 100 else 0)
