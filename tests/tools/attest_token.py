#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Attestation end to end against independent implementations, python3-cbor2 and python3-cryptography: the tokens and the
certificate request of a device are decoded and checked there, tokens and faults that are made there are judged here.
usage: attest_token.py PSA-PROGRAM FOLDER-OF-VECTORS"""
import hashlib
import hmac
import json
import os
import random
import subprocess
import sys
import tempfile

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

PSA = os.path.abspath(sys.argv[1])
VECTORS = os.path.abspath(sys.argv[2])
PROFILE = "tag:psacertified.org,2023:psa#tfm"
checks = 0

# name: COSE algorithm, curve, hash
CURVES = {"ES256": (-7, ec.SECP256R1(), hashes.SHA256(), 32), "ES384": (-35, ec.SECP384R1(), hashes.SHA384(), 48),
          "ES512": (-36, ec.SECP521R1(), hashes.SHA512(), 66)}
MACS = {"HMAC256": (5, "sha256"), "HMAC384": (6, "sha384"), "HMAC512": (7, "sha512")}


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"FAILED: {what}")


def psa(*args, status=0):
    run = subprocess.run([PSA, *map(str, args)], capture_output=True, text=True)
    check(run.returncode == status,
          f"psa {' '.join(map(str, args))}: exit {run.returncode}, wanted {status}\n{run.stderr}")
    return run.stdout


def verdict(*args):
    """The JSON of psa token verify, whose exit status must agree with it."""
    run = subprocess.run([PSA, "token", "verify", "--json", *map(str, args)], capture_output=True, text=True)
    check(run.stdout != "", f"psa token verify {args}: {run.stderr}")
    result = json.loads(run.stdout)
    check(run.returncode == (0 if result["valid"] else 1), f"exit {run.returncode} for {result}")
    return result


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def spki(key):
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def cose_key(public):
    numbers, size = public.public_numbers(), (public.key_size + 7) // 8
    curve = {256: 1, 384: 2, 521: 3}[public.key_size]
    return cbor2.dumps({1: 2, -1: curve, -2: numbers.x.to_bytes(size, "big"), -3: numbers.y.to_bytes(size, "big")},
                       canonical=True)


def instance_id(public):
    return b"\x01" + hashlib.sha256(cose_key(public)).digest()


# ------------------------------------------------------------------------------------- A device's token, read by others

def device_token(folder):
    device, app = os.path.join(folder, "dev"), os.path.join(folder, "app.img")
    psa("image", "keygen", "--out", f"{folder}/app.pem", "--public", f"{folder}/app-pub.pem")
    write(f"{folder}/app.bin", bytes(random.Random(1).randbytes(5000)))
    psa("image", "sign", "--key", f"{folder}/app.pem", "--version", "1.2.3+4", "--header-size", "0x400",
        f"{folder}/app.bin",
        app)
    psa("device", "provision", "--dir", device, "--key", f"0={folder}/app-pub.pem", "--image", f"0={app}",
        "--implementation-id", "ab" * 32, "--certification-reference", "0604565272829-10010", "--verification-service",
        "https://verifier.example/psa")
    psa("device", "boot", "--dir", device)
    nonce = bytes(range(48))
    psa("device", "token", "--dir", device, "--nonce", nonce.hex(), "--out", f"{folder}/token.cbor")
    psa("device", "identity", "--dir", device, "--public", f"{folder}/iak.pem")
    public = serialization.load_pem_public_key(read(f"{folder}/iak.pem"))

    raw = read(f"{folder}/token.cbor")
    token = cbor2.loads(raw)
    check(token.tag == 18 and len(token.value) == 4, "COSE_Sign1")
    protected, unprotected, payload, signature = token.value
    check(cbor2.loads(protected) == {1: -7} and unprotected == {}, "headers")
    size = len(signature) // 2
    der = encode_dss_signature(int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big"))
    tbs = cbor2.dumps(["Signature1", protected, b"", payload])
    public.verify(der, tbs, ec.ECDSA(hashes.SHA256()))  # raises if it is bad
    claims = cbor2.loads(payload)
    check(cbor2.dumps(claims, canonical=True) == payload, "deterministic encoding of the claims")
    image = read(app)
    app_key = serialization.load_pem_public_key(read(f"{folder}/app-pub.pem"))
    app_spki = app_key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    component = claims[2399][0]
    check(component[5] == hashlib.sha256(app_spki).digest(), "signer is the hash of the image key")
    check(component[2] in image and component[4] == "1.2.3+4" and component[6] == "sha-256", f"component {component}")
    check(claims[10] == nonce and claims[256] == instance_id(public) and claims[265] == PROFILE,
          "nonce, instance, profile")
    check(claims[2396] == b"\xab" * 32 and claims[2398] == "0604565272829-10010", "implementation, certification")
    check(claims[2400] == "https://verifier.example/psa" and 0x3000 <= claims[2395] <= 0x30ff, "service, life cycle")
    check(claims[2394] == -1 and len(claims[268]) == 32, "client, boot seed")
    check(set(claims) == {10, 256, 265, 268, 2394, 2395, 2396, 2398, 2399, 2400}, f"claims {sorted(claims)}")

    # The policy that the build gives takes this device, and not one with another image.
    policy = f"{folder}/policy.txt"
    psa("token", "policy", "--image", f"{component[1]}={app}", "--implementation-id", "ab" * 32, "--out", policy)
    given = ["--key", f"{folder}/iak.pem", "--nonce", nonce.hex(), "--policy", policy]
    check(verdict(*given, f"{folder}/token.cbor")["valid"], "own build")
    write(f"{folder}/other.bin", bytes(random.Random(2).randbytes(5000)))
    psa("image", "sign", "--key", f"{folder}/app.pem", "--version", "1.2.3+4", "--header-size", "0x400",
        f"{folder}/other.bin", f"{folder}/other.img")
    psa("token", "policy", "--image", f"{component[1]}={folder}/other.img", "--out", policy)
    check(verdict(*given, f"{folder}/token.cbor")["reason"] == "policy-measurement", "another image")
    return device, public, component


def device_csr(folder, device, public):
    psa("device", "csr", "--dir", device, "--out", f"{folder}/request.pem")
    request = x509.load_pem_x509_csr(read(f"{folder}/request.pem"))
    check(request.is_signature_valid, "signature of the request")
    check(request.public_key().public_numbers() == public.public_numbers(), "key in the request")
    name = request.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    check(len(request.subject) == 1 and name[0].value == instance_id(public)[1:].hex(), f"subject {request.subject}")
    psa("device", "csr", "--dir", device, "--subject", "sensor 17", "--out", f"{folder}/request.pem")
    request = x509.load_pem_x509_csr(read(f"{folder}/request.pem"))
    check(request.is_signature_valid and request.subject.rfc4514_string() == "CN=sensor 17", "own subject")
    psa("device", "csr", "--dir", device, "--subject", "x" * 65, status=2)


class Corim:
    """The CDDL of CoRIM (draft-ietf-rats-corim) as far as a PSA CoRIM uses it, and of the profile's rules what facts are known:
    every map is closed, so that a key out of place is found. Each method raises ValueError."""

    @staticmethod
    def that(condition, what):
        if not condition:
            raise ValueError(what)

    def closed(self, value, mandatory, optional, what):
        self.that(isinstance(value, dict) and mandatory <= set(value) <= mandatory | optional, f"{what}: keys {value}")

    def tagged(self, value, tag, kind, what):
        self.that(isinstance(value, cbor2.CBORTag) and value.tag == tag and isinstance(value.value, kind),
                  f"{what}: {value}")
        return value.value

    def identifier(self, value):
        self.that((isinstance(value, bytes) and len(value) == 16) or (isinstance(value, str) and value),
                  f"identifier {value}")

    def corim(self, encoded):
        body = self.tagged(cbor2.loads(encoded), 501, dict, "unsigned CoRIM")
        self.closed(body, {0, 1}, {2, 3, 4, 5}, "corim-map")
        self.identifier(body[0])
        self.that(isinstance(body[1], list) and body[1], "tags")
        self.that(self.tagged(body[3], 32, str, "profile").startswith("tag:arm.com,2025:psa#"), "profile")
        for tag in body[1]:
            self.comid(cbor2.loads(self.tagged(tag, 506, bytes, "concise tag")))

    def comid(self, comid):
        self.closed(comid, {1, 4}, {0, 2, 3}, "concise-mid-tag")
        self.that(isinstance(comid.get(0, ""), str), "language")
        self.closed(comid[1], {0}, {1}, "tag-identity")
        self.identifier(comid[1][0])
        self.that(isinstance(comid[4], dict) and comid[4] and set(comid[4]) <= {0, 3}, "triples")
        for triple in self.several(comid[4].get(0, [None])):
            if triple is not None:
                self.environment(triple[0], instance=False)
                for measurement in self.several(triple[1]):
                    self.measurement(measurement)
                self.that(len(triple) == 2, "triple")
        for triple in self.several(comid[4].get(3, [None])):
            if triple is not None:
                self.environment(triple[0], instance=True)
                self.that(len(triple) == 2 and len(triple[1]) == 1, "one key for an instance")
                serialization.load_pem_public_key(self.tagged(triple[1][0], 554, str, "key").encode())

    def several(self, value):
        self.that(isinstance(value, list) and value, f"an array with entries: {value}")
        return value

    def environment(self, environment, instance):
        self.closed(environment, {0, 1} if instance else {0}, set(), "environment")
        self.closed(environment[0], {0}, set(), "class")
        self.that(len(self.tagged(environment[0][0], 560, bytes, "implementation id")) == 32, "implementation id")
        if instance:
            ueid = self.tagged(environment[1], 550, bytes, "instance id")
            self.that(len(ueid) == 33 and ueid[0] == 1, "instance id")

    def measurement(self, measurement):
        self.closed(measurement, {0, 1}, set(), "measurement")
        self.that(measurement[0] == "psa.software-component", "mkey")
        values = measurement[1]
        self.closed(values, {2, 13}, {0, 11}, "measurement-values")
        self.closed(values.get(0, {0: ""}), {0}, {1}, "version-map")
        self.that(isinstance(values.get(0, {0: ""})[0], str) and isinstance(values.get(11, ""), str), "version, type")
        self.that(len(values[2]) == 1 and len(values[2][0]) == 2, "one digest")
        alg, digest = values[2][0]
        self.that(isinstance(digest, bytes) and {1: 32, 7: 48, 8: 64}.get(alg) == len(digest),
                  f"digest {alg}, {len(digest)}")
        self.that(len(values[13]) == 1, "one signer")
        self.that(len(self.tagged(values[13][0], 560, bytes, "signer")) in (32, 48, 64), "signer")


def check_corim_rules(encoded, what):
    """Ours fits the rules, and the rules bite: every value of it, exchanged for another type, is found."""
    Corim().corim(encoded)
    exchanged = 0

    def variants(value, put):
        yield put, [] if not isinstance(value, list) else 7
        if isinstance(value, cbor2.CBORTag):
            inner = cbor2.loads(value.value) if value.tag == 506 else value.value
            wrap = cbor2.dumps if value.tag == 506 else (lambda x: x)
            yield put, cbor2.CBORTag(value.tag + 1, value.value)
            yield from variants(inner, lambda x: put(cbor2.CBORTag(value.tag, wrap(x))))
        elif isinstance(value, dict):
            yield put, {**value, 99: 0}
            for key in value:
                yield from variants(value[key], lambda x, key=key: put({**value, key: x}))
        elif isinstance(value, list):
            for i in range(len(value)):
                yield from variants(value[i], lambda x, i=i: put(value[:i] + [x] + value[i + 1:]))

    top = cbor2.loads(encoded)
    for put, value in variants(top, lambda x: x):
        try:
            Corim().corim(cbor2.dumps(put(value)))
            check(False, f"{what}: the rules take {value}")
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            exchanged += 1
    check(exchanged > 40, f"{what}: {exchanged} variants")


def corim(folder, public, component):
    """The CoRIM of the build has the values of the token, and the shape of one that Veraison publishes."""
    out = f"{folder}/corim.cbor"
    psa("token", "corim", "--image", f"App={folder}/app.img", "--implementation-id", "ab" * 32, "--key",
        f"{folder}/iak.pem",
        "--out", out)
    first = read(out)
    psa("token", "corim", "--image", f"App={folder}/app.img", "--implementation-id", "ab" * 32, "--key",
        f"{folder}/iak.pem",
        "--out", out)
    check(read(out) == first, "the same build gives the same CoRIM")
    check_corim_rules(first, "own CoRIM")
    check_corim_rules(read(f"{VECTORS}/attest-corim-psa2025.cbor"), "published CoRIM")
    tag = cbor2.loads(first)
    check(tag.tag == 501 and tag.value[3].tag == 32 and tag.value[3].value == "tag:arm.com,2025:psa#1.0.0", "CoRIM")
    values, keys = (cbor2.loads(part.value) for part in tag.value[1])
    check(all(part.tag == 506 for part in tag.value[1]), "CoMIDs")
    env, measurements = values[4][0][0]
    check(env[0][0].tag == 560 and env[0][0].value == b"\xab" * 32, "class")
    measured = measurements[0][1]
    check(measured[0][0] == "1.2.3+4" and measured[2] == [[1, component[2]]] and measured[11] == "App", "measurement")
    check(measured[13][0].tag == 560 and measured[13][0].value == component[5], "signer")
    env, pems = keys[4][3][0]
    check(env[1].tag == 550 and env[1].value == instance_id(public), "instance")
    check(pems[0].tag == 554 and serialization.load_pem_public_key(pems[0].value.encode()).public_numbers()
          == public.public_numbers(), "key")

    def shape(value):
        if isinstance(value, cbor2.CBORTag):
            inner = cbor2.loads(value.value) if value.tag == 506 else value.value
            return (value.tag, shape(inner))
        if isinstance(value, dict):
            return {key: shape(item) for key, item in value.items()}
        if isinstance(value, list):
            return [shape(item) for item in value[:1]]
        return type(value).__name__

    published = cbor2.loads(read(f"{VECTORS}/attest-corim-psa2025.cbor"))
    ours, theirs = shape(tag), shape(published)
    # Its id is a text, ours the other form that is allowed.
    check(theirs[1].pop(0) == "str" and ours[1].pop(0) == "bytes" and ours == theirs, f"shape\n{ours}\n{theirs}")
    check(len(published.value[1]) == len(tag.value[1]), "number of CoMIDs")


# --------------------------------------------------------------------- Every key that a device can have, and where from

def check_signature(raw, name, public):
    """A token's signature by python3-cryptography, the header's algorithm beside it."""
    alg, _, digest, size = CURVES[name]
    protected, unprotected, payload, signature = cbor2.loads(raw).value
    check(cbor2.loads(protected) == {1: alg} and unprotected == {} and len(signature) == 2 * size, f"{name}: envelope")
    public.verify(encode_dss_signature(int.from_bytes(signature[:size], "big"),
                                       int.from_bytes(signature[size:], "big")),
                  cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(digest))
    return cbor2.loads(payload)


def provision(folder, name, *options):
    """A device of its own, booted, and a token of it."""
    device = os.path.join(folder, name)
    psa("device", "provision", "--dir", device, "--key", f"0={folder}/app-pub.pem", "--image", f"0={folder}/app.img",
        *options)
    psa("device", "boot", "--dir", device)
    psa("device", "token", "--dir", device, "--nonce", "0c" * 32, "--out", f"{folder}/{name}.cbor")
    return device, read(f"{folder}/{name}.cbor")


def device_keys(folder):
    """Pairs on each curve, generated on the device and imported: identity, token and certificate request agree."""
    for name, curve_name in [("ES256", "P-256"), ("ES384", "P-384"), ("ES512", "P-521")]:
        own = ec.generate_private_key(CURVES[name][1])
        for form in [None, serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL]:
            label = f"{name}-{form.name if form else 'generated'}"
            options = ["--attestation-curve", curve_name]
            if form:
                options = ["--attestation-key", write(f"{folder}/{label}.pem", own.private_bytes(
                    serialization.Encoding.PEM, form, serialization.NoEncryption()))]
            device, token = provision(folder, f"dev-{label}", *options)
            printed = psa("device", "identity", "--dir", device, "--public", f"{folder}/{label}-pub.pem")
            public = serialization.load_pem_public_key(read(f"{folder}/{label}-pub.pem"))
            check(not form or public.public_numbers() == own.public_key().public_numbers(), f"{label}: imported key")
            check(public.curve.name == CURVES[name][1].name, f"{label}: curve {public.curve.name}")
            check(instance_id(public).hex() in printed, f"{label}: instance id in {printed}")
            claims = check_signature(token, name, public)
            check(claims[256] == instance_id(public) and claims[10] == b"\x0c" * 32, f"{label}: claims")
            given = ["--key", f"{folder}/{label}-pub.pem", "--nonce", "0c" * 32, "--instance-id", claims[256].hex()]
            check(verdict(*given, f"{folder}/dev-{label}.cbor")["algorithm"] == name, label)
            psa("device", "csr", "--dir", device, "--out", f"{folder}/request.pem")
            request = x509.load_pem_x509_csr(read(f"{folder}/request.pem"))
            check(request.is_signature_valid and request.public_key().public_numbers() == public.public_numbers(),
                  f"{label}: request")
            check(request.signature_hash_algorithm.name == CURVES[name][2].name, f"{label}: hash of the request")


def device_mac_keys(folder):
    """MAC keys: tokens are COSE_Mac0, the verifier has the key in a file, and there is nothing to certify."""
    rng = random.Random(4)
    for name, (alg, digest) in MACS.items():
        secret = rng.randbytes(hashlib.new(digest).digest_size)
        file = write(f"{folder}/{name}.hex", secret.hex().encode() + b"\n")
        device, token = provision(folder, f"dev-{name}", "--attestation-key", file)
        outer = cbor2.loads(token)
        protected, unprotected, payload, tag = outer.value
        claims = cbor2.loads(payload)
        check(outer.tag == 17 and cbor2.loads(protected) == {1: alg} and unprotected == {}, f"{name}: envelope")
        check(hmac.digest(secret, cbor2.dumps(["MAC0", protected, b"", payload]), digest) == tag, f"{name}: tag")
        check(claims[256] == b"\x01" + hashlib.sha256(hashlib.sha256(secret).digest()).digest(), f"{name}: instance id")
        for option in ["--key", "--secret"]:
            given = [option, file, "--nonce", "0c" * 32, "--instance-id", claims[256].hex()]
            check(verdict(*given, f"{folder}/dev-{name}.cbor")["algorithm"] == f"HMAC {digest[3:]}/{digest[3:]}", name)
        other = write(f"{folder}/other.hex", bytes(len(secret)).hex().encode())
        check(verdict("--key", other, f"{folder}/dev-{name}.cbor")["reason"] == "bad-signature", f"{name}: other key")
        check(verdict("--key", f"{folder}/iak.pem", f"{folder}/dev-{name}.cbor")["reason"] == "key-mismatch",
              f"{name}: a public key is no MAC key")
        check(verdict("--key", file, f"{folder}/token.cbor")["reason"] == "key-mismatch", f"{name}: nor the other way")
        printed = psa("device", "identity", "--dir", device)
        check(claims[256].hex() in printed and secret.hex() not in printed and "MAC key" in printed,
              f"{name}: {printed}")
        for command in [["csr"], ["csr", "--subject", "x"], ["identity", "--public", f"{folder}/no.pem"]]:
            run = subprocess.run([PSA, "device", *command, "--dir", device], capture_output=True, text=True)
            check(run.returncode == 1 and "MAC key" in run.stderr and run.stdout == "",
                  f"{name} {command}: {run.stderr}")
        check(not os.path.exists(f"{folder}/no.pem"), "no key, no file")
    bad = [(b"00" * 31, "31 bytes"), (b"00" * 33, "33 bytes"), (b"zz" * 32, "hexadecimal"), (b"", "hexadecimal"),
           (read(f"{folder}/app-pub.pem"), "public key")]
    for content, word in bad:
        run = subprocess.run([PSA, "device", "provision", "--dir", f"{folder}/none", "--attestation-key",
                              write(f"{folder}/bad.key", content)], capture_output=True, text=True)
        check(run.returncode == 1 and word in run.stderr and not os.path.exists(f"{folder}/none"),
              f"{word}: {run.stderr}")
    psa("device", "provision", "--dir", f"{folder}/none", "--attestation-key", f"{folder}/missing", status=1)
    psa("device", "provision", "--dir", f"{folder}/none", "--attestation-curve", "P-255", status=2)
    psa("device", "provision", "--dir", f"{folder}/none", "--attestation-curve", "P-256", "--attestation-key",
        f"{folder}/bad.key", status=2)
    check(not os.path.exists(f"{folder}/none"), "no device of a wrong order")


# ------------------------------------------------------------------------------------------ Tokens of others, read here

def claims_of(nonce, instance):
    return {10: nonce, 256: instance, 265: PROFILE, 268: bytes(32), 2394: 7, 2395: 0x3001, 2396: bytes(range(32)),
            2399: [{1: "App", 2: bytes(48), 4: "2.0.1", 5: b"\x09" * 64, 6: "sha-384"},
                   {2: b"\x01" * 32, 5: b"\x02" * 32}]}


def legacy_of(claims):
    keys = {10: -75008, 256: -75009, 265: -75000, 268: -75004, 2394: -75001, 2395: -75002, 2396: -75003, 2399: -75006}
    return {keys[key]: "PSA_IOT_PROFILE_1" if key == 265 else value for key, value in claims.items()}


def sign(name, key, payload, protected=None):
    alg, _, digest, size = CURVES[name]
    protected = cbor2.dumps({1: alg}) if protected is None else protected
    r, s = decode_dss_signature(key.sign(cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(digest)))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, r.to_bytes(size, "big") + s.to_bytes(size, "big")]))


def mac(name, secret, payload):
    alg, digest = MACS[name]
    protected = cbor2.dumps({1: alg})
    tag = hmac.digest(secret, cbor2.dumps(["MAC0", protected, b"", payload]), digest)
    return cbor2.dumps(cbor2.CBORTag(17, [protected, {}, payload, tag]))


def long_form(value):
    """CBOR with every length and number in its longest form: allowed to a sender, so a receiver takes it."""
    def head(major, number):
        return bytes([major << 5 | 27]) + number.to_bytes(8, "big")
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(long_form, value))
    return head(5, len(value)) + b"".join(long_form(key) + long_form(item) for key, item in value.items())


def others_tokens(folder):
    rng = random.Random(3)
    for name, (_, curve, _, _) in CURVES.items():
        key = ec.generate_private_key(curve)
        pem = write(f"{folder}/pub.pem", spki(key.public_key()))
        nonce = rng.randbytes(64)
        claims = claims_of(nonce, instance_id(key.public_key()))
        items = list(claims.items())
        rng.shuffle(items)
        for payload in [cbor2.dumps(claims), cbor2.dumps(dict(items)), long_form(claims),
                        cbor2.dumps(legacy_of(claims)),
                        cbor2.dumps({**claims, 6: 1234567890, "text": [1, {2: [3]}], -1: 1.5})]:
            path = write(f"{folder}/made.cbor", sign(name, key, payload))
            result = verdict("--key", pem, "--nonce", nonce.hex(), "--instance-id", instance_id(key.public_key()).hex(),
                             path)
            check(result["valid"] and result["algorithm"] == name and result["nonce"] == nonce.hex(),
                  f"{name}: {result}")
            check([part.get("type") for part in result["components"]] == ["App", None], f"components {result}")
            flip = rng.randrange(8 * len(payload))
            bad = bytearray(payload)
            bad[flip // 8] ^= 1 << flip % 8
            token = cbor2.loads(read(path))
            token.value[2] = bytes(bad)
            result = verdict("--key", pem, write(path, cbor2.dumps(token)))
            check(not result["valid"] and not result["authentic"] and result["reason"] == "bad-signature", f"{result}")
            check("nonce" not in result, "claims of a forged token are not quoted")
    for name, (_, digest) in MACS.items():
        secret = rng.randbytes(hashlib.new(digest).digest_size)
        nonce = rng.randbytes(32)
        file = write(f"{folder}/secret.txt", secret.hex().encode() + b"\n")
        instance = b"\x01" + hashlib.sha256(hashlib.sha256(secret).digest()).digest()
        path = write(f"{folder}/made.cbor", mac(name, secret, cbor2.dumps(claims_of(nonce, instance))))
        check(verdict("--secret", file, "--nonce", nonce.hex(), path)["valid"], name)
        check(verdict("--secret", write(f"{folder}/secret2.txt", b"00" * 32), path)["reason"] == "bad-signature", name)


def unprotected_headers(folder):
    """Key id and certificates may stand in the unprotected header: shown, never believed."""
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    pem = write(f"{folder}/pub.pem", spki(key.public_key()))
    token = cbor2.loads(sign("ES256", key, cbor2.dumps(claims_of(bytes(32), instance_id(key.public_key())))))
    foreign = spki(other.public_key())
    for header in [{}, {4: b"any"}, {33: b"certificate"}, {33: [b"one", foreign]},
                   {4: b"k", 33: [b"one", b"two"], "x": {1: [2]}}]:
        token.value[1] = header
        result = verdict("--key", pem, write(f"{folder}/made.cbor", cbor2.dumps(token)))
        check(result["valid"], f"{header}: {result}")
        check(result.get("unprotected-header") == (cbor2.dumps(header).hex() if header else None),
              f"{header}: {result}")
        shown = psa("token", "verify", "--key", pem, f"{folder}/made.cbor")
        check(("unprotected header" in shown) == bool(header) and ("not signed" in shown) == bool(header), shown)
        # The certificates of a token do not decide who signed it.
        check(verdict("--key", write(f"{folder}/other.pem", foreign), f"{folder}/made.cbor")["reason"]
              == "bad-signature",
              f"{header}: another key")
    for header, reason in [({4: 1}, "header-type"), ({33: 1}, "header-type"), ({33: []}, "header-type"),
                           ({33: [b"one"]}, "header-type"), ({33: [b"one", "two"]}, "header-type"),
                           ({1: -7}, "header-in-both"), ({2: [1]}, "critical-header")]:
        token.value[1] = header
        result = verdict("--key", pem, write(f"{folder}/made.cbor", cbor2.dumps(token)))
        check(not result["valid"] and result["reason"] == reason, f"{header}: {result}")


def faults(folder):
    """Faults under a good signature, each with its own reason, with the claim that it is about, and as the signer's words."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = write(f"{folder}/pub.pem", spki(key.public_key()))
    good = claims_of(bytes(32), instance_id(key.public_key()))

    def component(**change):
        part = {**good[2399][0], **{int(k[1:]): v for k, v in change.items()}}
        return {2399: [good[2399][1], {k: v for k, v in part.items() if v is not None}]}

    rows = [
        ({10: bytes(31)}, "nonce-length", 10), ({10: "x" * 32}, "nonce-type", 10), ({10: None}, "missing-claim", 10),
        ({256: bytes(33)}, "ueid-type", 256), ({256: b"\x01" * 32}, "ueid-length", 256),
        ({265: "psa"}, "unknown-profile", 265),
        ({268: bytes(7)}, "boot-seed-length", 268), ({268: bytes(33)}, "boot-seed-length", 268),
        ({2394: 0}, "client-id-range", 2394), ({2394: 1 << 31}, "client-id-range", 2394),
        ({2394: b""}, "client-id-type", 2394),
        ({2395: 0x3100}, "lifecycle-range", 2395), ({2395: 0x7000}, "lifecycle-range", 2395),
        ({2395: -1}, "lifecycle-type", 2395), ({2396: bytes(33)}, "implementation-id-length", 2396),
        ({2398: "0604565272829"}, "certification-reference-format", 2398), ({2399: []}, "sw-components-empty", 2399),
        ({2399: {}}, "sw-components-type", 2399), ({2400: b"x"}, "vsi-type", 2400),
        (component(_2=bytes(20)), "sw-measurement-length", 2399), (component(_2=None), "sw-missing-measurement", 2399),
        (component(_5=None), "sw-missing-signer", 2399), (component(_5=bytes(33)), "sw-signer-length", 2399),
        (component(_4=1), "sw-version-type", 2399), (component(_1=b"App"), "sw-type-type", 2399),
    ]
    for change, reason, claim in rows:
        claims = {k: v for k, v in {**good, **change}.items() if v is not None}
        result = verdict("--key", pem, write(f"{folder}/bad.cbor", sign("ES256", key, cbor2.dumps(claims))))
        check(result["reason"] == reason and result["claim"] == claim and result["authentic"], f"{change}: {result}")
        check(result.get("component") == (1 if reason.startswith("sw-") and "components" not in reason else None),
              f"{result}")
    untrusted = cbor2.dumps({**good, 2395: 0x2000})
    path = write(f"{folder}/bad.cbor", sign("ES256", key, untrusted))
    check(verdict("--key", pem, path)["reason"] == "lifecycle-untrusted", "life cycle")
    check(verdict("--key", pem, "--any-life-cycle", path)["valid"], "any life cycle")
    detached = cbor2.loads(sign("ES256", key, cbor2.dumps(good)))
    detached.value[2] = None
    check(verdict("--key", pem, write(path, cbor2.dumps(detached)))["reason"] == "detached-payload", "detached")
    check(verdict("--key", pem, write(path, sign("ES256", key, cbor2.dumps(good)) + b"\0"))["reason"]
          == "trailing-bytes",
          "trailing")
    hostile = {**good, 2400: "\x1b]0;x\x07\"\\\u20ac\U0001f600", 2399: [{**good[2399][0], 1: "\x1b[2J"}]}
    result = verdict("--key", pem, write(path, sign("ES256", key, cbor2.dumps(hostile))))
    check(result["verification-service"] == hostile[2400] and result["components"][0]["type"] == "\x1b[2J",
          "texts in JSON")
    for way in [["--json"], ["--diagnostic"], []]:
        out = psa("token", "show", *way, path)
        check(out.isascii() and all(c >= " " or c == "\n" for c in out),
              f"show {way}: control characters reach a terminal")


def made_here(folder):
    """psa token make: decoded there, and equal to what was asked for."""
    for name, (alg, curve, digest, size) in CURVES.items():
        key = ec.generate_private_key(curve)
        pem = write(f"{folder}/key.pem",
                    key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                                          serialization.NoEncryption()))
        path = f"{folder}/t.cbor"
        psa("token", "make", "--key", pem, "--nonce", "05" * 32, "--implementation-id", "06" * 32, "--component",
            f"App,1.0,{'07' * 32},{'08' * 64}", "--component", f",,,{'09' * 32}", "--life-cycle", "0x4012",
            "--client-id",
            "-2147483648", "--without", "boot-seed", "--out", path)
        protected, _, payload, signature = cbor2.loads(read(path)).value
        key.public_key().verify(encode_dss_signature(int.from_bytes(signature[:size], "big"),
                                                     int.from_bytes(signature[size:], "big")),
                                cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(digest))
        claims = cbor2.loads(payload)
        check(cbor2.loads(protected) == {1: alg} and claims == {
            10: b"\5" * 32, 256: instance_id(key.public_key()), 265: PROFILE, 2394: -2147483648, 2395: 0x4012,
            2396: b"\6" * 32, 2399: [{1: "App", 2: b"\x08" * 64, 4: "1.0", 5: b"\7" * 32, 6: "sha-512"},
                                     {2: b"\x09" * 32, 6: "sha-256"}]}, f"{name}: {claims}")
    psa("token", "make", "--key", pem, "--nonce", "0x", "--implementation-id", "00" * 32, status=2)
    psa("token", "make", "--key", pem, "--nonce", "00", "--implementation-id", "00" * 32, "--without", "x", status=2)
    psa("token", "make", "--key", pem, "--nonce", "00", "--implementation-id", "00" * 32, "--component", "a,b,zz,",
        status=2)


def exit_statuses(folder):
    """psa token verify: 0 for a valid token, 1 for a refused one with the reason in words and by name, 2 for wrong usage."""
    token, key = f"{folder}/token.cbor", f"{folder}/iak.pem"
    check(psa("token", "verify", "--key", key, token).startswith("valid: "), "valid")
    write(f"{folder}/cut.cbor", read(token)[:-1])
    write(f"{folder}/empty.cbor", b"")
    refused = [(["--nonce", "00" * 48], token, "nonce-mismatch"), (["--instance-id", "01" + "00" * 32], token,
               "instance-id-mismatch"), ([], f"{folder}/cut.cbor", "truncated"),
               ([], f"{folder}/empty.cbor", "truncated")]
    for options, path, reason in refused:
        run = subprocess.run([PSA, "token", "verify", "--key", key, *options, path], capture_output=True, text=True)
        check(run.returncode == 1 and run.stdout == "" and "refused: " in run.stderr and f"({reason}" in run.stderr,
              f"{options} {path}: {run.returncode} {run.stderr}")
    for options in [[], ["--key", key], [token], ["--key", key, token, token], ["--key", key, "--nonce", "0", token],
                    ["--key", key, "--secret", key, token], ["--key", key, "--instance-id", "00" * 33 + "00", token],
                    ["--key", key, "--no-such-option", token], ["--key"]]:
        run = subprocess.run([PSA, "token", "verify", *options], capture_output=True, text=True)
        check(run.returncode == 2 and run.stdout == "" and run.stderr, f"{options}: {run.returncode} {run.stderr}")
    for options in [["--key", f"{folder}/missing.pem", token], ["--key", key, f"{folder}/missing.cbor"]]:
        run = subprocess.run([PSA, "token", "verify", *options], capture_output=True, text=True)
        check(run.returncode == 1 and "missing" in run.stderr, f"{options}: {run.returncode} {run.stderr}")


def policies(folder):
    """A policy file that is wrong is refused by line, never half taken."""
    hashed = "11" * 32
    for text in ["", "component", "component App signer=00", "component App measurement=xyz",
                 "component App version=v1", "component App version=1.2.x", "component App version=1.2.3.4",
                 "component App version=4294967296", "component App version=1.2 version=1.3",
                 f"component App signer={hashed} signer={hashed}",
                 f"component App measurement={hashed} measurement={hashed}",
                 f"implementation-id {hashed}\nimplementation-id {hashed}\ncomponent App",
                 'component "App', 'component "App"signer', 'component "App\\', 'component "App\\"', 'component "A\\pp"',
                 'component "', 'component "App\ncomponent"',
                 "component App later=1", "life-cycle secure\ncomponent App", "life-cycle\ncomponent App",
                 "implementation-id 00\ncomponent App", "allow all", "component App\0", "# nothing"]:
        path = write(f"{folder}/wrong.txt", text.encode())
        run = subprocess.run([PSA, "token", "verify", "--key", f"{folder}/iak.pem", "--policy", path,
                              f"{folder}/token.cbor"], capture_output=True, text=True)
        check(run.returncode == 1 and run.stderr.count("\n") == 1 and "wrong.txt" in run.stderr,
              f"{text!r}: {run.stderr}")
    path = write(f"{folder}/right.txt", b"# any\r\n\tlife-cycle SECURED NON_PSA_ROT_DEBUG\n\ncomponent * required\n")
    check(verdict("--key", f"{folder}/iak.pem", "--policy", path, f"{folder}/token.cbor")["valid"],
          "a policy for anything")
    path = write(f"{folder}/right.txt", b"life-cycle DECOMMISSIONED\ncomponent *\n")
    check(verdict("--key", f"{folder}/iak.pem", "--policy", path, f"{folder}/token.cbor")["reason"]
          == "policy-lifecycle",
          "a life cycle that the policy does not take")


def policy_types(folder, device_app):
    """Whatever type a component has, the policy that the build gives is read back and means that type alone."""
    policy, token = f"{folder}/typed.txt", f"{folder}/typed.cbor"
    signer, version, value = device_app[5].hex(), device_app[4], device_app[2].hex()
    psa("image", "keygen", "--out", f"{folder}/typed.pem", "--public", f"{folder}/typed-pub.pem")

    def expect(named, made, reason):
        psa("token", "make", "--key", f"{folder}/typed.pem", "--nonce", "11" * 32, "--implementation-id", "ab" * 32,
            "--component", f"{made},{version},{signer},{value}", "--out", token)
        got = verdict("--key", f"{folder}/typed-pub.pem", "--policy", policy, token)
        check(got.get("reason") == reason, f"a policy for {named!r}, a token with {made!r}: {got}")

    for name in ["My App", " App", "App ", "a  b", '"', '"App"', '\\', 'a\\"b c', '" "', "*", "* ", "#", "# App", "Größe",
                 "required", "App required", "ABCDEFGHIJKLMNO", 7 * '" ' + '"']:
        psa("token", "policy", "--image", f"{name}={folder}/app.img", "--out", policy)
        expect(name, name, "valid")
        expect(name, "App", "policy-unknown-component")
    for name in [b"App\nlife-cycle UNKNOWN", b"App\t1", b"App\r", b"\x7f", b"\xff", b"\xc3", b"ABCDEFGHIJKLMNOP", b""]:
        for command in [["policy"], ["corim", "--implementation-id", "ab" * 32]]:
            run = subprocess.run([PSA, "token", *command, "--image", name + f"={folder}/app.img".encode()],
                                 capture_output=True)
            check(run.returncode == 2 and not run.stdout and b"--image" in run.stderr, f"{name}: {run}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        device, public, component = device_token(folder)
        device_csr(folder, device, public)
        device_keys(folder)
        device_mac_keys(folder)
        corim(folder, public, component)
        others_tokens(folder)
        unprotected_headers(folder)
        faults(folder)
        made_here(folder)
        policies(folder)
        policy_types(folder, component)
        exit_statuses(folder)
    print(f"{checks} passed, 0 failed")


main()
