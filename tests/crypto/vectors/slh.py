#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SLH-DSA by the algorithms of FIPS 205 in hashlib, as plainly as they stand there, recursion and all: what the library
is held against. make_slh.py makes and checks the vectors."""
import hashlib
import hmac

# FIPS 205 table 2: n, h, d, h', a, k, m
TABLE = {"128s": (16, 63, 7, 9, 12, 14, 30), "128f": (16, 66, 22, 3, 6, 33, 34),
         "192s": (24, 63, 7, 9, 14, 17, 39), "192f": (24, 66, 22, 3, 8, 33, 42),
         "256s": (32, 64, 8, 8, 14, 22, 47), "256f": (32, 68, 17, 4, 9, 35, 49)}
SETS = [family + "-" + size for family in ("sha2", "shake") for size in TABLE]
WOTS_HASH, WOTS_PK, TREE, FORS_TREE, FORS_ROOTS, WOTS_PRF, FORS_PRF = range(7)
# Crypto API 1.5, table "Hash algorithm OID to use in HashSLH-DSA".
ARC = bytes.fromhex("06096086480165030402")
PREHASHES = {"sha256": (1, lambda m: hashlib.sha256(m).digest()), "sha384": (2, lambda m: hashlib.sha384(m).digest()),
             "sha512": (3, lambda m: hashlib.sha512(m).digest()),
             "sha512_256": (6, lambda m: hashlib.new("sha512_256", m).digest()),
             "sha3_256": (8, lambda m: hashlib.sha3_256(m).digest()),
             "sha3_384": (9, lambda m: hashlib.sha3_384(m).digest()),
             "sha3_512": (10, lambda m: hashlib.sha3_512(m).digest()),
             "shake128_256": (11, lambda m: hashlib.shake_128(m).digest(32)),
             "shake256_512": (12, lambda m: hashlib.shake_256(m).digest(64))}
SM3_OID = bytes.fromhex("06082a811ccf55018378")


def numbers(data, bits, count):
    """Algorithm 4, base_2b."""
    whole = int.from_bytes(data, "big") >> (8 * len(data) - bits * count)
    return [whole >> bits * (count - 1 - i) & (1 << bits) - 1 for i in range(count)]


class Set:
    """The functions of one parameter set. Addresses are tuples: layer, tree, type, three words."""
    def __init__(self, name):
        self.name, (self.family, size) = name, name.split("-")
        self.n, self.h, self.d, self.hp, self.a, self.k, self.m = TABLE[size]
        self.chains = 2 * self.n + 3
        self.size = self.n * (1 + self.k * (1 + self.a) + self.h + self.d * self.chains)

    def seed(self, pk_seed):
        self.pk_seed = pk_seed
        if self.family == "shake":
            self.small = self.large = hashlib.shake_256(pk_seed)
        else:
            self.small = hashlib.sha256(pk_seed + bytes(64 - self.n))
            self.large = self.small if self.n == 16 else hashlib.sha512(pk_seed + bytes(128 - self.n))

    def address(self, adrs):
        layer, tree, kind, *words = adrs
        tail = b"".join(w.to_bytes(4, "big") for w in words)
        if self.family == "shake":
            return layer.to_bytes(4, "big") + tree.to_bytes(12, "big") + kind.to_bytes(4, "big") + tail
        return bytes([layer]) + tree.to_bytes(8, "big") + bytes([kind]) + tail

    def keyed(self, begun, adrs, data):
        state = begun.copy()
        state.update(self.address(adrs) + data)
        return state.digest(self.n) if self.family == "shake" else state.digest()[:self.n]

    def F(self, adrs, data):  # and PRF
        return self.keyed(self.small, adrs, data)

    def H(self, adrs, data):  # and T
        return self.keyed(self.large, adrs, data)

    def message_hash(self):
        return hashlib.sha256 if self.n == 16 else hashlib.sha512

    def PRF_msg(self, sk_prf, opt_rand, message):
        if self.family == "shake":
            return hashlib.shake_256(sk_prf + opt_rand + message).digest(self.n)
        return hmac.new(sk_prf, opt_rand + message, self.message_hash()).digest()[:self.n]

    def H_msg(self, r, pk, message):
        if self.family == "shake":
            return hashlib.shake_256(r + pk + message).digest(self.m)
        seed = r + self.pk_seed + self.message_hash()(r + pk + message).digest()
        out = b"".join(self.message_hash()(seed + i.to_bytes(4, "big")).digest() for i in range(2))
        return out[:self.m]

    # WOTS+
    def chain(self, value, start, steps, layer, tree, pair, i):
        """Algorithm 5. Nearly all time goes here: F with all but the last word of the address made once."""
        begins = self.address((layer, tree, WOTS_HASH, pair, i, 0))[:-4]
        for j in range(start, start + steps):
            state = self.small.copy()
            state.update(begins + j.to_bytes(4, "big") + value)
            value = state.digest(self.n) if self.family == "shake" else state.digest()[:self.n]
        return value

    def wots_secret(self, sk_seed, layer, tree, pair, i):
        return self.F((layer, tree, WOTS_PRF, pair, i, 0), sk_seed)

    def wots_public(self, sk_seed, layer, tree, pair):
        ends = [self.chain(self.wots_secret(sk_seed, layer, tree, pair, i), 0, 15, layer, tree, pair, i)
                for i in range(self.chains)]
        return self.H((layer, tree, WOTS_PK, pair, 0, 0), b"".join(ends))

    def wots_digits(self, message):
        digits = numbers(message, 4, 2 * self.n)
        return digits + numbers((sum(15 - d for d in digits) << 4).to_bytes(2, "big"), 4, 3)

    def wots_sign(self, message, sk_seed, layer, tree, pair):
        return b"".join(self.chain(self.wots_secret(sk_seed, layer, tree, pair, i), 0, d, layer, tree, pair, i)
                        for i, d in enumerate(self.wots_digits(message)))

    def wots_from(self, signature, message, layer, tree, pair):
        ends = [self.chain(signature[i * self.n:(i + 1) * self.n], d, 15 - d, layer, tree, pair, i)
                for i, d in enumerate(self.wots_digits(message))]
        return self.H((layer, tree, WOTS_PK, pair, 0, 0), b"".join(ends))

    # XMSS; nodes are remembered, since signing comes by them again
    def xmss_node(self, sk_seed, i, z, layer, tree):
        key = (sk_seed, i, z, layer, tree)
        if key not in self.nodes:
            if z == 0:
                self.nodes[key] = self.wots_public(sk_seed, layer, tree, i)
            else:
                pair = self.xmss_node(sk_seed, 2 * i, z - 1, layer, tree) + \
                       self.xmss_node(sk_seed, 2 * i + 1, z - 1, layer, tree)
                self.nodes[key] = self.H((layer, tree, TREE, 0, z, i), pair)
        return self.nodes[key]

    def climb(self, node, leaf, path, height, address):
        for j in range(height):
            other = path[j * self.n:(j + 1) * self.n]
            pair = node + other if leaf >> j & 1 == 0 else other + node
            node = self.H(address(j + 1, leaf >> j + 1), pair)
        return node

    # FORS
    def fors_node(self, sk_seed, i, z, tree, pair):
        if z == 0:
            secret = self.F((0, tree, FORS_PRF, pair, 0, i), sk_seed)
            return self.F((0, tree, FORS_TREE, pair, 0, i), secret)
        both = self.fors_node(sk_seed, 2 * i, z - 1, tree, pair) + self.fors_node(sk_seed, 2 * i + 1, z - 1, tree, pair)
        return self.H((0, tree, FORS_TREE, pair, z, i), both)

    def fors_sign(self, digest, sk_seed, tree, pair):
        out = b""
        for i, index in enumerate(numbers(digest, self.a, self.k)):
            out += self.F((0, tree, FORS_PRF, pair, 0, (i << self.a) + index), sk_seed)
            for j in range(self.a):
                out += self.fors_node(sk_seed, (i << self.a - j) + (index >> j ^ 1), j, tree, pair)
        return out

    def fors_from(self, signature, digest, tree, pair):
        roots = b""
        for i, index in enumerate(numbers(digest, self.a, self.k)):
            part = signature[i * (self.a + 1) * self.n:]
            leaf = (i << self.a) + index
            node = self.F((0, tree, FORS_TREE, pair, 0, leaf), part[:self.n])
            roots += self.climb(node, leaf, part[self.n:], self.a, lambda z, j: (0, tree, FORS_TREE, pair, z, j))
        return self.H((0, tree, FORS_ROOTS, pair, 0, 0), roots)

    # SLH-DSA
    def keygen(self, seeds):
        """Algorithm 18: the private key of SK.seed, SK.prf and PK.seed."""
        self.nodes = {}
        self.seed(seeds[2 * self.n:])
        return seeds + self.xmss_node(seeds[:self.n], 0, self.hp, self.d - 1, 0)

    def split(self, digest):
        first = (self.k * self.a + 7) // 8
        middle = first + (self.h - self.hp + 7) // 8
        last = middle + (self.hp + 7) // 8
        return (digest[:first], int.from_bytes(digest[first:middle], "big") % (1 << self.h - self.hp),
                int.from_bytes(digest[middle:last], "big") % (1 << self.hp))

    def sign_internal(self, message, sk, opt_rand):
        """Algorithm 19; opt_rand None: deterministic."""
        n = self.n
        sk_seed, sk_prf, pk = sk[:n], sk[n:2 * n], sk[2 * n:]
        self.nodes = {}
        self.seed(pk[:n])
        r = self.PRF_msg(sk_prf, pk[:n] if opt_rand is None else opt_rand, message)
        digest, tree, leaf = self.split(self.H_msg(r, pk, message))
        out = r + self.fors_sign(digest, sk_seed, tree, leaf)
        value = self.fors_from(out[n:], digest, tree, leaf)
        for layer in range(self.d):
            out += self.wots_sign(value, sk_seed, layer, tree, leaf)
            out += b"".join(self.xmss_node(sk_seed, leaf >> j ^ 1, j, layer, tree) for j in range(self.hp))
            value = self.xmss_node(sk_seed, 0, self.hp, layer, tree)
            leaf, tree = tree % (1 << self.hp), tree >> self.hp
        assert value == pk[n:] and len(out) == self.size
        return out

    def verify_internal(self, message, signature, pk):
        """Algorithm 20."""
        n = self.n
        if len(signature) != self.size:
            return False
        self.seed(pk[:n])
        digest, tree, leaf = self.split(self.H_msg(signature[:n], pk, message))
        value = self.fors_from(signature[n:], digest, tree, leaf)
        part = signature[n * (1 + self.k * (self.a + 1)):]
        for layer in range(self.d):
            value = self.wots_from(part, value, layer, tree, leaf)
            part = part[self.chains * n:]
            value = self.climb(value, leaf, part, self.hp, lambda z, j: (layer, tree, TREE, 0, z, j))
            part = part[self.hp * n:]
            leaf, tree = tree % (1 << self.hp), tree >> self.hp
        return value == pk[n:]


def wrap(message, context=b"", prehash=None):
    """M' of algorithms 22 to 25; prehash is a name of PREHASHES."""
    assert len(context) < 256
    return bytes([0, len(context)]) + context + message if prehash is None else \
        wrap_hash(PREHASHES[prehash][1](message), context, prehash)


def wrap_hash(digest, context, prehash):
    name = SM3_OID if prehash == "sm3" else ARC + bytes([PREHASHES[prehash][0]])
    return bytes([1, len(context)]) + context + name + digest
