#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Edge vectors in the spirit of Wycheproof: values at which implementations of ECDSA, ECDH and AEADs went wrong.
usage: make_edge.py ecdsa|ecdh|aead      prints that file
       make_edge.py --check FOLDER       whether edge_*.txt there are what this makes
Everything comes from integers computed here, no randomness. Where python3-cryptography has the algorithm it has to come
to the same verdict, or nothing is printed."""
import hashlib
import os
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

# PSA family and bits, p, a, b, Gx, Gy, n: SEC 2 and RFC 5639.
CURVES = [
    (0x12, 192,
     0xfffffffffffffffffffffffffffffffeffffffffffffffff,
     0xfffffffffffffffffffffffffffffffefffffffffffffffc,
     0x64210519e59c80e70fa7e9ab72243049feb8deecc146b9b1,
     0x188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012,
     0x7192b95ffc8da78631011ed6b24cdd573f977a11e794811,
     0xffffffffffffffffffffffff99def836146bc9b1b4d22831),
    (0x12, 224,
     0xffffffffffffffffffffffffffffffff000000000000000000000001,
     0xfffffffffffffffffffffffffffffffefffffffffffffffffffffffe,
     0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4,
     0xb70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21,
     0xbd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34,
     0xffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d),
    (0x12, 256,
     0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff,
     0xffffffff00000001000000000000000000000000fffffffffffffffffffffffc,
     0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b,
     0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5,
     0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551),
    (0x12, 384,
     0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff,
     0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc,
     0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef,
     0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7,
     0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f,
     0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973),
    (0x12, 521,
     0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,
     0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc,
     0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00,
     0xc6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66,
     0x11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650,
     0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409),
    (0x17, 192,
     0xfffffffffffffffffffffffffffffffffffffffeffffee37,
     0x0,
     0x3,
     0xdb4ff10ec057e9ae26b07d0280b7f4341da5d1b1eae06c7d,
     0x9b2f2f6d9c5628a7844163d015be86344082aa88d95e2f9d,
     0xfffffffffffffffffffffffe26f2fc170f69466a74defd8d),
    (0x17, 225,
     0xfffffffffffffffffffffffffffffffffffffffffffffffeffffe56d,
     0x0,
     0x5,
     0xa1455b334df099df30fc28a169a467e9e47075a90f7e650eb6b7a45c,
     0x7e089fed7fba344282cafbd6f7e319f7c0b0bd59e2ca4bdb556d61a5,
     0x10000000000000000000000000001dce8d2ec6184caf0a971769fb1f7),
    (0x17, 256,
     0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f,
     0x0,
     0x7,
     0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798,
     0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8,
     0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141),
    (0x30, 256,
     0xa9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377,
     0x7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9,
     0x26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6,
     0x8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262,
     0x547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997,
     0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7),
    (0x30, 384,
     0x8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53,
     0x7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826,
     0x4a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62e880ea53eeb62d57cb4390295dbc9943ab78696fa504c11,
     0x1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e,
     0x8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315,
     0x8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565),
    (0x30, 512,
     0xaadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3,
     0x7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca,
     0x3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723,
     0x81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822,
     0x7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892,
     0xaadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069),
]
OTHERS = {(0x12, 192): ec.SECP192R1, (0x12, 224): ec.SECP224R1, (0x12, 256): ec.SECP256R1, (0x12, 384): ec.SECP384R1,
          (0x12, 521): ec.SECP521R1, (0x17, 256): ec.SECP256K1, (0x30, 256): ec.BrainpoolP256R1,
          (0x30, 384): ec.BrainpoolP384R1, (0x30, 512): ec.BrainpoolP512R1}
HASHES = {"sha224": hashes.SHA224, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}
NOTE = "family (hex) and bits are those of PSA; - is empty.\n"


class Curve:
    """Points are pairs; None is the one at infinity."""

    def __init__(self, family, bits, p, a, b, gx, gy, n):
        self.family, self.bits, self.p, self.a, self.b, self.g, self.n = family, bits, p, a, b, (gx, gy), n
        self.size, self.order_size = (p.bit_length() + 7) // 8, (n.bit_length() + 7) // 8
        self.other = OTHERS.get((family, bits))

    def has(self, point):
        return (point[1] ** 2 - point[0] ** 3 - self.a * point[0] - self.b) % self.p == 0

    def negative(self, point):
        return None if point is None else (point[0], -point[1] % self.p)

    def add(self, one, two):
        if one is None or two is None:
            return two if one is None else one
        if one[0] == two[0]:
            if one[1] != two[1] or one[1] == 0:
                return None
            slope = (3 * one[0] ** 2 + self.a) * pow(2 * one[1], -1, self.p)
        else:
            slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, self.p)
        x = (slope ** 2 - one[0] - two[0]) % self.p
        return x, (slope * (one[0] - x) - one[1]) % self.p

    def times(self, k, point=None):
        point, total = point or self.g, None
        for bit in bin(k % self.n)[2:]:
            total = self.add(total, total)
            if bit == "1":
                total = self.add(total, point)
        return total

    def root(self, square):
        """Tonelli and Shanks; None: there is none."""
        p = self.p
        if square % p == 0:
            return 0
        if pow(square, (p - 1) // 2, p) != 1:
            return None
        odd, twos = p - 1, 0
        while odd % 2 == 0:
            odd, twos = odd // 2, twos + 1
        z = next(z for z in range(2, 1000) if pow(z, (p - 1) // 2, p) == p - 1)
        c, root, t = pow(z, odd, p), pow(square, (odd + 1) // 2, p), pow(square, odd, p)
        while t != 1:
            i, power = 0, t
            while power != 1:
                i, power = i + 1, power * power % p
            step = pow(c, 1 << (twos - i - 1), p)
            twos, c, root = i, step * step % p, root * step % p
            t = t * c % p
        return root

    def lift(self, x):
        """A point with this x, or None."""
        y = self.root(x ** 3 + self.a * x + self.b)
        return None if y is None else (x, y)

    def encode(self, point):
        return b"\4" + point[0].to_bytes(self.size, "big") + point[1].to_bytes(self.size, "big")

    def seed(self, word):
        """A scalar that anybody can make again."""
        text = f"libpsa {self.family} {self.bits} {word}".encode()
        return int.from_bytes(hashlib.shake_256(text).digest(self.order_size + 8), "big") % (self.n - 1) + 1

    def digest_number(self, digest):
        number, extra = int.from_bytes(digest, "big"), 8 * len(digest) - self.n.bit_length()
        return (number >> extra if extra > 0 else number) % self.n


def show(**fields):
    for name, value in fields.items():
        print(f"{name} = {value.hex() if isinstance(value, bytes) else value}")
    print()


# ---------------------------------------------------------------------------------------------------------------- ECDSA
def verifies(curve, public, digest, r, s):
    """FIPS 186-5 section 6.4.2."""
    if not (0 < r < curve.n and 0 < s < curve.n):
        return False
    inverse, e = pow(s, -1, curve.n), curve.digest_number(digest)
    point = curve.add(curve.times(e * inverse) if e else None, curve.times(r * inverse, public))
    return point is not None and point[0] % curve.n == r


def another_says(curve, public, name, digest, r, s):
    """The verdict of python3-cryptography, None where it does not take the curve or the hash."""
    if not curve.other or name == "sha1":
        return None
    key = ec.EllipticCurvePublicNumbers(*public, curve.other()).public_key()
    try:
        key.verify(utils.encode_dss_signature(r, s), digest, ec.ECDSA(utils.Prehashed(HASHES[name]())))
        return True
    except InvalidSignature:
        return False


def ecdsa_case(curve, note, public, name, digest, r, s, raw=None):
    """One record. `raw`: the bytes of the signature, where they are not those of r and s."""
    size = curve.order_size
    good = raw is None and verifies(curve, public, digest, r, s)
    if raw is None:
        other = another_says(curve, public, name, digest, r, s)
        assert other in (None, good), (curve.family, curve.bits, note)
        raw = r.to_bytes(size, "big") + s.to_bytes(size, "big")
    show(family=f"{curve.family:x}", bits=curve.bits, note=note, hash=name, public=curve.encode(public), digest=digest,
         signature=raw or "-", result="valid" if good else "invalid")
    return good


def sign(curve, private, digest, k):
    r = curve.times(k)[0] % curve.n
    return r, pow(k, -1, curve.n) * (curve.digest_number(digest) + r * private) % curve.n


def key_for(curve, digest, point, r, s):
    """The key under which (r, s) is good for the digest, with this point as the commitment."""
    inverse, e = pow(r, -1, curve.n), curve.digest_number(digest)
    return curve.add(curve.times(s * inverse, point), curve.times(-e * inverse) if e else None)


def ecdsa_of(curve):
    n, size = curve.n, curve.order_size
    digest = hashlib.sha256(b"edge").digest()
    e, private = curve.digest_number(digest), curve.seed("key")
    public = curve.times(private)
    r, s = sign(curve, private, digest, curve.seed("k"))

    def case(note, r, s, public=public, digest=digest, name="sha256", raw=None, good=False):
        assert ecdsa_case(curve, note, public, name, digest, r, s, raw) == good, note

    case("good", r, s, good=True)
    case("s_negated", r, n - s, good=True)
    case("r_negated", n - r, s)
    for note, other in (("0", 0), ("1", 1), ("n_minus_1", n - 1), ("n", n), ("n_plus_1", n + 1), ("p", curve.p),
                        ("ones", 256 ** size - 1)):
        if other < 256 ** size:
            case("r_" + note, other, s)
            case("s_" + note, r, other)
            case("both_" + note, other, other)
    for note, one, two in (("r_plus_n", r + n, s), ("s_plus_n", r, s + n)):
        if max(one, two) < 256 ** size:
            case(note, one, two)
    case("r_0_s_n", 0, n)
    whole = r.to_bytes(size, "big") + s.to_bytes(size, "big")
    for note, raw in (("cut", whole[:-1]), ("byte_behind", whole + b"\0"), ("byte_before", b"\0" + whole),
                      ("empty", b""), ("swapped", whole[size:] + whole[:size]),
                      ("der", utils.encode_dss_signature(r, s)),
                      ("only_r", whole[:size])):
        case(note, 0, 0, raw=raw)
    # Keys at the ends of the range.
    for note, key in (("key_1", 1), ("key_2", 2), ("key_n_minus_1", n - 1), ("key_half", (n + 1) // 2)):
        case(note, *sign(curve, key, digest, curve.seed("k")), public=curve.times(key), good=True)
    # s at the ends; r that is the x of a point beyond n, whose reduction a compare without it would miss.
    point = curve.times(curve.seed("point"))
    for note, one in (("s_is_1", 1), ("s_is_2", 2), ("s_is_n_minus_1", n - 1),
                      ("s_is_power", 1 << (n.bit_length() - 2))):
        case(note, point[0] % n, one, public=key_for(curve, digest, point, point[0] % n, one), good=True)
    if n < curve.p:
        point = next(found for found in map(curve.lift, range(n + 1, curve.p)) if found)
        other = key_for(curve, digest, point, point[0] - n, s)
        case("x_beyond_n", point[0] - n, s, public=other, good=True)
    for small in range(1, 40):  # the smallest r there is
        point = curve.lift(small)
        if point:
            case("r_small", small, s, public=key_for(curve, digest, point, small, s), good=True)
            break
    # u1 G = u2 Q, which has to be a doubling; u1 G = -u2 Q, whose sum has no x.
    t = curve.seed("t")
    double_r, double_s = curve.times(2 * t)[0] % n, e * pow(t, -1, n) % n
    case("doubling", double_r, double_s, public=curve.times(e * pow(double_r, -1, n)), good=True)
    case("infinity", r, s, public=curve.times(-e * pow(r, -1, n)))
    # Digests: zero and n (u1 = 0), all ones, shorter and longer than n.
    for note, value in (("digest_zero", bytes(32)), ("digest_ones", b"\xff" * 32)):
        case(note, *sign(curve, private, value, curve.seed(note)), digest=value, good=True)
    if size == 32:
        value = n.to_bytes(32, "big")
        case("digest_n", *sign(curve, private, value, curve.seed("kn")), digest=value, good=True)
    for name in ("sha1", "sha224", "sha384", "sha512"):
        value = hashlib.new(name, b"edge").digest()
        one, two = sign(curve, private, value, curve.seed(name))
        case("of_" + name, one, two, digest=value, name=name, good=True)
        last, first = bytearray(value), bytearray(value)
        last[-1] ^= 1
        first[0] ^= 0x80
        cut = 8 * len(value) > n.bit_length()  # the last bit is not looked at
        case("last_bit_of_" + name, one, two, digest=bytes(last), name=name, good=cut)
        case("first_bit_of_" + name, one, two, digest=bytes(first), name=name)


def make_ecdsa():
    print("# ECDSA verification at its edges, made by make_edge.py.", NOTE)
    for curve in CURVES:
        ecdsa_of(Curve(*curve))


# ----------------------------------------------------------------------------------------------------------------- ECDH
def ecdh_case(curve, note, private, peer, point):
    """One record; point: what peer encodes, None if it has to be refused."""
    secret = b""
    if point is not None:
        assert curve.has(point), note
        secret = curve.times(private, point)[0].to_bytes(curve.size, "big")
        if curve.other:
            own = ec.derive_private_key(private, curve.other())
            key = ec.EllipticCurvePublicNumbers(*point, curve.other()).public_key()
            assert own.exchange(ec.ECDH(), key) == secret, note
    show(family=f"{curve.family:x}", bits=curve.bits, note=note, private=private.to_bytes(curve.order_size, "big"),
         peer=peer or "-", secret=secret if point else "-", result="valid" if point else "invalid")


def ecdh_of(curve):
    p, n, size = curve.p, curve.n, curve.size
    private = curve.seed("ecdh")
    peer = curve.times(curve.seed("peer"))
    for note, d in (("private_1", 1), ("private_2", 2), ("private_n_minus_1", n - 1), ("private_n_minus_2", n - 2),
                    ("private_half", (n - 1) // 2), ("private_power", 1 << (n.bit_length() - 2)),
                    ("own", curve.seed("peer"))):
        ecdh_case(curve, note, d, curve.encode(peer), peer)
    points = {"generator": curve.g, "minus_generator": curve.negative(curve.g), "x_smallest": None, "x_largest": None,
              "x_half_of_ones": None}
    points["x_smallest"] = next(found for found in map(curve.lift, range(0, 100)) if found)
    points["x_largest"] = next(found for found in map(curve.lift, range(p - 1, p - 100, -1)) if found)
    points["x_half_of_ones"] = next(found for found in map(curve.lift, range((1 << p.bit_length() // 2) - 1, p))
                                    if found)
    for note, point in points.items():
        ecdh_case(curve, note, private, curve.encode(point), point)
        ecdh_case(curve, note + "_negated", private, curve.encode(curve.negative(point)), curve.negative(point))
    # A secret that begins with a byte of zeros, and one that is the smallest x there is.
    found, secret, step = peer, curve.times(private, peer), curve.times(private)
    while secret[0] >> 8 * (size - 1):
        found, secret = curve.add(found, curve.g), curve.add(secret, step)
    ecdh_case(curve, "secret_begins_with_0", private, curve.encode(found), found)
    found = curve.times(pow(private, -1, n), points["x_smallest"])
    ecdh_case(curve, "secret_smallest", private, curve.encode(found), found)

    x, y = peer
    whole, small = curve.encode(peer), points["x_smallest"]

    def refuse(note, raw):
        ecdh_case(curve, note, private, raw, None)

    def of(one, two):
        return b"\4" + one.to_bytes(size, "big") + two.to_bytes(size, "big")

    refuse("infinity", b"\0")
    refuse("infinity_long", bytes(2 * size + 1))
    refuse("zero_zero", of(0, 0))
    refuse("zero_one", of(0, 1))
    refuse("y_plus_1", of(x, (y + 1) % p))
    refuse("x_plus_1", of((x + 1) % p, y))
    refuse("y_zero", of(x, 0))
    refuse("ones", b"\4" + b"\xff" * (2 * size))
    refuse("swapped", of(y, x))
    refuse("x_is_p", of(p, y))
    refuse("y_is_p", of(x, p))
    if small[0] + p < 256 ** size:
        refuse("x_not_reduced", of(small[0] + p, small[1]))
    # An x that no point of the curve has.
    twist = next(value for value in range(2, 100) if curve.lift(value) is None)
    refuse("twist", of(twist, twist))
    for note, form in (("form_02", 2), ("form_03", 3)):
        refuse(note, bytes([form]) + x.to_bytes(size, "big"))
    for form in (0, 1, 2, 3, 5, 6, 7, 0x84):
        refuse(f"form_{form:02x}_whole", bytes([form]) + whole[1:])
    refuse("cut", whole[:-1])
    refuse("byte_behind", whole + b"\0")
    refuse("no_form", whole[1:])
    refuse("only_form", b"\4")
    refuse("empty", b"")


def montgomery(bits, private, u):
    """RFC 7748 section 5."""
    p, a24, size = (2 ** 255 - 19, 121665, 32) if bits == 255 else (2 ** 448 - 2 ** 224 - 1, 39081, 56)
    k = bytearray(private)
    if bits == 255:
        k[0], k[31] = k[0] & 248, k[31] & 127 | 64
    else:
        k[0], k[55] = k[0] & 252, k[55] | 128
    k = int.from_bytes(k, "little")
    number = int.from_bytes(u, "little") % (1 << bits) % p
    x2, z2, x3, z3, swap = 1, 0, number, 1, 0
    for t in range(bits - 1, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        x3, z3 = (d * a + c * b) ** 2 % p, number * (d * a - c * b) ** 2 % p
        x2, z2 = a * a * b * b % p, (a * a - b * b) * (a * a + a24 * (a * a - b * b)) % p
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(size, "little")


def montgomery_of(bits):
    """u of small order (the secret would be zero), not reduced, on the twist, and ends of the range."""
    p, size = (2 ** 255 - 19, 32) if bits == 255 else (2 ** 448 - 2 ** 224 - 1, 56)
    private = hashlib.shake_256(f"libpsa {bits}".encode()).digest(size)
    us = {"0": 0, "1": 1, "p_minus_1": p - 1, "p": p, "p_plus_1": p + 1, "2": 2, "3": 3, "4": 4, "5": 5, "9": 9,
          "p_minus_2": p - 2, "p_plus_2": p + 2, "ones": 256 ** size - 1, "ones_below": 2 ** bits - 1}
    if bits == 255:
        us.update({
            "order_8": 325606250916557431795983626356110631294008115727848805560023387167927233504,
            "order_8_other": 39382357235489614581723060781553021112529911719440698176882885853963445705823,
            "p_minus_1_top_bit": p - 1 | 1 << 255, "0_top_bit": 1 << 255, "9_top_bit": 9 | 1 << 255})
    for note, number in us.items():
        u = number.to_bytes(size, "little")
        secret = montgomery(bits, private, u)
        good = any(secret)
        show(family="41", bits=bits, note="u_" + note, private=private, peer=u, secret=secret if good else "-",
             result="valid" if good else "invalid")
    for note, raw in (("cut", u[:-1]), ("byte_behind", u + b"\0"), ("empty", b"")):
        show(family="41", bits=bits, note=note, private=private, peer=raw or "-", secret="-", result="invalid")


def make_ecdh():
    scalar = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")  # RFC 7748 section 5.2
    u = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    result = "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
    assert montgomery(255, scalar, u).hex() == result
    print("# ECDH at its edges, made by make_edge.py.", NOTE)
    for curve in CURVES:
        ecdh_of(Curve(*curve))
    montgomery_of(255)
    montgomery_of(448)


# ----------------------------------------------------------------------------------------------------------------- AEAD
def aes(key, block):
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block)


def gf_times(one, two):
    """SP 800-38D section 6.3."""
    total = 0
    for i in range(128):
        if one >> (127 - i) & 1:
            total ^= two
        two = two >> 1 ^ (0xe1 << 120 if two & 1 else 0)
    return total


def gf_inverse(value):
    """value^(2^128 - 2)."""
    total, square = 1 << 127, value
    for _ in range(127):
        square = gf_times(square, square)
        total = gf_times(total, square)
    return total


def ghash(h, data):
    total = 0
    for i in range(0, len(data), 16):
        total = gf_times(total ^ int.from_bytes(data[i:i + 16], "big"), h)
    return total


def padded(data):
    return data + bytes(-len(data) % 16)


def gcm(key, nonce, ad, text):
    h = int.from_bytes(aes(key, bytes(16)), "big")
    start = nonce + b"\0\0\0\1"
    if len(nonce) != 12:
        start = ghash(h, padded(nonce) + (8 * len(nonce)).to_bytes(16, "big")).to_bytes(16, "big")
    crypted, counter = b"", int.from_bytes(start[12:], "big")
    for i in range(0, len(text), 16):
        counter = (counter + 1) % 2 ** 32
        stream = aes(key, start[:12] + counter.to_bytes(4, "big"))
        crypted += bytes(a ^ b for a, b in zip(text[i:i + 16], stream))
    lengths = (8 * len(ad)).to_bytes(8, "big") + (8 * len(crypted)).to_bytes(8, "big")
    total = ghash(h, padded(ad) + padded(crypted) + lengths)
    tag = (total ^ int.from_bytes(aes(key, start), "big")).to_bytes(16, "big")
    if 8 <= len(nonce) <= 128:
        encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(ad)
        assert encryptor.update(text) + encryptor.finalize() == crypted and encryptor.tag == tag
    return crypted, tag


def gcm_nonce(key, start):
    """The nonce of 16 bytes from which GCM makes this first counter block."""
    h = int.from_bytes(aes(key, bytes(16)), "big")
    back = gf_inverse(h)
    return gf_times(gf_times(int.from_bytes(start, "big"), back) ^ 128, back).to_bytes(16, "big")


def aead_case(alg, note, key, nonce, ad, text, crypted, tag):
    show(alg=alg, note=note, key=key, nonce=nonce, ad=ad or "-", text=text or "-", crypted=crypted or "-", tag=tag)


def gcm_all():
    text = bytes(range(70))
    for size in (16, 24, 32):
        key = hashlib.shake_256(b"libpsa gcm %d" % size).digest(size)
        for counter in (0xffffffff, 0xfffffffe, 0xfffffffd, 0x7fffffff, 0):  # inc32 wraps, and nothing else changes
            start = b"\xff" * 12 + counter.to_bytes(4, "big")
            nonce = gcm_nonce(key, start)
            aead_case("gcm", f"counter_{counter:08x}", key, nonce, b"", text, *gcm(key, nonce, b"", text))
        for length in (1, 2, 4, 7, 8, 11, 13, 15, 16, 17, 31, 32, 33, 64, 127, 128, 129, 256):
            nonce = bytes((7 * i + length) % 256 for i in range(length))
            aead_case("gcm", f"nonce_{length}", key, nonce, text[:length % 20], text[:length % 40],
                      *gcm(key, nonce, text[:length % 20], text[:length % 40]))
        for ads in (0, 1, 15, 16, 17, 31, 32, 33):
            for texts in (0, 1, 15, 16, 17, 32):
                nonce = bytes(12)
                aead_case("gcm", f"ad_{ads}_text_{texts}", key, nonce, text[:ads], text[:texts],
                          *gcm(key, nonce, text[:ads], text[:texts]))


def poly1305_key(key, nonce):
    """First 32 bytes of block 0 (RFC 8439 section 2.6)."""
    return chacha(key, nonce, 0, bytes(32))


def chacha(key, nonce, counter, data):
    return Cipher(algorithms.ChaCha20(key, counter.to_bytes(4, "little") + nonce), None).encryptor().update(data)


def polynomial(r, blocks):
    p, total = 2 ** 130 - 5, 0
    for block in blocks:
        total = (total + int.from_bytes(block + b"\1", "little")) * r % p
    return total


def chachapoly_all():
    """Texts for which the accumulator of Poly1305 ends next to 2^130 - 5, to 2^128, and to ends of limbs."""
    p = 2 ** 130 - 5
    wanted = {"0": 0, "1": 1, "4": 4, "5": 5, "p_minus_1": p - 1, "p_minus_2": p - 2, "p_minus_5": p - 5,
              "2_128": 2 ** 128,
              "2_128_minus_1": 2 ** 128 - 1, "2_129": 2 ** 129, "2_130_minus_6": 2 ** 130 - 6, "limb_26": 2 ** 26 - 1,
              "limb_32": 2 ** 32 - 1,
              "limb_44": 2 ** 44 - 1, "limb_52": 2 ** 52 - 1, "limb_64": 2 ** 64 - 1, "limb_104": 2 ** 104 - 1,
              "3_times_2_128_minus_1": 3 * 2 ** 128 - 1}
    for number, (note, goal) in enumerate(wanted.items()):
        key = hashlib.shake_256(b"libpsa poly1305 %d" % number).digest(32)
        for attempt in range(4000):
            nonce = attempt.to_bytes(12, "little")
            one_time = poly1305_key(key, nonce)
            r = int.from_bytes(one_time[:16], "little") & 0x0ffffffc0ffffffc0ffffffc0fffffff
            back = pow(r, -1, p)
            first = hashlib.shake_256(b"block %d" % attempt).digest(16)
            lengths = (0).to_bytes(8, "little") + (32).to_bytes(8, "little")
            # total = ((first r + second) r + lengths) r; all blocks with the bit above them
            before = (goal * back - int.from_bytes(lengths + b"\1", "little")) * back % p
            second = (before - int.from_bytes(first + b"\1", "little") * r) % p
            if second >> 128 == 1:
                break
        else:
            raise SystemExit(f"no text for {note}")
        crypted = first + (second - 2 ** 128).to_bytes(16, "little")
        assert polynomial(r, [crypted[:16], crypted[16:], lengths]) == goal
        tag = ((goal + int.from_bytes(one_time[16:], "little")) % 2 ** 128).to_bytes(16, "little")
        text = chacha(key, nonce, 1, crypted)
        assert ChaCha20Poly1305(key).encrypt(nonce, text, b"") == crypted + tag
        aead_case("chachapoly", "poly1305_" + note, key, nonce, b"", text, crypted, tag)


def make_aead():
    print("# AEAD at its edges, made by make_edge.py.", NOTE)
    gcm_all()
    chachapoly_all()


MAKERS = {"ecdsa": make_ecdsa, "ecdh": make_ecdh, "aead": make_aead}


def check(folder):
    import contextlib
    import io
    code = 0
    for name, make in MAKERS.items():
        with contextlib.redirect_stdout(io.StringIO()) as text:
            make()
        with open(os.path.join(folder, f"edge_{name}.txt"), encoding="utf-8") as file:
            if file.read() != text.getvalue():
                print(f"edge_{name}.txt is not what make_edge.py makes")
                code = 1
    return code


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        sys.exit(check(sys.argv[2]))
    if len(sys.argv) != 2 or sys.argv[1] not in MAKERS:
        raise SystemExit(__doc__)
    MAKERS[sys.argv[1]]()
