#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cli.sh PSA-PROGRAM: wrong usage and bad input of the psa tool. Each case: exit status, one line on standard error with
# a fixed part, and nothing changed.
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

# --- Usage ------------------------------------------------------------------------------------------------------------
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

# --- Files ------------------------------------------------------------------------------------------------------------
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
refuses 2 "is not text" "$psa" image sign --key key.pem --version 1.0.0 --boot-record $'A\xff' junk bad.img
refuses 2 "is not text" "$psa" image sign --key key.pem --version 1.0.0 --boot-record $'A\nB' junk bad.img
refuses 2 "go with --encrypt" "$psa" image sign --key key.pem --version 1.0.0 --clear junk bad.img
refuses 2 "neither 128 nor 256" "$psa" image sign --key key.pem --version 1.0.0 --encrypt pub.pem --encrypt-keylen 192 junk bad.img
refuses 1 "nothing-here" "$psa" image sign --key key.pem --version 1.0.0 --encrypt nothing-here junk bad.img
refuses 1 "not an image for encryption" "$psa" image encrypt --key pub.pem junk.img bad.img
refuses 1 "no private key" "$psa" image decrypt --key pub.pem junk.img bad.img
refuses 2 "names the key" "$psa" image decrypt --key key.pem junk.img key.pem
[ ! -e bad.img ] || { echo "FAILED: a refusal wrote bad.img"; failures=$((failures + 1)); }

# --- What no token could be made of -----------------------------------------------------------------------------------
refuses 1 "printable" "$psa" device provision --dir never --verification-service $'https://x\n'
refuses 1 "--implementation-id" "$psa" device provision --dir never --implementation-id "$(printf '%064d' 0)"
refuses 1 "--implementation-id" "$psa" device provision --dir never --implementation-id "$(printf 'ff%.0s' {1..32})"
[ ! -e never ] || { echo "FAILED: a refusal made a device"; failures=$((failures + 1)); }
refuses 2 "no port is '65536'" "$psa" fwu send --tcp localhost:65536 junk
refuses 2 "no port is '0'" "$psa" fwu query --tcp localhost:0

# --- Device directories -----------------------------------------------------------------------------------------------
refuses 2 "PSA_DEVICE_DIR" "$psa" device its get 1
refuses 1 "$work/none" "$psa" device its get 1 --dir "$work/none"
refuses 1 "/proc/none" "$psa" device provision --dir /proc/none/device
works "SECURED" "$psa" device provision --dir dev --key 0=pub.pem --image 0=junk.img
refuses 1 "dev" "$psa" device provision --dir dev
works "" "$psa" device its set 1 --data hello --dir dev
works "hello" "$psa" device its get 1 --dir dev
refuses 1 "PSA_ERROR_DOES_NOT_EXIST" "$psa" device its get 2 --dir dev
works "run App 1.0.0" "$psa" device boot --dir dev
refuses 2 "32, 48 or 64 bytes" "$psa" device token --dir dev --nonce 00 --out t
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

# --- Standard streams -------------------------------------------------------------------------------------------------
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

# --- Where output goes ------------------------------------------------------------------------------------------------
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
mkdir links
ln -s ../new.pem links/to-new
ln -s links/to-new link-to-link
works "" "$psa" image pubkey --out link-to-link key.pem
check "a link to nothing is still a link" [ -L link-to-link -a -L links/to-new ]
check "what it names was made" cmp -s new.pem pub.pem
ln -s "$PWD/secret.pem" to-secret
works "" "$psa" image keygen --out to-secret
check "a key behind a link is its owner's alone" [ -L to-secret -a "$(stat -c %a secret.pem)" = 600 ]
ln -s loop loop
refuses 1 "loop: Too many levels" "$psa" image pubkey --out loop key.pem
mkfifo pipe
timeout 10 cat pipe >piped.pem &
works "" "$psa" image pubkey --out pipe key.pem
wait
check "a pipe is still a pipe" [ -p pipe ]
check "a pipe was written to" cmp -s piped.pem pub.pem

# --- Keys are never lost ----------------------------------------------------------------------------------------------
cp key.pem kept.pem
refuses 2 "same file" "$psa" image keygen --out twin.pem --public twin.pem
refuses 1 "exists" "$psa" image keygen --out twin.pem --public key.pem
refuses 1 "no-such" "$psa" image keygen --out twin.pem --public no-such/twin.pem
check "no half of a key pair stays" [ ! -e twin.pem ]
refuses 2 "the key itself" "$psa" image pubkey --out ./key.pem key.pem
refuses 2 "the output names the key" "$psa" image sign --key key.pem --version 1.0.0 junk key.pem
check "the key is still there" cmp -s key.pem kept.pem
id=$(printf '%064d' 0)
printf 'secret\n' >phrase
printf '%064d\n' 7 >mac.hex
works "" "$psa" image keygen --out sealed.pem --passphrase-file phrase
works "" "$psa" image keygen --type x25519 --out open.pem --public open-pub.pem
inputs=(key.pem pub.pem junk junk.img phrase mac.hex sealed.pem open-pub.pem)
mkdir inputs
cp "${inputs[@]}" inputs
refuses 2 "the output names the key" "$psa" token make --key key.pem --nonce "$id" --implementation-id "$id" --out ./key.pem
refuses 2 "the output names the key" "$psa" token make --secret mac.hex --nonce "$id" --implementation-id "$id" --out mac.hex
refuses 2 "the output names the key" "$psa" token corim --key pub.pem --image App=junk.img --implementation-id "$id" --out pub.pem
refuses 2 "the output names an image" "$psa" token corim --image App=junk.img --implementation-id "$id" --out junk.img
refuses 2 "the output names an image" "$psa" token policy --image App=junk.img --out junk.img
refuses 2 "the output names an input" "$psa" image hex --out junk 0=junk.img 0x8000=junk
refuses 2 "the output names the key" "$psa" image sign --key key.pem --version 1.0.0 --encrypt open-pub.pem junk open-pub.pem
refuses 2 "the output names the passphrase" "$psa" image sign --key sealed.pem --passphrase-file phrase --version 1.0.0 junk phrase
refuses 2 "the output names the passphrase" "$psa" image pubkey --passphrase-file phrase --out phrase sealed.pem
for input in "${inputs[@]}"; do
  check "$input is as it was" cmp -s "$input" "inputs/$input"
done

# --- Keys out of pipes, which can be read once -------------------------------------------------------------------------
works "" "$psa" token make --key key.pem --nonce "$id" --implementation-id "$(printf '%064d' 1)" \
  --component "App,1.0.0,$id,$id" --out signed.cbor
works "valid" "$psa" token verify --key <(cat pub.pem) <(cat signed.cbor)
works "valid" "$psa" token verify --key - signed.cbor <pub.pem
works "" "$psa" token make --secret <(cat mac.hex) --nonce "$id" --implementation-id "$(printf '%064d' 1)" \
  --component "App,1.0.0,$id,$id" --out maced.cbor
works "valid" "$psa" token verify --key <(cat mac.hex) maced.cbor
works "SECURED" "$psa" device provision --dir of-pipe --attestation-key <(cat key.pem)
works "SECURED" "$psa" device provision --dir of-pipe-mac --attestation-key <(cat mac.hex)

# --- Images on standard output are nothing but the image ---------------------------------------------------------------
works "" "$psa" image sign --key key.pem --version 1.0.0 --encrypt open-pub.pem --clear junk clear.img
works "" "$psa" image encrypt --key open-pub.pem clear.img secret.img
# written VERB ARGUMENT...: the file and standard output get as many bytes, and what is said of it goes elsewhere
written() {
  "$psa" image "$@" to-file >/dev/null && "$psa" image "$@" - >to-output 2>said &&
    [ "$(wc -c <to-file)" = "$(wc -c <to-output)" ] && grep -q '^-: ' said
}
head -c 5000 /dev/urandom >body
works "" "$psa" image sign --key key.pem --version 1.0.0 body body.img
check "create on standard output" written create --version 1.0.0 body
check "encrypt on standard output" written encrypt --key open-pub.pem clear.img
check "decrypt on standard output" written decrypt --key open.pem secret.img
check "detach on standard output" written detach body.img
works "" "$psa" image sign --key key.pem --version 1.0.0 body -
cp out to-output
works "valid" "$psa" image verify --key pub.pem to-output

# --- Keys of openssl, and its verdict on a signature (openssl comes with ca-certificates) -----------------------------
{
  openssl ecparam -name prime256v1 -genkey -out o-sec1.pem
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out o-pkcs8.pem
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out o-p384.pem
  openssl genpkey -algorithm ed25519 -out o-ed.pem
  openssl genrsa -traditional -out o-rsa1.pem 2048
  openssl pkey -in o-rsa1.pem -out o-rsa8.pem
  openssl pkey -in o-rsa1.pem -pubout -out o-rsapub.pem
  openssl pkcs8 -topk8 -in o-pkcs8.pem -passout pass:x -out o-enc8.pem
  openssl ec -in o-sec1.pem -aes128 -passout pass:x -out o-enc1.pem
  openssl req -x509 -new -key o-pkcs8.pem -subj /CN=x -days 1 -out o-cert.pem
  openssl pkey -in o-pkcs8.pem -pubout -out o-pub.pem
  openssl pkey -in o-pkcs8.pem -text -out o-text.pem
} >/dev/null 2>&1 || { echo "FAILED: openssl makes no keys"; failures=$((failures + 1)); }
sed 's/$/\r/' o-pkcs8.pem >o-crlf.pem
head -2 o-pkcs8.pem >o-short.pem
for good in sec1 pkcs8 text crlf; do
  works "signed" "$psa" image sign --key o-$good.pem --version 1.0.0 --security-counter auto junk o.img
done
works "valid" "$psa" image verify --key o-pub.pem o.img
for kind in p384 ed rsa1 rsa8; do
  works "signed" "$psa" image sign --key o-$kind.pem --version 1.0.0 junk o2.img
done
refuses 1 "o-rsapub.pem: has no private key" "$psa" image sign --key o-rsapub.pem --version 1.0.0 junk bad.img
works "valid" "$psa" image verify --key o-rsapub.pem o2.img
for kind in enc8 enc1; do
  refuses 1 "o-$kind.pem: the key is encrypted" "$psa" image sign --key o-$kind.pem --version 1.0.0 junk bad.img
done
refuses 1 "o-cert.pem: a certificate" "$psa" image verify --key o-cert.pem o.img
refuses 1 "o-short.pem: its PEM is damaged" "$psa" image sign --key o-short.pem --version 1.0.0 junk bad.img
check "a refused key made no image" [ ! -e bad.img ]
openssl pkey -in key.pem >from-openssl.pem 2>/dev/null
check "openssl reads our private key" cmp -s key.pem from-openssl.pem
openssl pkey -in key.pem -pubout >from-openssl.pem 2>/dev/null
check "openssl reads the same public key out of it" cmp -s pub.pem from-openssl.pem
works "signed" "$psa" image sign --key key.pem --version 1.2.3 --security-counter 7 --header-size 0x400 junk o.img
python3 - <<'END'
image = open("o.img", "rb").read()
number = lambda at, size: int.from_bytes(image[at:at + size], "little")
end = number(8, 2) + number(12, 4) + number(10, 2)  # header, body, protected records: what is signed
open("o.region", "wb").write(image[:end])
at = end + 4
while number(at, 2) != 0x22:
    at += 4 + number(at + 2, 2)
open("o.signature", "wb").write(image[at + 4:at + 4 + number(at + 2, 2)])
END
check "openssl verifies our signature" openssl dgst -sha256 -verify pub.pem -signature o.signature -out /dev/null o.region
printf x >>o.region
check "and would see a change" eval '! openssl dgst -sha256 -verify pub.pem -signature o.signature -out /dev/null o.region 2>/dev/null'

# --- Provisioning, and the small files of a device --------------------------------------------------------------------
works "SECURED" "$psa" device provision --dir "with space/"
check "a slash at the end of the name is nothing" [ -f "with space/flash" ]
refuses 1 "psa device boot" "$psa" device token --dir "with space" --out early.cbor
(ulimit -f 300; refuses 1 "File too large" "$psa" device provision --dir small; [ "$failures" = 0 ]) || failures=$((failures + 1))
refuses 1 "does not fit" "$psa" device provision --dir large --key 0=o-pub.pem --image 0=<(head -c 140000 /dev/zero |
  "$psa" image sign --key o-pkcs8.pem --version 1.0.0 - large.img >/dev/null; cat large.img)
check "what failed left nothing" [ -z "$(find . -name '*small*' -o -name '.*large*' -o -name 'large.*.new')" ]
for part in counters device-key lifecycle identity components; do
  for damage in flip version gone; do
    rm -rf broken
    cp -r dev broken
    case $damage in
    flip) printf '\xee' | dd of=broken/$part bs=1 seek=17 conv=notrunc status=none ;;
    version) printf '\x63' | dd of=broken/$part bs=1 seek=8 conv=notrunc status=none ;;
    gone) rm broken/$part ;;
    esac
    sum=$(tree_sum broken)
    for call in "its set 1 --data x" boot "token --out t" "fwu start 0"; do
      refuses 1 "broken/$part" "$psa" device $call --dir broken
    done
    check "a device with a bad $part is not changed" [ "$sum" = "$(tree_sum broken)" ]
  done
done

report
