#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files that a document shows: each block behind <!-- file: NAME --> goes to FOLDER/NAME.
usage: extract_files.py DOCUMENT FOLDER"""
import pathlib
import re
import sys

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
blocks = re.findall(r"<!-- file: ([\w.]+) -->\n```\w+\n(.*?)```\n", text, re.S)
if len(blocks) != text.count("<!-- file: ") or not blocks:
    sys.exit(f"{sys.argv[1]}: {text.count('<!-- file: ')} files are named, {len(blocks)} found")
for name, content in blocks:
    (pathlib.Path(sys.argv[2]) / name).write_text(content, encoding="utf-8")
