#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Devices that psa device provision makes take images of every signature and every encryption, made by the psa tool and by another
writer (mcuboot_image.py): download, install, boot, roll back; and nothing of an encrypted image stands in plain where it must not.
usage: image_device.py PSA-PROGRAM"""
import os
import subprocess
import sys
import tempfile

import mcuboot_image as m

PSA = os.path.abspath(sys.argv[1])
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"FAILED: {what}")


def psa(*args, code=0, says=""):
    done = subprocess.run([PSA, *args], capture_output=True, text=True)
    out = done.stdout + done.stderr
    check(done.returncode == code and says in out, f"psa {' '.join(args)}: exit {done.returncode} (want {code}), wants "
          f"\"{says}\", says: {out}")
    return out


def save(path, data):
    with open(path, "wb") as file:
        file.write(data)
    return path


def load(path):
    with open(path, "rb") as file:
        return file.read()


def fwu(dev, *args, **wants):
    return psa("device", "fwu", *args, "--dir", dev, **wants)


def download(dev, path, code=0, says="CANDIDATE"):
    fwu(dev, "start", "0")
    fwu(dev, "write", "0", path)
    fwu(dev, "finish", "0", code=code, says=says)


def boots(dev, version):
    psa("device", "boot", "--dir", dev, says=f"run App {version}\n")


def install(dev, path, version):
    """To the end: accepted, and ready for the next one."""
    download(dev, path)
    fwu(dev, "install")
    boots(dev, version)
    fwu(dev, "accept", says="UPDATED")
    fwu(dev, "clean", "0", says="READY")


def refuse(dev, path, reason):
    download(dev, path, code=1, says="")
    fwu(dev, "query", "0", says=reason)
    fwu(dev, "clean", "0")


def slot(dev, *options):
    psa("device", "slot", "0", "--out", "slot", *options, "--dir", dev)
    return load("slot")


BODY = bytes(range(256)) * 3 + b"A SECRET THAT STANDS IN PLAIN NOWHERE ELSE " * 40


def plain_images():
    keys = {kind: m.generate(kind) for kind in m.KINDS}
    for kind, key in keys.items():
        dev = f"dev-{kind}"
        save("pub.pem", m.public_pem(key))
        image = lambda version: m.Image(BODY, version, kind, key).build()
        save("1.img", image("1.0.0"))
        psa("device", "provision", "--dir", dev, "--key", "0=pub.pem", "--image", "0=1.img", says="SECURED")
        boots(dev, "1.0.0")
        install(dev, save("2.img", image("2.0.0")), "2.0.0")
        if kind != "lms":
            save("key.pem", m.private_pem(key))
            save("body", BODY)
            psa("image", "sign", "--key", "key.pem", "--version", "3.0.0", "body", "3.img")
            install(dev, "3.img", "3.0.0")
        bad = bytearray(image("4.0.0"))
        bad[-1] ^= 1
        refuse(dev, save("bad.img", bad), "signature")
        boots(dev, "2.0.0" if kind == "lms" else "3.0.0")
    # Several keys of several kinds for one component
    names = ["ecdsa-p256", "ecdsa-p384", "rsa-3072", "ed25519"]
    options = []
    for kind in names:
        options += ["--key", "0=" + save(f"{kind}-pub.pem", m.public_pem(keys[kind]))]
    save("1.img", m.Image(BODY, "1.0.0", "ecdsa-p256", keys["ecdsa-p256"]).build())
    psa("device", "provision", "--dir", "many", *options, "--image", "0=1.img")
    for number, kind in enumerate(names):
        version = f"1.0.{number + 1}"
        install("many", save("n.img", m.Image(BODY, version, kind, keys[kind]).build()), version)
    refuse("many", save("n.img", m.Image(BODY, "9.0.0", "rsa-2048", keys["rsa-2048"]).build()), "another key")
    # Revocation: the last key runs, so the others can go
    fwu("many", "revoke", "0", "4", code=1, says="not valid")
    fwu("many", "revoke", "0", "3")
    refuse("many", save("n.img", m.Image(BODY, "9.0.0", "rsa-3072", keys["rsa-3072"]).build()), "revoked")
    install("many", save("n.img", m.Image(BODY, "2.0.0", "ed25519", keys["ed25519"]).build()), "2.0.0")
    save("another-pub.pem", m.public_pem(m.generate("ecdsa-p256")))
    psa("device", "provision", "--dir", "n", *options, "--key", "0=another-pub.pem", code=1, says="4 keys at most")
    psa("device", "provision", "--dir", "n", *options, "--key", "1=rsa-3072-pub.pem", code=1, says="has this key too")
    psa("device", "provision", "--dir", "n", *options[2:], "--key", "0=rsa-3072-pub.pem", code=1,
        says="has this key too")


def encrypted_images():
    signer = m.generate("ecdsa-p256")
    save("sign.pem", m.private_pem(signer))
    save("sign-pub.pem", m.public_pem(signer))
    save("pass", b"open sesame\n")
    devices = [(m.EC256, "ecdsa-p256", []), (m.X25519, "x25519", []),
               (m.X25519_SHA512, "x25519", ["--hmac-sha", "512"])]
    for form, kind, hmac in devices:
        dev, key = f"sealed-{form:x}", m.generate(kind)
        save("dev.pem", m.private_pem(key, b"open sesame"))
        save("dev-pub.pem", m.public_pem(key))
        encrypt = ["--encrypt", "dev-pub.pem", *hmac]

        def ours(version, bits, text):
            """Signed in plain, then encrypted by who has no signing key."""
            save("body", text)
            psa("image", "sign", "--key", "sign.pem", "--version", version, *encrypt, "--encrypt-keylen", bits,
                "--clear",
                "body", "clear.img")
            psa("image", "encrypt", "--key", "dev-pub.pem", "clear.img", "ours.img")
            return "ours.img"

        def theirs(version, size):
            image = m.Image(BODY, version, "ecdsa-p256", signer).encrypt(key.public_key(), form, size)
            return save("theirs.img", image.build())

        ours("1.0.0", "128", BODY + b"the first one")
        provision = ["device", "provision", "--key", "0=sign-pub.pem", "--decrypt-key", "0=dev.pem", *hmac, "--image"]
        psa(*provision, "0=clear.img", "--dir", dev, code=1, says="the key is encrypted")
        psa(*provision, "0=ours.img", "--passphrase-file", "pass", "--dir", dev, code=1, says="or is encrypted")
        psa(*provision, "0=clear.img", "--passphrase-file", "pass", "--dir", dev, says="SECURED")
        boots(dev, "1.0.0")
        install(dev, ours("2.0.0", "128", BODY), "2.0.0")
        check(BODY in slot(dev), "the active slot is in plain")
        install(dev, theirs("3.0.0", 16), "3.0.0")
        install(dev, ours("4.0.0", "256", BODY), "4.0.0")
        install(dev, theirs("5.0.0", 32), "5.0.0")
        # A trial that nobody accepts; the second slot has an image all the time, never in plain
        download(dev, ours("6.0.0", "128", BODY + b"the sixth one"))
        check(b"SECRET" not in slot(dev, "--second"), "a download in plain")
        fwu(dev, "install")
        boots(dev, "6.0.0")
        check(b"SECRET" not in slot(dev, "--second"), "a backup in plain")
        boots(dev, "5.0.0")
        check(b"SECRET" not in slot(dev, "--second"), "a rejected image in plain")
        fwu(dev, "clean", "0")
        check(set(slot(dev, "--second")) == {0xff}, "clean left something")
        # In plain, and wrapped in another way
        save("plain.img", m.Image(BODY, "7.0.0", "ecdsa-p256", signer).build())
        refuse(dev, "plain.img", "encrypted images only")
        for other, other_kind, _ in devices:
            if other != form:
                other_key = key if other_kind == kind else m.generate(other_kind)
                image = m.Image(BODY, "7.0.0", "ecdsa-p256", signer).encrypt(other_key.public_key(), other)
                refuse(dev, save("n.img", image.build()), "can't be opened here")
        boots(dev, "5.0.0")
    psa(*provision[:4], "--decrypt-key", "0=dev-pub.pem", "--dir", "n", code=1, says="no private key")
    psa(*provision[:4], "--decrypt-key", "1=dev.pem", "--passphrase-file", "pass", "--dir", "n", code=1,
        says="has no --key")
    psa("device", "provision", "--key", "0=dev-pub.pem", "--dir", "n", code=1, says="signs no images")
    save("ed.pem", m.private_pem(m.generate("ed25519")))
    psa(*provision[:4], "--decrypt-key", "0=ed.pem", "--dir", "n", code=1, says="P-256 or X25519")
    psa(*provision[:4], "--hmac-sha", "1", "--dir", "n", code=2, says="--hmac-sha")
    save("sealed.img", load("clear.img"))
    psa("device", "provision", "--key", "0=sign-pub.pem", "--image", "0=sealed.img", "--dir", "n", code=1,
        says="has no key to open it")
    check(not os.path.exists("n"), "a refusal made a device")


# Devices sync their flash at every step: in RAM, where there is such a folder, that costs nothing
with tempfile.TemporaryDirectory(prefix="psa-devices.",
                                 dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
    os.chdir(folder)
    plain_images()
    encrypted_images()
    os.chdir("/")
print(f"{checks} checks passed")
