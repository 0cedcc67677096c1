#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""its_compare.py PSA-PROGRAM GOLDEN-IMAGE

`psa its dump` against the second reader, its_dump.py, line by line: over the golden image, over built images of several
shapes, and over the same with flipped, blanked, swapped and random cells. A flipped bit in a built image is found, and
found where it is. The Intel HEX file is the binary image, without its erased cells.
"""
import io
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

from its_dump import ITEM, SESSION, VERSION, Area, check, lines

psa, golden = sys.argv[1:]
random.seed(20240917)
faults = []


def dump(path, area, key, options):
    """(exit status, lines without those about faults, standard error) of psa its dump."""
    arguments = [psa, "its", "dump", path, "--layout", f"sector-size={area.sector_size},unit={area.unit}"]
    arguments += ["--area", "ps"] if area.area == 2 else []
    arguments += ["--key", key, "--content"] if key else []
    run = subprocess.run(arguments, capture_output=True, text=True)
    shown = [line for line in run.stdout.splitlines() if not re.match("  (fault|note): ", line)]
    return run.returncode, shown, run.stderr


def compare(name, data, sector_size, unit, area_id=1, key=None):
    """Both readers on one image. The exit status and the error line of psa its dump."""
    with open("image", "wb") as file:
        file.write(data)
    area = Area(data, sector_size, unit, area_id, open(key, "rb").read() if key else None)
    area.read()
    mine = list(lines(area, key is not None))
    status, shown, error = dump("image", area, key, [])
    if status not in (0, 1) or (status == 1) != (error.count("\n") == 1):
        faults.append(f"{name}: exit status {status}, {error!r}")
    if shown != mine:
        at = next((i for i, (a, b) in enumerate(zip(shown, mine)) if a != b), min(len(shown), len(mine)))
        faults.append(f"{name}: line {at + 1}: psa {shown[at:at + 1]}, its_dump.py {mine[at:at + 1]}")
    return status, error, area


def read_hex(path):
    """Address -> byte, checking form and sums."""
    memory, upper, ended = {}, 0, False
    for line in open(path):
        assert re.fullmatch(r":([0-9A-F]{2})+\n", line) and not ended, line
        raw = bytes.fromhex(line[1:])
        assert len(raw) == raw[0] + 5 and sum(raw) & 0xFF == 0, line
        address, kind, data = int.from_bytes(raw[1:3], "big"), raw[3], raw[4:-1]
        if kind == 4:
            upper = int.from_bytes(data, "big") << 16
        elif kind == 1:
            ended = True
        else:
            assert kind == 0 and address + len(data) <= 0x10000, line
            for i, byte in enumerate(data):
                assert upper + address + i not in memory, line
                memory[upper + address + i] = byte
    assert ended
    return memory


def build(sectors, sector_size, unit, items, area="its"):
    """An image of random items."""
    with open("description", "w") as file:
        for uid in range(1, items + 1):
            size = random.choice([0, 1, 15, 16, 17, 31, 32, 33, 48, 100])
            content = "hex " + random.randbytes(size).hex() if size else "empty"
            flags = random.choice(["none", "write-once", "no-confidentiality,no-replay-protection"])
            file.write(f"{uid * 0x100000001} {random.choice([-1, 5])} {flags} {content}\n")
    address = 0x0800F000  # 64 KB pages change inside the area
    subprocess.run([psa, "its", "build", "--key", "key", "--area", area, "--out", "built.bin", "--hex", "built.hex",
                    "--address", hex(address), "--layout", f"sectors={sectors},sector-size={sector_size},unit={unit}",
                    "--items", "0", "description"], check=True, stdout=subprocess.DEVNULL)
    data = open("built.bin", "rb").read()
    memory = read_hex("built.hex")
    cell = max(unit, 16)
    want = {address + i: data[i] for i in range(len(data))
            if set(data[i // cell * cell:i // cell * cell + cell]) != {0xFF}}
    if memory != want:
        faults.append(f"{sectors} x {sector_size}, unit {unit}: the HEX file is not the binary image")
    return data


def flip_everywhere(data, sector_size, unit, pristine):
    """One bit of every cell in use, with the key: found, and by the entry that it is in."""
    found = 0
    for at in range(0, len(data), pristine.cell):
        if set(data[at:at + pristine.cell]) == {0xFF}:
            continue
        place = at + random.randrange(pristine.cell)
        sector, offset = divmod(place, sector_size)
        entry = max((e for e in pristine.entries if e["sector"] == sector and e["cell"] * pristine.cell <= offset),
                    key=lambda e: e["cell"])
        flipped = bytearray(data)
        flipped[place] ^= 1 << random.randrange(8)
        name = f"unit {unit}, a bit flipped at sector {sector}, offset 0x{offset:x}"
        status, error, _ = compare(name, bytes(flipped), sector_size, unit, key="key")
        want = f"sector {sector}, offset 0x{entry['cell'] * pristine.cell:x}: "
        if status != 1 or want not in error:
            faults.append(f"{name}: want '{want}', got {status}, {error!r}")
        found += 1
    return found


def left_over():
    """Images with random tags, for reading without a key: a head whose opening was cut (row I11) is no head and no fault;
    its items are as their originals have them. One that holds more than copies is, also beside the originals."""
    def header(kind, owner, uid, size=0, copy=0, flags=0, salt=b"s"):
        raw = struct.pack("<BHBiQ", kind | flags << 2 | copy << 5, size, 0, owner, uid)
        return raw[:3] + bytes([check(raw, salt)]) + raw[4:]

    def record(uid, text, copy=0):
        return header(ITEM, -1, uid, len(text), copy) + text + random.randbytes(16)

    def sector(epoch, *rest):
        opened = header(SESSION, epoch, ord("s") | random.getrandbits(56) << 8, flags=VERSION) + random.randbytes(16)
        return (opened + b"".join(rest)).ljust(512, b"\xff")

    one, two, three = (record(uid, b"a" * 16) for uid in (1, 2, 3))
    copy, scrap = record(1, b"a" * 16, 1), bytes(32)
    originals = sector(1, one)
    cases = [("a left-over", originals, [copy], [(0, 1), (1, 2)]),
             ("a left-over with scrap", originals, [copy, scrap], [(0, 1), (1, 2)]),
             ("an empty left-over", originals, [], [(0, 1), (1, 2)]),
             ("a head beside originals", originals, [copy, three], [(1, 2), (2, 1), (2, 3)]),
             ("a head of copies whose originals are gone", b"\xff" * 512, [copy], [(1, 2), (2, 1)])]
    for name, spare, rest, want in cases:
        data = spare + sector(2, two) + sector(3, *rest)
        status, error, area = compare(name, data, 512, 16)
        live = sorted((e["sector"], e["record"].uid) for e in area.entries if e.get("live"))
        if status != 0 or live != want:
            faults.append(f"{name}: status {status}, live at {live}, {error!r}")


def damage(data, cell, sector_size):
    """The image with a few cells, or a sector, blanked, swapped, copied, flipped or random."""
    data = bytearray(data)
    for _ in range(random.randrange(1, 5)):
        size = sector_size if random.randrange(8) == 0 else cell
        a, b = (random.randrange(len(data) // size) * size for _ in range(2))
        kind = random.randrange(3 if size == sector_size else 5)
        if kind == 0:
            data[a:a + size] = b"\xff" * size
        elif kind == 1:
            data[a:a + size], data[b:b + size] = data[b:b + size], data[a:a + size]
        elif kind == 2:
            data[a:a + size] = data[b:b + size]
        elif kind == 3:
            data[a + random.randrange(cell)] ^= 1 << random.randrange(8)
        else:
            data[a:a + cell] = random.randbytes(cell)
    return bytes(data)


def main():
    full = os.environ.get("PSA_TEST_FULL") == "1"
    with open("key", "wb") as file:
        file.write(bytes(range(32)))  # the golden image's
    images = [("the golden image", open(golden, "rb").read(), 1024, 16, 1)]
    shapes = [(3, 1024, 16, 14, "its"), (4, 512, 1, 12, "its"), (5, 640, 8, 12, "its"), (2, 2048, 32, 9, "its"),
              (3, 1024, 16, 9, "ps"), (8, 8192, 16, 300, "its")]
    for sectors, sector_size, unit, items, area in shapes:
        data = build(sectors, sector_size, unit, items, area)
        name = f"{items} items in {sectors} x {sector_size}"
        images.append((name, data, sector_size, unit, 1 if area == "its" else 2))
    flips = 0
    for name, data, sector_size, unit, area in images:
        for key in None, "key":
            status, error, pristine = compare(name, data, sector_size, unit, area, key)
            if status != 0:
                faults.append(f"{name} is called damaged: {error!r}")
        if len(data) <= 4096 and area == 1 and not name.startswith("the golden"):
            flips += flip_everywhere(data, sector_size, unit, pristine)
    for i in range(4000 if full else 240):  # every second time the golden image, which has a past
        name, data, sector_size, unit, area = images[0] if i % 2 else random.choice(images[1:-1])
        damaged = damage(data, max(16, unit), sector_size)
        compare(f"damage {i} of {name}", damaged, sector_size, unit, area, random.choice([None, "key"]))
    left_over()
    for i in range(20):
        compare(f"random image {i}", random.randbytes(2048), 512, 16)
    print("\n".join(faults[:20]))
    print(f"{len(images)} images, {flips} flips, {len(faults)} faults")
    return 1 if faults or flips < 100 else 0


# Each run with a key makes a device and syncs its files.
memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
with tempfile.TemporaryDirectory(prefix="psa-its-compare.", dir=memory) as work:
    golden = os.path.abspath(golden)
    os.chdir(work)
    os.environ["TMPDIR"] = work
    code = main()
sys.exit(code)
