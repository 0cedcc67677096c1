#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every way in which an image can be wrong, once, from three sides: what the psa tool says of the file and where, what the update
service of a device says of the download, and that the device goes on running what it ran. All images are signed properly wherever
the fault allows it, so that the fault is the only one.
usage: image_malformed.py PSA-PROGRAM"""
import json
import os
import struct
import subprocess
import sys
import tempfile

import mcuboot_image as m

PSA = os.path.abspath(sys.argv[1])
# A sanitizer's programs are slow: the tool sees every image, the device each so-many-th
SPARSE = int(os.environ.get("PSA_TEST_SPARSE", "1"))
failures, checks = [], 0
seen_by_service = set()

NO_KEY = "signed with another key, or for another component"
SIZE = "a TLV has the wrong size or form"
CROSSES = "a TLV goes past its area"
TWICE = "a TLV that may come once comes twice"
SIGNED_TWICE = "signed more than once"
INSIDE = "is inside the protected area"
OUTSIDE = "a TLV that must be protected is outside the signature"
UNKNOWN = "unknown TLV type"
ALG = "hash, signature or key form that is not supported"
LARGE = "sizes in the image go past its end"
INFO = "no TLV area after the image body"
PROTECTED = "protected TLV area does not agree with the header"
HEADER = "header size is below 32 or not a multiple of 4"
DER = "signature is not strict DER"
KIND = "hash, key hash and signature do not belong together"
HASH = "the hash does not match"
FLAGS = "header has unknown flags"
PAD = "last word of the header is not 0"
WRAP_CONFLICT = "there is a key-wrap TLV, but the header does not say"
NO_WRAP = "the header says that it is encrypted, but there is no key-wrap TLV"
TRAILING = "something stands behind the image"


def expect(condition, what):
    global checks
    checks += 1
    if not condition:
        failures.append(what)
        print(f"FAILED: {what}")


def psa(*args):
    done = subprocess.run([PSA, *args], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def must(*args):
    code, out = psa(*args)
    if code != 0:
        raise SystemExit(f"FAILED: psa {' '.join(args)}: exit {code}: {out}")
    return out


def save(path, data):
    with open(path, "wb") as file:
        file.write(data)


BODY = bytes(range(256)) * 2 + b"body"
KEY = {name: m.generate("ecdsa-p256") for name in ("app", "data", "old", "nobody", "dev", "dev2")}
ED = m.generate("ed25519")
P384 = m.generate("ecdsa-p384")
BODY_END = 32 + len(BODY)


def new(version="2.0.0", key="app"):
    return m.Image(BODY, version, "ecdsa-p256", KEY[key]).counter(5)


def changed(image, at, data):
    """Of a built image, behind the signature's back."""
    image = bytearray(image)
    image[at:at + len(data)] = data
    return bytes(image)


def with_(version="2.0.0", **fields):
    image = new(version)
    for name, value in fields.items():
        setattr(image, name, value)
    return image


def add(where, *records, base=None):
    image = base or new()
    getattr(image, where).extend(records)
    return image.build()


def start_of(image, kind):
    """Offset of the record of a type in a well-formed image."""
    parsed = m.Parsed(image)
    at = BODY_END + 4 if parsed.protected_size else BODY_END
    for area, end in ((parsed.protected, parsed.signed_size), (parsed.unprotected, None)):
        for type_, data in area:
            if type_ == kind:
                return at
            at += 4 + len(data)
        if end is not None:
            at = end + 4
    raise AssertionError(f"no 0x{kind:x}")


def der(r, s):
    def integer(value):
        return b"\x02" + bytes([len(value)]) + value
    pair = integer(r) + integer(s)
    return b"\x30" + bytes([len(pair)]) + pair


ORDER = bytes.fromhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")


def cases():
    """name, image, words of the tool, offset that it names (None: none, the image is well-formed), words of the service where a
    download looks otherwise than a file: flash behind it is erased."""
    good = new().build()
    unprotected = BODY_END + 12
    records = {kind: start_of(good, kind) for kind in (m.SEC_CNT, m.SHA256, m.KEYHASH, m.ECDSA)}
    u16, u32 = lambda v: struct.pack("<H", v), lambda v: struct.pack("<I", v)

    # --- Header
    for magic in (0, 0xffffffff, 0x96f3b83c, 0x3db8f396, 0x73ab1024):
        yield f"magic 0x{magic:08x}", with_(magic=magic).build(), "not an image: the magic number is missing", 0
    for size in (0, 4, 28, 31, 33, 34, 0xffff):
        yield f"header size {size}", changed(good, 8, u16(size)), HEADER, 8
    yield "header size past the end", changed(good, 8, u16(0xfffc)), LARGE, 12, PROTECTED
    yield "header size 4 more", changed(good, 8, u16(36)), PROTECTED, BODY_END + 4
    for size in (1, 3):
        yield f"protected size {size}", changed(good, 10, u16(size)), PROTECTED, 10
    for size in (4, 11, 13):
        yield f"protected size {size}", changed(good, 10, u16(size)), PROTECTED, BODY_END
    yield "protected size 0", changed(good, 10,
                                      u16(0)), "a protected TLV area that the header does not tell of", BODY_END
    yield "protected size 65535", changed(good, 10, u16(0xffff)), LARGE, 12, PROTECTED
    for size in (0xffffffff, 0xfffffff0, 0x80000000, 0x7fffffff, 0xffffffff - 31, 0x100000000 - 32 - 12):
        yield f"body size 0x{size:x}", changed(good, 12, u32(size)), LARGE, 12
    for size in (len(BODY) - 1, len(BODY) + 1, 0):
        yield f"body size {size}", changed(good, 12, u32(size)), PROTECTED, 32 + size
    for bit in range(32):
        if bit not in (0, 2, 3, 4, 5, 8):  # those with a meaning come below
            yield f"flag bit {bit}", with_(flags=1 << bit).build(), FLAGS, 16
    yield "both AES flags", with_(flags=m.AES128 | m.AES256).build(), "header has both AES flags", 16
    yield "AES-128 flag, no key wrap", with_(flags=m.AES128).build(), NO_WRAP, unprotected
    yield "AES-256 flag, no key wrap", with_(flags=m.AES256).build(), NO_WRAP, unprotected
    for pad in (1, 0x80000000):
        yield f"last word 0x{pad:x}", with_(pad=pad).build(), PAD, 28

    # --- Infos of the areas
    for magic in (0, m.UNPROTECTED, 0xffff):
        yield f"protected info 0x{magic:x}", with_(info={"protected": struct.pack("<HH", magic,
                                                                                  12)}).build(), PROTECTED, \
            BODY_END
    for size in (0, 11, 13, 0xffff):
        yield f"protected info of {size} bytes", with_(info={"protected": struct.pack("<HH", m.PROTECTED,
                                                                                      size)}).build(), \
            PROTECTED, BODY_END
    yield "unprotected info 0xffff", changed(good, unprotected, u16(0xffff)), INFO, unprotected
    yield "unprotected info 0", changed(good, unprotected, u16(0)), INFO, unprotected
    yield "two protected areas", changed(good, unprotected, u16(m.PROTECTED)), \
        "a protected TLV area that the header does not tell of", unprotected
    total = len(good) - unprotected
    for size in (0, 3):
        yield f"unprotected area of {size} bytes", changed(good, unprotected + 2, u16(size)), INFO, unprotected
    yield "unprotected area of 4 bytes", changed(good, unprotected + 2, u16(4)), "no hash TLV", unprotected
    yield "unprotected area 1 less", changed(good, unprotected + 2, u16(total - 1)), CROSSES, records[m.ECDSA]
    yield "unprotected area 2 more", changed(good, unprotected + 2, u16(total + 2)), LARGE, unprotected + 2, CROSSES
    yield "unprotected area of 65535 bytes", changed(good, unprotected + 2,
                                                     u16(0xffff)), LARGE, unprotected + 2, CROSSES

    # --- Lengths of records
    for kind, at in records.items():
        yield f"TLV 0x{kind:x} of 65535 bytes", changed(good, at + 2, u16(0xffff)), CROSSES, at
        if kind != m.ECDSA:
            yield f"TLV 0x{kind:x} of 0 bytes", changed(good, at + 2, u16(0)), None, None
    rest = m.Image(BODY, "2.0.0", "ecdsa-p256", KEY["app"])
    rest.protected = [m.tlv(m.SEC_CNT, u32(5)), b"\x01\x02"]
    yield "2 bytes behind the last record", rest.build(), CROSSES, BODY_END + 12

    # --- Types
    for kind in (0x00, 0x03, 0x0f, 0x13, 0x26, 0x35, 0x41, 0x9f, 0x109f, 0xffff):
        at = records[m.SEC_CNT] + 8
        yield f"type 0x{kind:x}, protected", add("protected", m.tlv(kind, b"x")), UNKNOWN, at
        yield f"type 0x{kind:x}, unprotected", add("before_hash", m.tlv(kind, b"x")), UNKNOWN, unprotected + 4
    yield "P-224 signature", add("before_hash", m.tlv(0x21, b"x")), ALG, unprotected + 4
    for kind in (0xa0, 0x03a0, 0x12ff):
        yield f"vendor's 0x{kind:x}, unprotected", add("before_hash", m.tlv(kind, b"x")), OUTSIDE, unprotected + 4
    for kind, data in ((m.SEC_CNT, u32(9)), (m.DEPENDENCY, bytes(12)), (m.BOOT_RECORD, b"x"), (m.VID, bytes(16)),
                       (m.CID, bytes(16))):
        yield f"0x{kind:x} unprotected", add("before_hash", m.tlv(kind, data)), OUTSIDE, unprotected + 4
        yield f"0x{kind:x} unprotected, last", add("after_signature", m.tlv(kind, data)), OUTSIDE, None
    for kind, data in ((m.SHA256, bytes(32)), (m.SHA384, bytes(48)), (0x12, bytes(64)), (m.KEYHASH, bytes(32)),
                       (m.PUBKEY, bytes(91)), (m.ECDSA, bytes(71)), (m.RSA3072, bytes(384)), (m.RSA2048, bytes(256)),
                       (m.ED25519, bytes(64)), (0x25, b"\x01"), (m.EC256, bytes(113)), (0x30, bytes(256)),
                       (m.LMS, bytes(1292))):
        yield f"0x{kind:x} protected", add("protected", m.tlv(kind, data)), INSIDE, records[m.SEC_CNT] + 8

    # --- Twice
    at = records[m.SEC_CNT] + 8
    yield "two counters, equal", add("protected", m.tlv(m.SEC_CNT, u32(5))), TWICE, at
    yield "two counters", add("protected", m.tlv(m.SEC_CNT, u32(6))), TWICE, at
    yield "two boot records", add("protected", m.tlv(m.BOOT_RECORD, b"x"), m.tlv(m.BOOT_RECORD, b"x")), TWICE, at + 5
    for kind in (m.VID, m.CID):
        yield f"two of 0x{kind:x}", add("protected", m.tlv(kind, bytes(16)), m.tlv(kind, bytes(16))), TWICE, at + 20
    digest = m.Parsed(good).get(m.SHA256)
    own = m.tlv(m.KEYHASH, m.key_hash("ecdsa-p256", KEY["app"]))
    other = m.tlv(m.KEYHASH, m.key_hash("ecdsa-p256", KEY["data"]))
    yield "two hashes", add("before_hash", m.tlv(m.SHA256, digest)), TWICE, unprotected + 4 + 36
    yield "two kinds of hash", add("before_hash", m.tlv(m.SHA384, bytes(48))), TWICE, unprotected + 4 + 52
    yield "two key hashes", add("before_hash", own), SIGNED_TWICE, unprotected + 4 + 36 + 36
    yield "a key hash of another", add("before_hash", other), SIGNED_TWICE, unprotected + 4 + 36 + 36
    yield "key and key hash", add("after_signature", m.tlv(m.PUBKEY, m.spki(KEY["app"]))), SIGNED_TWICE, None
    signature = m.Parsed(good).get(m.ECDSA)
    yield "two signatures", add("after_signature", m.tlv(m.ECDSA, signature)), SIGNED_TWICE, None
    ed = m.tlv(m.ED25519, m.sign("ed25519", ED, digest))
    yield "a signature of another kind", add("after_signature", ed), SIGNED_TWICE, None
    yield "signatures of two keys", add("after_signature", other, m.tlv(m.ECDSA, signature)), SIGNED_TWICE, None
    wrapped = m.tlv(m.EC256, m.wrap_key(m.EC256, KEY["dev"].public_key(), bytes(16)))
    twice = new().encrypt(KEY["dev"].public_key())
    yield "two key wraps", add("after_signature", wrapped, base=twice), TWICE, None
    yield "key wrap without flag", add("after_signature", wrapped), WRAP_CONFLICT, None

    # --- Sizes and forms of payloads
    for size in (0, 3, 5, 8):
        image = m.Image(BODY, "2.0.0", "ecdsa-p256", KEY["app"])
        image.protected = [m.tlv(m.SEC_CNT, bytes(size))]
        yield f"counter of {size} bytes", image.build(), SIZE, BODY_END + 4
    for size in (0, 11, 13):
        yield f"dependency of {size} bytes", add("protected", m.tlv(m.DEPENDENCY, bytes(size))), SIZE, at
    yield "dependency with bytes that are 0", add("protected",
                                                  m.tlv(m.DEPENDENCY, b"\x01\x00\x01" + bytes(9))), SIZE, at
    for kind in (m.VID, m.CID):
        for size in (0, 15, 17):
            yield f"0x{kind:x} of {size} bytes", add("protected", m.tlv(kind, bytes(size))), SIZE, at
    for size in (0, 31, 33):
        yield f"hash of {size} bytes", with_(order=("key", "signature"),
                                             before_hash=[m.tlv(m.SHA256, bytes(size))]).build(), \
            SIZE, unprotected + 4
    for size in (0, 20, 31, 33, 64):
        yield f"key hash of {size} bytes", with_(key_record=m.tlv(m.KEYHASH,
                                                                  bytes(size))).build(), SIZE, records[m.KEYHASH]
    for size in (0, 7, 73, 104, 256):
        yield f"ECDSA signature of {size} bytes", with_(signature=bytes(size)).build(), SIZE, records[m.ECDSA]
    for kind, size in ((m.RSA2048, 255), (m.RSA2048, 384), (m.RSA3072, 383), (m.RSA3072, 256), (m.ED25519, 63),
                       (m.ED25519, 65)):
        image = with_(order=("hash", "key"), after_signature=[m.tlv(kind, bytes(size))])
        yield f"signature 0x{kind:x} of {size} bytes", image.build(), SIZE, records[m.ECDSA]
    half = bytes([0x11]) * 32
    for what, bad in (("of zeros", bytes(71)), ("r is 0", der(b"\0", half)), ("s is 0", der(half, b"\0")),
                      ("r is the order", der(b"\0" + ORDER, half)), ("s is the order", der(half, b"\0" + ORDER)),
                      ("r is negative", der(b"\x80" + half[1:], half)), ("a zero too much", der(b"\0" + half, half)),
                      ("33 bytes", der(b"\x01" + half, half)),
                      ("3 bytes behind it", der(half[1:], half[1:]) + bytes(3)),
                      ("behind it not 0", der(half, half) + b"\1"), ("not a sequence", b"\x31" + der(half, half)[1:]),
                      ("a length too long", b"\x30\x45" + der(half, half)[2:]),
                      ("a long form", b"\x30\x81\x44" + der(half, half)[2:])):
        yield f"signature: {what}", with_(signature=bad).build(), DER, records[m.ECDSA]
    yield "SHA-512", with_(order=("key", "signature"),
                           before_hash=[m.tlv(0x12, bytes(64))]).build(), ALG, unprotected + 4
    yield "the key itself", with_(key_record=m.tlv(m.PUBKEY, m.spki(KEY["nobody"]))).build(), ALG, records[m.KEYHASH]
    yield "signature over the image itself", add("before_hash", m.tlv(0x25, b"\x01")), ALG, unprotected + 4
    for kind, size in ((0x30, 256), (0x31, 24)):
        yield f"key wrap 0x{kind:x}", add("after_signature", m.tlv(kind, bytes(size)),
                                          base=with_(flags=m.AES128)), ALG, None
    for kind, size in ((m.EC256, 112), (m.EC256, 129), (m.X25519, 81), (m.X25519_SHA512, 128)):
        yield f"key wrap 0x{kind:x} of {size} bytes", add("after_signature", m.tlv(kind, bytes(size)),
                                                         base=with_(flags=m.AES128)), SIZE, None

    # --- What belongs together, and what is missing
    short = m.Image(BODY, "2.0.0", "ecdsa-p384", P384).counter(5)
    short.key_record = m.tlv(m.KEYHASH, m.key_hash("ecdsa-p256", KEY["app"]))
    yield "SHA-384 and a key hash of SHA-256", short.build(), KIND, unprotected + 4
    yield "SHA-256 and a key hash of SHA-384", with_(key_record=m.tlv(m.KEYHASH,
                                                                      bytes(48))).build(), KIND, unprotected + 4
    image = m.Image(BODY, "2.0.0", "ecdsa-p384", P384).counter(5)
    image.order, image.after_signature = ("hash", "key"), [m.tlv(m.RSA3072, bytes(384))]
    yield "SHA-384 and RSA", image.build(), KIND, unprotected + 4
    yield "signature before the key hash", with_(order=("hash", "signature", "key")).build(), \
        "the key hash does not come before the signature", None
    yield "no hash", with_(order=("key", "signature")).build(), "no hash TLV", unprotected
    yield "no key hash", with_(order=("hash",)).build(), "no key hash TLV", unprotected
    yield "no signature", with_(order=("hash", "key")).build(), "no signature TLV: the image is not signed", unprotected
    yield "nothing", with_(order=()).build(), "no hash TLV", unprotected

    # --- For the component
    for kind, flags, address in (("RAM", m.RAM_LOAD, 0x20000000), ("a fixed address", m.ROM_FIXED, 0x08000000)):
        yield f"to {kind}", with_(flags=flags,
                                  load_addr=address).build(), "made to run from RAM or from a fixed address", \
            None
    yield "not bootable", with_(flags=m.NON_BOOTABLE).build(), "not bootable, and the component is code", None
    yield "encrypted", new().encrypt(KEY["dev"].public_key()).build(), None, None, \
        "encrypted, and the component has no key to open it"
    yield "wrong component", new(key="data").build(), NO_KEY, None
    yield "unknown key", new(key="nobody").build(), NO_KEY, None
    yield "revoked key", new(key="old").build(), None, None, "signed with a key that is revoked"
    image = new(key="nobody")
    image.key_record = own
    yield "own key hash, signature of another", image.build(), "the signature does not match", None
    yield "another kind of key", m.Image(BODY, "2.0.0", "ed25519", ED).counter(5).build(), NO_KEY, None
    yield "counter too low", m.Image(BODY, "2.0.0", "ecdsa-p256", KEY["app"]).counter(2).build(), \
        "its security counter is below the device's", None
    yield "no counter", m.Image(BODY, "2.0.0", "ecdsa-p256", KEY["app"]).build(), \
        "its security counter is below the device's", None
    yield "older", new("1.0.0").build(), "its version is below that of the active image", None
    yield "depends on itself", new().dependency(0, "1.0.0").build(), "it depends on its own component", None

    # --- Changed on the way
    for what, at in (("load address", 4), ("version", 20), ("build number", 24), ("first of the body", 32),
                     ("last of the body", BODY_END - 1), ("counter", records[m.SEC_CNT] + 4)):
        yield f"changed: {what}", changed(good, at, bytes([good[at] ^ 1])), HASH, records[m.SHA256]
    yield "changed: hash", changed(good, records[m.SHA256] + 4, bytes([good[records[m.SHA256] + 4] ^ 1])), HASH, \
        records[m.SHA256]
    yield "changed: key hash", changed(good, records[m.KEYHASH] + 4,
                                       bytes([good[records[m.KEYHASH] + 4] ^ 1])), NO_KEY, None
    yield "changed: signature", good[:-1] + bytes([good[-1] ^ 1]), "the signature does not match", None
    yield "padded with zeros", good + bytes(64), TRAILING, None
    yield "padded, MCUboot's trailer", good + b"\xff" * 100 + bytes.fromhex("77c295f360d2ef7f3552500f2cb67980"), TRAILING, None
    yield "two images", good + good, TRAILING, None
    yield "one byte behind it", good + b"\0", TRAILING, None
    for size in (1, 3, 4, 16, 31):
        yield f"the first {size} bytes", good[:size], "too short for an image header", 0, \
            "not an image" if size < 4 else PAD
    for size in (32, 33, 200, BODY_END, BODY_END + 3, BODY_END + 12, BODY_END + 15):
        words = PROTECTED if size < BODY_END + 4 else CROSSES if size == BODY_END + 15 else INFO
        yield f"the first {size} bytes", good[:size], LARGE, 12, words
    for size in (unprotected + 4, unprotected + 20, len(good) - 72, len(good) - 1):
        yield f"the first {size} bytes", good[:size], LARGE, unprotected + 2, ""


def encrypted_cases():
    """For a component whose images come encrypted."""
    def sealed(form=m.EC256, recipient="dev", size=16, key="app"):
        key_ = KEY[recipient].public_key() if form == m.EC256 else m.generate("x25519").public_key()
        return new(key=key).encrypt(key_, form, size)

    good = sealed().build()
    at = good.index(m.Parsed(good).get(m.EC256))
    wrong = "not encrypted for this key, or the wrapped key was changed"
    yield "in plain", new().build(), "not encrypted, and the component takes encrypted images only", None
    yield "for another device", sealed(recipient="dev2").build(), wrong, None
    yield "X25519", sealed(m.X25519).build(), "its key is wrapped in a way that can't be opened here", None
    for what, off in (("point", 1), ("MAC", 65), ("wrapped key", 97)):
        yield f"changed: {what}", changed(good, at + off, bytes([good[at + off] ^ 1])), wrong, None
    yield "changed: form of the point", changed(good, at, b"\x05"), wrong, None
    yield "changed: body", changed(good, 40, bytes([good[40] ^ 1])), HASH, None
    image = sealed()
    image.clear = True
    yield "body in plain", image.build(), HASH, None
    image = sealed(size=32)
    image.flags = m.AES128
    yield "key of 256 bits, flag of 128", image.build(), SIZE, None
    yield "signed by another", sealed(key="nobody").build(), NO_KEY, None
    yield "no key wrap", good[:at - 4], LARGE, None, ""
    yield "counter too low", m.Image(BODY, "2.0.0", "ecdsa-p256", KEY["app"]).counter(2).encrypt(
        KEY["dev"].public_key()).build(), "its security counter is below the device's", None


# --- Three sides ------------------------------------------------------------------------------------------------------

def see_with_tool(name, words, offset, verify):
    """Exit status and words of verify; of show, also the place."""
    code, out = psa("image", "verify", *verify, "case.img")
    expect(code == 1 and out.count("\n") == 1 and (words is None or words in out),
           f"{name}: verify wants \"{words}\": exit {code}: {out}")
    code, out = psa("image", "show", "case.img")
    if offset is None:
        expect(code in (0, 1), f"{name}: show: exit {code}")
        return
    expect(code == 1 and f"at offset 0x{offset:04x}: " in out and words in out,
           f"{name}: show wants offset 0x{offset:04x} and \"{words}\": exit {code}: {out}")
    code, out = psa("image", "show", "--json", "case.img")
    fault = json.loads(out)["fault"]
    expect(code == 1 and fault["offset"] == offset and words in fault["reason"] and fault["number"] > 0,
           f"{name}: JSON: {fault}")


def see_with_device(name, words, dev):
    """The service refuses it with that reason; the device runs what it ran; the reason survives the boot."""
    must("device", "fwu", "start", "0", "--dir", dev)
    must("device", "fwu", "write", "0", "case.img", "--dir", dev)
    code, out = psa("device", "fwu", "finish", "0", "--dir", dev)
    expect(code == 1, f"{name}: finish: exit {code}: {out}")
    out = must("device", "fwu", "query", "0", "--dir", dev)
    reason = out.strip().rpartition("): ")[2] if "): " in out else ""
    expect("FAILED" in out and reason != "" and words in reason, f"{name}: the service wants \"{words}\": {out}")
    seen_by_service.add(reason)
    boot = must("device", "boot", "--dir", dev)
    expect("run App 1.5.0" in boot, f"{name}: boot: {boot}")
    expect(must("device", "fwu", "query", "0", "--dir", dev) == out, f"{name}: the reason is gone after the boot")
    must("device", "fwu", "clean", "0", "--dir", dev)


def run(table, verify, dev):
    names = set()
    for name, image, words, offset, *service in table:
        assert name not in names, name
        names.add(name)
        save("case.img", image)
        see_with_tool(name, words, offset, verify)
        if len(names) % SPARSE == 0:
            see_with_device(name, service[0] if service else words or "", dev)
    return len(names)


def update(dev, image):
    save("new.img", image)
    for step in (["start", "0"], ["write", "0", "new.img"], ["finish", "0"], ["install"]):
        must("device", "fwu", *step, "--dir", dev)
    must("device", "boot", "--dir", dev)
    must("device", "fwu", "accept", "--dir", dev)
    must("device", "fwu", "clean", "0", "--dir", dev)


def main():
    for name, key in KEY.items():
        save(f"{name}.pem", m.private_pem(key))
        save(f"{name}-pub.pem", m.public_pem(key))
    counter = lambda image: image.counter(5).build()
    old = m.Image(BODY, "1.4.0", "ecdsa-p256", KEY["old"]).counter(1).build()
    save("old.img", old)
    must("device", "provision", "--dir", "dev", "--key", "0=old-pub.pem", "--key", "0=app-pub.pem", "--key",
         "1=data-pub.pem", "--image", "0=old.img")
    update("dev", counter(m.Image(BODY, "1.5.0", "ecdsa-p256", KEY["app"])))  # and the counter is 5
    must("device", "fwu", "revoke", "0", "1", "--dir", "dev")
    verify = ["--key", "app-pub.pem", "--component-type", "code", "--component", "0", "--min-counter", "5",
              "--min-version", "1.5.0"]
    count = run(cases(), verify, "dev")

    first = m.Image(BODY, "1.4.0", "ecdsa-p256", KEY["app"]).counter(1).encrypt(KEY["dev"].public_key())
    first.clear = True
    save("first.img", first.build())
    must("device", "provision", "--dir", "sealed", "--key", "0=app-pub.pem", "--decrypt-key", "0=dev.pem", "--image",
         "0=first.img")
    update("sealed", m.Image(BODY, "1.5.0", "ecdsa-p256",
                             KEY["app"]).counter(5).encrypt(KEY["dev"].public_key()).build())
    count += run(encrypted_cases(), verify + ["--decrypt-key", "dev.pem"], "sealed")

    # A good one is still taken, by both
    for dev, image in (("dev", new()), ("sealed", new().encrypt(KEY["dev"].public_key()))):
        save("case.img", image.build())
        must("image", "verify", *verify, *(["--decrypt-key", "dev.pem"] if dev == "sealed" else []), "case.img")
        update(dev, image.build())
        expect("run App 2.0.0" in must("device", "boot", "--dir", dev), f"{dev}: a good image runs")
    # Every reason there is came up: those of pfwu_reason.h, but for flash that can't be read, and a file that is too
    # short
    expect(SPARSE > 1 or len(seen_by_service) >= 38, f"only {len(seen_by_service)} reasons were seen")
    print(f"{count} images, {len(seen_by_service)} reasons, {checks} checks, {len(failures)} failed")
    return 1 if failures else 0


# Devices sync their flash at every step: in RAM, where there is such a folder, that costs nothing
with tempfile.TemporaryDirectory(prefix="psa-malformed.",
                                 dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
    os.chdir(folder)
    code = main()
    os.chdir("/")
sys.exit(code)
