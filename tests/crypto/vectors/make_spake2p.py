#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SPAKE2+ by the equations of RFC 9383, in integers and hashlib, to hold the vectors against.
usage: make_spake2p.py edwards           prints the records on Edwards25519 of spake2p.txt and spake2p_keys.txt
       make_spake2p.py --check FOLDER    whether every record of the two files there is what the equations give, those
                                         that RFC 9383 publishes among them; M and N come from their seeds (appendix B)
RFC 9383 has no vector on Edwards25519: that code which reproduces its others gives these is what stands for them."""
import hashlib
import hmac
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from make_edge import CURVES

P25519 = 2**255 - 19
D = -121665 * pow(121666, -1, P25519) % P25519


class Weierstrass:
    """Affine points as pairs, None the neutral one; scalars big-endian (RFC 9383 appendix C)."""
    cofactor, order_name = 1, "big"

    def __init__(self, bits, oid):
        self.bits, self.p, self.a, self.b, gx, gy, self.n = next(c[1:] for c in CURVES if c[:2] == (0x12, bits))
        self.base, self.size, self.seed = (gx, gy), (bits + 7) // 8, oid

    def add(self, a, b):
        if a is None or b is None:
            return b if a is None else a
        if a[0] == b[0] and (a[1] + b[1]) % self.p == 0:
            return None
        if a == b:
            slope = (3 * a[0] * a[0] + self.a) * pow(2 * a[1], -1, self.p)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.p)
        x = (slope * slope - a[0] - b[0]) % self.p
        return x, (slope * (a[0] - x) - a[1]) % self.p

    def encode(self, a):
        return b"\x04" + a[0].to_bytes(self.size, "big") + a[1].to_bytes(self.size, "big")

    def hashed(self, blocks):
        """The point of appendix B for these bytes, or None."""
        x = int.from_bytes(blocks[1:], "big")
        square = (x**3 + self.a * x + self.b) % self.p
        y = pow(square, (self.p + 1) // 4, self.p)
        if x >= self.p or y * y % self.p != square:
            return None
        return x, y if y & 1 == blocks[0] & 1 else self.p - y


class Edwards25519:
    """RFC 8032 section 5.1; scalars little-endian."""
    bits, n, size, cofactor, order_name = 255, 2**252 + 27742317777372353535851937790883648493, 32, 8, "little"
    seed = "edwards25519"

    def __init__(self):
        self.base = self.decode((4 * pow(5, -1, P25519) % P25519).to_bytes(32, "little"))

    def add(self, a, b):
        a, b = a or (0, 1), b or (0, 1)
        t = D * a[0] * a[1] * b[0] * b[1] % P25519
        sum_ = ((a[0] * b[1] + a[1] * b[0]) * pow(1 + t, -1, P25519) % P25519,
                (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, P25519) % P25519)
        return None if sum_ == (0, 1) else sum_

    def encode(self, a):
        return (a[1] | (a[0] & 1) << 255).to_bytes(32, "little")

    def decode(self, data):
        y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
        if y >= P25519:
            return None
        square = (y * y - 1) * pow(D * y * y + 1, -1, P25519) % P25519
        x = pow(square, (P25519 + 3) // 8, P25519)
        if x * x % P25519 != square:
            x = x * pow(2, (P25519 - 1) // 4, P25519) % P25519
        if x * x % P25519 != square or (x == 0 and sign):
            return None
        return x if x & 1 == sign else P25519 - x, y

    def hashed(self, blocks):
        point = self.decode(blocks)
        return point if point and multiply(self, self.n, point) is None else None


def multiply(group, k, point):
    result = None
    for bit in bin(k)[2:]:
        result = group.add(result, result)
        if bit == "1":
            result = group.add(result, point)
    return result


def negative(group, point):
    return (point[0], group.p - point[1]) if isinstance(group, Weierstrass) else (P25519 - point[0], point[1])


def seeded(group, letter):
    """M or N: the first block of the chain of hashes that is a point of the group (appendix B)."""
    size = group.size + (group.cofactor == 1)
    block, blocks = f"{group.seed} point generation seed ({letter})".encode(), b""
    while True:
        while len(blocks) < size:
            block = hashlib.sha256(block).digest()
            blocks += block
        point = group.hashed(blocks[:size])
        if point:
            return point
        blocks = blocks[32:]


GROUPS = {g.bits: g for g in (Weierstrass(256, "1.2.840.10045.3.1.7"), Weierstrass(384, "1.3.132.0.34"),
                              Weierstrass(521, "1.3.132.0.35"), Edwards25519())}


def hkdf(hash_, key, info, size):
    prk, out, block, i = hmac.new(bytes(hash_().digest_size), key, hash_).digest(), b"", b"", 1
    while len(out) < size:
        block = hmac.new(prk, block + info + bytes([i]), hash_).digest()
        out, i = out + block, i + 1
    return out[:size]


def cmac(key, data):
    from cryptography.hazmat.primitives import cmac as cryptography_cmac
    from cryptography.hazmat.primitives.ciphers import algorithms
    c = cryptography_cmac.CMAC(algorithms.AES(key))
    c.update(data)
    return c.finalize()


def run(record):
    """record, shares, confirms and shared of the inputs of a record (RFC 9383 sections 3.2 to 3.4)."""
    group, hash_ = GROUPS[int(record["bits"])], getattr(hashlib, record["hash"])
    scalar = lambda data: int.from_bytes(data, group.order_name)
    halves = lambda name: [scalar(bytes.fromhex(record[name])[i * group.size:(i + 1) * group.size]) for i in (0, 1)]
    (w0, w1), (x, y) = halves("w"), halves("secrets")
    m, n = (seeded(group, letter) for letter in "MN")
    w0_m, w0_n = multiply(group, w0, m), multiply(group, w0, n)
    share_p = group.add(multiply(group, x, group.base), w0_m)
    share_v = group.add(multiply(group, y, group.base), w0_n)
    record_l = multiply(group, w1, group.base)
    bare_v, bare_p = group.add(share_v, negative(group, w0_n)), group.add(share_p, negative(group, w0_m))
    z, v = multiply(group, group.cofactor * x, bare_v), multiply(group, group.cofactor * w1, bare_v)
    assert z == multiply(group, group.cofactor * y, bare_p)
    assert v == multiply(group, group.cofactor * y, record_l)

    w0_bytes = w0.to_bytes(group.size, group.order_name)
    items = [bytes.fromhex(record["context"])] if "context" in record else []
    items += [bytes.fromhex(record["prover"]), bytes.fromhex(record["verifier"])]
    items += [group.encode(point) for point in (m, n, share_p, share_v, z, v)] + [w0_bytes]
    k_main = hash_(b"".join(len(item).to_bytes(8, "little") + item for item in items)).digest()
    size, matter = len(k_main), record["variant"] == "matter"
    if matter: # draft 02: Ka || Ke
        k_main, shared = k_main[:size // 2], k_main[size // 2:]
    else:
        shared = hkdf(hash_, k_main, b"SharedKey", size)
    key_size = size if record["variant"] == "hmac" else 16
    keys = hkdf(hash_, k_main, b"ConfirmationKeys", 2 * key_size)
    mac = cmac if record["variant"] == "cmac" else lambda key, data: hmac.new(key, data, hash_).digest()
    confirms = mac(keys[:key_size], group.encode(share_v)) + mac(keys[key_size:], group.encode(share_p))
    return {"record": w0_bytes + group.encode(record_l), "shares": group.encode(share_p) + group.encode(share_v),
            "confirms": confirms, "shared": shared}


def derived(bits):
    """The pair of spake2p_keys.txt: w0s and w1s are big-endian numbers."""
    group = GROUPS[bits]
    half = group.size + 8
    out = hkdf(hashlib.sha256, b"\x01" + bytes(31), b"", 2 * half)
    return b"".join((int.from_bytes(out[i:i + half], "big") % group.n).to_bytes(group.size, group.order_name)
                    for i in (0, half))


def drawn(label):
    return int.from_bytes(hashlib.sha512(label.encode()).digest(), "little") % Edwards25519.n


def edwards():
    """The inputs of the records on Edwards25519: drawn ones, without a context, and the ends of the range."""
    last = Edwards25519.n - 1
    one, two = ([drawn(f"{test} {name}") for name in ("w0", "w1", "x", "y")] for test in ("TEST", "TEST 2"))
    sets = (("5350414b45322b2d656477617264733235353139", b"client", b"server", *one), (None, b"", b"", *two),
            ("", b"client", b"", last, 1, last, last))
    for context, prover, verifier, *numbers in sets:
        data = b"".join(k.to_bytes(32, "little") for k in numbers)
        record = {"bits": "255", "variant": "hmac", "hash": "sha256"}
        if context is not None:
            record["context"] = context
        record.update(prover=prover.hex(), verifier=verifier.hex(), w=data[:64].hex())
        made = run(dict(record, secrets=data[64:].hex()))
        yield dict(record, record=made["record"].hex(), secrets=data[64:].hex(),
                   **{name: made[name].hex() for name in ("shares", "confirms", "shared")})


def records(path):
    with open(path, encoding="utf-8") as file:
        text = "\n".join(line for line in file.read().split("\n") if not line.startswith("#"))
    for block in text.split("\n\n"):
        lines = [line.split(" =", 1) for line in block.strip().split("\n") if line]
        if lines:
            yield {name.strip(): value.strip() for name, value in lines}


def check(folder):
    count = bad = 0
    for record in records(f"{folder}/spake2p.txt"):
        count += 1
        for name, value in run(record).items():
            if record[name] != value.hex():
                print(f"spake2p.txt, record {count}: {name} is {value.hex()}")
                bad += 1
    for record in records(f"{folder}/spake2p_keys.txt"):
        count += 1
        if record["pair"] != derived(int(record["bits"])).hex():
            print(f"spake2p_keys.txt, {record['bits']} bits: {derived(int(record['bits'])).hex()}")
            bad += 1
    print(f"{count} records, {bad} values differ")
    return bad != 0 or count < 18


if __name__ == "__main__":
    if sys.argv[1:] == ["edwards"]:
        for one in edwards():
            print("\n".join(f"{name} = {value}".rstrip() for name, value in one.items()) + "\n")
        print(f"bits = 255\npair = {derived(255).hex()}")
    elif len(sys.argv) == 3 and sys.argv[1] == "--check":
        sys.exit(check(sys.argv[2]))
    else:
        sys.exit(__doc__)
