#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# listing.sh PSA FILE HEADING: the first block of shell lines of a text behind a heading, or with - for it all such
# blocks, run from top to bottom, in a folder that holds what the lines take as given.
set -euo pipefail
psa=$(realpath "$1")
file=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/psa-listing.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
awk -v heading="$3" '
  $0 == heading || heading == "-" { there = 1 }
  there && inside && /^```$/ { if (heading != "-") exit; inside = 0 }
  inside { print }
  there && /^```sh$/ { inside = 1 }' "$file" >lines.sh
head -c 5000 /dev/urandom >app.bin
echo '1 -1 none text Hello\n' >factory.txt
lines=$(grep -c '^psa ' lines.sh || true)
least=5
[ "$3" != - ] || least=2
[ "$lines" -ge $least ] || { echo "FAILED: only $lines lines behind \"$3\""; exit 1; }
export PATH=$(dirname "$psa"):$PATH
case $(basename "$file") in
attestation.md) # a device, and what its server knows
  export ID SIGNER HASH NONCE
  ID=$(printf '%064d' 1) SIGNER=$(printf '%064d' 2) HASH=$(printf '%064d' 3) NONCE=$(printf '%064d' 4)
  {
    psa image keygen --out app.pem --public app-pub.pem
    psa image sign --key app.pem --version 1.2.3 app.bin app.img
    psa device provision --dir dev --implementation-id "$ID" --key 0=app-pub.pem --image 0=app.img
    psa device boot --dir dev
  } >/dev/null
  ;;
factory-data.md) head -c 32 /dev/urandom >device.key ;;
esac
bash -euo pipefail lines.sh
echo "$lines lines passed"
