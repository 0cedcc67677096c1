#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""its_dump.py IMAGE SECTOR_SIZE UNIT [--area N] [--key FILE] [--content]

A second reader of storage areas, written from lib/its/DESIGN.md section 3 alone and sharing no code with the library:
AES, CCM and CMAC are its own. It prints what `psa its dump` prints, without the lines about faults, so that a test
compares the two line by line. Exit status: 0, or 2 for wrong usage.
"""
import argparse
import struct

VERSION, HEADER, TAG = 2, 16, 16
SESSION, ITEM, RESERVED, TOMBSTONE = range(4)
TYPES = ["session", "item", "reserved", "tombstone"]
FLAGS = ["write-once", "no-confidentiality", "no-replay-protection"]


# --- AES (FIPS 197), encryption only ----------------------------------------------------------------------------------

def make_sbox():
    """Inverse in GF(2^8), then the affine map: FIPS 197 section 5.1.1, by walking powers of the generator 3."""
    sbox, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= (p << 1) ^ (0x11B if p & 0x80 else 0)
        p &= 0xFF
        for shift in (1, 2, 4):
            q ^= q << shift & 0xFF
        q ^= 0x09 if q & 0x80 else 0
        turned = [(q << n | q >> (8 - n)) & 0xFF for n in range(5)]
        sbox[p] = turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63
        if p == 1:
            return sbox


SBOX = make_sbox()
DOUBLE = [(x << 1 ^ (0x11B if x & 0x80 else 0)) & 0xFF for x in range(256)]


class Aes:
    def __init__(self, key):
        words, n = [list(key[i:i + 4]) for i in range(0, len(key), 4)], len(key) // 4
        rcon = 1
        for i in range(n, 4 * (n + 7)):
            word = list(words[i - 1])
            if i % n == 0:
                word = [SBOX[b] for b in word[1:] + word[:1]]
                word[0] ^= rcon
                rcon = DOUBLE[rcon]
            elif n == 8 and i % n == 4:
                word = [SBOX[b] for b in word]
            words.append([a ^ b for a, b in zip(words[i - n], word)])
        self.rounds = [sum(words[i:i + 4], []) for i in range(0, len(words), 4)]

    def block(self, data):
        state = [a ^ b for a, b in zip(data, self.rounds[0])]
        for key in self.rounds[1:]:
            state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
            if key is not self.rounds[-1]:
                mixed = []
                for c in range(0, 16, 4):
                    a = state[c:c + 4]
                    total = a[0] ^ a[1] ^ a[2] ^ a[3]
                    mixed += [a[i] ^ total ^ DOUBLE[a[i] ^ a[(i + 1) % 4]] for i in range(4)]
                state = mixed
            state = [a ^ b for a, b in zip(state, key)]
        return bytes(state)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def cmac(aes, message):
    """RFC 4493."""
    def double(block):
        value = int.from_bytes(block, "big") << 1
        return (value & (1 << 128) - 1 ^ (0x87 if value >> 128 else 0)).to_bytes(16, "big")
    k1 = double(aes.block(bytes(16)))
    count = max(1, -(-len(message) // 16))
    last = message[16 * (count - 1):]
    last = xor(last, k1) if len(last) == 16 else xor(last + b"\x80" + bytes(15 - len(last)), double(k1))
    x = bytes(16)
    for i in range(count - 1):
        x = aes.block(xor(x, message[16 * i:16 * i + 16]))
    return aes.block(xor(x, last))


def ccm_open(aes, nonce, ad, sealed):
    """SP 800-38C with a 16-byte tag and a 12-byte nonce: the text, or None."""
    text_size = len(sealed) - TAG
    counter = lambda i: aes.block(bytes([2]) + nonce + i.to_bytes(3, "big"))
    text = b"".join(xor(sealed[16 * i:min(16 * i + 16, text_size)], counter(i + 1)) for i in range(-(-text_size // 16)))
    pad = lambda b: b + bytes(-len(b) % 16)
    blocks = bytes([0x40 | (TAG - 2) // 2 << 3 | 2]) + nonce + text_size.to_bytes(3, "big")
    blocks += pad(len(ad).to_bytes(2, "big") + ad) + pad(text)
    x = bytes(16)
    for i in range(0, len(blocks), 16):
        x = aes.block(xor(x, blocks[i:i + 16]))
    return text if xor(x, counter(0)) == sealed[text_size:] else None


# --- The format (DESIGN.md section 3) ---------------------------------------------------------------------------------

def area_key(device_key, area):
    """SP 800-108, counter mode, CMAC, 16 bytes: label "libpsa storage", context version and area."""
    message = struct.pack(">I", 1) + b"libpsa storage" + b"\0" + bytes([VERSION, area]) + struct.pack(">I", 128)
    return Aes(cmac(Aes(device_key), message))


def check(raw, salt):
    """Of a header: one byte over the others, and over the session's salt if it is not a session's own."""
    value = salt[0] if raw[0] & 3 else 0x2F
    for i, byte in enumerate(raw[:HEADER]):
        value = value * 31 + (0 if i == 3 else byte) & 0xFF
    return value


class Record:
    def __init__(self, raw, salt):
        first, low, self.check, self.owner, self.uid = struct.unpack("<BHBiQ", raw)
        self.type, self.flags, self.copy, self.size = first & 3, first >> 2 & 7, first >> 5 & 1, first >> 6 << 16 | low
        self.epoch, self.salt = self.owner & 0xFFFFFFFF, raw[8:]  # of a session
        self.lost = self.type == RESERVED and self.size == 0
        self.valid = self.check == check(raw, salt) and not (self.size and self.type in (SESSION, TOMBSTONE))
        self.valid = self.valid and (self.type != SESSION or first == VERSION << 2)


class Area:
    def __init__(self, data, sector_size, unit, area, key):
        self.data, self.sector_size, self.area = data, sector_size, area
        self.unit, self.cell = unit, max(unit, 16)
        self.cells, self.sectors = sector_size // self.cell, len(data) // sector_size
        self.key = area_key(key, area) if key else None
        self.entries = []  # dictionaries in the order of addresses

    def at(self, sector, cell, count=1):
        start = sector * self.sector_size + cell * self.cell
        return self.data[start:start + count * self.cell]

    def blank(self, sector, cell):
        return set(self.at(sector, cell)) == {0xFF}

    def open(self, sector, cell, epoch, salt, size):
        """The text sealed behind a header, or None."""
        header = self.at(sector, cell)[:HEADER]
        nonce = salt + struct.pack("<I", sector * self.sector_size + cell * self.cell)
        ad = header + struct.pack("<I", epoch)
        start = sector * self.sector_size + (cell + 1) * self.cell
        return ccm_open(self.key, nonce, ad, self.data[start:start + size + TAG])

    def prove(self, sector, cell, cells, epoch, salt, size):
        """("" | torn | authentic | not authentic, text)."""
        if any(self.blank(sector, cell + i) for i in range(cells)):
            return "torn", None
        if not self.key:
            return "", None
        text = self.open(sector, cell, epoch, salt, size)
        return ("authentic" if text is not None else "not authentic"), text

    def record_cells(self, size):
        return 1 + -(-(size + TAG) // self.cell)

    def header(self, sector, cell, salt):
        """The header that stands at a cell, of a record or a session, or None."""
        if cell + 2 > self.cells:
            return None
        record = Record(self.at(sector, cell)[:HEADER], salt)
        return record if record.valid and self.record_cells(record.size) <= self.cells - cell else None

    def record(self, sector, cell, salt):
        found = self.header(sector, cell, salt)
        return found if found and found.type != SESSION else None

    def session(self, sector, cell, epoch):
        """(salt, proof) of the session whose header stands at a cell, or None."""
        found = self.header(sector, cell, b"\0")
        if not found or found.type != SESSION or found.epoch != epoch:
            return None
        proof, _ = self.prove(sector, cell, 2, epoch, found.salt, 0)
        return (found.salt, proof) if proof in ("", "authentic") else None

    def walk(self, sector, epoch, salt):
        cell = boundary = 2
        claim = 0
        while cell < self.cells:
            record = self.record(sector, cell, salt)
            if record:
                cells = self.record_cells(record.size)
                after = cell + cells
                proof, text = self.prove(sector, cell, cells, epoch, salt, record.size)
                direct, followed = cell == boundary, self.record(sector, after, salt) is not None
                counts = proof == "authentic" or (direct and followed)
                if proof == "":
                    counts = direct or followed or after >= self.cells or self.blank(sector, after)
                if counts or (direct and cell >= claim):
                    self.entries.append(dict(kind="record", sector=sector, cell=cell, epoch=epoch, salt=salt,
                                             record=record, proof=proof, text=text, counts=counts, live=False))
                    if counts:
                        cell = boundary = after
                        claim = 0
                    else:
                        claim = after
                        cell += 1
                    continue
            fresh = self.session(sector, cell, epoch)
            if fresh is not None:
                salt, claim = fresh[0], 0
                self.entries.append(dict(kind="session", sector=sector, cell=cell, salt=salt, proof=fresh[1]))
                boundary = cell = cell + 2
                continue
            kind, last = "erased" if self.blank(sector, cell) else "scrap", self.entries[-1]
            if cell < claim:
                pass
            elif (last["sector"], last["kind"]) == (sector, kind) and last["cell"] + last["cells"] == cell:
                last["cells"] += 1
            else:
                self.entries.append(dict(kind=kind, sector=sector, cell=cell, cells=1))
            cell += 1

    def read(self):
        for sector in range(self.sectors):
            if all(self.blank(sector, cell) for cell in range(self.cells)):
                self.entries.append(dict(kind="erased", sector=sector, cell=0, cells=self.cells))
                continue
            found = self.header(sector, 0, b"\0")
            if not found or found.type != SESSION:
                self.entries.append(dict(kind="scrap", sector=sector, cell=0, cells=self.cells))
                continue
            proof, _ = self.prove(sector, 0, 2, found.epoch, found.salt, 0)
            self.entries.append(dict(kind="sector", sector=sector, cell=0, epoch=found.epoch, salt=found.salt,
                                     proof=proof, counts=proof in ("", "authentic")))
            self.walk(sector, found.epoch, found.salt)
        self.judge()

    def left_over(self, headers, head):
        """Row I11: the head holds nothing, or copies alone whose originals are all in the sector behind it."""
        spare, top = (head + 1) % self.sectors, headers[head]["epoch"]
        there = [e["record"] for e in self.entries if e["kind"] == "record" and e["counts"] and e["sector"] == head]
        due = spare in headers and headers[spare]["epoch"] == top - (head - spare) % self.sectors
        before = [e["record"] for e in self.entries
                  if due and e["kind"] == "record" and e["counts"] and e["sector"] == spare]
        if not there or not before or not all(record.copy for record in there):
            return not there
        names = {(record.owner, record.uid) for record in before}
        return all((record.owner, record.uid) in names for record in there if not record.lost)

    def judge(self):
        """Which record each item reads as: the newest that counts, of the sectors that belong to the log."""
        headers = {e["sector"]: e for e in self.entries if e["kind"] == "sector" and e["counts"]}
        while headers:
            head = max(headers, key=lambda s: headers[s]["epoch"])
            top = headers[head]["epoch"]
            if top and not self.left_over(headers, head):
                break
            del headers[head]
        if not headers:
            return
        log = [s for s in headers if headers[s]["epoch"] == top - (head - s) % self.sectors]
        records = [e for e in self.entries if e["kind"] == "record" and e["counts"] and e["sector"] in log]
        newest = {}
        for e in sorted(records, key=lambda e: (e["epoch"], e["cell"])):
            newest[e["record"].owner, e["record"].uid] = e
        for e in newest.values():
            e["live"] = e["record"].type != TOMBSTONE and e["sector"] != (head + 1) % self.sectors


# --- Printing ---------------------------------------------------------------------------------------------------------

def content_line(e):
    text = e["text"]
    if e["record"].type == RESERVED:
        text = text[4:4 + struct.unpack("<I", text[:4])[0]]
    if not text:
        return "    empty"
    if all(0x20 <= b < 0x7F or b in b"\n\t" for b in text):
        plain = text.decode().replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'    text "{plain}"'
    return "    hex " + text.hex()


def lines(area, content):
    yield (f"area 0x{area.area:02x}: {area.sectors} sectors of {area.sector_size} bytes, unit {area.unit}, "
           f"cell {area.cell}")
    for e in area.entries:
        place = f"sector {e['sector']}:" if e["cell"] == 0 else f"  0x{e['cell'] * area.cell:04x}"
        proof = (", " + e["proof"] if e.get("proof") else "") + (", live" if e.get("live") else "")
        if e["kind"] == "sector":
            yield f"{place} epoch {e['epoch']} salt {e['salt'].hex()}{proof}"
        elif e["kind"] == "session":
            yield f"{place} session salt {e['salt'].hex()}{proof}"
        elif e["kind"] == "record":
            r = e["record"]
            flags = ",".join(name for bit, name in enumerate(FLAGS) if r.flags >> bit & 1)
            yield (f"{place} {'lost' if r.lost else TYPES[r.type]} uid 0x{r.uid:x} owner {r.owner} size {r.size}"
                   + (" flags " + flags if flags else "") + (", copy" if r.copy else "") + proof)
            if content and e["proof"] == "authentic" and (r.type == ITEM or (r.type == RESERVED and r.size >= 4)):
                yield content_line(e)
        elif e["cell"] == 0:
            yield place + (" erased" if e["kind"] == "erased" else " no sector header")
        else:
            yield f"{place} {'erased' if e['kind'] == 'erased' else 'no record'}, {e['cells']} cells"
    yield f"{sum(1 for e in area.entries if e.get('live'))} items"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("image")
    parser.add_argument("sector_size", type=int)
    parser.add_argument("unit", type=int)
    parser.add_argument("--area", type=int, default=1)
    parser.add_argument("--key")
    parser.add_argument("--content", action="store_true")
    options = parser.parse_args()
    # FIPS 197 appendix C.1, C.3: this file's own AES is right before it judges others
    plain = bytes.fromhex("00112233445566778899aabbccddeeff")
    assert Aes(bytes(range(16))).block(plain).hex() == "69c4e0d86a7b0430d8cdb78070b4c55a"
    assert Aes(bytes(range(32))).block(plain).hex() == "8ea2b7ca516745bfeafc49904b496089"
    key = open(options.key, "rb").read() if options.key else None
    area = Area(open(options.image, "rb").read(), options.sector_size, options.unit, options.area, key)
    area.read()
    print("\n".join(lines(area, options.content)))


if __name__ == "__main__":
    main()
