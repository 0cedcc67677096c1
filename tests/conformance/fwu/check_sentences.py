#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sentences.txt against the suite, and against the specification where it is at hand.

A line of the table: fingerprint | section | what is required, in our words | cases, or "none: why not".
The fingerprint is the start of the SHA-256 of section and sentence, so that the table can be compared with the text without
holding it. Always checked: every sentence has at least one case or a reason; every case named exists; every case of the suite
is named. With the folder of the specification's chapters (*.rst) also: its sentences with must, shall and their kin, every
status of every page and every transition are exactly those of the table.
usage: check_sentences.py PROGRAM [FOLDER]      (or the folder in PSA_FWU_SPEC)
       check_sentences.py --list FOLDER         fingerprints and sentences of the text"""
import hashlib
import os
import re
import subprocess
import sys

CHAPTERS = ("overview/programming-model.rst", "api/api.rst", "appendix/variations.rst")
NORMATIVE = re.compile(r"\b(must|shall|mandatory|never|required by every|required to use|no action|is transitioned|are transitioned"
                       r"|not affected|only permitted|cannot|greater than|is not possible|are not checked|always)\b",
                       re.I)
UNDERLINE = re.compile(r"^([=\-^~\"])\1{3,}\s*$")


def paragraphs(path):
    """(section, text) of the running text, the statuses ("RETVAL ...") and the transitions."""
    section, words, found = "", [], []
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()

    def flush():
        if words:
            found.append((section, " ".join(words)))
            words.clear()

    for number, line in enumerate(lines):
        text = line.strip()
        below = lines[number + 1] if number + 1 < len(lines) else ""
        element = re.match(r"\.\. (?:function|macro|typedef|struct):: (.*)", text)
        status = re.match(r"\.\. retval:: (\S+)", text)
        if UNDERLINE.match(line):
            continue
        if element:
            flush()
            section = element.group(1).split("{")[0].strip()
        elif text and UNDERLINE.match(below) and not line.startswith(" "):
            flush()
            section = text
        elif status:
            flush()
            words.append("RETVAL " + status.group(1))
        elif not text or text.startswith(".. "):
            flush()
        elif re.match(r"(\*|-|\d\.)\s", text):
            flush()
            words.append(re.sub(r"^(\*|-|\d\.)\s+", "", text))
        elif re.match(r"(ONE component|ALL components|REBOOT \(all\)).*->", text):
            flush()
            found.append((section, text))
        else:
            words.append(text)
    flush()
    return found


def sentences(folder):
    """{fingerprint: (section, sentence)}"""
    found = {}
    for chapter in CHAPTERS:
        for section, text in paragraphs(os.path.join(folder, chapter)):
            if re.match(r"(RETVAL|ONE component|ALL components|REBOOT)", text):
                parts = [" ".join(text.split())]
            else:
                parts = [s for s in re.split(r"(?<=[.:])\s+(?=[A-Z`*])", text) if NORMATIVE.search(s)]
            for part in parts:
                mark = hashlib.sha256(f"{section}\n{part}".encode()).hexdigest()[:8]
                found[mark] = (section, part)
    return found


def table():
    rows = []
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sentences.txt")
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                fields = [field.strip() for field in line.split("|")]
                if len(fields) != 4 or not all(fields):
                    sys.exit(f"sentences.txt: not four fields: {line.strip()}")
                rows.append(fields)
    return rows


def main():
    if sys.argv[1] == "--list":
        for mark, (section, text) in sentences(sys.argv[2]).items():
            print(f"{mark} | {section} | {text}")
        return
    suite = set(subprocess.run([sys.argv[1], "--cases"], capture_output=True, text=True, check=True).stdout.split())
    faults, named = [], set()
    rows = table()
    for mark, section, words, cases in rows:
        if cases.startswith("none:"):
            if len(cases) < 15:
                faults.append(f"{mark} {section}: no reason")
            continue
        for case in cases.split():
            named.add(case)
            if case not in suite:
                faults.append(f"{mark} {section}: there is no case {case}")
    faults += [f"case {case} stands for no sentence" for case in sorted(suite - named)]
    marks = [row[0] for row in rows if row[0] != "-"]
    faults += [f"{mark} stands twice" for mark in sorted(set(m for m in marks if marks.count(m) > 1))]
    folder = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("PSA_FWU_SPEC")
    if folder:
        text = sentences(folder)
        faults += [f"not in the table: {mark} | {text[mark][0]} | {text[mark][1]}" for mark in text
                   if mark not in marks]
        faults += [f"not in the text: {mark}" for mark in marks if mark not in text]
    with_case = sum(not row[3].startswith("none:") for row in rows)
    print(f"{len(rows)} sentences, {with_case} with cases, {len(rows) - with_case} with a reason why not; {len(suite)} cases; "
          f"{'compared with the text' if folder else 'the text was not at hand'}")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults or len(rows) < 100 or not suite else 0)


main()
