#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The rules of unprovoked_statuses.h that name another test: that program's source has the function, and the statuses.
usage: check_unprovoked.py FOLDER"""
import os
import re
import sys

folder = sys.argv[1]
with open(os.path.join(folder, "unprovoked_statuses.h"), encoding="utf-8") as file:
    text = file.read()
rules = re.findall(r'\{ "([^"]+)",\s*([^{}"]+?),\s*ELSEWHERE,\s*"crypto\.(\w+)" \}', text)
wrong = []
if len(rules) != text.count("ELSEWHERE,") - 1 or len(rules) < 20:
    wrong.append(f"{len(rules)} rules were read of {text.count('ELSEWHERE,') - 1}")
for function, statuses, program in rules:
    source = os.path.join(folder, f"test_crypto_{program}.c")
    if not os.path.exists(source):
        wrong.append(f"{function}: there is no {source}")
        continue
    with open(source, encoding="utf-8") as file:
        code = file.read()
    if not re.search(function.replace("*", r"\w*") + r"\b", code):
        wrong.append(f"{function} is not called by crypto.{program}")
    for status in re.findall(r"ST\((\w+)\)", statuses):
        if f"PSA_ERROR_{status}" not in code:
            wrong.append(f"{function}: crypto.{program} knows no PSA_ERROR_{status}")
if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(rules)} rules name a test that has their function and statuses")
