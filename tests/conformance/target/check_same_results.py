#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# keep_results.py and same_results.py: what programs print is kept, equal results are equal, each way to differ is seen.
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUTPUT = """[ RUN      ] one
[       OK ] one
[ RUN      ] two
[  ERROR   ] file.c:1: integers
[  FAILED  ] two
[ RUN      ] three
[  SKIPPED ] three
[ RUN      ] four
"""
KEPT = "one passed\ntwo failed\nthree skipped\nfour unfinished\n"
TAP = """TAP version 13
# implementation: swap 2
ok 1 - a
not ok 2 - b
ok 3 - c # SKIP no
"""


def keep(folder, output, status, expected=None):
    path = folder / "kept" / "program.txt"
    program = [sys.executable, "-c", f"import sys; sys.stdout.write({output!r}); sys.exit({status})"]
    result = subprocess.run([sys.executable, HERE / "keep_results.py", path, *program], capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (status if expected is None else expected, output), result
    return path.read_text(encoding="ascii")


def differ(folder, change):
    """Whether B, equal to A but for the change, differs."""
    for side in "ab":
        (folder / side).mkdir(exist_ok=True)
        for name, text in (("programs", "p\nq\n"), ("p.txt", "one passed\ntwo passed\n"), ("q.txt", "one passed\n")):
            (folder / side / name).write_text(text, encoding="ascii")
    change(folder / "b")
    same = subprocess.run([sys.executable, HERE / "same_results.py", folder / "a", folder / "b"], capture_output=True)
    assert same.returncode in (0, 1), same
    return same.returncode == 1


def write(name, text):
    return lambda folder: (folder / name).write_text(text, encoding="ascii")


CHANGES = {
    "a case less": write("p.txt", "one passed\n"),
    "a case more": write("q.txt", "one passed\ntwo passed\n"),
    "a case twice": write("q.txt", "one passed\none passed\n"),
    "another result": write("p.txt", "one passed\ntwo failed\n"),
    "another name": write("p.txt", "one passed\ntoo passed\n"),
    "an empty file": write("p.txt", ""),
    "a word that is no result": write("q.txt", "one well\n"),
    "no file": lambda folder: (folder / "p.txt").unlink(),
    "a program less": write("programs", "p\n"),
    "a program more": write("programs", "p\nq\nr\n"),
    "no list": lambda folder: (folder / "programs").unlink(),
}


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assert keep(folder, OUTPUT, 1) == KEPT
        assert keep(folder, TAP, 3) == "swap.a passed\nswap.b failed\nswap.c skipped\n"
        assert keep(folder, "nothing\n", 0) == ""
        assert keep(folder, OUTPUT, 0, 98) == KEPT, "a failure with a good exit status is one"
        assert not differ(folder, lambda _: None)
        assert not differ(folder, write("p.txt", "two passed\none passed\n")), "the order does not matter"
        for what, change in CHANGES.items():
            assert differ(folder, change), what
    print(f"{len(CHANGES)} ways to differ, all seen")


if __name__ == "__main__":
    main()
