#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""WPA3-SAE by the equations of IEEE 802.11 section 12.4 and RFC 9380, in integers and hashlib, to hold the vectors
against.
usage: make_sae.py map|token|run      prints that file, sae_map.txt, sae_token.txt or sae_run.txt
       make_sae.py --check FOLDER     whether every value of the three files there is what the equations give, those
                                      that IEEE 802.11 annex J.10 and RFC 9380 appendix J publish among them"""
import hashlib
import hmac
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from dh_groups import Field
from make_edge import CURVES
from make_spake2p import Weierstrass, hkdf, multiply, records

FAMILIES = {"secp_r1": 0x12, "brainpool": 0x30}
KNOWN = {}


class Curve(Weierstrass):
    def __init__(self, family, bits):
        self.bits, self.p, self.a, self.b, gx, gy, self.n = next(c[1:] for c in CURVES
                                                                 if c[:2] == (FAMILIES[family], bits))
        self.base, self.size = (gx, gy), (bits + 7) // 8
        self.hash = {256: hashlib.sha256, 384: hashlib.sha384}.get(bits, hashlib.sha512)

    def times(self, k, a):
        return multiply(self, k % self.n, a)

    def encode(self, a):
        return super().encode(a)[1:]

    def f(self, a):
        return a[0]

    def is_square(self, x):
        return pow(x, (self.p - 1) // 2, self.p) in (0, 1)

    def equation(self, x):
        return (x**3 + self.a * x + self.b) % self.p

    def z(self):
        """RFC 9380 appendix H.2: the smallest number that is no square, not -1, with g(x) - z irreducible and
        g(b / z a) a square."""
        def roots(z):
            # g(x) - z is a cubic: irreducible if it has no root, which x^p - x tells by its greatest common divisor.
            return cubic_has_root(self, (self.b - z) % self.p)
        for n in range(1, 100):
            for z in (n, -n):
                if not self.is_square(z % self.p) and z != -1 and not roots(z) and \
                        self.is_square(self.equation(self.b * pow(z * self.a, -1, self.p) % self.p)):
                    return z
        raise ValueError

    def map(self, u):
        """RFC 9380 section 6.6.2, as it stands there."""
        z, p = self.known_z(), self.p
        m = (z * z * u**4 + z * u * u) % p
        x1 = (-self.b * pow(self.a, -1, p) * (1 + pow(m, -1, p)) if m else self.b * pow(z * self.a, -1, p)) % p
        x = x1 if self.is_square(self.equation(x1)) else z * u * u * x1 % p
        y = pow(self.equation(x), (p + 1) // 4, p)
        return x, y if y & 1 == u & 1 else p - y

    def known_z(self):
        if not hasattr(self, "_z"):
            self._z = self.z()
        return self._z

    def token(self, seed):
        size = self.size + (self.size + 1) // 2
        u = [int.from_bytes(expand(self.hash, seed, f"SAE Hash to Element u{i} P{i}", size), "big") % self.p
             for i in (1, 2)]
        return self.add(self.map(u[0]), self.map(u[1]))

    def candidates(self, addresses, password):
        for counter in range(1, 256):
            seed = hmac.new(addresses, password + bytes([counter]), hashlib.sha256).digest()
            yield seed, kdf(hashlib.sha256, seed, "SAE Hunting and Pecking", self.p.to_bytes(self.size, "big"),
                            self.p.bit_length())

    def meets_large(self, addresses, password):
        return next(x for _, x in self.candidates(addresses, password) if self.is_square(self.equation(x))) >= self.p

    def loop(self, addresses, password):
        for seed, x in self.candidates(addresses, password):
            if x < self.p and self.is_square(self.equation(x)):
                y = pow(self.equation(x), (self.p + 1) // 4, self.p)
                return x, y if y & 1 == seed[-1] & 1 else self.p - y
        raise ValueError


def cubic_has_root(curve, b):
    """gcd(x^p - x, x^3 + a x + b) over F_p is not constant."""
    p, a = curve.p, curve.a

    def mul(f, g):
        h = [0] * 5
        for i, v in enumerate(f):
            for j, w in enumerate(g):
                h[i + j] = (h[i + j] + v * w) % p
        for i in (4, 3):  # x^3 = -a x - b
            h[i - 2] = (h[i - 2] - a * h[i]) % p
            h[i - 3] = (h[i - 3] - b * h[i]) % p
        return h[:3]

    power = [1, 0, 0]
    for bit in bin(p)[2:]:
        power = mul(power, power)
        if bit == "1":
            power = mul(power, [0, 1, 0])
    power[1] = (power[1] - 1) % p
    f, g = [b, a, 0, 1], power
    while any(g):
        while g and g[-1] == 0:
            g.pop()
        f = f[:]
        while len(f) >= len(g):
            if f[-1]:
                factor = f[-1] * pow(g[-1], -1, p) % p
                for i, v in enumerate(g):
                    k = len(f) - len(g) + i
                    f[k] = (f[k] - factor * v) % p
            f.pop()
        f, g = g, f
    while f and f[-1] == 0:
        f.pop()
    return len(f) > 1


class Squares(Field):
    def __init__(self, _, bits):
        super().__init__("3526", bits)
        self.bits = bits
        self.hash = hashlib.sha384 if bits == 3072 else hashlib.sha512

    def f(self, a):
        return a

    def token(self, seed):
        value = int.from_bytes(expand(self.hash, seed, "SAE Hash to Element", self.size + (self.size + 1) // 2), "big")
        return pow(value % (self.p - 2) + 2, (self.p - 1) // self.n, self.p)

    def loop(self, addresses, password):
        seed = hmac.new(addresses, password + b"\1", hashlib.sha256).digest()
        value = kdf(hashlib.sha256, seed, "SAE Hunting and Pecking", self.p.to_bytes(self.size, "big"), self.bits)
        assert value < self.p
        return pow(value, (self.p - 1) // self.n, self.p)


def group_of(record):
    name = record["family"], int(record["bits"])
    if name not in KNOWN:
        KNOWN[name] = (Squares if name[0] == "rfc3526" else Curve)(*name)
    return KNOWN[name]


def expand(hash_, prk, info, size):
    out = block = b""
    for i in range(1, 256):
        block = hmac.new(prk, block + info.encode() + bytes([i]), hash_).digest()
        out += block
    return out[:size]


def kdf(hash_, key, label, context, bits):
    """IEEE 802.11 section 12.7.1.6.2, as a number of so many bits."""
    out, i = b"", 1
    while 8 * len(out) < bits:
        out += hmac.new(key, i.to_bytes(2, "little") + label.encode() + context + bits.to_bytes(2, "little"),
                        hash_).digest()
        i += 1
    return int.from_bytes(out, "big") >> 8 * len(out) - bits


def raw(record, name):
    return bytes.fromhex(record.get(name, ""))


def addresses_of(record):
    both = raw(record, "addresses")
    return max(both[:6], both[6:]) + min(both[:6], both[6:])


def token_of(record):
    group = group_of(record)
    return group.token(hmac.new(raw(record, "ssid"), raw(record, "password") + raw(record, "identifier"),
                                group.hash).digest())


def element_of(record, token):
    group = group_of(record)
    digest = hmac.new(bytes(group.hash().digest_size), addresses_of(record), group.hash).digest()
    return group.times(int.from_bytes(digest, "big") % (group.n - 1) + 1, token)


def map_(record):
    group = group_of(record)
    return {"point": group.encode(group.map(int(record["u"], 16)))}


def token(record):
    group, pt = group_of(record), token_of(record)
    return {"token": group.encode(pt), "element": group.encode(element_of(record, pt))}


def run(record):
    """What follows from the inputs of a record, with the peer's commit."""
    group, number = group_of(record), lambda data: int.from_bytes(data, "big")
    loop = record["variant"] == "loop"
    hash_ = hashlib.sha256 if loop else group.hash
    pwe = group.loop(addresses_of(record), raw(record, "password")) if loop else element_of(record, token_of(record))
    rand, mask = number(raw(record, "rand")), number(raw(record, "mask"))
    scalar = (rand + mask) % group.n
    own = scalar.to_bytes(group.size, "big") + group.encode(group.times(-mask, pwe))
    peer = raw(record, "peer")
    peer_scalar, rest = number(peer[:group.size]), peer[group.size:]
    element = number(rest) if isinstance(group, Squares) else (number(rest[:group.size]), number(rest[group.size:]))
    k = group.f(group.times(rand, group.add(group.times(peer_scalar, pwe), element)))
    seed = hmac.new(raw(record, "salt"), k.to_bytes(group.size, "big"), hash_).digest()
    size = hash_().digest_size
    both = size + (size if record["variant"] == "gdh" else 32)
    context = ((scalar + peer_scalar) % group.n).to_bytes(group.size, "big")
    keys = kdf(hash_, seed, "SAE KCK and PMK", context, 8 * both).to_bytes(both, "big")
    confirm = lambda count, a, b: count + hmac.new(keys[:size], count + a + b, hash_).digest()
    counts = raw(record, "counts")
    return {"element": group.encode(pwe), "own": own, "keys": keys + context[:16],
            "confirms": confirm(counts[:2], own, peer) + confirm(counts[2:], peer, own)}


def drawn(group, label):
    return int.from_bytes(hashlib.shake_256(label.encode()).digest(group.size + 16), "big") % (group.n - 2) + 2


def names(family, bits):
    return {"family": family, "bits": str(bits)}


CURVE_NAMES = [("secp_r1", 256), ("secp_r1", 384), ("secp_r1", 521), ("brainpool", 256), ("brainpool", 384),
               ("brainpool", 512)]

# RFC 9380 appendices J.1.1, J.2.1, J.3.1; the last two of P-256 are u1 and u2 of IEEE 802.11 annex J.10.
PUBLISHED_U = [
    ("secp_r1", 256, "ad5342c66a6dd0ff080df1da0ea1c04b96e0330dd89406465eeba11582515009"),
    ("secp_r1", 256, "8c0f1d43204bd6f6ea70ae8013070a1518b43873bcd850aafa0a9e220e2eea5a"),
    ("secp_r1", 256, "afe47f2ea2b10465cc26ac403194dfb68b7f5ee865cda61e9f3e07a537220af1"),
    ("secp_r1", 256, "379a27833b0bfe6f7bdca08e1e83c760bf9a338ab335542704edcd69ce9e46e0"),
    ("secp_r1", 384, "425c1d0b099ffa6c15069b08299e6e21a204e08c2a0627f5afc24215d19e45bc47d70da5972ff77e33f176b5e18e8485"),
    ("secp_r1", 384, "cbefdd543ed48b5a9bbbd460f559d23b388aa72157279ba02069231881eb2a947d887a5b1e0a6173bc92a5700f679a14"),
    ("secp_r1", 521, "01e5f09974e5724f25286763f00ce76238c7a6e03dc396600350ee2c4135fb17dc555be99a4a4bae0fd303d4f66d984e"
                     "d7b6a3ba386093752a855d26d559d69e7e9e"),
    ("secp_r1", 521, "00ae593b42ca2ef93ac488e9e09a5fe5a2f6fb330d18913734ff602f2a761fcaaf5f596e790bcc572c9140ec03f6cccc"
                     "38f767f1c1975a0b4d70b392d95a0c7278aa"),
    ("secp_r1", 256, "dc941bc3c6a2b4948b6c61d55590ecb1f0c51c4b1bebaff677e593698d5a53c6"),
    ("secp_r1", 256, "1b8375a518bc21396ad6a65e5597e0bf80d793b6d66e2534a6e7dfe3ee22616f")]


def make_map():
    """The published ones, and numbers at the ends: 0 is the exception of the map."""
    for family, bits, u in PUBLISHED_U:
        yield dict(names(family, bits), u=u)
    for family, bits in CURVE_NAMES:
        group = group_of(names(family, bits))
        for u in (0, 1, group.p - 1, drawn(group, f"map {family} {bits}")):
            yield dict(names(family, bits), u=u.to_bytes(group.size, "big").hex())


J10 = {"ssid": b"byteme".hex(), "password": b"mekmitasdigoat".hex(), "identifier": b"psk4internet".hex(),
       "addresses": "00095b66ec1e000b6bd90246"}


def make_token():
    """Those of annex J.10, groups 19 and 15, then the others with other texts."""
    yield dict(names("secp_r1", 256), **J10)
    yield dict(names("rfc3526", 3072), **J10)
    for family, bits in CURVE_NAMES[1:]:
        yield dict(names(family, bits), **J10)
    other = {"ssid": bytes(range(32)).hex(), "password": b"x".hex(), "addresses": "ffffffffffff000000000001"}
    yield dict(names("secp_r1", 256), **other)
    yield dict(names("secp_r1", 521), ssid="", password=other["password"], addresses=other["addresses"])
    yield dict(names("rfc3526", 4096), **other)


def make_run():
    """The looping run of annex J.10, then every group and variant; salts of zeros and of rejected groups."""
    yield dict(names("secp_r1", 256), variant="loop", password=J10["password"], addresses="4d3f2fffe387a5d8aa958e3c",
               rand="992465fd3daa3c60aa6565b7f62a2a7f2e12dd12f198faf4fbed89d7ff1ace94",
               mask="9507a90f777a044d6a0830b91ea3d5dd70bece44e1acffb86983b5e1bf9fb322",
               peer="591b96f3397fb945100848e7b550543b6720d88337ee93fc49fd6df7e08b5223e71b9bb048d3873f20556953a96c91536fd8ee6ca9"
                    "b4a68a148b056a909be03e83ae208f60f8ef5537858074db06687032399862999b511e0a1552a5fea317c2",
               salt="00" * 32, counts="01000200")
    for i, (family, bits) in enumerate(CURVE_NAMES + [("rfc3526", 3072), ("rfc3526", 4096)]):
        for variant in ("loop", "fixed", "gdh"):
            record = dict(names(family, bits), variant=variant, password=f"password {i}".encode().hex(),
                          addresses="020000000001" + f"0200000000{i + 2:02x}")
            if bits == 4096 and variant != "gdh":
                continue
            group = group_of(record)
            if variant == "loop":
                pwe = group.loop(addresses_of(record), raw(record, "password"))
                record["salt"] = "00" * 32
            else:
                record["ssid"] = f"net {i}".encode().hex()
                pwe = element_of(record, token_of(record))
                record["salt"] = "00" * group.hash().digest_size if variant == "fixed" else "13001400"
            rand, mask, peer_rand, peer_mask = (drawn(group, f"{family} {bits} {variant} {j}") for j in range(4))
            hexed = lambda number: number.to_bytes(group.size, "big").hex()
            record.update(rand=hexed(rand), mask=hexed(mask), counts="ffff0100",
                          peer=hexed((peer_rand + peer_mask) % group.n)
                          + group.encode(group.times(-peer_mask, pwe)).hex())
            yield record


    # A password of which a number above p comes first whose equation would have a root.
    group = group_of(names("brainpool", 256))
    for i in range(1000):
        record = dict(names("brainpool", 256), variant="loop", password=f"pass {i}".encode().hex(),
                      addresses="020000000001020000000002")
        if group.meets_large(addresses_of(record), raw(record, "password")):
            break
    record.update(rand=drawn(group, "a").to_bytes(32, "big").hex(), mask=drawn(group, "b").to_bytes(32, "big").hex(),
                  peer=drawn(group, "c").to_bytes(32, "big").hex() + group.encode(group.base).hex(), salt="",
                  counts="01000100")
    yield record


HEADS = {
    "map": "The map of RFC 9380 section 6.6.2 for WPA3-SAE: those published in RFC 9380 appendices J.1.1, J.2.1, J.3.1 and IEEE 802.11\n"
           "# annex J.10, then numbers at the ends and others. Made by make_sae.py, which comes to what is published.",
    "token": "Tokens and password elements of WPA3-SAE by hash-to-element: groups 19 and 15 of IEEE 802.11 annex J.10, then others.\n"
             "# Made by make_sae.py, which comes to what is published.",
    "run": "Runs of WPA3-SAE: the looping one of IEEE 802.11 annex J.10, then others. keys are KCK, PMK and PMKID; confirms are counter\n"
           "# and confirm, ours and the peer's. Made by make_sae.py, which comes to what is published."}
MAKERS = {"map": (make_map, map_), "token": (make_token, token), "run": (make_run, run)}

# What is published of the values, by annex J.10 and appendix J.
PUBLISHED = {
    "map": ["ab640a12220d3ff283510ff3f4b1953d09fad35795140b1c5d64f313967934d5"
            "dccb558863804a881d4fff3455716c836cef230e5209594ddd33d85c565b19b1",
            "51cce63c50d972a6e51c61334f0f4875c9ac1cd2d3238412f84e31da7d980ef5"
            "b45d1a36d00ad90e5ec7840a60a4de411917fbe7c82c3949a6e699e5a1b66aac",
            "5219ad0ddef3cc49b714145e91b2f7de6ce0a7a7dc7406c7726c7e373c58cb48"
            "7950144e52d30acbec7b624c203b1996c99617d0b61c2442354301b191d93ecf",
            "019b7cb4efcfeaf39f738fe638e31d375ad6837f58a852d032ff60c69ee3875f"
            "589a62d2b22357fed5449bc38065b760095ebe6aeac84b01156ee4252715446e",
            "4589af7986491d42b7ee23726c57abeade65c7b8eba12d07fbce48065a01a78c4b018c739034d9fabc2c4ef6176c7c40"
            "5b2985027c29802bf2afdb8a3c95fa655ad3189a2118209bd285d420268bf71e610c9533e3f4f438ba4b64f66f6fbed9",
            "cbd6c34a12a266b447b444b303d577cd5d61e3c0af19d4676ababb470bb795741ebf167caa9f0910a4fcc899134596d7"
            "63df08d5d3aa8090cbb94222b34aad35e1b11414d3aef8f1a26205c81b4d15bbbe4faf25d77924705bf09afd8812d2f0",
            "00b70ae99b6339fffac19cb9bfde2098b84f75e50ac1e80d6acb954e4534af5f0e9c4a5b8a9c10317b8e6421574bae2b133b4f2b8c6ce4b3063d"
            "a1d91d34fa2b3a3c007f368d98a4ddbf381fb354de40e44b19e43bb11a1278759f4ea7b485e1b6db33e750507c071250e3e443c1aaed61f2c285"
            "41bb54b1b456843eda1eb15ec2a9b36e",
            "01143d0e9cddcdacd6a9aafe1bcf8d218c0afc45d4451239e821f5d2a56df92be942660b532b2aa59a9c635ae6b30e803c45a6ac871432452e68"
            "5d661cd41cf6721400ff75515df265e996d702a5380defffab1a6d2bc232234c7bcffa433cd8aa791fbc8dcf667f08818bffa739ae25773b3207"
            "3213cae9a0f2a917a0b1301a242dda0c",
            "a07c260764a13445ff8cd97c5acc644e7119bde51bad42583eed6f4109639e6b"
            "3bdc8df0d32337936c74df604933a454142251c53c576c0351b28deaf9428d7e",
            "72cd2a967a837fea5051f0133db46227775ba09f7b6dfb99ae7a8ef22c7d34a0"
            "864390d797d352b368d311af515bde116fe54459fec867ee18a8a1619ca3ff59"],
    "token": ["b6e38c98750c684b5d17c3d8c9a4100b39931279187ca6cced5f37ef46ddfa97"
              "5687e972e50f73e3898861e7edad21bea7d5f622df88243bb804920ae8e647fa",
              "c93049b9e64000f848201649e999f2b5c22dea69b5632c9df4d633b8aa1f6c1e"
              "73634e94b53d82e7383a8d258199d9dc1a5ee8269d060382ccbf33e614ff59a0"],
    "run": ["da6eb7b06a1ac5624974f90afdd6a8e9d5722634cf987c34defc91a9874e5658"
            "f4fefd130bd5be08fe68af3e4a290272ec065fd3671f3c25bf8ec419ddc9b822",
            "2e2c0f0db52440ad146d967114ce005ce1eab0aa2c2e5c2871b774f6c2575c65d5ad9e00829707aa36ba8b859738fc961d08243505f47c035376"
            "d7ac4bc8d7b95083bf43827d0fc31ed778dd3671fd21a46d1091d64b6f9a1e1272621325dbe1",
            "1e733f6d9bd53256287304338831b09a39406d121017073a5c30db36f36cb81a"
            "4e4dfab1a2dd8ac1a91790f953faaa452ae5c6873ab75b63605ba663f8a7fe598747a600eea3f9f22475df58ca1e5498"]}
PWE_15 = """
696873658f6531429f97396fb85f89e1fcd2f69219a90e822ff7f4bc0bd8a79ff08035316fcae1a53977dc112b0bfe2e6f656dc7d4a45b
081fd9bbe2228531817970bea166584a093c57343c9d578f4258d03981db8f79a21b01cd27c9aecfcb9cdb1f84b8884e8f5066b429831e
b9890ca54721ba10d5aa1a80cef14cad16da57b2418abe4b8cb0b2ebf7a80e3ecf228fd8b6db799c9b80afd714ad5182f464b63f4c6ce5
3faa6fbf3dc23f77fdcbe19ce31e8a0e97e22be2dd373988c28ebefaac3d5b622e1e74a09af8edfae1ce9cabbbdc36b128463c7ea8bdb9
364c2675e017731fe0fef649faa045f44405202725c299de278b70dc546090021e29979ac4e7b6f58bae7c34aaef9bc630f2808d8078c2
5563a0a13870fbf4748dcd8790b454c375df10c5b6b2085961e668a582f88f473043b4dc31fcbc69e7b494b06a6059802ed3a4e897a2a3
c9084b276cc137e8fc5ce254303ef8fea2fcbbbd886c92a32a407a2c22388c8686feb9d46bd64788a7f68e0f14ad1eaccf330199c162
"""
PUBLISHED["token"].append("".join(PWE_15.split()))


def lines(name):
    maker, values = MAKERS[name]
    for record in maker():
        record.update({key: value.hex() for key, value in values(record).items()})
        yield record


def check(folder):
    bad = 0
    for name, (maker, values) in MAKERS.items():
        found = list(records(f"{folder}/sae_{name}.txt"))
        wanted = list(maker())
        if [{k: v for k, v in r.items() if k in w} for r,
            w in zip(found, wanted)] != wanted or len(found) != len(wanted):
            print(f"sae_{name}.txt has other records")
            bad += 1
        for i, record in enumerate(found):
            for key, value in values(record).items():
                if record[key] != value.hex():
                    print(f"sae_{name}.txt, record {i + 1}: {key} is {value.hex()}")
                    bad += 1
        everything = {value for record in found for value in record.values()}
        for value in PUBLISHED[name]:
            if value not in everything:
                print(f"sae_{name}.txt lacks the published {value}")
                bad += 1
        print(f"sae_{name}.txt: {len(found)} records, {len(PUBLISHED[name])} published values")
    return bad != 0


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in MAKERS:
        print(f"# {HEADS[sys.argv[1]]}\n")
        print("\n\n".join("\n".join(f"{k} = {v}".rstrip() for k, v in one.items()) for one in lines(sys.argv[1])))
    elif len(sys.argv) == 3 and sys.argv[1] == "--check":
        sys.exit(check(sys.argv[2]))
    else:
        sys.exit(__doc__)
