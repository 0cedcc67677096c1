#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh PSA FOLDER: the life of a device with two boot stages, with the programs that were built in FOLDER. Every step
# is checked. Stage 2 comes encrypted, which only stage 1 can open.
set -euo pipefail
psa=$(realpath "$1") built=$(realpath "$2")
# Programs are written unit by unit, each one brought to the disk: in memory, where there is such a folder.
memory=/dev/shm
[ -w "$memory" ] || memory=/tmp
work=$(mktemp -d "${TMPDIR:-$memory}/psa-two-stage.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
export PSA_DEVICE_DIR=$work/device
checks=0

# boots COMMAND TEXT...: power on; the application gets COMMAND; each TEXT is a line of what all three print
boots() {
  APP_COMMAND=$1 "$built/two_stage_stage_1" >out 2>err || { echo "FAILED: boot with '$1'"; cat out err; exit 1; }
  shift
  for text in "$@"; do
    checks=$((checks + 1))
    grep -qxF -- "$text" out || { echo "FAILED: no line '$text'"; cat out err; exit 1; }
  done
}
# stops TEXT: power on, and nothing runs
stops() {
  checks=$((checks + 1))
  if "$built/two_stage_stage_1" >out 2>err || ! grep -qF -- "$1" err; then
    echo "FAILED: it should stop with '$1'"; cat out err; exit 1
  fi
}
# image KEY VERSION PROGRAM OUT [OPTION...]
image() {
  local key=$1 version=$2 body=$3 out=$4
  shift 4
  "$psa" image sign --key "$built/keys/$key.pem" --version "$version" --security-counter "${version%%.*}" "$@" "$body" "$out" >/dev/null
}

# flash dump ID | damage ID OFFSET: bytes of an area, by the file format that platform/posix/README.md describes
flash() {
  python3 - "$@" <<'PY'
import struct, sys
data = bytearray(open("device/flash", "rb").read())
for i in range(struct.unpack_from("<I", data, 24)[0]):
    ident, _, unit, sector, count, _, at = struct.unpack_from("<BBHIIIQ", data, 32 + 24 * i)
    if ident != int(sys.argv[2]):
        continue
    stride = 8 + sector // unit * (unit + 4)
    if sys.argv[1] == "damage":
        off = int(sys.argv[3])
        data[at + off // sector * stride + 8 + off % sector // unit * (unit + 4) + off % unit] ^= 1
        open("device/flash", "wb").write(data)
    else:
        out = bytearray()
        for s in range(count):
            for u in range(sector // unit):
                first = at + s * stride + 8 + u * (unit + 4)
                out += data[first:first + unit]
        sys.stdout.buffer.write(out)
PY
}
# secrets: stage 2 is in plain in its active slot, and nowhere else
secrets() {
  checks=$((checks + 1))
  flash dump 71 >second
  flash dump 3 >>second
  if grep -qaF "the secret of stage 2" second; then echo "FAILED: plaintext of stage 2 outside its active slot"; exit 1; fi
}

# --- Factory ----------------------------------------------------------------------------------------------------------
"$psa" image keygen --out device.pem --public device-pub.pem
openssl pkcs8 -topk8 -nocrypt -in device.pem -outform DER | tail -c +37 | head -c 32 >device.bin
echo "calibration 1" >data-1
cp "$built/two_stage_stage_2" stage-2
printf 'the secret of stage 2, version 1' >>stage-2
image stage_2 1.0.0 stage-2 stage-2.img --encrypt device-pub.pem --clear
image app 1.0.0 "$built/two_stage_app" app.img
image data 1.0.0 data-1 data.img
"$built/two_stage_factory" device device.bin stage-2.img app.img data.img

boots "" "stage 1: component 3, version 1.0.0, status 0" "stage 2: component 0, version 1.0.0, status 0" \
  "app: application" "app: booted BL2 1.0.0" "app: booted App 1.0.0" "app: booted Data 1.0.0"
flash dump 70 >active
grep -qaF "the secret of stage 2" active || { echo "FAILED: the search finds nothing"; exit 1; }
boots key "app: decryption key hidden"

secrets
# --- A new second stage, encrypted: on trial, not accepted, then accepted ---------------------------------------------
cp "$built/two_stage_stage_2" stage-2
printf 'the secret of stage 2, version 2' >>stage-2
image stage_2 1.1.0 stage-2 stage-2-new.img --encrypt device-pub.pem
boots "update 3 stage-2-new.img" "app: booted BL2 1.0.0"
secrets
boots states "stage 1: component 3, version 1.1.0, status 0, installed" "app: booted BL2 1.1.0" \
  "app: component 3 state 5 error 0"
secrets
boots states "stage 1: component 3, version 1.0.0, status 0, rolled back" "app: component 3 state 4 error -132"
secrets
boots clean
boots "update 3 stage-2-new.img"
boots accept "stage 1: component 3, version 1.1.0, status 0, installed"
boots states "stage 1: component 3, version 1.1.0, status 0" "app: component 3 state 7 error 0"
boots clean
secrets

# --- A set over both stages: all new, or all old ----------------------------------------------------------------------
image stage_2 1.2.0 stage-2 stage-2-set.img --encrypt device-pub.pem --encrypt-keylen 256
image app 1.1.0 "$built/two_stage_app_new" app-new.img
boots "update 3 stage-2-set.img 0 app-new.img" "app: application"
cp -r device staged
boots states "app: new application" "app: booted BL2 1.2.0" "app: booted App 1.1.0"
boots states "app: application" "app: booted BL2 1.1.0" "app: booted App 1.0.0" "app: component 0 state 4 error -132"
boots clean

# --- The same with power cuts in either stage, then accepted ----------------------------------------------------------
for cut in "1 1" "1 9000" "2 1" "2 4000"; do
  rm -rf device && cp -r staged device
  set -- $cut
  checks=$((checks + 1))
  if { env "CUT_STAGE_$1=$2" "$built/two_stage_stage_1"; } >out 2>&1; then
    echo "FAILED: stage $1 was not cut at $2"; cat out; exit 1
  fi
  secrets
  # A cut in stage 1 is made good there. After one in stage 2 the trial of stage 1's part has ended: the set goes back.
  if [ "$1" = 1 ]; then
    boots accept "app: new application" "app: booted BL2 1.2.0" "app: booted App 1.1.0"
    boots states "app: component 3 state 7 error 0" "app: component 0 state 7 error 0"
  else
    boots states "app: application" "app: booted BL2 1.1.0" "app: booted App 1.0.0" "app: component 3 state 4 error -132"
  fi
  secrets
done
boots clean

# --- What nobody can run ----------------------------------------------------------------------------------------------
python3 -c '
import sys
image = bytearray(open("stage-2-set.img", "rb").read())
image[1000] ^= 1
open("changed.img", "wb").write(image)'
boots "update 3 changed.img" # its signature is good; its body only stage 1 can read
boots states "stage 1: component 3, version 1.1.0, status 0, update refused" "app: component 3 state 4 error -149"
"$psa" image keygen --out other.pem
"$psa" image sign --key other.pem --version 1.9.0 --encrypt device-pub.pem stage-2 other.img >/dev/null
boots clean
if APP_COMMAND="update 3 other.img" "$built/two_stage_stage_1" >out 2>err; then echo "FAILED: another signer's image was taken"; exit 1; fi
grep -qx "app: other.img: -149" out || { echo "FAILED: no refusal of another signer's image"; cat out err; exit 1; }
cp -r device good
for id in 64 70; do # active slots of the application and of stage 2
  rm -rf device && cp -r good device
  flash damage "$id" 100
  stops "stage $((id == 64 ? 2 : 1)): nothing to run"
done
echo "$checks passed, 0 failed"
