#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Code and RAM of boot stages on Cortex-M33: the archives of preset stm32h5-boot, linked with --gc-sections from one entry each.
All code counts that is not the port: engine, crypto, what is linked of the C library. RAM is the engine's.
usage: fwu_m33.py BUILD_FOLDER; prints lines as scripts/bench describes."""
import os
import re
import subprocess
import sys
import tempfile

# Name, entries, bytes of code at most
STAGES = [
    ("M33 code of a stage that verifies (P-256), in all", ["pfwu_boot_verify"], 12 * 1024),
    ("M33 code of a stage that swaps (P-256), in all", ["pfwu_boot"], 20 * 1024),
]


def line(name, value, unit, target):
    result = "-" if target is None else "met" if value <= target else "missed"
    bound = "-" if target is None else f"<={target}"
    print(f"figure\tfwu: {name}\t{value}\t{unit}\t{bound}\t{result}")


def archive(build, name):
    for folder, _, files in os.walk(build):
        if name in files:
            return os.path.join(folder, name)
    raise SystemExit(f"fwu_m33: no {name} in {build}")


def link(build, entries, out):
    """Bytes by (archive, section kind) of a program that has these entries and no port."""
    parts = [archive(build, f"libpsa-{name}.a") for name in ("fwu", "crypto", "crypto-core")]
    others = [os.path.join(folder, name) for folder, _, files in os.walk(build) for name in files
              if name.endswith(".a") and not name.startswith("libpsa-")]
    map_file = os.path.join(out, "link.map")
    program = os.path.join(out, "stage.elf")
    subprocess.run(["arm-none-eabi-gcc", "-mcpu=cortex-m33", "-mthumb", "-nostartfiles", "-specs=nano.specs",
                    "-Wl,--gc-sections", "-Wl,--unresolved-symbols=ignore-all", "-Wl,-e," + entries[0],
                    *(f"-Wl,-u,{name}" for name in entries), f"-Wl,-Map={map_file}",
                    "-Wl,--start-group", *parts, *others, "-lc", "-lgcc", "-Wl,--end-group", "-o", program],
                   check=True, stderr=subprocess.DEVNULL)
    with open(map_file, encoding="utf-8") as file:
        text = file.read().split("Linker script and memory map")[1]
    sizes = {}
    for kind, size, path in re.findall(r"^ \.(text|rodata|data|bss)\S*\s+0x\w+\s+0x(\w+)\s+(\S+)", text, re.M):
        place = os.path.basename(path.split("(")[0])
        key = place, "code" if kind in ("text", "rodata") else "ram"
        sizes[key] = sizes.get(key, 0) + int(size, 16)
    total = subprocess.run(["arm-none-eabi-size", program], capture_output=True, text=True, check=True).stdout
    return sizes, sum(int(field) for field in total.splitlines()[1].split()[:2])


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as out:
        for name, entries, target in STAGES:
            sizes, total = link(sys.argv[1], entries, out)
            line(name, total, "bytes", target)
            line(name.replace(", in all", ", the engine's part"), sizes.get(("libpsa-fwu.a", "code"), 0), "bytes", None)
            if os.environ.get("FWU_M33_PARTS"):
                print(sorted(sizes.items(), key=lambda item: -item[1]), file=sys.stderr)
        line("RAM of the engine, 8 components", sizes.get(("libpsa-fwu.a", "ram"), 0), "bytes", 1024)


main()
