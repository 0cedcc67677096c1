#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# keep_results.py FILE COMMAND...: run a test program, show what it prints, and keep the result of each case in FILE:
# one line a case, its name and passed, failed or skipped, in the order in which they ran. A case that began and did not
# end is "unfinished". Ends with the program's exit status, or with 98 if that was good and a case was not. Understands
# cmocka (tests/m33/cmocka.c) and TAP (tests/conformance/fwu).
import os
import re
import signal
import subprocess
import sys

CMOCKA = re.compile(r"\[ +(OK|FAILED|SKIPPED) +\] (\w+)")
BEGUN = re.compile(r"\[ RUN      \] (\w+)")
TAP = re.compile(r"(not ok|ok) \d+ - (\w+)( # SKIP)?")
SYSTEM = re.compile(r"# implementation: (\S+)")
WORDS = {"OK": "passed", "FAILED": "failed", "SKIPPED": "skipped", "ok": "passed", "not ok": "failed"}


class Results:
    """The cases so far, and the one under way."""

    def __init__(self):
        self.cases = []
        self.begun = None
        self.system = ""

    def line(self, text):
        if begun := BEGUN.match(text):
            self.end()
            self.begun = begun[1]
        elif case := CMOCKA.match(text):
            self.begun = None
            self.cases.append((case[2], WORDS[case[1]]))
        elif case := TAP.match(text):
            self.cases.append((self.system + case[2], "skipped" if case[3] else WORDS[case[1]]))
        elif system := SYSTEM.match(text):
            self.system = system[1] + "."

    def end(self):
        if self.begun is not None:
            self.cases.append((self.begun, "unfinished"))
            self.begun = None

    def write(self, path):
        self.end()
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as out:
            out.writelines(f"{name} {result}\n" for name, result in self.cases)


def main():
    path, command = sys.argv[1], sys.argv[2:]
    results = Results()
    if os.path.exists(path):
        os.remove(path)
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, lambda *_: (program.kill(), results.write(path), sys.exit(99)))
    for text in program.stdout:
        sys.stdout.write(text)
        sys.stdout.flush()
        results.line(text)
    status = program.wait()
    results.write(path)
    if status == 0 and any(result in ("failed", "unfinished") for _, result in results.cases):
        return 98  # a machine that loses exit statuses
    return status if status >= 0 else 99


if __name__ == "__main__":
    sys.exit(main())
