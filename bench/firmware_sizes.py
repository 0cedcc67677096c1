#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Flash and RAM of the example firmware (examples/stm32h5) by image and by the part of the code that a function belongs
to. usage: firmware_sizes.py FOLDER [--check]; prints lines as scripts/bench describes. --check: ends with 1 if an image
is above what it may have: its target, or, where there is one, the ceiling that keeps it from growing. RAM is static:
the stack is not in it."""
import re
import subprocess
import sys

# Image, what it is; flash: target, ceiling, or None; RAM: target
IMAGES = [
    ("stage_1/stage_1", "stage 1, encrypted images, cryptography by the chip", 16 * 1024, 16368, None),
    ("stage_2/stage_2", "stage 2, cryptography by the chip", 32 * 1024, 17632, None),
    ("stage_1_core/stage_1", "stage 1, encrypted images, cryptography in software", 16 * 1024, 22272, None),
    ("stage_2_core/stage_2", "stage 2, cryptography in software", 32 * 1024, 20768, None),
    ("stage_1_bank/stage_1_bank", "the one stage of a device that exchanges its banks", 32 * 1024, 18944, None),
    ("stage_1_small/stage_1_small", "the one stage of a part with 128 KB, cryptography in software", 24 * 1024, 21360, None),
    ("app_small/app_1", "application of a part with 128 KB, updates alone", 31 * 1024, None, 16 * 1024),
    ("app/app_1", "application, all services and update agent", 64 * 1024, None, 16 * 1024),
]
# Parts by the file that a function is in, tables (which have none) by their names; first match counts. What was inlined
# counts where it was inlined to.
PARTS = [
    ("update engine", r"/lib/fwu/", r"kinds|spki_|order_|transitions"),
    ("crypto", r"/lib/crypto/|/mbedtls/|/platform/stm32h5/(driver/|pka|aes|hash|curve|boot_crypto)",
     r"mbedtls_|u256|u288|m256|p256|FT0|RT0|FSb|RSb|K(\.|$)|round_constants|curves|n_p256|key_|suites|plat_h5_"),
    ("storage", r"/lib/its/", None),
    ("attestation", r"/lib/attest/", r"claims"),
    ("port", r"/platform/", r"plat_|areas|codes|states"),
]


def line(name, value, target):
    result = "-" if target is None else "met" if value <= target else "missed"
    print(f"figure\tfirmware: {name}\t{value}\tbytes\t{'-' if target is None else '<=' + str(target)}\t{result}")


def parts_of(elf):
    sums = {}
    text = subprocess.run(["arm-none-eabi-nm", "-S", "-l", elf], capture_output=True, text=True, check=True).stdout
    for size, name, file in re.findall(r"^\w+ (\w+) [tTrRvVwW] (\S+)(.*)$", text, re.M):
        part = next((part for part, files, names in PARTS
                     if (re.search(files, file) if file else names and re.match(names, name))), "the rest")
        sums[part] = sums.get(part, 0) + int(size, 16)
    return sums


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--check"]):
        raise SystemExit(__doc__)
    above = []
    for file, name, target, ceiling, ram_target in IMAGES:
        elf = f"{sys.argv[1]}/{file}.elf"
        text = subprocess.run(["arm-none-eabi-size", elf], capture_output=True, text=True, check=True).stdout
        code, data, bss = (int(field) for field in text.splitlines()[1].split()[:3])
        line(f"flash of {name}", code + data, target)
        for part, size in sorted(parts_of(elf).items(), key=lambda item: -item[1]):
            line(f"flash of {name}, {part}, about", size, None)
        line(f"static RAM of {name}", data + bss, ram_target)
        if code + data > (ceiling or target):
            above.append(f"{name}: {code + data} bytes of flash, {'ceiling' if ceiling else 'budget'} {ceiling or target}")
        if ram_target is not None and data + bss > ram_target:
            above.append(f"{name}: {data + bss} bytes of RAM, budget {ram_target}")
    if sys.argv[2:] == ["--check"] and above:
        raise SystemExit("\n".join(above))


main()
