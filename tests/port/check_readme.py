#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_readme.py NM PLATFORM_H README ARCHIVE...

Holds the table "which archive asks for which group of the port" in platform/README.md against the archives: a cell is
filled if and only if the archive has an undefined plat_ symbol of that group. Groups are the numbered sections of
platform.h.
"""
import re
import subprocess
import sys


def groups_of_functions(header):
    """Function name -> group number."""
    groups, group = {}, None
    for line in open(header):
        section = re.match(r"/\* -+ (\d)\. .* -+ \*/", line)
        if section:
            group = int(section.group(1))
        function = re.match(r"[\w ].*?\b(plat_\w+)\(", line)
        if function and not line.startswith((" ", "#")) and group is not None:
            groups[function.group(1)] = group
    return groups


def rows_of_table(readme):
    """Archive name -> set of groups whose cell is filled."""
    rows = {}
    for line in open(readme):
        row = re.match(r"\| `(psa-[\w-]+)` \|(.*)\|$", line.rstrip())
        if row:
            cells = [cell.strip() for cell in row.group(2).split("|")]
            rows[row.group(1)] = {number for number, cell in enumerate(cells, 1) if cell}
    return rows


def main():
    nm, header, readme, *archives = sys.argv[1:]
    groups, rows, faults = groups_of_functions(header), rows_of_table(readme), []
    if len(groups) < 19 or set(groups.values()) != {1, 2, 3, 4, 5, 6}:
        faults.append(f"{header}: found {len(groups)} functions in groups {set(groups.values())}, expected all")
    for archive in archives:
        name = re.search(r"lib(psa-[\w-]+)\.a$", archive).group(1)
        symbols = subprocess.run([nm, "-u", archive], capture_output=True, text=True, check=True).stdout
        needs = {groups[s] for s in re.findall(r"\bU (plat_\w+)", symbols) if s in groups}
        if name not in rows:
            faults.append(f"{readme}: has no row for {name}, which needs groups {sorted(needs)}")
        elif rows[name] != needs:
            faults.append(f"{readme}: row {name} names groups {sorted(rows[name])}, it needs {sorted(needs)}:"
                          " correct the row")
    if set(rows) - {re.search(r"lib(psa-[\w-]+)\.a$", a).group(1) for a in archives}:
        faults.append(f"{readme}: has rows of archives that were not checked")
    print("\n".join(faults) or f"{len(rows)} rows agree")
    return 1 if faults else 0


sys.exit(main())
