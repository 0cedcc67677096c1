#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""J-PAKE by the equations of RFC 8236 and RFC 8235, in integers and hashlib, to hold the vectors against.
usage: make_jpake.py dh                 prints jpake_dh.txt, handshakes over finite fields
       make_jpake.py --check FOLDER     whether every record of jpake.txt and jpake_dh.txt there is a handshake by the
                                        equations: each share that of its secret, each proof one that holds, the key
Neither RFC has vectors over finite fields: that code which finds the published handshake on P-256 right gives these is
what stands for them."""
import hashlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from dh_groups import Field
from make_spake2p import Weierstrass, multiply, records

KNOWN = {}


class Curve(Weierstrass):
    def times(self, k, a):
        return multiply(self, k % self.n, a)

    def decode(self, data):
        x, y = (int.from_bytes(data[i:i + self.size], "big") for i in (1, 1 + self.size))
        assert data[0] == 4 and (y * y - x**3 - self.a * x - self.b) % self.p == 0
        return x, y


def group_of(record):
    name = record.get("family"), int(record.get("bits", 256))
    if name not in KNOWN:
        KNOWN[name] = Field(*name) if name[0] else Curve(256, "")
    return KNOWN[name]


def challenge(group, record, generator, v, x, name):
    items = [group.encode(generator), group.encode(v), group.encode(x), bytes.fromhex(name)]
    data = b"".join(len(item).to_bytes(4, "big") + item for item in items)
    return int.from_bytes(getattr(hashlib, record.get("hash", "sha256"))(data).digest(), "big") % group.n


def prove(group, record, generator, x, v, name):
    """Share, commitment and proof of a secret x."""
    share, commitment = group.times(x, generator), group.times(v, generator)
    r = (v - x * challenge(group, record, generator, commitment, share, name)) % group.n
    return group.encode(share) + group.encode(commitment) + r.to_bytes(group.size, "big")


def holds(group, record, generator, message, name):
    """The share of a message whose proof holds."""
    n = len(group.encode(group.base))
    share, v = group.decode(message[:n]), group.decode(message[n:2 * n])
    r = int.from_bytes(message[2 * n:], "big")
    c = challenge(group, record, generator, v, share, name)
    assert v == group.add(group.times(r, generator), group.times(c, share)), "a proof does not hold"
    return share


def halves(message):
    return message[:len(message) // 2], message[len(message) // 2:]


def check(record):
    group, raw = group_of(record), lambda name: bytes.fromhex(record[name])
    g1, g2 = (holds(group, record, group.base, m, record["client_id"]) for m in halves(raw("client_one")))
    g3, g4 = (holds(group, record, group.base, m, record["server_id"]) for m in halves(raw("server_one")))
    x2, x4, s = (int.from_bytes(raw(name), "big") % group.n for name in ("x2", "x4", "password"))
    assert g2 == group.times(x2, group.base) and g4 == group.times(x4, group.base)
    for_a, for_b = group.add(group.add(g1, g3), g4), group.add(group.add(g1, g2), g3)
    a = holds(group, record, for_a, raw("client_two"), record["client_id"])
    b = holds(group, record, for_b, raw("server_two"), record["server_id"])
    assert a == group.times(x2 * s, for_a) and b == group.times(x4 * s, for_b)
    by_client = group.times(x2, group.add(b, group.times(-x2 * s, g4)))
    by_server = group.times(x4, group.add(a, group.times(-x4 * s, g2)))
    assert by_client == by_server and group.encode(by_client) == raw("shared")


def drawn(group, label):
    return int.from_bytes(hashlib.shake_256(label.encode()).digest(group.size + 16), "big") % (group.n - 1) + 1


def dh():
    for family, bits, hash_, password, last in (("7919", 2048, "sha256", b"secret".hex(), False),
                                                ("3526", 3072, "sha512", b"another secret".hex(), True)):
        record = {"family": family, "bits": str(bits), "hash": hash_, "password": password,
                  "client_id": b"client".hex(), "server_id": b"server".hex()}
        group = group_of(record)
        x1, x2, x3, x4, *v = (drawn(group, f"{family} {bits} {i}") for i in range(10))
        if last: # the ends of the range
            x2, x4 = group.n - 1, 1
        one = lambda xs, vs, name: b"".join(prove(group, record, group.base, x, w, name) for x, w in zip(xs, vs))
        record.update(x2=x2.to_bytes(group.size, "big").hex(), x4=x4.to_bytes(group.size, "big").hex(),
                      client_one=one((x1, x2), v[:2], record["client_id"]).hex(),
                      server_one=one((x3, x4), v[2:4], record["server_id"]).hex())
        s = int(password, 16) % group.n
        total = lambda *xs: group.times(sum(xs), group.base)
        for_a, for_b = total(x1, x3, x4), total(x1, x2, x3)
        record["client_two"] = prove(group, record, for_a, x2 * s % group.n, v[4], record["client_id"]).hex()
        record["server_two"] = prove(group, record, for_b, x4 * s % group.n, v[5], record["server_id"]).hex()
        record["shared"] = group.encode(group.times(x2 * s % group.n * x4 % group.n * (x1 + x3) % group.n,
                                                    group.base)).hex()
        check(record)
        yield record


if __name__ == "__main__":
    if sys.argv[1:] == ["dh"]:
        print("# J-PAKE over finite fields (RFC 8236 section 2), made by make_jpake.py. A round is share, public key"
              " of the proof and\n# proof, once or twice; elements and numbers are as long as p.\n")
        print("\n\n".join("\n".join(f"{name} = {value}" for name, value in one.items()) for one in dh()))
    elif len(sys.argv) == 3 and sys.argv[1] == "--check":
        count = 0
        for file in ("jpake.txt", "jpake_dh.txt"):
            for one in records(f"{sys.argv[2]}/{file}"):
                check(one)
                count += 1
        assert count == 3
        print(f"{count} records")
    else:
        sys.exit(__doc__)
