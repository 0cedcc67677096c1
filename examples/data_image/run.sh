#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh PSA FOLDER-OF-READ_CALIBRATION: the lines of README.md, and what must be refused.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
psa=$(realpath "$1") programs=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/psa-data-image.XXXXXX")
trap 'rm -rf "$work"' EXIT
PATH=$(dirname "$psa"):$programs:$PATH
cd "$work"
cp "$here/calibration.csv" "$programs/data.pem" .
checks=0
fail() { echo "FAILED: $*"; exit 1; }
# refused WORDS IMAGE [MIN-COUNTER]
refused() {
  local words=$1 code=0
  shift
  checks=$((checks + 1))
  read_calibration "$@" >out 2>err || code=$?
  [ "$code" = 1 ] && [ ! -s out ] && grep -q "refused: $words" err || fail "$*: exit $code, $(cat out err)"
}

sed -n '/^```sh$/,/^```$/{/^```/!p}' "$here/README.md" >lines.sh
[ "$(wc -l <lines.sh)" = 4 ] || fail "README.md has no lines to run"
bash -euo pipefail lines.sh >out
[ "$(grep -c '^calibration 1.4.0, counter 7' out)" = 2 ] || fail "the README's lines print: $(cat out)"
[ "$(tail -n "$(wc -l <calibration.csv)" out)" = "$(cat calibration.csv)" ] || fail "the data is not what was signed"

sign() { psa image sign --key data.pem --version 1.0.0 "$@" >/dev/null; }
sign --header-size 0x400 calibration.csv other.img
read_calibration other.img >/dev/null || fail "a header of another size"
sign --dependency 0:1.0.0 calibration.csv other.img
refused "too old" other.img 1
refused "too old" calibration.img 8
psa image keygen --out another.pem
psa image sign --key another.pem --version 1.0.0 calibration.csv other.img >/dev/null
refused "not signed with our key" other.img
psa image keygen --type ed25519 --out ed.pem
psa image sign --key ed.pem --version 1.0.0 calibration.csv other.img >/dev/null
refused "not a data image" other.img
psa image pubkey --out data-pub.pem data.pem
sign --encrypt data-pub.pem calibration.csv other.img
refused "not a data image" other.img
sign --load-addr 0x20000000 calibration.csv other.img
refused "not a data image" other.img
: >empty
refused "not a data image" empty

echo "$checks refusals, all passed"
