#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The symbols of one archive against its list in allow/<library>.txt.

check_symbols.py LIST ARCHIVE [NM]

Undefined symbols must equal the list: one more is an arrow that the design does not have, one name less a stale line. A list
holds one name or pattern (with *) a line, and these directives:
    prefix P    every global symbol that the archive defines begins with one of the prefixes
    libc NAME   may be undefined, need not be: what compilers put in or take out as they like
    maybe NAME  the same, for features that not every build has
    not NAME    must not be undefined; with it, whatever else is free
"""
import fnmatch
import subprocess
import sys


def nm(tool, *arguments):
    run = subprocess.run([tool, "-P", "-g", *arguments], capture_output=True, text=True, check=True)
    for line in run.stdout.splitlines():
        fields = line.split()
        if len(fields) >= 2 and not line.endswith(":"):
            yield fields[0], fields[1]


def main():
    allow, archive, *rest = sys.argv[1:]
    tool = rest[0] if rest else "nm"
    prefixes, optional, wanted, forbidden = [], [], [], []
    with open(allow, encoding="ascii") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words[:1] == ["prefix"]:
                prefixes += words[1:]
            elif words[:1] in (["libc"], ["maybe"]):
                optional += words[1:]
            elif words[:1] == ["not"]:
                forbidden += words[1:]
            else:
                wanted += words

    symbols = list(nm(tool, archive))
    defined = {name for name, kind in symbols if kind != "U"}
    undefined = {name for name, kind in symbols if kind == "U"} - defined
    if not defined:
        sys.exit(f"{archive}: defines nothing")

    faults = []
    for name in sorted(defined):
        if not name.startswith(tuple(prefixes)):
            faults.append(f"defines {name}, which has none of the prefixes {' '.join(prefixes)}")
    for name in sorted(undefined):
        listed = any(fnmatch.fnmatchcase(name, pattern) for pattern in wanted + optional)
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in forbidden) or not (listed or forbidden):
            faults.append(f"needs {name}, which is not on its list")
    for pattern in wanted:
        if "*" not in pattern and not any(fnmatch.fnmatchcase(name, pattern) for name in undefined):
            faults.append(f"does not need {pattern} any more, take it off its list")
    for fault in faults:
        print(f"{archive}: {fault}")
    print(f"{archive}: {len(defined)} symbols defined, {len(undefined)} needed")
    sys.exit(1 if faults else 0)


main()
