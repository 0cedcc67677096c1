#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Encrypted images of the psa tool against a second reader and writer, with python3-cryptography.
usage: image_crypt.py PSA-PROGRAM"""
import hashlib
import hmac
import os
import struct
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PSA = os.path.abspath(sys.argv[1])
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"FAILED: {what}")


def psa(*args, ok=True):
    done = subprocess.run([PSA, *args], capture_output=True, text=True)
    check((done.returncode == 0) == ok, f"psa {' '.join(args)}: {done.returncode} {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def ctr(key, data):
    stage = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor()
    return stage.update(data) + stage.finalize()


def okm(secret, size):
    return HKDF(hashes.SHA256(), size, None, b"MCUBoot_ECIES_v1").derive(secret)


def parse(image):
    magic, _, header, protected, body, flags = struct.unpack_from("<IIHHII", image)
    check(magic == 0x96F3B83D, "magic")
    at = header + body + protected
    info, total = struct.unpack_from("<HH", image, at)
    check(info == 0x6907 and at + total == len(image), "unprotected area")
    tlvs, order = {}, []
    at += 4
    while at < len(image):
        kind, size = struct.unpack_from("<HH", image, at)
        tlvs[kind] = (at + 4, image[at + 4:at + 4 + size])
        order.append(kind)
        at += 4 + size
    return header, body, protected, flags, tlvs, order


def unwrap(private, wrap, key_size):
    point, tag, wrapped = wrap[:65], wrap[65:97], wrap[97:]
    check(len(wrapped) == key_size, "size of the wrapped key")
    peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    keys = okm(private.exchange(ec.ECDH(), peer), key_size + 32)
    check(hmac.digest(keys[key_size:], wrapped, "sha256") == tag, "MAC of the wrapped key")
    return ctr(keys[:key_size], wrapped)


def read_back(private, image, plain_body, key_size, clear):
    header, body, protected, flags, tlvs, order = parse(image)
    check(flags == (4 if key_size == 16 else 8), f"flags {flags}")
    check(order == [0x10, 0x01, 0x22, 0x32], f"order of TLVs {order}")
    check((header + body) % 16 == 0 and len(plain_body) <= body < len(plain_body) + 16, "padding")
    key = unwrap(private, tlvs[0x32][1], key_size)
    text = image[header:header + body]
    plain = text if clear else ctr(key, text)
    check(plain == plain_body + bytes(body - len(plain_body)), "body")
    region = image[:header] + plain + image[header + body:header + body + protected]
    check(hashlib.sha256(region).digest() == tlvs[0x10][1], "hash over the plain text")
    return key


def rewrap(device, image, key_size):
    """The same image as this script encrypts it, from one in plain."""
    header, body, _, _, tlvs, _ = parse(image)
    key, ephemeral = os.urandom(key_size), ec.generate_private_key(ec.SECP256R1())
    keys = okm(ephemeral.exchange(ec.ECDH(), device), key_size + 32)
    wrapped = ctr(keys[:key_size], key)
    point = ephemeral.public_key().public_bytes(serialization.Encoding.X962,
                                                serialization.PublicFormat.UncompressedPoint)
    wrap = point + hmac.digest(keys[key_size:], wrapped, "sha256") + wrapped
    at = tlvs[0x32][0]
    return image[:header] + ctr(key, image[header:header + body]) + image[header + body:at] + wrap


def main():
    psa("image", "keygen", "--out", "sign.pem", "--public", "sign-pub.pem")
    psa("image", "keygen", "--out", "dev.pem", "--public", "dev-pub.pem")
    with open("dev.pem", "rb") as file:
        private = serialization.load_pem_private_key(file.read(), None)
    with open("sign-pub.pem", "rb") as file:
        signer = serialization.load_pem_public_key(file.read())
    keys = set()
    for key_size in (16, 32):
        for size in (1, 15, 16, 17, 1000):
            plain = os.urandom(size)
            with open("body", "wb") as file:
                file.write(plain)
            sign = ["image", "sign", "--key", "sign.pem", "--version", "1.2.3", "--encrypt", "dev-pub.pem",
                    "--encrypt-keylen", str(8 * key_size), "body"]
            psa(*sign, "update.img")
            psa(*sign[:-1], "--clear", "body", "clear.img")
            with open("update.img", "rb") as file:
                update = file.read()
            with open("clear.img", "rb") as file:
                clear = file.read()
            keys.add(read_back(private, update, plain, key_size, False))
            keys.add(read_back(private, clear, plain, key_size, True))
            tlvs = parse(update)[4]
            signer.verify(tlvs[0x22][1], tlvs[0x10][1], ec.ECDSA(Prehashed(hashes.SHA256())))
            psa("image", "verify", "--key", "sign-pub.pem", "clear.img")
            check("psa image decrypt" in psa("image", "verify", "--key", "sign-pub.pem", "update.img", ok=False),
                  "hint")
            check("ECIES-P256" in psa("image", "show", "update.img"), "show")
            psa("image", "decrypt", "--key", "dev.pem", "update.img", "plain.img")
            psa("image", "verify", "--key", "sign-pub.pem", "plain.img")
            # From plain to encrypted without the signing key, and the other direction of this script
            psa("image", "encrypt", "--key", "dev-pub.pem", "clear.img", "again.img")
            with open("again.img", "rb") as file:
                keys.add(read_back(private, file.read(), plain, key_size, False))
            with open("theirs.img", "wb") as file:
                file.write(rewrap(private.public_key(), clear, key_size))
            psa("image", "decrypt", "--key", "dev.pem", "theirs.img", "plain.img")
            psa("image", "verify", "--key", "sign-pub.pem", "plain.img")
            check("already" in psa("image", "decrypt", "--key", "dev.pem", "clear.img", "x.img", ok=False), "twice")
            check("already" in psa("image", "encrypt", "--key", "dev-pub.pem", "update.img", "x.img", ok=False),
                  "twice")
            check("not encrypted for this key" in psa("image", "decrypt", "--key", "sign.pem", "update.img", "x.img",
                                                      ok=False), "wrong key")
            check(not os.path.exists("x.img"), "a refusal wrote a file")
    check(len(keys) == 30, "image keys are drawn anew each time")
    print(f"{checks} checks passed")


with tempfile.TemporaryDirectory(prefix="psa-crypt.") as folder:
    os.chdir(folder)
    main()
    os.chdir("/")
