# SPDX-License-Identifier: Apache-2.0
"""MCUboot images, read and written from the format's description alone, over python3-cryptography: the second opinion on the psa
tool's. Nothing here is shared with the tool or the boot engine."""
import hashlib
import hmac
import os
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = 0x96F3B83D
PROTECTED, UNPROTECTED = 0x6908, 0x6907
KEYHASH, PUBKEY, SHA256, SHA384 = 0x01, 0x02, 0x10, 0x11
RSA2048, ECDSA, RSA3072, ED25519, LMS = 0x20, 0x22, 0x23, 0x24, 0x4CA0
EC256, X25519, X25519_SHA512 = 0x32, 0x33, 0x34
DEPENDENCY, SEC_CNT, BOOT_RECORD, VID, CID = 0x40, 0x50, 0x60, 0x74, 0x75
AES128, AES256, NON_BOOTABLE, RAM_LOAD, ROM_FIXED = 0x4, 0x8, 0x10, 0x20, 0x100

KINDS = {  # name of keygen: hash, signature's type
    "ecdsa-p256": ("sha256", ECDSA),
    "ecdsa-p384": ("sha384", ECDSA),
    "rsa-2048": ("sha256", RSA2048),
    "rsa-3072": ("sha256", RSA3072),
    "ed25519": ("sha256", ED25519),
    "lms": ("sha256", LMS),
}


# --- Keys -------------------------------------------------------------------------------------------------------------

class LmsKey:
    """LMS_SHA256_M32_H5 with LMOTS_SHA256_N32_W8 (RFC 8554); each leaf signs once."""
    def __init__(self, seed=b"seed of an LMS key for tests"):
        self.seed, self.id, self.leaf = seed, hashlib.sha256(seed).digest()[:16], 0
        level = [self.h(struct.pack(">IH", 32 + q, 0x8282), self.leaf_key(q)) for q in range(32)]
        self.tree = {32 + q: node for q, node in enumerate(level)}
        for node in range(31, 0, -1):
            self.tree[node] = self.h(struct.pack(">IH", node, 0x8383), self.tree[2 * node] + self.tree[2 * node + 1])

    def h(self, what, data):
        return hashlib.sha256(self.id + what + data).digest()

    def secret(self, q, i):
        return self.h(struct.pack(">IH", q, i) + b"\xff", hashlib.sha256(self.seed).digest())

    def chain(self, q, i, start, end, value):
        for j in range(start, end):
            value = self.h(struct.pack(">IHB", q, i, j), value)
        return value

    def leaf_key(self, q):
        return self.h(struct.pack(">IH", q, 0x8080),
                      b"".join(self.chain(q, i, 0, 255, self.secret(q, i)) for i in range(34)))

    def public(self):
        return struct.pack(">II", 5, 4) + self.id + self.tree[1]

    def sign(self, message):
        q, self.leaf = self.leaf, self.leaf + 1
        salt = os.urandom(32)
        digest = self.h(struct.pack(">IH", q, 0x8181), salt + message)
        digits = list(digest) + list(struct.pack(">H", sum(255 - d for d in digest)))
        ots = struct.pack(">I", 4) + salt + b"".join(
            self.chain(q, i, 0, digit, self.secret(q, i)) for i, digit in enumerate(digits))
        path, node = b"", 32 + q
        while node > 1:
            path, node = path + self.tree[node ^ 1], node // 2
        return struct.pack(">I", q) + ots + struct.pack(">I", 5) + path


def generate(kind):
    if kind.startswith("ecdsa"):
        return ec.generate_private_key(ec.SECP256R1() if kind.endswith("256") else ec.SECP384R1())
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65537, int(kind[4:]))
    return {"ed25519": ed25519.Ed25519PrivateKey, "x25519": x25519.X25519PrivateKey}[kind].generate() \
        if kind != "lms" else LmsKey()


def spki(key):
    """DER of the public half."""
    if isinstance(key, LmsKey):
        head = bytes.fromhex("304e300d060b2a864886f70d0109100311033d00") + struct.pack(">I", 1)
        return head + key.public()
    public = key.public_key() if hasattr(key, "public_key") else key
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def public_pem(key):
    import base64
    text = base64.encodebytes(spki(key)).replace(b"\n", b"")
    lines = b"".join(text[i:i + 64] + b"\n" for i in range(0, len(text), 64))
    return b"-----BEGIN PUBLIC KEY-----\n" + lines + b"-----END PUBLIC KEY-----\n"


def private_pem(key, passphrase=None):
    sealed = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealed)


def key_hash(kind, key):
    """KEYHASH: of the SubjectPublicKeyInfo; RSA: of the RSAPublicKey; LMS, which is libpsa's: of the LMS key."""
    if kind == "lms":
        data = key.public()
    elif kind.startswith("rsa"):
        public = key.public_key() if hasattr(key, "public_key") else key
        data = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    else:
        data = spki(key)
    return hashlib.new(KINDS[kind][0], data).digest()


PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)


def sign(kind, key, digest):
    if kind == "ecdsa-p256":
        return key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    if kind == "ecdsa-p384":
        return key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA384())))
    if kind.startswith("rsa"):
        return key.sign(digest, PSS, utils.Prehashed(hashes.SHA256()))
    return key.sign(digest)


def verify(kind, public, digest, signature):
    try:
        if kind.startswith("ecdsa"):
            algorithm = hashes.SHA256() if kind.endswith("256") else hashes.SHA384()
            public.verify(signature, digest, ec.ECDSA(utils.Prehashed(algorithm)))
        elif kind.startswith("rsa"):
            public.verify(signature, digest, PSS, utils.Prehashed(hashes.SHA256()))
        else:
            public.verify(signature, digest)
    except InvalidSignature:
        return False
    return True


# --- Encryption -------------------------------------------------------------------------------------------------------

FORMS = {EC256: (65, "sha256", hashes.SHA256()), X25519: (32, "sha256", hashes.SHA256()),
         X25519_SHA512: (32, "sha512", hashes.SHA512())}


def ctr(key, data):
    stage = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor()
    return stage.update(data) + stage.finalize()


def agree(private, peer):
    return private.exchange(ec.ECDH(), peer) if isinstance(peer, ec.EllipticCurvePublicKey) else private.exchange(peer)


def wrap_key(form, device_public, image_key):
    point_size, digest, hash_ = FORMS[form]
    mac_size = hash_.digest_size
    if form == EC256:
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        point = ephemeral.public_key().public_bytes(serialization.Encoding.X962,
                                                    serialization.PublicFormat.UncompressedPoint)
    else:
        ephemeral = x25519.X25519PrivateKey.generate()
        point = ephemeral.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    okm = HKDF(hash_, len(image_key) + mac_size, None, b"MCUBoot_ECIES_v1").derive(agree(ephemeral, device_public))
    wrapped = ctr(okm[:len(image_key)], image_key)
    return point + hmac.digest(okm[len(image_key):], wrapped, digest) + wrapped


def unwrap_key(form, device, wrap):
    """The image key, or None if it is not for this device."""
    point_size, digest, hash_ = FORMS[form]
    mac_size = hash_.digest_size
    point, tag, wrapped = wrap[:point_size], wrap[point_size:point_size + mac_size], wrap[point_size + mac_size:]
    if form == EC256:
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    else:
        peer = x25519.X25519PublicKey.from_public_bytes(point)
    okm = HKDF(hash_, len(wrapped) + mac_size, None, b"MCUBoot_ECIES_v1").derive(agree(device, peer))
    if not hmac.compare_digest(hmac.digest(okm[len(wrapped):], wrapped, digest), tag):
        return None
    return ctr(okm[:len(wrapped)], wrapped)


# --- Images -----------------------------------------------------------------------------------------------------------

def tlv(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def version_bytes(version):
    major, minor, rest = version.split(".")
    revision, _, build = rest.partition("+")
    return struct.pack("<BBHI", int(major), int(minor), int(revision), int(build or 0))


def boot_record(kind, version, signer):
    text = lambda s: bytes([0x60 + len(s)]) + s.encode()
    return (b"\xa5\x01" + text(kind) + b"\x04" + text(version) + b"\x05\x58\x20" + signer + b"\x06" + text("SHA256") +
            b"\x02\x58\x20" + bytes(32))


def area(magic, records):
    data = b"".join(records)
    return struct.pack("<HH", magic, 4 + len(data)) + data


class Image:
    """An image to be built. Every part can be set to what it should not be before build()."""
    def __init__(self, body, version="1.0.0", kind="ecdsa-p256", key=None):
        self.body, self.version, self.kind, self.key = body, version, kind, key
        self.magic, self.load_addr, self.header_size, self.flags, self.pad = MAGIC, 0, 32, 0, 0
        self.protected_size = self.body_size = None  # None: as they are
        self.fill = b"\xff"
        self.protected = []    # records, whole
        self.before_hash, self.after_signature = [], []
        self.hash_type = {"sha256": SHA256, "sha384": SHA384}[KINDS[kind][0]]
        self.key_record = None
        self.signature = None  # None: made
        self.order = ("hash", "key", "signature")
        self.recipient = self.form = None  # encryption: the device's public key
        self.image_key = None
        self.clear = False
        self.info = {}         # "protected", "unprotected": the four bytes in front of an area

    def counter(self, value):
        self.protected.append(tlv(SEC_CNT, struct.pack("<I", value)))
        return self

    def dependency(self, component, version):
        self.protected.append(tlv(DEPENDENCY, struct.pack("<BBH", component, 0, 0) + version_bytes(version)))
        return self

    def encrypt(self, recipient, form=EC256, key_size=16):
        self.recipient, self.form, self.image_key = recipient, form, os.urandom(key_size)
        self.flags |= AES128 if key_size == 16 else AES256
        return self

    def build(self):
        body = self.body
        if self.recipient is not None:
            body += bytes(-(self.header_size + len(body)) % 16)
        protected = area(PROTECTED, self.protected) if self.protected else b""
        if "protected" in self.info:
            protected = self.info["protected"] + protected[4:]
        protected_size = len(protected) if self.protected_size is None else self.protected_size
        body_size = len(body) if self.body_size is None else self.body_size
        header = struct.pack("<IIHHII", self.magic, self.load_addr, self.header_size, protected_size, body_size,
                             self.flags) + version_bytes(self.version) + struct.pack("<I", self.pad)
        header += self.fill * (self.header_size - 32)
        region = header + body + protected
        digest = hashlib.new(KINDS[self.kind][0], region).digest()
        signature = sign(self.kind, self.key, digest) if self.signature is None else self.signature
        records = {"hash": tlv(self.hash_type, digest),
                   "key": self.key_record or tlv(KEYHASH, key_hash(self.kind, self.key)),
                   "signature": tlv(KINDS[self.kind][1], signature)}
        if self.recipient is not None:
            wrapped = tlv(self.form, wrap_key(self.form, self.recipient, self.image_key))
            region = header + (body if self.clear else ctr(self.image_key, body)) + protected
        else:
            wrapped = b""
        unprotected = area(UNPROTECTED, self.before_hash + [records[name] for name in self.order] + [wrapped] +
                           self.after_signature)
        if "unprotected" in self.info:
            unprotected = self.info["unprotected"] + unprotected[4:]
        return region + unprotected


class Parsed:
    """An image that must be well-formed."""
    def __init__(self, data):
        (magic, self.load_addr, self.header_size, self.protected_size, self.body_size, self.flags) = \
            struct.unpack_from("<IIHHII", data)
        assert magic == MAGIC and struct.unpack_from("<I", data, 28) == (0,)
        self.version = struct.unpack_from("<BBHI", data, 20)
        self.data = data
        at = self.header_size + self.body_size
        self.protected, self.unprotected = [], []
        if self.protected_size:
            at = self.read_area(at, PROTECTED, self.protected)
        self.signed_size = at
        self.total_size = self.read_area(at, UNPROTECTED, self.unprotected)

    def read_area(self, at, magic, records):
        info, size = struct.unpack_from("<HH", self.data, at)
        assert info == magic and size >= 4
        end, at = at + size, at + 4
        while at < end:
            kind, length = struct.unpack_from("<HH", self.data, at)
            assert at + 4 + length <= end
            records.append((kind, self.data[at + 4:at + 4 + length]))
            at += 4 + length
        assert at == end
        return end

    def get(self, kind):
        found = [data for type_, data in self.protected + self.unprotected if type_ == kind]
        assert len(found) == 1, f"{len(found)} TLVs 0x{kind:x}"
        return found[0]

    def types(self):
        return [kind for kind, _ in self.protected], [kind for kind, _ in self.unprotected]

    def plain_body(self, device=None):
        body = self.data[self.header_size:self.header_size + self.body_size]
        if device is None:
            return body
        form = next(kind for kind, _ in self.unprotected if kind in FORMS)
        key = unwrap_key(form, device, self.get(form))
        assert key is not None and len(key) == (16 if self.flags & AES128 else 32), "key wrap"
        return ctr(key, body)

    def check(self, kind, public, device=None):
        """Hash, key hash and signature; the body in plain."""
        body = self.plain_body(device)
        end = self.header_size + self.body_size
        region = self.data[:self.header_size] + body + self.data[end:self.signed_size]
        digest = hashlib.new(KINDS[kind][0], region).digest()
        assert digest == self.get(SHA384 if kind == "ecdsa-p384" else SHA256), "hash"
        assert self.get(KEYHASH) == key_hash(kind, public), "key hash"
        if kind != "lms":
            assert verify(kind, public, digest, self.get(KINDS[kind][1])), "signature"
        return body
