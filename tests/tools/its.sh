#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# its.sh PSA-PROGRAM: factory data. Bad descriptions, layouts, keys and images are refused with one line and nothing is
# written; a device takes a good image over at its first boot.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
psa=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/psa-its-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir tmp
export TMPDIR=$work/tmp
unset PSA_DEVICE_DIR
. "$here/cases.sh"

layout=sectors=8,sector-size=8192,unit=16
head -c 32 /dev/urandom >key
head -c 32 /dev/urandom >other-key
head -c 31 /dev/urandom >short-key
mkdir data
printf 'calibration\000\001' >data/cal.bin
cat >data/good.txt <<'END'
# uid owner flags content

1                  -1  none        text Hello\n
2	-1	write-once	hex 00 01 0a0b
0x3                -1  none        file cal.bin
4                   7  none        empty
0xffffffffffffffff -5  no-confidentiality,no-replay-protection  text \x20a \\ b
END
build() { "$psa" its build --key key --layout "$layout" --out out.bin --hex out.hex --address 0x0c0f0000 "$@"; }

# refuses_description TEXT LINE...: a description of these lines
refuses_description() {
  local text=$1
  shift
  printf '%s\n' "$@" >bad.txt
  refuses 1 "$text" build bad.txt
}

# --- Usage ------------------------------------------------------------------------------------------------------------
refuses 2 "unknown command 'frob'" "$psa" its frob
works "factory data" "$psa" its --help
works "write-once" "$psa" its build --help
works "--content" "$psa" its dump --help
refuses 2 "needs one description" "$psa" its build --key key --layout $layout --out out.bin
refuses 2 "--key or --device" "$psa" its build --layout $layout --out out.bin data/good.txt
refuses 2 "--key or --device" "$psa" its build --key key --device dev --out out.bin data/good.txt
refuses 2 "--layout" "$psa" its build --key key --out out.bin data/good.txt
refuses 2 "--out, --hex or both" "$psa" its build --key key --layout $layout data/good.txt
refuses 2 "--hex needs --address" "$psa" its build --key key --layout $layout --hex out.hex data/good.txt
refuses 2 "out.bin would be written over out.bin" build --hex out.bin data/good.txt
refuses 2 "key would be written over key" build --out key data/good.txt
refuses 2 "would be written over data/good.txt" build --hex data/../data/good.txt data/good.txt
refuses 2 "- would be written over -" build --hex - --out - data/good.txt
refuses 2 "--address" build --address 0x0c0f0008 data/good.txt
refuses 2 "--address" build --address 0xffff8000 data/good.txt
refuses 2 "--area is its or ps" build --area fwu data/good.txt
for bad in sectors sectors= sectors=0 sectors=x sectors=-1 unit=64 size=3 sectors=8, ''; do
  refuses 2 "is not sectors=N" "$psa" its build --key key --layout "$bad" --out out.bin data/good.txt
done
refuses 2 "unit is not 1, 2" "$psa" its build --key key --layout sectors=8,unit=12 --out out.bin data/good.txt
refuses 2 "not a multiple of unit" "$psa" its build --key key --layout sectors=8,sector-size=8200 --out out.bin data/good.txt
refuses 2 "too small" "$psa" its build --key key --layout sectors=8,sector-size=64 --out out.bin data/good.txt
refuses 2 "2 sectors or more" "$psa" its build --key key --layout sector-size=8192 --out out.bin data/good.txt
refuses 2 "2 sectors or more" "$psa" its build --key key --layout sectors=1 --out out.bin data/good.txt
refuses 2 "larger than 16 MB" "$psa" its build --key key --layout sectors=4000000000 --out out.bin data/good.txt
refuses 2 "either an image or --device" "$psa" its dump
refuses 2 "either an image or --device" "$psa" its dump --device dev image
refuses 2 "--content needs --key" "$psa" its dump image --content
refuses 2 "its own key" "$psa" its dump --device dev --key key
refuses 2 "its own layout" "$psa" its dump --device dev --layout $layout

# --- Files that can't be read, keys ----------------------------------------------------------------------------------
refuses 1 "none.txt: No such file" build none.txt
refuses 1 "none: No such file" build --key none data/good.txt
refuses 1 "short-key: no device key" build --key short-key data/good.txt
refuses 1 "data/cal.bin: no device key" build --key data/cal.bin data/good.txt
refuses 1 "$work/none" "$psa" its build --device "$work/none" --out out.bin data/good.txt
refuses 1 "none: No such file" "$psa" its dump none
refuses 1 "13 bytes are not sectors of 8192 (" "$psa" its dump data/cal.bin

# --- More items than a device reads -----------------------------------------------------------------------------------
for i in $(seq 129); do echo "$i -1 none text $i"; done >129.txt
head -n 128 129.txt >128.txt
works "128 items" build --out 128.bin 128.txt
refuses 1 "129.txt:129: 129 items, and a device with a table of 128" build --out 129.bin 129.txt
refuses 1 "129.txt:101: 129 items, and a device with a table of 100" build --items 100 --out 129.bin 129.txt
[ ! -e 129.bin ] || fails "a refusal wrote 129.bin"
works "129 items" build --items 200 --out 129.bin 129.txt
works "129 items" build --items 0 --out 129.bin 129.txt
refuses 2 "not a number of items" build --items many --out 129.bin 129.txt
refuses 2 "--items goes with --key" "$psa" its build --device dev --items 5 --out 129.bin 129.txt
rm out.hex

# --- Descriptions: file and line -------------------------------------------------------------------------------------
refuses_description "bad.txt:1: a line is UID" "1"
refuses_description "bad.txt:1: a line is UID" "1 -1 none"
refuses_description "bad.txt:3: 'x' is not a uid" "# a" "1 -1 none text a" "x -1 none text a"
refuses_description "bad.txt:1: '0' is not a uid" "0 -1 none text a"
refuses_description "bad.txt:1: '0x10000000000000000' is not a uid" "0x10000000000000000 -1 none text a"
refuses_description "bad.txt:1: '0' is not an owner" "1 0 none text a"
refuses_description "bad.txt:1: '2147483648' is not an owner" "1 2147483648 none text a"
refuses_description "bad.txt:1: '--1' is not an owner" "1 --1 none text a"
refuses_description "bad.txt:2: unknown flag 'writeonce'" "1 -1 none text a" "2 -1 writeonce text a"
refuses_description "bad.txt:1: unknown flag ''" "1 -1 write-once, text a"
refuses_description "bad.txt:1: unknown kind of content 'blob'" "1 -1 none blob a"
refuses_description "bad.txt:1: nothing behind text" "1 -1 none text"
refuses_description "bad.txt:1: 'x' behind empty" "1 -1 none empty x"
refuses_description "bad.txt:1: content is not pairs" "1 -1 none hex 0"
refuses_description "bad.txt:1: content is not pairs" "1 -1 none hex 00 1 2"
refuses_description "bad.txt:1: content is not pairs" "1 -1 none hex zz"
refuses_description "bad.txt:1: a backslash" '1 -1 none text a\q'
refuses_description "bad.txt:1: a backslash" '1 -1 none text a\'
refuses_description "bad.txt:1: a backslash" '1 -1 none text a\x1'
refuses_description "bad.txt:2: none.bin: No such file" "1 -1 none text a" "2 -1 none file none.bin"
refuses_description "bad.txt:1: data: Is a directory" "1 -1 none file data"
refuses_description "bad.txt:4: uid 5 of owner -1 is in line 2 already" \
  "1 -1 none text a" "5 -1 none text a" "5 1 none text other owner" "0x5 -1 none text b"
refuses_description "bad.txt: the description has no item" "# nothing"
printf '1 -1 none text a\n2 -1 none text a\000b\n' >bad.txt
refuses 1 "bad.txt:2: not a text file" build bad.txt
head -c 8129 /dev/zero >large
refuses_description "bad.txt:2: the item has 8129 bytes, a sector takes at most 8128" "1 -1 none text a" "2 -1 none file large"
for i in 1 2 3 4 5 6 7 8 9; do echo "$i -1 none file large"; done >full.txt
head -c 8000 /dev/zero >large
refuses 1 "full.txt:7: no room in the area" build full.txt
[ ! -e out.bin ] && [ ! -e out.hex ] || fails "a refused build wrote a file"
[ -z "$(ls tmp)" ] || fails "a build left something in the temporary directory"

# --- A good one ------------------------------------------------------------------------------------------------------
works "5 items in 8 sectors of 8192 bytes" build data/good.txt
refuses 1 "/proc/none" build --out /proc/none data/good.txt
od -An -tx1 -v key | tr -d ' \n' >key.hex
works "5 items" "$psa" its build --key key.hex --layout $layout --out hex-key.bin data/good.txt
works "authentic, live" "$psa" its dump hex-key.bin --key key
works 'text " a \\ b"' "$psa" its dump out.bin --key key --content
works "hex 63616c6962726174696f6e0001" "$psa" its dump out.bin --key key --content
works "uid 0x2 owner -1 size 4 flags write-once, live" "$psa" its dump out.bin
refuses 1 "another device key" "$psa" its dump out.bin --key other-key
refuses 1 "another device key" "$psa" its dump out.bin --key key --area ps
works "1 items" "$psa" its build --key key --layout sectors=2,sector-size=2048,unit=32 --area ps --out ps.bin - \
  <<<"1 -1 none text standard input"
works "standard input" "$psa" its dump ps.bin --area ps --layout unit=32,sector-size=2048 --key key --content

# Damage: the first fault by its place; without the key what looks whole is whole.
change() { # change OFFSET: one byte of a copy of the image
  cp out.bin changed.bin
  printf '\xa5' | dd of=changed.bin bs=1 seek=$(($1)) conv=notrunc status=none
  cmp -s out.bin changed.bin && fails "nothing was changed at $1"
}
second=$("$psa" its dump out.bin | sed -n 's/^  \(0x[0-9a-f]*\) item uid 0x2 .*/\1/p')
change $((second + 20))
refuses 1 "changed.bin: sector 0, offset 0x$(printf %x $second)" "$psa" its dump changed.bin --key key
works "5 items" "$psa" its dump changed.bin
change 0
refuses 1 "changed.bin: sector 0, offset 0x0" "$psa" its dump changed.bin --key key
refuses 1 "changed.bin: sector 0, offset 0x0" "$psa" its dump changed.bin
change $((8192 * 3 + 100))
refuses 1 "changed.bin: sector 3, offset" "$psa" its dump changed.bin --key key
head -c 65536 /dev/urandom >noise.bin
refuses 1 "noise.bin: sector 0, offset 0x0" "$psa" its dump noise.bin --key key
refuses 1 "noise.bin: sector 0, offset 0x0" "$psa" its dump noise.bin
head -c 65535 out.bin >short.bin
refuses 1 "short.bin: 65535 bytes are not sectors of 8192 (" "$psa" its dump short.bin --key key

# Outputs that can't be written.
mkdir -p folder
refuses 1 "folder: Is a directory" build --out folder data/good.txt
refuses 1 "none/out.hex: No such file or directory" build --hex none/out.hex data/good.txt

# --- A device takes it over ------------------------------------------------------------------------------------------
refuses 2 "--its needs --device-key" "$psa" device provision --dir dev --its out.bin
refuses 1 "does not take it" "$psa" device provision --dir dev --its out.bin --device-key other-key
refuses 1 "the image has 4096 bytes" "$psa" device provision --dir dev --its ps.bin --device-key key
[ ! -e dev ] || fails "a refused provisioning left a device"
works "SECURED" "$psa" device provision --dir dev --its out.bin --device-key key
works "Hello" "$psa" device its get 1 --dir dev
works "" "$psa" device its get 2 --dir dev --out got
printf '\000\001\012\013' | cmp -s - got || fails "item 2 is not what the description says"
works "" "$psa" device its get 3 --dir dev --out got
cmp -s data/cal.bin got || fails "item 3 is not the file"
works "of client 7       0 bytes" "$psa" device its list --dir dev
refuses 1 "PSA_ERROR_DOES_NOT_EXIST" "$psa" device its get 4 --dir dev
refuses 1 "PSA_ERROR_NOT_PERMITTED" "$psa" device its set 2 --data x --dir dev
refuses 1 "PSA_ERROR_NOT_PERMITTED" "$psa" device its remove 2 --dir dev
works "" "$psa" device its set 1 --data changed --dir dev
works "" "$psa" device its remove 3 --dir dev
works "changed" "$psa" device its get 1 --dir dev
works 'text "changed"' "$psa" its dump --device dev --content
works "tombstone uid 0x3" "$psa" its dump --device dev

# For a device that is there: its own key and layout.
works "SECURED" "$psa" device provision --dir first
works "5 items" "$psa" its build --device first --out own.bin data/good.txt
works "SECURED" "$psa" device provision --dir second --device-key first/device-key --its own.bin
works "Hello" "$psa" device its get 1 --dir second

# A unit that can't be read: the record it belongs to, by name. The area's units stand at 4096 + 8 + 20 each.
cp -r second damaged
printf 'X' | dd of=damaged/flash bs=1 seek=$((4096 + 8 + 20 * 3)) conv=notrunc status=none
refuses 1 "damaged: sector 0, offset 0x20: the record is damaged: it does not authenticate, although it was written whole (I16)" \
  "$psa" its dump --device damaged
works "Hello" "$psa" device its get 1 --dir second
refuses 1 "PSA_ERROR_STORAGE_FAILURE" "$psa" device its get 1 --dir damaged

# A cut before the last tag: a fault until the next write settles it, then a note. Erased again are 16 bytes and their
# check.
cp -r second cut
end=$("$psa" its dump --device cut | sed -n '/^sector 1/q; s/^  \(0x[0-9a-f]*\) erased.*/\1/p')
printf '\377%.0s' {1..20} | dd of=cut/flash bs=1 seek=$((4096 + 8 + 20 * (end / 16 - 1))) conv=notrunc status=none
refuses 1 "cut: sector 0, offset 0x150: the record is not valid: its write was cut, or it is damaged (I8)" \
  "$psa" its dump --device cut
works "" "$psa" device its set 9 --data x --dir cut
works "note: the record is not valid" "$psa" its dump --device cut
works "text \"x\"" "$psa" its dump --device cut --content

# A sector that the log left out, because it could not be erased, still has its header of a round before: a note (I18).
# The same bytes: a sector without anything live, put back from a copy that is a round older.
head -c 6000 /dev/urandom >hot
cp -r second round
set_hot() { for _ in $(seq "$1"); do "$psa" device its set 77 --file hot --dir round || fails "an item can't be set"; done; }
set_hot 12
cp round/flash older-flash
set_hot 8
dead=$("$psa" its dump --device round | awk '/^sector/ { if (s != "" && !live && epoch) print s
  s = $2 + 0; live = 0; epoch = /epoch/ } /, live/ { live = 1 }' | head -1)
cp -r round swapped
dd if=older-flash of=swapped/flash bs=1 skip=$((4096 + 8 + 20 * 512 * dead)) seek=$((4096 + 8 + 20 * 512 * dead)) \
  count=$((20 * 512)) conv=notrunc status=none
cmp -s round/flash swapped/flash && fails "no sector was put back"
works "sector $dead: epoch" "$psa" its dump --device round
works "note: left out: it could not be erased or opened when its turn came, and nothing here counts (I18)" \
  "$psa" its dump --device swapped
[ "$("$psa" its dump --device round | tail -1)" = "$("$psa" its dump --device swapped | tail -1)" ] ||
  fails "a sector that was left out changes what counts"
works "Hello" "$psa" device its get 1 --dir swapped
[ -z "$(ls tmp)" ] || fails "something is left in the temporary directory"

# --- Killed ----------------------------------------------------------------------------------------------------------
# The directory of a build, or of a device under way, holds the device's key. One that was killed leaves it; the next
# one in the same place removes it, and nothing else: none that another command works in, none that is not of that form.
for i in $(seq 4000); do echo "$i -1 none text $i"; done >long.txt # long enough to be killed in the middle, also in memory
"$psa" its build --key key --layout sectors=256 --items 0 --out killed.bin long.txt &
killed=$!
for _ in $(seq 500); do compgen -G 'tmp/psa-its.*' >/dev/null && break; sleep 0.01; done
kill -KILL $killed
wait $killed 2>/dev/null
left=$(compgen -G 'tmp/psa-its.*')
[ -n "$left" ] && [ "$(stat -c %a "$left")" = 700 ] || fails "the killed build left no directory to try this with"
mkdir -m 700 tmp/psa-its.helped tmp/psa-its.longer1 tmp/other.abcdef target dev3.new.abcdef dev3.new.helped
mkdir -m 755 tmp/psa-its.public
ln -s "$work/target" tmp/psa-its.linked
mkdir dev3.new.abcdef/device dev3.new.abcdef/.device.abcdef
touch target/device-key tmp/psa-its.helped/device-key dev3.new.abcdef/{device,.device.abcdef}/device-key
flock tmp/psa-its.helped flock dev3.new.helped sleep 60 &
holder=$!
for _ in $(seq 500); do flock -n dev3.new.helped true || break; sleep 0.01; done
works "5 items" build data/good.txt
[ ! -e "$left" ] || fails "what the killed build left is still there"
works "SECURED" "$psa" device provision --dir dev3
[ ! -e dev3.new.abcdef ] || fails "what a killed provisioning left is still there"
for kept in tmp/psa-its.helped/device-key tmp/psa-its.longer1 tmp/psa-its.public tmp/other.abcdef target/device-key \
  dev3.new.helped; do
  [ -e "$kept" ] || fails "$kept was removed"
done
[ "$(stat -c %a dev3)" = 700 ] || fails "the device's directory is not its owner's alone"
kill $holder
wait $holder 2>/dev/null

report
