#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""psa image against a second reader and writer (mcuboot_image.py), against images of imgtool, and with openssl as an external signer.
usage: image_tool.py PSA-PROGRAM"""
import hashlib
import os
import pty
import stat
import struct
import subprocess
import sys
import tempfile
import time

from cryptography.hazmat.primitives import serialization

import mcuboot_image as m

PSA = os.path.abspath(sys.argv[1])
# A sanitizer's programs are slow: they see every kind of case, of the many alike each so-many-th
SPARSE = int(os.environ.get("PSA_TEST_SPARSE", "1"))
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"FAILED: {what}")


def psa(*args, code=0, says="", **options):
    done = subprocess.run([PSA, *args], capture_output=True, text=True, **options)
    out = done.stdout + done.stderr
    check(done.returncode == code and says in out, f"psa {' '.join(args)}: exit {done.returncode} (want {code}), wants "
          f"\"{says}\", says: {out}")
    if code:
        check(done.stderr.count("\n") == 1, f"psa {' '.join(args)}: one line of error: {done.stderr}")
    return out


def save(path, data):
    with open(path, "wb") as file:
        file.write(data)


def load(path):
    with open(path, "rb") as file:
        return file.read()


BODY = bytes(range(256)) * 4 + b"the end"
SIGNING = [kind for kind in m.KINDS if kind != "lms"]


# --- Keys -------------------------------------------------------------------------------------------------------------

def keys():
    save("pass", b"correct horse\nbattery\n")
    save("wrong", b"correct Horse\n")
    for kind in SIGNING + ["x25519"]:
        psa("image", "keygen", "--type", kind, "--out", f"{kind}.pem", "--public", f"{kind}-pub.pem")
        check(stat.S_IMODE(os.stat(f"{kind}.pem").st_mode) == 0o600, "a private key is for its owner alone")
        key = serialization.load_pem_private_key(load(f"{kind}.pem"), None)
        check(m.private_pem(key) == load(f"{kind}.pem"), f"{kind}: PKCS#8 as others write it")
        check(m.public_pem(key) == load(f"{kind}-pub.pem"), f"{kind}: public key")
        psa("image", "pubkey", "--out", "again.pem", f"{kind}.pem")
        check(load("again.pem") == load(f"{kind}-pub.pem"), f"{kind}: public key out of the private one")
        # Sealed: ours for others, others' for us
        psa("image", "keygen", "--type", kind, "--out", "sealed.pem", "--public", "sealed-pub.pem", "--passphrase-file",
            "pass")
        sealed = serialization.load_pem_private_key(load("sealed.pem"), b"correct horse")
        check(m.public_pem(sealed) == load("sealed-pub.pem"), f"{kind}: sealed key")
        save("theirs.pem", m.private_pem(key, b"correct horse"))
        psa("image", "pubkey", "--out", "again.pem", "theirs.pem", code=1, says="the key is encrypted")
        psa("image", "pubkey", "--out", "again.pem", "--passphrase-file", "wrong", "theirs.pem", code=1,
            says="the passphrase does not open")
        psa("image", "pubkey", "--out", "again.pem", "--passphrase-file", "pass", "theirs.pem")
        check(load("again.pem") == load(f"{kind}-pub.pem"), f"{kind}: public key out of a sealed one")
        os.remove("sealed.pem")
        os.remove("sealed-pub.pem")
    for cipher in ("aes-128-cbc", "aes-192-cbc", "aes-256-cbc"):
        for prf in ("hmacWithSHA1", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512"):
            subprocess.run(["openssl", "pkcs8", "-topk8", "-v2", cipher, "-v2prf", prf, "-in", "ecdsa-p256.pem",
                            "-passout", "file:pass", "-out", "theirs.pem"], check=True)
            psa("image", "pubkey", "--out", "again.pem", "--passphrase-file", "pass", "theirs.pem")
            check(load("again.pem") == load("ecdsa-p256-pub.pem"), f"{cipher} {prf}")
    subprocess.run(["openssl", "pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-in", "ecdsa-p256.pem", "-passout",
                    "file:pass",
                    "-out", "theirs.pem"], check=True)
    psa("image", "pubkey", "--out", "again.pem", "--passphrase-file", "pass", "theirs.pem", code=1,
        says="not supported")
    save("empty", b"")
    psa("image", "keygen", "--out", "n.pem", "--passphrase-file", "empty", code=1, says="no passphrase")
    # Damage to a file with a key is an error, never a crash or a key
    good = bytearray(load("rsa-3072-pub.pem"))
    for at in range(30, len(good) - 30, 7 * SPARSE):
        bad = good[:]
        bad[at] = ord("A") if bad[at] != ord("A") else ord("B")
        save("bad.pem", bad)
        done = subprocess.run([PSA, "image", "pubkey", "--out", "again.pem", "bad.pem"], capture_output=True)
        check(done.returncode in (0, 1), f"damaged key, byte {at}: exit {done.returncode}")
    psa("image", "keygen", "--type", "lms", "--out", "n.pem", code=1, says="LMS keys are not made here")
    psa("image", "keygen", "--type", "dsa", "--out", "n.pem", code=2, says="--type 'dsa'")
    subprocess.run(["openssl", "genrsa", "-out", "rsa4096.pem", "4096"], check=True, capture_output=True)
    psa("image", "pubkey", "--out", "n.pem", "rsa4096.pem", code=1, says="not a valid RSA key of 2048 or 3072 bits")
    subprocess.run(["openssl", "ecparam", "-name", "secp256k1", "-genkey", "-out", "k1.pem"], check=True)
    psa("image", "pubkey", "--out", "n.pem", "k1.pem", code=1, says="not a key that images are signed")
    check(not os.path.exists("n.pem"), "a refusal made a key")


# --- Signatures -------------------------------------------------------------------------------------------------------

def signatures():
    save("body", BODY)
    for kind in SIGNING:
        key = serialization.load_pem_private_key(load(f"{kind}.pem"), None)
        pub = f"{kind}-pub.pem"
        psa("image", "sign", "--key", f"{kind}.pem", "--version", "1.2.3+4", "--security-counter", "7", "body",
            "ours.img")
        image = m.Parsed(load("ours.img"))
        check(image.check(kind, key.public_key()) == BODY, f"{kind}: our image read by others")
        hash_type, signature_type = m.SHA384 if kind == "ecdsa-p384" else m.SHA256, m.KINDS[kind][1]
        check(image.types() == ([m.SEC_CNT], [hash_type, m.KEYHASH, signature_type]), f"{kind}: order of TLVs")
        psa("image", "verify", "--key", pub, "ours.img", says="valid, version 1.2.3+4")
        theirs = m.Image(BODY, "1.2.3+4", kind, key).counter(7).build()
        save("theirs.img", theirs)
        psa("image", "verify", "--key", pub, "theirs.img", says="valid")
        psa("image", "show", "theirs.img", says="security counter: 7")
        if kind == "ed25519":  # nothing of it is random
            check(load("ours.img") == theirs, "the same bytes as another writer's")
        else:
            check(load("ours.img")[:image.signed_size] == theirs[:image.signed_size],
                  f"{kind}: the same bytes, but for "
                  "the signature")
        # Whatever byte is changed, it does not verify
        for at in list(range(0, 48, SPARSE)) + list(range(image.signed_size - 16, len(theirs), 5 * SPARSE)):
            bad = bytearray(theirs)
            bad[at] ^= 0x10
            save("bad.img", bad)
            psa("image", "verify", "--key", pub, "bad.img", code=1)
        other = "rsa-3072" if kind != "rsa-3072" else "ed25519"
        psa("image", "verify", "--key", f"{other}-pub.pem", "theirs.img", code=1, says="signed with another key")
        psa("image", "verify", "--key", f"{other}-pub.pem", "--key", pub, "theirs.img", says="valid")
        # The whole key in place of its hash
        psa("image", "sign", "--key", f"{kind}.pem", "--public-key-format", "full", "--version", "1.2.3+4", "body",
            "full.img")
        image = m.Parsed(load("full.img"))
        check(image.get(m.PUBKEY) == m.spki(key), f"{kind}: whole key")
        psa("image", "verify", "--key", pub, "full.img", says="valid")
        psa("image", "verify", "--key", f"{other}-pub.pem", "full.img", code=1)
        bad = bytearray(load("full.img"))
        bad[100] ^= 1
        save("bad.img", bad)
        psa("image", "verify", "--key", pub, "bad.img", code=1, says="hash does not match")
        # In two steps: the same image
        psa("image", "create", "--public-key", pub, "--version", "1.2.3+4", "--security-counter", "7", "body",
            "plain.img",
            says="not signed")
        psa("image", "show", "plain.img", code=1, says="no key hash TLV")
        psa("image", "sign", "--key", f"{kind}.pem", "plain.img", "two.img", says="version 1.2.3+4")
        psa("image", "verify", "--key", pub, "two.img", says="valid")
        size = m.Parsed(theirs).signed_size
        check(load("two.img")[:size] == theirs[:size], f"{kind}: create and sign")
    # From one key to another, of another hash
    psa("image", "sign", "--key", "ecdsa-p384.pem", "theirs.img", "again.img")
    psa("image", "verify", "--key", "ecdsa-p384-pub.pem", "again.img", says="valid")
    save("bad.img", load("theirs.img")[:40] + b"x" + load("theirs.img")[41:])
    psa("image", "sign", "--key", "ecdsa-p384.pem", "bad.img", "again.img", code=1, says="its hash does not match")
    psa("image", "sign", "--key", "ecdsa-p384.pem", "body", "again.img", code=2, says="a binary needs --version")
    psa("image", "sign", "--key", "ecdsa-p384.pem", "--security-counter", "1", "theirs.img", "again.img", code=2,
        says="without --version")
    psa("image", "sign", "--key", "x25519.pem", "--version", "1.0.0", "body", "n.img", code=1, says="signs no images")
    check(not os.path.exists("n.img"), "a refusal wrote an image")


def lms():
    key = m.generate("lms")
    save("lms-pub.pem", m.public_pem(key))
    theirs = m.Image(BODY, "2.0.0", "lms", key).build()
    save("theirs.img", theirs)
    psa("image", "verify", "--key", "lms-pub.pem", "theirs.img", says="valid")
    psa("image", "pubkey", "--out", "again.pem", "lms-pub.pem")
    check(load("again.pem") == load("lms-pub.pem"), "LMS key written as it was read")
    psa("image", "sign", "--key", "lms-pub.pem", "--version", "1.0.0", "body", "n.img", code=1, says="--signer")
    bad = bytearray(theirs)
    bad[-1] ^= 1
    save("bad.img", bad)
    psa("image", "verify", "--key", "lms-pub.pem", "bad.img", code=1, says="the signature does not match")
    # A signer that counts: this script's, run once for each signature
    script = (f"{sys.executable} -c 'import sys; sys.path.insert(0, \"{os.path.dirname(os.path.abspath(__file__))}\"); "
              "import mcuboot_image as m; k = m.LmsKey(); k.leaf = 5; "
              "sys.stdout.buffer.write(k.sign(sys.stdin.buffer.read()))'")
    psa("image", "sign", "--signer", script, "--public-key", "lms-pub.pem", "--version", "2.0.1", "body", "ours.img")
    psa("image", "verify", "--key", "lms-pub.pem", "ours.img", says="valid")


# --- What else an image holds -----------------------------------------------------------------------------------------

def layout():
    key = serialization.load_pem_private_key(load("ed25519.pem"), None)
    sign = ["image", "sign", "--key", "ed25519.pem", "--version"]

    def same(image, *options, body="body", version="1.2.3"):
        psa(*sign, version, *options, body, "ours.img")
        check(load("ours.img") == image.build(), f"the same bytes: {' '.join(options)}")

    def new(version="1.2.3"):
        return m.Image(BODY, version, "ed25519", key)

    image = new()
    image.header_size = 0x400
    same(image, "--header-size", "0x400")
    image.fill = b"\x00"
    same(image, "--header-size", "0x400", "--erased-val", "0")
    save("room", bytes(0x400) + BODY)
    same(image, "--header-size", "0x400", "--no-pad-header", body="room")
    save("noroom", bytes(0x3ff) + b"x" + BODY)
    psa(*sign, "1.0.0", "--header-size", "0x400", "--no-pad-header", "noroom", "n.img", code=1,
        says="byte 1023 is 0x78")
    save("short", bytes(16))
    psa(*sign, "1.0.0", "--no-pad-header", "short", "n.img", code=1, says="shorter than the header")
    same(new("255.255.65535+4294967295"), version="255.255.65535+4294967295")
    same(new().counter(0x01020003), "--security-counter", "auto")
    image = new()
    image.flags, image.load_addr = m.RAM_LOAD, 0x20001000
    same(image, "--load-addr", "0x20001000")
    image.flags, image.load_addr = m.ROM_FIXED, 0x08020000
    same(image, "--rom-fixed", "0x08020000")
    image = new()
    image.flags = m.NON_BOOTABLE
    same(image, "--non-bootable")
    image = new().counter(7)
    image.protected.append(m.tlv(m.BOOT_RECORD, m.boot_record("SPE", "1.2.3", m.key_hash("ed25519", key))))
    image.dependency(1, "2.0.5").dependency(3, "1.0.0+9")
    image.protected += [m.tlv(m.VID, bytes(range(16))), m.tlv(m.CID, bytes(range(16, 32))), m.tlv(0xa0, b"text"),
                        m.tlv(0x12ff, bytes.fromhex("c0ffee"))]
    options = ["--security-counter", "7", "--boot-record", "SPE", "--dependency", "1:2.0.5", "--dependency",
               "3:1.0.0+9",
               "--vid", bytes(range(16)).hex(), "--cid", bytes(range(16, 32)).hex(), "--custom-tlv", "0xa0=text",
               "--custom-tlv", "0x12ff=0xc0ffee"]
    same(image, *options)
    shown = psa("image", "show", "ours.img")
    for words in ("boot record: SPE 1.2.3, measured with SHA256", "component 1 at least 2.0.5+0", "vendor id",
                  "of a vendor, range 0x12a0 to 0x12ff", "needs another component: component 3 at least 1.0.0+9"):
        check(words in shown, f"show says {words}: {shown}")
    # The boot record names the signer: it can't be signed by another
    psa("image", "sign", "--key", "ecdsa-p256.pem", "ours.img", "n.img", code=1,
        says="boot record names another signer")
    psa("image", "create", "--version", "1.2.3", *options, "body", "n.img", code=2,
        says="--boot-record needs --public-key")
    psa("image", "create", "--version", "1.2.3", "--public-key", "ed25519-pub.pem", *options, "body", "plain.img")
    psa("image", "sign", "--key", "ed25519.pem", "plain.img", "two.img")
    check(load("two.img") == image.build(), "create and sign: the same bytes")
    psa("image", "sign", "--key", "ecdsa-p384.pem", "--version", "1.0.0", "--boot-record", "SPE", "body", "n.img",
        code=1,
        says="--boot-record goes with SHA-256")
    for bad in ("0x9f=x", "0x10=x", "0x4ca0=x", "0xffff=x", "a0", "0xa0", "=x", "0xa0=0xabc", "0xa0=0xzz"):
        psa(*sign, "1.0.0", "--custom-tlv", bad, "body", "n.img", code=2, says="--custom-tlv")
    for bad in ("1.0", "1.0.0.0", "256.0.0", "1.0.65536", "1.0.0+4294967296", "v1.0.0", "1.0.0-1", ""):
        psa(*sign, bad, "body", "n.img", code=2, says="is not a version")
    for options, words in ((["--vid", "00"], "--vid"), (["--erased-val", "256"], "--erased-val"),
                           (["--load-addr", "x"], "address"), (["--load-addr", "1", "--rom-fixed", "2"], "exclude"),
                           (["--boot-record", "thirteen char"], "12 characters"), (["--pad"], "--slot-size"),
                           (["--align", "8"], "go with --pad"), (["--header-size", "33"], "multiple of 4"),
                           (["--slot-size", "99999", "--pad", "--align", "3"], "--align"),
                           (["--slot-size", "99999", "--pad", "--max-align", "4"], "--max-align")):
        psa(*sign, "1.0.0", *options, "body", "n.img", code=2, says=words)
    check(not os.path.exists("n.img"), "a refusal wrote an image")


GOOD_8 = bytes.fromhex("77c295f360d2ef7f3552500f2cb67980")
GOOD_ANY = bytes.fromhex("2de15d29410b8d77679c110f1f8a")


def detached():
    """The manifest in front of the body."""
    save("d-body", bytes(range(41)))
    sign = ["image", "sign", "--key", "ed25519.pem", "--version", "1.0.0"]
    psa(*sign, "--security-counter", "5", "--header-size", "48", "d-body", "d.img")
    image = load("d.img")
    psa("image", "detach", "d.img", "d.det", says="body of 41 bytes")
    manifest = image[:48] + image[48 + 41:]
    front = (len(manifest) + 15) // 16 * 16
    check(load("d.det") == manifest.ljust(front, b"\0") + image[48:48 + 41],
          "header and TLVs, zeros to a multiple of 16, body")
    save("d-n.img", image + b"x")
    psa("image", "detach", "d-n.img", "d-n.det", code=1, says="something stands behind")
    save("d-n.img", image[:-1])
    psa("image", "detach", "d-n.img", "d-n.det", code=1, says="not a valid image")
    psa(*sign, "--header-size", "36", "d-body", "d-n.img")
    psa("image", "detach", "d-n.img", "d-n.det", code=1, says="no multiple of 16")
    psa("image", "detach", "d.img", code=2, says="needs the image and the output")


def again():
    """Signed once more: the new signature stands in the place of the old one."""
    save("a-body", bytes(range(64)))
    psa("image", "sign", "--key", "ed25519.pem", "--version", "1.0.0", "--security-counter", "5", "a-body", "a1.img")
    psa("image", "sign", "--key", "ecdsa-p256.pem", "a1.img", "a2.img")
    image = m.Parsed(load("a2.img"))
    check(image.types() == ([m.SEC_CNT], [m.SHA256, m.KEYHASH, m.KINDS["ecdsa-p256"][1]]), "one signature")
    psa("image", "verify", "--key", "ecdsa-p256-pub.pem", "a2.img", says="valid, version 1.0.0")
    psa("image", "verify", "--key", "ed25519-pub.pem", "a2.img", code=1, says="another key")


def trailers():
    """MCUboot's trailer by its description: magic at the slot's end, image_ok in front of it; and its size as a limit."""
    key = serialization.load_pem_private_key(load("ed25519.pem"), None)
    image = m.Image(BODY, "1.0.0", "ed25519", key).build()
    sign = ["image", "sign", "--key", "ed25519.pem", "--version", "1.0.0"]
    psa(*sign, "--slot-size", str(len(image)), "body", "ours.img")
    check(load("ours.img") == image, "a slot that is just large enough, without padding")
    psa(*sign, "--slot-size", str(len(image) - 1), "body", "n.img", code=1, says="too many for a slot")
    for align in (1, 4, 8, 16, 32):
        for sectors in (0, 128):
            for overwrite in (False, True):
                for confirm in (False, True):
                    unit = max(align, 8)
                    magic_unit = max(16, unit)
                    trailer = 2 * unit + magic_unit if overwrite else sectors * 3 * align + 4 * unit + magic_unit
                    slot = len(image) + trailer
                    options = ["--confirm" if confirm else "--pad", "--align", str(align), "--max-sectors",
                               str(sectors)]
                    options += ["--overwrite-only"] if overwrite else []
                    psa(*sign, "--slot-size", str(slot - 1), *options, "body", "n.img", code=1, says="and a trailer")
                    psa(*sign, "--slot-size", str(slot), *options, "body", "ours.img")
                    want = bytearray(image + b"\xff" * trailer)
                    want[-16:] = GOOD_8 if unit == 8 else struct.pack("<H", unit) + GOOD_ANY
                    if confirm and not overwrite:
                        want[-magic_unit - unit] = 1
                    check(load("ours.img") == want, f"trailer: {' '.join(options)}")
    psa("image", "show", "ours.img", says="padded, with MCUboot's trailer")
    psa("image", "verify", "--key", "ed25519-pub.pem", "ours.img", code=1, says="something stands behind")
    psa("image", "verify", "--key", "ed25519-pub.pem", "--padded", "ours.img", says="valid")
    save("erased.img", image + b"\xff" * 100)
    psa("image", "verify", "--key", "ed25519-pub.pem", "erased.img", says="valid")
    # With encryption there is room for two keys
    psa("image", "keygen", "--type", "x25519", "--out", "t.pem", "--public", "t-pub.pem")
    psa(*sign, "--encrypt", "t-pub.pem", "body", "ours.img")
    size = len(load("ours.img"))
    more = ["--encrypt", "t-pub.pem", "--pad", "--max-sectors", "0", "--align", "8", "--slot-size"]
    psa(*sign, *more, str(size + 32 + 32 + 15), "body", "n.img", code=1, says="and a trailer")
    psa(*sign, *more, str(size + 32 + 32 + 16), "body", "ours.img")
    check(not os.path.exists("n.img"), "a refusal wrote an image")


# --- Encryption -------------------------------------------------------------------------------------------------------

def encryption():
    keys = {"p256": m.generate("ecdsa-p256"), "x25519": m.generate("x25519"), "other": m.generate("x25519")}
    for name, key in keys.items():
        save(f"dev-{name}.pem", m.private_pem(key))
        save(f"dev-{name}-pub.pem", m.public_pem(key))
    for kind in ("ecdsa-p256", "ecdsa-p384", "ed25519") if SPARSE == 1 else ("ecdsa-p256",):
        signer = serialization.load_pem_private_key(load(f"{kind}.pem"), None)
        for form, name, options in ((m.EC256, "p256", []), (m.X25519, "x25519", []),
                                    (m.X25519_SHA512, "x25519", ["--hmac-sha", "512"])):
            for bits in (128, 256):
                sign = ["image", "sign", "--key", f"{kind}.pem", "--version", "1.2.3", "--encrypt",
                        f"dev-{name}-pub.pem",
                        "--encrypt-keylen", str(bits), *options]
                psa(*sign, "body", "ours.img")
                image = m.Parsed(load("ours.img"))
                plain = image.check(kind, signer.public_key(), keys[name])
                check(plain[:len(BODY)] == BODY and set(plain[len(BODY):]) <= {0}, f"form 0x{form:x}: body")
                check(image.types()[1][-1] == form and image.flags == (4 if bits == 128 else 8),
                      f"form 0x{form:x}: TLV")
                check((image.header_size + image.body_size) % 16 == 0, "padding")
                dev = ["--decrypt-key", f"dev-{name}.pem"]
                psa("image", "verify", "--key", f"{kind}-pub.pem", "ours.img", code=1, says="or is encrypted")
                psa("image", "verify", "--key", f"{kind}-pub.pem", *dev, "ours.img", says="valid")
                psa("image", "verify", "--key", f"{kind}-pub.pem", "--decrypt-key", "dev-other.pem", "ours.img", code=1,
                    says="not encrypted for this key" if name == "x25519" else "can't be opened here")
                psa("image", "show", "ours.img", says=f"AES-{bits} key")
                # What others encrypt
                save("theirs.img", m.Image(BODY, "1.2.3", kind, signer).encrypt(keys[name].public_key(), form,
                                                                                  bits // 8).build())
                psa("image", "verify", "--key", f"{kind}-pub.pem", *dev, "theirs.img", says="valid")
                psa("image", "decrypt", "--key", f"dev-{name}.pem", "theirs.img", "plain.img")
                check(m.Parsed(load("plain.img")).check(kind, signer.public_key())[:len(BODY)] == BODY, "decrypt")
                # From plain, without the signing key
                psa(*sign, "--clear", "body", "clear.img")
                psa("image", "show", "clear.img", says="in plain, for encryption")
                psa("image", "encrypt", "--key", f"dev-{name}-pub.pem", "clear.img", "again.img")
                m.Parsed(load("again.img")).check(kind, signer.public_key(), keys[name])
                wrong = "p256" if name == "x25519" else "x25519"
                psa("image", "encrypt", "--key", f"dev-{wrong}-pub.pem", "clear.img", "n.img", code=1, says="is for")
                # In two steps
                psa("image", "create", "--public-key", f"{kind}-pub.pem", "--clear", *sign[4:], "body", "c.img")
                psa("image", "sign", "--key", f"{kind}.pem", "c.img", "signed.img")
                psa("image", "encrypt", "--key", f"dev-{name}-pub.pem", "signed.img", "again.img")
                m.Parsed(load("again.img")).check(kind, signer.public_key(), keys[name])
                psa("image", "sign", "--key", f"{kind}.pem", "again.img", "n.img", code=1,
                    says="sign before you encrypt")
                # Every byte of the key wrap counts
                good = load("theirs.img")
                at = good.index(m.Parsed(good).get(form))
                for off in range(0, len(good) - at, 9 * SPARSE):
                    bad = bytearray(good)
                    bad[at + off] ^= 1
                    save("bad.img", bad)
                    psa("image", "verify", "--key", f"{kind}-pub.pem", *dev, "bad.img", code=1)
    psa("image", "sign", "--key", "ed25519.pem", "--version", "1.0.0", "--encrypt", "dev-p256-pub.pem", "--hmac-sha",
        "512",
        "body", "n.img", code=1, says="--hmac-sha 256 only")
    psa("image", "sign", "--key", "ed25519.pem", "--version", "1.0.0", "--encrypt", "ecdsa-p384-pub.pem", "body",
        "n.img",
        code=1, says="P-256 or X25519")
    psa("image", "create", "--version", "1.0.0", "--encrypt", "dev-p256-pub.pem", "body", "n.img", code=2,
        says="--clear")
    check(not os.path.exists("n.img"), "a refusal wrote an image")


# --- imgtool's images -------------------------------------------------------------------------------------------------

VECTOR_A = bytes.fromhex("""
3db8f3960000000020007b002800000000000000010203000400000000000000000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
202122232425262708697b00500004000700000060005b00a501635350450465312e322e33055820085b606ca4b651b11efe29fcd269a72f56e5f31eeb3d08a6
ab6f3fe87eabf38b0666534841323536025820000000000000000000000000000000000000000000000000000000000000000040000c00010000000200050000
000000076997001000200021d7e975e6d4391d40879b744ae32748fbe6340b5df41d04505ae06e3bddb1b101002000085b606ca4b651b11efe29fcd269a72f56
e5f31eeb3d08a6ab6f3fe87eabf38b220047003045022100e2a73e105247d8aa7ca87555d480c4f1e501b77a9a061ec587b8b44199481fb5022050e1164897f6
7f413515bb0b2052a4f1b0d20143ac0d81a0296221b6d81c5fa3""")
VECTOR_B = bytes.fromhex("""
3db8f3960000000020000c003000000004000000010203000400000000000000a9d10415390a6d8fb1976aff6d040f28cb165007f281bb1111267adf4c76d04d
449ec9b7b71f48ec7e2ac3eb7a6021f708690c00500004000700000007690c011000200021b70f122cf813907046f06fe277d677854097d3a94912a87977e81f
d7dd74e001002000085b606ca4b651b11efe29fcd269a72f56e5f31eeb3d08a6ab6f3fe87eabf38b22004700304502206c64a46e14d8f3bd2d00c711096eaf33
fc1cb7ed61a7bf3997d1bd358026599b022100af9f61008cd20aa7335ec12c29de307833cbc82d37d6403314afd560e567e5fa3200710004ed769ab15fdd4a86
b0e726335ad34907359190ebf58c48da5a7c9131ec513c937b6cd5ed1d03aa2e7da82c44e1e0e5045769d99eb45d7c8c240dbc25f618812c9499148bf04e58b8
8af7f6059823589410d64a1107a875c124baf47520497a6011cdc5b8549217eb5f71e3bd991113b3""")
VECTOR_SIGNER = 0x7130D0B2D74624818B9196428FC3C73FD0D201EBB1FE4935BA42D0F9AC367BA7
VECTOR_DEVICE = 0x0573B5A0942FC35016D7BBD3DBADBC9185C9B303371F5F9C4DBA4EE57DB0AC3E


def imgtool():
    """Two images of upstream imgtool, rebuilt byte for byte: a signer that answers with imgtool's random signature."""
    signer = m.ec.derive_private_key(VECTOR_SIGNER, m.ec.SECP256R1())
    save("v-pub.pem", m.public_pem(signer))
    save("v-dev.pem", m.private_pem(m.ec.derive_private_key(VECTOR_DEVICE, m.ec.SECP256R1())))
    save("a.img", VECTOR_A)
    save("b.img", VECTOR_B)
    save("a.sig", m.Parsed(VECTOR_A).get(m.ECDSA))
    save("b.sig", m.Parsed(VECTOR_B).get(m.ECDSA))
    save("v-body", bytes(range(40)))
    psa("image", "verify", "--key", "v-pub.pem", "a.img", says="valid, version 1.2.3+4")
    replay = ["image", "sign", "--public-key", "v-pub.pem", "--version", "1.2.3+4", "--security-counter", "7",
              "--signer"]
    psa(*replay, "cat a.sig", "--boot-record", "SPE", "--dependency", "1:2.0.5", "v-body", "ours.img")
    check(load("ours.img") == VECTOR_A, "imgtool's plain image, byte for byte")
    psa("image", "verify", "--key", "v-pub.pem", "--decrypt-key", "v-dev.pem", "b.img", says="valid")
    psa("image", "decrypt", "--key", "v-dev.pem", "b.img", "b-plain.img")
    psa("image", "pubkey", "--out", "v-dev-pub.pem", "v-dev.pem")
    psa(*replay, "cat b.sig", "--encrypt", "v-dev-pub.pem", "--clear", "v-body", "ours.img")
    ours, plain = load("ours.img"), load("b-plain.img")
    check(len(ours) == len(plain) and ours[:-113] == plain[:-113],
          "imgtool's encrypted image in plain, but for the random "
          "key wrap, byte for byte")


# --- Signers ----------------------------------------------------------------------------------------------------------

def signers():
    sign = ["image", "sign", "--version", "1.0.0"]

    def by(command, kind="ecdsa-p256", *options, code=0, says=""):
        return psa(*sign, "--signer", command, "--public-key", f"{kind}-pub.pem", *options, "body", "s.img", code=code,
                   says=says)

    openssl = {
        "ecdsa-p256": "openssl pkeyutl -sign -inkey ecdsa-p256.pem",
        "ecdsa-p384": "openssl pkeyutl -sign -inkey ecdsa-p384.pem",
        "rsa-2048": "openssl pkeyutl -sign -inkey rsa-2048.pem -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss "
                    "-pkeyopt rsa_pss_saltlen:32",
        "ed25519": "openssl pkeyutl -sign -rawin -inkey ed25519.pem -in $PSA_SIGN_FILE",
    }
    openssl["rsa-3072"] = openssl["rsa-2048"].replace("2048", "3072")
    for kind, command in openssl.items():
        by(command, kind, says="signed")
        psa("image", "verify", "--key", f"{kind}-pub.pem", "s.img", says="valid")
        check(m.Parsed(load("s.img")).check(kind, serialization.load_pem_public_key(load(f"{kind}-pub.pem"))) == BODY,
              f"{kind}: signed by openssl")
        # An image that stands, too
        psa("image", "create", "--version", "1.0.0", "--public-key", f"{kind}-pub.pem", "body", "plain.img")
        psa("image", "sign", "--signer", command, "--public-key", f"{kind}-pub.pem", "plain.img", "s.img")
        psa("image", "verify", "--key", f"{kind}-pub.pem", "s.img", says="valid")
    # All that is signed goes to the command, which hashes
    by("openssl dgst -sha256 -sign ecdsa-p256.pem", "ecdsa-p256", "--vector-to-sign", "payload")
    psa("image", "verify", "--key", "ecdsa-p256-pub.pem", "s.img", says="valid")
    by("true", "ed25519", "--vector-to-sign", "payload", code=1, says="not for them")
    # r and s as they are
    raw = (f"{sys.executable} -c 'import sys; from cryptography.hazmat.primitives import serialization as s; "
           "sys.path.insert(0, \"%s\"); import mcuboot_image as m; k = s.load_pem_private_key(open(\"%%s.pem\", \"rb\").read(), "
           "None); r, t = m.utils.decode_dss_signature(m.sign(\"%%s\", k, sys.stdin.buffer.read())); "
           "sys.stdout.buffer.write(r.to_bytes(%%d, \"big\") + t.to_bytes(%%d, \"big\"))'" %
           os.path.dirname(os.path.abspath(__file__)))
    for kind, size in (("ecdsa-p256", 32), ("ecdsa-p384", 48)):
        by(raw % (kind, kind, size, size), kind)
        psa("image", "verify", "--key", f"{kind}-pub.pem", "s.img", says="valid")
        by(f"({raw % (kind, kind, size, size)}); echo", kind, code=1, says="neither a DER signature nor r and s")
    # The command sees what it is told
    by("cat $PSA_SIGN_FILE >seen; cat >seen2; echo $PSA_SIGN_KEY >seen3; exit 3", code=1, says="exit status 3")
    digest = m.Parsed(load("plain.img")).get(m.SHA256)
    check(load("seen") == load("seen2") == digest and load("seen3") == b"ecdsa-p256\n", "digest and kind of key")
    # What goes wrong
    os.remove("s.img")
    before = set(os.listdir(os.environ.get("TMPDIR", "/tmp")))
    by("true", code=1, says="0 bytes is no signature")
    by("echo garbage", code=1, says="neither a DER signature")
    by("echo garbage", "rsa-3072", code=1, says="the answer of 8 bytes is no signature of 384 bytes")
    by("echo garbage", "ed25519", code=1, says="no signature of 64 bytes")
    by("head -c 64 /dev/urandom", code=1, says="does not verify")
    by("head -c 64 /dev/zero", code=1, says="does not verify")
    by("head -c 64 /dev/urandom", "ed25519", code=1, says="does not verify")
    by("head -c 384 /dev/urandom", "rsa-3072", code=1, says="does not verify")
    by(openssl["ecdsa-p256"] + "; echo", code=1, says="neither a DER signature")
    by(openssl["ecdsa-p256"] + " | head -c 60", code=1, says="neither a DER signature")
    by(openssl["ecdsa-p384"], code=1, says="neither a DER signature")
    psa("image", "keygen", "--out", "another.pem")
    by("openssl pkeyutl -sign -inkey another.pem", code=1, says="does not verify with the public key")
    by("exit 7", code=1, says="failed with exit status 7")
    by("no-such-command-anywhere 2>/dev/null", code=1, says="exit status 127")
    by("kill -9 $$", code=1, says="ended by signal 9")
    by("yes", code=1, says="more than 4096 bytes")
    by("cat /dev/zero", "ed25519", code=1, says="more than 4096 bytes")
    begin = time.monotonic()
    by("sleep 30", "ecdsa-p256", "--signer-timeout", "1", code=1, says="no answer within 1 s")
    by("sleep 30 & echo x", "ecdsa-p256", "--signer-timeout", "1", code=1, says="no answer within 1 s")
    by("exec >&-; sleep 30", "ecdsa-p256", "--signer-timeout", "1", code=1, says="no answer within 1 s")
    by("trap '' TERM INT; sleep 30", "ecdsa-p256", "--signer-timeout", "1", code=1, says="no answer within 1 s")
    check(time.monotonic() - begin < 20, "a slow command is not waited for")
    by("sleep 1; " + openssl["ecdsa-p256"], "ecdsa-p256", "--signer-timeout", "20")
    psa("image", "verify", "--key", "ecdsa-p256-pub.pem", "s.img", says="valid")
    left = [name for name in set(os.listdir(os.environ.get("TMPDIR", "/tmp"))) - before if name.startswith("psa-sign.")]
    check(not left, f"files are left: {left}")
    for options, words in ((["--signer", "true"], "--public-key"),
                           (["--key", "x", "--public-key", "y"], "go with --signer"),
                           (["--key", "x", "--signer", "true", "--public-key", "y"], "--key or --signer"),
                           (["--signer", "true", "--public-key", "y", "--signer-timeout", "0"], "--signer-timeout"),
                           (["--signer", "true", "--public-key", "y", "--vector-to-sign", "hash"], "--vector-to-sign")):
        psa(*sign, *options, "body", "n.img", code=2, says=words)


def at_terminal(command, typed, waits_for=b"PIN"):
    """psa image sign at a terminal of its own, with what is typed there once the command asks: exit status and the screen."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(PSA, [PSA, "image", "sign", "--version", "1.0.0", "--signer", command, "--signer-timeout", "10",
                       "--public-key", "ecdsa-p256-pub.pem", "body", "typed.img"])
    screen, answered = b"", False
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # Linux says so when the last one at the terminal has ended
            part = b""
        if not part:
            break
        screen += part
        if waits_for in screen and not answered:
            answered = True
            os.write(terminal, typed)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), screen


def terminal():
    """A signer may ask for its PIN, and can be broken off."""
    ask = "printf 'PIN? ' >/dev/tty; read pin </dev/tty && [ \"$pin\" = 1234 ] && openssl pkeyutl -sign -inkey ecdsa-p256.pem"
    status, screen = at_terminal(ask, b"1234\n")
    check(status == 0 and b"signed" in screen, f"a PIN at the terminal: {status} {screen}")
    psa("image", "verify", "--key", "ecdsa-p256-pub.pem", "typed.img", says="valid")
    status, screen = at_terminal(ask, b"4321\n")
    check(status == 1 and b"exit status 1" in screen, f"another PIN: {status} {screen}")
    begin = time.monotonic()
    status, screen = at_terminal(ask, b"\x03")
    check(status == 1 and b"signal 2" in screen and time.monotonic() - begin < 5, f"broken off: {status} {screen}")


with tempfile.TemporaryDirectory(prefix="psa-image.") as folder:
    os.chdir(folder)
    for part in (keys, signatures, lms, layout, detached, again, trailers, encryption, imgtool, signers, terminal):
        begin, before = time.monotonic(), checks
        part()
        print(f"{part.__name__}: {checks - before} checks, {time.monotonic() - begin:.1f} s")
    os.chdir("/")
