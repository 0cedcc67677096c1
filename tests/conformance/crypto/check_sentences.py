#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables sentences_PART.txt against the tests of tests/crypto, and against the Crypto API's text where it is there.

A line of a table: fingerprint | section | what is required, in our words | cases, or "none: why not".
The fingerprint is the start of the SHA-256 of chapter, section and sentence, so that a table can be compared with the
text without holding it. Always checked: every sentence has at least one case or a reason; every case named is a case of
a program that this build has, or, with a dot in its name, a test of ctest (headers.grid); so is every case that a reason
names. With the folder of the specification's chapters (*.rst) also: its sentences with must, shall and their kin are
exactly those of the table. The statuses of the pages are left out: crypto.conformance demands each of them.
usage: check_sentences.py BUILD_FOLDER [FOLDER]      (or the folder in PSA_CRYPTO_SPEC)
       check_sentences.py --list PART FOLDER         fingerprints and sentences of the text"""
import hashlib
import os
import pathlib
import re
import subprocess
import sys

# The parts: one table each, and the chapters that it covers.
PARTS = {
    "ops": tuple(f"api/ops/{chapter}.rst" for chapter in (
        "aead", "algorithms", "cipher", "hash", "key-agreement", "key-derivation", "key-encapsulation", "key-wrapping",
        "mac", "pake", "pk-encryption", "rng", "signature", "xof")),
    "keys": ("api/library/library.rst", "api/library/status.rst", "api/keys/attributes.rst", "api/keys/types.rst",
             "api/keys/lifetimes.rst", "api/keys/ids.rst", "api/keys/policy.rst", "api/keys/management.rst",
             "overview/conventions.rst", "overview/functionality.rst", "overview/goals.rst",
             "overview/implementation.rst",
             "overview/sample-arch.rst", "overview/usage.rst"),
}
# Programs that only some builds have: over Mbed TLS 3.6, or with SHA-3. Their cases are looked for in the sources.
NOT_EVERYWHERE = ("test_crypto_xof",)
NORMATIVE = re.compile(r"\b(must|shall|mandatory|never|always|cannot|has to|have to|required to|is required"
                       r"|are required|not permitted|only permitted|not allowed|no effect|is not possible)\b", re.I)
UNDERLINE = re.compile(r"^([=\-^~\"])\1{3,}\s*$")
HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent.parent / "crypto"


def indent(line):
    return len(line) - len(line.lstrip())


def paragraphs(path):
    """[(section, text)] of the running text: no statuses, no code."""
    section, words, found = "", [], []
    lines = path.read_text(encoding="utf-8").splitlines()
    skipped = None # the indentation of the directive whose content is passed over

    def flush():
        if words:
            found.append((section, " ".join(words)))
            words.clear()

    for number, line in enumerate(lines):
        text = line.strip()
        if skipped is not None:
            if not text or indent(line) > skipped:
                continue
            skipped = None
        below = lines[number + 1] if number + 1 < len(lines) else ""
        element = re.match(r"\.\. (?:function|macro|typedef|struct):: (.*)", text)
        if UNDERLINE.match(line):
            continue
        if element:
            flush()
            section = element.group(1).split("{")[0].split()[-1]
        elif text and UNDERLINE.match(below) and not line.startswith(" "):
            flush()
            section = text
        elif re.match(r"\.\. (retval|code-block|math)::", text):
            flush()
            skipped = indent(line)
        elif not text or text.startswith(".. "):
            flush()
        elif re.match(r"(\*|-|\d\.|#\.)\s", text):
            flush()
            words.append(re.sub(r"^(\*|-|\d\.|#\.)\s+", "", text))
        else:
            words.append(text)
    flush()
    return found


def sentences(part, folder):
    """{fingerprint: (section, sentence)}"""
    found = {}
    for chapter in PARTS[part]:
        for section, text in paragraphs(pathlib.Path(folder) / chapter):
            for sentence in re.split(r"(?<=[.:])\s+(?=[A-Z`*])", text):
                if NORMATIVE.search(sentence):
                    mark = hashlib.sha256(f"{chapter}\n{section}\n{sentence}".encode()).hexdigest()[:8]
                    found[mark] = (section, sentence)
    return found


def table(part):
    rows = []
    for line in (HERE / f"sentences_{part}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            fields = [field.strip() for field in line.split("|")]
            if len(fields) != 4 or not all(fields):
                sys.exit(f"sentences_{part}.txt: not four fields: {line.strip()}")
            rows.append(fields)
    return rows


def cases_of(build):
    """The names of the cases that the programs of this build have, and those of its tests."""
    known = set()
    for source in sorted(TESTS.glob("test_crypto_*.c")):
        names = set(re.findall(r"cmocka_unit_test\w*\(\s*(\w+)", source.read_text(encoding="utf-8")))
        program = pathlib.Path(build) / "tests" / "crypto" / source.stem
        if program.exists():
            code = program.read_bytes()
            names = {name for name in names if f"{name}\0".encode() in code}
        elif source.stem not in NOT_EVERYWHERE:
            continue
        known |= names
    listing = subprocess.run(["ctest", "-N", "--test-dir", build], capture_output=True, text=True, check=True).stdout
    return known, set(re.findall(r"Test +#\d+: (\S+)", listing))


def check(part, known, folder):
    rows, faults = table(part), []
    for mark, section, _, cases in rows:
        if cases.startswith("none:"):
            if len(cases) < 20:
                faults.append(f"{mark} {section}: no reason")
            cases = " ".join(re.findall(r"\w+__\w+", cases))
        faults += [f"{mark} {section}: there is no case {case}" for case in cases.split() if case not in known]
    marks = [row[0] for row in rows if row[0] != "-"]
    faults += [f"{mark} stands twice" for mark in sorted(set(m for m in marks if marks.count(m) > 1))]
    if folder:
        text = sentences(part, folder)
        faults += [f"not in the table: {mark} | {' | '.join(text[mark])}" for mark in text if mark not in marks]
        faults += [f"not in the text: {mark}" for mark in marks if mark not in text]
    with_case = sum(not row[3].startswith("none:") for row in rows)
    print(f"{part}: {len(rows)} sentences, {with_case} with cases, {len(rows) - with_case} with a reason why not; "
          f"{'compared with the text' if folder else 'the text was not at hand'}")
    for fault in faults:
        print(f"{part}: {fault}")
    return not faults and len(rows) >= 10


def main():
    if sys.argv[1] == "--list":
        for mark, (section, text) in sentences(sys.argv[2], sys.argv[3]).items():
            print(f"{mark} | {section} | {text}")
        return
    folder = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("PSA_CRYPTO_SPEC")
    known, programs = cases_of(sys.argv[1])
    good = [check(part, known | programs, folder) for part in PARTS]
    print(f"{len(known)} cases")
    sys.exit(0 if all(good) and len(known) > 100 else 1)


main()
