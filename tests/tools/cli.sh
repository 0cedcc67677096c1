#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cli.sh PSA-PROGRAM: wrong usage and bad input of the psa tool. Each case: exit status, one line on standard error with a
# fixed part, and nothing changed.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
psa=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/psa-cli.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
unset PSA_DEVICE_DIR
. "$here/cases.sh"

# unchanged DIR SUM: the tree is as it was
tree_sum() { (cd "$1" && find . -type f ! -name lock -print0 | sort -z | xargs -0 sha256sum | sha256sum); }

# --- Usage -------------------------------------------------------------------------------------------------------------
refuses 2 "unknown command 'frobnicate'" "$psa" frobnicate
refuses 2 "unknown command 'frob'" "$psa" image frob
refuses 2 "unknown command 'frob'" "$psa" device frob
refuses 2 "unknown option '--frob'" "$psa" image show --frob x
refuses 2 "unknown option '-x'" "$psa" device boot -x
refuses 2 "needs a value" "$psa" token verify --key
refuses 2 "takes no value" "$psa" device its set 1 --data x --write-once=yes
refuses 2 "" "$psa" image show
refuses 2 "" "$psa" image sign
refuses 2 "not a uid" "$psa" device its get zero
refuses 2 "not a uid" "$psa" device its get 0
refuses 2 "either --data or --file" "$psa" device its set 1
refuses 2 "" "$psa" device fwu write 0
works "usage" "$psa" --help
works "usage" "$psa" image sign --help

# --- Files -------------------------------------------------------------------------------------------------------------
refuses 1 "nothing-here" "$psa" image show nothing-here
printf 'not an image' >junk
refuses 1 "junk" "$psa" image show junk
refuses 1 "junk" "$psa" image verify --key junk junk
refuses 1 "junk" "$psa" token show junk
works "" "$psa" image keygen --out key.pem --public pub.pem
refuses 1 "junk" "$psa" image verify --key pub.pem junk
refuses 1 "junk" "$psa" token verify --key pub.pem junk
refuses 1 "exists" "$psa" image keygen --out key.pem --public other.pem
[ ! -e other.pem ] || { echo "FAILED: keygen wrote other.pem"; failures=$((failures + 1)); }
refuses 2 "version" "$psa" image sign --key key.pem --version 1.x junk junk.img
[ ! -e junk.img ] || { echo "FAILED: sign wrote junk.img"; failures=$((failures + 1)); }
refuses 1 "no private key" "$psa" image sign --key pub.pem --version 1.0.0 junk junk.img
works "signed" "$psa" image sign --key key.pem --version 1.0.0 junk junk.img
works "1.0.0" "$psa" image show junk.img
works "" "$psa" image verify --key pub.pem junk.img

# --- Device directories ------------------------------------------------------------------------------------------------
refuses 2 "PSA_DEVICE_DIR" "$psa" device its get 1
refuses 1 "$work/none" "$psa" device its get 1 --dir "$work/none"
refuses 1 "/proc/none" "$psa" device provision --dir /proc/none/device
works "SECURED" "$psa" device provision --dir dev --key 0=pub.pem --image 0=junk.img
refuses 1 "dev" "$psa" device provision --dir dev
works "" "$psa" device its set 1 --data hello --dir dev
works "hello" "$psa" device its get 1 --dir dev
refuses 1 "PSA_ERROR_DOES_NOT_EXIST" "$psa" device its get 2 --dir dev
works "run App 1.0.0" "$psa" device boot --dir dev
refuses 1 "PSA_ERROR_BAD_STATE" "$psa" device fwu write 0 junk.img --dir dev
refuses 1 "PSA_ERROR_BAD_STATE" "$psa" device fwu accept --dir dev

before=$(tree_sum dev)
for damage in header short version; do
  cp -r dev dev-$damage
  case $damage in
  header) printf '\x00\x01\x02\x03' | dd of=dev-header/flash conv=notrunc status=none ;;
  short) truncate -s 5000 dev-short/flash ;;
  version) printf '\x63' | dd of=dev-version/flash bs=1 seek=8 conv=notrunc status=none ;;
  esac
  sum=$(tree_sum dev-$damage)
  refuses 1 "dev-$damage/flash" "$psa" device its get 1 --dir dev-$damage
  [ "$sum" = "$(tree_sum dev-$damage)" ] || { echo "FAILED: dev-$damage was changed"; failures=$((failures + 1)); }
done
[ "$before" = "$(tree_sum dev)" ] || { echo "FAILED: dev was changed by reading it"; failures=$((failures + 1)); }

# A read-only directory: root can write everywhere, so this case needs another user.
if [ "$(id -u)" != 0 ]; then
  chmod -R a-w dev
  refuses 1 "dev" "$psa" device its set 1 --data x --dir dev
  chmod -R u+w dev
else
  chmod -R a+rX "$work" && chmod 755 "$work" && cp "$psa" psa-copy && chmod 755 psa-copy && cp -r dev dev-ro && chmod -R a-w,a+rX dev-ro
  if setpriv --reuid 65534 --clear-groups true 2>/dev/null; then
    refuses 1 "dev-ro" setpriv --reuid 65534 --clear-groups "$work/psa-copy" device its set 1 --data x --dir "$work/dev-ro"
  else
    echo "FAILED: can't become another user for the read-only case"
    failures=$((failures + 1))
  fi
fi

# --- Standard streams --------------------------------------------------------------------------------------------------
# What the tool opens must not land on a closed standard descriptor: its messages would go into the flash file.
before=$(cd dev && sha256sum flash lock device-key counters)
"$psa" device its get 99 --dir dev <&- >&- 2>&-
"$psa" device its list --dir dev <&- >&- 2>/dev/null
for descriptors in out all; do
  cases=$((cases + 1))
  case $descriptors in
  out) "$psa" device its list --dir dev >&- 2>err && { echo "FAILED: a closed standard output is no error"; failures=$((failures + 1)); } ;;
  all) "$psa" device its list --dir dev <&- >&- 2>&- && { echo "FAILED: closed descriptors are no error"; failures=$((failures + 1)); } ;;
  esac
done
[ "$before" = "$(cd dev && sha256sum flash lock device-key counters)" ] ||
  { echo "FAILED: closed standard descriptors: output went into the device"; failures=$((failures + 1)); }
full() { "$@" >/dev/full; }
refuses 1 "standard output" full "$psa" --help
refuses 1 "standard output" full "$psa" image show junk.img
refuses 1 "standard output" full "$psa" device its list --dir dev
refuses 1 "standard output" full "$psa" device its get 1 --dir dev

# --- Where output goes -------------------------------------------------------------------------------------------------
check() { # check WHAT COMMAND...: the command succeeds
  local what=$1
  shift
  cases=$((cases + 1))
  "$@" || { echo "FAILED: $what"; failures=$((failures + 1)); }
}
ln -s linked.pem link.pem
: >linked.pem
works "" "$psa" image pubkey --out link.pem key.pem
check "a link is still a link" [ -L link.pem ]
check "the file behind a link was written" cmp -s linked.pem pub.pem
mkfifo pipe
cat pipe >piped.pem &
works "" "$psa" image pubkey --out pipe key.pem
wait
check "a pipe is still a pipe" [ -p pipe ]
check "a pipe was written to" cmp -s piped.pem pub.pem

report
