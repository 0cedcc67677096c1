# SPDX-License-Identifier: Apache-2.0
# Copyright The libpsa contributors
"""What the macros of the Crypto API 1.5 give, computed from tables of the specification and of the standards behind it.

This is the second opinion to include/psa/crypto_values.h and crypto_sizes.h: it is written from the specification's
encodings appendix, its descriptions of key formats and macros, and the standards named at the tables; not from the
headers. A size is a number, or a pair (at least, at most) where the specification leaves room.
"""

# Hashes: number, length, block, and for those that can be suspended the lengths of the count and of the state.
HASHES = {
    'MD2': (0x01, 16, 16, 1, 64), 'MD4': (0x02, 16, 64, 8, 16), 'MD5': (0x03, 16, 64, 8, 16),
    'RIPEMD160': (0x04, 20, 64, 8, 20), 'SHA_1': (0x05, 20, 64, 8, 20), 'AES_MMO_ZIGBEE': (0x07, 16, 16),
    'SHA_224': (0x08, 28, 64, 8, 32), 'SHA_256': (0x09, 32, 64, 8, 32), 'SHA_384': (0x0a, 48, 128, 16, 64),
    'SHA_512': (0x0b, 64, 128, 16, 64), 'SHA_512_224': (0x0c, 28, 128, 16, 64), 'SHA_512_256': (0x0d, 32, 128, 16, 64),
    'SHA_256_192': (0x0e, 24, 64), 'SHA3_224': (0x10, 28, 144), 'SHA3_256': (0x11, 32, 136),
    'SHA3_384': (0x12, 48, 104), 'SHA3_512': (0x13, 64, 72), 'SM3': (0x14, 32, 64), 'SHAKE256_512': (0x15, 64, 136),
    'SHAKE128_256': (0x16, 32, 168), 'SHAKE256_192': (0x17, 24, 136), 'SHAKE256_256': (0x18, 32, 136),
    'ASCON_HASH256': (0x19, 32, 8), 'BLAKE2S_HASH256': (0x1c, 32, 64), 'BLAKE2SP_HASH256': (0x1d, 32, 512),
    'BLAKE2B_HASH512': (0x1e, 64, 128), 'BLAKE2BP_HASH512': (0x1f, 64, 512),
}
HASH_BY_NUMBER = {row[0]: row for row in HASHES.values()}

# Block ciphers: number, bytes in a block. Stream ciphers: number, bytes of the IV.
BLOCK = {'AES': (0x2400, 16), 'ARIA': (0x2406, 16), 'CAMELLIA': (0x2403, 16), 'SM4': (0x2405, 16), 'DES': (0x2301, 8)}
BLOCK_BY_TYPE = dict(BLOCK.values())
STREAM = {'ARC4': (0x2002, 0), 'CHACHA20': (0x2004, 12), 'XCHACHA20': (0x2007, 24)}
STREAM_BY_TYPE = dict(STREAM.values())
SYMMETRIC_BITS = {'AES': (128, 192, 256), 'ARIA': (128, 192, 256), 'CAMELLIA': (128, 192, 256), 'SM4': (128,),
                  'DES': (64, 128, 192), 'ARC4': (128,), 'CHACHA20': (256,), 'XCHACHA20': (256,), 'ASCON': (128, 256)}
UNSTRUCTURED = {'RAW_DATA': 0x1001, 'HMAC': 0x1100, 'BLAKE2': 0x1103, 'DERIVE': 0x1200, 'PASSWORD': 0x1203,
                'PASSWORD_HASH': 0x1205, 'PEPPER': 0x1206, 'ASCON': 0x2008}

# Cipher modes: number, and what they are.
CTR, CFB, OFB, CCM_STAR = 0x04c01000, 0x04c01100, 0x04c01200, 0x04c01300
XTS, ECB, CBC, CBC_PKCS7, STREAM_CIPHER = 0x0440ff00, 0x04404400, 0x04404000, 0x04404100, 0x04800100
CIPHERS = {'CTR': CTR, 'CFB': CFB, 'OFB': OFB, 'CCM_STAR_NO_TAG': CCM_STAR, 'XTS': XTS, 'ECB_NO_PADDING': ECB,
           'CBC_NO_PADDING': CBC, 'CBC_PKCS7': CBC_PKCS7, 'STREAM_CIPHER': STREAM_CIPHER}
# AEADs: number, key types, bytes of the default nonce.
AEADS = {
    'CCM': (0x05500100, (0x2400, 0x2406, 0x2403, 0x2405), 13),
    'GCM': (0x05500200, (0x2400, 0x2406, 0x2403, 0x2405), 12),
    'CHACHA20_POLY1305': (0x05100500, (0x2004,), 12), 'XCHACHA20_POLY1305': (0x05100600, (0x2007,), 24),
    'ASCON_AEAD128': (0x05100700, (0x2008,), 16),
}
TAG_BITS = 0x003f8000

# Curves: family, its number, the sizes in bits, kind.
CURVES = {
    'SECP_K1': (0x17, (192, 225, 256), 'weierstrass'), 'SECP_R1': (0x12, (192, 224, 256, 384, 521), 'weierstrass'),
    'SECP_R2': (0x1b, (160,), 'weierstrass'), 'SECT_K1': (0x27, (163, 233, 239, 283, 409, 571), 'weierstrass'),
    'SECT_R1': (0x22, (163, 233, 283, 409, 571), 'weierstrass'), 'SECT_R2': (0x2b, (163,), 'weierstrass'),
    'BRAINPOOL_P_R1': (0x30, (160, 192, 224, 256, 320, 384, 512), 'weierstrass'), 'FRP': (0x33, (256,), 'weierstrass'),
    'MONTGOMERY': (0x41, (255, 448), 'montgomery'), 'TWISTED_EDWARDS': (0x42, (255, 448), 'edwards'),
}
KIND_OF_FAMILY = {number: kind for number, _, kind in CURVES.values()}
GROUPS = {'RFC7919': (0x03, (2048, 3072, 4096, 6144, 8192)), 'RFC3526': (0x05, (2048, 3072, 4096, 6144, 8192))}
SLH_DSA = {'SHA2_S': 0x02, 'SHA2_F': 0x04, 'SHAKE_S': 0x0b, 'SHAKE_F': 0x0d}
# FIPS 204 table 2, FIPS 205 table 2, FIPS 203 table 3: public key, signature or ciphertext.
ML_DSA = {128: (1312, 2420), 192: (1952, 3309), 256: (2592, 4627)}
SLH_SIGNATURE = {('S', 128): 7856, ('S', 192): 16224, ('S', 256): 29792,
                 ('F', 128): 17088, ('F', 192): 35664, ('F', 256): 49856}
ML_KEM = {512: (800, 768), 768: (1184, 1088), 1024: (1568, 1568)}


def octets(bits):
    return -(-bits // 8)


def round_up(block, size):
    return -(-size // block) * block


def der(length):
    """Bytes of a DER element with so many bytes of content."""
    return length + (2 if length < 128 else 3 if length < 256 else 4)


def private_number(family, bits):
    return octets(bits + 1) if KIND_OF_FAMILY[family] == 'edwards' else octets(bits)


def public_point(family, bits):
    kind = KIND_OF_FAMILY[family]
    return 2 * octets(bits) + 1 if kind == 'weierstrass' else octets(bits + 1) if kind == 'edwards' else octets(bits)


def public_data(key_type, bits):
    """Bytes of a public key, by its type."""
    if key_type & 0xff80 == 0x4100:
        return public_point(key_type & 0x7f, bits)
    if key_type & 0xff80 == 0x4200:
        return octets(bits)
    if key_type & 0xff80 == 0x4180:
        return 2 * octets(bits)
    if key_type & 0xff80 == 0x4400:
        return private_number(key_type & 0x7f, bits) + public_point(key_type & 0x7f, bits)
    if key_type == 0x4001:  # n with a zero before it, e of 3 to 4 bytes
        least = der(der(octets(bits) + 1) + der(3))
        return (least, least + 8)
    if key_type == 0x4002:
        return ML_DSA[bits][0]
    if key_type == 0x4004:
        return ML_KEM[bits][0]
    if key_type == 0x4007:  # RFC 8554, 5.3: type, type, I, T[1]
        return 4 + 4 + 16 + octets(bits)
    if key_type == 0x4008:  # RFC 8554, 6.1: L and an LMS public key
        return 4 + 4 + 4 + 16 + octets(bits)
    if key_type in (0x400b, 0x400d):  # RFC 8391, B.3 and C.3: type, root, seed
        return 4 + 2 * octets(bits)
    return 0


def secret_data(key_type, bits):
    """Bytes of any other key, by its type."""
    if key_type & 0x7000 in (0x1000, 0x2000):
        return octets(bits)
    if key_type & 0xff80 == 0x7100:
        return private_number(key_type & 0x7f, bits)
    if key_type & 0xff80 == 0x7200:
        return octets(bits)
    if key_type & 0xff80 == 0x7180:
        return 4 * octets(bits)
    if key_type & 0xff80 == 0x7400:
        return 2 * private_number(key_type & 0x7f, bits)
    if key_type & 0xff80 == 0x3280:
        return 2 * octets(bits)
    if key_type & 0xff80 == 0x3300:
        return octets(bits)
    if key_type == 0x7001:  # version, n, e, d, and five numbers of half the size
        least = der(der(1) + 2 * der(octets(bits) + 1) + der(3) + 5 * der(octets(octets(bits) * 4) + 1))
        return (least, least + 32)
    return {0x7002: 32, 0x7004: 64}.get(key_type, 0)


def key_data(key_type, bits):
    return public_data(key_type, bits) if key_type & 0x7000 == 0x4000 else secret_data(key_type, bits)


def spread(value):
    return value if isinstance(value, tuple) else (value, value)


def hash_length(number):
    return HASH_BY_NUMBER[number][1] if number in HASH_BY_NUMBER else 0


# ------------------------------------------------------------------------------------------- kind "model" and "size"
# ---

def PSA_KEY_LIFETIME_GET_LOCATION(lifetime):
    return lifetime >> 8


def PSA_KEY_LIFETIME_IS_VOLATILE(lifetime):
    return int(lifetime % 256 == 0)


def PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(persistence, location):
    return location * 256 + persistence


def PSA_KEY_TYPE_IS_UNSTRUCTURED(type):
    return int(type & 0x7000 in (0x1000, 0x2000))


def PSA_KEY_TYPE_KEY_PAIR_OF_PUBLIC_KEY(type):
    return type | 0x3000


def PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type):
    return type & ~0x3000


def PSA_BLOCK_CIPHER_BLOCK_LENGTH(type):
    return 2 ** (type >> 8 & 7)


def PSA_ALG_GET_HASH(alg):
    return 0x02000000 + alg % 256 if alg % 256 else 0


def PSA_ALG_IS_WILDCARD(alg):
    wildcard_length = alg >> 24 & 0x7f in (3, 5) and alg & 0x8000
    return int(alg % 256 == 0xff or bool(wildcard_length) or alg == 0x04c09300)


def PSA_ALG_AEAD_WITH_SHORTENED_TAG(aead_alg, tag_length):
    return aead_alg & ~TAG_BITS | tag_length << 16


def PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(aead_alg):
    for number, _, _ in AEADS.values():
        if number & ~TAG_BITS == aead_alg & ~TAG_BITS:
            return number
    return 0


def PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(aead_alg, min_tag_length):
    return aead_alg & ~TAG_BITS | min_tag_length << 16 | 0x8000


PSA_ALG_TRUNCATED_MAC = PSA_ALG_AEAD_WITH_SHORTENED_TAG
PSA_ALG_AT_LEAST_THIS_LENGTH_MAC = PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG


def PSA_ALG_FULL_LENGTH_MAC(mac_alg):
    return mac_alg & ~TAG_BITS


def PSA_ALG_KEY_AGREEMENT(ka_alg, kdf_alg):
    return ka_alg | kdf_alg


def PSA_ALG_IS_RAW_KEY_AGREEMENT(alg):
    return int(alg & 0x7f00ffff == 0x09000000)


def PSA_PAKE_PRIMITIVE(pake_type, pake_family, pake_bits):
    return 0 if pake_bits > 0xffff else pake_type << 24 | pake_family << 16 | pake_bits


def PSA_PAKE_PRIMITIVE_GET_TYPE(pake_primitive):
    return pake_primitive >> 24


def PSA_PAKE_PRIMITIVE_GET_FAMILY(pake_primitive):
    return pake_primitive >> 16 & 0xff


def PSA_PAKE_PRIMITIVE_GET_BITS(pake_primitive):
    return pake_primitive & 0xffff


# Signature algorithms by their third byte (encodings appendix): RSA PKCS#1, PSS, PSS with any salt, ECDSA,
# deterministic ECDSA, EdDSA of a hash, SLH-DSA and ML-DSA of a hash.
HASH_AND_SIGN = (0x02, 0x03, 0x13, 0x06, 0x07, 0x09, 0x42, 0x43, 0x46, 0x47)


def is_sign(alg):
    return alg >> 24 & 0x7f == 6


def PSA_ALG_IS_HASH_AND_SIGN(alg):
    return int(alg >> 16 == 0x0600 and alg >> 8 & 0xff in HASH_AND_SIGN)


def PSA_ALG_IS_SIGN_HASH(alg):
    return PSA_ALG_IS_HASH_AND_SIGN(alg)  # RAW and ANY are those with hash 0


def PSA_ALG_IS_SIGN_MESSAGE(alg):
    return int(is_sign(alg) and alg not in (0x06000200, 0x06000600))


def PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg):
    return int(alg >> 16 == 0x0600 and (alg == 0x06000a00 or alg >> 8 & 0xff in (
        0x09, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47)))


def PSA_ALG_XOF_HAS_CONTEXT(alg):
    return alg >> 15 & 1


def is_hash(alg):
    return alg >> 24 & 0x7f == 2


def is_hmac(alg):
    return alg & 0x7fc0ff00 == 0x03800000


def PSA_HASH_LENGTH(alg):
    return hash_length(alg & 0xff) if is_hmac(alg) or alg >> 8 == 0x020000 else 0


def hash_row(alg):
    return HASH_BY_NUMBER.get(alg & 0xff, (0, 0, 0)) if alg >> 8 == 0x020000 else (0, 0, 0)


def PSA_HASH_BLOCK_LENGTH(alg):
    return hash_row(alg)[2]


def PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH(alg):
    return (hash_row(alg) + (0, 0))[3]


def PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(alg):
    return (hash_row(alg) + (0, 0))[4]


def PSA_HASH_SUSPEND_OUTPUT_SIZE(alg):
    row = hash_row(alg)
    return 4 + row[3] + row[4] + row[2] - 1 if len(row) == 5 else 0


def PSA_MAC_LENGTH(key_type, key_bits, alg):
    if alg >> 24 & 0x7f != 3:
        return 0
    if alg >> 16 & 0x3f:
        return alg >> 16 & 0x3f
    if alg & 0x00c00000 == 0x00c00000:
        return BLOCK_BY_TYPE[key_type]
    return hash_length(alg & 0xff)


def cipher_kind(key_type, alg):
    """'blocks', 'bytes' or None, the latter for a key type and an algorithm that don't go together."""
    if alg == STREAM_CIPHER:
        return 'bytes' if key_type in STREAM_BY_TYPE else None
    if key_type not in BLOCK_BY_TYPE or alg not in CIPHERS.values():
        return None
    if alg == CCM_STAR and BLOCK_BY_TYPE[key_type] != 16:
        return None
    return 'bytes' if alg in (CTR, CFB, OFB, CCM_STAR) else 'blocks'


def PSA_CIPHER_IV_LENGTH(key_type, alg):
    if not cipher_kind(key_type, alg) or alg == ECB:
        return 0
    if alg == STREAM_CIPHER:
        return STREAM_BY_TYPE[key_type]
    return 13 if alg == CCM_STAR else BLOCK_BY_TYPE[key_type]


def PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(key_type, alg, input_length):
    if not cipher_kind(key_type, alg):
        return 0
    text = round_up(BLOCK_BY_TYPE[key_type], input_length + 1) if alg == CBC_PKCS7 else input_length
    return PSA_CIPHER_IV_LENGTH(key_type, alg) + text


def PSA_CIPHER_DECRYPT_OUTPUT_SIZE(key_type, alg, input_length):
    return max(0, input_length - PSA_CIPHER_IV_LENGTH(key_type, alg)) if cipher_kind(key_type, alg) else 0


def PSA_CIPHER_UPDATE_OUTPUT_SIZE(key_type, alg, input_length):
    kind = cipher_kind(key_type, alg)
    return 0 if not kind else round_up(BLOCK_BY_TYPE[key_type], input_length) if kind == 'blocks' else input_length


def PSA_CIPHER_FINISH_OUTPUT_SIZE(key_type, alg):
    if not cipher_kind(key_type, alg):
        return 0
    return {CBC_PKCS7: 1, XTS: 2}.get(alg, 0) * BLOCK_BY_TYPE.get(key_type, 0)


def aead_row(key_type, alg):
    for row in AEADS.values():
        if row[0] & ~TAG_BITS == alg & ~TAG_BITS and key_type in row[1]:
            return row
    return None


def aead_tag(alg):
    return alg >> 16 & 0x3f


def PSA_AEAD_TAG_LENGTH(key_type, key_bits, alg):
    return aead_tag(alg) if aead_row(key_type, alg) else 0


def PSA_AEAD_NONCE_LENGTH(key_type, alg):
    return aead_row(key_type, alg)[2] if aead_row(key_type, alg) else 0


def PSA_AEAD_ENCRYPT_OUTPUT_SIZE(key_type, alg, plaintext_length):
    return plaintext_length + aead_tag(alg) if aead_row(key_type, alg) else 0


def PSA_AEAD_DECRYPT_OUTPUT_SIZE(key_type, alg, ciphertext_length):
    return max(0, ciphertext_length - aead_tag(alg)) if aead_row(key_type, alg) else 0


def aead_block(key_type, alg):
    """Bytes that may be held back: CCM, GCM and Ascon work in blocks of 16."""
    row = aead_row(key_type, alg)
    return 0 if not row else 16 if row[0] in (0x05500100, 0x05500200, 0x05100700) else 1


def PSA_AEAD_UPDATE_OUTPUT_SIZE(key_type, alg, input_length):
    block = aead_block(key_type, alg)
    return round_up(block, input_length) if block else 0


def PSA_AEAD_FINISH_OUTPUT_SIZE(key_type, alg):
    return 16 if aead_block(key_type, alg) == 16 else 0


PSA_AEAD_VERIFY_OUTPUT_SIZE = PSA_AEAD_FINISH_OUTPUT_SIZE


def PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(key_type, key_bits):
    return public_data(key_type & ~0x3000, key_bits) if key_type & 0x4000 else 0


def PSA_EXPORT_KEY_OUTPUT_SIZE(key_type, key_bits):
    own = spread(key_data(key_type, key_bits))
    public = spread(PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(key_type, key_bits))
    return (max(own[0], public[0]), max(own[1], public[1]))


def PSA_WRAP_KEY_OUTPUT_SIZE(wrap_key_type, alg, key_type, key_bits):
    if BLOCK_BY_TYPE.get(wrap_key_type) != 16 or alg not in (0x0b400100, 0x0bc00200):
        return 0
    low, high = spread(key_data(key_type, key_bits))
    return (round_up(8, low) + 8, round_up(8, high) + 8)


def PSA_SIGN_OUTPUT_SIZE(key_type, key_bits, alg):
    public = key_type & ~0x3000
    third = alg >> 8 & 0xff if alg >> 16 == 0x0600 else None
    if public & 0xff80 == 0x4100:
        kind = KIND_OF_FAMILY[public & 0x7f]
        if kind == 'weierstrass' and third in (0x06, 0x07):
            return 2 * octets(key_bits)
        if kind == 'edwards' and (alg in (0x06000800, 0x06000a00) or third == 0x09):
            return {255: 64, 448: 114}[key_bits]
    if public == 0x4001 and third in (0x02, 0x03, 0x13):
        return octets(key_bits)
    if public == 0x4002 and (alg in (0x06004400, 0x06004500) or third in (0x46, 0x47)):
        return ML_DSA[key_bits][1]
    if public & 0xff80 == 0x4180 and (alg in (0x06004000, 0x06004100) or third in (0x42, 0x43)):
        small = public & 0x7f in (SLH_DSA['SHA2_S'], SLH_DSA['SHAKE_S'])
        return SLH_SIGNATURE['S' if small else 'F', key_bits]
    return 0


def rsa_overhead(key_type, alg):
    if key_type & ~0x3000 != 0x4001:
        return None
    if alg == 0x07000200:
        return 11
    return 2 * hash_length(alg & 0xff) + 2 if alg >> 8 == 0x070003 else None


def PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key_type, key_bits, alg):
    return 0 if rsa_overhead(key_type, alg) is None else octets(key_bits)


def PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE(key_type, key_bits, alg):
    overhead = rsa_overhead(key_type, alg)
    return 0 if overhead is None else max(0, octets(key_bits) - overhead)


def PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(key_type, key_bits):
    public = key_type & ~0x3000
    if public & 0xff80 == 0x4100 and KIND_OF_FAMILY[public & 0x7f] != 'edwards' or public & 0xff80 == 0x4200:
        return octets(key_bits)
    return 0


def PSA_ENCAPSULATE_CIPHERTEXT_SIZE(key_type, key_bits, alg):
    public = key_type & ~0x3000
    if alg == 0x0c000100 and public & 0xff80 == 0x4100 and KIND_OF_FAMILY[public & 0x7f] != 'edwards':
        return public_point(public & 0x7f, key_bits)
    return ML_KEM[key_bits][1] if alg == 0x0c000200 and public == 0x4004 else 0


def pake_step(alg, primitive, step):
    """Steps that both sides send: what the PAKE chapters say of each protocol's messages."""
    ecc, family, bits = primitive >> 24 == 1, primitive >> 16 & 0xff, primitive & 0xffff
    share = public_point(family, bits) if ecc else octets(bits)
    protocol = alg >> 8 & 0xff
    digest = hash_length(alg & 0xff)
    if protocol == 0x01:
        return {1: share, 2: share, 3: octets(bits)}.get(step, 0)
    if protocol in (0x04, 0x05, 0x06):
        return {1: share, 4: 16 if protocol == 0x05 else digest}.get(step, 0)
    if protocol in (0x08, 0x09):
        return {6: octets(bits) + (2 if ecc else 1) * octets(bits), 4: 2 + digest}.get(step, 0)
    return 0


def PSA_PAKE_OUTPUT_SIZE(alg, primitive, output_step):
    if alg >> 8 & 0xff in (0x08, 0x09) and output_step == 8:
        return 16
    return pake_step(alg, primitive, output_step)


def PSA_PAKE_INPUT_SIZE(alg, primitive, input_step):
    if alg >> 8 & 0xff in (0x08, 0x09) and input_step in (5, 7):
        return 64 if input_step == 5 else 2
    return pake_step(alg, primitive, input_step)


# ----------------------------------------------------------------------------------------------------- kind "maximum"
# ---

def key_pairs(wants, name):
    return any(f'PSA_WANT_KEY_TYPE_{name}_KEY_PAIR_BASIC' == w for w in wants)


class Universe:
    """All key types, sizes and algorithms of a feature set."""

    def __init__(self, wants, rsa_bits=4096):
        def alg(name):
            return f'PSA_WANT_ALG_{name}' in wants

        def key(name):
            return f'PSA_WANT_KEY_TYPE_{name}' in wants

        self.hashes = [0x02000000 + HASHES[n][0] for n in HASHES if alg(n)]
        self.block = [BLOCK[n][0] for n in BLOCK if key(n)]
        self.stream = [STREAM[n][0] for n in STREAM if key(n)]
        self.ciphers = [CIPHERS[n] for n in CIPHERS if alg(n)]
        self.aeads = [AEADS[n][0] for n in AEADS if alg(n)]
        self.macs = ([0x03800000 + h % 256 for h in self.hashes] if alg('HMAC') else []) + \
            ([0x03c00200] if alg('CMAC') else []) + ([0x03c00100] if alg('CBC_MAC') else []) + \
            ([0x0380031e] if alg('BLAKE2_MAC') else [])
        self.curves = [(CURVES[f][0], b) for f in CURVES for b in CURVES[f][1] if f'PSA_WANT_ECC_{f}_{b}' in wants]
        self.groups = [(GROUPS[f][0], b) for f in GROUPS for b in GROUPS[f][1] if f'PSA_WANT_DH_{f}_{b}' in wants]
        self.public, self.pairs = [], []
        for number, bits in self.curves:
            self.public.append((0x4100 + number, bits))
            self.pairs.append((0x7100 + number, bits))
            if KIND_OF_FAMILY[number] != 'montgomery' and (key('SPAKE2P_PUBLIC_KEY') or key_pairs(wants, 'SPAKE2P')):
                self.public.append((0x4400 + number, bits))
                self.pairs.append((0x7400 + number, bits))
        for number, bits in self.groups:
            self.public.append((0x4200 + number, bits))
            self.pairs.append((0x7200 + number, bits))
        fixed = [('RSA', 0x4001, (rsa_bits,)), ('ML_DSA', 0x4002, ML_DSA), ('ML_KEM', 0x4004, ML_KEM)]
        fixed += [('SLH_DSA', 0x4180 + n, (128, 192, 256)) for n in SLH_DSA.values()]
        for name, number, sizes in fixed:
            if key(f'{name}_PUBLIC_KEY') or key_pairs(wants, name):
                self.public += [(number, bits) for bits in sizes]
            if key_pairs(wants, name):
                self.pairs += [(number + 0x3000, bits) for bits in sizes]
        for name, number in (('LMS', 0x4007), ('HSS', 0x4008), ('XMSS', 0x400b), ('XMSS_MT', 0x400d)):
            if key(f'{name}_PUBLIC_KEY'):
                self.public += [(number, 192), (number, 256)]
        signs = {'ECDSA': 0x06000609, 'ECDSA_ANY': 0x06000600, 'DETERMINISTIC_ECDSA': 0x06000709,
                 'PURE_EDDSA': 0x06000800, 'EDDSA_CTX': 0x06000a00, 'ED25519PH': 0x0600090b, 'ED448PH': 0x06000915,
                 'RSA_PKCS1V15_SIGN': 0x06000209, 'RSA_PKCS1V15_SIGN_RAW': 0x06000200, 'RSA_PSS': 0x06000309,
                 'RSA_PSS_ANY_SALT': 0x06001309, 'ML_DSA': 0x06004400, 'DETERMINISTIC_ML_DSA': 0x06004500,
                 'HASH_ML_DSA': 0x06004609, 'DETERMINISTIC_HASH_ML_DSA': 0x06004709, 'SLH_DSA': 0x06004000,
                 'DETERMINISTIC_SLH_DSA': 0x06004100, 'HASH_SLH_DSA': 0x06004209,
                 'DETERMINISTIC_HASH_SLH_DSA': 0x06004309}
        self.signs = [signs[n] for n in signs if alg(n)]
        # the library takes PKCS#1 v1.5 and OAEP with the smallest hash as far as a buffer is concerned
        self.crypts = [0x07000200] if alg('RSA_PKCS1V15_CRYPT') or alg('RSA_OAEP') else []
        self.agrees = (['ECDH'] if alg('ECDH') else []) + (['FFDH'] if alg('FFDH') else [])
        self.encapsulates = ([0x0c000100] if alg('ECIES_SEC1') else []) + ([0x0c000200] if alg('ML_KEM') else [])
        self.wraps = [0x0b400100] if alg('KW') or alg('KWP') else []
        self.pakes = []
        for name, base in (('JPAKE', 0x0a000100), ('SPAKE2P_HMAC', 0x0a000400), ('WPA3_SAE_FIXED', 0x0a000800),
                           ('WPA3_SAE_GDH', 0x0a000900)):
            if alg(name):
                self.pakes += [base + h % 256 for h in self.hashes]
        self.pakes += ([0x0a000509] if alg('SPAKE2P_CMAC') else []) + ([0x0a000609] if alg('SPAKE2P_MATTER') else [])
        self.primitives = [1 << 24 | f << 16 | b for f, b in self.curves] + \
            [2 << 24 | f << 16 | b for f, b in self.groups]

    def maximum(self, name, length=0):
        """The largest value, as (at least, at most), of the macro that PSA_..._MAX_SIZE covers."""
        ciphers = [(t, a) for t in self.block + self.stream for a in self.ciphers if cipher_kind(t, a)]
        aeads = [(t, a) for a in self.aeads for t in dict((r[0], r[1]) for r in AEADS.values())[a]]

        def over(function, arguments):
            values = [spread(function(*a)) for a in arguments] or [(0, 0)]
            return (max(v[0] for v in values), max(v[1] for v in values))
        pakes = [(a, p, s) for a in self.pakes for p in self.primitives for s in range(1, 9)]
        pairs = [key for key in self.pairs]
        return {
            'PSA_HASH_MAX_SIZE': lambda: over(PSA_HASH_LENGTH, [(h,) for h in self.hashes]),
            'PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE':
                lambda: over(PSA_HASH_SUSPEND_OUTPUT_SIZE, [(h,) for h in self.hashes]),
            'PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE': lambda: over(PSA_BLOCK_CIPHER_BLOCK_LENGTH, [(t,) for t in self.block]),
            'PSA_MAC_MAX_SIZE': lambda: over(PSA_MAC_LENGTH, [
                (t, 128, a) for a in self.macs for t in (self.block if a & 0x00c00000 == 0x00c00000 else [0x1100])]),
            'PSA_CIPHER_IV_MAX_SIZE': lambda: over(PSA_CIPHER_IV_LENGTH, ciphers),
            'PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE':
                lambda: over(PSA_CIPHER_ENCRYPT_OUTPUT_SIZE, [(t, a, length) for t, a in ciphers]),
            'PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE':
                lambda: over(PSA_CIPHER_DECRYPT_OUTPUT_SIZE, [(t, a, length) for t, a in ciphers]),
            'PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE':
                lambda: over(PSA_CIPHER_UPDATE_OUTPUT_SIZE, [(t, a, length) for t, a in ciphers]),
            'PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE': lambda: over(PSA_CIPHER_FINISH_OUTPUT_SIZE, ciphers),
            'PSA_AEAD_TAG_MAX_SIZE': lambda: over(PSA_AEAD_TAG_LENGTH, [(t, 128, a) for t, a in aeads]),
            'PSA_AEAD_NONCE_MAX_SIZE': lambda: over(PSA_AEAD_NONCE_LENGTH, aeads),
            'PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE':
                lambda: over(PSA_AEAD_ENCRYPT_OUTPUT_SIZE, [(t, a, length) for t, a in aeads]),
            'PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE':
                lambda: over(PSA_AEAD_DECRYPT_OUTPUT_SIZE, [(t, a, length) for t, a in aeads]),
            'PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE':
                lambda: over(PSA_AEAD_UPDATE_OUTPUT_SIZE, [(t, a, length) for t, a in aeads]),
            'PSA_AEAD_FINISH_OUTPUT_MAX_SIZE': lambda: over(PSA_AEAD_FINISH_OUTPUT_SIZE, aeads),
            'PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE': lambda: over(PSA_AEAD_VERIFY_OUTPUT_SIZE, aeads),
            'PSA_EXPORT_PUBLIC_KEY_MAX_SIZE': lambda: over(public_data, self.public),
            'PSA_EXPORT_KEY_PAIR_MAX_SIZE': lambda: over(secret_data, pairs),
            'PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE': lambda: over(key_data, self.public + pairs),
            'PSA_WRAP_KEY_PAIR_MAX_SIZE': lambda: over(PSA_WRAP_KEY_OUTPUT_SIZE, [
                (0x2400, a, t, b) for a in self.wraps for t, b in pairs]),
            'PSA_SIGNATURE_MAX_SIZE': lambda: over(PSA_SIGN_OUTPUT_SIZE, [
                (t, b, a) for t, b in self.public + pairs for a in self.signs]),
            'PSA_ASYMMETRIC_ENCRYPT_OUTPUT_MAX_SIZE': lambda: over(PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE, [
                (t, b, a) for t, b in self.public for a in self.crypts]),
            'PSA_ASYMMETRIC_DECRYPT_OUTPUT_MAX_SIZE': lambda: over(PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE, [
                (t, b, a) for t, b in self.public for a in self.crypts]),
            'PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE': lambda: over(PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE, [
                (0x7100 + f, b) for f, b in self.curves if 'ECDH' in self.agrees] + [
                (0x7200 + f, b) for f, b in self.groups if 'FFDH' in self.agrees]),
            'PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE': lambda: over(PSA_ENCAPSULATE_CIPHERTEXT_SIZE, [
                (t, b, a) for t, b in self.public for a in self.encapsulates]),
            'PSA_PAKE_OUTPUT_MAX_SIZE': lambda: over(PSA_PAKE_OUTPUT_SIZE, pakes),
            'PSA_PAKE_INPUT_MAX_SIZE': lambda: over(PSA_PAKE_INPUT_SIZE, pakes),
        }[name]()
