#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of options in docs/integration.md has every option that the build files declare and no other, with its default
where that is one word in both.
usage: check_options.py SOURCE_FOLDER"""
import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
text = (top / "docs/integration.md").read_text(encoding="utf-8")
table = re.search(r"<!-- options:.*?-->\n(.*?)<!-- end of options -->", text, re.S).group(1)
shown = {}
for line in table.splitlines()[2:]:
    names, default, _ = (cell.strip() for cell in re.match(r"\| ([^|]*)\| ?([^|]*)\| (.*) \|$", line).groups())
    for i, name in enumerate(re.findall(r"`(\w+)`", names)):
        shown[name] = default.strip("`") if i == 0 else None  # a second name may have another default

files = [top / "CMakeLists.txt", *top.glob("lib/*/CMakeLists.txt"), *top.glob("platform/*/CMakeLists.txt"),
         *top.glob("platform/*/options.cmake"), *top.glob("scripts/cmake/*.cmake")]
declared = {}
for path in files:
    code = path.read_text(encoding="utf-8")
    for name, default in re.findall(r'^\s*set\(((?:PSA|PITS)_\w+) (\S*) CACHE (?!INTERNAL)', code, re.M):
        declared.setdefault(name, set()).add(default.strip('"'))
    for name, default in re.findall(r'^\s*option\((PSA_\w+)\s+".*"\s+(\S+)\)$', code, re.M):
        declared.setdefault(name, set()).add(default)

wrong = [f"{name} is not in the table" for name in sorted(declared.keys() - shown.keys())]
wrong += [f"{name} is no option" for name in sorted(shown.keys() - declared.keys())]
for name in sorted(declared.keys() & shown.keys()):
    literal = {default for default in declared[name] if "$" not in default}
    if shown[name] is not None and literal and shown[name] not in literal:
        wrong.append(f"{name}: default is {sorted(literal)}, the table says '{shown[name]}'")
if wrong or len(declared) < 40:
    sys.exit("\n".join(wrong) or f"only {len(declared)} options were found")
print(f"{len(declared)} options")
