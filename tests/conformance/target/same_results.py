#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: same_results.py A B [PROGRAM...]

Compare the results that two machines left (keep_results.py): for each program the same cases, each with the same result.
A and B are folders of NAME.txt and of a list "programs", in which both have to name the same ones. With PROGRAM: only
these are compared. Says each difference; a file that is missing, empty or has no case is one."""
import sys
from collections import Counter
from pathlib import Path

RESULTS = {"passed", "failed", "skipped", "unfinished"}


def read(path, faults):
    """The cases of a file and how often each had which result."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path}: {getattr(error, 'strerror', None) or error}: has the program run?")
        return None
    cases = Counter()
    for number, line in enumerate(lines, 1):
        words = line.split()
        if len(words) != 2 or words[1] not in RESULTS:
            faults.append(f"{path}:{number}: not a case and its result")
            return None
        cases[tuple(words)] += 1
    if not cases:
        faults.append(f"{path}: no case")
        return None
    return cases


def listed(folder, faults):
    """The programs that a build has."""
    try:
        names = (folder / "programs").read_text(encoding="ascii").split()
    except OSError as error:
        faults.append(f"{folder}/programs: {error.strerror}: is the preset built?")
        return []
    if not names or len(names) != len(set(names)):
        faults.append(f"{folder}/programs: no program, or one twice")
    return names


def compare(a, b, name, faults):
    first, second = read(a / f"{name}.txt", faults), read(b / f"{name}.txt", faults)
    if first is None or second is None:
        return 0
    for one, other, folder in ((first, second, a), (second, first, b)):
        for (case, result), count in sorted((one - other).items()):
            times = f", {count} times more" if count > 1 else ""
            faults.append(f"{name}: {case} {result} only in {folder}{times}")
    return sum(first.values())


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    a, b, names, faults = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:], []
    first, second = listed(a, faults), listed(b, faults)
    faults += [f"{name}: only one of both builds has it" for name in sorted(set(first) ^ set(second))]
    names = names or first
    count = sum(compare(a, b, name, faults) for name in names)
    for fault in faults:
        print(fault)
    print(f"{len(names)} programs, {count} cases, {len(faults)} differences")
    return 1 if faults or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
