#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Vectors of SLH-DSA, by the model of slh.py.
usage: make_slh.py FOLDER                writes slh_dsa.txt and slh_dsa_s.txt there
       make_slh.py --check FOLDER [s]    whether the model comes to what others made (slh_dsa_reference.txt, slh_dsa_keys.txt
                                         and PREHASHED below) and to every record of slh_dsa.txt; with "s", those of the
                                         small parameter sets and slh_dsa_s.txt, which take a minute"""
import hashlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import slh

HEAD = """\
# {title}, made by make_slh.py after FIPS 205.
# private: SK.seed, SK.prf, PK.seed, PK.root. prehash: of HashSLH-DSA. random: of a hedged signature. digest: SHA-256 of
# the signature, which is there itself where it is small.
"""
# The hash of "abc" from SM3's standard, which is brought along.
SM3 = {"set": "sha2-128f", "hash": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", "prehash": "sm3",
       "private": hashlib.shake_256(b"TEST key of sha2-128f").digest(48).hex()}
ACVP = {"set": "sha2-128f", "message": "3f",
        "private": "d5213ba4bb6470f1b9eda88cbc94e6277a58a951ef7f2b81461dbac41b5a6b83"
        "fa495fb834defea7cc96a81309479135a67029e90668c5a58b96e60111491f3d",
        "begins": "bd40e6d66893f38d5c5fad99e4885329925bb207d49e62bcb9b1c4685154a8b32e58b70c7aed0e28507f31b49ec7ed6e"
                  "d6dcb8db2da90fe938994d75c80e6712", "source": "ACVP-Server, SLH-DSA-sigGen-FIPS205"}


# BoringSSL's vector of HashSLH-DSA with SHA-256 (slhdsa_prehash.txt; the hash is the input): the randomiser of its
# signature, and the secret behind it, which the whole of M' chooses.
PREHASHED = ("sha2-128s", "14c784af6edaf2e5cc39d91372c41a8e8dbeb9e1dc9b857f1d2e8930e7fc4003"
             "747bb3e0f99d24de5623c86573a74351add397ae48d7032edc4279133dc17b47",
             "1f7ddf1b9acf7a5fec3a58749e7c1a96ab70eccf5f5de7b8aa2580189f2a62d5",
             "01020304", "1dcc9a3a8b41e62cdda98ae5da1511f2", "073090b3ba7b5604ce1bccec1708dd8e")


def drawn(label, size):
    return hashlib.shake_256(label.encode()).digest(size)


def run(record):
    """What the model says of a record: private, signature."""
    one = slh.Set(record["set"])
    get = lambda name: bytes.fromhex(record.get(name, ""))
    private = one.keygen(get("private")[:3 * one.n])
    wrapped = slh.wrap_hash(get("hash"), get("context"), record["prehash"]) if "hash" in record else \
        slh.wrap(get("message"), get("context"), record.get("prehash"))
    signature = one.sign_internal(wrapped, private, get("random") if "random" in record else None)
    assert one.verify_internal(wrapped, signature, private[2 * one.n:])
    assert not one.verify_internal(wrapped + b"\0", signature, private[2 * one.n:])
    return private, signature


def inputs(small):
    """Of each parameter set a message with a context, deterministic; a hash of one, hedged; of the fast ones of 128 bits
    also every hash function and the longest context."""
    prehashes = list(slh.PREHASHES)
    for i, name in enumerate(slh.SETS):
        if (name[-1] == "s") != small:
            continue
        n = slh.Set(name).n
        label = f"TEST key of {name}"
        key = {"set": name, "private": drawn(label, 3 * n).hex()}
        yield dict(key, message=drawn(label + " message", 40 + i).hex(), context=b"context".hex())
        yield dict(key, message=b"message".hex(), random=drawn(label + " random", n).hex(),
                   prehash="sha512" if n > 16 else "sha256")
        if not small and n == 16:
            yield dict(key, message="", context=drawn("longest", 255).hex())
            for prehash in prehashes:
                yield dict(key, message=drawn(prehash, 200).hex(), context="00", prehash=prehash)


def make(folder):
    for file, small, title in (("slh_dsa.txt", False, "SLH-DSA, fast parameter sets"),
                               ("slh_dsa_s.txt", True, "SLH-DSA, small parameter sets")):
        blocks = []
        for record in ([] if small else [ACVP, SM3]) + list(inputs(small)):
            private, signature = run(record)
            record = dict(record, private=private.hex(), digest=hashlib.sha256(signature).hexdigest())
            if len(signature) < 8000 and "random" not in record:
                record["signature"] = signature.hex()
            blocks.append("\n".join(f"{name} = {value}".rstrip() for name, value in record.items()))
        with open(f"{folder}/{file}", "w", encoding="utf-8") as out:
            out.write(HEAD.format(title=title) + "\n" + "\n\n".join(blocks) + "\n")


def records(path):
    with open(path, encoding="utf-8") as file:
        text = "\n".join(line for line in file.read().split("\n") if not line.startswith("#"))
    for block in text.split("\n\n"):
        lines = [line.split(" =", 1) for line in block.strip().split("\n") if line]
        if lines:
            yield {name.strip(): value.strip() for name, value in lines}


def prehashed():
    name, sk, digest, context, r, secret = PREHASHED[:1] + tuple(bytes.fromhex(x) for x in PREHASHED[1:])
    one = slh.Set(name)
    one.seed(sk[32:48])
    wrapped = slh.wrap_hash(digest, context, "sha256")
    chosen, tree, leaf = one.split(one.H_msg(r, sk[32:], wrapped))
    return one.F((0, tree, slh.FORS_PRF, leaf, 0, slh.numbers(chosen, one.a, one.k)[0]), sk[:16]) == secret


def check(folder, small):
    count, bad = 0, not prehashed()
    for record in records(f"{folder}/slh_dsa_reference.txt"):
        if (record["set"][-1] == "s") != small:
            continue
        one, sk = slh.Set(record["set"]), bytes.fromhex(record["private"])
        made = one.keygen(sk[:3 * one.n])
        signature = one.sign_internal(bytes.fromhex(record["message"]), sk, bytes.fromhex(record["random"]))
        digest = (hashlib.sha256 if one.family == "sha2" else hashlib.sha3_256)(signature).hexdigest()
        count += 1
        bad += made != sk or digest != record["digest"]
    for record in records(f"{folder}/slh_dsa_keys.txt"):
        if (record["set"][-1] == "s") == small:
            private = bytes.fromhex(record["private"])
            count += 1
            bad += slh.Set(record["set"]).keygen(private[:48]) != private
    for record in records(f"{folder}/slh_dsa_s.txt" if small else f"{folder}/slh_dsa.txt"):
        private, signature = run(record)
        count += 1
        bad += private.hex() != record["private"] or hashlib.sha256(signature).hexdigest() != record["digest"] or \
            not signature.hex().startswith(record.get("begins", "")) or \
            record.get("signature", signature.hex()) != signature.hex()
    print(f"{count} records, {bad} differ")
    return bad != 0 or count != (20 if small else 42)


if __name__ == "__main__":
    if len(sys.argv) == 2 and not sys.argv[1].startswith("-"):
        make(sys.argv[1])
    elif len(sys.argv) in (3, 4) and sys.argv[1] == "--check" and sys.argv[3:] in ([], ["s"]):
        sys.exit(check(sys.argv[2], sys.argv[3:] == ["s"]))
    else:
        sys.exit(__doc__)
