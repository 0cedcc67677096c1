#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# listing.sh PSA FILE HEADING: the first block of shell lines of a text behind a heading runs from top to bottom, in a
# folder that holds what the lines take as given.
set -euo pipefail
psa=$(realpath "$1")
file=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/psa-listing.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
awk -v heading="$3" '$0 == heading { there = 1 } there && /^```$/ { exit } inside { print } there && /^```sh$/ { inside = 1 }' \
  "$file" >lines.sh
head -c 5000 /dev/urandom >app.bin
echo '1 -1 none text Hello\n' >factory.txt
lines=$(grep -c '^psa ' lines.sh || true)
[ "$lines" -ge 5 ] || { echo "FAILED: only $lines lines behind \"$3\""; exit 1; }
PATH=$(dirname "$psa"):$PATH bash -euo pipefail lines.sh
echo "$lines lines passed"
